"""What people see: forms, tables and charts in a notebook.

Contract: shows what it is handed and passes on what a person enters; computes nothing itself,
except that a form adds up and counts the points it shows.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from danvan_tools.display.access_slips import access_lines, write_slips
from danvan_tools.display.amendment_form import amendment_form
from danvan_tools.display.chair_page import chair_page, save_page
from danvan_tools.display.counts import count_table, fact_table
from danvan_tools.display.dashboard import dashboard
from danvan_tools.display.decision_differences import decision_difference_html, decision_difference_lines
from danvan_tools.display.decision_form import decision_form
from danvan_tools.display.decision_import_form import decision_import_form
from danvan_tools.display.deliberation_headings import (
    AGENDA_HEADINGS,
    BALANCE_HEADINGS,
    CUT_HEADINGS,
    MOVE_HEADINGS,
    NEXT_HEADINGS,
    PROGRESS_HEADINGS,
    QUOTA_COST_HEADINGS,
    REVIEWER_HEADINGS,
    SETTLED_HEADINGS,
    SWAP_HEADINGS,
    WAITING_HEADINGS,
)
from danvan_tools.display.desk_server import serve_desk
from danvan_tools.display.fault_lines import fault_lines
from danvan_tools.display.fault_tables import fault_table
from danvan_tools.display.finding import show_finding, show_rows
from danvan_tools.display.headings import (
    AMENDMENT_HEADINGS,
    AWARD_PATH_HEADINGS,
    BALLOT_HEADINGS,
    CANDIDATE_HEADINGS,
    CHANGE_HEADINGS,
    COVERAGE_HEADINGS,
    CRITERION_HEADINGS,
    DIFFERENCE_HEADINGS,
    DIMENSION_HEADINGS,
    FACT_HEADINGS,
    HISTORY_HEADINGS,
    QUOTA_HEADINGS,
    RECEIVED_HEADINGS,
    RECONCILIATION_HEADINGS,
    RESULT_HEADINGS,
    SCAN_HEADINGS,
    SECTOR_HEADINGS,
    SILENT_UNIT_HEADINGS,
    UNCONFIRMED_HEADINGS,
    VISIT_HEADINGS,
    VOTE_HEADINGS,
)
from danvan_tools.display.lab_server import serve_lab
from danvan_tools.display.login import login
from danvan_tools.display.mark_form import mark_form
from danvan_tools.display.paper_grid import paper_grid
from danvan_tools.display.proposal_form import proposal_form
from danvan_tools.display.reason_form import reason_form
from danvan_tools.display.review_desk import review_desk
from danvan_tools.display.scoring_form import scoring_form
from danvan_tools.display.self_mark_form import self_mark_form
from danvan_tools.display.sheet_differences import sheet_difference_lines, sheet_difference_table
from danvan_tools.display.sheet_import_form import sheet_import_form
from danvan_tools.display.stock_form import stock_form
from danvan_tools.display.tables import show_table
from danvan_tools.display.tally_form import tally_form
from danvan_tools.display.team_form import team_form
from danvan_tools.display.withdrawal_form import withdrawal_form

if TYPE_CHECKING:
    from danvan_tools.display.charts import chart_balance, chart_by_sector, chart_counts
    from danvan_tools.display.fonts import choose_font
    from danvan_tools.display.heat_maps import heat_map
    from danvan_tools.display.rank_charts import chart_leniency, chart_rank_intervals, chart_scores
else:
    # matplotlib costs half a second and 22 MB, and a reviewer's desk draws no chart: twenty of them open at once.
    _DRAWN = {
        "chart_balance": "charts",
        "chart_by_sector": "charts",
        "chart_counts": "charts",
        "chart_leniency": "rank_charts",
        "chart_rank_intervals": "rank_charts",
        "chart_scores": "rank_charts",
        "choose_font": "fonts",
        "heat_map": "heat_maps",
    }

    def __getattr__(name: str) -> object:
        if name not in _DRAWN:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(f"{__name__}.{_DRAWN[name]}"), name)


__all__ = [
    "AGENDA_HEADINGS",
    "AMENDMENT_HEADINGS",
    "AWARD_PATH_HEADINGS",
    "BALANCE_HEADINGS",
    "BALLOT_HEADINGS",
    "CANDIDATE_HEADINGS",
    "CHANGE_HEADINGS",
    "COVERAGE_HEADINGS",
    "CRITERION_HEADINGS",
    "CUT_HEADINGS",
    "DIFFERENCE_HEADINGS",
    "DIMENSION_HEADINGS",
    "FACT_HEADINGS",
    "HISTORY_HEADINGS",
    "MOVE_HEADINGS",
    "NEXT_HEADINGS",
    "PROGRESS_HEADINGS",
    "QUOTA_COST_HEADINGS",
    "QUOTA_HEADINGS",
    "RECEIVED_HEADINGS",
    "RECONCILIATION_HEADINGS",
    "RESULT_HEADINGS",
    "REVIEWER_HEADINGS",
    "SCAN_HEADINGS",
    "SECTOR_HEADINGS",
    "SETTLED_HEADINGS",
    "SILENT_UNIT_HEADINGS",
    "SWAP_HEADINGS",
    "UNCONFIRMED_HEADINGS",
    "VISIT_HEADINGS",
    "VOTE_HEADINGS",
    "WAITING_HEADINGS",
    "access_lines",
    "amendment_form",
    "chair_page",
    "chart_balance",
    "chart_by_sector",
    "chart_counts",
    "chart_leniency",
    "chart_rank_intervals",
    "chart_scores",
    "choose_font",
    "count_table",
    "dashboard",
    "decision_difference_html",
    "decision_difference_lines",
    "decision_form",
    "decision_import_form",
    "fact_table",
    "fault_lines",
    "fault_table",
    "heat_map",
    "login",
    "mark_form",
    "paper_grid",
    "proposal_form",
    "reason_form",
    "review_desk",
    "save_page",
    "scoring_form",
    "self_mark_form",
    "serve_desk",
    "serve_lab",
    "sheet_difference_lines",
    "sheet_difference_table",
    "sheet_import_form",
    "show_finding",
    "show_rows",
    "show_table",
    "stock_form",
    "tally_form",
    "team_form",
    "withdrawal_form",
    "write_slips",
]
