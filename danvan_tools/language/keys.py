"""Keys on which Vietnamese words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

# Huyền, sắc, ngã, hỏi, nặng as combining marks.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'"})
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[" + _TONES + r"\u0302\u0306\u031b][^\W\d_]*)*")


def comparison_key(text: str) -> str:
    """Return a key that is equal for two spellings of one Vietnamese text.

    Case, Unicode form, white space, quotes, dashes and the place of the tone mark ("hòa",
    "hoà") do not matter; letters and tones do.

    Parameters
    ----------
    text : str
        Any text; it is not changed.

    Returns
    -------
    str
        In NFC, except that each word's tone stands behind its letters.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)
    plain = _DASHES.sub("-", " ".join(plain.split()))
    decomposed = unicodedata.normalize("NFD", plain)
    return unicodedata.normalize("NFC", _WORD.sub(_tone_last, decomposed))


def _tone_last(match: re.Match[str]) -> str:
    """Move the tone of one word behind its letters: where it stood no longer matters."""
    word = match.group()
    letters = "".join(c for c in word if c not in _TONES)
    return letters + "".join(c for c in word if c in _TONES)


def nearest(text: str, known: Iterable[str], *, cutoff: float = 60.0) -> str | None:
    """Return the known word most like `text`, or None when none is near enough.

    Parameters
    ----------
    text : str
        The word nobody knows.
    known : iterable of str
        The words it may have meant.
    cutoff : float, default 60
        Least similarity, 0 to 100 (rapidfuzz's normalised indel similarity).
    """
    words = list(known)
    found = process.extractOne(text, words, scorer=fuzz.ratio, processor=comparison_key, score_cutoff=cutoff)
    return found[0] if found else None


def suggestion(text: str, known: Iterable[str]) -> str:
    """Return ``Ý là "…"? `` with the known word most like `text`, to stand before a remedy; "" where none is near.

    A word that reads the same as `text` is never suggested.
    """
    near = nearest(text, known)
    same = near is None or unicodedata.normalize("NFC", near) == unicodedata.normalize("NFC", text)
    return "" if same else f'Ý là "{near}"? '
