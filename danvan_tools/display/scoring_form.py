"""The marking form: a card on which one reviewer marks one candidate, and its half of the talk with the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from danvan_tools.display.card_contents import card_contents, sheet_contents
from danvan_tools.display.open_sheet import EntryRefusedError, OpenSheet, SheetChangedError
from danvan_tools.display.scripts import script_of
from danvan_tools.errors import DanvanError
from danvan_tools.records import NO_MARKS, EntryReusedError, MarkRefusedError, Review, RoundOverError, SheetRefusedError

__all__ = ["ScoringCard", "scoring_form"]

_TYPED = ("value", "no_mark", "comment", "reason")
_REFUSALS = (EntryRefusedError, EntryReusedError, MarkRefusedError, SheetRefusedError)
_ANSWERS_KEPT, _SHEETS_KEPT = 200, 8
# Far beyond what the ledger takes, so that it says what is too long.
_LONGEST_ID, _LONGEST_TEXT = 64, 100_000


def scoring_form(
    review: Review, *, reviewer_id: str, candidate_id: str, on_saved: Callable[[], None] | None = None
) -> ScoringCard:
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
        Called after each entry saved, behind its answer.

    Raises
    ------
    DanvanError
        If the candidate's holder has no rubric.
    """
    return ScoringCard(OpenSheet(review, reviewer_id, candidate_id), on_saved)


class ScoringCard(anywidget.AnyWidget):
    """One reviewer's sheet of one candidate after another, in a browser.

    The browser sends ``{kind, id, key, …}`` with everything to be stored inside the message, and is answered
    ``{id, outcome, because}``: ``saved``, ``refused``, ``changed`` (another window wrote first) or ``failed`` (the
    ledger cannot be reached). The new state of the sheet goes before its answer; of a sheet that left the screen
    meanwhile it goes inside the answer, as ``sheet``. What is shown comes from the ledger.

    Parameters
    ----------
    sheet : OpenSheet
    on_saved : callable, optional
        Called after each entry saved, behind its answer.
    """

    _esm = script_of("scoring_outbox.js", "scoring_fields.js", "scoring_form.js")
    _css = script_of("scoring_form.css")
    card = traitlets.Dict().tag(sync=True)
    sheet = traitlets.Dict().tag(sync=True)

    def __init__(self, sheet: OpenSheet, on_saved: Callable[[], None] | None = None) -> None:
        self._shown, self._on_saved = sheet, on_saved
        self._sheets = {sheet.candidate_id: sheet}
        self._answers: dict[str, dict[str, Any]] = {}
        super().__init__(card=card_contents(sheet), sheet=sheet_contents(sheet))
        self.add_class("danvan-form")
        self.on_msg(self._received)

    def turn_to(self, candidate_id: str) -> None:
        """Show a candidate's sheet as the ledger has it now, in one message; errors as for :func:`scoring_form`."""
        sheet = OpenSheet(self._shown.review, self._shown.reviewer_id, candidate_id)
        # The last sheets stay open: what was typed last on them may still be on its way.
        self._sheets.pop(candidate_id, None)
        self._sheets[candidate_id] = self._shown = sheet
        if len(self._sheets) > _SHEETS_KEPT:
            del self._sheets[next(iter(self._sheets))]
        with self.hold_sync():
            self.card, self.sheet = card_contents(sheet), sheet_contents(sheet)

    def _received(self, _widget: object, message: Any, _buffers: object) -> None:
        """Do what a message asks for and answer it; one that comes again is answered again, not done again."""
        sheet = self._sheet_meant(message)
        if sheet is None:
            return
        entry_id = message["id"]
        again = self._answers.get(entry_id)
        if again:
            self.send(again)
            return
        try:
            answer = {"id": entry_id, **_outcome(sheet, message)}
            state = sheet_contents(sheet)
        except DanvanError as error:
            # The ledger cannot be reached: the browser keeps the entry and sends it again.
            self.send({"id": entry_id, "outcome": "failed", "because": str(error)})
            return
        if sheet is self._shown:
            self.sheet = state
        else:
            answer["sheet"] = state
        self._answers[entry_id] = answer
        if len(self._answers) > _ANSWERS_KEPT:
            del self._answers[next(iter(self._answers))]
        self.send(answer)
        if message["kind"] != "ask" and answer["outcome"] == "saved":
            for other in self._sheets.values():
                other.follow(sheet)
            if self._on_saved:
                self._on_saved()

    def _sheet_meant(self, message: Any) -> OpenSheet | None:
        """Return the sheet of a message that this card's browser sends; nothing else is answered."""
        if not isinstance(message, dict) or not _is_text(message.get("id"), _LONGEST_ID) or not _is_order(message):
            return None
        key = message.get("key")
        return next((one for one in self._sheets.values() if one.key == key), None)


def _outcome(sheet: OpenSheet, message: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out a message and return what became of it."""
    try:
        return {"outcome": "saved", **_carry_out(sheet, message)}
    except SheetChangedError as error:
        return {"outcome": "changed", "because": str(error)}
    except _REFUSALS as error:
        # What came too late is sound: the browser keeps it for a reopening.
        kept = {"keep": True} if isinstance(error, RoundOverError) else {}
        return {"outcome": "refused", "because": sheet.beside_field(str(error)), **kept}


def _carry_out(sheet: OpenSheet, message: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out a message; return what its answer holds besides."""
    match message["kind"]:
        case "mark":
            sheet.save(message["id"], message["criterion"], {name: message[name] for name in _TYPED})
        case "undo":
            return {"criterion": sheet.undo(message["id"])}
        case "submit":
            sheet.submit(message["id"], message["shown"])
        case "ask":
            return {"stored": sheet.stored_ids(set(message["ids"]))}
    return {}


def _is_order(message: Mapping[Any, Any]) -> bool:
    """Tell whether a message holds all that its kind needs."""
    match message.get("kind"):
        case "mark":
            return _is_typed(message) and _is_text(message.get("criterion"))
        case "undo":
            return True
        case "submit":
            shown = message.get("shown")
            return isinstance(shown, dict) and all(map(_is_typed, shown.values()))
        case "ask":
            ids = message.get("ids")
            return isinstance(ids, list) and all(map(_is_text, ids))
    return False


def _is_typed(value: Any) -> bool:
    """Tell whether a value holds one criterion as the screen has it."""
    return (
        isinstance(value, dict)
        and all(_is_text(value.get(name)) for name in _TYPED)
        and value["no_mark"] in NO_MARKS.values()
    )


def _is_text(value: Any, longest: int = _LONGEST_TEXT) -> bool:
    return isinstance(value, str) and len(value) <= longest
