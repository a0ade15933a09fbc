from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from danvan_tools.records.lookups import Lookup
from danvan_tools.records.source_files import SourceFile
from danvan_tools.records.spreadsheets import Sheet, find_table, read_table, repeated_rows
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
    """Stands for a file that was read: sheets as lists of rows."""

    single = False

    def __init__(self, merged: Sequence[tuple[int, int, int, int]] = (), **sheets: Sequence[Sequence[object]]) -> None:
        self.sheets = tuple((name, True) for name in sheets)
        self._sheets, self._merged = sheets, list(merged)

    def rows(self, sheet: str) -> list[list[object]]:
        return [list(row) for row in self._sheets[sheet]]

    def merged_ranges(self, _: str) -> list[tuple[int, int, int, int]]:
        return self._merged


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


def test_texts_stay_the_objects_they_are() -> None:
    cells = [f"Điểm nhân rộng số {n}" for n in range(3)]
    sheet, _ = read(*(["", cell, "X01", "", "", ""] for cell in cells))
    assert all(sheet.frame["site"].iloc[n] is cell for n, cell in enumerate(cells))


def test_fault_of_a_cell_names_the_sheet_that_was_read() -> None:
    source = SourceFile("c.xlsx", "", Rows(Sheet1=[HEADINGS[1:], ["Ấp 3", "X01", "32/1/2015", "", ""]]))
    sheet, faults = read_table(source, "c.xlsx", TABLE, UNITS)
    assert [(fault.severity, fault.sheet, fault.row) for fault in faults] == [
        ("warning", "Sheet1", None),
        ("error", "Sheet1", 2),
    ]
    assert sheet.fault(2, "site", "x").sheet == "Sheet1"
    assert (sheet.name, sheet.heading_row, sheet.complete) == ("Sheet1", 1, True)


def test_sheet_may_be_given() -> None:
    rows = [HEADINGS[1:], ["Ấp 3", "X01", "", "", ""]]
    source = SourceFile("c.xlsx", "", Rows(A=rows, B=[rows[0], ["Ấp 4", "X01", "", "", ""]]))
    assert find_table(source, TABLE) is None
    sheet, faults = read_table(source, "c.xlsx", TABLE, UNITS, "B")
    assert (sheet.frame["site"].tolist(), faults) == (["Ấp 4"], [])


def test_legacy_word_of_a_list_is_read_by_the_list_and_a_short_text_is_asked_about() -> None:
    sheet, faults = read(["", "Kinh tÕ", "X\xb7 Mét", "", "", ""], ["", "VÜnh", "X01", "", "", ""])
    assert sheet.frame["unit_id"].tolist() == ["X01", "X01"]
    assert sheet.frame["site"].tolist() == ["", "Vĩnh"]
    place = 'candidates.xlsx, trang "Điểm", dòng'
    read_as = "1 ô gõ bằng bảng mã cũ (TCVN3, VNI) đã đọc thành Unicode, ví dụ"
    assert faults == [
        f'{place} 4, cột "Điểm": {read_as} "VÜnh" thành "Vĩnh". Xem lại các chữ đã đọc.',
        f'{place} 3, cột "Đơn vị": {read_as} "X· Mét" thành "Xã Một". Xem lại các chữ đã đọc.',
        f'{place} 3, cột "Điểm": "Kinh tÕ" có chữ của bảng mã cũ như các ô khác của trang mà không đủ căn cứ để đọc. '
        'Ý là "Kinh tế"? Gõ lại ô này và các ô gõ bằng bảng mã cũ bằng bộ gõ Unicode rồi chạy lại.',
    ]


def test_short_words_beside_old_text_are_asked_about_wherever_they_stand_on_the_sheet() -> None:
    doubtful = ["Céng", "Mét", "thêi kú", "Tè cũ".replace("ũ", "\xf2"), "xã"]
    clear = ["Hẻm sáng", "Ấp 20×30", "Ø 50", "UBND", "Pokémon"]
    old = ["", "", "X\xb7 Mét", "", "", ""]
    cells = [["", cell, "X01", "", "", ""] for cell in doubtful + clear]
    sheet, faults = read(*cells, [*old[:1], "Ấp 3", *old[2:]])
    assert sheet.frame["site"].tolist() == [*[""] * len(doubtful), *clear, "Ấp 3"]
    asked = [fault for fault in faults if "đọc được hai cách" in fault]
    assert len(asked) == len(doubtful)
    assert '"Céng" hoặc "Cộng". Gõ lại ô này' in asked[0]
    assert read(*cells)[1] == []


def test_a_known_word_is_read_in_the_encoding_of_its_sheet_if_it_is_none_in_unicode() -> None:
    units = {"units": Lookup.from_pairs(["X01", "X02"], ["Cộng", "Bé"])}
    sheet, _ = read(
        *(["", "a", cell, "", "", ""] for cell in ("Céng", "Bé")), ["", "VÜnh tÕ", "X01", "", "", ""], lookups=units
    )
    assert sheet.frame["unit_id"].tolist() == ["X01", "X02", "X01"]


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


def test_very_many_faults_of_one_kind_in_a_column_are_counted() -> None:
    _, faults = read(*([n, f"Ấp {n}", "Xã Một", "", "x", ""] for n in range(5_003)))
    assert len(faults) == 5_001
    assert faults[-1] == (
        'candidates.xlsx, trang "Điểm", dòng 5003, cột "Số lượng": "x" không phải là số; từ dòng này trở xuống có 3 ô '
        "của cột có lỗi cùng loại, không liệt kê nữa. Sửa ô rồi chạy lại."
    )
    _, faults = read(*([n, f"Ấp {n}", "Xã Một", "", "x", ""] for n in range(5_001)))
    assert len(faults) == 5_001
    assert faults[-1].startswith('candidates.xlsx, trang "Điểm", dòng 5003, cột "Số lượng": "x" không phải là số. ')
