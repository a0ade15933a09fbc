from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from danvan_tools.assessment.sheets import expected_sheets
from danvan_tools.records.assignments import AssignmentRefusedError, assigned_candidates, save_assignments
from danvan_tools.records.ledger import Entry
from danvan_tools.records.marks import MarkRefusedError
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.sheet_states import sheet_states
from danvan_tools.records.withdrawals import merge_candidates, withdraw_candidate
from tests.records.round_steps import candidate, mark, seq


def assign(review: Review, entry_id: str | None = None, **assignments: list[str]) -> Entry:
    return save_assignments(review, assignments, expected_seq=seq(review), entered_by="TV2", entry_id=entry_id)


@pytest.fixture
def loaded(folder: Path) -> Review:
    """The small review with the ledger of its own load: candidates may leave it."""
    return open_review(folder)


def names(review: Review, ids: list[str]) -> list[str]:
    of = dict(zip(review.candidates["candidate_id"], review.candidates["name"], strict=True))
    return [of[key] for key in ids]


def test_without_an_assignment_everybody_marks_every_candidate_but_those_of_a_conflict(review: Review) -> None:
    assert names(review, assigned_candidates(review, "TV1")) == ["Hẻm sáng", "Vườn rau an toàn", "Hồ Văn Chín"]
    assert names(review, assigned_candidates(review, "TV2")) == ["Vườn rau an toàn", "Hồ Văn Chín"]
    mark(review, None, no_mark="recused")
    assert names(review, assigned_candidates(review, "TV1")) == ["Hẻm sáng", "Hồ Văn Chín"]


def test_what_the_ledger_assigns_is_marked_and_nothing_else(review: Review) -> None:
    key, other = candidate(review), candidate(review, "Hồ Văn Chín")
    mark(review, reviewer_id="TV1")
    assign(review, TV1=[other, other])
    assert assigned_candidates(review, "TV1") == [other]
    assert len(assigned_candidates(review, "TV2")) == 2
    with pytest.raises(MarkRefusedError, match="không được phân công cho thành viên này"):
        mark(review)
    # What was begun before stays to be seen.
    states = sheet_states(review, "TV1")[["candidate_id", "state"]].to_numpy().tolist()
    assert states == [[key, "draft"], [other, "not_marked"]]
    assign(review, TV2=[])
    assert assigned_candidates(review, "TV1") == [other]
    assert assigned_candidates(review, "TV2") == []


def test_the_committee_owes_what_is_assigned(loaded: Review) -> None:
    assert len(expected_sheets(loaded.tables())) == 5
    other = candidate(loaded, "Hồ Văn Chín")
    assign(loaded, TV1=[other])
    owed = expected_sheets(loaded.tables())
    assert owed["reviewer_id"].tolist() == ["TV1", "TV2", "TV2"]
    assert owed["candidate_id"].tolist() == [other, candidate(loaded), other]


def test_candidates_that_leave_the_review_leave_the_queue(loaded: Review) -> None:
    key, hem = candidate(loaded), candidate(loaded, "Hẻm sáng")
    assign(loaded, TV1=[hem, key])
    common = {"reason": "x", "entered_by": "TV2"}
    merge_candidates(loaded, candidate_id=hem, into=key, expected_seq=seq(loaded), **common)
    assert assigned_candidates(loaded, "TV1") == [key]
    # Who has a conflict with the one has it with the other.
    assert key not in assigned_candidates(loaded, "TV2")
    withdraw_candidate(loaded, candidate_id=key, expected_seq=seq(loaded), **common)
    assert assigned_candidates(loaded, "TV1") == []
    with pytest.raises(MarkRefusedError, match="đã rút khỏi đợt xét nên không chấm"):
        mark(loaded)


def test_a_second_window_knows_of_an_assignment_at_once(loaded: Review, tmp_path: Path) -> None:
    window = replace(loaded)
    assert len(assigned_candidates(window, "TV1")) == 3
    assign(loaded, TV1=[candidate(loaded)])
    assert assigned_candidates(window, "TV1") == [candidate(loaded)]
    copy = shutil.copytree(loaded.folder, tmp_path / "copy")
    assert assigned_candidates(open_review(copy), "TV1") == [candidate(loaded)]


@pytest.mark.parametrize(
    ("reviewer_id", "name", "words"),
    [
        ("TV7", "Vườn rau an toàn", 'không có thành viên "TV7" trong Hội đồng'),
        ("TV1", "Tổ tiết kiệm", "không ở diện được chấm"),
        ("TV2", "Hẻm sáng", "có liên quan đến hồ sơ"),
    ],
)
def test_an_assignment_nobody_could_keep_is_refused(review: Review, reviewer_id: str, name: str, words: str) -> None:
    with pytest.raises(AssignmentRefusedError, match=words):
        assign(review, **{reviewer_id: [candidate(review, name)]})
    assert review.ledger.heads() == {}
