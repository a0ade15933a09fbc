from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
import pytest

from danvan_tools.records import unit_names_on, units_on
from danvan_tools.records.spreadsheets import Sheet


@pytest.fixture
def units(units_sheet: Callable[..., Sheet]) -> pd.DataFrame:
    """X01 was renamed on 1 March 2020; the later row stands first."""
    return units_sheet(
        ("X01 | Phường Gò Mới | phường", {"valid_from": datetime(2020, 3, 1)}),
        "X02 | Xã Bàu Sen | xã",
        ("X01 | Xã Gò Cũ | xã", {"valid_from": datetime(2010, 1, 1), "valid_to": datetime(2020, 2, 29)}),
    ).frame


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2009, 5, 1), "Xã Gò Cũ"),
        (date(2010, 1, 1), "Xã Gò Cũ"),
        (date(2020, 2, 29), "Xã Gò Cũ"),
        (date(2020, 3, 1), "Phường Gò Mới"),
        (date(2026, 1, 1), "Phường Gò Mới"),
    ],
)
def test_a_name_is_the_one_of_the_day(units: pd.DataFrame, day: date, name: str) -> None:
    assert unit_names_on(units, ["X01"], [day], date.max) == [name]
    assert units_on(units, day)[["unit_id", "name"]].to_numpy().tolist() == [["X01", name], ["X02", "Xã Bàu Sen"]]


def test_every_record_keeps_the_name_of_its_own_day(units: pd.DataFrame) -> None:
    days = [pd.Timestamp(2015, 1, 1), pd.Timestamp(2021, 1, 1), pd.NaT, pd.Timestamp(2015, 1, 1)]
    names = unit_names_on(units, ["X01", "X01", "X01", "X09"], days, date(2019, 12, 31))
    assert names == ["Xã Gò Cũ", "Phường Gò Mới", "Xã Gò Cũ", ""]


def test_a_list_without_dates_stays_as_it_is(units_sheet: Callable[..., Sheet]) -> None:
    frame = units_sheet("X01 | Xã Một | xã", "X02 | Xã Hai | xã").frame.reset_index(drop=True)
    pd.testing.assert_frame_equal(units_on(frame, date(2015, 1, 1)), frame)
    assert units_on(frame.head(0), date(2015, 1, 1)).empty
