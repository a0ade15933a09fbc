"""Which dossier to review next: where one more sheet tells most about who is in and who is not."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.assignment_plan import find_conflicts
from danvan_tools.assessment.settled import OPEN, settled
from danvan_tools.assessment.sheet_bounds import sheet_bounds
from danvan_tools.assessment.sheets import is_among
from danvan_tools.language import format_points
from danvan_tools.records.rubrics import build_rubrics
from danvan_tools.schema import Rubric, Tables

_TO_MARK = ("not_marked", "draft")
# Where no two sheets of a candidate can be compared yet: reviewers differ by a tenth of the rubric.
_ASSUMED_SPREAD = 0.1


def next_dossier(table: pd.DataFrame, current: str, gains: pd.DataFrame | None = None) -> str:
    """Return the candidate a reviewer should mark next; fits ``review_desk(review, next_dossier=…)``.

    Those put off come last, then the largest chance to change who is in; between equals, and without `gains`, the
    next one in the list after the current.

    Parameters
    ----------
    table : DataFrame
        The reviewer's own candidates: candidate_id, state, skipped, in the order of the list. Only those the
        reviewer may mark are in it: nobody is sent to a candidate of a conflict.
    current : str
        The candidate on the desk; "" for none.
    gains : DataFrame, optional
        From :func:`review_gains`.

    Returns
    -------
    str
        A candidate_id, "" when none is left.
    """
    chances = {} if gains is None else dict(zip(gains["candidate_id"], gains["chance"], strict=True))
    places = {key: place for place, key in enumerate(table["candidate_id"])}
    here = places.get(current, -1)
    waiting = [
        (bool(skipped), -chances.get(key, 0.0), places[key] <= here, places[key], key)
        for key, state, skipped in zip(table["candidate_id"], table["state"], table["skipped"], strict=True)
        if state in _TO_MARK and key != current
    ]
    return str(min(waiting)[-1]) if waiting else ""


def review_gains(tables: Tables) -> pd.DataFrame:
    """Tell for each candidate that lacks sheets how likely one more changes who is in.

    The places are those of all forms of the candidate's holder together. A further total is expected at the mean of
    the candidate's sheets (without any: at the mean of all), with the pooled standard deviation of sheets of one
    candidate; the chance is that of the normal distribution that the mean with one more sheet lies on the other side of
    the cut line, the middle between the last in and the first out. Candidates for which :func:`settled` leaves
    nothing open have none. It is a rule of thumb for the order of work, no probability of a result: see
    ``rank_uncertainty`` for that.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    DataFrame, largest chance first, equals in the order of the candidates
        rubric_id, candidate_id; mean (of the complete sheets, NaN without one); sheets, missing (int); cut (points);
        chance (0 to 1); waits_for (ids of the reviewers whose sheets are missing, joined by "; "); reason (a sentence
        without names of reviewers).
    """
    bounds = sheet_bounds(tables)
    parts = []
    for holder, rubric in build_rubrics(tables.criteria, tables.tiers).items():
        places = int(tables.awards.loc[tables.awards["holder"] == holder, "places"].sum())
        parts.append(_gains(bounds[bounds["rubric_id"] == rubric.rubric_id], rubric, places))
    found = pd.concat(parts, ignore_index=True)
    return found.sort_values("chance", ascending=False, kind="stable", ignore_index=True)


def next_reviews(tables: Tables, gains: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return for each reviewer with sheets still missing the candidate where that sheet tells most.

    Nobody is sent to a candidate of :func:`find_conflicts`, also where the units are all that speaks against it.

    Parameters
    ----------
    tables : Tables
    gains : DataFrame, optional
        From :func:`review_gains`; computed if not given.

    Returns
    -------
    DataFrame, in the order of the committee
        reviewer_id, candidate_id, chance, reason.
    """
    gains = review_gains(tables) if gains is None else gains
    owed = gains.assign(reviewer_id=gains["waits_for"].str.split("; ")).explode("reviewer_id")
    owed = owed[~is_among(owed, find_conflicts(tables))]
    first = owed.drop_duplicates("reviewer_id").set_index("reviewer_id")
    order = [key for key in tables.committee["reviewer_id"] if key in first.index]
    return first.loc[order, ["candidate_id", "chance", "reason"]].reset_index()


