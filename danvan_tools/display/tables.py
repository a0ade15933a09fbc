"""Tables of a notebook: sortable, searchable, in Vietnamese, without the internet.

A table is itables' (DataTables). Its library, about 1 MB, is put into the notebook once, with the
first table of a run: an executed copy works offline and stays small. Where scripts do not run (an
untrusted copy) the same rows are read as a plain table.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from html import escape
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from IPython import get_ipython
from itables import options, to_html_datatable
from itables.javascript import generate_init_offline_itables_html

from danvan_tools.display.column_order import in_order
from danvan_tools.language import format_date, format_moment, format_number, format_points
from danvan_tools.records import AWARD_CHANGES, VOTE_OUTCOMES
from danvan_tools.schema import CANDIDATE_TABLES, CHANGES, NOMINATION_STATES, REVIEW_TABLES, SHEET_STATES

_TABLES = (*REVIEW_TABLES, *CANDIDATE_TABLES)
# What the schema says of a column's name. A tidy table holds keys, so a key's own heading counts;
# any other name with several headings ("name") has none here.
# A date in a key tells apart the times of one record.
_KEYS = {
    table.key[0]: table[table.key[0]].heading
    for table in _TABLES
    if sum(table[name].kind != "date" for name in table.key) == 1
}
_HEADINGS: dict[str, set[str]] = {}
_WORDS: dict[str, dict[str, str]] = {
    "change": {value: word for word, value in CHANGES.items()},
    "award_change": {value: word for word, value in AWARD_CHANGES.items() if value},
    "outcome": {value: word for word, value in VOTE_OUTCOMES.items()},
    "state": {value: word for word, value in NOMINATION_STATES.items()},
    "sheet_state": {value: word for word, value in SHEET_STATES.items()},
}
for _column in (column for table in _TABLES for column in table.columns):
    _HEADINGS.setdefault(_column.name, set()).add(_KEYS.get(_column.name, _column.heading))
    _WORDS.setdefault(_column.name, {}).update({value: word for word, value in _column.words.items()})

_ROWS_OF_A_PAGE = 50
_MOST_DIGITS = 3
# "decimal" and "thousands" let DataTables sort "1.234,5" as a number.
_CONTROLS: dict[str, Any] = {
    "decimal": ",",
    "thousands": ".",
    "search": "Tìm:",
    "searchPlaceholder": "gõ từ cần tìm",
    "lengthMenu": "_MENU_ dòng mỗi trang",
    "info": "Dòng _START_–_END_ trong _TOTAL_ dòng",
    "infoEmpty": "Không có dòng nào",
    "infoFiltered": "(lọc từ _MAX_ dòng)",
    "emptyTable": "Không có dòng nào",
    "zeroRecords": "Không có dòng nào khớp với điều cần tìm và các cột đã lọc",
    "loadingRecords": "Đang nạp…",
    "processing": "Đang xử lý…",
    "columnControl": {
        "list": {"all": "Chọn tất cả", "none": "Bỏ chọn", "empty": "(để trống)", "search": "gõ để tìm"},
    },
    "aria": {
        "orderable": ": bấm để xếp",
        "orderableReverse": ": bấm để xếp ngược lại",
        "orderableRemove": ": bấm để bỏ xếp",
        "paginate": {"first": "Trang đầu", "last": "Trang cuối", "next": "Trang sau", "previous": "Trang trước"},
    },
}
# itables marks its plain copy with an English tooltip and counts hidden rows in English; Jupyter
# would set its words flush right.
_PLAIN_CELL = "border:1px solid #ddd;padding:8px"
_MARKER = re.compile(r"<sup>.*?</sup>", re.DOTALL)
_HIDDEN_ROWS = re.compile(r"\(([\d,]+) more rows? not shown\)")
# In a narrow column the icon of a filter would shrink to a dot.
_WHOLE_ICONS = "<style>.dtcc-button-icon svg{min-width:16px}</style>"
_NOSCRIPT = re.compile(r"<div[^>]*>\s*<noscript>.*?</noscript>\s*</div>", re.DOTALL)

# The cell whose output holds the library; empty before the first table of a run.
_library_cell: list[str] = []


@dataclass(frozen=True)
class ShownTable:
    """A table ready for a notebook; ``html`` is the whole of it."""

    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def show_table(
    frame: pd.DataFrame,
    headings: Mapping[str, str] | None = None,
    *,
    caption: str = "",
    filtered: Collection[str] = (),
) -> ShownTable:
    """Return a table to look at, to sort and to search.

    Parameters
    ----------
    frame : DataFrame
        Any tidy table. The index is not shown.
    headings : mapping of str to str, optional
        Column → Vietnamese heading: these columns, in this order; a blank heading takes the one of
        the schema. Without it every column is shown.
    caption : str, optional
        Printed under the table.
    filtered : collection of str, optional
        Columns whose heading opens a list of their values, to choose which rows are shown.

    Returns
    -------
    ShownTable
        Everything is escaped; values in code ("model") are shown as words ("mô hình"), numbers
        and dates as officials write them, a blank as nothing.

    Raises
    ------
    ValueError
        If a column has no heading, or a heading no column.
    """
    wanted = dict.fromkeys(frame.columns, "") if headings is None else headings
    chosen = {name: heading or heading_of(name) for name, heading in wanted.items()}
    unknown = [name for name, heading in chosen.items() if name not in frame.columns or not heading]
    if unknown:
        msg = f"columns without a heading, or headings without a column: {unknown}"
        raise ValueError(msg)
    shown = pd.DataFrame({escape(heading): _cells(frame[name], name) for name, heading in chosen.items()})
    numbers = [place for place, name in enumerate(chosen) if _is_number(frame[name])]
    lists = [place for place, name in enumerate(chosen) if name in filtered]
    return ShownTable(_library_once() + _interactive(shown, numbers, lists, escape(caption)))


def heading_of(column: str) -> str:
    """Return the one heading the schema gives a column of this name, or ""."""
    headings = _HEADINGS.get(column, set())
    return next(iter(headings)) if len(headings) == 1 else ""


def word_of(column: str, value: str) -> str:
    """Return the Vietnamese word of a value in code; a value that is no code stays."""
    return _WORDS.get(column, {}).get(value, value)


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _cells(values: pd.Series, name: str) -> pd.Series:
    """Return the cells of a column as HTML, in order where they are no numbers."""
    written = _written_column(values, name)
    ordered = None if _is_number(values) else in_order(written, values, name)
    return pd.Series(written, dtype="object") if ordered is None else pd.Series(ordered)


def _written_column(values: pd.Series, name: str) -> list[str]:
    """Write the cells of a column; decimals of one column line up."""
    if not pd.api.types.is_float_dtype(values):
        return [_written(value, name) for value in values]
    exponents = [int(Decimal(str(value)).normalize().as_tuple().exponent) for value in values.dropna()]
    digits = min(_MOST_DIGITS, max(0, -min(exponents, default=0)))
    return ["" if pd.isna(value) else format_number(value, digits) for value in values]


def _written(value: Any, column: str) -> str:
    """Write one cell as HTML."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    match value:
        case bool() | np.bool_():
            return "có" if value else "không"
        case datetime(tzinfo=tzinfo()):
            return format_moment(value)
        case date():
            return format_date(value)
        case Real() | Decimal():
            return format_points(Decimal(str(value)))
    return escape(word_of(column, str(value))).replace("\n", "<br>")


