"""A mark as one cell of a score sheet holds it, and the cells of a reviewer at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from danvan_tools.language import format_points
from danvan_tools.records.cell_text import MEND_CELL, CellError, cell_text, is_blank, is_error, readable
from danvan_tools.records.cells import find_word, parse_cell
from danvan_tools.records.ledger_entries import nfc, refused_text
from danvan_tools.records.marks import NO_MARKS
from danvan_tools.records.review_memory import roll_of
from danvan_tools.records.reviewer_log import ReviewerLog
from danvan_tools.records.rubric_versions import rubric_versions
from danvan_tools.schema import Column, vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["BLANK", "CellKey", "SheetMark", "marks_in_force", "points_limits", "read_comment", "read_points"]

CellKey = tuple[str, str]
"""Candidate and criterion."""

_POINTS = Column(name="points", heading="Điểm", kind="decimal")
_COMMENT = Column(name="comment", heading="Nhận xét")
_SHOWN = 60


@dataclass(frozen=True)
class SheetMark:
    """Points, or why there are none, and a comment; all blank: not marked."""

    points: Decimal | None = None
    no_mark: str = ""
    comment: str = ""

    @property
    def given(self) -> bool:
        """Whether there are points or a declared reason for none."""
        return self.points is not None or bool(self.no_mark)

    @property
    def words(self) -> str:
        """The points or the reason as a person writes them; "chưa chấm" for a blank."""
        return vietnamese(NO_MARKS, self.no_mark) if self.points is None else format_points(self.points)

    @property
    def shown(self) -> str:
        """The mark in words, the comment with it."""
        return f"{self.words} – “{self.comment}”" if self.comment else self.words

    def lacks(self, other: SheetMark) -> bool:
        """Tell whether this one is blank where another one holds something."""
        return (other.given and not self.given) or (bool(other.comment) and not self.comment)


BLANK = SheetMark()


def marks_in_force(review: Review, log: ReviewerLog, *, until: int) -> dict[CellKey, SheetMark]:
    """Return the marks of a reviewer that counted once the entry `until` of the stream was its last.

    What was marked under another holder than the candidate has now does not count. Where the criterion has changed
    since and the reviewer has not confirmed the mark, there is only the comment: the points have to be given again.
    """
    holders, versions = roll_of(review).to_mark, rubric_versions(review)
    found: dict[CellKey, SheetMark] = {}
    for candidate_id, marks in log.marks.items():
        holder = holders.get(candidate_id, "")
        handed_in = [one for one in log.submissions.get(candidate_id, ()) if one.seq <= until]
        for criterion_id, made in {made.criterion_id: made for made in marks if made.seq <= until}.items():
            if made.no_mark == "recused" or made.holder in ("", holder):
                waits = made.no_mark != "recused" and versions.outdated(made, holder, handed_in)
                given = (None, "") if waits else (made.points, made.no_mark)
                found[candidate_id, criterion_id] = SheetMark(*given, made.comment)
    return found


def points_limits(most: Decimal, step: Decimal) -> str:
    """Return the sentence that says which points a criterion takes."""
    return f"Nhập từ 0 đến {format_points(most)}, bước {format_points(step)}."


def read_points(cell: object, most: Decimal, step: Decimal) -> tuple[Decimal | None, str]:
    """Return the points of a cell, or why there are none.

    Raises
    ------
    CellError
        If it holds neither points between 0 and `most` on the step, nor one of the words of :data:`NO_MARKS`.
    """
    if is_blank(cell):
        return None, ""
    if isinstance(cell, str) and not is_error(cell) and not any(map(str.isdigit, cell)):
        return None, _no_mark(cell)
    if isinstance(cell, (date, time, timedelta)):
        msg = f'chương trình bảng tính đã đổi điểm thành ngày, giờ "{cell_text(cell)}"'
        raise CellError(msg, "Định dạng ô kiểu General, gõ lại điểm với dấu phẩy (ví dụ 12,5) rồi chạy lại.")
    number = parse_cell(_POINTS, _shortened(cell))
    # A spreadsheet computes in binary and keeps 15 digits: 0.1 + 0.2 is 0.3 there.
    points = Decimal(format(number, ".15g"))
    shown = format_points(points) if abs(points) < 10**9 else cell_text(cell)[:_SHOWN]
    what = ""
    if points < 0:
        what = f"{shown} điểm là số âm"
    elif points > most:
        what = f"{shown} điểm vượt điểm tối đa {format_points(most)}"
    elif points % step:
        what = f"{shown} điểm không theo bước {format_points(step)}"
    if what:
        raise CellError(what, points_limits(most, step))
    return points, ""


def _no_mark(cell: str) -> str:
    """Return the value in code of one of the words for no mark."""
    text = cell_text(readable(cell))[:_SHOWN]
    try:
        return find_word(text, NO_MARKS)
    except CellError as error:
        words = "; ".join(word for word, value in NO_MARKS.items() if value)
        remedy = error.remedy if error.remedy.startswith("Ý là") else f"Ghi số điểm, hoặc chọn: {words}. {MEND_CELL}"
        msg = f'"{text}" không phải là số điểm'
        raise CellError(msg, remedy) from error


def _shortened(cell: object) -> object:
    """Cut a text that can be no number, for it may be as long as a cell allows."""
    return f"{cell[:_SHOWN]}…" if isinstance(cell, str) and len(cell) > _SHOWN else cell


def read_comment(cell: object) -> str:
    """Return the comment of a cell; CellError if it cannot be stored."""
    if is_blank(cell):
        return ""
    comment = nfc(parse_cell(_COMMENT, readable(cell)))
    if said := refused_text("nhận xét", comment):
        what, _, remedy = said.partition(". ")
        raise CellError(what, remedy)
    return comment
