"""What happens to a review while people mark: marks stay, and who cannot go on is told in one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from danvan_tools.records.marks import MarkRefusedError
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.rounds import round_state
from danvan_tools.records.sheet_states import sheet_states
from danvan_tools.records.withdrawals import reinstate_candidate, withdraw_candidate
from tests.records.round_steps import AT, candidate, close, mark, mark_all, reopen, seq, start, submit, undo


@pytest.fixture
def loaded(folder: Path) -> Review:
    return open_review(folder)


def state(review: Review, reviewer_id: str = "TV1") -> str:
    states = sheet_states(review, reviewer_id).set_index("candidate_id")["state"].to_dict()
    return states.get(candidate(review), "gone")


def test_a_candidate_withdrawn_by_another_window_keeps_its_marks_and_gets_no_more(loaded: Review) -> None:
    start(loaded)
    window = replace(loaded)
    first = mark(window, "7", entry_id="a")
    leaving = {"candidate_id": candidate(loaded), "reason": "Đơn vị xin rút", "entered_by": "TV2"}
    withdraw_candidate(loaded, **leaving, expected_seq=seq(loaded))
    refused = r"Đặng Thị Mười, hồ sơ MH-\d+: đã rút khỏi đợt xét nên không chấm\. Chuyển sang hồ sơ khác\."
    for act in (lambda: mark(window, "8"), lambda: undo(window), lambda: submit(window, {})):
        with pytest.raises(MarkRefusedError, match=refused):
            act()
    # What was stored before is answered as it was, and stays.
    assert mark(window, "7", entry_id="a") == first
    assert window.ledger.entries("reviewer:TV1") == [first]
    assert state(window) == "gone"
    assert window.tables().marks.empty
    reinstate_candidate(loaded, **leaving, expected_seq=seq(loaded))
    assert state(window) == "draft"
    assert mark(window, "8").seq == 2


def test_a_clock_set_back_changes_neither_round_nor_sheets(loaded: Review) -> None:
    earlier = AT - timedelta(days=400)
    start(loaded)
    submit(loaded, mark_all(loaded))
    reopen(loaded, at=earlier)
    assert state(loaded) == "saved"
    # The order is that of the entries: the last mark is in force, the last submission locks.
    mark(loaded, "4", at=earlier - timedelta(days=1))
    marks = loaded.tables().marks.set_index("criterion_id")["points"]
    assert marks["TT4"] == 4
    assert undo(loaded, at=earlier - timedelta(days=2)).body["points"] == "5"
    submit(loaded, mark_all(loaded, "3"), at=earlier)
    assert state(loaded) == "locked"
    close(loaded, at=earlier)
    assert (round_state(loaded).state, round_state(loaded).closed_at) == ("closed", earlier)
    with pytest.raises(MarkRefusedError, match=r"vòng chấm đã đóng lúc 27/10/2014 15:00"):
        mark(loaded, candidate_id=candidate(loaded, "Hồ Văn Chín"), at=earlier - timedelta(days=3))
    assert loaded.ledger.verify() == []
