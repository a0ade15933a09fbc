"""Krippendorff's alpha: agreement between reviewers with any number of missing marks."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.stats import rankdata

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Floats = NDArray[np.float64]
_BLOCK = 512


def krippendorff_alpha(points: pd.DataFrame, level: Level) -> float:
    """Return Krippendorff's alpha: 1 is full agreement, 0 what chance would give, below 0 systematic disagreement.

    A candidate with a single mark says nothing about agreement and is left out; every other mark counts.

    Parameters
    ----------
    points : DataFrame, shape (n_candidates, n_reviewers)
        NaN is a missing mark. Numbers, but for the level "nominal", where any words will do.
    level : {"nominal", "ordinal", "interval", "ratio"}

    Returns
    -------
    float
        NaN if no candidate has two marks or all marks are equal: without variation agreement cannot be told from
        chance.

    Raises
    ------
    ValueError
        For another level; for infinite marks; for negative marks at level "ratio".

    Notes
    -----
    Krippendorff 2019, *Content Analysis*, 4th ed., ch. 12. The ordinal difference of two values – the number of marks
    between them, those at the ends by half – is the difference of their mean ranks among all marks, so the ordinal
    alpha is the interval alpha of ranks.
    """
    if level not in get_args(Level):
        msg = f"level must be one of {get_args(Level)}, not {level!r}"
        raise ValueError(msg)
    here = points.notna().to_numpy(dtype=bool)
    here = here & (here.sum(axis=1) >= 2)[:, np.newaxis]
    unit = np.nonzero(here)[0]
    values, known = pd.factorize(points.to_numpy()[here], sort=level != "nominal")
    if len(known) < 2:
        return np.nan
    if level == "nominal":
        observed, expected = _nominal(unit, values)
    else:
        numbers = np.asarray(known, dtype=float)
        if not np.isfinite(numbers).all() or (level == "ratio" and numbers.min() < 0):
            msg = f"marks that level {level!r} does not allow: {numbers[[0, -1]].tolist()}"
            raise ValueError(msg)
        if level == "ratio":
            observed, expected = _ratio(unit, values, numbers)
        else:
            observed, expected = _interval(unit, rankdata(values) if level == "ordinal" else numbers[values])
    return float(1 - observed / expected)


def _pairs(unit: NDArray[np.intp]) -> Floats:
    """Return for each unit 1 / (marks − 1), the weight of each of its pairs; 0 for units without marks."""
    count = np.bincount(unit)
    return np.divide(1, count - 1, out=np.zeros(len(count)), where=count > 1)


def _interval(unit: NDArray[np.intp], x: Floats) -> tuple[float, float]:
    """Return observed and expected squared differences per mark."""
    x = x - x.mean()
    count, sums, squares = np.bincount(unit), np.bincount(unit, x), np.bincount(unit, x**2)
    observed = 2 * float(((count * squares - sums**2) * _pairs(unit)).sum())
    n = len(x)
    return observed / n, 2 * float(n * (x @ x)) / n / (n - 1)


def _nominal(unit: NDArray[np.intp], values: NDArray[np.intp]) -> tuple[float, float]:
    """Return observed and expected parts of unlike pairs."""
    count = np.bincount(unit)
    _, alike = np.unique(np.column_stack([unit, values]), axis=0, return_counts=True)
    units = np.unique(np.column_stack([unit, values]), axis=0)[:, 0]
    same = np.bincount(units, alike.astype(float) ** 2, minlength=len(count))
    n = len(values)
    observed = float(((count.astype(float) ** 2 - same) * _pairs(unit)).sum())
    return observed / n, (n**2 - float((np.bincount(values).astype(float) ** 2).sum())) / n / (n - 1)


def _ratio(unit: NDArray[np.intp], values: NDArray[np.intp], numbers: Floats) -> tuple[float, float]:
    """Return observed and expected squared relative differences, value by value."""
    n = len(values)
    counts = sparse.csr_array((np.ones(n), (unit, values)), shape=(unit.max() + 1, len(numbers)))
    together = (counts.T @ sparse.diags_array(_pairs(unit)) @ counts).tocoo()
    observed = float(together.data @ _relative(numbers[together.row], numbers[together.col]))
    often = np.bincount(values, minlength=len(numbers)).astype(float)
    expected = sum(
        float(often[at : at + _BLOCK] @ _relative(numbers[at : at + _BLOCK, np.newaxis], numbers) @ often)
        for at in range(0, len(numbers), _BLOCK)
    )
    return observed / n, expected / n / (n - 1)


def _relative(a: Floats, b: Floats) -> Floats:
    """Return ((a − b) / (a + b))², 0 for two zeros."""
    total = a + b
    return np.divide(a - b, total, out=np.zeros(np.broadcast(a, b).shape), where=total != 0) ** 2
