"""The end of a round holds on both stores, whatever the page and the clock of the desk say."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl.worksheet.worksheet import Worksheet

from danvan_tools.errors import DanvanError
from danvan_tools.records.marking_rights import LockedSheets, MarkRefusedError, RoundOverError
from danvan_tools.records.review import Review, open_review
from tests.records.round_steps import candidate, close, criteria, mark, reopen, start, submit, undo

EditSheet = Callable[[str, str], AbstractContextManager[Worksheet]]
Desks = tuple[Review, Review]


@pytest.fixture
def shared(shared_folder: Path) -> Desks:
    """The secretary's review on a server, and a reviewer's."""
    secretary = open_review(shared_folder)
    return secretary, open_review(shared_folder, ledger=secretary.ledger.as_reviewer("TV1", "MA-MOT"))


@pytest.fixture(params=["file", "server"])
def desks(request: pytest.FixtureRequest) -> Desks:
    if request.param == "server":
        return request.getfixturevalue("shared")
    secretary = open_review(request.getfixturevalue("folder"))
    return secretary, open_review(secretary.folder)


def now(**more: float) -> datetime:
    return datetime.now(UTC) + timedelta(**more)


def over(secretary: Review) -> None:
    """A round whose deadline passed a minute ago."""
    start(secretary, at=now(hours=-2), deadline=now(minutes=-1))


def stored(review: Review) -> int:
    return len(review.ledger.entries("reviewer:TV1", "mark"))


def test_behind_the_deadline_nothing_is_stored_and_nothing_is_lost(desks: Desks) -> None:
    secretary, desk = desks
    start(secretary, at=now(hours=-1), deadline=now(hours=1))
    shown = marked_now(desk)
    over(secretary)
    before = stored(secretary)
    with pytest.raises(RoundOverError, match="đã quá hạn chấm"):
        mark(desk, at=None, entry_id="late")
    with pytest.raises(RoundOverError, match="đã quá hạn chấm"):
        undo(desk, at=None)
    with pytest.raises(RoundOverError, match="đã quá hạn chấm"):
        submit(desk, shown, at=None)
    assert stored(secretary) == before
    # What waited in the browser comes again once the round is open.
    start(secretary, at=now(), deadline=now(hours=1))
    assert mark(desk, at=None, entry_id="late").id == "late"
    assert stored(secretary) == before + 1


def marked_now(desk: Review) -> dict[str, tuple[Decimal, str]]:
    """Mark every criterion at this moment, as a server wants it, and return what the screen shows then."""
    for key in criteria(desk, candidate(desk)):
        mark(desk, "5", criterion_id=key, at=None)
    return {key: (Decimal(5), "") for key in criteria(desk, candidate(desk))}


def test_a_sheet_reopened_since_is_marked_behind_the_deadline_and_no_other(desks: Desks) -> None:
    secretary, desk = desks
    start(secretary, at=now(hours=-1), deadline=now(hours=1))
    submit(desk, marked_now(desk), at=None)
    over(secretary)
    reopen(secretary, at=now())
    assert mark(desk, at=None).body["points"] == "7"
    with pytest.raises(RoundOverError, match="đã quá hạn chấm"):
        mark(desk, candidate_id=candidate(desk, "Hẻm sáng"), at=None)


def test_a_clock_set_back_does_not_bring_the_time_back(desks: Desks) -> None:
    secretary, desk = desks
    start(secretary, at=now(hours=-2), deadline=now(minutes=-3))
    secretary.ledger.append(
        "secretary", "assign", {"assignments": {}}, expected_seq=secretary.ledger.head("secretary")[0]
    )
    with pytest.raises(RoundOverError, match=r"đồng hồ máy này chỉ .*, sau hạn chấm"):
        mark(desk, at=now(minutes=-5))
    assert stored(secretary) == 0


def test_a_closed_round_takes_nothing(desks: Desks) -> None:
    secretary, desk = desks
    start(secretary, at=now(hours=-1), deadline=None)
    close(secretary, at=now())
    with pytest.raises(RoundOverError, match="vòng chấm đã đóng lúc"):
        mark(desk, at=None)


BODY = {
    "stage": "committee", "candidate_id": "MH-001", "criterion_id": "TT4", "points": "7", "no_mark": "", "comment": "",
    "source": "desk", "entered_by": "TV1", "holder": "collective",
}  # fmt: skip


def test_the_server_refuses_by_its_own_clock_whoever_asks(shared: Desks) -> None:
    secretary, desk = shared
    over(secretary)
    for at in (now(), now(minutes=-5)):
        # As somebody with a code and a tool of their own, or a desk whose clock was set back.
        with pytest.raises(DanvanError, match="theo đồng hồ của máy chủ đã quá hạn chấm"):
            desk.ledger.append("reviewer:TV1", "mark", BODY, expected_seq=0, at=at)
    start(secretary, at=now(), deadline=None)
    desk.ledger.append("reviewer:TV1", "mark", BODY, expected_seq=0)
    close(secretary, at=now())
    with pytest.raises(DanvanError, match="chưa lưu, vì vòng chấm đã đóng"):
        desk.ledger.append("reviewer:TV1", "mark", BODY, expected_seq=1)
    # From paper, by the secretary, is another matter: the records ask there.
    secretary.ledger.append("reviewer:TV1", "mark", BODY | {"source": "paper"}, expected_seq=1)


def locked_by_server(desk: Review) -> list[str]:
    with desk.ledger.engine.connect() as connection:
        return sorted(connection.execute(sa.text("SELECT locked_candidates()")).scalars())


def locked_by_records(desk: Review) -> list[str]:
    sheets = LockedSheets(desk, "TV1")
    return sorted(key for key in desk.candidates["candidate_id"] if sheets.of(key))


def agreed(desk: Review) -> list[str]:
    assert locked_by_server(desk) == locked_by_records(desk)
    return locked_by_server(desk)


def test_the_server_and_the_records_agree_which_sheets_are_locked(shared: Desks) -> None:
    secretary, desk = shared
    shown = marked_now(desk)
    submit(desk, shown, at=None)
    assert agreed(desk) == [candidate(desk)]
    # A trial locks nothing once the round is open …
    start(secretary, at=now(), deadline=None)
    assert agreed(desk) == []
    with pytest.raises(MarkRefusedError):
        mark(desk, "999", at=None)
    # … unless an opening says that it counts.
    start(secretary, at=now(), deadline=None, count_earlier=True)
    assert agreed(desk) == [candidate(desk)]
    reopen(secretary, at=now())
    assert agreed(desk) == []
    submit(desk, shown, at=None)
    assert agreed(desk) == [candidate(desk)]


def test_a_sheet_under_another_rubric_is_locked_by_neither(shared: Desks) -> None:
    secretary, desk = shared
    start(secretary, at=now(), deadline=None)
    submit(desk, marked_now(desk), at=None)
    assert agreed(desk) == [candidate(desk)]
    opening = secretary.ledger.entries("secretary", "open_round")[-1].body
    changed = opening["parts"] | {"rubric:collective": "khác"}
    secretary.ledger.append(
        "secretary", "open_round", opening | {"parts": changed}, expected_seq=secretary.ledger.head("secretary")[0]
    )
    assert agreed(desk) == []
