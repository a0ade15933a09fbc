"""Reviewers above or below the common level: the model of crossed random effects, and whether to correct by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from danvan_tools.assessment.fixed_effects import ROUNDING, FixedFit, fit_fixed, p_of_leniency
from danvan_tools.assessment.leniency_words import state_leniency
from danvan_tools.assessment.reml import Design, Floats, Variances, fit_variances, slice_at

_LEVEL = 0.05


@dataclass(frozen=True, kw_only=True)
class LeniencyFit:
    """What the totals of one rubric say about candidates, reviewers and the error.

    Attributes
    ----------
    candidates : DataFrame, sorted by id
        candidate_id; sheets (totals it has); mean (of them, points, NaN without any); effect (best linear unbiased
        predictor of the candidate's distance from ``mean``, points) and error (its posterior standard deviation, with
        the variances taken as known); corrected (mean of the totals less each reviewer's effect); group (int: two
        candidates of different groups are linked by no reviewer, not even through others).
    reviewers : DataFrame, sorted by id
        reviewer_id, sheets, effect (> 0: above the common level; NaN without sheets), error, group.
    mean : float
        The common level μ, points.
    variances : Variances
        candidate, reviewer, error; NaN if the design does not tell them apart.
    p_leniency : float
        p of Wald's exact F test that the reviewers share one level; NaN if it cannot be tested.
    complete : bool
        Every marked candidate has a total of every reviewer who marked: a correction would change no order.
    groups : int
        Number of groups that share neither candidate nor reviewer; 1 in a connected design.
    measurable : bool
        Whether error can be told from effects at all: some candidates must share at least two reviewers.
    justified : bool
        Whether correcting is justified: the design is incomplete and connected, and ``p_leniency`` below 0.05.
        The order by raw means stays the default even then.
    statement : str
        The above in Vietnamese, without any name: fit for a projector.
    """

    candidates: pd.DataFrame
    reviewers: pd.DataFrame
    mean: float
    variances: Variances
    p_leniency: float
    complete: bool
    groups: int
    measurable: bool
    justified: bool
    statement: str
    design: Design = field(repr=False)


class _Effects(NamedTuple):
    candidate: Floats
    candidate_error: Floats
    reviewer: Floats
    reviewer_error: Floats
    mean: float


def fit_leniency(totals: pd.DataFrame) -> LeniencyFit:
    """Fit ``total = μ + candidate + reviewer + error`` by REML, and say whether a correction is justified.

    Missing sheets, unequal loads and reviewers who share no candidate are welcome. Whether reviewers differ is asked
    by Wald's F test for a variance (Seely and El-Bassiouni 1983, *Annals of Statistics* 11:197–201): reviewers
    adjusted for candidates against what is left over. Its level is exact in any design and at any size, while the
    likelihood ratio at the border of the variances is only asymptotic.

    Parameters
    ----------
    totals : DataFrame, columns candidate_id reviewer_id total
        One row per sheet, all of one rubric (a column rubric_id is checked). A NaN total is a sheet without marks: its
        candidate and its reviewer (if named) stay in the tables.

    Returns
    -------
    LeniencyFit

    Raises
    ------
    ValueError
        If rubrics are mixed, a sheet has two totals or a total is infinite.
    """
    _check(totals)
    design, candidate_ids, reviewer_ids = _lay_out(totals)
    labels_c, labels_r, groups = _groups(design)
    here, there = design.per_candidate > 0, design.per_reviewer > 0
    complete = design.totals == here.sum() * there.sum()
    fixed = fit_fixed(design, groups)
    measurable = fixed.df_left > 0
    variances, effects = _fit_random(design, fixed) if measurable else _nothing(design)
    p = p_of_leniency(fixed) if measurable and design.square > 0 else np.nan
    candidates = pd.DataFrame({"candidate_id": candidate_ids, **_means(design, effects), "group": labels_c})
    reviewers = pd.DataFrame(
        {
            "reviewer_id": reviewer_ids,
            "sheets": design.per_reviewer.astype("int64"),
            "effect": np.where(there, effects.reviewer, np.nan),
            "error": np.where(there, effects.reviewer_error, np.nan),
            "group": labels_r,
        }
    )
    justified = bool(p < _LEVEL and not complete and groups == 1)
    shift = (candidates["corrected"] - candidates["mean"]).abs().max()
    return LeniencyFit(
        candidates=candidates,
        reviewers=reviewers,
        mean=effects.mean,
        variances=variances,
        p_leniency=p,
        complete=complete,
        groups=groups,
        measurable=measurable,
        justified=justified,
        statement=state_leniency(
            sheets=design.totals, reviewers=int(there.sum()), measurable=measurable, spread=design.square,
            p=p, complete=complete, groups=groups, justified=justified, shift=float(shift),
        ),
        design=design,
    )  # fmt: skip


def _check(totals: pd.DataFrame) -> None:
    """Refuse mixed rubrics, two totals of one sheet, and totals that are no numbers."""
    rubrics = sorted(totals["rubric_id"].unique()) if "rubric_id" in totals else []
    if len(rubrics) > 1:
        msg = f"totals of different rubrics are never compared: {rubrics}"
        raise ValueError(msg)
    marked = totals[totals["total"].notna()]
    twice = marked.duplicated(["candidate_id", "reviewer_id"])
    if twice.any():
        msg = f"two totals of one sheet: {marked.loc[twice, ['candidate_id', 'reviewer_id']].iloc[0].tolist()}"
        raise ValueError(msg)
    infinite = np.isinf(marked["total"].to_numpy(dtype=float))
    if infinite.any():
        msg = f"infinite total: {marked.loc[infinite, ['candidate_id', 'reviewer_id']].iloc[0].tolist()}"
        raise ValueError(msg)


def _lay_out(totals: pd.DataFrame) -> tuple[Design, pd.Index, pd.Index]:
    """Return the design, and the ids of its rows and columns."""
    candidate, candidate_ids = pd.factorize(totals["candidate_id"].astype("str"), sort=True)
    named = totals["reviewer_id"].where(totals["reviewer_id"] != "").astype("str")
    reviewer, reviewer_ids = pd.factorize(named, sort=True)
    points = totals["total"].to_numpy(dtype=float)
    marked = ~np.isnan(points)
    c, r, points = candidate[marked], reviewer[marked], points[marked]
    # The mean of equal floats may differ from them in the last digit.
    centre = float(np.clip(points.mean(), points.min(), points.max())) if len(points) else np.nan
    points = points - centre
    shape = (len(candidate_ids), len(reviewer_ids))
    design = Design(
        sparse.csr_array((np.ones(len(points)), (c, r)), shape=shape),
        np.bincount(c, points, minlength=shape[0]).astype(float),
        np.bincount(r, points, minlength=shape[1]).astype(float),
        float(points @ points),
        centre,
    )
    return design, pd.Index(candidate_ids), pd.Index(reviewer_ids)


def _groups(design: Design) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the group of each candidate and reviewer (−1 without totals), and the number of groups."""
    n = design.marked.shape[0]
    _, labels = connected_components(sparse.block_array([[None, design.marked], [design.marked.T, None]]))
    alone = np.concatenate([design.per_candidate, design.per_reviewer]) == 0
    known = np.unique(labels[~alone])
    labels = np.where(alone, -1, np.searchsorted(known, labels))
    return labels[:n], labels[n:], len(known)


