"""The ledger's one table, and the SQLite file it lives in (a shared one: `ledger_postgres`)."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger_entries import canonical_text
from danvan_tools.records.ledger_failures import damaged, database_errors
from danvan_tools.records.ledger_places import refuse_unsafe_place

__all__ = [
    "ENTRIES",
    "damaged",
    "database_errors",
    "guards_missing",
    "open_database",
    "put_guards",
    "reading_damaged",
    "writing",
]

_LOCK_WAIT_SECONDS = 30
_ASK_AGAIN_SECONDS = (0.001, 0.005)
_BUSY_TIMEOUT = "PRAGMA busy_timeout = {}"
# One order of streams on every server, whatever its language.
_STREAM_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

ENTRIES = sa.Table(
    "entries",
    sa.MetaData(),
    sa.Column("stream", _STREAM_TEXT, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    # Both stores keep the very text that was written: PostgreSQL's jsonb would not.
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("previous_digest", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
)

# INSERT OR REPLACE deletes without asking a delete trigger: the third trigger stops it.
_TRIGGERS = (
    "CREATE TRIGGER entries_never_updated BEFORE UPDATE ON entries "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER entries_never_deleted BEFORE DELETE ON entries "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER entries_only_appended BEFORE INSERT ON entries "
    "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries WHERE stream = NEW.stream) "
    "OR EXISTS (SELECT 1 FROM entries WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)


_GUARDS = "FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'"


@sa.event.listens_for(ENTRIES, "after_create")
def _forbid_changes(_: sa.Table, connection: sa.Connection, **__: object) -> None:
    """Add the triggers, in the transaction that makes the table; a server's are made by `prepare_database`."""
    if connection.dialect.name == "sqlite":
        put_guards(connection)


def open_database(path: Path) -> sa.Engine:
    """Return an engine on a ledger file; file, table and triggers are made where there are none.

    A connection lives as long as one transaction: no file stays open between two appends, and
    the last one to close leaves everything in the file itself.

    Raises
    ------
    DanvanError
        If the folder is missing, not writable, or one where entries may be lost; if the file is no database or
        stays locked.
    """
    if not path.parent.is_dir():
        msg = f"{path.name}: không có thư mục {path.parent}. Kiểm tra đường dẫn rồi chạy lại."
        raise DanvanError(msg)
    refuse_unsafe_place(path)
    # A ledger that was taken away is missed, never silently begun anew.
    uri = f"{path.resolve().as_uri()}?mode=rw"
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        creator=lambda: sqlite3.connect(uri, uri=True, check_same_thread=False),
        poolclass=NullPool,
        json_serializer=canonical_text,
    )
    sa.event.listen(engine, "connect", _prepare_connection)
    sa.event.listen(engine, "begin", _begin)
    with database_errors(path.name):
        _keep_write_ahead_log(path)
        with engine.connect() as connection:
            exists = sa.inspect(connection).has_table(ENTRIES.name)
        if not exists:
            with writing(engine) as connection:
                ENTRIES.metadata.create_all(connection)
    return engine


def guards_missing(connection: sa.Connection) -> bool:
    """Tell whether somebody took away, or altered, the triggers that keep a file's entries as they are."""
    return sorted(connection.exec_driver_sql(f"SELECT sql {_GUARDS}").scalars()) != sorted(_TRIGGERS)


def put_guards(connection: sa.Connection) -> None:
    """Give a file's entries these triggers and no others."""
    for name in connection.exec_driver_sql(f"SELECT name {_GUARDS}").scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {connection.dialect.identifier_preparer.quote_identifier(name)}")
    for trigger in _TRIGGERS:
        connection.exec_driver_sql(trigger)


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction to write in; in a file it holds the write lock from its first statement."""
    with engine.execution_options(takes_write_lock=True).begin() as connection:
        yield connection


@contextmanager
def reading_damaged(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that reads even text that is no UTF-8 any more: the chain's check must see it."""
    with engine.connect() as connection:
        # A server keeps no other text.
        if engine.dialect.name == "sqlite":
            driver_connection: Any = connection.connection.dbapi_connection
            driver_connection.text_factory = _text_of
        yield connection


def _text_of(stored: bytes) -> str:
    """Decode stored text without failing."""
    return stored.decode("utf-8", "surrogateescape")


def _prepare_connection(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Wait for other writers, reach the disk at each commit, and leave BEGIN to us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(_BUSY_TIMEOUT.format(int(_LOCK_WAIT_SECONDS * 1000)))
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    """Begin for reading, or with the write lock: two writers then queue instead of colliding."""
    driver_connection: Any = connection.connection.dbapi_connection
    if connection.get_execution_options().get("takes_write_lock", False):
        _take_write_lock(driver_connection)
    else:
        driver_connection.execute("BEGIN")


def _take_write_lock(connection: sqlite3.Connection) -> None:
    """Begin with the write lock, asking for it every few milliseconds.

    SQLite's own waiting sleeps longer and longer, up to a tenth of a second: of ten writers some would then wait for
    locks that were free long ago.
    """
    deadline = time.monotonic() + _LOCK_WAIT_SECONDS
    connection.execute("PRAGMA busy_timeout = 0")
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            # By chance, so that two that collided do not again.
            time.sleep(random.uniform(*_ASK_AGAIN_SECONDS))  # noqa: S311
        else:
            break
    connection.execute(_BUSY_TIMEOUT.format(int(_LOCK_WAIT_SECONDS * 1000)))


def _keep_write_ahead_log(path: Path) -> None:
    """Put a new file into WAL mode, which stays with it.

    SQLite does not wait for another process that does the same at this moment, so this waits.
    """
    deadline = time.monotonic() + _LOCK_WAIT_SECONDS
    while True:
        try:
            with closing(sqlite3.connect(path, timeout=_LOCK_WAIT_SECONDS)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
