"""Units and the time they exist."""

from __future__ import annotations

from danvan_tools.errors import Fault
from danvan_tools.language import format_date
from danvan_tools.records.spreadsheets import Sheet

__all__ = ["check_units"]


def check_units(sheet: Sheet) -> list[Fault]:
    """Return the units that end before they begin."""
    ends_early = sheet.frame["valid_to"] < sheet.frame["valid_from"]
    return [
        sheet.fault(
            row, "valid_to", f'"{name}" có đến ngày {format_date(end)}, trước ngày bắt đầu {format_date(start)}'
        )
        for row, name, start, end in sheet.where(ends_early, "name", "valid_from", "valid_to")
    ]
