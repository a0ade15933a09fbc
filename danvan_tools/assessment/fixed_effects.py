"""The additive model with candidates and reviewers as constants, and the test that reviewers share one level."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from danvan_tools.assessment.reml import Design, Floats

# Below this part of all variation what is left over is the rounding of floats: the sheets agree exactly.
ROUNDING = 1e-10


class FixedFit(NamedTuple):
    """The additive model with fixed effects: reviewers' effects, what is left over, and degrees of freedom."""

    reviewer: Floats
    explained: float
    left: float
    df_reviewer: int
    df_left: int


def fit_fixed(design: Design, groups: int) -> FixedFit:
    """Fit both effects as fixed, candidates eliminated; where groups are apart each one's reviewers average to zero."""
    inverse = np.divide(1, design.per_candidate, out=np.zeros(len(design.by_candidate)), where=design.per_candidate > 0)
    block = np.diag(design.per_reviewer) - design.among_reviewers(inverse)
    side = design.by_reviewer - design.marked.T @ (inverse * design.by_candidate)
    reviewer = np.linalg.pinv(block, rcond=1e-9, hermitian=True) @ side
    explained = float(side @ reviewer)
    left = design.square - float(inverse @ design.by_candidate**2) - explained
    df_reviewer = int((design.per_reviewer > 0).sum()) - groups
    df_left = design.totals - int((design.per_candidate > 0).sum()) - df_reviewer
    return FixedFit(reviewer, explained, max(left, 0.0), df_reviewer, df_left)


def p_of_leniency(fixed: FixedFit) -> float:
    """Return p of the F test that reviewers share one level; 0 where they explain all there is."""
    if fixed.explained <= ROUNDING * (fixed.explained + fixed.left):
        return 1.0
    if fixed.left <= ROUNDING * fixed.explained:
        return 0.0
    f = (fixed.explained / fixed.df_reviewer) / (fixed.left / fixed.df_left)
    return float(stats.f.sf(f, fixed.df_reviewer, fixed.df_left))
