from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from danvan_tools.assessment import sheet_totals, unfinished_sheets
from danvan_tools.assessment.sheets import expected_sheets
from danvan_tools.records.rubrics import build_rubrics

NAN = float("nan")


def collective_rubric(tables):
    return build_rubrics(tables.criteria, tables.tiers)["collective"]


def test_a_sheet_counts_only_when_every_criterion_has_points(build_tables, sheet) -> None:
    tables = build_tables(
        marks=[
            *sheet("TV2", "M1", A=30.25, B=50, T=0),
            *sheet("TV1", "M1", A=30, B=NAN, T=2),
            *sheet("TV1", "M2", B=10),
        ]
    )
    expected = pd.DataFrame(
        {
            "stage": ["committee"] * 3,
            "reviewer_id": ["TV1", "TV1", "TV2"],
            "candidate_id": ["M1", "M2", "M1"],
            "total": [NAN, NAN, 80.25],
            "complete": [False, False, True],
            "missing": ["Kết quả", "Lãnh đạo, kế hoạch; Điểm thưởng", ""],
            "declared": [False, False, False],
        }
    )
    pd.testing.assert_frame_equal(sheet_totals(tables.marks, collective_rubric(tables)), expected)


def test_an_explicit_zero_is_a_mark_and_a_blank_bonus_is_not(build_tables, sheet) -> None:
    tables = build_tables(marks=[*sheet("TV1", "M1", A=0, B=0, T=0), *sheet("TV2", "M1", A=40, B=60, T=NAN)])
    totals = sheet_totals(tables.marks, collective_rubric(tables))
    assert totals["total"].fillna(-1).tolist() == [0.0, -1.0]
    assert totals["missing"].tolist() == ["", "Điểm thưởng"]


def test_totals_add_decimals_not_binary_fractions(build_tables, sheet) -> None:
    tables = build_tables(marks=sheet("TV1", "M1", A=0.1, B=0.2, T=0))
    assert sheet_totals(tables.marks, collective_rubric(tables))["total"].tolist() == [0.3]


def test_stages_are_sheets_of_their_own(build_tables, sheet) -> None:
    marks = [*sheet("TV1", "M1", stage="self", A=1, B=1, T=0), *sheet("TV1", "M1", A=2, B=2, T=0)]
    tables = build_tables(marks=marks)
    totals = sheet_totals(tables.marks, collective_rubric(tables))
    assert dict(zip(totals["stage"], totals["total"], strict=True)) == {"committee": 4.0, "self": 2.0}


def test_marks_on_criteria_of_no_concern_count_for_nothing(build_tables, sheet) -> None:
    tables = build_tables(marks=sheet("TV1", "M1", A=1, B=2, T=0, OLD=40))
    assert sheet_totals(tables.marks, collective_rubric(tables))["total"].tolist() == [3.0]


def test_two_marks_for_one_criterion_are_refused_not_averaged(build_tables, sheet) -> None:
    tables = build_tables(marks=[*sheet("TV1", "M1", A=40, B=2, T=0), *sheet("TV1", "M1", A=10)])
    with pytest.raises(ValueError, match="'TV1', 'M1', 'A'"):
        sheet_totals(tables.marks, collective_rubric(tables))


def test_no_marks_give_an_empty_table_of_the_same_shape(build_tables, sheet) -> None:
    empty = build_tables()
    full = build_tables(marks=sheet("TV1", "M1", A=1))
    nothing = sheet_totals(empty.marks, collective_rubric(empty))
    assert len(nothing) == 0
    assert nothing.dtypes.to_dict() == sheet_totals(full.marks, collective_rubric(full)).dtypes.to_dict()


