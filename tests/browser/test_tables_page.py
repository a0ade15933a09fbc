"""A table in a real browser: sorted, searched, offline."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
CELL = """
import pandas as pd
from danvan_tools.display import show_table
frame = pd.DataFrame({
    "name": ["Ấp Bắc", "Đồng Tâm", "An", "Cầu & <b>"] + ["Bờ"] * 9,
    "by": ["Lê Văn Ân", "Đỗ Thị Án", "Vũ An", "Bùi Đa"] + ["Ngô Thị Ánh"] * 9,
    "unit": ["Ấp 10", "Ấp 9", "Ấn", "Ăn R&D\\nvặt"] + ["Zê"] * 9,
    "points": [1234.5, 90.0, None, 1000.0] + [2000] * 9,
    "on": pd.to_datetime(["2015-10-02", "2015-02-10", "2014-12-31", None] + ["2016-01-01"] * 9),
})
show_table(frame, {"name": "Tên", "by": "Người ghi", "unit": "Nơi", "points": "Điểm", "on": "Ngày"})
"""


def sort_by(page: Page, heading: str, *, first: str) -> list[str]:
    """Sort by a column and return the names of the rows that follow the first."""
    header = page.get_by_role("columnheader", name=heading)
    header.click()
    # The sorted rows come a moment after the click; this mark comes with them.
    expect(header).to_have_attribute("aria-sort", "ascending")
    cells = page.locator("table.dataTable").first.locator("tbody tr td:first-child")
    expect(cells.first).to_have_text(first)
    return cells.all_inner_texts()[1:]


def test_a_table_sorts_and_searches_in_vietnamese(serve_cells, open_page):
    page = open_page(serve_cells(CELL, "show_table(frame.head(1), {'name': 'Bảng hai'})"))
    expect(page.get_by_label("Tìm:").first).to_be_visible()
    assert sort_by(page, "Tên", first="An") == ["Ấp Bắc", *["Bờ"] * 9, "Cầu & <b>", "Đồng Tâm"]
    # People by their given names, in any browser's language.
    assert sort_by(page, "Người ghi", first="An") == ["Đồng Tâm", *["Bờ"] * 9, "Ấp Bắc", "Cầu & <b>"]
    assert sort_by(page, "Nơi", first="Cầu & <b>")[:3] == ["An", "Ấp Bắc", "Đồng Tâm"]
    # A blank comes first: it is what one looks for.
    assert sort_by(page, "Điểm", first="An")[:3] == ["Đồng Tâm", "Cầu & <b>", "Ấp Bắc"]
    assert sort_by(page, "Ngày", first="Cầu & <b>")[:3] == ["An", "Đồng Tâm", "Ấp Bắc"]

    # What is searched is what is read: no tag, no rank.
    for text, count in (("br", 0), ("0002", 0), ("r&d", 1)):
        page.get_by_label("Tìm:").first.fill(text)
        expect(page.locator("table.dataTable").first.locator("tbody tr td:nth-child(2)")).to_have_count(count)
    alignments = (
        page.locator("table.dataTable")
        .first.locator("tbody tr td")
        .evaluate_all("cells => cells.map(cell => getComputedStyle(cell).textAlign)")
    )
    assert alignments == ["left", "left", "left", "right", "left"]
    page.get_by_label("Tìm:").first.fill("tâm")
    expect(page.get_by_text("Dòng 1–1 trong 1 dòng (lọc từ 13 dòng)")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Bảng hai: bấm để xếp")).to_be_visible()


FAULTS = """
from danvan_tools.display import fault_table
from danvan_tools.errors import Fault
common = {"what": "lạ", "remedy": "Sửa."}
fault_table([
    Fault(file="review.xlsx", kind="rule", sheet="Đợt xét", row=6, value="<b onclick=x>", **common),
    Fault(file="candidates.xlsx", kind="word", sheet="Danh sách", row=14, value="Kinh tê", **common),
    Fault(file="candidates.xlsx", kind="blank", sheet="Danh sách", row=15, value="hai", severity="warning", **common),
    Fault(file="ledger.db", kind="ledger", severity="warning", **common),
])
"""


def test_faults_are_filtered_by_keyboard(serve_cells, open_page):
    page = open_page(serve_cells(FAULTS))
    expect(page.get_by_text("2 lỗi, 2 lưu ý: thiếu nội dung 1;")).to_be_visible()
    values = page.locator("table.dataTable").first.locator("tbody tr td:nth-child(7)")
    expect(values).to_have_text(["<b onclick=x>", "Kinh tê", "hai", ""])

    choose(page, "Trang", "Danh sách")
    expect(values).to_have_text(["Kinh tê", "hai"])
    choose(page, "Mức", "lưu ý")
    expect(values).to_have_text(["hai"])
    choose(page, "Trang", "Bỏ chọn")
    expect(values).to_have_text(["hai", ""])
    choose(page, "Loại", "sổ ghi")
    expect(values).to_have_text([""])


def choose(page: Page, column: str, value: str) -> None:
    """Open the list of a column, press one of its buttons and close it, with the keyboard only."""
    button = page.get_by_role("button", name=f"Lọc theo cột {column}")
    button.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name=value).press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()
