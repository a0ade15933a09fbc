"""A load goes into the ledger: ids of new candidates, what differs from the load before, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from danvan_tools.errors import DanvanError
from danvan_tools.records.loads import fold_loads, load_body, renamed_candidates, summary_of
from danvan_tools.records.registered import Registered
from danvan_tools.records.review_ledger import SECRETARY, has_marks
from danvan_tools.schema import CANDIDATES_FILE

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["ReasonNeededError", "record_load"]


class ReasonNeededError(DanvanError):
    """Records differ from the last load, marks exist, and nobody said why."""


def record_load(review: Review, reason: str = "", at: datetime | None = None) -> None:
    """Issue ids to new candidates and record what differs from the last load; if nothing does, do nothing.

    Parameters
    ----------
    review : Review
        Its ``changes`` stay as found; ``changes_recorded`` is True afterwards.
    reason : str
        Why the records changed; needed once marks exist.
    at : datetime, optional
        With a time zone; now if not given.

    Raises
    ------
    ReasonNeededError
        If marks exist and no reason is given.
    LedgerConflictError
        If a load was recorded since the review was opened.
    """
    if review.changes_recorded:
        return
    load = review.load
    if not reason.strip() and load.last.happened and has_marks(review.ledger):
        msg = f"{CANDIDATES_FILE}: {summary_of(review.changes)}, khi đã có phiếu chấm. Ghi lý do rồi nạp lại."
        raise ReasonNeededError(msg)
    digests, changes = review.compared
    renamed = renamed_candidates(load.last, review.candidates)
    body = load_body(changes, digests, load.files, reason.strip(), renamed)
    items: list[tuple[str, dict[str, Any]]] = [("register", _identity(newcomer)) for newcomer in load.newcomers]
    written = review.ledger.append_many(SECRETARY, [*items, ("load", body)], expected_seq=load.last.seq, at=at)
    review.load = replace(load, newcomers=(), last=fold_loads(written, load.last))
    review.recorded = True


def _identity(newcomer: Registered) -> dict[str, str]:
    """Return the body of a ``register`` entry."""
    return {name: getattr(newcomer, name) for name in ("candidate_id", "name", "unit_id", "kind")}
