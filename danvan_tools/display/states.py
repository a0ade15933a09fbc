"""The line under a form that says what became of an entry."""

from __future__ import annotations

from html import escape


def state_html(text: str, outcome: str = "") -> str:
    """Return the line as HTML, which a screen reader reads out: the outcome ("Đã ghi: ") stands out."""
    marked = f"<strong>{escape(outcome)}</strong>" if outcome else ""
    return f'<p role="status">{marked}{escape(text)}</p>'
