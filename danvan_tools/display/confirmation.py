"""A question before something is recorded: what is done is what the question says, not what fields hold later.

A button that reads a field when it is clicked may overtake the last entry in it. Here the first click
reads and shows what it read; only the second one records, and it records what was shown.
"""

from __future__ import annotations

from collections.abc import Callable

from ipywidgets import HTML, Button, HBox, VBox

from danvan_tools.display.states import state_html

__all__ = ["Confirmation"]


class Confirmation:
    """The line that asks, its two buttons, and what became of the answer."""

    def __init__(self) -> None:
        self._act: Callable[[], str] | None = None
        self._state = HTML()
        self._yes = Button(description="Đồng ý", button_style="primary", layout={"width": "auto"})
        self._no = Button(description="Thôi", layout={"width": "auto"})
        self._buttons = HBox([self._yes, self._no])
        self._yes.on_click(lambda _: self._answered(True))
        self._no.on_click(lambda _: self._answered(False))
        self.box = VBox([self._state, self._buttons])
        self.say("")

    def ask(self, question: str, act: Callable[[], str]) -> None:
        """Ask before `act` is called, which returns what became of it as HTML."""
        self._act = act
        self._state.value = state_html(question)
        self._buttons.layout.display = ""

    def say(self, text: str, outcome: str = "") -> None:
        """Say something that asks nothing; a question that stood there is dropped."""
        self._act = None
        self._state.value = state_html(text, outcome) if text else ""
        self._buttons.layout.display = "none"

    def _answered(self, agreed: bool) -> None:
        act = self._act
        self.say("")
        if act is not None:
            self._state.value = act() if agreed else state_html("Không ghi gì.")
