"""Files that a browser sends in parts, until they are used once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from danvan_tools.errors import DanvanError

__all__ = ["Uploads"]

_MOST_BYTES = 26 * 2**20
# A form sends at most twenty photos at once.
_MOST_FILES = 24


class Uploads:
    """What one form has received and not used yet."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[str, bytearray]] = {}

    def take(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        """Add one part to its file.

        Raises
        ------
        DanvanError
            If the file, or their number, is too large: it is forgotten then.
        """
        key, name = str(content["upload"]), Path(str(content["name"])).name or "tệp"
        while key not in self._parts and len(self._parts) >= _MOST_FILES:
            # Left over from a try that was given up.
            self._parts.pop(next(iter(self._parts)))
        _, received = self._parts.setdefault(key, (name, bytearray()))
        for part in buffers:
            received += bytes(part)
        if len(received) > _MOST_BYTES:
            del self._parts[key]
            msg = f"{name}: lớn hơn 25 MB. Quét ở 200–300 dpi hoặc giảm cỡ ảnh rồi chọn lại."
            raise DanvanError(msg)

    @contextmanager
    def files(self, keys: Sequence[str]) -> Iterator[list[Path]]:
        """Yield files that were received, under their own names, and forget them."""
        with TemporaryDirectory() as place:
            paths = []
            for number, key in enumerate(keys):
                if key not in self._parts:
                    msg = "Tệp gửi lên chưa nhận đủ. Chọn lại tệp rồi ghi lại."
                    raise DanvanError(msg)
                name, content = self._parts[key]
                path = Path(place) / str(number) / name
                path.parent.mkdir()
                try:
                    path.write_bytes(content)
                except (OSError, ValueError):
                    # A name no file system takes.
                    path = path.with_name("tệp")
                    path.write_bytes(content)
                paths.append(path)
            yield paths
        for key in keys:
            del self._parts[key]
