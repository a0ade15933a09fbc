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
from danvan_tools.assessment.concordance import fleiss_kappa, kendall_w
from danvan_tools.assessment.crosstabs import count_records
from danvan_tools.assessment.facts import MAIN_FACTS, compute_facts
from danvan_tools.assessment.intraclass import icc
from danvan_tools.assessment.krippendorff import krippendorff_alpha
from danvan_tools.assessment.leniency import LeniencyFit, fit_leniency
from danvan_tools.assessment.next_dossier import next_dossier, next_reviews, review_gains
from danvan_tools.assessment.overviews import count_by_sector, describe_candidates, describe_criteria
from danvan_tools.assessment.quota_costs import quota_costs
from danvan_tools.assessment.quotas import check_quotas
from danvan_tools.assessment.ranking import rank_candidates
from danvan_tools.assessment.reconciliation import TO_EXPLAIN, reconcile, reconciliation_faults
from danvan_tools.assessment.results import cut_scores, describe_coverage, list_results
from danvan_tools.assessment.robustness import check_robustness, describe_robustness
from danvan_tools.assessment.scores import combine_scores
from danvan_tools.assessment.selection import Selection, propose_awards, select
from danvan_tools.assessment.selection_clash import ImpossibleRulesError
from danvan_tools.assessment.selection_rules import UnusableScoreError
from danvan_tools.assessment.selection_tables import selection_tables
from danvan_tools.assessment.settled import settled
from danvan_tools.assessment.sheet_bounds import sheet_bounds
from danvan_tools.assessment.sheets import sheet_totals, unfinished_sheets
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
    "UnusableScoreError",
    "assign_reviewers",
    "check_quotas",
    "check_robustness",
    "combine_scores",
    "compare_reviewers",
    "compute_facts",
    "count_ballots",
    "count_by_sector",
    "count_records",
    "count_vote",
    "cut_scores",
    "decide_ballots",
    "describe_aggregation",
    "describe_agreement",
    "describe_candidates",
    "describe_coverage",
    "describe_criteria",
    "describe_grey_zone",
    "describe_robustness",
    "describe_sheets",
    "draw_effects",
    "find_conflicts",
    "fit_leniency",
    "fleiss_kappa",
    "grey_zone",
    "icc",
    "kendall_w",
    "krippendorff_alpha",
    "list_results",
    "next_dossier",
    "next_reviews",
    "plan_assignment",
    "propose_awards",
    "quota_costs",
    "rank_candidates",
    "rank_uncertainty",
    "reconcile",
    "reconciliation_faults",
    "review_gains",
    "select",
    "selection_tables",
    "settled",
    "sheet_bounds",
    "sheet_totals",
    "tabulate_totals",
    "tier_reached",
    "unfinished_sheets",
]
