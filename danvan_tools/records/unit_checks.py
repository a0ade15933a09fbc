"""What contradicts itself in the list of units, and records whose unit did not exist on their date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import format_date, parse_period
from danvan_tools.records.current_units import CurrentUnit, find_current
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.records.unit_changes import REFORM
from danvan_tools.records.unit_lookup import SEPARATOR
from danvan_tools.records.unit_times import UnitTimes
from danvan_tools.schema import LEVELS

__all__ = ["check_units"]

_LEVELS = {level: place for place, level in enumerate(LEVELS.values())}
# The date that says which unit a record means.
_OWN_DATE = {"candidates": "started_on", "sites": "since", "indicators": "period"}
_ONE_DAY = timedelta(days=1)
_SHOWN = 5

Days = tuple[date, date]


def check_units(sheets: Mapping[str, Sheet], settings: Mapping[str, Any]) -> list[Fault]:
    """Return what contradicts itself in "Đơn vị", and warn of records dated outside their unit's time.

    Parameters
    ----------
    sheets : Mapping
        All tables, with the units' parents and successors found.
    settings : Mapping
        The sound settings; from an ``as_of`` after 30 June 2025 on, divided communes with records are asked about.
    """
    units = sheets["units"]
    faults = _ends_early(units) + _times(units) + _levels(units)
    faults += _circles(units, "parent_id", "đơn vị cấp trên") + _circles(units, "successor_ids", "đơn vị kế tiếp")
    # Where the days themselves are wrong nothing follows from them.
    wrong = units.frame.loc[units.frame["valid_to"] < units.frame["valid_from"], "unit_id"]
    times = UnitTimes(units.frame[~units.frame["unit_id"].isin(wrong)], _used_since_reform(sheets))
    frames = (sheets[name].frame["unit_id"] for name in _OWN_DATE) if settings.get("as_of", date.min) >= REFORM else ()
    used = {unit_id for ids in frames for unit_id in ids.tolist()}
    current = find_current(units.frame, used) if used else {}
    return faults + _outside(sheets, times) + _divided(units, current)


def _ends_early(sheet: Sheet) -> list[Fault]:
    """Return the units that end before they begin."""
    ends_early = sheet.frame["valid_to"] < sheet.frame["valid_from"]
    return [
        sheet.fault(
            row, "valid_to", f'"{name}" có đến ngày {format_date(end)}, trước ngày bắt đầu {format_date(start)}'
        )
        for row, name, start, end in sheet.where(ends_early, "name", "valid_from", "valid_to")
    ]


def _times(sheet: Sheet) -> list[Fault]:
    """Return the rows of one unit that are valid at one time, and warn of times without a row."""
    rows: dict[str, list[tuple[date, date, int]]] = {}
    for row, unit_id, start, end in sheet.rows("unit_id", "valid_from", "valid_to"):
        first = date.min if start is pd.NaT else start.date()
        last = date.max if end is pd.NaT else end.date()
        if unit_id and first <= last:
            rows.setdefault(unit_id, []).append((first, last, row))
    faults: list[Fault] = []
    for unit_id, spans in rows.items():
        faults += _overlaps_and_gaps(sheet, unit_id, sorted(spans))
    return faults


def _overlaps_and_gaps(sheet: Sheet, unit_id: str, spans: list[tuple[date, date, int]]) -> Iterator[Fault]:
    before, end, earlier = spans[0]
    for start, last, row in spans[1:]:
        # Rows with one and the same first day are repeated rows, which are reported for every table alike.
        if start <= end and (start > before or start == date.min):
            what = f'mã "{unit_id}" đã có ở dòng {earlier} và hai dòng cùng có hiệu lực {_from(start)}'
            remedy = "Mỗi đơn vị một mã; nếu là tên cũ và tên mới thì ghi ngày nối nhau rồi chạy lại."
            yield sheet.fault(row, "unit_id", what, remedy, kind="repeat")
        elif start > end and start - end > _ONE_DAY:
            gap = f"{format_date(end + _ONE_DAY)} – {format_date(start - _ONE_DAY)}"
            what = f'đơn vị "{unit_id}" không có tên nào trong khoảng {gap} (dòng {earlier} và dòng {row})'
            remedy = "Kiểm tra lại hai ngày."
            yield sheet.fault(row, "valid_from", what, remedy, kind="blank", severity="warning")
        before = start
        if last > end:
            end, earlier = last, row


def _from(start: date) -> str:
    return "ở cùng thời gian" if start == date.min else f"vào ngày {format_date(start)}"


def _levels(sheet: Sheet) -> list[Fault]:
    """Return the units that belong to one of a lower level."""
    levels = {unit_id: level for _, unit_id, level in sheet.rows("unit_id", "level")}
    names = {unit_id: name for _, unit_id, name in sheet.rows("unit_id", "name")}
    words = {level: word for word, level in LEVELS.items()}
    faults = []
    for row, name, level, parent in sheet.where(sheet.frame["parent_id"] != "", "name", "level", "parent_id"):
        above = levels.get(parent, "")
        if level and above and _LEVELS[above] > _LEVELS[level]:
            what = f'"{name}" (cấp {words[level]}) thuộc "{names[parent]}" là đơn vị cấp thấp hơn ({words[above]})'
            faults.append(sheet.fault(row, "parent_id", what, kind="contradiction"))
    return faults


def _circles(sheet: Sheet, column: str, word: str) -> list[Fault]:
    """Return the units that come back to themselves along a column, each circle once."""
    following: dict[str, list[str]] = {}
    first_row: dict[str, int] = {}
    for row, unit_id, text in sheet.rows("unit_id", column):
        first_row.setdefault(unit_id, row)
        following.setdefault(unit_id, []).extend(one for one in text.split(SEPARATOR) if one)
        if text and unit_id in following[unit_id]:
            first_row[unit_id] = row
    faults = []
    for circle in _walk(following):
        way = " → ".join(f'"{one}"' for one in circle[:_SHOWN]) + (" → …" if len(circle) > _SHOWN else "")
        what = f"{word} của nó lại là chính nó" if len(circle) == 2 else f"{word} quay vòng: {way}"
        faults.append(sheet.fault(first_row[circle[0]], column, what, kind="contradiction"))
    return faults


def _walk(following: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Go every way once and yield the circles met, the first unit again at the end."""
    done: set[str] = set()
    for start in following:
        way = {} if start in done else {start: iter(following[start])}
        while way:
            last = next(reversed(way))
            for one in way[last]:
                if one in way:
                    ids = list(way)
                    yield [*ids[ids.index(one) :], one]
                elif one not in done:
                    way[one] = iter(following.get(one, ()))
                    break
            else:
                way.popitem()
                done.add(last)


