"""From proposal to decision: what was computed, what the meeting recommends, what the authority decides, each kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.records.ledger_entries import Entry
from danvan_tools.records.ledger_tables import COMMITTEE, standing_entries

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["AWARD_CHANGES", "award_change", "follow_awards"]

# How a decision differs from what the meeting recommended; "" where it does not.
AWARD_CHANGES = {
    "đúng như đề nghị": "",
    "không tặng": "struck",
    "bổ sung": "added",
    "hạ từ khen thưởng xuống biểu dương": "lowered",
    "nâng từ biểu dương lên khen thưởng": "raised",
    "đổi hình thức": "changed",
    "thu hồi": "revoked",
}
# The occasion the meeting recommends for; what is decided on others is no answer to it.
_CONFERENCE = ("conference", "exemplars_conference")
_KEY = ("candidate_id", "occasion", "authority_kind", "level")
_COLUMNS = [
    *("candidate_id", "name", "holder", "proposed", "recommended", "amended_reason", "amended_by"),
    *("decided", "award_change", "decided_reason", "authority", "decision_no", "decided_on", "decided_by", "seq"),
]


def award_change(review: Review, candidate_id: str, form: str, occasion: str, key: Mapping[str, str]) -> str:
    """Return how a decision would differ from the recommendation in force: a value of :data:`AWARD_CHANGES`.

    Before the meeting has recommended anybody there is nothing to differ from.

    Parameters
    ----------
    review : Review
    candidate_id, form, occasion : str
        The form decided; blank for none.
    key : Mapping
        ``authority_kind`` and ``level`` of the authority: without a form its decision in force is revoked.
    """
    entries = review.ledger.entries(COMMITTEE)
    if not form:
        wanted = (candidate_id, occasion, key["authority_kind"], key["level"])
        last = [entry for entry in standing_entries(entries, "decision") if _key(entry) == wanted][-1:]
        if any(entry.body["form"] for entry in last):
            return "revoked"
    advice = {
        str(entry.body["candidate_id"]): str(entry.body["form"])
        for entry in standing_entries(entries, "recommendation")
    }
    if not advice or occasion not in _CONFERENCE:
        return ""
    return _change(review, candidate_id, advice.get(candidate_id, ""), form)


def _change(review: Review, candidate_id: str, recommended: str, form: str) -> str:
    if form == recommended:
        return ""
    if not form or not recommended:
        return "added" if form else "struck"
    holder = review.candidates.set_index("candidate_id").loc[candidate_id, "holder"]
    own = review.awards[review.awards["holder"] == holder]
    award = dict(zip(own["form"], own["award"], strict=True))
    before, after = award.get(recommended, ""), award.get(form, "")
    return {("commendation", "praise"): "lowered", ("praise", "commendation"): "raised"}.get((before, after), "changed")


def follow_awards(review: Review) -> pd.DataFrame:
    """Follow each award from what was computed over what the meeting recommended to what was decided.

    Parameters
    ----------
    review : Review

    Returns
    -------
    DataFrame, one row per candidate and authority that decided, or per candidate that nobody decided on yet
        candidate_id, name, holder; proposed (computed, when the meeting took it up), recommended, amended_reason,
        amended_by; decided ("" for none), award_change (a value of :data:`AWARD_CHANGES`, "" also before a decision),
        decided_reason, authority, decision_no, decided_on, decided_by; seq (of the decision in the
        committee's stream, 0 without one). Who typed is named as the committee names its members.
    """
    entries = review.ledger.entries(COMMITTEE)
    advice = {entry.body["candidate_id"]: entry for entry in standing_entries(entries, "recommendation")}
    decided = {_key(entry): entry for entry in standing_entries(entries, "decision")}
    of_candidate: dict[str, list[Entry]] = {}
    for entry in decided.values():
        of_candidate.setdefault(entry.body["candidate_id"], []).append(entry)
    known = review.candidates.set_index("candidate_id")[["name", "holder"]].to_dict("index")
    members = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    rows = []
    for candidate_id in sorted({*advice, *of_candidate}):
        shared = {"candidate_id": candidate_id, **known.get(candidate_id, {"name": candidate_id, "holder": ""})}
        shared |= _recommended(advice.get(candidate_id), members)
        rows += [shared | _decided(entry, members) for entry in of_candidate.get(candidate_id, [])] or [shared]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table["decided_on"] = pd.to_datetime(table["decided_on"]).astype("datetime64[ms]")
    texts = [name for name in _COLUMNS if name not in ("decided_on", "seq")]
    table[texts] = table[texts].astype("object").fillna("").astype("str")
    return table.assign(seq=table["seq"].fillna(0).astype("int64"))


def _recommended(entry: Entry | None, members: Mapping[str, str]) -> dict[str, Any]:
    if entry is None:
        return {}
    body = entry.body
    return {
        "proposed": body["proposed_form"],
        "recommended": body["form"],
        "amended_reason": body["reason"],
        "amended_by": members.get(body["entered_by"], body["entered_by"]),
    }


def _decided(entry: Entry, members: Mapping[str, str]) -> dict[str, Any]:
    body = entry.body
    return {
        "decided": body["form"],
        # Entries once did not say so of a revocation.
        "award_change": body.get("change", "" if body["form"] else "revoked"),
        "decided_reason": body.get("reason", ""),
        **{name: body[name] for name in ("authority", "decision_no", "decided_on")},
        "decided_by": members.get(body["entered_by"], body["entered_by"]),
        "seq": entry.seq,
    }


def _key(entry: Entry) -> tuple[str, ...]:
    return tuple(str(entry.body[name]) for name in _KEY)
