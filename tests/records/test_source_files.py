from __future__ import annotations

import errno
import hashlib
import os
import shutil
from pathlib import Path

import pytest

from danvan_tools.errors import Fault
from danvan_tools.records import source_kinds
from danvan_tools.records.source_errors import BROKEN, UnreadableWorkbookError, unreadable
from danvan_tools.records.source_files import SourceSheet, open_source, read_source
from tests.records.workbook_files import (
    cells,
    compound,
    ods,
    relations,
    sheet,
    workbook,
    xls,
    xls_stream,
    xlsx,
    xlsx_parts,
    zipped,
)

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


def test_lock_of_whichever_suffix_is_there(folder: Path) -> None:
    shutil.copy(folder / NAME, folder / "candidates.xlsm")
    (folder / "candidates.xlsx").unlink()
    (folder / "~$candidates.xlsm").write_bytes(b"")
    (folder / "~$candidates.xlsx").write_bytes(b"")
    source, faults = read_source(folder, "candidates.xlsx")
    assert source is not None
    assert source.name == "candidates.xlsm"
    assert [(fault.file, "~$candidates.xlsm" in fault.remedy) for fault in faults] == [("candidates.xlsm", True)]


@pytest.mark.parametrize("name", ["candidates.csv", "Candidates.TSV", "candidates.ods", "CANDIDATES.xls"])
def test_candidates_may_have_any_suffix(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Tên\tĐơn vị\nMô hình\tXã Một\n", encoding="utf-8")
    source, faults = read_source(tmp_path, "candidates.xlsx")
    assert faults == []
    assert source is not None
    assert (source.name, source.single, source.sheets) == (name, True, (SourceSheet("", visible=True),))
    assert source.rows("") == [["Tên", "Đơn vị"], ["Mô hình", "Xã Một"]]
    assert source.merged_ranges("") == []


def test_settings_must_be_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "review.csv").write_text("a,b\n", encoding="utf-8")
    assert '"review.csv"' in only_fault(tmp_path).remedy
    (tmp_path / "review.csv").rename(tmp_path / "review.xls")
    source, faults = read_source(tmp_path, NAME)
    assert source is None
    assert [fault.file for fault in faults] == ["review.xls"]
    assert "bảng văn bản (CSV)" in faults[0].what


def test_two_files_of_one_name(folder: Path) -> None:
    shutil.copy(folder / "candidates.xlsx", folder / "candidates.ods")
    source, faults = read_source(folder, "candidates.xlsx")
    assert source is None
    assert [fault.what for fault in faults] == ['có 2 tệp cùng tên trong thư mục: "candidates.ods", "candidates.xlsx"']
    assert faults[0].remedy.startswith("Chỉ giữ một tệp")


def test_file_of_a_kind_that_is_not_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "review.numbers").write_bytes(b"x")
    assert '"review.numbers", nhưng kiểu này không đọc được' in only_fault(tmp_path).remedy


def test_folder_in_place_of_the_file(folder: Path) -> None:
    (folder / NAME).unlink()
    (folder / NAME).mkdir()
    assert "không có tệp này" in only_fault(folder).what
    with pytest.raises(UnreadableWorkbookError, match="không phải là một tệp"):
        open_source(folder / NAME)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableWorkbookError, match="không phải là một tệp"):
        open_source(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "không được phép"),
        (errno.ENOENT, "không có tệp"),
        (errno.EIO, "ổ đĩa hoặc mạng"),
        (None, "ổ đĩa"),
    ],
)
def test_reasons_of_the_system_are_sentences(number: int | None, words: str) -> None:
    error = OSError(number, "x") if number else OSError("x")
    assert words in unreadable(error).what


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    assert only_fault(tmp_path / "a").what == "không có tệp này"


def test_name_that_is_too_long_for_the_disk(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWorkbookError, match="tên tệp"):
        open_source(tmp_path / ("a" * 300 + ".xlsx"))


def test_large_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_kinds, "MAX_FILE_SIZE", 2**10)
    assert "tệp lớn hơn" in only_fault(folder).what


