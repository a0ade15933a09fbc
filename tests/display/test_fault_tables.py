from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from danvan_tools.display import fault_table, fault_tables, tables
from danvan_tools.errors import Fault

FAULTS = [
    Fault(
        file="review.xlsx",
        kind="word",
        sheet="Hội đồng",
        row=4,
        column="Vai trò",
        value="Thu ky",
        what="lạ",
        remedy="Sửa.",
    ),
    Fault(file="candidates.xlsx", kind="file", what="không mở được", remedy="Đóng tệp.", severity="warning"),
]


@pytest.fixture(autouse=True)
def _library_is_there_already(monkeypatch):
    monkeypatch.setattr(tables, "_library_cell", [""])
    monkeypatch.setattr(tables, "_library_once", lambda: "")


def cells(shown: tables.ShownTable) -> list[list[str]]:
    page = html.fromstring(f"<div>{shown.html}</div>")
    rows = page.xpath("//div[contains(@id, '_fallback')]//tr")
    return [[cell.text_content().strip() for cell in row.xpath("./th|./td")] for row in rows]


def sentence(shown: tables.ShownTable) -> str:
    (paragraph,) = html.fromstring(f"<div>{shown.html}</div>").xpath("//p[@role='status']")
    return paragraph.text_content()


def test_faults_are_listed_with_place_and_remedy_below_their_counts():
    shown = fault_table(FAULTS)
    assert cells(shown) == [
        ["Mức", "Loại", "Tệp", "Trang", "Dòng", "Cột", "Giá trị", "Vấn đề", "Cách sửa"],
        ["lỗi", "không có trong danh mục", "review.xlsx", "Hội đồng", "4", "Vai trò", "Thu ky", "lạ", "Sửa."],
        ["lưu ý", "tệp", "candidates.xlsx", "", "", "", "", "không mở được", "Đóng tệp."],
    ]
    assert sentence(shown) == "1 lỗi, 1 lưu ý: tệp 1; không có trong danh mục 1."


def test_no_faults_is_a_sentence():
    assert fault_table([]).html == '<p role="status">Không có lỗi hay lưu ý nào.</p>'


def test_five_columns_can_be_filtered_each_button_says_which():
    buttons = re.findall(r'"text": ?"(L[^"]*)"', fault_table(FAULTS).html)
    buttons = [json.loads(f'"{button}"') for button in buttons]
    assert buttons == [f"Lọc theo cột {heading}" for heading in ("Mức", "Loại", "Tệp", "Trang", "Cột")]


def test_too_many_faults_are_cut_after_the_errors_and_the_rest_is_stated(monkeypatch):
    monkeypatch.setattr(fault_tables, "_MOST_ROWS", 3)
    error, warning = FAULTS
    shown = fault_table([warning, error, warning, error, warning])
    assert [row[0] for row in cells(shown)[1:]] == ["lỗi", "lỗi", "lưu ý"]
    assert sentence(shown).startswith("2 lỗi, 3 lưu ý: tệp 3; không có trong danh mục 2.")
    assert "còn 2 điều nữa" in sentence(shown)
    assert "danvan check --mark" in sentence(shown)
    assert "còn" not in sentence(fault_table([error, warning, error]))


def test_a_novel_in_a_cell_does_not_swell_the_notebook():
    shown = fault_table([Fault(file="f", kind="text", value="dài " * 5000, what="lạ", remedy="Sửa.")])
    assert cells(shown)[1][6] == f"{('dài ' * 5000)[:300]}…"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_no_text_of_a_spreadsheet_becomes_markup(text):
    fault = Fault(file=text, kind="word", sheet=text, row=1, column=text, value=text, what=text, remedy=text)
    row = cells(fault_table([fault]))[1]
    assert row == ["lỗi", "không có trong danh mục", text, text, "1", text, text, text, text]
