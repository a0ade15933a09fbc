"""What a filled score sheet would change: a table for a notebook, lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import pandas as pd

from danvan_tools.display.fault_lines import one_line
from danvan_tools.display.tables import ShownTable, show_table
from danvan_tools.language import format_points
from danvan_tools.records import CELL_STATES, SheetImport
from danvan_tools.schema import vietnamese

__all__ = ["sheet_difference_html", "sheet_difference_lines", "sheet_difference_table"]

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
# A form is not a page to browse.
_MOST_ROWS = 500
_STYLE = (
    "<style>.danvan-differences{border-collapse:collapse;font-size:15px}"
    ".danvan-differences td,.danvan-differences th{padding:4px 12px;border:1px solid #bbb;text-align:left}</style>"
)
_FILTERED = ("candidate_id", "criterion_id", "state")


def sheet_difference_table(found: SheetImport) -> ShownTable:
    """Return the cells that differ as a table to sort and search, below their counts; only the counts if none does."""
    table = _table(found)
    if table.empty:
        return ShownTable(_counts(found))
    return ShownTable(_counts(found) + show_table(table, _HEADINGS, filtered=_FILTERED).html)


def sheet_difference_html(found: SheetImport) -> str:
    """Return the counts and a plain table, for a form: no script runs there, and it asks what has to be decided."""
    headings = {name: heading for name, heading in _HEADINGS.items() if name != "question"}
    table = _table(found)[list(headings)].rename(columns=headings)
    if table.empty:
        return _counts(found)
    left = len(table) - _MOST_ROWS
    rest = f"<p>Còn {format_points(left)} ô khác nữa, không liệt kê ở đây.</p>" if left > 0 else ""
    with pd.option_context("display.max_colwidth", None):
        shown = table.head(_MOST_ROWS).to_html(index=False, border=0, justify="left", classes="danvan-differences")
    return f"{_STYLE}{_counts(found)}{shown}{rest}"


def _table(found: SheetImport) -> pd.DataFrame:
    table = found.differences()
    table["state"] = [vietnamese(CELL_STATES, state) for state in table["state"]]
    return table


def _counts(found: SheetImport) -> str:
    return f'<p role="status" style="font-size:15px"><strong>{escape(_summary(found))}</strong></p>'


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
