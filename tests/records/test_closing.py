"""A closing is exact: whoever marks at that moment stands before its heads, or is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_roles import set_reviewer_password
from danvan_tools.records.marks import MarkRefusedError
from danvan_tools.records.review import Review
from danvan_tools.records.review_memory import ReviewMemory, one_moment, settled
from danvan_tools.records.rounds import round_state
from danvan_tools.records.sheet_states import general_means
from tests.postgres_server import PostgresServer
from tests.records import round_steps
from tests.records.round_steps import close, criteria, mark, mark_all, seq, start, submit

_BODY = {
    "stage": "committee",
    "candidate_id": "MH-001",
    "criterion_id": "TT4",
    "points": "7",
    "no_mark": "",
    "comment": "",
    "source": "desk",
    "entered_by": "TV1",
    "holder": "collective",
    "version": "",
}


@pytest.fixture(params=["file", "server"])
def open_review_again(
    request: pytest.FixtureRequest,
    review: Review,
    server: PostgresServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[list[Review]]:
    """Three openings of one review: the secretary's and both members', with an open round."""
    # A server takes no entry dated far from its own clock.
    now = datetime.now(UTC)
    monkeypatch.setattr(round_steps, "AT", now)
    monkeypatch.setattr(round_steps, "DEADLINE", now + timedelta(minutes=5))
    if request.param == "file":
        ledgers = [Ledger.open(tmp_path / "shared.db") for _ in range(3)]
    else:
        secretary = server.new_ledger()
        for number in ("1", "2"):
            set_reviewer_password(secretary.engine, f"TV{number}", f"MA-{number}")
        ledgers = [secretary, *(secretary.as_reviewer(f"TV{number}", f"MA-{number}") for number in ("1", "2"))]
    reviews = [opened_on(review, ledger) for ledger in ledgers]
    start(reviews[0])
    yield reviews
    for one in reviews:
        one.ledger.engine.dispose()


def opened_on(review: Review, ledger: Ledger) -> Review:
    found = replace(review, ledger=ledger, rubrics=dict(review.rubrics))
    found.memory = ReviewMemory()
    return found


def test_a_mark_that_was_allowed_before_the_closing_is_not_stored_behind_it(open_review_again: list[Review]) -> None:
    secretary, desk, _ = open_review_again
    with one_moment(desk):
        # The desk has looked: the round is open. It closes before the desk writes.
        assert round_state(desk).state == "open"
        close(secretary)
        # A shared server looks by itself whether the round is still open, before it compares heads.
        with pytest.raises(DanvanError, match=r'luồng "secretary" vừa có mục mới|chưa lưu, vì vòng chấm đã đóng'):
            desk.ledger.append_many("reviewer:TV1", [("mark", _BODY)], expected_seq=0, rests_on=settled(desk))
    assert desk.ledger.head("reviewer:TV1") == (0, "")
    with pytest.raises(MarkRefusedError, match="vòng chấm đã đóng"):
        mark(desk)


def test_heads_of_a_closing_are_those_of_all_that_is_ever_stored_while_many_mark(
    open_review_again: list[Review],
) -> None:
    secretary, *desks = open_review_again
    told: dict[str, list[str]] = {"TV1": [], "TV2": []}
    stored: dict[str, int] = {"TV1": 0, "TV2": 0}
    begun = threading.Barrier(3)

    def write(desk: Review, reviewer_id: str) -> None:
        begun.wait()
        for turn in range(200):
            try:
                mark(desk, str(turn % 5), reviewer_id)
                stored[reviewer_id] += 1
            except DanvanError as error:
                told[reviewer_id].append(str(error))
                if "đã đóng" in str(error):
                    return

    writers = [threading.Thread(target=write, args=(desk, f"TV{n}")) for n, desk in enumerate(desks, start=1)]
    for writer in writers:
        writer.start()
    begun.wait()
    while min(stored.values()) < 3:
        assert all(writer.is_alive() for writer in writers), told
        threading.Event().wait(0.005)
    closing = close(secretary)
    for writer in writers:
        writer.join()
    # Each was stopped by the closing, and by nothing else but the moment of it.
    assert all("vòng chấm đã đóng" in said[-1] for said in told.values())
    assert all("vừa có mục mới" in sentence for said in told.values() for sentence in said[:-1])
    heads = {stream: head["seq"] for stream, head in closing.body["heads"].items()}
    assert heads == {"secretary": 1, "reviewer:TV1": stored["TV1"], "reviewer:TV2": stored["TV2"]}
    assert {stream: seq(secretary, stream) for stream in heads} == heads | {"secretary": 2}


def test_a_closing_sent_twice_is_stored_once(open_review_again: list[Review]) -> None:
    secretary = open_review_again[0]
    entry = close(secretary, entry_id="x", expected_seq=1)
    mark_stays = seq(secretary, "reviewer:TV1")
    assert close(secretary, entry_id="x", expected_seq=1) == entry
    assert (seq(secretary), mark_stays) == (2, 0)


def test_what_becomes_visible_later_is_read_though_it_stands_further_up(open_review_again: list[Review]) -> None:
    """On a server others' entries appear as own sheets are locked, not in the order they were written."""
    _, own, other = open_review_again
    keys = [key for key in own.under_review()["candidate_id"] if len(criteria(own, key)) > 1]
    keys = [key for key in keys if key not in set(own.conflicts["candidate_id"])][:2]
    assert len(keys) == 2
    for key in keys:
        submit(other, mark_all(other, "4", "TV2", key), "TV2", candidate_id=key)
    # The one handed in last is locked first.
    for key in reversed(keys):
        submit(own, mark_all(own, "3", "TV1", key), "TV1", candidate_id=key)
        means = general_means(own, "TV1").set_index("candidate_id")
        assert means.loc[key, "sheets"] == 2
    assert set(general_means(own, "TV1")["sheets"]) == {2}
