"""The reviewers' desk: choose a candidate, read its dossier, mark it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
from ipywidgets import HTML, HBox, Layout, VBox, Widget
from ipywidgets.widgets.widget_string import HTMLStyle

from danvan_tools.display.desk_comparison import comparison_html
from danvan_tools.display.desk_head import head_html, withheld_html
from danvan_tools.display.desk_progress import progress_html, round_html
from danvan_tools.display.desk_queue import DeskQueue
from danvan_tools.display.desk_rows import TO_MARK, DeskRows, next_in_list
from danvan_tools.display.desk_submission import sheets_to_submit, submit_shown
from danvan_tools.display.desk_watch import watch_with
from danvan_tools.display.dossier_view import DossierView
from danvan_tools.display.plain_desk import plain_desk
from danvan_tools.display.scoring_form import ScoringCard, scoring_form
from danvan_tools.display.scripts import script_of
from danvan_tools.errors import DanvanError
from danvan_tools.language import suggestion
from danvan_tools.records import Review, RoundState, assigned_candidates, round_state
from danvan_tools.records.review_memory import one_moment

NextDossier = Callable[[pd.DataFrame, str], str]
"""Takes ``candidate_id state sector unit_kind skipped`` in the order of the list, and the candidate on the desk;
returns the one to mark next, blank when none is left."""


class UnknownChoiceError(DanvanError):
    """The desk was opened for a reviewer or a candidate it cannot show."""


def review_desk(
    review: Review,
    reviewer_id: str,
    candidate_id: str = "",
    next_dossier: NextDossier | None = None,
    *,
    plain: bool = False,
) -> Widget:
    """Return the desk at which a member of the committee marks candidates.

    Parameters
    ----------
    review : Review
    reviewer_id : str
        The member at the desk, as :func:`login` found out.
    candidate_id : str, optional
        The candidate to begin with; by default the first one not marked yet.
    next_dossier : callable, optional
        Chooses what "Hồ sơ tiếp theo" opens; by default the next one in the list that is not marked yet.
    plain : bool, optional
        A desk of stock widgets, for a server whose pages do not know anywidget: a list to choose from, the texts of
        the dossier without photos, and :func:`stock_form`.

    Returns
    -------
    Widget
        Views on the ledger: a desk built again, here or on another machine, shows what is stored.

    Raises
    ------
    UnknownChoiceError
        If the committee has no such member, or the member cannot mark that candidate.
    DanvanError
        If a nominated candidate's holder has no rubric.
    """
    known = set(review.committee["reviewer_id"])
    if reviewer_id not in known:
        msg = (
            f'Bàn chấm, thành viên: "{reviewer_id}" không có ở trang "Hội đồng". '
            f"{suggestion(reviewer_id, known)}Sửa mã rồi mở lại."
        )
        raise UnknownChoiceError(msg)
    rows, following = DeskRows(review, reviewer_id), next_dossier or next_in_list
    first = _first(rows, candidate_id, following)
    return plain_desk(review, rows, first, following) if plain else _ReviewDesk(review, rows, first, following).box


def _first(rows: DeskRows, candidate_id: str, next_dossier: NextDossier) -> str:
    """Return the candidate a desk begins with, blank if there is none."""
    if candidate_id and not rows.may_open(candidate_id):
        msg = (
            f'Bàn chấm, hồ sơ: "{candidate_id}" không có trong các hồ sơ được đề nghị mà thành viên này chấm. '
            "Chọn hồ sơ khác hoặc sửa mã rồi mở lại."
        )
        raise UnknownChoiceError(msg)
    return candidate_id or next_dossier(rows.table(), "") or next((row.candidate_id for row in rows.all), "")


class _ReviewDesk:
    """The widgets of one reviewer's desk, and the candidate that lies on it."""

    def __init__(self, review: Review, rows: DeskRows, first: str, next_dossier: NextDossier) -> None:
        self._review, self._rows, self._next_dossier = review, rows, next_dossier
        self._reviewer_id = rows.reviewer_id
        self._chosen, self._built, self._offered_seq = "", tuple[str, ...](), 0
        self._others_seen: dict[str, tuple[int, str]] = {}
        # Widgets that have one layout and style between them: of their own each would be two more for the page to make.
        alike = {"layout": Layout(), "style": HTMLStyle()}
        self._head, self._progress, self._withheld, self._notice, self._comparison = (HTML(**alike) for _ in range(5))
        self._dossier, self._form = DossierView(), VBox(layout=alike["layout"])
        self._card: ScoringCard | None = None
        answers: dict[str, Callable[..., None]] = {
            "open": self._at_once(self._open),
            "next": self._at_once(self._open_next),
            "skip": self._at_once(self._put_off),
            "ready": self._offer_submission,
            "submit_all": self._submit_all,
        }
        self._queue = DeskQueue(self._rows, answers)
        body = HBox(
            [
                self._queue.add_class("danvan-left"),
                self._dossier.add_class("danvan-middle"),
                VBox([self._comparison, self._form], layout=alike["layout"]).add_class("danvan-right"),
            ],
            layout=alike["layout"],
        ).add_class("danvan-body")
        top = HBox([self._head, self._progress, self._withheld], layout=alike["layout"]).add_class("danvan-top")
        style = HTML(f"<style>{script_of('desk.css')}</style>", **alike)
        self.box = VBox([style, top, self._notice, body], layout=alike["layout"]).add_class("danvan-desk")
        self._begin(first)

    def _begin(self, first: str) -> None:
        self._seen = self._heads()
        self._withheld.value = withheld_html(self._review, self._reviewer_id)
        if first:
            self._show(first)
        else:
            self._dossier.clear("Không có hồ sơ nào để chấm.")
            self._refresh()
        watch_with(self._at_once(self._look))

    def _at_once(self, act: Callable[..., None]) -> Callable[..., None]:
        """Let an action read each stream once: a connection for every question takes longer than the answers."""

        def acted(*given: str) -> None:
            with one_moment(self._review):
                act(*given)

        return acted

    def _open(self, candidate_id: str) -> None:
        """Open a candidate that was chosen on the screen – if it still is this reviewer's."""
        self._rows.read()
        if self._rows.may_open(candidate_id):
            self._show(candidate_id)
        else:
            self._queue.notice = f"Hồ sơ {candidate_id} không còn trong các hồ sơ đồng chí chấm. Chọn hồ sơ khác."
            self._refresh()

    def _open_next(self) -> None:
        following = self._next_dossier(self._rows.table(), self._chosen)
        if self._rows.may_open(following):
            self._show(following)
            return
        waiting = [row for row in self._rows.all if row.state in TO_MARK]
        self._queue.notice = (
            "Chỉ còn hồ sơ đang mở chưa chấm đủ." if waiting else "Đồng chí đã chấm đủ mọi hồ sơ được giao."
        )

    def _put_off(self) -> None:
        self._rows.put_off(self._chosen)
        self._open_next()
        self._refresh()

    def _show(self, candidate_id: str) -> None:
        # The card first: of what belongs to a candidate it is what a reviewer waits for.
        self._show_card(candidate_id)
        self._chosen, self._queue.notice = candidate_id, ""
        self._built = self._state_shown()
        assigned = candidate_id in assigned_candidates(self._review, self._reviewer_id)
        self._dossier.show(self._review, candidate_id, with_evidence=assigned)
        self._compare()
        self._refresh(reveal=True)

    def _show_card(self, candidate_id: str) -> None:
        """Show a candidate's sheet on the card, which stays the same widget: another one takes the browser longer."""
        if self._card is None:
            self._card = scoring_form(
                self._review,
                reviewer_id=self._reviewer_id,
                candidate_id=candidate_id,
                on_saved=self._at_once(self._saved),
            )
            self._form.children = [self._card]
        else:
            self._card.turn_to(candidate_id)

    def _saved(self) -> None:
        """Follow what the form wrote; it shows by itself that it is locked now."""
        self._seen = self._heads()
        self._refresh()
        self._built = self._state_shown()
        self._compare()

    def _state_shown(self) -> tuple[str, ...]:
        """Return what a form was built for: with another state of sheet or round it is built anew."""
        state = round_state(self._review)
        return self._chosen, state.state, state.stage, str(self._is_locked()), str(state.late())

    def _refresh(self, *, reveal: bool = False) -> None:
        """Show what the ledger says now, all but the form."""
        self._rows.read()
        state = self._show_round()
        self._queue.may_submit = state.state != "closed" and state.stage == "committee" and not state.late()
        self._queue.show(self._chosen, reveal=reveal)
        self._progress.value = progress_html(self._rows.all, self._rows.finished_at())

    def _show_round(self) -> RoundState:
        """Show where the round stands and how far off its deadline is; a widget sends only what changed."""
        state, now = round_state(self._review), datetime.now(UTC)
        self._head.value = head_html(self._review, self._reviewer_id, state, now)
        self._notice.value = round_html(state, now)
        return state

    def _compare(self) -> None:
        """Show one's own marks beside the others', if the sheet on the desk is locked."""
        locked = self._is_locked()
        # The heads first: what is written behind them is looked at again.
        self._others_seen = self._review.ledger.heads("reviewer") if locked else {}
        self._comparison.value = comparison_html(self._review, self._reviewer_id, self._chosen) if locked else ""

    def _is_locked(self) -> bool:
        row = self._rows.of(self._chosen)
        return row is not None and row.state == "locked"

    def _offer_submission(self) -> None:
        self._rows.read()
        self._offered_seq = self._heads()[0]
        self._queue.offer(sheets_to_submit(self._rows.all))

    def _submit_all(self, shown: dict[str, str]) -> None:
        self._rows.read()
        self._queue.notice = submit_shown(self._review, self._reviewer_id, self._rows.all, shown, self._offered_seq)
        self._look()

    def _heads(self) -> tuple[int, int, bool]:
        """Return the ends of the two streams a desk depends on, and whether the deadline has passed."""
        own, secretary = (self._review.ledger.head(name)[0] for name in (f"reviewer:{self._reviewer_id}", "secretary"))
        return own, secretary, round_state(self._review).late()

    def _look(self) -> None:
        """Follow what another window, the secretary or whoever locks the same candidate wrote, and the clock."""
        heads = self._heads()
        if heads == self._seen:
            self._show_round()
            if self._is_locked() and self._review.ledger.heads("reviewer") != self._others_seen:
                self._compare()
            return
        self._seen = heads
        self._withheld.value = withheld_html(self._review, self._reviewer_id)
        self._refresh()
        if self._chosen and self._state_shown() != self._built:
            self._built = self._state_shown()
            self._show_card(self._chosen)
            self._compare()
