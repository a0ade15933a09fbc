from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import is_syllable, legacy_encoding, looks_legacy, to_unicode

# Every Vietnamese letter, and how the fonts' code charts write it.
LETTERS = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
TCVN3 = "µ¶·\u00b8¹¨»¼½¾Æ©ÇÈÉÊËÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ®"
_VNI_CHART = (
    "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä eø eû eõ eù eï eâ eà eå eã eá eä ì æ ó í ò oø oû oõ où oï "
    "oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î ñ"
)
VNI = _VNI_CHART.split()
TO_TCVN3 = dict(zip(LETTERS, TCVN3, strict=True)) | dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
TO_VNI = dict(zip(LETTERS, VNI, strict=True)) | dict(zip(LETTERS.upper(), [v.upper() for v in VNI], strict=True))

PHRASES = [
    "Hội Nông dân xã vận động hội viên hiến đất làm đường",
    "phối hợp tuyên truyền, vận động nhân dân chấp hành pháp luật",
    "Mô hình “Dân vận khéo” xây dựng nông thôn mới – giai đoạn 2015",
    "những gương điển hình trong phong trào thi đua (quý III)",
    "cựu chiến binh giúp nhau phát triển kinh tế; 12,5% thoát nghèo",
    "tuyệt đối không để xảy ra khiếu kiện đông người, vượt cấp",
]
# One syllable of every rhyme and tone that there is need of: all letters of the alphabet occur.
SYLLABLES = sorted(
    {
        word
        for start in ("", "b", "đ", "gi", "kh", "ngh", "nh", "qu", "th")
        for vowels in (*LETTERS, *"aăâeêioôơuưy", "iế", "ươ", "ườ", "uố", "oà", "uý", "yê", "ướ", "uộ", "ưỡ")
        for end in ("", "c", "ch", "i", "m", "n", "ng", "nh", "p", "t", "u")
        if is_syllable(word := unicodedata.normalize("NFC", start + vowels + end))
    }
)
WORDS = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=12)
TEXTS = WORDS.map(" ".join)


def tcvn3(text: str) -> str:
    return "".join(TO_TCVN3.get(c, TO_TCVN3.get(c.lower(), c)) for c in text)


def vni(text: str) -> str:
    return "".join(TO_VNI.get(c, c) for c in text)


@pytest.mark.parametrize(
    ("text", "encoding", "read"),
    [
        ("bé kÕ ho¹ch vµ ®Çu t\u00ad", "tcvn3", "bộ kế hoạch và đầu tư"),
        ("§¶ng bé x· §¹i Léc", "tcvn3", "Đảng bộ xã Đại Lộc"),
        ("Xin chµo tÊt c¶ mäi ng\u00adêi", "tcvn3", "Xin chào tất cả mọi người"),
        ("N÷", "tcvn3", "Nữ"),
        ("Kh\u00b8", "tcvn3", "Khá"),
        ("H§ND, UBMTTQ tØnh", "tcvn3", "HĐND, UBMTTQ tỉnh"),
        ("§¾k L¾k", "tcvn3", "Đắk Lắk"),
        ("HéI N¤NG D¢N VIÖT NAM", "tcvn3", "HỘI NÔNG DÂN VIỆT NAM"),
        ("UBND X· §¹I LéC", "tcvn3", "UBND XÃ ĐẠI LỘC"),
        ("TØNH ñy", "tcvn3", "TỈNH ủy"),
        ("ñy ban nh©n d©n", "tcvn3", "ủy ban nhân dân"),
        ("Uyû ban nhaân daân", "vni", "Uỷ ban nhân dân"),
        ("UÛY BAN NHAÂN DAÂN", "vni", "ỦY BAN NHÂN DÂN"),
        ("Ñaûng uûy xaõ Bình Minh", "vni", "Đảng ủy xã Bình Minh"),
        ("HÑND tænh", "vni", "HĐND tỉnh"),
        ("Nöõ", "vni", "Nữ"),
        ("coâng taùc daân vaän", "vni", "công tác dân vận"),
        ("HÃ\u00a0 Ná»™i", "utf8", "Hà Nội"),
        ("Äáº£ng ủy".replace("ủ", "á»§").replace("Ä", "Ä\u0090"), "utf8", "Đảng ủy"),
    ],
)
def test_old_text_is_told_and_read(text: str, encoding: str, read: str) -> None:
    assert legacy_encoding(text) == encoding
    assert to_unicode(text, encoding) == read
    assert legacy_encoding(read) is None


