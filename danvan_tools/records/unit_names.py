"""The ways a unit's name is written: "Phường Vân Khê", "P.Vân Khê, TX Sông Vân", "Vân Khê (Sông Vân)"."""

from __future__ import annotations

import re
from functools import lru_cache

from danvan_tools.language import comparison_key

__all__ = ["UnitName", "commune_of_body", "plain_name", "read_bracketed", "read_name", "same_unit"]

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
_BRACKETED = re.compile(r"(.*[^\s(]) ?\(([^()]+)\)")
# The bodies of a commune that share its row; the Front and the associations have rows of their own.
_BODIES = ("đảng ủy", "đu", "đảng bộ", "bch đảng bộ", "ban chấp hành đảng bộ", "ubnd", "ủy ban nhân dân", "hđnd",
           "hội đồng nhân dân")  # fmt: skip
_BODY = re.compile(rf"(?:(?:{'|'.join(map(comparison_key, _BODIES))})(?:(?: ?[-,/&+;] ?| và | )|$))+(?P<rest>\S.*)")
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")


def plain_name(text: str) -> str:
    """Return the comparison key of a name or of a part of it; "Phường 01" is "Phường 1"."""
    return _LEADING_ZEROS.sub("", comparison_key(text))


@lru_cache(maxsize=65_536)
def read_name(text: str) -> tuple[UnitName, ...]:
    """Return the unit that a text names and those it says the unit belongs to, in the order written.

    "P. Vân Khê, TX Sông Vân" gives ``(("phường", "vân khê"), ("thị xã", "sông vân"))``, all of them comparison
    keys; so do "P. Vân Khê - TX Sông Vân" and "P. Vân Khê (TX Sông Vân)". A name without a type has "" for it.
    """
    key = plain_name(text)
    if found := _BRACKETED.fullmatch(key):
        parts = (*_read_parts(found[1]), *_read_parts(found[2]))
        # "Trường Vân Khê (cơ sở 2)" is a name as a whole.
        return parts if any(kind for kind, _ in parts) else _read_parts(key)
    return _read_parts(key)


def read_bracketed(text: str) -> tuple[UnitName, ...]:
    """Return what "Vân Khê (Sông Vân)" says if the brackets hold what the unit belongs to; () without brackets."""
    found = _BRACKETED.fullmatch(plain_name(text))
    return (*_read_parts(found[1]), *_read_parts(found[2])) if found else ()


def commune_of_body(text: str) -> str:
    """Return the commune whose Party committee, People's Committee or People's Council a text names; "" for others."""
    found = _BODY.fullmatch(plain_name(text))
    return found["rest"] if found else ""


def _read_parts(key: str) -> tuple[UnitName, ...]:
    parts: list[UnitName] = []
    for written in key.split(","):
        first, *others = written.split("-")
        for other in others:
            # "Bà Rịa - Vũng Tàu" is one name.
            if _read_part(other)[0] and first.strip():
                parts.append(_read_part(first))
                first = other
            else:
                first = f"{first}-{other}"
        parts.append(_read_part(first))
    return tuple(parts)


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
