"""The form at the door made of ipywidgets alone, for servers whose pages do not know anywidget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from ipywidgets import HTML, Dropdown, Password, VBox

from danvan_tools.display.scripts import script_of
from danvan_tools.display.states import state_html

_WIDE = {"description_width": "initial"}


def plain_login_form(shown: Mapping[str, Any], let_in: Callable[[str, str], str]) -> VBox:
    """Return the form; the code is taken when its field is left or Enter is pressed, and cleared once it was tried.

    Parameters
    ----------
    shown : mapping
        ``title notice refusal`` (texts), ``members`` to choose from, ``member`` chosen at first and ``asks_code``.
    let_in : callable
        Receives a member and a code; returns why the member may not come in, blank if so.
    """
    names = list(shown["members"])
    first = shown["member"] if shown["member"] in names else ""
    options = [("– chọn tên mình –", ""), *((name, name) for name in names)]
    member = Dropdown(description="Thành viên", options=options, value=first, style=_WIDE).add_class("danvan-choice")
    code = Password(
        description="Mã truy cập", placeholder="gõ mã trên phiếu rồi bấm Enter", continuous_update=False, style=_WIDE
    ).add_class("danvan-choice")
    said = HTML(state_html(shown["refusal"]))

    def tried(_: object) -> None:
        if not member.value or (shown["asks_code"] and not code.value):
            return
        typed, code.value = code.value, ""
        said.value = state_html(let_in(member.value, typed))

    for field in (member, code):
        field.observe(tried, "value")
    head = HTML(
        f"<style>{script_of('desk.css')}</style><h2>{escape(shown['title'])}</h2><p>{escape(shown['notice'])}</p>"
    )
    return (
        VBox([head, member, *([code] if shown["asks_code"] else []), said])
        .add_class("danvan-desk")
        .add_class("danvan-plain-login")
    )