def _gains(bounds: pd.DataFrame, rubric: Rubric, places: int) -> pd.DataFrame:
    """Return the candidates of one rubric that lack sheets."""
    sheets = bounds.groupby("candidate_id", sort=False)
    table = pd.DataFrame({"mean": sheets["total"].mean(), "sheets": sheets["total"].count()})
    lacking = bounds[bounds["total"].isna() & (bounds["reviewer_id"] != "")]
    waits = lacking.groupby("candidate_id")["reviewer_id"].agg(["size", "; ".join])
    table["missing"] = waits["size"].reindex(table.index).fillna(0).astype("int64")
    table["waits_for"] = waits["join"].reindex(table.index).fillna("").astype("str")
    standing = settled(bounds, rubric, places).set_index("candidate_id")["standing"]
    table["maybe"] = sheets["maybe_eligible"].first()
    table["cut"] = _cut(table.loc[table["maybe"], "mean"].dropna(), places)
    within, overall = _spread(bounds, table, rubric)
    chance = _chance(table, within, overall)
    table["chance"] = np.where(standing.reindex(table.index) == OPEN, chance, 0.0)
    table["reason"] = [_reason(*row) for row in table[["mean", "sheets", "missing", "cut", "chance"]].to_numpy()]
    table = table[table["missing"] > 0].reset_index()
    table.insert(0, "rubric_id", pd.Series(rubric.rubric_id, index=table.index, dtype="str"))
    columns = ["rubric_id", "candidate_id", "mean", "sheets", "missing", "cut", "chance", "waits_for", "reason"]
    return table[columns].astype({"reason": "str"})


def _cut(means: pd.Series, places: int) -> float:
    """Return the middle between the last in and the first out; NaN where there are not more than places."""
    ordered = np.sort(means.to_numpy(dtype=float))[::-1]
    return float(ordered[places - 1 : places + 1].mean()) if 0 < places < len(ordered) else float("nan")


def _spread(bounds: pd.DataFrame, table: pd.DataFrame, rubric: Rubric) -> tuple[float, tuple[float, float]]:
    """Return the standard deviation within candidates, and mean and standard deviation of a sheet of any."""
    totals = bounds[bounds["total"].notna()]
    differences = totals["total"] - totals["candidate_id"].map(table["mean"])
    freedom = len(totals) - totals["candidate_id"].nunique()
    within = sqrt(float((differences**2).sum()) / freedom) if freedom else rubric.total * _ASSUMED_SPREAD
    if totals.empty:
        return within, (float("nan"), within)
    between = float(totals["total"].std(ddof=0))
    return within, (float(totals["total"].mean()), max(between, within))


def _chance(table: pd.DataFrame, within: float, overall: tuple[float, float]) -> NDArray[np.float64]:
    """Return the chance that one more sheet takes each mean over the cut line; 1 where nothing can be compared yet."""
    numbers = table["sheets"].to_numpy(dtype=float)
    cut, mean = table["cut"].to_numpy(dtype=float), table["mean"].to_numpy(dtype=float)
    # With n sheets of standard deviation s the mean moves by a normal step of s * sqrt(1 + 1/n) / (n + 1).
    step = within * np.sqrt(1 + 1 / np.maximum(numbers, 1)) / (numbers + 1)
    first = numbers == 0
    # Without a sheet a candidate is out: the first sheet brings it in if it lies above the line.
    distance = np.where(first, cut - overall[0], np.abs(mean - cut))
    step = np.where(first, overall[1], step)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(step > 0, distance / step, np.where(distance > 0, np.inf, 0.0))
    tail = np.array([0.5 * (1 - erf(one / sqrt(2))) for one in scaled])
    return np.where(np.isnan(tail), 1.0, tail)


def _reason(mean: float, sheets: float, missing: float, cut: float, chance: float) -> str:
    """Say why a candidate is worth a look now, in one sentence for the screen."""
    have = f"mới có {sheets:.0f}/{sheets + missing:.0f} phiếu"
    if chance == 0:
        return f"{have}, kết quả không còn phụ thuộc phiếu thiếu"
    if np.isnan(cut):
        return have
    if np.isnan(mean):
        return f"{have}, ranh giới hiện ở {format_points(round(cut, 2))} điểm"
    return f"{have}, điểm hiện nay cách ranh giới {format_points(round(abs(mean - cut), 2))} điểm"
