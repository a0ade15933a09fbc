"""What units and verification teams wrote, by candidate: read once, then only what is new."""

from __future__ import annotations

from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_entries import Entry

__all__ = ["StageLog"]


class StageLog:
    """The entries of all streams of one kind of writers, each stream in its order.

    Parameters
    ----------
    writers : str
        ``unit`` or ``team``.

    Attributes
    ----------
    entries : dict
        Candidate id → the entries that are about it.
    """

    def __init__(self, writers: str) -> None:
        self._writers = writers
        self._seqs: dict[str, int] = {}
        self.entries: dict[str, list[Entry]] = {}

    def read(self, ledger: Ledger) -> None:
        """Take in what was written since the last time."""
        if not self._seqs:
            self._take(ledger.entries_of(self._writers))
            return
        for stream, (seq, _) in ledger.heads(self._writers).items():
            if seq > (known := self._seqs.get(stream, 0)):
                self._take(ledger.entries(stream, after=known))

    def _take(self, entries: list[Entry]) -> None:
        for entry in entries:
            self._seqs[entry.stream] = entry.seq
            self.entries.setdefault(entry.body.get("candidate_id", ""), []).append(entry)
