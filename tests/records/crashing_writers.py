"""Many processes that mark at once, some of them killed at any moment and started again.

Run as a program, so that its children are forked from one that has the libraries loaded and no threads:
``python crashing_writers.py ADDRESS FOLDER PROCESSES MARKS KILLS [PASSWORD]``. Prints the seconds it took. In FOLDER
each writer leaves ``<number>.said``: one line for each entry that the ledger said was stored.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger import Ledger, LedgerConflictError


def write(address: str, folder: Path, number: int, marks: int, password: str) -> None:
    """Mark until all marks are stored; what was stored before a crash is found again by its id."""
    with (folder / f"{number}.said").open("ab", buffering=0) as said:
        ledger = Ledger.open(address, password=password)
        stream = f"reviewer:TV{number:02d}"
        seen = ledger.head(stream)[0]
        # The last one may be stored without having been said: it is sent once more.
        for mark in range(max(seen - 1, 0), marks):
            entry_id = f"{number}-{mark}"
            while True:
                try:
                    body = {"points": str(mark), "source": "paper", "comment": "Cách làm tốt, có sức lan tỏa"}
                    entry = ledger.append(stream, "mark", body, expected_seq=mark, entry_id=entry_id)
                except LedgerConflictError:
                    raise
                except DanvanError:
                    # Busy for too long: the same message again.
                    time.sleep(0.1)
                else:
                    said.write(f"{entry.seq} {entry.id}\n".encode())
                    break


def run(address: str, folder: Path, password: str, *, processes: int, marks: int, kills: int) -> float:
    """Run all writers to their end, and return the seconds it took."""
    chance = random.Random(marks)  # noqa: S311
    running: dict[int, int] = {}

    def start(number: int) -> None:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                write(address, folder, number, marks, password)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        running[child] = number

    started = time.monotonic()
    for number in range(processes):
        start(number)
    while running:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            number = running.pop(child)
            if os.waitstatus_to_exitcode(status) == -signal.SIGKILL:
                start(number)
            elif status:
                sys.exit(f"writer {number} ended with {status}")
        elif kills and chance.random() < 0.2:
            os.kill(chance.choice(list(running)), signal.SIGKILL)
            kills -= 1
        time.sleep(0.01)
    return time.monotonic() - started


if __name__ == "__main__":
    processes, marks, kills = map(int, sys.argv[3:6])
    password = (sys.argv[6:] or [""])[0]
    seconds = run(sys.argv[1], Path(sys.argv[2]), password, processes=processes, marks=marks, kills=kills)
    sys.stdout.write(f"{seconds:.1f}\n")
