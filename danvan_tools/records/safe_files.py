"""Files appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from danvan_tools.errors import DanvanError


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
        If the folder is missing, or the file or its folder may not be written
        (on Windows: the file is open in another program).
    """
    target = Path(path)
    if not target.parent.is_dir():
        msg = f"{target.name}: không có thư mục {target.parent}. Tạo thư mục ấy hoặc chọn nơi lưu khác."
        raise DanvanError(msg)
    draft = target.with_name(f".{target.stem}-{secrets.token_hex(6)}{target.suffix}")
    try:
        yield draft
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    except PermissionError as error:
        if Path(str(error.filename)) not in (draft, target):
            raise
        msg = (
            f"{target.name}: không ghi được vào {target.parent}. Đóng tệp nếu đang mở, kiểm tra quyền ghi rồi chạy lại."
        )
        raise DanvanError(msg) from error
    finally:
        draft.unlink(missing_ok=True)