def _fit_random(design: Design, fixed: FixedFit) -> tuple[Variances, _Effects]:
    """Return variances and predictors; where the sheets fit the model exactly, what they say exactly."""
    if fixed.left <= ROUNDING * design.square:
        return _fit_exactly(design, fixed)
    variances = fit_variances(design)
    ratio = variances.reviewer / variances.error
    here = slice_at(design, variances.candidate / variances.error)
    shrink = ratio / (1 + ratio * here.eigenvalues)
    reviewer = here.vectors @ (shrink * here.turned)
    level = (here.sum - float(here.pull @ reviewer)) / here.mass
    candidate = here.weights * (design.by_candidate - design.per_candidate * level - design.marked @ reviewer)
    # How far μ and the reviewers together, as each candidate meets them, are uncertain.
    met = (design.marked @ here.vectors - np.outer(design.per_candidate, here.pull @ here.vectors / here.mass)) ** 2
    around = met @ shrink + design.per_candidate**2 / here.mass
    return variances, _Effects(
        candidate,
        np.sqrt(variances.error * (here.weights + here.weights**2 * around)),
        reviewer,
        np.sqrt(variances.error * (here.vectors**2 @ shrink)),
        design.centre + level,
    )


def _fit_exactly(design: Design, fixed: FixedFit) -> tuple[Variances, _Effects]:
    """Return the effects of sheets that agree but for constant differences between reviewers, with error zero."""
    here, there = design.per_candidate > 0, design.per_reviewer > 0
    reviewer = np.where(np.abs(fixed.reviewer) > ROUNDING * np.sqrt(design.square), fixed.reviewer, 0.0)
    means = np.full(len(here), np.nan)
    means[here] = ((design.by_candidate - design.marked @ reviewer) / np.maximum(design.per_candidate, 1))[here]
    # So that candidates that are equal on paper are equal in floats.
    means = np.round(means, 9)
    level = float(np.nanmean(means))
    variance_r = float(np.var(reviewer[there], ddof=1)) if there.sum() > 1 else 0.0
    variance_c = float(np.nanvar(means, ddof=1)) if here.sum() > 1 else 0.0
    return Variances(variance_c, variance_r, 0.0), _Effects(
        np.where(here, means - level, 0.0),
        np.where(here, 0.0, np.sqrt(variance_c)),
        reviewer,
        np.zeros(len(there)),
        design.centre + level,
    )


def _nothing(design: Design) -> tuple[Variances, _Effects]:
    """Return what a design says that cannot tell error from effects: the mean of what there is, and no more."""
    n, m = design.marked.shape
    unknown = _Effects(np.full(n, np.nan), np.full(n, np.nan), np.full(m, np.nan), np.full(m, np.nan), design.centre)
    return Variances(np.nan, np.nan, np.nan), unknown


def _means(design: Design, effects: _Effects) -> dict[str, NDArray[np.generic]]:
    """Return the columns of candidates between id and group."""
    count = np.where(design.per_candidate > 0, design.per_candidate, np.nan)
    return {
        "sheets": design.per_candidate.astype("int64"),
        "mean": design.centre + design.by_candidate / count,
        "effect": effects.candidate,
        "error": effects.candidate_error,
        "corrected": design.centre + (design.by_candidate - design.marked @ effects.reviewer) / count,
    }
