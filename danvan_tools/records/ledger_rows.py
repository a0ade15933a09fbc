"""Entries as rows of the table: read, found again by their ids, written, checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger_chain import ChainCheck
from danvan_tools.records.ledger_database import ENTRIES, damaged
from danvan_tools.records.ledger_entries import Entry, canonical_text, chained
from danvan_tools.records.ledger_errors import EntryReusedError, LedgerConflictError

__all__ = ["STORED", "append_drafts", "chain_faults", "read_entries", "restore_entries", "stored_before"]

# A statement of SQLite holds 32,766 values, one of PostgreSQL 65,535.
_IDS_AT_ONCE = 10_000

# The body as the text that is stored: what is parsed here is also what the chain is checked on.
STORED = sa.select(
    *(sa.type_coerce(column, sa.Text) if column.name == "body" else column for column in ENTRIES.c)
).order_by(ENTRIES.c.stream, ENTRIES.c.seq)


def read_entries(connection: sa.Connection, query: sa.Select[Any], name: str) -> list[Entry]:
    """Return the entries of a query on `STORED`; `name` is the ledger's, for the error of a damaged one."""
    try:
        return [Entry(**{**row._mapping, "body": json.loads(row.body)}) for row in connection.execute(query)]
    except (TypeError, ValueError) as error:
        raise damaged(name) from error


def stored_before(connection: sa.Connection, drafts: Sequence[Entry], name: str) -> list[Entry]:
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


def append_drafts(connection: sa.Connection, drafts: Sequence[Entry], expected_seq: int, name: str) -> list[Entry]:
    """Write drafts of one stream behind its entry `expected_seq`, and return them as stored."""
    if not drafts:
        return []
    stream = drafts[0].stream
    unseen = STORED.where(ENTRIES.c.stream == stream, ENTRIES.c.seq >= expected_seq)
    seen = read_entries(connection, unseen, name)
    if [entry.seq for entry in seen] != ([expected_seq] if expected_seq else []):
        raise LedgerConflictError(stream, [entry for entry in seen if entry.seq > expected_seq])
    entries = chained(drafts, expected_seq, seen[0].digest if seen else "")
    _insert(connection, entries)
    return entries


def restore_entries(connection: sa.Connection, entries: Sequence[Entry], name: str) -> None:
    """Write entries of another ledger as they are; those that are here already are left alone."""
    here = read_entries(connection, STORED, name)
    places = {(entry.stream, entry.seq): entry for entry in here}
    ids = {entry.id: entry for entry in here}
    for entry in entries:
        stored = places.get((entry.stream, entry.seq)) or ids.get(entry.id)
        if stored and stored.digest != entry.digest:
            msg = (
                f'{name}, luồng "{entry.stream}", mục {entry.seq}: sổ đã có nội dung khác với bản ghi '
                "đang nạp. Nạp vào một sổ mới, hoặc giữ sổ này."
            )
            raise DanvanError(msg)
    _insert(connection, [entry for entry in entries if (entry.stream, entry.seq) not in places])


def _insert(connection: sa.Connection, entries: Sequence[Entry]) -> None:
    if entries:
        connection.execute(sa.insert(ENTRIES), [vars(entry) for entry in entries])


def chain_faults(connection: sa.Connection, query: sa.Select[Any]) -> list[tuple[str, int, str]]:
    """Return stream, `seq` and what is wrong of each entry of whole streams whose chain does not hold."""
    check = ChainCheck()
    found = []
    for row in connection.execute(query):
        if check.holds(row):
            continue
        entry = Entry(**{**row._mapping, "body": _body_as_written(row.body)})
        if what := check.fault(entry):
            found.append((row.stream, row.seq, what))
    return found


def _body_as_written(text: Any) -> Any:
    """Return the body a stored text holds, or None if it is not the text that was written."""
    try:
        body = json.loads(text)
        return body if canonical_text(body) == text else None
    except (AttributeError, TypeError, ValueError, RecursionError):
        return None
