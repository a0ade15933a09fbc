"""The count sheet and the decision in a real browser: checked while typed, stored with a receipt."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from danvan_tools.records import open_review
from tests.browser.conftest import grave_faults

pytestmark = pytest.mark.browser
TALLY = (
    "from danvan_tools import assessment, display, records\nreview = records.open_review({folder!r})\n"
    "tables = review.tables()\nranked = assessment.rank_candidates(assessment.combine_scores(tables), tables)\n"
    "proposal = assessment.propose_awards(ranked, tables)\n"
    "display.tally_form(review, proposal, assessment.count_ballots)"
)
DECISION = "from danvan_tools import display, records\ndisplay.decision_form(records.open_review({folder!r}))"


def test_a_count_sheet_is_checked_and_stored(serve_cells, open_page, sample_folder):
    page = open_page(serve_cells(TALLY.format(folder=str(sample_folder))))
    page.get_by_label("Hồ sơ").select_option("MH-019")
    typed = {
        "Số có mặt": "9", "Số không tham gia vì có liên quan": "0", "Số phiếu phát ra": "9", "Số phiếu thu về": "10",
        "Số phiếu hợp lệ": "9", "Số phiếu không hợp lệ": "0", "Số phiếu đồng ý": "7", "Số phiếu không đồng ý": "1",
        "Số phiếu không có ý kiến": "1", "Ngày bỏ phiếu": "17/12/2015",
        "Người kiểm phiếu (cách nhau dấu ;)": "Người kiểm phiếu",
    }  # fmt: skip
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
    expect(page.get_by_text("số phiếu thu về 10 nhiều hơn số phiếu phát ra 9")).to_be_visible()
    page.get_by_label("Số phiếu thu về", exact=True).fill("9")
    expect(page.get_by_text(re.compile(r"Kết quả: 7/9 phiếu \(77,78%\)"))).to_be_visible()
    page.get_by_role("button", name="Lưu biên bản kiểm phiếu").click()
    expect(page.get_by_text(re.compile(r"đã lưu \d\d:\d\d"))).to_be_visible()
    ballots = open_review(sample_folder).ledger.ballots()
    assert ballots[["candidate_id", "form", "votes_for"]].to_numpy().tolist() == [["MH-019", "Giấy khen", 7]]
    assert grave_faults(page, ".danvan-paper") == []


def test_a_decision_that_differs_says_so_before_it_is_stored(serve_cells, open_page, sample_folder):
    page = open_page(serve_cells(DECISION.format(folder=str(sample_folder))))
    page.get_by_label("Hồ sơ").select_option("MH-019")
    expect(page.get_by_text("Hội đồng đề nghị: Giấy khen.")).to_be_visible()
    page.get_by_label("Hình thức").select_option("Biểu dương")
    expect(page.get_by_text("hạ từ khen thưởng xuống biểu dương. Phải ghi lý do.")).to_be_visible()
    typed = {
        "Số quyết định": "99-QĐ/ĐU", "Ngày quyết định": "28/12/2015", "Cơ quan quyết định": "Đảng ủy xã Bàu Sen",
        "Người ký": "Người Ký", "Lý do (khi khác đề nghị)": "Kết quả còn hẹp",
    }  # fmt: skip
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Lưu quyết định").click()
    expect(page.get_by_text(re.compile(r"^đã lưu \d\d:\d\d"))).to_be_visible()
    last = open_review(sample_folder).ledger.entries("committee", "decision")[-1].body
    assert (last["form"], last["change"], last["reason"]) == ("Biểu dương", "lowered", "Kết quả còn hẹp")
