from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from danvan_tools.assessment import LeniencyFit, fit_leniency
from danvan_tools.language import format_points


def totals_of(
    candidates: int, reviewers: int, each: int, *, spread: tuple[float, float, float], seed: int
) -> pd.DataFrame:
    """Return totals with standard deviations `spread` of candidates, reviewers and error; each has `each` sheets."""
    rng = np.random.default_rng(seed)
    c = np.repeat(np.arange(candidates), each)
    r = rng.permuted(np.tile(np.arange(reviewers), (candidates, 1)), axis=1)[:, :each].ravel()
    points = 75 + rng.normal(0, spread[0], candidates)[c] + rng.normal(0, spread[1], reviewers)[r]
    points += rng.normal(0, spread[2], len(c))
    ids = {"candidate_id": [f"M{n:04}" for n in c], "reviewer_id": [f"TV{n:03}" for n in r]}
    return pd.DataFrame({**ids, "total": points})


def rows(*sheets: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(sheets, columns=["candidate_id", "reviewer_id", "total"])


def mixed_model(totals: pd.DataFrame) -> tuple[list[float], pd.Series]:
    """Return variances (candidate, reviewer, error) and predictors of statsmodels, crossed as variance components."""
    parts = {"candidate": "0 + C(candidate_id)", "reviewer": "0 + C(reviewer_id)"}
    model = smf.mixedlm("total ~ 1", totals.assign(all=1), groups="all", vc_formula=parts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = model.fit(reml=True, method=["lbfgs", "bfgs"], gtol=1e-9)
    return [*fitted.vcomp, fitted.scale], fitted.random_effects[1]


@pytest.mark.parametrize(
    ("candidates", "reviewers", "each", "seed"), [(15, 5, 5, 1), (20, 6, 3, 2), (24, 8, 4, 3), (12, 4, 2, 4)]
)
def test_variances_and_predictors_are_those_of_statsmodels(
    candidates: int, reviewers: int, each: int, seed: int
) -> None:
    totals = totals_of(candidates, reviewers, each, spread=(5, 3, 4), seed=seed)
    totals = totals.drop(index=totals.index[::11])  # unequal loads
    fit = fit_leniency(totals)
    variances, effects = mixed_model(totals)
    np.testing.assert_allclose(fit.variances, variances, rtol=1e-3)
    np.testing.assert_allclose(fit.candidates["effect"], effects[: len(fit.candidates)], atol=0.01)
    np.testing.assert_allclose(fit.reviewers["effect"], effects[len(fit.candidates) :], atol=0.01)


def test_predictors_and_their_errors_are_those_of_the_dense_equations() -> None:
    totals = totals_of(12, 5, 3, spread=(5, 3, 4), seed=5)
    fit = fit_leniency(totals)
    of_candidate = pd.get_dummies(totals["candidate_id"]).to_numpy(dtype=float)
    of_reviewer = pd.get_dummies(totals["reviewer_id"]).to_numpy(dtype=float)
    design = np.hstack([np.ones((len(totals), 1)), of_candidate, of_reviewer])
    prior = [0] + [1 / fit.variances.candidate] * 12 + [1 / fit.variances.reviewer] * 5
    covariance = np.linalg.inv(design.T @ design / fit.variances.error + np.diag(prior))
    solution = covariance @ design.T @ totals["total"] / fit.variances.error
    errors = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(fit.mean, solution[0])
    np.testing.assert_allclose(fit.candidates["effect"], solution[1:13], atol=1e-9)
    np.testing.assert_allclose(fit.candidates["error"], errors[1:13])
    np.testing.assert_allclose(fit.reviewers["effect"], solution[13:], atol=1e-9)
    np.testing.assert_allclose(fit.reviewers["error"], errors[13:])


def restricted_likelihood(totals: pd.DataFrame, variances: tuple[float, float, float]) -> float:
    """Return the restricted log likelihood from the dense covariance of all totals (Harville 1977)."""
    alike = [np.equal.outer(ids, ids) for ids in (totals["candidate_id"].to_numpy(), totals["reviewer_id"].to_numpy())]
    covariance = variances[0] * alike[0] + variances[1] * alike[1] + variances[2] * np.eye(len(totals))
    points, inverse = totals["total"].to_numpy() - 75, np.linalg.inv(covariance)
    mass = inverse.sum()
    square = points @ inverse @ points - (inverse.sum(axis=0) @ points) ** 2 / mass
    return -(np.linalg.slogdet(covariance)[1] + np.log(mass) + square) / 2


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.tuples(*[st.sampled_from([0.1, 1.0, 5.0])] * 3),
    st.lists(st.tuples(*[st.floats(-0.5, 0.5)] * 3), min_size=5, max_size=5),
)
def test_no_other_variances_have_a_higher_restricted_likelihood(seed: int, spread, steps) -> None:
    totals = totals_of(9, 5, 3, spread=spread, seed=seed).iloc[:-1]
    best = fit_leniency(totals).variances
    highest = restricted_likelihood(totals, best)
    for step in steps:
        other = tuple(np.array(best) * np.exp(step) + 1e-3 * np.abs(step))
        assert restricted_likelihood(totals, other) <= highest + 1e-6


def test_a_complete_design_has_the_variances_of_the_analysis_of_variance() -> None:
    totals = totals_of(40, 6, 6, spread=(5, 3, 4), seed=6)
    table = totals.set_index(["candidate_id", "reviewer_id"])["total"].unstack()  # noqa: PD010
    n, k = table.shape
    left = table.sub(table.mean(axis=1), axis=0) - table.mean() + table.to_numpy().mean()
    error = (left**2).to_numpy().sum() / (n - 1) / (k - 1)
    fit = fit_leniency(totals)
    expected = [table.mean(axis=1).var() - error / k, table.mean().var() - error / n, error]
    np.testing.assert_allclose(fit.variances, expected, rtol=1e-5)


def test_the_test_of_leniency_is_the_f_test_of_reviewers_adjusted_for_candidates() -> None:
    totals = totals_of(20, 5, 3, spread=(5, 1, 4), seed=7)
    both = smf.ols("total ~ C(candidate_id) + C(reviewer_id)", totals).fit()
    alone = smf.ols("total ~ C(candidate_id)", totals).fit()
    _, p, _ = both.compare_f_test(alone)
    assert fit_leniency(totals).p_leniency == pytest.approx(p)


def test_the_level_of_that_test_is_exact_in_a_small_incomplete_design() -> None:
    p = [fit_leniency(totals_of(10, 5, 2, spread=(5, 0, 4), seed=seed)).p_leniency for seed in range(200)]
    assert stats.kstest(p, "uniform").pvalue > 0.01


def statement_of(fit: LeniencyFit) -> tuple[bool, str]:
    return fit.justified, fit.statement


def test_correcting_is_justified_where_levels_differ_and_reviewers_do() -> None:
    fit = fit_leniency(totals_of(40, 8, 3, spread=(4, 6, 2), seed=8))
    shift = (fit.candidates["corrected"] - fit.candidates["mean"]).abs().max()
    assert statement_of(fit) == (
        True,
        "Các thành viên chấm ở những mức cao, thấp khác nhau rõ rệt (kiểm định F, p < 0,001). "
        "Các hồ sơ không do cùng những người chấm nên có cơ sở để hiệu chỉnh: điểm của một hồ sơ đổi nhiều nhất "
        f"{format_points(round(shift, 2))} điểm. Thứ tự vẫn xếp theo điểm gốc, trừ khi hội đồng quyết định khác.",
    )


def test_correcting_is_not_justified_where_everybody_marked_everything() -> None:
    fit = fit_leniency(totals_of(40, 5, 5, spread=(4, 6, 2), seed=9))
    assert fit.complete
    assert not fit.justified
    assert "Mọi hồ sơ đều do cùng những người chấm nên hiệu chỉnh không làm đổi thứ tự." in fit.statement
    shift = fit.candidates["corrected"] - fit.candidates["mean"]
    assert np.ptp(shift) == pytest.approx(0, abs=1e-9)


def test_correcting_is_not_justified_where_levels_do_not_clearly_differ() -> None:
    fit = fit_leniency(totals_of(40, 8, 3, spread=(4, 0, 4), seed=12))
    assert fit.p_leniency > 0.05
    assert not fit.justified
    assert fit.statement.endswith("Không có cơ sở để hiệu chỉnh. Thứ tự vẫn xếp theo điểm gốc.")


def test_groups_that_share_nobody_are_said_so() -> None:
    one = totals_of(10, 3, 2, spread=(4, 3, 2), seed=13)
    other = one.assign(candidate_id="N" + one["candidate_id"], reviewer_id="X" + one["reviewer_id"])
    fit = fit_leniency(pd.concat([one, other], ignore_index=True))
    assert (fit.groups, fit.justified) == (2, False)
    assert fit.candidates.groupby("group")["candidate_id"].apply(lambda ids: ids.str[0].unique().tolist()).tolist() == [
        ["M"],
        ["N"],
    ]
    assert "chia thành 2 nhóm tách rời, không ai chấm hồ sơ của hai nhóm" in fit.statement


def test_no_variance_between_candidates_is_zero_and_no_effect() -> None:
    # Every candidate has the same mean: the restricted likelihood is highest at the border.
    marks = {"A": (1, 2, 3), "B": (2, 3, 1), "C": (3, 1, 2), "D": (1, 3, 2)}
    fit = fit_leniency(rows(*((c, r, p) for c, row in marks.items() for r, p in zip("xyz", row, strict=True))))
    assert fit.variances.candidate == 0
    assert fit.candidates["effect"].tolist() == [0.0] * 4


def test_all_totals_equal() -> None:
    fit = fit_leniency(rows(*((c, r, 70.1) for c in "ABC" for r in "xy")))
    assert tuple(fit.variances) == (0.0, 0.0, 0.0)
    assert (fit.mean, fit.justified) == (pytest.approx(70.1), False)
    assert fit.candidates[["effect", "error"]].to_numpy().tolist() == [[0.0, 0.0]] * 3
    assert fit.statement.startswith("Mọi phiếu đều cho điểm như nhau")


def test_sheets_that_agree_but_for_a_constant_level_leave_no_error() -> None:
    points = {"A": 60, "B": 70, "C": 80.2}
    fit = fit_leniency(rows(*((c, r, p + more) for c, p in points.items() for r, more in (("x", 0), ("y", 4)))))
    assert fit.variances.error == 0
    assert fit.variances.reviewer == pytest.approx(8)
    assert fit.reviewers["effect"].tolist() == pytest.approx([-2, 2])
    assert fit.candidates["corrected"].tolist() == pytest.approx([62, 72, 82.2])
    assert fit.p_leniency == 0


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        (rows(), "Chưa có phiếu chấm nào đủ điểm"),
        (rows(("A", "x", np.nan), ("B", "", np.nan)), "Chưa có phiếu chấm nào đủ điểm"),
        (rows(("A", "x", 70), ("B", "x", 80), ("C", "x", 80)), "Mới có một thành viên chấm"),
        (rows(("A", "x", 70), ("B", "y", 80)), "Các thành viên chưa cùng chấm đủ hồ sơ"),
        (rows(("A", "x", 70), ("A", "y", 80)), "Các thành viên chưa cùng chấm đủ hồ sơ"),
    ],
    ids=["nobody marked", "blank sheets only", "one reviewer", "nobody marked together", "one candidate"],
)
def test_what_cannot_be_told_apart_is_not_claimed(totals: pd.DataFrame, words: str) -> None:
    fit = fit_leniency(totals)
    assert fit.statement.startswith(words)
    assert (fit.measurable, fit.justified) == (False, False)
    assert np.isnan([*fit.variances, fit.p_leniency]).all()
    assert fit.candidates["effect"].isna().all()
    assert fit.candidates["candidate_id"].tolist() == sorted(totals["candidate_id"].unique())


