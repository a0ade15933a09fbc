"""Who is at the desk, where no access code is asked: the name is chosen on the screen."""

from __future__ import annotations

from collections.abc import Callable

from ipywidgets import HTML, Dropdown, VBox, Widget

from danvan_tools.display.states import state_html
from danvan_tools.errors import DanvanError
from danvan_tools.records import Review


def sign_in(review: Review, on_login: Callable[[str], Widget], reviewer_id: str = "") -> Widget:
    """Return what a member sees, or first the choice of a name.

    Parameters
    ----------
    review : Review
    on_login : callable
        Receives the `reviewer_id`, returns that member's desk.
    reviewer_id : str
        Enters at once, if given.
    """
    if reviewer_id:
        return on_login(reviewer_id)
    options = [("– chọn thành viên –", "")]
    options += zip(review.committee["name"], review.committee["reviewer_id"], strict=True)
    chooser = Dropdown(
        description="Thành viên hội đồng", options=options, style={"description_width": "initial"}
    ).add_class("danvan-choice")
    state = HTML(state_html("Chọn thành viên để bắt đầu chấm."))
    box = VBox([chooser, state])

    def chosen(change: dict[str, str]) -> None:
        try:
            box.children = [on_login(change["new"])]
        except DanvanError as error:
            state.value = state_html(str(error))

    chooser.observe(chosen, "value")
    return box
