"""The grid of a typed paper sheet: every cell sound by the rules of the screen, beside what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points
from danvan_tools.records.ledger_entries import decimal_text
from danvan_tools.records.marking_rights import MarkRefusedError, name_sheet
from danvan_tools.records.open_paper_sheet import OpenPaperSheet
from danvan_tools.records.review_memory import reviewer_log
from danvan_tools.records.reviewer_log import MarkMade
from danvan_tools.records.rubric_versions import outdated_criteria

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["PaperCell", "PaperSheetRefusedError", "checked_cells", "sheet_of", "standing_marks"]

_SHOWN = 40
_COLUMNS = {"candidate_id", "criterion_id", "points", "no_mark", "comment"}


class PaperSheetRefusedError(DanvanError):
    """A paper sheet that cannot be stored or confirmed; ``faults`` lists every sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        rest = len(self.faults) - _SHOWN
        more = [f"… và còn {format_points(rest)} lỗi khác. Sửa các lỗi trên rồi ghi lại."] if rest > 0 else []
        super().__init__("\n".join([*self.faults[:_SHOWN], *more]))


@dataclass(frozen=True)
class PaperCell:
    """One cell of the grid, sound by the rules of the screen, beside what is stored."""

    body: Mapping[str, Any]
    stored: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """Candidate and criterion."""
        return self.body["candidate_id"], self.body["criterion_id"]

    @property
    def change(self) -> str:
        """``same`` · ``new`` · ``corrected`` (a paper mark) · ``conflict`` (marked on the screen or a sheet)."""
        if not self.stored:
            blank = self.body["points"] is None and not self.body["no_mark"] and not self.body["comment"]
            return "same" if blank else "new"
        if all(self.body[name] == self.stored[name] for name in ("points", "no_mark", "comment")):
            # Under a criterion that was changed since, the same points are said anew.
            return "corrected" if self.stored["outdated"] else "same"
        return "corrected" if self.stored["source"] == "paper" else "conflict"


def checked_cells(review: Review, reviewer_id: str, marks: pd.DataFrame) -> list[PaperCell]:
    """Return the cells of a sound grid, or raise every fault of it.

    Parameters and errors are those of :func:`danvan_tools.records.paper_sheets.compare_with_stored`.
    """
    missing = _COLUMNS - {*marks.columns}
    if missing:
        msg = f"marks without the columns {sorted(missing)}"
        raise ValueError(msg)
    if marks.empty:
        msg = f"{sheet_of(review, reviewer_id)}: chưa nhập ô nào. Nhập điểm theo phiếu giấy rồi ghi."
        raise PaperSheetRefusedError([msg])
    stored = _stored(review, reviewer_id)
    cells: dict[tuple[str, str], PaperCell] = {}
    faults = []
    for candidate_id, rows in marks.groupby("candidate_id", sort=False):
        try:
            sheet = OpenPaperSheet(review, reviewer_id, str(candidate_id))
        except MarkRefusedError as error:
            faults.append(str(error))
            continue
        for row in rows.to_dict("records"):
            key = (str(candidate_id), str(row["criterion_id"]))
            try:
                body = sheet.body(row)
                if key in cells:
                    msg = f'{sheet.where}, tiêu chí "{key[1]}": nhập hai lần. Để lại một dòng.'
                    raise MarkRefusedError(msg)
            except MarkRefusedError as error:
                faults.append(str(error))
            else:
                cells[key] = PaperCell(body, stored.get(key, {}))
    faults += _half_recused(review, reviewer_id, cells.values())
    if faults:
        raise PaperSheetRefusedError(faults)
    return list(cells.values())


def _half_recused(review: Review, reviewer_id: str, cells: Iterable[PaperCell]) -> Iterator[str]:
    """Yield the sheets that give points and ask not to mark: the screen would refuse the second of the two."""
    said: dict[str, set[bool]] = {}
    for cell in cells:
        if cell.body["points"] is not None or cell.body["no_mark"]:
            said.setdefault(cell.body["candidate_id"], set()).add(cell.body["no_mark"] == "recused")
    for candidate_id, kinds in said.items():
        if len(kinds) == 2:
            where = name_sheet(review, reviewer_id, candidate_id)
            yield (
                f"{where}: vừa có điểm vừa xin không chấm. Xem lại phiếu giấy: xin không chấm là cho cả hồ sơ, "
                "các tiêu chí khác để trống."
            )


def standing_marks(review: Review, reviewer_id: str) -> dict[tuple[str, str], MarkMade]:
    """Return a reviewer's marks that count and say anything, by candidate and criterion, of candidates in the list.

    Nothing of another reviewer is read for it.
    """
    log = reviewer_log(review, reviewer_id)
    holders = dict(zip(review.candidates["candidate_id"], review.candidates["holder"], strict=True))
    return {
        (candidate_id, criterion_id): made
        for candidate_id in log.marks
        if candidate_id in holders
        for criterion_id, made in log.in_force(candidate_id, holders[candidate_id]).items()
        if made.answers or made.comment
    }


def _stored(review: Review, reviewer_id: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return a reviewer's marks that count and say anything, in the words of the ledger."""
    marks = standing_marks(review, reviewer_id)
    outdated = {key: set(outdated_criteria(review, reviewer_id, key)) for key in dict.fromkeys(key for key, _ in marks)}
    return {
        (candidate_id, criterion_id): {
            "outdated": criterion_id in outdated[candidate_id],
            "points": None if made.points is None else decimal_text(made.points),
            "at": pd.Timestamp(made.at),
            **{name: getattr(made, name) for name in ("no_mark", "comment", "source", "entered_by")},
        }
        for (candidate_id, criterion_id), made in marks.items()
    }


def sheet_of(review: Review, reviewer_id: str) -> str:
    """Return the words that name a reviewer's paper sheets."""
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    return f"Phiếu giấy của {names.get(reviewer_id, reviewer_id)}"
