"""What was loaded last, and what differs from it now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.records.ledger_entries import Entry
from danvan_tools.records.registered import Registered
from danvan_tools.records.row_digests import PARTS, UNKNOWN, changed_columns, realigned, whole_digests
from danvan_tools.schema import CANDIDATES_FILE

__all__ = [
    "LastLoad",
    "Withdrawal",
    "compare_with",
    "fold_loads",
    "load_body",
    "reason_needed",
    "renamed_candidates",
    "settle_whole_digests",
    "summary_of",
]

_IDENTITY = ("name", "unit_id", "kind")


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A candidate that left the review: withdrawn, or merged into another (`into`, else blank)."""

    into: str
    reason: str
    at: str


@dataclass(frozen=True)
class LastLoad:
    """What the entries of the secretary's stream come to.

    Attributes
    ----------
    registered : tuple of Registered
        Every candidate that ever got an id, under the name it had last.
    digests : Mapping or None
        Candidate id → digests of its columns at the last load; not those missing since. None
        before the first load.
    seq : int
        The last entry of the stream that was seen; 0 before the first.
    withdrawn : Mapping
        Candidate id → its :class:`Withdrawal`; not those taken back into the review.
    whole_digests : Mapping
        Candidate id → one digest of all its rows, where no later load wrote them by column.
    """

    registered: tuple[Registered, ...] = ()
    digests: Mapping[str, str] | None = None
    seq: int = 0
    withdrawn: Mapping[str, Withdrawal] = field(default_factory=dict)
    whole_digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def happened(self) -> bool:
        """Whether there was a load at all."""
        return self.digests is not None

    def survivor_of(self, candidate_id: str) -> str:
        """Return the candidate that a merged one was merged into, at last; any other id is its own."""
        seen = set()
        while candidate_id not in seen and (merged := self.withdrawn.get(candidate_id)) and merged.into:
            seen.add(candidate_id)
            candidate_id = merged.into
        return candidate_id


def fold_loads(entries: Iterable[Entry], since: LastLoad | None = None) -> LastLoad:
    """Fold the entries of the stream ``secretary``, in their order, into the state after the last.

    Parameters
    ----------
    entries : iterable of Entry
    since : LastLoad, optional
        The state before the first of them; by default there was nothing.
    """
    since = since or LastLoad()
    registered = {entry.candidate_id: entry for entry in since.registered}
    digests = None if since.digests is None else dict(since.digests)
    whole, withdrawn, seq = dict(since.whole_digests), dict(since.withdrawn), since.seq
    for entry in entries:
        seq, body = entry.seq, entry.body
        if entry.kind == "register":
            identity = {name: body[name] for name in _IDENTITY}
            registered[body["candidate_id"]] = Registered(candidate_id=body["candidate_id"], **identity)
        elif entry.kind == "load":
            digests = {} if digests is None else digests
            _take_load(body, digests, whole)
            for key, identity in body.get("renamed", {}).items():
                registered[key] = registered[key].renamed(**identity)
        elif entry.kind in ("withdraw", "merge"):
            withdrawal = Withdrawal(into=body.get("into", ""), reason=body["reason"], at=entry.at)
            withdrawn[body["candidate_id"]] = withdrawal
        elif entry.kind == "reinstate":
            withdrawn.pop(body["candidate_id"], None)
    known = tuple(_standing(entry, withdrawn.get(key)) for key, entry in registered.items())
    return LastLoad(known, digests, seq, withdrawn, whole)


def _standing(entry: Registered, left: Withdrawal | None) -> Registered:
    """Return a candidate with how it left the review, if it did."""
    if left is None:
        return entry._replace(withdrawn=False, into="", left_at="") if entry.withdrawn else entry
    return entry._replace(withdrawn=True, into=left.into, left_at=left.at)


def _take_load(body: Mapping[str, Any], digests: dict[str, str], whole: dict[str, str]) -> None:
    """Bring the digests up to one load."""
    if "columns" in body:
        digests.update(realigned(body["rows"], body["columns"]))
        for key in body["rows"]:
            whole.pop(key, None)
    else:
        whole.update(body["rows"])
        digests.update(dict.fromkeys(body["rows"], UNKNOWN))
    for key in body["missing"]:
        digests.pop(key, None)
        whole.pop(key, None)


