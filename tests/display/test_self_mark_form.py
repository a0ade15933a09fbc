"""What the kernel answers to the form of the units' own marks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from danvan_tools.display import self_mark_form
from danvan_tools.records import save_team_mark


class Browser:
    """Sends what the browser sends, and returns the answer the kernel gave to it."""

    def __init__(self, review) -> None:
        self.view = self_mark_form(review)
        self.answers: list[dict[str, Any]] = []
        self.view.send = self.answers.append

    def ask(self, kind: str, **content: Any) -> dict[str, Any]:
        self.view._handle_custom_msg({"id": "1", "kind": kind, "candidate": "MH-002", **content}, [])
        return self.answers[-1]

    def save(self, seq: int, by: str = "Lý Văn Tám", **points: str) -> dict[str, Any]:
        marks = [{"criterion": key, "points": value, "comment": ""} for key, value in points.items()]
        return self.ask("save", marks=marks, by=by, seq=seq)


@pytest.fixture
def review(small_review):
    small_review.settings = replace(small_review.settings, stages="self verification committee")
    small_review.committee = small_review.committee.assign(team=["Tổ 1", ""])
    return small_review


def test_a_units_marks_are_stored_together_and_shown(review):
    browser = Browser(review)
    opened = browser.ask("open")["sheet"]
    assert (opened["unit"], opened["seq"], opened["criteria"][0]["points"]) == ("Xã Một", 0, "")
    answer = browser.save(0, TT1="12,5", TT2="18")
    assert answer["said"] == "Đã lưu điểm tự chấm 2 tiêu chí."
    assert [one["points"] for one in answer["sheet"]["criteria"][:3]] == ["12,5", "18", ""]
    entries = review.ledger.entries("unit:X01")
    assert [(one.body["points"], one.body["entered_by"]) for one in entries] == [
        ("12.5", "Lý Văn Tám"),
        ("18", "Lý Văn Tám"),
    ]


def test_one_fault_holds_all_up_and_is_named(review):
    answer = Browser(review).save(0, TT1="12,5", TT2="99")
    assert "99 điểm vượt điểm tối đa 20" in answer["faults"][0]
    assert "sheet" not in answer
    assert Browser(review).save(0, by="", TT1="1")["faults"] == [
        "Chưa ghi người nhập. Chọn hoặc gõ họ tên rồi ghi lại."
    ]
    assert review.ledger.entries("unit:X01") == []


def test_another_window_is_shown_not_overwritten(review):
    browser = Browser(review)
    browser.save(0, TT1="12")
    answer = browser.save(0, TT1="9")
    assert "vừa được ghi ở một cửa sổ khác" in answer["faults"][0]
    assert answer["sheet"]["criteria"][0]["points"] == "12"


def test_what_the_team_marked_is_not_changed_any_more(review):
    browser = Browser(review)
    browser.save(0, TT1="12")
    save_team_mark(
        review, team="Tổ 1", candidate_id="MH-002", criterion_id="TT1", points="12", entered_by="TV1", expected_seq=0
    )
    assert browser.ask("open")["sheet"]["criteria"][0]["verified"] is True
    assert "tổ thẩm định đã chấm" in browser.save(1, TT1="9")["faults"][0]


def test_a_candidate_nobody_knows_and_a_review_without_self_marks_are_one_sentence(review):
    assert Browser(review).ask("open", candidate="MH-9")["faults"] == [
        'Điểm tự chấm: hồ sơ "MH-9" không còn trong danh sách. Chọn lại hồ sơ.'
    ]
    review.settings = replace(review.settings, stages="committee")
    assert "không có bước tự chấm" in self_mark_form(review).html
