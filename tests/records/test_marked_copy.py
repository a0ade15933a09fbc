"""A marked copy, read back by openpyxl and by our own reader."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.errors import DanvanError, Fault
from danvan_tools.records import marked_sheets
from danvan_tools.records.fault_list_sheet import fault_list_name, safe_names
from danvan_tools.records.marked_copy import mark_folder, write_marked_copy
from danvan_tools.records.review import check_folder
from danvan_tools.records.source_files import SourceFile, read_source

RED, YELLOW = "FFFFC7CE", "FFFFF2CC"


def fault(**where):
    common = {
        "file": "candidates.xlsx",
        "kind": "word",
        "what": '"Kinh tê" lạ',
        "remedy": "Sửa ô.",
        "sheet": "Danh sách",
    }
    return Fault(**common | where)


def source_of(folder: Path, sheets: dict[str, list[list[object]]], merged: dict[str, str] | None = None) -> SourceFile:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                cell = sheet.cell(number, place)
                cell.value = None if value == "" else value
                if isinstance(value, str):
                    cell.data_type = "s"
        if name in (merged or {}):
            sheet.merge_cells(merged[name])
    workbook.save(folder / "candidates.xlsx")
    source, faults = read_source(folder, "candidates.xlsx")
    assert source is not None, faults
    return source


def marked(folder: Path, source: SourceFile, faults: list[Fault]) -> openpyxl.Workbook:
    write_marked_copy(folder / "copy.xlsx", source, faults)
    return openpyxl.load_workbook(folder / "copy.xlsx")


ROWS = [
    ["DANH SÁCH\nnăm 2015", "", "", ""],
    ["STT", "Tên mô hình", "Lĩnh vực", "Bắt đầu từ ngày"],
    [1, "Dòng họ tự quản", "Kinh tê", datetime(2014, 5, 1)],
    [2, "", "Kinh tế", "31/02/2015"],
    [3.5, "=1+1", "https://vi.du", datetime(2015, 1, 2, 7, 30)],
]


def test_every_cell_stays_where_it_was_with_its_value(tmp_path):
    copy = marked(tmp_path, source_of(tmp_path, {"Danh sách": ROWS}, {"Danh sách": "A1:D1"}), [fault(row=3)])
    sheet = copy["Danh sách"]
    assert [[cell.value if cell.value is not None else "" for cell in row] for row in sheet] == ROWS
    assert {cell.data_type for cell in sheet[5]} == {"n", "s", "d"}
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:D1"]
    assert sheet.freeze_panes == "A3"
    assert all(sheet.cell(5, place).hyperlink is None for place in range(1, 5))


def test_errors_are_red_and_warnings_yellow_each_with_its_sentence(tmp_path):
    faults = [
        fault(row=3, column="Lĩnh vực", value="Kinh tê"),
        fault(row=4, column="Tên mô hình", kind="blank", what="ô trống", severity="warning"),
        fault(row=4, column="Bắt đầu từ ngày", what="sai", severity="warning"),
        fault(row=4, column="Bắt đầu từ ngày", what="không phải là ngày"),
        fault(cell="B5", row=5, column="Mô hình"),
        fault(column="STT", what="thiếu số"),
    ]
    sheet = marked(tmp_path, source_of(tmp_path, {"Danh sách": ROWS}), faults)["Danh sách"]
    colours = {cell.coordinate: cell.fill.fgColor.rgb for row in sheet for cell in row if cell.comment}
    assert colours == {"A2": RED, "C3": RED, "B4": YELLOW, "D4": RED, "B5": RED}
    assert sheet["C3"].comment.text == 'LỖI: "Kinh tê" lạ. Sửa ô.'
    assert sheet["B4"].comment.text == "LƯU Ý: ô trống. Sửa ô."
    assert sheet["D4"].comment.text == "LƯU Ý: sai. Sửa ô.\nLỖI: không phải là ngày. Sửa ô."
    # Not by colour alone.
    assert (sheet["C3"].border.left.style, sheet["B4"].border.left.style) == ("thick", "dashed")


def test_the_first_sheet_lists_every_fault_with_a_link(tmp_path):
    faults = [fault(row=3, column="Lĩnh vực", value="Kinh tê"), fault(sheet="Quá trình", what="không có trang này")]
    copy = marked(tmp_path, source_of(tmp_path, {"Danh sách": ROWS, "Lỗi": [["của thư ký"]]}), faults)
    assert copy.sheetnames == ["Lỗi 2", "Danh sách", "Lỗi"]
    sheet = copy["Lỗi 2"]
    assert sheet["A2"].value == "2 lỗi: không có trong danh mục 2."
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert rows == [
        ["Mức", "Loại", "Trang", "Dòng", "Cột", "Ô", "Giá trị", "Vấn đề", "Cách sửa"],
        ["lỗi", "không có trong danh mục", "Danh sách", 3, "Lĩnh vực", "C3", "Kinh tê", '"Kinh tê" lạ.', "Sửa ô."],
        ["lỗi", "không có trong danh mục", "Quá trình", None, None, None, None, "không có trang này.", "Sửa ô."],
    ]
    assert sheet["F7"].hyperlink.location == "'Danh sách'!C3"
    assert sheet["F8"].hyperlink is None
    assert copy["Lỗi"]["A1"].value == "của thư ký"


def test_a_fault_below_the_last_row_is_marked_too(tmp_path):
    sheet = marked(tmp_path, source_of(tmp_path, {"Danh sách": ROWS}), [fault(row=9, column="Lĩnh vực")])["Danh sách"]
    assert sheet["C9"].fill.fgColor.rgb == RED


def test_what_has_no_comment_is_coloured_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(marked_sheets, "MOST_COMMENTS", 2)
    source = source_of(tmp_path, {"Danh sách": ROWS})
    copy = marked(tmp_path, source, [fault(row=row, column="Lĩnh vực") for row in (3, 4, 5)])
    cells = [copy["Danh sách"][f"C{row}"] for row in (3, 4, 5)]
    assert [cell.fill.fgColor.rgb for cell in cells] == [RED] * 3
    assert [cell.comment is not None for cell in cells] == [True, True, False]
    assert "các ô sau chỉ tô màu" in copy["Lỗi"]["A4"].value
    assert "chỉ tô màu" not in marked(tmp_path, source, [fault(row=3)])["Lỗi"]["A4"].value


def test_many_faults_of_one_cell_are_ten_in_its_comment_and_all_in_the_list(tmp_path):
    faults = [fault(row=3, column="Lĩnh vực", what="rất dài " * 1000) for _ in range(12)]
    copy = marked(tmp_path, source_of(tmp_path, {"Danh sách": ROWS}), faults)
    text = copy["Danh sách"]["C3"].comment.text
    assert len(text) < 15_000
    assert text.endswith("Còn 2 điều nữa: xem trang đầu của tệp này.")
    assert copy["Lỗi"].max_row == 6 + 12


# What a file of Excel holds: no lone carriage return, and no text that is nothing but white space at its ends.
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1) | st.sampled_from(
    [
        "<r>&</r>",
        "<r>",
        "=SUM(A1)",
        "_x0041_",
        "{=1}",
        "http://a b",
        "internal:A1",
        "@x",
        "+84",
        "a\nb",
        "  a ",
        "&amp;",
    ]
)
MOMENTS = st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
VALUES = TEXTS | st.integers(-(10**9), 10**9).map(float) | st.booleans() | MOMENTS | st.just("")


@settings(max_examples=40)
@given(st.lists(st.lists(VALUES, min_size=2, max_size=2), min_size=1, max_size=4))
def test_whatever_a_sheet_holds_is_read_back_from_the_copy(rows):
    with TemporaryDirectory() as place:
        folder = Path(place)
        source = source_of(folder, {"Danh sách": [*rows, ["cuối", ""]]})
        write_marked_copy(folder / "copy.xlsx", source, [fault(row=1), fault(row=2, column="cuối")])
        copy, faults = read_source(folder, "copy.xlsx")
        assert copy is not None, faults
        read = [[day_of(cell) for cell in row] for row in copy.rows("Danh sách")]
        assert read == [[day_of(cell) for cell in row] for row in source.rows("Danh sách")]


def day_of(cell):
    """Return a cell; a date as the midnight it is."""
    return datetime.combine(cell, time()) if type(cell) is date else cell


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<r>&</r>", "<r>&</r>"),
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("😀" * 20_000, "😀" * 16_383 + "…"),
    ],
)
def test_text_no_cell_can_hold_is_cut_and_markup_is_text(tmp_path, text, shown):
    source = source_of(tmp_path, {"Danh sách": ROWS})
    sheet = marked(tmp_path, source, [fault(row=3, column="Lĩnh vực", value=text)])["Lỗi"]
    assert sheet["G7"].value == shown


def test_a_copy_is_replaced_unless_somebody_saved_it(tmp_path):
    source = source_of(tmp_path, {"Danh sách": ROWS})
    path = tmp_path / "copy.xlsx"
    write_marked_copy(path, source, [fault(row=3)])
    first = path.read_bytes()
    write_marked_copy(path, source, [fault(row=4)])
    assert path.read_bytes() != first
    edited = openpyxl.load_workbook(path)
    edited["Danh sách"]["B4"] = "việc của thư ký"
    edited.save(path)
    kept = path.read_bytes()
    with pytest.raises(DanvanError, match=r"copy\.xlsx.*candidates\.xlsx"):
        write_marked_copy(path, source, [fault(row=3)])
    assert path.read_bytes() == kept
    path.write_bytes(b"something else")
    with pytest.raises(DanvanError, match="copy"):
        write_marked_copy(path, source, [fault(row=3)])
    assert path.read_bytes() == b"something else"


def test_equal_files_and_faults_give_equal_copies(tmp_path):
    source = source_of(tmp_path, {"Danh sách": ROWS})
    copies = []
    for name in ("a.xlsx", "b.xlsx"):
        write_marked_copy(tmp_path / name, source, [fault(row=3)])
        copies.append((tmp_path / name).read_bytes())
    assert copies[0] == copies[1]


def test_names_of_sheets_become_names_excel_accepts():
    names = ["", "a/b:c", "x" * 40, "x" * 41, "'y'", "A_B_C"]
    assert list(safe_names(names).values()) == ["Trang", "a_b_c", "x" * 31, f"{'x' * 29} 2", "y", "A_B_C 2"]
    assert fault_list_name(["LỖI", "lỗi 2"]) == "Lỗi 3"


def test_every_faulty_file_of_a_folder_has_its_copy(folder, edit, tmp_path):
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["P3"] = "Kinh tê"
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    faults = [
        *check_folder(folder),
        fault(file="ledger.db", kind="ledger"),
        fault(file="gone.xlsx", kind="file"),
    ]
    target = tmp_path / "made" / "output"
    assert mark_folder(folder, faults, target) == [target / "candidates-danh-dau.xlsx"]
    sheet = openpyxl.load_workbook(target / "candidates-danh-dau.xlsx")["Danh sách"]
    assert (sheet["P3"].value, sheet["P3"].fill.fgColor.rgb) == ("Kinh tê", RED)
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert mark_folder(folder, [], tmp_path / "none") == []
    assert not (tmp_path / "none").exists()


def test_a_target_that_cannot_be_made_is_one_sentence(folder, tmp_path):
    (tmp_path / "output").write_text("")
    with pytest.raises(DanvanError, match="output"):
        mark_folder(folder, [fault(row=3)], tmp_path / "output")
