"""The nominations in one file: a list with headings, or forms filled in beside or below their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten

from danvan_tools.errors import Fault, FaultKind
from danvan_tools.language import format_points
from danvan_tools.records.cell_text import cell_text, is_blank
from danvan_tools.records.form_items import ITEMS, filled_forms
from danvan_tools.records.form_reader import FilledForm
from danvan_tools.records.heading_rows import find_headings
from danvan_tools.records.headings import KnownHeadings
from danvan_tools.records.source_errors import UnreadableWorkbookError
from danvan_tools.records.source_files import SourceFile
from danvan_tools.records.spreadsheets import read_table
from danvan_tools.records.word_documents import Block, WordTable
from danvan_tools.schema import NOMINATION_FORM

__all__ = ["Found", "document_forms", "workbook_forms"]

# The texts of one nomination by name of a column, and where in the file it stands.
Found = tuple[Mapping[str, str], str]

# A list of every model of a province is 20,000 rows of eleven cells.
_MOST_CELLS = 500_000
# A form has some hundred lines, and nobody sends a thousand forms in one document.
_MOST_LINES = 100_000
_FEWER = "Xóa dòng thừa, hoặc tách thành nhiều tệp, rồi chạy lại."
_QUOTED = 300
_HEADING: FaultKind = "heading"
_CONTRADICTION: FaultKind = "contradiction"
# Characters in one cell of Excel.
_LONGEST_CELL = 32_767

_KNOWN = KnownHeadings(NOMINATION_FORM)
# One heading alone may be the label of a form.
_LEAST_HEADINGS = 2


def workbook_forms(source: SourceFile, file: str) -> tuple[list[Found], list[Fault]]:
    """Return the nominations on the visible sheets of a workbook, and the faults of its lists.

    Raises
    ------
    UnreadableWorkbookError
        If a sheet is broken or lays out too much.
    """
    found: list[Found] = []
    faults: list[Fault] = []
    for sheet in source.sheets:
        if not sheet.visible:
            continue
        if _is_list(source, sheet.name):
            rows, wrong = _list_rows(source, file, sheet.name)
            found += rows
            faults += wrong
            continue
        content = source.rows(sheet.name)
        if len(content) > _MOST_LINES:
            faults.append(Fault(file=file, kind="file", sheet=sheet.name, what=_lines(len(content)), remedy=_FEWER))
            continue
        forms = filled_forms([WordTable(tuple(tuple(map(cell_text, row)) for row in content))])
        rows, wrong = _numbered(forms, file, sheet.name)
        found += rows
        faults += wrong
    return found, faults


def document_forms(blocks: Sequence[Block], file: str) -> tuple[list[Found], list[Fault]]:
    """Return the nominations of a document: those in tables with headings, and those under labels.

    Raises
    ------
    UnreadableWorkbookError
        If a table lays out too much, or there are more lines than any form has.
    """
    lines = sum(block.count("\n") + 1 if isinstance(block, str) else len(block.rows) for block in blocks)
    if lines > _MOST_LINES:
        raise UnreadableWorkbookError(_lines(lines), _FEWER)
    tables = _TablesOfDocument([block for block in blocks if isinstance(block, WordTable)])
    source = SourceFile(file, "", tables)
    lists = [name for name, _ in tables.sheets if _is_list(source, name)]
    found: list[Found] = []
    faults: list[Fault] = []
    for name in lists:
        rows, wrong = _list_rows(source, file, name)
        found += rows
        faults += wrong
    listed = {tables.by_name[name] for name in lists}
    forms = filled_forms(block for block in blocks if not (isinstance(block, WordTable) and block in listed))
    numbered, unread = _numbered(forms, file, "")
    return [*numbered, *found], [*faults, *unread]


class _TablesOfDocument:
    """The tables of a document as the sheets of a workbook.

    Raises
    ------
    UnreadableWorkbookError
        If a table of few cells would be huge once its rows are all as long as the longest.
    """

    def __init__(self, tables: Sequence[WordTable]) -> None:
        self.by_name = {f"bảng {number}": table for number, table in enumerate(tables, start=1)}
        self.sheets = tuple((name, True) for name in self.by_name)
        self.single = False
        self._rows = {name: _padded(name, table) for name, table in self.by_name.items()}

    def rows(self, sheet: str) -> list[list[object]]:
        return self._rows[sheet]

    def merged_ranges(self, _: str) -> list[tuple[int, int, int, int]]:
        return []


def _lines(number: int) -> str:
    return f"có tới {format_points(number)} dòng chữ, không thể là phiếu đăng ký"


def _padded(name: str, table: WordTable) -> list[list[object]]:
    width = max(map(len, table.rows), default=0)
    if width * len(table.rows) > _MOST_CELLS:
        what = f"{name} có {format_points(len(table.rows))} dòng, có dòng tới {format_points(width)} ô"
        raise UnreadableWorkbookError(what, "Xóa dòng và ô thừa, hoặc tách bảng, rồi chạy lại.")
    return [[*row, *[""] * (width - len(row))] for row in table.rows]


def _is_list(source: SourceFile, sheet: str) -> bool:
    """Tell whether a sheet has headings in a row, the name among them."""
    found = find_headings(source.rows(sheet), source.merged_ranges(sheet), _KNOWN)
    return found is not None and "name" in found.places and len(found.places) >= _LEAST_HEADINGS


def _list_rows(source: SourceFile, file: str, sheet: str) -> tuple[list[Found], list[Fault]]:
    table, faults = read_table(source, file, NOMINATION_FORM, {}, sheet)
    names = NOMINATION_FORM.names
    rows: list[Found] = []
    for row, *texts in table.rows(*names):
        filled = {name: text for name, text in zip(names, texts, strict=True) if not is_blank(text)}
        if "name" in filled:
            rows.append((filled, f"{sheet}, dòng {row}" if sheet else f"dòng {row}"))
    return rows, faults


def _numbered(forms: Sequence[FilledForm], file: str, sheet: str) -> tuple[list[Found], list[Fault]]:
    """Return each form with its number, and a warning for each text of it that belongs to no item."""
    found: list[Found] = []
    faults = []
    for number, form in enumerate(forms, start=1):
        place = f"phiếu {number}"
        found.append((form.texts, f"{sheet}, {place}" if sheet else place))
        faults += [_unread(file, sheet, place, label, text) for label, text in form.unread.items()]
        faults += [
            _too_long(file, sheet, place, item.heading, len(text))
            for item in ITEMS
            if len(text := form.texts.get(item.name, "")) > _LONGEST_CELL
        ]
    return found, faults


def _too_long(file: str, sheet: str, place: str, heading: str, length: int) -> Fault:
    what = f"{place}: mục này dài {format_points(length)} ký tự, quá {format_points(_LONGEST_CELL)}"
    remedy = "Excel không giữ được cả: rút gọn mục ấy rồi chạy lại."
    return Fault(file=file, kind="text", sheet=sheet, column=heading, what=what, remedy=remedy)


def _unread(file: str, sheet: str, place: str, label: str, text: str) -> Fault:
    label, kind = shorten(label, _QUOTED, placeholder="…"), _HEADING
    quoted = f'"{shorten(text, _QUOTED, placeholder="…")}"'
    if label in {item.heading for item in ITEMS}:
        what, kind = f'{place}: mục "{label}" có ở hai chỗ, ghi khác nhau; chưa lấy {quoted}', _CONTRADICTION
    elif label:
        what = f'{place}: mục "{label}" không có trong mẫu đăng ký nên chưa lấy nội dung {quoted}'
    else:
        what = f"{place}: chữ nằm ngoài các mục của mẫu đăng ký nên chưa lấy: {quoted}"
    remedy = "Nếu là nội dung của hồ sơ thì chuyển vào một mục của mẫu rồi chạy lại, hoặc chép vào danh sách."
    return Fault(
        file=file, kind=kind, sheet=sheet, column=label, value=text, what=what, remedy=remedy, severity="warning"
    )
