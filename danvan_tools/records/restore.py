"""A backup back into a folder: every byte compared with the manifest, nothing left behind where one differs."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from danvan_tools.errors import DanvanError
from danvan_tools.records.backup import BACKUP_FORMAT, BACKUP_KIND, MANIFEST, replayed
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_anchors import Anchor, anchor_faults, heads_of
from danvan_tools.records.ledger_places import refuse_unsafe_place
from danvan_tools.records.review_ledger import LEDGER_FILE, LEDGER_TEXT
from danvan_tools.records.safe_files import said_of

__all__ = ["anchors_of_backup", "restore_review"]

_CHUNK = 2**20
_MOST_FILES = 100_000
_LARGEST_MANIFEST = 64 * 2**20
# Texts shrink to a tenth; what claims to have shrunk to less than a hundredth was made to fill a disk.
_MOST_GROWTH, _SMALL = 100, 100 * 2**20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_OTHER = "Lấy một bản sao lưu khác, hoặc chép lại tệp từ nơi giữ."


@dataclass(frozen=True)
class _Contents:
    """What the manifest says: name → size, digest and time of each file, and the heads of the ledger."""

    files: Mapping[str, Mapping[str, Any]]
    heads: Mapping[str, Any]


def restore_review(file: str | Path, folder: str | Path) -> Path:
    """Restore a backup into a new or empty folder and return it.

    The folder appears whole: what is unpacked beside it is compared with the manifest first, file by file, and the
    ledger's chains and heads are checked.

    Parameters
    ----------
    file : str or Path
        As :func:`backup_review` wrote it.
    folder : str or Path
        Does not exist, or is empty; never a folder with files in it.

    Raises
    ------
    DanvanError
        If the file is no backup, damaged, cut short or made to harm; if the folder is not empty, or there is no room.
    """
    source, target = Path(file), Path(folder).absolute()
    _refuse_taken(target)
    draft = target.with_name(f".{target.name}-{secrets.token_hex(6)}")
    try:
        with zipfile.ZipFile(source) as archive:
            contents = _read_contents(source, archive)
            if LEDGER_FILE in contents.files:
                refuse_unsafe_place(target / LEDGER_FILE)
            draft.mkdir()
            for name, entry in contents.files.items():
                _unpack(source, archive, name, entry, draft)
        _check_ledger(source, draft, contents)
        if target.exists():
            target.rmdir()
        draft.rename(target)
    except DanvanError:
        raise
    except _DAMAGE as error:
        raise _damaged(source) from error
    except OSError as error:
        msg = f"{source.name} → {target}: {said_of(error)}. Kiểm tra đường dẫn, chỗ trống và quyền ghi rồi chạy lại."
        raise DanvanError(msg) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def anchors_of_backup(file: Path) -> list[Anchor]:
    """Return the heads of the ledger at the moment of a backup.

    Raises
    ------
    DanvanError
        If the file is no backup, or cannot be read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            contents = _read_contents(file, archive)
    except _DAMAGE as error:
        raise _damaged(file) from error
    except OSError as error:
        msg = f"{file.name}: {said_of(error)}. Kiểm tra đường dẫn và quyền đọc rồi chạy lại."
        raise DanvanError(msg) from error
    return heads_of(contents.heads, f"bản sao lưu {file.name}") or []


def _damaged(source: Path) -> DanvanError:
    return DanvanError(f"{source.name}: không phải bản sao lưu, hoặc tệp đã hỏng, thiếu phần cuối. {_OTHER}")


def _refuse_taken(target: Path) -> None:
    """Refuse a folder in which something is, or that has no place."""
    if target.is_dir() and not target.is_symlink():
        if any(target.iterdir()):
            msg = f"{target}: thư mục đã có tệp. Phục hồi vào một thư mục mới hoặc trống; không bản nào bị ghi đè."
            raise DanvanError(msg)
    elif target.exists() or target.is_symlink():
        msg = f"{target}: đã có tệp mang tên này. Chọn tên thư mục khác."
        raise DanvanError(msg)
    elif not target.parent.is_dir():
        msg = f"{target}: không có thư mục {target.parent}. Tạo thư mục ấy hoặc chọn nơi khác."
        raise DanvanError(msg)


