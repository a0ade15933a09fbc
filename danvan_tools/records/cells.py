"""One cell of a spreadsheet → the value code sees, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from danvan_tools.language import (
    RatioReading,
    comparison_key,
    format_date,
    format_number,
    format_points,
    read_date,
    read_number,
    read_ratio,
    suggestion,
    toneless_key,
)
from danvan_tools.records.cell_text import MEND_CELL, NOT_CALCULATED, CellError, cell_text, is_error, text_warning
from danvan_tools.schema import Column

__all__ = ["find_word", "parse_cell"]

_FEW = 8
# What stands behind "2,5" here makes another number of it, and the column may count in these already.
_SIZE = re.compile(r"(?:chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)\b", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1930, 2100
_PRECISIONS = {
    "month": "một tháng",
    "quarter": "một quý",
    "half": "nửa năm",
    "year": "một năm",
    "range": "một khoảng",
    "school year": "một năm học",
}


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
    if is_error(cell):
        if cell_text(cell) == NOT_CALCULATED:
            msg = "ô có công thức chưa được tính nên chưa có giá trị"
            raise CellError(msg, "Mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi chạy lại; hoặc gõ giá trị vào ô.")
        msg = f"ô báo lỗi công thức {cell_text(cell)}"
        raise CellError(msg, "Gõ giá trị vào ô thay cho công thức rồi chạy lại.")
    match column.kind:
        case "integer":
            return _integer(column, cell)
        case "decimal":
            return float(_number(column, cell))
        case "date":
            return _date(cell)
        case "choice":
            return _found(_text(cell), lambda text: find_word(text, column.words))
        case "reference" if find is not None:
            return _found(_text(cell), find)
        case _:
            return _text(cell)


def _found(text: str, find: Callable[[str], str]) -> str:
    """Return what is found for a text; what is not found for its letters of another alphabet is said to be so."""
    try:
        return find(text)
    except CellError as error:
        raise (text_warning(text) if error.kind == "word" else None) or error from None


def find_word(text: str, words: Mapping[str, str]) -> str:
    """Return the value in code of a Vietnamese word, compared by its key; marks may be missing, not others."""
    known = {comparison_key(word): value for word, value in words.items()}
    key = comparison_key(text)
    if key in known:
        return known[key]
    without_marks = {value for word, value in known.items() if _lacks_marks(key, word)}
    if len(without_marks) == 1:
        return without_marks.pop()
    short = [word for word in words if _initials(word) == toneless_key(text).replace(".", "")]
    hint = f'Ý là "{short[0]}"? ' if len(short) == 1 else suggestion(text, words)
    if hint:
        remedy = f"{hint}{MEND_CELL}"
    elif len(words) <= _FEW:
        remedy = f"Chọn một trong: {'; '.join(words)}. {MEND_CELL}"
    else:
        remedy = f"Chọn một từ trong danh sách thả xuống của ô. {MEND_CELL}"
    raise CellError(f'"{text}" không có trong danh mục', remedy, "word")


def _lacks_marks(key: str, word: str) -> bool:
    """Tell whether a key is that of a word typed with only some of its marks, or none: "điển hinh", "ca nhan"."""
    if toneless_key(key) != toneless_key(word):
        return False
    # The stroke of "đ" is no mark in Unicode.
    written, whole = (unicodedata.normalize("NFD", one.replace("đ", "d\u0335")) for one in (key, word))
    letters = iter(whole)
    return all(letter in letters for letter in written)


def _initials(word: str) -> str:
    return "".join(part[0] for part in toneless_key(word).split())


def _text(cell: object) -> str:
    if isinstance(cell, (date, datetime, time, timedelta)):
        # "2/3" and "05/03" typed into a General cell: what she typed is gone, so nobody may guess.
        msg = f'ô cần chữ nhưng Excel đã đổi thành ngày, giờ "{cell_text(cell)}"'
        raise CellError(msg, "Định dạng ô kiểu Text, gõ lại rồi chạy lại.")
    return cell_text(cell)


def _number(column: Column, cell: object) -> Decimal:
    text = cell_text(cell)
    if isinstance(cell, str):
        number = _written_number(text)
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and isfinite(cell):
        number = Decimal(str(cell))
    else:
        raise CellError(f'"{text}" không phải là số')
    if column.minimum is not None and number < column.minimum:
        raise CellError(f'"{text}" nhỏ hơn {column.minimum}')
    return number


def _written_number(text: str) -> Decimal:
    """Return the number a text writes, if it writes one exact number and nothing else."""
    reading = read_number(text)
    if reading is None:
        ratio = read_ratio(text)
        raise CellError(f'"{text}" không phải là số') if ratio is None else _no_ratio(text, ratio)
    size = _SIZE.match(reading.unit)
    if size:
        msg = f'"{text}" có "{size[0]}" thay cho các chữ số'
        raise CellError(msg, "Ghi cả con số bằng chữ số, theo đơn vị tính của cột, rồi chạy lại.")
    typed = [f'"{_typed(number)}"' for number in reading.readings]
    if len(typed) > 1:
        msg = f'"{text}" đọc được hai cách: {" hoặc ".join(typed)}'
        raise CellError(msg, f"Ghi {' hoặc '.join(typed)} rồi chạy lại.")
    if reading.approximate:
        raise CellError(f'"{text}" là số gần đúng', "Ghi con số chính xác rồi chạy lại.")
    if reading.unit:
        msg = f'"{text}" có "{reading.unit}" ngoài con số'
        raise CellError(msg, f"Ý là {typed[0]}? Ô chỉ ghi số; sửa rồi chạy lại.")
    if reading.value is None:
        raise CellError(f'"{text}" không phải là số', f"Ý là {typed[0]}? {MEND_CELL}")
    return reading.value


def _no_ratio(text: str, ratio: RatioReading) -> CellError:
    """Say that a part of a whole is no number, and that its percentage is another one where it is."""
    what = f'"{text}" là tỷ lệ, không phải một số'
    if not ratio.agrees and ratio.percent is not None:
        part, whole, percent = map(format_points, (ratio.part, ratio.whole, ratio.percent))
        what += f"; {part}/{whole} là {format_number(ratio.part * 100 / ratio.whole, 2)}%, không phải {percent}%"
    return CellError(what, f"Ghi một số, ví dụ {_typed(ratio.part)}, rồi chạy lại.")


def _typed(number: Decimal) -> str:
    """Write a number so that it can be read in one way only: three digits after the comma get a fourth."""
    text = format_points(number)
    return f"{text}0" if len(text.partition(",")[2]) == 3 else text


def _integer(column: Column, cell: object) -> int:
    number = _number(column, cell)
    if number != number.to_integral_value():
        raise CellError(f'"{cell_text(cell)}" không phải là số nguyên')
    return int(number)


def _date(cell: object) -> date:
    text = cell_text(cell)
    found = cell if isinstance(cell, date) else _written_date(text)
    if isinstance(found, datetime):
        found = found.date()
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise CellError(f'"{text}" có năm ngoài khoảng {_FIRST_YEAR}–{_LAST_YEAR}')
    return found


def _written_date(text: str) -> date:
    """Return the day a text writes, if it writes one day in one way."""
    reading = read_date(text)
    if reading is None:
        raise CellError(f'"{text}" không phải là ngày', "Ghi ngày/tháng/năm, ví dụ 05/01/2015.")
    if reading.day:
        return reading.day
    if reading.first or not reading.readings:
        what = f'"{text}" là {_PRECISIONS[reading.precision]}, không phải một ngày'
        raise CellError(what, "Ghi đủ ngày/tháng/năm, ví dụ 05/01/2015.")
    days = [format_date(first) for first, _ in reading.readings]
    if len(days) > 1:
        what = f'"{text}" đọc được hai cách: {" hoặc ".join(days)}'
        raise CellError(what, "Ghi đủ bốn chữ số của năm rồi chạy lại.")
    how = "Định dạng ô kiểu Ngày" if text.isdigit() else "Ghi ngày/tháng/năm"
    raise CellError(f'"{text}" không phải là ngày', f"Ý là {days[0]}? {how} rồi chạy lại.")
