"""Files appear whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from danvan_tools.errors import DanvanError

# The system says of these neither which file, nor is there anything but the disk to blame.
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_TAKEN = "{}: đã có thư mục mang tên này trong {}. Đổi tên thư mục ấy hoặc chọn tên tệp khác."


@contextmanager
def written_whole(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; it takes that name once the block has ended well.

    Parameters
    ----------
    path : str or Path
        The file to write; its folder must exist. An older file stays until the new one is on disk.

    Yields
    ------
    Path
        In the same folder and with the same suffix; the block writes the whole file there.

    Raises
    ------
    DanvanError
        If the folder is missing, a folder bears the name, the disk is full, or the file or its
        folder may not be written (on Windows: the file is open in another program).
    """
    target = Path(path)
    if not target.parent.is_dir():
        msg = f"{target.name}: không có thư mục {target.parent}. Tạo thư mục ấy hoặc chọn nơi lưu khác."
        raise DanvanError(msg)
    if target.is_dir():
        raise DanvanError(_TAKEN.format(target.name, target.parent))
    draft = target.with_name(f".{target.stem}-{secrets.token_hex(6)}{target.suffix}")
    try:
        yield draft
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    except OSError as error:
        msg = _sentence(error, draft, target)
        if not msg:
            raise
        raise DanvanError(msg) from error
    finally:
        # What cannot be removed must not hide why nothing was written.
        with suppress(OSError):
            draft.unlink()


def said_of(error: OSError) -> str:
    """Say in Vietnamese what the system refused, without place and remedy."""
    if error.errno in _DISK_FULL:
        return "ổ đĩa đã đầy"
    if isinstance(error, FileNotFoundError):
        return "không có tệp hoặc thư mục này"
    if isinstance(error, PermissionError):
        return "không có quyền đọc hoặc ghi"
    return "không đọc hoặc ghi được"


def _sentence(error: OSError, draft: Path, target: Path) -> str:
    """Return what to tell of an error that concerns the file; blank for any other."""
    named = {Path(str(name)) for name in (error.filename, error.filename2) if name is not None}
    if error.errno in _DISK_FULL and (not named or named & {draft, target}):
        return f"{target.name}: ổ đĩa chứa {target.parent} đã đầy. Dọn bớt tệp rồi chạy lại."
    if not named & {draft, target} or isinstance(error, FileNotFoundError):
        return ""
    if target.is_dir():
        return _TAKEN.format(target.name, target.parent)
    return f"{target.name}: không ghi được vào {target.parent}. Đóng tệp nếu đang mở, kiểm tra quyền ghi rồi chạy lại."
