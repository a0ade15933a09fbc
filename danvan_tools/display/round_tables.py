"""The secretary's view of a round as HTML: where it stands, how far everybody is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import format_moment, format_points
from danvan_tools.records import RoundProgress, RoundState

_MOMENT = re.compile(r"\d\d/\d\d/\d{4} \d\d:\d\d")
# A table of thousands of candidates would be sent anew with every mark.
_MOST_CANDIDATES = 100
_STATE_HEADINGS = {
    "owed": "Phải chấm",
    "locked": "Đã khoá",
    "saved": "Đã lưu, chưa khoá",
    "draft": "Nháp",
    "not_marked": "Chưa chấm",
    "recused": "Xin không chấm",
}


def round_html(state: RoundState, progress: RoundProgress, warnings: Iterable[Fault] = ()) -> str:
    """Say where the round stands, what changed since it was opened, and how many sheets are locked."""
    rules = (
        '<p class="danvan-alert" role="alert">Quy tắc xét (trang '
        f"{escape(', '.join(state.changed_rules))}) đã sửa sau khi mở vòng chấm nên chưa ai chấm tiếp được. "
        "Mở lại vòng chấm có ghi lý do, hoặc sửa lại như trước.</p>"
        if state.rules_changed and state.state == "open"
        else ""
    )
    warned = "".join(f'<p class="danvan-alert">{escape(str(one))}</p>' for one in warnings)
    return (
        f'<p role="status"><strong>{escape(_standing(state))}</strong></p>{rules}{warned}'
        f'<p class="danvan-progress">Đã khoá <strong>{progress.locked}/{progress.owed}</strong> phiếu '
        f'<progress max="{max(progress.owed, 1)}" value="{progress.locked}" aria-hidden="true"></progress></p>'
    )


def _standing(state: RoundState) -> str:
    """Say in one sentence where the round stands."""
    if state.state == "none" or state.opened_at is None:
        return "Chưa mở vòng chấm nào: các thành viên chấm thử được, không có hạn."
    if state.closed_at is not None:
        name = "Vòng thống nhất" if state.stage == "consensus" else "Vòng chấm"
        return f"{name} đã đóng lúc {format_moment(state.closed_at)}."
    name = f"Đang thống nhất điểm {len(state.candidate_ids)} hồ sơ" if state.stage == "consensus" else "Đang chấm"
    over = " – đã quá hạn" if state.late() else ""
    deadline = f"hạn {format_moment(state.deadline)}{over}" if state.deadline else "không có hạn"
    return f"{name}, mở từ {format_moment(state.opened_at)}, {deadline}."


def reviewers_html(progress: RoundProgress) -> str:
    """Write how far each reviewer is; who is late stands out in words."""
    rows = [
        [
            escape(row["name"]),
            *(str(row[name]) for name in _STATE_HEADINGS),
            "" if pd.isna(row["last_at"]) else format_moment(row["last_at"].to_pydatetime()),
            f"<strong>trễ hạn, còn {row['owed'] - row['locked']} phiếu</strong>" if row["late"] else "",
        ]
        for row in progress.reviewers.to_dict("records")
    ]
    headings = ["Thành viên", *_STATE_HEADINGS.values(), "Ghi lần cuối", "Hạn"]
    return _table("Tiến độ của từng thành viên", headings, rows)


def candidates_html(progress: RoundProgress) -> str:
    """Write how far the candidates are that still lack a locked sheet, those with the fewest locked first."""
    lacking = progress.candidates[progress.candidates["locked"] < progress.candidates["owed"]]
    if lacking.empty:
        return '<p role="status">Mọi hồ sơ đã có đủ phiếu khoá.</p>'
    rows = [
        [escape(row["candidate_id"]), escape(row["name"]), *(str(row[name]) for name in _STATE_HEADINGS)]
        for row in lacking.head(_MOST_CANDIDATES).to_dict("records")
    ]
    more = len(lacking) - len(rows)
    rest = f"<p>Còn {more} hồ sơ nữa chưa đủ phiếu khoá.</p>" if more else ""
    return _table("Hồ sơ chưa đủ phiếu khoá", ["Mã hồ sơ", "Hồ sơ", *_STATE_HEADINGS.values()], rows) + rest


def changes_html(changes: pd.DataFrame, names: dict[str, str], criteria: dict[str, str]) -> str:
    """Write what a consensus changed: both values and the reason; nothing where nothing changed."""
    if changes.empty:
        return ""
    rows = [
        [
            escape(names.get(row["reviewer_id"], row["reviewer_id"])),
            escape(row["candidate_id"]),
            escape(criteria.get(row["criterion_id"], row["criterion_id"])),
            _given(row["points_before"]),
            _given(row["points"]),
            escape(row["reason"]),
            format_moment(row["at"].to_pydatetime()),
        ]
        for row in changes.to_dict("records")
    ]
    headings = ["Thành viên", "Mã hồ sơ", "Tiêu chí", "Điểm trước", "Điểm sau", "Lý do", "Lúc"]
    return _table("Điểm đã sửa ở vòng thống nhất", headings, rows)


def _given(points: Any) -> str:
    return "không có điểm" if pd.isna(points) else format_points(points)


def _table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table whose cells are HTML already; figures stand under one another, a moment stays in one line."""
    rows = list(rows)
    kinds = [_kind(column) for column in zip(*rows, strict=True)] or [""] * len(headings)
    head = "".join(f'<th scope="col"{kind}>{heading}</th>' for kind, heading in zip(kinds, headings, strict=True))
    body = "".join(f"<tr>{''.join(map(_cell, range(len(row)), kinds, row))}</tr>" for row in rows)
    return (
        f'<div class="danvan-scroll" tabindex="0" role="region" aria-label="{caption}"><table class="danvan-table">'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(place: int, kind: str, content: str) -> str:
    return f"<td{kind}>{content}</td>" if place else f'<th scope="row"{kind}>{content}</th>'


def _kind(column: Sequence[str]) -> str:
    """Return the class attribute of a column of counts or of moments, blank for any other."""
    if all(cell.isdecimal() for cell in column):
        return ' class="danvan-count"'
    return ' class="danvan-moment"' if all(_MOMENT.fullmatch(cell) for cell in column if cell) and any(column) else ""
