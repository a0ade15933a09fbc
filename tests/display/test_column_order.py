from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from danvan_tools.display.column_order import in_order


def order(values: list[object], column: str, dtype: str | None = None) -> list[str]:
    """Return the cells of a column, written as they are, in the order of their ranks."""
    series = pd.Series(values, dtype=dtype)
    ranked = in_order(["" if pd.isna(value) else str(value) for value in values], series, column)
    assert ranked is not None
    return ranked.sort_values().tolist()


def test_text_is_in_the_order_of_vietnamese_dictionaries_blank_first():
    places = ["Đồng Tâm", "Zê", "Ấp Bắc", "Ấp 10", "An Bình", "", "Dương Hòa", "Án", "Ăn"]
    expected = ["", "Án", "An Bình", "Ăn", "Ấp 10", "Ấp Bắc", "Dương Hòa", "Đồng Tâm", "Zê"]
    assert order([*places], "unit") == expected


def test_people_are_in_the_order_of_their_given_names():
    people = ["Lê Văn Ân", "Đỗ Thị Án", "Vũ An", "Bùi Đa"]
    assert order([*people], "by") == ["Vũ An", "Đỗ Thị Án", "Lê Văn Ân", "Bùi Đa"]
    assert order([*people], "name") == ["Bùi Đa", "Đỗ Thị Án", "Lê Văn Ân", "Vũ An"]


def test_days_and_moments_are_in_the_order_of_time():
    assert order([date(2015, 2, 10), None, date(2014, 12, 31)], "on") == ["", "2014-12-31", "2015-02-10"]
    moments = pd.to_datetime(["2015-11-24T10:05Z", "2015-11-24T09:05Z"], utc=True)
    assert in_order(["24/11/2015 17:05", "24/11/2015 16:05"], pd.Series(moments), "at").codes.tolist() == [1, 0]


@pytest.mark.parametrize("values", [[1, 2], ["một", 2], [1.5, None]])
def test_numbers_have_no_rank_they_sort_by_themselves(values: list[object]):
    assert in_order([str(value) for value in values], pd.Series(values, dtype="object"), "whole") is None
