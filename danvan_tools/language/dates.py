"""Dates and periods as people type them, with "may be read in two ways" as an outcome.

Compared: ``dateparser`` (BSD) knows Vietnamese months, and needs ``regex``, ``pytz`` and ``tzlocal``; it fills what is
missing from today ("5/2015" becomes the day of today in that month), picks a century, and knows no quarter or range.
A committee's "today" is a setting and a day nobody wrote is a guess: the forms are few, and stand here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from danvan_tools.language.keys import comparison_key

__all__ = ["DateReading", "Precision", "parse_date", "parse_period", "read_date"]

Precision = Literal["day", "month", "quarter", "half", "year", "range", "school year"]

_LONGEST = 100
_DAY_WORD, _MONTH, _YEAR, _FROM, _UNTIL, _EARLY, _LATE, _STAGE, _TERM, _SCHOOL_YEAR = (
    comparison_key(word)
    for word in ("ngày", "tháng", "năm", "từ", "đến", "đầu", "cuối", "giai đoạn", "nhiệm kỳ", "năm học")
)
_DAY = re.compile(
    rf"(?:{_DAY_WORD} ?)?(?P<day>\d{{1,2}})(?: ?[/.-] ?| {_MONTH} )(?P<month>\d{{1,2}})"
    rf"(?: ?[/.-] ?| {_YEAR} )(?P<year>\d{{4}}|\d{{2}})",
    re.ASCII,
)
_ISO = re.compile(
    r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?:[ t]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII
)
_OF_YEAR = rf"(?: ?/ ?|-| {_YEAR} | )"
_PERIOD = re.compile(
    rf"(?:(?:{_YEAR} )?|quý (?P<quarter>i{{1,3}}|iv|[1-4]){_OF_YEAR}"
    rf"|{_MONTH} (?P<month>0?[1-9]|1[0-2]){_OF_YEAR}|(?P<bare>0?[1-9]|1[0-2])(?: ?/ ?|-))(?P<year>[12]\d{{3}})",
    re.ASCII,
)
# "6 tháng năm 2015" may be either half of the year: only more than half of it is said without "đầu".
_MONTHS = re.compile(
    rf"(?:(?P<some>0?[1-9]|1[01]) {_MONTH} (?P<end>{_EARLY}|{_LATE})|(?P<most>0?[7-9]|1[0-2]) {_MONTH})"
    rf"(?: {_YEAR})? (?P<year>[12]\d{{3}})",
    re.ASCII,
)
_OF_LENGTH: dict[int, Precision] = {1: "month", 3: "quarter", 6: "half", 12: "year"}
_SCHOOL = re.compile(rf"{_SCHOOL_YEAR} [12]\d{{3}} ?[-/] ?[12]\d{{3}}", re.ASCII)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_OPENING = re.compile(rf"(?:(?:{_STAGE}|{_TERM}) )?(?:{_FROM} )?")
_YEARS = re.compile(rf"(?:{_YEAR} )?(?P<first>[12]\d{{3}})(?:-| {_UNTIL} (?:{_YEAR} )?)(?P<last>[12]\d{{3}})", re.ASCII)
_SERIAL = re.compile(r"[1-5]\d{4}(?:[.,]0+)?", re.ASCII)
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class DateReading:
    """What a text says about a day or a period.

    Attributes
    ----------
    first, last : date or None
        Of the period, the same for a day; None if there is more than one way to read it, or none that is certain.
    precision : str
        ``day`` · ``month`` · ``quarter`` · ``half`` · ``year`` · ``range`` (of years, months or days) ·
        ``school year`` (whose days every province sets: it has no readings).
    readings : tuple of (date, date)
        Every period it may be: the certain one alone, or what to ask about.
    """

    first: date | None
    last: date | None
    precision: Precision
    readings: tuple[tuple[date, date], ...]

    @property
    def day(self) -> date | None:
        """The day, if it is one and certain."""
        return self.first if self.precision == "day" else None


def parse_date(text: str) -> date | None:
    """Return the day of "15/10/2015", "15-10-2015", "2015-10-15" or "ngày 15 tháng 10 năm 2015", or None."""
    reading = read_date(text)
    return reading.day if reading else None


def parse_period(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a year, half, quarter, month or range of them, or None if it is none of them.

    Read are "2015", "năm 2015", "6 tháng đầu năm 2015", "6 tháng cuối 2015", "9 tháng năm 2015", "Quý III/2015",
    "quý 3 năm 2015", "Tháng 5/2015", "5/2015", "2015 – 2018" …: one period is equal however written.
    """
    reading = read_date(text)
    if reading is None or reading.first is None or reading.last is None or reading.precision == "day":
        return None
    return reading.first, reading.last


