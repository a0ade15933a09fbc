"""What people see: forms, tables and charts in a notebook.

Contract: shows what it is handed and passes on what a person enters; computes nothing itself,
except that a form adds up and counts the points it shows.
"""

from danvan_tools.display.charts import chart_by_sector, chart_counts, chart_scores
from danvan_tools.display.counts import count_table, fact_table
from danvan_tools.display.dashboard import dashboard
from danvan_tools.display.desk_server import serve_desk
from danvan_tools.display.fault_lines import fault_lines
from danvan_tools.display.fault_tables import fault_table
from danvan_tools.display.fonts import choose_font
from danvan_tools.display.headings import (
    AMENDMENT_HEADINGS,
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
)
from danvan_tools.display.mark_form import mark_form
from danvan_tools.display.proposal_form import proposal_form
from danvan_tools.display.reason_form import reason_form
from danvan_tools.display.review_desk import review_desk
from danvan_tools.display.scoring_form import scoring_form
from danvan_tools.display.stock_form import stock_form
from danvan_tools.display.tables import show_table
from danvan_tools.display.withdrawal_form import withdrawal_form

__all__ = [
    "AMENDMENT_HEADINGS",
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
    "chart_by_sector",
    "chart_counts",
    "chart_scores",
    "choose_font",
    "count_table",
    "dashboard",
    "fact_table",
    "fault_lines",
    "fault_table",
    "mark_form",
    "proposal_form",
    "reason_form",
    "review_desk",
    "scoring_form",
    "serve_desk",
    "show_table",
    "stock_form",
    "withdrawal_form",
]
