"""The append-only ledger: everything that people judged, in the order they judged it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from danvan_tools.records.ledger_address import is_server, server_address, spoken_name
from danvan_tools.records.ledger_database import (
    ENTRIES,
    database_errors,
    guards_missing,
    open_database,
    reading_damaged,
    writing,
)
from danvan_tools.records.ledger_entries import Entry, draft_entry, nfc, time_text
from danvan_tools.records.ledger_errors import EntryReusedError, LedgerConflictError, StreamMovedError
from danvan_tools.records.ledger_postgres import may_append, open_server, reviewer_role, whole_streams
from danvan_tools.records.ledger_reading import LedgerReading
from danvan_tools.records.ledger_rows import (
    STORED,
    append_drafts,
    chain_faults,
    hold_writers,
    read_heads,
    restore_entries,
)

__all__ = ["Entry", "EntryReusedError", "Ledger", "LedgerConflictError", "StreamMovedError"]


class Ledger(LedgerReading):
    """The entries of a review, appended stream by stream, never updated or deleted.

    Each call is one transaction on a connection of its own, so threads, notebooks and processes may share a ledger.
    Whatever is read has its chain followed on the way: an entry that was altered from outside is named, never used.
    Current marks are worked out when asked for, never a second table.
    """

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
        LedgerReplacedError
            If what was read here before is not in this ledger: it is another one, or an older copy.
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
        rests_on: Mapping[str, int] | None = None,
    ) -> list[Entry]:
        """Append entries of one stream, all or none; parameters and errors as for :meth:`append`.

        Parameters
        ----------
        rests_on : Mapping, optional
            Another stream → its last `seq` that the writer went by when it decided to write.

        Raises
        ------
        StreamMovedError
            If such a stream has newer entries; nothing is stored then.
        """
        stream, moment = nfc(stream), time_text(at)
        ids = [str(uuid.uuid4()) for _ in items] if entry_ids is None else list(entry_ids)
        # What cannot be stored is found before anything is locked.
        drafts = [
            draft_entry(stream=stream, entry_id=entry_id, at=moment, kind=kind, body=body)
            for entry_id, (kind, body) in zip(ids, items, strict=True)
        ]
        with database_errors(self.name):
            try:
                return self._append(drafts, expected_seq, new_ids=entry_ids is None, rests_on=rests_on or {})
            except sa.exc.IntegrityError:
                # On a server: another writer of this stream was faster, and what it wrote is to be seen now.
                return self._append(drafts, expected_seq, new_ids=entry_ids is None, rests_on=rests_on or {})

    def _append(
        self, drafts: Sequence[Entry], expected_seq: int, *, new_ids: bool, rests_on: Mapping[str, int]
    ) -> list[Entry]:
        """Append drafts of one stream in one transaction."""
        with writing(self.engine) as connection:
            entries = append_drafts(
                connection,
                drafts,
                expected_seq,
                self.name,
                new_ids=new_ids,
                rests_on=rests_on,
                known=self._read_to,
            )
        self._remember(entries)
        return entries

    def append_heads(
        self,
        stream: str,
        kind: str,
        body: Mapping[str, Any],
        *,
        expected_seq: int,
        entry_id: str | None = None,
        at: datetime | None = None,
    ) -> Entry:
        """Append one entry whose ``heads`` hold the end of every stream, and return it as stored.

        ``heads`` is stream → ``{"seq": …, "digest": …}``. Nobody writes between the reading and the appending: what
        is written later is behind these heads. Parameters and errors as for :meth:`append`.
        """
        new_id = str(uuid.uuid4()) if entry_id is None else entry_id
        with database_errors(self.name), writing(self.engine) as connection:
            hold_writers(connection)
            heads = {name: {"seq": seq, "digest": digest} for name, (seq, digest) in read_heads(connection).items()}
            draft = draft_entry(
                stream=nfc(stream), entry_id=new_id, at=time_text(at), kind=kind, body={**body, "heads": heads}
            )
            (entry,) = append_drafts(
                connection, [draft], expected_seq, self.name, new_ids=entry_id is None, known=self._read_to
            )
        self._remember([entry])
        return entry

    @contextmanager
    def writing_beside(self, stream: str) -> Iterator[tuple[sa.Connection, list[tuple[str, Mapping[str, Any]]]]]:
        """Write something beside the entries, and what is to be noted of it in a stream, in one transaction.

        Yields
        ------
        sa.Connection, list
            The block fills the list with kind and body of each entry; they are appended behind whatever the stream
            holds once the block has ended. If it raises, nothing was written.
        """
        moment = time_text(None)
        with database_errors(self.name), writing(self.engine) as connection:
            items: list[tuple[str, Mapping[str, Any]]] = []
            yield connection, items
            drafts = [
                draft_entry(stream=nfc(stream), entry_id=str(uuid.uuid4()), at=moment, kind=kind, body=body)
                for kind, body in items
            ]
            seq, _ = read_heads(connection, ENTRIES.c.stream == nfc(stream)).get(nfc(stream), (0, ""))
            entries = append_drafts(connection, drafts, seq, self.name, new_ids=True, known=self._read_to)
        self._remember(entries)

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

    def verify(self, *, stopping: bool = False) -> list[str]:
        """Return one Vietnamese sentence per entry whose chain does not hold; empty when all do.

        With `stopping` those of quarantined streams are left out.

        An entry changed, removed or reordered inside a stream is found; a tail cut off, or a
        chain computed anew, only by comparing :meth:`heads` with a digest kept elsewhere. On a server
        a reviewer's account checks the streams that it reads whole.
        """
        query = STORED.where(sa.text(whole_streams(self.engine.url.database or ""))) if self.shared else STORED
        with database_errors(self.name), reading_damaged(self.engine) as connection:
            return [
                f'{spoken_name(self.name)}, luồng "{stream}", mục {seq}: {what}. Khôi phục sổ từ bản sao lưu gần nhất.'
                for stream, seq, what in chain_faults(connection, query)
                if not (stopping and self.quarantines(stream))
            ]

    def guarded(self) -> bool:
        """Tell whether the store itself still refuses to change and delete entries; of a server only it can say."""
        if self.shared:
            return True
        with database_errors(self.name), self.engine.connect() as connection:
            return not guards_missing(connection)
