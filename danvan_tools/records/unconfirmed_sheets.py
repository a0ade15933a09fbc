"""Which paper sheets count although no second person compared them with the paper."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import join_list
from danvan_tools.records.kept_files import KeptFile
from danvan_tools.records.ledger import Entry

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["unconfirmed_marks", "unconfirmed_sheets", "warn_of_unconfirmed"]

_UNCONFIRMED = [
    *("reviewer_id", "candidate_id", "criterion_id", "points", "no_mark", "comment", "entered_by", "scan", "at")
]


def unconfirmed_marks(review: Review, reviewer_id: str | None = None) -> pd.DataFrame:
    """Return the paper marks in force that no second person confirmed since they were typed.

    Returns
    -------
    DataFrame
        ``reviewer_id candidate_id criterion_id points no_mark comment entered_by scan at``: points Decimal or None;
        ``scan`` a :class:`KeptFile` or None; none of candidates that left the review or changed their holder.
    """
    in_force = review.tables().marks
    paper = in_force[(in_force["source"] == "paper") & (in_force["stage"] == "committee")]
    if reviewer_id is not None:
        paper = paper[paper["reviewer_id"] == reviewer_id]
    rows = [row for one, own in paper.groupby("reviewer_id") for row in _waiting(review, str(one), own)]
    return pd.DataFrame(rows, columns=_UNCONFIRMED, dtype="object")


def unconfirmed_sheets(review: Review) -> pd.DataFrame:
    """Return the paper sheets that wait for a second person.

    Returns
    -------
    DataFrame
        ``reviewer_id candidate_id marks entered_by scanned at``: ``marks`` how many cells wait, ``entered_by`` who
        typed them, ``scanned`` whether each has its scan, ``at`` when the last was typed (UTC).
    """
    waiting = unconfirmed_marks(review)
    rows = [
        {
            "reviewer_id": reviewer_id,
            "candidate_id": candidate_id,
            "marks": len(own),
            "entered_by": ", ".join(dict.fromkeys(own["entered_by"])),
            "scanned": all(own["scan"]),
            "at": own["at"].max(),
        }
        for (reviewer_id, candidate_id), own in waiting.groupby(["reviewer_id", "candidate_id"])
    ]
    table = pd.DataFrame(rows, columns=["reviewer_id", "candidate_id", "marks", "entered_by", "scanned", "at"])
    return table.astype({"reviewer_id": "str", "candidate_id": "str", "entered_by": "str", "marks": "int64"})


def warn_of_unconfirmed(review: Review, *, named: bool = True) -> list[Fault]:
    """Return one warning per reviewer whose paper sheets count although nobody confirmed them.

    `named` says whether it names the reviewer; not on a screen that everybody sees.
    """
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    faults = []
    for reviewer_id, own in unconfirmed_sheets(review).groupby("reviewer_id"):
        listed = join_list(own["candidate_id"].tolist()[:5]) + (" …" if len(own) > 5 else "")
        who = names.get(reviewer_id, reviewer_id) if named else "một thành viên"
        what = (
            f"{len(own)} phiếu giấy của {who} chưa được người thứ hai xác nhận "
            f"nhưng đã tính vào kết quả (hồ sơ {listed})"
        )
        remedy = "Đối chiếu với phiếu giấy rồi xác nhận ở bảng nhập phiếu giấy."
        faults.append(
            Fault(
                file=review.ledger.name,
                kind="ledger",
                value=str(reviewer_id) if named else "",
                what=what,
                remedy=remedy,
                severity="warning",
            )
        )
    return faults


def _waiting(review: Review, reviewer_id: str, paper: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield a reviewer's paper marks in force that are younger than the confirmation of their sheet."""
    marks: dict[tuple[str, str], Entry] = {}
    confirmed: dict[str, int] = {}
    for entry in review.ledger.entries(f"reviewer:{reviewer_id}"):
        if entry.kind == "mark" and entry.body["stage"] == "committee":
            marks[entry.body["candidate_id"], entry.body["criterion_id"]] = entry
        elif entry.kind == "confirm":
            confirmed[entry.body["candidate_id"]] = entry.seq
    for candidate_id, criterion_id in zip(paper["candidate_id"], paper["criterion_id"], strict=True):
        entry = marks[candidate_id, criterion_id]
        if entry.seq > confirmed.get(candidate_id, 0):
            scan = entry.body.get("scan")
            yield {
                "reviewer_id": reviewer_id,
                **{name: entry.body[name] for name in _UNCONFIRMED[1:7] if name != "points"},
                "points": None if (points := entry.body["points"]) is None else Decimal(points),
                "scan": KeptFile(scan["file"], scan["sha256"]) if scan else None,
                "at": pd.Timestamp(entry.at),
            }
