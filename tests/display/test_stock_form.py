from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pandas as pd
import pytest
from ipywidgets import HTML, Dropdown, Text, Textarea
from lxml import html

from danvan_tools.display import stock_form
from danvan_tools.display.criterion_fields import CriterionFields
from danvan_tools.display.stored_marks import StoredMark
from danvan_tools.errors import DanvanError
from danvan_tools.records import open_review, save_mark

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
        return self._boxes[number - 1].children[2].children[0]

    def state(self, number: int) -> str:
        return words(self._boxes[number - 1].children[1].children[1])

    def comment_state(self, number: int) -> str:
        return words(self._boxes[number - 1].children[2].children[1])

    @property
    def notice(self) -> str:
        return words(self.form.children[1])

    @property
    def total(self) -> str:
        return words(self.form.children[-1])


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
    assert screen.total == "Tổng điểm đã lưu: 12,5 trên 100 · còn 6 tiêu chí chưa chấm"


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
    assert screen.total.endswith("còn 7 tiêu chí chưa chấm")


def test_a_cleared_field_is_not_marked_and_never_zero(small_review):
    screen = Screen(small_review)
    screen.field(1).value = "12"
    screen.field(1).value = ""
    assert pd.isna(stored(small_review)["TT1"][0])
    assert re.fullmatch(f"chưa chấm; {SAVED}", screen.state(1))
    assert screen.total == "Tổng điểm đã lưu: 0 trên 100 · còn 7 tiêu chí chưa chấm"


def test_zero_is_a_mark(small_review):
    screen = Screen(small_review)
    screen.field(1).value = "0"
    assert stored(small_review) == {"TT1": (0, "")}
    assert screen.total.endswith("còn 6 tiêu chí chưa chấm")


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
        'CHƯA LƯU: ô này vừa được sửa ở cửa sổ khác lúc 10:05 thành 11; đồng chí đã nhập điểm "14". '
        "Nếu vẫn cần, hãy nhập lại."
    )
    mark(small_review, points=Decimal(11), comment="Sửa lần nữa", at=at)
    screen.comment(1).value = "Dòng một\nDòng <hai> & hết"
    assert screen.comment(1).value == "Sửa lần nữa"
    assert screen.comment_state(1) == (
        "CHƯA LƯU: ô này vừa được sửa ở cửa sổ khác lúc 10:05 thành nội dung ở ô trên; đồng chí đã nhập nhận xét dưới "
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
        'CHƯA LƯU: phiếu vừa được ghi ở cửa sổ khác; ô này vẫn là chưa chấm; đồng chí đã nhập điểm "14". '
        "Nếu vẫn cần, hãy nhập lại."
    )
    screen.comment(1).value = ""
    mark(small_review, 2, points=Decimal(12))
    screen.comment(1).value = "Rõ"
    assert "ô này vẫn là ô trống" in screen.comment_state(1)


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


def test_an_unforeseen_failure_leaves_the_words_not_saved(small_review):
    def fail(_fields, _mark):
        raise RuntimeError

    criterion = small_review.rubrics["collective"].criteria.iloc[0]
    fields = CriterionFields(1, criterion, fail)
    fields.show(StoredMark(points=Decimal(3)))
    with pytest.raises(RuntimeError):
        fields.box.children[1].children[0].value = "5"
    assert words(fields.box.children[1].children[1]) == "CHƯA LƯU: đang ghi…"


def test_every_level_and_limit_of_a_criterion_is_readable():
    criterion = {
        "criterion_id": "A",
        "name": "Kết quả <cụ thể>",
        "max_points": 7.5,
        "floor": 2.5,
        "bonus": True,
        "anchors": "5–7,5: tốt & rõ\n\n 0–4,5: chưa rõ ",
    }
    page = html.fromstring(CriterionFields(4, criterion, lambda *_: None).box.children[0].value)
    assert page.xpath("string(//h4)") == "4. Kết quả <cụ thể> (tối đa 7,5 điểm; mức sàn 2,5 – điểm thưởng)"
    assert page.xpath("//li/text()") == ["5–7,5: tốt & rõ", "0–4,5: chưa rõ"]
