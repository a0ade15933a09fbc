"""A shared ledger on a PostgreSQL server: how it is reached, and what its roles may read and write."""

from __future__ import annotations

import os

import sqlalchemy as sa

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger_address import ServerAddress
from danvan_tools.records.ledger_database import ENTRIES
from danvan_tools.records.ledger_entries import canonical_text
from danvan_tools.records.ledger_failures import database_errors

__all__ = ["may_append", "open_server", "reads_whole", "reviewer_role", "role", "whole_streams"]

_LONGEST_ROLE = 63
_SETTINGS = {
    # An answer means that the entry is on the server's disk.
    "synchronous_commit": "on",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
}


def role(database: str, name: str) -> str:
    """Return the name of a role; roles belong to the whole server, so each bears its database's name."""
    return f"{database}_{name}"


def reviewer_role(database: str, reviewer_id: str) -> str:
    """Return the name of a reviewer's role.

    Raises
    ------
    DanvanError
        If PostgreSQL would cut the name: two reviewers could then share a role.
    """
    name = role(database, f"reviewer_{reviewer_id}")
    if not reviewer_id or len(name.encode()) > _LONGEST_ROLE or "\0" in name:
        msg = (
            f'Trang "Hội đồng": mã thành viên "{reviewer_id}" không đặt được làm tên tài khoản trên máy chủ. '
            "Đặt mã ngắn, không dấu, ví dụ TV01."
        )
        raise DanvanError(msg)
    return name


def open_server(address: ServerAddress, user: str, password: str) -> sa.Engine:
    """Return an engine on a prepared database.

    Parameters
    ----------
    address : ServerAddress
    user : str
        Blank: the one in the address, in PGUSER, or else the secretary's role.
    password : str
        Blank: the one in the file that PGPASSFILE names.

    Raises
    ------
    DanvanError
        If there is no such server, account or database, or no ledger was prepared in it.
    """
    engine = connect(address, user or address.user or os.environ.get("PGUSER", ""), password)
    with database_errors(str(address)), engine.connect() as connection:
        prepared = sa.inspect(connection).has_table(ENTRIES.name)
    if not prepared:
        engine.dispose()
        msg = (
            f"{address}: cơ sở dữ liệu này chưa được chuẩn bị làm sổ ghi. "
            "Người quản trị chuẩn bị theo tài liệu hướng dẫn rồi chạy lại."
        )
        raise DanvanError(msg)
    return engine


def connect(address: ServerAddress, user: str, password: str) -> sa.Engine:
    """Return an engine of one kept connection, tried before each use: a server that went away may be back."""
    url = sa.URL.create(
        "postgresql+psycopg",
        username=user or role(address.database, "secretary"),
        password=password or None,
        host=address.host,
        port=address.port,
        database=address.database,
    )
    try:
        return sa.create_engine(
            url,
            pool_size=1,
            pool_pre_ping=True,
            use_native_hstore=False,
            hide_parameters=True,
            json_serializer=canonical_text,
            # The text as it is stored: the chain is checked on it.
            json_deserializer=_text_of,
            connect_args={
                "options": " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items()),
                "application_name": "danvan",
                "client_encoding": "utf8",
                "connect_timeout": 10,
                "tcp_user_timeout": 30_000,
            },
        )
    except ModuleNotFoundError as error:
        msg = (
            f"{address}: máy này chưa cài phần nối với máy chủ PostgreSQL. "
            'Chạy: pip install "danvan_tools[postgres]" rồi mở lại.'
        )
        raise DanvanError(msg) from error


def may_append(connection: sa.Connection, database: str, stream: str) -> bool:
    """Tell whether the connected role may write a stream as its own: what the policies say, asked beforehand."""
    query = sa.text(
        "SELECT pg_has_role(current_user, :secretary, 'USAGE') AND :stream NOT LIKE 'reviewer:%' "
        "OR EXISTS (SELECT FROM writers WHERE role = current_user AND writers.stream = :stream)"
    )
    values = {"secretary": role(database, "secretary"), "stream": stream}
    return bool(connection.execute(query, values).scalar())


def reads_whole(user: str, database: str, stream: str) -> bool:
    """Tell whether an account reads a stream from end to end: of another reviewer's a reviewer sees some entries."""
    reviewers = role(database, "reviewer_")
    own = f"reviewer:{user.removeprefix(reviewers)}"
    return not user.startswith(reviewers) or not stream.startswith("reviewer:") or stream == own


def whole_streams(database: str) -> str:
    """Return the SQL condition of the streams that the connected role reads from end to end.

    A reviewer sees of the other reviewers only the marks of candidates whose own sheet is locked: those streams have
    gaps for it, so it cannot check their chains. Subqueries without reference to a row are worked out once a query.
    """
    secretary = role(database, "secretary")
    # A database's name is letters, digits and underscores.
    sees_all = f"(SELECT pg_has_role(current_user, '{secretary}', 'USAGE'))"
    own = "ARRAY(SELECT writers.stream FROM writers WHERE writers.role = current_user)"
    for_all = "stream = 'secretary' OR stream LIKE 'unit:%' OR stream LIKE 'team:%'"
    return f"({sees_all} OR {for_all} OR stream = ANY ({own}))"


def _text_of(stored: str | bytes | bytearray | memoryview) -> str:
    return stored if isinstance(stored, str) else bytes(stored).decode("utf-8")
