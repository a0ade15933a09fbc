"""A real PostgreSQL (Debian's package) on loopback, in a folder of its own, for as long as tests need it."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_roles import prepare_database, set_reviewer_password

ADMIN = "danvan_admin"
# Of servers that live for minutes, on loopback.
SECRETARY_PASSWORD, DESK_PASSWORD = "thu-ky", "ban"
_SYSTEM_USER = "postgres"


@dataclass
class PostgresServer:
    """A running server and its superuser's password."""

    folder: Path
    port: int
    password: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [_program("postgres"), "-D", self.folder / "data", "-p", str(self.port), "-k", self.folder]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*map(str, command), "-h", "127.0.0.1"], stdout=log, stderr=log, start_new_session=True, **_as_system()
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline, (self.folder / "log").read_text()
                time.sleep(0.05)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop exactly this server: SIGINT breaks connections off, SIGQUIT is as good as a power cut."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
            self.process = None

    def connect(self, database: str) -> psycopg.Connection[Any]:
        """Connect as the superuser."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, dbname=database, user=ADMIN, password=self.password, autocommit=True
        )

    def address(self, database: str) -> str:
        return f"postgresql://127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make a database that is no ledger yet, and return its address."""
        name = f"danvan_{secrets.token_hex(4)}"
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return self.address(name)

    def prepare(self, address: str, secretary_password: str = SECRETARY_PASSWORD) -> None:
        """Make a database ready, or ready again, as the administrator does."""
        passwords = {"secretary_password": secretary_password, "desk_password": DESK_PASSWORD}
        prepare_database(address, user=ADMIN, password=self.password, **passwords)

    def new_ledger(self, reviewers: dict[str, str] | None = None) -> Ledger:
        """Prepare a ledger in a new database and open it as the secretary; `reviewers` are ids with their codes."""
        address = self.new_database()
        self.prepare(address)
        ledger = Ledger.open(address, password=SECRETARY_PASSWORD)
        for reviewer_id, code in (reviewers or {}).items():
            set_reviewer_password(ledger.engine, reviewer_id, code)
        return ledger


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server in a temporary folder, and remove both."""
    # Not below pytest's folder: the system's user may not enter it.
    folder = Path(tempfile.mkdtemp(prefix="danvan-postgres-"))
    try:
        password = secrets.token_hex(16)
        (folder / "password").write_text(password)
        if os.getuid() == 0:
            for path in (folder, folder / "password"):
                shutil.chown(path, _SYSTEM_USER)
        command = [_program("initdb"), "-D", str(folder / "data"), "-U", ADMIN, "--pwfile", str(folder / "password")]
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([*command, *options], check=True, capture_output=True, cwd=folder, **_as_system())
        server = PostgresServer(folder, _free_port(), password)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _as_system() -> dict[str, Any]:
    """Return what makes a child another user's: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam(_SYSTEM_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _program(name: str) -> str:
    """Find a program of the newest PostgreSQL: Debian keeps servers off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which(name)
    assert program, f"{name} is missing: run tests/system_packages.sh"
    return program


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
