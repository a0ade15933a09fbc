"""The grid in which a secretary types paper score sheets, and a second person confirms them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from danvan_tools.display.scripts import script_of
from danvan_tools.display.secretary import secretary_name
from danvan_tools.display.shown_criteria import shown_criterion
from danvan_tools.display.uploads import Uploads
from danvan_tools.errors import DanvanError
from danvan_tools.language import VIETNAM_TIME, capitalised, format_points
from danvan_tools.records import (
    NO_MARKS,
    KeptFile,
    LedgerConflictError,
    PaperSheetRefusedError,
    Review,
    compare_with_stored,
    confirm_paper_sheets,
    hand_in_paper_sheets,
    outdated_criteria,
    read_kept,
    save_paper_sheets,
    sheet_states,
    unconfirmed_marks,
)
from danvan_tools.records.review_memory import reviewer_log
from danvan_tools.schema import HOLDERS, vietnamese

__all__ = ["paper_grid"]

_TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}
_SOURCE_WORDS = {"desk": "trên máy", "sheet": "phiếu Excel", "paper": "phiếu giấy"}


class _PaperGridView(anywidget.AnyWidget):
    """The grid in the browser; it knows the committee at its start and asks for everything else."""

    _esm = script_of("kernel_messages.js", "totals.js", "paper_review.js", "paper_grid.js")
    _css = script_of("paper_grid.css")
    start = traitlets.Dict().tag(sync=True)


def paper_grid(review: Review) -> anywidget.AnyWidget:
    """Return the grid for paper score sheets: one reviewer at a time, candidates × criteria.

    Nothing is stored before the typist has seen every cell beside what is stored, and decided where the screen says
    otherwise; what is stored waits for a second person in the same view. What is typed and not stored is kept by the
    browser, per review and reviewer.

    Parameters
    ----------
    review : Review
    """
    return _PaperGrid(review).view


class _PaperGrid:
    """Answers what the browser asks; holds nothing but files on their way."""

    def __init__(self, review: Review) -> None:
        self._review, self._uploads = review, Uploads()
        self._asked: dict[str, Callable[[Mapping[str, Any], Sequence[Any]], dict[str, Any]]] = {
            "open": self._open,
            "compare": self._compare,
            "save": self._save,
            "confirm": self._confirm,
            "part": self._part,
            "scan": self._scan,
        }
        self._names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
        start = {
            "review": review.settings.review_id,
            "committee": [{"id": key, "name": name} for key, name in self._names.items()],
            "secretary": secretary_name(review),
        }
        self.view = _PaperGridView(start=start)
        self.view.on_msg(self._received)

    def _received(self, _: Any, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        """Answer one question; what the records refuse is an answer too."""
        try:
            answer = self._asked[content["kind"]](content, buffers)
        except LedgerConflictError as conflict:
            answer = self._conflict(str(content["reviewer"]), conflict)
        except PaperSheetRefusedError as error:
            answer = {"faults": list(error.faults)}
        except DanvanError as error:
            answer = {"faults": [str(error)]}
        files = answer.pop("files", [])
        self.view.send({"id": content["id"], **answer}, buffers=files)

    def _open(self, content: Mapping[str, Any], _: Sequence[Any]) -> dict[str, Any]:
        return {"sheet": self._sheet(str(content["reviewer"]))}

    def _compare(self, content: Mapping[str, Any], _: Sequence[Any]) -> dict[str, Any]:
        compared = compare_with_stored(
            self._review, reviewer_id=str(content["reviewer"]), marks=_typed(content["cells"])
        )
        names = dict(zip(self._review.candidates["candidate_id"], self._review.candidates["name"], strict=True))
        criteria = dict(zip(self._review.criteria["criterion_id"], self._review.criteria["name"], strict=True))
        rows = [
            {
                "key": _key(row["candidate_id"], row["criterion_id"]),
                "candidate": row["candidate_id"],
                "name": names[row["candidate_id"]],
                "criterion": criteria[row["criterion_id"]],
                "before": _stored_words(row),
                "now": _words(row["points"], row["no_mark"], row["comment"]),
                "change": row["change"],
            }
            for row in compared.to_dict("records")
        ]
        return {"rows": rows}

    def _save(self, content: Mapping[str, Any], _: Sequence[Any]) -> dict[str, Any]:
        reviewer_id = str(content["reviewer"])
        if not str(content["by"]).strip():
            return {"faults": ["Phiếu giấy: chưa ghi người nhập phiếu. Chọn hoặc gõ họ tên rồi ghi lại."]}
        with self._uploads.files([content["scan"]] if content["scan"] else []) as files:
            written = save_paper_sheets(
                self._review,
                reviewer_id=reviewer_id,
                marks=_typed(content["cells"]),
                entered_by=str(content["by"]).strip(),
                scan=next(iter(files), None),
                expected_seq=int(content["seq"]),
                overwrite={(candidate_id, criterion_id) for candidate_id, criterion_id in content["overwrite"]},
            )
        said = f"Đã ghi {len(written)} ô vào phiếu của {self._names[reviewer_id]}. Chờ người thứ hai xác nhận ở dưới."
        return {"sheet": self._sheet(reviewer_id), "done": True, "said": said}

    def _confirm(self, content: Mapping[str, Any], _: Sequence[Any]) -> dict[str, Any]:
        reviewer_id = str(content["reviewer"])
        confirmed = confirm_paper_sheets(
            self._review,
            reviewer_id=reviewer_id,
            candidate_ids=[str(one) for one in content["candidates"]],
            confirmed_by=str(content["by"]),
            expected_seq=int(content["seq"]),
        )
        by = self._names.get(str(content["by"]), str(content["by"]))
        said = f"{by} đã xác nhận {len(confirmed)} phiếu."
        faults: list[str] = []
        if content["lock"]:
            locked, refused = hand_in_paper_sheets(
                self._review,
                reviewer_id=reviewer_id,
                candidate_ids=[str(one) for one in content["candidates"]],
                entered_by=str(content["by"]),
                expected_seq=confirmed[-1].seq,
            )
            said += f" Đã khoá {len(locked)} phiếu."
            faults = list(refused.values())
        return {"sheet": self._sheet(reviewer_id), "said": said, "faults": faults}

    def _part(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> dict[str, Any]:
        self._uploads.take(content, buffers)
        return {}

    def _scan(self, content: Mapping[str, Any], _: Sequence[Any]) -> dict[str, Any]:
        """Hand over a scan that an entry names; no other file of the folder."""
        kept = {one.file: one for one in unconfirmed_marks(self._review)["scan"] if isinstance(one, KeptFile)}
        wanted = kept.get(str(content["file"]))
        if wanted is None:
            return {"faults": ["Bản quét này không còn thuộc phiếu chờ xác nhận. Chọn lại thành viên."]}
        return {"files": [read_kept(self._review.folder, wanted)], "type": _TYPES[Path(wanted.file).suffix]}

    def _conflict(self, reviewer_id: str, conflict: LedgerConflictError) -> dict[str, Any]:
        what = (
            f"Phiếu của {self._names[reviewer_id]} vừa được ghi thêm {len(conflict.newer)} mục ở một cửa sổ khác. "
            "Bảng đã lấy nội dung mới nhất; những ô đang gõ vẫn còn, bấm Ghi phiếu để đối chiếu lại."
        )
        return {"sheet": self._sheet(reviewer_id), "faults": [what]}

    def _sheet(self, reviewer_id: str) -> dict[str, Any]:
        """Return everything the browser shows of one reviewer's sheets."""
        # The head first: an entry written between the two reads is then one not seen yet.
        seq = self._review.ledger.head(f"reviewer:{reviewer_id}")[0]
        waiting = unconfirmed_marks(self._review, reviewer_id)
        typists = set(waiting["entered_by"])
        confirmers = [{"id": key, "name": name} for key, name in self._names.items() if {key, name}.isdisjoint(typists)]
        if "secretary" not in set(self._review.committee["role"]):
            confirmers.append({"id": "thư ký", "name": "thư ký"})
        return {
            "reviewer": reviewer_id,
            "seq": seq,
            "step": format_points(self._review.settings.step),
            "sections": self._sections(reviewer_id),
            "stored": self._stored(reviewer_id),
            "waiting": self._waiting(waiting),
            "confirmers": confirmers,
        }

    def _sections(self, reviewer_id: str) -> list[dict[str, Any]]:
        """Return the reviewer's candidates, those judged by one rubric together."""
        sheets = sheet_states(self._review, reviewer_id)
        states = dict(zip(sheets["candidate_id"], sheets["state"], strict=True))
        under = self._review.under_review()
        own = under[under["candidate_id"].isin(states)]
        return [
            {
                "holder": capitalised(vietnamese(HOLDERS, holder)),
                "source": rubric.source,
                "total": format_points(rubric.total),
                "criteria": [shown_criterion(rubric, one) for one in rubric.criteria.to_dict("records")],
                "rows": [
                    {"id": key, "name": name, "locked": states[key] == "locked"}
                    for key, name in zip(rows["candidate_id"], rows["name"], strict=True)
                ],
            }
            for holder, rubric in self._review.rubrics.items()
            if len(rows := own[own["holder"] == holder]) and len(rubric.criteria)
        ]

    def _stored(self, reviewer_id: str) -> dict[str, dict[str, Any]]:
        """Return what the reviewer's stream holds, by cell; what ``waits`` counts only once it is given again."""
        log, under = reviewer_log(self._review, reviewer_id), self._review.under_review()
        holders = dict(zip(under["candidate_id"], under["holder"], strict=True))
        return {
            _key(candidate_id, criterion_id): {
                "points": "" if made.points is None else format_points(made.points),
                "no_mark": made.no_mark,
                "comment": made.comment,
                "source": made.source,
                "waits": criterion_id in waiting,
            }
            for candidate_id in log.marks
            if candidate_id in holders
            for waiting in [set(outdated_criteria(self._review, reviewer_id, candidate_id))]
            for criterion_id, made in log.in_force(candidate_id, holders[candidate_id]).items()
            if made.answers or made.comment
        }

    def _waiting(self, marks: pd.DataFrame) -> list[dict[str, Any]]:
        names = dict(zip(self._review.candidates["candidate_id"], self._review.candidates["name"], strict=True))
        return [
            {
                "candidate": candidate_id,
                "name": names[candidate_id],
                "marks": {
                    row["criterion_id"]: _words(row["points"], row["no_mark"], row["comment"])
                    for row in own.to_dict("records")
                },
                "by": ", ".join(dict.fromkeys(self._names.get(one, one) for one in own["entered_by"])),
                "scan": next((one.file for one in own["scan"] if isinstance(one, KeptFile)), ""),
            }
            for candidate_id, own in marks.groupby("candidate_id")
        ]


