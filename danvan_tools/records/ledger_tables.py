"""Tables read off the ledger: what is in force now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from danvan_tools.records.ledger_entries import Entry
from danvan_tools.schema import BALLOT_COLUMNS, BALLOT_NUMBERS

# The stream of what the meeting and the authorities decide, and the kind of entry that takes one of them back.
COMMITTEE, RETRACT = "committee", "retract"
_MARK_KEY = ["stage", "reviewer_id", "candidate_id", "criterion_id"]
_MARK_FIELDS = [
    "stage",
    "candidate_id",
    "criterion_id",
    "points",
    "no_mark",
    "comment",
    "source",
    "entered_by",
]
_MARK_COLUMNS = [*_MARK_KEY, "points", "no_mark", "comment", "source", "entered_by", "holder", "at"]
_RECOMMENDATION_COLUMNS = ["candidate_id", "proposed_form", "form", "reason", "at"]
_STRUCK_COLUMNS = ["candidate_id", "authority", "reason", "at"]
_DECISION_COLUMNS = [
    "candidate_id",
    "form",
    "occasion",
    "authority",
    "authority_kind",
    "level",
    "decision_no",
    "decided_on",
    "signer",
    "at",
]


def current_marks(entries: Iterable[Entry]) -> pd.DataFrame:
    """Return the last mark per stage, reviewer, candidate and criterion, of entries in the order of their streams."""
    last: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for entry in entries:
        if entry.kind == "mark":
            read = entry.body.get
            stage, candidate_id, criterion_id, *rest = [read(name) for name in _MARK_FIELDS]
            # Entries once did not say under which holder a mark was given.
            values = (*rest, read("holder", ""), entry.at)
            last[stage, entry.stream, candidate_id, criterion_id] = values
    rows = [
        (stage, stream.partition(":")[2], candidate_id, criterion_id, *values)
        for (stage, stream, candidate_id, criterion_id), values in last.items()
    ]
    marks = pd.DataFrame.from_records(rows, columns=_MARK_COLUMNS)
    return _typed(marks, _MARK_COLUMNS).sort_values(_MARK_KEY, ignore_index=True)


def standing_entries(entries: Sequence[Entry], kind: str) -> list[Entry]:
    """Return the entries of a kind that nobody took back.

    Parameters
    ----------
    entries : sequence of Entry
        The whole stream ``committee``, in its order.
    kind : str
    """
    retracted = {entry.body["seq"] for entry in entries if entry.kind == RETRACT}
    return [entry for entry in entries if entry.kind == kind and entry.seq not in retracted]


def recommendations(entries: Sequence[Entry]) -> pd.DataFrame:
    """Return the last recommendation per candidate."""
    return _last(entries, ["candidate_id"], _RECOMMENDATION_COLUMNS)


def decisions(entries: Sequence[Entry]) -> pd.DataFrame:
    """Return the decisions in force: the last per candidate, occasion, kind and level of authority.

    So a correction of form, number or name of the authority takes the place of what it corrects.
    A decision without a form revokes, and whatever its date counts as none.
    """
    last = _last(entries, ["candidate_id", "occasion", "authority_kind", "level"], _DECISION_COLUMNS)
    return last[last["form"] != ""].reset_index(drop=True)


def struck(entries: Sequence[Entry]) -> pd.DataFrame:
    """Return whom an authority gives nothing although the meeting recommended it, by its last decision."""
    columns = [*_DECISION_COLUMNS, "change", "reason"]
    last = _last(entries, ["candidate_id", "occasion", "authority_kind", "level"], columns)
    return last.loc[last["change"] == "struck", _STRUCK_COLUMNS].reset_index(drop=True)


def ballots(entries: Sequence[Entry]) -> pd.DataFrame:
    """Return the count sheets in force: the last per candidate, form and round."""
    last = _last(entries, ["candidate_id", "form", "round"], list(BALLOT_COLUMNS))
    return last.astype(dict.fromkeys(["round", *BALLOT_NUMBERS], "int64"))


def _last(entries: Sequence[Entry], key: list[str], columns: list[str]) -> pd.DataFrame:
    """Return the last entry per key, in the order of the key."""
    table = pd.DataFrame([{**entry.body, "at": entry.at} for entry in entries], columns=columns)
    return _typed(table.drop_duplicates(key, keep="last"), columns).sort_values(key, ignore_index=True)


def _typed(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Give columns their types, which an empty table keeps too."""
    kinds = {
        "points": "float64",
        "at": "datetime64[ms, UTC]",
        "decided_on": "datetime64[ms]",
        "held_on": "datetime64[ms]",
    }
    typed = table[columns].copy()
    typed["at"] = pd.to_datetime(typed["at"], utc=True, format="ISO8601")
    return typed.astype({name: kinds.get(name, "str") for name in columns})
