"""The append-only ledger: everything that people judged, in the order they judged it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import pandas as pd
import sqlalchemy as sa

from danvan_tools.errors import DanvanError
from danvan_tools.records import ledger_tables
from danvan_tools.records.ledger_chain import ChainCheck
from danvan_tools.records.ledger_database import (
    ENTRIES,
    damaged,
    database_errors,
    open_database,
    reading_damaged,
    writing,
)
from danvan_tools.records.ledger_entries import Entry, canonical_text, chained, draft_entry, nfc, time_text
from danvan_tools.records.ledger_errors import EntryReusedError, LedgerConflictError

__all__ = ["Entry", "EntryReusedError", "Ledger", "LedgerConflictError"]

# A statement of SQLite holds 32,766 values.
_IDS_AT_ONCE = 10_000

# The body as the text that is stored: what is parsed here is also what the chain is checked on.
_STORED = sa.select(
    *(sa.type_coerce(column, sa.Text) if column.name == "body" else column for column in ENTRIES.c)
).order_by(ENTRIES.c.stream, ENTRIES.c.seq)


class Ledger:
    """The entries of a review, appended stream by stream, never updated or deleted.

    Each call is one transaction on a connection of its own, so threads, notebooks and processes
    may share a ledger's file. Current marks are a query, never a second table.
    """

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open the ledger file, or make an empty one.

        Raises
        ------
        DanvanError
            If the folder is missing or not writable, the file is no ledger, or it stays locked.
        """
        return cls(open_database(Path(path)), Path(path).name)

    def append(
        self,
        stream: str,
        kind: str,
        body: Mapping[str, Any],
        *,
        expected_seq: int,
        entry_id: str | None = None,
        at: datetime | None = None,
    ) -> Entry:
        """Append one entry and return it as stored.

        Parameters
        ----------
        stream, kind : str
        body : Mapping
            JSON values without floats; decimals become strings, text NFC.
        expected_seq : int
            The last `seq` of the stream that the writer has seen; 0 for none.
        entry_id : str, optional
            The client's id; appending the same content under it again returns the stored entry.
        at : datetime, optional
            With a time zone; now if not given. Not compared when an id comes again.

        Raises
        ------
        LedgerConflictError
            If the stream has entries the writer has not seen: nothing is overwritten unseen.
        EntryReusedError
            If the id is known with other content.
        TypeError, ValueError
            If the body cannot be stored exactly.
        """
        ids = None if entry_id is None else [entry_id]
        return self.append_many(stream, [(kind, body)], expected_seq=expected_seq, entry_ids=ids, at=at)[0]

    def append_many(
        self,
        stream: str,
        items: Sequence[tuple[str, Mapping[str, Any]]],
        *,
        expected_seq: int,
        entry_ids: Sequence[str] | None = None,
        at: datetime | None = None,
    ) -> list[Entry]:
        """Append entries of one stream, all or none; parameters and errors as for :meth:`append`."""
        stream, moment = nfc(stream), time_text(at)
        ids = [str(uuid.uuid4()) for _ in items] if entry_ids is None else list(entry_ids)
        # What cannot be stored is found before anything is locked.
        drafts = [
            draft_entry(stream=stream, entry_id=entry_id, at=moment, kind=kind, body=body)
            for entry_id, (kind, body) in zip(ids, items, strict=True)
        ]
        with database_errors(self.name), writing(self._engine) as connection:
            # An id made up just now was never appended before.
            stored = [] if entry_ids is None else self._stored_before(connection, drafts)
            if stored:
                return stored
            seen = self._read(connection, _STORED.where(ENTRIES.c.stream == stream, ENTRIES.c.seq >= expected_seq))
            if [entry.seq for entry in seen] != ([expected_seq] if expected_seq else []):
                raise LedgerConflictError(stream, [entry for entry in seen if entry.seq > expected_seq])
            entries = chained(drafts, expected_seq, seen[0].digest if seen else "")
            _insert(connection, entries)
        return entries

    def restore(self, entries: Sequence[Entry]) -> None:
        """Write entries of another ledger as they are, all or none; those already here are left alone.

        The entries' chains must have been checked. Each stream must come whole and in order.

        Raises
        ------
        DanvanError
            If this ledger has another history.
        """
        with database_errors(self.name), writing(self._engine) as connection:
            here = self._read(connection, _STORED)
            places = {(entry.stream, entry.seq): entry for entry in here}
            ids = {entry.id: entry for entry in here}
            for entry in entries:
                stored = places.get((entry.stream, entry.seq)) or ids.get(entry.id)
                if stored and stored.digest != entry.digest:
                    msg = (
                        f'{self.name}, luồng "{entry.stream}", mục {entry.seq}: sổ đã có nội dung khác với bản ghi '
                        "đang nạp. Nạp vào một sổ mới, hoặc giữ sổ này."
                    )
                    raise DanvanError(msg)
            _insert(connection, [entry for entry in entries if (entry.stream, entry.seq) not in places])

    def head(self, stream: str) -> tuple[int, str]:
        """Return the last `seq` and digest of a stream; ``(0, "")`` when it is empty."""
        query = sa.select(ENTRIES.c.seq, ENTRIES.c.digest).where(ENTRIES.c.stream == nfc(stream))
        with database_errors(self.name), self._engine.connect() as connection:
            last = connection.execute(query.order_by(ENTRIES.c.seq.desc()).limit(1)).first()
        return (last.seq, last.digest) if last else (0, "")

    def heads(self) -> dict[str, tuple[int, str]]:
        """Return the last `seq` and digest of every stream."""
        last = (
            sa.select(ENTRIES.c.stream, sa.func.max(ENTRIES.c.seq).label("seq")).group_by(ENTRIES.c.stream).subquery()
        )
        query = sa.select(ENTRIES.c.stream, ENTRIES.c.seq, ENTRIES.c.digest).join(
            last, sa.and_(ENTRIES.c.stream == last.c.stream, ENTRIES.c.seq == last.c.seq)
        )
        with database_errors(self.name), self._engine.connect() as connection:
            return {row.stream: (row.seq, row.digest) for row in connection.execute(query.order_by(ENTRIES.c.stream))}

    def entries(self, stream: str | None = None, kind: str | None = None, *, after: int = 0) -> list[Entry]:
        """Return entries by stream and `seq`: all, or those of one stream, one kind, behind the entry `after`."""
        query = _STORED.where(ENTRIES.c.seq > after) if after else _STORED
        if stream is not None:
            query = query.where(ENTRIES.c.stream == nfc(stream))
        if kind is not None:
            query = query.where(ENTRIES.c.kind == kind)
        with database_errors(self.name), self._engine.connect() as connection:
            return self._read(connection, query)

    def entries_about(self, candidate_id: str) -> list[Entry]:
        """Return the entries that name one candidate, by stream and `seq`; loads name all and are not among them."""
        named = [ENTRIES.c.body[field].as_string() == candidate_id for field in ("candidate_id", "into")]
        query = _STORED.where(ENTRIES.c.kind != "load", sa.or_(*named))
        with database_errors(self.name), self._engine.connect() as connection:
            return self._read(connection, query)

    def current_marks(self) -> pd.DataFrame:
        """Return the marks in force: the last entry per stage, reviewer, candidate, criterion.

        Returns
        -------
        DataFrame, shape (n_marks, 11)
            ``stage reviewer_id candidate_id criterion_id points no_mark comment source entered_by
            holder at``; `points` float, NaN for a blank mark (never 0); `holder` the candidate's
            when the mark was given, blank if the entry does not say; `at` a moment in UTC.
        """
        with database_errors(self.name), self._engine.connect() as connection:
            return ledger_tables.current_marks(connection)

    def recommendations(self) -> pd.DataFrame:
        """Return the committee's last recommendation per candidate.

        Returns
        -------
        DataFrame
            ``candidate_id proposed_form form reason at``; a blank form means none.
        """
        return ledger_tables.recommendations(self.entries("committee", "recommendation"))

    def decisions(self) -> pd.DataFrame:
        """Return the last decision per candidate, occasion, kind and level of authority, the revoked ones apart.

        Returns
        -------
        DataFrame
            ``candidate_id form occasion authority authority_kind level decision_no decided_on
            signer at``.
        """
        return ledger_tables.decisions(self.entries("committee", "decision"))

    def verify(self) -> list[str]:
        """Return one Vietnamese sentence per entry whose chain does not hold; empty when all do.

        An entry changed, removed or reordered inside a stream is found; a tail cut off, or a
        chain computed anew, only by comparing :meth:`heads` with a digest kept elsewhere.
        """
        check = ChainCheck()
        sentences = []
        with database_errors(self.name), reading_damaged(self._engine) as connection:
            for row in connection.execute(_STORED):
                fault = check.fault(Entry(**{**row._mapping, "body": _body_as_written(row.body)}))
                if fault:
                    place = f'{self.name}, luồng "{row.stream}", mục {row.seq}'
                    sentences.append(f"{place}: {fault}. Khôi phục sổ từ bản sao lưu gần nhất.")
        return sentences

    def _read(self, connection: sa.Connection, query: sa.Select[Any]) -> list[Entry]:
        """Return the entries of a query on `_STORED`."""
        try:
            return [Entry(**{**row._mapping, "body": json.loads(row.body)}) for row in connection.execute(query)]
        except (TypeError, ValueError) as error:
            raise damaged(self.name) from error

    def _stored_before(self, connection: sa.Connection, drafts: Sequence[Entry]) -> list[Entry]:
        """Return the stored entries if these very drafts were appended before, else nothing."""
        ids = [draft.id for draft in drafts]
        stored = {
            entry.id: entry
            for first in range(0, len(ids), _IDS_AT_ONCE)
            for entry in self._read(connection, _STORED.where(ENTRIES.c.id.in_(ids[first : first + _IDS_AT_ONCE])))
        }
        for draft in drafts:
            entry = stored.get(draft.id)
            if entry and (entry.stream, entry.kind, entry.body) != (draft.stream, draft.kind, draft.body):
                raise EntryReusedError(entry)
        if stored and len(stored) < len(drafts):
            raise EntryReusedError(next(iter(stored.values())))
        return [stored[draft.id] for draft in drafts if stored]


def _insert(connection: sa.Connection, entries: Sequence[Entry]) -> None:
    """Write entries as they are."""
    if entries:
        connection.execute(sa.insert(ENTRIES), [vars(entry) for entry in entries])


def _body_as_written(text: Any) -> Any:
    """Return the body a stored text holds, or None if it is not the text that was written."""
    try:
        body = json.loads(text)
        return body if canonical_text(body) == text else None
    except (AttributeError, TypeError, ValueError, RecursionError):
        return None
