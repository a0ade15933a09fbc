"""What a row below the headings is: a record, the name of a group, a total, headings again, or a footer."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from danvan_tools.records.bands import BandNames, is_enumerator, split_enumerator, without_count
from danvan_tools.records.cell_text import CellError, cell_text, is_blank, is_error, readable
from danvan_tools.records.cells import parse_cell
from danvan_tools.records.footers import is_footer_line
from danvan_tools.records.heading_rows import is_column_numbers
from danvan_tools.records.headings import FoundTable, KnownHeadings
from danvan_tools.records.stated_counts import stated_counts, total_label

__all__ = ["Line", "LineReader"]

_FULL_ROW = 4
_LONGEST_NAME = 200
# Marks in the numbering column that are no text of their own: "*", "-", "1a".
_SHORTEST_TEXT = 4


@dataclass
class Line:
    """One row that is not evidently a record.

    Attributes
    ----------
    row : int
        From 0.
    kind : str
    text : str
        The first words of the row, without what counts it.
    counts : list of int
        Numbers of records that it states.
    named : list of (str, str)
        For a group: columns and their words.
    """

    row: int
    kind: Literal["record", "nothing", "headings", "total", "group", "unknown group", "footer"]
    text: str = ""
    counts: list[int] = field(default_factory=list)
    named: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Parts:
    """The cells of a row within the table: what counts it, its texts and its numbers, with their places."""

    mark: str
    texts: list[tuple[int, str]]
    numbers: list[float]


class LineReader:
    """Tells what single rows of one table are.

    Parameters
    ----------
    found : FoundTable
        Whose records are looked for, and where its columns stand.
    known, names : KnownHeadings, BandNames
        Of the table.
    merged_rows : Mapping
        Row → number of columns that a merged cell of the row covers, from 2 on.

    Attributes
    ----------
    marks : set of str
        How the records are numbered: "number", "roman", "letter", "".
    """

    def __init__(
        self,
        found: FoundTable,
        known: KnownHeadings,
        names: BandNames,
        merged_rows: Mapping[int, int],
    ) -> None:
        self._headings, self._known, self.names = found.headings, known, names
        self._merged_rows = merged_rows
        self._numbering = set(found.headings.numbering)
        self._by_place = {place: found.table[name] for name, place in found.headings.places.items()}
        self._lines = {words for cells in found.headings.cells if any(words := _same_words(cells))}
        self.marks: set[str] = set()

    def mark_of(self, row: Sequence[object]) -> str:
        """Return how a row is numbered: "number", "roman", "letter" or "" if it is not."""
        return _style(self._parts(row).mark)

    def read(self, row: int, cells: Sequence[object]) -> Line:
        """Return what a row is that lacks something a record must have."""
        parts = self._parts(cells)
        if self.repeats_headings(cells) or is_column_numbers(cells[: self._headings.width]):
            return Line(row, "headings")
        if not parts.texts:
            return Line(row, "record" if parts.numbers else "nothing")
        text = parts.texts[0][1]
        numbered = _style(parts.mark) == "number" and "number" in self.marks
        total = None if numbered else self._total(row, text, parts)
        if total is not None:
            return total
        if not numbered and len(parts.texts) <= 3 and any(is_footer_line(words) for _, words in parts.texts):
            return Line(row, "footer", text=" – ".join(words for _, words in parts.texts))
        return (None if numbered else self._group(row, parts)) or Line(row, "record", text=text)

    def text_of(self, cells: Sequence[object]) -> str:
        """Return the words of a row."""
        return " – ".join(text for _, text in self._parts(cells).texts)

    def repeats_headings(self, cells: Sequence[object]) -> bool:
        """Tell whether a row holds the headings, or a line of them, again, as on the next printed page."""
        if _same_words(cells[: self._headings.width]) in self._lines:
            return True
        texts = {place: cell for place in self._by_place if isinstance(cell := cells[place], str) and cell}
        same = [
            self._known.column(cell_text(t)) == self._by_place[p].name
            for p, t in texts.items()
            if len(t) < _LONGEST_NAME
        ]
        return len(same) >= 2 and sum(same) * 2 > len(texts)

    def may_be_record(self, cells: Sequence[object]) -> bool:
        """Tell whether a row below a footer line is a record all the same: numbered, full, or with a known word."""
        parts = self._parts(cells)
        if _style(parts.mark) == "number":
            return True
        filled = {place: cell for place in self._by_place if not is_blank(cell := cells[place])}
        return len(filled) >= _FULL_ROW or any(self._is_sound(place, cell) for place, cell in filled.items())

    def _is_sound(self, place: int, cell: object) -> bool:
        column = self._by_place[place]
        if column.kind in ("choice", "reference"):
            return self.names.knows(column, cell_text(cell))
        try:
            return column.kind != "text" and parse_cell(column, cell) is not None
        except CellError:
            return False

    def _parts(self, cells: Sequence[object]) -> _Parts:
        mark, texts, numbers = "", [], []
        for place in range(self._headings.width):
            cell = cells[place]
            if is_blank(cell) or (is_error(cell) and place not in self._by_place):
                continue
            text = _text(cell)
            if place in self._numbering and not mark and (is_enumerator(text) or len(text) < _SHORTEST_TEXT):
                mark = text.strip(" ().")
            elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
                numbers.append(float(cell))
            else:
                texts.append((place, text))
        return _Parts(mark, texts, numbers)

    def _total(self, row: int, text: str, parts: _Parts) -> Line | None:
        certain, rest = total_label(split_enumerator(text)[1])
        if not certain and not (rest and self.names.named(without_count(rest))):
            return None
        others = [words for _, words in parts.texts[1:]]
        if any(not stated_counts(words) and any(c.isalpha() for c in words) and len(words) > 3 for words in others):
            return None
        return Line(row, "total", text=text, counts=self._counts([text, *others], parts))

    def _group(self, row: int, parts: _Parts) -> Line | None:
        """Return a line that names a group, or None: its one text, and something that tells it from a record."""
        first, *others = parts.texts
        if any(not stated_counts(words) for _, words in others):
            return None
        place, text = first
        if len(text) > _LONGEST_NAME:
            return None
        mark, words = split_enumerator(text)
        style = _style(mark or parts.mark)
        apart = self._merged_rows.get(row, 0) > 1 or place not in self._by_place
        strong = apart or (style in ("roman", "letter") and style not in self.marks)
        named, name = next(
            ((found, w) for w in (words, without_count(words), text) if (found := self.names.named(w))), ([], "")
        )
        own_column = any(place == self._headings.places.get(column) for column, _ in named)
        unnumbered = not parts.mark and bool(self.marks - {""}) and not own_column
        if named and (
            strong or mark or unnumbered or self.names.has_prefix(words) or (text.isupper() and not own_column)
        ):
            behind = text.replace(name, "", 1)
            kind: Literal["group", "unknown group"] = "group" if _unambiguous(named) else "unknown group"
            return Line(
                row, kind, text=text, counts=self._counts([behind, *(w for _, w in others)], parts), named=named
            )
        return Line(row, "unknown group", text=text) if strong else None

    def _counts(self, texts: Sequence[str], parts: _Parts) -> list[int]:
        counts = [count for text in texts for count in stated_counts(text)]
        if not counts and len(parts.numbers) == 1 and parts.numbers[0].is_integer() and not self._has_numbers:
            counts = [int(parts.numbers[0])]
        return counts

    @property
    def _has_numbers(self) -> bool:
        return any(column.kind in ("integer", "decimal") for column in self._by_place.values())


def _text(cell: object) -> str:
    with suppress(CellError):
        cell = readable(cell)
    return unicodedata.normalize("NFC", " ".join(cell_text(cell).split()))


def _same_words(cells: Sequence[object]) -> tuple[str, ...]:
    """Return the short texts of a row as they are compared with a line of headings."""
    texts = (_text(cell) if not isinstance(cell, str) or len(cell) < _LONGEST_NAME else cell for cell in cells)
    return tuple(text.casefold() for text in texts)


def _style(mark: str) -> str:
    if not mark:
        return ""
    if mark[0].isdigit():
        return "number"
    return "roman" if all(letter in "IVXLC" for letter in mark) else "letter"


def _unambiguous(named: Sequence[tuple[str, str]]) -> bool:
    """Tell whether every word is that of one column."""
    return len({word for _, word in named}) == len(named)
