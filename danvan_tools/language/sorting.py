"""The order of Vietnamese words and of people's names.

Compared: ``PyICU`` (MIT) sorts right, but comes as source that needs the ICU libraries and a compiler; ``icu4py``
(44 MB) has no collation; ``pyuca`` (last release 2017) knows no tailoring for a language; ``vn-collate`` is weeks old;
``viet_text_tools`` compares letter by letter, so that a tone outweighs every letter behind it. The rule for
Vietnamese is one line of CLDR (``vi.xml``), written out here; the tests hold an order that ICU 77 gave.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from danvan_tools.language.syllables import TONES

__all__ = ["name_sort_key", "sort_key"]

# The words of a longer text are not kept.
_LONGEST_KEPT = 2000
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# As the root collation has them; whatever is not here stands between them and the digits.
_SIGNS = " _-\u2013\u2014,;:!?.\u2026'\u2018\u2019\"\u201c\u201d()[]{}@*/\\&#%`^+<=>|~$"
_FIRST_SIGN, _OTHER_SIGN, _FIRST_DIGIT, _FIRST_LETTER, _OTHER_LETTER = 1, 0x80, 0x100, 0x200, 0x300
_PRIMARY = {letter: chr(_FIRST_LETTER + n) for n, letter in enumerate(_LETTERS)} | {
    sign: chr(_FIRST_SIGN + n) for n, sign in enumerate(_SIGNS)
}
# With its mark each is a letter of its own, which no tone is.
_MARKED = {("a", "\u0306"): "ă", ("u", "\u031b"): "ư", ("o", "\u031b"): "ơ"} | {
    (unicodedata.normalize("NFD", letter)[0], "\u0302"): letter for letter in "âêô"
}
_NO_TONE, _SMALL, _CAPITAL = "\x01", "0", "1"
_TONE = {tone: chr(2 + n) for n, tone in enumerate(TONES)}


def sort_key(text: str) -> tuple[str, str, str]:
    """Return a key that sorts Vietnamese text as dictionaries do (CLDR, ``vi``).

    Digits before letters; a ă â, d đ, e ê, o ô ơ, u ư are letters of their own; where all letters are
    equal, tones decide in the order ngang, huyền, hỏi, ngã, sắc, nặng; where those are, small before capital.

    Returns
    -------
    tuple of str
        Letters, tones, case: one key for every Unicode form and width of white space.
    """
    word_levels = _word_levels if len(text) <= _LONGEST_KEPT else _word_levels.__wrapped__
    words = [word_levels(word) for word in text.split()]
    letters, tones, cases = zip(*words, strict=True) if words else ((), (), ())
    return _PRIMARY[" "].join(letters), _NO_TONE.join(tones), _SMALL.join(cases)


def name_sort_key(full_name: str) -> tuple[str, ...]:
    """Return a key that sorts people by given name, then family name, then middle names; case comes last of all.

    The last word of a Vietnamese name is the given name, the first the family name.
    """
    words = full_name.split()
    parts = [sort_key(part) for part in (" ".join(words[-1:]), " ".join(words[:-1][:1]), " ".join(words[1:-1]))]
    return (*(level for part in parts for level in part[:2]), *(part[2] for part in parts))


@lru_cache(maxsize=1 << 14)
def _word_levels(word: str) -> tuple[str, str, str]:
    """Return the letters, tones and cases of a text without white space."""
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFKD", word):
        if unicodedata.combining(character):
            if letter := _MARKED.get((base, character)):
                letters[-1] = _PRIMARY[letter]
            elif base:
                tones.append(_TONE.get(character, character))
        elif unicodedata.category(character) not in ("Cc", "Cf"):
            base = character.lower()
            letters.append(_PRIMARY.get(base) or _primary(base))
            tones.append(_NO_TONE)
            cases.append(_CAPITAL if base != character else _SMALL)
    return "".join(letters), "".join(tones), "".join(cases)


def _primary(character: str) -> str:
    """Return the first weight of what is neither a Vietnamese letter nor a common sign."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return chr(_FIRST_DIGIT + digit)
    other = _OTHER_LETTER if character.isalpha() else _OTHER_SIGN
    return chr(other) + character
