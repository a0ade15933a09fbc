"""The cells of a column that were typed in a font of the time before Unicode."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from danvan_tools.language import looks_legacy, to_unicode
from danvan_tools.records.bands import BandNames
from danvan_tools.records.cell_text import CellError, cell_text, readable
from danvan_tools.records.plain_texts import plain_texts
from danvan_tools.schema import Column

__all__ = ["LegacyCells", "read_as_unicode"]

_ENCODINGS: tuple[Literal["tcvn3", "vni"], ...] = ("tcvn3", "vni")


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


def read_as_unicode(column: Column, cells: list[object], names: BandNames) -> LegacyCells:
    """Replace the legacy cells of a column by Unicode text; every other cell stays the object it is.

    A short cell says little about its encoding. In a column of known words it is read in the one encoding in
    which it is such a word; in a column of texts, where others are legacy, it is an error.
    """
    found = LegacyCells(plain_texts(cells))
    doubtful = []
    for place in np.flatnonzero(~found.plain).tolist():
        cell = cells[place]
        if not isinstance(cell, str) or not looks_legacy(cell):
            continue
        try:
            text = readable(cell)
        except CellError as error:
            found.errors[place] = error
            doubtful.append(place)
            continue
        if text is not cell:
            found.put(cells, place, text)
        else:
            doubtful.append(place)
    for place in doubtful:
        _settle(found, column, cells, place, names)
    return found


def _settle(found: LegacyCells, column: Column, cells: list[object], place: int, names: BandNames) -> None:
    """Decide on a cell that does not show its encoding by itself."""
    cell = cell_text(cells[place])
    readings = [to_unicode(cell, encoding) for encoding in _ENCODINGS]
    if column.kind in ("choice", "reference"):
        known = {text for text in readings if text != cell and names.knows(column, text)}
        if len(known) == 1 and not names.knows(column, cell):
            found.put(cells, place, known.pop())
            found.errors.pop(place, None)
    elif found.typed and place not in found.errors and column.kind == "text":
        quoted = " hay ".join(f'"{text}"' for text in dict.fromkeys(readings) if text != cell)
        msg = f'"{cell}" có chữ của bảng mã cũ (TCVN3 hoặc VNI) như các ô khác của cột, không đủ căn cứ để đọc'
        found.errors[place] = CellError(msg, f"Ý là {quoted}? Gõ lại ô bằng phông Unicode rồi chạy lại.", "text")
