from __future__ import annotations

from collections.abc import Sequence

import pytest

from danvan_tools.records.sheet_cells import read_sheet
from danvan_tools.records.sheet_choice import find_table, nearest_sheet, tables_beside
from danvan_tools.records.source_files import SourceFile
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES, SETTINGS_SHEET, Table

CANDIDATES, SITES, *_ = CANDIDATE_TABLES
LIST = [["Tên mô hình", "Đơn vị", "Lĩnh vực", "Loại"], ["Hẻm sáng", "Xã Một", "Kinh tế", "mô hình"]]
PLACES = [["Mô hình", "Điểm nhân rộng", "Đơn vị", "Từ ngày"], ["Hẻm sáng", "Ấp 3", "Xã Một", ""]]
CODES = [["Mã", "Lĩnh vực", "", "Mã", "Đơn vị"], ["KT", "Kinh tế", "", "X01", "Xã Một"]]


class Content:
    """Stands for a file that was read."""

    def __init__(
        self, sheets: dict[str, Sequence[Sequence[object]]], hidden: Sequence[str] = (), single: bool = False
    ) -> None:
        self.sheets = tuple((name, name not in hidden) for name in sheets)
        self.single = single
        self._sheets = sheets

    def rows(self, sheet: str) -> list[list[object]]:
        return [list(row) for row in self._sheets[sheet]]

    def merged_ranges(self, _: str) -> list[tuple[int, int, int, int]]:
        return []


def found(table: Table, sheets: dict[str, Sequence[Sequence[object]]], *hidden: str) -> str | None:
    return find_table(SourceFile("c.xlsx", "", Content(sheets, hidden)), table, CANDIDATE_TABLES)


def test_sheet_of_its_name_is_taken_whatever_it_holds() -> None:
    assert found(CANDIDATES, {"Sheet1": LIST, "DANH  SÁCH": []}) == "DANH  SÁCH"


def test_sheets_without_names_are_told_apart_by_their_headings() -> None:
    sheets = {"Sheet1": PLACES, "Sheet2": LIST, "Sheet3": CODES}
    assert (found(CANDIDATES, sheets), found(SITES, sheets)) == ("Sheet2", "Sheet1")


def test_hidden_and_category_sheets_and_those_of_other_tables_are_not_taken() -> None:
    assert found(CANDIDATES, {"Bản cũ": LIST}, "Bản cũ") is None
    assert found(CANDIDATES, {"DANHMUC": LIST}) is None
    assert found(CANDIDATES, {"Chỉ tiêu": LIST}) is None
    assert found(CANDIDATES, {"Mã số": CODES}) is None


def test_a_hidden_sheet_of_the_name_is_not_read_in_place_of_a_visible_one() -> None:
    assert found(CANDIDATES, {"Danh sách": LIST, "Danh sách mới": LIST}, "Danh sách") == "Danh sách mới"
    assert found(CANDIDATES, {"Danh sách": LIST, "DANH SÁCH ": LIST}, "Danh sách") == "DANH SÁCH "
    assert found(CANDIDATES, {"Danh sách": LIST, "Ghi chú": []}, "Danh sách") is None


def test_what_is_hidden_is_said() -> None:
    def faults(sheets: dict[str, Sequence[Sequence[object]]]) -> list[str]:
        source = SourceFile("c.xlsx", "", Content(sheets, ["Danh sách"]))
        return [str(fault) for fault in read_sheet(source, "c.xlsx", CANDIDATES, {}).faults][:1]

    assert faults({"Danh sách": LIST}) == [
        'c.xlsx, trang "Danh sách": trang này đang ẩn nên không đọc. '
        "Bỏ ẩn trang nếu đúng là trang cần đọc, xóa trang nếu không, rồi chạy lại."
    ]
    assert faults({"Danh sách": LIST, "Mới": LIST}) == [
        'c.xlsx, trang "Mới": trang "Danh sách" đang ẩn nên không đọc; đã đọc trang này vì tiêu đề cột khớp hơn cả. '
        'Nếu đúng thì xóa trang ẩn, đổi tên trang thành "Danh sách".'
    ]


def test_of_two_that_fit_equally_none_is_taken() -> None:
    assert found(CANDIDATES, {"A": LIST, "B": LIST}) is None
    assert found(CANDIDATES, {"A": LIST, "B": [row[:3] for row in LIST]}) == "A"


def test_text_file_holds_the_list_of_candidates() -> None:
    source = SourceFile("c.csv", "", Content({"": LIST}, single=True))
    assert find_table(source, CANDIDATES, CANDIDATE_TABLES) == ""
    assert find_table(source, SITES, CANDIDATE_TABLES) is None
    assert find_table(source, SITES) == ""


def test_nearest_sheet_is_no_hidden_one_and_no_other_tables() -> None:
    source = SourceFile("c.xlsx", "", Content({"Danh sach 1": [], "Danh sách": [], "Danh sách.": []}, ["Danh sách."]))
    assert nearest_sheet(source, "Danh sách", ["Danh sách"]) == "Danh sach 1"
    assert nearest_sheet(source, "Khen thưởng", []) is None


@pytest.mark.parametrize(("table", "beside"), [(SITES, CANDIDATE_TABLES), (REVIEW_TABLES[0], REVIEW_TABLES)])
def test_tables_of_one_file(table: Table, beside: tuple[Table, ...]) -> None:
    assert tables_beside(table) == beside


def test_settings_stand_beside_the_tables_of_the_review() -> None:
    settings = Table(name="settings", sheet=SETTINGS_SHEET, title="", columns=())
    assert tables_beside(settings) == REVIEW_TABLES
