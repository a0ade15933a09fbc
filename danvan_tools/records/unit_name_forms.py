"""How a text may call a unit: its name without the place, its usual short names, its initials."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from danvan_tools.language import toneless_key
from danvan_tools.schema import UNIT_KINDS

__all__ = ["key_words", "unit_initials", "unit_word_forms"]

Words = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+")
# A name of one word would be found all over a text.
_FEWEST_WORDS = 2
_FEWEST_INITIALS = 2
# What kind of office the rest of the name is of.
_OFFICES = ("phòng", "ban", "hội", "sở", "trung tâm", "trường", "chi cục", "văn phòng", "ủy ban", "ban chấp hành")
_LINKS = frozenset(map(toneless_key, ("và", "của", "cho", "tại")))
_LEVELS = ("thị", "huyện", "quận", "xã", "phường", "thành", "tỉnh")
# Words of an official name → what people say and write instead.
_YOUTH_UNION = "đoàn thanh niên cộng sản hồ chí minh"
_SHORT = {
    "ủy ban mặt trận tổ quốc việt nam": (
        "mặt trận tổ quốc",
        "ủy ban mặt trận",
        "mặt trận",
        "UBMTTQVN",
        "UBMTTQ",
        "MTTQ",
    ),
    _YOUTH_UNION: ("đoàn thanh niên", "đoàn TNCS", "TNCSHCM", "đoàn TN", "ĐTN"),
    "hội liên hiệp phụ nữ": ("hội phụ nữ", "hội PN", "HLHPN", "LHPN"),
    "hội cựu chiến binh": ("hội CCB", "CCB"),
    "hội nông dân": ("hội ND", "HND"),
    "liên đoàn lao động": ("công đoàn", "LĐLĐ"),
    "ủy ban nhân dân": ("UBND",),
    "hội đồng nhân dân": ("HĐND",),
    "ban chỉ huy quân sự": ("cơ quan quân sự", "BCHQS", "ban CHQS"),
    "công an": ("CA",),
    "ban dân vận": ("BDV",),
    "giáo dục và đào tạo": ("phòng giáo dục", "ngành giáo dục"),
    "trung tâm y tế": ("ngành y tế", "TTYT"),
}


def key_words(text: str) -> Words:
    """Return the words of a text in the form in which they are compared: without tone marks and case."""
    return tuple(toneless_key(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def unit_word_forms(name: str, places: Iterable[str]) -> set[Words]:
    """Return the names, as words to compare, that a text may call a unit by.

    The whole name; without the word for its kind ("xã Gò Sậy": "Gò Sậy") or its place ("Công an thị xã Sông Vân":
    "Công an"); usual short names ("Hội Phụ nữ"); for the youth union "thị đoàn" and its like.

    Parameters
    ----------
    name : str
    places : iterable of str
        The names of all units: those that others bear at their end.
    """
    words = key_words(name)
    found = {words, _without_kind(words), _without_place(words, places)}
    for official, shorts in _shorts(words):
        found.update(map(key_words, (official, *shorts)))
    if _is_youth_union(words):
        found.update((toneless_key(level), "doan") for level in _LEVELS)
    return {one for one in found if one == words or len(one) >= _FEWEST_WORDS}


def unit_initials(name: str, places: Iterable[str]) -> set[str]:
    """Return the initials, as one lower-case word, that a text in capitals may call a unit by.

    Of the name without its place, with and without the word for its kind of office, and without "và":
    "Phòng Giáo dục và Đào tạo" is "pgddt" and "gddt". The kinds of places ("UBND") are none by themselves.
    """
    words = key_words(name)
    found = {toneless_key(short) for _, shorts in _shorts(words) for short in shorts if short.isupper()}
    for core in (words, _without_place(words, places)):
        if any(core[: len(kind)] == kind or core[-len(kind) :] == kind for kind in _KINDS):
            continue
        kept = tuple(word for word in core if word not in _LINKS)
        for office in ((), *map(key_words, _OFFICES)):
            if kept[: len(office)] == office:
                found.add("".join(word[0] for word in kept[len(office) :]))
    return {one for one in found if len(one) >= _FEWEST_INITIALS}


_KINDS = tuple(sorted((key_words(word) for word in UNIT_KINDS), key=len, reverse=True))


def _without_kind(words: Words) -> Words:
    """Return a name without the word for its kind at its beginning."""
    kind = next((one for one in _KINDS if words[: len(one)] == one), ())
    return words[len(kind) :] if kind else words


def _without_place(words: Words, places: Iterable[str]) -> Words:
    """Return a name without the place at its end: another unit's name, or only the kind of one; nothing for none."""
    others = [place for place in map(key_words, places) if place != words]
    ends = sorted({*_KINDS, *others, *map(_without_kind, others)} - {()}, key=len, reverse=True)
    end = next((one for one in ends if words[-len(one) :] == one), words)
    bare = words[: -len(end)]
    return bare if bare not in _KINDS else ()


def _shorts(words: Words) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what an official name says, with its usual short names."""
    for official, shorts in _SHORT.items():
        if _has(words, key_words(official)) or (official == _YOUTH_UNION and _is_youth_union(words)):
            yield official, shorts


def _is_youth_union(words: Words) -> bool:
    """Tell whether a name is of the youth union: "Thị đoàn", "Đoàn Thanh niên"."""
    return words[:1] == ("doan",) or (words[1:2] == ("doan",) and words[0] in map(toneless_key, _LEVELS))


def _has(words: Words, part: Words) -> bool:
    return any(words[place : place + len(part)] == part for place in range(len(words) - len(part) + 1))
