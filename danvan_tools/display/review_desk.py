"""The reviewers' desk: choose a candidate, read its dossier, mark it."""

from __future__ import annotations

from html import escape
from importlib import resources

from ipywidgets import HTML, Dropdown, HBox, VBox

from danvan_tools.display.dossier_card import dossier_html
from danvan_tools.display.scoring_form import rubric_of, scoring_form, sheets_to_mark_again, stored_marks
from danvan_tools.errors import DanvanError
from danvan_tools.language import suggestion
from danvan_tools.records import Review

_NOT_MARKED, _BEGUN, _COMPLETE = "chưa chấm", "đang chấm", "đủ điểm"
_MARK_AGAIN = "chấm lại vì đổi chủ thể"
_WIDE = {"description_width": "initial"}


class UnknownChoiceError(DanvanError):
    """The desk was opened for a reviewer or a candidate it cannot show."""


def review_desk(review: Review, reviewer_id: str = "", candidate_id: str = "") -> VBox:
    """Return the desk at which a member of the committee marks candidates.

    Parameters
    ----------
    review : Review
    reviewer_id : str, optional
        The member at the desk; chosen on the screen if not given.
    candidate_id : str, optional
        The candidate to begin with; the first one otherwise.

    Returns
    -------
    VBox
        Views on the ledger: a desk built again shows what is stored.

    Raises
    ------
    UnknownChoiceError
        If the committee has no such member, or the member cannot mark that candidate.
    DanvanError
        If a nominated candidate's holder has no rubric.
    """
    return _ReviewDesk(review, reviewer_id, candidate_id).box


class _ReviewDesk:
    """The widgets of one desk."""

    def __init__(self, review: Review, reviewer_id: str, candidate_id: str) -> None:
        self._review = review
        self._names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
        self._reviewer_id = self._known_reviewer(reviewer_id)
        self._progress, self._conflicts = HTML(), HTML()
        self._candidates = Dropdown(description="Hồ sơ", style=_WIDE).add_class("danvan-choice")
        self._body = HBox().add_class("danvan-body")
        self._filling = False
        self._candidates.observe(self._candidate_chosen, "value")
        chooser = [] if self._reviewer_id else [self._reviewer_chooser()]
        self.box = VBox(
            [
                HTML(_style_html()),
                HTML(_heading_html(review, self._names.get(self._reviewer_id, ""))),
                *chooser,
                self._candidates,
                self._progress,
                self._body,
                self._conflicts,
            ]
        ).add_class("danvan-desk")
        self._show_reviewer(candidate_id)

    def _known_reviewer(self, reviewer_id: str) -> str:
        if reviewer_id and reviewer_id not in self._names:
            hint = suggestion(reviewer_id, self._names)
            msg = f'Bàn chấm, thành viên: "{reviewer_id}" không có ở trang "Hội đồng". {hint}Sửa mã rồi mở lại.'
            raise UnknownChoiceError(msg)
        return reviewer_id

    def _reviewer_chooser(self) -> Dropdown:
        options = [("– chọn thành viên –", ""), *((name, key) for key, name in self._names.items())]
        chooser = Dropdown(description="Thành viên hội đồng", options=options, style=_WIDE)
        chooser.observe(self._reviewer_chosen, "value")
        return chooser.add_class("danvan-choice")

    def _reviewer_chosen(self, change: dict[str, str]) -> None:
        self._reviewer_id = change["new"]
        self._show_reviewer("")

    def _candidate_chosen(self, change: dict[str, str]) -> None:
        if not self._filling and change["new"]:
            self._show_candidate(change["new"])

    def _show_reviewer(self, candidate_id: str) -> None:
        """Offer the candidates of the member at the desk, and show one of them."""
        self._own, self._withheld = _shares(self._review, self._reviewer_id)
        if candidate_id and candidate_id not in self._own:
            msg = (
                f'Bàn chấm, hồ sơ: "{candidate_id}" không có trong các hồ sơ được đề nghị mà thành viên này chấm. '
                "Chọn hồ sơ khác hoặc sửa mã rồi mở lại."
            )
            raise UnknownChoiceError(msg)
        self._conflicts.value = _conflicts_html(self._withheld) if self._reviewer_id else ""
        chosen = candidate_id or next(iter(self._own), "") if self._reviewer_id else ""
        self._offer(chosen)
        if chosen:
            self._show_candidate(chosen)
        else:
            empty = "Không có hồ sơ nào để chấm." if self._reviewer_id else "Chọn thành viên để bắt đầu chấm."
            self._body.children = [HTML(f'<p role="status">{empty}</p>')]

    def _show_candidate(self, candidate_id: str) -> None:
        form = scoring_form(
            self._review,
            reviewer_id=self._reviewer_id,
            candidate_id=candidate_id,
            on_saved=lambda: self._offer(candidate_id),
        )
        self._body.children = [HTML(dossier_html(self._review, candidate_id)).add_class("danvan-left"), form]

    def _offer(self, chosen: str) -> None:
        """List the candidates with their states; the list is sent only when it changed."""
        states = self._states() if self._reviewer_id else {}
        options = [(f"{name} – {states[key]}", key) for key, name in self._own.items() if key in states]
        if options != list(self._candidates.options) or self._candidates.value != (chosen or None):
            self._filling = True
            try:
                # One message: between two the browser would show another candidate.
                with self._candidates.hold_sync():
                    self._candidates.options = options
                    self._candidates.value = chosen or None
            finally:
                self._filling = False
        done = sum(state == _COMPLETE for state in states.values())
        self._progress.value = _progress_html(done, len(states)) if states else ""

    def _states(self) -> dict[str, str]:
        """Return of each candidate whether the member has marked none, some or all of its criteria."""
        stored = stored_marks(self._review, self._reviewer_id)
        again = sheets_to_mark_again(self._review, self._reviewer_id)
        states = {}
        for key in self._own:
            criteria = rubric_of(self._review, key).criteria["criterion_id"]
            marked = [(key, one) in stored and stored[key, one].points is not None for one in criteria]
            states[key] = _COMPLETE if all(marked) else _BEGUN if any(marked) else _NOT_MARKED
            if states[key] == _NOT_MARKED and key in again:
                states[key] = _MARK_AGAIN
        return states


