"""Units and the time they exist: a record keeps the name that was valid on its own date.

Rows of one ``unit_id`` are its names over time. A blank ``valid_from`` means since ever, a blank ``valid_to`` until
further notice, except for what ended with the districts on 30 June 2025.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from danvan_tools.records.unit_changes import LAST_DAY, REFORM

__all__ = ["ENDED_KINDS", "Validity", "unit_names_on", "units_on", "validity_of"]

ENDED_KINDS = frozenset({"thị trấn", "thị xã", "huyện", "quận", "thành phố thuộc tỉnh"})
"""Kinds of units that no longer exist since 1 July 2025."""

_EVER, _NEVER = date.min, date.max

Validity = dict[str, list[tuple[date, date, str]]]
"""Unit id → first day, last day and name of each of its rows, in the order of time."""


def validity_of(units: pd.DataFrame) -> Validity:
    """Return when each unit had which name.

    Parameters
    ----------
    units : DataFrame, columns unit_id name unit_kind valid_from valid_to
    """
    found: Validity = {}
    columns = (units[name].tolist() for name in ("unit_id", "name", "unit_kind", "valid_from", "valid_to"))
    for unit_id, name, kind, start, end in zip(*columns, strict=True):
        first = _EVER if pd.isna(start) else start.date()
        last = _NEVER if pd.isna(end) else end.date()
        if last == _NEVER and kind in ENDED_KINDS and first < REFORM:
            last = LAST_DAY
        found.setdefault(unit_id, []).append((first, last, name))
    for spans in found.values():
        spans.sort(key=lambda span: span[0])
    return found


def unit_names_on(units: pd.DataFrame, unit_ids: Iterable[str], days: Iterable[Any], as_of: date) -> list[str]:
    """Return the name of each record's unit on the record's own day.

    Before its first day a unit has its first name, after its last day its last.

    Parameters
    ----------
    units : DataFrame, columns unit_id name unit_kind valid_from valid_to
    unit_ids : iterable of str, length n
    days : iterable of date or Timestamp, length n
        When a model began, a site was opened …; NaT or None for a record without a day of its own.
    as_of : date
        The day of such a record.

    Returns
    -------
    list of str, length n
        "" for an id that is not on the list.
    """
    validity = validity_of(units)
    return [
        _name_on(validity[unit_id], as_of if pd.isna(day) else _plain(day)) if unit_id in validity else ""
        for unit_id, day in zip(unit_ids, days, strict=True)
    ]


def units_on(units: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return one row per unit, in the order of the list: the one valid on a day, or the nearest to it.

    Parameters
    ----------
    units : DataFrame, columns unit_id valid_from …
    day : date

    Returns
    -------
    DataFrame
        The columns of `units`.
    """
    starts = [_EVER if pd.isna(start) else start.date() for start in units["valid_from"].tolist()]
    chosen: dict[str, int] = {}
    for place, unit_id in enumerate(units["unit_id"].tolist()):
        if unit_id not in chosen or _is_nearer(starts[place], starts[chosen[unit_id]], day):
            chosen[unit_id] = place
    return units.iloc[list(chosen.values())].reset_index(drop=True)


def _is_nearer(start: date, other: date, day: date) -> bool:
    """Tell whether a row is the one for a day rather than another: the latest that has begun, else the first."""
    if start <= day:
        return other > day or start >= other
    return day < start < other


def _name_on(spans: list[tuple[date, date, str]], day: date) -> str:
    place = bisect_right([first for first, _, _ in spans], day)
    return spans[max(0, place - 1)][2]


def _plain(day: Any) -> date:
    return day.date() if isinstance(day, pd.Timestamp) else day
