"""Crossed random effects: variances by REML and their posterior, without a matrix over reviews.

The model of one rubric's totals is ``total = μ + candidate + reviewer + error`` with normal, independent effects.
Candidates are eliminated first – their block of the mixed-model equations is diagonal – which leaves a matrix of
reviewers × reviewers (Schur complement). Its eigenvalues make everything that depends on the reviewers' variance a
sum, so that for one ratio of the candidates' variance a whole line of reviewers' variances costs no more than one.

Ratios are variances divided by the error's: ``ratio = σ²_effect / σ²_error``, and ``x = log ratio``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar

Floats = NDArray[np.float64]

# From "no difference at all" to "error a thousand times smaller than the effect" (standard deviations).
_LOWEST, _HIGHEST = -14.0, 14.0
_COARSE = np.linspace(_LOWEST, _HIGHEST, 8)
# At least so many ratios of the candidates' variance, and none further apart than this.
_SLICES, _STEP = 17, 0.5
REVIEWER_GRID = np.linspace(_LOWEST, _HIGHEST, 1_121)
# First shape of the priors (see _prior). Where candidates hardly differ, the data of a small review cannot say so, and
# the half-Cauchy's 1/2 gave chances over 0.7 to candidates of whom no more than places / candidates belong in the top;
# far less than 1/4 would be too timid where they do differ. Simulated: tests/assessment/test_uncertainty.py.
_CANDIDATES_NEAR_ZERO, _REVIEWERS_NEAR_ZERO = 0.25, 0.5
# Ratios whose density is e⁻⁸ of the highest carry less than one draw in a thousand.
_NEGLIGIBLE = 8.0


class Design(NamedTuple):
    """Who marked whom, and the sums of centred totals that the model needs.

    ``marked`` has the shape (n_candidates, n_reviewers), 1 where there is a total; ``by_candidate`` and ``by_reviewer``
    are sums of the totals less their mean ``centre``; ``square`` is the sum of their squares.
    """

    marked: sparse.csr_array
    by_candidate: Floats
    by_reviewer: Floats
    square: float
    centre: float

    @property
    def per_candidate(self) -> Floats:
        """Number of totals of each candidate."""
        return np.asarray(self.marked.sum(axis=1), dtype=float)

    @property
    def per_reviewer(self) -> Floats:
        """Number of totals of each reviewer."""
        return np.asarray(self.marked.sum(axis=0), dtype=float)

    @property
    def totals(self) -> int:
        """Number of totals."""
        return int(self.marked.nnz)

    def among_reviewers(self, weights: Floats) -> Floats:
        """Return ``marked' · diag(weights) · marked``, shape (n_reviewers, n_reviewers)."""
        if self.marked.nnz * 4 > np.prod(self.marked.shape):
            dense = self.marked.toarray()
            return np.asarray(dense.T @ (weights[:, np.newaxis] * dense))
        return np.asarray((self.marked.T @ sparse.diags_array(weights) @ self.marked).toarray())


class Slice(NamedTuple):
    """The model for one ratio of the candidates' variance, μ and candidates eliminated.

    ``eigenvalues`` and ``vectors`` diagonalise the reviewers' block, ``turned`` is its right-hand side in that basis;
    ``weights`` of the candidates shrink them; ``pull``, ``mass`` and ``sum`` give μ once the reviewers are known.
    """

    eigenvalues: Floats
    vectors: Floats
    turned: Floats
    square: float
    log_det: float
    weights: Floats
    pull: Floats
    mass: float
    sum: float
    totals: int

    def residual(self, ratios: Floats) -> Floats:
        """Return the generalised sum of squares for each ratio of the reviewers' variance."""
        shrink = ratios[:, np.newaxis] / (1 + ratios[:, np.newaxis] * self.eigenvalues)
        return np.asarray(np.maximum(self.square - shrink @ self.turned**2, np.finfo(float).tiny))

    def deviance(self, ratios: Floats) -> Floats:
        """Return −2 log of the restricted likelihood, σ²_error profiled out, but for a constant."""
        log_det = self.log_det + np.log1p(np.outer(ratios, self.eigenvalues)).sum(axis=1)
        return np.asarray(log_det + (self.totals - 1) * np.log(self.residual(ratios)))


class Variances(NamedTuple):
    """Variances of candidates, reviewers and error, in squared points."""

    candidate: float
    reviewer: float
    error: float


def slice_at(design: Design, ratio: float) -> Slice:
    """Eliminate candidates and μ for one ratio of the candidates' variance."""
    per_candidate = design.per_candidate
    kept = 1 / (1 + ratio * per_candidate)
    weights = ratio * kept
    pull = design.marked.T @ kept
    mass, total = float(kept @ per_candidate), float(kept @ design.by_candidate)
    block = np.diag(design.per_reviewer) - design.among_reviewers(weights) - np.outer(pull, pull) / mass
    side = design.by_reviewer - design.marked.T @ (weights * design.by_candidate) - pull * total / mass
    values, vectors = np.linalg.eigh(block)
    square = design.square - float(weights @ design.by_candidate**2) - total**2 / mass
    log_det = float(np.log(mass) - np.log(kept).sum())
    turned = vectors.T @ side
    return Slice(np.maximum(values, 0), vectors, turned, square, log_det, weights, pull, mass, total, design.totals)


