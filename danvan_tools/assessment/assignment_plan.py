"""The assignment of a review: its conflicts, what was assigned before, what is begun."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.assignment import Assignment, assign_reviewers
from danvan_tools.assessment.milestones import nominated_candidates
from danvan_tools.records.unit_tree import UnitTree
from danvan_tools.schema import Tables

_PAIR = ["reviewer_id", "candidate_id"]
_SAME, _ABOVE, _BELOW = "cùng đơn vị", "đơn vị cấp trên trực tiếp của hồ sơ", "đơn vị trực thuộc đơn vị của hồ sơ"


def plan_assignment(tables: Tables, per_candidate: int) -> Assignment:
    """Assign the reviewers of a review: :func:`assign_reviewers` on its tables.

    Nobody marks a candidate of :func:`find_conflicts`; what is assigned in the ledger is kept if possible, and a
    sheet with points or a declaration always.

    Parameters
    ----------
    tables : Tables
    per_candidate : int
        How many reviewers mark each candidate.
    """
    named = tables.sectors.set_index("sector")["name"]
    candidates = nominated_candidates(tables)[["candidate_id", "sector"]]
    candidates = candidates.assign(sector_name=candidates["sector"].map(named).fillna(candidates["sector"]))
    ours = (tables.marks["stage"] == "committee") & (tables.marks["no_mark"] != "recused")
    filled = tables.marks["points"].notna() | (tables.marks["no_mark"] == "insufficient_evidence")
    begun = tables.marks.loc[ours & filled, _PAIR].drop_duplicates()
    return assign_reviewers(
        candidates, tables.committee, find_conflicts(tables), per_candidate, kept=tables.assignments, begun=begun
    )


def find_conflicts(tables: Tables) -> pd.DataFrame:
    """Return who may not be assigned which candidate, and why.

    Declared on the sheet **Có liên quan**, by a recusal in the ledger, or because the reviewer's unit is the
    candidate's own, the one directly above it or one directly below it. The unit above is no conflict where all
    candidates belong to it: that is the one which holds the review.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    DataFrame
        reviewer_id, candidate_id, reason; each pair once, with its first reason in the order above.
    """
    recused = (tables.marks["no_mark"] == "recused") & (tables.marks["stage"] == "committee")
    declared = tables.conflicts[[*_PAIR, "reason"]]
    asked = tables.marks.loc[recused, _PAIR].assign(reason="xin không chấm")
    every = pd.concat([part for part in (declared, asked, _of_units(tables)) if len(part)] or [declared])
    return every.astype("str").drop_duplicates(_PAIR, ignore_index=True)


def _of_units(tables: Tables) -> pd.DataFrame:
    """Return the conflicts that follow from the units of reviewers and candidates."""
    tree = UnitTree.of_list(tables.units)
    nominated = nominated_candidates(tables)[["candidate_id", "unit_id"]]
    own = [one for one in nominated["unit_id"].unique() if one]
    common = set.intersection(*(set(tree.ancestors(one)) for one in own)) if own else set()
    reasons: dict[tuple[str, str], str] = {}
    for reviewer_unit in {one for one in tables.committee["unit_id"] if one}:
        for unit in own:
            if unit == reviewer_unit:
                reasons[reviewer_unit, unit] = _SAME
            elif reviewer_unit in tree.parents.get(unit, ()) and reviewer_unit not in common:
                reasons[reviewer_unit, unit] = _ABOVE
            elif unit in tree.parents.get(reviewer_unit, ()):
                reasons[reviewer_unit, unit] = _BELOW
    rows = [(*units, reason) for units, reason in reasons.items()]
    found = pd.DataFrame(rows, columns=["reviewer_unit", "unit_id", "reason"], dtype="str")
    members = tables.committee[["reviewer_id", "unit_id"]].rename(columns={"unit_id": "reviewer_unit"})
    return found.merge(members, on="reviewer_unit").merge(nominated, on="unit_id")[[*_PAIR, "reason"]]
