from __future__ import annotations

import random
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.records import xlsx_strings
from danvan_tools.records.cell_text import NOT_CALCULATED
from danvan_tools.records.source_errors import UnreadableWorkbookError
from danvan_tools.records.source_files import SourceSheet, open_source
from danvan_tools.records.xlsx_scan import SheetScan, scan_carefully, scan_quickly
from tests.records.workbook_files import MAIN, cells, relations, sheet, workbook, xlsx, xlsx_parts, zipped

STRINGS = (
    '<sst xmlns="m"><si><t>chữ</t></si><si><r><t xml:space="preserve">đậm </t></r><r><t>nhạt</t></r>'
    '<rPh sb="0"><t>x</t></rPh></si></sst>'
)


def rows_of(folder: Path, content: bytes, name: str = "Một") -> list[list[object]]:
    path = folder / "a.xlsx"
    path.write_bytes(content)
    return open_source(path).rows(name)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="s"><v>1</v></c>', "đậm nhạt"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> chữ </t></is></c>', " chữ "),
        ('<c r="A1" t="str"><f>A2</f><v>chữ</v></c>', "chữ"),
        ('<c r="A1" t="str"><f>A2</f><v></v></c>', ""),
        ('<c r="A1" t="str"><f>IFERROR(vlookup(A2,v,2),"")</f><v/></c>', ""),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" s="1"><v>42292</v></c>', date(2015, 10, 15)),
        ('<c r="A1" s="2"><v>0.125</v></c>', 0.125),
        ('<c r="A1" s="3"><v>1.5</v></c>', timedelta(hours=36)),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', 2.0),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A1" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A1" t="e"><f ca="1"/><v>#REF!</v></c>', "#REF!"),
        ('<c r="A1" t="e"><f>X(1)</f><v>#SPILL!</v></c>', "#SPILL!"),
        ("<c t='e'><f>X(1)</f><v>#GETTING_DATA</v></c>", "#GETTING_DATA"),
        ("<c t='e'><v>#NAME?</v></c>", "#NAME?"),
        ('<c r="A1"><f>SUM(A2:A3)</f></c>', NOT_CALCULATED),
        ('<c r="A1"><f>SUM(A2:A3)</f><v></v></c>', NOT_CALCULATED),
        ('<c r="A1" s="2"><f t="shared" si="0"/><v/></c>', NOT_CALCULATED),
        ("<c><f>SUM(A2:A3)</f><v/></c>", NOT_CALCULATED),
        ('<c r="A1" t="inlineStr"><is><t><![CDATA[a < b]]></t></is></c>', "a < b"),
        ('<c r="A1" t="inlineStr"><is><t>&lt;c r="XFD1048576"&gt; :c ?</t></is></c>', '<c r="XFD1048576"> :c ?'),
    ],
)
def test_values_of_a_cell(tmp_path: Path, cell: str, value: object) -> None:
    formats = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 10, 46))
    styles = f"<styleSheet {MAIN}><cellXfs>{formats}</cellXfs></styleSheet>"
    content = xlsx(cells(cell, '<c r="B1"><v>7</v></c>'), strings=STRINGS, styles=styles)
    assert rows_of(tmp_path, content) == [[value, 7.0]]


def test_dates_from_1904(tmp_path: Path) -> None:
    styles = f'<styleSheet {MAIN}><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    list_of_sheets = workbook("Một", more='<workbookPr date1904="1"/>')
    content = xlsx(cells('<c r="A1" s="0"><v>40830</v></c>'), styles=styles, workbook=list_of_sheets)
    assert rows_of(tmp_path, content) == [[date(2015, 10, 15)]]


PREFIXED = (
    '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2"><x:c r="B2" t="s"><x:v>0</x:v></x:c><x:c r="C2" t="e">'
    "<x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c></x:row></x:sheetData></x:worksheet>"
)
PLACELESS = sheet('<row/><row><c/><c t="s"><v>0</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')


@pytest.mark.parametrize("content", [PREFIXED, PLACELESS, PREFIXED.replace(">", " >")])
def test_sheets_of_unusual_writers_keep_the_places(tmp_path: Path, content: str) -> None:
    assert rows_of(tmp_path, xlsx(content, strings=STRINGS)) == [["", "", ""], ["", "chữ", "#DIV/0!"]]


