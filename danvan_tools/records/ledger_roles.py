"""The accounts of a shared ledger: the database made ready, reviewers let in, given a code, and shut out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger_address import ServerAddress, server_address
from danvan_tools.records.ledger_database import ENTRIES
from danvan_tools.records.ledger_failures import database_errors
from danvan_tools.records.ledger_postgres import connect, reviewer_role, role
from danvan_tools.records.ledger_setup import ROLES, setup_statements

__all__ = ["join_team", "prepare_database", "revoke_reviewer", "set_reviewer_password"]


def prepare_database(
    admin_address: str,
    *,
    secretary_password: str,
    desk_password: str,
    user: str = "",
    password: str = "",
) -> None:
    """Make a database ready to be a shared ledger, or bring one up to date; no entry is touched.

    Makes the table, which belongs to a role that cannot log in, and the accounts ``<database>_secretary`` and
    ``<database>_desk`` (the desk before anybody logged in: it counts tries of codes and reads no entry).
    Reviewers' accounts come with their access codes (:func:`set_reviewer_password`).

    Parameters
    ----------
    admin_address : str
        ``postgresql://host:port/database``; the database exists.
    secretary_password, desk_password : str
    user, password : str
        A superuser's; blank: from the address, PGUSER and PGPASSFILE.

    Raises
    ------
    DanvanError
        If the address is none, the server does not let the administrator in, or would lose what it confirmed.
    """
    address = server_address(admin_address)
    engine = connect(address, user or address.user, password)
    try:
        with database_errors(str(address)), engine.begin() as connection:
            _check_server(connection, address)
            for name, rights in ROLES.items():
                _make_role(connection, role(address.database, name), rights)
            for name, secret in (("secretary", secretary_password), ("desk", desk_password)):
                login = role(address.database, name)
                connection.exec_driver_sql(f"ALTER ROLE {login} PASSWORD '{_verifier(connection, login, secret)}'")
            ENTRIES.metadata.create_all(connection)
            # psycopg reads % in a script without parameters as it is.
            connection.connection.cursor().execute(setup_statements(address.database))
    finally:
        engine.dispose()


def set_reviewer_password(engine: sa.Engine, reviewer_id: str, code: str) -> None:
    """Let a reviewer in with this code: its account is made where there is none, an older code is void.

    Parameters
    ----------
    engine : sa.Engine
        The secretary's; in one transaction with others: use :func:`admit`.
    reviewer_id : str
    code : str
        As it will be given to the server at login: the plain form, without dashes.
    """
    with database_errors(_shown(engine)), engine.begin() as connection:
        admit(connection, reviewer_id, code)


def admit(connection: sa.Connection, reviewer_id: str, code: str) -> None:
    """Do the same as :func:`set_reviewer_password` within a transaction: of several codes all hold, or none."""
    login = reviewer_role(_database(connection.engine), reviewer_id)
    query = sa.text("SELECT admit_reviewer(:reviewer_id, :login, :verifier)")
    verifier = _verifier(connection, login, code)
    connection.execute(query, {"reviewer_id": reviewer_id, "login": login, "verifier": verifier})


def revoke_reviewer(engine: sa.Engine, reviewer_id: str) -> None:
    """Shut a reviewer out, also from the connections that are open; its entries stay."""
    _call(engine, "SELECT dismiss_reviewer(:login)", reviewer_id, {})


def join_team(engine: sa.Engine, reviewer_id: str, team: str) -> None:
    """Let a reviewer who has an account write the stream of a verification team."""
    _call(engine, "SELECT join_team(:login, :team)", reviewer_id, {"team": team})


def _call(engine: sa.Engine, query: str, reviewer_id: str, values: Mapping[str, str]) -> None:
    login = reviewer_role(_database(engine), reviewer_id)
    with database_errors(_shown(engine)), engine.begin() as connection:
        connection.execute(sa.text(query), {"login": login, **values})


def _make_role(connection: sa.Connection, name: str, rights: str) -> None:
    known = connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).first()
    connection.exec_driver_sql(f"{'ALTER' if known else 'CREATE'} ROLE {name} {rights} NOSUPERUSER NOBYPASSRLS")


def _check_server(connection: sa.Connection, address: ServerAddress) -> None:
    """Refuse a server that confirms what it may lose, or that spells names otherwise."""
    wanted: Iterable[tuple[str, str]] = (("fsync", "on"), ("full_page_writes", "on"), ("server_encoding", "UTF8"))
    for name, value in wanted:
        found = connection.exec_driver_sql(f"SHOW {name}").scalar()
        if found != value:
            msg = f"{address}: máy chủ đặt {name} = {found}, sổ ghi cần {value}. Người quản trị sửa rồi chạy lại."
            raise DanvanError(msg)


def _verifier(connection: sa.Connection, login: str, secret: str) -> str:
    """Return what the server keeps of a password; the password itself never reaches it, nor its log."""
    driver: Any = connection.connection.dbapi_connection
    return str(driver.pgconn.encrypt_password(secret.encode(), login.encode(), b"scram-sha-256").decode())


def _database(engine: sa.Engine) -> str:
    return engine.url.database or ""


def _shown(engine: sa.Engine) -> str:
    url = engine.url
    return str(ServerAddress(host=url.host or "", port=url.port or 0, database=_database(engine), user=""))
