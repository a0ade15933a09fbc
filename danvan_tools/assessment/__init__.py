"""What is computed: tables in, tables out.

Contract: pure functions. No files, no widgets, no clock, no randomness without a seed; a blank
mark is never a zero; every number that leaves is a fact with the records behind it.
"""

from danvan_tools.assessment.assignment import Assignment, assign_reviewers
from danvan_tools.assessment.assignment_plan import find_conflicts, plan_assignment
from danvan_tools.assessment.crosstabs import count_records
from danvan_tools.assessment.facts import MAIN_FACTS, compute_facts
from danvan_tools.assessment.overviews import count_by_sector, describe_candidates, describe_criteria
from danvan_tools.assessment.quota_costs import quota_costs
from danvan_tools.assessment.quotas import check_quotas
from danvan_tools.assessment.ranking import rank_candidates
from danvan_tools.assessment.reconciliation import TO_EXPLAIN, reconcile, reconciliation_faults
from danvan_tools.assessment.results import cut_scores, describe_coverage, list_results
from danvan_tools.assessment.scores import combine_scores
from danvan_tools.assessment.selection import Selection, propose_awards, select
from danvan_tools.assessment.selection_clash import ImpossibleRulesError
from danvan_tools.assessment.selection_rules import UnusableScoreError
from danvan_tools.assessment.selection_tables import selection_tables
from danvan_tools.assessment.sheets import sheet_totals, unfinished_sheets

__all__ = [
    "MAIN_FACTS",
    "TO_EXPLAIN",
    "Assignment",
    "ImpossibleRulesError",
    "Selection",
    "UnusableScoreError",
    "assign_reviewers",
    "check_quotas",
    "combine_scores",
    "compute_facts",
    "count_by_sector",
    "count_records",
    "cut_scores",
    "describe_candidates",
    "describe_coverage",
    "describe_criteria",
    "find_conflicts",
    "list_results",
    "plan_assignment",
    "propose_awards",
    "quota_costs",
    "rank_candidates",
    "reconcile",
    "reconciliation_faults",
    "select",
    "selection_tables",
    "sheet_totals",
    "unfinished_sheets",
]