def _used_since_reform(sheets: Mapping[str, Sheet]) -> set[str]:
    """Return the units of records that lie wholly after 30 June 2025."""
    found: set[str] = set()
    for table, column in _OWN_DATE.items():
        frame = sheets[table].frame
        values = frame[column]
        if column == "period":
            late = values.isin([text for text in values.unique() if (days := parse_period(text)) and days[0] >= REFORM])
        else:
            late = values >= pd.Timestamp(REFORM)
        found.update(frame.loc[late, "unit_id"])
    return found


def _outside(sheets: Mapping[str, Sheet], times: UnitTimes) -> list[Fault]:
    """Warn of the records none of whose own days lies in the time of their unit; many of one unit are one line."""
    limited = times.limited()
    faults = []
    for table, column in _OWN_DATE.items():
        sheet = sheets[table]
        rows: dict[str, list[int]] = {}
        for row, unit_id, value in sheet.where(sheet.frame["unit_id"].isin(limited), "unit_id", column):
            days = _days(value)
            if days and not times.holds(unit_id, *days):
                rows.setdefault(times.not_valid(unit_id, *days), []).append(row)
        for what, places in rows.items():
            faults += _dated_outside(sheet, places, column, what)
    return faults


def _dated_outside(sheet: Sheet, rows: list[int], column: str, what: str) -> list[Fault]:
    remedy = "Ghi đơn vị có vào ngày ấy, hoặc sửa ngày rồi chạy lại."
    if len(rows) > _SHOWN:
        listed = ", ".join(map(str, rows[1:_SHOWN]))
        what = f"{what} (cùng các dòng {listed} và {len(rows) - _SHOWN} dòng nữa)"
        rows = rows[:1]
    return [sheet.fault(row, column, what, remedy, kind="contradiction", severity="warning") for row in rows]


def _days(value: Any) -> Days | None:
    if isinstance(value, str):
        return parse_period(value)
    return None if pd.isna(value) else (value.date(), value.date())


def _divided(sheet: Sheet, current: Mapping[str, CurrentUnit]) -> list[Fault]:
    """Ask which unit follows each divided one that has records."""
    rows = {unit_id: row for row, unit_id in sheet.where(~sheet.filled("successor_ids"), "unit_id")}
    remedy = "Ghi đơn vị đúng vào ô này rồi chạy lại."
    return [
        sheet.fault(rows[unit_id], "successor_ids", one.what, remedy, kind="blank", severity="warning")
        for unit_id, one in current.items()
        if one.choices and unit_id in rows
    ]
