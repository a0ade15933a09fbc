from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pandas as pd
import pytest
from ipywidgets import HTML, Button, Dropdown, Text, Textarea
from lxml import html

from danvan_tools.display import stock_form
from danvan_tools.display.criterion_fields import CriterionFields
from danvan_tools.errors import DanvanError
from danvan_tools.records import close_round, open_consensus, open_review, open_round, save_mark
from danvan_tools.records.rubrics import build_rubrics

SAVED = r"đã lưu \d\d:\d\d"


class Screen:
    """What a reviewer sees of a form, and what she types."""

    def __init__(self, review, reviewer="TV1", candidate="MH-002", **options):
        self.form = stock_form(review, reviewer_id=reviewer, candidate_id=candidate, **options)
        self._boxes = [child for child in self.form.children if "danvan-criterion" in child._dom_classes]

    def field(self, number: int) -> Text:
        return self._boxes[number - 1].children[1].children[0]

    def no_mark(self, number: int) -> Dropdown:
        return self._boxes[number - 1].children[1].children[2]

    def comment(self, number: int) -> Textarea:
        return self._boxes[number - 1].children[3].children[0]

    def state(self, number: int) -> str:
        return words(self._boxes[number - 1].children[1].children[1])

    def comment_state(self, number: int) -> str:
        return words(self._boxes[number - 1].children[3].children[1])

    def reason(self, number: int) -> Text:
        return self._boxes[number - 1].children[2]

    @property
    def standing(self) -> str:
        return words(self.form.children[1])

    @property
    def notice(self) -> str:
        return words(self.form.children[2])

    @property
    def total(self) -> str:
        return words(self.form.children[-3])

    @property
    def submit(self) -> Button:
        return self.form.children[-2]

    @property
    def question(self) -> str:
        return words(self.form.children[-1].children[0])

    def answer(self, word: str) -> None:
        """Press a button of the question, if it is there to be pressed."""
        buttons = self.form.children[-1].children[1]
        assert buttons.layout.display != "none"
        next(one for one in buttons.children if one.description == word).click()


def words(widget: HTML) -> str:
    return html.fromstring(f"<div>{widget.value}</div>").text_content()


def mark(review, number: int = 1, **changes):
    criterion = review.rubrics["collective"].criteria["criterion_id"].iloc[number - 1]
    head = review.ledger.head("reviewer:TV1")[0]
    asked = {"reviewer_id": "TV1", "candidate_id": "MH-002", "criterion_id": criterion, "points": Decimal(10)}
    return save_mark(review, **(asked | {"expected_seq": head, "entered_by": "TV1"} | changes))


def stored(review) -> dict[str, tuple[float, str]]:
    marks = review.ledger.current_marks()
    return {row.criterion_id: (row.points, row.comment) for row in marks.itertuples()}


def test_points_are_saved_when_entered(small_review):
    screen = Screen(small_review)
    screen.field(1).value = " 12,5 "
    assert stored(small_review) == {"TT1": (12.5, "")}
    assert re.fullmatch(SAVED, screen.state(1))
    assert screen.total == "Tổng điểm đã lưu: 12,5 trên 100 · còn 6 tiêu chí chưa có điểm"


def test_points_that_were_refused_are_named_as_not_added(small_review):
    screen = Screen(small_review)
    screen.field(1).value = "12,5"
    screen.field(2).value = "99"
    assert screen.total == (
        "Tổng điểm đã lưu: 12,5 trên 100 · còn 6 tiêu chí chưa có điểm; điểm vừa nhập ở tiêu chí 2 chưa lưu, chưa cộng"
    )
    screen.field(2).value = "9"
    assert screen.total == "Tổng điểm đã lưu: 21,5 trên 100 · còn 5 tiêu chí chưa có điểm"


def test_a_comment_is_saved_beside_its_points(small_review):
    screen = Screen(small_review)
    screen.field(1).value = "12"
    screen.comment(1).value = "Có kế hoạch,\nphân công rõ "
    assert stored(small_review) == {"TT1": (12, "Có kế hoạch,\nphân công rõ")}
    assert re.fullmatch(f"nhận xét {SAVED}", screen.comment_state(1))


def test_a_comment_alone_leaves_the_criterion_unmarked(small_review):
    screen = Screen(small_review)
    screen.comment(2).value = "Xem lại sau"
    assert [pd.isna(points) for points, _ in stored(small_review).values()] == [True]
    assert screen.total.endswith("còn 7 tiêu chí chưa có điểm")