def test_a_candidate_without_marks_and_a_reviewer_who_recused_stay_in_the_tables() -> None:
    marked = totals_of(10, 4, 3, spread=(5, 3, 2), seed=14)
    more = pd.concat([marked, rows(("Z1", "", np.nan), ("Z2", "TV999", np.nan))], ignore_index=True)
    fit, alone = fit_leniency(more), fit_leniency(marked)
    assert tuple(fit.variances) == pytest.approx(tuple(alone.variances))
    last = fit.candidates.set_index("candidate_id").loc[["Z1", "Z2"]]
    assert last["sheets"].tolist() == [0, 0]
    assert last["effect"].tolist() == [0.0, 0.0]
    assert (last["error"] >= np.sqrt(fit.variances.candidate)).all()
    assert last[["mean", "corrected"]].isna().all(axis=None)
    assert fit.reviewers["reviewer_id"].tolist()[-1] == "TV999"
    assert fit.reviewers.iloc[-1][["effect", "error"]].isna().all()
    assert (fit.groups, fit.complete) == (1, False)


def test_totals_that_must_not_be_compared_or_chosen_from_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\['CN', 'TT'\]"):
        fit_leniency(rows(("A", "x", 1), ("B", "x", 2)).assign(rubric_id=["TT", "CN"]))
    with pytest.raises(ValueError, match=r"\['A', 'x'\]"):
        fit_leniency(rows(("A", "x", 1), ("A", "x", 2)))
    with pytest.raises(ValueError, match="infinite"):
        fit_leniency(rows(("A", "x", 1), ("B", "x", np.inf)))


def test_neither_rows_in_another_order_nor_the_input_are_changed() -> None:
    totals = totals_of(10, 4, 3, spread=(5, 3, 2), seed=15)
    before = totals.copy(deep=True)
    fit, turned = fit_leniency(totals), fit_leniency(totals.iloc[::-1])
    pd.testing.assert_frame_equal(fit.candidates, turned.candidates)
    pd.testing.assert_frame_equal(totals, before)
