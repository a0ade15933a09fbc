import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import looks_legacy
from danvan_tools.records.cell_text import cell_text, is_blank, is_error, text_warning
from danvan_tools.records.plain_texts import plain_texts


@pytest.mark.parametrize(
    "cell",
    [
        "Tuyến đường hoa", "ĐẢNG ỦY XÃ HÒA VÂN", "- một;\n- hai.", "“Dân vận khéo” – 2015…", "ASCII 1.234,5 (75%)",
        "ấp 3", "Tổ tự quản",
    ],
)  # fmt: skip
def test_vietnamese_text_is_plain(cell: str):
    assert plain_texts([cell]).tolist() == [True]


@pytest.mark.parametrize(
    "cell",
    [
        "", " ", None, 1, 2.5, True, " trước", "sau ", "dòng\n", "#N/A", "a_x000D_b", "tab\tở giữa", "không\xa0ngắt",
        "bé kÕ ho¹ch vµ ®Çu t\xad", "Uyû ban nhaân daân", "cÊp", "Café", "Kinh t\u0435", "µ", "một\x00hai", "😀",
        unicodedata.normalize("NFD", "Hòa"), "\ud800", "\u200bmột",
    ],
)  # fmt: skip
def test_what_needs_a_second_look_is_not_plain(cell: object):
    assert plain_texts([cell]).tolist() == [False]


@given(st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=6), st.text("aăàắđ Đ\n#_\x00“é¹", max_size=8))))
def test_a_plain_text_is_what_every_single_question_would_have_left_alone(cells: list[object]):
    for cell, plain in zip(cells, plain_texts(cells).tolist(), strict=True):
        if plain:
            assert isinstance(cell, str)
            assert cell_text(cell) is cell
            assert not is_blank(cell)
            assert not is_error(cell)
            assert not looks_legacy(cell)
            assert text_warning(cell) is None


def test_chunks_are_told_apart():
    cells = (["ấp", "", " x", "đ", 3] * 3000)[:9001]
    assert plain_texts(cells).tolist() == ([True, False, False, True, False] * 3000)[:9001]


def test_no_cells():
    assert plain_texts([]).tolist() == []