def test_a_cleared_field_is_not_marked_and_never_zero(small_review):
    screen = Screen(small_review)
    screen.field(1).value = "12"
    screen.field(1).value = ""
    assert pd.isna(stored(small_review)["TT1"][0])
    assert re.fullmatch(f"chưa chấm; {SAVED}", screen.state(1))
    assert screen.total == "Tổng điểm đã lưu: 0 trên 100 · còn 7 tiêu chí chưa có điểm"


def test_zero_is_a_mark(small_review):
    screen = Screen(small_review)
    screen.field(1).value = "0"
    assert stored(small_review) == {"TT1": (0, "")}
    assert screen.total.endswith("còn 6 tiêu chí chưa có điểm")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("15,5", "15,5 điểm vượt điểm tối đa 15"),
        ("12,3", "không theo bước 0,5"),
        ("-1", "số âm"),
        ("mười", '"mười" không phải là số'),
        ("12.5", '"12.5" không phải là số. Ý là "12,5"? Chỉ ghi số'),
        ("1.2.5", '"1.2.5" không phải là số. Chỉ ghi số'),
        ("<b>9</b>", '"<b>9</b>" không phải là số'),
    ],
)
def test_what_the_rubric_does_not_allow_stays_on_the_screen_unsaved(small_review, typed, reason):
    screen = Screen(small_review)
    screen.field(1).value = "12"
    screen.field(1).value = typed
    assert screen.state(1).startswith("CHƯA LƯU: ")
    assert reason in screen.state(1)
    assert screen.field(1).value == typed
    assert stored(small_review) == {"TT1": (12, "")}
    assert screen.total.startswith("Tổng điểm đã lưu: 12 ")

    screen.comment(1).value = "ghi chú"
    assert stored(small_review) == {"TT1": (12, "ghi chú")}
    assert screen.state(1).startswith("CHƯA LƯU: ")
    assert screen.field(1).value == typed
    screen.field(1).value = "13"
    assert re.fullmatch(SAVED, screen.state(1))


def test_why_there_are_no_points_is_chosen_and_points_take_it_back(small_review):
    screen = Screen(small_review)
    screen.field(1).value = "12"
    screen.no_mark(1).value = "insufficient_evidence"
    assert screen.field(1).value == ""
    assert re.fullmatch(f"không đủ minh chứng; {SAVED}", screen.state(1))
    assert Screen(small_review).no_mark(1).value == "insufficient_evidence"
    screen.field(1).value = "13"
    assert screen.no_mark(1).value == ""
    assert stored(small_review) == {"TT1": (13, "")}
    assert len(small_review.ledger.entries("reviewer:TV1")) == 3


def test_a_form_built_again_shows_what_is_stored(small_review):
    at = datetime(2015, 10, 20, 18, 30, tzinfo=UTC)
    mark(small_review, points=Decimal("12.50"), comment="Rõ <việc>", at=at)
    mark(small_review, 2, points=None, no_mark="insufficient_evidence", at=at)
    screen = Screen(open_review(small_review.folder))
    assert (screen.field(1).value, screen.comment(1).value) == ("12,5", "Rõ <việc>")
    # 18:30 UTC is half past one of the next day in Viet Nam.
    assert screen.state(1) == "đã lưu lúc 01:30 ngày 21/10/2015"
    assert screen.state(2) == "không đủ minh chứng; đã lưu lúc 01:30 ngày 21/10/2015"
    assert [screen.field(3).value, screen.state(3)] == ["", "chưa chấm"]
    assert len(small_review.ledger.entries("reviewer:TV1")) == 2


def test_newer_marks_of_another_window_are_shown_not_overwritten(small_review):
    screen = Screen(small_review)
    mark(small_review, points=Decimal(11))
    screen.field(1).value = "14"
    assert stored(small_review) == {"TT1": (11, "")}
    assert screen.field(1).value == "11"
    assert 'Điểm "14" ở tiêu chí 1 chưa được ghi' in screen.notice

    screen.field(1).value = "14"
    assert stored(small_review) == {"TT1": (14, "")}
    assert screen.notice == ""


def test_a_refused_save_is_said_beside_its_field(small_review):
    screen = Screen(small_review)
    at = datetime(2015, 10, 20, 3, 5, tzinfo=UTC)
    mark(small_review, points=Decimal(11), comment="Từ cửa sổ kia", at=at)
    screen.field(1).value = "14"
    assert screen.state(1) == (
        'CHƯA LƯU: phiếu vừa được ghi ở cửa sổ khác; ô này đang lưu 11; đồng chí đã nhập điểm "14". '
        "Nếu vẫn cần, hãy nhập lại."
    )
    mark(small_review, points=Decimal(11), comment="Sửa lần nữa", at=at)
    screen.comment(1).value = "Dòng một\nDòng <hai> & hết"
    assert screen.comment(1).value == "Sửa lần nữa"
    assert screen.comment_state(1) == (
        "CHƯA LƯU: phiếu vừa được ghi ở cửa sổ khác; ô này đang lưu nội dung ở ô trên; đồng chí đã nhập nhận xét dưới "
        "đây. Nếu vẫn cần, hãy nhập lại.Dòng một\nDòng <hai> & hết"
    )
    screen.comment(1).value = "Dòng một"
    assert re.fullmatch(f"nhận xét {SAVED}", screen.comment_state(1))
    assert stored(small_review) == {"TT1": (11, "Dòng một")}


