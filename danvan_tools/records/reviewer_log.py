"""What one reviewer's stream comes to, sheet by sheet: read once, then only what is new."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_entries import Entry

__all__ = ["MARK_STAGE", "MarkMade", "ReviewerLog", "SheetSum", "Submission", "stream_of"]

MARK_STAGE = "committee"


def stream_of(reviewer_id: str) -> str:
    """Return the name of a reviewer's stream."""
    return f"reviewer:{reviewer_id}"


class MarkMade(NamedTuple):
    """One entry of a mark.

    `opening` is the `seq` of the opening it was made under, `undoes` that of the entry it takes back; 0 for none.
    """

    seq: int
    at: str
    criterion_id: str
    points: Decimal | None
    no_mark: str
    comment: str
    holder: str
    source: str
    entered_by: str
    reason: str
    opening: int
    undoes: int

    @property
    def answers(self) -> bool:
        """Whether it leaves nothing to mark on its criterion."""
        return self.points is not None or self.no_mark != ""


class Submission(NamedTuple):
    """A sheet handed in: under whose rubric, in which version of it."""

    seq: int
    at: str
    holder: str
    rubric: str


class SheetSum(NamedTuple):
    """What a sheet holds under one rubric; `total` is None while a criterion has no points."""

    answered: int
    total: Decimal | None
    recused: bool


class ReviewerLog:
    """The marks and submissions of one reviewer, in the order they were written."""

    def __init__(self, reviewer_id: str) -> None:
        self.stream = stream_of(reviewer_id)
        self.seq = 0
        self.marks: dict[str, list[MarkMade]] = {}
        self.submissions: dict[str, list[Submission]] = {}
        self.seq_of_id: dict[str, int] = {}
        self._sums: dict[str, tuple[str, Sequence[str], SheetSum]] = {}

    def read(self, ledger: Ledger) -> None:
        """Take in what was written since the last time."""
        for entry in ledger.entries(self.stream, after=self.seq):
            self.seq = entry.seq
            self.seq_of_id[entry.id] = entry.seq
            if entry.kind == "mark" and entry.body["stage"] == MARK_STAGE:
                self.marks.setdefault(entry.body["candidate_id"], []).append(_mark(entry))
                self._sums.pop(entry.body["candidate_id"], None)
            elif entry.kind == "submit":
                body = entry.body
                handed_in = Submission(entry.seq, entry.at, body["holder"], body["rubric"])
                self.submissions.setdefault(body["candidate_id"], []).append(handed_in)

    def in_force(self, candidate_id: str, holder: str) -> dict[str, MarkMade]:
        """Return the last mark of each criterion that counts for a candidate of this holder."""
        last = {made.criterion_id: made for made in self.marks.get(candidate_id, ())}
        return {key: made for key, made in last.items() if made.holder in ("", holder) or made.no_mark == "recused"}

    def sum_up(self, candidate_id: str, holder: str, criteria: Sequence[str]) -> SheetSum:
        """Count and add up a sheet by the criteria of its rubric."""
        known = self._sums.get(candidate_id)
        if known and known[0] == holder and known[1] is criteria:
            return known[2]
        marks = self.in_force(candidate_id, holder)
        given = [made for key in criteria if (made := marks.get(key)) and made.answers]
        points = [made.points for made in given if made.points is not None]
        total = sum(points, Decimal(0)) if len(points) == len(criteria) else None
        found = SheetSum(len(given), total, any(made.no_mark == "recused" for made in marks.values()))
        self._sums[candidate_id] = (holder, criteria, found)
        return found

    def recused(self) -> list[str]:
        """Return the candidates this reviewer asked not to mark."""
        return [key for key in self.marks if any(one.no_mark == "recused" for one in self.in_force(key, "").values())]


def _mark(entry: Entry) -> MarkMade:
    body = entry.body
    return MarkMade(
        entry.seq,
        entry.at,
        body["criterion_id"],
        None if body["points"] is None else Decimal(body["points"]),
        body["no_mark"],
        body["comment"],
        # Entries once did not say under which holder a mark was given.
        body.get("holder", ""),
        body["source"],
        body["entered_by"],
        body.get("reason", ""),
        body.get("opening", 0),
        body.get("undoes", 0),
    )
