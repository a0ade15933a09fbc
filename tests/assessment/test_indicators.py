from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from danvan_tools.assessment.indicators import sum_indicators


def rows_of(*rows: tuple[str, str, str, float, str]) -> list[dict]:
    return [dict(zip(("unit_id", "indicator", "period", "value", "measure"), row, strict=True)) for row in rows]


def test_each_indicator_and_measure_is_summed_over_units(build_tables) -> None:
    tables = build_tables(
        indicators=rows_of(
            ("P01", "Hoà giải thành", "2015", 12, "vụ"),
            ("P01", "Người dân góp", "2015", 0.1, "triệu đồng"),
            ("CQ1", "Hòa giải thành", "2015", 5, "vụ"),
            ("CQ1", "Người dân góp", "2015", 0.2, "triệu đồng"),
            ("CQ1", "Người dân góp", "2015", 30, "ngày công"),
        )
    )
    first, second, third = sum_indicators(tables)
    assert (first.key, first.value, first.label) == ("indicator.1", 17, "vụ (Hoà giải thành)")
    assert first.record_ids == ("CQ1/Hòa giải thành/2015", "P01/Hoà giải thành/2015")
    assert (second.key, second.value, second.label) == ("indicator.2", Decimal("0.3"), "triệu đồng (Người dân góp)")
    assert (third.key, third.value, third.label) == ("indicator.3", 30, "ngày công (Người dân góp)")
    assert [type(fact.value) for fact in (first, second, third)] == [int, Decimal, int]


@pytest.mark.parametrize(
    ("indicator", "measure", "label"),
    [
        ("Đơn thư đã giải quyết", "đơn", "đơn thư đã giải quyết"),
        ("Lượt người", "lượt người", "lượt người"),
        ("Vụng về", "vụ", "vụ (Vụng về)"),
        ("UBND tiếp dân", "buổi", "buổi (UBND tiếp dân)"),
    ],
)
def test_the_label_follows_the_number(build_tables, indicator: str, measure: str, label: str) -> None:
    tables = build_tables(indicators=rows_of(("P01", indicator, "2015", 1, measure)))
    assert [fact.label for fact in sum_indicators(tables)] == [label]


@pytest.mark.parametrize("period", ["2014", "Quý IV/2014", "2016", "Quý I/2016", "Tháng 1/2016"])
def test_periods_outside_the_review_are_left_out(build_tables, period: str) -> None:
    assert sum_indicators(build_tables(indicators=rows_of(("P01", "Hòa giải", period, 1, "vụ")))) == []


def test_a_period_counts_only_if_it_lies_inside_as_a_whole(build_tables) -> None:
    tables = build_tables(
        indicators=rows_of(*(("P01", "Hòa giải", f"Quý {n}/2015", 10**n, "vụ") for n in (1, 2, 3, 4)))
    )
    shorter = dataclasses.replace(tables.settings, period_start=date(2015, 3, 31), period_end=date(2015, 9, 30))
    assert [fact.value for fact in sum_indicators(dataclasses.replace(tables, settings=shorter))] == [1100]


def test_quarters_are_already_in_their_year(build_tables) -> None:
    tables = build_tables(
        indicators=rows_of(
            ("P01", "Hòa giải", "Quý I/2015", 4, "vụ"),
            ("P01", "Hòa giải", "2015", 10, "vụ"),
            ("CQ1", "Hòa giải", "Quý I/2015", 1, "vụ"),
            ("CQ1", "Hòa giải", "Quý II/2015", 2, "vụ"),
        )
    )
    assert [fact.value for fact in sum_indicators(tables)] == [13]


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ({"2015": 100, "6 tháng đầu năm 2015": 40, "Quý I/2015": 20, "Tháng 1/2015": 5}, 100),
        ({"6 tháng đầu năm 2015": 40, "Quý I/2015": 20, "Quý III/2015": 3, "Tháng 9/2015": 1, "Tháng 12/2015": 7}, 50),
        ({"6 tháng đầu năm 2015": 40, "6 tháng cuối năm 2015": 60, "Quý IV/2015": 30}, 100),
        ({"Tháng 3/2015": 1, "Tháng 4/2015": 2, "Quý II/2015": 8}, 9),
    ],
)
def test_a_longer_period_stands_for_the_shorter_ones_inside_it(build_tables, values: dict, total: int) -> None:
    rows = [("P01", "Hòa giải", period, value, "vụ") for period, value in values.items()]
    for given in (rows, rows[::-1]):
        (found,) = sum_indicators(build_tables(indicators=rows_of(*given)))
        assert found.value == total


def test_a_longer_period_outside_the_review_stands_for_nothing(build_tables) -> None:
    rows = rows_of(("P01", "Hòa giải", "2015", 10, "vụ"), ("P01", "Hòa giải", "Quý I/2015", 4, "vụ"))
    tables = build_tables(indicators=rows)
    half = dataclasses.replace(tables.settings, period_end=date(2015, 6, 30))
    assert [fact.value for fact in sum_indicators(dataclasses.replace(tables, settings=half))] == [4]


def test_percentages_are_never_added_up(build_tables) -> None:
    assert sum_indicators(build_tables(indicators=rows_of(("P01", "Tỷ lệ hài lòng", "2015", 98, "%")))) == []


@pytest.mark.parametrize("period", ["sáu tháng", "Quý V/2015", "15"])
def test_a_period_nobody_can_read_is_a_mistake_of_the_records(build_tables, period: str) -> None:
    with pytest.raises(ValueError, match=period):
        sum_indicators(build_tables(indicators=rows_of(("P01", "Hòa giải", period, 1, "vụ"))))


def test_a_period_given_twice_is_a_mistake_of_the_records(build_tables) -> None:
    rows = rows_of(("P01", "Hòa giải", "Quý 3/2015", 1, "vụ"), ("P01", "hoà giải", "Quý III/2015", 1, "vụ"))
    with pytest.raises(ValueError, match="Quý III/2015"):
        sum_indicators(build_tables(indicators=rows))


def test_no_indicators(build_tables) -> None:
    assert sum_indicators(build_tables()) == []
