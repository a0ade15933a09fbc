"""What people see: forms, tables and charts in a notebook.

Contract: shows what it is handed and passes on what a person enters; computes nothing itself,
except that a form adds up and counts the points it shows.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from danvan_tools.display.access_slips import access_lines, write_slips
from danvan_tools.display.amendment_form import amendment_form
from danvan_tools.display.counts import count_table, fact_table
from danvan_tools.display.dashboard import dashboard
from danvan_tools.display.decision_differences import decision_difference_html, decision_difference_lines
from danvan_tools.display.decision_form import decision_form
from danvan_tools.display.decision_import_form import decision_import_form
from danvan_tools.display.desk_server import serve_desk
from danvan_tools.display.fault_lines import fault_lines
from danvan_tools.display.fault_tables import fault_table
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
    from danvan_tools.display.charts import chart_by_sector, chart_counts, chart_scores
    from danvan_tools.display.fonts import choose_font
else:
    # matplotlib costs half a second and 22 MB, and a reviewer's desk draws no chart: twenty of them open at once.
    _DRAWN = {"chart_by_sector": "charts", "chart_counts": "charts", "chart_scores": "charts", "choose_font": "fonts"}

    def __getattr__(name: str) -> object:
        if name not in _DRAWN:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(f"{__name__}.{_DRAWN[name]}"), name)


__all__ = [
    "AMENDMENT_HEADINGS",
    "AWARD_PATH_HEADINGS",
    "BALLOT_HEADINGS",
    "CANDIDATE_HEADINGS",
    "CHANGE_HEADINGS",
    "COVERAGE_HEADINGS",
    "CRITERION_HEADINGS",
    "DIFFERENCE_HEADINGS",
    "DIMENSION_HEADINGS",
    "FACT_HEADINGS",
    "HISTORY_HEADINGS",
    "QUOTA_HEADINGS",
    "RECEIVED_HEADINGS",
    "RECONCILIATION_HEADINGS",
    "RESULT_HEADINGS",
    "SCAN_HEADINGS",
    "SECTOR_HEADINGS",
    "SILENT_UNIT_HEADINGS",
    "UNCONFIRMED_HEADINGS",
    "VISIT_HEADINGS",
    "VOTE_HEADINGS",
    "access_lines",
    "amendment_form",
    "chart_by_sector",
    "chart_counts",
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
    "login",
    "mark_form",
    "paper_grid",
    "proposal_form",
    "reason_form",
    "review_desk",
    "scoring_form",
    "self_mark_form",
    "serve_desk",
    "serve_lab",
    "sheet_difference_lines",
    "sheet_difference_table",
    "sheet_import_form",
    "show_table",
    "stock_form",
    "tally_form",
    "team_form",
    "withdrawal_form",
    "write_slips",
]
