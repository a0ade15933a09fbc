"""What is decided already while marks are missing: sure in, sure out, open."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.aggregation import aggregate
from danvan_tools.assessment.rounding import round_mean
from danvan_tools.schema import Rubric

SURE_IN, SURE_OUT, OPEN = "in", "out", "open"
# Totals as whole millionths, as weighted points are.
_PER_POINT = 1_000_000


def settled(
    totals: pd.DataFrame,
    rubric: Rubric,
    places: int,
    *,
    aggregation: str = "mean",
    trim: Decimal = Decimal("0.2"),
    decimals: int = 2,
) -> pd.DataFrame:
    """Tell which candidates are in the first `places`, and which are not, whatever the missing marks will be.

    Sure in: with this candidate at its worst and all others at their best, fewer than `places` of them come level
    with it or above. Sure out: it cannot be eligible, or with it at its best and all others at their worst,
    `places` of them are still above. All others are open, those too that only a tie at the cut line
    keeps from being decided. Sheets of different candidates do not depend on one another, so each of these extremes
    may really happen: the answer is never wrong, and apart from ties never open without need.

    Parameters
    ----------
    totals : DataFrame
        One row per sheet: candidate_id, reviewer_id, total (points, NaN while missing), all of candidates judged by
        `rubric`; optional, equal on all rows of a candidate: lowest, highest, surely_eligible and maybe_eligible from
        :func:`sheet_bounds`, which know begun sheets, floors, gates and points of others, and rank from
        :func:`rank_candidates`, which tells complete candidates of equal score apart. Without them a missing sheet
        is bounded by the lowest and highest total of the rubric and everybody is taken for eligible.
    rubric : Rubric
    places : int
        How many are taken; 0 or more.
    aggregation, trim, decimals :
        As in the settings of the review; looked at only where `totals` has no bounds.

    Returns
    -------
    DataFrame, one row per candidate, in the order of `totals`
        candidate_id; lowest, highest (of the score, in points); standing ("in", "out" or "open");
        missing (int: sheets still missing); waits_for (ids of the reviewers whose sheets decide, joined by "; ":
        the missing ones of an open candidate).

    Raises
    ------
    ValueError
        If `places` is below zero, or a total is below the rubric's lowest or above its highest.
    """
    if places < 0:
        msg = f"places must be 0 or more, not {places}"
        raise ValueError(msg)
    found = _per_candidate(totals, rubric, aggregation, trim, decimals)
    low, high = _comparable(found)
    sure, maybe = (found[name].to_numpy(dtype=bool) for name in ("surely_eligible", "maybe_eligible"))
    # Of those that may come level or above, the candidate itself is one if it may be eligible.
    level_or_above = _count_from(high[maybe], low) - maybe
    above = _count_from(low[sure], high + 1)
    standing = np.where(sure & (level_or_above < places), SURE_IN, OPEN)
    standing = np.where(~maybe | (above >= places), SURE_OUT, standing)
    found["standing"] = pd.Series(standing, index=found.index, dtype="str")
    waiting = totals[totals["total"].isna() & (totals["reviewer_id"] != "")]
    found["missing"] = found["candidate_id"].map(waiting["candidate_id"].value_counts()).fillna(0).astype("int64")
    names = waiting.groupby("candidate_id")["reviewer_id"].agg("; ".join).to_dict()
    told = [names.get(key, "") if one == OPEN else "" for key, one in zip(found["candidate_id"], standing, strict=True)]
    found["waits_for"] = pd.Series(told, index=found.index, dtype="str")
    return found[["candidate_id", "lowest", "highest", "standing", "missing", "waits_for"]]


def _per_candidate(
    totals: pd.DataFrame, rubric: Rubric, aggregation: str, trim: Decimal, decimals: int
) -> pd.DataFrame:
    """Return one row per candidate with its bounds, whether it is complete, and its rank (NaN where not known)."""
    found = totals.drop_duplicates("candidate_id").reset_index(drop=True)
    if "lowest" not in found:
        found = found.assign(**_bounds(totals, rubric, aggregation, trim, decimals))
    for name in ("surely_eligible", "maybe_eligible"):
        if name not in found:
            found[name] = found["highest"].notna()
    unfinished = totals.loc[totals["total"].isna(), "candidate_id"]
    found["complete"] = ~found["candidate_id"].isin(unfinished) & (found["lowest"] == found["highest"])
    found["rank"] = found["rank"].astype("float64") if "rank" in found else np.nan
    return found


def _bounds(
    totals: pd.DataFrame, rubric: Rubric, aggregation: str, trim: Decimal, decimals: int
) -> dict[str, NDArray[np.float64]]:
    """Return lowest and highest score of each candidate, its missing totals at the rubric's lowest and highest."""
    lowest, highest = _range_of_totals(rubric)
    given = totals["total"].to_numpy(dtype=float)
    if ((given < lowest) | (given > highest)).any():
        wrong = given[(given < lowest) | (given > highest)]
        msg = f"totals outside {lowest} to {highest}: {np.unique(wrong)[:5].tolist()}"
        raise ValueError(msg)
    row, known = pd.factorize(totals["candidate_id"])
    found = {}
    for name, bound in (("lowest", lowest), ("highest", highest)):
        whole = np.rint(np.where(np.isnan(given), bound, given) * _PER_POINT).astype(np.int64)[:, np.newaxis]
        sums, counts = aggregate(whole, row, len(known), aggregation=aggregation, trim=trim)
        found[name] = round_mean(sums[:, 0], counts, decimals, weighted=True)
    return found


def _range_of_totals(rubric: Rubric) -> tuple[float, float]:
    """Return the lowest and the highest total of a sheet, bonus and penalties included."""
    factors = rubric.factors
    most = [float(factors[key]) * points for key, points in zip(*_ids_and_points(rubric), strict=True)]
    return sum(one for one in most if one < 0), sum(one for one in most if one > 0)


def _ids_and_points(rubric: Rubric) -> tuple[list[str], list[float]]:
    return rubric.criteria["criterion_id"].tolist(), rubric.criteria["max_points"].tolist()


def _comparable(found: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return lowest and highest of each candidate as whole numbers that also tell ties apart where that is known.

    Between equal scores a complete candidate stands by its rank; one that is not may stand anywhere. A score that
    nobody knows is the lowest of all.
    """
    complete = found["complete"].to_numpy(dtype=bool)
    ranked = complete & found["rank"].notna().to_numpy()
    ends = []
    for name, tie in (("lowest", -np.inf), ("highest", np.inf)):
        order = np.where(ranked, -found["rank"].to_numpy(dtype=float), np.where(complete, 0.0, tie))
        ends.append(pd.DataFrame({"score": found[name].fillna(-np.inf).to_numpy(), "order": order}))
    both = pd.concat(ends, ignore_index=True)
    place = both.groupby(["score", "order"], sort=True).ngroup().to_numpy()
    return np.asarray(place[: len(found)]), np.asarray(place[len(found) :])


def _count_from(places: NDArray[np.int64], least: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each of `least` how many of `places` are not below it."""
    ordered = np.sort(places)
    return np.asarray(len(ordered) - np.searchsorted(ordered, least, side="left"), dtype=np.int64)
