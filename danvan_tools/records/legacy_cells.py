"""The cells of a sheet that were typed in a font of the time before Unicode."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import compress
from types import NoneType
from typing import Any, Literal

import numpy as np

from danvan_tools.language import legacy_encoding, looks_legacy, to_unicode
from danvan_tools.records.bands import BandNames
from danvan_tools.records.cell_text import CellError, cell_text, is_blank, text_doubt, unclear_text
from danvan_tools.records.plain_texts import plain_texts
from danvan_tools.schema import Column, Table

__all__ = ["LegacyCells", "read_as_unicode"]

_Encoding = Literal["tcvn3", "vni"]
_ENCODINGS: tuple[_Encoding, ...] = ("tcvn3", "vni")


@dataclass
class LegacyCells:
    """Cells of one column that were typed in an old encoding.

    Attributes
    ----------
    typed : dict
        Place → the cell as it was typed, of the cells that were read as Unicode.
    errors : dict
        Place → why nobody can tell what the cell says.
    plain : array of bool
        Which cells needed no second look; none of a column of words, dates or numbers.
    others : set of str
        The different texts that are not plain.
    left : set of str
        Those of them that are not in ASCII alone and were not read.
    """

    plain: Any
    others: set[str]
    left: set[str]
    typed: dict[int, object] = field(default_factory=dict)
    errors: dict[int, CellError] = field(default_factory=dict)

    @classmethod
    def of(cls, column: Column, cells: list[object]) -> LegacyCells:
        """Begin with a column as it was typed."""
        # Of words, dates and numbers few are different: each is asked once, whatever it is.
        plain = plain_texts(cells) if column.kind == "text" else np.zeros(len(cells), dtype=bool)
        others = [] if plain.all() else compress(cells, (~plain).tolist())
        texts = {cell for cell in set(others) if isinstance(cell, str)}
        return cls(plain, texts, {text for text in texts if not text.isascii()})

    def filled(self, cells: list[object]) -> Any:
        """Return an array of bool: which cells hold something a person can see."""
        filled = self.plain.copy()
        if filled.all():
            return filled
        blank: set[object] = {text for text in self.others if is_blank(text)} | {None}
        if blank == {None} and type(None) not in map(type, cells):
            return np.ones(len(cells), dtype=bool)
        others = compress(cells, (~filled).tolist())
        if blank <= {None, ""}:
            filled[~filled] = [bool(cell) or not isinstance(cell, (str, NoneType)) for cell in others]
        else:
            # A date is never blank, and to look for it in a set takes longer than to ask what it is.
            filled[~filled] = [not isinstance(cell, (str, NoneType)) or cell not in blank for cell in others]
        return filled

    def places(self, cells: list[object], texts: Collection[str]) -> Iterator[tuple[int, str]]:
        """Yield place and text of every cell that is one of the texts and is not read yet."""
        for place in np.flatnonzero(~self.plain).tolist() if texts else ():
            cell = cells[place]
            if isinstance(cell, str) and cell in texts and place not in self.typed:
                yield place, cell

    def read(self, cells: list[object], texts: Mapping[str, str]) -> None:
        """Put for each text what it says in Unicode, wherever it stands."""
        for place, typed in self.places(cells, texts):
            self.typed[place] = typed
            cells[place] = texts[typed]
            self.errors.pop(place, None)
        self.left -= texts.keys()


def read_as_unicode(table: Table, columns: Mapping[str, list[object]], names: BandNames) -> dict[str, LegacyCells]:
    """Replace the legacy cells of a sheet by Unicode text; every other cell stays the object it is.

    A short cell says little about its encoding. In a column of known words it is read in the one encoding in
    which it is such a word; in a column of texts it is an error, if others of the sheet are legacy.

    Parameters
    ----------
    table : Table
        What the columns are.
    columns : Mapping
        Name of a column → its cells, which are changed.
    names : BandNames
        The known words.

    Returns
    -------
    dict
        Name of a column → what was read and what was not.
    """
    found = {name: LegacyCells.of(table[name], cells) for name, cells in columns.items()}
    encodings: set[_Encoding] = set()
    for name, legacy in found.items():
        encodings |= _read_certain(legacy, columns[name])
    for name, legacy in found.items():
        if table[name].kind in ("choice", "reference"):
            encodings |= _read_known(legacy, table[name], columns[name], names, sorted(encodings))
    for name, legacy in found.items():
        if encodings and table[name].kind == "text":
            doubts = {text: text_doubt(text, sorted(encodings)) for text in legacy.left}
            doubtful = {text: doubt for text, doubt in doubts.items() if doubt is not None}
            for place, text in legacy.places(columns[name], doubtful):
                legacy.errors.setdefault(place, doubtful[text])
    return found


def _read_certain(found: LegacyCells, cells: list[object]) -> set[_Encoding]:
    """Read the cells that show their encoding by themselves; return the encodings found."""
    encodings = {text: encoding for text in found.left if (encoding := legacy_encoding(text)) is not None}
    unclear = {text: unclear_text(text) for text, encoding in encodings.items() if encoding == "unclear"}
    for place, text in found.places(cells, unclear):
        found.errors[place] = unclear[text]
    found.read(cells, {text: to_unicode(text, one) for text, one in encodings.items() if one != "unclear"})
    return {one for one in _ENCODINGS if one in encodings.values()}


def _read_known(
    found: LegacyCells, column: Column, cells: list[object], names: BandNames, encodings: Collection[_Encoding]
) -> set[_Encoding]:
    """Read the cells that are a known word in one old encoding and none in Unicode; return the encodings found."""
    added: set[_Encoding] = set()
    read: dict[str, str] = {}
    for typed in found.left:
        tried = _ENCODINGS if looks_legacy(typed) else encodings
        cell = cell_text(typed)
        readings = {encoding: to_unicode(cell, encoding) for encoding in tried}
        known = {text for text in readings.values() if text != cell and names.knows(column, text)}
        if len(known) == 1 and not names.knows(column, cell):
            read[typed] = known.pop()
            added |= {encoding for encoding, reading in readings.items() if reading == read[typed]}
    found.read(cells, read)
    return added
