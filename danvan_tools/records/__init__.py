"""What comes in: a review folder's workbooks and its ledger.

Contract: reads the secretary's files and never writes to them; the ledger is the only thing it
changes, and only by appending. Every fault of every file is reported at once, in Vietnamese.
"""

from danvan_tools.records.access_codes import (
    AccessRefusedError,
    access_states,
    asks_for_codes,
    check_code,
    issue_codes,
    revoke_codes,
)
from danvan_tools.records.assignments import AssignmentRefusedError, assigned_candidates, save_assignments
from danvan_tools.records.award_path import AWARD_CHANGES, award_change, follow_awards
from danvan_tools.records.backup import Backup, backup_review
from danvan_tools.records.ballots import (
    BALLOT_WORDS,
    VOTE_OUTCOMES,
    BallotRefusedError,
    rule_faults,
    rule_in_force,
    save_ballot,
    tally_faults,
)
from danvan_tools.records.blinding import blind_names, blinded
from danvan_tools.records.consensus import consensus_changes
from danvan_tools.records.counted_records import split_marks
from danvan_tools.records.current_units import current_units
from danvan_tools.records.decision_list_import import (
    DecisionList,
    DecisionListRefusedError,
    import_decision_list,
    read_decision_list,
)
from danvan_tools.records.decision_lists import NOT_GIVEN, ListNotExportedError, export_decision_list
from danvan_tools.records.decisions import DecisionRefusedError, save_decision
from danvan_tools.records.door import (
    Door,
    code_holders,
    enter_review,
    find_member,
    ledger_id,
    members_without_code,
    open_door,
)
from danvan_tools.records.evidence import EvidenceFile, EvidenceRefusedError, check_evidence, list_evidence
from danvan_tools.records.evidence_content import read_pdf, read_photo
from danvan_tools.records.history import candidate_history
from danvan_tools.records.kept_files import FileRefusedError, KeptFile, read_kept
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_entries import Entry
from danvan_tools.records.ledger_errors import EntryReusedError, LedgerConflictError, LedgerReplacedError
from danvan_tools.records.ledger_roles import (
    join_team,
    prepare_database,
    revoke_reviewer,
    set_reviewer_password,
)
from danvan_tools.records.ledger_text import export_ledger, replay_ledger
from danvan_tools.records.lost_ledger import LedgerLostError
from danvan_tools.records.marked_copy import mark_folder, write_marked_copy
from danvan_tools.records.marking_rights import RoundOverError
from danvan_tools.records.marks import NO_MARKS, MarkRefusedError, save_mark
from danvan_tools.records.milestones import nominated_ids, step_days
from danvan_tools.records.new_review import new_review, starter_tables
from danvan_tools.records.nominations import Collection, collect_nominations
from danvan_tools.records.paper_cells import standing_marks
from danvan_tools.records.paper_confirmations import confirm_paper_sheets, hand_in_paper_sheets
from danvan_tools.records.paper_sheets import PaperSheetRefusedError, compare_with_stored, save_paper_sheets
from danvan_tools.records.progress import RoundProgress, round_progress
from danvan_tools.records.proposal_workbook import write_proposals
from danvan_tools.records.recommendations import RecommendationRefusedError, save_recommendation, save_unamended
from danvan_tools.records.restore import restore_review
from danvan_tools.records.retractions import RetractionRefusedError, retract_entry
from danvan_tools.records.review import ReasonNeededError, Review, check_folder, open_review, record_load
from danvan_tools.records.review_folder import read_ahead
from danvan_tools.records.review_ledger import ledger_address
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
from danvan_tools.records.score_sheets import (
    CELL_STATES,
    SheetCell,
    SheetFileRefusedError,
    SheetImport,
    SheetMark,
    SheetsNotExportedError,
    UndecidedCellsError,
    export_sheets,
    import_sheet,
    read_sheet_file,
)
from danvan_tools.records.self_marks import save_self_marks
from danvan_tools.records.sheet_states import general_means, sheet_states, visible_marks
from danvan_tools.records.sitting_warnings import warn_of_round, warn_of_sitting
from danvan_tools.records.stage_marks import StageRefusedError, stage_marks
from danvan_tools.records.submissions import SheetRefusedError, reopen_sheet, submit_sheet, submit_sheets
from danvan_tools.records.tables_ahead import TablesAhead
from danvan_tools.records.unconfirmed_sheets import unconfirmed_marks, unconfirmed_sheets, warn_of_unconfirmed
from danvan_tools.records.undo import undo_mark
from danvan_tools.records.unit_relations import unit_relations, warn_of_relations
from danvan_tools.records.units import unit_names_on, units_on
from danvan_tools.records.verification import save_team_mark, team_marks
from danvan_tools.records.verify import Verification, verify_folder
from danvan_tools.records.visits import save_visit, visits
from danvan_tools.records.withdrawals import (
    WithdrawalRefusedError,
    merge_candidates,
    reinstate_candidate,
    withdraw_candidate,
)
from danvan_tools.records.workbooks import write_candidates_workbook, write_review_workbook

