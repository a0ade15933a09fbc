"""Entries as they are read: none is given out whose chain does not hold."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

import pandas as pd
import sqlalchemy as sa

from danvan_tools.errors import Fault, FaultyFilesError
from danvan_tools.records import ledger_tables
from danvan_tools.records.ledger_chain import ChainCheck
from danvan_tools.records.ledger_database import ENTRIES, database_errors
from danvan_tools.records.ledger_entries import Entry, nfc
from danvan_tools.records.ledger_errors import LedgerReplacedError, chain_fault
from danvan_tools.records.ledger_postgres import reads_whole, role
from danvan_tools.records.ledger_rows import STORED, read_heads, stored_entry, streams_of

__all__ = ["LedgerReading"]


# Of very many rows some thousands at a time are in memory.
_EVERY = STORED.execution_options(yield_per=5_000)


class LedgerReading:
    """A ledger as far as it is read; who writes: :class:`Ledger`.

    Attributes
    ----------
    name : str
        As sentences call it: the file's name, or the address.
    engine : sa.Engine
    quarantined : dict
        Stream → its first entry that does not hold, as a fault; see :meth:`quarantines`.
    """

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        # The last entry of each stream that was read or written here, and its digest.
        self._read_to: dict[str, tuple[int, str]] = {}
        # On a server: the first broken entry of each reviewer's stream that is left out from there on.
        self.quarantined: dict[str, Fault] = {}
        # No connection to a server outlives its ledger.
        weakref.finalize(self, engine.dispose)

    @property
    def shared(self) -> bool:
        """Whether it is on a server, where each reviewer has an account."""
        return self.engine.dialect.name == "postgresql"

    def reads_whole(self, stream: str) -> bool:
        """Tell whether every entry of a stream is seen; on a server a reviewer's account sees some of the others'."""
        url = self.engine.url
        return not self.shared or reads_whole(url.username or "", url.database or "", nfc(stream))

    def quarantines(self, stream: str) -> bool:
        """Tell whether a break in a stream stops that stream alone: no reviewer shall stop the others on a server.

        A file is another matter: who can alter one stream of it can alter all.
        """
        url = self.engine.url
        own = url.username == role(url.database or "", stream.replace("reviewer:", "reviewer_", 1))
        return self.shared and stream.startswith("reviewer:") and not own

    def head(self, stream: str) -> tuple[int, str]:
        """Return the last `seq` and digest of a stream; ``(0, "")`` when it is empty."""
        query = sa.select(ENTRIES.c.seq, ENTRIES.c.digest).where(ENTRIES.c.stream == nfc(stream))
        with database_errors(self.name), self.engine.connect() as connection:
            last = connection.execute(query.order_by(ENTRIES.c.seq.desc()).limit(1)).first()
        return (last.seq, last.digest) if last else (0, "")

    def first_digest(self, stream: str) -> str:
        """Return the digest of a stream's first entry, blank when it is empty: of two ledgers it differs."""
        query = sa.select(ENTRIES.c.digest).where(ENTRIES.c.stream == nfc(stream), ENTRIES.c.seq == 1)
        with database_errors(self.name), self.engine.connect() as connection:
            return str(connection.execute(query).scalar() or "")

    def is_blank(self) -> bool:
        """Tell whether it holds no entry at all."""
        with database_errors(self.name), self.engine.connect() as connection:
            return connection.execute(sa.select(ENTRIES.c.seq).limit(1)).first() is None

    def heads(self, writers: str = "") -> dict[str, tuple[int, str]]:
        """Return the last `seq` and digest of every stream, or of those of one kind of writers."""
        with database_errors(self.name), self.engine.connect() as connection:
            return read_heads(connection, streams_of(writers) if writers else None)

    def holds_others(self, streams: Sequence[str]) -> bool:
        """Tell whether there is an entry of any other stream than these."""
        query = sa.select(ENTRIES.c.seq).where(ENTRIES.c.stream.not_in(streams), ENTRIES.c.seq == 1).limit(1)
        with database_errors(self.name), self.engine.connect() as connection:
            return connection.execute(query).first() is not None

    def entries(self, stream: str | None = None, kind: str | None = None, *, after: int = 0) -> list[Entry]:
        """Return entries by stream and `seq`: all, or those of one stream, one kind, behind the entry `after`.

        Raises
        ------
        FaultyFilesError
            With the first entry that was altered, or does not follow the one before it.
        LedgerReplacedError
            If entries that were read or written here before are gone.
        """
        query = STORED.where(ENTRIES.c.seq >= after) if after else _EVERY
        if stream is not None:
            query = query.where(ENTRIES.c.stream == nfc(stream))
        wanted = None if stream is None else nfc(stream).__eq__
        found = self._follow(query, after, wanted)
        return [entry for entry in found if entry.seq > after and (kind is None or entry.kind == kind)]

    def entries_of(self, writers: str) -> list[Entry]:
        """Return the entries of all streams of one kind of writers (``unit``, ``team`` …), by stream and `seq`."""
        return list(self._follow(_EVERY.where(streams_of(writers)), wanted=lambda name: name.startswith(f"{writers}:")))

    def current_marks(self) -> pd.DataFrame:
        """Return the marks in force: the last entry per stage, reviewer, candidate, criterion.

        Returns
        -------
        DataFrame, shape (n_marks, 11)
            ``stage reviewer_id candidate_id criterion_id points no_mark comment source entered_by
            holder at``; `points` float, NaN for a blank mark (never 0); `holder` the candidate's
            when the mark was given, blank if the entry does not say; `at` a moment in UTC.
        """
        return ledger_tables.current_marks(self._follow(_EVERY))

    def recommendations(self) -> pd.DataFrame:
        """Return the committee's last recommendation per candidate.

        Returns
        -------
        DataFrame
            ``candidate_id proposed_form form reason at``; a blank form means none.
        """
        return ledger_tables.recommendations(
            ledger_tables.standing_entries(self.entries(ledger_tables.COMMITTEE), "recommendation")
        )

    def decisions(self) -> pd.DataFrame:
        """Return the last decision per candidate, occasion, kind and level of authority, the revoked ones apart.

        Returns
        -------
        DataFrame
            ``candidate_id form occasion authority authority_kind level decision_no decided_on
            signer at``.
        """
        return ledger_tables.decisions(
            ledger_tables.standing_entries(self.entries(ledger_tables.COMMITTEE), "decision")
        )

    def struck(self) -> pd.DataFrame:
        """Return whom an authority gives nothing although the meeting recommended it.

        Returns
        -------
        DataFrame
            ``candidate_id authority reason at``.
        """
        return ledger_tables.struck(ledger_tables.standing_entries(self.entries(ledger_tables.COMMITTEE), "decision"))

    def ballots(self) -> pd.DataFrame:
        """Return the count sheets in force: the last per candidate, form and round.

        Returns
        -------
        DataFrame
            The columns of :data:`danvan_tools.schema.BALLOT_COLUMNS`; the numbers are int, ``held_on`` a day,
            ``tellers`` names joined by "; ".
        """
        return ledger_tables.ballots(ledger_tables.standing_entries(self.entries(ledger_tables.COMMITTEE), "ballot"))

    def _follow(
        self, query: sa.Select[Any], after: int = 0, wanted: Callable[[str], bool] | None = None
    ) -> Iterator[Entry]:
        """Yield the entries of a query on `STORED`, each found untouched and to follow the one before it.

        Parameters
        ----------
        query : sa.Select
            Asks for streams from their first entry, or from the entry `after`, to their last.
        after : int
            The entry to begin with. What stands before it was followed earlier.
        wanted : callable, optional
            Tells of a stream whether the query asks for it; it asks for all if not given.

        Raises
        ------
        FaultyFilesError
            With the first entry that was altered since it was written, or since it was read here. Of another
            reviewer's stream a reviewer's account sees some entries only: each of those is looked at alone. A stream
            that is quarantined ends before its first broken entry instead.
        """
        check, shared = ChainCheck(), self.shared
        expected = self._expected(after, wanted)
        broken = set[str]()
        with (
            database_errors(self.name),
            self.engine.connect() as connection,
            # A server's cursor must not be left open by an error.
            closing(connection.execute(query)) as rows,
        ):
            for row in rows:
                stream, seq, *_, previous_digest, digest = row
                if (after and seq == after) or (shared and not self.reads_whole(stream)):
                    check.begin_behind(stream, seq - 1, previous_digest)
                # The body of the entry `after` is as it was when it was read, if its digest is: a load's is long.
                body = {} if after and seq == after and check.fits(row) else check.body_of(row)
                entry = stored_entry(row, body)
                what = check.fault(entry) if body is None else ""
                known = self._read_to.get(stream)
                if not what and known and known[0] == seq and known[1] != digest:
                    what = "khác với lần đọc trước: cả chuỗi đã bị tính lại"
                if what:
                    self._leave_out(stream, chain_fault(self.name, stream, seq, what))
                    broken.add(stream)
                if stream in broken:
                    expected.pop(stream, None)
                    continue
                self._remember([entry])
                if stream in expected and seq >= expected[stream][0]:
                    del expected[stream]
                yield entry
        if expected:
            raise LedgerReplacedError(self.name, next(iter(expected)))

    def _expected(self, after: int, wanted: Callable[[str], bool] | None) -> dict[str, tuple[int, str]]:
        """Return the ends of streams that a query must reach, as of now, before it looks at its moment."""
        return {
            name: end
            for name, end in list(self._read_to.items())
            if end[0] >= after and (wanted is None or wanted(name)) and self.reads_whole(name)
        }

    def _leave_out(self, stream: str, fault: Fault) -> None:
        """Quarantine a broken stream, or stop if it must not be."""
        if not self.quarantines(stream):
            raise FaultyFilesError([fault])
        self.quarantined.setdefault(stream, fault)

    def _remember(self, entries: Iterable[Entry]) -> None:
        """Keep how far each stream was read or written here."""
        for entry in entries:
            if entry.seq > self._read_to.get(entry.stream, (0, ""))[0]:
                self._read_to[entry.stream] = entry.seq, entry.digest
