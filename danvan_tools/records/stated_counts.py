"""Numbers of records that a list states about itself, beside what was counted."""

from __future__ import annotations

import re

from danvan_tools.language import comparison_key
from danvan_tools.schema import Column

__all__ = ["stated_counts", "stated_kinds", "total_label"]

_NUMBER = re.compile(r"(?<![\w/.,])(\d{1,3}(?:\.\d{3})+|\d+)(?![\d/%]|[.,]\d)\s*(?:\([^()\d]*\)\s*)?")
# What a list counts; "15 đơn vị" or "120 triệu đồng" says nothing about its rows.
_NOUN = re.compile(
    r"(?:mô hình|điển hình|hồ sơ|tập thể|cá nhân|hộ gia đình|dòng|điểm|lượt|trường hợp|danh hiệu|mh|đh)\b|\W*$|[).;,/]",
    re.IGNORECASE,
)
# Behind a kind that is counted as a whole: "4 mô hình tập thể" counts some of the models only.
_WHOLE = re.compile(r"\s*(?:$|[,;.:)(–/-]|và\b)", re.IGNORECASE)
_SHORT_KINDS = {"mh": "mô hình", "đh": "điển hình"}
_TOTAL = re.compile(r"(?:tổng\s+cộng|tổng\s+số|tổng|cộng)(?=[\s:.(/–-]|$)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_LIST_HOLDS = re.compile(r"\(?\s*(?:danh\s+sách|bảng|biểu)(?:\s+này|\s+trên)?\s+(?:gồm|có)\b", re.IGNORECASE)
# What may stand behind "Tổng cộng" besides the name of a group: "Cộng mục I", "Tổng (I+II)", "Tổng số mô hình".
_BEHIND = re.compile(
    r"(?:cộng|số|chung|toàn bộ|cả|các|và|lĩnh vực|mục|phần|nhóm|khối|trang|danh sách|có|là"
    r"|mô hình|điển hình|hồ sơ|tập thể|cá nhân|hộ gia đình|[ivxlc]{1,5}|[a-zđ]|\d+|[\W_])+",
    re.IGNORECASE,
)


def stated_counts(text: str) -> list[int]:
    """Return the numbers of records that a text states: "59 mô hình" and "59", not "15 đơn vị" or "75,61%"."""
    return [
        int(found[1].replace(".", "")) for found in _NUMBER.finditer(text) if _NOUN.match(text[found.end() :].lstrip())
    ]


def stated_kinds(text: str, column: Column) -> dict[str, int]:
    """Return how many records of each kind a text states: word of a column → number; {} if not of two kinds at least.

    "Tổng số: 04 mô hình, 01 điển hình" says so of two kinds; "59 mô hình" may mean every row.
    """
    words = {comparison_key(word): word for word in (*column.words, *_SHORT_KINDS)}
    nouns = re.compile(
        "|".join(re.escape(word) for word in sorted(words.values(), key=len, reverse=True)), re.IGNORECASE
    )
    stated: list[tuple[str, int]] = []
    for found in _NUMBER.finditer(text):
        noun = nouns.match(text, found.end())
        if noun and _WHOLE.match(text, noun.end()):
            word = words[comparison_key(noun[0])]
            stated.append((_SHORT_KINDS.get(word, word), int(found[1].replace(".", ""))))
    kinds = {word: number for word, number in stated if word in column.words}
    return kinds if len(kinds) == len(stated) >= 2 else {}


def total_label(text: str) -> tuple[bool, str]:
    """Tell whether a text is the label of a row of totals, and what group it may name.

    Returns
    -------
    bool
        True for "Tổng cộng: 59 mô hình"; False for a record whose name begins with "Tổng", and for
        "Cộng lĩnh vực …", whose group the caller must know.
    str
        The words behind "Cộng", "Tổng" …; "" if there are none.
    """
    if _LIST_HOLDS.match(text):
        return True, ""
    found = _TOTAL.match(text)
    if not found:
        return False, ""
    rest = found["rest"].strip(" :.–-")
    return not rest or bool(_BEHIND.fullmatch(rest)), rest
