"""Letters of other scripts that look like Latin ones, inside Latin words.

Compared: ``confusable_homoglyphs`` (MIT, last release 2024) and ``confusables`` (2021) carry the whole table of Unicode
(1 MB as JSON) and call "a" confusable with a hundred signs; neither looks at words, which is what tells "хã" from "µm".
The letters a Vietnamese keyboard next to a Russian or Greek one can leave are few, and stand here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

__all__ = ["ForeignLetter", "foreign_letters", "with_latin_letters"]

_CYRILLIC = dict(zip("АВЕЗІЈКМНОРСТУХЅаеёіїјорсухѕһԁԛԝ", "ABE3IJKMHOPCTYXSaeëiïjopcyxshdqw", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχ", "ABEZHIKMNOPTYXaikvopux", strict=True))
# The Icelandic eth and an African D, drawn like Đ.
_ETH = dict(zip("ÐðƉ", "ĐđĐ", strict=True))
_LIKE = {ord(letter): like for letters in (_CYRILLIC, _GREEK, _ETH) for letter, like in letters.items()}
_FOREIGN = re.compile("[ÐðƉ\u0370-\u03ff\u0400-\u052f\u1f00-\u1fff]")
_WORD = re.compile("(?:[^\\W\\d_]|[\u0300-\u036f])+")


@dataclass(frozen=True)
class ForeignLetter:
    """One letter of another script: `letter` of `script`, drawn like the Latin `like`, in `word`."""

    letter: str
    script: Literal["Cyrillic", "Greek", "Icelandic"]
    like: str
    word: str


def foreign_letters(text: str) -> tuple[ForeignLetter, ...]:
    """Return the letters of other scripts that stand for a Latin letter in a word of `text`, in order.

    A word written in one other script altogether ("µ", "Ω", "Москва") and letters that resemble
    no Latin one ("μm", "kΩ") are none.
    """
    if text.isascii() or not _FOREIGN.search(text):
        return ()
    return tuple(
        ForeignLetter(letter, _script(letter), _like(letter), word)
        for word in _WORD.findall(text)
        if _FOREIGN.search(word) and any(_is_latin(letter) for letter in word)
        for letter in word
        if _like(letter)
    )


def with_latin_letters(text: str) -> str:
    """Return a text with the Latin letters that its look-alikes stand for, to be suggested, never put in its place."""
    words = {found.word for found in foreign_letters(text)}
    return _WORD.sub(lambda found: _latin(found[0]) if found[0] in words else found[0], text)


def _latin(word: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).translate(_LIKE))


def _like(letter: str) -> str:
    return _LIKE.get(ord(letter), "")


def _script(letter: str) -> Literal["Cyrillic", "Greek", "Icelandic"]:
    return "Cyrillic" if letter in _CYRILLIC else "Greek" if letter in _GREEK else "Icelandic"


def _is_latin(letter: str) -> bool:
    return letter.isascii() or (letter not in _ETH and unicodedata.name(letter, "").startswith("LATIN"))
