"""What a file really is, whatever its suffix says, and the reader that knows it."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Protocol

from danvan_tools.records.delimited import DelimitedText
from danvan_tools.records.ods_workbook import OdsWorkbook
from danvan_tools.records.source_errors import BROKEN, CHANGED, SAVE_AGAIN, UnreadableWorkbookError, unreadable
from danvan_tools.records.text_decoding import decode_text
from danvan_tools.records.xls_workbook import OLE_MAGIC, XlsWorkbook
from danvan_tools.records.xlsx_workbook import XlsxWorkbook
from danvan_tools.records.zip_parts import MAX_CONTENT_SIZE, ZipParts

__all__ = ["MAX_FILE_SIZE", "SheetContent", "read_content"]

_MEBIBYTE = 2**20
# 100,000 candidates of 14 cells × 110 characters are some 60 MB; texts compress to a third or a quarter.
MAX_FILE_SIZE = 256 * _MEBIBYTE
_HEAD = 4096
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"

_ASK_AGAIN = "Xin lại bảng tính gốc (.xlsx), hoặc gõ nội dung vào một tệp .xlsx, rồi chạy lại."
_BINARIES = (
    (rb"%PDF-", "một tệp PDF"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM.{4}\0\0\0\0|RIFF.{4}WEBP|.{4}ftyp", "một tệp ảnh hoặc phim"),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", "một tệp nén"),
    (rb"\{\\rtf", "một văn bản Word (.rtf)"),
    (rb"\x09[\x00\x02\x04][\x04\x06]\x00", "một tệp Excel từ trước năm 1993"),
    (rb"MZ|\x7fELF", "một chương trình"),
    (rb"SQLite format 3\0", "một cơ sở dữ liệu SQLite"),
)
# Excel opens these, whatever they are named.
_TEXTS = (
    (r"urn:schemas-microsoft-com:office:spreadsheet", "một tệp XML Spreadsheet 2003"),
    (r"<office:document\b", "một tệp OpenDocument phẳng (.fods)"),
    (r"<(?:!doctype\s+html|html|table|body|meta|head|style|div)\b", "một trang web (HTML)"),
    (r"^\s*<\?xml", "một tệp XML"),
    (r"^\s*[{\[]\s*[{\[\"]", "một tệp JSON"),
)
_ZIPS = (
    (r"word/", "một văn bản Word (.docx)", _ASK_AGAIN),
    (r"ppt/", "một bài trình chiếu PowerPoint (.pptx)", _ASK_AGAIN),
    (r"xl/workbook\.bin", "một sổ Excel kiểu nhị phân (.xlsb)", SAVE_AGAIN),
    (
        r"index/.*\.iwa|index\.zip",
        "một tệp Apple Numbers hoặc Pages",
        'Trong Numbers chọn "Xuất sang Excel" rồi chạy lại.',
    ),
)


class SheetContent(Protocol):
    """What a reader of one format knows of a file."""

    @property
    def single(self) -> bool:
        """Whether the file is one table without sheets; its only sheet is named ""."""

    @property
    def sheets(self) -> tuple[tuple[str, bool], ...]:
        """Name of each sheet in the file's order, and whether it is visible."""

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row from row 1, all of one width."""

    def merged_ranges(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Return first row, first column, last row, last column, from 0."""


def read_content(path: Path, most: int = MAX_CONTENT_SIZE) -> tuple[str, SheetContent]:
    """Return the SHA-256 of a file and the reader of what it holds; `most` bytes at most, if they are packed.

    Raises
    ------
    UnreadableWorkbookError
        If it cannot be read from the disk, is too large, broken, encrypted, or something else than a table.
    """
    try:
        if not path.is_file():
            msg = "đây không phải là một tệp" if path.exists() else "không có tệp này"
            raise UnreadableWorkbookError(msg, "Chép tệp vào thư mục rồi chạy lại.")
        if path.stat().st_size > MAX_FILE_SIZE:
            msg = f"tệp lớn hơn {MAX_FILE_SIZE // _MEBIBYTE} MB"
            raise UnreadableWorkbookError(msg, "Bỏ ảnh và trang thừa khỏi tệp.")
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            before = os.fstat(file.fileno())
        content = _reader(path, head, most)
        after = path.stat()
    except OSError as error:
        raise unreadable(error) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableWorkbookError(*CHANGED)
    return digest, content


def _reader(path: Path, head: bytes, most: int) -> SheetContent:
    if not head:
        raise UnreadableWorkbookError("tệp trống, không có nội dung nào", "Chép lại tệp gốc rồi chạy lại.")
    if head.startswith(OLE_MAGIC):
        return XlsWorkbook(path)
    if head.startswith(b"PK"):
        return _zipped(path, most)
    for pattern, what in _BINARIES:
        if re.match(pattern, head, re.DOTALL):
            raise _something_else(what, _ASK_AGAIN)
    text = decode_text(path.read_bytes())
    for mark, what in _TEXTS:
        if re.search(mark, text[:_HEAD], re.IGNORECASE):
            raise _something_else(what, SAVE_AGAIN)
    table = DelimitedText(text)
    if table.width < 2 and path.suffix.casefold() not in (".csv", ".tsv", ".txt"):
        raise UnreadableWorkbookError(BROKEN)
    return table


def _zipped(path: Path, most: int) -> SheetContent:
    parts = ZipParts(path, most)
    mimetype = parts.read("mimetype", limit=1000)
    relations = "_rels/.rels" in parts
    if mimetype.startswith(_ODS) and not relations:
        return OdsWorkbook(path, parts)
    if mimetype:
        raise _something_else("một tệp OpenDocument kiểu khác", _ASK_AGAIN)
    for pattern, what, remedy in _ZIPS:
        if any(re.match(pattern, name) for name in parts):
            raise _something_else(what, remedy)
    if not relations:
        raise _something_else("một tệp nén (.zip)", "Giải nén, chép bảng tính bên trong vào thư mục rồi chạy lại.")
    return XlsxWorkbook(path, parts)


def _something_else(what: str, remedy: str) -> UnreadableWorkbookError:
    return UnreadableWorkbookError(f"đây thật ra là {what}, không phải bảng tính", remedy)
