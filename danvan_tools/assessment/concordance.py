"""Agreement of orders (Kendall's W) and of words (Fleiss' κ)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from danvan_tools.assessment.intraclass import full_rows


class Concordance(NamedTuple):
    """Kendall's W with its test: ``w`` from 0 (no common order) to 1 (one order), NaN if it is not defined.

    ``chi2``, ``df`` and ``p`` test that there is no common order; ``candidates`` and ``reviewers`` were used.
    """

    w: float
    chi2: float
    df: int
    p: float
    candidates: int
    reviewers: int


def kendall_w(points: pd.DataFrame) -> Concordance:
    """Return Kendall's coefficient of concordance, corrected for ties.

    It compares orders of the same candidates, so, as with :func:`icc`, reviewers without any mark are left out, then
    candidates with a missing one.

    Parameters
    ----------
    points : DataFrame of float, shape (n_candidates, n_reviewers)
        NaN is a missing mark.

    Returns
    -------
    Concordance
        ``w``, ``chi2`` and ``p`` are NaN with fewer than two candidates or reviewers, or if no reviewer puts any
        candidate before another.

    Notes
    -----
    Kendall and Gibbons 1990, *Rank Correlation Methods*, 5th ed., ch. 6. The χ² is rough below eight candidates.
    """
    full = full_rows(points)
    n, m = full.shape
    ranks = stats.rankdata(full.to_numpy(dtype=float), axis=0) if n else np.empty((0, m))
    ties = 0.0
    for column in ranks.T:
        _, alike = np.unique(column, return_counts=True)
        ties += float((alike.astype(float) ** 3 - alike).sum())
    sums = ranks.sum(axis=1)
    greatest = m**2 * (n**3 - n) - m * ties
    if n < 2 or m < 2 or greatest == 0:
        return Concordance(np.nan, np.nan, max(n - 1, 0), np.nan, n, m)
    w = 12 * float(((sums - sums.mean()) ** 2).sum()) / greatest
    chi2 = m * (n - 1) * w
    return Concordance(w, chi2, n - 1, float(stats.chi2.sf(chi2, n - 1)), n, m)


def fleiss_kappa(words: pd.DataFrame) -> float:
    """Return Fleiss' κ of reviewers who put candidates into classes.

    κ asks for the same number of words for each candidate: as with :func:`icc`, reviewers without any word are left
    out, then candidates with a missing one.

    Parameters
    ----------
    words : DataFrame, shape (n_candidates, n_reviewers)
        Tiers, votes or other classes; missing where a reviewer has none.

    Returns
    -------
    float
        NaN with fewer than two reviewers, without candidates, or if only one class is used.

    Notes
    -----
    Fleiss 1971, *Psychological Bulletin* 76:378–382.
    """
    full = full_rows(words)
    n, m = full.shape
    codes, known = pd.factorize(full.to_numpy().ravel())
    if m < 2 or len(known) < 2:
        return np.nan
    counts = np.zeros((n, len(known)))
    np.add.at(counts, (np.repeat(np.arange(n), m), codes), 1)
    observed = float((counts * (counts - 1)).sum()) / (n * m * (m - 1))
    expected = float(((counts.sum(axis=0) / (n * m)) ** 2).sum())
    return (observed - expected) / (1 - expected)
