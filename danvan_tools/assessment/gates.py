"""Eligibility conditions that the records themselves answer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from danvan_tools.assessment.milestones import first_days, full_months, reached
from danvan_tools.assessment.wording import names_where
from danvan_tools.schema import Rubric, Tables


def failed_gates(tables: Tables, candidates: pd.DataFrame, rubric: Rubric) -> pd.Series:
    """Return for each candidate the names of the gates its records fail, joined by "; ".

    Parameters
    ----------
    tables : Tables
    candidates : DataFrame
        Rows of ``tables.candidates``.
    rubric : Rubric

    Returns
    -------
    Series of str, shape (n_candidates,)
    """
    passed = [_passes(tables, candidates, gate, floor) for gate, floor in rubric.gates[["gate", "floor"]].to_numpy()]
    failed = ~np.array(passed, dtype=bool).reshape(len(passed), len(candidates)).T
    return names_where(rubric.gates["name"].tolist(), failed)


def _passes(tables: Tables, candidates: pd.DataFrame, gate: str, floor: float) -> pd.Series:
    """Tell for each candidate whether it meets one condition; `floor` is a number of months."""
    ids = candidates["candidate_id"]
    if gate == "registered":
        return ids.isin(reached(tables, "registered"))
    if gate == "named_and_located":
        return (candidates["name"].str.strip() != "") & (candidates["area"].str.strip() != "")
    if gate == "in_a_sector":
        return candidates["sector"] != ""
    if gate == "kept_months":
        built = first_days(tables, "built").reindex(ids).set_axis(ids.index)
        return full_months(built, pd.Timestamp(tables.settings.as_of)) >= (0 if np.isnan(floor) else floor)
    if gate == "no_violation":
        return ~ids.isin(_violators(tables))
    msg = f"unknown gate {gate!r}"
    raise ValueError(msg)


def _violators(tables: Tables) -> pd.Series:
    """Return the ids of candidates with a violation inside the period, up to ``as_of``."""
    settings = tables.settings
    last = pd.Timestamp(min(settings.period_end, settings.as_of))
    inside = tables.milestones["on"].between(pd.Timestamp(settings.period_start), last)
    return tables.milestones.loc[inside & (tables.milestones["step"] == "violation"), "candidate_id"]
