"""What the card is told: the criteria, which stay, and the state of the sheet, which changes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from danvan_tools.display.given_elsewhere import given_elsewhere
from danvan_tools.display.open_sheet import OpenSheet
from danvan_tools.display.stored_marks import EarlierMark, StoredMark
from danvan_tools.language import VIETNAM_TIME, capitalised, format_date, format_moment, format_points
from danvan_tools.records import NO_MARKS, MarkRefusedError, round_state
from danvan_tools.records.marking_rights import check_person, check_round, locked_submission, name_sheet
from danvan_tools.schema import vietnamese, ways_to_count

Json = dict[str, Any]

# More choices than these are typed into a field; a digit key must reach every whole one.
_MOST_CHOICES, _LAST_DIGIT = 11, 9
_RECUSED = (
    "Đồng chí đã xin không chấm hồ sơ này (có liên quan). Hồ sơ không cần phiếu của đồng chí; "
    "nếu xin nhầm, bấm “Hoàn tác”."
)
_OUTDATED = (
    "Điểm này chưa tính, vì chấm trước khi mở vòng hoặc tiêu chí đã sửa sau khi đồng chí chấm: xem lại rồi nhập lại "
    "điểm, hoặc hoàn tất phiếu để giữ nguyên."
)
_NOTHING_TO_MARK = "Bộ tiêu chí này không có tiêu chí nào để Hội đồng chấm điểm."
_CONSENSUS = "Vòng thống nhất điểm: mỗi thay đổi cần ghi lý do; điểm trước và điểm sau đều được giữ trong sổ."


def card_contents(sheet: OpenSheet) -> Json:
    """Return what a card shows as long as it is open.

    Returns
    -------
    dict
        ``key`` (review, reviewer, candidate) · ``source`` · ``gates`` · ``criteria``, each
        with ``id number name limits range choices levels earlier``: `choices` is empty where points are typed,
        `earlier` says what the unit and the verification team gave · ``elsewhere``: sentences about the criteria
        that the committee does not mark.
    """
    step = sheet.review.settings.step
    return {
        "key": sheet.key,
        "source": sheet.rubric.source,
        "gates": sheet.rubric.gates["name"].tolist(),
        "criteria": [
            {
                "id": row["criterion_id"],
                "number": number,
                "name": row["name"],
                "limits": _limits(row, step),
                "range": f"0–{format_points(row['max_points'])}",
                "choices": _choices(row["max_points"], step),
                "levels": [line.strip() for line in row["anchors"].splitlines() if line.strip()],
                "earlier": [_earlier_words(one) for one in sheet.earlier.get(row["criterion_id"], [])],
            }
            for number, row in enumerate(sheet.criteria, start=1)
        ],
        "elsewhere": given_elsewhere(sheet.review, sheet.candidate_id, "committee"),
    }


def sheet_contents(sheet: OpenSheet) -> Json:
    """Return the state of a sheet.

    Returns
    -------
    dict
        ``candidate`` · ``marks``: criterion → ``value no_mark comment reason at saved outdated departs`` · ``total`` ·
        ``state``: ``open``, ``locked``, ``recused`` or ``closed``, and ``notice``, the sentence that says so ·
        ``reason``: whether a change needs one.
    """
    state, notice = _standing(sheet)
    return {
        "candidate": sheet.candidate_id,
        "marks": {row["criterion_id"]: _mark(sheet, row["criterion_id"]) for row in sheet.criteria},
        "total": _total_words(sheet),
        "state": state,
        "notice": notice,
        "reason": notice == _CONSENSUS,
    }


def _mark(sheet: OpenSheet, criterion_id: str) -> Json:
    mark = sheet.marks.get(criterion_id, StoredMark())
    earlier = sheet.departs_from(criterion_id)
    return {
        "value": mark.text,
        "no_mark": mark.no_mark,
        "comment": mark.comment,
        "reason": mark.reason,
        "at": mark.at.isoformat() if mark.at else "",
        "saved": _saved_words(mark, just_saved=criterion_id in sheet.just_saved),
        "outdated": _OUTDATED if criterion_id in sheet.outdated else "",
        "departs": f"{earlier.who} ({_points_words(earlier.points)})" if earlier else "",
    }


def _saved_words(mark: StoredMark, *, just_saved: bool) -> str:
    """Write what is stored and when; the points themselves stand in their field."""
    state = "" if mark.points is not None else vietnamese(NO_MARKS, mark.no_mark)
    when = ""
    if mark.at:
        local = mark.at.astimezone(VIETNAM_TIME)
        when = f"đã lưu {local:%H:%M}" if just_saved else f"đã lưu lúc {local:%H:%M} ngày {format_date(local)}"
    return "; ".join(word for word in (state, when) if word)


def _total_words(sheet: OpenSheet) -> Json:
    """Write the total of the points stored so far, and which criteria are not in it."""
    total = sheet.total()
    rest = f"còn {total.blank} tiêu chí chưa có điểm" if total.blank else f"đã chấm đủ {len(sheet.criteria)} tiêu chí"
    waiting = ", ".join(map(str, total.waiting))
    if waiting:
        rest = f"{rest}; chưa cộng tiêu chí {waiting} (điểm chờ xem lại)"
    return {"points": format_points(total.points), "rest": f"trên {format_points(sheet.rubric.total)} · {rest}"}


def _standing(sheet: OpenSheet) -> tuple[str, str]:
    """Return whether the sheet may be changed, and the sentence that goes with it."""
    if not sheet.criteria:
        return "closed", _NOTHING_TO_MARK
    refusal = _refusal(sheet)
    if not refusal and any(mark.no_mark == "recused" for mark in sheet.marks.values()):
        return "recused", _RECUSED
    if not refusal:
        return "open", _CONSENSUS if round_state(sheet.review).stage == "consensus" else ""
    locked = locked_submission(sheet.review, sheet.reviewer_id, sheet.candidate_id)
    if locked:
        when = format_moment(datetime.fromisoformat(locked.at))
        return "locked", f"Phiếu đã hoàn tất và khoá lúc {when}. Cần sửa thì đề nghị Thư ký mở lại phiếu này."
    return "closed", f"{refusal} Phiếu này chỉ để xem."


def _refusal(sheet: OpenSheet) -> str:
    """Return why a mark would be refused now, whatever it is; blank if it would not."""
    try:
        where = name_sheet(sheet.review, sheet.reviewer_id, sheet.candidate_id)
        check_person(sheet.review, sheet.reviewer_id, sheet.candidate_id, where)
        # With a reason: in a consensus that is asked for at each change, on a sheet that is open.
        check_round(sheet.review, sheet.reviewer_id, sheet.candidate_id, where=where, reason=_CONSENSUS, at=None)
    except MarkRefusedError as error:
        return capitalised(sheet.beside_field(str(error)))
    return ""


def _limits(row: dict[Any, Any], step: Decimal) -> str:
    """Write what points a criterion may have, and how they count."""
    least = "" if pd.isna(row["floor"]) else f"; mức sàn {format_points(row['floor'])}"
    counts = f" – {ways}" if (ways := ways_to_count(row)) else ""
    return f"tối đa {format_points(row['max_points'])} điểm, bước {format_points(step)}{least}{counts}"


def _choices(most: float, step: Decimal) -> list[str]:
    """Return the points a reviewer may pick, if they are few."""
    highest = Decimal(str(most))
    count = int(highest // step) + 1
    if count > _MOST_CHOICES or highest > _LAST_DIGIT:
        return []
    return [format_points(step * place) for place in range(count)]


def _earlier_words(mark: EarlierMark) -> Json:
    who = f"{mark.who[:1].upper()}{mark.who[1:]}"
    return {"who": who, "points": _points_words(mark.points), "reason": mark.reason}


def _points_words(points: Decimal | None) -> str:
    return "chưa chấm" if points is None else f"{format_points(points)} điểm"
