"""Heat maps of score sheets: darker is higher, and every number is written in its cell."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from danvan_tools.display.charts import LINE, Chart, name_rows
from danvan_tools.display.fonts import set_font
from danvan_tools.display.rank_charts import around_lines, rows_said
from danvan_tools.language import format_points

_KEYS = ("rubric_id", "holder", "candidate_id", "name", "rank")
_NAMES, _ROW, _CELL = 4.6, 0.34, 0.78
# Dark ink can be read on the darkest shade.
_LIGHTEST, _DARKEST = 1.0, 0.58


def heat_map(totals: pd.DataFrame, cuts: pd.DataFrame, title: str) -> Chart | None:
    """Draw the totals of score sheets, candidates below one another, sheets beside one another.

    Parameters
    ----------
    totals : DataFrame
        rubric_id, holder, candidate_id, name, rank, then one column per sheet: points, NaN where there is none. Best
        rank first within each rubric; rubrics are drawn apart, each with its own shades.
    cuts : DataFrame, columns rubric_id line
        With more candidates than can be read only those around these lines are drawn, and the title says so.
    title : str

    Returns
    -------
    Chart or None
        None where there are no two sheets to put side by side.
    """
    sheets = [name for name in totals.columns if name not in _KEYS]
    if totals.empty or len(sheets) < 2:
        return None
    wholes = [part for _, part in totals.groupby("rubric_id", sort=False)]
    lines = [cuts.loc[cuts["rubric_id"] == whole["rubric_id"].iloc[0], "line"] for whole in wholes]
    parts = [around_lines(whole, line) for whole, line in zip(wholes, lines, strict=True)]
    heights = [len(part) + 3.2 for part in parts]
    size = (_NAMES + _CELL * len(sheets), 0.8 + _ROW * sum(heights))
    figure = Chart(figsize=size, layout="constrained")
    panels = figure.subplots(len(parts), 1, squeeze=False, height_ratios=heights)
    for axes, part, whole in zip(panels[:, 0], parts, wholes, strict=True):
        name_rows(axes, part["name"])
        _draw_cells(axes, part[sheets])
        axes.set_title(rows_said(str(part["holder"].iloc[0]), len(part), len(whole)), loc="left", fontsize=13)
    figure.suptitle(title, fontsize=14, fontweight="bold")
    set_font(figure)
    return figure


def _draw_cells(axes: Axes, points: pd.DataFrame) -> None:
    """Draw one cell per sheet; one that is missing is hatched."""
    low, high = float(points.min().min()), float(points.max().max())
    for row, values in enumerate(points.itertuples(index=False)):
        for column, value in enumerate(values):
            corner = (column - 0.5, row - 0.5)
            if pd.isna(value):
                axes.add_patch(Rectangle(corner, 1, 1, facecolor="white", edgecolor="#999999", hatch="////", lw=0.5))
                continue
            share = (value - low) / (high - low) if high > low else 0.5
            shade = _LIGHTEST + share * (_DARKEST - _LIGHTEST)
            axes.add_patch(Rectangle(corner, 1, 1, facecolor=(shade, shade, shade), edgecolor="white", lw=0.8))
            axes.text(column, row, format_points(value), ha="center", va="center", fontsize=10.5, color=LINE)
    axes.set_xlim(-0.5, points.shape[1] - 0.5)
    axes.set_ylim(len(points) - 0.5, -0.5)
    axes.xaxis.tick_top()
    labels = [_broken(str(name)) for name in points.columns]
    axes.set_xticks(range(points.shape[1]), labels, fontsize=10.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _broken(name: str) -> str:
    """Write each word of a column's name on a line of its own: columns are narrow."""
    return name.replace(" ", "\n")
