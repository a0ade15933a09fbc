"""How an entry is written: who typed it, and what its writer has seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_errors import LedgerConflictError

__all__ = ["EntryWriter", "refuse_newer"]


@dataclass(frozen=True, kw_only=True)
class EntryWriter:
    """Who typed an entry, and what :meth:`Ledger.append` needs beside its stream, kind and body.

    Raises
    ------
    ValueError
        If `entered_by` is blank: an entry that nobody typed is a programmer's mistake.
    """

    entered_by: str
    expected_seq: int
    entry_id: str | None = None
    at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.entered_by.strip():
            msg = "entered_by is blank: every entry says who typed it"
            raise ValueError(msg)

    def append(
        self,
        ledger: Ledger,
        stream: str,
        kind: str,
        body: Mapping[str, Any],
        *,
        rests_on: Mapping[str, int] | None = None,
    ) -> Entry:
        """Append one entry; its body says who typed it, too."""
        ids = None if self.entry_id is None else [self.entry_id]
        return self.append_many(ledger, stream, [(kind, body)], ids, rests_on=rests_on)[0]

    def append_many(
        self,
        ledger: Ledger,
        stream: str,
        items: Sequence[tuple[str, Mapping[str, Any]]],
        entry_ids: Sequence[str] | None = None,
        *,
        rests_on: Mapping[str, int] | None = None,
    ) -> list[Entry]:
        """Append entries of one stream, all or none; `rests_on` as of :meth:`Ledger.append_many`."""
        signed = [(kind, {**body, "entered_by": self.entered_by}) for kind, body in items]
        return ledger.append_many(
            stream, signed, expected_seq=self.expected_seq, entry_ids=entry_ids, at=self.at, rests_on=rests_on
        )

    def append_heads(self, ledger: Ledger, stream: str, kind: str) -> Entry:
        """Append one entry that holds the end of every stream."""
        body = {"entered_by": self.entered_by}
        return ledger.append_heads(
            stream, kind, body, expected_seq=self.expected_seq, entry_id=self.entry_id, at=self.at
        )


def refuse_newer(ledger: Ledger, stream: str, expected_seq: int) -> None:
    """Refuse to compare with what the writer has not seen: the append would, but only after its other refusals.

    Raises
    ------
    LedgerConflictError
    """
    if newer := ledger.entries(stream, after=expected_seq):
        raise LedgerConflictError(stream, newer)
