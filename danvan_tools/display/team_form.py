"""The form of a verification team: its visits and photos, and its marks beside the unit's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import anywidget
import traitlets
from ipywidgets import Widget

from danvan_tools.display.scripts import script_of
from danvan_tools.display.secretary import secretary_name
from danvan_tools.display.stage_sheet import saved_at, stage_sheet
from danvan_tools.display.states import state_html
from danvan_tools.display.tables import ShownTable
from danvan_tools.display.team_chooser import choose_team
from danvan_tools.display.uploads import Uploads
from danvan_tools.errors import DanvanError
from danvan_tools.language import format_date, format_points, join_list, parse_date, suggestion
from danvan_tools.records import (
    LedgerConflictError,
    Review,
    StageRefusedError,
    save_team_mark,
    save_visit,
    visits,
)
from danvan_tools.records.assignments import declared_conflicts
from danvan_tools.records.stage_marks import earlier_marks

__all__ = ["team_form"]


class UnknownTeamError(DanvanError):
    """A form was opened for a team the committee does not have."""


class _TeamFormView(anywidget.AnyWidget):
    """The form in the browser; it knows team and candidates at its start and asks for everything else."""

    _esm = script_of("kernel_messages.js", "totals.js", "stage_form.js", "team_form.js")
    _css = script_of("paper_grid.css")
    start = traitlets.Dict().tag(sync=True)


def team_form(review: Review, team: str = "") -> Widget | ShownTable:
    """Return the form by which a verification team records visits, photos and marks, or one sentence without them.

    Parameters
    ----------
    review : Review
    team : str
        As in the column "Tổ thẩm định" of the sheet Hội đồng; where there are several and none is given, the form
        begins with a list to choose from.

    Raises
    ------
    UnknownTeamError
        If the committee has no such team.
    """
    teams = list(dict.fromkeys(one for one in review.committee["team"] if one))
    if team and team not in teams:
        hint = suggestion(team, teams) or f"Các tổ: {join_list(teams) or 'chưa có tổ nào'}. "
        msg = f'Thẩm định: "{team}" không có ở cột Tổ thẩm định, trang Hội đồng. {hint}Chọn lại tổ.'
        raise UnknownTeamError(msg)
    if "verification" not in review.settings.stages.split():
        what = "Đợt xét này không có bước thẩm định. Nếu có, sửa mục “Các bước chấm” ở trang Đợt xét rồi mở lại."
        return ShownTable(state_html(what))
    if not teams:
        return ShownTable(state_html("Chưa có tổ nào ở cột Tổ thẩm định, trang Hội đồng. Điền cột ấy rồi mở lại."))
    if not team and len(teams) > 1:
        return choose_team(teams, lambda chosen: _TeamForm(review, chosen).view)
    return _TeamForm(review, team or teams[0]).view


class _TeamForm:
    """Answers what the browser asks; holds nothing but photos on their way."""

    def __init__(self, review: Review, team: str) -> None:
        self._review, self._team, self._uploads = review, team, Uploads()
        self._asked: dict[str, Callable[[Mapping[str, Any], Sequence[Any]], dict[str, Any]]] = {
            "open": self._open,
            "marks": self._marks,
            "visit": self._visit,
            "part": self._part,
        }
        under = review.under_review()
        start = {
            "review": review.settings.review_id,
            "team": team,
            "candidates": under[["candidate_id", "name"]].rename(columns={"candidate_id": "id"}).to_dict("records"),
            "committee": review.committee["name"].tolist(),
            "secretary": secretary_name(review),
        }
        self.view = _TeamFormView(start=start)
        self.view.on_msg(self._received)

    def _received(self, _: Any, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        """Answer one question; what the records refuse is an answer too."""
        try:
            answer = self._asked[content["kind"]](content, buffers)
        except LedgerConflictError as conflict:
            answer = self._conflict(str(content["candidate"]), conflict)
        except StageRefusedError as error:
            answer = {"faults": list(error.faults)}
        except DanvanError as error:
            answer = {"faults": [str(error)]}
        self.view.send({"id": content["id"], **answer})

    def _open(self, content: Mapping[str, Any], _: Sequence[Any]) -> dict[str, Any]:
        return {"sheet": self._sheet(str(content["candidate"]))}

    def _part(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> dict[str, Any]:
        self._uploads.take(content, buffers)
        return {}

    def _marks(self, content: Mapping[str, Any], _: Sequence[Any]) -> dict[str, Any]:
        """Store each mark on its own: one that is refused holds no other up, and stays on the screen."""
        candidate_id, seq = str(content["candidate"]), int(content["seq"])
        if not content["marks"]:
            return {"faults": ["Chưa có điểm nào mới. Nhập điểm thẩm định rồi ghi."]}
        if not content["by"]:
            return {"faults": ["Chưa ghi người nhập. Chọn hoặc gõ họ tên rồi ghi lại."]}
        saved: list[str] = []
        faults: list[str] = []
        for mark in content["marks"]:
            try:
                seq = save_team_mark(
                    self._review,
                    team=self._team,
                    candidate_id=candidate_id,
                    criterion_id=str(mark["criterion"]),
                    points=str(mark["points"]),
                    no_mark=str(mark["no_mark"]),
                    reason=str(mark["reason"]),
                    comment=str(mark["comment"]),
                    entered_by=str(content["by"]),
                    expected_seq=seq,
                ).seq
                saved.append(str(mark["criterion"]))
            except StageRefusedError as error:
                faults += error.faults
            except LedgerConflictError as conflict:
                return self._conflict(candidate_id, conflict) | {"saved": saved}
        said = f"Đã lưu điểm {len(saved)} tiêu chí." if saved else ""
        return {"sheet": self._sheet(candidate_id), "saved": saved, "faults": faults, "said": said}

    def _visit(self, content: Mapping[str, Any], _: Sequence[Any]) -> dict[str, Any]:
        candidate_id = str(content["candidate"])
        if not content["by"]:
            return {"faults": ["Chưa ghi người nhập. Chọn hoặc gõ họ tên rồi ghi lại."]}
        day = _day(str(content["on"]))
        with self._uploads.files([str(one) for one in content["photos"]]) as photos:
            entry = save_visit(
                self._review,
                team=self._team,
                candidate_id=candidate_id,
                visited_on=day,
                findings=str(content["findings"]),
                photos=photos,
                members=[str(one) for one in content["members"]],
                entered_by=str(content["by"]),
                expected_seq=int(content["seq"]),
            )
        said = f"Đã lưu buổi thẩm định ngày {content['on']}, {len(entry.body['photos'])} ảnh."
        return {"sheet": self._sheet(candidate_id), "saved": [""], "said": said}

    def _conflict(self, candidate_id: str, conflict: LedgerConflictError) -> dict[str, Any]:
        what = (
            f"{self._team} vừa được ghi thêm {len(conflict.newer)} mục ở một cửa sổ khác. Trang đã lấy nội dung mới "
            "nhất; những gì đang gõ vẫn còn, xem lại rồi ghi lại nếu vẫn cần."
        )
        return {"sheet": self._sheet(candidate_id), "faults": [what]}

    def _sheet(self, candidate_id: str) -> dict[str, Any]:
        """Return everything the browser shows of one candidate."""
        # The head first: an entry written between the two reads is then one not seen yet.
        seq = self._review.ledger.head(f"team:{self._team}")[0]
        own = self._review.committee[self._review.committee["team"] == self._team]
        return {
            "candidate": candidate_id,
            "seq": seq,
            "members": [
                {"id": key, "name": name, "related": candidate_id in declared_conflicts(self._review, key)}
                for key, name in zip(own["reviewer_id"], own["name"], strict=True)
            ],
            **stage_sheet(self._review, candidate_id, "verification", self._shown(candidate_id)),
            "visits": self._visits(candidate_id),
        }

    def _shown(self, candidate_id: str) -> Callable[[str], dict[str, str]]:
        """Return what the form shows of a criterion besides its name and limits."""
        own, given = (earlier_marks(self._review, candidate_id, stage) for stage in ("self", "verification"))
        return lambda key: {"self": _points(own.get(key)), **_shown(given.get(key))}

    def _visits(self, candidate_id: str) -> list[dict[str, Any]]:
        names = dict(zip(self._review.committee["reviewer_id"], self._review.committee["name"], strict=True))
        every = visits(self._review)
        mine = every[(every["candidate_id"] == candidate_id) & (every["team"] == self._team)]
        return [
            {
                "on": format_date(row["visited_on"]),
                "findings": row["findings"],
                "photos": len(row["photos"]),
                "members": join_list([names.get(one, one) for one in row["members"]]),
            }
            for row in mine.to_dict("records")
        ]


def _shown(mark: Mapping[str, Any] | None) -> dict[str, str]:
    """Return a stored mark as the form shows it; blanks where there is none."""
    texts = {name: str((mark or {}).get(name, "")) for name in ("no_mark", "reason", "comment")}
    return {"points": _points(mark), **texts, "at": saved_at(mark)}


def _points(mark: Mapping[str, Any] | None) -> str:
    return "" if mark is None or mark["points"] is None else format_points(Decimal(mark["points"]))


def _day(text: str) -> date | None:
    """Return the day somebody typed; blank is none."""
    if not text.strip():
        return None
    day = parse_date(text)
    if day is None:
        msg = f'Ngày thẩm định "{text[:40]}" không phải là ngày. Ghi ngày/tháng/năm, ví dụ 15/11/2015.'
        raise DanvanError(msg)
    return day
