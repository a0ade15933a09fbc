from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from danvan_tools.assessment import describe_grey_zone, draw_effects, fit_leniency, grey_zone, rank_uncertainty


class Review(NamedTuple):
    """Totals made from effects that are known: what no real review can tell."""

    effects: NDArray[np.float64]
    totals: pd.DataFrame


def simulate(
    rng: np.random.Generator, size: tuple[int, int, int], spread: tuple[float, float, float], step: float = 0
) -> Review:
    """Return a review of `size` (candidates, reviewers, sheets each), points rounded to `step` if there is one."""
    candidates, reviewers, each = size
    effects = rng.normal(0, spread[0], candidates)
    c = np.repeat(np.arange(candidates), each)
    r = rng.permuted(np.tile(np.arange(reviewers), (candidates, 1)), axis=1)[:, :each].ravel()
    points = 75 + effects[c] + rng.normal(0, spread[1], reviewers)[r] + rng.normal(0, spread[2], len(c))
    if step:
        points = np.clip(np.round(points / step) * step, 0, 100)
    ids = {"candidate_id": [f"M{n:04}" for n in c], "reviewer_id": [f"TV{n:03}" for n in r]}
    return Review(effects, pd.DataFrame({**ids, "total": points}))


def rows(*sheets: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(sheets, columns=["candidate_id", "reviewer_id", "total"])


def true_ranks(effects: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.argsort(np.argsort(-effects)) + 1


def predict(
    rng: np.random.Generator, size: tuple[int, int, int], places: int, spreads: list[tuple[float, float, float]]
) -> pd.DataFrame:
    """Return of every candidate of one review per spread: p_top, whether it is truly in the top, and covered."""
    parts = []
    for seed, spread in enumerate(spreads):
        review = simulate(rng, size, spread, step=0.25)
        found = rank_uncertainty(fit_leniency(review.totals), places, draws=400, seed=seed)
        ranks = true_ranks(review.effects)
        covered = (found["rank_low"] <= ranks) & (ranks <= found["rank_high"])
        parts.append(pd.DataFrame({"p_top": found["p_top"], "truly": ranks <= places, "covered": covered}))
    return pd.concat(parts).assign(decile=lambda table: (table["p_top"] * 10).astype(int).clip(0, 9))


# So many reviews that the rarest decile of each design has some two hundred candidates: an error below 0.04.
DESIGNS = {
    "5 mark 40": ((40, 5, 5), 10, 210),
    "9 mark 40": ((40, 9, 9), 10, 210),
    "9 mark 40, 3 each": ((40, 9, 3), 10, 210),
    "5 mark 9, 4 each": ((9, 5, 4), 3, 980),
    "20 mark 300, 3 each": ((300, 20, 3), 30, 210),
}
# Of candidates, in parts of the error's: from no difference that anybody could see to twice the error.
SPREADS = (0.01, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "places", "reviews"), DESIGNS.values(), ids=DESIGNS)
def test_chances_come_true(size: tuple[int, int, int], places: int, reviews: int) -> None:
    # The variances differ from review to review, and neither they nor their distribution is known to the software.
    rng = np.random.default_rng(2015)
    spreads = [(5 * SPREADS[n % len(SPREADS)], rng.uniform(0, 6), 5.0) for n in range(reviews)]
    found = predict(rng, size, places, spreads)
    # One in ten too many or too few beside the middle of each decile: 65 % to 85 % for [0.7, 0.8).
    came_true = found.groupby("decile")["truly"].mean()
    assert came_true.index.tolist() == list(range(10))
    assert (came_true - (came_true.index + 0.5) / 10).abs().max() < 0.1, came_true.to_dict()
    assert 0.87 < found["covered"].mean() < 0.99


@pytest.mark.slow
@pytest.mark.parametrize(("size", "places", "reviews"), DESIGNS.values(), ids=DESIGNS)
def test_where_candidates_hardly_differ_hardly_anybody_is_called_sure(
    size: tuple[int, int, int], places: int, reviews: int
) -> None:
    # Whoever is given any chance there comes in as often as anybody: only to claim little is honest.
    rng = np.random.default_rng(2016)
    found = predict(rng, size, places, [(0.05, rng.uniform(0, 6), 5.0) for _ in range(reviews // 2)])
    # Nine candidates are the hardest: 0.8 % of them measured, with a half-Cauchy prior 1.8 %; of forty 0.1 and 0.2 %.
    assert (found["p_top"] >= 0.7).mean() < 0.013
    # Chances stay near places / candidates: 0.11 measured, 0.15 with a half-Cauchy prior.
    assert ((found["p_top"] - places / size[0]) ** 2).mean() ** 0.5 < 0.12


@pytest.mark.slow
def test_a_large_review_comes_out_right() -> None:
    review = simulate(np.random.default_rng(9), (3_000, 300, 3), (5, 3, 4))
    fit = fit_leniency(review.totals)
    np.testing.assert_allclose(np.sqrt(fit.variances), [5, 3, 4], rtol=0.1)
    found = rank_uncertainty(fit, 300, draws=400)
    assert found["p_top"].sum() == pytest.approx(300)
    right = (found["p_top"] > 0.5) == (true_ranks(review.effects) <= 300)
    assert right.mean() > 0.93


def test_with_many_sheets_draws_have_the_mean_and_error_of_the_predictors() -> None:
    fit = fit_leniency(simulate(np.random.default_rng(2), (60, 200, 200), (1.0, 2.0, 9.0)).totals)
    drawn = draw_effects(fit, 4_000, 3)
    effect, error = fit.candidates["effect"], fit.candidates["error"]
    np.testing.assert_allclose(drawn.mean(axis=0), effect, atol=0.06)
    np.testing.assert_allclose(drawn.std(axis=0), error, rtol=0.12)


def test_chances_add_up_to_the_places_and_ranks_to_their_mean() -> None:
    fit = fit_leniency(simulate(np.random.default_rng(4), (12, 5, 3), (5, 3, 4)).totals)
    found = rank_uncertainty(fit, 5, draws=500, seed=1)
    assert found.columns.tolist() == ["candidate_id", "p_top", "expected_rank", "rank_low", "rank_high"]
    assert found["p_top"].sum() == pytest.approx(5)
    assert found["expected_rank"].mean() == pytest.approx(6.5)
    assert (found["rank_low"] <= found["expected_rank"].round()).all()
    assert (found["expected_rank"].round() <= found["rank_high"]).all()
    assert (rank_uncertainty(fit, 0, 50, 1)["p_top"] == 0).all()
    assert (rank_uncertainty(fit, 12, 50, 1)["p_top"] == 1).all()
    assert (rank_uncertainty(fit, 99, 50, 1)["p_top"] == 1).all()


def test_the_same_seed_gives_the_same_table_and_another_nearly_the_same() -> None:
    fit = fit_leniency(simulate(np.random.default_rng(5), (12, 5, 3), (5, 3, 4)).totals)
    one = rank_uncertainty(fit, 4, draws=2_000, seed=1)
    pd.testing.assert_frame_equal(one, rank_uncertainty(fit, 4, draws=2_000, seed=1))
    other = rank_uncertainty(fit, 4, draws=2_000, seed=2)
    assert 0 < (one["p_top"] - other["p_top"]).abs().max() < 0.08


def test_a_lenient_pair_of_reviewers_lifts_the_raw_mean_and_not_the_chance() -> None:
    rng = np.random.default_rng(6)
    level = {"x": 15.0, "y": 15.0, "u": 0.0, "v": 0.0}
    sheets = [(f"C{n:02}", r, 60 + n / 2 + level[r] + rng.normal(0, 1)) for n in range(20) for r in level]
    raised = [("R1", "x", 76.0), ("R1", "y", 76.0), ("R2", "u", 69.0), ("R2", "v", 69.0)]
    fit = fit_leniency(rows(*sheets, *raised))
    means = fit.candidates.set_index("candidate_id")["mean"]
    found = rank_uncertainty(fit, 6).set_index("candidate_id")["p_top"]
    assert means["R1"] > means["R2"]
    assert (found["R1"] < 0.05, found["R2"] > 0.5) == (True, True)


def test_who_does_not_compete_takes_no_place_but_tells_about_reviewers() -> None:
    review = simulate(np.random.default_rng(7), (10, 5, 3), (5, 3, 2))
    fit = fit_leniency(review.totals)
    best = fit.candidates.sort_values("effect")["candidate_id"].iloc[-1]
    others = [key for key in fit.candidates["candidate_id"] if key != best]
    found = rank_uncertainty(fit, 3, draws=500, seed=1, among=others)
    assert found["candidate_id"].tolist() == others
    assert found["p_top"].sum() == pytest.approx(3)


def test_a_candidate_without_marks_may_stand_anywhere() -> None:
    review = simulate(np.random.default_rng(8), (20, 5, 5), (5, 3, 2))
    fit = fit_leniency(pd.concat([review.totals, rows(("Z", "", np.nan))], ignore_index=True))
    last = rank_uncertainty(fit, 5).set_index("candidate_id").loc["Z"]
    assert 0.1 < last["p_top"] < 0.45
    assert last["rank_low"] <= 3
    assert last["rank_high"] >= 19


def test_all_totals_equal_leaves_every_place_to_chance() -> None:
    fit = fit_leniency(rows(*((c, r, 70.0) for c in "ABCD" for r in "xy")))
    found = rank_uncertainty(fit, 1)
    assert found["p_top"].tolist() == pytest.approx([0.25] * 4, abs=0.03)
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 4]] * 4


def test_sheets_without_any_error_leave_only_ties_to_chance() -> None:
    fit = fit_leniency(rows(*((c, r, p) for c, p in zip("ABCD", (90, 80.1, 80.1, 60), strict=True) for r in "xyz")))
    found = rank_uncertainty(fit, 2)
    assert found["p_top"].tolist() == pytest.approx([1, 0.5, 0.5, 0], abs=0.03)
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1], [2, 3], [2, 3], [4, 4]]


