"""What happened to one candidate, from its first load to its decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_date, suggestion
from danvan_tools.records.counted_records import split_marks
from danvan_tools.records.ledger_entries import Entry, time_text
from danvan_tools.records.ledger_tables import COMMITTEE, RETRACT
from danvan_tools.records.retractions import RETRACTABLE
from danvan_tools.records.review_ledger import SECRETARY
from danvan_tools.records.row_digests import UNKNOWN, changed_columns, realigned

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["candidate_history"]

# at, event, what, reason, by
_Row = tuple[str, str, str, str, str]
_COLUMNS = ["at", "event", "what", "reason", "by"]


def candidate_history(review: Review, candidate_id: str) -> pd.DataFrame:
    """Return what happened to a candidate, in the order of time.

    Of marks only how many sheets there are, never whose or which points: the history may be shown
    while the committee still marks.

    Parameters
    ----------
    review : Review
    candidate_id : str
        Registered; also one that was withdrawn, merged or left the list.

    Returns
    -------
    DataFrame
        ``at`` (a moment in UTC), ``event`` and ``what`` in Vietnamese, ``reason``, ``by`` (a
        member's name where the ledger knows who typed it, else blank).

    Raises
    ------
    DanvanError
        If no candidate ever had this id.
    """
    ledger = review.ledger
    written = [*ledger.entries(COMMITTEE), *ledger.entries(SECRETARY), *ledger.entries_of("team")]
    about = [entry for entry in written if candidate_id in (entry.body.get("candidate_id"), entry.body.get("into"))]
    if not any(entry.kind == "register" for entry in about):
        known = [entry.candidate_id for entry in review.load.last.registered]
        msg = f'Quá trình hồ sơ: không có hồ sơ "{candidate_id}". {suggestion(candidate_id, known)}Chọn lại mã hồ sơ.'
        raise DanvanError(msg)
    rows = [row for entry in about if (row := _event(entry, candidate_id)) is not None]
    rows += _loads([entry for entry in written if entry.kind == "load"], candidate_id)
    rows += _sheets(review, candidate_id)
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    table = pd.DataFrame(rows, columns=_COLUMNS, dtype="str")
    table["by"] = [names.get(by, by) for by in table["by"]]
    table["at"] = pd.to_datetime(table["at"], utc=True, format="ISO8601").astype("datetime64[ms, UTC]")
    return table.sort_values("at", kind="stable", ignore_index=True)


def _event(entry: Entry, candidate_id: str) -> _Row | None:
    """Return an entry about a candidate as a row; None for a mark."""
    words = _WORDS.get(entry.kind)
    if words is None:
        return None
    event, what = words(entry.body, candidate_id)
    return entry.at, event, what, entry.body.get("reason", ""), entry.body.get("entered_by", "")


def _merger(body: dict[str, Any], candidate_id: str) -> tuple[str, str]:
    if body["candidate_id"] == candidate_id:
        return "nhập vào hồ sơ khác", f"vào hồ sơ {body['into']}; phiếu chấm giữ trong sổ, không tính"
    return "nhận hồ sơ nhập vào", f"hồ sơ {body['candidate_id']}; điểm của hồ sơ này không đổi"


def _recommendation(body: dict[str, Any], _: str) -> tuple[str, str]:
    form, proposed = body["form"] or "không đề nghị", body["proposed_form"] or "không có hình thức"
    return "hội đồng đề nghị", form if body["form"] == body["proposed_form"] else f"{form} (tính theo điểm: {proposed})"


def _decision(body: dict[str, Any], _: str) -> tuple[str, str]:
    day = format_date(pd.Timestamp(body["decided_on"]))
    source = f"{body['decision_no']}, ngày {day}, {body['authority']}"
    if body["form"]:
        return "quyết định", f"{body['form']}: {source}"
    return ("quyết định không tặng" if body.get("change") == "struck" else "thu hồi quyết định"), source


def _ballot(body: dict[str, Any], _: str) -> tuple[str, str]:
    return (
        "kiểm phiếu",
        f"{body['form']}, vòng {body['round']}: đồng ý {body['votes_for']}/{body['valid']} phiếu hợp lệ",
    )


def _retraction(body: dict[str, Any], _: str) -> tuple[str, str]:
    return f"rút lại {RETRACTABLE[body['what']]}", f"mục {body['seq']} của sổ"


def _visit(body: dict[str, Any], _: str) -> tuple[str, str]:
    return "thẩm định thực tế", f"ngày {format_date(pd.Timestamp(body['visited_on']))}; {len(body['photos'])} ảnh"


_WORDS: dict[str, Callable[[dict[str, Any], str], tuple[str, str]]] = {
    "register": lambda body, _: ("cấp mã hồ sơ", body["name"]),
    "withdraw": lambda _, __: ("rút khỏi đợt xét", "phiếu chấm giữ trong sổ, không xếp hạng"),
    "merge": _merger,
    "reinstate": lambda _, __: ("đưa lại vào đợt xét", ""),
    "visit": _visit,
    "reopen_sheet": lambda _, __: ("mở lại một phiếu chấm", ""),
    "recommendation": _recommendation,
    "decision": _decision,
    "ballot": _ballot,
    RETRACT: _retraction,
}


def _loads(entries: Sequence[Entry], candidate_id: str) -> Iterator[_Row]:
    """Yield the loads that added or changed a candidate, or missed it."""
    before = None
    for entry in entries:
        body = entry.body
        if candidate_id in body["rows"]:
            own = {candidate_id: body["rows"][candidate_id]}
            now = realigned(own, body["columns"])[candidate_id] if "columns" in body else UNKNOWN
            if before is None:
                yield entry.at, "vào danh sách", "", body["reason"], ""
            else:
                yield entry.at, "sửa trong danh sách", changed_columns(before, now), body["reason"], ""
            before = now
        elif candidate_id in body["missing"]:
            yield entry.at, "không còn trong danh sách", "", body["reason"], ""
            before = None


def _sheets(review: Review, candidate_id: str) -> Iterator[_Row]:
    """Yield how many sheets hold marks, and how many of them a change of holder opened again."""
    stored = review.ledger.current_marks()
    stored = stored[stored["candidate_id"] == candidate_id]
    if stored.empty:
        return
    last = time_text(stored["at"].max().to_pydatetime())
    own = stored[stored["points"].notna() | (stored["no_mark"] != "")]
    count = len(own.drop_duplicates(["stage", "reviewer_id"]))
    yield last, "chấm điểm", f"{count} phiếu đã có mục chấm", "", ""
    _, again = split_marks(own, review.candidates)
    if len(again):
        yield last, "chấm lại vì đổi chủ thể", f"{len(again)} phiếu theo bộ tiêu chí trước không tính", "", ""
