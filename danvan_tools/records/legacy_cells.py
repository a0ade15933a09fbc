"""The cells of a sheet that were typed in a font of the time before Unicode."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from danvan_tools.language import legacy_encoding, looks_legacy, to_unicode
from danvan_tools.records.bands import BandNames
from danvan_tools.records.cell_text import CellError, cell_text, text_doubt, unclear_text
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
        Which cells needed no second look.
    """

    plain: Any

    typed: dict[int, object] = field(default_factory=dict)
    errors: dict[int, CellError] = field(default_factory=dict)

    def put(self, cells: list[object], place: int, text: object) -> None:
        """Put the text of a cell in its place."""
        self.typed[place] = cells[place]
        cells[place] = text

    def left(self, cells: list[object]) -> Iterator[tuple[int, str]]:
        """Yield place and text of every cell that is neither plain nor read nor in ASCII alone."""
        for place in np.flatnonzero(~self.plain).tolist():
            cell = cells[place]
            if isinstance(cell, str) and not cell.isascii() and place not in self.typed:
                yield place, cell


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
    found = {name: LegacyCells(plain_texts(cells)) for name, cells in columns.items()}
    encodings: set[_Encoding] = set()
    for name, legacy in found.items():
        encodings |= _read_certain(legacy, columns[name])
    for name, legacy in found.items():
        if table[name].kind in ("choice", "reference"):
            encodings |= _read_known(legacy, table[name], columns[name], names, sorted(encodings))
    for name, legacy in found.items():
        if encodings and table[name].kind == "text":
            for place, cell in legacy.left(columns[name]):
                doubt = text_doubt(cell, sorted(encodings))
                if doubt is not None:
                    legacy.errors.setdefault(place, doubt)
    return found


def _read_certain(found: LegacyCells, cells: list[object]) -> set[_Encoding]:
    """Read the cells that show their encoding by themselves; return the encodings found."""
    encodings: set[_Encoding] = set()
    for place, cell in found.left(cells):
        encoding = legacy_encoding(cell)
        if encoding == "unclear":
            found.errors[place] = unclear_text(cell)
        elif encoding is not None:
            found.put(cells, place, to_unicode(cell, encoding))
            encodings |= {one for one in _ENCODINGS if one == encoding}
    return encodings


def _read_known(
    found: LegacyCells, column: Column, cells: list[object], names: BandNames, encodings: Collection[_Encoding]
) -> set[_Encoding]:
    """Read the cells that are a known word in one old encoding and none in Unicode; return the encodings found."""
    added: set[_Encoding] = set()
    for place, typed in found.left(cells):
        tried = _ENCODINGS if looks_legacy(typed) else encodings
        cell = cell_text(typed)
        readings = {encoding: to_unicode(cell, encoding) for encoding in tried}
        known = {text for text in readings.values() if text != cell and names.knows(column, text)}
        if len(known) == 1 and not names.knows(column, cell):
            text = known.pop()
            found.put(cells, place, text)
            found.errors.pop(place, None)
            added |= {encoding for encoding, reading in readings.items() if reading == text}
    return added
