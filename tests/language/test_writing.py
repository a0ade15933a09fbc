from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import (
    capitalised,
    format_date,
    format_number,
    format_points,
    join_list,
    parse_date,
    parse_number,
    parse_period,
    uncapitalised,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("12,5", "12.5"),
        ("012", "12"),
        (" -3 ", "-3"),
        ("1.234.567", "1234567"),
    ],
)
def test_number_read(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "12.5", "1.23", "1,234.5", "1.2345", "12,", ",5", "1e3", "mười", "5 %", "1 000"])
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


@given(st.decimals(-(10**9), 10**9, places=3))
def test_written_number_is_read_back(number: Decimal) -> None:
    assert parse_number(format_number(number, 3)) == number


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        (1234567, 0, "1.234.567"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (2.675, 2, "2,68"),
        (1.005, 2, "1,01"),
        (Decimal("-0.125"), 2, "-0,13"),
        (7, 2, "7,00"),
    ],
)
def test_numbers_are_rounded_half_up_in_decimal(number: float | Decimal, decimals: int, text: str) -> None:
    assert format_number(number, decimals) == text


@pytest.mark.parametrize(
    ("points", "text"), [(12.0, "12"), (12.5, "12,5"), (7.25, "7,25"), (0, "0"), (100, "100"), (Decimal("0.50"), "0,5")]
)
def test_points_without_idle_zeros(points: float | Decimal, text: str) -> None:
    assert format_points(points) == text


@pytest.mark.parametrize("text", ["05/01/2015", "5-1-2015", "5.1.2015", "ngày 05 tháng 01 năm 2015", "Ngày 5/1/2015"])
def test_date_read(text: str) -> None:
    assert parse_date(text) == date(2015, 1, 5)


@pytest.mark.parametrize("text", ["", "2015", "31/02/2015", "1/13/2015", "2015-01-05", "Quý III/2015", "5/1/15"])
def test_no_date(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(date(1000, 1, 1)), st.booleans())
def test_written_date_is_read_back(day: date, long: bool) -> None:
    assert parse_date(format_date(day, long=long)) == day


@pytest.mark.parametrize(
    ("texts", "first", "last"),
    [
        (["2015", "năm 2015", " Năm  2015 "], date(2015, 1, 1), date(2015, 12, 31)),
        (["6 tháng đầu năm 2015", "06 THÁNG ĐẦU NĂM 2015"], date(2015, 1, 1), date(2015, 6, 30)),
        (["6 tháng cuối năm 2015"], date(2015, 7, 1), date(2015, 12, 31)),
        (["Quý III/2015", "quý 3 năm 2015", "Qúy III - 2015", "quý iii 2015"], date(2015, 7, 1), date(2015, 9, 30)),
        (["Quý IV / 2015", "quý 4/2015"], date(2015, 10, 1), date(2015, 12, 31)),
        (["Tháng 5/2015", "tháng 05 năm 2015", "tháng 5-2015"], date(2015, 5, 1), date(2015, 5, 31)),
        (["Tháng 2/2016"], date(2016, 2, 1), date(2016, 2, 29)),
        (["Tháng 12/2015"], date(2015, 12, 1), date(2015, 12, 31)),
    ],
)
def test_one_period_however_written(texts: list[str], first: date, last: date) -> None:
    assert [parse_period(text) for text in texts] == [(first, last)] * len(texts)


@pytest.mark.parametrize(
    "text",
    ["", "15", "0000", "Quý V/2015", "Quý 0/2015", "Tháng 13/2015", "tháng 0/2015", "6 tháng năm 2015",
     "9 tháng đầu năm 2015", "quý III", "5/2015", "15/10/2015", "2015-2016"],
)  # fmt: skip
def test_no_period(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2015, 1, 5), "ngày 05 tháng 01 năm 2015"),
        (date(2015, 2, 28), "ngày 28 tháng 02 năm 2015"),
        (date(2015, 3, 9), "ngày 09 tháng 3 năm 2015"),
        (datetime(2015, 12, 31, 23, 59), "ngày 31 tháng 12 năm 2015"),
    ],
)
def test_long_date_has_the_zeros_the_decree_asks_for(day: date, text: str) -> None:
    assert format_date(day, long=True) == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a và b"), (["a", "b", "c"], "a, b và c")]
)
def test_list_as_in_a_sentence(words: list[str], text: str) -> None:
    assert join_list(words) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [("đảng ủy xã", "Đảng ủy xã"), ("ấp 3 Gò Sậy", "Ấp 3 Gò Sậy"), ("e\u0302m", "E\u0302m"), ("12", "12"), ("", "")],
)
def test_only_the_first_letter_is_capitalised(text: str, written: str) -> None:
    assert capitalised(text) == written


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Hội nghị tổng kết", "hội nghị tổng kết"),
        ("Ủy ban", "ủy ban"),
        ("UBND thị xã", "UBND thị xã"),
        ("Ô", "ô"),
        ("", ""),
    ],
)
def test_inside_a_sentence_abbreviations_stay(text: str, inside: str) -> None:
    assert uncapitalised(text) == inside
