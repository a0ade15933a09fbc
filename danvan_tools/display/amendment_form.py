"""The form in which the meeting amends the computed proposal: from, to, reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import pandas as pd

from danvan_tools.display.meeting_answers import (
    NOBODY,
    clock,
    entries_about,
    holder_forms,
    meeting_view,
    undo_entry,
    writer_name,
)
from danvan_tools.display.secretary import secretary_name, secretary_of
from danvan_tools.records import Review, save_recommendation, save_unamended
from danvan_tools.schema import Tables

__all__ = ["amendment_form"]

CheckQuotas = Callable[[pd.DataFrame, Tables], pd.DataFrame]
_NONE = "không có hình thức"


def amendment_form(review: Review, proposal: pd.DataFrame, check_quotas: CheckQuotas) -> anywidget.AnyWidget:
    """Return the form: computed and recommended form side by side, each change with its reason and its consequences.

    Parameters
    ----------
    review : Review
    proposal : DataFrame
        candidate_id and form ("" for none) as computed, and what else `check_quotas` looks at.
    check_quotas : callable
        Proposal and tables → one row per quota with group, allowed, counted and met:
        :func:`danvan_tools.assessment.check_quotas`.
    """
    return _AmendmentForm(review, proposal, check_quotas).view


class _AmendmentForm:
    """Answers what the browser asks."""

    def __init__(self, review: Review, proposal: pd.DataFrame, check_quotas: CheckQuotas) -> None:
        self._review, self._proposal, self._quotas = review, proposal, check_quotas
        self._tables = review.tables()
        self._proposed = dict(zip(proposal["candidate_id"].tolist(), proposal["form"].tolist(), strict=True))
        under = review.under_review()
        listed = [
            {"id": key, "label": " – ".join(filter(None, (key, name, self._proposed.get(key))))}
            for key, name in zip(under["candidate_id"], under["name"], strict=True)
        ]
        start = {"candidates": listed, "secretary": secretary_name(review)}
        asked = {
            **{"open": self._open, "check": self._check, "save": self._save, "undo": self._undo},
            **{"left": self._left, "rest": self._rest},
        }
        self.view = meeting_view("amendment_form.js", start, asked)

    def _open(self, content: Mapping[str, Any]) -> dict[str, Any]:
        return {"sheet": self._sheet(str(content["candidate"]))}

    def _sheet(self, candidate_id: str) -> dict[str, Any]:
        """Return everything the browser shows of one candidate."""
        # The head first: an entry written between the two reads is then one not seen yet.
        seq = self._review.ledger.head("committee")[0]
        forms = holder_forms(self._review, candidate_id)
        about, retracted = entries_about(self._review, candidate_id, "recommendation")
        standing = [entry for entry in about if entry.seq not in retracted]
        proposed = self._proposed.get(candidate_id, "")
        advice = standing[-1].body["form"] if standing else None
        told = f"Tính theo điểm: {proposed or _NONE}. Hội đồng: "
        told += "chưa ghi đề nghị." if advice is None else f"{advice or 'không đề nghị'}."
        history = []
        for entry in about:
            body = entry.body
            reason = f"; lý do: {body['reason']}" if body["reason"] else ""
            taken = " (đã hoàn tác)" if entry.seq in retracted else ""
            history.append(
                f"{clock(entry, day=True)}, {writer_name(self._review, entry)}: "
                f"từ {body['proposed_form'] or _NONE} thành {body['form'] or 'không đề nghị'}{reason}{taken}"
            )
        return {
            "candidate": candidate_id,
            "seq": seq,
            "forms": forms,
            "form": proposed if advice is None else advice,
            "told": [told],
            "history": history,
            "last": standing[-1].seq if standing else 0,
        }

    def _check(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Say what the list would come to with what is typed: quotas that break, places that are exceeded."""
        candidate_id, form = str(content["candidate"]), str(content["form"])
        said = []
        proposed = self._proposed.get(candidate_id, "")
        if form != proposed and not str(content["reason"]).strip():
            said.append(f"Đổi từ {proposed or _NONE} thành {form or 'không đề nghị'}: phải ghi lý do.")
        return {"said": said, "faults": self._broken({candidate_id: form})}

    def _broken(self, changes: Mapping[str, str]) -> list[str]:
        """Return a sentence per quota and number of places that the amended list does not keep."""
        advice = self._review.ledger.recommendations().set_index("candidate_id")["form"].to_dict()
        forms = [changes.get(key, advice.get(key, form)) for key, form in self._proposed.items()]
        amended = self._proposal.assign(form=pd.Series(forms, index=self._proposal.index, dtype="str"))
        faults = [
            f"chỉ tiêu “{one['group']}”: quy định {one['allowed']}, danh sách có {one['counted']}. Hội đồng cân nhắc."
            for one in self._quotas(amended, self._tables).to_dict("records")
            if not one["met"]
        ]
        holders = self._review.candidates.set_index("candidate_id")["holder"].to_dict()
        inside = amended[~amended.get("outside", pd.Series(False, index=amended.index)).astype(bool)]
        counts = inside.groupby(["form", inside["candidate_id"].map(holders)]).size().to_dict()
        for row in self._review.awards[["form", "holder", "places"]].to_dict("records"):
            count = counts.get((row["form"], row["holder"]), 0)
            if pd.notna(row["places"]) and count > row["places"]:
                faults.append(f"{row['form']}: {count} hồ sơ cho {int(row['places'])} chỗ. Hội đồng cân nhắc.")
        return faults

    def _save(self, content: Mapping[str, Any]) -> dict[str, Any]:
        candidate_id, form = str(content["candidate"]), str(content["form"])
        entry = save_recommendation(
            self._review,
            candidate_id=candidate_id,
            proposed_form=self._proposed.get(candidate_id, ""),
            form=form,
            reason=str(content["reason"]).strip(),
            entered_by=str(content["by"]),
            expected_seq=int(content["seq"]),
            # A message that comes twice is one amendment.
            entry_id=str(content["id"]),
        )
        return self._open(content) | {"receipt": f"đã lưu {clock(entry)}."}

    def _undo(self, content: Mapping[str, Any]) -> dict[str, Any]:
        receipt = undo_entry(self._review, content)
        return self._open(content) | {"receipt": receipt}

    def _waiting(self) -> dict[str, str]:
        """Return the candidates with a computed form that the meeting has not taken up."""
        known = set(self._review.ledger.recommendations()["candidate_id"])
        return {key: form for key, form in self._proposed.items() if form and key not in known}

    def _left(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"seq": self._review.ledger.head("committee")[0], "count": len(self._waiting())}

    def _rest(self, content: Mapping[str, Any]) -> dict[str, Any]:
        by = secretary_of(self._review)
        if not by:
            return {"faults": [NOBODY]}
        written = save_unamended(self._review, self._waiting(), entered_by=by, expected_seq=int(content["seq"]))
        return {"receipt": f"đã lưu {clock(written[-1])}: {len(written)} hồ sơ." if written else "Không còn hồ sơ nào."}
