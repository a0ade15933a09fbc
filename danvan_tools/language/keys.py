"""Keys on which Vietnamese words are compared.

Compared: ``viet_text_tools`` (MIT, last release 2020) rewrites tone placement by rules that need the word to be spelt
right, and keeps quotes, dashes and white space; ``vn-text`` (first release 2026) folds marks only. A key needs no
rewriting: the tone behind its word is the same however it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from danvan_tools.language.syllables import TONES

# Vietnamese has some 7,000 syllables: nearly every word of a text is known from an earlier one. The words of a very
# long text, which may be no words at all, are not kept.
_KEPT_WORDS, _LONGEST_KEPT = 1 << 15, 2000
# The names of a whole country's list, each of which is asked for by several checks.
_KEPT_TEXTS = 2**17
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_SINGLE = "\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`\uff07"
_ETHS = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ"}
_DRAWN_ALIKE = str.maketrans(dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'") | _ETHS)
_SOME_ALIKE = re.compile(f"[{_DOUBLE}{_SINGLE}{''.join(_ETHS)}]")
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_DASH = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_DASHES = re.compile(" ?- ?")
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{TONES}\u0302\u0306\u031b])+")
_TONES = frozenset(TONES)
_MARKS = re.compile("[\u0300-\u036f]")


@lru_cache(maxsize=_KEPT_TEXTS)
def comparison_key(text: str) -> str:
    """Return a key that is equal for two spellings of one Vietnamese text.

    Case, Unicode form, white space, invisible characters, quotes, dashes, the Icelandic "Ð" for "Đ" and the place of
    the tone mark ("hòa", "hoà"; "quý", "qúy") do not matter; letters and tones do. The key of a key is the key.

    Parameters
    ----------
    text : str
        Any text; it is not changed.

    Returns
    -------
    str
        In NFC, except that each word's tone stands behind its letters.
    """
    return _by_words(text, _word_key if len(text) <= _LONGEST_KEPT else _word_key.__wrapped__)


def toneless_key(text: str) -> str:
    """Return the comparison key without any mark ("Đơn vị" → "don vi"), for words typed without them."""
    return _by_words(text, _toneless_word_key if len(text) <= _LONGEST_KEPT else _toneless_word_key.__wrapped__)


def _by_words(text: str, word_key: Callable[[str], str]) -> str:
    """Return the keys of the words of a text, without spaces around its dashes."""
    key = " ".join(filter(None, map(word_key, text.split())))
    return _DASHES.sub("-", key) if "-" in key else key


@lru_cache(maxsize=_KEPT_WORDS)
def _word_key(text: str) -> str:
    """Return the key of a text without white space; it may hold some, where a sign stands for several."""
    if text.isascii():
        return text.lower().replace("`", "'")
    plain = _INVISIBLE.sub("", text)
    if _SOME_ALIKE.search(plain):
        plain = plain.translate(_DRAWN_ALIKE)
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    plain = _DASH.sub("-", " ".join(plain.split()))
    return unicodedata.normalize("NFC", _WORD.sub(_tone_last, unicodedata.normalize("NFD", plain)))


@lru_cache(maxsize=_KEPT_WORDS)
def _toneless_word_key(text: str) -> str:
    """Return the key of a text without white space, without its marks."""
    key = _word_key(text) if len(text) <= _LONGEST_KEPT else _word_key.__wrapped__(text)
    if key.isascii():
        return key
    letters = _MARKS.sub("", unicodedata.normalize("NFD", key)).replace("đ", "d")
    # A mark that stood alone leaves its space.
    return " ".join(unicodedata.normalize("NFC", letters).split())


def _tone_last(match: re.Match[str]) -> str:
    """Move the tone of one word behind its letters: where it stood no longer matters."""
    word = match.group()
    if _TONES.isdisjoint(word):
        return word
    return "".join([c for c in word if c not in _TONES] + [c for c in word if c in _TONES])


def nearest(text: str, known: Iterable[str], *, keys: Sequence[str] | None = None, cutoff: float = 60.0) -> str | None:
    """Return the known word most like `text`, or None when none is near enough.

    Parameters
    ----------
    text : str
        The word nobody knows.
    known : iterable of str
        The words it may have meant.
    keys : sequence of str, optional
        Their comparison keys in the same order, where many texts are asked about and the words are many.
    cutoff : float, default 60
        Least similarity, 0 to 100 (rapidfuzz's normalised indel similarity).
    """
    words = list(known)
    known_keys = [comparison_key(word) for word in words] if keys is None else keys
    found = process.extractOne(comparison_key(text), known_keys, scorer=fuzz.ratio, score_cutoff=cutoff)
    return words[found[2]] if found else None


def suggestion(text: str, known: Iterable[str], *, keys: Sequence[str] | None = None) -> str:
    """Return ``Ý là "…"? `` with the known word most like `text`, to stand before a remedy; "" where none is near.

    A word that reads the same as `text` is never suggested. `keys` are those of :func:`nearest`.
    """
    near = nearest(text, known, keys=keys)
    same = near is None or unicodedata.normalize("NFC", near) == unicodedata.normalize("NFC", text)
    return "" if same else f'Ý là "{near}"? '
