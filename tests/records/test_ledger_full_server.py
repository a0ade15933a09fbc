"""A server whose disk is full: nothing that was confirmed is lost, one sentence, and it goes on once there is room."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger import Ledger
from tests.postgres_server import SECRETARY_PASSWORD, PostgresServer, postgres_server

# No store can make it smaller.
BODY = {"comment": secrets.token_hex(10_000), "source": "paper"}
FULL = "chưa lưu, vì ổ đĩa chứa sổ ghi đã đầy. Dọn bớt tệp trên ổ đĩa ấy rồi lưu lại."


@pytest.fixture
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of 32 MiB, which only the system's administrator can have mounted."""
    place = Path("/tmp") / f"danvan-disk-{os.getpid()}"  # noqa: S108 - the server's user must be able to enter it
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32m,mode=0777", "tmpfs", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        place.rmdir()
        sentence = "A small disk cannot be mounted: run this test as root."
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    yield place
    subprocess.run(["umount", str(place)], check=True)
    place.rmdir()


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@contextmanager
def no_room(disk: Path) -> Iterator[None]:
    """Leave no room on a disk but what the server has already taken, for the time of the block."""
    ballast = disk / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            for size in (2**20, 2**12):
                with suppress(OSError):
                    while True:
                        file.write(b"\0" * size)
        yield
    finally:
        ballast.unlink()


def append_until_full(ledger: Ledger) -> tuple[list[str], str]:
    """Append until the store refuses; return the ids it confirmed and what it said then."""
    confirmed: list[str] = []
    for number in range(5_000):
        try:
            ledger.append("reviewer:TV1", "mark", BODY, expected_seq=number, entry_id=f"e{number}")
        except DanvanError as error:
            return confirmed, str(error)
        confirmed.append(f"e{number}")
    raise AssertionError("the disk never was full")


def test_table_that_cannot_grow_refuses_and_keeps_what_it_has(disk: Path, server: PostgresServer) -> None:
    space = disk / "space"
    space.mkdir()
    if os.getuid() == 0:
        shutil.chown(space, "postgres")
    with server.connect("postgres") as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{space}'")
        connection.execute("CREATE DATABASE danvan_full ENCODING 'UTF8' TEMPLATE template0 TABLESPACE small")
    server.prepare(server.address("danvan_full"))
    ledger = Ledger.open(server.address("danvan_full"), password=SECRETARY_PASSWORD)
    first = ledger.append("reviewer:TV1", "mark", BODY, expected_seq=0, entry_id="e0")
    with no_room(disk):
        confirmed, sentence = append_until_full(ledger)
        assert sentence == f"Sổ ghi chung: {FULL}"
        # Also while it is full everything confirmed can be read.
        assert [entry.id for entry in ledger.entries("reviewer:TV1")] == confirmed
        assert confirmed[0] == first.id
    seq, last = len(confirmed), f"e{len(confirmed)}"
    assert ledger.append("reviewer:TV1", "mark", BODY, expected_seq=seq, entry_id=last).seq == seq + 1
    assert [entry.id for entry in ledger.entries("reviewer:TV1")] == [*confirmed, last]
    assert ledger.verify() == []
    ledger.engine.dispose()


def test_server_that_cannot_write_its_log_stops_and_loses_nothing(disk: Path, server: PostgresServer) -> None:
    ledger = server.new_ledger()
    server.stop()
    log = server.folder / "data" / "pg_wal"
    subprocess.run(["cp", "-a", str(log), str(disk / "wal")], check=True)
    shutil.rmtree(log)
    log.symlink_to(disk / "wal")
    server.start()
    with no_room(disk):
        confirmed, sentence = append_until_full(ledger)
    assert sentence == f"Sổ ghi chung: {FULL}"
    assert confirmed
    # It may have come back by itself; if not, somebody starts it.
    if server.process is not None and server.process.poll() is not None:
        server.start()
    entry = append_again(ledger, len(confirmed))
    assert entry == len(confirmed) + 1
    assert [one.id for one in ledger.entries("reviewer:TV1")] == [*confirmed, f"e{len(confirmed)}"]
    assert ledger.verify() == []
    ledger.engine.dispose()


def append_again(ledger: Ledger, number: int) -> int:
    """Send the entry that was not confirmed once more, as a desk does, until the server is back."""
    for _ in range(100):
        try:
            return ledger.append("reviewer:TV1", "mark", BODY, expected_seq=number, entry_id=f"e{number}").seq
        except DanvanError:
            subprocess.run(["sleep", "0.3"], check=True)
    raise AssertionError("the server did not come back")
