"""Candidates that got an id and are no longer in the list, while rows of other sheets still name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key, format_date, join_list
from danvan_tools.records.cell_text import cell_text
from danvan_tools.records.column_values import values_of
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.registered import Registered
from danvan_tools.records.spreadsheets import Sheet

__all__ = ["MissingCandidates"]

_VIETNAM_TIME = timezone(timedelta(hours=7))


class MissingCandidates:
    """Takes the rows of missing candidates out of the sheets, and says once of each what is left of it.

    Parameters
    ----------
    candidates : Sheet
        "Danh sách", with the id of every row.
    registered : sequence of Registered
        The candidates that the ledger knows.
    questions : iterable of Fault
        Those of the ids: a row that may be a missing candidate is asked about there, and only there.
    lookup : Lookup or None
        Of the candidates in the list; None if the list could not be read, and then none is missing.
    """

    def __init__(
        self, candidates: Sheet, registered: Sequence[Registered], questions: Iterable[Fault], lookup: Lookup | None
    ) -> None:
        keys = {comparison_key(entry.candidate_id): entry for entry in registered} if lookup is not None else {}
        present = {comparison_key(one) for one in values_of(candidates.frame["candidate_id"])} if keys else set()
        self._lookup = lookup
        self._missing = {key: entry for key, entry in keys.items() if key not in present}
        self._named: dict[str, list[Registered]] = {}
        for entry in self._missing.values():
            self._named.setdefault(comparison_key(entry.name), []).append(entry)
        asked = [candidates.place(q.row) for q in questions if q.row is not None and q.kind == "blank"]
        frame = candidates.frame.iloc[asked]
        self._asked_units = set(zip(frame["unit_id"], frame["kind"], strict=True))
        self._asked_names = set(map(comparison_key, frame["name"]))
        self._rows: dict[str, list[tuple[Sheet, int]]] = {}

    def take(self, sheet: Sheet, found: Sequence[Fault]) -> tuple[Sheet, list[Fault]]:
        """Return a sheet without the rows of missing candidates, and what was found without what says so of each."""
        if not self._missing:
            return sheet, list(found)
        owners = self._owners(sheet)
        for row, entry in owners.items():
            self._rows.setdefault(entry.candidate_id, []).append((sheet, row))
        heading = sheet.table["candidate_id"].heading
        left = [
            fault
            for fault in found
            if fault.row not in owners or not (owners[fault.row].withdrawn or fault.column == heading)
        ]
        kept = ~sheet.frame.index.isin(list(owners))
        cells = {name: [column[n] for n in np.flatnonzero(kept).tolist()] for name, column in sheet.cells.items()}
        return (replace(sheet, frame=sheet.frame[kept], cells=cells) if owners else sheet), left

    def faults(self) -> list[Fault]:
        """Return one fault for each missing candidate that rows name; a warning for one that left the review."""
        entries = {entry.candidate_id: entry for entry in self._missing.values()}
        return [
            _fault(entries[candidate_id], rows)
            for candidate_id, rows in self._rows.items()
            if not self._asked_about(entries[candidate_id])
        ]

    def _owners(self, sheet: Sheet) -> dict[int, Registered]:
        """Return for each row of a missing candidate whose it is."""
        places = np.flatnonzero((sheet.frame["candidate_id"] == "").to_numpy()).tolist()
        rows = sheet.frame.index
        texts = [[cell_text(sheet.cells[name][place]) for place in places] for name in _naming(sheet)]
        known = {words: self._meant(*words) for words in dict.fromkeys(zip(*texts, strict=True))}
        pairs = zip(places, zip(*texts, strict=True), strict=True)
        return {int(rows[place]): entry for place, words in pairs if (entry := known[words]) is not None}

    def _meant(self, written: str, name: str = "") -> Registered | None:
        """Return the missing candidate that a row means by an id or a name; None where the list has that name."""
        if written and (entry := self._missing.get(comparison_key(written))):
            return None if name and self._listed(name) else entry
        text = written or name
        same = self._named.get(comparison_key(text), []) if text and not self._listed(text) else []
        return same[0] if len(same) == 1 else None

    def _listed(self, text: str) -> bool:
        return self._lookup is not None and (self._lookup.has_key(text) or comparison_key(text) in self._lookup.labels)

    def _asked_about(self, entry: Registered) -> bool:
        """Tell whether a row of the list was asked about that may be this candidate."""
        return (entry.unit_id, entry.kind) in self._asked_units or comparison_key(entry.name) in self._asked_names


def _naming(sheet: Sheet) -> list[str]:
    return [name for name in ("candidate_id", "candidate_name") if name in sheet.table.names]


def _fault(entry: Registered, rows: Sequence[tuple[Sheet, int]]) -> Fault:
    sheet, row = rows[0]
    counts: dict[str, int] = {}
    for one, _ in rows:
        name = one.name or one.table.sheet
        counts[name] = counts.get(name, 0) + 1
    where = join_list([f"{count} dòng ở trang {name}" for name, count in counts.items()])
    gone = f'hồ sơ {entry.candidate_id} "{entry.name}"'
    if not entry.withdrawn:
        what = f"{gone} không còn ở trang Danh sách nhưng vẫn còn {where}"
        remedy = "Ghi lại dòng của hồ sơ vào trang Danh sách, hoặc xóa các dòng ấy, rồi chạy lại."
        return sheet.fault(row, "candidate_id", what, remedy, kind="contradiction")
    on = (
        f" ngày {format_date(datetime.fromisoformat(entry.left_at).astimezone(_VIETNAM_TIME))}" if entry.left_at else ""
    )
    left = f"đã nhập vào hồ sơ {entry.into}" if entry.into else "đã rút khỏi đợt xét"
    what = f"{gone} {left}{on} và không còn ở trang Danh sách, nên không tính {where}"
    remedy = "Xóa các dòng ấy, hoặc ghi lại dòng của hồ sơ vào trang Danh sách nếu vẫn tính."
    if entry.into:
        remedy = f"Xóa các dòng ấy, hoặc ghi mã {entry.into} vào dòng nào vẫn tính."
    return sheet.fault(row, "candidate_id", what, remedy, kind="contradiction", severity="warning")
