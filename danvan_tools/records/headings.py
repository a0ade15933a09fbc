"""Which columns of a sheet hold what a table asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from danvan_tools.errors import Fault, FaultKind
from danvan_tools.language import comparison_key, suggestion, toneless_key
from danvan_tools.schema import Column, Table

__all__ = ["FoundTable", "Headings", "KnownHeadings", "column_letters", "heading_faults", "heading_key", "is_numbering"]

_NOT_LETTERS = re.compile(r"[^\w\u0300-\u036f]+")
_UNIT_BEHIND = re.compile(r"\s*\([^()]*\)\s*$")
_NUMBER_BEFORE = re.compile(r"^\s*\(?\d{1,2}\s*[.)]\s*")
# Of each cell near the top of a sheet one is asked for several times.
_REMEMBERED = 2000
_AND = comparison_key("và")
# With its lines joined, and what is asked for explained.
_LONGEST = 200
# Columns that number the rows; the number means nothing.
_NUMBERING = {"stt", "tt", "so tt", "so thu tu"}


def heading_key(text: str) -> str:
    """Return a key that is equal for two spellings of one heading.

    Besides what :func:`comparison_key` takes no notice of, punctuation, "(*)" and "và" are no difference:
    "Mục tiêu và tiêu chí:" is "Mục tiêu - tiêu chí".
    """
    words = _NOT_LETTERS.sub(" ", comparison_key(text)).split()
    return " ".join(word for word in words if word != _AND)


def is_numbering(label: str) -> bool:
    """Tell whether a heading stands above a column that only numbers the rows ("STT", "Số TT")."""
    return toneless_key(heading_key(label)) in _NUMBERING


class KnownHeadings:
    """The headings and synonyms of a table, by key and, where that is unique, without tone marks."""

    def __init__(self, table: Table) -> None:
        self._exact: dict[str, str] = {}
        self._toneless: dict[str, str] = {}
        for column in table.columns:
            for heading in (column.heading, *column.synonyms):
                self._exact.setdefault(heading_key(heading), column.name)
        # A heading belongs to its column, whatever other column has it for a synonym.
        self._exact |= {heading_key(column.heading): column.name for column in table.columns}
        for key, name in self._exact.items():
            plain = toneless_key(key)
            self._toneless[plain] = name if self._toneless.get(plain, name) == name else ""
        self._found: dict[str, str | None] = {}

    def column(self, text: str) -> str | None:
        """Return the name of the column that a heading stands for, or None."""
        if len(text) > _LONGEST:
            return None
        if text not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[text] = next((name for key in _keys(text) if (name := self._by_key(key))), None)
        return self._found[text]

    def _by_key(self, key: str) -> str | None:
        return self._exact.get(key) or self._toneless.get(toneless_key(key)) or None


def _keys(text: str) -> Iterator[str]:
    """Yield the keys of a heading: as it stands, without a unit behind it, without a number before it."""
    yield heading_key(text)
    shorter = _UNIT_BEHIND.sub("", text)
    if shorter != text:
        yield heading_key(shorter)
    plain = _NUMBER_BEFORE.sub("", shorter)
    if plain != shorter:
        yield heading_key(plain)


@dataclass
class Headings:
    """The heading lines of a sheet and the columns below them.

    Attributes
    ----------
    top, bottom : int
        First and last row of the headings, from 0.
    labels : list of str
        Heading of every column of the sheet, its lines joined; "" without one.
    cells : list of rows
        The lines as they stand on the sheet.
    places : dict
        Name of a column → its place, from 0.
    doubles : dict
        Name of a column → the places of all headings that stand for it, where there are several.
    """

    top: int
    bottom: int
    labels: list[str]
    cells: list[Sequence[object]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    doubles: dict[str, list[int]] = field(default_factory=dict)

    @property
    def row(self) -> int:
        """The row of the headings as the spreadsheet numbers it."""
        return self.bottom + 1

    @property
    def numbering(self) -> list[int]:
        """Places of the columns that only number the rows, one without a heading on the far left among them."""
        places = [place for place, label in enumerate(self.labels) if label and is_numbering(label)]
        first = min(self.places.values(), default=0)
        return places or ([first - 1] if first and not self.labels[first - 1] else [])

    @property
    def width(self) -> int:
        """Number of columns up to the last one with a heading; what stands further right is no part of the table."""
        return max((place for place, label in enumerate(self.labels) if label), default=-1) + 1


def column_letters(place: int) -> str:
    """Return the letters a spreadsheet shows above a column (0 → A, 26 → AA)."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class FoundTable:
    """A table, the sheet it was found on and where its columns stand there."""

    file: str
    sheet: str
    table: Table
    headings: Headings

    def fault(
        self,
        row: int,
        what: str,
        remedy: str,
        *,
        kind: FaultKind = "heading",
        column: str = "",
        value: str = "",
        warning: bool = False,
    ) -> Fault:
        """Return a fault of a row, as the spreadsheet numbers it."""
        return Fault(
            file=self.file,
            kind=kind,
            sheet=self.sheet,
            row=row,
            column=column,
            value=value,
            what=what,
            remedy=remedy,
            severity="warning" if warning else "error",
        )


