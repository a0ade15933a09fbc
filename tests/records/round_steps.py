"""What the tests of rounds do again and again, each with its own stream's head."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from danvan_tools.records.ledger import Entry
from danvan_tools.records.marks import save_mark
from danvan_tools.records.review import Review
from danvan_tools.records.rounds import close_round, open_consensus, open_round
from danvan_tools.records.submissions import reopen_sheet, submit_sheet
from danvan_tools.records.undo import undo_mark

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
DEADLINE = AT + timedelta(days=7)


def seq(review: Review, stream: str = "secretary") -> int:
    return review.ledger.head(stream)[0]


def candidate(review: Review, name: str = "Vườn rau an toàn") -> str:
    (key,) = review.candidates.loc[review.candidates["name"] == name, "candidate_id"]
    return str(key)


def criteria(review: Review, candidate_id: str) -> list[str]:
    holder = review.candidates.set_index("candidate_id").loc[candidate_id, "holder"]
    return [str(key) for key in review.rubrics[holder].criteria["criterion_id"]]


def mark(review: Review, text: str | None = "7", reviewer_id: str = "TV1", **changes: Any) -> Entry:
    given = {
        "reviewer_id": reviewer_id,
        "candidate_id": candidate(review),
        "criterion_id": "TT4",
        "points": None if text is None else Decimal(text),
        "expected_seq": seq(review, f"reviewer:{reviewer_id}"),
        "entered_by": reviewer_id,
        "at": AT,
    }
    return save_mark(review, **(given | changes))


def mark_all(
    review: Review, text: str = "5", reviewer_id: str = "TV1", key: str = ""
) -> dict[str, tuple[Decimal, str]]:
    """Mark every criterion alike and return what the screen shows then."""
    key = key or candidate(review)
    for criterion_id in criteria(review, key):
        mark(review, text, reviewer_id, candidate_id=key, criterion_id=criterion_id)
    return {criterion_id: (Decimal(text), "") for criterion_id in criteria(review, key)}


def undo(review: Review, reviewer_id: str = "TV1", **changes: Any) -> Entry:
    given = {
        "reviewer_id": reviewer_id,
        "candidate_id": candidate(review),
        "expected_seq": seq(review, f"reviewer:{reviewer_id}"),
        "entered_by": reviewer_id,
        "at": AT,
    }
    return undo_mark(review, **(given | changes))


def submit(review: Review, shown: Any, reviewer_id: str = "TV1", **changes: Any) -> Entry:
    given = {
        "reviewer_id": reviewer_id,
        "candidate_id": candidate(review),
        "shown": shown,
        "expected_seq": seq(review, f"reviewer:{reviewer_id}"),
        "entered_by": reviewer_id,
        "at": AT,
    }
    return submit_sheet(review, **(given | changes))


def reopen(review: Review, reviewer_id: str = "TV1", **changes: Any) -> Entry:
    given = {
        "reviewer_id": reviewer_id,
        "candidate_id": candidate(review),
        "reason": "Bổ sung minh chứng",
        "expected_seq": seq(review),
        "entered_by": "TV2",
        "at": AT,
    }
    return reopen_sheet(review, **(given | changes))


def start(review: Review, **changes: Any) -> Entry:
    given = {"deadline": DEADLINE, "expected_seq": seq(review), "entered_by": "TV2", "at": AT}
    return open_round(review, **(given | changes))


def close(review: Review, **changes: Any) -> Entry:
    return close_round(review, **({"expected_seq": seq(review), "entered_by": "TV2", "at": DEADLINE} | changes))


def start_consensus(review: Review, *keys: str, **changes: Any) -> Entry:
    given = {"expected_seq": seq(review), "entered_by": "TV1", "at": DEADLINE}
    return open_consensus(review, list(keys or [candidate(review)]), **(given | changes))
