from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from danvan_tools.records.ledger_errors import EntryReusedError, LedgerConflictError
from danvan_tools.records.marks import MarkRefusedError
from danvan_tools.records.review import Review
from danvan_tools.records.rubrics import build_rubrics
from danvan_tools.records.sheet_states import sheet_states
from danvan_tools.records.submissions import SheetRefusedError, submit_sheets
from tests.records.round_steps import (
    AT,
    DEADLINE,
    candidate,
    close,
    criteria,
    mark,
    mark_all,
    reopen,
    seq,
    start,
    submit,
    undo,
)


def state(review: Review, reviewer_id: str = "TV1", key: str = "") -> str:
    states = sheet_states(review, reviewer_id).set_index("candidate_id")["state"]
    return str(states[key or candidate(review)])


def test_the_states_of_a_sheet_in_their_order(review: Review) -> None:
    assert state(review) == "not_marked"
    mark(review)
    assert state(review) == "draft"
    shown = mark_all(review)
    row = sheet_states(review).set_index(["reviewer_id", "candidate_id"]).loc[("TV1", candidate(review))]
    assert row[["state", "marked", "criteria", "total"]].tolist() == ["saved", 7, 7, 35.0]
    assert submit(review, shown).kind == "submit"
    row = sheet_states(review).set_index(["reviewer_id", "candidate_id"]).loc[("TV1", candidate(review))]
    assert (row["state"], row["submitted_at"]) == ("locked", AT)
    with pytest.raises(MarkRefusedError, match=r"đã khoá lúc 01/12/2015 15:00\. Cần sửa thì đề nghị Thư ký mở lại"):
        mark(review)
    with pytest.raises(MarkRefusedError, match="đã khoá"):
        submit(review, shown)
    reopen(review)
    assert state(review) == "saved"
    mark(review, "8")
    shown["TT4"] = (Decimal(8), "")
    assert submit(review, shown).body["marks"]["TT4"] == {"points": "8", "no_mark": ""}
    assert state(review) == "locked"


def test_what_the_screen_shows_must_be_what_is_stored(review: Review) -> None:
    shown = mark_all(review)
    with pytest.raises(SheetRefusedError) as refused:
        submit(review, shown | {"TT4": (Decimal("5.5"), ""), "TT1": (None, "insufficient_evidence")})
    text = str(refused.value)
    assert 'tiêu chí "Kết quả cụ thể, có minh chứng" trên màn hình là 5,5 điểm, trong sổ là 5 điểm' in text
    assert "trên màn hình là không đủ minh chứng, trong sổ là 5 điểm" in text
    with pytest.raises(SheetRefusedError, match="trên màn hình là chưa chấm, trong sổ là 5 điểm"):
        submit(review, {key: one for key, one in shown.items() if key != "TT4"})
    with pytest.raises(SheetRefusedError, match='tiêu chí "CN1" không thuộc bộ tiêu chí'):
        submit(review, shown | {"CN1": (Decimal(1), "")})
    assert state(review) == "saved"


def test_every_criterion_needs_points_or_a_declared_kind_of_none(review: Review) -> None:
    shown = {**mark_all(review), "TT4": (None, "")}
    mark(review, None)
    with pytest.raises(SheetRefusedError, match='chưa chấm tiêu chí "Kết quả cụ thể, có minh chứng"'):
        submit(review, shown)
    mark(review, None, no_mark="insufficient_evidence")
    submit(review, shown | {"TT4": (None, "insufficient_evidence")})
    row = sheet_states(review, "TV1").set_index("candidate_id").loc[candidate(review)]
    assert (row["state"], row["marked"], str(row["total"])) == ("locked", 7, "nan")


def test_a_submission_may_come_twice_and_a_second_window_is_refused(review: Review) -> None:
    shown = mark_all(review)
    with pytest.raises(LedgerConflictError):
        submit(review, shown, expected_seq=1)
    first = submit(review, shown, entry_id="a")
    assert submit(review, shown, entry_id="a", at=AT + timedelta(days=1)) == first
    with pytest.raises(EntryReusedError):
        submit(review, {**shown, "TT4": (Decimal(6), "")}, entry_id="a")
    assert len(review.ledger.entries("reviewer:TV1", "submit")) == 1


def test_all_sheets_at_once_and_one_that_is_refused_holds_no_other_up(review: Review) -> None:
    ids = [candidate(review), candidate(review, "Hẻm sáng"), candidate(review, "Hồ Văn Chín")]
    shown = {key: mark_all(review, "4", key=key) for key in ids}
    shown[ids[1]]["TT4"] = (Decimal(3), "")
    entries, refused = submit_sheets(
        review, reviewer_id="TV1", shown=shown, expected_seq=seq(review, "reviewer:TV1"), entered_by="TV1", at=AT
    )
    assert [entry.body["candidate_id"] for entry in entries] == [ids[0], ids[2]]
    assert list(refused) == [ids[1]]
    assert "trên màn hình là 3 điểm, trong sổ là 4 điểm" in refused[ids[1]]


