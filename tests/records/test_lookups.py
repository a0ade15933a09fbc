from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from danvan_tools.records.cell_text import CellError
from danvan_tools.records.lookups import Lookup
from danvan_tools.schema import REVIEW_TABLES

TABLES = {table.name: table for table in REVIEW_TABLES}
UNITS = Lookup.from_pairs(["X01", "P01", "P02"], ["Xã Một", "Phường Hòa Hai", "Phường Hòa Hai"])


@pytest.mark.parametrize("text", ["X01", "x01", "Xã Một", " XÃ  MỘT"])
def test_key_or_name_gives_the_key(text: str) -> None:
    assert UNITS.find(text) == "X01"


def test_name_of_several_records_asks_for_the_key() -> None:
    with pytest.raises(CellError, match="P01, P02") as caught:
        UNITS.find("phường hoà hai")
    assert caught.value.remedy == "Ghi mã thay cho tên."


def test_unknown_word_names_the_nearest() -> None:
    with pytest.raises(CellError, match='"Xã Mọt" không có trong danh mục') as caught:
        UNITS.find("Xã Mọt")
    assert caught.value.remedy == 'Ý là "Xã Một"? Sửa ô rồi chạy lại.'


@pytest.mark.parametrize("text", ["X02", "P03", "x 01"])
def test_unknown_key_is_never_told_the_key_of_another_record(text: str) -> None:
    with pytest.raises(CellError, match=f'"{text}" không có trong danh mục') as caught:
        UNITS.find(text)
    assert caught.value.remedy == "Sửa ô rồi chạy lại."


def test_record_whose_own_row_has_a_fault_is_not_called_unknown() -> None:
    lookup = Lookup.from_pairs(["", "MH-002"], ["Hẻm sáng", "Hẻm xanh"])
    with pytest.raises(CellError, match='dòng của "hẻm  sáng" trong danh mục đang có lỗi') as caught:
        lookup.find("hẻm  sáng")
    assert caught.value.remedy == "Sửa dòng ấy rồi chạy lại."


def test_key_wins_over_a_name_that_reads_alike() -> None:
    assert Lookup.from_pairs(["A", "B"], ["B", "Tên"]).find("b") == "B"


def test_rubric_is_known_by_its_key_and_not_by_its_criteria() -> None:
    frame = pd.DataFrame({"rubric_id": ["TT", "TT"], "criterion_id": ["TT1", "TT2"], "name": ["Một", "Hai"]})
    lookup = Lookup.of(TABLES["criteria"], frame)
    assert lookup.find("tt") == "TT"
    with pytest.raises(CellError, match="Một"):
        lookup.find("Một")


def test_form_of_several_holders_is_one_form() -> None:
    frame = pd.DataFrame({"form": ["Giấy khen", "Giấy khen"], "holder": ["collective", "individual"]})
    lookup = Lookup.of(TABLES["awards"], frame)
    assert lookup.find("giấy khen") == "Giấy khen"
    with pytest.raises(CellError) as caught:
        lookup.find("Giấy khên")
    assert caught.value.remedy == 'Ý là "Giấy khen"? Sửa ô rồi chạy lại.'


def test_further_ways_of_writing_are_asked_about_before_a_word_is_unknown() -> None:
    lookup = replace(UNITS, further=lambda text: ("X01", "P01") if text == "Một" else (), shown=str.lower, ask="Hỏi.")
    with pytest.raises(CellError, match='"Một" là tên của nhiều dòng: x01, p01') as caught:
        lookup.find("Một")
    assert caught.value.remedy == "Hỏi."
    with pytest.raises(CellError, match='"Ba" không có trong danh mục'):
        lookup.find("Ba")
    assert lookup.find("xã một") == "X01"


def test_a_unit_with_several_names_is_found_by_each() -> None:
    frame = pd.DataFrame({"unit_id": ["X01", "X01"], "name": ["Xã Cũ", "Xã Mới"]})
    lookup = Lookup.of(TABLES["units"], frame)
    assert [lookup.find(text) for text in ("xã cũ", "Xã Mới", "x01")] == ["X01"] * 3


def test_hints_stop_where_nobody_reads_them_any_more() -> None:
    """Each costs a look at all names: a list in which no name is known must not take an hour."""
    lookup = Lookup.from_pairs([f"X{n}" for n in range(10_000)], [f"Xã Tân {n}" for n in range(10_000)])
    hints = [lookup.suggestion(f"Xã Tâm {n}") for n in range(1_002)]
    assert hints[0] == 'Ý là "Xã Tân 0"? Sửa ô rồi chạy lại.'
    assert hints[999] == 'Ý là "Xã Tân 999"? Sửa ô rồi chạy lại.'
    assert hints[1_000:] == ["Sửa ô rồi chạy lại."] * 2
