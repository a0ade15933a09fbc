"""How sure the cut line is: the chance that each candidate truly belongs above it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.leniency import LeniencyFit
from danvan_tools.assessment.reml import REVIEWER_GRID, Design, Floats, WeightedSlice, weigh_ratios
from danvan_tools.language import format_number

_OUTSIDE = 0.05
# Draws ranked at a time: sorting them all would need several times their memory.
_AT_ONCE = 250


def rank_uncertainty(
    fit: LeniencyFit, places: int, draws: int = 4_000, seed: int = 2015, *, among: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return how sure each candidate's place is, and whether it is one of the top `places`.

    What is estimated is the candidate's own effect: where it would stand if very many reviewers like these had marked
    every candidate. It is drawn from its posterior distribution (:func:`draw_effects`), ranked within each draw, and
    the ranks are counted. So of the candidates given a chance of 0.7 about seven in ten are truly in the top. The
    committee's own order – by the raw scores – is another thing: where candidates have different reviewers, one with
    a better raw mean may have the smaller chance.

    Parameters
    ----------
    fit : LeniencyFit
    places : int
        How many places there are.
    draws : int
        More draws, steadier figures: with 4,000 a chance is within 1.6 points of a hundred, 19 times in 20. They
        take 12 bytes each for each candidate.
    seed : int
        The same seed, the same table.
    among : sequence of str, optional
        The candidates that compete, if not all: one that is not eligible takes no place, but its sheets still tell
        about reviewers.

    Returns
    -------
    DataFrame, in the order of ``fit.candidates``
        candidate_id; p_top (chance of being in the top `places`, 0 to 1); expected_rank; rank_low and rank_high (Int64,
        90 % interval of the rank, 1 is best). All NaN if ``fit.measurable`` is false, but for a p_top that is certain
        because there is no place or a place for everybody.

    Raises
    ------
    ValueError
        If `places` is negative, `draws` is not positive or a candidate in `among` has no row in the fit.
    """
    if places < 0 or draws < 1:
        msg = f"places must be at least 0 and draws at least 1, not {places} and {draws}"
        raise ValueError(msg)
    ids = pd.Index(fit.candidates["candidate_id"])
    chosen = ids if among is None else ids[ids.isin(list(among))]
    if among is not None and len(chosen) != len(set(among)):
        msg = f"candidates that the fit does not know: {sorted(set(among) - set(ids))}"
        raise ValueError(msg)
    table = pd.DataFrame({"candidate_id": chosen})
    if not fit.measurable or chosen.empty:
        certain = {0: 0.0} if places == 0 else {places: 1.0} if places >= len(chosen) else {}
        table["p_top"] = certain.get(places, np.nan)
        unknown = pd.array([pd.NA] * len(chosen), dtype="Int64")
        return table.assign(expected_rank=np.nan, rank_low=unknown, rank_high=unknown)
    effects = draw_effects(fit, draws, seed)[:, ids.get_indexer(chosen)]
    ranks = np.concatenate([_rank(part) for part in np.array_split(effects, max(draws // _AT_ONCE, 1))])
    low, high = np.quantile(ranks, [_OUTSIDE, 1 - _OUTSIDE], axis=0, method="inverted_cdf")
    table["p_top"] = (ranks <= places).mean(axis=0)
    table["expected_rank"] = ranks.mean(axis=0)
    return table.assign(rank_low=low.astype(int), rank_high=high.astype(int)).astype(
        {"rank_low": "Int64", "rank_high": "Int64"}
    )


def grey_zone(uncertainty: pd.DataFrame, low: float = 0.1, high: float = 0.9) -> pd.DataFrame:
    """Return the candidates whose place is open: the meeting's agenda.

    Parameters
    ----------
    uncertainty : DataFrame
        From :func:`rank_uncertainty`.
    low, high : float
        A candidate is in the zone if ``low < p_top < high``. By default whoever is outside is rightly where it is in
        at least nine cases of ten.

    Returns
    -------
    DataFrame
        The rows in the zone, most likely first.
    """
    open_rows = uncertainty[(uncertainty["p_top"] > low) & (uncertainty["p_top"] < high)]
    return open_rows.sort_values(["p_top", "candidate_id"], ascending=[False, True], ignore_index=True)


def describe_grey_zone(uncertainty: pd.DataFrame, places: int, low: float = 0.1, high: float = 0.9) -> str:
    """Say in Vietnamese how many candidates' places are open, without any name: fit for a projector.

    The parameters are those of :func:`grey_zone` and :func:`rank_uncertainty`.
    """
    if uncertainty.empty:
        return "Chưa có hồ sơ nào để xếp hạng."
    if uncertainty["p_top"].isna().any():
        return "Chưa đo được độ chắc chắn của thứ tự: các thành viên chưa cùng chấm đủ hồ sơ."
    number = len(grey_zone(uncertainty, low, high))
    bounds = f"khả năng thuộc nhóm này trên {format_number(100 * low)}% và dưới {format_number(100 * high)}%"
    if number == 0:
        return f"Không hồ sơ nào nằm trong vùng cần bàn: nhóm {format_number(places)} hồ sơ đứng đầu đã rõ."
    return (
        f"{format_number(number)} hồ sơ nằm trong vùng cần bàn: chưa rõ có thuộc nhóm "
        f"{format_number(places)} hồ sơ đứng đầu hay không ({bounds})."
    )


def draw_effects(fit: LeniencyFit, draws: int, seed: int) -> Floats:
    """Draw the candidates' effects from their joint posterior.

    The variances are not taken as known: ratios are drawn from a grid (:func:`reml.weigh_ratios`), the error's
    variance from its scaled inverse χ², then reviewers and μ, then the candidates, each from its normal distribution
    given what was drawn before. Candidates are independent given reviewers and μ, so no covariance matrix of
    candidates is ever formed. Taking the effects as drawn from a common distribution, and not as constants, is what
    makes the chances right: the top of a list is there partly by luck, and the posterior takes that luck back.

    Parameters
    ----------
    fit : LeniencyFit
        One that is ``measurable``.
    draws, seed : int

    Returns
    -------
    ndarray of float, shape (draws, n_candidates)
        Points from the common level. Equal candidates of a fit without any error are told apart at random.
    """
    rng = np.random.default_rng(seed)
    effects = fit.candidates["effect"].to_numpy()
    if fit.variances.error == 0:
        spread = fit.candidates["error"].to_numpy()
        noise = np.maximum(spread, 1e-9 * max(float(np.abs(effects).max(initial=0)), 1.0))
        return np.asarray(effects + noise * rng.standard_normal((draws, len(effects))))
    slices = weigh_ratios(fit.design, fit.variances.candidate / fit.variances.error)
    numbers = rng.multinomial(draws, [part.weight for part in slices])
    drawn = [_draw(fit.design, part, int(number), rng) for part, number in zip(slices, numbers, strict=True)]
    return np.concatenate(drawn)


def _draw(design: Design, part: WeightedSlice, number: int, rng: np.random.Generator) -> Floats:
    """Draw effects given one ratio of the candidates' variance."""
    here = part.here
    step = REVIEWER_GRID[1] - REVIEWER_GRID[0]
    x = rng.choice(REVIEWER_GRID, number, p=part.reviewer_weights) + step * rng.uniform(-0.5, 0.5, number)
    ratios = np.exp(x)
    error = np.sqrt(here.residual(ratios) / rng.chisquare(design.totals - 1, number))[:, np.newaxis]
    shrink = ratios[:, np.newaxis] / (1 + ratios[:, np.newaxis] * here.eigenvalues)
    turned = shrink * here.turned + error * np.sqrt(shrink) * rng.standard_normal(shrink.shape)
    reviewers = turned @ here.vectors.T
    level = (here.sum - reviewers @ here.pull)[:, np.newaxis] / here.mass
    level = level + error / np.sqrt(here.mass) * rng.standard_normal((number, 1))
    sums = design.by_candidate - level * design.per_candidate - (design.marked @ reviewers.T).T
    return np.asarray(here.weights * sums + error * np.sqrt(here.weights) * rng.standard_normal(sums.shape))


def _rank(effects: Floats) -> NDArray[np.int32]:
    """Return the rank of each candidate within each draw, 1 for the greatest effect."""
    order = np.argsort(-effects, axis=1)
    ranks = np.empty(order.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1, dtype=np.int32)[np.newaxis], axis=1)
    return ranks
