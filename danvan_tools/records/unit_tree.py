"""The names of units, and what the units belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from danvan_tools.language import comparison_key, nearest, uncapitalised
from danvan_tools.records.unit_names import UnitName, commune_of_body, read_bracketed, read_name, same_unit
from danvan_tools.records.units import ENDED_KINDS

__all__ = ["UnitTree", "typed_name"]

_ADMINISTRATIVE = frozenset({"xã", "phường", "đặc khu", "tỉnh", "thành phố trực thuộc Trung ương", *ENDED_KINDS})
_COMMUNES = frozenset(map(comparison_key, ("xã", "phường", "thị trấn", "đặc khu")))
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
    _with_bodies: set[UnitName] = field(default_factory=set)

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
        if commune := commune_of_body(name):
            self._with_bodies.add(read_name(commune)[0])
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
        """Return the units that a text can mean: any of their names, and nothing above them contradicts it.

        A commune's Party committee, People's Committee and People's Council share its row, unless one of them has
        its own on the list.
        """
        found = self._named(read_name(text)) or self._named(read_bracketed(text))
        commune = "" if found else commune_of_body(text)
        if not commune or any(same_unit(read_name(commune)[0], one) for one in self._with_bodies):
            return found
        found = self._named(read_name(commune)) or self._named(read_bracketed(commune))
        return found if any(kind in _COMMUNES for one in found for kind, _ in self._own[one]) else ()

    def _named(self, names: Sequence[UnitName]) -> tuple[str, ...]:
        if not names:
            return ()
        first, *above = names
        return tuple(
            unit_id
            for unit_id in self._by_name.get(first[1], ())
            if any(same_unit(first, own) for own in self._own[unit_id])
            and (not above or self._is_under(unit_id, above))
        )

    def nearest(self, text: str) -> str:
        """Return the name most like the one a text begins with, and what the unit belongs to if the text says it."""
        names = max(read_name(text), read_bracketed(text), key=len)
        # The units of this very name come first, whatever the text says about them.
        units = self._named(names[:1])
        if not units:
            near = nearest(" ".join(filter(None, names[0])), self._all_names, keys=self._all_keys)
            units = self._named(read_name(near)[:1]) if near else ()
            if near and (len(names) == 1 or not units):
                return near
        shown = {self._in_full(unit_id): None for unit_id in units}
        above = ", ".join(" ".join(filter(None, one)) for one in names)
        return nearest(above, shown, cutoff=0) or ""

    @cached_property
    def _all_names(self) -> list[str]:
        return list(dict.fromkeys(name for names in self.names.values() for name in names))

    @cached_property
    def _all_keys(self) -> list[str]:
        return [comparison_key(name) for name in self._all_names]

    def _in_full(self, unit_id: str) -> str:
        """Return a unit's latest name with the unit it belongs to: "Xã Tân Phú, huyện Bến Cầu"."""
        above = [self.names[one][-1] for one in self.parents.get(unit_id, [])[-1:] if one in self.names]
        written = (uncapitalised(name) if read_name(name)[0][0] else name for name in above)
        return ", ".join([self.names[unit_id][-1], *written])

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
