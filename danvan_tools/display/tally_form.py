"""The form in which a secretary types the count sheets of votes: tallies and tellers, never a voter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import anywidget
import pandas as pd

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
from danvan_tools.language import capitalised, format_date, join_list, parse_date
from danvan_tools.records import BALLOT_WORDS, Review, rule_faults, save_ballot, tally_faults
from danvan_tools.schema import BALLOT_COLUMNS, BALLOT_NUMBERS, Tables

__all__ = ["tally_form"]

CountBallots = Callable[[Tables], pd.DataFrame]
_TYPED = [name for name in BALLOT_NUMBERS if name != "members"]
_IN_WRITING = [name for name in _TYPED if name.startswith("in_writing")]
_MOST_DIGITS = 6


def tally_form(review: Review, proposal: pd.DataFrame, count_ballots: CountBallots) -> anywidget.AnyWidget:
    """Return the form: one count sheet per candidate, form of award and round, checked while it is typed.

    Parameters
    ----------
    review : Review
    proposal : DataFrame
        candidate_id and form ("" for none): what is voted on comes first in the list.
    count_ballots : callable
        Tables → one row per count sheet with ``sentence``, what the vote comes to:
        :func:`danvan_tools.assessment.count_ballots`.
    """
    return _TallyForm(review, proposal, count_ballots).view


class _TallyForm:
    """Answers what the browser asks."""

    def __init__(self, review: Review, proposal: pd.DataFrame, count_ballots: CountBallots) -> None:
        self._review, self._count = review, count_ballots
        self._tables = review.tables()
        self._proposed = dict(zip(proposal["candidate_id"], proposal["form"], strict=True))
        under = review.under_review()
        names = dict(zip(under["candidate_id"], under["name"], strict=True))
        keys = sorted(names, key=lambda key: not self._proposed.get(key))
        listed = [
            {"id": key, "label": " – ".join(filter(None, (key, names[key], self._proposed.get(key))))} for key in keys
        ]
        start = {
            "candidates": listed,
            "matters": list(dict.fromkeys(review.ballot_rules["matter"])) or [""],
            "words": {name: capitalised(BALLOT_WORDS[name]) for name in _TYPED},
            "secretary": secretary_name(review),
        }
        asked = {"open": self._open, "check": self._check, "save": self._save, "undo": self._undo}
        self.view = meeting_view("tally_form.js", start, asked)

    def _open(self, content: Mapping[str, Any]) -> dict[str, Any]:
        return {"sheet": self._sheet(str(content["candidate"]))}

    def _sheet(self, candidate_id: str) -> dict[str, Any]:
        """Return everything the browser shows of one candidate's votes."""
        # The head first: an entry written between the two reads is then one not seen yet.
        seq = self._review.ledger.head("committee")[0]
        forms = holder_forms(self._review, candidate_id)
        about, retracted = entries_about(self._review, candidate_id, "ballot")
        standing = [entry for entry in about if entry.seq not in retracted]
        last = {(entry.body["form"], entry.body["round"]): entry for entry in standing}
        related = set(self._tables.conflicts.loc[self._tables.conflicts["candidate_id"] == candidate_id, "reviewer_id"])
        told = [
            f"Hội đồng có {len(self._review.committee)} thành viên; {len(related)} người có liên quan đến hồ sơ này."
        ]
        proposed = self._proposed.get(candidate_id, "")
        history = []
        for entry in about:
            body, state = entry.body, ""
            if entry.seq in retracted:
                state = " (đã hoàn tác)"
            elif last[body["form"], body["round"]] is not entry:
                state = " (đã đính chính)"
            reason = f"; lý do: {body['reason']}" if body["reason"] else ""
            history.append(
                f"{clock(entry, day=True)}, {writer_name(self._review, entry)}: "
                f"{body['form']}, vòng {body['round']} – đồng ý {body['votes_for']}, "
                f"không đồng ý {body['votes_against']}, không có ý kiến {body['votes_blank']}, "
                f"hợp lệ {body['valid']}/{body['returned']}{reason}{state}"
            )
        return {
            "candidate": candidate_id,
            "seq": seq,
            "forms": forms,
            "form": proposed if proposed in forms else forms[0],
            "rounds": [_stored(entry.body) for entry in last.values()],
            "told": told,
            "history": history,
            "last": standing[-1].seq if standing else 0,
        }

    def _check(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Say what contradicts what, and once nothing does what the vote comes to."""
        numbers, wrong = _numbers(content["numbers"])
        tally = {"members": len(self._review.committee), **numbers}
        day = _day(str(content["held_on"]))
        faults = wrong + tally_faults(tally)
        matter = str(content["matter"])
        faults += rule_faults(self._review, matter, day, numbers.get("in_writing", 0)) if day else []
        blank = [BALLOT_WORDS[name] for name in _TYPED if name not in numbers]
        said = [f"Còn trống: {join_list(blank)}."] if blank and not wrong else []
        if not faults and not blank and day:
            said.append(f"Kết quả: {self._sentence(content, tally, day)}.")
        return {"said": said, "faults": faults}

    def _sentence(self, content: Mapping[str, Any], tally: Mapping[str, int], day: date) -> str:
        """Return what one count sheet comes to, by the function that was handed in."""
        row = {
            **dict.fromkeys(BALLOT_COLUMNS, ""),
            **tally,
            "candidate_id": content["candidate"],
            "form": content["form"],
            "round": int(content["round"]),
            "matter": content["matter"],
            "held_on": pd.Timestamp(day),
        }
        counted = self._count(replace(self._tables, ballots=pd.DataFrame([row])))
        source = str(counted["source"].iloc[0])
        return f"{counted['sentence'].iloc[0]}{f' (nguồn quy tắc: {source})' if source else ''}"

    def _save(self, content: Mapping[str, Any]) -> dict[str, Any]:
        numbers, wrong = _numbers(content["numbers"])
        blank = [BALLOT_WORDS[name] for name in _TYPED if name not in numbers]
        day = _day(str(content["held_on"]))
        faults = wrong + ([f"Còn trống: {join_list(blank)}. Ghi đủ rồi lưu lại."] if blank and not wrong else [])
        faults += [] if day else ["Chưa ghi ngày bỏ phiếu. Ghi ngày/tháng/năm, ví dụ 17/12/2015."]
        if faults or day is None:
            return {"faults": faults}
        entry = save_ballot(
            self._review,
            candidate_id=str(content["candidate"]),
            form=str(content["form"]),
            matter=str(content["matter"]),
            held_on=day,
            numbers=numbers,
            tellers=str(content["tellers"]).split(";"),
            entered_by=str(content["by"]),
            round_no=int(content["round"]),
            reason=str(content["reason"]),
            expected_seq=int(content["seq"]),
            # A message that comes twice is one count sheet.
            entry_id=str(content["id"]),
        )
        tally = {"members": len(self._review.committee), **numbers}
        receipt = f"đã lưu {clock(entry)} – {self._sentence(content, tally, day)}."
        return self._open(content) | {"receipt": receipt}

    def _undo(self, content: Mapping[str, Any]) -> dict[str, Any]:
        receipt = undo_entry(self._review, content)
        return self._open(content) | {"receipt": receipt}


def _stored(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a count sheet as the fields show it."""
    return {
        "form": body["form"],
        "round": body["round"],
        "matter": body["matter"],
        "held_on": format_date(date.fromisoformat(body["held_on"])),
        "tellers": body["tellers"],
        "numbers": {name: str(body[name]) for name in _TYPED},
    }


def _numbers(typed: Mapping[str, Any]) -> tuple[dict[str, int], list[str]]:
    """Return the numbers that were typed, and a sentence for each that is none; no votes in writing are 0."""
    numbers, faults = {}, []
    blank_in_writing = not any(str(typed[name]) for name in _IN_WRITING)
    for name in _TYPED:
        text = str(typed[name]).strip()
        if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
            numbers[name] = int(text)
        elif text:
            faults.append(f'{BALLOT_WORDS[name]} "{text[:20]}" không phải là số đếm. Nhập số nguyên từ 0 trở lên.')
        elif blank_in_writing and name in _IN_WRITING:
            numbers[name] = 0
    return numbers, faults


def _day(text: str) -> date | None:
    """Return the day somebody typed; blank is none."""
    if not text:
        return None
    day = parse_date(text)
    if day is None:
        msg = f'Ngày bỏ phiếu "{text[:40]}" không phải là ngày. Ghi ngày/tháng/năm, ví dụ 17/12/2015.'
        raise DanvanError(msg)
    return day
