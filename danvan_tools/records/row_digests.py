"""A digest of every column of every candidate: what differs from the last load is known without keeping texts."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from danvan_tools.schema import CANDIDATE_TABLES

__all__ = ["BLANK", "PARTS", "UNKNOWN", "changed_columns", "realigned", "row_digests", "whole_digests"]

_TABLES = {table.name: table for table in CANDIDATE_TABLES}
# The rows that hang on a candidate: each sheet is one part.
_CHILDREN = ("sites", "milestones", "recognitions")
# Name → heading of what is compared: the columns of the list, then the other sheets as a whole.
PARTS = {column.name: column.heading for column in _TABLES["candidates"].columns if column.name != "candidate_id"} | {
    name: _TABLES[name].sheet for name in _CHILDREN
}

_WIDTH = 8
# No digest contains a full stop or an asterisk.
BLANK, UNKNOWN = "." * _WIDTH, "*" * _WIDTH
# Names of candidates in child rows are another way to say whose row it is, and no content.
_NO_CONTENT = ("candidate_id", "candidate_name", "recognition_id")
_WRITE_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def row_digests(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return per candidate one digest of 8 characters for each of :data:`PARTS`, joined in that order.

    Child rows count in whatever order they stand. A blank cell is :data:`BLANK`, or no content of a
    child row, so that a column added to the sheets one day changes no digest.

    Parameters
    ----------
    tables : Mapping
        With the tidy tables ``candidates``, ``sites``, ``milestones`` and ``recognitions``.

    Returns
    -------
    dict
        Candidate id → digests, in the order of the list.
    """
    candidates = tables["candidates"]
    blank = [BLANK] * len(candidates)
    columns = [
        _digests(_texts(candidates[name])) if name in candidates else blank for name in PARTS if name not in _CHILDREN
    ]
    ids = candidates["candidate_id"].tolist()
    for name in _CHILDREN:
        groups = _grouped(tables[name])
        columns.append(_digests("\n".join(sorted(groups.get(key, ()))) for key in ids))
    return dict(zip(ids, map("".join, zip(*columns, strict=True)), strict=True))


def changed_columns(before: str, now: str) -> str:
    """Return the headings of the parts that differ, joined by commas; blank where that is not known."""
    if UNKNOWN in before:
        return ""
    places = range(0, len(now), _WIDTH)
    pairs = zip(PARTS.values(), places, strict=True)
    return ", ".join(name for name, at in pairs if before[at : at + _WIDTH] != now[at : at + _WIDTH])


def realigned(rows: Mapping[str, str], columns: Sequence[str]) -> Mapping[str, str]:
    """Return digests written for the parts `columns` as they stand for :data:`PARTS`; a part unknown then is blank."""
    if list(columns) == list(PARTS):
        return rows
    places = {name: number * _WIDTH for number, name in enumerate(columns)}
    slices = [slice(places[name], places[name] + _WIDTH) if name in places else None for name in PARTS]
    return {key: "".join(text[part] if part else BLANK for part in slices) for key, text in rows.items()}


def whole_digests(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the one digest per candidate that loads recorded before there was one per column."""
    parts: dict[str, list[bytes]] = defaultdict(list)
    for name in ("candidates", *_CHILDREN):
        table = tables[name]
        columns = [column for column in table if column not in _NO_CONTENT[1:]]
        for row in zip(*(_texts(table[column]) for column in columns), strict=True):
            record = {column: text for column, text in zip(columns, row, strict=True) if text}
            parts[record["candidate_id"]].append(_WRITE_JSON([name, record]).encode())
    ids = tables["candidates"]["candidate_id"].tolist()
    return {key: hashlib.sha256(b"\n".join(sorted(parts[key]))).hexdigest() for key in ids}


def _grouped(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return candidate id → its child rows as text without blanks."""
    names = [name for name in table.columns if name not in _NO_CONTENT]
    columns = [_texts(table[name]) for name in names]
    groups: dict[str, list[str]] = defaultdict(list)
    for key, *row in zip(table["candidate_id"].tolist(), *columns, strict=True):
        groups[key].append(_WRITE_JSON({name: text for name, text in zip(names, row, strict=True) if text}))
    return groups


def _digests(texts: Iterable[str]) -> list[str]:
    """Return 48 bits of the SHA-256 of each text, as 8 characters."""
    known = {"": BLANK}
    found = []
    for text in texts:
        digest = known.get(text)
        if digest is None:
            content = hashlib.sha256(text.encode()).digest()[:6]
            digest = known[text] = base64.urlsafe_b64encode(content).decode("ascii")
        found.append(digest)
    return found


def _texts(values: pd.Series[Any]) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(values):
        days = np.datetime_as_string(values.to_numpy(), unit="D").tolist()
        return ["" if day == "NaT" else day for day in days]
    return [unicodedata.normalize("NFC", str(value)) for value in values.tolist()]
