"""Intraclass correlations: how much of the variation of marks lies between candidates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

_LOW, _HIGH = 0.025, 0.975
FORMS = ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")
# Below this part of all variation a mean square is the rounding of floats.
_ROUNDING = 1e-12


class _Form(NamedTuple):
    """One row of the table of forms."""

    icc: float
    f: float
    df1: float
    df2: float
    p: float
    low: float
    high: float


class _Squares(NamedTuple):
    """Mean squares of the two-way table: between candidates, within them, between reviewers, error."""

    n: int
    k: int
    between: float
    within: float
    reviewers: float
    error: float


def icc(points: pd.DataFrame) -> pd.DataFrame:
    """Return the six intraclass correlations of Shrout and Fleiss with their 95 % intervals.

    1: every candidate has other reviewers; 2: the same reviewers mark all, chosen from many, and a level of their own
    counts as disagreement; 3: these reviewers only, levels do not count. Without "k" the reliability of one sheet,
    with "k" that of the mean of the k sheets. A value below zero is reported as it is: sheets of one candidate agree
    less than sheets of different candidates.

    The formulas ask for full rows: reviewers without any mark are left out, then candidates with a missing one. Where
    that leaves little, :func:`krippendorff_alpha` uses what there is.

    Parameters
    ----------
    points : DataFrame of float, shape (n_candidates, n_reviewers)
        NaN is a missing mark.

    Returns
    -------
    DataFrame, shape (6, 10)
        form ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"); icc; f, df1, df2, p (F test that it is zero); low,
        high (95 % interval); candidates, reviewers (used). All but the counts are NaN with fewer than two candidates
        or reviewers, or if all marks are equal.

    Notes
    -----
    Shrout and Fleiss 1979, *Psychological Bulletin* 86:420–428; the interval of ICC2 after Fleiss and Shrout 1978,
    those of the means by the Spearman–Brown formula.
    """
    full = full_rows(points)
    squares = _mean_squares(full.to_numpy(dtype=float))
    if squares is None:
        rows = [_Form(*[np.nan] * 7)] * len(FORMS)
    else:
        pairs = [_one_way(squares), _two_way(squares), _fixed(squares)]
        rows = [single for single, _ in pairs] + [mean for _, mean in pairs]
    table = pd.DataFrame(rows)
    table.insert(0, "form", pd.Series(FORMS, dtype="str"))
    return table.assign(candidates=len(full), reviewers=full.shape[1])


def full_rows(points: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates that every reviewer marked, leaving out reviewers who marked nobody."""
    return points.loc[:, points.notna().any()].dropna()


def _mean_squares(table: np.ndarray) -> _Squares | None:
    """Return the mean squares, None where there is no variation to divide."""
    n, k = table.shape
    if n < 2 or k < 2:
        return None
    # Squares of differences from the mean keep their digits however large the marks are.
    table = table - table.mean()
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    total = float((table**2).sum())
    if total == 0 or np.ptp(table) == 0:
        return None
    between, reviewers = k * float(rows @ rows), n * float(columns @ columns)
    error = float(((table - rows[:, np.newaxis] - columns) ** 2).sum())
    within = float(((table - rows[:, np.newaxis]) ** 2).sum())
    parts = [part if part > _ROUNDING * total else 0.0 for part in (between, within, reviewers, error)]
    return _Squares(
        n, k, parts[0] / (n - 1), parts[1] / (n * (k - 1)), parts[2] / (k - 1), parts[3] / (n - 1) / (k - 1)
    )


def _ratio(top: float, bottom: float) -> float:
    """Return a quotient, infinite over zero; NaN for zero over zero."""
    if bottom == 0:
        return np.nan if top == 0 else float(np.copysign(np.inf, top))
    return top / bottom


def _of_mean(single: float, k: int) -> float:
    """Return the reliability of the mean of k sheets from that of one (Spearman–Brown)."""
    below = 1 + (k - 1) * single
    return k * single / below if below > 0 else -np.inf


def _interval(f: float, df1: float, df2: float, k: int) -> list[tuple[float, float]]:
    """Return the intervals of single and mean that follow from an F ratio."""
    bounds = (f / stats.f.ppf(_HIGH, df1, df2), f * stats.f.ppf(_HIGH, df2, df1))
    if np.isinf(f):
        return [(1.0, 1.0)] * 2
    single = [(bound - 1) / (bound + k - 1) for bound in bounds]
    return [(single[0], single[1]), (1 - _ratio(1, bounds[0]), 1 - _ratio(1, bounds[1]))]


def _one_way(s: _Squares) -> tuple[_Form, _Form]:
    """Return ICC1 and ICC1k."""
    return _against(s, s.within, s.n * (s.k - 1))


def _fixed(s: _Squares) -> tuple[_Form, _Form]:
    """Return ICC3 and ICC3k."""
    return _against(s, s.error, (s.n - 1) * (s.k - 1))


def _against(s: _Squares, rest: float, df2: int) -> tuple[_Form, _Form]:
    """Return single and mean where all that is not between candidates is one mean square."""
    df1 = s.n - 1
    f = _ratio(s.between, rest)
    test = (f, df1, df2, float(stats.f.sf(f, df1, df2)))
    one, all_k = _interval(f, df1, df2, s.k)
    single = _ratio(s.between - rest, s.between + (s.k - 1) * rest)
    return _Form(single, *test, *one), _Form(_ratio(s.between - rest, s.between), *test, *all_k)


def _two_way(s: _Squares) -> tuple[_Form, _Form]:
    """Return ICC2 and ICC2k."""
    df1, df2 = s.n - 1, (s.n - 1) * (s.k - 1)
    f = _ratio(s.between, s.error)
    single = _ratio(s.between - s.error, s.between + (s.k - 1) * s.error + s.k * (s.reviewers - s.error) / s.n)
    mean = _ratio(s.between - s.error, s.between + (s.reviewers - s.error) / s.n)
    test = (f, df1, df2, float(stats.f.sf(f, df1, df2)))
    low, high = _two_way_interval(s, single)
    return _Form(single, *test, low, high), _Form(mean, *test, _of_mean(low, s.k), _of_mean(high, s.k))


def _two_way_interval(s: _Squares, single: float) -> tuple[float, float]:
    """Return the interval of ICC2; degrees of freedom after Satterthwaite."""
    n, k = s.n, s.k
    if s.error == 0 and s.reviewers == 0:
        return 1.0, 1.0
    if s.error == 0:
        return np.nan, np.nan
    rest = n * (1 + (k - 1) * single) - k * single
    fj = s.reviewers / s.error
    df = (k - 1) * (n - 1) * (k * single * fj + rest) ** 2 / ((n - 1) * (k * single * fj) ** 2 + rest**2)
    upper, lower = stats.f.ppf(_HIGH, n - 1, df), stats.f.ppf(_HIGH, df, n - 1)
    spread = k * s.reviewers + (k * n - k - n) * s.error
    low = n * (s.between - upper * s.error) / (upper * spread + n * s.between)
    return float(low), float(n * (lower * s.between - s.error) / (spread + n * lower * s.between))
