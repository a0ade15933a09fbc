"""Figures of one unit that do not add up: to be explained, never wrong by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key, format_points, parse_period
from danvan_tools.records.spreadsheets import Sheet

__all__ = ["check_indicator_sums"]

_Period = tuple[date, date]
# (part, whole): "Đơn thư đã giải quyết" cannot be more than "Đơn thư tiếp nhận".
_PART_OF = [
    (comparison_key(part), comparison_key(whole))
    for part in ("đã giải quyết", "được giải quyết", "giải quyết xong")
    for whole in ("tiếp nhận", "đã tiếp nhận", "nhận được", "phải giải quyết")
]
_QUARTERS = 4
_EXPLAIN = "Kiểm tra, và giải trình nếu đúng."


class _Figure(NamedTuple):
    row: int
    indicator: str
    period: str
    value: float
    measure: str


def check_indicator_sums(sheet: Sheet) -> list[Fault]:
    """Warn of figures that do not reconcile, as "cần giải trình".

    More settled than received in one period; parts of a year that are more than the year, or all four quarters that
    are not its sum; one indicator in two measures.

    Parameters
    ----------
    sheet : Sheet
        "Chỉ tiêu" of ``candidates.xlsx``.
    """
    figures: dict[tuple[str, str], dict[_Period, _Figure]] = {}
    columns = ("unit_id", "indicator", "period", "value", "measure")
    known = sheet.frame["value"].notna() & (sheet.frame["unit_id"] != "") & (sheet.frame["indicator"] != "")
    for row, unit_id, indicator, text, value, measure in sheet.where(known, *columns):
        period = parse_period(text)
        if period is not None:
            figure = _Figure(row, indicator, text, value, measure)
            figures.setdefault((unit_id, comparison_key(indicator)), {}).setdefault(period, figure)
    found = [*_more_than_whole(figures), *_years(figures)]
    faults = [_fault(sheet, row, "value", what) for row, what in found]
    return faults + [_fault(sheet, row, "measure", what) for row, what in _measures(sheet)]


def _fault(sheet: Sheet, row: int, column: str, what: str) -> Fault:
    return sheet.fault(row, column, what, _EXPLAIN, severity="warning", kind="count")


def _more_than_whole(figures: Mapping[tuple[str, str], Mapping[_Period, _Figure]]) -> Iterator[tuple[int, str]]:
    for (unit_id, indicator), by_period in figures.items():
        for part, whole in _PART_OF:
            others = figures.get((unit_id, _replaced(indicator, part, whole)), {}) if part in indicator else {}
            for period, figure in by_period.items():
                other = others.get(period)
                if other and figure.value > other.value and _same_measure(figure, other):
                    told = f'"{figure.indicator}" kỳ {figure.period} là {format_points(figure.value)}'
                    yield (
                        figure.row,
                        f'{told}, nhiều hơn "{other.indicator}" là {format_points(other.value)} (dòng {other.row})',
                    )


def _replaced(indicator: str, part: str, whole: str) -> str:
    return " ".join(re.sub(re.escape(part), whole, indicator).split())


def _years(figures: Mapping[tuple[str, str], Mapping[_Period, _Figure]]) -> Iterator[tuple[int, str]]:
    """Yield years that are less than their parts; a percentage or another ratio does not add up and is left alone."""
    for by_period in figures.values():
        for (first, last), year in by_period.items():
            if (first.month, last.month) != (1, 12) or "%" in year.measure or "tỷ lệ" in year.indicator.lower():
                continue
            parts = _quarters(by_period, first.year)
            if not all(_same_measure(year, part) for part in parts):
                continue
            total = round(sum(part.value for part in parts), 6)
            if total > year.value or (len(parts) == _QUARTERS and total < year.value):
                count = "bốn quý cộng lại" if len(parts) == _QUARTERS else f"{len(parts)} quý đã ghi cộng lại"
                told = f'"{year.indicator}" năm {first.year} là {format_points(year.value)}, còn {count}'
                yield year.row, f"{told} là {format_points(total)}"


def _quarters(by_period: Mapping[_Period, _Figure], year: int) -> list[_Figure]:
    return [
        figure
        for (first, last), figure in by_period.items()
        if first.year == year and first.month % 3 == 1 and last.month == first.month + 2
    ]


def _same_measure(one: _Figure, other: _Figure) -> bool:
    return comparison_key(one.measure) == comparison_key(other.measure)


def _measures(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Yield the first row of each indicator whose measure is not the one of its earlier rows."""
    frame = sheet.frame
    frame = frame[(frame["indicator"] != "") & (frame["measure"] != "")].drop_duplicates(["indicator", "measure"])
    first: dict[str, tuple[int, str]] = {}
    for row, indicator, measure in frame[["indicator", "measure"]].itertuples(name=None):
        earlier, word = first.setdefault(comparison_key(indicator), (row, measure))
        if comparison_key(word) != comparison_key(measure):
            yield row, f'"{indicator}" tính bằng "{measure}", còn ở dòng {earlier} tính bằng "{word}"'
