"""Every screen that no other test looks at as a whole: readable for everybody, in both widths, and on this machine."""

from __future__ import annotations

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from danvan_tools.records import Ledger, issue_codes, open_review
from tests.browser.conftest import grave_faults

pytestmark = pytest.mark.browser
WIDTHS = [(1366, 768), (820, 1180)]
OPEN = """
from dataclasses import replace
from danvan_tools import display, records
review = records.open_review("sample")
review.settings = replace(review.settings, stages="self verification committee")
"""


def look_at(page: Page) -> None:
    """Nothing serious for axe, no text below 16 px, and nothing wider than the window."""
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        assert grave_faults(page, "#rendered_cells") == []
        sizes = page.evaluate(
            "[...document.querySelectorAll('#rendered_cells *')].filter(e => e.checkVisibility() && "
            "[...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))"
            ".map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert min(sizes) >= 16
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0


def test_the_login_page(open_page, serve_cells, sample_folder):
    issue_codes(open_review(sample_folder).ledger, ["TV01"])
    page = open_page(serve_cells("from danvan_tools import display\ndisplay.login('sample', display.review_desk)"))
    expect(page.get_by_label("Mã truy cập")).to_be_visible()
    look_at(page)


def test_the_forms_of_units_and_teams(open_page, serve_cells, sample_folder):
    page = open_page(serve_cells(OPEN + "display.self_mark_form(review)", "display.team_form(review)"))
    own, team = page.locator(".danvan-paper").nth(0), page.locator(".danvan-paper").nth(1)
    own.get_by_label("Hồ sơ").select_option("MH-005")
    own.get_by_label("Điểm tự chấm tiêu chí 1, từ 0 đến 15").fill("12,5")
    own.get_by_label("Nhận xét của đơn vị, tiêu chí 1").fill("Có nghị quyết\nriêng")
    expect(own.get_by_text("còn 6 tiêu chí chưa có điểm")).to_contain_text("12,5 trên 100 điểm")

    # What is typed outlives the page, what is refused stays on it.
    page.reload()
    page.wait_for_selector("#rendered_cells", state="visible")
    own.get_by_label("Hồ sơ").select_option("MH-005")
    expect(own.get_by_text("Nội dung gõ dở lần trước")).to_be_visible()
    own.get_by_label("Điểm tự chấm tiêu chí 2, từ 0 đến 20").fill("99")
    own.get_by_role("button", name="Ghi điểm tự chấm").click()
    expect(own.locator(".danvan-notice li")).to_contain_text("99 điểm vượt điểm tối đa 20")
    own.get_by_label("Điểm tự chấm tiêu chí 2, từ 0 đến 20").fill("18")
    own.get_by_role("button", name="Ghi điểm tự chấm").click()
    expect(own.get_by_text("Đã lưu điểm tự chấm 2 tiêu chí.")).to_be_visible()
    entries = [
        entry for entry in Ledger.open(sample_folder / "ledger.db").entries() if entry.stream.startswith("unit:")
    ]
    assert [(one.body["points"], one.body["comment"]) for one in entries] == [
        ("12.5", "Có nghị quyết\nriêng"),
        ("18", ""),
    ]

    page.get_by_label("Tổ thẩm định").select_option("Tổ 1")
    team.get_by_label("Hồ sơ").select_option("MH-005")
    expect(team.locator(".danvan-own").first).to_have_text("12,5")
    look_at(page)


def test_a_page_that_does_not_know_anywidget_still_has_a_way_in_and_a_desk(chromium, serve_cells, sample_folder):
    codes = issue_codes(open_review(sample_folder).ledger, ["TV01"])
    cell = (
        "from functools import partial\nfrom danvan_tools import display\n"
        "display.login('sample', partial(display.review_desk, candidate_id='MH-003', plain=True), plain=True)"
    )
    address = serve_cells(cell, codes_issued=True)
    page = chromium.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    page.route(re.compile("anywidget"), lambda route: route.abort())
    page.goto(address)
    page.get_by_label("Thành viên").select_option("Trương Hoàng Lĩnh")
    look_at(page)
    page.get_by_label("Mã truy cập").fill(codes["TV01"])
    page.get_by_label("Mã truy cập").press("Enter")
    points = page.get_by_label(re.compile("^Điểm tiêu chí 1 "))
    expect(points).to_have_value("13,5")
    points.fill("12")
    points.press("Tab")
    expect(page.get_by_text(re.compile(r"^đã lưu \d\d:\d\d$"))).to_be_visible()
    page.get_by_role("button", name="Hoàn tất phiếu").click()
    expect(page.get_by_text("1: 12; 2: 17;")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_text("Phiếu đã hoàn tất và khoá lúc")).to_be_visible()
    assert "Traceback" not in page.content()
    page.close()
    ledger = Ledger.open(sample_folder / "ledger.db")
    assert [entry.body["candidate_id"] for entry in ledger.entries("reviewer:TV01", "submit")] == ["MH-003"]


def test_the_desk_of_stock_widgets(open_page, serve_cells, sample_folder):
    open_desk = "partial(display.review_desk, plain=True)"
    cells = (
        "from functools import partial\nfrom danvan_tools import display",
        f"display.login('sample', {open_desk}, plain=True)",
    )
    page = open_page(serve_cells(*cells))
    member = page.get_by_label("Thành viên")
    expect(member).to_be_visible()
    look_at(page)
    member.select_option(index=1)
    dossier = page.locator(".danvan-plain-dossier h3")
    first = dossier.inner_text()
    look_at(page)
    page.get_by_label("Hồ sơ", exact=True).select_option(index=3)
    expect(dossier).not_to_have_text(first)
    expect(page.locator(".danvan-plain-bar").get_by_role("button", name="Hồ sơ tiếp theo")).to_be_enabled()


def test_the_forms_that_ask_for_a_reason(open_page, serve_cells, sample_folder):
    book = load_workbook(sample_folder / "candidates.xlsx")
    sheet = book["Danh sách"]
    heading = next(one for row in sheet.iter_rows(max_row=4) for one in row if "kết quả" in str(one.value).lower())
    sheet.cell(heading.row + 1, heading.column).value = "Kết quả bổ sung sau khi đã chấm"
    book.save(sample_folder / "candidates.xlsx")
    forms = ("reason_form", "withdrawal_form", "dashboard")
    page = open_page(serve_cells(OPEN, *(f"display.{form}(review)" for form in forms)))
    expect(page.get_by_text("1 hồ sơ thay đổi đang chờ ghi lý do.")).to_be_visible()
    page.get_by_label("Việc cần ghi").select_option("Nhập vào hồ sơ khác")
    expect(page.get_by_label("Nhập vào hồ sơ", exact=True)).to_be_visible()
    page.get_by_text("Mở lại một phiếu").click()
    expect(page.get_by_role("button", name="Mở lại phiếu này")).to_be_visible()
    assert grave_faults(page, "#rendered_cells") == []
    page.get_by_label("Lý do thay đổi").fill("bổ sung theo đề nghị của xã")
    page.get_by_label("Lý do thay đổi").press("Enter")
    expect(page.get_by_text("1 hồ sơ thay đổi, cùng lý do.")).to_be_visible()
    assert grave_faults(page, "#rendered_cells") == []
