"""What the kernel answers to the forms of the meeting: count sheets, amendments and decisions."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from danvan_tools import assessment
from danvan_tools.display import amendment_form, decision_form, tally_form
from danvan_tools.records import save_recommendation

KEY, MATTER = "MH-002", "Đề nghị khen thưởng, biểu dương"
NUMBERS = {
    "present": "2", "recused": "0", "issued": "2", "returned": "2", "valid": "2", "invalid": "0", "votes_for": "2",
    "votes_against": "0", "votes_blank": "0", "in_writing": "", "in_writing_for": "", "in_writing_against": "",
}  # fmt: skip
PROPOSAL = pd.DataFrame({"candidate_id": ["MH-001", KEY, "DH-001"], "form": ["", "Giấy khen", ""]})


class Browser:
    """Sends what the browser sends, and returns the answer the kernel gave to it."""

    def __init__(self, view: Any, typed: dict[str, Any]) -> None:
        self.view, self.typed, self.count = view, typed, 0
        self.answers: list[dict[str, Any]] = []
        self.view.send = self.answers.append

    def ask(self, kind: str, seq: int = 0, **changes: Any) -> dict[str, Any]:
        self.count += 1
        content = {"candidate": KEY, "seq": seq, "by": "Lý Văn Tám", **self.typed, **changes}
        self.view._handle_custom_msg({"id": changes.get("id", f"m{self.count}"), "kind": kind, **content}, [])
        return self.answers[-1]


@pytest.fixture
def tally(small_review) -> Browser:
    typed = {
        "form": "Giấy khen", "round": "1", "matter": MATTER, "held_on": "17/12/2015", "tellers": "Đặng Thị Mười",
        "reason": "", "numbers": NUMBERS,
    }  # fmt: skip
    return Browser(tally_form(small_review, PROPOSAL, assessment.count_ballots), typed)


@pytest.fixture
def amend(small_review) -> Browser:
    typed = {"form": "Biểu dương", "reason": "Kết quả còn hẹp"}
    return Browser(amendment_form(small_review, PROPOSAL, assessment.check_quotas), typed)


@pytest.fixture
def decide(small_review) -> Browser:
    save_recommendation(
        small_review, candidate_id=KEY, proposed_form="Giấy khen", form="Giấy khen", reason="", entered_by="TV2",
        expected_seq=0,
    )  # fmt: skip
    typed = {
        "form": "Giấy khen", "occasion": "conference", "authority": "Đảng ủy xã Một", "authority_kind": "party",
        "level": "commune", "decision_no": "43-QĐ/ĐU", "decided_on": "21/12/2015", "signer": "Người Ký", "reason": "",
    }  # fmt: skip
    return Browser(decision_form(small_review), typed)


def test_a_tally_is_checked_while_it_is_typed(tally) -> None:
    assert tally.ask("check")["said"][0].startswith("Kết quả: 2/2 phiếu (100,00%); quy định từ 2/3")
    some = tally.ask("check", numbers=NUMBERS | {"returned": "3", "valid": ""})
    assert some["faults"] == ["số phiếu thu về 3 nhiều hơn số phiếu phát ra 2. Kiểm lại hai số."]
    assert some["said"] == ["Còn trống: số phiếu hợp lệ."]
    assert tally.ask("check", numbers=NUMBERS | {"valid": "1", "votes_for": "1"})["faults"] == [
        "số phiếu hợp lệ 1 + số phiếu không hợp lệ 0 không bằng số phiếu thu về 2. Kiểm lại các số."
    ]
    wrong = tally.ask("check", numbers=NUMBERS | {"valid": "hai"})["faults"]
    assert wrong == ['số phiếu hợp lệ "hai" không phải là số đếm. Nhập số nguyên từ 0 trở lên.']
    assert "không phải là ngày" in tally.ask("check", held_on="hôm nay")["faults"][0]
    assert "không có quy tắc" in tally.ask("check", matter="Bầu tổ trưởng")["faults"][0]


def test_a_tally_is_stored_with_a_receipt_corrected_and_taken_back(small_review, tally) -> None:
    opened = tally.ask("open")["sheet"]
    assert (opened["form"], opened["rounds"]) == ("Giấy khen", [])
    saved = tally.ask("save", id="một")
    assert saved["receipt"].startswith("đã lưu ")
    assert "2/2 phiếu (100,00%)" in saved["receipt"]
    # A message that comes twice is one count sheet.
    tally.ask("save", id="một")
    assert len(small_review.ledger.entries("committee")) == 1
    fewer = NUMBERS | {"votes_for": "1", "votes_against": "1"}
    assert "chưa ghi lý do" in tally.ask("save", 1, numbers=fewer)["faults"][0]
    again = tally.ask("save", 1, numbers=fewer, reason="Đếm nhầm một phiếu")["sheet"]
    assert [line.endswith("(đã đính chính)") for line in again["history"]] == [True, False]
    assert again["rounds"][0]["numbers"]["votes_for"] == "1"
    back = tally.ask("undo", 2, entry=2, why="Sửa nhầm hồ sơ")["sheet"]
    assert back["rounds"][0]["numbers"]["votes_for"] == "2"
    second = tally.ask("save", 3, round="2")["sheet"]
    assert [one["round"] for one in second["rounds"]] == [1, 2]
    names = set(small_review.committee["name"]) | set(small_review.committee["reviewer_id"])
    body = small_review.ledger.entries("committee", "ballot")[0].body
    assert {name for name in names if name in str(body)} == {"Đặng Thị Mười", "Lý Văn Tám"}  # teller and typist only


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by": ""}, "Chưa ghi người nhập"),
        ({"tellers": " ; "}, "chưa ghi người kiểm phiếu"),
        ({"held_on": ""}, "Chưa ghi ngày bỏ phiếu"),
        ({"numbers": NUMBERS | {"issued": ""}}, "Còn trống: số phiếu phát ra"),
        ({"numbers": NUMBERS | {"issued": "9" * 400}}, "không phải là số đếm"),
        ({"form": "Huân chương"}, "không có hình thức “Huân chương”"),
        ({"candidate": "MH-9"}, "không có hồ sơ này"),
        ({"round": "3"}, "vòng 3 không tiếp theo"),
    ],
)
def test_a_tally_that_cannot_be_stored(small_review, tally, changes, words) -> None:
    assert words in "".join(tally.ask("save", **changes)["faults"])
    assert small_review.ledger.entries("committee") == []


def test_an_amendment_has_its_reason_its_author_and_its_undo(small_review, amend) -> None:
    assert amend.ask("open")["sheet"]["told"] == ["Tính theo điểm: Giấy khen. Hội đồng: chưa ghi đề nghị."]
    assert amend.ask("check", reason="")["said"] == ["Đổi từ Giấy khen thành Biểu dương: phải ghi lý do."]
    assert "chưa ghi lý do" in amend.ask("save", reason=" ")["faults"][0]
    sheet = amend.ask("save")["sheet"]
    assert sheet["history"][0].endswith("Lý Văn Tám: từ Giấy khen thành Biểu dương; lý do: Kết quả còn hẹp")
    back = amend.ask("undo", 1, entry=1, why="Hội đồng bàn lại")["sheet"]
    assert back["history"][0].endswith("(đã hoàn tác)")
    assert back["form"] == "Giấy khen"
    left = amend.ask("left")
    assert left["count"] == 1
    assert amend.ask("rest", left["seq"])["receipt"].endswith(": 1 hồ sơ.")
    assert small_review.ledger.recommendations()["form"].tolist() == ["Giấy khen"]


def test_what_an_amendment_breaks_is_said(small_review) -> None:
    small_review.awards = small_review.awards.assign(places=0)
    small_review.quotas = pd.DataFrame(
        [{"award": "praise", "scope": "sector", "value": "KT", "at_least": pd.NA, "at_most": 0, "counting": ""}]
    )
    browser = Browser(
        amendment_form(small_review, PROPOSAL, assessment.check_quotas), {"form": "Biểu dương", "reason": ""}
    )
    faults = browser.ask("check")["faults"]
    assert faults[0] == "chỉ tiêu “Kinh tế”: quy định nhiều nhất 0, danh sách có 1. Hội đồng cân nhắc."
    assert faults[1] == "Biểu dương: 1 hồ sơ cho 0 chỗ. Hội đồng cân nhắc."


def test_a_decision_lower_than_recommended(small_review, decide) -> None:
    assert decide.ask("open")["sheet"]["told"] == ["Tính theo điểm: Giấy khen. Hội đồng đề nghị: Giấy khen."]
    assert decide.ask("check")["said"] == []
    assert decide.ask("check", form="Biểu dương")["said"] == [
        "Khác với đề nghị của hội đồng: hạ từ khen thưởng xuống biểu dương. Phải ghi lý do."
    ]
    assert "chưa ghi lý do" in decide.ask("save", 1, form="Biểu dương")["faults"][0]
    saved = decide.ask("save", 1, form="Biểu dương", reason="Kết quả còn hẹp")
    assert "hạ từ khen thưởng xuống biểu dương" in saved["sheet"]["history"][0]
    assert small_review.ledger.decisions()["form"].tolist() == ["Biểu dương"]
    decide.ask("undo", 2, entry=2, why="Gõ nhầm")
    assert small_review.ledger.decisions().empty


def test_another_window_is_shown_not_overwritten(small_review, decide) -> None:
    answer = decide.ask("save", 0)
    assert "vừa được ghi ở một cửa sổ khác" in answer["faults"][0]
    assert answer["sheet"]["seq"] == 1
    assert small_review.ledger.decisions().empty


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decided_on": "mai"}, '"mai" không phải là ngày'),
        ({"decided_on": ""}, "thiếu ngày quyết định"),
        ({"decision_no": "", "signer": ""}, "thiếu số quyết định và người ký"),
        ({"form": ""}, "chưa ghi lý do"),
        ({"candidate": "MH-9"}, "không có hồ sơ này"),
        ({"signer": "Người\x07Ký"}, "không in được"),
    ],
)
def test_a_decision_that_cannot_be_stored(small_review, decide, changes, words) -> None:
    assert words in decide.ask("save", 1, **changes)["faults"][0]
    assert small_review.ledger.decisions().empty


def test_a_candidate_nobody_knows_is_one_sentence(tally, amend) -> None:
    for browser in (tally, amend):
        assert browser.ask("open", candidate="MH-9")["faults"] == ['Hồ sơ "MH-9" không còn được xét. Chọn lại hồ sơ.']
