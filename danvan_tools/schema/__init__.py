"""The one place where Vietnamese headings and the names used in code meet.

Contract: plain descriptions of tables (columns, headings, allowed words), the settings of a
review, and `Fact`, a number with the records behind it; and the one rule by which a sheet is added up. No reading,
no writing.
"""

from danvan_tools.schema.candidate_tables import CANDIDATE_TABLES, CANDIDATES_FILE, FORM_ITEMS
from danvan_tools.schema.fault_words import SEVERITIES, summarise_faults
from danvan_tools.schema.nomination_tables import (
    DIFFERENCES,
    NOMINATION_FORM,
    PROPOSAL_TABLES,
    PROPOSALS,
    PROPOSALS_FILE,
    RECEIVED,
    SCANS,
    SILENT_UNITS,
)
from danvan_tools.schema.review_tables import REVIEW_FILE, REVIEW_TABLES, SETTINGS, SETTINGS_SHEET
from danvan_tools.schema.shapes import BALLOT_COLUMNS, BALLOT_NUMBERS, Column, Fact, Rubric, Settings, Table, Tables
from danvan_tools.schema.totals import Reach, add_up, reach_of, ways_to_count
from danvan_tools.schema.words import (
    AUTHORITY_KINDS,
    AWARDS,
    CHANGES,
    FAULT_KINDS,
    GATES,
    HOLDERS,
    KINDS,
    LEVELS,
    NOMINATION_STATES,
    OCCASIONS,
    REVIEW_TYPES,
    ROLES,
    SHEET_STATES,
    STAGES,
    STANDARD_SECTORS,
    STEPS,
    UNIT_KINDS,
    vietnamese,
)

__all__ = [
    "AUTHORITY_KINDS",
    "AWARDS",
    "BALLOT_COLUMNS",
    "BALLOT_NUMBERS",
    "CANDIDATES_FILE",
    "CANDIDATE_TABLES",
    "CHANGES",
    "DIFFERENCES",
    "FAULT_KINDS",
    "FORM_ITEMS",
    "GATES",
    "HOLDERS",
    "KINDS",
    "LEVELS",
    "NOMINATION_FORM",
    "NOMINATION_STATES",
    "OCCASIONS",
    "PROPOSALS",
    "PROPOSALS_FILE",
    "PROPOSAL_TABLES",
    "RECEIVED",
    "REVIEW_FILE",
    "REVIEW_TABLES",
    "REVIEW_TYPES",
    "ROLES",
    "SCANS",
    "SETTINGS",
    "SETTINGS_SHEET",
    "SEVERITIES",
    "SHEET_STATES",
    "SILENT_UNITS",
    "STAGES",
    "STANDARD_SECTORS",
    "STEPS",
    "UNIT_KINDS",
    "Column",
    "Fact",
    "Reach",
    "Rubric",
    "Settings",
    "Table",
    "Tables",
    "add_up",
    "reach_of",
    "summarise_faults",
    "vietnamese",
    "ways_to_count",
]
