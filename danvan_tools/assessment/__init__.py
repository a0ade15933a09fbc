"""What is computed: tables in, tables out.

Contract: pure functions. No files, no widgets, no clock, no randomness without a seed; a blank
mark is never a zero; every number that leaves is a fact with the records behind it.
"""

from danvan_tools.assessment.facts import compute_facts
from danvan_tools.assessment.quotas import check_quotas
from danvan_tools.assessment.ranking import rank_candidates
from danvan_tools.assessment.scores import combine_scores
from danvan_tools.assessment.selection import propose_awards
from danvan_tools.assessment.sheets import sheet_totals, unfinished_sheets

__all__ = [
    "check_quotas",
    "combine_scores",
    "compute_facts",
    "propose_awards",
    "rank_candidates",
    "sheet_totals",
    "unfinished_sheets",
]
