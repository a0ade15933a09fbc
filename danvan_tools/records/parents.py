"""Whose row is it: child rows name their candidate by id, by name, or by both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key
from danvan_tools.records.cell_text import CellError, cell_text
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.spreadsheets import Sheet

__all__ = ["attach_parents", "troubled_parents"]


def troubled_parents(sheet: Sheet, faults: Iterable[Fault]) -> frozenset[str]:
    """Return comparison keys of the ids and names of rows that have a fault of their own.

    Parameters
    ----------
    sheet : Sheet
        The sheet "Danh sách".
    faults : iterable of Fault
        Those of its ids: what its child rows say about them would only repeat it.
    """
    places = [sheet.place(fault.row) for fault in faults if fault.row is not None and fault.severity == "error"]
    words = (cell_text(sheet.cells[name][place]) for name in ("candidate_id", "name") for place in places)
    return frozenset(comparison_key(word) for word in words if word)


def attach_parents(
    sheet: Sheet,
    names: Mapping[str, str],
    lookup: Lookup,
    found: Sequence[Fault] = (),
    troubled: frozenset[str] = frozenset(),
) -> tuple[list[str], list[Fault]]:
    """Find the candidate of every row.

    Parameters
    ----------
    sheet : Sheet
        With the columns ``candidate_id`` (already looked up) and ``candidate_name``.
    names : Mapping
        Candidate id → its name.
    lookup : Lookup
        Of the candidates.
    found : sequence of Fault
        What reading the sheet found.
    troubled : frozenset of str
        From :func:`troubled_parents`: a row that names one of them is no fault of its own.

    Returns
    -------
    list of str
        Candidate ids, blank where there is a fault.
    list of Fault
        Those of `found`, without what follows from a fault in the list of candidates, and rows whose candidate
        is unknown or not named, or whose two columns disagree.
    """
    search = _Search(names, lookup, troubled)
    heading = sheet.table["candidate_id"].heading
    unknown = {fault.row: fault for fault in found if fault.column == heading}
    faults = [fault for fault in found if fault.column != heading]
    ids = []
    typed = sheet.filled("candidate_id").tolist()
    rows_of: dict[tuple[str, str], list[int]] = {}
    disagree: dict[tuple[str, str], list[int]] = {}
    for place, (row, found_id, name) in enumerate(sheet.rows("candidate_id", "candidate_name")):
        written = cell_text(sheet.cells["candidate_id"][place]) if typed[place] else ""
        parent = search.parent(written, found_id, name)
        ids.append(parent if isinstance(parent, str) else "")
        if row in unknown:
            if search.elsewhere(written, name):
                rows_of.setdefault((comparison_key(written), comparison_key(name)), []).append(row)
            elif not search.excused(written, name):
                faults.append(unknown[row])
        if isinstance(parent, CellError) and not search.excused(written, name):
            if parent.kind == "contradiction":
                disagree.setdefault((written, name), []).append(row)
            else:
                faults.append(sheet.fault(row, "candidate_name", parent.what, parent.remedy, kind=parent.kind))
    faults += [_disagreement(sheet, rows, search, *pair) for pair, rows in disagree.items()]
    return ids, faults + [_id_elsewhere(sheet, rows, lookup) for rows in rows_of.values()]


@dataclass(frozen=True)
class _Search:
    names: Mapping[str, str]
    lookup: Lookup
    troubled: frozenset[str]
    known: dict[tuple[str, str, str], str | CellError] = field(default_factory=dict)

    def parent(self, written: str, candidate_id: str, name: str) -> str | CellError:
        """Return the candidate of a row or what is wrong with it; equal rows are looked up once."""
        key = (written, candidate_id, name)
        if key not in self.known:
            try:
                self.known[key] = self._find(*key)
            except CellError as error:
                self.known[key] = error
        return self.known[key]

    def _find(self, written: str, candidate_id: str, name: str) -> str:
        if not written:
            return _by_name(name, self.lookup)
        if candidate_id and name:
            title = self.names[candidate_id]
            if comparison_key(name) not in (comparison_key(title), comparison_key(candidate_id)):
                raise CellError("", kind="contradiction")
        return candidate_id

    def excused(self, written: str, name: str) -> bool:
        """Whether the candidate that a row means has a fault of its own in the list."""
        return any(comparison_key(word) in self.troubled for word in (written, name) if word)

    def elsewhere(self, written: str, name: str) -> bool:
        """Whether the name of a row is one candidate of the list that has no fault of its own."""
        return (
            bool(name)
            and len(self.lookup.labels.get(comparison_key(name), ())) == 1
            and not self.excused(written, name)
        )


def _id_elsewhere(sheet: Sheet, rows: Sequence[int], lookup: Lookup) -> Fault:
    """Return the fault of rows that give a candidate of the list another id than the list does."""
    place = sheet.place(rows[0])
    name, written = sheet.frame["candidate_name"].iloc[place], cell_text(sheet.cells["candidate_id"][place])
    count = f"{len(rows)} dòng ghi mã" if len(rows) > 1 else "mã"
    what = f'{count} "{written}" không có trong danh mục, còn "{name}" ở trang Danh sách có mã {lookup.find(name)}'
    remedy = "Sửa mã ở trang Danh sách, hoặc ở các dòng này, rồi chạy lại."
    return sheet.fault(rows[0], "candidate_id", what, remedy, kind="contradiction")


def _disagreement(sheet: Sheet, rows: Sequence[int], search: _Search, written: str, name: str) -> Fault:
    """Return the fault of rows whose id is one candidate's and whose name another's."""
    candidate_id = search.lookup.keys[comparison_key(written)]
    count = f" (cùng {len(rows) - 1} dòng nữa)" if len(rows) > 1 else ""
    what = f'"{name}" không phải tên của hồ sơ {candidate_id} ("{search.names[candidate_id]}"){count}'
    return sheet.fault(rows[0], "candidate_name", what, "Sửa tên hoặc mã rồi chạy lại.", kind="contradiction")


def _by_name(name: str, lookup: Lookup) -> str:
    if not name:
        msg = "dòng không ghi hồ sơ nào"
        raise CellError(msg, 'Ghi "Mã hồ sơ" hoặc "Tên mô hình, điển hình" rồi chạy lại.', "blank")
    return lookup.find(name)
