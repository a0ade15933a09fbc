"""What the queue lists after each entry is what a desk opened at that moment would list."""

from __future__ import annotations

from decimal import Decimal

import pytest

from danvan_tools.display.desk_rows import DeskRows
from danvan_tools.records import Review, save_assignments, save_mark, undo_mark
from danvan_tools.records.review_memory import reviewer_log


def _mark(review: Review, candidate_id: str, no_mark: str = "", points: int = 1) -> None:
    holder = review.candidates.set_index("candidate_id").loc[candidate_id, "holder"]
    save_mark(
        review,
        reviewer_id="TV1",
        candidate_id=candidate_id,
        criterion_id=review.rubrics[str(holder)].criteria["criterion_id"].iloc[0],
        points=None if no_mark else Decimal(points),
        no_mark=no_mark,
        comment="",
        expected_seq=reviewer_log(review, "TV1").seq,
        entered_by="TV1",
    )


def _undo(review: Review, candidate_id: str) -> None:
    seq = reviewer_log(review, "TV1").seq
    undo_mark(review, reviewer_id="TV1", candidate_id=candidate_id, expected_seq=seq, entered_by="TV1", reason="nhầm")


def _same_as_opened_now(rows: DeskRows, review: Review) -> bool:
    rows.read()
    fresh = DeskRows(review, "TV1")
    return rows.all == fresh.all and all(rows.of(row.candidate_id) == row for row in fresh.all)


def test_rows_follow_each_entry(small_review: Review) -> None:
    rows = DeskRows(small_review, "TV1")
    first, second = (row.candidate_id for row in rows.all[:2])
    _mark(small_review, first)
    assert _same_as_opened_now(rows, small_review)
    assert [row.state for row in rows.all[:2]] == ["draft", "not_marked"]
    _mark(small_review, second, no_mark="recused")
    _mark(small_review, first, no_mark="insufficient_evidence")
    assert _same_as_opened_now(rows, small_review)
    assert [row.state for row in rows.all[:2]] == ["draft", "recused"]
    _undo(small_review, second)
    assert _same_as_opened_now(rows, small_review)


def test_rows_follow_a_new_assignment(small_review: Review) -> None:
    rows = DeskRows(small_review, "TV1")
    first, second = (row.candidate_id for row in rows.all[:2])
    _mark(small_review, first)
    seq = small_review.ledger.head("secretary")[0]
    save_assignments(small_review, {"TV1": [second]}, expected_seq=seq, entered_by="TK")
    assert _same_as_opened_now(rows, small_review)
    # What was marked stays in the list.
    assert [row.candidate_id for row in rows.all] == [first, second]


@pytest.mark.parametrize("entries", [1, 3])
def test_the_log_names_the_candidates_of_newer_entries(small_review: Review, entries: int) -> None:
    keys = [row.candidate_id for row in DeskRows(small_review, "TV1").all]
    for place in range(entries):
        _mark(small_review, keys[place % 2], points=place + 1)
    log = reviewer_log(small_review, "TV1")
    assert log.touched_after(log.seq) == set()
    assert log.touched_after(log.seq - 1) == {keys[(entries - 1) % 2]}
    assert log.touched_after(0) == set(keys[: min(entries, 2)])
