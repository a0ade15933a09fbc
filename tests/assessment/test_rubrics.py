from __future__ import annotations

import pytest

from danvan_tools.assessment.rubrics import build_rubrics, judge_by_rubrics
from danvan_tools.errors import FaultyFilesError


def test_gates_are_conditions_and_criteria_are_marked(build_tables) -> None:
    collective, individual = build_rubrics(build_tables())
    assert (collective.rubric_id, collective.holder, collective.source) == ("TT", "collective", "MẪU DỰNG")
    assert collective.criteria["criterion_id"].tolist() == ["A", "B", "T"]
    assert collective.criteria["bonus"].tolist() == [False, False, True]
    assert collective.gates["gate"].tolist() == ["registered"]
    assert collective.tiers["tier"].tolist() == ["xuất sắc", "tốt", "đạt"]
    assert collective.total == 100.0
    assert individual.holder == "individual"


def test_each_candidate_is_judged_by_its_holders_rubric(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate("P1", holder="individual"), candidate("M1"), candidate("M2")],
        milestones=milestones("P1", "M1", nominated="2015-10-01"),
    )
    judged = {rubric.rubric_id: rows["candidate_id"].tolist() for rubric, rows in judge_by_rubrics(tables)}
    assert judged == {"TT": ["M1"], "CN": ["P1"]}


def test_a_nominated_candidate_without_a_rubric_is_a_fault(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate("H1", holder="household"), candidate("H2", holder="household")],
        milestones=milestones("H1", nominated="2015-10-01"),
    )
    with pytest.raises(FaultyFilesError, match="hộ gia đình") as caught:
        judge_by_rubrics(tables)
    assert "H1" in str(caught.value)
    assert "H2" not in str(caught.value)
