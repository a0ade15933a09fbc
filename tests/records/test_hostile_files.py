"""Files made to fill the memory, to wait for ever or to fetch something: read in a process with little room."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from danvan_tools.records.headings import column_letters
from danvan_tools.records.source_errors import BROKEN
from tests.records.workbook_files import (
    cells,
    compound,
    ods,
    record,
    relations,
    sheet,
    workbook,
    xls,
    xls_stream,
    xlsx,
    xlsx_parts,
    zipped,
)

_ROOM = 3 * 2**30
_SECONDS = 20
_FAR, _TEXT, _PASSWORD = "nội dung ở quá xa", "chữ lặp lại", "tệp có mật khẩu"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_WIDE = 'table:number-columns-repeated="{}"'
_DOCTYPE = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'
_FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'


def _with_far(cell: str) -> bytes:
    return xlsx(sheet(f'{_FIRST}<row r="1048576">{cell}</row>'))


def _strings(*texts: str, count: int | None = None) -> str:
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="m" uniqueCount="{len(texts) if count is None else count}">{items}</sst>'


def _shared_cells(number: int) -> str:
    return sheet("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, number + 1)))


def _bomb() -> bytes:
    """A sheet of 1.1 GB; its directory says that it has ten bytes."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = b"".join(packer.compress(b" " * 2**24) for _ in range(65)) + packer.flush()
    whole = bytearray(zipped([*xlsx_parts("").items(), ("xl/sharedStrings.xml", "x" * 10)]))
    start = whole.rfind(b"PK\x03\x04")
    directory = whole.find(b"PK\x01\x02")
    entry = whole.rfind(b"PK\x01\x02")
    end = whole.rfind(b"PK\x05\x06")
    header = whole[start : start + 30 + len("xl/sharedStrings.xml")]
    tail = bytearray(whole[directory:])
    tail[entry - directory + 20 : entry - directory + 24] = struct.pack("<I", len(packed))
    place = start + len(header) + len(packed)
    tail[end - directory + 16 : end - directory + 20] = struct.pack("<I", place)
    return bytes(whole[:start] + header + packed + tail)


def _text(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _texts(height: int, width: int, start: int = 1) -> Iterator[str]:
    """Yield rows of texts no two of which are equal."""
    letters = [column_letters(place) for place in range(width)]
    for row in range(start, start + height):
        yield f'<row r="{row}">{"".join(_text(f"{one}{row}", f"chữ {row} {one} khác") for one in letters)}</row>'


_HEADINGS = f'<row r="1">{_text("A1", "Tên mô hình")}{_text("B1", "Đơn vị đăng ký")}{_text("C1", "Lĩnh vực")}</row>'


def _merges(ranges: Iterable[str]) -> str:
    return f'<mergeCells>{"".join(f"""<mergeCell ref="{one}"/>""" for one in ranges)}</mergeCells>'


def _list(*rows: str, after: str = "") -> bytes:
    return xlsx(sheet("".join(rows), after), workbook=workbook("Danh sách"))


def _ods_rows(rows: str) -> bytes:
    return ods(f'<table:table table:name="Một">{rows}</table:table>')


def _ods_cell(attributes: str = "", text: str = "x") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def _ods_row(content: str, repeats: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeats}">{content}</table:table-row>'


def _number(row: int, column: int) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, 1.5))


