from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from danvan_tools.assessment import combine_scores

NAN = float("nan")


@pytest.fixture
def review(build_tables, candidate, milestones):
    """Return the maker of a review with nominated M1 and M2 (collective) and P1 (individual)."""

    def make(**given):
        days = {"registered": "2014-01-01", "nominated": "2015-10-01"}
        rows = {
            "candidates": [candidate("M1"), candidate("P1", holder="individual"), candidate("M2"), candidate("M9")],
            "milestones": milestones("M1", "M2", "P1", **days),
        }
        return build_tables(**{**rows, **given})

    return make


def test_the_whole_table(review, sheet) -> None:
    tables = review(
        conflicts=[{"reviewer_id": "TV3", "candidate_id": "M1"}],
        marks=[
            *sheet("TV1", "M1", A=30, B=50, T=0),
            *sheet("TV2", "M1", A=30.25, B=50.5, T=5),
            *sheet("TV3", "M1", A=0, B=0, T=0),  # declared a conflict
            *sheet("GONE", "M1", A=0, B=0, T=0),  # no longer on the committee
            *sheet("TV1", "M1", stage="self", A=40, B=60, T=5),
            *sheet("TV1", "M2", A=40, B=NAN, T=5),
            *sheet("TV2", "P1", A=45, C=44.5),
            *sheet("TV1", "M9", A=40, B=60, T=5),  # not nominated
        ],
    )
    expected = pd.DataFrame(
        {
            "candidate_id": ["M1", "M2", "P1"],
            "rubric_id": ["TT", "TT", "CN"],
            "score": [82.88, NAN, 89.5],
            "sheets": [2, 0, 1],
            "expected": [2, 3, 3],
            "incomplete": [0, 1, 0],
            "left_out": [2, 0, 0],
            "failed_gates": ["", "", ""],
            "below_floor": ["", "", ""],
            "not_given": ["", "", ""],
            "eligible": [True, False, True],
            "tier": ["tốt", "", "tốt"],
            "criterion:A": [30.13, NAN, 45.0],
            "criterion:B": [50.25, NAN, NAN],
            "criterion:T": [2.5, NAN, NAN],
            "criterion:C": [NAN, NAN, 44.5],
        }
    )
    pd.testing.assert_frame_equal(combine_scores(tables), expected)


@pytest.mark.parametrize(
    ("decimals", "score", "tier"),
    [(2, 90.0, "xuất sắc"), (3, 89.995, "tốt"), (0, 90.0, "xuất sắc")],
)
def test_rounding_comes_before_tiers(review, sheet, decimals: int, score: float, tier: str) -> None:
    marks = [*sheet("TV1", "M1", A=39.99, B=50, T=0), *sheet("TV2", "M1", A=40, B=50, T=0)]
    tables = review(marks=marks)
    tables = dataclasses.replace(tables, settings=dataclasses.replace(tables.settings, decimals=decimals))
    first = combine_scores(tables).iloc[0]
    assert (first["score"], first["tier"]) == (score, tier)


@pytest.mark.parametrize(("points", "below"), [(29.99, "Kết quả"), (29.995, ""), (30, "")])
def test_rounding_comes_before_floors(review, sheet, points: float, below: str) -> None:
    first = combine_scores(review(marks=sheet("TV1", "M1", A=40, B=points, T=5))).iloc[0]
    assert (first["below_floor"], first["eligible"]) == (below, below == "")


def test_a_failed_gate_bars_whatever_the_score(review, sheet, milestones) -> None:
    tables = review(milestones=milestones("M1", nominated="2015-10-01"), marks=sheet("TV1", "M1", A=40, B=60, T=5))
    first = combine_scores(tables).iloc[0]
    assert first[["score", "failed_gates", "eligible", "tier"]].tolist() == [105.0, "Đã đăng ký", False, ""]


@pytest.mark.parametrize(("points", "tier"), [(50, "xuất sắc"), (49.99, "tốt"), (40, "tốt"), (25, "đạt"), (24.99, "")])
def test_a_tier_begins_at_its_threshold(review, sheet, points: float, tier: str) -> None:
    marks = sheet("TV1", "M1", A=40, B=points, T=0)
    criteria = review().criteria.assign(floor=NAN).to_dict("records")
    assert combine_scores(review(criteria=criteria, marks=marks))["tier"].iloc[0] == tier


def test_without_marks_every_column_is_there(review, sheet) -> None:
    bare, marked = combine_scores(review()), combine_scores(review(marks=sheet("TV1", "M1", A=1, B=1, T=1)))
    assert bare.dtypes.to_dict() == marked.dtypes.to_dict()
    assert bare["candidate_id"].tolist() == ["M1", "M2", "P1"]
    assert bare["score"].isna().all()
    assert not bare["eligible"].any()


def test_without_nominations_the_table_is_empty(review) -> None:
    scores = combine_scores(review(milestones=[]))
    assert len(scores) == 0
    assert scores.dtypes.to_dict() == combine_scores(review()).dtypes.to_dict()
