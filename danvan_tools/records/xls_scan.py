"""The records of an XLS file (BIFF), looked through before they are laid out in memory.

Source of the record layouts: [MS-XLS], "Excel Binary File Format (.xls) Structure", sections 2.4 and 2.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import error as StructureError
from struct import unpack_from

from danvan_tools.records.source_errors import BROKEN, PASSWORD, UnreadableWorkbookError
from danvan_tools.records.xlsx_scan import MAX_AREA
from danvan_tools.records.xlsx_strings import MAX_TEXT

__all__ = ["scan_records"]

_FORMULA, _END, _FILE_PASS, _CONTINUE, _BOUND_SHEET = 0x0006, 0x000A, 0x002F, 0x003C, 0x0085
_MUL_RK, _SHARED_STRINGS, _LABEL_SST, _DIMENSIONS, _BOOL_ERROR, _BEGIN = 0x00BD, 0x00FC, 0x00FD, 0x0200, 0x0205, 0x0809
# Number, Label, RString, BoolErr, RK, LabelSst, MulRk, Formula
_CELLS = {0x0203, 0x0204, 0x00D6, _BOOL_ERROR, 0x027E, _LABEL_SST, _MUL_RK, _FORMULA}
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
# Five full sheets of 65,536 rows × 14 columns.
_MAX_RECORDS = 5_000_000
_MAX_ROWS, _MAX_COLUMNS = 65_536, 256

Texts = dict[tuple[int, int], str]


def scan_records(stream: bytes) -> list[Texts]:
    """Return, for each sheet in the order of the file, the texts of its error cells by row and column from 0.

    Raises
    ------
    UnreadableWorkbookError
        If the file is encrypted, broken, or its cells would take too much room.
    """
    try:
        return _Scan(stream).sheets
    except (StructureError, IndexError) as error:
        raise UnreadableWorkbookError(BROKEN) from error


class _Scan:
    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._records = self._area = self._text = 0
        self._lengths: list[int] = []
        positions: list[int] = []
        for kind, start, size in self._read(0):
            if kind == _FILE_PASS:
                raise UnreadableWorkbookError(*PASSWORD)
            if kind == _BOUND_SHEET:
                positions.append(unpack_from("<I", stream, start)[0])
            elif kind == _SHARED_STRINGS:
                self._lengths = _string_lengths(stream, start, size)
            elif kind == _END:
                break
        # Two sheets at one place would each be laid out.
        if len(set(positions)) < len(positions):
            raise UnreadableWorkbookError(BROKEN)
        self.sheets = [self._sheet(position) for position in positions]

    def _read(self, place: int) -> Iterator[tuple[int, int, int]]:
        """Yield kind, place and size of the records from a place on."""
        stream = self._stream
        while place + 4 <= len(stream):
            kind, size = unpack_from("<HH", stream, place)
            yield kind, place + 4, size
            place += 4 + size
            self._records += 1
            if self._records > _MAX_RECORDS:
                msg = f"tệp .xls có hơn {_MAX_RECORDS} ô"
                raise UnreadableWorkbookError(msg, "Chia bớt nội dung sang tệp khác rồi chạy lại.")

    def _sheet(self, position: int) -> Texts:
        texts: Texts = {}
        depth = width = height = 0
        for kind, start, _ in self._read(position):
            if kind == _BEGIN:
                depth += 1
            elif kind == _END:
                depth -= 1
                if depth < 1:
                    break
            elif depth != 1:
                continue  # a chart in the sheet
            elif kind == _DIMENSIONS:
                self._check_dimensions(start)
            elif kind in _CELLS:
                row, column = unpack_from("<HH", self._stream, start)
                height, width = max(height, row + 1), max(width, self._last_column(kind, start, column) + 1)
                text = self._error(kind, start)
                if text:
                    texts[row, column] = text
        self._area += width * height
        if self._area > 2 * MAX_AREA:
            msg = f"trang trải rộng tới dòng {height}, cột thứ {width}: có ô chứa nội dung ở quá xa"
            raise UnreadableWorkbookError(msg, "Xóa các ô thừa rồi chạy lại.")
        return texts

    def _last_column(self, kind: int, start: int, column: int) -> int:
        if kind == _MUL_RK:
            size = unpack_from("<H", self._stream, start - 2)[0]
            return max(column, int(unpack_from("<H", self._stream, start + size - 2)[0]))
        if kind == _LABEL_SST:
            index = unpack_from("<I", self._stream, start + 6)[0]
            self._text += self._lengths[index] if index < len(self._lengths) else 0
            if self._text > MAX_TEXT:
                msg = f"tệp chứa hơn {MAX_TEXT // 2**20} MB chữ lặp lại"
                raise UnreadableWorkbookError(msg, "Chia bớt nội dung sang tệp khác rồi chạy lại.")
        return column

    def _error(self, kind: int, start: int) -> str:
        stream = self._stream
        if kind == _BOOL_ERROR and stream[start + 7] == 1:
            return _ERRORS.get(stream[start + 6], "")
        if kind == _FORMULA and stream[start + 6] == 2 and stream[start + 12 : start + 14] == b"\xff\xff":
            return _ERRORS.get(stream[start + 8], "")
        return ""

    def _check_dimensions(self, start: int) -> None:
        """Refuse dimensions that no XLS file has: calamine makes room for them at once."""
        size = unpack_from("<H", self._stream, start - 2)[0]
        first, last, left, right = unpack_from("<IIHH" if size == 14 else "<HHHH", self._stream, start)
        sound = first < last <= _MAX_ROWS and left < right <= _MAX_COLUMNS
        if not sound and (last or right):
            raise UnreadableWorkbookError(BROKEN)


def _string_lengths(stream: bytes, start: int, size: int) -> list[int]:
    """Return the length in characters of each shared string; a string may go on in the next record."""
    strings, lengths, total = _Continued(stream, start, size), [], 0
    strings.skip(8)
    while strings.more():
        count, flags = unpack_from("<HB", strings.take(3))
        runs = unpack_from("<H", strings.take(2))[0] if flags & 8 else 0
        extra = unpack_from("<I", strings.take(4))[0] if flags & 4 else 0
        strings.skip_characters(count, wide=bool(flags & 1))
        strings.skip(runs * 4 + extra)
        lengths.append(count)
        total += count
        if total > MAX_TEXT:
            raise UnreadableWorkbookError(BROKEN)
    return lengths


class _Continued:
    """The bytes of a record and of the records that continue it."""

    def __init__(self, stream: bytes, start: int, size: int) -> None:
        self._stream, self._place, self._end = stream, start, start + size

    def more(self) -> bool:
        """Go on to the next record where this one ends; False if none continues it."""
        while self._place >= self._end:
            header = self._stream[self._end : self._end + 4]
            if len(header) < 4 or unpack_from("<H", header)[0] != _CONTINUE:
                return False
            self._place = self._end + 4
            self._end = self._place + unpack_from("<H", header, 2)[0]
        return True

    def take(self, count: int) -> bytes:
        """Return bytes that are never cut in two."""
        if self._place >= self._end and not self.more():
            raise UnreadableWorkbookError(BROKEN)
        taken = self._stream[self._place : self._place + count]
        self._place += count
        return taken

    def skip(self, count: int) -> None:
        """Pass over bytes, in the next records too."""
        while count > 0:
            if not self.more():
                raise UnreadableWorkbookError(BROKEN)
            step = min(count, self._end - self._place)
            self._place += step
            count -= step

    def skip_characters(self, count: int, *, wide: bool) -> None:
        """Pass over characters; each record that goes on with them says anew how wide they are."""
        while count > 0:
            if self._place >= self._end:
                if not self.more():
                    raise UnreadableWorkbookError(BROKEN)
                wide = bool(self._stream[self._place] & 1)
                self._place += 1
            width = 2 if wide else 1
            step = min(count, max(1, (self._end - self._place) // width))
            self._place += step * width
            count -= step
