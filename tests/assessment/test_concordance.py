from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as reference_kappa

from danvan_tools.assessment import fleiss_kappa, kendall_w


@pytest.mark.parametrize("seed", range(6))
def test_concordance_is_friedman_s_statistic_by_its_greatest_value_ties_included(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = pd.DataFrame(rng.integers(0, 6, (rng.integers(4, 20), rng.integers(3, 8))).astype(float))
    expected = stats.friedmanchisquare(*points.to_numpy())
    found = kendall_w(points)
    n, m = points.shape
    assert found.w == pytest.approx(expected.statistic / (m * (n - 1)))
    assert (found.chi2, found.p) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))
    assert (found.df, found.candidates, found.reviewers) == (n - 1, n, m)


def test_one_order_is_one_and_opposite_orders_are_zero() -> None:
    assert kendall_w(pd.DataFrame({"a": [1.0, 2, 3], "b": [10.0, 50, 90]})).w == 1.0
    assert kendall_w(pd.DataFrame({"a": [1.0, 2, 3], "b": [3.0, 2, 1]})).w == 0.0


def test_a_candidate_with_a_missing_mark_has_no_place_in_an_order() -> None:
    points = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 2, 3, np.nan], "nobody": [np.nan] * 4})
    assert kendall_w(points)[::5] == (1.0, 2)
    assert kendall_w(points).candidates == 3


@pytest.mark.parametrize(
    "points",
    [pd.DataFrame(), pd.DataFrame([[1.0], [2.0]]), pd.DataFrame([[1.0, 2.0]]), pd.DataFrame([[5.0, 5.0]] * 3)],
    ids=["nobody marked", "one reviewer", "one candidate", "all equal"],
)
def test_without_orders_concordance_is_not_defined(points: pd.DataFrame) -> None:
    found = kendall_w(points)
    assert np.isnan([found.w, found.chi2, found.p]).all()
    assert (found.candidates, found.reviewers) == points.shape


def test_the_table_of_fleiss_1971() -> None:
    # Fourteen raters, ten subjects, five categories; κ = .21.
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    words = pd.DataFrame([np.repeat(list("abcde"), row) for row in counts])
    assert round(fleiss_kappa(words), 3) == 0.210


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_the_same_as_the_reference(seed: int) -> None:
    words = np.random.default_rng(seed).integers(0, 3, (20, 5))
    assert fleiss_kappa(pd.DataFrame(words)) == pytest.approx(reference_kappa(aggregate_raters(words)[0]))


def test_kappa_uses_full_rows_and_is_not_defined_without_a_choice() -> None:
    words = pd.DataFrame([["đạt", "đạt"], ["tốt", "tốt"], ["tốt", None]])
    assert fleiss_kappa(words) == 1.0
    assert np.isnan(fleiss_kappa(words.iloc[:1]))
    assert np.isnan(fleiss_kappa(pd.DataFrame()))
