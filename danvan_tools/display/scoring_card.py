"""The card: one anywidget on which a reviewer marks a candidate, and its half of the talk with the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from ipywidgets import DOMWidget

from danvan_tools.display.card_contents import card_contents, sheet_contents
from danvan_tools.display.open_sheet import EntryRefusedError, OpenSheet, SheetChangedError
from danvan_tools.errors import DanvanError
from danvan_tools.records import NO_MARKS, EntryReusedError, MarkRefusedError, Review, SheetRefusedError

_HERE = Path(__file__).parent
_SCRIPTS = ("scoring_outbox.js", "scoring_fields.js", "scoring_form.js")
_TYPED = ("value", "no_mark", "comment", "reason")
_REFUSALS = (EntryRefusedError, EntryReusedError, MarkRefusedError, SheetRefusedError)
_ANSWERS_KEPT = 200
# Far beyond what the ledger takes, so that it says what is too long.
_LONGEST_ID, _LONGEST_TEXT = 64, 100_000


def scoring_card(
    review: Review, *, reviewer_id: str, candidate_id: str, on_saved: Callable[[], None] | None = None
) -> DOMWidget:
    """Return the card of one sheet; parameters and errors as for :func:`danvan_tools.display.scoring_form`."""
    return ScoringCard(OpenSheet(review, reviewer_id, candidate_id), on_saved).add_class("danvan-form")


class ScoringCard(anywidget.AnyWidget):
    """One reviewer's sheet of one candidate, in a browser.

    The browser sends ``{kind, id, key, …}`` with everything to be stored inside the message, and is answered
    ``{id, outcome, because}``: ``saved``, ``refused``, ``changed`` (another window wrote first) or ``failed`` (the
    ledger cannot be reached). The new state of the sheet goes before its answer. What is shown comes from the ledger.

    Parameters
    ----------
    sheet : OpenSheet
    on_saved : callable, optional
        Called after each entry saved, behind its answer.
    """

    # Without a build step a widget has one module: what it is made of is put together here.
    _esm = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    _css = (_HERE / "scoring_form.css").read_text(encoding="utf-8")
    card = traitlets.Dict().tag(sync=True)
    sheet = traitlets.Dict().tag(sync=True)

    def __init__(self, sheet: OpenSheet, on_saved: Callable[[], None] | None = None) -> None:
        self._open_sheet, self._on_saved = sheet, on_saved
        contents = card_contents(sheet)
        self._key = contents["key"]
        self._answers: dict[str, dict[str, Any]] = {}
        super().__init__(card=contents, sheet=sheet_contents(sheet))
        self.on_msg(self._received)

    def _received(self, _widget: object, message: Any, _buffers: object) -> None:
        """Do what a message asks for and answer it; one that comes again is answered again, not done again."""
        if not _is_message(message, self._key):
            return
        entry_id = message["id"]
        again = self._answers.get(entry_id)
        if again:
            self.send(again)
            return
        try:
            answer = {"id": entry_id, **self._outcome(message)}
            self.sheet = sheet_contents(self._open_sheet)
        except DanvanError as error:
            # The ledger cannot be reached: the browser keeps the entry and sends it again.
            self.send({"id": entry_id, "outcome": "failed", "because": str(error)})
            return
        self._answers[entry_id] = answer
        if len(self._answers) > _ANSWERS_KEPT:
            del self._answers[next(iter(self._answers))]
        self.send(answer)
        if self._on_saved and message["kind"] != "ask" and answer["outcome"] == "saved":
            self._on_saved()

    def _outcome(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out a message and return what became of it."""
        try:
            return {"outcome": "saved", **self._do(message)}
        except SheetChangedError as error:
            return {"outcome": "changed", "because": str(error)}
        except _REFUSALS as error:
            return {"outcome": "refused", "because": self._open_sheet.beside_field(str(error))}

    def _do(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out a message; return what its answer holds besides."""
        match message["kind"]:
            case "mark":
                typed = {name: message[name] for name in _TYPED}
                self._open_sheet.save(message["id"], message["criterion"], typed)
            case "undo":
                return {"criterion": self._open_sheet.undo(message["id"])}
            case "submit":
                self._open_sheet.submit(message["id"], message["shown"])
            case "ask":
                return {"stored": self._open_sheet.stored_ids(set(message["ids"]))}
        return {}


def _is_message(message: Any, key: list[str]) -> bool:
    """Tell whether a message is one that this card's browser sends; nothing else is answered."""
    if not isinstance(message, dict) or message.get("key") != key or not _is_text(message.get("id"), _LONGEST_ID):
        return False
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
