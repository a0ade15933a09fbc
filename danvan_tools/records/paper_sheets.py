"""Score sheets filled in on paper: typed in by one person, confirmed by another, with the scan beside them.

The marks go to the stream of the reviewer who signed the sheet, so that there is one truth per reviewer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points
from danvan_tools.records.counted_records import split_marks
from danvan_tools.records.kept_files import keep_scan
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import decimal_text
from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.marking_rights import name_sheet
from danvan_tools.records.marks import NO_MARKS, MarkRefusedError
from danvan_tools.records.open_paper_sheet import OpenPaperSheet
from danvan_tools.records.review_memory import append_settled
from danvan_tools.records.rubric_versions import outdated_criteria
from danvan_tools.records.typed_points import criterion_name
from danvan_tools.schema import vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["PaperSheetRefusedError", "compare_with_stored", "refuse_newer", "save_paper_sheets", "sheet_of"]

_SHOWN = 40
_CELL = ["candidate_id", "criterion_id"]
_COMPARED = [
    *_CELL,
    *(f"stored_{name}" for name in ("points", "no_mark", "comment", "source", "by", "at")),
    *("points", "no_mark", "comment", "change"),
]


class PaperSheetRefusedError(DanvanError):
    """A paper sheet that cannot be stored or confirmed; ``faults`` lists every sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        rest = len(self.faults) - _SHOWN
        more = [f"… và còn {format_points(rest)} lỗi khác. Sửa các lỗi trên rồi ghi lại."] if rest > 0 else []
        super().__init__("\n".join([*self.faults[:_SHOWN], *more]))


@dataclass(frozen=True)
class _Cell:
    """One cell of the grid, sound by the rules of the screen, beside what is stored."""

    body: Mapping[str, Any]
    stored: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str]:
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


def compare_with_stored(review: Review, *, reviewer_id: str, marks: pd.DataFrame) -> pd.DataFrame:
    """Return each cell of a typed grid beside what is stored, before anything is written.

    Parameters
    ----------
    review : Review
    reviewer_id : str
        Whose sheet it is.
    marks : DataFrame, columns candidate_id criterion_id points no_mark comment
        ``points`` a Decimal, the text as typed ("12,5"), or None or "" for none; ``no_mark`` a value of
        :data:`NO_MARKS`. A row that is wholly blank takes back what is stored.

    Returns
    -------
    DataFrame
        ``candidate_id criterion_id stored_points stored_no_mark stored_comment stored_source stored_by stored_at
        points no_mark comment change``: points Decimal or None; ``change`` is ``same``, ``new``, ``corrected``
        (another paper mark is stored) or ``conflict`` (another value was marked on the screen or an offline sheet:
        somebody decides).

    Raises
    ------
    PaperSheetRefusedError
        With every fault of the grid, each naming candidate and criterion; or if nothing was typed.
    """
    rows = []
    for cell in _checked(review, reviewer_id, marks, entered_by=reviewer_id):
        stored = cell.stored
        rows.append(
            {
                **{name: cell.body[name] for name in (*_CELL, "no_mark", "comment")},
                "points": _decimal(cell.body["points"]),
                "stored_points": _decimal(stored.get("points")),
                "stored_by": stored.get("entered_by", ""),
                "stored_at": stored.get("at", pd.NaT),
                **{f"stored_{name}": stored.get(name, "") for name in ("no_mark", "comment", "source")},
                "change": cell.change,
            }
        )
    return pd.DataFrame(rows, columns=_COMPARED, dtype="object")


