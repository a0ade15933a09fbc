"""What can be a Vietnamese syllable: the evidence on which old encodings are told from other text.

Of the libraries compared, `underthesea` and `pyvi` split text into words with trained models and judge no spelling;
`viet_text_tools` moves tone marks only. The rhymes of the language are a short closed list, so they stand here.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

__all__ = ["TONES", "is_syllable"]

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng as combining marks, in the order of a Vietnamese dictionary."""

_STOP_TONES = ("\u0301", "\u0323")
_LONGEST = 7
_NO_MARKS = str.maketrans("", "", TONES)
_ONSETS = (
    "ngh", "ch", "gh", "gi", "kh", "kr", "ng", "nh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_FRONT = ("i", "e", "ê", "y")
# Of open syllables and of those with a consonant behind, as spelt after an onset; ăk as in Đắk Lắk.
_SPELT = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oi om on ong ooc oong op ot
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
    uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
"""
_SPELT_AFTER_QU = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây
    e en eo et ê ên ênh êch êt i ich inh it ô ôc ôi ơ y ych yên yêt ynh yt
"""
_RHYMES, _AFTER_QU = frozenset(_SPELT.split()), frozenset(_SPELT_AFTER_QU.split())


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str) -> bool:
    """Tell whether a word in lower case is spelt as one Vietnamese syllable.

    Parameters
    ----------
    word : str
        Letters only, in any Unicode form; the tone stands where the old or the new style puts it.
    """
    if not word or len(word) > 3 * _LONGEST:
        return False
    decomposed = unicodedata.normalize("NFD", word)
    tones = [place for place, c in enumerate(decomposed) if c in TONES]
    if len(tones) > 1:
        return False
    tone = decomposed[tones[0]] if tones else ""
    # How many letters stand up to the tone, itself not counted.
    place = len(unicodedata.normalize("NFC", decomposed[: tones[0]])) - 1 if tones else -1
    bare = unicodedata.normalize("NFC", decomposed.translate(_NO_MARKS))
    return any(
        _fits(onset, bare[len(onset) :], tone, place - len(onset)) for onset in _ONSETS if bare.startswith(onset)
    )


def _fits(onset: str, rhyme: str, tone: str, place: int) -> bool:
    """Tell whether a rhyme may stand behind an onset and bear the tone at a place."""
    if rhyme not in (_AFTER_QU if onset == "qu" else _RHYMES):
        return False
    front = rhyme.startswith(_FRONT)
    if (onset in ("c", "ng") and front) or (onset in ("gh", "ngh") and not front):
        return False
    if onset == "g" and rhyme.startswith(("e", "ê")):
        return False
    if onset == "gi" and rhyme.startswith(("i", "y")):
        return False
    # A syllable that ends in a stop bears sắc or nặng.
    if rhyme.endswith(("c", "ch", "k", "p", "t")) and tone not in _STOP_TONES:
        return False
    return not tone or place in _tone_places(rhyme)


@cache
def _tone_places(rhyme: str) -> frozenset[int]:
    """Return the letters of a rhyme that may bear the tone: one, or two where the old and the new style differ."""
    marked = [place for place, letter in enumerate(rhyme) if letter in "ăâêôơư"]
    if marked:
        return frozenset(marked[-1:])
    vowels = len(rhyme) - len(rhyme.lstrip("aeiouy"))
    if vowels == 2 and rhyme in ("oa", "oe", "uy"):
        return frozenset((0, 1))
    return frozenset((1 if vowels == 3 or (vowels == 2 and len(rhyme) > 2) else 0,))