def _typed(cells: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Return the cells a browser sent as :func:`compare_with_stored` takes them."""
    rows = [
        {
            "candidate_id": str(candidate_id),
            "criterion_id": str(criterion_id),
            **{name: str(mark[name]) for name in ("points", "no_mark", "comment")},
        }
        for candidate_id, criterion_id, mark in cells
    ]
    return pd.DataFrame(rows, columns=["candidate_id", "criterion_id", "points", "no_mark", "comment"], dtype="object")


def _key(candidate_id: str, criterion_id: str) -> str:
    """Return a cell's name, as the browser writes it."""
    return json.dumps([candidate_id, criterion_id], ensure_ascii=False, separators=(",", ":"))


def _words(points: Decimal | None, no_mark: str, comment: str) -> str:
    said = vietnamese(NO_MARKS, no_mark) if points is None else format_points(points)
    return f"{said} – “{comment}”" if comment else said


def _stored_words(row: Mapping[Any, Any]) -> str:
    if not row["stored_source"]:
        return ""
    said = _words(row["stored_points"], row["stored_no_mark"], row["stored_comment"])
    at = row["stored_at"].astimezone(VIETNAM_TIME)
    return f"{said} ({_SOURCE_WORDS[row['stored_source']]}, {at:%H:%M} ngày {at:%d/%m/%Y})"
