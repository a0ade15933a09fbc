from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from danvan_tools.assessment import compute_facts, reconcile, reconciliation_faults
from danvan_tools.records import open_review
from danvan_tools.schema import Fact, Tables

AWARDS = [
    {"form": "Giấy khen", "award": "commendation", "holder": "collective"},
    {"form": "Tuyên dương", "award": "praise", "holder": "collective"},
]
COMMUNE = {"occasion": "conference", "authority_kind": "party", "level": "commune"}
FRONT = {"occasion": "founding_day", "authority_kind": "front", "level": "district"}


def given_award(number: int, candidate_id: str, form: str = "Giấy khen", **columns: str) -> dict[str, Any]:
    keys = {"recognition_id": f"KT{number}", "candidate_id": candidate_id, "form": form}
    return {**keys, "decided_on": pd.Timestamp("2015-11-20"), **columns}


def to_explain(tables: Tables, facts: Sequence[Fact] | None = None) -> list[tuple[Any, ...]]:
    """Return what a reader has to know of each row to explain: whole, parts, difference, kind, records."""
    rows = reconcile(compute_facts(tables) if facts is None else facts, tables)
    columns = ["whole_key", "whole", "parts", "difference", "kind", "record_ids"]
    return [tuple(row) for row in rows.loc[rows["verdict"] == "cần giải trình", columns].to_numpy()]


@pytest.fixture
def sound(build_tables, candidate, milestones) -> Tables:
    """A review in which everything adds up."""
    return build_tables(
        candidates=[candidate("M1"), candidate("M2", sector="", unit_id="CQ1"), candidate("P1", kind="exemplar")],
        milestones=[
            *milestones("M1", "M2", "P1", registered="2015-01-05", recognised="2015-06-01", nominated="2015-10-01"),
            *milestones("M1", "M2", built="2015-02-01"),
            *milestones("M1", outstanding="2015-07-01"),
        ],
        sites=[{"candidate_id": "M1", "site": "Ấp 1", "unit_id": "P01"}],
        awards=AWARDS,
        recognitions=[given_award(1, "M1", **COMMUNE), given_award(2, "P1", "Tuyên dương", **FRONT)],
        indicators=[
            {"unit_id": "P01", "indicator": "Hòa giải", "period": period, "value": value, "measure": "vụ"}
            for period, value in (("2015", 10.0), ("6 tháng đầu năm 2015", 6.0), ("6 tháng cuối năm 2015", 4.0))
        ],
    )


def with_rows(tables: Tables, name: str, *rows: dict[str, Any]) -> Tables:
    table = getattr(tables, name)
    return dataclasses.replace(tables, **{name: pd.concat([table, pd.DataFrame(rows)]).astype(table.dtypes)})


def test_nothing_is_to_explain_where_everything_adds_up(sound: Tables) -> None:
    rows = reconcile(compute_facts(sound), sound)
    assert set(rows["verdict"]) == {"khớp"}
    assert set(rows["explanation"]) == {""}
    assert set(rows["record_ids"]) == {()}
    assert reconciliation_faults(rows) == []


def test_a_count_is_compared_with_its_parts_by_each_dimension(sound: Tables) -> None:
    rows = reconcile(compute_facts(sound), sound)
    built = rows[(rows["whole_key"] == "models_built") & (rows["kind"] == "adds_up")]
    assert built[["check", "whole", "parts", "sum", "difference"]].to_numpy().tolist() == [
        ["Mô hình đã xây dựng, theo lĩnh vực", 2, "1 + 1", 2, 0],
        ["Mô hình đã xây dựng, theo chủ thể", 2, "2", 2, 0],
        ["Mô hình đã xây dựng, theo đơn vị", 2, "1 + 1", 2, 0],
        ["Mô hình đã xây dựng, theo loại đơn vị", 2, "1 + 1", 2, 0],
        ["Mô hình đã xây dựng, theo cấp của đơn vị", 2, "1 + 1", 2, 0],
    ]