@pytest.mark.parametrize(
    "totals",
    [
        rows(("A", "x", 70), ("B", "x", 80)),
        rows(("A", "x", 70), ("B", "y", 80)),
        rows(("A", "", np.nan), ("B", "", np.nan)),
    ],
    ids=["one reviewer", "nobody marked together", "nobody marked"],
)
def test_what_cannot_be_known_is_blank(totals: pd.DataFrame) -> None:
    fit = fit_leniency(totals)
    found = rank_uncertainty(fit, 1)
    assert found["candidate_id"].tolist() == ["A", "B"]
    assert found.drop(columns="candidate_id").isna().all(axis=None)
    assert grey_zone(found).empty
    assert rank_uncertainty(fit, 2)["p_top"].tolist() == [1.0, 1.0]
    assert rank_uncertainty(fit, 0)["p_top"].tolist() == [0.0, 0.0]


def test_nobody_to_rank() -> None:
    assert rank_uncertainty(fit_leniency(rows()), 3).empty


def test_the_grey_zone_lies_between_its_bounds_most_likely_first() -> None:
    table = pd.DataFrame({"candidate_id": list("ABCDEF"), "p_top": [0.95, 0.9, 0.4, 0.6, 0.1, np.nan]})
    assert grey_zone(table)["candidate_id"].tolist() == ["D", "C"]
    assert grey_zone(table, low=0.05, high=0.99)["candidate_id"].tolist() == ["A", "B", "D", "C", "E"]


