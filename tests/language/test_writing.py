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
    uncapitalised,
)


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


@given(st.dates(date(1000, 1, 1)), st.booleans())
def test_written_date_is_read_back(day: date, long: bool) -> None:
    assert parse_date(format_date(day, long=long)) == day


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
