"""What comes in: a review folder's workbooks and its ledger.

Contract: reads the secretary's files and never writes to them; the ledger is the only thing it
changes, and only by appending. Every fault of every file is reported at once, in Vietnamese.
"""

from danvan_tools.records.assignments import AssignmentRefusedError, assigned_candidates, save_assignments
from danvan_tools.records.blinding import blind_names, blinded
from danvan_tools.records.consensus import consensus_changes
from danvan_tools.records.counted_records import split_marks
from danvan_tools.records.current_units import current_units
from danvan_tools.records.decisions import (
    DecisionRefusedError,
    RecommendationRefusedError,
    save_decision,
    save_recommendation,
)
from danvan_tools.records.history import candidate_history
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_entries import Entry
from danvan_tools.records.ledger_errors import EntryReusedError, LedgerConflictError
from danvan_tools.records.ledger_text import export_ledger, replay_ledger
from danvan_tools.records.marked_copy import mark_folder, write_marked_copy
from danvan_tools.records.marks import NO_MARKS, MarkRefusedError, save_mark, undo_mark
from danvan_tools.records.milestones import nominated_ids, step_days
from danvan_tools.records.new_review import new_review, starter_tables
from danvan_tools.records.nominations import Collection, collect_nominations
from danvan_tools.records.progress import RoundProgress, round_progress
from danvan_tools.records.proposal_workbook import write_proposals
from danvan_tools.records.review import ReasonNeededError, Review, check_folder, open_review, record_load
from danvan_tools.records.rounds import (
    RoundRefusedError,
    RoundState,
    close_round,
    open_consensus,
    open_round,
    round_state,
)
from danvan_tools.records.rubric_versions import outdated_criteria
from danvan_tools.records.rules import rules_digest
from danvan_tools.records.safe_files import written_whole
from danvan_tools.records.sheet_states import general_means, sheet_states, visible_marks
from danvan_tools.records.submissions import SheetRefusedError, reopen_sheet, submit_sheet, submit_sheets
from danvan_tools.records.units import unit_names_on, units_on
from danvan_tools.records.withdrawals import (
    WithdrawalRefusedError,
    merge_candidates,
    reinstate_candidate,
    withdraw_candidate,
)
from danvan_tools.records.workbooks import write_candidates_workbook, write_review_workbook

__all__ = [
    "NO_MARKS",
    "AssignmentRefusedError",
    "Collection",
    "DecisionRefusedError",
    "Entry",
    "EntryReusedError",
    "Ledger",
    "LedgerConflictError",
    "MarkRefusedError",
    "ReasonNeededError",
    "RecommendationRefusedError",
    "Review",
    "RoundProgress",
    "RoundRefusedError",
    "RoundState",
    "SheetRefusedError",
    "WithdrawalRefusedError",
    "assigned_candidates",
    "blind_names",
    "blinded",
    "candidate_history",
    "check_folder",
    "close_round",
    "collect_nominations",
    "consensus_changes",
    "current_units",
    "export_ledger",
    "general_means",
    "mark_folder",
    "merge_candidates",
    "new_review",
    "nominated_ids",
    "open_consensus",
    "open_review",
    "open_round",
    "outdated_criteria",
    "record_load",
    "reinstate_candidate",
    "reopen_sheet",
    "replay_ledger",
    "round_progress",
    "round_state",
    "rules_digest",
    "save_assignments",
    "save_decision",
    "save_mark",
    "save_recommendation",
    "sheet_states",
    "split_marks",
    "starter_tables",
    "step_days",
    "submit_sheet",
    "submit_sheets",
    "undo_mark",
    "unit_names_on",
    "units_on",
    "visible_marks",
    "withdraw_candidate",
    "write_candidates_workbook",
    "write_marked_copy",
    "write_proposals",
    "write_review_workbook",
    "written_whole",
]
