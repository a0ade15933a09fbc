"""Leniency and the chances of 3,000 candidates, each marked by 3 of 300 reviewers, beside fair rivals.

The rivals: statsmodels' MixedLM, on a review small enough for it; and, on the large one, the same restricted
likelihood from the dense mixed-model equations, of which a fit needs some thirty evaluations.
"""

from __future__ import annotations

import sys

from measuring import Figure, measure, print_bar, print_table

_TOTALS = """
import numpy as np
import pandas as pd

def make(candidates, reviewers, each):
    rng = np.random.default_rng(2015)
    c = np.repeat(np.arange(candidates), each)
    r = rng.permuted(np.tile(np.arange(reviewers), (candidates, 1)), axis=1)[:, :each].ravel()
    points = 75 + rng.normal(0, 5, candidates)[c] + rng.normal(0, 3, reviewers)[r] + rng.normal(0, 4, len(c))
    ids = {"candidate_id": [f"M{n:05}" for n in c], "reviewer_id": [f"TV{n:03}" for n in r]}
    return pd.DataFrame({**ids, "total": points})
"""
_OURS = _TOTALS + "from danvan_tools.assessment import fit_leniency, rank_uncertainty\n"
_LARGE, _SMALL = "totals = make(3_000, 300, 3)\n", "totals = make(200, 20, 3)\n"
_VARIANCES = "'variances ' + ', '.join(f'{v:.2f}' for v in fit.variances)"
_MIXED = """
import warnings
import statsmodels.formula.api as smf
warnings.simplefilter("ignore")
parts = {"candidate": "0 + C(candidate_id)", "reviewer": "0 + C(reviewer_id)"}
"""
_MIXED_FIT = """
model = smf.mixedlm("total ~ 1", totals.assign(all=1), groups="all", vc_formula=parts)
fit = model.fit(reml=True)
"""
_DENSE = """
y = totals["total"].to_numpy() - totals["total"].mean()
c, r = pd.factorize(totals["candidate_id"])[0], pd.factorize(totals["reviewer_id"])[0]
blocks = [np.ones((len(y), 1)), np.eye(c.max() + 1)[c], np.eye(r.max() + 1)[r]]
design = np.hstack(blocks)
gram, side = design.T @ design, design.T @ y
prior = np.concatenate([[0], np.full(c.max() + 1, 16 / 25), np.full(r.max() + 1, 16 / 9)])
"""
_DENSE_STEP = """
factor = np.linalg.cholesky(gram + np.diag(prior))
half = np.linalg.solve(factor, side)
log_likelihood = -np.log(np.diag(factor)).sum() - (len(y) - 1) / 2 * np.log(y @ y - half @ half)
"""


def main() -> None:
    """Print the table."""
    fit = measure("fit = fit_leniency(totals)", setup=_OURS + _LARGE, note=_VARIANCES)
    both = measure(
        "fit = fit_leniency(totals)\nchances = rank_uncertainty(fit, 300, draws=4_000, seed=2015)",
        setup=_OURS + _LARGE,
        note="f'{((chances.p_top > 0.1) & (chances.p_top < 0.9)).sum()} in the grey zone'",
    )
    dense = measure(_DENSE_STEP, setup=_TOTALS + _LARGE + _DENSE, note="'one evaluation of about thirty'")
    small = measure("fit = fit_leniency(totals)", setup=_OURS + _SMALL, note=_VARIANCES)
    rival = measure(
        _MIXED_FIT, setup=_TOTALS + _SMALL + _MIXED, note=_VARIANCES.replace("fit.variances", "[*fit.vcomp, fit.scale]")
    )
    print_table(
        "Leniency by REML, and chances from 4,000 draws",
        ("what", "seconds", "MiB", "note"),
        [
            _row("3,000 × 3 by 300: fit", fit),
            _row("3,000 × 3 by 300: fit and chances", both),
            _row("3,000 × 3 by 300: dense likelihood", dense),
            _row("200 × 3 by 20: fit", small),
            _row("200 × 3 by 20: statsmodels MixedLM", rival),
        ],
    )
    print_bar("fit and chances, seconds", both.seconds, at_most=10)
    print_bar("statsmodels / ours, small review", rival.seconds / small.seconds, at_least=1)


def _row(name: str, figure: Figure) -> tuple[str, str, str, str]:
    return name, f"{figure.seconds:.2f}", f"{figure.mebibytes:.0f}", figure.note


if __name__ == "__main__":
    sys.exit(main())
