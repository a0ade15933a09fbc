"""Figures that units report: each for a period that belongs to the review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key, format_date, parse_period, read_date
from danvan_tools.records.indicator_sums import check_indicator_sums
from danvan_tools.records.spreadsheets import Sheet

__all__ = ["check_indicators"]


def check_indicators(sheet: Sheet, settings: Mapping[str, Any]) -> list[Fault]:
    """Return periods that nobody can read, that lie outside the review, or that are given twice.

    Parameters
    ----------
    sheet : Sheet
        "Chỉ tiêu" of ``candidates.xlsx``.
    settings : Mapping
        The sound settings; what depends on a missing one is not checked.
    """
    faults = []
    first: dict[tuple[str, str, tuple[date, date]], tuple[int, str]] = {}
    for row, unit_id, indicator, text in sheet.where(sheet.frame["period"] != "", "unit_id", "indicator", "period"):
        period = parse_period(text)
        if period is None:
            faults.append(sheet.fault(row, "period", *_no_period(text)))
            continue
        if _outside(period, settings):
            start, end = format_date(settings["period_start"]), format_date(settings["period_end"])
            what = f'kỳ "{text}" ngoài kỳ xét {start} – {end}'
            faults.append(sheet.fault(row, "period", what, "Sửa ô hoặc xóa dòng rồi chạy lại.", kind="contradiction"))
        earlier, spelling = first.setdefault((unit_id, comparison_key(indicator), period), (row, text))
        # The same spelling is a repeated row, which is reported for every table alike.
        if unit_id and indicator and comparison_key(spelling) != comparison_key(text):
            what = f'kỳ "{text}" của chỉ tiêu này đã ghi ở dòng {earlier} là "{spelling}"'
            faults.append(sheet.fault(row, "period", what, "Xóa một trong hai dòng rồi chạy lại.", kind="repeat"))
    return faults + check_indicator_sums(sheet)


def _no_period(text: str) -> tuple[str, str]:
    """Return why a text is no period that is certain, and what to do."""
    reading = read_date(text)
    if reading is not None and reading.precision == "school year":
        remedy = "Ghi tháng đầu và tháng cuối, ví dụ Tháng 9/2015 - Tháng 5/2016, rồi chạy lại."
        return f'"{text}" không cho biết từ ngày nào đến ngày nào', remedy
    remedy = "Ghi năm, quý hoặc tháng, ví dụ 2015, Quý III/2015, Tháng 5/2015, rồi chạy lại."
    return f'"{text}" không phải là một kỳ', remedy


def _outside(period: tuple[date, date], settings: Mapping[str, Any]) -> bool:
    """Tell whether no day of a period belongs to the review."""
    if "period_start" not in settings or "period_end" not in settings:
        return False
    first, last = period
    return bool(last < settings["period_start"] or first > settings["period_end"])
