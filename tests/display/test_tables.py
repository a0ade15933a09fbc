from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from danvan_tools.display import show_table, tables


@pytest.fixture(autouse=True)
def _first_table_of_a_run(monkeypatch):
    monkeypatch.setattr(tables, "_library_cell", [])


def cells(shown: tables.ShownTable) -> list[list[str]]:
    """Return what is read where scripts do not run, row by row."""
    page = html.fromstring(f"<div>{shown.html}</div>")
    rows = page.xpath("//div[contains(@id, '_fallback')]//tr")
    return [[cell.text_content().strip() for cell in row.xpath("./th|./td")] for row in rows]


def test_values_are_written_as_officials_do():
    frame = pd.DataFrame(
        {
            "candidate_id": ["MH-001", "MH-002"],
            "kind": ["model", ""],
            "started_on": pd.to_datetime(["2015-01-05", None]),
            "max_points": [1234.5, None],
            "rank": pd.array([3, None], dtype="Int64"),
            "eligible": [True, False],
            "total": [Decimal("12.50"), Decimal(0)],
        }
    )
    headings = {"rank": "Hạng", "eligible": "Đủ điều kiện", "total": "Tổng"}
    assert cells(show_table(frame, dict.fromkeys(frame.columns, "") | headings)) == [
        ["Mã hồ sơ", "Loại", "Bắt đầu từ ngày", "Điểm tối đa", "Hạng", "Đủ điều kiện", "Tổng"],
        ["MH-001", "mô hình", "05/01/2015", "1.234,5", "3", "có", "12,5"],
        ["MH-002", "", "", "", "", "không", "0"],
    ]


def test_a_moment_is_written_with_its_hour_in_viet_nam():
    moments = pd.to_datetime(["2015-11-24T01:05:00Z", "2015-12-31T20:00:00Z", None], utc=True)
    shown = show_table(pd.DataFrame({"at": moments}), {"at": "Lúc"})
    assert cells(shown) == [["Lúc"], ["24/11/2015 08:05"], ["01/01/2016 03:00"], [""]]


def test_decimals_of_a_column_line_up():
    frame = pd.DataFrame({"score": [88.0, 86.5, None, 1 / 3], "whole": [1.0, 20.0, None, 3.0]})
    assert cells(show_table(frame, {"score": "Điểm", "whole": "Số"}))[1:] == [
        ["88,000", "1"],
        ["86,500", "20"],
        ["", ""],
        ["0,333", "3"],
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=1, max_size=3))
def test_no_text_of_a_spreadsheet_becomes_markup(texts):
    shown = show_table(pd.DataFrame({"site": texts}), {"site": "<i>Nơi</i>"})
    assert cells(shown) == [["<i>Nơi</i>"], *([text] for text in texts)]


def test_line_breaks_are_kept():
    shown = show_table(pd.DataFrame({"site": ["một\nhai"]}))
    assert "<td" in shown.html
    assert html.fromstring(shown.html).xpath("count(//td/br)") == 1


def test_every_row_is_there_however_many():
    frame = pd.DataFrame({"site": [f"nơi {number} " + "dài " * 50 for number in range(1200)]})
    show_table(frame.head(1))
    assert show_table(frame).html.count("i 1199 ") == 1


def test_the_library_comes_with_the_first_table_only():
    frame = pd.DataFrame({"site": ["a"]})
    sizes = [len(show_table(frame).html) for _ in range(3)]
    assert sizes[0] > 500_000
    assert max(sizes[1:]) < 10_000


def test_the_cell_that_holds_the_library_gets_it_again(monkeypatch):
    frame = pd.DataFrame({"site": ["a"]})
    running = iter(["one", "two", "one"])
    monkeypatch.setattr(tables, "_running_cell", lambda: next(running))
    assert [len(show_table(frame).html) > 500_000 for _ in range(3)] == [True, False, True]


def test_nothing_is_asked_of_the_internet():
    shown = show_table(pd.DataFrame({"site": ["a"]}))
    addresses = html.fromstring(f"<div>{shown.html}</div>").xpath("//@src | //link/@href")
    assert addresses == []


def test_equal_tables_are_equal_bytes():
    frame = pd.DataFrame({"site": ["a"]})
    show_table(frame)
    assert show_table(frame).html == show_table(frame).html


@pytest.mark.parametrize("headings", [None, {"score": ""}, {"none": "Không có"}])
def test_a_column_without_heading_is_refused(headings):
    with pytest.raises(ValueError, match=r"score|none"):
        show_table(pd.DataFrame({"score": [1]}), headings)


def test_a_name_with_several_headings_has_none():
    assert [tables.heading_of(name) for name in ("name", "unheard", "holder", "unit_id")] == [
        "",
        "",
        "Chủ thể",
        "Mã đơn vị",
    ]


def test_changes_since_the_last_load_are_words():
    frame = pd.DataFrame({"change": ["added", "changed", "missing"]})
    assert cells(show_table(frame, {"change": "Thay đổi"})) == [["Thay đổi"], ["thêm"], ["sửa"], ["thiếu"]]