def fit_variances(design: Design) -> Variances:
    """Return the variances that maximise the restricted likelihood; 0 where the maximum lies at the border."""

    def profile(x: float) -> float:
        return _best_reviewer_ratio(slice_at(design, _ratio(x)))[1]

    x, _ = _minimum(profile, np.array([profile(x) for x in _COARSE]), _COARSE)
    # No difference at all is an answer of its own, at x = −∞.
    if profile(-np.inf) <= profile(x):
        x = -np.inf
    here = slice_at(design, _ratio(x))
    reviewer_ratio, _ = _best_reviewer_ratio(here)
    error = float(here.residual(np.array([reviewer_ratio]))[0]) / (design.totals - 1)
    return Variances(_ratio(x) * error, reviewer_ratio * error, error)


def _ratio(x: float) -> float:
    return float(np.exp(x))


def _best_reviewer_ratio(here: Slice) -> tuple[float, float]:
    """Return the reviewers' ratio with the smallest deviance, and that deviance."""

    def deviance(x: float) -> float:
        return float(here.deviance(np.array([np.exp(x)]))[0])

    x, least = _minimum(deviance, here.deviance(np.exp(_COARSE)), _COARSE)
    none = deviance(-np.inf)
    return (0.0, none) if none <= least else (_ratio(x), least)


def _minimum(function: Callable[[float], float], known: Floats, at: Floats) -> tuple[float, float]:
    """Return place and value of the minimum near the lowest of the known values."""
    lowest = int(known.argmin())
    bounds = (at[max(lowest - 1, 0)], at[min(lowest + 1, len(at) - 1)])
    found = minimize_scalar(function, bounds=bounds, method="bounded", options={"xatol": 1e-6})
    return float(found.x), float(found.fun)


class WeightedSlice(NamedTuple):
    """One ratio of the candidates' variance with its posterior weight, and that of the reviewers' given it."""

    weight: float
    here: Slice
    reviewer_weights: Floats


def weigh_ratios(design: Design, start: float) -> list[WeightedSlice]:
    """Return the posterior of both ratios on a grid that covers all but a negligible part of it.

    Parameters
    ----------
    design : Design
    start : float
        Where to look first: the candidates' ratio that REML found.
    """
    # Candidates are told apart by means of so many sheets.
    sheets = np.log(design.totals / np.count_nonzero(design.per_candidate))

    def weigh(x: float) -> tuple[float, Slice, Floats]:
        here = slice_at(design, _ratio(x))
        priors = _prior(x + sheets, _CANDIDATES_NEAR_ZERO) + _prior(REVIEWER_GRID, _REVIEWERS_NEAR_ZERO)
        log_densities = priors - here.deviance(np.exp(REVIEWER_GRID)) / 2
        highest = float(log_densities.max())
        densities = np.exp(log_densities - highest)
        return highest + float(np.log(densities.sum())), here, densities / densities.sum()

    middle = float(np.clip(np.log(max(start, np.finfo(float).tiny)), _LOWEST + 8, _HIGHEST))
    known = {middle: weigh(middle)[0]}
    for direction in (-1.0, 1.0):
        place, step = middle, 0.05
        while known[place] > max(known.values()) - _NEGLIGIBLE and _LOWEST < place < _HIGHEST:
            place = float(np.clip(place + direction * step, _LOWEST, _HIGHEST))
            known[place] = weigh(place)[0]
            step *= 1.6
    number = max(_SLICES, int(np.ceil((max(known) - min(known)) / _STEP)) + 1)
    found = [weigh(x) for x in np.linspace(min(known), max(known), number)]
    weights = np.exp(np.array([log_density for log_density, _, _ in found]) - max(known.values()))
    weights /= weights.sum()
    return [WeightedSlice(float(w), here, inner) for w, (_, here, inner) in zip(weights, found, strict=True)]


def _prior(x: float | Floats, near_zero: float) -> Floats:
    """Return the log density of x = log r if r has a beta-prime distribution, but for a constant.

    Its shapes are `near_zero` and 1/2 (Pérez, Pericchi and Ramírez 2017, *Bayesian Analysis* 12:615–637). With 1/2 and
    1/2 the standard deviation is half-Cauchy (Gelman 2006, *Bayesian Analysis* 1:515–534); a smaller `near_zero` puts
    more on differences too small to see. None lets a difference be exactly zero, so a small committee is not told
    that all candidates are equal. The error's variance has the prior 1/σ² and is integrated out.
    """
    return np.asarray(near_zero * x - (near_zero + 0.5) * np.logaddexp(0, x))
