"""Handing in every finished sheet at once: exactly those that the screen listed, with the totals it showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd

from danvan_tools.display.desk_rows import QueueRow
from danvan_tools.records import Review, submit_sheets, visible_marks

_NO_TOTAL = "không đủ minh chứng"


def sheets_to_submit(rows: Sequence[QueueRow]) -> list[dict[str, str]]:
    """Return the finished sheets that are not locked: ``key name total``, as the screen lists them."""
    return [
        {"key": row.candidate_id, "name": row.name, "total": row.total or _NO_TOTAL}
        for row in rows
        if row.state == "saved"
    ]


def submit_shown(
    review: Review, reviewer_id: str, rows: Sequence[QueueRow], shown: Mapping[str, str], expected_seq: int
) -> str:
    """Lock the sheets that a person saw and confirmed, and return what became of them.

    Parameters
    ----------
    review : Review
    reviewer_id : str
    rows : sequence of QueueRow
        As they are now.
    shown : mapping
        Candidate → total, as the screen showed them.
    expected_seq : int
        The last `seq` of the reviewer's stream when they were listed.
    """
    listed = {sheet["key"]: sheet["total"] for sheet in sheets_to_submit(rows)}
    changed = [key for key, total in shown.items() if listed.get(key) != total]
    marks = visible_marks(review, reviewer_id)
    marks = marks[marks["reviewer_id"] == reviewer_id]
    sheets = {
        str(key): {
            row["criterion_id"]: (None if pd.isna(row["points"]) else Decimal(str(row["points"])), row["no_mark"])
            for row in sheet.to_dict("records")
        }
        for key, sheet in marks.groupby("candidate_id")
        if key in shown and key not in changed
    }
    entries, refused = submit_sheets(
        review, reviewer_id=reviewer_id, shown=sheets, expected_seq=expected_seq, entered_by=reviewer_id
    )
    refused |= dict.fromkeys(changed, "phiếu vừa đổi ở cửa sổ khác. Xem lại rồi nộp.")
    done = f"Đã nộp và khoá {len(entries)} phiếu." if entries else ""
    left = f"CHƯA NỘP {len(refused)} phiếu. {next(iter(refused.values()))}" if refused else ""
    return " ".join(filter(None, [done, left]))
