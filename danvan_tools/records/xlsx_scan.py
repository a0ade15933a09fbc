"""The XML of a sheet, looked through before it is laid out in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from danvan_tools.records.cell_text import NOT_CALCULATED
from danvan_tools.records.source_errors import BROKEN, UnreadableWorkbookError
from danvan_tools.records.xml_events import read_tags

__all__ = ["MAX_AREA", "MAX_MERGED", "SheetScan", "blocks", "scan_carefully", "scan_quickly"]

# calamine lays a sheet out as one rectangle up to its last filled row and column, about 80 bytes a cell.
# 100,000 candidates may have helper columns up to the 160th, 300,000 sites up to the 53rd.
MAX_AREA = 16_000_000
# One in every row of the longest lists.
MAX_MERGED = 300_000
# Whole helper columns of #N/A beside 100,000 rows are met; more than this is no list.
_MAX_TEXTS = 1_000_000

_LONG = 256 * 1024
_NARROW, _SHORT = 26, 99_999
_REF = rb'<c r="([A-Z]{1,3})([0-9]{1,7})"'
_ATTRIBUTES = rb'(?: (?:s|t|cm|vm|ph)="\w{0,12}"){0,5} ?'
# Any start of a cell but the one that Excel, LibreOffice and their libraries write.
_STRANGE = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]{1,3}[0-9]{1,7}"' + _ATTRIBUTES + rb"/?>)")
# Any start of a cell but the commonest: a cell within column Z and row 99,999. Where it finds nothing, neither does
# the pattern above, nor _FAR; it looks through a sheet in half the time of the two.
_UNUSUAL = re.compile(rb'<c(?! r="[A-Z][0-9]{1,5}+"(?: s="[0-9]{1,5}+")?(?: t="[a-z]{1,9}+")?/?>)(?=[\s/>])')
_PREFIXED = re.compile(rb":c[\s/>]")
# Comments, CDATA, declarations and processing instructions but the first line.
_DECLARATION = re.compile(rb"<!|<\?(?!xml\s)")
_FAR = re.compile(rb'<c r="(?:[A-Z]{2}|[A-Z][0-9]{6})')
_FILLED = _ATTRIBUTES + rb">(?!</c>)"
# Row of a filled cell beyond row 99,999, column of a filled cell beyond column Z.
_LOW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{6,7})"' + _FILLED)
_WIDE = re.compile(rb'<c r="([A-Z]{2,3})[0-9]{1,7}"' + _FILLED)
_ERROR = re.compile(_REF + rb'[^<>]* t="e"[^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v[^<>]*>([^<]{0,40})')
_UNCALCULATED = re.compile(_REF + rb"([^<>]*)>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)(<v ?/>|<v></v>)?</c>")
_NO_VALUE = re.compile(rb"(?:</f>|<f[^<>]*/>)(?:<v ?/>|<v></v>)?</c>")


@dataclass
class SheetScan:
    """What was seen in a sheet.

    Attributes
    ----------
    height, width : int
        No filled cell lies beyond this row and column, counted from 1.
    shared : int
        No more cells than this hold a shared text.
    merged : int
        No more ranges of cells than this are merged.
    texts : dict
        Row and column from 0 → text of a cell that calamine gives as blank: a formula's error, or
        :data:`NOT_CALCULATED` where a formula was saved without its value.
    """

    height: int = 0
    width: int = 0
    shared: int = 0
    merged: int = 0
    texts: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def area(self) -> int:
        """How many cells are laid out at most."""
        return self.height * self.width

    def add(self, row: int, column: int, text: str) -> None:
        """Keep the text of a cell without a value."""
        self.texts[row, column] = text
        if len(self.texts) > _MAX_TEXTS:
            msg = f"trang có hơn {_MAX_TEXTS} ô công thức báo lỗi hoặc chưa tính"
            raise UnreadableWorkbookError(msg, "Xóa các cột phụ, hoặc dán giá trị thay công thức, rồi chạy lại.")


def _place_of(letters: bytes, digits: bytes) -> tuple[int, int]:
    """Return row and column, from 0, of a reference such as "AB12"."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


