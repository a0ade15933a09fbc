"""What a filled score sheet would change: a table for a notebook, lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from danvan_tools.display.fault_lines import one_line
from danvan_tools.display.tables import ShownTable, show_table
from danvan_tools.language import format_points
from danvan_tools.records import CELL_STATES, SheetImport
from danvan_tools.schema import vietnamese

__all__ = ["sheet_difference_lines", "sheet_difference_table"]

_HEADINGS = {
    "candidate_id": "Mã hồ sơ",
    "name": "Tên mô hình, điển hình",
    "criterion_id": "Mã tiêu chí",
    "criterion": "Tiêu chí",
    "exported": "Lúc xuất phiếu",
    "ledger": "Trong sổ, hiện nay",
    "file": "Trong tệp",
    "state": "So sánh",
    "question": "Phải chọn",
}
_FILTERED = ("candidate_id", "criterion_id", "state")


def sheet_difference_table(found: SheetImport) -> ShownTable:
    """Return the cells that differ as a table below their counts; only the counts if none does."""
    counts = f'<p role="status" style="font-size:15px"><strong>{escape(_summary(found))}</strong></p>'
    table = found.differences()
    if table.empty:
        return ShownTable(counts)
    table["state"] = [vietnamese(CELL_STATES, state) for state in table["state"]]
    return ShownTable(counts + show_table(table, _HEADINGS, filtered=_FILTERED).html)


def sheet_difference_lines(found: SheetImport) -> Iterator[str]:
    """Yield a line for the file with its counts, and one per cell that differs, sheet by sheet.

    No colour and no wrapping, as in :func:`fault_lines`: a cell is one line however wide the terminal is. What has to
    be decided begins with "PHẢI CHỌN".
    """
    yield one_line(f"== {_summary(found)} ==")
    for row in found.differences().to_dict("records"):
        cell = f"{row['candidate_id']} · {row['criterion_id']}"
        marks = f"lúc xuất {row['exported']} | trong sổ {row['ledger']} | trong tệp {row['file']}"
        yield one_line(f"{cell}: {marks} ({vietnamese(CELL_STATES, row['state'])})")
        if row["question"]:
            yield one_line(f"  PHẢI CHỌN – {row['question']}")


def _summary(found: SheetImport) -> str:
    """Name the file, whose it is, and how many cells are in which state."""
    counts = found.counts
    listed = [f"{words} {format_points(counts[state])}" for words, state in CELL_STATES.items() if counts[state]]
    asked = len(found.questions)
    question = f"; {format_points(asked)} ô phải chọn" if asked else ""
    return f"{found.file}, phiếu của {found.owner}: {', '.join(listed)}{question}"
