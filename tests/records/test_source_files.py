from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from danvan_tools.errors import Fault
from danvan_tools.records import source_kinds, zip_parts
from danvan_tools.records.source_errors import BROKEN
from danvan_tools.records.source_files import read_source

NAME = "review.xlsx"


def test_sound_file_has_its_digest_and_its_own_row_numbers(sound_folder: Path) -> None:
    source, faults = read_source(sound_folder, NAME)
    assert faults == []
    assert source is not None
    assert source.digest == hashlib.sha256((sound_folder / NAME).read_bytes()).hexdigest()
    assert source.sheet_names[:2] == ["Đợt xét", "Lĩnh vực"]
    assert source.rows("Lĩnh vực")[1] == ["Mã lĩnh vực", "Lĩnh vực", "Lĩnh vực chuẩn"]


def only_fault(folder: Path) -> Fault:
    source, faults = read_source(folder, NAME)
    assert source is None
    assert len(faults) == 1
    assert faults[0].file == NAME
    return faults[0]


def test_missing_file_names_the_one_that_may_be_meant(folder: Path) -> None:
    (folder / NAME).rename(folder / "Review (1).xlsx")
    fault = only_fault(folder)
    assert 'trong thư mục "review"' in fault.what
    assert '"Review (1).xlsx"' in fault.remedy


def test_missing_file(tmp_path: Path) -> None:
    assert only_fault(tmp_path).remedy == "Chép tệp vào thư mục rồi chạy lại."


@pytest.mark.parametrize(("lock", "program"), [("~$review.xlsx", "Excel"), (".~lock.review.xlsx#", "LibreOffice")])
def test_file_open_elsewhere_is_read_and_reported(folder: Path, lock: str, program: str) -> None:
    (folder / lock).write_bytes(b"")
    source, faults = read_source(folder, NAME)
    assert source is not None
    assert [fault.severity for fault in faults] == ["error"]
    assert f"đang mở trong {program}" in str(faults[0])
    assert "Đóng tệp rồi chạy lại" in str(faults[0])
    assert lock in faults[0].remedy


def test_broken_files(folder: Path) -> None:
    path = folder / NAME
    whole = path.read_bytes()
    for content in (b"", b"PK\x03\x04", b"a,b\n1,2\n", whole[: len(whole) // 2], whole[:-30]):
        path.write_bytes(content)
        assert only_fault(folder).what == BROKEN


def test_any_single_damaged_part_is_one_sentence(folder: Path) -> None:
    path = folder / NAME
    whole = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    parts = {name: whole.read(name) for name in whole.namelist()}
    for damaged in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"):
        with zipfile.ZipFile(path, "w") as target:
            for name, content in parts.items():
                target.writestr(name, content[: len(content) // 2] if name == damaged else content)
        assert only_fault(folder).what == BROKEN


def test_encrypted_and_old_files(folder: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    (folder / NAME).write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    assert only_fault(folder).what == "tệp có mật khẩu"
    (folder / NAME).write_bytes(ole + "Workbook".encode("utf-16-le"))
    assert only_fault(folder).what == "tệp ở định dạng Excel cũ (.xls)"


def test_folder_in_place_of_the_file(folder: Path) -> None:
    (folder / NAME).unlink()
    (folder / NAME).mkdir()
    assert "không có tệp này" in only_fault(folder).what


def replace_part(path: Path, part: str, content: bytes) -> None:
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, content if name == part else source.read(name))


def test_workbook_that_unpacks_to_too_much(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_part(folder / NAME, "docProps/app.xml", b" " * (8 * 2**20))
    assert (folder / NAME).stat().st_size < 2**20
    assert read_source(folder, NAME)[1] == []
    monkeypatch.setattr(zip_parts, "MAX_CONTENT_SIZE", 2 * 2**20)
    assert only_fault(folder).what == "nội dung tệp khi giải nén lớn hơn 2 MB"


def test_large_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_kinds, "MAX_FILE_SIZE", 2**10)
    assert "tệp lớn hơn" in only_fault(folder).what


SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row></sheetData></worksheet>'
)


@pytest.mark.parametrize("place", ["XFD2", "CA2", "xfd2", "A1048576", "B200000"])
def test_cell_far_away_is_refused_before_it_fills_the_memory(folder: Path, place: str) -> None:
    replace_part(folder / NAME, "xl/worksheets/sheet2.xml", SHEET.format(cell=f'<c r="{place}"><v>1</v></c>').encode())
    assert "quá xa" in only_fault(folder).what


@pytest.mark.parametrize(
    "cell", ['<c r="XFD2" s="1"/>', '<c s="1" r="BZ2"><v>1</v></c>', '<c r="A199999"><v>1</v></c>']
)
def test_cell_without_content_or_within_bounds_is_not_far(folder: Path, cell: str) -> None:
    replace_part(folder / NAME, "xl/worksheets/sheet2.xml", SHEET.format(cell=cell).encode())
    assert read_source(folder, NAME)[1] == []


def test_cell_with_an_endless_tag_is_refused(folder: Path) -> None:
    cell = f'<c {" " * 600}r="XFD2"><v>1</v></c>'
    replace_part(folder / NAME, "xl/worksheets/sheet2.xml", SHEET.format(cell=cell).encode())
    assert only_fault(folder).what == BROKEN


@pytest.mark.parametrize("tag", [b"<c ", b'<c r="ZZ1" ', b"<c\t"])
def test_a_megabyte_of_unfinished_cells_is_scanned_once(tag: bytes) -> None:
    # Looking from each of these for the end of its tag would take hours.
    part = tag * (2**20 // len(tag))
    assert source_files._readable(part) == part


def test_a_megabyte_of_attributes_in_one_cell_is_refused_at_once() -> None:
    with pytest.raises(source_files.UnreadableWorkbookError):
        source_files._readable(b"<c " + b'r="ZZ1" ' * 2**17)


def test_error_cell_is_not_read_as_blank(folder: Path) -> None:
    cell = '<c r="A2" t="e"><f>VLOOKUP(1,2,3)</f><v>#N/A</v></c>'
    replace_part(folder / NAME, "xl/worksheets/sheet2.xml", SHEET.format(cell=cell).encode())
    source, _ = read_source(folder, NAME)
    assert source is not None
    assert source.rows("Lĩnh vực")[1][0] == "#N/A"
