from __future__ import annotations

import pytest

from danvan_tools.errors import Fault
from danvan_tools.records.fault_places import SheetHeadings, find_place, find_sheet_of, read_headings
from danvan_tools.records.headings import heading_key

ROWS = [
    ["DANH SÁCH", "", ""],
    ["", "", ""],
    ["STT", "Tên MH", "Lĩnh\nvực"],
    ["", "Dòng họ tự quản", "Kinh tê"],
    [3.0, "Bến đò", "Kinh tê"],
]


def fault(**where):
    return Fault(**{"file": "f.xlsx", "kind": "word", "what": "lạ", "remedy": "Sửa.", "sheet": "Danh sách"} | where)


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ({"cell": "B5", "row": 4, "column": "Lĩnh vực"}, (4, 1)),
        ({"cell": "AA12"}, (11, 26)),
        ({"row": 4, "column": "lĩnh vực"}, (3, 2)),
        ({"row": 4, "column": "Tên mô hình", "value": "Kinh tê"}, (3, 1)),
        ({"row": 4, "column": "Tên MH"}, (3, 1)),
        ({"column": "Tên mô hình"}, (2, 1)),
        ({"row": 5, "column": "Đơn vị đăng ký", "value": "Bến đò"}, (4, 1)),
        ({"row": 4, "column": "Đơn vị đăng ký", "value": "không thấy"}, (3, 1)),
        ({"row": 9, "column": "Đơn vị đăng ký"}, (8, 0)),
        ({"column": "Lĩnh vực"}, (2, 2)),
        ({"column": "Cột khác"}, (0, 0)),
        ({}, (0, 0)),
    ],
)
def test_a_fault_is_marked_where_it_is(where, place):
    assert find_place(fault(**where), ROWS, read_headings("Danh sách", ROWS, [])) == place


def test_without_known_headings_there_is_no_heading_row():
    assert read_headings("Danh sách", [["a", "b"], ["c", ""]], []) == SheetHeadings()
    assert read_headings("Danh sách", [], []) == SheetHeadings()
    assert find_place(fault(row=1, column="Lĩnh vực", value="b"), [["a", "b"]], SheetHeadings()) == (0, 1)


def test_a_sheet_of_any_name_has_the_headings_of_the_table_that_fits_best():
    rows = [["STT", "Họ và tên", "Chức vụ"], ["1", "Lý Văn Tám", "Trưởng ban"]]
    found = read_headings("Sheet1", [[""] * 3] * 40 + rows, [])
    assert (found.row, found.places[heading_key("Chức vụ")]) == (40, 2)
    settings = [["Mục", "Giá trị"], ["Mã đợt xét", "X"]]
    assert read_headings("Đợt xét", settings, []) == SheetHeadings(
        0, {heading_key("Mục"): 0, heading_key("Giá trị"): 1}
    )


def test_a_sheet_is_found_by_its_key_and_the_only_one_of_a_file_by_any_name():
    assert find_sheet_of(fault(), ["Khác", "DANH  SÁCH"]) == "DANH  SÁCH"
    assert find_sheet_of(fault(sheet=""), ["Khác", "Danh sách"]) == ""
    assert find_sheet_of(fault(row=4), ["Sheet1"]) == "Sheet1"
    assert find_sheet_of(fault(row=None), ["Sheet1"]) == ""
