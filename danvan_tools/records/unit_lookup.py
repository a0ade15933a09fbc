"""Find a unit by any way of writing it: same names are told apart by their type and by what the units belong to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key
from danvan_tools.records.cell_text import CellError, cell_text
from danvan_tools.records.cells import parse_cell
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.records.unit_changes import REFORM, followed_by, named_now
from danvan_tools.records.unit_names import read_bracketed, read_name, same_unit
from danvan_tools.records.unit_tree import UnitTree, typed_name
from danvan_tools.schema import LEVELS

__all__ = ["SEPARATOR", "relate_units", "unit_lookup"]

SEPARATOR = "; "
_ASK = "Ghi đủ loại đơn vị và đơn vị cấp trên, ví dụ: Xã Tân Thành, huyện A; hoặc ghi mã."


def unit_lookup(units: pd.DataFrame) -> Lookup:
    """Return the lookup of a list of units whose parents are found, as :class:`Review` has it."""
    return _lookup(units, UnitTree.of_list(units))


def _lookup(units: pd.DataFrame, tree: UnitTree) -> Lookup:
    plain = Lookup.from_pairs(units["unit_id"].tolist(), units["name"].tolist())
    return replace(plain, further=tree.find, shown=tree.shown, ask=_ASK, near=tree.nearest)


def relate_units(sheet: Sheet) -> tuple[Lookup, list[Fault]]:
    """Find the units that the columns "Thuộc đơn vị" and "Đơn vị kế tiếp" name, on the units' own sheet.

    Parameters
    ----------
    sheet : Sheet
        "Đơn vị"; its frame is changed: ``parent_id`` holds a key, ``successor_ids`` keys, or full names of units
        of 1 July 2025 that have no row, joined by :data:`SEPARATOR`.

    Returns
    -------
    Lookup
        Of the units, for the references of other tables.
    list of Fault
        Units that neither the sheet nor the table of the reorganisation knows.
    """
    # "x01" below "X01" is the same unit; rows are told apart by their days.
    spelling: dict[str, str] = {}
    ids = sheet.frame["unit_id"].tolist()
    sheet.put("unit_id", [spelling.setdefault(comparison_key(one), one) for one in ids])
    tree = UnitTree.of(zip(*(sheet.frame[name].tolist() for name in ("unit_id", "name", "unit_kind")), strict=True))
    lookup = _lookup(sheet.frame, tree)
    faults = _find_parents(sheet, tree, lookup)
    return lookup, faults + _find_successors(sheet, tree, lookup)


def _find_parents(sheet: Sheet, tree: UnitTree, lookup: Lookup) -> list[Fault]:
    """Put the keys of the parents; from level to level, since a parent may be written with its own."""
    ids = sheet.frame["unit_id"].tolist()
    texts = _texts(sheet, "parent_id")
    found: dict[str, str] = {}
    errors: dict[str, CellError] = {}
    left = dict.fromkeys(text for text in texts if text)
    for _ in LEVELS:
        errors |= _find_each(left, lookup, found)
        for unit_id, text in zip(ids, texts, strict=True):
            if unit_id and text in left and text in found:
                tree.belongs(unit_id, found[text])
        # Knowing what more units belong to helps only where a text says what its unit belongs to.
        left = dict.fromkeys(text for text in left if text not in found and _says_parent(text))
    sheet.put("parent_id", [found.get(text, "") for text in texts])
    rows = sheet.frame.index.tolist()
    return [
        _fault(sheet, row, "parent_id", errors[text])
        for row, text in zip(rows, texts, strict=True)
        if text and text not in found
    ]


def _says_parent(text: str) -> bool:
    return len(read_name(text)) > 1 or bool(read_bracketed(text))


def _find_each(texts: Collection[str], lookup: Lookup, found: dict[str, str]) -> dict[str, CellError]:
    """Put the keys that texts name into `found`, and return what is wrong with the others."""
    errors = {}
    for text in texts:
        try:
            found[text] = lookup.find(text)
        except CellError as error:
            errors[text] = error
    return errors


def _find_successors(sheet: Sheet, tree: UnitTree, lookup: Lookup) -> list[Fault]:
    """Put the keys, or the full names from the table, of what follows each unit."""
    new = set(sheet.frame.loc[sheet.frame["valid_from"] >= pd.Timestamp(REFORM), "unit_id"])
    faults = []
    successors = []
    rows = sheet.rows("unit_id", "name", "unit_kind")
    for text, (row, unit_id, name, kind) in zip(_texts(sheet, "successor_ids"), rows, strict=True):
        changes = followed_by(typed_name(name, kind), tree.above(unit_id)) if text else ()
        choices = [full for change in changes for full in change.successors]
        found = []
        for word in (part.strip() for part in text.replace("\n", ";").split(";")):
            try:
                found += [_successor(word, choices, lookup, new)] if word else []
            except CellError as error:
                faults.append(_fault(sheet, row, "successor_ids", error))
        successors.append(SEPARATOR.join(dict.fromkeys(found)))
    sheet.put("successor_ids", successors)
    return faults


def _successor(word: str, choices: Sequence[str], lookup: Lookup, new: Collection[str]) -> str:
    """Return the key or the full name of the unit that is written as another's successor.

    New communes bear names of old ones: a name among the `choices` that the table gives for the unit means that new
    commune, not an old unit of the same name on the sheet.
    """
    if lookup.has_key(word):
        return lookup.find(word)
    chosen = [full for full in choices if _means(word, full)]
    if chosen:
        named = [key for key in lookup.further(word) if key in new] or chosen
        if len(named) == 1:
            return named[0]
        raise CellError(f'"{word}" là tên của nhiều đơn vị: {SEPARATOR.join(named)}', _ASK, "word")
    try:
        return lookup.find(word)
    except CellError:
        now = named_now(word)
        if len(now) == 1:
            return now[0]
        raise


def _means(word: str, full: str) -> bool:
    written, known = read_name(word), read_name(full)
    return same_unit(written[0], known[0]) and all(same_unit(one, known[1]) for one in written[1:])


def _texts(sheet: Sheet, name: str) -> list[str]:
    """Return the cells of a column as text; "" where a cell already has its fault."""
    texts = []
    for cell in sheet.cells[name]:
        try:
            texts.append(parse_cell(sheet.table[name], cell, str) if cell_text(cell) else "")
        except CellError:
            texts.append("")
    return texts


def _fault(sheet: Sheet, row: int, name: str, error: CellError) -> Fault:
    return sheet.fault(row, name, error.what, error.remedy, kind=error.kind)