def test_a_part_that_lacks_a_record_is_found_with_the_record(sound: Tables) -> None:
    facts = [
        dataclasses.replace(fact, value=0, record_ids=()) if fact.key == "models_built.economy" else fact
        for fact in compute_facts(sound)
    ]
    assert to_explain(sound, facts) == [("models_built", 2, "1", -1, "adds_up", ("M1",))]
    (fault,) = reconciliation_faults(reconcile(facts, sound))
    assert str(fault) == (
        "candidates.xlsx: Mô hình đã xây dựng, theo lĩnh vực: Cộng các phần được 1, tổng số là 2: 1 hồ sơ không thuộc "
        "phần nào (M1). Giải trình khi báo cáo; nếu do ghi sót, ghi nhầm thì sửa ở sổ tính rồi chạy lại."
    )
    assert (fault.kind, fault.severity, fault.value) == ("count", "warning", "1 / 2")


def test_equal_numbers_of_other_records_do_not_agree(sound: Tables) -> None:
    facts = [
        dataclasses.replace(fact, record_ids=("M9",)) if fact.key == "models_built.economy" else fact
        for fact in compute_facts(sound)
    ]
    assert to_explain(sound, facts) == [("models_built", 2, "1 + 1", 0, "adds_up", ("M1", "M9"))]


def step(candidate_id: str, name: str, day: str = "2015-03-01") -> dict[str, Any]:
    return {"candidate_id": candidate_id, "step": name, "on": pd.Timestamp(day)}


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        ({"candidate_id": "M2", "step": "built"}, ("models_built", 1, "2", 1, "subset", ("M2",))),
        ({"candidate_id": "P1", "step": "registered"}, ("registered", 2, "3", 1, "subset", ("P1",))),
        ({"candidate_id": "M1", "step": "nominated"}, ("nominated", 2, "1", 1, "subset", ("M1",))),
    ],
)
def test_a_record_outside_the_set_it_should_lie_in_is_found(sound: Tables, lost: dict, expected: tuple) -> None:
    steps = sound.milestones
    kept = steps[~((steps["candidate_id"] == lost["candidate_id"]) & (steps["step"] == lost["step"]))]
    assert to_explain(dataclasses.replace(sound, milestones=kept)) == [expected]


def test_outstanding_without_being_recognised_is_found(sound: Tables, candidate) -> None:
    tables = with_rows(sound, "candidates", candidate("M3"))
    tables = with_rows(tables, "milestones", step("M3", "outstanding"))
    assert to_explain(tables) == [("recognised", 3, "2", 1, "subset", ("M3",))]


def test_awards_of_the_conference_to_others_than_the_recognised_are_to_explain_never_wrong(
    build_tables, candidate, milestones
) -> None:
    names = [f"M{n}" for n in range(1, 5)]
    tables = build_tables(
        candidates=[candidate(name) for name in names],
        milestones=[
            *milestones(*names, registered="2015-01-05", built="2015-02-01", nominated="2015-10-01"),
            *milestones("M1", "M2", recognised="2015-06-01"),
        ],
        awards=AWARDS,
        recognitions=[
            given_award(1, "M1", **COMMUNE),
            given_award(2, "M3", **COMMUNE),
            given_award(3, "M4", "Tuyên dương", **COMMUNE),
            given_award(4, "M3", **FRONT),
        ],
    )
    assert to_explain(tables) == [
        ("exemplars", 2, "2 + 1", 2, "subset", ("M3", "M4")),
        ("", 3, "1 + 2 + 1", 1, "not_additive", ("M3",)),
        ("recognitions", 4, "3", 1, "superset", ("M3",)),
    ]
    first, second, third = reconcile(compute_facts(tables), tables)["explanation"][:3]
    assert first == (
        "Tại hội nghị có 3 mô hình, điển hình được khen thưởng, biểu dương, do nhiều cấp ủy cơ sở quyết định theo thẩm "
        "quyền, là số cộng dồn; trong đó 2 chưa được công nhận “Dân vận khéo” (M3, M4), nên không so với số 2 đã công "
        "nhận."
    )
    assert second.endswith("nên không cộng hai số; cả thảy có 3 mô hình, điển hình khác nhau.")
    assert third == "4 lượt là của 3 hồ sơ: 1 hồ sơ được khen từ hai lần trở lên (M3)."


