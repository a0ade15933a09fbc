"""What the secretary's stream says about rounds, reopened sheets and assignments."""

from __future__ import annotations

from collections.abc import Iterable

from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_entries import Entry
from danvan_tools.records.review_ledger import SECRETARY

__all__ = ["ASSIGN", "CLOSE", "OPEN", "OPEN_CONSENSUS", "REOPEN", "SecretaryLog"]

OPEN, OPEN_CONSENSUS, CLOSE, REOPEN, ASSIGN = "open_round", "open_consensus", "close_round", "reopen_sheet", "assign"


class SecretaryLog:
    """Openings and closings in their order, which submissions were reopened, and who is assigned what.

    Attributes
    ----------
    seq, at :
        Of the last entry, and the latest moment of a turn, reopening or assignment since the opening; 0 and blank
        before the first.
    turns : list of Entry
        Every opening, of a round or of a consensus, and every closing.
    reopened : dict
        (reviewer_id, candidate_id) → the last entry that reopened the sheet.
    assigned : dict
        reviewer_id → candidate ids, of the reviewers that were ever assigned any.
    """

    def __init__(self) -> None:
        self.seq, self.at = 0, ""
        self.turns: list[Entry] = []
        self.reopened: dict[tuple[str, str], Entry] = {}
        self.assigned: dict[str, list[str]] = {}

    @property
    def openings(self) -> list[Entry]:
        """The openings of the round, each with the rules it was opened under."""
        return [entry for entry in self.turns if entry.kind == OPEN]

    @property
    def earlier_count(self) -> bool:
        """Whether an opening said that marks given before the first one count."""
        return any(entry.body.get("earlier_marks") == "count" for entry in self.openings)

    def read(self, ledger: Ledger) -> None:
        """Take in what was written since the last time."""
        self.take(ledger.entries(SECRETARY, after=self.seq))

    def take(self, entries: Iterable[Entry]) -> None:
        """Take in entries that follow those taken in before."""
        for entry in entries:
            opens = entry.kind in (OPEN, OPEN_CONSENSUS)
            self.seq = entry.seq
            if entry.kind in (OPEN, OPEN_CONSENSUS, CLOSE, REOPEN, ASSIGN):
                self.at = entry.at if opens else max(self.at, entry.at)
            if entry.kind in (OPEN, OPEN_CONSENSUS, CLOSE):
                self.turns.append(entry)
            elif entry.kind == REOPEN:
                self.reopened[entry.body["reviewer_id"], entry.body["candidate_id"]] = entry
            elif entry.kind == ASSIGN:
                self.assigned |= entry.body["assignments"]
