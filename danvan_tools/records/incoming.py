"""What lies in ``incoming/``: which files there are, when each was first seen, and the forms in them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from danvan_tools.errors import Fault
from danvan_tools.records.ledger_entries import refused_text
from danvan_tools.records.nomination_forms import document_forms, workbook_forms
from danvan_tools.records.source_errors import UnreadableWorkbookError, unreadable
from danvan_tools.records.source_files import open_source
from danvan_tools.records.word_documents import read_blocks

__all__ = ["INCOMING", "Form", "IncomingFile", "list_incoming", "read_forms"]

INCOMING = "incoming"
_TABLES = {".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"}
_DOCUMENTS = {".docx"}
_SCANS = {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".webp", ".bmp"}
# What other programs leave beside a file while it is open, and what systems put into folders.
_NOT_SENT = ("~$", ".", "Thumbs.db", "desktop.ini")
_REMEDIES = {
    ".doc": "Mở bằng Word, lưu lại kiểu Word Document (.docx) rồi chạy lại.",
    ".zip": "Giải nén vào thư mục incoming rồi chạy lại.",
    ".rar": "Giải nén vào thư mục incoming rồi chạy lại.",
    ".7z": "Giải nén vào thư mục incoming rồi chạy lại.",
}
_OTHER = "Chuyển thành tệp Excel, Word hoặc PDF rồi chạy lại; nếu không phải hồ sơ thì bỏ khỏi thư mục."
_LINK = "đây là lối tắt (liên kết) trỏ đi nơi khác, không được đọc theo"
_MAKE_FOLDER = "Tạo thư mục ấy, chép hồ sơ các đơn vị gửi vào rồi chạy lại."
_COPY_ITSELF = "Chép chính tệp hay thư mục gốc vào thay cho lối tắt rồi chạy lại."
_BAD_NAME = (
    "tên tệp hoặc tên thư mục chứa tệp quá dài hay có ký tự không đọc được",
    "Đổi tên tệp (hoặc thư mục) rồi chạy lại.",
)
_BAD_DAY = ("ngày ghi trên tệp không đúng, nên không biết nhận ngày nào", "Mở tệp, lưu lại rồi chạy lại.")
# Before that, no system wrote files: it is what a broken clock or archive leaves.
_FIRST_YEAR = 1970


@dataclass(frozen=True, kw_only=True)
class IncomingFile:
    """One file as received.

    Attributes
    ----------
    name : str
        Its path below the review folder, with "/".
    digest : str
        SHA-256 of its bytes.
    received_on : date
        The day its bytes were last changed when they were first collected; a copy made later does not move it.
    changed_on : date
        The day this copy was last changed.
    kind : str
        ``table`` · ``document`` · ``scan`` · ``other``.
    """

    path: Path
    name: str
    digest: str
    received_on: date
    changed_on: date
    kind: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """One nomination: ``texts`` by name of a column, where in the file it stands, and the file."""

    texts: Mapping[str, str]
    place: str
    file: IncomingFile


def list_incoming(folder: Path, received: Mapping[str, date]) -> tuple[list[IncomingFile], list[Fault]]:
    """Return the files below ``incoming/`` in the order of their names, and what is there and cannot be taken.

    Links are not followed, and ``incoming`` itself must be no link: what is read lies in the review folder,
    is backed up with it, and is nobody else's.

    Parameters
    ----------
    folder : Path
        The review folder.
    received : Mapping
        Digest → the day on record for it.
    """
    place = folder / INCOMING
    if place.is_symlink():
        return [], [Fault(file=INCOMING, kind="file", what=_LINK, remedy=_MAKE_FOLDER)]
    if not place.is_dir():
        return [], [Fault(file=INCOMING, kind="file", what="không có thư mục này", remedy=_MAKE_FOLDER)]
    paths, refused = _walk(place)
    files, faults = [], []
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        try:
            files.append(_incoming_file(path, name, received))
        except UnreadableWorkbookError as error:
            refused.append((path, error))
    for path, error in sorted(refused, key=lambda pair: pair[0]):
        name = printable(path.relative_to(folder).as_posix())
        faults.append(Fault(file=name, kind="file", what=error.what, remedy=error.remedy))
    return files, faults


def _walk(place: Path) -> tuple[list[Path], list[tuple[Path, UnreadableWorkbookError]]]:
    """Return what somebody put below a folder, and the links and the folders that do not open."""
    paths: list[Path] = []
    refused: list[tuple[Path, UnreadableWorkbookError]] = []

    def remember(error: OSError) -> None:
        refused.append((Path(error.filename), unreadable(error)))

    for parent, folders, names in os.walk(place, onerror=remember):
        for name in folders + names:
            path = Path(parent, name)
            if name.startswith(_NOT_SENT) or (name in folders and not path.is_symlink()):
                continue
            if path.is_symlink():
                refused.append((path, UnreadableWorkbookError(_LINK, _COPY_ITSELF)))
            else:
                paths.append(path)
    return paths, refused


def _incoming_file(path: Path, name: str, received: Mapping[str, date]) -> IncomingFile:
    """Return one file as received.

    Raises
    ------
    UnreadableWorkbookError
        If it cannot be read, is no regular file, or has a name or a day that cannot be written down.
    """
    if refused_text("", name):
        raise UnreadableWorkbookError(*_BAD_NAME)
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableWorkbookError("đây không phải là một tệp", "Bỏ khỏi thư mục.")
        digest = _digest(path)
    except OSError as error:
        raise unreadable(error) from error
    try:
        changed_on = datetime.fromtimestamp(status.st_mtime).astimezone().date()
    except (ValueError, OverflowError, OSError) as error:
        raise UnreadableWorkbookError(*_BAD_DAY) from error
    if changed_on.year < _FIRST_YEAR:
        raise UnreadableWorkbookError(*_BAD_DAY)
    day = received.get(digest) or changed_on
    return IncomingFile(path=path, name=name, digest=digest, received_on=day, changed_on=changed_on, kind=_kind(path))


def printable(text: str) -> str:
    """Return a name as it can be shown and stored: "\N{REPLACEMENT CHARACTER}" for what is no character."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kind(path: Path) -> str:
    suffix = path.suffix.lower()
    kinds = (("table", _TABLES), ("document", _DOCUMENTS), ("scan", _SCANS))
    return next((kind for kind, suffixes in kinds if suffix in suffixes), "other")


def read_forms(file: IncomingFile) -> tuple[list[Form], list[Fault]]:
    """Return the nominations in one file, and why there are none where there should be some."""
    if file.kind == "scan":
        return [], []
    if file.kind == "other":
        remedy = _REMEDIES.get(file.path.suffix.lower(), _OTHER)
        what = f'phần mềm không đọc được kiểu tệp "{file.path.suffix or file.path.name}"'
        return [], [Fault(file=file.name, kind="file", what=what, remedy=remedy)]
    try:
        if file.kind == "document":
            found, faults = document_forms(read_blocks(file.path), file.name)
        else:
            found, faults = workbook_forms(open_source(file.path), file.name)
    except UnreadableWorkbookError as error:
        return [], [Fault(file=file.name, kind="file", what=error.what, remedy=error.remedy)]
    if not found and not faults:
        what = "không thấy hồ sơ nào: không có mục “Tên mô hình” theo mẫu đăng ký"
        remedy = "Xem tệp; nếu là hồ sơ thì ghi rõ tên các mục như mẫu đăng ký rồi chạy lại, hoặc gõ vào danh sách."
        faults = [Fault(file=file.name, kind="heading", what=what, remedy=remedy)]
    return [Form(texts=texts, place=place, file=file) for texts, place in found], faults
