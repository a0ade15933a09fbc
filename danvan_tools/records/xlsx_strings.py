"""The texts that the cells of an XLSX file share, measured before they are copied into every cell."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from danvan_tools.records.source_errors import BROKEN, UnreadableWorkbookError
from danvan_tools.records.xlsx_scan import blocks

__all__ = ["MAX_TEXT", "check_shared_text", "longest_string"]

# One text may stand in a million cells, and each gets a copy of its own. 100,000 candidates × 14 cells
# of 500 characters with their tone marks would be this much.
MAX_TEXT = 2**30
# Texts up to this length need not be told apart: two million of them stay below.
_STEP = 512
# Excel takes 32,767 characters in a cell; formatting of single words may make it some times longer.
_MAX_STRING = 1_000_000
_END = re.compile(rb"</(?:[\w.-]+:)?si>")
_COUNT = re.compile(rb"<(?:[\w.-]+:)?sst\b[^<>]*?\suniqueCount\s*=\s*[\"'](\d+)[\"']")
_INDEX = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>\s*(\d{1,9})")


def longest_string(chunks: Iterable[bytes]) -> int:
    """Return the length in bytes of the longest shared text with its tags; at least 512.

    Raises
    ------
    UnreadableWorkbookError
        If more texts are announced than there are: calamine would make room for them.
    """
    longest, since, announced, size = _STEP, 0, 0, 0
    end, rest = b"</si>", b""
    for chunk in chunks:
        size += len(chunk)
        if size == len(chunk):
            count, found = _COUNT.search(chunk), _END.search(chunk)
            announced, end = int(count[1]) if count else 0, found[0] if found else end
        data = rest + chunk
        first, last = data.find(end), data.rfind(end)
        if first < 0:
            since += len(chunk)
        else:
            longest = max(longest, since + first, _longest_between(data, end, first, last))
            since = len(data) - last
        rest = data[max(last + 1, len(data) - len(end) + 1) :]
    if announced > size // len(b"<si/>"):
        raise UnreadableWorkbookError(BROKEN)
    if max(longest, since) > _MAX_STRING:
        raise UnreadableWorkbookError(
            f"có ô chứa hơn {_MAX_STRING // 1000} nghìn ký tự", "Cắt bớt chữ trong ô rồi chạy lại."
        )
    return max(longest, since)


def _longest_between(data: bytes, end: bytes, place: int, last: int) -> int:
    """Return the greatest distance of two ends in a row, or 0 if it is short; most are jumped over."""
    longest = 0
    while place < last:
        following = data.rfind(end, place + 1, place + _STEP)
        if following < 0:
            following = data.find(end, place + 1)
            longest = max(longest, following - place)
        place = following
    return longest


def check_shared_text(strings: Iterable[bytes], sheet: Iterable[bytes]) -> None:
    """Refuse a sheet whose cells would hold more than :data:`MAX_TEXT` bytes of shared text.

    Every number is taken for the index of a text: that can only count too much.
    """
    lengths = np.array(_lengths(strings), dtype="int64")
    total = 0
    for block in blocks(sheet):
        indices = np.array(_INDEX.findall(block), dtype="S9").astype("int64")
        total += int(lengths[indices[indices < len(lengths)]].sum())
        if total > MAX_TEXT:
            msg = f"trang chứa hơn {MAX_TEXT // 2**20} MB chữ lặp lại"
            raise UnreadableWorkbookError(msg, "Chia bớt nội dung sang tệp khác rồi chạy lại.")


def _lengths(chunks: Iterable[bytes]) -> list[int]:
    lengths: list[int] = []
    end, rest = b"", b""
    for chunk in chunks:
        found = _END.search(chunk)
        end = end or (found[0] if found else b"")
        *texts, rest = (rest + chunk).split(end) if end else (rest + chunk,)
        lengths += map(len, texts)
    return lengths
