"""Registered candidates that no row of the list is, and those of them that a new row may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from danvan_tools.language import comparison_key, nearest
from danvan_tools.records.registered import Registered

__all__ = ["MeantCandidates"]

_SHOWN = 5
# Of 100: a name that was corrected, not another one.
_NEAR = 80.0


class MeantCandidates:
    """Missing candidates by what a new row is compared with.

    One that left the review may be missing: it is meant only by a row of its name or, at its unit, nearly its name.
    """

    def __init__(self, entries: Sequence[Registered]) -> None:
        self._entries = entries
        self._keys = [comparison_key(entry.name) for entry in entries]
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_place: dict[tuple[str, str, bool], list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            self._by_name[self._keys[number]].append(number)
            self._by_place[entry.unit_id, entry.kind, entry.withdrawn].append(number)

    def meant_by(self, name: str, unit_id: str, kind: str) -> list[Registered]:
        """Return the first few that a row without an id may be: of its name, or of its unit and kind."""
        # Thousands may be missing at one unit: only those that can be shown are looked at.
        named = self._by_name.get(comparison_key(name), [])[:_SHOWN]
        placed = self._by_place.get((unit_id, kind, False), [])[:_SHOWN]
        left = self._by_place.get((unit_id, kind, True), [])
        near = nearest(name, map(str, left), keys=[self._keys[number] for number in left], cutoff=_NEAR)
        again = [] if near is None else [int(near)]
        return [self._entries[number] for number in sorted({*named, *placed, *again})[:_SHOWN]]
