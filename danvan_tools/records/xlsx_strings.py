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
_END = re.compile(rb"</(?:[\w.-]{1,40}:)?si>")
_LONGEST_END = 64
_HEAD = 64 * 1024
_ROOT = re.compile(rb"<(?:[\w.-]+:)?sst\b(?:[^<>]*?\suniqueCount\s*=\s*[\"'](\d+)[\"'])?[^<>]*>")
_INDEX = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>\s*(\d{1,9})")


def longest_string(chunks: Iterable[bytes]) -> int:
    """Return the length in bytes of the longest shared text with its tags; at least 512.

    Raises
    ------
    UnreadableWorkbookError
        If more texts are announced than there are: calamine would make room for them.
    """
    longest, since, size = _STEP, 0, 0
    head, end, rest = b"", b"", b""
    for chunk in chunks:
        size += len(chunk)
        head += chunk if len(head) < _HEAD else b""
        data = rest + chunk
        if not end:
            found = _END.search(data)
            end = found[0] if found else b""
        first, last = (data.find(end), data.rfind(end)) if end else (-1, -1)
        if first < 0:
            since += len(chunk)
        else:
            longest = max(longest, since + first, _longest_between(data, end, first, last))
            since = len(data) - last
        rest = data[max(last + 1, len(data) - _LONGEST_END) :]
    root = _ROOT.search(head)
    if root is None or int(root[1] or 0) > size // len(b"<si/>"):
        raise UnreadableWorkbookError(BROKEN)
    if max(longest, since) > _MAX_STRING:
        msg = f"có ô chứa hơn {_MAX_STRING // 1000} nghìn ký tự"
        raise UnreadableWorkbookError(msg, "Cắt bớt chữ trong ô rồi chạy lại.")
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
        data = rest + chunk
        found = None if end else _END.search(data)
        end = found[0] if found else end
        *texts, rest = data.split(end) if end else (data,)
        lengths += map(len, texts)
    return lengths
