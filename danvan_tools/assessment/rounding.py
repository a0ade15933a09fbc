"""Half-up rounding in whole numbers: no binary fraction ever decides a tier or a tie."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from danvan_tools.schema import Rubric

# Points are kept to four decimals, finer than any step a committee uses; weighted ones to six.
_PER_POINT = 10_000
PER_WEIGHT = 100
_MOST_DECIMALS = 6


def to_whole(points: ArrayLike) -> NDArray[np.int64]:
    """Return points as whole ten-thousandths of a point.

    Parameters
    ----------
    points : array_like of float, without NaN
        The floats nearest to decimals of at most four digits after the comma.

    Raises
    ------
    ValueError
        If points are finer than that, or below zero, or no number: they would be changed silently.
    """
    given = np.asarray(points, dtype=float)
    if not (np.isfinite(given) & (given >= 0)).all():
        wrong = given[~(np.isfinite(given) & (given >= 0))]
        msg = f"points must be numbers from 0 on, not {np.unique(wrong)[:5].tolist()}"
        raise ValueError(msg)
    scaled = given * _PER_POINT
    whole = np.rint(scaled)
    finer = np.abs(scaled - whole) > 1e-3
    if finer.any():
        msg = f"points finer than 1/{_PER_POINT}: {np.unique(scaled[finer] / _PER_POINT)[:5].tolist()}"
        raise ValueError(msg)
    return np.asarray(whole, dtype=np.int64)


def from_whole(whole: NDArray[np.int64], *, weighted: bool = False) -> NDArray[np.float64]:
    """Return points from whole ten-thousandths, or `weighted` millionths: the float nearest to the exact decimal."""
    return np.asarray(whole / (_PER_POINT * PER_WEIGHT if weighted else _PER_POINT))


def factors_of(rubric: Rubric, criterion_ids: Iterable[str]) -> NDArray[np.int64]:
    """Return what the points of criteria are multiplied by in a total: weights in hundredths, below zero to take off.

    Raises
    ------
    ValueError
        If a weight is finer than that: it would be changed silently.
    """
    exact = [rubric.factors[key] * PER_WEIGHT for key in criterion_ids]
    if any(factor % 1 for factor in exact):
        msg = f"weights finer than 1/{PER_WEIGHT}: {[str(factor / PER_WEIGHT) for factor in exact if factor % 1]}"
        raise ValueError(msg)
    return np.array([int(factor) for factor in exact], dtype=np.int64)


def round_mean(
    sums: NDArray[np.int64], counts: NDArray[np.int64], decimals: int, *, weighted: bool = False
) -> NDArray[np.float64]:
    """Return the means ``sums / counts``, rounded half away from zero as a workbook does.

    Parameters
    ----------
    sums : ndarray of int
        Whole ten-thousandths of a point, from :func:`to_whole`.
    counts : ndarray of int, broadcastable to `sums`
        How many values each sum adds up.
    decimals : int
        Digits after the comma, 0 to 6.
    weighted : bool
        The sums are of millionths: points times a weight in hundredths.

    Returns
    -------
    ndarray of float
        In points, the float nearest to the rounded decimal; NaN where the count is 0.

    Raises
    ------
    ValueError
        If `decimals` is out of range.
    """
    if not 0 <= decimals <= _MOST_DECIMALS:
        msg = f"decimals must be 0 to {_MOST_DECIMALS}, not {decimals}"
        raise ValueError(msg)
    divisor = np.maximum(counts, 1) * (_PER_POINT * PER_WEIGHT if weighted else _PER_POINT)
    size = (2 * np.abs(sums) * 10**decimals + divisor) // (2 * divisor)
    return np.where(counts > 0, np.sign(sums) * size / 10**decimals, np.nan)
