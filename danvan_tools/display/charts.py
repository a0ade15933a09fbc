"""Charts that a committee, a printer without colour and a projector can all read.

Every function returns its own figure; nothing touches pyplot's state. A letter that the font lacks
is an error, never an empty box.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from decimal import Decimal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from danvan_tools.display.fonts import set_font
from danvan_tools.display.tables import heading_of, word_of
from danvan_tools.language import capitalised, format_number, sort_key, uncapitalised

_SOLID, _LIGHT, _LINE = "#9db2cc", "#ffffff", "#222222"
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
    places = range(len(table))
    for offset, column, label, hatch in (
        (-0.2, "models", "mô hình đã xây dựng", ""),
        (0.2, "exemplars", "mô hình, điển hình “Dân vận khéo” được công nhận", "////"),
    ):
        ground = _LIGHT if hatch else _SOLID
        bars = axes.barh(
            [place + offset for place in places],
            table[column],
            0.38,
            label=label,
            color=ground,
            hatch=hatch,
            edgecolor=_LINE,
        )
        axes.bar_label(bars, [format_number(value) for value in table[column]], padding=4, fontsize=_PRINTED_LETTERS)
    _name_rows(axes, table["sector"], width=20, letters=_PRINTED_LETTERS)
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
    bars = axes.barh(range(len(counts)), counts, 0.6, color=_SOLID, edgecolor=_LINE)
    axes.bar_label(bars, [format_number(value) for value in counts], padding=4, fontsize=12)
    _name_rows(axes, counts.index)
    return _finish(figure, axes, f"Số dòng theo {uncapitalised(heading)}")


def chart_scores(results: pd.DataFrame, cuts: pd.DataFrame) -> Figure:
    """Draw the committee's score of each candidate, the highest first, with the cut lines.

    Parameters
    ----------
    results : DataFrame, columns name holder rubric_id score eligible proposed
        One row per candidate; candidates of different rubrics are drawn apart, for they share no
        ranking. A candidate without a score is named without a bar; one that is not eligible is
        hatched. No reviewer appears.
    cuts : DataFrame, columns rubric_id form score
        The lowest score each form was proposed at, as computed before the committee's changes: a
        dashed line below that candidate.
    """
    parts = [part for _, part in results.groupby("rubric_id", sort=False)]
    rows = [len(part) + 2 for part in parts]
    figure = Chart(figsize=(_WIDTH, 1.0 + _ROW * sum(rows)), layout="constrained")
    if parts:
        panels = figure.subplots(len(parts), 1, sharex=True, squeeze=False, height_ratios=rows)
        digits = max(map(_digits, results["score"].dropna()), default=0)
        for axes, part in zip(panels[:, 0], parts, strict=True):
            ranked = part.sort_values("score", ascending=False, kind="stable")
            _draw_scores(axes, ranked, digits)
            _draw_cuts(axes, ranked, cuts[cuts["rubric_id"] == ranked["rubric_id"].iloc[0]], digits)
            _bare(axes)
            holder = word_of("holder", ranked["holder"].iloc[0])
            axes.set_title(capitalised(holder), loc="left", fontsize=13)
        # All panels share one axis: the highest score of any of them must fit.
        panels[0, 0].set_xlim(0, 1.15 * max(1.0, results["score"].max()))
    figure.suptitle("Điểm chung của hội đồng", fontsize=_TITLE, fontweight="bold")
    return set_font(figure)


def _draw_scores(axes: Axes, ranked: pd.DataFrame, digits: int) -> None:
    """Draw the candidates of one rubric."""
    bars = axes.barh(range(len(ranked)), ranked["score"].fillna(0), 0.66, edgecolor=_LINE)
    for bar, eligible in zip(bars, ranked["eligible"], strict=True):
        bar.set_facecolor(_SOLID if eligible else _LIGHT)
        bar.set_hatch("" if eligible else "////")
    labels = [
        "chưa đủ phiếu"
        if pd.isna(score)
        else format_number(score, digits) + ("" if eligible else " – không đủ điều kiện")
        for score, eligible in zip(ranked["score"], ranked["eligible"], strict=True)
    ]
    axes.bar_label(bars, labels, padding=5, fontsize=11)
    _name_rows(axes, ranked["name"])
    axes.set_ylim(len(ranked) - 0.4, -0.6)


def _draw_cuts(axes: Axes, ranked: pd.DataFrame, cuts: pd.DataFrame, digits: int) -> None:
    """Draw a line below the last candidate of each form; its words stand at its right end."""
    proposed = ranked["proposed"].tolist()
    for form, score in zip(cuts["form"], cuts["score"], strict=True):
        last = max(place for place, given in enumerate(proposed) if given == form)
        axes.axhline(last + 0.5, color=_LINE, linestyle="--", linewidth=1.2)
        axes.annotate(
            f"{form} (tính theo điểm): từ {format_number(score, digits)}",
            (1.0, last + 0.5),
            xycoords=axes.get_yaxis_transform(),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=11,
        )


def _digits(score: float) -> int:
    """Return how many digits a score has after the comma."""
    return max(0, -int(Decimal(str(score)).normalize().as_tuple().exponent))


def _new_chart(rows: int, width: float = _WIDTH) -> tuple[Figure, Axes]:
    """Return an empty chart, high enough for so many rows."""
    figure = Chart(figsize=(width, 1.4 + _ROW * max(rows, 2)), layout="constrained")
    return figure, figure.add_subplot()


def _name_rows(axes: Axes, names: Iterable[str], width: int = 46, letters: float = 12.0) -> None:
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


def _bare(axes: Axes) -> None:
    """Drop the frame and the value axis: every value is written at its bar."""
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_xticks([])
    axes.margins(x=0.12)


def _finish(figure: Figure, axes: Axes, title: str) -> Figure:
    """Give a one-part chart its title and font."""
    _bare(axes)
    figure.suptitle(title, fontsize=_TITLE, fontweight="bold")
    return set_font(figure)