__all__ = [
    "AWARD_CHANGES",
    "BALLOT_WORDS",
    "CELL_STATES",
    "NOT_GIVEN",
    "NO_MARKS",
    "VOTE_OUTCOMES",
    "AccessRefusedError",
    "AssignmentRefusedError",
    "Backup",
    "BallotRefusedError",
    "Collection",
    "DecisionList",
    "DecisionListRefusedError",
    "DecisionRefusedError",
    "Door",
    "Entry",
    "EntryReusedError",
    "EvidenceFile",
    "EvidenceRefusedError",
    "FileRefusedError",
    "KeptFile",
    "Ledger",
    "LedgerConflictError",
    "LedgerLostError",
    "LedgerReplacedError",
    "ListNotExportedError",
    "MarkRefusedError",
    "PaperSheetRefusedError",
    "ReasonNeededError",
    "RecommendationRefusedError",
    "RetractionRefusedError",
    "Review",
    "RoundOverError",
    "RoundProgress",
    "RoundRefusedError",
    "RoundState",
    "SheetCell",
    "SheetFileRefusedError",
    "SheetImport",
    "SheetMark",
    "SheetRefusedError",
    "SheetsNotExportedError",
    "StageRefusedError",
    "TablesAhead",
    "UndecidedCellsError",
    "Verification",
    "WithdrawalRefusedError",
    "access_states",
    "asks_for_codes",
    "assigned_candidates",
    "award_change",
    "backup_review",
    "blind_names",
    "blinded",
    "candidate_history",
    "check_code",
    "check_evidence",
    "check_folder",
    "close_round",
    "code_holders",
    "collect_nominations",
    "compare_with_stored",
    "confirm_paper_sheets",
    "consensus_changes",
    "current_units",
    "enter_review",
    "export_decision_list",
    "export_ledger",
    "export_sheets",
    "find_member",
    "follow_awards",
    "general_means",
    "hand_in_paper_sheets",
    "import_decision_list",
    "import_sheet",
    "issue_codes",
    "join_team",
    "ledger_address",
    "ledger_id",
    "list_evidence",
    "mark_folder",
    "members_without_code",
    "merge_candidates",
    "new_review",
    "nominated_ids",
    "open_consensus",
    "open_door",
    "open_review",
    "open_round",
    "outdated_criteria",
    "prepare_database",
    "read_ahead",
    "read_decision_list",
    "read_kept",
    "read_pdf",
    "read_photo",
    "read_sheet_file",
    "record_load",
    "reinstate_candidate",
    "reopen_sheet",
    "replay_ledger",
    "restore_review",
    "retract_entry",
    "revoke_codes",
    "revoke_reviewer",
    "round_progress",
    "round_state",
    "rule_faults",
    "rule_in_force",
    "rules_digest",
    "save_assignments",
    "save_ballot",
    "save_decision",
    "save_mark",
    "save_paper_sheets",
    "save_recommendation",
    "save_self_marks",
    "save_team_mark",
    "save_unamended",
    "save_visit",
    "set_reviewer_password",
    "sheet_states",
    "split_marks",
    "stage_marks",
    "standing_marks",
    "starter_tables",
    "step_days",
    "submit_sheet",
    "submit_sheets",
    "tally_faults",
    "team_marks",
    "unconfirmed_marks",
    "unconfirmed_sheets",
    "undo_mark",
    "unit_names_on",
    "unit_relations",
    "units_on",
    "verify_folder",
    "visible_marks",
    "visits",
    "warn_of_relations",
    "warn_of_round",
    "warn_of_sitting",
    "warn_of_unconfirmed",
    "withdraw_candidate",
    "write_candidates_workbook",
    "write_marked_copy",
    "write_proposals",
    "write_review_workbook",
    "written_whole",
]