def scan_quickly(chunks: Iterable[bytes]) -> SheetScan | None:
    """Look through a sheet with patterns; None if it is not written as the usual programs do.

    It is None for every cell whose start differs by a byte from what they write, for comments, and for
    declarations: so no cell can hide from the patterns, whatever they do not understand.
    """
    scan = SheetScan(_SHORT, _NARROW)
    for block in blocks(chunks):
        unusual = _UNUSUAL.search(block) is not None
        if _is_strange(block, unusual=unusual):
            return None
        scan.shared += block.count(b' t="s"')
        # One byte is found many times faster than two; Vietnamese has no f, and a sheet few m and colons.
        scan.merged += block.count(b"mergeCell") if b"m" in block else 0
        if unusual and _FAR.search(block):
            for digits in set(_LOW.findall(block)):
                scan.height = max(scan.height, int(digits))
            for letters in set(_WIDE.findall(block)):
                scan.width = max(scan.width, _place_of(letters, b"1")[1] + 1)
        if b' t="e"' in block:
            for match in _ERROR.finditer(block):
                scan.add(*_place_of(match[1], match[2]), match[3].decode("utf-8", "replace"))
        if b"f" in block and b"<f" in block and _NO_VALUE.search(block):
            for letters, digits, attributes, value in _UNCALCULATED.findall(block):
                # A formula may well give a text of no letters.
                if not (value and b' t="str"' in attributes):
                    scan.add(*_place_of(letters, digits), NOT_CALCULATED)
    return scan


def _is_strange(block: bytes, *, unusual: bool) -> bool:
    declares = (b"!" in block or b"?" in block) and _DECLARATION.search(block)
    strange = unusual and _STRANGE.search(block)
    return bool(declares or b"\0" in block or strange or (b":" in block and _PREFIXED.search(block)))


def blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes in pieces that begin with a cell, so that no cell is cut in two.

    Only a cell longer than 256 KB is: then behind one of its tags.
    """
    rest = b""
    for chunk in chunks:
        data = rest + chunk
        cut = data.rfind(b"<c ")
        if cut < 0 and len(data) <= _LONG:
            rest = data
            continue
        if cut < len(data) - _LONG:
            # No cell starts in the tail, or an endless one does; its last tag may still be cut.
            cut = max(data.rfind(b"<"), len(data) - _LONG)
        yield data[:cut]
        rest = data[cut:]
    yield rest


def scan_carefully(chunks: Iterable[bytes]) -> SheetScan:
    """Look through a sheet tag by tag, whoever wrote it; several times slower.

    Raises
    ------
    UnreadableWorkbookError
        If it is no well-formed XML, or declares entities (which could grow without end).
    """
    reader = _CellReader()
    read_tags(chunks, reader)
    return reader.scan


_BLANK_TYPES = {None, "n", "s", "b", "e"}
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


class _CellReader:
    """Follows rows and cells as calamine does: a cell without a place stands beside the one before."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self._row = self._column = 0
        self._type: str | None = None
        self._filled = self._formula = False
        self._value: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row = int(attributes.get("r", self._row + 1)) - 1
            case "c":
                self._cell(attributes)
            case "f":
                self._formula = True
            case "v" | "is":
                self._value = []
            case "mergeCell":
                self.scan.merged += 1

    def _cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            place = _PLACE.fullmatch(attributes["r"])
            if place is None:
                raise UnreadableWorkbookError(BROKEN)
            self._row, self._column = _place_of(place[1].encode(), place[2].encode())
        self._type = attributes.get("t")
        self._filled = self._formula = False

    def text(self, data: str) -> None:
        if self._value is not None and len(self._value) < 2:
            self._value.append(data[:40])

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "v" | "is":
                value, self._value = "".join(self._value or ()), None
                if value and self._type == "e":
                    self.scan.add(self._row, self._column, value)
                # For these types calamine takes an empty text for a value.
                texts = name.endswith("is") or self._type not in _BLANK_TYPES
                self._filled = self._filled or bool(value) or texts
            case "c":
                self._cell_ends()
            case "row":
                self._row += 1
                self._column = 0

    def _cell_ends(self) -> None:
        scan = self.scan
        if self._filled:
            scan.shared += self._type == "s"
            scan.height = max(scan.height, self._row + 1)
            scan.width = max(scan.width, self._column + 1)
        elif self._formula:
            scan.add(self._row, self._column, NOT_CALCULATED)
        self._column += 1
