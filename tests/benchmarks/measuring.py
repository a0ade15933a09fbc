"""One measured step in a process of its own, and a table of figures that says what they are compared with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_FRAME = """
import json, resource, time
{setup}
started = time.perf_counter()
{step}
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.{who}).ru_maxrss
print(json.dumps({{"seconds": seconds, "mebibytes": peak / 1024, "note": str({note})}}))
"""


@dataclass(frozen=True)
class Figure:
    """What one step took: wall time, and the highest memory its process ever held (imports included)."""

    seconds: float
    mebibytes: float
    note: str


def measure(step: str, *, setup: str = "", note: str = "''", children: bool = False) -> Figure:
    """Run `step` in a fresh interpreter; `note` is evaluated there.

    With `children` the memory is that of the largest process it started.
    """
    code = _FRAME.format(setup=setup, step=step, note=note, who="RUSAGE_CHILDREN" if children else "RUSAGE_SELF")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return Figure(**json.loads(done.stdout.splitlines()[-1]))


def print_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings, columns aligned."""
    widths = [max(len(row[place]) for row in (headings, *rows)) for place in range(len(headings))]
    print(f"\n{title}")
    for row in (headings, ["-" * width for width in widths], *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_bar(name: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> None:
    """Print one figure beside the bar it is held to."""
    bar = f"≥ {at_least:g}" if at_least is not None else f"≤ {at_most:g}"
    met = value >= at_least if at_least is not None else value <= (at_most or 0)
    print(f"  {name}: {value:.2f} (bar {bar}: {'met' if met else 'NOT met'})")


def loaded() -> str:
    """Say how busy the machine is now: figures taken beside other work are not those of a quiet one."""
    return "load average {:.1f} {:.1f} {:.1f}".format(*os.getloadavg())


def memories_of(parent: int, words: str) -> list[float]:
    """Return the MiB (PSS) of each descendant of a process with these words in its command, smallest first."""
    return sorted(
        _own_memory(pid) / 1024
        for pid in _descendants(parent)
        if words in Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    )


def _own_memory(pid: int) -> int:
    """Return the KiB of a process that it shares with no other, and its part of what it shares."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _descendants(pid: int) -> list[int]:
    children = [int(one) for path in Path(f"/proc/{pid}/task").glob("*/children") for one in path.read_text().split()]
    return [*children, *(one for child in children for one in _descendants(child))]
