"""What is computed: tables in, tables out.

Contract: pure functions. No files, no widgets, no clock, no randomness without a seed; a blank
mark is never a zero; every number that leaves is a fact with the records behind it.
"""

from danvan_tools.assessment.aggregation import describe_aggregation
from danvan_tools.assessment.agreement import (
    AGREEMENT_SCALES,
    compare_reviewers,
    describe_agreement,
    describe_sheets,
    tabulate_totals,
)
from danvan_tools.assessment.assignment import Assignment, assign_reviewers
from danvan_tools.assessment.assignment_plan import find_conflicts, plan_assignment
from danvan_tools.assessment.ballots import count_ballots, count_vote, decide_ballots
from danvan_tools.assessment.chair_findings import (
    describe_leniency,
    describe_next,
    describe_progress,
    describe_reviewers,
    describe_waiting,
    list_next,
    list_waiting,
    tabulate_leniency,
    tabulate_reviewers,
)
from danvan_tools.assessment.concordance import fleiss_kappa, kendall_w
from danvan_tools.assessment.crosstabs import count_records
from danvan_tools.assessment.cut_lines import (
    cut_lines,
    describe_chances,
    describe_cuts,
    fit_rubrics,
    rank_chances,
    rank_intervals,
)
from danvan_tools.assessment.facts import MAIN_FACTS, compute_facts
from danvan_tools.assessment.findings import (
    count_balance,
    describe_balance,
    describe_list,
    describe_totals,
    lay_out_totals,
    tabulate_moves,
)
from danvan_tools.assessment.intraclass import icc
from danvan_tools.assessment.krippendorff import krippendorff_alpha
from danvan_tools.assessment.leniency import LeniencyFit, fit_leniency
from danvan_tools.assessment.next_dossier import next_dossier, next_reviews, review_gains
from danvan_tools.assessment.overviews import count_by_sector, describe_candidates, describe_criteria
from danvan_tools.assessment.quota_costs import quota_costs
from danvan_tools.assessment.quotas import check_quotas
from danvan_tools.assessment.ranking import rank_candidates
from danvan_tools.assessment.reconciliation import TO_EXPLAIN, reconcile, reconciliation_faults
from danvan_tools.assessment.results import describe_coverage, list_results
from danvan_tools.assessment.robustness import check_robustness, describe_robustness
from danvan_tools.assessment.scores import combine_scores
from danvan_tools.assessment.selection import Selection, propose_awards, select
from danvan_tools.assessment.selection_clash import ImpossibleRulesError
from danvan_tools.assessment.selection_findings import SelectionFindings, explain_selection
from danvan_tools.assessment.selection_rules import UnusableScoreError
from danvan_tools.assessment.selection_tables import selection_tables
from danvan_tools.assessment.settled import settled
from danvan_tools.assessment.sheet_bounds import sheet_bounds
from danvan_tools.assessment.sheets import sheet_totals, unfinished_sheets
from danvan_tools.assessment.standings import count_settled, describe_agenda, describe_settled, list_agenda, settle_cuts
from danvan_tools.assessment.tiers import tier_reached
from danvan_tools.assessment.uncertainty import describe_grey_zone, draw_effects, grey_zone, rank_uncertainty

__all__ = [
    "AGREEMENT_SCALES",
    "MAIN_FACTS",
    "TO_EXPLAIN",
    "Assignment",
    "ImpossibleRulesError",
    "LeniencyFit",
    "Selection",
    "SelectionFindings",
    "UnusableScoreError",
    "assign_reviewers",
    "check_quotas",
    "check_robustness",
    "combine_scores",
    "compare_reviewers",
    "compute_facts",
    "count_balance",
    "count_ballots",
    "count_by_sector",
    "count_records",
    "count_settled",
    "count_vote",
    "cut_lines",
    "decide_ballots",
    "describe_agenda",
    "describe_aggregation",
    "describe_agreement",
    "describe_balance",
    "describe_candidates",
    "describe_chances",
    "describe_coverage",
    "describe_criteria",
    "describe_cuts",
    "describe_grey_zone",
    "describe_leniency",
    "describe_list",
    "describe_next",
    "describe_progress",
    "describe_reviewers",
    "describe_robustness",
    "describe_settled",
    "describe_sheets",
    "describe_totals",
    "describe_waiting",
    "draw_effects",
    "explain_selection",
    "find_conflicts",
    "fit_leniency",
    "fit_rubrics",
    "fleiss_kappa",
    "grey_zone",
    "icc",
    "kendall_w",
    "krippendorff_alpha",
    "lay_out_totals",
    "list_agenda",
    "list_next",
    "list_results",
    "list_waiting",
    "next_dossier",
    "next_reviews",
    "plan_assignment",
    "propose_awards",
    "quota_costs",
    "rank_candidates",
    "rank_chances",
    "rank_intervals",
    "rank_uncertainty",
    "reconcile",
    "reconciliation_faults",
    "review_gains",
    "select",
    "selection_tables",
    "settle_cuts",
    "settled",
    "sheet_bounds",
    "sheet_totals",
    "tabulate_leniency",
    "tabulate_moves",
    "tabulate_reviewers",
    "tabulate_totals",
    "tier_reached",
    "unfinished_sheets",
]