@pytest.mark.parametrize(
    "text",
    ["", "Hà Nội", "Hoà Bình", "ôtô", "bêtông", "càphê", "Trà Ôn", "Quý I", "Bé Tí", "Ê-đê", "H’Mông", "cà-rốt",
     "Café", "naïve", "à la carte", "Où est le café français", "Le garçon français a mangé", "Müller, Straße, grün",
     "São Paulo", "El Niño", "Noël", "Zürich", "ø", "Ø20 mm", "µm", "5 µm", "25°C ± 2", "10 m²", "½ ngày", "5m×20m",
     "m×n", "®", "§", "§ 5", "©", "Windows® 10", "© 2015", "«Dân vận khéo»", "«An toàn»", "·Hội nghị", "£5", "1ª"],
)  # fmt: skip
def test_text_in_unicode_and_other_languages_is_left_alone(text: str) -> None:
    assert legacy_encoding(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Tèt",  # TCVN3 "Tốt", or a slip of the keyboard
        "daân",
        "UBND xã Đại Phước, héi n«ng d©n",
        "Hội Nông dân: daân vaän",
        "Uyû ban nhaân daân, bé kÕ ho¹ch",
        "HÃ Ná»™i",  # its no-break space is lost
    ],
)
def test_what_points_both_ways_is_not_decided(text: str) -> None:
    assert legacy_encoding(text) == "unclear"


@pytest.mark.parametrize("phrase", PHRASES)
def test_real_sentences_come_back(phrase: str) -> None:
    assert (legacy_encoding(tcvn3(phrase)), to_unicode(tcvn3(phrase), "tcvn3")) == ("tcvn3", phrase)
    assert (legacy_encoding(vni(phrase)), to_unicode(vni(phrase), "vni")) == ("vni", phrase)
    assert to_unicode(vni(phrase.upper()), "vni") == phrase.upper()


def test_every_letter_comes_back() -> None:
    assert to_unicode(TCVN3, "tcvn3") == LETTERS
    assert to_unicode(" ".join(VNI), "vni") == " ".join(LETTERS)
    assert to_unicode(" ".join(VNI).upper(), "vni") == " ".join(LETTERS.upper())


@given(TEXTS)
def test_generated_text_comes_back_and_is_never_taken_for_the_other_encoding(text: str) -> None:
    for encoding, typed in (("tcvn3", tcvn3(text)), ("vni", vni(text))):
        assert to_unicode(typed, encoding) == text
        assert legacy_encoding(typed) in (encoding, "unclear", None)


@given(TEXTS)
def test_unicode_is_never_taken_for_an_old_encoding(text: str) -> None:
    for form in ("NFC", "NFD"):
        for spelling in (text, text.upper(), text.title()):
            assert legacy_encoding(unicodedata.normalize(form, spelling)) is None


@given(st.text(st.characters(max_codepoint=0x1EFF), max_size=40))
def test_what_was_read_is_not_read_again(text: str) -> None:
    encoding = legacy_encoding(text)
    assert encoding is None or looks_legacy(text)
    if encoding in ("tcvn3", "vni", "utf8"):
        read = to_unicode(text, encoding)
        assert legacy_encoding(read) in (None, "unclear")


@pytest.mark.parametrize("letter", ["a", "\u00b5", "A\u00a7", "\u00e1\u00ba", "a\u00e2", "a\u00d7"])
def test_a_cell_full_of_one_letter_takes_no_time(letter: str) -> None:
    text = letter * 16_000 + "\u00b5"
    assert legacy_encoding(text) in (None, "unclear")
    assert isinstance(to_unicode(text, "tcvn3") + to_unicode(text, "vni"), str)


@given(WORDS)
def test_capital_fonts_and_small_ones_are_raised_together(words: list[str]) -> None:
    text = " ".join(["UBND", *words]).upper()
    assert to_unicode(tcvn3(text), "tcvn3") == text


def test_text_that_was_no_utf8_is_the_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="Hà"):
        to_unicode("Hà", "utf8")
