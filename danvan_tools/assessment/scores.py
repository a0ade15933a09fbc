"""From score sheets to the committee's score of each candidate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.aggregation import aggregate
from danvan_tools.assessment.gates import failed_gates
from danvan_tools.assessment.given_points import given_points
from danvan_tools.assessment.judging import judge_by_rubrics
from danvan_tools.assessment.rounding import factors_of, round_mean, to_whole
from danvan_tools.assessment.sheets import Sheets, committee_marks, expected_sheets, is_among, lay_out_sheets
from danvan_tools.assessment.tiers import choose_tiers, tier_thresholds
from danvan_tools.assessment.wording import names_where
from danvan_tools.schema import Rubric, Settings, Tables

CRITERION = "criterion:"


def combine_scores(tables: Tables) -> pd.DataFrame:
    """Combine the committee's sheets into one score per nominated candidate.

    A sheet counts if its reviewer sits on the committee without a conflict and marked every
    criterion. Sheets become one score as ``settings.aggregation`` says
    (:func:`describe_aggregation`); points of the verification team or of an index, where the
    rubric has such criteria, are added. Scores are rounded half up to ``settings.decimals`` before
    floors and tiers look at them.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    DataFrame, one row per nominated candidate, rubric by rubric
        candidate_id, rubric_id; score (points, NaN without a complete sheet, without points that
        others than the committee give, and for a rubric of conditions alone); sheets (complete
        ones, which the score combines), expected, incomplete (begun but not complete), left_out
        (sheets with marks of reviewers with a conflict or no longer on the committee);
        failed_gates, below_floor, not_given (names joined by "; ": gates not passed, criteria
        under their floor, criteria for which the team or the record gives no points yet);
        eligible (bool: none of the three, and at least one complete sheet where the committee
        marks anything); tier ("" if not eligible or below every threshold); then
        ``criterion:<id>``, the points of each criterion combined in the same way, NaN for
        criteria of the other rubrics.

    Raises
    ------
    ValueError
        If a mark is repeated, below zero or no number, or a holder of a nominated candidate has no rubric.
    """
    expected = expected_sheets(tables)
    parts = [_score(tables, rubric, candidates, expected) for rubric, candidates in judge_by_rubrics(tables)]
    return pd.concat(parts, ignore_index=True)


def _score(tables: Tables, rubric: Rubric, candidates: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Score the candidates of one rubric."""
    candidates = candidates.reset_index(drop=True)
    ids = candidates["candidate_id"]
    found = _count_sheets(tables, rubric, ids, expected)
    given = given_points(tables, rubric, candidates)
    marks, row = found.sheets.points[found.counted], found.row[found.counted]
    score, points = combine_points(marks, row, given, rubric, tables.settings)
    table = pd.DataFrame({"candidate_id": ids.astype("str")})
    table["rubric_id"] = pd.Series(rubric.rubric_id, index=ids.index, dtype="str")
    table["score"] = score
    table = table.join(found.numbers)
    criteria = pd.concat([part[["criterion_id", "name", "floor"]] for part in (rubric.criteria, rubric.given)])
    floors = criteria["floor"].to_numpy(dtype=float)
    table["failed_gates"] = failed_gates(tables, candidates, rubric)
    # A comparison with NaN is false: no floor, or no complete sheet, is no floor missed.
    table["below_floor"] = names_where(criteria["name"].tolist(), points < floors)
    table["not_given"] = names_where(rubric.given["name"].tolist(), np.isnan(given))
    kept = (table[["failed_gates", "below_floor", "not_given"]] == "").all(axis=1)
    table["eligible"] = kept & ((table["sheets"] > 0) | rubric.criteria.empty)
    table["tier"] = _tiers(table, tables, rubric, candidates)
    return table.join(pd.DataFrame(points, columns=[CRITERION + key for key in criteria["criterion_id"]]))


@dataclass(frozen=True)
class _Counted:
    """Sheets with the candidate (`row`) of each, which are `counted`, and the numbers per candidate."""

    sheets: Sheets
    row: NDArray[np.intp]
    counted: NDArray[np.bool_]
    numbers: pd.DataFrame


def _count_sheets(tables: Tables, rubric: Rubric, ids: pd.Series, expected: pd.DataFrame) -> _Counted:
    """Lay out the sheets of some candidates and tell which of them count."""
    sheets = lay_out_sheets(committee_marks(tables, ids), rubric)
    row = pd.Index(ids).get_indexer(pd.Index(sheets.keys["candidate_id"]))
    owed = is_among(sheets.keys, expected)
    counted = sheets.complete & owed

    def number(chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(row[chosen], minlength=len(ids))

    numbers = {
        "sheets": number(counted),
        "expected": ids.map(expected["candidate_id"].value_counts()).fillna(0).astype("int64"),
        "incomplete": number(sheets.begun & owed & ~counted),
        "left_out": number(sheets.begun & ~owed),
    }
    return _Counted(sheets, row, counted, pd.DataFrame(numbers))


def combine_points(
    marks: NDArray[np.float64],
    row: NDArray[np.intp],
    given: NDArray[np.float64],
    rubric: Rubric,
    settings: Settings,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Combine complete sheets into scores, and into points per criterion.

    Parameters
    ----------
    marks : ndarray, shape (n_sheets, n_criteria)
        Points, none of them NaN.
    row : ndarray of int, shape (n_sheets,)
        The candidate of each sheet.
    given : ndarray, shape (n_candidates, n_given)
        From :func:`given_points`.
    rubric : Rubric
    settings : Settings

    Returns
    -------
    scores : ndarray, shape (n_candidates,)
    points : ndarray, shape (n_candidates, n_criteria + n_given)
        Rounded; NaN where there is nothing to combine.
    """
    whole = to_whole(marks)
    values = np.column_stack([whole @ factors_of(rubric, rubric.criteria["criterion_id"]), whole])
    sums, counts = aggregate(values, row, len(given), aggregation=settings.aggregation, trim=settings.trim)
    if rubric.criteria.empty:
        # What others give is then the whole score; a rubric of conditions alone has none.
        counts = np.full(len(given), int(given.shape[1] > 0))
    complete = ~np.isnan(given).any(axis=1)
    extra = to_whole(np.nan_to_num(given)) @ factors_of(rubric, rubric.given["criterion_id"])
    scores = round_mean(sums[:, 0] + extra * counts, np.where(complete, counts, 0), settings.decimals, weighted=True)
    means = round_mean(sums[:, 1:], counts[:, np.newaxis], settings.decimals)
    others = np.full(given.shape, np.nan)
    known = ~np.isnan(given)
    others[known] = round_mean(to_whole(given[known]), np.ones(known.sum(), dtype=np.int64), settings.decimals)
    return scores, np.column_stack([means, others])


def _tiers(scores: pd.DataFrame, tables: Tables, rubric: Rubric, candidates: pd.DataFrame) -> pd.Series:
    """Return the tier of each candidate; who passes conditions alone has the highest."""
    highest = np.inf if rubric.criteria.empty and rubric.given.empty else np.nan
    score = scores["score"].fillna(highest).where(scores["eligible"])
    return pd.Series(choose_tiers(score, tier_thresholds(tables, rubric, candidates)), dtype="str")
