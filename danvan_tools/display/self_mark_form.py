"""The form in which a unit's own marks of its candidate are typed in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import anywidget
import pandas as pd
import traitlets

from danvan_tools.display.scripts import script_of
from danvan_tools.display.secretary import secretary_name
from danvan_tools.display.stage_sheet import saved_at, stage_sheet
from danvan_tools.display.states import state_html
from danvan_tools.display.tables import ShownTable
from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points
from danvan_tools.records import LedgerConflictError, Review, StageRefusedError, save_self_marks
from danvan_tools.records.stage_marks import earlier_marks

__all__ = ["self_mark_form"]


class _SelfMarkFormView(anywidget.AnyWidget):
    """The form in the browser; it knows the candidates at its start and asks for everything else."""

    _esm = script_of("kernel_messages.js", "totals.js", "stage_form.js", "self_mark_form.js")
    _css = script_of("paper_grid.css")
    start = traitlets.Dict().tag(sync=True)


def self_mark_form(review: Review) -> anywidget.AnyWidget | ShownTable:
    """Return the form by which the units' own marks are recorded, or one sentence where the review has none.

    Parameters
    ----------
    review : Review
    """
    if "self" not in review.settings.stages.split():
        what = "Đợt xét này không có bước tự chấm. Nếu có, sửa mục “Các bước chấm” ở trang Đợt xét rồi mở lại."
        return ShownTable(state_html(what))
    return _SelfMarkForm(review).view


class _SelfMarkForm:
    """Answers what the browser asks."""

    def __init__(self, review: Review) -> None:
        self._review = review
        under = review.under_review()
        self._units = dict(zip(under["candidate_id"], under["unit_id"], strict=True))
        self._unit_names = dict(zip(review.units["unit_id"], review.units["name"], strict=True))
        start = {
            "review": review.settings.review_id,
            "candidates": under[["candidate_id", "name"]].rename(columns={"candidate_id": "id"}).to_dict("records"),
            "committee": review.committee["name"].tolist(),
            "secretary": secretary_name(review),
        }
        self.view = _SelfMarkFormView(start=start)
        self.view.on_msg(self._received)

    def _received(self, _: Any, content: Mapping[str, Any], __: object) -> None:
        """Answer one question; what the records refuse is an answer too."""
        candidate_id = str(content["candidate"])
        try:
            answer = self._save(candidate_id, content) if content["kind"] == "save" else self._sheet(candidate_id)
        except LedgerConflictError:
            what = (
                "Điểm tự chấm của đơn vị này vừa được ghi ở một cửa sổ khác. Trang đã lấy nội dung mới nhất; những gì "
                "đang gõ vẫn còn, xem lại rồi ghi lại nếu vẫn cần."
            )
            answer = self._sheet(candidate_id) | {"faults": [what]}
        except StageRefusedError as error:
            answer = {"faults": list(error.faults)}
        except DanvanError as error:
            answer = {"faults": [str(error)]}
        self.view.send({"id": content["id"], **answer})

    def _save(self, candidate_id: str, content: Mapping[str, Any]) -> dict[str, Any]:
        if not content["by"]:
            return {"faults": ["Chưa ghi người nhập. Chọn hoặc gõ họ tên rồi ghi lại."]}
        rows = [
            {"criterion_id": str(mark["criterion"]), "points": str(mark["points"]), "comment": str(mark["comment"])}
            for mark in content["marks"]
        ]
        written = save_self_marks(
            self._review,
            unit_id=self._units[candidate_id],
            candidate_id=candidate_id,
            marks=pd.DataFrame(rows, columns=["criterion_id", "points", "comment"], dtype="object"),
            entered_by=str(content["by"]),
            expected_seq=int(content["seq"]),
        )
        said = f"Đã lưu điểm tự chấm {len(written)} tiêu chí."
        return self._sheet(candidate_id) | {"said": said, "saved": [row["criterion_id"] for row in rows]}

    def _sheet(self, candidate_id: str) -> dict[str, Any]:
        """Return everything the browser shows of one candidate."""
        if candidate_id not in self._units:
            msg = f'Điểm tự chấm: hồ sơ "{candidate_id}" không còn trong danh sách. Chọn lại hồ sơ.'
            raise DanvanError(msg)
        unit_id = self._units[candidate_id]
        # The head first: an entry written between the two reads is then one not seen yet.
        seq = self._review.ledger.head(f"unit:{unit_id}")[0]
        stored, team = (earlier_marks(self._review, candidate_id, stage) for stage in ("self", "verification"))
        return {
            "sheet": {
                "candidate": candidate_id,
                "unit": self._unit_names.get(unit_id, unit_id),
                "seq": seq,
                **stage_sheet(
                    self._review, candidate_id, "self", lambda key: {"verified": key in team, **_shown(stored.get(key))}
                ),
            }
        }


def _shown(mark: Mapping[str, Any] | None) -> dict[str, str]:
    """Return a stored mark as the form shows it; blanks where there is none."""
    if mark is None:
        return dict.fromkeys(("points", "comment", "at"), "")
    return {"points": format_points(Decimal(mark["points"])), "comment": mark["comment"], "at": saved_at(mark)}
