"""When the units of a list existed, and which one followed another by a given day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

import pandas as pd

from danvan_tools.language import format_date
from danvan_tools.records.current_units import CurrentUnit, find_current
from danvan_tools.records.unit_changes import LAST_DAY, REFORM, followed_by, named_now, province_now
from danvan_tools.records.unit_lookup import SEPARATOR
from danvan_tools.records.unit_names import read_name
from danvan_tools.records.unit_tree import UnitTree, typed_name
from danvan_tools.records.units import units_on, validity_of

__all__ = ["UnitTimes"]

# So many units are looked at on the way from one to those that follow it.
_FARTHEST = 20


class UnitTimes:
    """The time of each unit, as the list says it, and where it leaves the end open, the table of 1 July 2025.

    Parameters
    ----------
    units : DataFrame
        The list, with parents and successors found.
    asked : iterable of str
        Units of which the table is asked: those with records after its day.
    """

    def __init__(self, units: pd.DataFrame, asked: Iterable[str] = ()) -> None:
        self._units = units
        self._spans = validity_of(units)
        latest = units_on(units, date.max)
        self._successors = dict(zip(latest["unit_id"], latest["successor_ids"], strict=True))
        self._of_table = self._ended_by_table(latest[latest["unit_id"].isin(list(asked))])
        for unit_id in self._of_table:
            first, _, name = self._spans[unit_id][-1]
            self._spans[unit_id][-1] = (first, LAST_DAY, name)

    def limited(self) -> set[str]:
        """Return the units that did not exist at every time."""
        return {
            unit_id
            for unit_id, spans in self._spans.items()
            if any(first != date.min or last != date.max for first, last, _ in spans)
        }

    def holds(self, unit_id: str, first: date, last: date) -> bool:
        """Tell whether a unit existed on one of these days."""
        return any(start <= last and first <= end for start, end, _ in self._spans[unit_id])

    def not_valid(self, unit_id: str, first: date, last: date) -> str:
        """Say when a unit existed, and what followed it, for a record dated outside that time."""
        spans = self._spans[unit_id]
        (start, _, first_name), (_, end, last_name) = spans[0], spans[-1]
        if first > end:
            source = " theo bảng sắp xếp đơn vị" if unit_id in self._of_table else ""
            follower = " hoặc ".join(self._followers(unit_id, first)) or "chưa ghi"
            return f'"{last_name}" chỉ có đến ngày {format_date(end)}{source}; đơn vị kế tiếp: {follower}'
        if last < start:
            return f'"{first_name}" chỉ có từ ngày {format_date(start)}'
        return f'"{last_name}" không có vào ngày này, theo trang Đơn vị'

    def _followers(self, unit_id: str, day: date) -> tuple[str, ...]:
        """Return the names of what the list says follows a unit by a day, else what the table says."""
        found = tuple(dict.fromkeys(self._listed(unit_id, day)))
        if found:
            return found
        current = self._current.get(unit_id, CurrentUnit())
        return (current.name,) if current.name else current.choices

    @cached_property
    def _current(self) -> dict[str, CurrentUnit]:
        # Those that the list says nothing of: chains of successors need not be followed a second time.
        return find_current(self._units, [one for one, text in self._successors.items() if not text])

    def _listed(self, unit_id: str, day: date) -> Iterator[str]:
        """Go from successor to successor, past those that ended before the day."""
        seen = {unit_id}
        waiting = self._direct(unit_id)
        while waiting and len(seen) <= _FARTHEST:
            one = waiting.pop(0)
            if one in seen:
                continue
            seen.add(one)
            spans = self._spans.get(one)
            if spans is None:
                yield one
            elif spans[-1][1] >= day:
                yield next((name for first, last, name in spans if first <= day <= last), spans[-1][2])
            else:
                further = self._direct(one)
                waiting += further
                # The end of the way: what the table says of it, or its own name as the last one known.
                if not further:
                    yield from self._followers(one, day) or (spans[-1][2],)

    def _direct(self, unit_id: str) -> list[str]:
        return [one for one in self._successors.get(unit_id, "").split(SEPARATOR) if one]

    def _ended_by_table(self, latest: pd.DataFrame) -> set[str]:
        """Return the units without an end that the table says ended, and that none of the same name followed."""
        tree = UnitTree.of_list(self._units)
        columns = (latest[name].tolist() for name in ("unit_id", "name", "unit_kind", "level"))
        ended = set()
        for unit_id, name, kind, level in zip(*columns, strict=True):
            first, last, _ = self._spans[unit_id][-1]
            if last != date.max or first >= REFORM:
                continue
            written, above = typed_name(name, kind), tree.above(unit_id)
            if level == "province":
                followers = list(province_now(name))
            else:
                # Without its district a name may be a new commune's as well.
                unchanged = named_now(written, above)
                followers = (
                    [] if unchanged else [s for change in followed_by(written, above) for s in change.successors]
                )
            if followers and all(read_name(one)[0][1] != read_name(written)[0][1] for one in followers):
                ended.add(unit_id)
        return ended
