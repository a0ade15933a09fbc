"""What one reviewer's stream comes to, sheet by sheet: read once, then only what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_entries import Entry
from danvan_tools.schema import add_up

if TYPE_CHECKING:
    from danvan_tools.records.rubric_versions import RubricVersions

__all__ = ["MARK_STAGE", "MarkMade", "ReviewerLog", "SheetSum", "Submission", "stream_of"]

MARK_STAGE = "committee"


def stream_of(reviewer_id: str) -> str:
    """Return the name of a reviewer's stream."""
    return f"reviewer:{reviewer_id}"


class MarkMade(NamedTuple):
    """One entry of a mark.

    `opening` is the `seq` of the opening it was made under, `undoes` that of the entry it takes back; 0 for none.
    `version` is the digest of its criterion as it was before any opening.
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
    version: str

    @property
    def answers(self) -> bool:
        """Whether it leaves nothing to mark on its criterion."""
        return self.points is not None or self.no_mark != ""


class Submission(NamedTuple):
    """A sheet handed in: under whose rubric, in which version of it, and under which opening; 0 for none."""

    seq: int
    at: str
    holder: str
    rubric: str
    opening: int


class SheetSum(NamedTuple):
    """What a sheet holds under one rubric; `total` is None while a criterion has no points."""

    answered: int
    total: Decimal | None
    recused: bool


class ReviewerLog:
    """The marks and submissions of one reviewer, in the order they were written.

    Attributes
    ----------
    seq, at :
        Of the last entry that was read, and the latest moment of any; 0 and blank before the first.
    marks, submissions : dict
        Candidate id → its entries.
    seq_of_id : dict
        Id of an entry → its place.
    recused : set of str
        The candidates this reviewer asked not to mark.
    """

    def __init__(self, reviewer_id: str) -> None:
        self.stream = stream_of(reviewer_id)
        self.seq = 0
        self.at = ""
        self.marks: dict[str, list[MarkMade]] = {}
        self.submissions: dict[str, list[Submission]] = {}
        self.seq_of_id: dict[str, int] = {}
        self.recused: set[str] = set()
        # Of the entries about a candidate: place in the stream, and which.
        self._touched: list[tuple[int, str]] = []
        self._last: dict[str, dict[str, MarkMade]] = {}
        self._sums: dict[str, tuple[tuple[object, ...], SheetSum]] = {}

    def read(self, ledger: Ledger) -> None:
        """Take in what was written since the last time."""
        for entry in self._newer(ledger):
            if entry.seq > self.seq:
                self.seq, self.at = entry.seq, max(self.at, entry.at)
            self.seq_of_id[entry.id] = entry.seq
            if entry.kind in ("mark", "submit"):
                self._touched.append((entry.seq, entry.body["candidate_id"]))
            if entry.kind == "mark" and entry.body["stage"] == MARK_STAGE:
                self._take(entry.body["candidate_id"], _mark(entry))
            elif entry.kind == "submit":
                body = entry.body
                handed_in = Submission(entry.seq, entry.at, body["holder"], body["rubric"], body.get("opening", 0))
                self.submissions.setdefault(body["candidate_id"], []).append(handed_in)
                self._sums.pop(body["candidate_id"], None)

    def touched_after(self, seq: int) -> set[str]:
        """Return the candidates of the entries read behind the entry `seq`; of a stream that is read whole."""
        return {key for _, key in takewhile(lambda one: one[0] > seq, reversed(self._touched))}

    def _newer(self, ledger: Ledger) -> list[Entry]:
        if ledger.reads_whole(self.stream):
            return ledger.entries(self.stream, after=self.seq)
        # Of another reviewer more is to be seen with each own sheet that is locked, and not only at the end.
        known = set(self.seq_of_id.values())
        return [entry for entry in ledger.entries(self.stream) if entry.seq not in known]

    def _take(self, candidate_id: str, made: MarkMade) -> None:
        self.marks.setdefault(candidate_id, []).append(made)
        last = self._last.setdefault(candidate_id, {})
        last[made.criterion_id] = made
        if made.no_mark == "recused" or candidate_id in self.recused:
            declared = any(one.no_mark == "recused" for one in last.values())
            (self.recused.add if declared else self.recused.discard)(candidate_id)
        self._sums.pop(candidate_id, None)

    def in_force(self, candidate_id: str, holder: str) -> dict[str, MarkMade]:
        """Return the last mark of each criterion that counts for a candidate of this holder."""
        last = self._last.get(candidate_id, {})
        return {key: made for key, made in last.items() if made.holder in ("", holder) or made.no_mark == "recused"}

    def sum_up(
        self,
        candidate_id: str,
        holder: str,
        criteria: Sequence[str],
        versions: RubricVersions,
        factors: Mapping[str, Decimal],
    ) -> SheetSum:
        """Count and add up a sheet by the criteria of its rubric; a mark that waits to be confirmed counts as none.

        `factors` are what the points of each criterion are multiplied by: those of the rubric of `criteria`.
        """
        made_from, known = (holder, criteria, versions), self._sums
        if candidate_id in known and all(a is b for a, b in zip(known[candidate_id][0], made_from, strict=True)):
            return known[candidate_id][1]
        marks, handed_in = self.in_force(candidate_id, holder), self.submissions.get(candidate_id, ())
        given = [
            made
            for key in criteria
            if (made := marks.get(key)) and made.answers and not versions.outdated(made, holder, handed_in)
        ]
        points = {made.criterion_id: made.points for made in given if made.points is not None}
        total = add_up(points, factors) if len(points) == len(criteria) else None
        found = SheetSum(len(given), total, candidate_id in self.recused)
        self._sums[candidate_id] = (made_from, found)
        return found


# Many marks, few different points.
_points = lru_cache(maxsize=1 << 12)(Decimal)


def _mark(entry: Entry) -> MarkMade:
    body = entry.body
    return MarkMade(
        entry.seq,
        entry.at,
        body["criterion_id"],
        None if body["points"] is None else _points(body["points"]),
        body["no_mark"],
        body["comment"],
        # Entries once did not say under which holder a mark was given.
        body.get("holder", ""),
        body["source"],
        body["entered_by"],
        body.get("reason", ""),
        body.get("opening", 0),
        body.get("undoes", 0),
        body.get("version", ""),
    )
