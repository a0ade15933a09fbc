from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import format_date, format_points
from danvan_tools.records.cell_text import CellError
from danvan_tools.records.cells import parse_cell
from danvan_tools.schema import Column

TEXT = Column(name="name", heading="Tên")
INTEGER = Column(name="places", heading="Số lượng", kind="integer", minimum=0)
DECIMAL = Column(name="points", heading="Điểm", kind="decimal", minimum=0)
DATE = Column(name="on", heading="Ngày", kind="date")
CHOICE = Column(
    name="holder", heading="Chủ thể", kind="choice", words={"tập thể": "collective", "cá nhân": "individual"}
)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (TEXT, 12.0, "12"),
        (INTEGER, 12.0, 12),
        (INTEGER, "1.234", 1234),
        (DECIMAL, "12,5", 12.5),
        (DECIMAL, 0.25, 0.25),
        (DECIMAL, "0,125", 0.125),
        (DECIMAL, "1,234.5", 1234.5),
        (INTEGER, "08 (tám)", 8),
        (INTEGER, "1 234", 1234),
        (DATE, datetime(2015, 1, 5, 13, 30), date(2015, 1, 5)),
        (DATE, "5/1/2015", date(2015, 1, 5)),
        (DATE, "05-01-2015", date(2015, 1, 5)),
        (DATE, "5.1.2015 ", date(2015, 1, 5)),
        (DATE, "2015-01-05", date(2015, 1, 5)),
        (DATE, "ngày 05 tháng 01 năm 2015", date(2015, 1, 5)),
        (CHOICE, "Tập  Thể", "collective"),
        (CHOICE, "tập thê", "collective"),
        (CHOICE, "CA NHAN", "individual"),
    ],
)
def test_cell_read(column: Column, cell: object, value: object) -> None:
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
        (DECIMAL, float("inf"), '"inf" không phải là số', "Sửa ô"),
        (DECIMAL, "48,620", '"48,620" đọc được hai cách: "48.620" hoặc "48,62"', 'Ghi "48.620" hoặc "48,62"'),
        (DECIMAL, "48,625", '"48,625" đọc được hai cách', 'Ghi "48.625" hoặc "48,6250"'),
        (INTEGER, "48,620 hộ", '"48,620 hộ" đọc được hai cách', '"48.620"'),
        (INTEGER, "08 (chín)", '"08 (chín)" đọc được hai cách: "8" hoặc "9"', "Ghi"),
        (INTEGER, "hơn 1.000", '"hơn 1.000" là số gần đúng', "con số chính xác"),
        (INTEGER, "12 mô hình", '"12 mô hình" có "mô hình" ngoài con số', 'Ý là "12"?'),
        (DECIMAL, "75,61%", '"75,61%" có "%" ngoài con số', 'Ý là "75,61"?'),
        (INTEGER, "16/16 xã", '"16/16 xã" là tỷ lệ, không phải một số', "Ghi một số, ví dụ 16,"),
        (DECIMAL, "124/164 xã, đạt 80%", "không phải một số; 124/164 là 75,61%, không phải 80%", "ví dụ 124,"),
        (DECIMAL, "2,5 triệu", '"2,5 triệu" có "triệu" thay cho các chữ số', "Ghi cả con số bằng chữ số"),
        (DECIMAL, "1,234 Tỷ đồng", '"1,234 Tỷ đồng" có "Tỷ" thay cho', "theo đơn vị tính của cột"),
        (INTEGER, "15 ngàn", '"15 ngàn" có "ngàn" thay cho', "Ghi cả con số"),
        (DATE, "31/02/2015", '"31/02/2015" không phải là ngày', "05/01/2015"),
        (DATE, 42009.0, '"42009" không phải là ngày', "Ý là 05/01/2015?"),
        (DATE, "42009", '"42009" không phải là ngày', "Ý là 05/01/2015? Định dạng ô kiểu Ngày"),
        (DATE, "5/1/15", '"5/1/15" đọc được hai cách: 05/01/2015 hoặc 05/01/1915', "bốn chữ số của năm"),
        (DATE, "1/13/2015", '"1/13/2015" không phải là ngày', "Ý là 13/01/2015? Ghi ngày/tháng/năm"),
        (DATE, "Quý III/2015", '"Quý III/2015" là một quý, không phải một ngày', "05/01/2015"),
        (DATE, "9 tháng năm 2015", '"9 tháng năm 2015" là một khoảng, không phải một ngày', "05/01/2015"),
        (DATE, "năm học 2015-2016", '"năm học 2015-2016" là một năm học, không phải một ngày', "05/01/2015"),
        (DATE, 2015.0, '"2015" là một năm, không phải một ngày', "05/01/2015"),
        (DATE, "2015 – 2018", '"2015 – 2018" là một khoảng, không phải một ngày', "05/01/2015"),
        (DATE, time(2, 3), '"02:03:00" không phải là ngày', "05/01/2015"),
        (DATE, True, '"TRUE" không phải là ngày', "05/01/2015"),
        (DATE, "5/1/0215", '"5/1/0215"', "Sửa ô"),
        (CHOICE, "tập thề", '"tập thề"', 'Ý là "tập thể"?'),
        (CHOICE, "CN", '"CN"', 'Ý là "cá nhân"?'),
        (CHOICE, "T.T", '"T.T"', 'Ý là "tập thể"?'),
        (CHOICE, "xyz", '"xyz"', "Chọn một trong: tập thể; cá nhân."),
    ],
)
def test_cell_refused(column: Column, cell: object, what: str, remedy: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_cell(column, cell)
    assert what in caught.value.what
    assert remedy in caught.value.remedy
    assert not caught.value.what.endswith(".")


def test_a_word_without_marks_is_read_only_if_one_word_fits() -> None:
    words = {"đạt": "met", "dặt": "other", "không đạt": "not met"}
    column = Column(name="word", heading="Từ", kind="choice", words=words)
    assert parse_cell(column, "khong dat") == "not met"
    assert parse_cell(column, "đat") == "met"
    with pytest.raises(CellError, match='"dat" không có'):
        parse_cell(column, "dat")


def test_many_words_are_not_all_listed() -> None:
    column = Column(name="word", heading="Từ", kind="choice", words={f"từ số {n}": str(n) for n in range(20)})
    with pytest.raises(CellError, match="zzzzzz") as caught:
        parse_cell(column, "zzzzzz")
    assert "danh sách thả xuống" in caught.value.remedy


def test_reference_is_looked_up() -> None:
    column = Column(name="unit_id", heading="Đơn vị", kind="reference", refers_to="units")
    assert parse_cell(column, " Xã Một ", {"Xã Một": "X01"}.__getitem__) == "X01"


def test_a_word_is_not_found_for_its_foreign_letter() -> None:
    with pytest.raises(CellError) as caught:
        parse_cell(CHOICE, "t\u0430\u0323p thể")
    assert caught.value.what == '"t\u0430\u0323p" có chữ "\u0430" (chữ Kirin) chỉ trông giống chữ Việt'
    assert caught.value.remedy == 'Gõ lại "tạp" bằng bộ gõ tiếng Việt rồi chạy lại.'
    assert caught.value.kind == "text"


def test_a_reference_is_not_found_for_its_foreign_letter() -> None:
    def find(text: str) -> str:
        msg = f'"{text}" không có trong danh mục'
        raise CellError(msg, kind="word")

    column = Column(name="unit_id", heading="Đơn vị", kind="reference", refers_to="units")
    with pytest.raises(CellError, match="chữ Hy Lạp"):
        parse_cell(column, "Xã M\u03bft", find)
    with pytest.raises(CellError, match="không có trong danh mục"):
        parse_cell(column, "Xã Một", find)


def test_text_with_foreign_letters_is_kept() -> None:
    assert parse_cell(TEXT, "\u0445ã Đông") == "\u0445ã Đông"
    assert parse_cell(CHOICE, "c\u00e1 nh\u00e2n\u200b") == "individual"
