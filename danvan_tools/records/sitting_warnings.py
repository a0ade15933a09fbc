"""What edits of committee, conflicts and rules mean for an opened round, and which marks count for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import format_moment, join_list
from danvan_tools.records.review_memory import one_moment, reviewer_log, roll_of, secretary_log
from danvan_tools.records.rubric_versions import outdated_criteria
from danvan_tools.records.rule_warnings import warn_of_changed_rules
from danvan_tools.schema import REVIEW_FILE

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["left_out_sheets", "warn_of_round", "warn_of_sitting"]

_COMMITTEE, _CONFLICTS = "Hội đồng", "Có liên quan"
_SOMEBODY = "một thành viên"
_SHOWN = 5
_GONE, _RELATED = "không còn trong Hội đồng", "có liên quan, không tham gia chấm"
_REOPEN = "Nếu sửa nhầm, sửa lại như trước; nếu không, mở lại vòng chấm có ghi lý do ở sổ tay 2b"


def warn_of_round(review: Review, *, named: bool = True) -> list[Fault]:
    """Warn of all that makes the results rest on something else than the opening of the round says.

    Parameters
    ----------
    review : Review
    named : bool, default True
        Whether members are named; not on a screen that everybody sees.

    Returns
    -------
    list of Fault
        Rules, members and conflicts changed since, with what it means for whose sheets; sheets that count for
        nothing, and marks that wait to be confirmed.
    """
    with one_moment(review):
        return [*warn_of_changed_rules(review), *warn_of_sitting(review, named=named), *_waiting(review)]


def warn_of_sitting(review: Review, *, named: bool = True) -> list[Fault]:
    """Warn of members and conflicts changed since the opening, and of sheets that count for nothing for them."""
    return [*_changed_sitting(review, named=named), *_left_out(review, named=named)]


def left_out_sheets(review: Review) -> pd.DataFrame:
    """Return the sheets with marks that count for nothing, as their reviewers have a conflict or do not sit any more.

    Returns
    -------
    DataFrame
        ``reviewer_id name candidate_id why``, of candidates under review, reviewer by reviewer.
    """
    roll, names = roll_of(review), _names(review)
    members = set(roll.members)
    rows = []
    for stream in review.ledger.heads("reviewer"):
        one = stream.partition(":")[2]
        for key in _sheets_of(review, one) if one not in members or one in roll.excluded else ():
            if one not in members or key in roll.excluded[one]:
                rows.append((one, names.get(one, one), key, _RELATED if one in members else _GONE))
    return pd.DataFrame(rows, columns=["reviewer_id", "name", "candidate_id", "why"], dtype="str")


def _names(review: Review) -> dict[str, str]:
    """Return the name of whoever is, or was at an opening, on the committee."""
    found: dict[str, str] = {}
    for opening in secretary_log(review).openings:
        found |= opening.body.get("names", {})
    return found | dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))


def _changed_sitting(review: Review, *, named: bool) -> Iterator[Fault]:
    """Yield a warning per member or conflict that is another than at the last opening."""
    sitting, names = roll_of(review).sitting, _names(review)
    if not sitting.changed_sheets:
        return
    opened = format_moment(datetime.fromisoformat(secretary_log(review).openings[-1].at))

    def who(reviewer_id: str) -> str:
        return f"{names.get(reviewer_id, reviewer_id)} ({reviewer_id})" if named else _SOMEBODY

    def said(sheet: str, what: str, then: str) -> Fault:
        remedy = f"{_REOPEN}{then}."
        sentence = f"sau khi mở vòng chấm lúc {opened} {what}"
        return Fault(file=REVIEW_FILE, kind="rule", sheet=sheet, what=sentence, remedy=remedy, severity="warning")

    for one in sitting.left:
        sheets = _sheets_of(review, one)
        keep = f", {_counted(sheets)} vẫn tính vào kết quả" if sheets else ", chưa có phiếu nào"
        yield said(_COMMITTEE, f"đã bỏ {who(one)}{keep}", ", từ đó các phiếu này không tính" if sheets else "")
    for one in sitting.joined:
        yield said(_COMMITTEE, f"đã thêm {who(one)}, thành viên này chưa chấm được", ", từ đó thành viên chấm được")
    for one, key in sitting.declared:
        keep = "phiếu đã chấm vẫn tính vào kết quả" if key in _sheets_of(review, one) else "chưa có phiếu nào"
        then = ", từ đó phiếu này không tính" if keep.startswith("phiếu") else ""
        yield said(_CONFLICTS, f"đã thêm {who(one)} với hồ sơ {key}, {keep}", then)
    for one, key in sitting.withdrawn:
        what = f"đã bỏ {who(one)} với hồ sơ {key}, thành viên này vẫn chưa chấm được hồ sơ ấy"
        yield said(_CONFLICTS, what, ", từ đó thành viên chấm được")


def _left_out(review: Review, *, named: bool) -> Iterator[Fault]:
    """Yield a warning per member whose sheets count for nothing."""
    for (_, name, why), own in left_out_sheets(review).groupby(["reviewer_id", "name", "why"], sort=False):
        what = (
            f"{_counted(own['candidate_id'].tolist())} của {name if named else _SOMEBODY} không tính vào kết quả: {why}"
        )
        sheet = _COMMITTEE if why == _GONE else _CONFLICTS
        yield Fault(
            file=REVIEW_FILE,
            kind="ledger",
            sheet=sheet,
            what=what,
            remedy="Điểm vẫn giữ trong sổ. Nếu có nhầm lẫn, sửa trang này rồi mở lại vòng chấm có ghi lý do.",
            severity="warning",
        )


def _waiting(review: Review) -> Iterator[Fault]:
    """Yield one warning if marks wait to be confirmed."""
    roll = roll_of(review)
    counts = [
        len(outdated_criteria(review, one, key))
        for one in roll.members
        for key in reviewer_log(review, one).marks
        if key in roll.to_mark and key not in roll.excluded.get(one, ())
    ]
    if not any(counts):
        return
    yield Fault(
        file=review.ledger.name,
        kind="ledger",
        what=f"{sum(counts)} điểm trên {sum(map(bool, counts))} phiếu chưa tính vào kết quả vì chấm trước khi mở vòng, "
        "tiêu chí đã sửa sau khi chấm, hoặc vượt điểm tối đa hiện nay",
        remedy="Đề nghị các thành viên mở lại phiếu, xem lại rồi nhập lại điểm hoặc bấm Hoàn tất.",
        severity="warning",
    )


def _sheets_of(review: Review, reviewer_id: str) -> list[str]:
    """Return the candidates under review that a reviewer has marked."""
    log, to_mark = reviewer_log(review, reviewer_id), roll_of(review).to_mark
    return [
        key
        for key, holder in to_mark.items()
        if any(made.answers and made.no_mark != "recused" for made in log.in_force(key, holder).values())
    ]


def _counted(candidate_ids: list[str]) -> str:
    listed = join_list(candidate_ids[:_SHOWN]) + (" …" if len(candidate_ids) > _SHOWN else "")
    return f"{len(candidate_ids)} phiếu đã chấm (hồ sơ {listed})"
