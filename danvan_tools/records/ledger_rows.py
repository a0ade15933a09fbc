"""Entries as rows of the table: read, found again by their ids, written, checked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger_address import spoken_name
from danvan_tools.records.ledger_chain import ChainCheck
from danvan_tools.records.ledger_database import ENTRIES, damaged
from danvan_tools.records.ledger_entries import Entry, canonical_text, chained
from danvan_tools.records.ledger_errors import (
    EntryReusedError,
    LedgerConflictError,
    LedgerReplacedError,
    StreamMovedError,
)

__all__ = [
    "STORED",
    "append_drafts",
    "chain_faults",
    "hold_writers",
    "read_entries",
    "read_heads",
    "restore_entries",
    "stored_entry",
    "streams_of",
]

# A statement of SQLite holds 32,766 values, one of PostgreSQL 65,535.
_IDS_AT_ONCE = 10_000

# The body as the text that is stored: what is parsed here is also what the chain is checked on.
STORED = sa.select(
    *(sa.type_coerce(column, sa.Text) if column.name == "body" else column for column in ENTRIES.c)
).order_by(ENTRIES.c.stream, ENTRIES.c.seq)


def read_entries(connection: sa.Connection, query: sa.Select[Any], name: str) -> list[Entry]:
    """Return the entries of a query on `STORED`; `name` is the ledger's, for the error of a damaged one."""
    try:
        return [stored_entry(row, json.loads(row.body)) for row in connection.execute(query)]
    except (TypeError, ValueError) as error:
        raise damaged(name) from error


def stored_entry(row: Sequence[Any], body: Any = None) -> Entry:
    """Return a stored row as an entry; its body is read here, strictly, if it is not given."""
    stream, seq, entry_id, at, kind, text, previous_digest, digest = row
    body = _body_as_written(text) if body is None else body
    return Entry(
        stream=stream, seq=seq, id=entry_id, at=at, kind=kind, body=body, previous_digest=previous_digest, digest=digest
    )


def _stored_before(connection: sa.Connection, drafts: Sequence[Entry], name: str) -> list[Entry]:
    """Return the stored entries if these very drafts were appended before, else nothing."""
    ids = [draft.id for draft in drafts]
    stored = {
        entry.id: entry
        for first in range(0, len(ids), _IDS_AT_ONCE)
        for entry in read_entries(connection, STORED.where(ENTRIES.c.id.in_(ids[first : first + _IDS_AT_ONCE])), name)
    }
    for draft in drafts:
        entry = stored.get(draft.id)
        if entry and (entry.stream, entry.kind, entry.body) != (draft.stream, draft.kind, draft.body):
            raise EntryReusedError(entry)
    if stored and len(stored) < len(drafts):
        raise EntryReusedError(next(iter(stored.values())))
    return [stored[draft.id] for draft in drafts if stored]


def append_drafts(
    connection: sa.Connection,
    drafts: Sequence[Entry],
    expected_seq: int,
    name: str,
    *,
    new_ids: bool,
    rests_on: Mapping[str, int] = MappingProxyType({}),
    known: Mapping[str, tuple[int, str]] = MappingProxyType({}),
) -> list[Entry]:
    """Write drafts of one stream behind its entry `expected_seq`, and return them as stored.

    Those that were stored before are returned again. New ones are refused if one of the streams `rests_on` is not at
    the given `seq` any more. That is asked last: on a server the same message may have been
    stored a moment ago, and must not seem another window's. `known` holds the ends of streams as they were read
    before: a ledger in which these entries are others, or none, is another one, and nothing is written to it.
    """
    if not drafts:
        return []
    stream = drafts[0].stream
    unseen = STORED.where(ENTRIES.c.stream == stream, ENTRIES.c.seq >= expected_seq)
    seen = read_entries(connection, unseen, name)
    # An id made up just now was never appended before.
    stored = [] if new_ids else _stored_before(connection, drafts, name)
    if stored:
        return stored
    if expected_seq and _is_other([(entry.seq, entry.digest) for entry in seen], known.get(stream), expected_seq):
        raise LedgerReplacedError(name, stream)
    if [entry.seq for entry in seen] != ([expected_seq] if expected_seq else []):
        raise LedgerConflictError(stream, [entry for entry in seen if entry.seq > expected_seq])
    entries = chained(drafts, expected_seq, seen[0].digest if seen else "")
    _insert(connection, entries)
    # Only now: a closing of the round waits for whoever has written, and whoever writes later sees it.
    for other, seq in rests_on.items():
        ends = sa.select(ENTRIES.c.seq, ENTRIES.c.digest).where(ENTRIES.c.stream == other, ENTRIES.c.seq >= seq)
        found = [(row.seq, row.digest) for row in connection.execute(ends.order_by(ENTRIES.c.seq))]
        if seq and _is_other(found, known.get(other), seq):
            raise LedgerReplacedError(name, other)
        if [place for place, _ in found] != ([seq] if seq else []):
            raise StreamMovedError(other)
    return entries


