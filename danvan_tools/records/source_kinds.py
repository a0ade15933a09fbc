"""What a file really is, whatever its suffix says, and the reader that knows it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from danvan_tools.records.delimited import DelimitedText
from danvan_tools.records.ods_workbook import OdsWorkbook
from danvan_tools.records.source_errors import BROKEN, SAVE_AGAIN, UnreadableWorkbookError, unreadable
from danvan_tools.records.xls_workbook import OLE_MAGIC, XlsWorkbook
from danvan_tools.records.xlsx_workbook import XlsxWorkbook
from danvan_tools.records.zip_parts import ZipParts

if TYPE_CHECKING:
    from danvan_tools.records.source_files import SheetContent

__all__ = ["MAX_FILE_SIZE", "read_content"]

_MEBIBYTE = 2**20
# 100,000 candidates of 14 cells × 110 characters are some 60 MB; texts compress to a third or a quarter.
MAX_FILE_SIZE = 256 * _MEBIBYTE
_HEAD = 4096
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"

_OTHERS = (
    (rb"%PDF-", "một tệp PDF"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM.{4}\0\0\0\0|RIFF.{4}WEBP|.{4}ftyp", "một tệp ảnh hoặc phim"),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", "một tệp nén"),
    (rb"\{\\rtf", "một văn bản Word (.rtf)"),
    (rb"\x09[\x00\x02\x04]\x04?\x06?\x00", "một tệp Excel từ trước năm 1993"),
    (rb"MZ|\x7fELF", "một chương trình"),
    (rb"SQLite format 3\0", "một cơ sở dữ liệu SQLite"),
)
_TEXTS = (
    (r"urn:schemas-microsoft-com:office:spreadsheet", "một tệp XML Spreadsheet 2003"),
    (r"<office:document\b", "một tệp OpenDocument phẳng (.fods)"),
    (r"<(?:!doctype\s+html|html|table|body|meta|head|style|div)\b", "một trang web (HTML)"),
    (r"^\s*<\?xml", "một tệp XML"),
    (r"^\s*\{\s*\"", "một tệp JSON"),
)
_ZIPS = (
    (r"word/", "một văn bản Word (.docx)"),
    (r"ppt/", "một bài trình chiếu PowerPoint (.pptx)"),
    (r"xl/workbook\.bin", "một sổ Excel kiểu nhị phân (.xlsb)"),
    (r"index/.*\.iwa|index\.zip", "một tệp Apple Numbers hoặc Pages"),
)


def read_content(path: Path) -> tuple[str, SheetContent]:
    """Return the SHA-256 of a file and the reader of what it holds.

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
    except OSError as error:
        raise unreadable(error) from error
    return digest, _reader(path, head)


def _reader(path: Path, head: bytes) -> SheetContent:
    if not head:
        raise UnreadableWorkbookError("tệp trống, không có nội dung nào", "Chép lại tệp gốc rồi chạy lại.")
    if head.startswith(OLE_MAGIC):
        return XlsWorkbook(path)
    if head.startswith(b"PK"):
        return _zipped(path)
    for pattern, what in _OTHERS:
        if re.match(pattern, head, re.DOTALL):
            raise _something_else(what)
    text = DelimitedText(path)
    beginning = text.text[:_HEAD]
    for pattern, what in _TEXTS:
        if re.search(pattern, beginning, re.IGNORECASE):
            raise _something_else(what)
    if text.width < 2 and path.suffix.casefold() not in (".csv", ".tsv", ".txt"):
        raise UnreadableWorkbookError(BROKEN)
    return text


def _zipped(path: Path) -> SheetContent:
    parts = ZipParts(path)
    mimetype = parts.read("mimetype") if "mimetype" in parts else b""
    relations = "_rels/.rels" in parts
    if mimetype.startswith(_ODS) and not relations:
        return OdsWorkbook(path, parts)
    if mimetype:
        raise _something_else("một tệp OpenDocument khác, không phải bảng tính")
    for pattern, what in _ZIPS:
        if any(re.match(pattern, name) for name in parts):
            raise _something_else(what)
    if not relations:
        raise UnreadableWorkbookError(BROKEN)
    return XlsxWorkbook(path, parts)


def _something_else(what: str) -> UnreadableWorkbookError:
    return UnreadableWorkbookError(f"đây thật ra là {what}, không phải bảng tính", SAVE_AGAIN)
