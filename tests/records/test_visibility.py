from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from danvan_tools.records.consensus import consensus_changes
from danvan_tools.records.marks import MarkRefusedError
from danvan_tools.records.review import Review
from danvan_tools.records.rounds import RoundRefusedError, round_state
from danvan_tools.records.sheet_states import general_means, sheet_states, visible_marks
from tests.records.round_steps import (
    candidate,
    close,
    mark,
    mark_all,
    reopen,
    start,
    start_consensus,
    submit,
    undo,
)


def seen(review: Review, reviewer_id: str) -> list[tuple[str, str]]:
    marks = visible_marks(review, reviewer_id)[["reviewer_id", "candidate_id"]].drop_duplicates()
    return sorted(map(tuple, marks.to_numpy().tolist()))


def test_others_marks_are_unreadable_until_the_own_sheet_is_locked(review: Review) -> None:
    key, other = candidate(review), candidate(review, "Hồ Văn Chín")
    first, second = mark_all(review, "4"), mark_all(review, "5", "TV2")
    mark_all(review, "1", "TV2", other)
    assert seen(review, "TV1") == [("TV1", key)]
    submit(review, second, "TV2")
    assert seen(review, "TV1") == [("TV1", key)]
    # Nor does who handed in first see a sheet that may still change.
    assert seen(review, "TV2") == sorted([("TV2", key), ("TV2", other)])
    submit(review, first)
    assert seen(review, "TV1") == [("TV1", key), ("TV2", key)]
    assert seen(review, "TV2") == sorted([("TV1", key), ("TV2", key), ("TV2", other)])
    reopen(review)
    assert seen(review, "TV1") == [("TV1", key)]


def test_visible_marks_are_typed_as_those_of_the_ledger(review: Review) -> None:
    none = visible_marks(review, "TV1")
    mark(review, comment="Tốt")
    stored = review.ledger.current_marks()
    pd.testing.assert_frame_equal(visible_marks(review, "TV1"), stored)
    assert none.dtypes.tolist() == stored.dtypes.tolist()


def test_the_own_mean_stands_beside_the_general_one(review: Review) -> None:
    submit(review, mark_all(review, "4"))
    assert general_means(review, "TV1").to_numpy().tolist() == [[candidate(review), 28.0, 28.0, 1]]
    assert general_means(review, "TV2").empty
    shown = mark_all(review, "5", "TV2")
    mark(review, "4.5", "TV2")
    submit(review, shown | {"TT4": (Decimal("4.5"), "")}, "TV2")
    assert general_means(review, "TV1").to_numpy().tolist() == [[candidate(review), 28.0, 31.25, 2]]
    assert general_means(review, "TV2").to_numpy().tolist() == [[candidate(review), 34.5, 31.25, 2]]


def test_a_consensus_changes_locked_sheets_with_a_reason_and_keeps_both_values(review: Review) -> None:
    key = candidate(review)
    start(review)
    shown = mark_all(review, "4")
    submit(review, shown)
    mark(review, "3", "TV2")
    with pytest.raises(RoundRefusedError, match="vòng chấm chưa đóng"):
        start_consensus(review)
    close(review)
    with pytest.raises(RoundRefusedError, match='hồ sơ "MH-9" không ở diện được chấm'):
        start_consensus(review, "MH-9")
    opening = start_consensus(review)
    assert (round_state(review).state, round_state(review).stage) == ("open", "consensus")
    assert round_state(review).candidate_ids == {key}
    with pytest.raises(MarkRefusedError, match="chưa ghi lý do"):
        mark(review, "6")
    with pytest.raises(MarkRefusedError, match="chưa khoá khi vòng chấm đóng"):
        mark(review, "6", "TV2", reason="x")
    with pytest.raises(MarkRefusedError, match="không ở trong các hồ sơ đang thống nhất"):
        mark(review, "6", candidate_id=candidate(review, "Hẻm sáng"), reason="x")
    with pytest.raises(MarkRefusedError, match="không còn thay đổi nào để hoàn tác"):
        undo(review, reason="x")
    assert mark(review, "6", reason="Có thêm minh chứng").body["opening"] == opening.seq
    with pytest.raises(MarkRefusedError, match="không nhận phiếu nữa"):
        submit(review, shown)
    states = sheet_states(review, "TV1").set_index("candidate_id").loc[key]
    assert (states["state"], states["total"]) == ("locked", 30.0)
    found = consensus_changes(review)
    assert found.drop(columns="at").to_numpy().tolist() == [
        ["TV1", key, "TT4", 4.0, "", 6.0, "", "Có thêm minh chứng", "TV1"]
    ]
    undo(review, reason="Ghi nhầm")
    assert consensus_changes(review)[["points_before", "points", "reason"]].to_numpy().tolist() == [
        [4.0, 6.0, "Có thêm minh chứng"],
        [6.0, 4.0, "Ghi nhầm"],
    ]
    close(review)
    with pytest.raises(MarkRefusedError, match="vòng chấm đã đóng"):
        mark(review, "6", reason="x")


def test_without_a_consensus_nothing_was_changed_in_one(review: Review) -> None:
    mark(review, "4")
    mark(review, "5", reason="Khác điểm tự chấm")
    assert consensus_changes(review).empty


def test_the_states_of_some_candidates_are_their_rows_among_all(review: Review) -> None:
    key, other = candidate(review), candidate(review, "Hồ Văn Chín")
    mark(review)
    submit(review, mark_all(review, "5", "TV1", other), candidate_id=other)
    every = sheet_states(review)
    some = sheet_states(review, candidate_ids={key, "MH-999"})
    pd.testing.assert_frame_equal(some, every[every["candidate_id"] == key].reset_index(drop=True))
    pd.testing.assert_frame_equal(sheet_states(review, "TV1", set()), every.iloc[:0])
