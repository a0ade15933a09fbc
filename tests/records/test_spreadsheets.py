from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from danvan_tools.records.lookups import Lookup
from danvan_tools.records.source_files import SourceFile
from danvan_tools.records.spreadsheets import Sheet, read_table, repeated_rows
from danvan_tools.schema import Column, Table

TABLE = Table(
    name="sites",
    sheet="Điểm",
    title="ĐIỂM",
    key=("site", "since"),
    columns=(
        Column(name="site", heading="Điểm", required=True),
        Column(name="unit_id", heading="Đơn vị", kind="reference", refers_to="units", required=True),
        Column(name="since", heading="Từ ngày", kind="date"),
        Column(name="places", heading="Số lượng", kind="integer"),
        Column(name="points", heading="Số điểm", kind="decimal"),
    ),
)
UNITS = {"units": Lookup.from_pairs(["X01"], ["Xã Một"])}
HEADINGS = ["STT", "Điểm", "Đơn vị", "Từ ngày", "Số lượng", "Số điểm"]


class Rows:
    """Stands for a workbook that was read: sheets as lists of rows."""

    merged_cell_ranges = None

    def __init__(self, **sheets: Sequence[Sequence[object]]) -> None:
        self.sheets = sheets
        self.sheet_names = list(sheets)

    def get_sheet_by_name(self, name: str) -> Rows:
        self.chosen = self.sheets[name]
        return self

    def to_python(self, *, skip_empty_area: bool) -> list[list[object]]:
        assert not skip_empty_area
        return [list(row) for row in self.chosen]


def read(*data: Sequence[object], lookups: dict[str, Lookup] = UNITS, table: Table = TABLE) -> tuple[Sheet, list[str]]:
    title = ["ĐIỂM", *[""] * (len(HEADINGS) - 1)]
    source = SourceFile("candidates.xlsx", "", Rows(**{"Điểm": [title, HEADINGS, *data]}))
    sheet, faults = read_table(source, "candidates.xlsx", table, lookups)
    return sheet, [str(fault) for fault in faults]


BLANK = [""] * len(HEADINGS)


def test_tidy_table_keeps_the_row_numbers_of_the_spreadsheet() -> None:
    sheet, faults = read(
        [1.0, "Ấp 3\nkhu B", "Xã Một", date(2015, 2, 3), 2.0, "1,5"],
        BLANK,
        [2.0, "", "", "", " ", ""],
        [3.0, 12.0, "x01", "", "", ""],
    )
    assert faults == []
    expected = pd.DataFrame(
        {
            "site": pd.Series(["Ấp 3\nkhu B", "12"], dtype="str"),
            "unit_id": pd.Series(["X01", "X01"], dtype="str"),
            "since": pd.to_datetime(pd.Series([date(2015, 2, 3), None])).astype("datetime64[us]"),
            "places": pd.Series([2, None], dtype="Int64"),
            "points": pd.Series([1.5, None], dtype="float64"),
        }
    ).set_axis(pd.Index([3, 6], name="row"))
    pd.testing.assert_frame_equal(sheet.frame, expected)


def test_every_faulty_cell_is_named_and_blank_in_the_table() -> None:
    sheet, faults = read([1.0, "", "Xã Mọt", "32/1/2015", 1.5, "x"], [2.0, "Ấp 3", "X01", "", "", ""])
    place = 'candidates.xlsx, trang "Điểm", dòng 3, cột'
    assert faults == [
        f'{place} "Điểm": ô trống. Ghi nội dung vào ô rồi chạy lại.',
        f'{place} "Đơn vị": "Xã Mọt" không có trong danh mục. Ý là "Xã Một"? Sửa ô rồi chạy lại.',
        f'{place} "Từ ngày": "32/1/2015" không phải là ngày. Ghi ngày/tháng/năm, ví dụ 05/01/2015.',
        f'{place} "Số lượng": "1,5" không phải là số nguyên. Sửa ô rồi chạy lại.',
        f'{place} "Số điểm": "x" không phải là số. Sửa ô rồi chạy lại.',
    ]
    assert sheet.frame.loc[3, ["site", "unit_id"]].tolist() == ["", ""]
    assert sheet.frame.loc[3, ["since", "places", "points"]].isna().all()
    assert sheet.filled("unit_id").tolist() == [True, True]
    assert sheet.filled("site").tolist() == [False, True]


def test_equal_cells_of_different_types_are_read_apart() -> None:
    _, faults = read(["", "a", "X01", "", 1.0, ""], ["", "b", "X01", "", True, ""])
    assert len(faults) == 1
    assert 'dòng 4, cột "Số lượng": "TRUE"' in faults[0]


def test_reference_to_a_table_that_could_not_be_read_is_no_fault() -> None:
    sheet, faults = read([1.0, "Ấp 3", "Xã Mọt", "", "", ""], lookups={})
    assert faults == []
    assert sheet.frame["unit_id"].tolist() == [""]


def test_missing_required_column_is_one_fault_and_not_one_per_row() -> None:
    source = SourceFile("c.xlsx", "", Rows(**{"Điểm": [["", ""], ["Đơn vị", "Từ ngày"], ["X01", ""], ["X01", ""]]}))
    sheet, faults = read_table(source, "c.xlsx", TABLE, UNITS)
    assert [fault.column for fault in faults] == ["Điểm"]
    assert not sheet.complete
    assert sheet.frame["site"].tolist() == ["", ""]


@pytest.mark.parametrize("may_be_empty", [True, False])
def test_empty_table(may_be_empty: bool) -> None:
    table = Table(name="sites", sheet="Điểm", title="ĐIỂM", columns=TABLE.columns, may_be_empty=may_be_empty)
    sheet, faults = read(BLANK, table=table)
    assert (
        sheet.frame.dtypes.astype(str).to_dict()
        == read(["", "a", "X01", "", "", ""])[0].frame.dtypes.astype(str).to_dict()
    )
    assert [("chưa có dòng nào" in fault) for fault in faults] == ([] if may_be_empty else [True])


def test_file_that_could_not_be_read_gives_an_empty_table_and_no_second_fault() -> None:
    sheet, faults = read_table(None, "c.xlsx", TABLE, UNITS)
    assert (len(sheet.frame), sheet.complete, faults) == (0, False, [])


def test_repeated_keys_name_both_rows() -> None:
    sheet, _ = read(
        ["", "Ấp Hòa", "X01", date(2015, 2, 3), "", ""],
        ["", "Ấp Hòa", "X01", date(2015, 2, 4), "", ""],
        ["", "ấp  hoà", "X01", "03/02/2015", "", ""],
        ["", "Ấp Hòa", "X01", "", "", ""],
        ["", "Ấp Hòa", "X01", "", "", ""],
    )
    (fault,) = repeated_rows(sheet)
    assert (fault.row, fault.column) == (5, "Từ ngày")
    assert fault.what == 'dòng này trùng với dòng 3 (Điểm "ấp  hoà", Từ ngày "03/02/2015")'
