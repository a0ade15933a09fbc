"""A list of the verification teams, and the form of the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ipywidgets import HTML, Dropdown, VBox, Widget

from danvan_tools.display.scripts import script_of


def choose_team(teams: Sequence[str], form_of: Callable[[str], Widget]) -> VBox:
    """Return the list, with nothing chosen; `form_of` makes the form that comes below it."""
    options = [("– chọn tổ –", ""), *((one, one) for one in teams)]
    chooser = Dropdown(description="Tổ thẩm định", options=options, style={"description_width": "initial"})
    place = VBox()

    def show(change: Mapping[str, Any]) -> None:
        before = place.children
        place.children = [form_of(change["new"])] if change["new"] else []
        for one in before:
            one.close()

    chooser.observe(show, "value")
    style = HTML(f"<style>{script_of('team_chooser.css')}</style>")
    return VBox([style, chooser, place]).add_class("danvan-teams")
