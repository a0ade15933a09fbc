"""A workbook of the review folder: read once, measured, never written to."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

from danvan_tools.errors import DanvanError, Fault
from danvan_tools.language import nearest

__all__ = ["SourceFile", "UnreadableWorkbookError", "read_source"]

_MEBIBYTE = 2**20
MAX_FILE_SIZE = 64 * _MEBIBYTE
MAX_CONTENT_SIZE = 256 * _MEBIBYTE
_MAX_PARTS = 10_000

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Cells with more in their tag than any program writes; below that length the patterns look no further.
_LONG_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]{500}", re.IGNORECASE)
_ERROR_CELL = re.compile(rb"(<(?:\w+:)?c\b[^<>]{0,500}\s)t=([\"'])e\2")
# A filled cell beyond column BZ or row 199,999: calamine would lay out everything up to it in memory.
_FAR_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?:[^<>]{0,500}\s)?r\s*=\s*[\"']"
    rb"(?:(?:[c-z][a-z]|[a-z]{3,})\d+|[a-z]+(?:[2-9]\d{5}|\d{7,}))[\"'][^<>]{0,500}(?<!/)>",
    re.IGNORECASE,
)
_BROKEN = "tệp bị hỏng hoặc không phải là tệp Excel (.xlsx)"
_SAVE_AGAIN = "Mở bằng Excel hoặc LibreOffice, lưu lại kiểu Excel Workbook (.xlsx) rồi chạy lại."


class UnreadableWorkbookError(DanvanError):
    """A file is no workbook that may be read: `what` is wrong with it, and the `remedy`."""

    def __init__(self, what: str, remedy: str = _SAVE_AGAIN) -> None:
        super().__init__(f"{what}. {remedy}")
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True)
class SourceFile:
    """An XLSX file as it was at one moment; `digest` is the SHA-256 of its bytes."""

    name: str
    digest: str
    workbook: Any

    @property
    def sheet_names(self) -> list[str]:
        """Names of the sheets, hidden ones too, in the workbook's order."""
        return list(self.workbook.sheet_names)

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row of a sheet from row 1; a cell without a value is ""."""
        return list(_calamine(lambda: self.workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)))

    def merged_ranges(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Return the merged ranges of a sheet: first row, first column, last row, last column, from 0."""
        ranges = _calamine(lambda: self.workbook.get_sheet_by_name(sheet).merged_cell_ranges)
        return sorted((*first, *last) for first, last in ranges or ())


def read_source(folder: Path, name: str) -> tuple[SourceFile | None, list[Fault]]:
    """Read one workbook of a review folder.

    Returns
    -------
    SourceFile or None
        None if it cannot be read.
    list of Fault
        Missing, open elsewhere (also when it could be read), too large, encrypted or broken.
    """
    faults = _lock_faults(folder, name)
    try:
        content = _content(folder, name)
        workbook = _calamine(
            lambda: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(_measured(content))),
        )
    except UnreadableWorkbookError as error:
        return None, [*faults, Fault(file=name, kind="file", what=error.what, remedy=error.remedy)]
    return SourceFile(name, hashlib.sha256(content).hexdigest(), workbook), faults


def _lock_faults(folder: Path, name: str) -> list[Fault]:
    """Return a fault if Excel or LibreOffice has the workbook open: what it shows may not be saved yet."""
    for program, lock in (("Excel", f"~${name}"), ("LibreOffice", f".~lock.{name}#")):
        if (folder / lock).exists():
            remedy = f'Đóng tệp rồi chạy lại; nếu tệp không mở ở máy nào thì xóa tệp "{lock}".'
            return [
                Fault(file=name, kind="file", what=f"đang mở trong {program} nên có thể chưa lưu xong", remedy=remedy)
            ]
    return []


def _content(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.is_file():
        found = sorted(other.name for other in folder.glob("*.xlsx") if not other.name.startswith(("~$", ".~")))
        like = nearest(name, found)
        remedy = "Chép tệp vào thư mục rồi chạy lại."
        if like:
            remedy = f'Có tệp "{like}": nếu đúng là tệp này thì đổi tên thành "{name}" rồi chạy lại.'
        raise UnreadableWorkbookError(f'không có tệp này trong thư mục "{folder.name}"', remedy)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_SIZE + 1)
    except OSError as error:
        msg = "không đọc được tệp, có thể đang mở trong Excel"
        raise UnreadableWorkbookError(msg, "Đóng tệp rồi chạy lại.") from error
    if len(content) > MAX_FILE_SIZE:
        raise UnreadableWorkbookError(f"tệp lớn hơn {MAX_FILE_SIZE // _MEBIBYTE} MB", "Bỏ ảnh và trang thừa khỏi tệp.")
    if content.startswith(_OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableWorkbookError("tệp có mật khẩu", "Bỏ mật khẩu, lưu lại rồi chạy lại.")
        raise UnreadableWorkbookError("tệp ở định dạng Excel cũ (.xls)")
    return content


def _measured(content: bytes) -> bytes:
    """Return the workbook with its XML parts only, uncompressed and within bounds.

    What the reader gets has been measured: no part can grow while it is unpacked, and pictures,
    macros and links to other files are gone.
    """
    measured = io.BytesIO()
    left = MAX_CONTENT_SIZE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(measured, "w") as target:
            parts = [part for part in source.infolist() if part.filename.endswith((".xml", ".rels"))]
            names = {part.filename for part in parts}
            if len(names) < len(parts) or len(parts) > _MAX_PARTS:
                raise UnreadableWorkbookError(_BROKEN)
            for part in parts:
                with source.open(part) as file:
                    data = file.read(left + 1)
                left -= len(data)
                if left < 0:
                    msg = f"nội dung tệp khi giải nén lớn hơn {MAX_CONTENT_SIZE // _MEBIBYTE} MB"
                    raise UnreadableWorkbookError(msg, "Bỏ các trang, các ô thừa rồi chạy lại.")
                target.writestr(part.filename, _readable(data))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableWorkbookError(_BROKEN) from error
    return measured.getvalue()


def _readable(part: bytes) -> bytes:
    if _LONG_CELL.search(part):
        raise UnreadableWorkbookError(_BROKEN)
    if _FAR_CELL.search(part):
        msg = "có ô chứa nội dung ở quá xa, sau cột BZ hoặc sau dòng 199999"
        raise UnreadableWorkbookError(msg, "Xóa các ô thừa rồi chạy lại.")
    # calamine gives a cell like #N/A as if it were blank; as text it can be reported.
    return _ERROR_CELL.sub(rb'\1t="str"', part)


def _calamine(read: Any) -> Any:
    """Call `read`; whatever breaks inside calamine is a broken file."""
    try:
        return read()
    except UnreadableWorkbookError:
        raise
    except BaseException as error:
        # A panic in calamine's Rust code is no Exception.
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise UnreadableWorkbookError(_BROKEN) from error
