from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.marks import MarkRefusedError
from danvan_tools.records.review import Review
from danvan_tools.records.rounds import RoundRefusedError, close_round, round_state
from danvan_tools.records.rules import rules_digest
from tests.records.round_steps import AT, DEADLINE, close, mark, seq, start


def test_before_any_round_marking_is_allowed(review: Review) -> None:
    assert round_state(review).state == "none"
    assert mark(review).body.get("opening") is None


def test_a_round_is_opened_and_closed_with_the_heads_of_every_stream(review: Review) -> None:
    entry = start(review)
    state = round_state(review)
    assert (state.state, state.stage, state.opened_at, state.closed_at) == ("open", "committee", AT, None)
    assert (state.deadline, state.rules_changed, state.seq) == (DEADLINE, False, entry.seq)
    assert entry.body["rules"] == rules_digest(review)
    first = mark(review)
    assert first.body["opening"] == entry.seq
    closing = close(review)
    assert closing.body["heads"] == {
        "reviewer:TV1": {"seq": 1, "digest": first.digest},
        "secretary": {"seq": entry.seq, "digest": entry.digest},
    }
    assert (round_state(review).state, round_state(review).closed_at) == ("closed", DEADLINE)
    with pytest.raises(MarkRefusedError, match="vòng chấm đã đóng lúc 08/12/2015 15:00"):
        mark(review)
    with pytest.raises(RoundRefusedError, match="vòng chấm đã đóng"):
        close_round(review, expected_seq=closing.seq, entered_by="TV2")
    assert start(review).seq == closing.seq + 1
    assert mark(review).seq == 2


def test_after_the_deadline_nothing_is_marked_and_nothing_lost(review: Review) -> None:
    start(review)
    first = mark(review, entry_id="a", at=DEADLINE)
    with pytest.raises(MarkRefusedError, match="đã quá hạn chấm 08/12/2015 15:00"):
        mark(review, at=DEADLINE + timedelta(milliseconds=1))
    # A message that comes twice is answered as it was the first time.
    assert mark(review, entry_id="a", at=DEADLINE + timedelta(days=1)) == first
    start(review, deadline=DEADLINE + timedelta(days=2))
    assert mark(review, at=DEADLINE + timedelta(days=1)).seq == 2
    with pytest.raises(RoundRefusedError, match="hạn chấm 08/12/2015 15:00 đã qua"):
        start(review, at=DEADLINE)


def test_changed_rules_stop_marking_until_the_round_is_opened_again_with_a_reason(review: Review) -> None:
    start(review)
    criteria = review.criteria.copy()
    criteria.loc[criteria["criterion_id"] == "TT4", "max_points"] = 25
    changed = replace(review, criteria=criteria)
    assert round_state(changed).changed_rules == ("Bộ tiêu chí",)
    with pytest.raises(MarkRefusedError, match=r"quy tắc xét \(trang Bộ tiêu chí\) đã sửa"):
        mark(changed)
    with pytest.raises(RoundRefusedError, match="Bộ tiêu chí"):
        start(changed)
    assert mark(review).seq == 1
    assert start(changed, reason="Theo kết luận của Thường trực").body["reason"] == "Theo kết luận của Thường trực"
    assert mark(changed).seq == 2
    # The window that still knows the old rules.
    with pytest.raises(MarkRefusedError, match="Mở lại trang"):
        mark(review)


def test_a_second_window_is_refused(review: Review) -> None:
    start(review, expected_seq=0)
    with pytest.raises(LedgerConflictError):
        start(review, expected_seq=0)


def test_a_deadline_is_a_moment_and_somebody_opens_a_round(review: Review) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        start(review, deadline=DEADLINE.replace(tzinfo=None))
    with pytest.raises(ValueError, match="entered_by"):
        start(review, entered_by=" ")
    assert review.ledger.heads() == {}


def test_opening_and_closing_may_come_twice(review: Review) -> None:
    first = start(review, entry_id="a")
    assert start(review, entry_id="a", deadline=None, expected_seq=0) == first
    closing = close(review, entry_id="b")
    assert close(review, entry_id="b", expected_seq=1) == closing
    assert len(review.ledger.entries("secretary")) == 2


def test_numbers_written_in_another_way_are_the_same_rules(review: Review) -> None:
    criteria = review.criteria.copy()
    same = replace(review, criteria=criteria.astype({"max_points": "object"}))
    assert rules_digest(same) == rules_digest(review)
    other = replace(review, settings=replace(review.settings, decimals=1))
    assert rules_digest(other) != rules_digest(review)


def test_a_clock_set_back_does_not_bring_the_time_before_the_deadline_back(review: Review) -> None:
    start(review, deadline=DEADLINE)
    mark(review, at=AT)
    late = DEADLINE + timedelta(minutes=1)
    review.ledger.append("secretary", "assign", {"assignments": {}}, expected_seq=seq(review), at=late)
    with pytest.raises(MarkRefusedError, match=r"đồng hồ máy này chỉ .*, mà sổ đã có mục ghi lúc .*, sau hạn chấm"):
        mark(review, "8", at=AT)
    start(review, deadline=DEADLINE + timedelta(days=1))
    assert mark(review, "8", at=AT).seq == 2
