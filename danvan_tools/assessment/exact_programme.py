"""Yes-or-no choices under linear rules: one criterion after another, each to its exact optimum."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

Whole = NDArray[np.int64]

_INFEASIBLE = 2
# Far above the error of the search, far below the distance of two whole numbers.
_SAFE = 1e-3
_HALF = 0.5
# So many choices are looked at first.
_CORE = 300


class ImpossibleError(ArithmeticError):
    """No choice keeps every rule."""


class ExactProgramme:
    """Choices x of 0 or 1 with ``low <= rules @ x <= high``, all in whole numbers.

    :meth:`maximise` finds the best value of one criterion and keeps it, so that the next criterion chooses among
    what is left. HiGHS searches in floating point with no gap allowed; what it finds is counted again in whole
    numbers, and its bound must leave no room for the next whole number.

    Parameters
    ----------
    rules : sparse matrix of int, shape (n_rules, n_choices)
    low, high : ndarray of float, shape (n_rules,)
        Whole numbers; infinite for no limit.
    most : ndarray of int, shape (n_choices,)
        0 for what may not be chosen at all.

    Attributes
    ----------
    x : ndarray of int, shape (n_choices,)
        A choice that is best by every criterion so far.

    Raises
    ------
    ImpossibleError
        If no choice keeps the rules.
    """

    def __init__(
        self, rules: sparse.csr_matrix, low: NDArray[np.float64], high: NDArray[np.float64], most: Whole
    ) -> None:
        self._rules, self._low, self._high = rules, low, high
        self._least, self._most = np.zeros_like(most), most
        self.x = np.zeros_like(most)
        if not self._is_kept_by(self.x):
            if not len(most) or self._search(np.zeros_like(most), self._least, self._most) == -np.inf:
                msg = "no choice keeps every rule"
                raise ImpossibleError(msg)
            if not self._is_kept_by(self.x):
                msg = "the search ended without an exact choice"
                raise ArithmeticError(msg)

    def maximise(self, worth: Whole) -> int:
        """Return the highest ``worth @ x``; from now on only choices that reach it are looked at."""
        if not worth.any():
            return 0
        value, bound, reduced = self._highest(worth)
        self._least, self._most = self._narrowed(reduced, bound - value + _HALF)
        self._rules = sparse.vstack([self._rules, sparse.csr_matrix(worth)], format="csr")
        self._low, self._high = np.append(self._low, value), np.append(self._high, value)
        return value

    def highest(self, worth: Whole) -> int:
        """Return the highest ``worth @ x`` and leave a choice that reaches it in `x`, without keeping the value."""
        return self._highest(worth)[0]

    def _highest(self, worth: Whole) -> tuple[int, float, NDArray[np.float64]]:
        """Return the highest value, a bound in fractions, and how far each choice is from paying at that bound."""
        if worth @ self.x == worth @ np.where(worth > 0, self._most, self._least):
            # Every choice that counts is made: nothing to search for.
            return int(worth @ self.x), float(worth @ self.x), worth.astype(float)
        bound, reduced = self._relax(worth)
        reachable = bound
        if np.floor(bound + _SAFE) > worth @ self.x and len(worth) > _CORE:
            # Among the choices nearest to paying there is nearly always one as good as any.
            near = self._narrowed(reduced, float(np.partition(np.abs(reduced), _CORE)[_CORE]))
            self._search(worth, *near)
        if np.floor(bound + _SAFE) > worth @ self.x:
            reachable = self._search(worth, *self._narrowed(reduced, bound - int(worth @ self.x) + _HALF))
        value = int(worth @ self.x)
        if np.floor(reachable + _SAFE) > value:
            msg = f"bound {reachable} above the value found, {value}: the search was not exact"
            raise ArithmeticError(msg)
        return value, bound, reduced

    def _narrowed(self, reduced: NDArray[np.float64], room: float) -> tuple[Whole, Whole]:
        """Return the limits of each choice, one value where the other would cost more than there is room for."""
        decided = np.abs(reduced) > room
        least = np.where(decided & (reduced > 0), self._most, self._least)
        return least, np.where(decided & (reduced < 0), self._least, self._most)

    def _relax(self, worth: Whole) -> tuple[float, NDArray[np.float64]]:
        """Return what fractions of choices could be worth, by weak duality: that holds for any multipliers.

        Where rounding those fractions gives a better choice than `x`, it is taken.
        """
        above, below = np.isfinite(self._high), np.isfinite(self._low)
        rules = sparse.vstack([self._rules[above], -self._rules[below]], format="csr")
        limits = np.concatenate([self._high[above], -self._low[below]])
        bounds = np.column_stack([self._least, self._most])
        found = optimize.linprog(-worth, rules, limits, bounds=bounds, method="highs")
        if found.status:
            msg = f"the search for a bound failed: {found.message}"
            raise ArithmeticError(msg)
        self._take(np.rint(found.x).astype(np.int64), worth)
        multipliers = np.maximum(0, -found.ineqlin.marginals)
        reduced = worth - rules.T @ multipliers
        bound = multipliers @ limits + np.maximum(reduced * self._least, reduced * self._most).sum()
        return float(bound), reduced

    def _search(self, worth: Whole, least: Whole, most: Whole) -> float:
        """Take the best choice HiGHS finds within limits, and return its bound on every other there."""
        found = optimize.milp(
            -worth,
            constraints=optimize.LinearConstraint(self._rules, self._low, self._high),
            integrality=np.ones(len(worth)),
            bounds=optimize.Bounds(least, most),
            options={"mip_rel_gap": 0},
        )
        if found.status == _INFEASIBLE:
            return -np.inf
        if found.status:
            msg = f"the search ended early: {found.message}"
            raise ArithmeticError(msg)
        self._take(np.rint(found.x).astype(np.int64), worth)
        return -float(found.mip_dual_bound)

    def _take(self, x: Whole, worth: Whole) -> None:
        """Take a choice that keeps the rules if it is worth more than the one at hand, or that one does not."""
        if self._is_kept_by(x) and (worth @ x > worth @ self.x or not self._is_kept_by(self.x)):
            self.x = x

    def _is_kept_by(self, x: Whole) -> bool:
        counted = self._rules @ x
        within = (self._low <= counted) & (counted <= self._high)
        return bool(within.all() and (self._least <= x).all() and (x <= self._most).all())
