"""What every candidate's score may still become while marks are missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.gates import failed_gates
from danvan_tools.assessment.given_points import given_points
from danvan_tools.assessment.judging import judge_by_rubrics
from danvan_tools.assessment.scores import combine_points
from danvan_tools.assessment.sheets import committee_marks, expected_sheets, is_among, lay_out_sheets
from danvan_tools.schema import Rubric, Tables

_PAIR = ["reviewer_id", "candidate_id"]


def sheet_bounds(tables: Tables) -> pd.DataFrame:
    """List every sheet that counts or is still owed, with what its candidate's score may become.

    A blank is bounded by nothing and the criterion's highest points, one by one: the other marks of a
    begun sheet stay as they are. The same holds for points that the verification team or an index has
    yet to give. As every way to combine sheets grows with each of their points, a score lies between
    what it is with all blanks at their worst and at their best, floors and rounding included. A sheet
    that never comes leaves the score between the same bounds if any sheet of its candidate counts.
    A sheet whose blanks are declared for want of evidence counts for nothing and is not listed.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    DataFrame, one row per sheet
        rubric_id, candidate_id, reviewer_id; total (points, NaN while any mark is missing); lowest,
        highest (of the candidate's score, as rounded; NaN without any sheet); surely_eligible,
        maybe_eligible (bool: with every completion, with one). In the order of the candidates; a candidate
        without sheets has one row with a blank reviewer.
    """
    expected = expected_sheets(tables)
    parts = [_bounds(tables, rubric, candidates, expected) for rubric, candidates in judge_by_rubrics(tables)]
    return pd.concat(parts, ignore_index=True)


def _bounds(tables: Tables, rubric: Rubric, candidates: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Bound the candidates of one rubric."""
    candidates = candidates.reset_index(drop=True)
    ids = candidates["candidate_id"].astype("str")
    rows, marks = _open_and_counted(tables, rubric, ids, expected)
    place = pd.Index(ids).get_indexer(pd.Index(rows["candidate_id"]))
    given, passed = given_points(tables, rubric, candidates), failed_gates(tables, candidates, rubric) == ""
    bounded = passed.to_numpy() & ((np.bincount(place, minlength=len(ids)) > 0) | rubric.criteria.empty)
    of_candidate = pd.DataFrame(
        {"rubric_id": pd.Series(rubric.rubric_id, index=ids.index, dtype="str"), "candidate_id": ids}
    )
    for name, worst, eligible in (("lowest", True, "surely_eligible"), ("highest", False, "maybe_eligible")):
        filled, filled_given = _fill(marks, rubric.criteria, worst=worst), _fill(given, rubric.given, worst=worst)
        score, points = combine_points(filled, place, filled_given, rubric, tables.settings)
        floors = np.concatenate([part["floor"].to_numpy(dtype=float) for part in (rubric.criteria, rubric.given)])
        of_candidate[name] = score
        of_candidate[eligible] = bounded & ~(points < floors).any(axis=1)
    listed = of_candidate.merge(rows[[*_PAIR, "total"]], on="candidate_id", how="left")
    listed["reviewer_id"] = listed["reviewer_id"].fillna("").astype("str")
    columns = ["rubric_id", "candidate_id", "reviewer_id", "total", "lowest", "highest"]
    return listed[[*columns, "surely_eligible", "maybe_eligible"]]


def _open_and_counted(
    tables: Tables, rubric: Rubric, ids: pd.Series, expected: pd.DataFrame
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Return reviewer, candidate and total of the sheets that count or may yet, and their points with blanks."""
    sheets = lay_out_sheets(committee_marks(tables, ids), rubric)
    known = sheets.keys[_PAIR].assign(total=sheets.totals, place=np.arange(len(sheets.keys)))
    nothing_left = (sheets.marked | sheets.declared).all(axis=1) & ~sheets.complete
    owed = expected[expected["candidate_id"].isin(ids)]
    owed = owed[~is_among(owed, known[nothing_left])].merge(known, on=_PAIR, how="left")
    # A sheet nobody began is one more row, of blanks.
    points = np.vstack([sheets.points, np.full(len(rubric.criteria), np.nan)])
    return owed[[*_PAIR, "total"]], points[owed["place"].fillna(len(sheets.keys)).to_numpy(dtype=int)]


def _fill(points: NDArray[np.float64], criteria: pd.DataFrame, *, worst: bool) -> NDArray[np.float64]:
    """Return points with each blank at what is worst or best for the candidate."""
    most, taken_off = criteria["max_points"].to_numpy(dtype=float), criteria["penalty"].to_numpy(dtype=bool)
    return np.where(np.isnan(points), np.where(taken_off == worst, most, 0.0), points)
