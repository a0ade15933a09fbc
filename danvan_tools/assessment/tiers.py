"""Tiers: what score is enough for which, and for which class of units."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.judging import judge_by_rubrics
from danvan_tools.records import units_on
from danvan_tools.schema import Rubric, Tables


def tier_thresholds(tables: Tables, rubric: Rubric, candidates: pd.DataFrame) -> pd.DataFrame:
    """Return from how many points on each candidate reaches each tier.

    A row for the class of the candidate's unit goes before the row for all units.

    Parameters
    ----------
    tables : Tables
    rubric : Rubric
    candidates : DataFrame
        Rows of ``tables.candidates``.

    Returns
    -------
    DataFrame, shape (n_candidates, n_tiers)
        Index and rows as `candidates`; a column per tier, in points, NaN where a class of units has no such tier.
    """
    units = units_on(tables.units, tables.settings.as_of).drop_duplicates("unit_id").set_index("unit_id")
    own, classes = pd.factorize(units["unit_class"].reindex(candidates["unit_id"]).fillna(""))
    of_class = rubric.tiers.set_index(["tier", "unit_class"])["threshold"].to_dict()
    tiers = rubric.tiers["tier"].drop_duplicates().tolist()
    bounds = [[of_class.get((tier, of), of_class.get((tier, ""), np.nan)) for tier in tiers] for of in classes]
    table = np.array(bounds, dtype=float).reshape(len(classes), len(tiers))
    return pd.DataFrame(table[own], index=candidates.index, columns=tiers)


def choose_tiers(score: pd.Series, thresholds: pd.DataFrame) -> NDArray[np.object_]:
    """Return the highest tier whose threshold each score reaches, "" for none.

    Parameters
    ----------
    score : Series of float
        Rounded; NaN reaches nothing.
    thresholds : DataFrame, shape (n_scores, n_tiers)
        From :func:`tier_thresholds`, in the order of `score`.
    """
    names = np.array([*thresholds.columns, ""], dtype=object)
    bounds = thresholds.to_numpy(dtype=float)
    reached = np.where(bounds <= score.to_numpy(dtype=float)[:, np.newaxis], bounds, -np.inf)
    if not bounds.shape[1]:
        return np.full(len(score), "", dtype=object)
    best = reached.argmax(axis=1)
    none = np.isneginf(reached.max(axis=1))
    return np.asarray(names[np.where(none, len(names) - 1, best)])


def tier_reached(scores: pd.DataFrame, tables: Tables, tier: str) -> pd.Series:
    """Tell for each eligible candidate whether it reaches a tier or one above it; "" asks for none.

    A rubric without anything to mark gives its highest tier, and so every tier, to all who pass its gates.

    Parameters
    ----------
    scores : DataFrame
        From :func:`combine_scores`, or a table made of it.
    tables : Tables
    tier : str

    Returns
    -------
    Series of bool, index as `scores`
    """
    if tier == "":
        return scores["eligible"].copy()
    reached = pd.Series(False, index=scores.index)
    for rubric, candidates in judge_by_rubrics(tables):
        bounds = tier_thresholds(tables, rubric, candidates)
        if tier in bounds:
            own = scores["rubric_id"] == rubric.rubric_id
            threshold = bounds[tier].set_axis(candidates["candidate_id"]).reindex(scores.loc[own, "candidate_id"])
            enough = scores.loc[own, "score"].to_numpy() >= threshold.to_numpy()
            reached[own] = enough | (rubric.criteria.empty and rubric.given.empty)
    return reached & scores["eligible"]
