"""From score sheets to the committee's score of each candidate."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.gates import failed_gates
from danvan_tools.assessment.judging import judge_by_rubrics
from danvan_tools.assessment.rounding import round_mean, to_whole
from danvan_tools.assessment.sheets import committee_marks, expected_sheets, is_among, lay_out_sheets
from danvan_tools.assessment.wording import names_where
from danvan_tools.schema import Rubric, Tables

CRITERION = "criterion:"


def combine_scores(tables: Tables) -> pd.DataFrame:
    """Combine the committee's sheets into one score per nominated candidate.

    A sheet counts if its reviewer sits on the committee without a conflict and marked every
    criterion. Means are rounded half up to ``settings.decimals`` before floors and tiers look at
    them.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    DataFrame, one row per nominated candidate, rubric by rubric
        candidate_id, rubric_id; score (points, NaN without a complete sheet); sheets (complete
        ones, which the score averages), expected, incomplete (begun but not complete), left_out
        (sheets with marks of reviewers with a conflict or no longer on the committee);
        failed_gates, below_floor (names joined by "; "); eligible (bool: no gate failed, no floor
        missed, at least one complete sheet); tier ("" if not eligible or below every
        threshold); then ``criterion:<id>``, the mean of each criterion in points, NaN for
        criteria of the other rubrics.
    """
    expected = expected_sheets(tables)
    parts = [_score(tables, rubric, candidates, expected) for rubric, candidates in judge_by_rubrics(tables)]
    return pd.concat(parts, ignore_index=True)


def _score(tables: Tables, rubric: Rubric, candidates: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Score the candidates of one rubric."""
    ids = candidates["candidate_id"].reset_index(drop=True)
    scores, means = _means(tables, rubric, ids, expected)
    scores.insert(0, "candidate_id", ids.astype("str"))
    scores.insert(1, "rubric_id", pd.Series(rubric.rubric_id, index=ids.index, dtype="str"))
    scores["failed_gates"] = failed_gates(tables, candidates, rubric)
    floors = rubric.criteria["floor"].to_numpy(dtype=float)
    # A comparison with NaN is false: no floor, or no complete sheet, is no floor missed.
    scores["below_floor"] = names_where(rubric.criteria["name"].tolist(), means < floors)
    scores["eligible"] = (scores["failed_gates"] == "") & (scores["below_floor"] == "") & (scores["sheets"] > 0)
    scores["tier"] = _tiers(scores["score"].where(scores["eligible"]), rubric)
    columns = [CRITERION + criterion for criterion in rubric.criteria["criterion_id"]]
    return scores.join(pd.DataFrame(means, columns=columns))


def _means(
    tables: Tables, rubric: Rubric, ids: pd.Series, expected: pd.DataFrame
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Return score and numbers of sheets per candidate, and the criterion means beside them."""
    sheets = lay_out_sheets(committee_marks(tables, ids), rubric)
    index = pd.Index(ids)
    row = index.get_indexer(pd.Index(sheets.keys["candidate_id"]))
    counts = is_among(sheets.keys, expected)
    complete = sheets.complete & counts

    def number(chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(row[chosen], minlength=len(index))

    def add_up(points: NDArray[np.float64]) -> NDArray[np.int64]:
        sums = np.zeros((len(index), *points.shape[1:]), dtype=np.int64)
        np.add.at(sums, row[complete], to_whole(points[complete]))
        return sums

    decimals = tables.settings.decimals
    numbers = {
        "score": round_mean(add_up(sheets.totals), number(complete), decimals),
        "sheets": number(complete),
        "expected": ids.map(expected["candidate_id"].value_counts()).fillna(0).astype("int64"),
        "incomplete": number(sheets.begun & counts & ~complete),
        "left_out": number(sheets.begun & ~counts),
    }
    return pd.DataFrame(numbers), round_mean(add_up(sheets.points), number(complete)[:, np.newaxis], decimals)


def _tiers(score: pd.Series, rubric: Rubric) -> pd.Series:
    """Return the highest tier whose threshold each score reaches, "" for none."""
    tier = pd.Series("", index=score.index, dtype="str")
    for name, threshold in rubric.tiers.iloc[::-1].itertuples(index=False):
        tier[score >= threshold] = name
    return tier