def _shares(review: Review, reviewer_id: str) -> tuple[dict[str, str], list[str]]:
    """Return the nominated candidates a member marks (id → name), and the names withheld from it."""
    # A conflict with a candidate that was merged is one with its survivor.
    declared = review.tables().conflicts
    conflicts = declared[declared["reviewer_id"] == reviewer_id]["candidate_id"]
    under_review = review.under_review()
    # A mark must not hang on an id that is not issued before the load is recorded.
    nominated = under_review[~under_review["candidate_id"].isin(review.provisional_ids)]
    mine = nominated["candidate_id"].isin(conflicts)
    own = nominated[~mine]
    return dict(zip(own["candidate_id"], own["name"], strict=True)), nominated[mine]["name"].tolist()


def _style_html() -> str:
    style = resources.files("danvan_tools.display").joinpath("desk.css").read_text(encoding="utf-8")
    return f"<style>{style}</style>"


def _heading_html(review: Review, name: str) -> str:
    member = f'<p class="danvan-member">Thành viên: <strong>{escape(name)}</strong></p>' if name else ""
    return f"<header><h2>{escape(review.settings.title)}</h2>{member}</header>"


def _progress_html(done: int, total: int) -> str:
    return (
        f'<p class="danvan-progress" role="status">Đã chấm đủ điểm <strong>{done}/{total}</strong> hồ sơ '
        f'<progress max="{total}" value="{done}" aria-hidden="true"></progress></p>'
    )


def _conflicts_html(names: list[str]) -> str:
    if not names:
        return ""
    items = "".join(f"<li>{escape(name)}</li>" for name in names)
    return (
        '<section class="danvan-withheld"><h3>Hồ sơ có liên quan; không tham gia chấm, biểu quyết</h3>'
        f"<ul>{items}</ul></section>"
    )
