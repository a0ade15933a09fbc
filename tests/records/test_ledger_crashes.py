"""What a ledger said is stored is stored: killed writers, and the disk before each answer."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from danvan_tools.records.ledger import Ledger
from tests.postgres_server import SECRETARY_PASSWORD, PostgresServer

PROGRAM = Path(__file__).with_name("crashing_writers.py")
SMALL, FULL = (12, 20, 10), (50, 200, 60)


def crash(ledger: Ledger, address: str, folder: Path, size: tuple[int, int, int], password: str = "") -> None:
    """Let writers mark while they are killed, and compare what they were told with what is there."""
    processes, marks, kills = size
    arguments = [address, folder, processes, marks, kills, password]
    subprocess.run([sys.executable, PROGRAM, *map(str, arguments)], check=True, capture_output=True, timeout=900)
    assert ledger.verify() == []
    entries = ledger.entries()
    stored = {(entry.seq, entry.id) for entry in entries}
    said = [line.split() for path in folder.glob("*.said") for line in path.read_text().splitlines()]
    assert {(int(seq), entry_id) for seq, entry_id in said} <= stored
    assert sorted(entry.id for entry in entries) == sorted(f"{n}-{m}" for n in range(processes) for m in range(marks))


def test_file_keeps_all_it_said_while_writers_are_killed(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    crash(ledger, str(tmp_path / "ledger.db"), tmp_path, SMALL)


def test_server_keeps_all_it_said_while_writers_are_killed(server: PostgresServer, tmp_path: Path) -> None:
    ledger = server.new_ledger()
    crash(ledger, ledger.name, tmp_path, SMALL, SECRETARY_PASSWORD)


@pytest.mark.slow
def test_file_with_fifty_writers_of_two_hundred_marks(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    crash(ledger, str(tmp_path / "ledger.db"), tmp_path, FULL)


@pytest.mark.slow
def test_server_with_fifty_writers_of_two_hundred_marks(server: PostgresServer, tmp_path: Path) -> None:
    ledger = server.new_ledger()
    crash(ledger, ledger.name, tmp_path, FULL, SECRETARY_PASSWORD)


APPEND = """
import os, sys
from pathlib import Path
from danvan_tools.records.ledger import Ledger
ledger = Ledger.open(Path(sys.argv[1]))
for n in range(20):
    ledger.append("reviewer:TV1", "mark", {"n": n}, expected_seq=n)
    os.write(1, b"stored %d\\n" % n)
"""


def test_disk_has_it_before_each_answer(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,write", "-o", trace, sys.executable, "-c", APPEND]
    done = subprocess.run([*map(str, command), str(tmp_path / "ledger.db")], capture_output=True, check=True)
    assert done.stdout.count(b"stored") == 20
    synced, answers = 0, 0
    for line in trace.read_text(errors="replace").splitlines():
        if re.search(r"\b(fsync|fdatasync)\(\d+<[^>]*ledger\.db-wal>\) += 0", line):
            synced += 1
        elif '"stored ' in line:
            assert synced, f"answer {answers} before the disk had it"
            synced, answers = 0, answers + 1
    assert answers == 20
