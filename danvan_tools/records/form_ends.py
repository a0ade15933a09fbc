"""Where a filled form ends: place and date, who signs, who receives. Every rule is about a whole line.

``footers.py`` knows lines below a table by their first words. Below the items of a form that is too little: "Ngày 5
tháng 3 các hộ đã góp…" or "Xác nhận của người dân là…" is what the unit writes, and all of it counts.
"""

from __future__ import annotations

import re

from danvan_tools.language import toneless_key

__all__ = ["is_bare_date", "is_bulleted", "is_end", "is_receivers", "is_signature"]

_DATE = r"ngay[\W\d_]{1,12}thang[\W\d_]{1,12}nam[\W\d_]{0,12}"
_BARE_DATE = re.compile(_DATE)
_PLACE_AND_DATE = re.compile(rf"[^,;:]{{1,50}}, ?{_DATE}")
# Words of a place that are written small: "xã Vân Khê, ngày …".
_SMALL = {"xa", "phuong", "thi", "tran", "huyen", "quan", "tinh", "thanh", "pho", "dac", "khu"}
_LONGEST_PLACE = 6
_RECEIVERS = re.compile(r"noi nhan ?:?(?: ?[-+*•].*| ?nhu tren.*)?")
_OFFICES = re.compile(
    r"(?:q\. ?|quyen )?(?:pho )?(?:chu tich|bi thu|truong ban|chu nhiem|giam doc|hieu truong|truong phong|truong khoi)"
    r"|thu ky|thu truong(?: (?:co quan|don vi))*|nguoi lap(?: (?:bieu|phieu|bao cao|danh sach))?"
    r"|nguoi (?:bao cao|dang ky|dai dien)|dai dien (?:don vi|co quan|tap the)"
    r"|xac nhan cua (?:cap uy|dang uy|dang bo|chi bo|uy ban nhan dan|ubnd|ubmttq|mat tran|co quan|don vi|thu truong"
    r"|lanh dao|chinh quyen|dia phuong|cap tren|ban thuong vu)[^.,;:]{0,40}"
)
_SHOUTED = re.compile(
    r"(?:t/?m|k/?t|t/?l|t/?u/?q)\b|nguoi (?:lap|bao cao|dang ky|dai dien)|thu truong|dai dien|xac nhan cua"
    r"|(?:pho )?(?:chu tich|bi thu|truong ban)"
)
_ON_BEHALF = re.compile(r"(?:T/?M|K/?T|T/?L|T/?U/?Q)\s*[./]?\s*([^\W\d_])[^.;:]*")
_MOST_WORDS, _LONGEST = 12, 150
_BULLET = re.compile(r"\s*[-+*•–]")
_SIGNED = re.compile(r"\(?(?:da )?ky(?: ten)?(?:[,)].{0,40})?")
_MOST_WORDS_OF_A_NAME = 7


def is_end(line: str) -> bool:
    """Tell whether a line as a whole opens what stands below a filled form."""
    line = line.strip()
    if len(line) > _LONGEST:
        return False
    key = toneless_key(line).rstrip(" :.")
    if is_bare_date(line) or is_receivers(line) or _OFFICES.fullmatch(key):
        return True
    if _PLACE_AND_DATE.fullmatch(key):
        return _is_place(line.partition(",")[0])
    if len(line.split()) > _MOST_WORDS:
        return False
    behalf = _ON_BEHALF.fullmatch(line)
    return bool((behalf and behalf[1].isupper()) or (line.isupper() and _SHOUTED.match(key)))


def is_bare_date(line: str) -> bool:
    """Tell whether a line is "Ngày 05 tháng 01 năm 2026" without a place: it may be what an item says."""
    return bool(_BARE_DATE.fullmatch(toneless_key(line.strip()).rstrip(" .")))


def is_receivers(line: str) -> bool:
    """Tell whether a line opens the list of receivers ("Nơi nhận:")."""
    return bool(_RECEIVERS.fullmatch(toneless_key(line.strip())))


def is_bulleted(line: str) -> bool:
    """Tell whether a line is led by a bullet."""
    return bool(_BULLET.match(line))


def is_signature(line: str) -> bool:
    """Tell whether a line below the end is a person's name, an office, a heading, or "(Ký, ghi rõ họ tên)"."""
    words = line.split()
    named = len(words) <= _MOST_WORDS_OF_A_NAME and not any(letter.isdigit() for letter in line)
    capitals = named and all(word[:1].isupper() or not word[:1].isalnum() for word in words)
    key = toneless_key(line.strip())
    return capitals or line.isupper() or is_end(line) or bool(_SIGNED.fullmatch(key)) or key.startswith("kinh gui")


def _is_place(text: str) -> bool:
    words = text.split()
    return len(words) <= _LONGEST_PLACE and all(word[:1].isupper() or toneless_key(word) in _SMALL for word in words)
