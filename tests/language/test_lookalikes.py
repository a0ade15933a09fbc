from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import foreign_letters, with_latin_letters
from danvan_tools.language.lookalikes import ForeignLetter


def test_the_letter_its_script_what_it_looks_like_and_its_word() -> None:
    assert foreign_letters("\u0445ã Đông, t\u03bfàn dân, \u00d0ảng ủy") == (
        ForeignLetter("\u0445", "Cyrillic", "x", "\u0445ã"),
        ForeignLetter("\u03bf", "Greek", "o", "t\u03bfàn"),
        ForeignLetter("\u00d0", "Icelandic", "Đ", "\u00d0ảng"),
    )


@pytest.mark.parametrize(
    "text", ["", "Đảng ủy xã Đông", "µ", "5 µm", "\u03bcm", "10 k\u03a9", "\u03b1, \u03b2", "Москва", "\u03a4"]
)
def test_symbols_and_words_of_another_script_are_no_fault(text: str) -> None:
    assert foreign_letters(text) == ()
    assert with_latin_letters(text) == text


def test_marks_typed_after_a_foreign_letter_count_to_its_word() -> None:
    decomposed = unicodedata.normalize("NFD", "v\u0430\u0323n d\u00e2n")
    assert [found.like for found in foreign_letters(decomposed)] == ["a"]
    assert with_latin_letters(decomposed).startswith("vạn ")


def test_only_words_with_a_fault_are_put_right() -> None:
    assert with_latin_letters("\u0445ã Москва \u0410") == "xã Москва \u0410"


@given(st.text("aăâbcđeêgiờnôtuưxy ,.0123456789", max_size=40))
def test_vietnamese_has_no_foreign_letters(text: str) -> None:
    assert foreign_letters(unicodedata.normalize("NFD", text)) == ()


@given(
    st.sampled_from("\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u03bf\u03bd\u0410\u0412\u0421"),
    st.sampled_from(["h", "Đ", "ạ"]),
)
def test_a_suggestion_has_no_foreign_letters(letter: str, latin: str) -> None:
    assert foreign_letters(with_latin_letters(latin + letter)) == ()
    assert len(foreign_letters(latin + letter)) == 1
