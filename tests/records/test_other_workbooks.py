"""ODS and XLS: what calamine does not say of them."""

from __future__ import annotations

import struct
from datetime import date
from pathlib import Path

import pytest

from danvan_tools.records.source_errors import UnreadableWorkbookError
from danvan_tools.records.source_files import SourceFile, SourceSheet, open_source
from danvan_tools.records.xls_scan import scan_records
from danvan_tools.records.xlsx_scan import NOT_CALCULATED
from tests.records.workbook_files import compound, ods, record, xls, xls_stream


def opened(folder: Path, name: str, content: bytes) -> SourceFile:
    (folder / name).write_bytes(content)
    return open_source(folder / name)


ERROR = (
    '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"{}><text:p>#N/A</text:p></table:table-cell>'
)


def table(rows: str, name: str = "Một", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{rows}</table:table>'


def row(cells: str, repeats: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeats}">{cells}</table:table-row>'


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


EMPTY = "<table:table-cell/>"


def test_ods_errors_and_formulas_without_value_keep_their_places(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=[.A1]"/>'
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = row(EMPTY, 2) + row(blank + ERROR.format(' table:number-columns-repeated="2"'), 2) + row(cell("a") + formula)
    source = opened(tmp_path, "a.ods", ods(table(rows)))
    assert source.rows("Một") == [
        ["", "", "", ""],
        ["", "", "", ""],
        ["", "", "#N/A", "#N/A"],
        ["", "", "#N/A", "#N/A"],
        ["a", NOT_CALCULATED, "", ""],
    ]


def test_ods_merged_ranges(tmp_path: Path) -> None:
    wide = cell("tiêu đề", 'table:number-columns-spanned="3" table:number-rows-spanned="2"')
    rows = row(EMPTY) + row(EMPTY + wide + "<table:covered-table-cell/>" * 2)
    assert opened(tmp_path, "a.ods", ods(table(rows))).merged_ranges("Một") == [(1, 1, 2, 3)]


def test_ods_formats_to_the_last_row_and_column_are_not_laid_out(tmp_path: Path) -> None:
    blank = '<table:table-cell table:style-name="x" table:number-columns-repeated="16384"/>'
    rows = row(cell("a") + blank) + row(blank, 1_048_575)
    assert opened(tmp_path, "a.ods", ods(table(rows))).rows("Một") == [["a"]]


def test_ods_links_to_other_files_are_no_sheets(tmp_path: Path) -> None:
    content = ods(table(row(cell("a"))) + table(row(cell("b")), "'file:///x/b.ods'#Trang1"))
    assert opened(tmp_path, "a.ods", content).sheets == (SourceSheet("Một", visible=True),)


def test_ods_values(tmp_path: Path) -> None:
    values = (
        '<table:table-cell office:value-type="percentage" office:value="0.25"/>'
        '<table:table-cell office:value-type="date" office:date-value="2015-10-15"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    )
    rows = row(values + cell('hai<text:s text:c="2"/>chỗ</text:p><text:p>dòng'))
    assert opened(tmp_path, "a.ods", ods(table(rows))).rows("Một") == [
        [0.25, date(2015, 10, 15), True, "hai  chỗ\ndòng"]
    ]


def number(place: tuple[int, int], value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", *place, 0, value))


def label(place: tuple[int, int], index: int) -> bytes:
    return record(0x00FD, struct.pack("<HHHI", *place, 0, index))


def formula_error(place: tuple[int, int], code: int) -> bytes:
    return record(0x0006, struct.pack("<HHH", *place, 0) + bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF]) + bytes(8))


def test_xls_errors_keep_their_places(tmp_path: Path) -> None:
    error = record(0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x2A, 1))
    true = record(0x0205, struct.pack("<HHHBB", 0, 2, 0, 1, 0))
    merged = record(0x00E5, struct.pack("<H4H", 1, 0, 1, 0, 2))
    records = number((0, 0), 1.5) + true + error + formula_error((2, 0), 0x07) + label((2, 1), 1) + merged
    source = opened(tmp_path, "a.xls", xls(records, ["x", "chữ"]))
    assert source.rows("Một") == [[1.5, "", True], ["", "#N/A", ""], ["#DIV/0!", "chữ", ""]]
    assert source.merged_ranges("Một") == [(0, 0, 1, 2)]
    assert source.sheets == (SourceSheet("Một", visible=True),)


def test_xls_cells_of_a_chart_in_the_sheet_are_not_the_sheets(tmp_path: Path) -> None:
    begin, end = record(0x0809, struct.pack("<HH", 0x0600, 0x20) + bytes(12)), record(0x000A)
    records = begin + formula_error((65_535, 255), 0x07) + end + number((0, 0), 2.0)
    assert opened(tmp_path, "a.xls", xls(records)).rows("Một") == [[2]]


def test_xls_text_that_goes_on_in_the_next_record() -> None:
    # "chữ" is cut behind its first letter, and goes on in narrow letters in the second record.
    first = struct.pack("<II", 2, 2) + struct.pack("<HB", 3, 1) + "c".encode("utf-16-le")
    rest = b"\x00hu" + struct.pack("<HBHI", 2, 0x0C, 1, 3) + b"ab" + bytes(4) + bytes(3)
    stream = xls_stream(label((0, 0), 1), before=record(0x00FC, first) + record(0x003C, rest))
    assert scan_records(stream) == [{}]


@pytest.mark.parametrize("sizes", [(0, 0, 0, 0), (0, 65_536, 0, 256), (3, 9, 1, 4)])
def test_xls_dimensions_that_excel_writes(tmp_path: Path, sizes: tuple[int, int, int, int]) -> None:
    dimensions = record(0x0200, struct.pack("<IIHHH", *sizes, 0))
    assert opened(tmp_path, "a.xls", xls(dimensions + number((0, 0), 1.5))).rows("Một") == [[1.5]]


def test_xls_cut_anywhere_is_one_sentence(tmp_path: Path) -> None:
    whole = xls(number((0, 0), 1.5) + label((1, 0), 0), ["chữ"])
    for size in range(8, len(whole), 97):
        (tmp_path / "a.xls").write_bytes(whole[:size])
        try:
            rows = open_source(tmp_path / "a.xls").rows("Một")
        except UnreadableWorkbookError as error:
            assert error.what
        else:
            assert rows == [[1.5], ["chữ"]]


def test_xls_with_any_byte_changed_is_read_or_one_sentence(tmp_path: Path) -> None:
    whole = compound(xls_stream(number((0, 0), 1.5), ["chữ"]))
    for place in [*range(24, 90), *range(1536, 1700)]:
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        (tmp_path / "a.xls").write_bytes(changed)
        try:
            source = open_source(tmp_path / "a.xls")
            for name in source.sheet_names:
                source.rows(name)
        except UnreadableWorkbookError as error:
            assert error.what
