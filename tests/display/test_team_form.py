"""What the kernel answers to the form of a verification team."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from danvan_tools.display import team_form
from danvan_tools.errors import DanvanError
from danvan_tools.records import save_self_marks, save_team_mark, visits
from danvan_tools.records.rubrics import build_rubrics


class Browser:
    """Sends what the browser sends, and returns the answer the kernel gave to it."""

    def __init__(self, review, team: str = "Tổ 1") -> None:
        self.view = team_form(review, team)
        self.answers: list[dict[str, Any]] = []
        self.view.send = lambda content, buffers=(): self.answers.append(content)
        self.seq = 0

    def ask(self, kind: str, *buffers: bytes, **content: Any) -> dict[str, Any]:
        sent = {"id": f"{len(self.answers)}", "kind": kind, "candidate": "MH-002", **content}
        self.view._handle_custom_msg(sent, [memoryview(part) for part in buffers])
        answer = self.answers[-1]
        assert answer["id"] == sent["id"]
        self.seq = answer.get("sheet", {}).get("seq", self.seq)
        return answer

    def mark(self, *marks: dict[str, str], **changes: Any) -> dict[str, Any]:
        filled = [dict.fromkeys(("points", "no_mark", "reason", "comment"), "") | one for one in marks]
        return self.ask("marks", **({"marks": filled, "by": "TV1", "seq": self.seq} | changes))

    def visit(self, **changes: Any) -> dict[str, Any]:
        told = {"on": "15/11/2015", "findings": "Đúng.", "members": ["TV1"], "by": "TV1", "photos": []}
        return self.ask("visit", **(told | {"seq": self.seq} | changes))


@pytest.fixture
def review(small_review):
    """Two teams; the unit of MH-002 marked its first criterion."""
    small_review.settings = replace(small_review.settings, stages="self verification committee")
    small_review.committee = small_review.committee.assign(team=["Tổ 1", "Tổ 2"])
    marks = pd.DataFrame([("TT1", "14")], columns=["criterion_id", "points"])
    save_self_marks(small_review, unit_id="X01", candidate_id="MH-002", marks=marks, entered_by="TV2", expected_seq=0)
    return small_review


@pytest.fixture
def browser(review) -> Browser:
    return Browser(review)


def criterion(answer: dict[str, Any], number: int) -> dict[str, str]:
    return answer["sheet"]["criteria"][number - 1]


def test_the_form_shows_members_criteria_and_the_units_own_marks(review, browser):
    assert [one["id"] for one in browser.view.start["candidates"]] == ["MH-001", "MH-002", "DH-001"]
    answer = browser.ask("open")
    assert answer["sheet"]["members"] == [{"id": "TV1", "name": "Đặng Thị Mười", "related": False}]
    assert criterion(answer, 1) == {
        "id": "TT1",
        "name": review.criteria.set_index("criterion_id").loc["TT1", "name"],
        "max": "15",
        "factor": 1.0,
        "counts": "",
        "self": "14",
        **dict.fromkeys(("points", "no_mark", "reason", "comment", "at"), ""),
    }
    assert criterion(answer, 2)["self"] == ""
    conflict = Browser(review, "Tổ 2").ask("open", candidate="MH-001")
    assert conflict["sheet"]["members"] == [{"id": "TV2", "name": "Lý Văn Tám", "related": True}]


def test_a_team_nobody_knows_is_refused(review):
    with pytest.raises(DanvanError, match='"Tổ 9" không có ở cột Tổ thẩm định, trang Hội đồng'):
        team_form(review, "Tổ 9")


def test_without_a_team_the_form_begins_with_a_choice(review):
    box = team_form(review)
    _, chooser, place = box.children
    assert [value for _, value in chooser.options] == ["", "Tổ 1", "Tổ 2"]
    assert place.children == ()
    chooser.value = "Tổ 2"
    (form,) = place.children
    assert form.start["team"] == "Tổ 2"
    chooser.value = "Tổ 1"
    assert place.children[0].start["team"] == "Tổ 1"
    assert form.comm is None
    chooser.value = ""
    assert place.children == ()


def test_the_only_team_needs_no_choice(review):
    review.committee = review.committee.assign(team=["Tổ 2", ""])
    assert team_form(review).start["team"] == "Tổ 2"
    review.committee = review.committee.assign(team="")
    assert "Chưa có tổ nào ở cột Tổ thẩm định" in team_form(review).html


def test_a_review_without_verification_says_so(review):
    review.settings = replace(review.settings, stages="self committee")
    assert "Đợt xét này không có bước thẩm định." in team_form(review, "Tổ 1").html


def test_each_mark_is_stored_on_its_own_and_the_refused_ones_are_named(browser):
    answer = browser.mark(
        {"criterion": "TT1", "points": "12,5"},
        {"criterion": "TT2", "points": "18", "comment": "Rõ"},
        {"criterion": "TT3", "no_mark": "insufficient_evidence"},
        {"criterion": "TT4", "points": "99"},
    )
    assert (answer["saved"], answer["said"]) == (["TT2", "TT3"], "Đã lưu điểm 2 tiêu chí.")
    assert "thẩm định 12,5 khác tự chấm 14 mà chưa ghi lý do" in answer["faults"][0]
    assert "99 điểm vượt điểm tối đa 30" in answer["faults"][1]
    assert (criterion(answer, 2)["points"], criterion(answer, 2)["comment"]) == ("18", "Rõ")
    assert criterion(answer, 3)["no_mark"] == "insufficient_evidence"
    answer = browser.mark({"criterion": "TT1", "points": "12,5", "reason": "Thiếu hai buổi"})
    assert (criterion(answer, 1)["points"], criterion(answer, 1)["reason"]) == ("12,5", "Thiếu hai buổi")


def test_a_visit_is_stored_with_its_photos(review, browser):
    written = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(written, "PNG")
    browser.ask("part", written.getvalue(), upload="u", name="ảnh.png")
    answer = browser.visit(photos=["u"])
    assert answer["said"] == "Đã lưu buổi thẩm định ngày 15/11/2015, 1 ảnh."
    assert answer["sheet"]["visits"] == [
        {"on": "15/11/2015", "findings": "Đúng.", "photos": 1, "members": "Đặng Thị Mười"}
    ]
    assert len(list((review.folder / "evidence" / "MH-002").iterdir())) == 1


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"on": "mai"}, 'Ngày thẩm định "mai" không phải là ngày.'),
        ({"on": ""}, "chưa ghi ngày thẩm định"),
        ({"findings": " "}, "chưa ghi nội dung thẩm định"),
        ({"members": []}, "chưa chọn thành viên tham gia"),
        ({"by": ""}, "Chưa ghi người nhập."),
        ({"photos": ["nie"]}, "Tệp gửi lên chưa nhận đủ."),
        ({"candidate": "MH-999"}, "không có hồ sơ này trong danh sách"),
    ],
)
def test_what_is_missing_is_said_and_nothing_stored(review, browser, changes, what):
    assert what in browser.visit(**changes)["faults"][0]
    assert visits(review).empty


def test_nothing_typed_is_said(browser):
    assert browser.mark()["faults"] == ["Chưa có điểm nào mới. Nhập điểm thẩm định rồi ghi."]
    assert browser.mark({"criterion": "TT2", "points": "5"}, by="")["faults"] == [
        "Chưa ghi người nhập. Chọn hoặc gõ họ tên rồi ghi lại."
    ]


def test_another_windows_entry_is_shown_and_nothing_is_written_over_it(review, browser):
    save_team_mark(
        review,
        team="Tổ 1",
        candidate_id="MH-002",
        criterion_id="TT2",
        points="11",
        entered_by="TV1",
        expected_seq=0,
    )
    for answer in (browser.mark({"criterion": "TT2", "points": "5"}, seq=0), browser.visit(seq=0)):
        assert answer["faults"][0].startswith("Tổ 1 vừa được ghi thêm 1 mục ở một cửa sổ khác.")
        assert criterion(answer, 2)["points"] == "11"
    assert visits(review).empty


def test_the_team_marks_the_criteria_of_its_stage_and_sees_where_the_others_come_from(review):
    criteria = review.criteria.copy()
    for key, giver in (("TT5", "committee"), ("TT6", "verification"), ("TT7", "index")):
        criteria.loc[criteria["criterion_id"] == key, "marked_by"] = giver
    criteria.loc[criteria["criterion_id"] == "TT6", "weight"] = 1.5
    candidates = review.candidates.assign(index_points=[8.25, None, None, None])
    changed = replace(review, criteria=criteria, rubrics=build_rubrics(criteria, review.tiers), candidates=candidates)
    sheet = Browser(changed).ask("open", candidate="MH-001")["sheet"]
    assert [one["id"] for one in sheet["criteria"]] == ["TT1", "TT2", "TT3", "TT4", "TT6"]
    assert (sheet["criteria"][4]["factor"], sheet["criteria"][4]["counts"]) == (1.5, "trọng số 1,5")
    assert sheet["total"] == "95"
    names = criteria.set_index("criterion_id")["name"]
    assert sheet["elsewhere"] == [
        f"{names['TT5']} (tối đa 10 điểm) – Hội đồng cho điểm.",
        f"{names['TT7']} (tối đa 5 điểm, điểm thưởng) – chỉ số, lấy ở cột Điểm chỉ số của trang Danh sách: 8,25 điểm.",
    ]
    without = Browser(changed).ask("open", candidate="MH-002")["sheet"]["elsewhere"]
    assert without[1].endswith("trang Danh sách: chưa có.")
