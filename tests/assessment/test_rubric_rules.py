"""What rubrics of neighbouring point systems ask for, each as a rubric on the sheet."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.assessment import combine_scores, rank_candidates, tier_reached

NAN = float("nan")
CRITERION = {"rubric_id": "TT", "holder": "collective", "source": "MẪU DỰNG"}
DAYS = {"registered": "2014-01-01", "nominated": "2015-10-01"}


def rubric(**criteria: dict[str, object]) -> list[dict[str, object]]:
    return [{**CRITERION, "criterion_id": key, "name": f"Tiêu chí {key}", **row} for key, row in criteria.items()]


@pytest.fixture(scope="module")
def review(build_tables, candidate, milestones):
    def make(criteria, marks=(), tiers=(("đạt", 50.0, ""),), candidates=None, **given):
        rows = candidates or [candidate("M1"), candidate("M2")]
        return build_tables(
            criteria=criteria,
            tiers=[
                {"rubric_id": "TT", "tier": tier, "threshold": threshold, "unit_class": of}
                for tier, threshold, of in tiers
            ],
            candidates=rows,
            milestones=milestones(*(row["candidate_id"] for row in rows), **DAYS),
            marks=marks,
            **given,
        )

    return make


def first(tables) -> pd.Series:
    return combine_scores(tables).iloc[0]


def test_weights_multiply_points_and_floors_look_at_points(review, sheet) -> None:
    criteria = rubric(A={"max_points": 10.0, "weight": 3.0, "floor": 5.0}, B={"max_points": 10.0, "weight": 0.25})
    marks = [*sheet("TV1", "M1", A=7.25, B=10), *sheet("TV2", "M1", A=8, B=5)]
    found = first(review(criteria, marks))
    # (7.25 * 3 + 2.5 + 8 * 3 + 1.25) / 2 = 24.75
    assert found[["score", "criterion:A", "criterion:B", "below_floor"]].tolist() == [24.75, 7.63, 7.5, ""]


def test_a_penalty_is_taken_off_and_may_leave_less_than_nothing(review, sheet) -> None:
    criteria = rubric(A={"max_points": 10.0}, P={"max_points": 20.0, "penalty": "yes"})
    tables = review(criteria, [*sheet("TV1", "M1", A=9, P=2.5), *sheet("TV1", "M2", A=1, P=20)])
    assert combine_scores(tables)["score"].tolist() == [6.5, -19.0]


def test_a_bonus_goes_on_top(review, sheet) -> None:
    criteria = rubric(A={"max_points": 100.0}, T={"max_points": 5.0, "bonus": "yes"})
    assert first(review(criteria, sheet("TV1", "M1", A=98, T=5)))["score"] == 103.0


def test_an_index_on_record_adds_to_the_score_and_its_absence_is_listed(review, sheet, candidate) -> None:
    criteria = rubric(A={"max_points": 90.0}, X={"max_points": 10.0, "marked_by": "index", "weight": 0.5})
    rows = [candidate("M1", index_points=8.5), candidate("M2"), candidate("M3", index_points=0.0)]
    marks = [row for name in ("M1", "M2", "M3") for row in sheet("TV1", name, A=80)]
    found = combine_scores(review(criteria, marks, candidates=rows))
    assert found["score"].fillna(-1).tolist() == [84.25, -1.0, 80.0]
    assert found["not_given"].tolist() == ["", "Tiêu chí X", ""]
    assert found["eligible"].tolist() == [True, False, True]
    assert found["criterion:X"].fillna(-1).tolist() == [8.5, -1.0, 0.0]


def test_a_criterion_of_the_team_counts_the_teams_points(review, sheet) -> None:
    """Self-marks up to 90, and 10 more that only the superior gives."""
    criteria = rubric(A={"max_points": 90.0}, S={"max_points": 10.0, "marked_by": "verification", "floor": 5.0})
    marks = [
        *sheet("TV1", "M1", A=80),
        *sheet("TV2", "M1", A=70, S=1),
        *sheet("Tổ 1", "M1", stage="verification", S=9.5),
        *sheet("TV1", "M2", A=85),
        *sheet("Tổ 1", "M2", stage="verification", S=4),
    ]
    found = combine_scores(review(criteria, marks))
    assert found["score"].tolist() == [84.5, 89.0]
    assert found["below_floor"].tolist() == ["", "Tiêu chí S"]


def test_two_teams_on_one_criterion_are_refused(review, sheet) -> None:
    criteria = rubric(S={"max_points": 10.0, "marked_by": "verification"})
    marks = [*sheet("Tổ 1", "M1", stage="verification", S=9), *sheet("Tổ 2", "M1", stage="verification", S=4)]
    with pytest.raises(ValueError, match="M1"):
        combine_scores(review(criteria, marks))


def test_thresholds_by_class_of_unit(review, sheet, candidate) -> None:
    units = [
        {"unit_id": key, "name": key, "unit_kind": "xã", "level": "commune", "unit_class": of}
        for key, of in (("X1", "loại I"), ("X2", "loại II"), ("X3", ""))
    ]
    rows = [candidate(f"M{n}", unit_id=f"X{n}") for n in (1, 2, 3)]
    tiers = [("đạt", 60.0, ""), ("đạt", 90.0, "loại I"), ("đạt", 80.0, "loại II"), ("giỏi", 95.0, "")]
    marks = [row for name, points in (("M1", 89), ("M2", 89), ("M3", 60)) for row in sheet("TV1", name, A=points)]
    tables = review(rubric(A={"max_points": 100.0}), marks, tiers, rows, units=units)
    found = combine_scores(tables)
    assert found["tier"].tolist() == ["", "đạt", "đạt"]
    assert tier_reached(found, tables, "đạt").tolist() == [False, True, True]
    assert tier_reached(found, tables, "giỏi").tolist() == [False, False, False]
    assert tier_reached(found, tables, "").tolist() == [True, True, True]


def test_conditions_alone_pass_or_fail(review, candidate) -> None:
    criteria = rubric(G={"gate": "in_a_sector"})
    tables = review(criteria, tiers=[("đạt chuẩn", 0.0, "")], candidates=[candidate("M1"), candidate("M2", sector="")])
    found = combine_scores(tables)
    assert found["expected"].tolist() == [0, 0]
    assert found["score"].isna().all()
    assert found[["eligible", "tier"]].to_numpy().tolist() == [[True, "đạt chuẩn"], [False, ""]]
    assert tier_reached(found, tables, "đạt chuẩn").tolist() == [True, False]
    assert rank_candidates(found, tables)["rank"].fillna(0).tolist() == [1, 0]


def test_pass_or_fail_by_votes_of_the_committee(review, sheet) -> None:
    """A criterion of 1 point with a floor of one half: most must say "đạt"."""
    criteria = rubric(A={"max_points": 1.0, "floor": 0.5}, B={"max_points": 1.0, "floor": 0.5})
    marks = [*sheet("TV1", "M1", A=1, B=1), *sheet("TV2", "M1", A=1, B=0), *sheet("TV3", "M1", A=0, B=0)]
    assert first(review(criteria, marks))[["below_floor", "eligible"]].tolist() == ["Tiêu chí B", False]


@pytest.mark.parametrize("wrong", [-1.0, float("inf")])
def test_points_that_are_none_are_refused_with_the_value(review, sheet, wrong) -> None:
    with pytest.raises(ValueError, match=str(wrong)):
        combine_scores(review(rubric(A={"max_points": 10.0}), sheet("TV1", "M1", A=wrong)))


@pytest.mark.parametrize(
    ("way", "score"), [("mean", 70.0), ("median", 80.0), ("trimmed_mean", 70.0), ("drop_extremes", 80.0)]
)
def test_the_review_chooses_how_sheets_are_combined(review, sheet, way: str, score: float) -> None:
    marks = [*sheet("TV1", "M1", A=80), *sheet("TV2", "M1", A=90), *sheet("TV3", "M1", A=40)]
    tables = review(rubric(A={"max_points": 100.0}), marks)
    tables = replace(tables, settings=replace(tables.settings, aggregation=way))
    assert first(tables)[["score", "criterion:A"]].tolist() == [score, score]


def test_89_996_is_90_before_the_threshold(review, sheet) -> None:
    marks = [*sheet("TV1", "M1", A=89.99), *sheet("TV2", "M1", A=90), *sheet("TV3", "M1", A=90)]
    found = first(review(rubric(A={"max_points": 100.0}), marks, tiers=[("giỏi", 90.0, ""), ("khá", 80.0, "")]))
    assert (found["score"], found["tier"]) == (90.0, "giỏi")


points = st.integers(0, 400).map(lambda quarter: quarter / 4)


@settings(max_examples=25, deadline=None)
@given(st.lists(points, min_size=2, max_size=2), st.randoms())
def test_a_sheet_of_the_mean_changes_nothing_nor_does_the_order_of_marks(
    review_once, sheet, given_points, random
) -> None:
    mean = sum(given_points) / 2
    two = [row for n, one in enumerate(given_points, start=1) for row in sheet(f"TV{n}", "M1", A=one)]
    three = [*two, *sheet("TV3", "M1", A=mean)]
    scores = {first(review_once(random.sample(marks, len(marks))))["score"] for marks in (two, three, two[::-1])}
    assert len(scores) == 1


@pytest.fixture(scope="module")
def review_once(review):
    return lambda marks: review(rubric(A={"max_points": 100.0}), marks)
