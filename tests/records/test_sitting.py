from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from danvan_tools.assessment import combine_scores
from danvan_tools.records.marks import MarkRefusedError
from danvan_tools.records.progress import round_progress
from danvan_tools.records.review import Review
from danvan_tools.records.rounds import RoundRefusedError, round_state
from danvan_tools.records.sheet_states import general_means, sheet_states
from danvan_tools.records.sitting_warnings import left_out_sheets, warn_of_round, warn_of_sitting
from tests.records.round_steps import candidate, close, mark, mark_all, start, submit

_OPENED = "sau khi mở vòng chấm lúc 01/12/2015 15:00"
_REMEDY = "Nếu sửa nhầm, sửa lại như trước; nếu không, mở lại vòng chấm có ghi lý do ở sổ tay 2b"


def without(review: Review, reviewer_id: str) -> Review:
    committee = review.committee[review.committee["reviewer_id"] != reviewer_id].reset_index(drop=True)
    return replace(review, committee=committee)


def related(review: Review, reviewer_id: str, key: str) -> Review:
    row = pd.DataFrame([{"reviewer_id": reviewer_id, "candidate_id": key, "reason": "cùng đơn vị"}])
    return replace(review, conflicts=pd.concat([review.conflicts, row], ignore_index=True))


def score(review: Review, key: str) -> tuple[float, int, int]:
    scores = combine_scores(review.tables()).set_index("candidate_id")
    return tuple(scores.loc[key, ["score", "sheets", "left_out"]].tolist())  # type: ignore[return-value]


@pytest.fixture
def marked(review: Review) -> Review:
    """Two sheets of one candidate, of 5 and of 3 points for each criterion; the round is closed."""
    start(review)
    submit(review, mark_all(review, "5"))
    submit(review, mark_all(review, "3", "TV2"), "TV2")
    close(review)
    return review


def sentences(review: Review, *, named: bool = True) -> list[str]:
    return [str(fault) for fault in warn_of_sitting(review, named=named)]


def test_a_removed_members_sheet_counts_until_the_round_is_opened_again(marked: Review) -> None:
    key = candidate(marked)
    before, now = score(marked, key), without(marked, "TV1")
    assert (before[1], before[2]) == (2, 0)
    assert score(now, key) == before
    assert not round_state(now).rules_changed
    assert sentences(now) == [
        f'review.xlsx, trang "Hội đồng": {_OPENED} đã bỏ Đặng Thị Mười (TV1), 1 phiếu đã chấm (hồ sơ {key}) vẫn tính '
        f"vào kết quả. {_REMEDY}, từ đó các phiếu này không tính."
    ]
    assert "Đặng" not in str(sentences(now, named=False))
    assert "TV1" not in str(sentences(now, named=False))
    assert round_progress(now).reviewers["reviewer_id"].tolist() == ["TV1", "TV2"]
    assert round_progress(now).reviewers["name"].tolist() == ["Đặng Thị Mười", "Lý Văn Tám"]
    assert general_means(now, "TV2")["sheets"].tolist() == [2]


def test_opening_again_needs_a_reason_and_then_names_the_sheets_left_out(marked: Review) -> None:
    key, now = candidate(marked), without(marked, "TV1")
    with pytest.raises(RoundRefusedError, match=r"trang Hội đồng\) mà chưa ghi lý do"):
        start(now)
    start(now, reason="Chuyển công tác")
    assert score(now, key)[1:] == (1, 1)
    assert left_out_sheets(now).to_numpy().tolist() == [["TV1", "Đặng Thị Mười", key, "không còn trong Hội đồng"]]
    assert sentences(now) == [
        f'review.xlsx, trang "Hội đồng": 1 phiếu đã chấm (hồ sơ {key}) của Đặng Thị Mười không tính vào kết quả: '
        "không còn trong Hội đồng. Điểm vẫn giữ trong sổ. Nếu có nhầm lẫn, sửa trang này rồi mở lại vòng chấm có ghi "
        "lý do."
    ]
    assert general_means(now, "TV2")["sheets"].tolist() == [1]


def test_a_conflict_declared_later_stops_marking_and_keeps_the_sheet_until_the_round_is_opened_again(
    marked: Review,
) -> None:
    key = candidate(marked)
    before, now = score(marked, key), related(marked, "TV1", key)
    assert score(now, key) == before
    assert sentences(now) == [
        f'review.xlsx, trang "Có liên quan": {_OPENED} đã thêm Đặng Thị Mười (TV1) với hồ sơ {key}, phiếu đã chấm vẫn '
        f"tính vào kết quả. {_REMEDY}, từ đó phiếu này không tính."
    ]
    states = sheet_states(now, "TV1").set_index("candidate_id")["state"]
    assert states[key] == "locked"
    start(now, reason="Bổ sung người có liên quan")
    assert score(now, key)[1:] == (1, 1)
    assert left_out_sheets(now)["why"].tolist() == ["có liên quan, không tham gia chấm"]
    assert general_means(now, "TV2")["sheets"].tolist() == [1]
    assert key not in sheet_states(now, "TV1")["candidate_id"].tolist()
    with pytest.raises(MarkRefusedError, match="có liên quan"):
        mark(now, reviewer_id="TV1")


def test_a_conflict_taken_off_the_sheet_holds_until_the_round_is_opened_again(review: Review) -> None:
    before = related(review, "TV1", candidate(review))
    start(before)
    with pytest.raises(MarkRefusedError, match="có liên quan"):
        mark(review)
    assert "đã bỏ Đặng Thị Mười (TV1) với hồ sơ" in sentences(review)[0]
    start(review, reason="Ghi nhầm")
    mark(review)
    assert sentences(review) == []


def test_a_member_added_later_marks_once_the_round_is_opened_again(review: Review) -> None:
    start(without(review, "TV1"))
    assert sentences(review) == [
        f'review.xlsx, trang "Hội đồng": {_OPENED} đã thêm Đặng Thị Mười (TV1), thành viên này chưa chấm được. '
        f"{_REMEDY}, từ đó thành viên chấm được."
    ]
    with pytest.raises(MarkRefusedError, match="mới được thêm vào Hội đồng sau khi mở vòng chấm"):
        mark(review)
    mark(review, reviewer_id="TV2")
    start(review, reason="Bổ sung thành viên")
    mark(review)


def test_before_any_round_the_files_hold_and_what_is_left_out_is_named(review: Review) -> None:
    mark_all(review)
    assert warn_of_round(review) == []
    assert score(without(review, "TV1"), candidate(review))[1:] == (0, 1)
    assert "của TV1 không tính vào kết quả: không còn trong Hội đồng" in sentences(without(review, "TV1"))[0]


def test_an_opening_of_an_earlier_version_holds_the_members_only(review: Review) -> None:
    body = start(review).body
    old = {name: value for name, value in body.items() if name not in ("names", "conflicts", "entered_by")}
    review.ledger.append("secretary", "open_round", old, expected_seq=review.ledger.head("secretary")[0])
    later = related(review, "TV1", candidate(review))
    assert sentences(later) == []
    assert "đã bỏ Đặng Thị Mười (TV1)" in sentences(without(later, "TV1"))[0]
