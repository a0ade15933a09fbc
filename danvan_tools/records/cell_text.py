"""One cell as text: what is wrong with it, what a person sees in it, and in which letters it is typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from danvan_tools.errors import FaultKind
from danvan_tools.language import (
    could_be,
    foreign_letters,
    format_date,
    format_points,
    is_syllable,
    join_list,
    legacy_encoding,
    looks_legacy,
    to_unicode,
    with_latin_letters,
)

__all__ = [
    "MEND_CELL",
    "NOT_CALCULATED",
    "CellError",
    "cell_text",
    "is_blank",
    "is_error",
    "readable",
    "text_doubt",
    "text_warning",
    "unclear_text",
]

MEND_CELL = "Sửa ô rồi chạy lại."

# Also right where the one cell is in Unicode already and the others are not.
_RETYPE = "Gõ lại ô này và các ô gõ bằng bảng mã cũ bằng bộ gõ Unicode rồi chạy lại."
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
# White space and control characters that no line of text holds; a line break stays.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
NOT_CALCULATED = "#CHƯA TÍNH"
"""What the reader puts where a formula was saved without its value."""
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", NOT_CALCULATED}
_SHOWN, _FEW = 60, 3
# A spreadsheet keeps 15 digits; what is larger, infinite or no number is shown as it is stored.
_MOST_EXACT = 1e15
_SCRIPTS = {"Cyrillic": "chữ Kirin", "Greek": "chữ Hy Lạp", "Icelandic": "chữ Iceland"}


class CellError(ValueError):
    """A cell cannot be read: `what` is wrong, without a full stop, the `remedy`, and the `kind` of fault."""

    def __init__(self, what: str, remedy: str = MEND_CELL, kind: FaultKind = "value") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.kind = kind


def is_blank(cell: object) -> bool:
    """Tell whether a cell holds nothing a person can see."""
    return cell is None or (isinstance(cell, str) and not cell.strip().strip(_INVISIBLE))


def is_error(cell: object) -> bool:
    """Tell whether a cell shows the error of a formula, such as "#N/A"."""
    return isinstance(cell, str) and cell[:1] == "#" and cell.strip() in _ERRORS


def cell_text(cell: object) -> str:
    """Return a cell as text: no white space around it, whole numbers without a fraction, inner lines kept.

    A tab or another control character is read as a space.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _cleaned(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)) and abs(cell) < _MOST_EXACT:
        return format_points(cell).replace(".", "")
    if isinstance(cell, (datetime, date)):
        return format_date(cell)
    return str(cell)


def _cleaned(cell: str) -> str:
    """Return a text cell without what nobody typed on purpose; the same object if there is nothing to take away."""
    text = cell.strip().strip(_INVISIBLE)
    if "_x000D_" in text or "\r\n" in text:
        text = text.replace("\r\n", "\n").replace("_x000D_", "")
    if not text.isprintable():
        text = _CONTROLS.sub(" ", text)
    return text.strip()


def readable(cell: object) -> object:
    """Return a cell typed in a font of the time before Unicode as Unicode text, any other cell as it is.

    To be called on every cell before any cleaning: TCVN3 writes "ư" as the soft hyphen.

    Raises
    ------
    CellError
        If the cell is in an old encoding and nobody can tell which, or partly in one.
    """
    if not isinstance(cell, str) or not looks_legacy(cell):
        return cell
    encoding = legacy_encoding(cell)
    if encoding is None:
        return cell
    if encoding != "unclear":
        return to_unicode(cell, encoding)
    raise unclear_text(cell)


def unclear_text(cell: str) -> CellError:
    """Return what is wrong with a cell in an old encoding of which nobody can tell which."""
    msg = f'"{_short(cell)}" có chữ của bảng mã cũ (TCVN3 hoặc VNI) mà không đủ căn cứ để đọc'
    return CellError(msg, f"{_old_readings(cell)}Gõ lại ô bằng bộ gõ Unicode rồi chạy lại.", "text")


def text_doubt(cell: object, encodings: Iterable[Literal["tcvn3", "vni"]]) -> CellError | None:
    """Return the question that a cell raises beside others of its sheet that are in old encodings, or None.

    "Bé" is a word in Unicode, and "Bộ" in TCVN3; it is not decided. "Kinh tÕ" is none in Unicode, and too
    little to prove an encoding.

    Parameters
    ----------
    cell : object
        As read; :func:`readable` left it as it is.
    encodings : iterable of str
        Those of the other cells of the sheet.
    """
    if not isinstance(cell, str) or cell.isascii():
        return None
    old = looks_legacy(cell)
    texts = [to_unicode(cell, encoding) for encoding in encodings if old or could_be(cell, encoding)]
    quoted = [f'"{_short(text)}"' for text in dict.fromkeys(texts) if not old or _spells_more(text, cell)]
    if not quoted:
        return None
    if old:
        what = f'"{_short(cell)}" có chữ của bảng mã cũ như các ô khác của trang mà không đủ căn cứ để đọc'
        return CellError(what, f"Ý là {' hay '.join(quoted)}? {_RETYPE}", "text")
    readings = " hoặc ".join([f'"{_short(cell)}"', *quoted])
    return CellError(f"giữa các ô gõ bằng bảng mã cũ, ô này đọc được hai cách: {readings}", _RETYPE, "text")


def _spells_more(text: str, cell: str) -> bool:
    """Tell whether a reading makes a syllable of what was none: "tÕ", but not "20×30" or "Ø"."""
    words = set(text.lower().split()) - set(cell.lower().split())
    return any(len(word) > 1 and is_syllable(word) for word in (word.strip('.,;:()"') for word in words))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _old_readings(cell: str) -> str:
    """Ask whether one of the words an old encoding may stand for is meant; blank where none is a word."""
    readings = dict.fromkeys((to_unicode(cell, "tcvn3"), to_unicode(cell, "vni")))
    likely = [f'"{text}"' for text in readings if text != cell and all(map(is_syllable, text.lower().split()))]
    return f"Ý là {' hay '.join(likely)}? " if likely else ""


def text_warning(cell: object) -> CellError | None:
    """Return what is wrong with the letters of a text cell whose words are kept all the same, or None.

    Letters of another alphabet that look like Latin ones: the text reads well and is found by no search.
    """
    found = foreign_letters(cell) if isinstance(cell, str) else ()
    if not found:
        return None
    words = dict.fromkeys(one.word for one in found)
    letters = join_list(list(dict.fromkeys(f'"{one.letter}" ({_SCRIPTS[one.script]})' for one in found)))
    what = f"{_quoted(words)} có chữ {letters} chỉ trông giống chữ Việt"
    remedy = f"Gõ lại {_quoted(map(with_latin_letters, words))} bằng bộ gõ tiếng Việt rồi chạy lại."
    return CellError(what, remedy, "text")


def _quoted(words: Iterable[str]) -> str:
    """Return the first words of a fault in quotes, and how many more there are."""
    every = [f'"{_short(word)}"' for word in words]
    more = len(every) - _FEW
    return join_list([*every[:_FEW], f"{more} từ khác"] if more > 0 else every)
