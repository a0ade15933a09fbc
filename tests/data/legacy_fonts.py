"""Vietnamese text as it was typed before Unicode: TCVN3 (ABC), VNI, Windows-1258."""

from __future__ import annotations

import unicodedata

# Small letters in the order of their codes, from the font's chart.
_TCVN3 = dict(zip("ĂÂÊÔƠƯĐăâêôơưđ", range(0xA1, 0xAF), strict=True))
for _first, _letters in (
    (0xB5, "àảãáạ"), (0xBB, "ằẳẵắ"), (0xC6, "ặầẩẫấậè"), (0xCE, "ẻẽéẹềểễếệìỉ"), (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"), (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
):  # fmt: skip
    _TCVN3 |= dict(zip(_letters, range(_first, _first + len(_letters)), strict=True))

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = _TONES = "\u0300\u0301\u0303\u0309\u0323"
_VNI_TONES = {_ACUTE: "ù", _GRAVE: "ø", _HOOK: "û", _TILDE: "õ", _DOT: "ï"}
_VNI_HATS = {"": "â", _ACUTE: "á", _GRAVE: "à", _HOOK: "å", _TILDE: "ã", _DOT: "ä"}
_VNI_BREVES = {"": "ê", _ACUTE: "é", _GRAVE: "è", _HOOK: "ú", _TILDE: "ü", _DOT: "ë"}
_VNI_ALONE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}


def in_tcvn3(text: str) -> str:
    """Return a text as TCVN3 shows it without its font; capitals with a tone have no code there."""
    return "".join(chr(_TCVN3.get(letter, ord(letter))) for letter in unicodedata.normalize("NFC", text))


def in_vni(text: str) -> str:
    """Return a text as VNI shows it without its font."""
    return "".join(_vni(letter) for letter in unicodedata.normalize("NFC", text))


def _vni(letter: str) -> str:
    if letter.lower() in _VNI_ALONE:
        typed = _VNI_ALONE[letter.lower()]
        return typed.upper() if letter.isupper() else typed
    base, *marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _TONES), "")
    if "\u0302" in marks:
        mark = _VNI_HATS[tone]
    elif "\u0306" in marks:
        mark = _VNI_BREVES[tone]
    else:
        mark = _VNI_TONES.get(tone, "")
        if "\u031b" in marks:
            horned = {"o": "ô", "u": "ö"}[base.lower()]
            base = horned.upper() if base.isupper() else horned
    return base + (mark.upper() if letter.isupper() else mark)


def in_windows_1258(text: str) -> bytes:
    """Return a text in the code page of Vietnamese Windows: the tone stands behind its letter."""
    spelt = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in _TONES)
        spelt.append(unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)) + tones)
    return "".join(spelt).encode("cp1258")