def test_the_finding_counts_candidates_and_names_nobody() -> None:
    table = pd.DataFrame({"candidate_id": list("ABCDE"), "p_top": [0.95, 0.9, 0.4, 0.6, 0.1]})
    assert describe_grey_zone(table, 3) == (
        "2 hồ sơ nằm trong vùng cần bàn: chưa rõ có thuộc nhóm 3 hồ sơ đứng đầu hay không "
        "(khả năng thuộc nhóm này trên 10% và dưới 90%)."
    )
    sure = "Không hồ sơ nào nằm trong vùng cần bàn: nhóm 2 hồ sơ đứng đầu đã rõ."
    assert describe_grey_zone(table[:2], 2) == sure
    assert describe_grey_zone(table.assign(p_top=np.nan), 2).startswith("Chưa đo được độ chắc chắn")
    assert describe_grey_zone(table[:0], 2) == "Chưa có hồ sơ nào để xếp hạng."


def test_what_a_programmer_must_not_ask() -> None:
    fit = fit_leniency(rows(("A", "x", 70), ("B", "x", 80)))
    with pytest.raises(ValueError, match="-1"):
        rank_uncertainty(fit, -1)
    with pytest.raises(ValueError, match="0"):
        rank_uncertainty(fit, 1, draws=0)
    with pytest.raises(ValueError, match=r"\['Q'\]"):
        rank_uncertainty(fit, 1, among=["A", "Q"])
