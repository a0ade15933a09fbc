"""Find a unit by any way of writing it: same names are told apart by their type and by what the units belong to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key
from danvan_tools.records.cells import CellError, cell_text, parse_cell
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.records.unit_changes import REFORM, followed_by, named_now
from danvan_tools.records.unit_names import UnitName, read_name, same_unit
from danvan_tools.records.units import ENDED_KINDS
from danvan_tools.schema import LEVELS

__all__ = ["SEPARATOR", "UnitTree", "relate_units"]

SEPARATOR = "; "
_ADMINISTRATIVE = frozenset({"xã", "phường", "đặc khu", "tỉnh", "thành phố trực thuộc Trung ương", *ENDED_KINDS})
_ASK = "Ghi đủ loại đơn vị và đơn vị cấp trên, ví dụ: Xã Tân Thành, huyện A; hoặc ghi mã."


def typed_name(name: str, kind: str) -> str:
    """Return a unit's name with its type in front, which a list may leave to the column "Loại đơn vị"."""
    word = kind.removesuffix(" thuộc tỉnh").removesuffix(" trực thuộc Trung ương")
    return name if read_name(name)[0][0] or kind not in _ADMINISTRATIVE else f"{word} {name}"


@dataclass
class UnitTree:
    """The names of all units, at any time, and what they belong to.

    Attributes
    ----------
    names : dict
        Unit id → its names as written, in the order of the sheet.
    parents : dict
        Unit id → ids of what it belongs to, or belonged to.
    """

    names: dict[str, list[str]] = field(default_factory=dict)
    parents: dict[str, list[str]] = field(default_factory=dict)
    _own: dict[str, set[UnitName]] = field(default_factory=dict)
    _written_above: dict[str, list[UnitName]] = field(default_factory=dict)
    _by_name: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> UnitTree:
        """Build the tree of units (unit_id, name, unit_kind), which belong to nothing yet."""
        tree = cls()
        for unit_id, name, kind in rows:
            if unit_id and name:
                tree._add(unit_id, name, kind)
        return tree

    def _add(self, unit_id: str, name: str, kind: str) -> None:
        own, *above = read_name(typed_name(name, kind))
        self.names.setdefault(unit_id, []).append(name)
        self._own.setdefault(unit_id, set()).add(own)
        self._written_above.setdefault(unit_id, []).extend(above)
        known = self._by_name.setdefault(own[1], [])
        if unit_id not in known:
            known.append(unit_id)

    def belongs(self, unit_id: str, parent_id: str) -> None:
        """Note that a unit belongs to another."""
        self.parents.setdefault(unit_id, []).append(parent_id)

    def find(self, text: str) -> tuple[str, ...]:
        """Return the units that a text can mean: any of their names, and nothing above them contradicts it."""
        first, *above = read_name(text)
        return tuple(
            unit_id
            for unit_id in self._by_name.get(first[1], ())
            if any(same_unit(first, own) for own in self._own[unit_id])
            and (not above or self._is_under(unit_id, above))
        )

    def above(self, unit_id: str) -> list[UnitName]:
        """Return the names of everything a unit belongs to, from the nearest."""
        found = list(self._written_above.get(unit_id, ()))
        for parent_id in self.ancestors(unit_id):
            found += sorted(self._own.get(parent_id, ())) + self._written_above.get(parent_id, [])
        return found

    def ancestors(self, unit_id: str) -> Iterator[str]:
        """Yield what a unit belongs to, nearest first, each once; the unit itself where it is in a circle."""
        seen: set[str] = set()
        waiting = list(self.parents.get(unit_id, ()))
        while waiting:
            parent_id = waiting.pop(0)
            if parent_id not in seen:
                seen.add(parent_id)
                yield parent_id
                waiting += self.parents.get(parent_id, ())

    def shown(self, unit_id: str) -> str:
        """Return a unit's latest name, what it belongs to, and its id."""
        parents = self.parents.get(unit_id, [])
        names = [self.names[one][-1] for one in (unit_id, *parents[-1:]) if one in self.names]
        return f"{', '.join(names)} ({unit_id})"

    def _is_under(self, unit_id: str, above: Sequence[UnitName]) -> bool:
        known = self.above(unit_id)
        return all(any(same_unit(one, name) for name in known) for one in above)


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
    lookup = replace(Lookup.of(sheet.table, sheet.frame), further=tree.find, shown=tree.shown, ask=_ASK)
    faults = _find_parents(sheet, tree, lookup)
    return lookup, faults + _find_successors(sheet, tree, lookup)


def _find_parents(sheet: Sheet, tree: UnitTree, lookup: Lookup) -> list[Fault]:
    """Put the keys of the parents; from level to level, since a parent may be written with its own."""
    ids = sheet.frame["unit_id"].tolist()
    texts = _texts(sheet, "parent_id")
    parents = [""] * len(ids)
    errors: dict[int, CellError] = {}
    left = [place for place, text in enumerate(texts) if text]
    for _ in LEVELS:
        errors = {}
        for place in left:
            try:
                parents[place] = lookup.find(texts[place])
            except CellError as error:
                errors[place] = error
        for place in left:
            if parents[place] and ids[place]:
                tree.belongs(ids[place], parents[place])
        if not errors or len(errors) == len(left):
            break
        left = list(errors)
    sheet.put("parent_id", parents)
    rows = sheet.frame.index.tolist()
    return [_fault(sheet, rows[place], "parent_id", error) for place, error in errors.items()]


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
