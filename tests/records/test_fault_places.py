from __future__ import annotations

import pytest

from danvan_tools.errors import Fault
from danvan_tools.records.fault_places import find_heading_row, find_place, find_sheet_of

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
        ({"row": 5, "column": "Tên mô hình", "value": "Bến đò"}, (4, 1)),
        ({"row": 4, "column": "Tên mô hình", "value": "không thấy"}, (3, 1)),
        ({"row": 9, "column": "Tên mô hình"}, (8, 0)),
        ({"column": "Lĩnh vực"}, (2, 2)),
        ({"column": "Cột khác"}, (0, 0)),
        ({}, (0, 0)),
    ],
)
def test_a_fault_is_marked_where_it_is(where, place):
    assert find_place(fault(**where), ROWS, find_heading_row(ROWS)) == place


def test_without_known_headings_there_is_no_heading_row():
    assert find_heading_row([["a", "b"], ["c"]]) is None
    assert find_heading_row([]) is None
    assert find_place(fault(row=1, column="Lĩnh vực", value="b"), [["a", "b"]], None) == (0, 1)


def test_a_sheet_is_found_by_its_key_and_the_only_one_of_a_file_by_any_name():
    assert find_sheet_of(fault(), ["Khác", "DANH  SÁCH"]) == "DANH  SÁCH"
    assert find_sheet_of(fault(sheet=""), ["Khác", "Danh sách"]) == ""
    assert find_sheet_of(fault(row=4), ["Sheet1"]) == "Sheet1"
    assert find_sheet_of(fault(row=None), ["Sheet1"]) == ""
