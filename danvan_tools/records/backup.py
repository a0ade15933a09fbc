"""A review in one file: copied while it is in use, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from danvan_tools.errors import DanvanError, FaultyFilesError
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_anchors import MANIFEST
from danvan_tools.records.ledger_entries import canonical_text
from danvan_tools.records.ledger_text import export_ledger, replay_ledger
from danvan_tools.records.review_ledger import LEDGER_FILE, LEDGER_TEXT, broken_streams, ledger_copy
from danvan_tools.records.safe_files import said_of, written_whole
from danvan_tools.schema import CANDIDATES_FILE, REVIEW_FILE

__all__ = ["BACKUP_FORMAT", "BACKUP_KIND", "MANIFEST", "Backup", "backup_review", "replayed"]

BACKUP_FORMAT, BACKUP_KIND = 1, "danvan-backup"
_CHUNK = 2**20
# Documents can be made again; the ledger is copied by the database, not as a file.
_NOT_COPIED = ("output", LEDGER_FILE, f"{LEDGER_FILE}-wal", f"{LEDGER_FILE}-shm")
_LITTER = ("thumbs.db", "desktop.ini")
# The oldest date a zip file can hold: two backups of one state are the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Backup:
    """A backup that was written.

    Attributes
    ----------
    file : Path
    left_out : tuple of str
        What lies in the folder and is not in the backup, as seen from the folder: links, which may lead anywhere, and
        whatever else is no plain file.
    """

    file: Path
    left_out: tuple[str, ...] = ()


def backup_review(folder: str | Path, file: str | Path) -> Backup:
    """Write everything of a review folder that cannot be made again into one zip file.

    A link is not followed, and what is no plain file not copied: the answer names them.

    The ledger is copied in one moment while others go on marking; of a shared ledger it is the text export. Besides it
    the workbooks, incoming nominations, evidence, templates and whatever else lies in the folder, but for ``output``
    and hidden files. The manifest, last in the file, holds size, SHA-256 and time of each file and the head of each
    stream.

    Parameters
    ----------
    folder : str or Path
    file : str or Path
        Outside the review folder; an older file of that name is replaced once the new one is whole.

    Raises
    ------
    FaultyFilesError
        If the ledger's chains do not hold: an older backup must not make room for that.
    DanvanError
        If there is no review, one of its workbooks is a link, something cannot be read, or the file cannot be written.
    """
    folder, target = Path(folder), Path(file)
    if not (folder / REVIEW_FILE).is_file():
        msg = f"{folder}: không có tệp {REVIEW_FILE} nên không phải thư mục đợt xét. Kiểm tra đường dẫn rồi chạy lại."
        raise DanvanError(msg)
    if target.resolve().is_relative_to(folder.resolve()):
        msg = f"{target.name}: bản sao lưu đặt trong chính thư mục đợt xét sẽ mất cùng nó. Chọn ổ đĩa khác."
        raise DanvanError(msg)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place, written_whole(target) as draft:
        ledger, heads = _copy_of_ledger(folder, Path(place))
        every = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
        sources = {name: path for name, path in every.items() if _is_plain(path)}
        left_out = tuple(sorted(every.keys() - sources.keys()))
        _refuse_linked_workbooks(left_out)
        if ledger is not None:
            sources[ledger.name] = ledger
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            files = {name: _add(archive, name, sources[name]) for name in sorted(sources)}
            if ledger is not None:
                # It was made now, and is as old as what it holds.
                files[ledger.name]["modified"] = 0
            manifest = {"format": BACKUP_FORMAT, "kind": BACKUP_KIND, "heads": heads, "files": files}
            archive.writestr(_info(MANIFEST), canonical_text(manifest), zipfile.ZIP_DEFLATED, 6)
    return Backup(target, left_out)


def _copy_of_ledger(folder: Path, place: Path) -> tuple[Path | None, dict[str, dict[str, Any]]]:
    """Return a copy of the ledger, checked, that nobody writes to any more, and its heads."""
    with ledger_copy(folder) as ledger:
        if ledger is None:
            return None, {}
        broken = broken_streams(ledger)
        if broken:
            raise FaultyFilesError(broken)
        if ledger.shared:
            copy = place / LEDGER_TEXT
            export_ledger(ledger, copy)
            heads = _heads_of_text(copy)
        else:
            copy = place / LEDGER_FILE
            shutil.copyfile(str(ledger.engine.url.database), copy)
            heads = ledger.heads()
    return copy, {stream: {"seq": seq, "digest": digest} for stream, (seq, digest) in heads.items()}


def _heads_of_text(path: Path) -> dict[str, tuple[int, str]]:
    """Return the heads that an export of a ledger in use really holds."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        return replayed(path, Path(place) / LEDGER_FILE).heads()


def replayed(text: Path, path: Path) -> Ledger:
    """Return a new ledger made from a text whose chains hold."""
    ledger = Ledger.open(path)
    replay_ledger(text, ledger)
    return ledger


def _files(folder: Path) -> Iterator[Path]:
    """Give everything that is no folder, in no order; a link to a folder is none."""
    for root, folders, names in os.walk(folder, onerror=_refuse_unreadable):
        top = Path(root) == folder
        folders[:] = [name for name in folders if not _left_out(name, top)]
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        yield from (Path(root) / name for name in (*links, *names) if not _left_out(name, top))


def _is_plain(path: Path) -> bool:
    """Tell whether something is a file of the folder itself, with a name that means the same on every system."""
    return path.is_file() and not path.is_symlink() and "\\" not in path.name


def _refuse_linked_workbooks(left_out: tuple[str, ...]) -> None:
    """Refuse a backup that could not be opened again."""
    if linked := [name for name in (REVIEW_FILE, CANDIDATES_FILE) if name in left_out]:
        msg = (
            f"{linked[0]}: là lối tắt, không phải tệp thường, nên bản sao lưu sẽ thiếu nó. "
            "Chép tệp thật vào chỗ ấy rồi chạy lại."
        )
        raise DanvanError(msg)


def _left_out(name: str, top: bool) -> bool:
    """Tell what is no part of the review: what can be made again, and what programs leave behind."""
    return name.startswith((".", "~$")) or name.casefold() in _LITTER or (top and name in _NOT_COPIED)


def _refuse_unreadable(error: OSError) -> None:
    msg = f"{error.filename}: {said_of(error)}. Kiểm tra quyền đọc rồi chạy lại."
    raise DanvanError(msg) from error


def _add(archive: zipfile.ZipFile, name: str, source: Path) -> dict[str, Any]:
    """Copy one file into the archive and return what the manifest says of it."""
    digest, size = hashlib.sha256(), 0
    try:
        file = source.open("rb")
    except OSError as error:
        msg = f"{name}: {said_of(error)}. Đóng tệp nếu đang mở, kiểm tra quyền đọc rồi chạy lại."
        raise DanvanError(msg) from error
    with file, archive.open(_info(name), "w", force_zip64=True) as entry:
        modified = int(os.fstat(file.fileno()).st_mtime)
        for chunk in _chunks(file):
            entry.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return {"size": size, "sha256": digest.hexdigest(), "modified": modified}


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
