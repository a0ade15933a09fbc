"""Score sheets filled in on paper: typed in by one person, confirmed by another, with the scan beside them.

The marks go to the stream of the reviewer who signed the sheet, so that there is one truth per reviewer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.language import format_points
from danvan_tools.records.entry_writer import EntryWriter, refuse_newer
from danvan_tools.records.kept_files import keep_scan
from danvan_tools.records.ledger import Entry
from danvan_tools.records.mark_points import NO_MARKS
from danvan_tools.records.paper_cells import PaperCell, PaperSheetRefusedError, checked_cells, sheet_of
from danvan_tools.records.review_memory import settled
from danvan_tools.records.reviewer_log import stream_of
from danvan_tools.records.typed_points import criterion_name
from danvan_tools.schema import vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["PaperSheetRefusedError", "compare_with_stored", "save_paper_sheets"]

_CELL = ["candidate_id", "criterion_id"]
_COMPARED = [
    *_CELL,
    *(f"stored_{name}" for name in ("points", "no_mark", "comment", "source", "by", "at")),
    *("points", "no_mark", "comment", "change"),
]


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
    for cell in checked_cells(review, reviewer_id, marks):
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
    writer, stream = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, at=at), stream_of(reviewer_id)
    refuse_newer(review.ledger, stream, expected_seq)
    cells = [cell for cell in checked_cells(review, reviewer_id, marks) if cell.change != "same"]
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
    return writer.append_many(review.ledger, stream, items, rests_on=settled(review))


def _undecided(review: Review, cell: PaperCell) -> str:
    candidate_id, criterion_id = cell.key
    return (
        f'Hồ sơ {candidate_id}, tiêu chí "{criterion_name(review, criterion_id)}": đã chấm trên máy '
        f"{_words(cell.stored)}, phiếu giấy ghi {_words(cell.body)}. Chọn giá trị đúng rồi ghi lại."
    )


def _words(mark: Mapping[str, Any]) -> str:
    if mark["points"] is None:
        return vietnamese(NO_MARKS, mark["no_mark"])
    return f"{format_points(Decimal(mark['points']))} điểm"


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
