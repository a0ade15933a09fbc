"""Which unit stands today where an old one stood: the sheet's own successors, then the table of 1 July 2025."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from danvan_tools.language import format_date
from danvan_tools.records.unit_changes import LAST_DAY, REFORM, followed_by, named_now, province_now
from danvan_tools.records.unit_lookup import SEPARATOR
from danvan_tools.records.unit_tree import UnitTree, typed_name
from danvan_tools.records.units import ENDED_KINDS, units_on

__all__ = ["CurrentUnit", "current_units", "find_current"]

_WRITE = 'Ghi đơn vị đúng vào cột "Đơn vị kế tiếp" ở trang Đơn vị.'


@dataclass(frozen=True)
class CurrentUnit:
    """What became of a unit: its `name` today, or `what` is open, with the `choices` where it was divided.

    Not `followed`: neither the list nor the table of 1 July 2025 says anything of the time after it.
    """

    name: str = ""
    what: str = ""
    choices: tuple[str, ...] = ()
    followed: bool = True

    @property
    def question(self) -> str:
        """What to ask, and where to write the answer; "" where nothing is open."""
        return f"{self.what}. {_WRITE}" if self.what else ""


def current_units(units: pd.DataFrame) -> pd.DataFrame:
    """Return the unit that stands today ("đơn vị hiện nay") beside each unit of the list.

    Old names and records are never changed by it. A divided commune yields its choices and a question, never a
    guess. Today is what the list says, else the state of 1 July 2025: names that changed again since (2026) are
    known only if the list has them.

    Parameters
    ----------
    units : DataFrame, columns unit_id name unit_kind level valid_from valid_to parent_id successor_ids
        As :class:`Review` and :class:`Tables` have it.

    Returns
    -------
    DataFrame, one row per unit_id
        unit_id, name (its latest on the list), current_name ("" where it is not known), question (""
        where there is none), followed (bool: False for a unit of which nobody wrote down what became of
        it: an association, a district, a commune that the official table does not have).
    """
    found = find_current(units)
    latest = units_on(units, date.max)[["unit_id", "name"]]
    texts = {
        "current_name": [found[unit_id].name for unit_id in latest["unit_id"].tolist()],
        "question": [found[unit_id].question for unit_id in latest["unit_id"].tolist()],
    }
    followed = [found[unit_id].followed for unit_id in latest["unit_id"].tolist()]
    return latest.assign(
        **{name: pd.Series(values, dtype="str") for name, values in texts.items()},
        followed=pd.Series(followed, dtype="bool"),
    )


def find_current(units: pd.DataFrame, unit_ids: Iterable[str] | None = None) -> dict[str, CurrentUnit]:
    """Return what became of some units, or of all.

    Parameters
    ----------
    units : DataFrame
        As for :func:`current_units`.
    unit_ids : iterable of str, optional
        Ids that are not on the list have no entry in what is returned.
    """
    search = _Search(units)
    wanted = search.latest if unit_ids is None else dict.fromkeys(unit_ids)
    return {unit_id: search.follow(unit_id) for unit_id in wanted if unit_id in search.latest}


class _Search:
    """The list, and what has been found out about it."""

    def __init__(self, units: pd.DataFrame) -> None:
        self.latest: dict[str, dict[Any, Any]] = {
            row["unit_id"]: row for row in units_on(units, date.max).to_dict("records")
        }
        self.tree = UnitTree.of_list(units)

    def follow(self, unit_id: str) -> CurrentUnit:
        """Go from successor to successor as far as the list knows one each, then ask the table."""
        seen = {unit_id}
        while True:
            row = self.latest[unit_id]
            successors = [one for one in row["successor_ids"].split(SEPARATOR) if one]
            if len(successors) > 1:
                return _divided(row["name"], tuple(self._name(one) for one in successors))
            if not successors:
                return self._from_table(row)
            (unit_id,) = successors
            if unit_id not in self.latest:
                return CurrentUnit(unit_id)
            if unit_id in seen:
                return CurrentUnit(what=f'các đơn vị kế tiếp của "{row["name"]}" quay vòng')
            seen.add(unit_id)

    def _name(self, successor: str) -> str:
        return str(self.latest[successor]["name"]) if successor in self.latest else successor

    def _from_table(self, row: dict[Any, Any]) -> CurrentUnit:
        """Return what the table says of a unit whose successor the list does not have."""
        name, start, end = row["name"], row["valid_from"], row["valid_to"]
        begun_since = pd.notna(start) and start.date() >= REFORM
        if begun_since and pd.isna(end):
            return CurrentUnit(name)
        if pd.notna(end) and (begun_since or end.date() < LAST_DAY):
            return CurrentUnit(what=f'"{name}" chỉ có đến ngày {format_date(end)}, chưa ghi đơn vị kế tiếp')
        above = self.tree.above(row["unit_id"])
        if row["level"] == "province":
            return _only(name, province_now(name))
        written = typed_name(name, row["unit_kind"])
        changes = followed_by(written, above)
        # Without its district a name may be an old commune's and a new one's in one province.
        found = [full for change in changes for full in change.successors] + list(named_now(written, above))
        if not found and row["unit_kind"] in ENDED_KINDS - {"thị trấn"}:
            what = f'"{name}" không còn từ ngày {format_date(REFORM)} như mọi đơn vị cấp huyện'
            return CurrentUnit(what=what, followed=False)
        return _only(name, tuple(dict.fromkeys(found)))


def _only(name: str, found: tuple[str, ...]) -> CurrentUnit:
    if len(found) > 1:
        return _divided(name, found)
    if found:
        return CurrentUnit(found[0])
    what = f'không rõ "{name}" nay là đơn vị nào: bảng sắp xếp ngày {format_date(REFORM)} không có'
    return CurrentUnit(what=what, followed=False)


def _divided(name: str, choices: tuple[str, ...]) -> CurrentUnit:
    return CurrentUnit(what=f'"{name}" nay có thể thuộc {len(choices)} đơn vị: {"; ".join(choices)}', choices=choices)
