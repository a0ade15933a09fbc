"""One cell of a spreadsheet → the value code sees, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from danvan_tools.errors import FaultKind
from danvan_tools.language import comparison_key, format_date, format_points, parse_date, parse_number, suggestion
from danvan_tools.schema import Column

__all__ = ["MEND_CELL", "CellError", "cell_text", "find_word", "is_blank", "parse_cell"]

MEND_CELL = "Sửa ô rồi chạy lại."

_FEW = 8
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
# White space and control characters that no line of text holds; a line break stays.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_ENGLISH_DECIMAL = re.compile(r"[+-]?\d+\.\d+")
# "48,620" may be 48 thousand written the English way, or 48.62: nobody but the secretary knows.
_THREE_AFTER_COMMA = re.compile(r"[+-]?\d{1,3},\d{3}")
_FIRST_YEAR, _LAST_YEAR = 1930, 2100
_EXCEL_EPOCH = date(1899, 12, 30)


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


def cell_text(cell: object) -> str:
    """Return a cell as text: no white space around it, whole numbers without a fraction, inner lines kept.

    A tab or another control character is read as a space.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell.strip().strip(_INVISIBLE).replace("\r\n", "\n").replace("_x000D_", "")
        return _CONTROLS.sub(" ", text).strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return format_points(cell).replace(".", "")
    if isinstance(cell, (datetime, date)):
        return format_date(cell)
    return str(cell)


def parse_cell(column: Column, cell: object, find: Callable[[str], str] | None = None) -> Any:
    """Return the value of a cell that is not blank.

    Parameters
    ----------
    column : Column
        Says the kind, the words of a choice and the least number.
    cell : object
        As read from the spreadsheet: str, float, bool, date, datetime …
    find : callable, optional
        For a reference: text → key, raising :class:`CellError`.

    Raises
    ------
    CellError
        If the cell does not hold what its column asks for.
    """
    if isinstance(cell, str) and cell.strip() in _ERRORS:
        msg = f"ô báo lỗi công thức {cell.strip()}"
        raise CellError(msg, "Gõ giá trị vào ô thay cho công thức rồi chạy lại.")
    match column.kind:
        case "integer":
            return _integer(column, cell)
        case "decimal":
            return float(_number(column, cell))
        case "date":
            return _date(cell)
        case "choice":
            return find_word(_text(cell), column.words)
        case "reference" if find is not None:
            return find(_text(cell))
        case _:
            return _text(cell)


def find_word(text: str, words: Mapping[str, str]) -> str:
    """Return the value in code of a Vietnamese word, compared by its key."""
    known = {comparison_key(word): value for word, value in words.items()}
    key = comparison_key(text)
    if key in known:
        return known[key]
    hint = suggestion(text, words)
    if hint:
        remedy = f"{hint}{MEND_CELL}"
    elif len(words) <= _FEW:
        remedy = f"Chọn một trong: {'; '.join(words)}. {MEND_CELL}"
    else:
        remedy = f"Chọn một từ trong danh sách thả xuống của ô. {MEND_CELL}"
    raise CellError(f'"{text}" không có trong danh mục', remedy, "word")


def _text(cell: object) -> str:
    if isinstance(cell, (date, datetime, time, timedelta)):
        # "2/3" and "05/03" typed into a General cell: what she typed is gone, so nobody may guess.
        msg = f'ô cần chữ nhưng Excel đã đổi thành ngày, giờ "{cell_text(cell)}"'
        raise CellError(msg, "Định dạng ô kiểu Text, gõ lại rồi chạy lại.")
    return cell_text(cell)


def _number(column: Column, cell: object) -> Decimal:
    text = cell_text(cell)
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise CellError(f'"{text}" không phải là số')
    number = parse_number(cell) if isinstance(cell, str) else Decimal(str(cell))
    if number is None:
        like = f'Ý là "{text.replace(".", ",")}"? ' if _ENGLISH_DECIMAL.fullmatch(text) else ""
        raise CellError(f'"{text}" không phải là số', like + MEND_CELL)
    if isinstance(cell, str) and _THREE_AFTER_COMMA.fullmatch(text):
        msg = f'"{text}" đọc được hai cách, phần nghìn hoặc phần thập phân'
        raise CellError(msg, f'Ghi "{text.replace(",", ".")}" nếu là hàng nghìn, bỏ số 0 cuối nếu là thập phân.')
    if column.minimum is not None and number < column.minimum:
        raise CellError(f'"{text}" nhỏ hơn {column.minimum}')
    return number


def _integer(column: Column, cell: object) -> int:
    number = _number(column, cell)
    if number != number.to_integral_value():
        raise CellError(f'"{cell_text(cell)}" không phải là số nguyên')
    return int(number)


def _date(cell: object) -> date:
    text = cell_text(cell)
    found = cell if isinstance(cell, date) else parse_date(cell) if isinstance(cell, str) else None
    if isinstance(found, datetime):
        found = found.date()
    if found is None:
        remedy = "Ghi ngày/tháng/năm, ví dụ 05/01/2015."
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 10_000 < cell < 60_000:
            like = format_date(_EXCEL_EPOCH + timedelta(days=int(cell)))
            remedy = f"Ý là {like}? Định dạng ô kiểu Ngày rồi chạy lại."
        raise CellError(f'"{text}" không phải là ngày', remedy)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise CellError(f'"{text}" có năm ngoài khoảng {_FIRST_YEAR}–{_LAST_YEAR}')
    return found
