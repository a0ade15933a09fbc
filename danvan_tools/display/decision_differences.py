"""What a filled list of decisions would change: a table for a form, lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import pandas as pd

from danvan_tools.display.fault_lines import one_line
from danvan_tools.language import format_points
from danvan_tools.records import DecisionList

__all__ = ["decision_difference_html", "decision_difference_lines"]

_HEADINGS = {
    "candidate_id": "Mã hồ sơ",
    "name": "Tên mô hình, điển hình",
    "recommended": "Hội đồng đề nghị",
    "before": "Trong sổ, hiện nay",
    "after": "Trong tệp",
    "source": "Cơ quan quyết định",
    "reason": "Lý do",
}


def decision_difference_html(found: DecisionList) -> str:
    """Return the counts and a plain table, for a form: no script runs there."""
    counts = f'<p role="status"><strong>{escape(_summary(found))}</strong></p>'
    table = found.differences().rename(columns=_HEADINGS)
    if table.empty:
        return counts
    with pd.option_context("display.max_colwidth", None):
        return counts + table.to_html(index=False, border=1, justify="left")


def decision_difference_lines(found: DecisionList) -> Iterator[str]:
    """Yield a line for the file with its counts, and one per decision to write."""
    yield one_line(f"== {_summary(found)} ==")
    for row in found.differences().to_dict("records"):
        reason = f" – lý do: {row['reason']}" if row["reason"] else ""
        advice = row["recommended"] or "không đề nghị"
        yield one_line(
            f"{row['candidate_id']} (đề nghị: {advice}): {row['before']} → {row['after']}, {row['source']}{reason}"
        )


def _summary(found: DecisionList) -> str:
    changed, same = format_points(len(found.changed)), format_points(found.unchanged)
    return f"{found.file}: {changed} quyết định phải ghi, {same} dòng không đổi"