def test_blank_rows_above_and_columns_to_the_left_are_there(tmp_path: Path) -> None:
    assert rows_of(tmp_path, xlsx(sheet('<row r="3"><c r="C3"><v>1</v></c></row>'))) == [
        ["", "", ""],
        ["", "", ""],
        ["", "", 1.0],
    ]
    assert rows_of(tmp_path, xlsx(sheet(""))) == []


def test_an_error_beyond_the_other_cells_is_kept(tmp_path: Path) -> None:
    content = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3" t="e"><v>#N/A</v></c></row>')
    assert rows_of(tmp_path, xlsx(content)) == [[1.0, "", ""], ["", "", ""], ["", "", "#N/A"]]


def test_cells_with_a_format_only_are_not_laid_out(tmp_path: Path) -> None:
    formats = "".join(f'<row r="{row}"><c r="A{row}" s="1"/><c r="XFD{row}" s="1"></c></row>' for row in (2, 1_048_576))
    assert rows_of(tmp_path, xlsx(sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{formats}'))) == [[1.0]]


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, xlsx(cells("<c><v>1</v></c>" * 10_000)))
    assert [len(row) for row in rows] == [10_000]


def test_helper_columns_far_to_the_right_of_a_long_list(tmp_path: Path) -> None:
    long = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 100_011))
    far = '<row r="100011"><c r="CV100011" t="e"><v>#N/A</v></c></row>'
    rows = rows_of(tmp_path, xlsx(sheet(long + far)))
    assert (len(rows), len(rows[0]), rows[-1][-1]) == (100_011, 100, "#N/A")


def test_hidden_sheets_are_known_and_chart_sheets_left_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    for name in ("Hiện", "Ẩn", "Rất ẩn"):
        book.add_worksheet(name).write(0, 0, 1)
    book.worksheets()[1].hide()
    book.worksheets()[2].very_hidden()
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Hiện!$A$1"})
    book.add_chartsheet("Biểu đồ").set_chart(chart)
    book.close()
    assert open_source(tmp_path / "a.xlsx").sheets == (
        SourceSheet("Hiện", visible=True),
        SourceSheet("Ẩn", visible=False),
        SourceSheet("Rất ẩn", visible=False),
    )


def test_merged_ranges_before_and_after_the_rows(tmp_path: Path) -> None:
    content = sheet('<row r="1"><c r="A1"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A1:C2"/></mergeCells>')
    (tmp_path / "a.xlsx").write_bytes(xlsx(content))
    source = open_source(tmp_path / "a.xlsx")
    assert source.merged_ranges("Một") == [(0, 0, 1, 2)]
    assert source.rows("Một") == [[1.0]]
    assert source.merged_ranges("Một") == [(0, 0, 1, 2)]


def test_macros_links_and_pictures_are_not_even_unpacked(tmp_path: Path) -> None:
    parts = xlsx_parts(cells('<c r="A1"><f>[1]Trang!A1</f><v>5</v></c><c r="B1"><f>cmd|\'/c calc\'!A1</f><v>6</v></c>'))
    for name in ("xl/vbaProject.bin", "xl/media/image1.png", "xl/externalLinks/externalLink1.xml"):
        parts[name] = b"?" * 1000
    broken = zipped(parts).replace(bytes(zipped({"a": b"?" * 1000})[31:40]), b"\xff" * 9)
    path = tmp_path / "a.xlsm"
    path.write_bytes(broken)
    with zipfile.ZipFile(path) as archive, pytest.raises(Exception, match=r"invalid|Bad CRC"):
        archive.read("xl/vbaProject.bin")
    assert open_source(path).rows("Một") == [[5.0, 6.0]]


def test_two_thousand_sheets(tmp_path: Path) -> None:
    names = [f"T{number}" for number in range(2000)]
    parts = xlsx_parts("", workbook=workbook(*names), rels=relations(*(f"s/{name}.xml" for name in names)))
    one = cells('<c r="A1"><v>1</v></c>')
    (tmp_path / "a.xlsx").write_bytes(zipped(parts | {f"xl/s/{name}.xml": one for name in names}))
    source = open_source(tmp_path / "a.xlsx")
    assert source.sheet_names == names
    assert source.rows("T1999") == [[1.0]]


