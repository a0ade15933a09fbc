from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import DateReading, format_date, parse_date, parse_period, read_date


@pytest.mark.parametrize(
    "text",
    ["05/01/2015", "5-1-2015", "5.1.2015", "5 / 1 / 2015", "ngày 05 tháng 01 năm 2015", "Ngày 5/1/2015", "2015-01-05",
     "2015/1/5", "2015-01-05 00:00:00", "2015-01-05T08:30"],
)  # fmt: skip
def test_day(text: str) -> None:
    assert parse_date(text) == date(2015, 1, 5)
    reading = read_date(text)
    assert reading is not None
    assert (reading.precision, reading.readings) == ("day", ((date(2015, 1, 5), date(2015, 1, 5)),))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5/1/15", [date(2015, 1, 5), date(1915, 1, 5)]),
        ("29/02/00", [date(2000, 2, 29)]),
        ("1/13/2015", [date(2015, 1, 13)]),
        ("42009", [date(2015, 1, 5)]),
        ("42009,0", [date(2015, 1, 5)]),
    ],
)
def test_a_day_to_be_asked_back(text: str, days: list[date]) -> None:
    reading = read_date(text)
    assert reading is not None
    assert (reading.first, reading.last, reading.day) == (None, None, None)
    assert reading.readings == tuple((day, day) for day in days)
    assert parse_date(text) is None
    assert parse_period(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "31/02/2015", "29/2/15", "15/10", "T5", "ngày   tháng   năm 2015", "13/13/2015", "5/1/0000", "0/1/2015",
     "123456", "9999", "năm", "\u0665/\u0661/2015", "5/1/2015 8:30 sáng"],
)  # fmt: skip
def test_neither_day_nor_period(text: str) -> None:
    assert read_date(text) is None


@given(st.dates(date(1000, 1, 1)), st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0:%d.%m.%Y}", "{0:%Y-%m-%d}"]))
def test_a_written_day_is_read(day: date, form: str) -> None:
    assert parse_date(form.format(day)) == day
    assert parse_date(format_date(day, long=True)) == day


@given(st.integers(10_000, 59_999))
def test_a_serial_is_asked_back_as_the_day_the_spreadsheet_shows(serial: int) -> None:
    reading = read_date(str(serial))
    day = date(1899, 12, 30) + timedelta(days=serial)
    assert reading is not None
    assert (reading.day, reading.readings) == (None, ((day, day),))


@pytest.mark.parametrize(
    ("texts", "precision", "first", "last"),
    [
        (["2015", "năm 2015", " Năm  2015 "], "year", date(2015, 1, 1), date(2015, 12, 31)),
        (
            ["6 tháng đầu năm 2015", "06 THÁNG ĐẦU NĂM 2015", "6 tháng đầu 2015"],
            "half",
            date(2015, 1, 1),
            date(2015, 6, 30),
        ),
        (["6 tháng cuối năm 2015"], "half", date(2015, 7, 1), date(2015, 12, 31)),
        (
            ["9 tháng năm 2015", "9 tháng đầu năm 2015", "09 tháng 2015", "9 tháng đầu 2015"],
            "range",
            date(2015, 1, 1),
            date(2015, 9, 30),
        ),
        (["3 tháng cuối năm 2015", "Quý IV/2015"], "quarter", date(2015, 10, 1), date(2015, 12, 31)),
        (["12 tháng năm 2015"], "year", date(2015, 1, 1), date(2015, 12, 31)),
        (
            ["Quý III/2015", "quý 3 năm 2015", "Qúy III - 2015", "quý iii 2015"],
            "quarter",
            date(2015, 7, 1),
            date(2015, 9, 30),
        ),
        (["Quý IV / 2015", "quý 4/2015"], "quarter", date(2015, 10, 1), date(2015, 12, 31)),
        (
            ["Tháng 5/2015", "tháng 05 năm 2015", "tháng 5-2015", "5/2015", "05-2015"],
            "month",
            date(2015, 5, 1),
            date(2015, 5, 31),
        ),
        (["Tháng 2/2016"], "month", date(2016, 2, 1), date(2016, 2, 29)),
        (["Tháng 12/2015"], "month", date(2015, 12, 1), date(2015, 12, 31)),
        (
            ["2015 – 2018", "2015-2018", "2015- 2018", "giai đoạn 2015—2018", "từ năm 2015 đến năm 2018",
             "Nhiệm kỳ 2015 đến 2018"],
            "range",
            date(2015, 1, 1),
            date(2018, 12, 31),
        ),
        (
            ["05/01/2015 – 20/01/2015", "từ ngày 05/01/2015 đến ngày 20/01/2015", "5-1-2015 - 20-1-2015"],
            "range",
            date(2015, 1, 5),
            date(2015, 1, 20),
        ),
        (["Tháng 3/2015 – tháng 5/2015"], "range", date(2015, 3, 1), date(2015, 5, 31)),
    ],
)  # fmt: skip
def test_one_period_however_written(texts: list[str], precision: str, first: date, last: date) -> None:
    for text in texts:
        assert parse_period(text) == (first, last)
        assert parse_date(text) is None
        reading = read_date(text)
        assert reading is not None
        assert (reading.precision, reading.day) == (precision, None)


@pytest.mark.parametrize(
    "text",
    ["", "15", "0000", "Quý V/2015", "Quý 0/2015", "Tháng 13/2015", "tháng 0/2015", "6 tháng năm 2015",
     "0 tháng đầu năm 2015", "13 tháng năm 2015", "năm học 2015-2016", "quý III",
     "15/10/2015", "2018-2015", "2015-2015", "2015-18", "13/2015",
     "2015 – tháng 5/2016", "5/1/15 – 6/1/15"],
)  # fmt: skip
def test_no_period(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize("text", ["năm học 2015-2016", "Năm học 2015 – 2016", "NĂM HỌC 2015/2016"])
def test_the_days_of_a_school_year_are_not_known(text: str) -> None:
    assert read_date(text) == DateReading(None, None, "school year", ())


@given(st.text("0123456789/-. ngàythámnăm–IVQuýđế", max_size=120))
def test_whatever_is_typed_a_certain_period_is_its_only_reading(text: str) -> None:
    reading = read_date(text)
    if reading is not None:
        assert reading.readings or reading.precision == "school year"
        assert (reading.first is None) == (reading.last is None)
        assert reading.first is None or reading.readings == ((reading.first, reading.last),)
        assert all(first <= last for first, last in reading.readings)
