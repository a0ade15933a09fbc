"""Paper sheets in a real browser: typed by keyboard alone, nothing stored unseen, confirmed by a second person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from danvan_tools.records import Ledger, Review, open_review, unconfirmed_sheets

pytestmark = pytest.mark.browser
CELL = "from danvan_tools import display, records\nreview = records.open_review({folder!r})\ndisplay.paper_grid(review)"
REVIEWER, TYPIST = "TV01", "TV09"
PDF = b"%PDF-1.4\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def review(sample_folder: Path) -> Review:
    return open_review(sample_folder)


def choose(page: Page, review: Review) -> None:
    name = review.committee.set_index("reviewer_id").loc[REVIEWER, "name"]
    page.get_by_label("Phiếu của thành viên").select_option(label=name)
    expect(page.locator(".danvan-grid").first).to_be_visible()


def type_keys(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def stored(review: Review, candidate_id: str) -> dict[str, tuple[float, str]]:
    marks = Ledger.open(review.folder / "ledger.db").current_marks()
    mine = marks[(marks["reviewer_id"] == REVIEWER) & (marks["candidate_id"] == candidate_id)]
    return {row.criterion_id: (row.points, row.source) for row in mine.itertuples()}


def test_a_paper_sheet_from_the_keyboard_to_the_second_person(open_page, serve_cells, review, tmp_path):
    page = open_page(serve_cells(CELL.format(folder=str(review.folder))))
    choose(page, review)
    cells = page.locator(".danvan-grid").first.locator("textarea")
    first = page.locator(".danvan-grid").first.locator("tbody th strong").first.inner_text()
    before = stored(review, first)

    type_and_paste(page, cells, first)
    assert stored(review, first) == before

    # A page that is loaded anew has lost nothing.
    page.reload()
    page.wait_for_selector("#rendered_cells", state="visible")
    choose(page, review)
    expect(page.get_by_text(re.compile("^Có 3 ô gõ dở lúc"))).to_be_visible()
    expect(cells.first).to_have_value("12,5")

    decide_and_save(page, tmp_path)
    criteria = review.rubrics["collective"].criteria["criterion_id"].tolist()
    after = stored(review, first)
    assert (after[criteria[0]], after[criteria[2]]) == ((12.5, "paper"), (7.5, "paper"))
    assert after[criteria[1]] == before[criteria[1]]
    assert [path.suffix for path in (review.folder / "paper" / REVIEWER).iterdir()] == [".pdf"]

    confirm(page, review, first)
    assert unconfirmed_sheets(open_review(review.folder)).empty
    expect(cells.first).not_to_be_editable()
    assert_readable(page)


def type_and_paste(page: Page, cells: Locator, first: str) -> None:
    # The mouse stays away; focus moves as in a spreadsheet.
    cells.first.focus()
    type_keys(page, *"12,5", "Tab", *"99", "ArrowRight", *"7.5", "Enter", *"5", "ArrowUp")
    expect(cells.nth(2)).to_be_focused()
    # A point typed is a comma, as on the card; a point pasted is asked about.
    expect(cells.nth(2)).to_have_value("7,5")
    expect(page.locator(".danvan-sum").first).to_have_text("201 ô saichưa ghi")
    cells.nth(2).evaluate(
        "one => { one.value = '7.5'; one.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste' })); }"
    )
    expect(page.locator(".danvan-sum").first).to_have_text("12,52 ô saichưa ghi")
    page.get_by_role("button", name="Ghi phiếu").click()
    faults = page.locator(".danvan-notice li")
    expect(faults).to_have_count(2)
    expect(faults.nth(0)).to_contain_text(f"hồ sơ {first}")
    expect(faults.nth(0)).to_contain_text("99 điểm vượt điểm tối đa 20")
    expect(faults.nth(1)).to_contain_text('"7.5" không phải là số. Ý là "7,5"?')
    page.get_by_role("button", name="Đổi dấu chấm thành dấu phẩy ở 1 ô").click()
    cells.nth(1).focus()
    type_keys(page, "F2", "ArrowDown", "Enter")
    expect(cells.nth(1)).to_be_focused()
    expect(cells.nth(1)).to_have_value("không đủ minh chứng")
    cells.nth(9).focus()
    type_keys(page, "Escape")

    # A block of Excel lands where it fits, or not at all.
    cells.nth(3).focus()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "20\\t8\\r\\n21\\t9\\r\\n");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true })); }"""
    )
    expect(page.get_by_text("7 ô đã gõ, chưa ghi")).to_be_visible()
    page.get_by_role("button", name="Bỏ khối vừa dán (4 ô)").click()
    expect(page.get_by_text("3 ô đã gõ, chưa ghi")).to_be_visible()


def decide_and_save(page: Page, tmp_path: Path) -> None:
    page.get_by_role("button", name="Ghi phiếu").click()
    expect(page.get_by_role("heading", name="Đối chiếu trước khi ghi")).to_be_visible()
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.locator(".danvan-review [role=alert]")).to_contain_text("còn 3 ô chưa chọn giá trị đúng")
    page.get_by_label(re.compile(r"^\s*lấy ")).nth(0).check()
    page.get_by_label(re.compile(r"^\s*giữ ")).nth(1).check()
    page.get_by_label(re.compile(r"^\s*lấy ")).nth(2).check()
    (tmp_path / "phiếu.pdf").write_bytes(PDF)
    page.get_by_label("Bản quét phiếu đã ký").set_input_files(tmp_path / "phiếu.pdf")
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text(re.compile("^Đã ghi 2 ô vào phiếu của"))).to_be_visible()


def confirm(page: Page, review: Review, first: str) -> None:
    waiting = page.locator(".danvan-waiting")
    typist = review.committee.set_index("reviewer_id").loc[TYPIST, "name"]
    # Who typed is not offered as the second person.
    assert typist not in waiting.get_by_label("Người xác nhận").inner_text()
    waiting.get_by_label(f"Đã đối chiếu hồ sơ {first}").check()
    waiting.get_by_label("Người xác nhận").select_option("TV02")
    waiting.get_by_role("button", name="Xác nhận đã đối chiếu").click()
    expect(page.get_by_text(re.compile("đã xác nhận 1 phiếu. Đã khoá 1 phiếu."))).to_be_visible()
    expect(waiting).to_be_hidden()


def assert_readable(page: Page) -> None:
    """No text below 16 px, and every field says what it is."""
    sizes = page.evaluate(
        "[...document.querySelectorAll('.danvan-paper *')]"
        ".filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 16
    unnamed = page.evaluate(
        "[...document.querySelectorAll('.danvan-paper input, .danvan-paper select, .danvan-paper textarea')]"
        ".filter(e => !e.ariaLabel && ![...e.labels].some(l => l.innerText.trim())).length"
    )
    assert unnamed == 0
    found = Axe().run(page, ".danvan-paper").response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
