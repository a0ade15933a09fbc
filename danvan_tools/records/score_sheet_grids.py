"""The grids of a score sheet: rows are candidates, columns are criteria."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from danvan_tools.language import format_points
from danvan_tools.records.ledger_entries import decimal_text
from danvan_tools.records.marks import NO_MARKS
from danvan_tools.records.score_sheet_formats import SheetFormats, line_count, row_height, set_page
from danvan_tools.records.score_sheet_manifest import Grid
from danvan_tools.records.score_sheet_marks import BLANK, CellKey, SheetMark, points_limits
from danvan_tools.schema import HOLDERS, Rubric, add_up, reach_of, vietnamese, ways_to_count

__all__ = ["ID_HEADING", "NAME_HEADING", "NUMBER_HEADING", "TOTAL_HEADING", "GridWriter", "PointLists", "owner_line"]

NUMBER_HEADING, ID_HEADING, NAME_HEADING = "STT", "Mã hồ sơ", "Tên mô hình, điển hình"
TOTAL_HEADING = "Tổng điểm"

_TITLE, _OWNER, _CODES, _NAMES, _MOST, _FIRST = range(6)
_ID, _NAME, _FIRST_CRITERION = 1, 2, 3
# "xin không chấm (có liên quan)" takes two lines of a column of points.
_POINTS_WIDTHS, _POINTS_WIDTH, _TOTAL_WIDTH, _POINTS_LINES = (5, 11, 36), 15, 10, 2
_COMMENTS_WIDTHS, _COMMENTS_WIDTH, _COMMENTS_LINES = (5, 11, 24), 20, 3
# More values than this are no list to choose from; they are typed.
_MOST_CHOICES = 101
_DECLARED = [word for word, value in NO_MARKS.items() if value]


def owner_line(owner: str) -> str:
    """Return the line that says on each grid whose it is."""
    return f"Thành viên: {owner}"


class PointLists:
    """The choices of the drop-downs, in columns of the hidden sheet: one per highest number of points."""

    def __init__(self, step: Decimal, sheet: str, column: int) -> None:
        self._step, self._sheet, self._first = step, sheet, column
        self._columns: dict[Decimal, int] = {}

    def validation(self, cell: str, most: Decimal) -> dict[str, Any]:
        """Return the rule for the cells of a criterion, of which `cell` is the first."""
        if most / self._step >= _MOST_CHOICES:
            words = ",".join(f'{cell}="{word}"' for word in _DECLARED)
            steps = f"{cell}/{self._step}"
            number = f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={most},ABS({steps}-ROUND({steps},0))<0.000001)"
            rule = {"validate": "custom", "value": f"=OR({number},{words})"}
        else:
            column = self._columns.setdefault(most, self._first + len(self._columns))
            top, bottom = (
                xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (0, len(self._choices(most)) - 1)
            )
            rule = {"validate": "list", "source": f"='{self._sheet}'!{top}:{bottom}"}
        limits = points_limits(most, self._step)
        return rule | {
            "input_title": f"Tối đa {format_points(most)} điểm",
            "input_message": f"{limits} Để trống là chưa chấm.",
            "error_title": "Điểm không hợp lệ",
            "error_message": f"{limits} Không chấm thì chọn một lý do trong danh sách: {'; '.join(_DECLARED)}.",
        }

    def _choices(self, most: Decimal) -> list[str | Decimal]:
        return [*_DECLARED, *(most - number * self._step for number in range(int(most / self._step) + 1))]

    def write(self, sheet: Any) -> None:
        """Write the lists that were asked for."""
        for most, column in self._columns.items():
            for row, choice in enumerate(self._choices(most)):
                if isinstance(choice, str):
                    sheet.write_string(row, column, choice)
                else:
                    sheet.write_number(row, column, float(choice))


class GridWriter:
    """Writes the two sheets of one holder: points, and comments in the same rows and columns."""

    def __init__(
        self, workbook: Any, formats: SheetFormats, grid: Grid, rubric: Rubric, *, title: str, owner: str
    ) -> None:
        self._workbook, self._formats, self._title, self._owner = workbook, formats, title, owner
        self._grid, self._rubric = grid, rubric
        self._most = [Decimal(criterion.max_points) for criterion in grid.criteria]

    def write_points(
        self,
        marks: Mapping[CellKey, SheetMark],
        locked: Collection[str],
        lists: PointLists,
        links: Mapping[str, str],
    ) -> None:
        """Write the sheet of the points, with drop-downs, totals and links to the dossiers."""
        grid, formats = self._grid, self._formats
        widths = [*_POINTS_WIDTHS, *[_POINTS_WIDTH] * len(grid.criteria), _TOTAL_WIDTH]
        sheet = self._sheet(grid.points_sheet, "PHIẾU CHẤM ĐIỂM", widths)
        self._total_heading(sheet)
        self._ways_to_count(sheet)
        last = _FIRST_CRITERION + len(grid.criteria) - 1
        for row, candidate in enumerate(grid.candidates, start=_FIRST):
            lines = max(_POINTS_LINES, line_count(candidate.name, _POINTS_WIDTHS[_NAME]))
            sheet.set_row(row, row_height(lines))
            # LibreOffice does not wrap a link: it stands on the short id.
            sheet.write_url(row, _ID, links[candidate.candidate_id], formats.link, candidate.candidate_id, "Đọc hồ sơ")
            style = formats.locked_points if candidate.candidate_id in locked else formats.points
            for column, criterion in enumerate(grid.criteria, start=_FIRST_CRITERION):
                mark = marks.get((candidate.candidate_id, criterion.criterion_id), BLANK)
                _write_mark(sheet, row, column, mark, style)
            sheet.write_formula(
                row, last + 1, self._formula(row), formats.total, self._total(candidate.candidate_id, marks)
            )
        bottom = _FIRST + len(grid.candidates) - 1
        for column, most in enumerate(self._most, start=_FIRST_CRITERION):
            rule = lists.validation(xl_rowcol_to_cell(_FIRST, column), most)
            sheet.data_validation(_FIRST, column, bottom, column, rule)
        for row, candidate in enumerate(grid.candidates, start=_FIRST):
            if candidate.candidate_id not in locked:
                blank = {"type": "blanks", "format": formats.not_marked}
                sheet.conditional_format(row, _FIRST_CRITERION, row, last, blank)
        signature = "Ngày ……… tháng ……… năm ………      Người chấm (ký, ghi rõ họ tên): …………………………………………"
        sheet.write_string(bottom + 2, _NAME, signature, formats.signature)

    def write_comments(self, marks: Mapping[CellKey, SheetMark], locked: Collection[str]) -> None:
        """Write the sheet of the comments."""
        grid, formats = self._grid, self._formats
        widths = [*_COMMENTS_WIDTHS, *[_COMMENTS_WIDTH] * len(grid.criteria)]
        sheet = self._sheet(grid.comments_sheet, "NHẬN XÉT", widths)
        for row, candidate in enumerate(grid.candidates, start=_FIRST):
            style = formats.locked_comment if candidate.candidate_id in locked else formats.comment
            lines = max(_COMMENTS_LINES, line_count(candidate.name, _COMMENTS_WIDTHS[_NAME]))
            for column, criterion in enumerate(grid.criteria, start=_FIRST_CRITERION):
                comment = marks.get((candidate.candidate_id, criterion.criterion_id), BLANK).comment
                lines = max(lines, line_count(comment, _COMMENTS_WIDTH))
                if comment:
                    sheet.write_string(row, column, comment, style)
                else:
                    sheet.write_blank(row, column, None, style)
            sheet.set_row(row, row_height(lines))
        rule = {
            "validate": "length",
            "criteria": "<=",
            "value": 2000,
            "error_title": "Nhận xét quá dài",
            "error_message": "Mỗi nhận xét nhiều nhất 2.000 ký tự. Rút gọn rồi nhập lại.",
        }
        bottom = _FIRST + len(grid.candidates) - 1
        sheet.data_validation(_FIRST, _FIRST_CRITERION, bottom, _FIRST_CRITERION + len(grid.criteria) - 1, rule)

    def _sheet(self, name: str, title: str, widths: Sequence[int]) -> Any:
        """Add a sheet with everything that is locked on both: title, owner, headings, ids."""
        grid, formats = self._grid, self._formats
        sheet = self._workbook.add_worksheet(name)
        set_page(sheet, widths, landscape=True)
        sheet.protect("", formats.protection)
        sheet.freeze_panes(_FIRST, _FIRST_CRITERION)
        sheet.repeat_rows(_CODES, _MOST)
        holder = vietnamese(HOLDERS, grid.holder).upper()
        sheet.merge_range(_TITLE, 0, _TITLE, len(widths) - 1, f"{title} – {holder}\n{self._title}", formats.title)
        sheet.set_row(_TITLE, 44)
        sheet.write_string(_OWNER, 0, owner_line(self._owner), formats.owner)
        for column, heading, last in (
            (0, NUMBER_HEADING, _MOST),
            (_ID, ID_HEADING, _MOST),
            (_NAME, NAME_HEADING, _NAMES),
        ):
            sheet.merge_range(_CODES, column, last, column, heading, formats.heading)
        sheet.write_string(_MOST, _NAME, "Điểm tối đa", formats.heading)
        sheet.set_row(_NAMES, 68)
        anchors = dict(zip(self._rubric.criteria["criterion_id"], self._rubric.criteria["anchors"], strict=True))
        for column, (criterion, most) in enumerate(zip(grid.criteria, self._most, strict=True), start=_FIRST_CRITERION):
            sheet.write_string(_CODES, column, criterion.criterion_id, formats.heading)
            sheet.write_string(_NAMES, column, criterion.name, formats.small_heading)
            sheet.write_number(_MOST, column, float(most), formats.heading)
            note = f"{criterion.name} – tối đa {format_points(most)} điểm\n{anchors[criterion.criterion_id]}".strip()
            lines = sum(1 + len(line) // 55 for line in note.split("\n"))
            sheet.write_comment(_CODES, column, note, {"width": 380, "height": 18 * lines + 14, "font_size": 10})
        for number, candidate in enumerate(grid.candidates):
            sheet.write_number(_FIRST + number, 0, number + 1, formats.number)
            sheet.write_string(_FIRST + number, _ID, candidate.candidate_id, formats.number)
            sheet.write_string(_FIRST + number, _NAME, candidate.name, formats.name)
        return sheet

    def _formula(self, row: int) -> str:
        """Return the total of a row as a formula that people can read: "SUM(D6:E6)+2*SUM(F6)-SUM(G6)".

        SUM passes over the words of a reason; rounding takes off what computing in binary adds.
        """
        factors = [self._rubric.factors[criterion.criterion_id] for criterion in self._grid.criteria]
        terms, column = [], _FIRST_CRITERION
        for factor, run in itertools.groupby(factors):
            first, column = column, column + len(list(run))
            size = "" if abs(factor) == 1 else f"{decimal_text(abs(factor))}*"
            terms.append(f"{'-' if factor < 0 else '+'}{size}SUM({_cells(row, first, column - 1)})")
        return (
            f'=IF(COUNT({_cells(row, _FIRST_CRITERION, column - 1)})=0,"",ROUND({"".join(terms).removeprefix("+")},6))'
        )

    def _total(self, candidate_id: str, marks: Mapping[CellKey, SheetMark]) -> float | str:
        """Return what the formula of a row comes to."""
        own = {one.criterion_id: marks.get((candidate_id, one.criterion_id), BLANK) for one in self._grid.criteria}
        points = {key: mark.points for key, mark in own.items() if mark.points is not None}
        return float(add_up(points, self._rubric.factors)) if points else ""

    def _total_heading(self, sheet: Any) -> None:
        column = _FIRST_CRITERION + len(self._grid.criteria)
        sheet.merge_range(_CODES, column, _NAMES, column, TOTAL_HEADING, self._formats.heading)
        reach = reach_of(self._rubric.criteria)
        more = [(sign, most) for sign, most in (("+", reach.bonus), ("–", reach.penalty)) if most]
        whole = " ".join([format_points(reach.points), *(f"{sign} {format_points(most)}" for sign, most in more)])
        sheet.write_string(_MOST, column, whole, self._formats.heading)

    def _ways_to_count(self, sheet: Any) -> None:
        """Write above a criterion how it counts, where it is not simply added."""
        ways = {row["criterion_id"]: ways_to_count(row) for row in self._rubric.criteria.to_dict("records")}
        for column, criterion in enumerate(self._grid.criteria, start=_FIRST_CRITERION):
            if ways[criterion.criterion_id]:
                sheet.write_string(_OWNER, column, ways[criterion.criterion_id], self._formats.way)
        lines = max(line_count(words, _POINTS_WIDTH) for words in ways.values())
        sheet.set_row(_OWNER, row_height(lines))


def _cells(row: int, first: int, last: int) -> str:
    """Return a part of a row as formulas name it."""
    ends = dict.fromkeys(xl_rowcol_to_cell(row, column) for column in (first, last))
    return ":".join(ends)


def _write_mark(sheet: Any, row: int, column: int, mark: SheetMark, style: Any) -> None:
    if mark.points is not None:
        sheet.write_number(row, column, float(mark.points), style)
    elif mark.no_mark:
        sheet.write_string(row, column, mark.words, style)
    else:
        sheet.write_blank(row, column, None, style)
