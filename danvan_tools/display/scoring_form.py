"""The marking form: one reviewer marks one candidate, criterion by criterion."""

from __future__ import annotations

from collections.abc import Callable

from ipywidgets import DOMWidget

from danvan_tools.display.scoring_card import scoring_card
from danvan_tools.records import Review

__all__ = ["scoring_form"]


def scoring_form(
    review: Review, *, reviewer_id: str, candidate_id: str, on_saved: Callable[[], None] | None = None
) -> DOMWidget:
    """Return the card on which one reviewer marks one candidate.

    It is built from the ledger each time. The browser keeps what is entered until the ledger has it, says in red what
    it has not, and offers it again after a crash. A blank is "chưa chấm", never zero; points that the rubric does not
    allow stay on the screen as not saved. On a page that does not know anywidget use :func:`stock_form`.

    Parameters
    ----------
    review : Review
    reviewer_id, candidate_id : str
        A member of the committee; a nominated candidate without a conflict with that member.
    on_saved : callable, optional
        Called after each entry saved.

    Raises
    ------
    DanvanError
        If the candidate's holder has no rubric.
    """
    return scoring_card(review, reviewer_id=reviewer_id, candidate_id=candidate_id, on_saved=on_saved)
