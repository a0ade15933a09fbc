"""Whose row is it: child rows name their candidate by id, by name, or by both."""

from __future__ import annotations

from collections.abc import Mapping

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key
from danvan_tools.records.cells import CellError
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.spreadsheets import Sheet

__all__ = ["attach_parents"]


def attach_parents(sheet: Sheet, names: Mapping[str, str], lookup: Lookup) -> tuple[list[str], list[Fault]]:
    """Find the candidate of every row.

    Parameters
    ----------
    sheet : Sheet
        With the columns ``candidate_id`` (already looked up) and ``candidate_name``.
    names : Mapping
        Candidate id → its name.
    lookup : Lookup
        Of the candidates.

    Returns
    -------
    list of str
        Candidate ids, blank where there is a fault.
    list of Fault
        Rows whose candidate is unknown or not named, or whose two columns disagree.
    """
    ids = sheet.frame["candidate_id"].tolist()
    typed = sheet.filled("candidate_id").tolist()
    faults = []
    for place, (row, name) in enumerate(sheet.rows("candidate_name")):
        try:
            if not typed[place]:
                ids[place] = _by_name(name, lookup)
            elif ids[place] and name:
                _agree(name, ids[place], names)
        except CellError as error:
            faults.append(sheet.fault(row, "candidate_name", error.what, error.remedy, kind=error.kind))
            ids[place] = ""
    return ids, faults


def _by_name(name: str, lookup: Lookup) -> str:
    if not name:
        msg = "dòng không ghi hồ sơ nào"
        raise CellError(msg, 'Ghi "Mã hồ sơ" hoặc "Tên mô hình, điển hình" rồi chạy lại.', "blank")
    return lookup.find(name)


def _agree(name: str, candidate_id: str, names: Mapping[str, str]) -> None:
    if comparison_key(name) not in (comparison_key(names[candidate_id]), comparison_key(candidate_id)):
        msg = f'"{name}" không phải tên của hồ sơ {candidate_id} ("{names[candidate_id]}")'
        raise CellError(msg, "Sửa tên hoặc mã rồi chạy lại.", "contradiction")