def _read_contents(source: Path, archive: zipfile.ZipFile) -> _Contents:
    """Read the manifest, and refuse an archive that holds anything else than what it lists."""
    infos = archive.infolist()
    if len(infos) > _MOST_FILES or not infos or infos[-1].filename != MANIFEST:
        raise _no_backup(source, "không có bản kê ở cuối tệp")
    if infos[-1].file_size > _LARGEST_MANIFEST:
        raise _no_backup(source, "bản kê lớn quá mức")
    with archive.open(infos[-1]) as entry:
        text = entry.read(_LARGEST_MANIFEST + 1)
    contents = _contents_of(source, text)
    if [info.filename for info in infos[:-1]] != list(contents.files):
        raise _no_backup(source, "các tệp bên trong không đúng bản kê")
    for info in infos:
        _refuse_hostile(source, info)
    if len({unicodedata.normalize("NFC", name).casefold() for name in contents.files}) < len(contents.files):
        raise _no_backup(source, "có hai tệp trùng tên")
    for info in infos[:-1]:
        if info.file_size != contents.files[info.filename]["size"]:
            raise _no_backup(source, f'"{info.filename}" không đúng cỡ ghi trong bản kê')
    _refuse_too_large(source, sum(info.file_size for info in infos))
    return contents


def _contents_of(source: Path, text: bytes) -> _Contents:
    """Return what a manifest says, or refuse one that says it otherwise than we write it."""
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_backup(source, "bản kê không đọc được") from error
    if not isinstance(manifest, dict) or manifest.get("kind") != BACKUP_KIND:
        raise _no_backup(source, "bản kê không phải của một đợt xét")
    if manifest.get("format") != BACKUP_FORMAT:
        msg = (
            f"{source.name}: bản sao lưu của phiên bản khác (định dạng {manifest.get('format')!r}). Cập nhật phần mềm."
        )
        raise DanvanError(msg)
    files, heads = manifest.get("files"), manifest.get("heads")
    if not isinstance(files, dict) or not isinstance(heads, dict) or heads_of(heads, "") is None:
        raise _no_backup(source, "bản kê thiếu mục")
    kinds = [int, int, str]
    if any(
        not isinstance(entry, dict) or [type(entry.get(key)) for key in ("size", "modified", "sha256")] != kinds
        for entry in files.values()
    ):
        raise _no_backup(source, "bản kê thiếu mục")
    return _Contents(files=dict(sorted(files.items())), heads=heads)


def _refuse_hostile(source: Path, info: zipfile.ZipInfo) -> None:
    """Refuse a name that leads out of the folder, and whatever is no plain file."""
    name, parts = info.filename, PurePosixPath(info.filename).parts
    kind = stat.S_IFMT(info.external_attr >> 16)
    inside = parts and ".." not in parts and "/".join(parts) == name and not name.startswith("/")
    if not inside or "\\" in name or ":" in parts[0] or info.orig_filename != name or info.is_dir():
        raise _no_backup(source, f'tên "{name}" không nằm trong thư mục đợt xét')
    if kind not in (0, stat.S_IFREG) or info.flag_bits & 1:
        raise _no_backup(source, f'"{name}" không phải tệp thường')
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _no_backup(source, f'"{name}" nén theo cách lạ')


def _refuse_too_large(source: Path, size: int) -> None:
    if size > _SMALL + _MOST_GROWTH * source.stat().st_size:
        raise _no_backup(source, f"bung ra thành {size // 2**20} MiB, lớn bất thường")


def _unpack(source: Path, archive: zipfile.ZipFile, name: str, entry: Mapping[str, Any], draft: Path) -> None:
    """Write one file, never more of it than the manifest says, and compare it with the manifest."""
    path, digest, left = draft / name, hashlib.sha256(), entry["size"]
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as packed, path.open("xb") as written:
        while left >= 0 and (chunk := packed.read(_CHUNK)):
            left -= len(chunk)
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    if left or digest.hexdigest() != entry["sha256"]:
        raise _no_backup(source, f'"{name}" không đúng nội dung lúc sao lưu')
    if entry["modified"] > 0:
        os.utime(path, (entry["modified"], entry["modified"]))


def _check_ledger(source: Path, draft: Path, contents: _Contents) -> None:
    """Follow the chains of what was unpacked; the heads must be those of the manifest."""
    if LEDGER_FILE in contents.files:
        faults = _ledger_faults(Ledger.open(draft / LEDGER_FILE), contents)
    elif contents.heads:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
            faults = _ledger_faults(replayed(draft / LEDGER_TEXT, Path(place) / LEDGER_FILE), contents)
    else:
        return
    if faults:
        raise _no_backup(source, f"sổ ghi bên trong không nguyên vẹn ({faults[0]})")


def _ledger_faults(ledger: Ledger, contents: _Contents) -> list[str]:
    anchors = heads_of(contents.heads, MANIFEST) or []
    # Triggers that were taken away before the backup are put back, and named, where the review is opened.
    return ledger.verify() or [fault.what for fault in anchor_faults(ledger, anchors)]


def _no_backup(source: Path, what: str) -> DanvanError:
    return DanvanError(f"{source.name}: không phải bản sao lưu nguyên vẹn: {what}. {_OTHER}")
