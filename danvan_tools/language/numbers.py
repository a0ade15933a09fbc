"""Numbers as people type them, with "approximate" and "may be read in two ways" as outcomes.

Compared: ``babel`` (BSD) reads numbers of the locale ``vi``, but takes "48,620" for 48,62 and "1.2345" for 12345, and
says nothing; ``vietnam-number`` and ``viet-itn`` read spoken numbers and always answer with one. None reports a doubt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["NumberReading", "RatioReading", "parse_number", "read_number", "read_ratio"]

_LONGEST = 200
# One reading only: groups of three after points, or no points at all; a comma before decimals.
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII)
# Groups of three after spaces; or as in English, where the points and commas leave no doubt.
_SPACED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:,\d+)?", re.ASCII)
_ENGLISH = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})", re.ASCII)
# "48,620" may be 48 thousand written the English way, or 48.62: nobody but the writer knows.
_THREE_AFTER_COMMA = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_ENGLISH_DECIMAL = re.compile(r"[+-]?\d+\.\d+", re.ASCII)

_ABOUT_WORDS = (
    "hơn|trên|gần|dưới|khoảng|chừng|độ|tầm|ước|ước tính|ước đạt|xấp xỉ"
    "|ít nhất|nhiều nhất|tối thiểu|tối đa|không dưới|không quá"
)
_ABOUT = rf"(?:(?:{_ABOUT_WORDS})\s+|[≈~><≥≤]\s*)"
_PARTS = re.compile(
    rf"(?P<about>{_ABOUT}*)(?P<number>[+-]?\d[\d., ]*?)(?P<more>\s*\+|\s+trở lên)?"
    r"(?:\s*\((?P<words>[^()\d]+)\))?\s*(?P<unit>%|[^\W\d_][^\d%()]*)?",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"(?P<part>\d{1,3}(?:\.\d{3})+|\d+)\s*/\s*(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)"
    r"(?P<unit>[^\d%()/]*?)(?:[\s,;(]*(?:đạt|chiếm|bằng|tỷ lệ)?\s*(?P<percent>\d+(?:,\d+)?)\s*%\)?)?",
    re.ASCII | re.IGNORECASE,
)
_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3))
_SAME_WORDS = {"ngàn": "nghìn", "tỉ": "tỷ", "lẻ": "linh"}


@dataclass(frozen=True)
class NumberReading:
    """What a text says about a number.

    Attributes
    ----------
    value : Decimal or None
        The number, if there is one way to read it.
    approximate : bool
        "hơn", "gần", "khoảng", "≈", "100+" …
    readings : tuple of Decimal
        Every number it may be: `value` alone, or what to ask about.
    unit : str
        "%" or the words behind the number; a word of size ("triệu") is one of them and not multiplied.
    """

    value: Decimal | None
    approximate: bool
    readings: tuple[Decimal, ...]
    unit: str = ""


@dataclass(frozen=True)
class RatioReading:
    """A part of a whole, as in "124/164 xã, 75,61%"; `agrees` tells whether the percentage given is that of the two."""

    part: Decimal
    whole: Decimal
    percent: Decimal | None
    agrees: bool
    unit: str = ""


def parse_number(text: str) -> Decimal | None:
    """Return the number a Vietnamese text writes ("1.234,5"), or None if it is no number."""
    plain = text.strip()
    return _decimal(plain) if _NUMBER.fullmatch(plain) else None


def read_number(text: str) -> NumberReading | None:
    """Return what a text says about one number, or None if that is not what it says.

    Read are "1.234,5", "1 234", "05", "08 (tám)", "hơn 1.000", "75,61%", "1.561 dự án" and, where no other reading is
    possible, the English "1,234.5". Without a value, to be asked back, come "48,620" (48.620 or 48,62, whatever stands
    behind it), "12.5" (12,5?) and "08 (chín)".
    """
    plain = _plain(text)
    parts = _PARTS.fullmatch(plain) if len(plain) <= _LONGEST else None
    if not parts:
        return None
    readings, certain = _readings(parts["number"].strip())
    words = parts["words"]
    if words is not None and readings:
        spoken = _spoken(words)
        certain = certain and spoken == readings[0]
        readings += () if spoken is None or spoken in readings else (spoken,)
    if not readings:
        return None
    value = readings[0] if certain else None
    return NumberReading(value, bool(parts["about"] or parts["more"]), readings, (parts["unit"] or "").strip())


def read_ratio(text: str) -> RatioReading | None:
    """Return the part and the whole of "16/16", "16/16 xã" or "124/164 xã, đạt 75,61%", or None."""
    plain = _plain(text)
    found = _RATIO.fullmatch(plain) if len(plain) <= _LONGEST else None
    if not found:
        return None
    part, whole = (_decimal(found[name]) for name in ("part", "whole"))
    if not whole:
        return None
    percent = _decimal(found["percent"]) if found["percent"] else None
    agrees = percent is None or (part * 100 / whole).quantize(percent, rounding=ROUND_HALF_UP) == percent
    return RatioReading(part, whole, percent, agrees, found["unit"].strip(" ,;.…"))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\u2212", "-").split())


def _decimal(number: str) -> Decimal:
    """Return the number written with points, or spaces, between thousands and a comma before decimals."""
    return Decimal(number.replace(".", "").replace(" ", "").replace(",", "."))


def _readings(number: str) -> tuple[tuple[Decimal, ...], bool]:
    """Return every number that digits, points and commas may mean, and whether the first is certain."""
    if _THREE_AFTER_COMMA.fullmatch(number):
        return (_decimal(number.replace(",", "")), _decimal(number)), False
    if _NUMBER.fullmatch(number) or _SPACED.fullmatch(number):
        return (_decimal(number),), True
    if _ENGLISH.fullmatch(number):
        return (Decimal(number.replace(",", "")),), True
    if _ENGLISH_DECIMAL.fullmatch(number):
        return (Decimal(number),), False
    return (), False


def _spoken(text: str) -> Decimal | None:
    """Return the whole number that words say ("một trăm linh năm"), or None."""
    words = [_SAME_WORDS.get(word, word) for word in text.lower().split()]
    total = 0
    for scale, size in _SCALES:
        if scale in words:
            place = words.index(scale)
            count = _below_thousand(words[:place])
            if count is None:
                return None
            total, words = total + count * size, words[place + 1 :]
            if not words:
                return Decimal(total)
    rest = _below_thousand(words)
    return None if rest is None else Decimal(total + rest)


def _below_thousand(words: list[str]) -> int | None:
    """Return the number from 0 to 999 that words say, or None."""
    total = 0
    if "trăm" in words:
        place = words.index("trăm")
        if place != 1 or words[0] not in _DIGITS:
            return None
        total, words = _DIGITS[words[0]] * 100, words[2:]
    match words:
        case []:
            return total if total else None
        case ["mười", *rest]:
            tens = 10
        case [ten, "mươi", *rest] if _DIGITS.get(ten, 0) > 1:
            tens = _DIGITS[ten] * 10
        case ["linh", *rest] if total and rest:
            tens = 0
        case rest:
            tens = 0
    if not rest:
        return total + tens
    return total + tens + _DIGITS[rest[0]] if len(rest) == 1 and rest[0] in _DIGITS else None
