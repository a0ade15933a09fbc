"""What was loaded last, and what differs from it now."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import rfc8785

from danvan_tools.errors import Fault
from danvan_tools.records.identities import Registered
from danvan_tools.records.ledger_entries import Entry
from danvan_tools.schema import CANDIDATES_FILE

__all__ = ["LastLoad", "compare_with", "fold_loads", "load_body", "reason_needed", "row_digests", "summary_of"]

# A candidate's own row, and the rows that hang on it.
_PARTS = ("candidates", "sites", "milestones", "recognitions")


@dataclass(frozen=True)
class LastLoad:
    """What the entries of the secretary's stream come to.

    Attributes
    ----------
    registered : tuple of Registered
        Every candidate that ever got an id.
    digests : Mapping
        Candidate id → digest of its rows at the last load; not those missing since.
    seq : int
        The last entry of the stream that was seen; 0 before the first load.
    """

    registered: tuple[Registered, ...] = ()
    digests: Mapping[str, str] | None = None
    seq: int = 0

    @property
    def happened(self) -> bool:
        """Whether there was a load at all."""
        return self.digests is not None


def fold_loads(entries: Iterable[Entry]) -> LastLoad:
    """Fold the entries of the stream ``secretary``, in their order, into the state after the last."""
    registered = []
    digests: dict[str, str] | None = None
    seq = 0
    for entry in entries:
        seq = entry.seq
        if entry.kind == "register":
            registered.append(Registered(**{name: entry.body[name] for name in Registered.__dataclass_fields__}))
        elif entry.kind == "load":
            digests = {**(digests or {}), **entry.body["rows"]}
            for candidate_id in entry.body["missing"]:
                digests.pop(candidate_id, None)
    return LastLoad(tuple(registered), digests, seq)


def row_digests(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return one digest per candidate: of its row and its child rows, in whatever order they stand.

    Blank cells do not count, so that a column added to the sheets one day changes no digest.

    Parameters
    ----------
    tables : Mapping
        With the tidy tables ``candidates``, ``sites``, ``milestones`` and ``recognitions``.

    Returns
    -------
    dict
        Candidate id → SHA-256 in hex, in the order of the list.
    """
    parts: dict[str, list[bytes]] = defaultdict(list)
    for name in _PARTS:
        for record in _records(tables[name]):
            parts[record["candidate_id"]].append(rfc8785.dumps([name, record]))
    ids = tables["candidates"]["candidate_id"].tolist()
    return {key: hashlib.sha256(b"\n".join(sorted(parts[key]))).hexdigest() for key in ids}


def _records(table: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows as mappings of text without blanks; names of candidates in child rows are no content."""
    names = [name for name in table.columns if name not in ("candidate_name", "recognition_id")]
    columns = [_texts(table[name]) for name in names]
    rows = zip(*columns, strict=True)
    return [{name: text for name, text in zip(names, row, strict=True) if text} for row in rows]


def _texts(values: pd.Series[Any]) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return list(values.dt.strftime("%Y-%m-%d").fillna(""))
    return [unicodedata.normalize("NFC", str(value)) for value in values.tolist()]


def compare_with(last: LastLoad, digests: Mapping[str, str], names: Mapping[str, str]) -> pd.DataFrame:
    """Return what differs from the last load.

    Parameters
    ----------
    last : LastLoad
    digests : Mapping
        From :func:`row_digests`.
    names : Mapping
        Candidate id → its name in the list.

    Returns
    -------
    DataFrame
        ``candidate_id name change``, `change` one of ``added changed missing``: the rows of the
        list first, in its order, then the missing ones in the order of their registration.
    """
    before = last.digests or {}
    rows = [
        (key, names[key], "changed" if key in before else "added")
        for key, digest in digests.items()
        if before.get(key) != digest
    ]
    old_names = {entry.candidate_id: entry.name for entry in last.registered}
    rows += [(key, name, "missing") for key, name in old_names.items() if key in before and key not in digests]
    return pd.DataFrame(rows, columns=["candidate_id", "name", "change"], dtype="str")


def load_body(
    changes: pd.DataFrame, digests: Mapping[str, str], files: Mapping[str, str], reason: str
) -> dict[str, Any]:
    """Return the body of a ``load`` entry: digests of files, of rows added or changed, ids missing, the reason."""
    missing: Sequence[str] = changes.loc[changes["change"] == "missing", "candidate_id"].tolist()
    present = changes.loc[changes["change"] != "missing", "candidate_id"].tolist()
    return {
        "files": dict(files),
        "rows": {key: digests[key] for key in present},
        "missing": list(missing),
        "reason": reason,
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
