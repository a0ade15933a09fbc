from __future__ import annotations

import pytest

from danvan_tools.assessment.judging import judge_by_rubrics


def test_each_candidate_is_judged_by_its_holders_rubric(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate("P1", holder="individual"), candidate("M1"), candidate("M2")],
        milestones=milestones("P1", "M1", nominated="2015-10-01"),
    )
    judged = {rubric.rubric_id: rows["candidate_id"].tolist() for rubric, rows in judge_by_rubrics(tables)}
    assert judged == {"TT": ["M1"], "CN": ["P1"]}


def test_a_nominated_candidate_without_a_rubric_is_not_left_out_silently(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate("H1", holder="household"), candidate("H2", holder="household")],
        milestones=milestones("H1", nominated="2015-10-01"),
    )
    with pytest.raises(ValueError, match=r"\['H1'\]"):
        judge_by_rubrics(tables)
