from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pingouin
import pytest

from danvan_tools.assessment import icc

# Six targets marked by four judges (Shrout and Fleiss 1979, Table 2).
SHROUT_FLEISS = pd.DataFrame(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)
FORMS = ["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"]


def by_form(points: pd.DataFrame) -> pd.DataFrame:
    return icc(points).set_index("form")


def test_the_table_of_shrout_and_fleiss() -> None:
    table = by_form(SHROUT_FLEISS)
    assert table["icc"].round(2).to_dict() == dict(zip(FORMS, [0.17, 0.29, 0.71, 0.44, 0.62, 0.91], strict=True))
    assert table.loc["ICC1", ["f", "df1", "df2"]].round(2).tolist() == [1.79, 5, 18]
    assert table.loc["ICC2", ["f", "df1", "df2"]].round(2).tolist() == [11.03, 5, 15]
    intervals = table[["low", "high"]].round(2).to_numpy().tolist()
    assert intervals == [[-0.13, 0.72], [0.02, 0.76], [0.34, 0.95], [-0.88, 0.91], [0.07, 0.93], [0.68, 0.99]]


@pytest.mark.parametrize("seed", range(8))
def test_the_same_as_pingouin_on_random_marks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, k = int(rng.integers(3, 30)), int(rng.integers(2, 9))
    marks = rng.normal(0, rng.uniform(0, 6), (n, 1)) + rng.normal(0, 3, k) + rng.normal(0, 4, (n, k))
    long = pd.DataFrame(marks).reset_index().melt("index")
    with warnings.catch_warnings():  # of its own use of pandas
        warnings.simplefilter("ignore")
        theirs = pingouin.intraclass_corr(long, "index", "variable", "value")
    ours = icc(pd.DataFrame(marks))
    np.testing.assert_allclose(ours[["icc", "f", "df1", "df2"]], theirs[["ICC", "F", "df1", "df2"]], rtol=1e-9)
    np.testing.assert_allclose(ours["p"], theirs["pval"], rtol=1e-7, atol=1e-15)
    np.testing.assert_allclose(ours[["low", "high"]], np.stack(theirs["CI95"]), atol=0.0051)


def test_candidates_with_a_missing_mark_and_reviewers_without_any_are_left_out() -> None:
    more = SHROUT_FLEISS.assign(recused=np.nan)
    more.loc[6] = [5.0, np.nan, 4.0, 3.0, np.nan]
    pd.testing.assert_frame_equal(icc(more), icc(SHROUT_FLEISS))
    assert icc(more)[["candidates", "reviewers"]].drop_duplicates().to_numpy().tolist() == [[6, 4]]


def test_a_negative_value_is_reported_as_it_is() -> None:
    # Each candidate's two marks differ as much as marks can; their means are equal.
    table = by_form(pd.DataFrame([[1.0, 3.0], [3.0, 1.0], [2.0, 2.0]]))
    assert table.loc[["ICC1", "ICC3"], "icc"].tolist() == [-1.0, -1.0]
    assert table.loc["ICC1k", "icc"] == -np.inf


def test_full_agreement_is_one_and_certain() -> None:
    table = by_form(pd.DataFrame([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))
    assert table[["icc", "low", "high"]].drop_duplicates().to_numpy().tolist() == [[1.0, 1.0, 1.0]]
    assert table["p"].tolist() == [0.0] * 6


def test_constant_differences_between_reviewers_count_in_the_second_form_only() -> None:
    table = by_form(pd.DataFrame([[1.0, 2.0], [2.0, 3.0], [4.0, 5.0]]))
    assert table.loc[["ICC3", "ICC3k"], "icc"].tolist() == [1.0, 1.0]
    assert table.loc["ICC2", "icc"] == pytest.approx(14 / 17)


@pytest.mark.parametrize(
    "points",
    [
        pd.DataFrame(),
        pd.DataFrame([[1.0, 2.0]]),
        pd.DataFrame([[1.0], [2.0]]),
        pd.DataFrame([[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]]),
        pd.DataFrame([[np.nan, np.nan], [np.nan, np.nan]]),
    ],
    ids=["nobody marked", "one candidate", "one reviewer", "all equal", "all missing"],
)
def test_without_variation_to_divide_nothing_is_claimed(points: pd.DataFrame) -> None:
    table = icc(points)
    assert table["form"].tolist() == FORMS
    assert table[["icc", "f", "p", "low", "high"]].isna().all(axis=None)


def test_marks_are_not_modified() -> None:
    before = SHROUT_FLEISS.copy(deep=True)
    icc(SHROUT_FLEISS)
    pd.testing.assert_frame_equal(SHROUT_FLEISS, before)