_MANY_LABELS = b"".join(record(0x00FD, struct.pack("<HHHI", row, 0, 0, 0)) for row in range(65_000))
_MANIFEST = (
    "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
)
_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "far_cell.xlsx": (lambda: _with_far('<c r="XFD1048576"><v>1</v></c>'), _FAR),
    "far_empty_text.xlsx": (lambda: _with_far('<c r="XFD1048576" t="str"><v></v></c>'), _FAR),
    "far_empty_text_in_place.xlsx": (lambda: _with_far('<c r="XFD1048576" t="inlineStr"><is/></c>'), _FAR),
    "far_empty_date.xlsx": (lambda: _with_far('<c r="XFD1048576" t="d"><v/></c>'), _FAR),
    "far_empty_number.xlsx": (lambda: _with_far('<c r="XFD1048576" t="n"><v/></c>'), ""),
    "far_cell_small_letters.xlsx": (lambda: _with_far('<c r="xfd1048576"><v>1</v></c>'), _FAR),
    "far_cell_prefixed.xlsx": (
        lambda: xlsx(
            '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
            '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        ),
        _FAR,
    ),
    "far_cell_other_quotes.xlsx": (lambda: _with_far("<c s='1' r='XFD1048576'><v>1</v></c>"), _FAR),
    "far_cell_twice_placed.xlsx": (lambda: _with_far('<c r="A2" r="XFD1048576"><v>1</v></c>'), BROKEN),
    "far_cells_without_place.xlsx": (lambda: _with_far("<c><v>1</v></c>" * 20), _FAR),
    "far_cell_behind_a_comment.xlsx": (
        lambda: _with_far('<!-- </row></sheetData> --><c r="XFD1048576"><v>1</v></c>'),
        _FAR,
    ),
    "far_cell_in_a_picture.xlsx": (
        lambda: zipped(
            xlsx_parts("", rels=relations("media/image1.png"))
            | {"xl/media/image1.png": sheet(f'{_FIRST}<row r="9"><c r="XFD1048576"><v>1</v></c></row>')}
        ),
        _FAR,
    ),
    "ten_thousand_numbers_in_a_row.xlsx": (
        lambda: xlsx(
            sheet(f'<row r="1">{"<c><v>1</v></c>" * 10_000}</row><row r="2000"><c r="A2000"><v>1</v></c></row>')
        ),
        _FAR,
    ),
    "ten_thousand_columns.xlsx": (lambda: _list(*_texts(20, 10_000)), "tới cột NTP, là 10000 cột"),
    "one_text_far_right.xlsx": (
        lambda: _list(f'<row r="1">{_text("A1", "Tên mô hình")}{_text("XFD1", "x")}</row>'),
        "tới cột XFD, là 16384 cột",
    ),
    "three_hundred_columns.xlsx": (lambda: _list(*_texts(60, 300)), "không thấy hàng tiêu đề"),
    "merged_on_top_of_one_another.xlsx": (
        lambda: _list(*_texts(60, 300), after=_merges(["A1:XFD60"] * 3000)),
        "không thấy hàng tiêu đề",
    ),
    "merged_down_the_records.xlsx": (
        lambda: _list(_HEADINGS, *_texts(2000, 3, start=2), after=_merges(f"A{n}:XFD1048576" for n in range(2, 2000))),
        "bị gộp, nên chỉ ô đầu có giá trị",
    ),
    "merged_without_end.xlsx": (
        lambda: _list(_HEADINGS, after=_merges(f"A{n}:B{n}" for n in range(1, 1_000_000))),
        "300 nghìn vùng ô gộp",
    ),
    "bomb.xlsx": (_bomb, "khi giải nén lớn hơn 1024 MB"),
    "laughs_in_a_sheet.xlsx": (lambda: xlsx(_DOCTYPE + cells('<c r="A1" t="str"><v>&l11;</v></c>')[21:]), BROKEN),
    "laughs_in_strings.xlsx": (
        lambda: xlsx(_shared_cells(2), strings=_DOCTYPE + _strings("&l11;")),
        BROKEN,
    ),
    "laughs_in_the_workbook.xlsx": (lambda: xlsx(sheet(""), workbook=_DOCTYPE + workbook("&l11;")), BROKEN),
    "deep.xlsx": (lambda: xlsx(cells("<a>" * 1_000_000)), ""),
    "deep_workbook.xlsx": (lambda: xlsx(sheet(""), workbook="<a>" * 1_000_000), BROKEN),
    "one_text_in_many_cells.xlsx": (lambda: xlsx(_shared_cells(100_000), strings=_strings("ch" * 400_000)), _TEXT),
    "endless_text.xlsx": (lambda: xlsx(_shared_cells(2), strings=_strings("x" * 2_000_000)), "1000 nghìn ký tự"),
    "texts_announced.xlsx": (lambda: xlsx(_shared_cells(2), strings=_strings("a", count=10**11)), BROKEN),
    "same_part_twice.xlsx": (
        lambda: zipped([*xlsx_parts(sheet("")).items(), ("XL/Worksheets/sheet1.xml", sheet(_FIRST))]),
        BROKEN,
    ),
    "two_directories.xlsx": (lambda: xlsx(sheet("")) + xlsx(sheet(_FIRST)), BROKEN),
    "two_sheets_of_one_name.xlsx": (
        lambda: zipped(
            xlsx_parts("", workbook=workbook("A", "A"), rels=relations("a.xml", "b.xml")) | {"xl/a.xml": ""}
        ),
        BROKEN,
    ),
    "macro_sheet.xlsm": (
        lambda: xlsx(sheet(""), rels=relations("worksheets/sheet1.xml", kind="xlMacrosheet")),
        "Excel 4.0",
    ),
    "encrypted.xlsx": (lambda: compound(bytes(5000), "EncryptedPackage"), _PASSWORD),
    "columns_repeated.ods": (lambda: _ods_rows(_ods_row(_ods_cell(_WIDE.format(16_384))) * 5_000), _FAR),
    "rows_repeated.ods": (lambda: _ods_rows(_ods_row(_ods_cell(_WIDE.format(1000)), 1_048_576)), _FAR),
    "text_repeated.ods": (lambda: _ods_rows(_ods_row(_ods_cell(text="chữ " * 1000), 1_000_000)), _TEXT),
    "spaces.ods": (lambda: _ods_rows(_ods_row(_ods_cell(text='<text:s text:c="4000000000"/>'))), _TEXT),
    "merged_over_two_thousand_million_columns.ods": (
        lambda: _ods_rows(
            _ods_row(_ods_cell('table:number-columns-spanned="2000000000"', "DANH SÁCH"))
            + _ods_row(_ods_cell(text="Tên mô hình") + _ods_cell(text="Đơn vị đăng ký"))
            + _ods_row(_ods_cell('table:number-rows-spanned="2000000000"', "Hẻm sáng") + _ods_cell(text="Xã Xa"))
        ),
        '"Xã Xa" không có trong danh mục',
    ),
    "merged_without_end.ods": (
        lambda: _ods_rows(_ods_row(_ods_cell('table:number-columns-spanned="2"') * 400_000)),
        "300 nghìn vùng ô gộp",
    ),
    "repeated_by_nothing.ods": (lambda: _ods_rows(_ods_row(_ods_cell(_WIDE.format(-1)))), BROKEN),
    "unending_table.ods": (lambda: ods('<table:table table:name="A"><table:table-row>'), BROKEN),
    "unending_note.ods": (lambda: _ods_rows(_ods_row(_ods_cell(text="<office:annotation>"))), BROKEN),
    "laughs.ods": (lambda: ods('<table:table table:name="A">&l11;</table:table>', doctype=_DOCTYPE), BROKEN),
    "encrypted.ods": (lambda: ods("", manifest=_MANIFEST), _PASSWORD),
    "wide_dimensions.xls": (lambda: xls(record(0x0200, struct.pack("<IIHHH", 0, 65_536, 0, 65_535, 0))), BROKEN),
    "reversed_dimensions.xls": (lambda: xls(record(0x0200, struct.pack("<IIHHH", 9, 1, 0, 200, 0))), BROKEN),
    "far_cell.xls": (lambda: xls(_number(0, 0) + _number(65_535, 65_535)), _FAR),
    "one_text_in_many_cells.xls": (lambda: xls(_MANY_LABELS, ["x" * 30_000]), _TEXT),
    "directory_in_a_circle.xls": (lambda: compound(xls_stream(b""), circle=True), BROKEN),
    "encrypted.xls": (lambda: xls(b"", before=record(0x002F, struct.pack("<HHH", 0, 1, 2))), _PASSWORD),
    "cut_record.xls": (lambda: compound(xls_stream(b"")[:30] + record(0x0085, b"\0")), BROKEN),
    "wide.csv": (lambda: b"," * 100_000 + b"\na\n" * 100_000, "cột thứ 100001"),
    "one_open_quote.csv": (lambda: b'a,"b\n' * 100_000 + b"c,d,e\n", "dấu ngoặc kép"),
}
_CHECK = """
import json, os, resource, shutil, signal, sys
from pathlib import Path
from danvan_tools.records.review import check_folder

hostile, sound, room, seconds = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
for path in sorted(hostile.iterdir()):
    print(json.dumps([path.name, None]), flush=True)
    child = os.fork()
    if not child:
        # A process of its own for each file: with the room and the time of that file alone.
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        signal.alarm(seconds)
        folder = hostile.parent / "folders" / path.name
        folder.mkdir(parents=True)
        shutil.copy(sound / "review.xlsx", folder)
        path.rename(folder / f"candidates{path.suffix}")
        faults = [str(fault) for fault in check_folder(folder)]
        print(json.dumps([path.name, faults[:100]]), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory, repository: Path, sound_folder: Path) -> dict[str, list[str] | None]:
    """Name of a file → the faults of a folder that has it; None if checking it broke the process or took too long."""
    folder = tmp_path_factory.mktemp("hostile") / "files"
    folder.mkdir()
    for name, (build, _) in _FILES.items():
        (folder / name).write_bytes(build())
    command = [sys.executable, "-c", _CHECK, str(folder), str(sound_folder), str(_ROOM), str(_SECONDS)]
    # Each thread of the mathematics library would claim room of its own.
    environment = os.environ | {"PYTHONPATH": str(repository), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    return dict(json.loads(line) for line in done.stdout.splitlines())


@pytest.mark.parametrize("name", _FILES)
def test_a_hostile_file_is_sentences_in_bounded_time_and_memory(said: dict[str, list[str] | None], name: str) -> None:
    expected, faults = _FILES[name][1], said[name]
    assert faults, "no fault was found, or the process broke, or took too long"
    assert any(fault.startswith("candidates") and expected in fault for fault in faults), faults
