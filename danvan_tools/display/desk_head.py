"""The top of the desk: which review, who marks, until when, and what is withheld from this member."""

from __future__ import annotations

from datetime import datetime
from html import escape

from danvan_tools.display.desk_progress import deadline_html
from danvan_tools.records import Review, RoundState, blinded
from danvan_tools.records.review_memory import roll_of


def head_html(review: Review, reviewer_id: str, state: RoundState, now: datetime) -> str:
    """Return the title of the review, the member at the desk and the deadline."""
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    return (
        f"<header><h2>{escape(review.settings.title)}</h2>"
        f'<p class="danvan-member">Thành viên: <strong>{escape(names[reviewer_id])}</strong></p>'
        f"{deadline_html(state, now)}</header>"
    )


def withheld_html(review: Review, reviewer_id: str) -> str:
    """Return the candidates under review that a member does not mark for a declared conflict; blank for none."""
    names = _withheld(review, reviewer_id)
    if not names:
        return ""
    items = "".join(f"<li>{escape(name)}</li>" for name in names)
    return (
        f'<details class="danvan-withheld"><summary>{len(names)} hồ sơ có liên quan; không tham gia chấm, biểu quyết'
        f"</summary><ul>{items}</ul></details>"
    )


def _withheld(review: Review, reviewer_id: str) -> list[str]:
    """Return their names, as this review may show them."""
    conflicts = roll_of(review).conflicts.get(reviewer_id, set())
    under_review = review.under_review()
    own = under_review[under_review["candidate_id"].isin(conflicts)]
    return blinded(review, own[["candidate_id", "name"]])["name"].tolist()
