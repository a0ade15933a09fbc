"""Numbers, dates and lists, written as Vietnamese officials do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

# Viet Nam has had one time zone without summer time since 1975.
VIETNAM_TIME = timezone(timedelta(hours=7))


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


def format_moment(moment: datetime) -> str:
    """Write a moment that knows its time zone as day and hour in Viet Nam: "24/11/2015 08:05"."""
    local = moment.astimezone(VIETNAM_TIME)
    return f"{format_date(local)} {local:%H:%M}"


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
