"""Points that are not the committee's: the verification team's, and an index on record."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.schema import Rubric, Tables


def given_points(tables: Tables, rubric: Rubric, candidates: pd.DataFrame) -> NDArray[np.float64]:
    """Return what others than the committee give each candidate.

    Parameters
    ----------
    tables : Tables
    rubric : Rubric
        ``rubric.given`` says which criteria these are.
    candidates : DataFrame
        Rows of ``tables.candidates``.

    Returns
    -------
    ndarray, shape (n_candidates, n_given)
        In points; NaN where nobody gave any yet: never a zero.

    Raises
    ------
    ValueError
        If two teams marked one criterion of a candidate: neither may be chosen silently.
    """
    found = [
        candidates["index_points"].to_numpy(dtype=float)
        if marked_by == "index"
        else _by_team(tables, str(criterion_id), candidates["candidate_id"])
        for criterion_id, marked_by in rubric.given[["criterion_id", "marked_by"]].itertuples(index=False, name=None)
    ]
    return np.array(found, dtype=float).reshape(len(found), len(candidates)).T


def _by_team(tables: Tables, criterion_id: str, candidate_ids: pd.Series) -> NDArray[np.float64]:
    """Return the points of the verification stage on one criterion."""
    marks = tables.marks
    ours = (marks["stage"] == "verification") & (marks["criterion_id"] == criterion_id) & marks["points"].notna()
    points = marks[ours].set_index("candidate_id")["points"]
    if points.index.has_duplicates:
        twice = points.index[points.index.duplicated()].unique()[:5].tolist()
        msg = f"two teams marked criterion {criterion_id!r} of {twice}"
        raise ValueError(msg)
    return points.reindex(candidate_ids).to_numpy(dtype=float)
