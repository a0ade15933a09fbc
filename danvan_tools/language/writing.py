"""Numbers and dates, read and written as Vietnamese officials do."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from danvan_tools.language.keys import comparison_key

_DATE = re.compile(r"(?:ngày\s+)?(\d{1,2})(?:[/.\-]|\s+tháng\s+)(\d{1,2})(?:[/.\-]|\s+năm\s+)(\d{4})")
# One reading only: groups of three after points, or no points at all; a comma before decimals.
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
_MONTH, _EARLY, _LATE = (comparison_key(word) for word in ("tháng", "đầu", "cuối"))
_OF_YEAR = r"(?: ?/ ?|-| năm | )"
_PERIOD = re.compile(
    rf"(?:(?:năm )?|0?6 {_MONTH} (?P<half>{_EARLY}|{_LATE}) năm |quý (?P<quarter>i{{1,3}}|iv|[1-4]){_OF_YEAR}"
    rf"|{_MONTH} (?P<month>0?[1-9]|1[0-2]){_OF_YEAR})(?P<year>[12]\d{{3}})"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def parse_number(text: str) -> Decimal | None:
    """Return the number a Vietnamese text writes ("1.234,5"), or None if it is no number."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain.replace(".", "").replace(",", "."))
    except InvalidOperation:  # pragma: no cover - the pattern leaves nothing else
        return None


def parse_date(text: str) -> date | None:
    """Return the date of "15/10/2015", "15-10-2015", "15.10.2015" or "ngày 15 tháng 10 năm 2015"."""
    found = _DATE.fullmatch(" ".join(text.lower().split()))
    if not found:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_period(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a year, half, quarter or month, or None if it is none of them.

    Read are "2015", "năm 2015", "6 tháng đầu năm 2015", "6 tháng cuối năm 2015", "Quý III/2015",
    "quý 3 năm 2015", "Tháng 5/2015" and "tháng 5 năm 2015": one period is equal however written.
    """
    found = _PERIOD.fullmatch(comparison_key(text))
    if not found:
        return None
    first, months = 1, 12
    if half := found["half"]:
        first, months = (1 if half == _EARLY else 7), 6
    elif quarter := found["quarter"]:
        first, months = (_ROMAN.get(quarter) or int(quarter)) * 3 - 2, 3
    elif month := found["month"]:
        first, months = int(month), 1
    year, last = int(found["year"]), first + months - 1
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def format_number(value: int | float | Decimal, decimals: int = 0) -> str:
    """Write a number with points between thousands and a decimal comma, rounded half up."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def format_points(value: int | float | Decimal) -> str:
    """Write points without idle zeros: 12, 12,5, 7,25."""
    plain = Decimal(str(value)).normalize()
    return format_number(plain, max(0, -int(plain.as_tuple().exponent)))


def format_date(value: date | datetime, *, long: bool = False) -> str:
    """Write a date: "05/01/2015", or with `long` "ngày 05 tháng 01 năm 2015".

    A day below 10 and the months 1 and 2 get a leading zero in the long form
    (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    """
    if not long:
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def join_list(words: Sequence[str]) -> str:
    """Join words as in a sentence: "a", "a và b", "a, b và c"."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} và {words[-1]}"


def capitalised(text: str) -> str:
    """Return a text with its first letter in upper case; every other letter stays as it is."""
    return f"{text[:1].upper()}{text[1:]}"


def uncapitalised(text: str) -> str:
    """Return a text as it stands inside a sentence: first letter in lower case, unless it begins an abbreviation."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