def heading_faults(found: FoundTable, filled: Mapping[int, bool], given: Sequence[str]) -> list[Fault]:
    """Return the columns that are missing, unknown or there twice.

    Parameters
    ----------
    found : FoundTable
        What was looked for and what was found.
    filled : Mapping
        Place of a column → whether one of the records has something in it.
    given : sequence of str
        Names of the columns whose values stand elsewhere: in rows between the records.
    """
    table, headings = found.table, found.headings
    missing = [c for c in table.columns if c.name not in headings.places and c.name not in given]
    doubled = {place for places in headings.doubles.values() for place in places}
    ignored = {*headings.places.values(), *headings.numbering, *doubled}
    faults = []
    for name, places in headings.doubles.items():
        with_content = [place for place in places if filled.get(place)]
        if len(with_content) > 1:
            faults.append(_double(found, table[name], with_content))
    for place in range(headings.width):
        if place not in ignored and filled.get(place):
            faults.append(_unknown(found, place, missing))
    remedy = f"Thêm cột, tiêu đề ở dòng {headings.row}, rồi chạy lại."
    asked = {fault.value for fault in faults if fault.severity == "error"}
    for column in missing:
        if column.required:
            like = suggestion(column.heading, [label for label in headings.labels if label in asked])
            faults.append(_of_heading(found, column.heading, "thiếu cột bắt buộc này", like + remedy))
    return faults


def _of_heading(found: FoundTable, heading: str, what: str, remedy: str, *, warning: bool = False) -> Fault:
    return found.fault(found.headings.row, what, remedy, column=heading, value=heading, warning=warning)


def _double(found: FoundTable, column: Column, places: Sequence[int]) -> Fault:
    labels = found.headings.labels
    letters = " và ".join(column_letters(place) for place in places)
    headings = dict.fromkeys(labels[place] for place in places)
    if len(headings) == 1:
        what = f"tiêu đề này có ở hai cột {letters}" if len(places) == 2 else f"tiêu đề này có ở các cột {letters}"
    else:
        quoted = " và ".join(f'"{heading}"' for heading in headings)
        what = f'các cột {letters} ({quoted}) đều có thể là cột "{column.heading}"'
    return _of_heading(found, labels[places[-1]], what, "Xóa hoặc đổi tên một cột rồi chạy lại.")


def _unknown(found: FoundTable, place: int, missing: Sequence[Column]) -> Fault:
    headings = found.headings
    letters, heading = column_letters(place), headings.labels[place]
    if not heading:
        what = f"cột {letters} có nội dung mà dòng {headings.row} không có tiêu đề"
        return _of_heading(found, "", what, "Ghi tiêu đề hoặc xóa cột rồi chạy lại.")
    what = f"phần mềm không biết cột này (cột {letters})"
    needed = suggestion(heading, [column.heading for column in missing if column.required])
    if needed:
        return _of_heading(found, heading, what, f"{needed}Sửa tiêu đề rồi chạy lại.")
    hint = suggestion(heading, [column.heading for column in missing])
    remedy = f"{hint}Nếu đúng thì sửa tiêu đề rồi chạy lại." if hint else "Nếu cột này không cần thì để nguyên."
    return _of_heading(found, heading, f"{what} nên không đọc", remedy, warning=True)
