"""Text typed in fonts of the time before Unicode, told by its spelling and turned into Unicode.

Compared: glibc's ``iconv`` knows TCVN 5712 but not VNI, and is no Python package; of the packages for Python
``viet_text_tools`` and ``vn-text`` know Unicode only, ``vniencoder`` the typing method of that name, ``ftfy`` no
Vietnamese code page. None tells one encoding from another. So both tables stand here, as the fonts' charts give them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from danvan_tools.language.syllables import is_syllable

__all__ = ["LegacyEncoding", "legacy_encoding", "looks_legacy", "to_unicode"]

LegacyEncoding = Literal["tcvn3", "vni", "utf8"]
"""TCVN3 (ABC) and VNI-Windows as a spreadsheet shows them, and UTF-8 that was read as Windows-1252."""

_TCVN3_BYTES = (
    "ĂÂÊÔƠƯĐăâêôơưđ",  # A1-AE
    {
        0xB5: "àảãáạ",
        0xBB: "ằẳẵắ",
        0xC6: "ặầẩẫấậè",
        0xCE: "ẻẽéẹềểễếệìỉ",
        0xDC: "ĩíịò",
        0xE1: "ỏõóọồổỗốộờởỡớợù",
        0xF1: "ủũúụừửữứựỳỷỹýỵ",
    },
)
_TCVN3 = {chr(0xA1 + n): letter for n, letter in enumerate(_TCVN3_BYTES[0])} | {
    chr(first + n): letter for first, letters in _TCVN3_BYTES[1].items() for n, letter in enumerate(letters)
}

# Behind its vowel stands a mark that is a letter of its own elsewhere.
_VNI_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_MARKS = {
    "a": dict(zip("âáàåãäêéèúüë", "âấầẩẫậăắằẳẵặ", strict=True)),
    "e": dict(zip("âáàåãä", "êếềểễệ", strict=True)),
    "o": dict(zip("âáàåãä", "ôốồổỗộ", strict=True)),
}
_VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư", "ñ": "đ"}


def _vni_table() -> dict[str, str]:
    """Return every sequence of one or two characters and its letter, in both cases."""
    table = dict(_VNI_SINGLE)
    for vowel, letter in [*zip("aeouy", "aeouy", strict=True), ("ô", "ơ"), ("ö", "ư")]:
        for mark, tone in _VNI_TONES.items():
            # The dot below y has a sign of its own, and only that one.
            if vowel + mark != "yï":
                table[vowel + mark] = unicodedata.normalize("NFC", letter + tone)
    for vowel, marks in _VNI_MARKS.items():
        table |= {vowel + mark: letter for mark, letter in marks.items()}
    upper = {typed.upper(): letter.upper() for typed, letter in table.items()}
    mixed = {typed[0].upper() + typed[1:]: letter.upper() for typed, letter in table.items() if len(typed) > 1}
    return table | mixed | upper


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_SHARED = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý"
# Common signs that none of the fonts puts a letter on: degrees, powers, fractions' neighbours, currencies.
_SIGNS = "\u00af°±²³\u00b4º¿"
# No Vietnamese text in Unicode has these as letters; every old one but the shortest has some.
_CLUES = "".join(chr(code) for code in range(0xA1, 0x100) if chr(code) not in _SHARED + _SIGNS)
_NO_TCVN3 = {ord(typed): None for typed in _TCVN3}
_TCVN3_CODES = {ord(typed): letter for typed, letter in _TCVN3.items()}
# What has a case of its own in TCVN3: the toned letters of its capital fonts are stored as small ones.
_CAPITALS, _SMALL = re.compile("[A-Z¡-§].*[A-Z¡-§]"), re.compile("[a-z]")
_CLUE = re.compile(f"[{re.escape(_CLUES)}]")
_BEYOND_LATIN_1 = re.compile("[\u0100-\U0010ffff]")
# Made of letters of both, yet no spelling in Unicode: VNI "daân", "xaõ"; TCVN3 "cÊp", "tèt".
_PAIR = re.compile(
    "[aA][âÂáÁàÀãÃêÊéÉèÈúÚùÙõÕ]|[eE][âÂáÁàÀãÃùÙõÕ]|[oO][âÂãÃùÙõÕ]|[uyUYôÔ][ùÙõÕ]|[a-z][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]|[èùô][ptc]"
)
_TOKEN = re.compile(r"(?:[^\W\d_]|[\xa1-\xbf\xd7\xf7\u0300-\u036f])+")
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u036f\u1ea0-\u1ef9]")
_EDGES = "".join(map(chr, range(0xA1, 0xC0)))
# "HĐND", "LĐLĐ": consonants only.
_ABBREVIATION = {"tcvn3": re.compile("(?=.*§)[B-DF-HK-NP-TVX§]{2,}"), "vni": re.compile("(?=.*Ñ)[B-DF-HK-NP-TVXÑ]{2,}")}
# Signs, measures and products that happen to spell a syllable.
_NO_EVIDENCE = re.compile(".|µm|(?:[A-Za-z][×÷·])+[A-Za-z]")
# How UTF-8 writes the first two bytes of half the Vietnamese letters; no old font has a use for it.
_UTF8 = re.compile("á[º»]")


def looks_legacy(text: str) -> bool:
    """Tell quickly whether a text may be in an old encoding: only then :func:`legacy_encoding` has work to do."""
    if text.isascii():
        return False
    if _CLUE.search(text):
        return True
    return not _BEYOND_LATIN_1.search(text) and _PAIR.search(text) is not None


@dataclass
class _Evidence:
    """Words of a text by what they can be; `strong` ones hold a sign that is no letter of Vietnamese in Unicode."""

    tcvn3: int = 0
    vni: int = 0
    either: int = 0
    strong: int = 0
    unicode: int = 0
    foreign: int = 0

    @property
    def verdict(self) -> Literal["tcvn3", "vni", "unclear"] | None:
        """What the words say together; one weak word alone says nothing."""
        old = self.tcvn3 + self.vni + self.either
        weak = old < 2 and not self.strong
        if old == 0 or (self.unicode and weak) or (self.foreign >= old and not self.unicode):
            return None
        if self.unicode or weak or bool(self.tcvn3) == bool(self.vni):
            return "unclear"
        return "tcvn3" if self.tcvn3 else "vni"


def legacy_encoding(text: str) -> LegacyEncoding | Literal["unclear"] | None:
    """Return the old encoding of a text, judged by the spelling of its words.

    Parameters
    ----------
    text : str
        As read, before any cleaning: TCVN3 writes "ư" as the soft hyphen.

    Returns
    -------
    str or None
        ``"tcvn3"``, ``"vni"`` or ``"utf8"``; ``"unclear"`` where words point to different encodings or too little
        is there to tell; None for Unicode and for what is not Vietnamese.
    """
    if not looks_legacy(text):
        return None
    if _from_utf8(text) is not None:
        return "utf8"
    if _UTF8.search(text):
        return "unclear"
    return _evidence(text).verdict


def to_unicode(text: str, encoding: LegacyEncoding) -> str:
    """Return a text of an old encoding in Unicode (NFC), every letter replaced in one pass.

    Letters of the capital fonts of TCVN3 are stored as small ones. Where a text has no small letter of its own and a
    word of capitals, they are raised ("HéI N¤NG D¢N" → "HỘI NÔNG DÂN"); elsewhere they stay small.

    Raises
    ------
    ValueError
        If the text is not in that encoding (``utf8``).
    """
    if encoding == "utf8":
        read = _from_utf8(text)
        if read is None:
            msg = f"no UTF-8 read as Windows-1252: {text!r}"
            raise ValueError(msg)
        return unicodedata.normalize("NFC", read)
    if encoding == "vni":
        return unicodedata.normalize("NFC", _VNI_PATTERN.sub(lambda found: _VNI[found[0]], text))
    return unicodedata.normalize("NFC", _from_tcvn3(text))


def _from_tcvn3(text: str) -> str:
    """Replace the letters of TCVN3, and raise those that a capital font showed as capitals."""
    if not _SMALL.search(text) and any(_CAPITALS.search(word) for word in _TOKEN.findall(text)):
        return text.translate(_TCVN3_CODES).upper()
    # Signs outside words ("×") are no letters.
    return _TOKEN.sub(lambda found: _raised(found[0]), text)


def _raised(word: str) -> str:
    """Return a word of TCVN3 in Unicode, in capitals if all that has a case of its own is one."""
    read = word.translate(_TCVN3_CODES)
    return read.upper() if _CAPITALS.search(word) and not _SMALL.search(word) else read


def _evidence(text: str) -> _Evidence:
    found = _Evidence()
    for match in _TOKEN.finditer(text):
        word = match.group()
        if text[match.start() - 1 : match.start()].isdigit() or text[match.end() : match.end() + 1].isdigit():
            continue
        _judge(word, found)
    return found


def _judge(word: str, found: _Evidence) -> None:
    """Count one word."""
    if word.isascii():
        found.foreign += word.islower() and len(word) > 2 and not _is_vietnamese(word)
        return
    if _VIETNAMESE.search(word):
        found.unicode += 1
        return
    if _NO_EVIDENCE.fullmatch(word):
        return
    tcvn3, vni = _spells(word, "tcvn3"), _spells(word, "vni")
    bare = word.strip(_EDGES).lower()
    if not bare or is_syllable(bare):
        found.unicode += bool(bare) and not tcvn3 and not vni and not bare.isascii()
        return
    found.strong += (tcvn3 or vni) and _CLUE.search(word) is not None
    found.tcvn3 += tcvn3 and not vni
    found.vni += vni and not tcvn3
    found.either += tcvn3 and vni
    found.foreign += not tcvn3 and not vni and not _is_vietnamese(bare)


def _spells(word: str, encoding: Literal["tcvn3", "vni"]) -> bool:
    """Tell whether a word, read in an encoding, is a syllable or an abbreviation with Đ."""
    if _ABBREVIATION[encoding].fullmatch(word):
        return True
    typed = _VNI_PATTERN.sub("", word) if encoding == "vni" else word.translate(_NO_TCVN3)
    return typed.isascii() and is_syllable(to_unicode(word, encoding).lower())


def _is_vietnamese(word: str) -> bool:
    """Tell whether a word is made of syllables written together ("ôtô", "caosu")."""
    ends = {0}
    for end in range(1, len(word) + 1):
        if any(is_syllable(word[start:end]) for start in ends if end - start <= 7):
            ends.add(end)
    return len(word) in ends


def _from_utf8(text: str) -> str | None:
    """Return what a text was before its UTF-8 bytes were read as Windows-1252; None if they never were."""
    if not re.search("[Ã-Æá][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]", text):
        return None
    try:
        content = b"".join(_byte(character) for character in text)
        read = content.decode()
    except UnicodeError:
        return None
    return read if _VIETNAMESE.search(read) else None


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
