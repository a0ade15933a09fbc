from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.records.cell_text import CellError, cell_text, is_blank, readable, text_doubt, text_warning


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
        (float("nan"), "nan"),
        (date(2015, 1, 5), "05/01/2015"),
        (None, ""),
        (" \n\u00a0", ""),
    ],
)
def test_cell_as_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_blank_is_what_nobody_can_see() -> None:
    assert [is_blank(cell) for cell in (None, "", " \u00a0\n", "\u200b", 0.0, False, "0")] == [True] * 4 + [False] * 3


@pytest.mark.parametrize("cell", ["Tổ dân phố 3", "dòng một\ndòng hai", "Dân vận\u00a0khéo", "a\u00adb", "12", ""])
def test_text_with_nothing_to_clean_is_the_same_object(cell: str) -> None:
    assert cell_text(cell) is cell


@given(st.text(max_size=60))
def test_clean_text_stays_clean(text: str) -> None:
    assert cell_text(cell_text(text)) == cell_text(text)


@pytest.mark.parametrize(
    "cell",
    ["Đảng ủy xã Đại Lộc", "Café", "ôtô", "µm", "", "5m×20m", 12.0, None, True, date(2015, 1, 5), datetime(2015, 1, 5)],
)
def test_what_is_no_old_text_is_the_same_object(cell: object) -> None:
    assert readable(cell) is cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("bé kÕ ho¹ch vµ ®Çu t\u00ad ", "bộ kế hoạch và đầu tư "),
        ("Uyû ban nhaân daân", "Uỷ ban nhân dân"),
        ("HÃ\u00a0 Ná»™i", "Hà Nội"),
    ],
)
def test_old_text_is_read(cell: str, text: str) -> None:
    assert readable(cell) == text


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("Tèt", 'Ý là "Tốt"? Gõ lại ô bằng bộ gõ Unicode rồi chạy lại.'),
        ("daân", 'Ý là "dân"? Gõ lại ô bằng bộ gõ Unicode rồi chạy lại.'),
        ("xã Đại Phước, héi n«ng d©n", "Gõ lại ô bằng bộ gõ Unicode rồi chạy lại."),
    ],
)
def test_old_text_that_reads_both_ways_is_asked_back(cell: str, remedy: str) -> None:
    with pytest.raises(CellError) as caught:
        readable(cell)
    assert caught.value.what == f'"{cell}" có chữ của bảng mã cũ (TCVN3 hoặc VNI) mà không đủ căn cứ để đọc'
    assert caught.value.remedy == remedy
    assert caught.value.kind == "text"


def test_a_long_cell_is_not_shown_whole() -> None:
    with pytest.raises(CellError) as caught:
        readable("xã Đại Phước, héi n«ng d©n " * 1000)
    assert len(caught.value.what) < 150


@given(st.text(max_size=60))
def test_any_text_is_read_or_asked_back(text: str) -> None:
    try:
        assert isinstance(readable(text), str)
    except CellError as error:
        assert error.kind == "text"


def test_foreign_letters_are_named_with_what_to_type() -> None:
    warning = text_warning("\u0445ã Đ\u03bfng, \u0445ã Hòa")
    assert warning is not None
    assert warning.what == (
        '"\u0445ã" và "Đ\u03bfng" có chữ "\u0445" (chữ Kirin) và "\u03bf" (chữ Hy Lạp) chỉ trông giống chữ Việt'
    )
    assert warning.remedy == 'Gõ lại "xã" và "Đong" bằng bộ gõ tiếng Việt rồi chạy lại.'
    assert warning.kind == "text"


def test_of_many_words_a_few_are_named() -> None:
    warning = text_warning(" ".join(f"x\u0430{letter}" for letter in "bcdghk"))
    assert warning is not None
    assert warning.what.startswith('"x\u0430b", "x\u0430c", "x\u0430d" và 3 từ khác có chữ "\u0430" (chữ Kirin)')
    assert len(str(text_warning("x\u0430" * 9000))) < 200


@pytest.mark.parametrize("cell", ["xã Đông", "10 \u00b5m", "\u03a9", None, 12.0, ""])
def test_nothing_to_warn_of(cell: object) -> None:
    assert text_warning(cell) is None


@pytest.mark.parametrize(
    ("cell", "encoding", "readings"),
    [("Bé", "tcvn3", '"Bé" hoặc "Bộ"'), ("Hoà", "vni", '"Hoà" hoặc "Hồ"'), ("Số 5, céng", "tcvn3", None)],
)
def test_a_word_in_both_is_asked_back_beside_old_text(cell: str, encoding: str, readings: str | None) -> None:
    assert readable(cell) is cell
    doubt = text_doubt(cell, [encoding])
    if readings is None:
        assert doubt is None
    else:
        assert doubt is not None
        assert doubt.what == f"giữa các ô gõ bằng bảng mã cũ, ô này đọc được hai cách: {readings}"
        assert doubt.kind == "text"


@pytest.mark.parametrize("cell", ["Hà Nội", "UBND", "xã", 12.0, None, "Café"])
def test_no_doubt_beside_old_text(cell: object) -> None:
    assert text_doubt(cell, ["vni"]) is None
    assert text_doubt("Bé", []) is None
