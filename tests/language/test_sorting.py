from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import name_sort_key, sort_key

# As ICU 77.1 sorts them for the locale vi (CLDR 47).
ORDER = [
    "", "_", "-", "–", ",", "(", "/", "&", "%", "+", "1", "10", "2",
    "a", "A", "à", "À", "ả", "ã", "á", "ạ", "a b", "ab",
    "àb", "ac", "aí", "an", "An", "AN", "àn", "án", "anh", "ă", "Ă", "ằ", "ẳ", "ẵ", "ắ", "ặ", "ăn", "â", "ầ", "ẩ", "ẫ",
    "ấ", "ậ", "ân", "b", "ba", "c", "ca", "cả", "cá", "cam", "cát", "cắt", "d", "dân", "dz", "đ", "Đ", "đa", "e", "è",
    "ẹ", "ez", "ê", "ề", "ệ", "f", "g", "h", "hoa", "hoà", "hòa", "i", "ì", "ỉ", "ĩ", "í", "ị", "j", "k", "l", "m", "n",
    "o", "ò", "ọ", "oz", "ô", "ồ", "ộ", "ơ", "ờ", "ợ", "p", "q", "r", "s", "t", "toà", "toán", "u", "ù", "ụ", "uz", "ư",
    "ừ", "ự", "v", "w", "x", "y", "ỳ", "ỷ", "ỹ", "ý", "ỵ", "z",
]  # fmt: skip
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
TEXTS = st.text(LETTERS + LETTERS.upper() + "0123456789 -,", max_size=12)


def test_the_order_of_cldr() -> None:
    shuffled = ORDER.copy()
    random.Random(2015).shuffle(shuffled)  # noqa: S311
    assert sorted(shuffled, key=sort_key) == ORDER
    assert len({sort_key(text) for text in ORDER}) == len(ORDER)


@given(TEXTS)
def test_form_and_width_of_white_space_do_not_matter(text: str) -> None:
    spaced = f" {text.replace(' ', chr(0xA0) + ' ')}\n"
    assert sort_key(unicodedata.normalize("NFD", spaced)) == sort_key(unicodedata.normalize("NFC", text))


@given(TEXTS, TEXTS)
def test_two_texts_are_equal_only_if_they_are_one_text(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (" ".join(one.split()) == " ".join(other.split()))


@given(TEXTS, TEXTS, TEXTS)
def test_letters_first_then_tones_then_case(start: str, one: str, other: str) -> None:
    def letters(text: str) -> str:
        return sort_key(text)[0]

    if letters(start + one) != letters(start + other):
        assert (sort_key(start + one) < sort_key(start + other)) == (letters(start + one) < letters(start + other))


@pytest.mark.parametrize("text", ["\u0301", "a\u200bb", "日本", "ß", "İ", "😀", "\x00", "a\u0308\u0323"])
def test_any_text_has_a_key(text: str) -> None:
    assert sort_key(text) == sort_key(unicodedata.normalize("NFD", text))


def test_people_by_given_name_then_family_name_then_middle_names() -> None:
    people = ["Điểu", "Nguyễn Văn Anh", "LÊ VĂN AN", "Đỗ Bình", "Lê Xuân An", "Trần Văn Ái", "Nguyễn Văn An"]
    people += ["Nguyễn An", "", "Bùi Thị Ái"]
    order = ["", "Bùi Thị Ái", "Trần Văn Ái", "LÊ VĂN AN", "Lê Xuân An", "Nguyễn An", "Nguyễn Văn An", "Nguyễn Văn Anh"]
    assert sorted(people, key=name_sort_key) == [*order, "Đỗ Bình", "Điểu"]


@given(st.lists(TEXTS, max_size=4))
def test_a_name_has_one_key_in_every_form(words: list[str]) -> None:
    name = " ".join(words)
    assert name_sort_key(unicodedata.normalize("NFD", name)) == name_sort_key(f"  {name} ")
