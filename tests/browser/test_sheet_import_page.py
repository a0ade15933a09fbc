"""An offline score sheet handed in on a page of a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from danvan_tools.records import export_sheets, open_review
from tests.records.score_sheet_files import fill

pytestmark = pytest.mark.browser


def test_a_filled_sheet_is_chosen_compared_and_recorded(serve_cells, open_page, sample_folder, tmp_path):
    (path,) = export_sheets(open_review(sample_folder), tmp_path / "out", ["TV01"])
    before = open_review(sample_folder).ledger.head("reviewer:TV01")[0]
    fill(path, {("MH-003", "TT1"): 14.5, ("MH-005", "TT2"): None})
    page = open_page(
        serve_cells(
            "from danvan_tools.display import sheet_import_form\nfrom danvan_tools.records import open_review",
            f"sheet_import_form(open_review({str(sample_folder)!r}))",
        )
    )
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Chọn phiếu chấm").click()
    chooser.value.set_files(path)
    expect(page.get_by_text("sửa trong tệp 2, không đổi 260; 1 ô phải chọn")).to_be_visible()
    page.get_by_label("MH-005 · TT2").select_option("giữ điểm trong sổ")
    expect(page.get_by_text("Ghi 1 ô từ phieu-cham-TV01.xlsx vào phiếu của")).to_be_visible()
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_text("Đã ghi: ")).to_be_visible()
    (entry,) = open_review(sample_folder).ledger.entries("reviewer:TV01", after=before)
    assert (entry.body["criterion_id"], entry.body["points"], entry.body["source"]) == ("TT1", "14.5", "sheet")
