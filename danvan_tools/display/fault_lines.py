"""The faults of a review folder as lines of text, for a terminal, a pipe or a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from danvan_tools.errors import Fault
from danvan_tools.schema import summarise_faults

__all__ = ["fault_lines", "one_line"]

# Whatever would end a line, move the cursor or turn the reading direction: cells come from anywhere.
_NOT_IN_A_LINE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def fault_lines(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield one line per fault, below a line for its file and sheet, and at the end the counts per kind.

    An error is its sentence; a warning begins with "Lưu ý:". No colour and no wrapping: a fault is one
    line however wide the terminal is, and so can be searched for. Without faults there is no line.
    """
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.file, fault.sheet), []).append(fault)
    for (file, sheet), found in groups.items():
        place = f'{file}, trang "{sheet}"' if sheet else file
        yield one_line(f"== {place} – {summarise_faults(found).partition(':')[0]} ==")
        yield from (one_line(str(fault) if fault.severity == "error" else f"Lưu ý: {fault}") for fault in found)
        yield ""
    counts = summarise_faults(fault for found in groups.values() for fault in found)
    if counts:
        yield f"Có {counts}."


def one_line(text: str) -> str:
    """Return a text without whatever would end its line or move the cursor."""
    return _NOT_IN_A_LINE.sub(" ", text)
