"""The words of a name: which of them say what a model is, and which only where it is or what kind of thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from danvan_tools.language import comparison_key

__all__ = ["NameWords", "fold", "name_words"]

_WORDS = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+|[^\w\s]")
_ROMAN = {
    "I": "1",
    "II": "2",
    "III": "3",
    "IV": "4",
    "V": "5",
    "VI": "6",
    "VII": "7",
    "VIII": "8",
    "IX": "9",
    "X": "10",
}
_LONGEST_PLACE = 4
# In a text all of one case nothing shows where the name of a place ends: most have two syllables.
_PLACE_WITHOUT_CAPITALS = 2
_MOSTLY_CAPITALS = 0.7


def _by_first(*phrases: str) -> dict[str, list[tuple[str, ...]]]:
    leads: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        key = tuple(comparison_key(word) for word in phrase.split())
        leads.setdefault(key[0], []).append(key)
    return leads


def _single(words: str) -> set[str]:
    return {comparison_key(word) for word in words.split()}


# What any name may begin with: two names are not alike because both begin so.
_LEADS = _by_first(
    *("mô hình", "mh", "điển hình", "dân vận khéo", "phong trào", "công tác", "cách làm", "trong", "về"),
    *("xây dựng", "vận động", "thực hiện", "tổ", "đội", "nhóm", "câu lạc bộ", "clb", "chi hội"),
    *("hộ", "gia đình", "ông", "bà", "anh", "chị", "đồng chí"),
)
_KINDS = _single(
    "ấp thôn bản làng buôn sóc khóm xóm phố cư xã phường trấn huyện quận tỉnh đường hẻm chợ kênh rạch cầu "
    "tuyến khu cụm tổ chi điểm số nhóm đội"
)
# Those that name a place even where no capital shows it; "xã hội" is no commune.
_SURE_KINDS = _single("ấp thôn khóm phố xã phường trấn")
_NO_PLACE = _single("hội")
_NUMBERS = {
    comparison_key(word): str(number)
    for number, word in enumerate(("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"), start=1)
}
# What leads to a place, or says that a model was copied: not part of what the model is.
_CONNECTORS = _single("tại ở của trên địa bàn điểm nhân rộng khu thị dân phố tổ thành")
_SITE = comparison_key("điểm")
_REPLICATION = comparison_key("nhân") + " " + comparison_key("rộng")


@dataclass(frozen=True, slots=True)
class NameWords:
    """A name taken apart for comparison.

    Attributes
    ----------
    text : str
        Comparison keys of its words in order, without punctuation and without the words any name may begin with.
    ordered : str
        The same words sorted: equal for two orders of the same words.
    fixed : tuple of str
        Numbers and places, without tones, sorted: two names that differ in one of them are two things.
    free : tuple of str
        All other words, without tones.
    base : str
        `text` without places and the words that lead to them; "" where less than two words are left.
    placed : bool
        Whether the name says where, or that it is a replication.
    """

    text: str
    ordered: str
    fixed: tuple[str, ...]
    free: tuple[str, ...]
    base: str
    placed: bool


class _Word(NamedTuple):
    key: str
    folded: str
    capital: bool
    number: str


@lru_cache(maxsize=65_536)
def _word(raw: str) -> _Word:
    """Return one word as it is compared; a punctuation mark has no key."""
    if raw.isdecimal():
        number = str(int(raw)) if len(raw) < 19 else raw
        return _Word(number, number, capital=False, number=number)
    if not raw[0].isalpha():
        return _Word("", "", capital=False, number="")
    key = comparison_key(raw)
    letters = unicodedata.normalize("NFD", key).replace("đ", "d")
    # "kỹ thuật" and "kĩ thuật" are two spellings of one word.
    folded = "".join(c for c in letters if not unicodedata.combining(c)).replace("y", "i")
    return _Word(key, folded, capital=raw[0].isupper(), number="")


def fold(text: str) -> str:
    """Return a text of words without tones and Vietnamese letters."""
    return " ".join(_word(word).folded for word in text.split())


def name_words(name: str) -> NameWords:
    """Take a name apart; a name without a word gives empty texts."""
    raw = _WORDS.findall(name if name.isascii() else unicodedata.normalize("NFKC", name))
    words = [_word(part) for part in raw]
    capitals = sum(word.capital for word in words)
    letters = sum(1 for word in words if word.key and not word.number)
    mixed = 0 < capitals < _MOSTLY_CAPITALS * letters
    if mixed:
        words = [_roman(part, word) for part, word in zip(raw, words, strict=True)]
    words = _without_leads(words)
    places = _places(words, mixed=mixed)
    inside = {place for first, end in places for place in range(first, end)}
    fixed = [" ".join(_number(word) or word.folded for word in words[first:end]) for first, end in places]
    fixed += [word.number for place, word in enumerate(words) if word.number and place not in inside]
    free = [word.folded for place, word in enumerate(words) if word.key and not word.number and place not in inside]
    keys = [word.key for word in words if word.key]
    base = _base(words, places)
    text = " ".join(keys)
    placed = bool(places) or _REPLICATION in text
    return NameWords(text, " ".join(sorted(keys)), tuple(sorted(fixed)), tuple(free), base, placed)


def _roman(raw: str, word: _Word) -> _Word:
    """Read "Khu II" as "Khu 2", and a capital that stands alone as a number: "Tổ A" is not "Tổ B"."""
    number = _ROMAN.get(raw, "")
    if not number and len(raw) == 1 and raw.isascii() and word.capital and raw != "Y":
        number = word.key
    return _Word(number, number, capital=False, number=number) if number else word


def _number(word: _Word) -> str:
    return word.number or _NUMBERS.get(word.key, "")


def _without_leads(words: list[_Word]) -> list[_Word]:
    """Drop what any name may begin with, as long as two words are left."""
    while True:
        start = next((place for place, word in enumerate(words) if word.key), 0)
        lead = 0
        for phrase in _LEADS.get(words[start].key, ()) if words else ():
            if tuple(word.key for word in words[start : start + len(phrase)]) == phrase:
                lead = max(lead, len(phrase))
        rest = words[start + lead :]
        if not lead or sum(1 for word in rest if word.key) < 2:
            return words
        words = rest


def _places(words: Sequence[_Word], *, mixed: bool) -> list[tuple[int, int]]:
    """Return where the places stand: a kind and the number or the capitalised words that follow it."""
    places = []
    end = 0
    for first, word in enumerate(words):
        if first < end or word.key not in _KINDS:
            continue
        end = first + 1
        if end < len(words) and _number(words[end]):
            end += 1
        elif mixed:
            last = min(len(words), first + 1 + _LONGEST_PLACE)
            while end < last and words[end].capital:
                end += 1
        elif word.key in _SURE_KINDS:
            last = min(len(words), first + 1 + _PLACE_WITHOUT_CAPITALS)
            while end < last and words[end].key and words[end].key not in _NO_PLACE:
                end += 1
        if end > first + 1:
            places.append((first, end))
    return places


def _base(words: Sequence[_Word], places: Sequence[tuple[int, int]]) -> str:
    """Return the words without places and without what leads to them."""
    left = [word.key for word in words]
    for first, end in places:
        before = first
        while before and left[before - 1] in _CONNECTORS:
            before -= 1
        left[before:end] = [""] * (end - before)
    keys = " ".join(key for key in left if key).replace(_REPLICATION, " ").split()
    while keys and keys[-1] in _CONNECTORS:
        keys.pop()
    while keys and keys[0] == _SITE:
        keys.pop(0)
    return " ".join(keys) if len(keys) > 1 else ""
