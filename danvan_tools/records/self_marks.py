"""What a unit gives its own candidate before anybody else marks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.language import suggestion
from danvan_tools.records.entry_writer import EntryWriter, refuse_newer
from danvan_tools.records.ledger import Entry
from danvan_tools.records.mark_bodies import Mark, mark_body
from danvan_tools.records.marking_rights import MarkRefusedError
from danvan_tools.records.review_memory import roll_of, settled
from danvan_tools.records.stage_marks import StageRefusedError, check_stage, earlier_marks
from danvan_tools.records.typed_points import criterion_name, read_points

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["save_self_marks"]


def save_self_marks(
    review: Review,
    *,
    unit_id: str,
    candidate_id: str,
    marks: pd.DataFrame,
    entered_by: str,
    expected_seq: int,
    at: datetime | None = None,
) -> list[Entry]:
    """Append a unit's marks of its own candidate to the unit's stream, all or none.

    Parameters
    ----------
    review : Review
    unit_id : str
        The unit that registered the candidate.
    candidate_id : str
    marks : DataFrame, columns criterion_id points
        ``points`` a Decimal, the text as typed ("12,5"), or None or "" to take back what is stored; an optional column
        ``comment``. Rows equal to what is stored are not written a second time.
    entered_by : str
        Who typed them.
    expected_seq : int
        The last `seq` of the stream ``unit:<unit_id>`` that was shown.
    at : datetime, optional
        As for :meth:`Ledger.append`.

    Raises
    ------
    StageRefusedError
        With every fault: the review has no self-marks, the candidate is not under review or another unit's, points
        are out of range or off the step, a criterion comes twice or was marked by the team already, or there is
        nothing to write.
    LedgerConflictError
        If the unit's stream has newer entries.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, at=at)
    stream = f"unit:{unit_id}"
    refuse_newer(review.ledger, stream, expected_seq)
    where = f"Điểm tự chấm, hồ sơ {candidate_id}"
    check_stage(review, where, "self", candidate_id)
    _check_unit(review, where, unit_id, candidate_id)
    stored, team = (earlier_marks(review, candidate_id, stage) for stage in ("self", "verification"))
    items, faults, seen = [], [], set()
    for row in marks.to_dict("records"):
        criterion_id = str(row["criterion_id"])
        try:
            body = _body(review, where, candidate_id, row)
            if criterion_id in seen:
                msg = f'{where}, tiêu chí "{criterion_id}": nhập hai lần. Để lại một dòng.'
                raise MarkRefusedError(msg)
            seen.add(criterion_id)
            if _same(body, stored.get(criterion_id)):
                continue
            if criterion_id in team:
                msg = (
                    f'{where}, tiêu chí "{criterion_id}": tổ thẩm định đã chấm nên không sửa điểm tự chấm. '
                    "Đề nghị tổ thẩm định bỏ điểm ấy trước, nếu nhập nhầm."
                )
                raise MarkRefusedError(msg)
            items.append(("mark", body))
        except MarkRefusedError as error:
            faults.append(str(error))
    if not faults and not items:
        faults = [f"{where}: không có điểm nào mới để ghi. Nhập điểm rồi ghi lại."]
    if faults:
        raise StageRefusedError(faults)
    return writer.append_many(review.ledger, stream, items, rests_on=settled(review))


def _check_unit(review: Review, where: str, unit_id: str, candidate_id: str) -> None:
    """Refuse a unit that did not register the candidate."""
    owner = str(review.candidates.set_index("candidate_id").loc[candidate_id, "unit_id"])
    if unit_id != owner:
        names = dict(zip(review.units["unit_id"], review.units["name"], strict=True))
        shown = names.get(unit_id, f'"{unit_id}"')
        known = "" if unit_id in names else suggestion(unit_id, names)
        msg = f"{where}: do {names.get(owner, owner)} đăng ký, không phải {shown}. {known}Chọn đúng đơn vị."
        raise StageRefusedError([msg])


def _body(review: Review, where: str, candidate_id: str, row: Mapping[Any, Any]) -> dict[str, Any]:
    criterion_id = str(row["criterion_id"])
    mark = Mark(
        stage="self",
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=read_points(row["points"], f'{where}, tiêu chí "{criterion_name(review, criterion_id)}"'),
        comment=str(row.get("comment", "")).strip(),
        source="sheet",
    )
    return mark_body(review, mark, roll_of(review).to_mark[candidate_id], where)


def _same(body: Mapping[str, Any], stored: Mapping[str, Any] | None) -> bool:
    """Tell whether a mark says what is stored already."""
    if stored is None:
        return body["points"] is None
    return all(body[name] == stored[name] for name in ("points", "comment"))
