"""The ways a unit's name is written: "Phường Vân Khê", "P. Vân Khê", "P.Vân Khê, TX Sông Vân", "Vân Khê"."""

from __future__ import annotations

import re
from functools import lru_cache

from danvan_tools.language import comparison_key

__all__ = ["UnitName", "plain_name", "read_name", "same_unit"]

UnitName = tuple[str, str]
"""Comparison keys of the type ("phường"; "" where none is written) and of the name itself."""

_SHORT_FORMS = {
    "phường": "p", "xã": "x", "thị trấn": "tt", "thị xã": "tx", "thành phố": "tp", "huyện": "h", "quận": "q",
    "đặc khu": "đk", "tỉnh": "t",
}  # fmt: skip
_TYPES = {comparison_key(short): comparison_key(word) for word, short in _SHORT_FORMS.items()}
_WRITTEN_OUT = re.compile(rf"({'|'.join(_TYPES.values())}) (\S.*)")
# "P. Vân Khê", "P.Vân Khê", "P Vân Khê", "P5"; a province's "T" only with its point.
_SHORTENED = re.compile(rf"({'|'.join(_TYPES)})(?:\. ?|(?<!t) |(?<=tt) |(?<!t)(?=\d))(\S.*)")
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")


def plain_name(text: str) -> str:
    """Return the comparison key of a name or of a part of it; "Phường 01" is "Phường 1"."""
    return _LEADING_ZEROS.sub("", comparison_key(text))


@lru_cache(maxsize=65_536)
def read_name(text: str) -> tuple[UnitName, ...]:
    """Return the unit that a text names and those it says the unit belongs to, in the order written.

    "P. Vân Khê, TX Sông Vân" gives ``(("phường", "vân khê"), ("thị xã", "sông vân"))``, all of them comparison
    keys. A name without a type has "" for it.
    """
    return tuple(_read_part(part) for part in plain_name(text).split(","))


def _read_part(key: str) -> UnitName:
    part = key.strip()
    if found := _WRITTEN_OUT.fullmatch(part):
        return found[1], found[2]
    if found := _SHORTENED.fullmatch(part):
        return _TYPES[found[1]], found[2]
    return "", part


def same_unit(written: UnitName, known: UnitName) -> bool:
    """Tell whether a name as written can mean a known unit: a type that is not written may be any."""
    return written[1] == known[1] and written[0] in ("", known[0])
