"""The answer first: a sentence, and below it the table or chart that shows it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from typing import Protocol

import pandas as pd

from danvan_tools.display.tables import ShownTable, show_table

__all__ = ["show_finding", "show_rows"]


class _Picture(Protocol):
    def _repr_png_(self) -> bytes: ...


def show_finding(sentences: Sequence[str], *shown: _Picture | ShownTable | None) -> ShownTable:
    """Return sentences with the tables and charts they are about.

    Parameters
    ----------
    sentences : sequence of str
        The first one is the answer and stands out.
    shown : Chart, ShownTable or None
        None, for what there is nothing to show of, leaves only the sentences. A chart is read out as its sentences
        where it cannot be seen.
    """
    first, *rest = sentences
    lines = [f"<strong>{escape(first)}</strong>", *map(escape, rest)]
    said = f'<p style="font-size:17px;line-height:1.45;max-width:60em">{"<br>".join(lines)}</p>'
    words = escape(" ".join(sentences))
    return ShownTable(said + "".join(_html(one, words) for one in shown if one is not None))


def show_rows(frame: pd.DataFrame, headings: dict[str, str]) -> ShownTable | None:
    """Return a table as :func:`show_table` does, or None where it has no row."""
    return None if frame.empty else show_table(frame, headings)


def _html(shown: _Picture | ShownTable, words: str) -> str:
    if isinstance(shown, ShownTable):
        return shown.html
    data = base64.b64encode(shown._repr_png_()).decode()
    return f'<img alt="{words}" style="max-width:100%" src="data:image/png;base64,{data}">'
