"""Saving marks: ten people who save once a second (what a desk waits for), and as many marks as a store takes.

Each writer is a process with a stream of its own, on SQLite and on a real PostgreSQL (Debian's package). A time is that
of one append, from the call to the answer that it is on disk; on the server with the reviewer's own account, whose
entries its trigger looks at.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from measuring import loaded, print_bar, print_table

sys.path.insert(0, str(Path(__file__).parents[2]))

from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_postgres import reviewer_role
from tests.postgres_server import postgres_server

_BODY = {
    "stage": "committee", "candidate_id": "MH-001", "criterion_id": "KQ", "points": "7.5", "no_mark": "",
    "comment": "Cách làm tốt, có sức lan tỏa trong khu phố.", "source": "desk", "entered_by": "TV01",
    "holder": "collective",
}  # fmt: skip
_CODE = "MA-CUA-CA-HOI-DONG"
_CALM_SECONDS, _BUSY_SECONDS = 30, 8


def main() -> None:
    """Print the tables."""
    with TemporaryDirectory() as place, postgres_server() as server:
        numbers = iter(range(100))
        stores = {
            "SQLite": lambda: str(Path(place) / f"{next(numbers)}.db"),
            "PostgreSQL": lambda: server.new_ledger(dict.fromkeys(map("TV{}".format, range(50)), _CODE)).name,
        }
        rows, worst = [], {}
        for name, make in stores.items():
            times = sorted(run(make(), Path(place), 10, seconds=_CALM_SECONDS, pause=1.0))
            worst[name] = at(times, 0.99)
            rows.append((name, str(len(times)), *(f"{at(times, part):.1f}" for part in (0.5, 0.99, 1))))
        print_table(
            f"Ten writers, each saving once a second; {loaded()}",
            ("store", "saved", "p50 ms", "p99 ms", "worst ms"),
            rows,
        )
        for name, value in worst.items():
            print_bar(f"{name}, p99 in ms", value, at_most=50)
        rows = []
        for name, make in stores.items():
            for writers in (1, 10, 50):
                times = sorted(run(make(), Path(place), writers, seconds=_BUSY_SECONDS, pause=0.0))
                figures = (f"{at(times, part):.1f}" for part in (0.5, 0.99, 1))
                rows.append((name, str(writers), f"{len(times) / _BUSY_SECONDS:.0f}", *figures))
        print_table(
            f"As fast as the store takes it; {loaded()}",
            ("store", "writers", "saved/s", "p50 ms", "p99 ms", "worst ms"),
            rows,
        )
        chains(place)


def chains(place: str) -> None:
    """Print what checking every chain takes, as closing a round, a backup and `danvan verify` do."""
    ledger = Ledger.open(Path(place) / "chains.db")
    for reviewer in range(10):
        ledger.append_many(f"reviewer:TV{reviewer}", [("mark", _BODY)] * 2_000, expected_seq=0)
    started = time.perf_counter()
    faults = ledger.verify()
    seconds = time.perf_counter() - started
    print_table("Chains of 20,000 entries", ("seconds", "faults"), [(f"{seconds:.2f}", str(len(faults)))])


def run(address: str, place: Path, writers: int, *, seconds: float, pause: float) -> list[float]:
    """Return the milliseconds of every append of all writers."""
    if "://" not in address:
        Ledger.open(address)
    start = time.time() + 1 + writers / 20
    children = []
    for number in range(writers):
        child = os.fork()
        if child == 0:
            write(address, place / f"{number}.times", number, start=start, seconds=seconds, pause=pause)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    files = [place / f"{number}.times" for number in range(writers)]
    times = [float(line) for file in files for line in file.read_text().split()]
    for file in files:
        file.unlink()
    return times


def write(address: str, file: Path, number: int, *, start: float, seconds: float, pause: float) -> None:
    """Append until the time is over; a writer with a pause saves at its own moment of each second."""
    user = reviewer_role(address.rpartition("/")[2], f"TV{number}") if "://" in address else ""
    ledger = Ledger.open(address, user=user, password=_CODE if user else "")
    stream, times, seq = f"reviewer:TV{number}", [], 0
    ledger.head(stream)
    time.sleep(max(0.0, start + pause * number / 10 - time.time()))
    while time.time() < start + seconds:
        began = time.perf_counter()
        seq = ledger.append(stream, "mark", _BODY, expected_seq=seq, entry_id=f"{number}-{seq}").seq
        took = time.perf_counter() - began
        times.append(took * 1000)
        time.sleep(max(0.0, pause - took))
    file.write_text("\n".join(map(str, times)))


def at(times: list[float], part: float) -> float:
    """Return the value below which this part of sorted values lies."""
    return times[min(len(times) - 1, int(len(times) * part))]


if __name__ == "__main__":
    sys.exit(main())
