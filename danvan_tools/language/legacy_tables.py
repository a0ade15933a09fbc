"""The letters of TCVN3 (ABC) and VNI-Windows, as text read in Windows-1252 shows them → Unicode (NFC)."""

from __future__ import annotations

import unicodedata

__all__ = ["TCVN3", "VNI"]

# First code → the letters from there on.
_TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
TCVN3 = {chr(first + n): letter for first, letters in _TCVN3_RUNS.items() for n, letter in enumerate(letters)}
"""One character each; small letters only, but for those with keys of their own."""

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


VNI = _vni_table()
"""One or two characters; a mark behind a capital may be typed small or capital."""