def said_of(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(UnreadableWorkbookError) as caught:
        open_source(path)
    return caught.value.what


OLD_WORD = compound(b"", "WordDocument")
NOT_TABLES = {
    "a.xlsx": (b"%PDF-1.7\n", "một tệp PDF"),
    "b.csv": (b"\x89PNG\r\n\x1a\n", "một tệp ảnh hoặc phim"),
    "c.xls": (OLD_WORD, "một văn bản Word (.doc)"),
    "d.xlsx": (zipped({"word/document.xml": ""}), "một văn bản Word (.docx)"),
    "e.ods": (zipped({"ppt/presentation.xml": ""}), "một bài trình chiếu PowerPoint (.pptx)"),
    "f.xlsx": (zipped({"_rels/.rels": "", "xl/workbook.bin": ""}), "một sổ Excel kiểu nhị phân (.xlsb)"),
    "g.numbers": (zipped({"Index/Document.iwa": ""}), "một tệp Apple Numbers hoặc Pages"),
    "h.ods": (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "một tệp OpenDocument kiểu khác"),
    "i.xlsx": (zipped({"a.xlsx": ""}), "một tệp nén (.zip)"),
    "j.xls": (b"<html><body><table><tr><td>a</td></tr></table>", "một trang web (HTML)"),
    "k.xls": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "một tệp XML Spreadsheet 2003",
    ),
    "l.csv": (b'[{"a": 1}]', "một tệp JSON"),
    "m.xls": (b"\x09\x00\x04\x00\x02\x00\x10\x00", "một tệp Excel từ trước năm 1993"),
    "n.doc": (b"{\\rtf1", "một văn bản Word (.rtf)"),
}


@pytest.mark.parametrize("name", NOT_TABLES)
def test_something_else_is_named_for_what_it_is(tmp_path: Path, name: str) -> None:
    content, what = NOT_TABLES[name]
    assert said_of(tmp_path / name, content) == f"đây thật ra là {what}, không phải bảng tính"


ONE = '<c r="A1" t="inlineStr"><is><t>chữ</t></is></c>'
TABLE = (
    '<table:table table:name="Một"><table:table-row><table:table-cell office:value-type="string">'
    "<text:p>chữ</text:p></table:table-cell></table:table-row></table:table>"
)


@pytest.mark.parametrize("suffix", [".xlsx", ".XLSX", ".xlsm", ".xls", ".ods", ".csv", ".dat"])
def test_a_workbook_is_read_whatever_its_suffix_says(tmp_path: Path, suffix: str) -> None:
    label = b"\x04\x02\x0f\x00\0\0\0\0\0\0\x03\0\x01c\0h\0\xef\x1e"
    contents = (xlsx(cells(ONE)), ods(TABLE), xls(label))
    for content in contents:
        path = tmp_path / f"a{suffix}"
        path.write_bytes(content)
        source = open_source(path)
        assert (source.name, source.sheet_names, source.single) == (path.name, ["Một"], False)
        assert source.rows("Một")[0][0].startswith("ch")  # type: ignore[attr-defined]


def test_broken_files(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    whole = xlsx(cells(ONE))
    for content in (
        b"PK\x03\x04",
        b"hello\n",
        whole[: len(whole) // 2],
        whole[:-10],
        compound(xls_stream(b"")[:9])[:600],
    ):
        assert said_of(path, content) == BROKEN
    assert said_of(path, b"") == "tệp trống, không có nội dung nào"


@pytest.mark.parametrize(
    "damaged", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"]
)
def test_any_single_damaged_part_is_one_sentence(tmp_path: Path, damaged: str) -> None:
    parts = xlsx_parts(cells(ONE), strings="<sst><si><t>a</t></si></sst>")
    assert open_source(write(tmp_path, zipped(parts))).sheet_names == ["Một"]
    parts[damaged] = parts[damaged][: len(parts[damaged]) // 2]
    assert said_of(tmp_path / "a.xlsx", zipped(parts)) == BROKEN


def test_a_damaged_sheet_is_a_fault_of_that_sheet_only(tmp_path: Path) -> None:
    parts = xlsx_parts(cells(ONE), workbook=workbook("Một", "Hai"), rels=relations("worksheets/sheet1.xml", "b.xml"))
    source = open_source(write(tmp_path, zipped(parts | {"xl/b.xml": sheet(ONE)[:150]})))
    assert source.rows("Một") == [["chữ"]]
    with pytest.raises(UnreadableWorkbookError, match=BROKEN):
        source.rows("Hai")


def write(folder: Path, content: bytes, name: str = "a.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_file_saved_anew_between_two_readings(tmp_path: Path) -> None:
    path = write(tmp_path, xlsx(cells(ONE)))
    source = open_source(path)
    path.write_bytes(xlsx(cells(ONE, "<c/>")))
    with pytest.raises(UnreadableWorkbookError, match="vừa được lưu lại"):
        source.rows("Một")
