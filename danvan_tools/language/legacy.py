"""Text typed in fonts of the time before Unicode, told by its spelling and turned into Unicode.

Compared: glibc's ``iconv`` knows TCVN 5712 but not VNI, and is no Python package; of the packages for Python
``viet_text_tools`` and ``vn-text`` know Unicode only, ``vniencoder`` the typing method of that name, ``ftfy`` no
Vietnamese code page. None tells one encoding from another. So the tables are ours, as the fonts' charts give them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Literal

from danvan_tools.language.legacy_tables import TCVN3, VNI
from danvan_tools.language.syllables import is_syllable

__all__ = ["LegacyEncoding", "could_be", "legacy_encoding", "looks_legacy", "to_unicode"]

LegacyEncoding = Literal["tcvn3", "vni", "utf8"]
"""TCVN3 (ABC) and VNI-Windows as a spreadsheet shows them, and UTF-8 that was read as Windows-1252."""

_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_TCVN3_CODES = {ord(typed): letter for typed, letter in TCVN3.items()}
_NO_TCVN3 = dict.fromkeys(_TCVN3_CODES)
# What has a case of its own in TCVN3: the toned letters of its capital fonts are stored as small ones.
_CAPITALS, _SMALL = re.compile("[A-Z¡-§].*[A-Z¡-§]"), re.compile("[a-z]")
_RAISED = re.compile("[A-Z¡-§][^\\sa-z]*[A-Z¡-§]")

_SHARED = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý"
# Common signs that none of the fonts puts a letter on: degrees, powers and the like.
_SIGNS = "\u00af°±²³\u00b4º¿"
# No Vietnamese text in Unicode has these as letters; every old one but the shortest has some.
_CLUES = "".join(chr(code) for code in range(0xA1, 0x100) if chr(code) not in _SHARED + _SIGNS)
_CLUE = re.compile(f"[{re.escape(_CLUES)}]")
_BEYOND_LATIN_1 = re.compile("[\u0100-\U0010ffff]")
# Made of letters of both, yet no spelling in Unicode: VNI "daân", "xaõ"; TCVN3 "cÊp", "tèt".
_PAIR = re.compile(
    "[aA][âÂáÁàÀãÃêÊéÉèÈúÚùÙõÕ]|[eE][âÂáÁàÀãÃùÙõÕ]|[oO][âÂãÃùÙõÕ]|[uyUYôÔ][ùÙõÕ]|[a-z][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]|[èùô][ptc]"
)
# Letters, marks, and the signs that are letters in TCVN3.
_SIGNS_AND_MARKS = r"\xa1-\xbf\xd7\xf7\u0300-\u036f"
_TOKEN = re.compile(rf"(?:[^\W\d_]|[{_SIGNS_AND_MARKS}])+")
# A word with no digit at either end: "5m×20m" holds none.
_WHOLE_TOKEN = re.compile(rf"(?<![\w{_SIGNS_AND_MARKS}])(?:[^\W\d_]|[{_SIGNS_AND_MARKS}])++(?!\d)")
_LONGEST = 40
_OLD = ("tcvn3", "vni", "either")
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u036f\u1ea0-\u1ef9]")
# Quotes, bullets, signs of footnotes and trade marks stand at the ends of words.
_EDGES = "«»·§¶®©¡¿ª°º¹²³\xad"
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
    return _verdict(text)


def could_be(text: str, encoding: Literal["tcvn3", "vni"]) -> bool:
    """Tell whether a text that reads well in Unicode reads as well in an old encoding: TCVN3 "Bé" is "Bộ".

    A single cell cannot tell; beside others in that encoding it is a question.
    """
    if text.isascii() or _BEYOND_LATIN_1.search(text):
        return False
    words = [word for word in _WHOLE_TOKEN.findall(text) if not word.isascii()]
    return all(_spells(word, encoding) for word in words) and to_unicode(text, encoding) != text


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
        return unicodedata.normalize("NFC", _VNI_PATTERN.sub(lambda found: VNI[found[0]], text))
    return unicodedata.normalize("NFC", _from_tcvn3(text))


def _from_tcvn3(text: str) -> str:
    """Replace the letters of TCVN3, and raise those that a capital font showed as capitals."""
    if not _RAISED.search(text):
        return text.translate(_TCVN3_CODES)
    if not _SMALL.search(text) and any(_CAPITALS.search(word) for word in _TOKEN.findall(text)):
        return text.translate(_TCVN3_CODES).upper()
    return _TOKEN.sub(lambda found: _raised(found[0]), text)


def _raised(word: str) -> str:
    """Return a word of TCVN3 in Unicode, in capitals if all that has a case of its own is one."""
    read = word.translate(_TCVN3_CODES)
    return read.upper() if _CAPITALS.search(word) and not _SMALL.search(word) else read


def _verdict(text: str) -> Literal["tcvn3", "vni", "unclear"] | None:
    """Return what the words of a text say together; one weak word alone says nothing."""
    kinds = Counter(_kind(word) for word in _WHOLE_TOKEN.findall(text) if len(word) <= _LONGEST)
    strong = sum(count for (kind, clue), count in kinds.items() if clue and kind in _OLD)
    tcvn3, vni, either, unicode, foreign = (
        kinds[kind, True] + kinds[kind, False] for kind in (*_OLD, "unicode", "foreign")
    )
    old = tcvn3 + vni + either
    weak = old < 2 and not strong
    if old == 0 or (unicode and weak) or (foreign >= old and not unicode):
        return None
    if unicode or weak or bool(tcvn3) == bool(vni):
        return "unclear"
    return "tcvn3" if tcvn3 else "vni"


@lru_cache(maxsize=1 << 15)
def _kind(word: str) -> tuple[str, bool]:
    """Return what a word can be, and whether it holds a sign that is no letter of Vietnamese in Unicode."""
    if word.isascii():
        return ("foreign" if word.islower() and len(word) > 2 and not _is_vietnamese(word) else ""), False
    if _VIETNAMESE.search(word):
        return "unicode", False
    if _NO_EVIDENCE.fullmatch(word):
        return "", False
    tcvn3, vni = _spells(word, "tcvn3"), _spells(word, "vni")
    bare = word.strip(_EDGES).lower()
    if not bare or is_syllable(bare):
        return ("" if bare.isascii() or tcvn3 or vni else "unicode"), False
    if tcvn3 or vni:
        return ("either" if tcvn3 and vni else "tcvn3" if tcvn3 else "vni"), _CLUE.search(word) is not None
    return ("" if _is_vietnamese(bare) else "foreign"), False


def _spells(word: str, encoding: Literal["tcvn3", "vni"]) -> bool:
    """Tell whether a word, read in an encoding, is a syllable or an abbreviation with Đ."""
    if len(word) > _LONGEST:
        return False
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
