"""What the forms of the meeting have in common: their answers to the browser, and what was stored before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import anywidget
import traitlets

from danvan_tools.display.scripts import script_of
from danvan_tools.errors import DanvanError
from danvan_tools.language import VIETNAM_TIME
from danvan_tools.records import BallotRefusedError, Entry, LedgerConflictError, Review, retract_entry

Answer = dict[str, Any]
Asked = Callable[[Mapping[str, Any]], Answer]

NOBODY = "Chưa ghi người nhập. Gõ họ tên rồi lưu lại."


def meeting_view(script: str, start: Mapping[str, Any], asked: Mapping[str, Asked]) -> anywidget.AnyWidget:
    """Return a form in the browser that asks the kernel by these kinds of question.

    Parameters
    ----------
    script : str
        The file of the form's own part.
    start : Mapping
        What the browser knows from the beginning.
    asked : Mapping
        Kind → what answers it; what the records refuse is an answer too. ``open`` answers after another window's
        entry as well.
    """

    class View(anywidget.AnyWidget):
        _esm = script_of("kernel_messages.js", "meeting_form.js", script)
        _css = script_of("paper_grid.css")
        start = traitlets.Dict().tag(sync=True)

    view = View(start=dict(start))

    def receive(_: Any, content: Mapping[str, Any], __: object) -> None:
        view.send({"id": content["id"], **_answer(asked, content)})

    view.on_msg(receive)
    return view


def _answer(asked: Mapping[str, Asked], content: Mapping[str, Any]) -> Answer:
    writes = content["kind"] in ("save", "undo")
    try:
        if writes and not content["by"]:
            return {"faults": [NOBODY]}
        return asked[content["kind"]](content)
    except LedgerConflictError:
        what = "Sổ vừa được ghi ở một cửa sổ khác. Trang đã lấy nội dung mới nhất; xem lại rồi nhập, lưu lại nếu cần."
        return (asked["open"](content) if writes else {}) | {"faults": [what]}
    except BallotRefusedError as error:
        return {"faults": list(error.faults)}
    except DanvanError as error:
        return {"faults": [str(error)]}


def undo_entry(review: Review, content: Mapping[str, Any]) -> str:
    """Take back the entry a form names, and return the receipt."""
    entry = retract_entry(
        review,
        seq=int(content["entry"]),
        reason=str(content["why"]),
        entered_by=str(content["by"]),
        expected_seq=int(content["seq"]),
    )
    return f"Đã hoàn tác lúc {clock(entry)}; mục đã rút vẫn còn trong sổ."


def clock(entry: Entry, *, day: bool = False) -> str:
    """Return when an entry was written, by the clock in Vietnam: "16:05", or with its day."""
    at = datetime.fromisoformat(entry.at).astimezone(VIETNAM_TIME)
    return f"{at:%H:%M %d/%m/%Y}" if day else f"{at:%H:%M}"


def writer_name(review: Review, entry: Entry) -> str:
    """Return who typed an entry: a member's name where the ledger knows an id."""
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    by = str(entry.body.get("entered_by", ""))
    return str(names.get(by, by))


def entries_about(review: Review, candidate_id: str, kind: str) -> tuple[list[Entry], set[int]]:
    """Return the entries of a kind about a candidate, and which of them were taken back."""
    every = review.ledger.entries("committee")
    about = [entry for entry in every if entry.kind == kind and entry.body["candidate_id"] == candidate_id]
    return about, {int(entry.body["seq"]) for entry in every if entry.kind == "retract"}


def holder_forms(review: Review, candidate_id: str) -> list[str]:
    """Return the forms of award a candidate's holder can be given, or refuse an id that is not in the list.

    Raises
    ------
    DanvanError
        If no such candidate is under review.
    """
    under = review.under_review().set_index("candidate_id")
    if candidate_id not in under.index:
        msg = f'Hồ sơ "{candidate_id}" không còn được xét. Chọn lại hồ sơ.'
        raise DanvanError(msg)
    own = review.awards[review.awards["holder"] == under.loc[candidate_id, "holder"]]
    return [str(form) for form in own["form"]]
