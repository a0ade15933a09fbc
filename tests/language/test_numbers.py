from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import format_number, parse_number, read_number, read_ratio
from danvan_tools.language.numbers import NumberReading, RatioReading


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
def test_strict_number(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "12.5", "1.23", "1,234.5", "1.2345", "12,", ",5", "1e3", "mười", "5 %", "1 000", "٣", "²", "NaN"]
)
def test_no_strict_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1234", "1234"),
        ("05", "5"),
        ("0,125", "0.125"),
        ("1\u00a0234,5", "1234.5"),
        ("−3", "-3"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("08 (tám)", "8"),
        ("12 (Mười hai)", "12"),
        ("21 (hai mươi mốt)", "21"),
        ("105 (một trăm linh năm)", "105"),
        ("105 (một trăm lẻ năm)", "105"),
        ("1.250 (một ngàn hai trăm năm mươi)", "1250"),
        ("2.000.000 (hai triệu)", "2000000"),
    ],
)
def test_one_way_to_read_it(text: str, number: str) -> None:
    assert read_number(text) == NumberReading(Decimal(number), approximate=False, readings=(Decimal(number),))


@pytest.mark.parametrize(
    "text", ["hơn 1.000", "Gần 1.000", "khoảng trên 1.000", "≈ 1000", "~1.000", "1.000+", "1.000 trở lên"]
)
def test_approximate(text: str) -> None:
    assert read_number(text) == NumberReading(Decimal(1000), approximate=True, readings=(Decimal(1000),))


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("48,620", ["48620", "48.620"]),
        ("-48,620", ["-48620", "-48.620"]),
        ("12.5", ["12.5"]),
        ("1.2345", ["1.2345"]),
        ("08 (chín)", ["8", "9"]),
        ("20 (đạt)", ["20"]),
    ],
)
def test_to_be_asked_back(text: str, readings: list[str]) -> None:
    assert read_number(text) == NumberReading(None, approximate=False, readings=tuple(map(Decimal, readings)))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.561 dự án", "1561", "dự án"),
        ("75,61 %", "75.61", "%"),
        ("135 triệu đồng", "135", "triệu đồng"),
        ("93 năm Ngày truyền thống", "93", "năm Ngày truyền thống"),
    ],
)
def test_what_is_counted_is_kept(text: str, value: str, unit: str) -> None:
    reading = read_number(text)
    assert reading is not None
    assert (reading.value, reading.unit) == (Decimal(value), unit)


def test_a_noun_does_not_settle_an_english_comma() -> None:
    reading = read_number("48,620 doanh nghiệp")
    assert reading == NumberReading(None, False, (Decimal(48620), Decimal("48.620")), "doanh nghiệp")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mười",
        "5 không 3 có",
        "Chỉ thị 19",
        "Covid-19",
        "từ 5 đến 7",
        "5-7",
        "1e3",
        "12,",
        "16/16",
        "٣",
        "²",
        "#N/A",
    ],
)
def test_not_one_number(text: str) -> None:
    assert read_number(text) is None


@given(st.decimals(-(10**12), 10**12, places=2))
def test_a_number_written_is_read(number: Decimal) -> None:
    reading = read_number(format_number(number, 2))
    assert reading is not None
    assert reading.value == number


@given(st.integers(1, 999), st.integers(0, 999))
def test_three_digits_after_a_comma_are_never_decided(whole: int, rest: int) -> None:
    reading = read_number(f"{whole},{rest:03d}")
    assert reading is not None
    assert reading.value is None
    assert reading.readings == (Decimal(whole * 1000 + rest), Decimal(whole) + Decimal(rest) / 1000)


@given(st.text("0123456789., ()-+%≈hơnămtrệu", max_size=300))
def test_whatever_is_typed_a_value_is_its_only_reading(text: str) -> None:
    reading = read_number(text)
    if reading is not None:
        assert reading.readings
        assert reading.value is None or reading.readings == (reading.value,)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("16/16", RatioReading(Decimal(16), Decimal(16), None, agrees=True)),
        ("16/16 xã", RatioReading(Decimal(16), Decimal(16), None, agrees=True, unit="xã")),
        ("1.240 / 1.640", RatioReading(Decimal(1240), Decimal(1640), None, agrees=True)),
        ("124/164 … 75,61%", RatioReading(Decimal(124), Decimal(164), Decimal("75.61"), agrees=True)),
        ("124/164 xã, đạt 75,6%", RatioReading(Decimal(124), Decimal(164), Decimal("75.6"), agrees=True, unit="xã")),
        ("12/15 phiếu (80,00%)", RatioReading(Decimal(12), Decimal(15), Decimal("80.00"), agrees=True, unit="phiếu")),
        ("12/15 phiếu (81%)", RatioReading(Decimal(12), Decimal(15), Decimal(81), agrees=False, unit="phiếu")),
    ],
)
def test_ratio(text: str, reading: RatioReading) -> None:
    assert read_ratio(text) == reading


@pytest.mark.parametrize("text", ["", "16", "5/0", "1/2/3", "16/", "75%", "05/01/2015"])
def test_no_ratio(text: str) -> None:
    assert read_ratio(text) is None
