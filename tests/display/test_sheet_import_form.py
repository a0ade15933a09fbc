from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import HTML, Button, Dropdown
from lxml import html

from danvan_tools.display import sheet_import_form
from danvan_tools.records import Review, export_sheets, save_mark
from tests.records.score_sheet_files import fill

KEY, MODIFIED = "MH-001", datetime(2015, 12, 1, tzinfo=UTC)


def widgets(box: Any, kind: type) -> list[Any]:
    found = [box] if isinstance(box, kind) else []
    return found + [one for child in getattr(box, "children", ()) for one in widgets(child, kind)]


def words(form: Any) -> str:
    """Everything that is read on the screen."""
    texts = [html.fromstring(f"<div>{one.value}</div>").text_content() for one in widgets(form, HTML) if one.value]
    return " ".join(" ".join(texts).split())


def press(form: Any, description: str) -> None:
    (button,) = [one for one in widgets(form, Button) if one.description == description]
    button.click()


def send(form: Any, path: Path, name: str = "") -> None:
    """Choose a file, as the browser sends it."""
    content = memoryview(path.read_bytes())
    sent = {"name": name or path.name, "type": "", "size": len(content), "content": content, "last_modified": MODIFIED}
    form.children[0].set_trait("value", (sent,))


def on_screen(review: Review, points: str) -> None:
    mark = {"reviewer_id": "TV1", "candidate_id": KEY, "criterion_id": "TT1", "entered_by": "TV1"}
    save_mark(review, **mark, points=Decimal(points), expected_seq=review.ledger.head("reviewer:TV1")[0])


def points(review: Review) -> dict[str, float]:
    marks = review.ledger.current_marks()
    return dict(zip(marks["criterion_id"], marks["points"], strict=True))


@pytest.fixture
def sheet(small_review: Review, tmp_path: Path) -> Path:
    return export_sheets(small_review, tmp_path / "out", ["TV1"])[0]


def test_a_file_is_compared_and_recorded_when_the_secretary_agrees(small_review: Review, sheet: Path) -> None:
    form = sheet_import_form(small_review)
    send(form, fill(sheet, {(KEY, "TT1"): 12.5}, {(KEY, "TT1"): "<b>Tốt</b>"}))
    assert "mới 1, " in words(form)
    assert f"12,5 – “<b>Tốt</b>” mới Ghi 1 ô từ {sheet.name} vào phiếu của Đặng Thị Mười – TV1?" in words(form)
    assert points(small_review) == {}
    press(form, "Đồng ý")
    assert f"Đã ghi: 1 ô của Đặng Thị Mười – TV1, từ {sheet.name}." in words(form)
    (entry,) = small_review.ledger.entries("reviewer:TV1")
    assert (entry.body["points"], entry.body["source"], entry.body["entered_by"]) == ("12.5", "sheet", "TV2")
    send(form, sheet)
    assert f"{sheet.name}: không có ô nào phải ghi vào sổ." in words(form)


@pytest.mark.parametrize(("answer", "kept"), [("file", 12), ("ledger", 11)])
def test_each_question_is_answered_before_anything_is_recorded(
    small_review: Review, sheet: Path, answer: str, kept: float
) -> None:
    on_screen(small_review, "11")
    form = sheet_import_form(small_review)
    send(form, fill(sheet, {(KEY, "TT1"): 12, (KEY, "TT2"): 7}))
    (field,) = widgets(form, Dropdown)
    assert (field.description, field.value) == (f"{KEY} · TT1", "")
    assert "Còn 1 ô phải chọn." in words(form)
    press(form, "Đồng ý")
    assert points(small_review) == {"TT1": 11}
    field.value = answer
    press(form, "Đồng ý")
    assert points(small_review) == {"TT1": kept, "TT2": 7}


def test_what_is_recorded_is_what_was_asked(small_review: Review, sheet: Path) -> None:
    form = sheet_import_form(small_review)
    send(form, fill(sheet, {(KEY, "TT1"): 12}))
    on_screen(small_review, "11")
    press(form, "Đồng ý")
    assert "CHƯA GHI: Sổ ghi, luồng" in words(form)
    assert points(small_review) == {"TT1": 11}


def test_a_file_that_is_refused_says_why_and_may_be_chosen_again(small_review: Review, sheet: Path) -> None:
    form = sheet_import_form(small_review)
    send(form, fill(sheet, {(KEY, "TT1"): 99, (KEY, "TT2"): -1}))
    assert words(form).count("KHÔNG NHẬN: ") == 2
    assert "99 điểm vượt điểm tối đa 15" in words(form)
    assert form.children[0].value == ()
    send(form, fill(sheet, {(KEY, "TT1"): 9, (KEY, "TT2"): 1}))
    press(form, "Đồng ý")
    assert points(small_review) == {"TT1": 9, "TT2": 1}


@pytest.mark.parametrize("name", ["../../x\x00.xlsx", "", "..", "Phiếu " * 90 + ".xlsx"])
def test_whatever_name_the_browser_sends_is_only_a_name(small_review: Review, sheet: Path, name: str) -> None:
    form = sheet_import_form(small_review)
    send(form, sheet, name or "\x00")
    assert "không đổi" in words(form)
