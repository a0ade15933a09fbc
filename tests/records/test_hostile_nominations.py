"""Files in ``incoming/`` made to fill the memory or to wait for ever: collected in a process with little room."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from danvan_tools.records.source_errors import BROKEN
from tests.records.workbook_files import cells, compound, ods, sheet, xlsx, zipped

_ROOM = 3 * 2**30
_SECONDS = 120
_MEBIBYTE = 2**20
_FAR, _WORD = "nội dung ở quá xa", "bị hỏng hoặc không phải là tệp Word"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_DOCTYPE = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'
_NAME = "<w:p><w:r><w:t>Tên mô hình: A</w:t></w:r></w:p>"
_CELL = "<w:tc><w:p/></w:tc>"


def _docx(body: str, doctype: str = "") -> bytes:
    return zipped([("word/document.xml", f"{doctype}<w:document {_W}><w:body>{body}</w:body></w:document>")])


def _ods_cells(attributes: str) -> bytes:
    cell = f'<table:table-cell office:value-type="string" {attributes}><text:p>Tên mô hình</text:p></table:table-cell>'
    return ods(f'<table:table table:name="Một"><table:table-row>{cell}</table:table-row></table:table>')


def _columns(number: int, rows: int) -> bytes:
    row = "<c><v>1</v></c>" * number
    return xlsx(sheet(f'<row r="1">{row}</row><row r="{rows}"><c r="A{rows}"><v>1</v></c></row>'))


_HUGE = 2_000_000_000
_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.docx": (lambda: _docx(" " * 64 * _MEBIBYTE), "giải nén lớn hơn 32 MB"),
    "laughs.docx": (lambda: _docx("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", _DOCTYPE), _WORD),
    "deep.docx": (lambda: _docx("<w:tbl><w:tr><w:tc>" * 100_000), _WORD),
    "ragged.docx": (
        lambda: _docx(f"{_NAME}<w:tbl>{f'<w:tr>{_CELL}</w:tr>' * 20_000}<w:tr>{_CELL * 20_000}</w:tr></w:tbl>"),
        "bảng 1 có 20.001 dòng, có dòng tới 20.000 ô",
    ),
    "many_empty_elements.docx": (lambda: _docx("<w:p/>" * 2_000_000), "không thấy hồ sơ nào"),
    "many_lines.docx": (
        lambda: _docx(f"{_NAME}<w:p><w:r>{'<w:t>x</w:t><w:br/>' * 1_000_000}</w:r></w:p>"),
        "1.000.001 dòng chữ",
    ),
    "one_long_line.docx": (lambda: _docx(f"<w:p><w:r>{'<w:t>x </w:t>' * 1_000_000}</w:r></w:p>"), "không thấy hồ sơ"),
    "long_name.docx": (
        lambda: _docx(f"<w:p><w:r><w:t>Tên mô hình: {'x ' * 500_000}</w:t></w:r></w:p>"),
        "quá 32.767",
    ),
    "many_rows.xlsx": (
        lambda: xlsx(sheet("".join(f'<row r="{n}"><c><v>1</v></c></row>' for n in range(1, 200_001)))),
        "200.000 dòng chữ",
    ),
    "truncated.docx": (lambda: _docx(_NAME)[:-40], _WORD),
    "two_directories.docx": (lambda: _docx(_NAME) + _docx(_NAME), _WORD),
    "encrypted.docx": (lambda: compound(bytes(5000), "EncryptedPackage"), "tệp có mật khẩu"),
    "spanned.ods": (lambda: _ods_cells(f'table:number-columns-spanned="{_HUGE}"'), ""),
    "repeated.ods": (lambda: _ods_cells(f'table:number-columns-repeated="{_HUGE}"'), ""),
    "truncated.ods": (lambda: _ods_cells("")[:-40], BROKEN),
    "ten_thousand_columns.xlsx": (lambda: _columns(10_000, 2), "không thấy hồ sơ nào"),
    "ten_thousand_columns_far.xlsx": (lambda: _columns(10_000, 100_000), _FAR),
    "laughs.xlsx": (lambda: xlsx(_DOCTYPE + cells('<c r="A1" t="str"><v>&l11;</v></c>')[21:]), BROKEN),
    "wide.csv": (lambda: b"," * 100_000 + b"\na\n" * 100_000, "cột thứ 100001"),
}
_COLLECT = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
from danvan_tools.records import collect_nominations, write_proposals
collection = collect_nominations(sys.argv[1])
write_proposals(collection, sys.argv[1])
print(json.dumps([[fault.file.partition("/")[2], str(fault)] for fault in collection.faults]))
"""


@pytest.fixture(scope="module")
def said(sound_folder: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, str]:
    """Name of a file → everything that is said of it."""
    folder = shutil.copytree(sound_folder, tmp_path_factory.mktemp("hostile") / "review")
    (folder / "incoming").mkdir()
    for name, (build, _) in _FILES.items():
        (folder / "incoming" / name).write_bytes(build())
    command = [sys.executable, "-c", _COLLECT, str(folder), str(_ROOM)]
    # Each thread of the mathematics library would claim room of its own.
    environment = os.environ | {"PYTHONPATH": str(repository), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=_SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    sentences = dict.fromkeys(_FILES, "")
    for name, sentence in json.loads(done.stdout):
        sentences[name] += sentence
    return sentences


@pytest.mark.parametrize("name", _FILES)
def test_a_hostile_file_stops_no_collection_and_is_said(said: dict[str, str], name: str) -> None:
    assert _FILES[name][1] in said[name]
    assert len(said[name]) < 2000
