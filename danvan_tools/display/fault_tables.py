"""The faults of a review folder: how many of which kind, then a table to sort, search and filter."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd

from danvan_tools.display.states import state_html
from danvan_tools.display.tables import ShownTable, show_table
from danvan_tools.errors import Fault
from danvan_tools.language import format_points
from danvan_tools.schema import FAULT_KINDS, SEVERITIES, summarise_faults, vietnamese

__all__ = ["fault_table"]

_HEADINGS = {
    "severity": "Mức",
    "kind": "Loại",
    "file": "Tệp",
    "sheet": "Trang",
    "row": "Dòng",
    "column": "Cột",
    "value": "Giá trị",
    "what": "Vấn đề",
    "remedy": "Cách sửa",
}
_FILTERED = ("severity", "kind", "file", "sheet", "column")
# About 4 MB in a notebook.
_MOST_ROWS = 5000
_LONGEST_VALUE = 300


def fault_table(faults: Iterable[Fault]) -> ShownTable:
    """Return the faults as a table below their counts, or one sentence when there are none.

    Errors stand before warnings if not all of them can be shown; the table then says how many it leaves out.
    """
    faults = list(faults)
    if not faults:
        return ShownTable(state_html("Không có lỗi hay lưu ý nào."))
    shown = faults
    rest = ""
    if len(faults) > _MOST_ROWS:
        # Stable: within errors, and within warnings, in reading order.
        shown = sorted(faults, key=lambda fault: fault.severity != "error")[:_MOST_ROWS]
        rest = (
            f"Bảng chỉ liệt kê {format_points(len(shown))} điều đầu tiên, lỗi trước lưu ý sau; còn "
            f"{format_points(len(faults) - len(shown))} điều nữa. Xem đủ bằng lệnh: danvan check --mark."
        )
    lines = [f"<strong>{escape(summarise_faults(faults))}.</strong>", escape(rest)]
    counts = f'<p role="status" style="font-size:15px">{"<br>".join(filter(None, lines))}</p>'
    table = show_table(pd.DataFrame(map(_row, shown)).astype({"row": "Int64"}), _HEADINGS, filtered=_FILTERED)
    return ShownTable(counts + table.html)


def _row(fault: Fault) -> dict[str, str | int | None]:
    value = fault.value if len(fault.value) <= _LONGEST_VALUE else f"{fault.value[:_LONGEST_VALUE]}…"
    return fault.as_dict() | {
        "severity": vietnamese(SEVERITIES, fault.severity),
        "kind": vietnamese(FAULT_KINDS, fault.kind),
        "value": value,
    }
