from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import comparison_key, nearest, suggestion, toneless_key

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
SYLLABLES = st.builds(
    lambda start, vowels, tone, end: start + vowels[0] + tone + vowels[1:] + end,
    st.sampled_from(["", "b", "đ", "gi", "h", "kh", "ng", "nh", "qu", "th", "tr", "x"]),
    st.text(VOWELS, min_size=1, max_size=3),
    st.sampled_from(TONES),
    st.sampled_from(["", "c", "ch", "m", "n", "ng", "nh", "p", "t"]),
)
TEXTS = st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("Thủy lợi", "thuỷ lợi"),
        ("khỏe", "khoẻ"),
        ("Văn hoá - xã hội", "VĂN HÓA – XÃ HỘI"),
        ("Văn hoá-xã hội", "văn hoá\u2014 xã hội"),
        ("Tên mô hình,\nđiển hình", "  tên mô hình, điển hình\u00a0"),
        ("“Dân vận khéo”", '"dân vận khéo"'),
        ("Ủy ban", unicodedata.normalize("NFD", "Uỷ ban")),
        ("Quý I", "Qúy I"),
        ("giá", "gía"),
        ("Dân vận\u00ad khéo", "dân\u200b vận\u00a0khéo\ufeff"),
        ("\u00d0ảng ủy", "Đảng ủy"),
        ("K’Ho, H\u02bcMông", "k'ho, h'mông"),
        ("\uff24\uff21\uff2e", "dan"),
    ],
)
def test_spellings_of_one_text_have_one_key(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("hòa", "hóa"), ("tế", "tê"), ("đơn", "dơn"), ("mơ", "mo"), ("ăn", "ân"), ("Xã 1", "Xã 11")]
)
def test_letters_and_tones_matter(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)


@given(TEXTS)
def test_case_form_and_white_space_never_matter(text: str) -> None:
    key = comparison_key(text)
    for form in ("NFC", "NFD"):
        assert comparison_key(f" {unicodedata.normalize(form, text).upper()}\n") == key


@given(SYLLABLES)
def test_tone_may_stand_on_any_letter_of_its_syllable(syllable: str) -> None:
    letters = "".join(c for c in unicodedata.normalize("NFD", syllable) if c not in TONES)
    tone = "".join(c for c in unicodedata.normalize("NFD", syllable) if c in TONES[1:])
    assert comparison_key(letters + tone) == comparison_key(syllable)


@given(TEXTS, TEXTS)
def test_texts_with_other_letters_have_other_keys(one: str, other: str) -> None:
    def letters(text: str) -> list[str]:
        return sorted(unicodedata.normalize("NFD", text.replace(" ", "")))

    if letters(one) != letters(other):
        assert comparison_key(one) != comparison_key(other)


@given(TEXTS)
def test_key_of_a_key_is_the_key(text: str) -> None:
    key = comparison_key(text)
    assert comparison_key(key) == key
    assert unicodedata.is_normalized("NFC", key)


@given(st.text(max_size=60))
def test_any_text_has_one_key_in_every_form(text: str) -> None:
    for key in (comparison_key, toneless_key):
        found = key(text)
        assert key(found) == found
        assert unicodedata.is_normalized("NFC", found)
        assert key(unicodedata.normalize("NFD", text)) == found


def test_a_long_text_has_the_key_of_its_words() -> None:
    assert comparison_key("Hòa Bình " * 3000) == " ".join([comparison_key("hoà bình")] * 3000)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đơn vị đăng ký", "don vi dang ky"),
        ("  TÊN MÔ HÌNH,\nđiển hình", "ten mo hinh, dien hinh"),
        ("Văn hoá – Xã hội", "van hoa-xa hoi"),
        ("", ""),
        ("STT", "stt"),
    ],
)
def test_key_without_marks(text: str, key: str) -> None:
    assert toneless_key(text) == key
    assert toneless_key(unicodedata.normalize("NFD", text)) == key


@given(TEXTS)
def test_key_without_marks_is_that_of_the_text_typed_without_them(text: str) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).replace("đ", "d")
    assert toneless_key(text) == comparison_key(plain) == toneless_key(plain)


def test_nearest_is_what_was_meant() -> None:
    known = ["Kinh tế", "Văn hoá - xã hội", "Quốc phòng - an ninh"]
    assert nearest("Kinh tê", known) == "Kinh tế"
    assert nearest("quốc phòng, an ninh", known) == "Quốc phòng - an ninh"


def test_nothing_is_near_enough() -> None:
    assert nearest("Zzz", ["Kinh tế"]) is None
    assert nearest("Kinh tế", []) is None
    assert nearest("Kinh tê", ["Kinh tế"], cutoff=99) is None


def test_a_suggestion_stands_before_the_remedy() -> None:
    assert suggestion("Kinh tê", ["Kinh tế", "Văn hoá"]) == 'Ý là "Kinh tế"? '
    assert suggestion("Zzz", ["Kinh tế"]) == ""


@given(TEXTS)
def test_a_word_is_never_suggested_for_itself(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert suggestion(text, [unicodedata.normalize(form, text)]) == ""