def test_a_save_refused_for_another_field_says_what_this_one_holds(small_review):
    screen = Screen(small_review)
    mark(small_review, 2, points=Decimal(11))
    screen.field(1).value = "14"
    assert screen.state(1) == (
        'CHƯA LƯU: phiếu vừa được ghi ở cửa sổ khác; ô này đang lưu chưa chấm; đồng chí đã nhập điểm "14". '
        "Nếu vẫn cần, hãy nhập lại."
    )
    screen.comment(1).value = ""
    mark(small_review, 2, points=Decimal(12))
    screen.comment(1).value = "Rõ"
    assert "ô này đang lưu ô trống" in screen.comment_state(1)


def test_each_saved_entry_is_told_to_the_desk(small_review):
    told = []
    screen = Screen(small_review, on_saved=lambda: told.append(stored(small_review)))
    screen.field(1).value = "12"
    screen.field(2).value = "99"
    assert told == [{"TT1": (12, "")}]


def test_a_complete_form_says_so(small_review):
    screen = Screen(small_review)
    for number, points in enumerate(("15", "20", "15", "30", "10", "10", "2,5"), start=1):
        screen.field(number).value = points
    assert screen.total == "Tổng điểm đã lưu: 102,5 trên 100 · đã chấm đủ 7 tiêu chí"


def test_the_form_says_where_the_rubric_is_from_and_its_gates(small_review):
    heading = words(Screen(small_review).form.children[0])
    rubric = small_review.rubrics["collective"]
    assert rubric.source in heading
    assert [name for name in rubric.gates["name"] if name not in heading] == []


def test_a_holder_without_rubric_is_named(small_review):
    del small_review.rubrics["collective"]
    with pytest.raises(DanvanError, match="Hẻm sáng"):
        Screen(small_review, candidate="MH-001")