def test_values_written_by_openpyxl_and_xlsxwriter(tmp_path: Path) -> None:
    written = ["Mô hình\nhai dòng", 12.5, datetime(2015, 10, 15, 8, 30), True, time(1, 30), "=1+1"]
    book = openpyxl.Workbook()
    book.active.append(written)
    book.save(tmp_path / "a.xlsx")
    assert open_source(tmp_path / "a.xlsx").rows("Sheet") == [[*written[:5], NOT_CALCULATED]]
    fast = xlsxwriter.Workbook(tmp_path / "b.xlsx", {"constant_memory": True})
    fast.add_worksheet().write_row(0, 0, ["chữ", 1.5, True])
    fast.close()
    assert open_source(tmp_path / "b.xlsx").rows("Sheet1") == [["chữ", 1.5, True]]


def test_quick_and_careful_scan_agree_on_a_long_sheet() -> None:
    chance = random.Random(3)  # noqa: S311
    kinds = (
        '<c r="{}"><v>1</v></c>',
        '<c r="{}" s="4"/>',
        '<c r="{}" t="e"><f>A1</f><v>#REF!</v></c>',
        '<c r="{}"><f>A1</f><v></v></c>',
        '<c r="{}" t="s"><v>0</v></c>',
    )
    places = [f"{letters}{row}" for row in range(99_000, 101_000) for letters in ("A", "B", "AB")]
    content = sheet("<row>" + "".join(chance.choice(kinds).format(place) for place in places) + "</row>").encode()
    careful = scan_carefully([content])
    for size in (100, 1000, 10**6):
        quick = scan_quickly(content[place : place + size] for place in range(0, len(content), size))
        assert quick is not None
        assert (quick.texts, quick.shared) == (careful.texts, careful.shared)
        assert (quick.height, quick.width) == (careful.height, careful.width)


@given(
    st.lists(
        st.tuples(st.integers(1, 1_048_576), st.sampled_from(["A", "Z", "AA", "ZZ", "XFD"]), st.booleans()), max_size=8
    ),
    st.integers(1, 300),
)
@settings(max_examples=50)
def test_no_filled_cell_lies_beyond_what_the_quick_scan_says(cells_at: list[tuple[int, str, bool]], size: int) -> None:
    content = "".join(
        f'<row r="{row}"><c r="{letters}{row}" s="1"{"><v>1</v></c>" if filled else "/>"}</row>'
        for row, letters, filled in cells_at
    )
    data = sheet(content).encode()
    quick = scan_quickly(data[place : place + size] for place in range(0, len(data), size))
    careful = scan_carefully([data])
    assert quick is not None
    assert quick.height == max(careful.height, 99_999)
    assert quick.width == max(careful.width, 26)


@pytest.mark.parametrize("tag", [b"<c ", b'<c r="ZZ1" ', b"<c\t", b'<c r="A1" t="e">', b"<f>", b"<c r='"])
def test_megabytes_of_unfinished_cells_are_looked_through_once(tag: bytes) -> None:
    # Looking from each of these for its end would take hours.
    data = tag * (4 * 2**20 // len(tag))
    scan = scan_quickly(data[place : place + 2**16] for place in range(0, len(data), 2**16))
    assert scan is None or scan == SheetScan(99_999, 26)


def test_shared_texts_are_counted_exactly_where_the_bound_is_too_wide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = "".join(f"<si><t>{'x' * length}</t></si>" for length in (5000, 10))
    content = xlsx(
        cells(*('<c r="A1" t="s"><v>1</v></c>' for _ in range(50)), '<c r="B1" t="s"><v>0</v></c>'),
        strings=f'<sst uniqueCount="2">{texts}</sst>',
    )
    # 51 × 5,000 would be too much, 50 × 10 + 5,000 is not.
    monkeypatch.setattr("danvan_tools.records.xlsx_workbook.MAX_TEXT", 100_000)
    monkeypatch.setattr(xlsx_strings, "MAX_TEXT", 7_000)
    assert rows_of(tmp_path, content) == [["x" * 10, "x" * 5000]]
    monkeypatch.setattr(xlsx_strings, "MAX_TEXT", 5_500)
    with pytest.raises(UnreadableWorkbookError, match="chữ lặp lại"):
        rows_of(tmp_path, content)


@pytest.mark.parametrize("size", [1, 7, 300, 10**6])
@pytest.mark.parametrize("end", ["</si>", "</x:si>"])
def test_longest_shared_text_in_pieces_of_any_size(size: int, end: str) -> None:
    data = ("<sst>" + "".join(f"<si>{'y' * length}{end}" for length in (3, 2000, 600, 4000, 1)) + "</sst>").encode()
    longest = xlsx_strings.longest_string(data[place : place + size] for place in range(0, len(data), size))
    assert 4000 <= longest <= 4100
