from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import format_date, format_points
from danvan_tools.records.cells import CellError, cell_text, is_blank, parse_cell
from danvan_tools.schema import Column

TEXT = Column(name="name", heading="Tên")
INTEGER = Column(name="places", heading="Số lượng", kind="integer", minimum=0)
DECIMAL = Column(name="points", heading="Điểm", kind="decimal", minimum=0)
DATE = Column(name="on", heading="Ngày", kind="date")
CHOICE = Column(
    name="holder", heading="Chủ thể", kind="choice", words={"tập thể": "collective", "cá nhân": "individual"}
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Tổ dân phố 3\u00a0", "Tổ dân phố 3"),
        ("dòng một\r\ndòng hai ", "dòng một\ndòng hai"),
        ("\u200bhai\ufeff", "hai"),
        ("Tổ\tdân\x0bphố\x073\x85\t", "Tổ dân phố 3"),
        (12.0, "12"),
        (2015.0, "2015"),
        (12.5, "12,5"),
        (1234567.0, "1234567"),
        (True, "TRUE"),
        (date(2015, 1, 5), "05/01/2015"),
        (None, ""),
        (" \n\u00a0", ""),
    ],
)
def test_cell_as_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_blank_is_what_nobody_can_see() -> None:
    assert [is_blank(cell) for cell in (None, "", " \u00a0\n", "\u200b", 0.0, False, "0")] == [True] * 4 + [False] * 3


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (TEXT, 12.0, "12"),
        (INTEGER, 12.0, 12),
        (INTEGER, "1.234", 1234),
        (DECIMAL, "12,5", 12.5),
        (DECIMAL, 0.25, 0.25),
        (DECIMAL, "0,125", None),
        (DATE, datetime(2015, 1, 5, 13, 30), date(2015, 1, 5)),
        (DATE, "5/1/2015", date(2015, 1, 5)),
        (DATE, "05-01-2015", date(2015, 1, 5)),
        (DATE, "5.1.2015 ", date(2015, 1, 5)),
        (DATE, "ngày 05 tháng 01 năm 2015", date(2015, 1, 5)),
        (CHOICE, "Tập  Thể", "collective"),
    ],
)
def test_cell_read(column: Column, cell: object, value: object) -> None:
    if value is None:
        with pytest.raises(CellError, match="0,125"):
            parse_cell(column, cell)
    else:
        assert parse_cell(column, cell) == value


@given(st.dates(date(1930, 1, 1), date(2100, 12, 31)), st.booleans())
def test_any_written_date_is_read_back(day: date, long: bool) -> None:
    assert parse_cell(DATE, format_date(day, long=long)) == day


@given(st.integers(0, 4000))
def test_any_written_points_are_read_back(quarters: int) -> None:
    assert parse_cell(DECIMAL, format_points(quarters / 4)) == quarters / 4


@pytest.mark.parametrize(
    ("column", "cell", "what", "remedy"),
    [
        (TEXT, "#N/A", "#N/A", "Gõ giá trị"),
        (DATE, "#REF!", "#REF!", "Gõ giá trị"),
        (TEXT, datetime(2015, 3, 5), '"05/03/2015"', "Text"),
        (TEXT, time(2, 3), "02:03", "Text"),
        (INTEGER, 12.5, '"12,5" không phải là số nguyên', "Sửa ô"),
        (INTEGER, True, '"TRUE"', "Sửa ô"),
        (INTEGER, -3.0, '"-3" nhỏ hơn 0', "Sửa ô"),
        (DECIMAL, "12.5", '"12.5"', 'Ý là "12,5"?'),
        (DECIMAL, "mười", '"mười" không phải là số', "Sửa ô"),
        (DECIMAL, date(2015, 3, 5), '"05/03/2015" không phải là số', "Sửa ô"),
        (DECIMAL, "48,620", '"48,620" đọc được hai cách', '"48.620"'),
        (DATE, "31/02/2015", '"31/02/2015" không phải là ngày', "05/01/2015"),
        (DATE, 42009.0, '"42009" không phải là ngày', "Ý là 05/01/2015?"),
        (DATE, "5/1/0215", '"5/1/0215"', "Sửa ô"),
        (CHOICE, "tập thê", '"tập thê"', 'Ý là "tập thể"?'),
        (CHOICE, "xyz", '"xyz"', "Chọn một trong: tập thể; cá nhân."),
    ],
)
def test_cell_refused(column: Column, cell: object, what: str, remedy: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_cell(column, cell)
    assert what in caught.value.what
    assert remedy in caught.value.remedy
    assert not caught.value.what.endswith(".")


def test_many_words_are_not_all_listed() -> None:
    column = Column(name="word", heading="Từ", kind="choice", words={f"từ số {n}": str(n) for n in range(20)})
    with pytest.raises(CellError, match="zzzzzz") as caught:
        parse_cell(column, "zzzzzz")
    assert "danh sách thả xuống" in caught.value.remedy


def test_reference_is_looked_up() -> None:
    column = Column(name="unit_id", heading="Đơn vị", kind="reference", refers_to="units")
    assert parse_cell(column, " Xã Một ", {"Xã Một": "X01"}.__getitem__) == "X01"