def read_date(text: str) -> DateReading | None:
    """Return what a text says about one day or period, or None if that is not what it says.

    A day comes before its month. Without a certain day, to be asked back, come "5/1/15" (of which century?),
    "1/13/2015" (the month before the day?) and "42009" (a date that the spreadsheet keeps as a number?).
    """
    if len(text) > _LONGEST:
        return None
    key = comparison_key(text)
    if _SCHOOL.fullmatch(key):
        return DateReading(None, None, "school year", ())
    return _read_day(key) or _read_serial(key) or _read_months(key) or _read_period(key) or _read_range(key)


def _read_day(key: str) -> DateReading | None:
    found = _ISO.fullmatch(key) or _DAY.fullmatch(key)
    if not found:
        return None
    day, month, year = int(found["day"]), int(found["month"]), int(found["year"])
    if len(found["year"]) == 2:
        days = [_date(century + year, month, day) for century in (2000, 1900)]
        return _uncertain(*days)
    if usual := _date(year, month, day):
        return _certain(usual, usual, "day")
    return _uncertain(_date(year, day, month))


def _read_serial(key: str) -> DateReading | None:
    """Return the day a spreadsheet's number may stand for (from 1927 to 2064)."""
    if not _SERIAL.fullmatch(key):
        return None
    return _uncertain(_EXCEL_EPOCH + timedelta(days=int(key[:5])))


def _read_period(key: str) -> DateReading | None:
    found = _PERIOD.fullmatch(key)
    if not found:
        return None
    first, months = 1, 12
    if quarter := found["quarter"]:
        first, months = (_ROMAN.get(quarter) or int(quarter)) * 3 - 2, 3
    elif month := found["month"] or found["bare"]:
        first, months = int(month), 1
    return _whole_months(int(found["year"]), first, months)


def _read_months(key: str) -> DateReading | None:
    """Return the months at one end of a year."""
    found = _MONTHS.fullmatch(key)
    if not found:
        return None
    months = int(found["some"] or found["most"])
    return _whole_months(int(found["year"]), 13 - months if found["end"] == _LATE else 1, months)


def _whole_months(year: int, first: int, months: int) -> DateReading:
    last = first + months - 1
    precision = _OF_LENGTH.get(months, "range")
    return _certain(date(year, first, 1), date(year, last, monthrange(year, last)[1]), precision)


def _read_range(key: str) -> DateReading | None:
    """Return the period between two years, months or days; the second does not lie before the first."""
    plain = _OPENING.sub("", key, count=1)
    if years := _YEARS.fullmatch(plain):
        first, last = int(years["first"]), int(years["last"])
        return _certain(date(first, 1, 1), date(last, 12, 31), "range") if first < last else None
    # The key writes every dash alike and without spaces: try each as the one between the two ends.
    for between in re.finditer(f"-| {_UNTIL} ", plain):
        ends = [plain[: between.start()], plain[between.end() :]]
        start, end = (_read_day(end) or _read_period(end) for end in ends)
        if start and end and start.first and end.last and start.precision == end.precision and start.first < end.last:
            return _certain(start.first, end.last, "range")
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _certain(first: date, last: date, precision: Precision) -> DateReading:
    return DateReading(first, last, precision, ((first, last),))


def _uncertain(*days: date | None) -> DateReading | None:
    readings = tuple((day, day) for day in days if day is not None)
    return DateReading(None, None, "day", readings) if readings else None
