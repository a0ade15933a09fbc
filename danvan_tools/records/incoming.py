"""What lies in ``incoming/``: which files there are, when each was first seen, and the forms in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from danvan_tools.errors import Fault
from danvan_tools.records.nomination_forms import document_forms, workbook_forms
from danvan_tools.records.source_files import UnreadableWorkbookError, open_source
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
_CHUNK = 2**20


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
    kind : str
        ``table`` · ``document`` · ``scan`` · ``other``.
    """

    path: Path
    name: str
    digest: str
    received_on: date
    kind: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """One nomination: ``texts`` by name of a column, where in the file it stands, and the file."""

    texts: Mapping[str, str]
    place: str
    file: IncomingFile


def list_incoming(folder: Path, received: Mapping[str, date]) -> list[IncomingFile]:
    """Return the files below ``incoming/`` in the order of their names; links are not followed.

    Parameters
    ----------
    folder : Path
        The review folder.
    received : Mapping
        Digest → the day on record for it.
    """
    files = []
    for path in sorted((folder / INCOMING).rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith(_NOT_SENT):
            continue
        digest = _digest(path)
        day = received.get(digest) or datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
        name = path.relative_to(folder).as_posix()
        files.append(IncomingFile(path=path, name=name, digest=digest, received_on=day, kind=_kind(path)))
    return files


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


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