def save_paper_sheets(
    review: Review,
    *,
    reviewer_id: str,
    marks: pd.DataFrame,
    entered_by: str,
    scan: Path | None = None,
    expected_seq: int,
    overwrite: Collection[tuple[str, str]] = (),
    at: datetime | None = None,
) -> list[Entry]:
    """Append the marks of a reviewer's paper sheets to that reviewer's stream, all or none.

    They count at once and are reported as unconfirmed until a second person confirms them
    (:mod:`danvan_tools.records.paper_confirmations`); a corrected mark needs confirming again. Cells equal to what is
    stored are not written a second time.

    Parameters
    ----------
    review : Review
    reviewer_id, marks :
        As for :func:`compare_with_stored`.
    entered_by : str
        Who typed the sheet: an id or name of the committee, or any other name.
    scan : Path, optional
        Of the signed sheet; see :func:`danvan_tools.records.kept_files.keep_scan`. Its place and SHA-256 go into
        every entry.
    expected_seq : int
        The last `seq` of the reviewer's stream that was shown.
    overwrite : collection of (candidate_id, criterion_id)
        The ``conflict`` cells in which somebody decided for the paper.
    at : datetime, optional
        As for :meth:`Ledger.append`.

    Raises
    ------
    PaperSheetRefusedError
        With every fault of the grid; if a conflict is not decided, or there is nothing to write.
    FileRefusedError
        If the scan cannot be kept.
    LedgerConflictError
        If anything was written to the stream meanwhile.
    ValueError
        If `entered_by` is blank.
    """
    if not entered_by.strip():
        msg = "entered_by is blank: every entry says who typed it"
        raise ValueError(msg)
    refuse_newer(review, reviewer_id, expected_seq)
    cells = [cell for cell in _checked(review, reviewer_id, marks, entered_by=entered_by) if cell.change != "same"]
    undecided = [_undecided(review, cell) for cell in cells if cell.change == "conflict" and cell.key not in overwrite]
    if undecided:
        raise PaperSheetRefusedError(undecided)
    if not cells:
        msg = f"{sheet_of(review, reviewer_id)}: mọi ô đã nhập đều đúng như trong sổ, không có gì để ghi."
        raise PaperSheetRefusedError([f"{msg} Nhập ô còn thiếu hoặc đóng bảng này."])
    # The file first: no entry may name a file that is not there.
    kept = keep_scan(review.folder, reviewer_id, scan) if scan else None
    attached = {"scan": {"file": kept.file, "sha256": kept.sha256}} if kept else {}
    items = [("mark", {**cell.body, **attached}) for cell in cells]
    return append_settled(review, f"reviewer:{reviewer_id}", items, expected_seq=expected_seq, at=at)


def _checked(review: Review, reviewer_id: str, marks: pd.DataFrame, *, entered_by: str) -> list[_Cell]:
    """Return the cells of a sound grid, or raise every fault of it."""
    missing = {*_CELL, "points", "no_mark", "comment"} - {*marks.columns}
    if missing:
        msg = f"marks without the columns {sorted(missing)}"
        raise ValueError(msg)
    if marks.empty:
        msg = f"{sheet_of(review, reviewer_id)}: chưa nhập ô nào. Nhập điểm theo phiếu giấy rồi ghi."
        raise PaperSheetRefusedError([msg])
    stored = _stored(review, reviewer_id)
    cells: dict[tuple[str, str], _Cell] = {}
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
                body = sheet.body(row, entered_by)
                if key in cells:
                    msg = f'{sheet.where}, tiêu chí "{key[1]}": nhập hai lần. Để lại một dòng.'
                    raise MarkRefusedError(msg)
            except MarkRefusedError as error:
                faults.append(str(error))
            else:
                cells[key] = _Cell(body, stored.get(key, {}))
    faults += _half_recused(review, reviewer_id, cells.values())
    if faults:
        raise PaperSheetRefusedError(faults)
    return list(cells.values())


def _half_recused(review: Review, reviewer_id: str, cells: Iterable[_Cell]) -> Iterator[str]:
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


def _stored(review: Review, reviewer_id: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return a reviewer's marks that count and say anything, in the words of the ledger."""
    in_force = review.ledger.current_marks()
    mine, _ = split_marks(
        in_force[(in_force["reviewer_id"] == reviewer_id) & (in_force["stage"] == "committee")], review.candidates
    )
    said = mine[mine["points"].notna() | (mine["no_mark"] != "") | (mine["comment"] != "")]
    outdated = {
        key: set(outdated_criteria(review, reviewer_id, key)) for key in dict.fromkeys(said["candidate_id"].tolist())
    }
    return {
        (row["candidate_id"], row["criterion_id"]): {
            "outdated": row["criterion_id"] in outdated[row["candidate_id"]],
            **{str(name): value for name, value in row.items()},
            "points": None if pd.isna(row["points"]) else decimal_text(Decimal(str(row["points"]))),
        }
        for row in said.to_dict("records")
    }


def refuse_newer(review: Review, reviewer_id: str, expected_seq: int) -> None:
    """Refuse to compare with what the writer has not seen: the append would, but only after its other refusals."""
    stream = f"reviewer:{reviewer_id}"
    if newer := review.ledger.entries(stream, after=expected_seq):
        raise LedgerConflictError(stream, newer)


def _undecided(review: Review, cell: _Cell) -> str:
    candidate_id, criterion_id = cell.key
    return (
        f'Hồ sơ {candidate_id}, tiêu chí "{criterion_name(review, criterion_id)}": đã chấm trên máy '
        f"{_words(cell.stored)}, phiếu giấy ghi {_words(cell.body)}. Chọn giá trị đúng rồi ghi lại."
    )


def _words(mark: Mapping[str, Any]) -> str:
    if mark["points"] is None:
        return vietnamese(NO_MARKS, mark["no_mark"])
    return f"{format_points(Decimal(mark['points']))} điểm"


def sheet_of(review: Review, reviewer_id: str) -> str:
    """Return the words that name a reviewer's paper sheets."""
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    return f"Phiếu giấy của {names.get(reviewer_id, reviewer_id)}"


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
