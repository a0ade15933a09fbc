"""The parts of a zipped workbook: what a reader may unpack, measured by unpacking it."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from danvan_tools.records.source_errors import BROKEN, CHANGED, PASSWORD, UnreadableWorkbookError, unreadable

__all__ = ["MAX_CONTENT_SIZE", "ZipParts"]

_MEBIBYTE = 2**20
# A whole country in one file: 100,000 candidates × 14 cells × 110 characters are 250 MB of XML, and
# 300,000 sites, milestones and recognitions as much again. Twice that is no workbook of a committee.
MAX_CONTENT_SIZE = 1024 * _MEBIBYTE
# Excel writes about ten parts and one or two a sheet.
_MAX_PARTS = 10_000
_CHUNK = 256 * 1024
_LOCAL_HEADER = 30
_END_OF_DIRECTORY = b"PK\x05\x06"
_LONGEST_END = 22 + 0xFFFF


class ZipParts:
    """The parts of one zip file; what is read of it counts against one allowance for the whole file.

    The reader (calamine) is given the same file. What was counted here bounds what it can unpack, because
    both go by the same central directory (a file where two could be found is refused), no name stands in
    it twice, and a part is unpacked here to the end of its stream, whatever size the directory claims.
    Parts that calamine never opens – pictures, macros, links to other files – are not unpacked at all.
    """

    def __init__(self, path: Path, most: int = MAX_CONTENT_SIZE) -> None:
        self._path, self._most = path, most
        self._sizes: dict[str, int] = {}
        try:
            with path.open("rb") as file:
                _check_end(file)
                self._state = _state(file)
            with zipfile.ZipFile(path) as archive:
                parts = archive.infolist()
        except OSError as error:
            raise unreadable(error) from error
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise UnreadableWorkbookError(BROKEN) from error
        # calamine takes a name for the same in either case and with either slash.
        self._parts = {part.filename.replace("\\", "/").lower(): part for part in parts}
        if len(self._parts) < len(parts) or len(parts) > _MAX_PARTS:
            raise UnreadableWorkbookError(BROKEN)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def __iter__(self) -> Iterator[str]:
        """Yield the names, in lower case."""
        yield from self._parts

    def packed_size(self, name: str) -> int:
        """Return how many bytes of the file a part takes; 0 if there is none."""
        part = self._parts.get(name.lower())
        return 0 if part is None else part.compress_size

    def read(self, name: str, limit: int) -> bytes:
        """Return a whole part that must not be larger than `limit` bytes; b"" if there is none."""
        content = bytearray()
        for piece in self.chunks(name) if name in self else ():
            content += piece
            if len(content) > limit:
                raise UnreadableWorkbookError(BROKEN)
        return bytes(content)

    def measure(self, name: str) -> None:
        """Count what a part unpacks to, if there is one."""
        for _ in self.chunks(name) if name in self else ():
            pass

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece.

        Raises
        ------
        UnreadableWorkbookError
            If it is broken, encrypted, or if the file unpacks to more than `most` bytes.
        """
        name = name.lower()
        part = self._parts[name]
        if part.flag_bits & 1:
            raise UnreadableWorkbookError(*PASSWORD)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableWorkbookError(BROKEN)
        size, others = 0, sum(self._sizes.values()) - self._sizes.get(name, 0)
        try:
            with self._path.open("rb") as file:
                if _state(file) != self._state:
                    raise UnreadableWorkbookError(*CHANGED)
                for piece in _inflated(file, part):
                    size += len(piece)
                    if size + others > self._most:
                        msg = f"nội dung tệp khi giải nén lớn hơn {self._most // _MEBIBYTE} MB"
                        raise UnreadableWorkbookError(msg, "Bỏ các trang, các ô thừa rồi chạy lại.")
                    yield piece
            self._sizes[name] = size
        except OSError as error:
            raise unreadable(error) from error
        except zlib.error as error:
            raise UnreadableWorkbookError(BROKEN) from error


def _state(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _check_end(file: BinaryIO) -> None:
    """Refuse a file in whose end two readers could find two directories."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_END))
    if file.read().count(_END_OF_DIRECTORY) != 1:
        raise UnreadableWorkbookError(BROKEN)


def _inflated(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(part.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise UnreadableWorkbookError(BROKEN)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    stored = part.compress_type == zipfile.ZIP_STORED
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    left = part.compress_size
    while left > 0 and not stream.eof:
        packed = file.read(min(left, _CHUNK if stored else _CHUNK // 4))
        if not packed:
            raise UnreadableWorkbookError(BROKEN)
        left -= len(packed)
        while packed and not stream.eof:
            if stored:
                piece, packed = packed, b""
            else:
                piece = stream.decompress(packed, _CHUNK)
                packed = stream.unconsumed_tail
            if piece:
                yield piece
    if not stored:
        yield from _rest(stream)


def _rest(stream: zlib._Decompress) -> Iterator[bytes]:
    """Yield what the stream still holds back after its last packed byte."""
    while not stream.eof:
        piece = stream.decompress(b"", _CHUNK)
        if not piece:
            raise UnreadableWorkbookError(BROKEN)
        yield piece