def _is_other(found: Sequence[tuple[int, str]], known: tuple[int, str] | None, seq: int) -> bool:
    """Tell whether a stream, from entry `seq` on, lacks an entry that was read before, or holds another in its place.

    What was read up to a place before `seq` says nothing of the entry `seq`.
    """
    if known is None or known[0] < seq:
        return False
    digests = dict(found)
    return seq not in digests or digests.get(known[0]) != known[1]


def restore_entries(connection: sa.Connection, entries: Sequence[Entry], name: str) -> None:
    """Write entries of another ledger as they are; those that are here already are left alone."""
    here = read_entries(connection, STORED, name)
    places = {(entry.stream, entry.seq): entry for entry in here}
    ids = {entry.id: entry for entry in here}
    for entry in entries:
        stored = places.get((entry.stream, entry.seq)) or ids.get(entry.id)
        if stored and stored.digest != entry.digest:
            msg = (
                f'{spoken_name(name)}, luồng "{entry.stream}", mục {entry.seq}: sổ đã có nội dung khác với bản ghi '
                "đang nạp. Nạp vào một sổ mới, hoặc giữ sổ này."
            )
            raise DanvanError(msg)
    _insert(connection, [entry for entry in entries if (entry.stream, entry.seq) not in places])


def streams_of(writers: str) -> sa.ColumnElement[bool]:
    """Return the condition of the streams of one kind of writers, such as ``team``: a span of the key."""
    # ";" is the character behind ":".
    return sa.and_(ENTRIES.c.stream > f"{writers}:", ENTRIES.c.stream < f"{writers};")


def read_heads(connection: sa.Connection, streams: sa.ColumnElement[bool] | None = None) -> dict[str, tuple[int, str]]:
    """Return the last `seq` and digest of every stream, or of some, by name."""
    found = sa.select(ENTRIES.c.stream, sa.func.max(ENTRIES.c.seq).label("seq")).group_by(ENTRIES.c.stream)
    last = (found if streams is None else found.where(streams)).subquery()
    ends = sa.and_(ENTRIES.c.stream == last.c.stream, ENTRIES.c.seq == last.c.seq)
    query = sa.select(ENTRIES.c.stream, ENTRIES.c.seq, ENTRIES.c.digest).join(last, ends).order_by(ENTRIES.c.stream)
    return {stream: (seq, digest) for stream, seq, digest in connection.execute(query)}


def hold_writers(connection: sa.Connection) -> None:
    """Let nobody else write until the end of this transaction; in a file it holds the write lock anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT hold_writers()"))


def _insert(connection: sa.Connection, entries: Sequence[Entry]) -> None:
    if entries:
        connection.execute(sa.insert(ENTRIES), [vars(entry) for entry in entries])


def chain_faults(connection: sa.Connection, query: sa.Select[Any]) -> list[tuple[str, int, str]]:
    """Return stream, `seq` and what is wrong of each entry of whole streams whose chain does not hold."""
    check = ChainCheck()
    found = []
    for row in connection.execute(query):
        if not check.holds(row) and (what := check.fault(stored_entry(row))):
            found.append((row.stream, row.seq, what))
    return found


def _body_as_written(text: Any) -> Any:
    """Return the body a stored text holds, or None if it is not the text that was written."""
    try:
        body = json.loads(text)
        return body if canonical_text(body) == text else None
    except (AttributeError, TypeError, ValueError, RecursionError):
        return None
