"""Charts that a committee, a printer without colour and a projector can all read.

Every function returns its own figure; nothing touches pyplot's state. A letter that the font lacks
is an error, never an empty box.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from danvan_tools.display.fonts import set_font
from danvan_tools.display.tables import heading_of, word_of
from danvan_tools.language import format_number, sort_key, uncapitalised

SOLID, LIGHT, LINE = "#9db2cc", "#ffffff", "#222222"
_WIDTH, _ROW, _TITLE = 9.0, 0.34, 14.0
# The report prints this chart 160 mm wide: drawn at that size, its letters keep theirs.
_PRINTED_WIDTH, _PRINTED_LETTERS = 160 / 25.4, 11.0


class Chart(Figure):
    """A matplotlib figure that shows itself in a notebook without pyplot."""

    def _repr_png_(self) -> bytes:
        picture = io.BytesIO()
        # Without the version in the file, equal charts are equal bytes.
        self.savefig(picture, format="png", dpi=110, metadata={"Software": None})
        return picture.getvalue()


def chart_by_sector(table: pd.DataFrame) -> Figure:
    """Draw how many models each sector has built, and how many of both kinds were recognised in it.

    Parameters
    ----------
    table : DataFrame, columns sector models exemplars
        One row per sector, in the order to show; ``sector`` is its Vietnamese name.
    """
    figure, axes = _new_chart(rows=2 * len(table), width=_PRINTED_WIDTH)
    series = (
        ("models", "mô hình đã xây dựng", ""),
        ("exemplars", "mô hình, điển hình “Dân vận khéo” được công nhận", "////"),
    )
    _draw_pairs(axes, table, series, _PRINTED_LETTERS)
    name_rows(axes, table["sector"], width=20, letters=_PRINTED_LETTERS)
    figure.legend(loc="outside lower left", frameon=False, fontsize=_PRINTED_LETTERS)
    return _finish(figure, axes, "Theo lĩnh vực")


def chart_counts(frame: pd.DataFrame, by: str, headings: Mapping[str, str] | None = None) -> Figure:
    """Draw how many rows of a table each value of one column has, the most frequent first, equals by word.

    Parameters
    ----------
    frame : DataFrame
        Any tidy table; ``by`` is one of its columns. Blank cells count as "(để trống)".
    headings : mapping of str to str, optional
        Column → Vietnamese heading; the schema's otherwise.
    """
    heading = (headings or {}).get(by) or heading_of(by)
    values = frame[by].astype("object").where(frame[by].notna() & (frame[by] != ""), "(để trống)")
    counts = values.map(lambda value: word_of(by, str(value))).value_counts()
    counts = counts.loc[sorted(counts.index, key=lambda word: (-counts[word], sort_key(word)))]
    figure, axes = _new_chart(rows=len(counts))
    bars = axes.barh(range(len(counts)), counts, 0.6, color=SOLID, edgecolor=LINE)
    axes.bar_label(bars, [format_number(value) for value in counts], padding=4, fontsize=12)
    name_rows(axes, counts.index)
    return _finish(figure, axes, f"Số dòng theo {uncapitalised(heading)}")


def chart_balance(sectors: pd.DataFrame) -> Chart | None:
    """Draw how many candidates of each sector were reviewed, and how many of them are on the list.

    Parameters
    ----------
    sectors : DataFrame, columns group nominated listed
        One row per sector, in the order to show.

    Returns
    -------
    Chart or None
        None without any candidate.
    """
    if sectors["nominated"].sum() == 0:
        return None
    figure, axes = _new_chart(rows=2 * len(sectors))
    series = (("nominated", "hồ sơ được xét", "////"), ("listed", "trong danh sách", ""))
    _draw_pairs(axes, sectors, series, 12.0)
    name_rows(axes, sectors["group"])
    figure.legend(loc="outside lower left", frameon=False, fontsize=12)
    return _finish(figure, axes, "Hồ sơ theo lĩnh vực")


def _draw_pairs(axes: Axes, table: pd.DataFrame, series: Iterable[tuple[str, str, str]], letters: float) -> None:
    """Draw two bars per row, plain and hatched, each with its value."""
    for offset, (column, label, hatch) in zip((-0.2, 0.2), series, strict=True):
        places = [place + offset for place in range(len(table))]
        ground = LIGHT if hatch else SOLID
        bars = axes.barh(places, table[column], 0.38, label=label, color=ground, hatch=hatch, edgecolor=LINE)
        axes.bar_label(bars, [format_number(value) for value in table[column]], padding=4, fontsize=letters)


def _new_chart(rows: int, width: float = _WIDTH) -> tuple[Chart, Axes]:
    """Return an empty chart, high enough for so many rows."""
    figure = Chart(figsize=(width, 1.4 + _ROW * max(rows, 2)), layout="constrained")
    return figure, figure.add_subplot()


def name_rows(axes: Axes, names: Iterable[str], width: int = 46, letters: float = 12.0) -> None:
    """Write each row's name beside it, the first row on top."""
    written = [_wrapped(str(name), width) for name in names]
    axes.set_yticks(range(len(written)), written, fontsize=letters)
    axes.invert_yaxis()


def _wrapped(name: str, width: int) -> str:
    """Cut a long name at a space into two lines at most; the rest becomes "…"."""
    if len(name) <= width:
        return name
    head = name[:width].rsplit(" ", 1)[0]
    tail = name[len(head) :].strip()
    return f"{head}\n{tail if len(tail) <= width else tail[: width - 1].rstrip() + '…'}"


def bare(axes: Axes) -> None:
    """Drop the frame and the value axis: every value is written at its bar."""
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_xticks([])
    axes.margins(x=0.12)


def _finish(figure: Chart, axes: Axes, title: str) -> Chart:
    """Give a one-part chart its title and font."""
    bare(axes)
    figure.suptitle(title, fontsize=_TITLE, fontweight="bold")
    set_font(figure)
    return figure