def test_the_committee_owes_every_sheet_without_a_conflict(build_tables, candidate, milestones, sheet) -> None:
    recusal = {**sheet("TV3", "M2", A=NAN)[0], "no_mark": "recused"}
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2"), candidate("M3")],
        milestones=milestones("M1", "M2", nominated="2015-10-01"),
        conflicts=[{"reviewer_id": "TV1", "candidate_id": "M1"}, {"reviewer_id": "TV1", "candidate_id": "M3"}],
        marks=[recusal],
    )
    owed = expected_sheets(tables)
    assert list(owed.itertuples(index=False, name=None)) == [
        ("TV1", "M2"),
        ("TV2", "M1"),
        ("TV2", "M2"),
        ("TV3", "M1"),
    ]


def test_unfinished_sheets_say_what_is_missing(build_tables, candidate, milestones, sheet) -> None:
    tables = build_tables(
        candidates=[candidate("M1"), candidate("P1", holder="individual")],
        milestones=milestones("M1", "P1", nominated="2015-10-01"),
        conflicts=[{"reviewer_id": "TV3", "candidate_id": "P1"}],
        marks=[
            *sheet("TV1", "M1", A=30, B=50, T=0),
            *sheet("TV1", "P1", A=30),
            *sheet("TV2", "M1", A=NAN, B=NAN),
            *sheet("TV3", "M1", stage="self", A=1, B=1, T=1),
            *sheet("TV3", "P1", A=1),
        ],
    )
    assert list(unfinished_sheets(tables).itertuples(index=False, name=None)) == [
        ("TV1", "P1", "Uy tín", False),
        ("TV2", "M1", "chưa chấm", False),
        ("TV2", "P1", "chưa chấm", False),
        ("TV3", "M1", "chưa chấm", False),
    ]


def test_declared_blanks_are_said_apart_from_what_is_still_to_mark(build_tables, candidate, milestones, sheet) -> None:
    def lacking(reviewer_id: str, *criteria: str) -> list[dict]:
        rows = sheet(reviewer_id, "M1", **dict.fromkeys(criteria, NAN))
        return [{**row, "no_mark": "insufficient_evidence"} for row in rows]

    tables = build_tables(
        candidates=[candidate("M1")],
        milestones=milestones("M1", nominated="2015-10-01"),
        marks=[
            *sheet("TV1", "M1", A=30, T=0),
            *lacking("TV1", "B"),
            *sheet("TV2", "M1", A=30),
            *lacking("TV2", "B"),
            *lacking("TV3", "A", "B", "T"),
        ],
    )
    everything = "Lãnh đạo, kế hoạch (không đủ minh chứng); Kết quả (không đủ minh chứng); Điểm thưởng"
    assert list(unfinished_sheets(tables).itertuples(index=False, name=None)) == [
        ("TV1", "M1", "Kết quả (không đủ minh chứng)", True),
        ("TV2", "M1", "Kết quả (không đủ minh chứng); Điểm thưởng", False),
        ("TV3", "M1", f"{everything} (không đủ minh chứng)", True),
    ]


def test_nothing_nominated_leaves_nothing_unfinished(build_tables, candidate) -> None:
    unfinished = unfinished_sheets(build_tables(candidates=[candidate("M1")]))
    assert unfinished.columns.tolist() == ["reviewer_id", "candidate_id", "missing", "declared"]
    assert len(unfinished) == 0


def test_a_withdrawn_candidate_owes_no_sheets_and_a_changed_holder_says_why(
    build_tables, candidate, milestones
) -> None:
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2")],
        milestones=[*milestones("M1", nominated="2015-10-01"), *milestones("M2", nominated="2015-10-01")],
    )
    gone = pd.DataFrame({"candidate_id": ["M2"], "into": [""], "reason": ["Xin rút"], "at": [""]})
    again = pd.DataFrame({"stage": ["committee"], "reviewer_id": ["TV1"], "candidate_id": ["M1"]})
    owed = unfinished_sheets(replace(tables, withdrawals=gone, reopened=again))
    reviewers = tables.committee["reviewer_id"].tolist()
    assert owed[["reviewer_id", "candidate_id"]].to_numpy().tolist() == [[one, "M1"] for one in reviewers]
    assert owed["missing"].tolist() == ["chấm lại vì đổi chủ thể"] + ["chưa chấm"] * (len(reviewers) - 1)