def test_an_unforeseen_failure_leaves_the_words_not_saved(small_review, monkeypatch):
    screen = Screen(small_review)
    monkeypatch.setattr(small_review.ledger, "append_many", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        screen.field(1).value = "5"
    assert screen.state(1) == "CHƯA LƯU: đang ghi…"


def test_every_level_limit_and_earlier_mark_of_a_criterion_is_readable():
    criterion = {
        "id": "A",
        "number": 4,
        "name": "Kết quả <cụ thể>",
        "limits": "tối đa 7,5 điểm, bước 0,5",
        "range": "0–7,5",
        "levels": ["5–7,5: tốt & rõ", "0–4,5: chưa rõ"],
        "earlier": [{"who": "Tổ thẩm định", "points": "6 điểm", "reason": "thiếu <ảnh>"}],
    }
    page = html.fromstring(
        f"<div>{CriterionFields(criterion, lambda *_: None, lambda: None).box.children[0].value}</div>"
    )
    assert page.xpath("string(//h4)") == "4. Kết quả <cụ thể> (tối đa 7,5 điểm, bước 0,5)"
    assert [one.text_content() for one in page.xpath("//li")] == [
        "5–7,5: tốt & rõ",
        "0–4,5: chưa rõ",
        "Tổ thẩm định: 6 điểm – thiếu <ảnh>",
    ]


def fill(screen: Screen) -> None:
    for number, points in enumerate(("15", "20", "15", "30", "10", "10", "2,5"), start=1):
        screen.field(number).value = points


def test_a_sheet_is_handed_in_after_a_question_that_says_what_is_on_the_screen(small_review):
    told = []
    screen = Screen(small_review, on_saved=lambda: told.append(len(told)))
    fill(screen)
    screen.submit.click()
    assert "Điểm từng tiêu chí – 1: 15; 2: 20; 3: 15; 4: 30; 5: 10; 6: 10; 7: 2,5." in screen.question
    screen.answer("Thôi")
    assert submissions(small_review) == []
    screen.submit.click()
    screen.answer("Đồng ý")
    assert [entry.body["candidate_id"] for entry in submissions(small_review)] == ["MH-002"]
    assert len(told) == 8
    assert screen.standing.startswith("Phiếu đã hoàn tất và khoá lúc ")
    assert [screen.field(1).disabled, screen.comment(7).disabled, screen.submit.layout.display] == [True, True, "none"]


def submissions(review) -> list:
    return review.ledger.entries("reviewer:TV1", "submit")


def test_points_that_were_refused_keep_the_sheet_open(small_review):
    screen = Screen(small_review)
    fill(screen)
    screen.field(2).value = "99"
    screen.submit.click()
    assert "2: 99;" in screen.question
    screen.answer("Đồng ý")
    assert screen.question.startswith("CHƯA HOÀN TẤT: ")
    assert screen.field(2).value == "99"
    assert submissions(small_review) == []


def test_an_entry_that_comes_after_the_question_drops_it(small_review):
    screen = Screen(small_review)
    fill(screen)
    screen.submit.click()
    screen.field(1).value = "14"
    with pytest.raises(AssertionError):
        screen.answer("Đồng ý")
    assert submissions(small_review) == []


def test_another_window_that_wrote_before_the_answer_is_shown(small_review):
    screen = Screen(small_review)
    fill(screen)
    screen.submit.click()
    mark(small_review, points=Decimal(9))
    screen.answer("Đồng ý")
    assert screen.question.startswith("CHƯA HOÀN TẤT: ")
    assert "trên màn hình là 15 điểm, trong sổ là 9 điểm" in screen.question
    assert submissions(small_review) == []


def test_a_departure_from_an_earlier_stage_asks_for_its_reason(small_review):
    small_review.settings = replace(small_review.settings, stages="self committee")
    body = {"stage": "self", "candidate_id": "MH-002", "criterion_id": "TT1", "points": "14", "no_mark": ""}
    body |= {"comment": "", "reason": "", "holder": "collective", "source": "sheet", "entered_by": "TV2"}
    small_review.ledger.append("unit:X01", "mark", body, expected_seq=0)
    screen = Screen(small_review)
    assert screen.reason(1).layout.display == "none"
    fill(screen)
    assert "Chấm khác đơn vị tự chấm (14 điểm): ghi lý do." in screen.state(1)
    screen.submit.click()
    screen.answer("Đồng ý")
    assert "mà chưa ghi lý do" in screen.question
    screen.reason(1).value = "Có đủ văn bản"
    assert re.fullmatch(SAVED, screen.state(1))
    screen.submit.click()
    screen.answer("Đồng ý")
    assert len(submissions(small_review)) == 1


def test_in_a_consensus_a_change_goes_with_its_reason(small_review):
    screen = Screen(small_review)
    fill(screen)
    screen.submit.click()
    screen.answer("Đồng ý")
    secretary = {"entered_by": "TV2"}
    head = small_review.ledger.head("secretary")[0]
    open_round(small_review, deadline=None, expected_seq=head, count_earlier=True, **secretary)
    close_round(small_review, expected_seq=small_review.ledger.head("secretary")[0], **secretary)
    open_consensus(small_review, ["MH-002"], expected_seq=small_review.ledger.head("secretary")[0], **secretary)
    screen = Screen(small_review)
    assert "mỗi thay đổi cần ghi lý do" in screen.standing
    screen.field(1).value = "12"
    assert screen.state(1).startswith("CHƯA LƯU: ")
    assert stored(small_review)["TT1"][0] == 15
    screen.reason(1).value = "Thống nhất khi họp"
    assert re.fullmatch(SAVED, screen.state(1))
    assert stored(small_review)["TT1"][0] == 12
    assert screen.reason(1).value == ""


def test_who_asked_not_to_mark_takes_it_back_where_it_was_asked(small_review):
    screen = Screen(small_review)
    screen.no_mark(2).value = "recused"
    assert "đã xin không chấm" in screen.standing
    assert [screen.field(1).disabled, screen.no_mark(2).disabled] == [True, False]
    screen.no_mark(2).value = ""
    assert [screen.standing, screen.field(1).disabled] == ["", False]


def test_a_rubric_without_criteria_of_the_committee_has_nothing_to_mark(small_review):
    criteria = small_review.criteria.copy()
    points = criteria["gate"] == ""
    criteria.loc[points & (criteria["holder"] == "collective"), "marked_by"] = "index"
    review = replace(small_review, criteria=criteria, rubrics=build_rubrics(criteria, small_review.tiers))
    screen = Screen(review)
    assert screen.standing == "Bộ tiêu chí này không có tiêu chí nào để Hội đồng chấm điểm."
    assert screen.total == ""
    assert screen.submit.layout.display == "none"
    assert screen.form.children[3].value.count("chỉ số, lấy ở cột Điểm chỉ số của trang Danh sách: chưa có.") == 7
