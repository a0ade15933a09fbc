from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.marks import MarkRefusedError, save_mark
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.rounds import RoundRefusedError, close_round, open_round, round_state
from danvan_tools.records.rules import rules_digest

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
DEADLINE = AT + timedelta(days=7)


@pytest.fixture(scope="module")
def opened(sound_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The small review, read once for all tests here: none of them changes its tables."""
    return open_review(shutil.copytree(sound_folder, tmp_path_factory.mktemp("opened") / "review"))


@pytest.fixture
def review(opened: Review, tmp_path: Path) -> Review:
    return replace(opened, ledger=Ledger.open(tmp_path / "ledger.db"), rubrics=dict(opened.rubrics))


def head(review: Review, stream: str = "secretary") -> int:
    return review.ledger.head(stream)[0]


@pytest.fixture
def start(review: Review) -> Callable[..., Entry]:
    def started(window: Review = review, **changes: Any) -> Entry:
        given = {"deadline": DEADLINE, "expected_seq": head(review), "entered_by": "TV2", "at": AT}
        return open_round(window, **(given | changes))

    return started


def mark(review: Review, **changes: Any) -> Entry:
    given = {
        "reviewer_id": "TV1",
        "candidate_id": review.candidates["candidate_id"].iloc[1],
        "criterion_id": "TT4",
        "points": Decimal(7),
        "expected_seq": head(review, "reviewer:TV1"),
        "entered_by": "TV1",
        "at": AT,
    }
    return save_mark(review, **(given | changes))


def test_before_any_round_marking_is_allowed(review: Review) -> None:
    assert round_state(review).state == "none"
    assert mark(review).body.get("opening") is None


def test_a_round_is_opened_and_closed_with_the_heads_of_every_stream(review: Review, start: Any) -> None:
    entry = start()
    state = round_state(review)
    assert (state.state, state.stage, state.opened_at, state.closed_at) == ("open", "committee", AT, None)
    assert (state.deadline, state.rules_changed, state.seq) == (DEADLINE, False, entry.seq)
    assert entry.body["rules"] == rules_digest(review)
    first = mark(review)
    assert first.body["opening"] == entry.seq
    closing = close_round(review, expected_seq=entry.seq, entered_by="TV2", at=DEADLINE)
    assert closing.body["heads"] == {
        "reviewer:TV1": {"seq": 1, "digest": first.digest},
        "secretary": {"seq": entry.seq, "digest": entry.digest},
    }
    assert (round_state(review).state, round_state(review).closed_at) == ("closed", DEADLINE)
    with pytest.raises(MarkRefusedError, match="vòng chấm đã đóng lúc 08/12/2015 15:00"):
        mark(review)
    with pytest.raises(RoundRefusedError, match="vòng chấm đã đóng"):
        close_round(review, expected_seq=closing.seq, entered_by="TV2")
    assert start().seq == closing.seq + 1
    assert mark(review).seq == 2


def test_after_the_deadline_nothing_is_marked_and_nothing_lost(review: Review, start: Any) -> None:
    start()
    first = mark(review, entry_id="a", at=DEADLINE)
    with pytest.raises(MarkRefusedError, match="đã quá hạn chấm 08/12/2015 15:00"):
        mark(review, at=DEADLINE + timedelta(milliseconds=1))
    # A message that comes twice is answered as it was the first time.
    assert mark(review, entry_id="a", at=DEADLINE + timedelta(days=1)) == first
    start(deadline=DEADLINE + timedelta(days=2))
    assert mark(review, at=DEADLINE + timedelta(days=1)).seq == 2
    with pytest.raises(RoundRefusedError, match="hạn chấm 08/12/2015 15:00 đã qua"):
        start(at=DEADLINE)


def test_changed_rules_stop_marking_until_the_round_is_opened_again_with_a_reason(review: Review, start: Any) -> None:
    start()
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


def test_a_second_window_is_refused(review: Review, start: Any) -> None:
    start(expected_seq=0)
    with pytest.raises(LedgerConflictError):
        start(expected_seq=0)
