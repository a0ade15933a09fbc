from __future__ import annotations

import pytest

from danvan_tools.assessment import find_conflicts, plan_assignment

UNITS = [
    {"unit_id": "TX", "name": "Thị xã Một", "unit_kind": "thị xã", "level": "district"},
    {"unit_id": "P1", "name": "Phường Hai", "unit_kind": "phường", "level": "commune", "parent_id": "TX"},
    {"unit_id": "X1", "name": "Xã Ba", "unit_kind": "xã", "level": "commune", "parent_id": "TX"},
    {"unit_id": "H1", "name": "Hội Nông dân xã Ba", "unit_kind": "association", "level": "commune", "parent_id": "X1"},
    {"unit_id": "CQ", "name": "Ban Dân vận", "unit_kind": "agency", "level": "district", "parent_id": "TX"},
]


@pytest.fixture
def review(build_tables, candidate, milestones):
    def make(candidate_units: list[str], reviewer_units: list[str], **given):
        ids = [f"M{n}" for n in range(len(candidate_units))]
        return build_tables(
            units=UNITS,
            candidates=[candidate(key, unit_id=unit) for key, unit in zip(ids, candidate_units, strict=True)],
            milestones=milestones(*ids, nominated="2015-10-01"),
            committee=[
                {"reviewer_id": f"TV{n}", "name": f"Bà {n}", "unit_id": unit} for n, unit in enumerate(reviewer_units)
            ],
            **given,
        )

    return make


def reasons(tables) -> dict[tuple[str, str], str]:
    found = find_conflicts(tables)
    return {(reviewer, one): reason for reviewer, one, reason in found.itertuples(index=False, name=None)}


def test_units_that_are_the_same_or_next_to_each_other_are_a_conflict(review) -> None:
    assert reasons(review(["P1", "X1", "H1"], ["X1", "CQ", ""])) == {
        ("TV0", "M1"): "cùng đơn vị",
        ("TV0", "M2"): "đơn vị cấp trên trực tiếp của hồ sơ",
    }
    assert reasons(review(["X1", "P1"], ["H1"])) == {("TV0", "M0"): "đơn vị trực thuộc đơn vị của hồ sơ"}


def test_the_unit_above_all_candidates_holds_the_review_and_is_no_conflict(review) -> None:
    assert reasons(review(["P1", "X1"], ["TX"])) == {}
    assert reasons(review(["P1", "TX"], ["TX"])) == {
        ("TV0", "M0"): "đơn vị cấp trên trực tiếp của hồ sơ",
        ("TV0", "M1"): "cùng đơn vị",
    }


def test_where_all_candidates_are_of_one_unit_it_holds_the_review_and_relates_nobody(review) -> None:
    assert reasons(review(["X1", "X1"], ["X1", "H1", "TX"])) == {}
    assert reasons(review(["X1"], ["X1"])) == {("TV0", "M0"): "cùng đơn vị"}


def test_what_is_declared_comes_before_a_recusal_and_that_before_the_unit(review) -> None:
    recusal = {"stage": "committee", "reviewer_id": "TV0", "criterion_id": "", "no_mark": "recused"}
    tables = review(
        ["X1", "X1", "X1", "P1"],
        ["X1"],
        conflicts=[{"reviewer_id": "TV0", "candidate_id": "M0", "reason": "Anh em"}],
        marks=[{**recusal, "candidate_id": "M0"}, {**recusal, "candidate_id": "M1"}],
    )
    assert list(reasons(tables).values()) == ["Anh em", "xin không chấm", "cùng đơn vị"]


def test_a_plan_looks_at_conflicts_sectors_and_begun_sheets(review, sheet) -> None:
    tables = review(["P1", "P1", "X1"], ["X1", "CQ", ""], marks=sheet("TV1", "M0", A=1.0))
    made = plan_assignment(tables, 2)
    pairs = made.pairs[["reviewer_id", "candidate_id"]].to_numpy().tolist()
    assert ["TV1", "M0"] in pairs
    assert ["TV0", "M2"] not in pairs
    assert made.loads["assigned"].tolist() == [2, 2, 2]


def test_sectors_that_nobody_knows_are_named_by_their_names(review) -> None:
    tables = review(["P1"], ["", ""])
    tables.committee["sectors"] = "MT"
    assert plan_assignment(tables, 1).sentences == ["Hồ sơ M0: không có người chấm phụ trách lĩnh vực Kinh tế."]


def test_nobody_nominated(review) -> None:
    made = plan_assignment(review([], ["X1"]), 3)
    assert (len(made.pairs), made.sentences) == (0, [])
