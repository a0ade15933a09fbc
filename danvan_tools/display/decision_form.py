"""The form in which a secretary types an authority's decision, also where it differs from the recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import anywidget

from danvan_tools.display.meeting_answers import (
    clock,
    entries_about,
    holder_forms,
    meeting_view,
    undo_entry,
    writer_name,
)
from danvan_tools.display.secretary import secretary_name
from danvan_tools.errors import DanvanError
from danvan_tools.language import format_date, parse_date
from danvan_tools.records import AWARD_CHANGES, Review, award_change, save_decision
from danvan_tools.schema import AUTHORITY_KINDS, LEVELS, OCCASIONS, vietnamese

__all__ = ["decision_form"]

_PRESET = {"authority_kind": "party", "level": "commune", "occasion": "conference"}


def decision_form(review: Review) -> anywidget.AnyWidget:
    """Return the form: proposal and recommendation are shown, the decision is typed beside them, each is kept.

    A decision that strikes a candidate, adds one, or gives another form than recommended needs a reason.

    Parameters
    ----------
    review : Review
    """
    return _DecisionForm(review).view


class _DecisionForm:
    """Answers what the browser asks."""

    def __init__(self, review: Review) -> None:
        self._review = review
        under = review.under_review()
        advice = review.ledger.recommendations().set_index("candidate_id")["form"].to_dict()
        pairs = sorted(zip(under["candidate_id"], under["name"], strict=True), key=lambda one: not advice.get(one[0]))
        vocabularies = {"authority_kind": AUTHORITY_KINDS, "level": LEVELS, "occasion": OCCASIONS}
        start = {
            "candidates": [{"id": key, "label": f"{key} – {name}"} for key, name in pairs],
            "choices": {name: [[value, word] for word, value in words.items()] for name, words in vocabularies.items()},
            "preset": _PRESET,
            "secretary": secretary_name(review),
        }
        asked = {"open": self._open, "check": self._check, "save": self._save, "undo": self._undo}
        self.view = meeting_view("decision_form.js", start, asked)

    def _open(self, content: Mapping[str, Any]) -> dict[str, Any]:
        return {"sheet": self._sheet(str(content["candidate"]))}

    def _sheet(self, candidate_id: str) -> dict[str, Any]:
        """Return everything the browser shows of one candidate."""
        # The head first: an entry written between the two reads is then one not seen yet.
        seq = self._review.ledger.head("committee")[0]
        forms = holder_forms(self._review, candidate_id)
        advice = self._review.ledger.recommendations()
        own = advice[advice["candidate_id"] == candidate_id]
        told = "Hội đồng chưa ghi đề nghị cho hồ sơ này."
        recommended = ""
        if len(own):
            row = own.iloc[0]
            recommended = str(row["form"])
            reason = f" (lý do: {row['reason']})" if row["reason"] else ""
            told = (
                f"Tính theo điểm: {row['proposed_form'] or 'không có hình thức'}. "
                f"Hội đồng đề nghị: {recommended or 'không đề nghị'}{reason}."
            )
        about, retracted = entries_about(self._review, candidate_id, "decision")
        standing = [entry.seq for entry in about if entry.seq not in retracted]
        history = []
        for entry in about:
            body = entry.body
            change = f" – {vietnamese(AWARD_CHANGES, body['change'])}" if body.get("change") else ""
            reason = f"; lý do: {body['reason']}" if body.get("reason") else ""
            taken = " (đã hoàn tác)" if entry.seq in retracted else ""
            history.append(
                f"{clock(entry, day=True)}, {writer_name(self._review, entry)}: "
                f"{body['form'] or 'Không tặng'}{change}, "
                f"{body['decision_no']} ngày {format_date(date.fromisoformat(body['decided_on']))}, "
                f"{body['authority']}{reason}{taken}"
            )
        return {
            "candidate": candidate_id,
            "seq": seq,
            "forms": forms,
            "form": recommended,
            "told": [told],
            "history": history,
            "last": standing[-1] if standing else 0,
        }

    def _check(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Say whether what is typed differs from the recommendation, before anything is stored."""
        key = {name: str(content[name]) for name in ("authority_kind", "level")}
        candidate_id, occasion = str(content["candidate"]), str(content["occasion"])
        change = award_change(self._review, candidate_id, str(content["form"]), occasion, key)
        if not change:
            return {"said": []}
        reason = "" if str(content["reason"]).strip() else " Phải ghi lý do."
        return {"said": [f"Khác với đề nghị của hội đồng: {vietnamese(AWARD_CHANGES, change)}.{reason}"]}

    def _save(self, content: Mapping[str, Any]) -> dict[str, Any]:
        names = ("authority", "authority_kind", "level", "occasion", "decision_no", "signer", "reason", "form")
        texts = {name: str(content[name]) for name in names}
        entry = save_decision(
            self._review,
            decided_on=_day(str(content["decided_on"])),
            entered_by=str(content["by"]),
            expected_seq=int(content["seq"]),
            # A message that comes twice is one decision.
            entry_id=str(content["id"]),
            candidate_id=str(content["candidate"]),
            authority=texts["authority"],
            authority_kind=texts["authority_kind"],
            level=texts["level"],
            occasion=texts["occasion"],
            decision_no=texts["decision_no"],
            signer=texts["signer"],
            reason=texts["reason"],
            form=texts["form"],
        )
        return self._open(content) | {"receipt": f"đã lưu {clock(entry)}."}

    def _undo(self, content: Mapping[str, Any]) -> dict[str, Any]:
        receipt = undo_entry(self._review, content)
        return self._open(content) | {"receipt": receipt}


def _day(text: str) -> date | None:
    """Return the day somebody typed; blank is none."""
    if not text:
        return None
    day = parse_date(text)
    if day is None:
        msg = f'Ngày quyết định "{text[:40]}" không phải là ngày. Ghi ngày/tháng/năm, ví dụ 23/12/2015.'
        raise DanvanError(msg)
    return day