def settle_whole_digests(last: LastLoad, tables: Mapping[str, pd.DataFrame], digests: Mapping[str, str]) -> LastLoad:
    """Return the last load with the digests by column of candidates that are as they were when loads had only one."""
    if not last.whole_digests:
        return last
    whole = whole_digests(tables)
    same = {key: digests[key] for key, digest in last.whole_digests.items() if whole.get(key) == digest}
    return replace(last, digests={**(last.digests or {}), **same})


def compare_with(last: LastLoad, digests: Mapping[str, str], names: Mapping[str, str]) -> pd.DataFrame:
    """Return what differs from the last load.

    Parameters
    ----------
    last : LastLoad
    digests : Mapping
        From :func:`danvan_tools.records.row_digests.row_digests`.
    names : Mapping
        Candidate id → its name in the list.

    Returns
    -------
    DataFrame
        ``candidate_id name change columns``, `change` one of ``added changed missing``, `columns`
        the headings that changed (sites, milestones and recognitions as their sheets): the rows of
        the list first, in its order, then the missing ones in the order of their registration.
        A candidate that was withdrawn or merged is not missed.
    """
    before = last.digests or {}
    rows = [
        (key, names[key], "changed", changed_columns(before[key], digest))
        if key in before
        else (key, names[key], "added", "")
        for key, digest in digests.items()
        if before.get(key) != digest
    ]
    rows += [
        (entry.candidate_id, entry.name, "missing", "")
        for entry in last.registered
        if entry.candidate_id in before and entry.candidate_id not in digests and not entry.withdrawn
    ]
    return pd.DataFrame(rows, columns=["candidate_id", "name", "change", "columns"], dtype="str")


def load_body(
    changes: pd.DataFrame,
    digests: Mapping[str, str],
    files: Mapping[str, str],
    reason: str,
    renamed: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """Return the body of a ``load`` entry.

    Returns
    -------
    dict
        Digests of files; the names of the columns, and for every row added or changed their
        digests; ids missing; name, unit and kind of candidates where they are others than the
        ledger knows; the reason.
    """
    missing: Sequence[str] = changes.loc[changes["change"] == "missing", "candidate_id"].tolist()
    present = changes.loc[changes["change"] != "missing", "candidate_id"].tolist()
    return {
        "files": dict(files),
        "columns": list(PARTS),
        "rows": {key: digests[key] for key in present},
        "missing": list(missing),
        "renamed": {key: dict(identity) for key, identity in renamed.items()},
        "reason": reason,
    }


def renamed_candidates(last: LastLoad, candidates: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return candidate id → name, unit and kind of those that the ledger knows under others."""
    known = {entry.candidate_id: entry for entry in last.registered}
    columns = (candidates[name].tolist() for name in _IDENTITY)
    return {
        key: dict(zip(_IDENTITY, identity, strict=True))
        for key, *identity in zip(candidates["candidate_id"].tolist(), *columns, strict=True)
        if key in known and [known[key].name, known[key].unit_id, known[key].kind] != identity
    }


def summary_of(changes: pd.DataFrame) -> str:
    """Say in Vietnamese how many candidates were added, changed or are missing."""
    counts = changes["change"].value_counts()
    words = {"added": "thêm", "changed": "sửa", "missing": "thiếu"}
    listed = ", ".join(f"{word} {counts[change]}" for change, word in words.items() if change in counts)
    return f"danh sách khác lần nạp trước ({listed} hồ sơ)"


def reason_needed(changes: pd.DataFrame) -> Fault:
    """Return the warning that these differences wait for a reason, because marks exist."""
    what = f"{summary_of(changes)}, khi đã có phiếu chấm, nên cần ghi lý do"
    remedy = 'Ghi lý do khi nạp: danvan check THƯ-MỤC --reason "…".'
    return Fault(file=CANDIDATES_FILE, kind="count", what=what, remedy=remedy, severity="warning")
