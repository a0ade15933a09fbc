from __future__ import annotations

from lxml import html

from danvan_tools.display import withdrawal_form
from danvan_tools.records import assigned_candidates, withdraw_candidate


def state(form) -> str:
    return html.fromstring(form.children[-1].value).text_content()


def entries(review) -> list[tuple[str, dict[str, str]]]:
    found = review.ledger.entries("secretary")
    return [(entry.kind, entry.body) for entry in found if entry.kind not in ("register", "load")]


def test_every_field_has_a_label_and_the_survivor_is_asked_only_for_a_merger(small_review):
    form = withdrawal_form(small_review)
    action, candidate, into, reason, _ = form.children
    labels = [field.description for field in (action, candidate, into, reason)]
    assert labels == ["Việc cần ghi", "Hồ sơ", "Nhập vào hồ sơ", "Lý do"]
    assert (into.layout.display, reason.continuous_update) == ("none", False)
    assert [option.partition(" – ")[0] for option in candidate.options] == small_review.candidates[
        "candidate_id"
    ].tolist()
    action.value = "Nhập vào hồ sơ khác"
    assert into.layout.display == ""
    assert state(form).startswith("Nhập vào hồ sơ khác")


def test_the_reason_records_a_withdrawal_and_the_way_back(small_review):
    form = withdrawal_form(small_review)
    action, candidate, _, reason, _ = form.children
    assert state(form) == "Chưa hồ sơ nào rút hay nhập."
    candidate.value = candidate.options[0]
    name = small_review.candidates["name"].iloc[0]
    assert state(form) == f"Rút khỏi đợt xét: MH-001 “{name}” (tập thể)"
    reason.value = "Đơn vị <b>xin</b> rút"
    assert state(form) == f"Đã ghi: Rút khỏi đợt xét: MH-001 “{name}” (tập thể)."
    assert reason.value == ""
    (written,) = entries(small_review)
    assert (written[0], written[1]["candidate_id"], written[1]["reason"]) == (
        "withdraw",
        "MH-001",
        "Đơn vị <b>xin</b> rút",
    )
    reviewer = small_review.committee["reviewer_id"].iloc[0]
    assert "MH-001" not in assigned_candidates(small_review, reviewer)
    action.value = "Đưa lại vào đợt xét"
    reason.value = "Rút nhầm"
    assert [kind for kind, _ in entries(small_review)] == ["withdraw", "reinstate"]
    assert "MH-001" in assigned_candidates(small_review, reviewer)


def test_what_is_refused_is_said_and_not_recorded(small_review):
    form = withdrawal_form(small_review)
    action, candidate, into, reason, _ = form.children
    action.value = "Nhập vào hồ sơ khác"
    candidate.value = into.value = "MH-001"
    reason.value = "Trùng"
    assert state(form) == (
        "CHƯA GHI: Nhập hồ sơ MH-001 vào hồ sơ MH-001: một hồ sơ không nhập vào chính nó. Chọn hồ sơ khác."
    )
    candidate.value = "MH-9"
    assert "MH-9 (không có mã này)" in state(form)
    reason.value = "Trùng"
    assert state(form).startswith('CHƯA GHI: Nhập hồ sơ MH-9 vào hồ sơ MH-001: không có hồ sơ "MH-9".')
    reason.value = "   "
    assert entries(small_review) == []


def test_another_windows_entry_is_shown_and_nothing_is_written_over_it(small_review):
    form = withdrawal_form(small_review)
    _, candidate, _, reason, _ = form.children
    seq = small_review.ledger.head("secretary")[0]
    withdraw_candidate(small_review, candidate_id="MH-001", reason="x", entered_by="TV1", expected_seq=seq)
    candidate.value = small_review.candidates["candidate_id"].iloc[1]
    reason.value = "Xin rút"
    assert state(form) == (
        "CHƯA GHI: có cửa sổ khác vừa ghi vào sổ. Đã rút hoặc nhập: MH-001. Xem lại rồi nhập lại lý do."
    )
    reason.value = "Xin rút"
    assert [body["candidate_id"] for _, body in entries(small_review)] == [
        "MH-001",
        small_review.candidates["candidate_id"].iloc[1],
    ]
