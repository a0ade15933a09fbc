"""The append-only ledger: everything that people judged, in the order they judged it."""

from __future__ import annotations

import uuid
import weakref
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import pandas as pd
import sqlalchemy as sa

from danvan_tools.records import ledger_tables
from danvan_tools.records.ledger_address import is_server, server_address
from danvan_tools.records.ledger_database import (
    ENTRIES,
    database_errors,
    guards_missing,
    open_database,
    reading_damaged,
    writing,
)
from danvan_tools.records.ledger_entries import Entry, draft_entry, nfc, time_text
from danvan_tools.records.ledger_errors import EntryReusedError, LedgerConflictError
from danvan_tools.records.ledger_postgres import may_append, open_server, reviewer_role, whole_streams
from danvan_tools.records.ledger_rows import (
    STORED,
    append_drafts,
    chain_faults,
    read_entries,
    restore_entries,
)

__all__ = ["Entry", "EntryReusedError", "Ledger", "LedgerConflictError"]


class Ledger:
    """The entries of a review, appended stream by stream, never updated or deleted.

    Each call is one transaction on a connection of its own, so threads, notebooks and processes
    may share a ledger. Current marks are a query, never a second table.

    Attributes
    ----------
    name : str
        As sentences call it: the file's name, or the address.
    engine : sa.Engine
    """

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        # No connection to a server outlives its ledger.
        weakref.finalize(self, engine.dispose)

    @classmethod
    def open(cls, address: str | Path, *, user: str = "", password: str = "") -> Self:
        """Open a ledger: a file, made empty where there is none, or a prepared database of a server.

        Parameters
        ----------
        address : str or Path
            A path, or ``postgresql://host:port/database`` without a password.
        user, password : str
            Of a server's account; blank: the one of the address or PGUSER, else the secretary's, with the password
            in the file that PGPASSFILE names.

        Raises
        ------
        DanvanError
            If the folder is missing or not writable or on a network share or synchronised drive, the file is no
            ledger, or it stays locked; if the address is none or holds a password, or the server lets nobody in.
        """
        if is_server(address):
            server = server_address(str(address))
            return cls(open_server(server, user, password), str(server))
        return cls(open_database(Path(address)), Path(address).name)

    @property
    def shared(self) -> bool:
        """Whether it is on a server, where each reviewer has an account."""
        return self.engine.dialect.name == "postgresql"

    def as_reviewer(self, reviewer_id: str, code: str) -> Self:
        """Return this shared ledger as one reviewer's account sees it.

        Raises
        ------
        DanvanError
            If the server does not take the code.
        """
        database = self.engine.url.database or ""
        return type(self).open(self.name, user=reviewer_role(database, reviewer_id), password=code)

    def may_append(self, stream: str) -> bool:
        """Tell whether the account it was opened with may write a stream as its own; in a file all may."""
        if not self.shared:
            return True
        with database_errors(self.name), self.engine.connect() as connection:
            return may_append(connection, self.engine.url.database or "", nfc(stream))

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
        with database_errors(self.name):
            try:
                return self._append(drafts, expected_seq, new_ids=entry_ids is None)
            except sa.exc.IntegrityError:
                # On a server: another writer of this stream was faster, and what it wrote is to be seen now.
                return self._append(drafts, expected_seq, new_ids=entry_ids is None)

    def _append(self, drafts: Sequence[Entry], expected_seq: int, *, new_ids: bool) -> list[Entry]:
        """Append drafts of one stream in one transaction."""
        with writing(self.engine) as connection:
            return append_drafts(connection, drafts, expected_seq, self.name, new_ids=new_ids)

    def restore(self, entries: Sequence[Entry]) -> None:
        """Write entries of another ledger as they are, all or none; those already here are left alone.

        The entries' chains must have been checked. Each stream must come whole and in order.

        Raises
        ------
        DanvanError
            If this ledger has another history.
        """
        with database_errors(self.name), writing(self.engine) as connection:
            restore_entries(connection, entries, self.name)

    def head(self, stream: str) -> tuple[int, str]:
        """Return the last `seq` and digest of a stream; ``(0, "")`` when it is empty."""
        query = sa.select(ENTRIES.c.seq, ENTRIES.c.digest).where(ENTRIES.c.stream == nfc(stream))
        with database_errors(self.name), self.engine.connect() as connection:
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
        with database_errors(self.name), self.engine.connect() as connection:
            return {row.stream: (row.seq, row.digest) for row in connection.execute(query.order_by(ENTRIES.c.stream))}

    def entries(self, stream: str | None = None, kind: str | None = None, *, after: int = 0) -> list[Entry]:
        """Return entries by stream and `seq`: all, or those of one stream, one kind, behind the entry `after`."""
        query = STORED.where(ENTRIES.c.seq > after) if after else STORED
        if stream is not None:
            query = query.where(ENTRIES.c.stream == nfc(stream))
        if kind is not None:
            query = query.where(ENTRIES.c.kind == kind)
        return self._read(query)

    def entries_about(self, candidate_id: str) -> list[Entry]:
        """Return the entries that name one candidate, by stream and `seq`; loads name all and are not among them."""
        named = [ENTRIES.c.body[field].as_string() == candidate_id for field in ("candidate_id", "into")]
        query = STORED.where(ENTRIES.c.kind != "load", sa.or_(*named))
        return self._read(query)

    def current_marks(self) -> pd.DataFrame:
        """Return the marks in force: the last entry per stage, reviewer, candidate, criterion.

        Returns
        -------
        DataFrame, shape (n_marks, 11)
            ``stage reviewer_id candidate_id criterion_id points no_mark comment source entered_by
            holder at``; `points` float, NaN for a blank mark (never 0); `holder` the candidate's
            when the mark was given, blank if the entry does not say; `at` a moment in UTC.
        """
        with database_errors(self.name), self.engine.connect() as connection:
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

    def ballots(self) -> pd.DataFrame:
        """Return the count sheets in force: the last per candidate, form and round.

        Returns
        -------
        DataFrame
            The columns of :data:`danvan_tools.schema.BALLOT_COLUMNS`; the numbers are int, ``held_on`` a day,
            ``tellers`` names joined by "; ".
        """
        return ledger_tables.ballots(self.entries("committee", "ballot"))

    def verify(self) -> list[str]:
        """Return one Vietnamese sentence per entry whose chain does not hold; empty when all do.

        An entry changed, removed or reordered inside a stream is found; a tail cut off, or a
        chain computed anew, only by comparing :meth:`heads` with a digest kept elsewhere. On a server
        a reviewer's account checks the streams that it reads whole.
        """
        query = STORED.where(sa.text(whole_streams(self.engine.url.database or ""))) if self.shared else STORED
        with database_errors(self.name), reading_damaged(self.engine) as connection:
            return [
                f'{self.name}, luồng "{stream}", mục {seq}: {what}. Khôi phục sổ từ bản sao lưu gần nhất.'
                for stream, seq, what in chain_faults(connection, query)
            ]

    def guarded(self) -> bool:
        """Tell whether the store itself still refuses to change and delete entries; of a server only it can say."""
        with database_errors(self.name):
            return self.shared or not guards_missing(self.engine)

    def _read(self, query: sa.Select[Any]) -> list[Entry]:
        """Return the entries of a query on `STORED`."""
        with database_errors(self.name), self.engine.connect() as connection:
            return read_entries(connection, query, self.name)
