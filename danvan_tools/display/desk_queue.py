"""The queue of a reviewer's desk: which candidates, how far each is, filters, search, and what comes next."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from danvan_tools.display.desk_rows import DeskRows, QueueRow
from danvan_tools.errors import DanvanError
from danvan_tools.language import toneless_key

PAGE = 50
_FILTERS = ("state", "sector", "unit_kind")


class DeskQueue(anywidget.AnyWidget):
    """One model for any number of candidates: the browser has a page of rows at a time.

    What a person asks for arrives as one message with its value inside, ``{"kind": …}``.

    Parameters
    ----------
    rows : DeskRows
    answers : mapping
        What to call for the kinds "open" (with a candidate), "next", "skip", "ready" and "submit_all" (with what the
        screen showed: candidate → total).

    Attributes
    ----------
    may_submit : bool
        Whether the round takes sheets: only then they are offered to be handed in.
    """

    _esm = Path(__file__).with_name("desk_queue.js")
    key = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    ready = traitlets.List(traitlets.Dict()).tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)

    def __init__(self, rows: DeskRows, answers: Mapping[str, Callable[..., None]]) -> None:
        super().__init__(key=uuid.uuid4().hex)
        self._rows, self._answers = rows, answers
        self._filters: dict[str, str] = dict.fromkeys(_FILTERS, "")
        self._query, self._first, self._chosen = "", 0, ""
        self.may_submit = True
        self.on_msg(self._asked)

    def show(self, chosen: str, *, reveal: bool = False) -> None:
        """Show the rows as they are now.

        Parameters
        ----------
        chosen : str
            The candidate on the desk; blank for none.
        reveal : bool
            Turn to the page it is on.
        """
        self._chosen = chosen
        matched = self._matched()
        if reveal:
            places = [place for place, row in enumerate(matched) if row.candidate_id == chosen]
            self._first = places[0] // PAGE * PAGE if places else 0
        self._first = min(self._first, max(0, (len(matched) - 1) // PAGE * PAGE))
        now = self._rows.of(chosen)
        shown = matched[self._first : self._first + PAGE]
        self.choices = self._rows.choices()
        self.view = {
            "rows": [_row(row) for row in shown],
            "first": self._first,
            "matched": len(matched),
            "size": PAGE,
            "chosen": chosen,
            "now": None if now is None else _row(now),
            "ready": sum(row.state == "saved" for row in self._rows.all) if self.may_submit else 0,
        }

    def offer(self, sheets: Sequence[Mapping[str, str]]) -> None:
        """Ask whether these sheets are to be locked."""
        # The same sheets asked for again must arrive again.
        self.ready = []
        self.ready = [dict(sheet) for sheet in sheets]

    def _matched(self) -> list[QueueRow]:
        query = toneless_key(self._query)
        if not query and not any(self._filters.values()):
            return self._rows.all
        return [
            row
            for row in self._rows.all
            if all(not value or getattr(row, name) == value for name, value in self._filters.items())
            and (not query or query in row.search_key)
        ]

    def _asked(self, _: Any, content: Any, __: object) -> None:
        """Answer a message; what no desk sends is passed over."""
        try:
            self._answer(content if isinstance(content, dict) else {})
        except DanvanError as error:
            self.notice = str(error)

    def _answer(self, content: dict[Any, Any]) -> None:
        kind = content.get("kind")
        if kind == "filter":
            self._query = str(content.get("query", ""))[:200]
            self._filters = {name: str(content.get(name, "")) for name in _FILTERS}
            self._first = 0
            self.show(self._chosen)
        elif kind == "page" and isinstance(content.get("first"), int):
            self._first = max(0, content["first"])
            self.show(self._chosen)
        elif kind == "open":
            self._answers["open"](str(content.get("candidate_id", "")))
        elif kind == "submit_all" and isinstance(content.get("shown"), dict):
            self._answers["submit_all"]({str(key): str(total) for key, total in content["shown"].items()})
        elif kind in ("next", "skip", "ready"):
            self._answers[kind]()


def _row(row: QueueRow) -> dict[str, str]:
    return {
        "key": row.candidate_id,
        "name": row.name,
        "where": row.where,
        "state": row.state,
        "word": row.word,
    }
