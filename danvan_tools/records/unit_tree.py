"""The names of units, and what the units belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from danvan_tools.records.unit_names import UnitName, read_name, same_unit
from danvan_tools.records.units import ENDED_KINDS

__all__ = ["UnitTree", "typed_name"]

_ADMINISTRATIVE = frozenset({"xã", "phường", "đặc khu", "tỉnh", "thành phố trực thuộc Trung ương", *ENDED_KINDS})
_NAMING = ("unit_id", "name", "unit_kind")


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

    @classmethod
    def of_list(cls, units: pd.DataFrame) -> UnitTree:
        """Build the tree of a list whose parents are found, with the columns unit_id name unit_kind parent_id."""
        rows = list(zip(*(units[name].tolist() for name in (*_NAMING, "parent_id")), strict=True))
        tree = cls.of((unit_id, name, kind) for unit_id, name, kind, _ in rows)
        for unit_id, _, _, parent_id in rows:
            if unit_id and parent_id:
                tree.belongs(unit_id, parent_id)
        return tree

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
