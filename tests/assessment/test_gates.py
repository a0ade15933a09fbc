from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from danvan_tools.assessment.gates import failed_gates
from danvan_tools.records.rubrics import build_rubrics

GATES = [
    {"criterion_id": "G1", "name": "đăng ký", "gate": "registered"},
    {"criterion_id": "G2", "name": "tên, địa bàn", "gate": "named_and_located"},
    {"criterion_id": "G3", "name": "lĩnh vực", "gate": "in_a_sector"},
    {"criterion_id": "G4", "name": "duy trì 12 tháng", "gate": "kept_months", "floor": 12.0},
    {"criterion_id": "G5", "name": "vi phạm", "gate": "no_violation"},
]
CRITERIA = [{"rubric_id": "TT", "holder": "collective", "source": "MẪU DỰNG", **gate} for gate in GATES]
FAULTLESS = {"registered": "2014-01-01", "built": "2014-12-31"}


def failed(tables) -> list[str]:
    return failed_gates(tables, tables.candidates, build_rubrics(tables.criteria, tables.tiers)["collective"]).tolist()


@pytest.mark.parametrize(
    "change",
    [
        ({}, {}, ""),
        ({}, {"registered": "2016-01-01"}, "đăng ký"),
        ({"area": " "}, {}, "tên, địa bàn"),
        ({"name": ""}, {}, "tên, địa bàn"),
        ({"sector": ""}, {}, "lĩnh vực"),
        ({}, {"built": "2015-01-01"}, "duy trì 12 tháng"),
        ({}, {"built": "2016-01-01"}, "duy trì 12 tháng"),
        ({}, {"violation": "2015-01-01"}, "vi phạm"),
        ({}, {"violation": "2015-12-31"}, "vi phạm"),
        ({}, {"violation": "2014-12-31"}, ""),
        ({}, {"violation": "2016-01-01"}, ""),
        ({"sector": ""}, {"violation": "2015-05-01"}, "lĩnh vực; vi phạm"),
    ],
)
def test_each_gate_asks_the_records(build_tables, candidate, milestones, change) -> None:
    changes, days, expected = change
    tables = build_tables(
        criteria=CRITERIA,
        candidates=[candidate("M1", **changes), candidate("M2")],
        milestones=[*milestones("M1", **{**FAULTLESS, **days}), *milestones("M2", **FAULTLESS)],
    )
    assert failed(tables) == [expected, ""]


def test_a_candidate_never_built_has_not_been_kept(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        criteria=CRITERIA[3:4], candidates=[candidate("M1")], milestones=milestones("M1", registered="2010-01-01")
    )
    assert failed(tables) == ["duy trì 12 tháng"]


def test_months_count_from_the_first_day_of_building(build_tables, candidate, milestones) -> None:
    days = [*milestones("M1", built="2013-01-01"), *milestones("M1", built="2015-11-01")]
    tables = build_tables(criteria=CRITERIA[3:4], candidates=[candidate("M1")], milestones=days)
    assert failed(tables) == [""]


def test_a_violation_after_as_of_is_not_known_yet(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        criteria=CRITERIA[4:], candidates=[candidate("M1")], milestones=milestones("M1", violation="2015-09-01")
    )
    earlier = dataclasses.replace(tables.settings, as_of=date(2015, 6, 30))
    assert failed(dataclasses.replace(tables, settings=earlier)) == [""]
    assert failed(tables) == ["vi phạm"]


def test_a_rubric_without_gates_fails_nobody(build_tables, candidate) -> None:
    criteria = [{"rubric_id": "TT", "holder": "collective", "criterion_id": "A", "gate": "", "max_points": 10.0}]
    assert failed(build_tables(criteria=criteria, candidates=[candidate("M1")])) == [""]