def _interactive(shown: pd.DataFrame, numbers: list[int], lists: list[int], caption: str) -> str:
    """Return the table in itables' HTML; nothing is left out for its size."""
    content = f"{caption}{shown.to_json(force_ascii=False)}".encode()
    html = to_html_datatable(
        shown,
        caption or None,
        connected=False,
        table_id=f"bang_{hashlib.sha256(content).hexdigest()[:12]}",
        allow_html=True,
        showIndex=False,
        show_dtypes=False,
        maxBytes=0,
        maxRows=0,
        maxColumns=0,
        pageLength=_ROWS_OF_A_PAGE,
        lengthMenu=[10, 25, _ROWS_OF_A_PAGE, 100],
        order=[],
        columnDefs=[
            {"targets": numbers, "className": "dt-right"},
            # Jupyter sets the words of a table flush right.
            {"targets": [place for place in range(shown.shape[1]) if place not in numbers], "className": "dt-left"},
            # DataTables would compare ranks as texts, and take tags for words to be found.
            {"targets": _ranked(shown), "type": "html-num"},
            *({"targets": place, "columnControl": [_filter(shown.columns[place])]} for place in lists),
        ],
        classes="display compact",
        style="font-size:15px;table-layout:auto;width:100%;margin:0;caption-side:bottom",
        language=_CONTROLS,
        display_logo_when_loading=False,
        # With it a click on the words of a heading would not sort.
        text_in_header_can_be_selected=False,
    )
    if lists:
        html = _WHOLE_ICONS + html
    plain = _MARKER.sub("", html, count=1).replace(_PLAIN_CELL, f"{_PLAIN_CELL};text-align:left")
    return _HIDDEN_ROWS.sub(r"(còn \1 dòng nữa)", plain)


def _ranked(shown: pd.DataFrame) -> list[int]:
    return [place for place, dtype in enumerate(shown.dtypes) if isinstance(dtype, pd.CategoricalDtype)]


def _filter(heading: str) -> dict[str, Any]:
    """Return the button in a heading that opens the list of the column's values; several may be chosen."""
    values = {"extend": "searchList", "hidable": False, "title": "Chỉ hiện:"}
    return {"extend": "dropdown", "icon": "search", "text": f"Lọc theo cột {heading}", "content": [values]}


def _library_once() -> str:
    """Return itables' library for the first table of a run, nothing for the next ones."""
    cell = _running_cell()
    if _library_cell and (not cell or cell not in _library_cell):
        return ""
    _library_cell[:] = [cell]
    return _NOSCRIPT.sub("", generate_init_offline_itables_html(options.dt_bundle))


def _running_cell() -> str:
    """Return JupyterLab's id of the running cell, or "" where nobody tells.

    Running the first table's cell again replaces its output, and the library with it: so that cell
    gets the library each time.
    """
    shell = get_ipython()
    if shell is None or not hasattr(shell, "get_parent"):
        return ""
    return str(shell.get_parent().get("metadata", {}).get("cellId", ""))
