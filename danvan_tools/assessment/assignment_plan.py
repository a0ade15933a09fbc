"""The assignment of a review: its conflicts, what was assigned before, what is begun."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.assignment import Assignment, assign_reviewers
from danvan_tools.assessment.milestones import nominated_candidates
from danvan_tools.records import unit_relations
from danvan_tools.schema import Tables

_PAIR = ["reviewer_id", "candidate_id"]


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

    Declared on the sheet **Có liên quan**, by a recusal in the ledger, or by the units
    (:func:`danvan_tools.records.unit_relations`).

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
    of_units = unit_relations(tables.committee, nominated_candidates(tables), tables.units)
    every = pd.concat([part for part in (declared, asked, of_units) if len(part)] or [declared])
    return every.astype("str").drop_duplicates(_PAIR, ignore_index=True)