def test_what_was_decided_otherwise_than_recommended_is_found_once_there_are_decisions(sound: Tables) -> None:
    advice = [
        {"candidate_id": "M1", "form": "Giấy khen", "at": pd.Timestamp("2015-12-01")},
        {"candidate_id": "M2", "form": "Giấy khen", "at": pd.Timestamp("2015-12-01")},
    ]
    tables = with_rows(sound, "recommendations", *advice)
    assert to_explain(tables) == [("recommended.commendation", 2, "1", -1, "subset", ("M2",))]
    undecided = dataclasses.replace(tables, recognitions=tables.recognitions.iloc[1:])
    assert to_explain(undecided) == []
    swapped = with_rows(sound, "recommendations", advice[1])
    row = reconcile(compute_facts(swapped), swapped).iloc[0]
    assert (row["whole"], row["sum"], row["difference"], row["record_ids"]) == (1, 1, 0, ("M1", "M2"))
    assert row["explanation"] == (
        "Có 1 hồ sơ được đề nghị mà chưa được quyết định như vậy (M2) và 1 hồ sơ được quyết định mà hội đồng không đề "
        "nghị như vậy (M1)."
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"Quý I/2015": 1, "Quý II/2015": 2, "Quý III/2015": 3, "Quý IV/2015": 4}, None),
        ({"Quý I/2015": 1, "Quý II/2015": 2, "Quý III/2015": 3}, None),
        ({"Quý I/2015": 1, "Quý II/2015": 2, "Quý III/2015": 3, "Quý IV/2015": 5}, 11),
        ({"6 tháng đầu năm 2015": 4, "6 tháng cuối năm 2015": 5.5}, 9.5),
    ],
)
def test_a_year_is_compared_with_its_parts_where_they_are_all_there(build_tables, values, expected) -> None:
    rows = {"2015": 10, **values}
    tables = build_tables(
        indicators=[
            {"unit_id": "P01", "indicator": "Đơn thư", "period": period, "value": float(value), "measure": "đơn"}
            for period, value in rows.items()
        ]
    )
    found = reconcile(compute_facts(tables), tables)
    odd = found[found["verdict"] == "cần giải trình"]
    assert odd["sum"].astype(float).tolist() == ([] if expected is None else [expected])
    assert odd["record_ids"].tolist() == ([] if expected is None else [("P01/Đơn thư/2015",)])
    assert odd["check"].tolist() == ([] if expected is None else ["Đơn thư: kỳ dài, so với cộng các kỳ ngắn"])


def test_many_parts_and_many_records_are_not_listed_endlessly(build_tables, candidate, milestones) -> None:
    names = [f"M{n:02}" for n in range(12)]
    units = [{"unit_id": name, "name": name, "unit_kind": "xã", "level": "commune"} for name in names]
    tables = build_tables(
        units=units,
        candidates=[candidate(name, unit_id=name) for name in names],
        milestones=milestones(*names, nominated="2015-10-01"),
    )
    rows = reconcile(compute_facts(tables), tables)
    first = rows.iloc[0]
    assert first["explanation"] == (
        "Có 12 hồ sơ được đề nghị xét mà không có bước “đăng ký” (M00, M01, M02, M03, M04, M05, M06, M07 và 4 hồ sơ "
        "khác)."
    )
    assert len(first["record_ids"]) == 12
    assert rows.set_index("check").loc["Hồ sơ, theo đơn vị", "parts"] == "12 phần"


def test_the_sample_has_to_explain_its_conference_and_who_was_awarded_twice(sample_folder) -> None:
    tables = open_review(sample_folder).tables()
    found = to_explain(tables)
    assert [row[:5] for row in found] == [
        ("exemplars", 25, "22 + 9", 6, "subset"),
        ("", 34, "18 + 22 + 9", 15, "not_additive"),
        ("awards_on_occasions", 24, "18", 6, "superset"),
        ("recognitions", 29, "21", 8, "superset"),
    ]
    assert found[0][5] == ("DH-007", "DH-009", "MH-011", "MH-013", "MH-025", "MH-033")


def test_an_empty_review_has_nothing_to_compare(build_tables) -> None:
    tables = build_tables(committee=[])
    assert reconcile(compute_facts(tables), tables).empty