def test_one_sheet_is_reopened_for_one_reviewer_with_a_reason(review: Review) -> None:
    start(review)
    submit(review, mark_all(review))
    submit(review, mark_all(review, "3", "TV2"), "TV2")
    with pytest.raises(SheetRefusedError, match="chưa ghi lý do"):
        reopen(review, reason=" ")
    with pytest.raises(SheetRefusedError, match="phiếu chưa khoá"):
        reopen(review, candidate_id=candidate(review, "Hồ Văn Chín"))
    reopen(review, at=DEADLINE + timedelta(hours=1))
    assert [state(review, one) for one in ("TV1", "TV2")] == ["saved", "locked"]
    # Reopened after the deadline: this sheet alone may still be marked.
    assert mark(review, at=DEADLINE + timedelta(hours=2)).body["points"] == "7"
    with pytest.raises(MarkRefusedError, match="quá hạn"):
        mark(review, candidate_id=candidate(review, "Hẻm sáng"), at=DEADLINE + timedelta(hours=2))
    close(review)
    with pytest.raises(SheetRefusedError, match="vòng chấm đã đóng"):
        reopen(review, "TV2")


def with_criterion(review: Review, **values: object) -> Review:
    """Return a window that was opened after a criterion was edited in the files."""
    edited = review.criteria.copy()
    for name, value in values.items():
        edited.loc[edited["criterion_id"] == "TT4", name] = value
    return replace(review, criteria=edited, rubrics=build_rubrics(edited, review.tiers))


def test_a_sheet_handed_in_under_another_rubric_is_open_again(review: Review) -> None:
    start(review)
    shown = mark_all(review)
    submit(review, shown)
    changed = with_criterion(review, name="Kết quả")
    # The files alone change nothing; marking stops until the round is opened again.
    assert state(changed) == "locked"
    start(changed, reason="Sửa tên tiêu chí")
    # The mark of the criterion that changed waits to be confirmed and counts for nothing.
    row = sheet_states(changed, "TV1").set_index("candidate_id").loc[candidate(review)]
    assert (row["state"], row["marked"], str(row["total"])) == ("draft", 6, "nan")
    assert "TT4" not in changed.tables().marks["criterion_id"].tolist()
    assert len(changed.tables().marks) == 6
    assert changed.ledger.current_marks()["points"].notna().sum() == 7
    # Handing in what the screen shows confirms it.
    assert submit(changed, shown).seq == 9
    assert state(changed) == "locked"
    assert len(changed.tables().marks) == 7


def test_a_criterion_that_changed_may_be_marked_again_or_changed_back(review: Review) -> None:
    start(review)
    mark_all(review)
    changed = with_criterion(review, max_points=20)
    start(changed, reason="Giảm điểm tối đa")
    assert state(changed) == "draft"
    mark(changed, "6")
    assert state(changed) == "saved"
    start(review, reason="Giữ như cũ")
    assert (state(review), len(review.tables().marks)) == ("draft", 6)


def test_a_sheet_is_not_handed_in_with_points_that_the_changed_rules_refuse(review: Review) -> None:
    start(review)
    shown = mark_all(review)
    changed = with_criterion(review, max_points=4)
    start(changed, reason="Giảm điểm tối đa")
    with pytest.raises(MarkRefusedError, match="5 điểm vượt điểm tối đa 4"):
        submit(changed, shown)


def test_a_floor_is_no_part_of_what_a_reviewer_reads(review: Review) -> None:
    start(review)
    submit(review, mark_all(review))
    changed = with_criterion(review, floor=2)
    start(changed, reason="Sửa mức sàn")
    assert state(changed) == "locked"


def test_awards_may_change_without_opening_sheets(review: Review) -> None:
    start(review)
    submit(review, mark_all(review))
    changed = replace(review, quotas=review.quotas.iloc[:0])
    start(changed, reason="Bỏ chỉ tiêu")
    assert state(changed) == "locked"


def test_a_member_removed_in_mid_review_marks_no_more(review: Review) -> None:
    start(review)
    mark(review, reviewer_id="TV2")
    fewer = replace(review, committee=review.committee[review.committee["reviewer_id"] != "TV2"])
    with pytest.raises(MarkRefusedError, match='"TV2": không có thành viên này trong Hội đồng'):
        mark(fewer, reviewer_id="TV2")
    start(fewer, reason="Chuyển công tác")
    # A window that was opened before.
    with pytest.raises(MarkRefusedError, match=r"Lý Văn Tám, hồ sơ .*: thành viên này không còn trong Hội đồng"):
        mark(review, reviewer_id="TV2")
    assert len(review.ledger.entries("reviewer:TV2")) == 1
    start(review, reason="Trở lại Hội đồng")
    assert mark(review, reviewer_id="TV2").seq == 2


def test_who_asks_not_to_mark_marks_no_more_until_it_is_taken_back(review: Review) -> None:
    mark(review, "7")
    mark(review, None, criterion_id="TT1", no_mark="recused")
    assert state(review) == "recused"
    with pytest.raises(MarkRefusedError, match="đã xin không chấm hồ sơ này"):
        mark(review, "8")
    with pytest.raises(SheetRefusedError, match="đã xin không chấm hồ sơ này nên không cần hoàn tất"):
        submit(review, {})
    undo(review)
    assert state(review) == "draft"
    assert mark(review, "8").body["points"] == "8"


def test_an_individual_has_its_own_criteria(review: Review) -> None:
    key = candidate(review, "Hồ Văn Chín")
    shown = mark_all(review, "2", key=key)
    assert sorted(shown) == sorted(criteria(review, key))
    assert submit(review, shown, candidate_id=key).body["holder"] == "individual"
