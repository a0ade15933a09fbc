"""The committee, and the rules it decides by: ballots and quotas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key, format_date
from danvan_tools.records.cell_text import CellError
from danvan_tools.records.cells import find_word
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.schema import HOLDERS
from danvan_tools.schema.words import UNIT_KINDS

__all__ = ["check_ballot_rules", "check_committee", "find_expertise", "find_quota_groups"]

_ID = re.compile(r"[^\W_][\w-]*")
_LONGEST_ID = 40
_BETWEEN = re.compile(r"[;\n]")
_FRACTION = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")


def check_committee(sheet: Sheet) -> list[Fault]:
    """Return the ids that are none, and a fault unless exactly one person chairs the committee."""
    return [*_check_ids(sheet), *_check_chair(sheet)]


def _check_ids(sheet: Sheet) -> list[Fault]:
    """Return the ids that cannot name a stream, a folder and an account."""
    remedy = "Dùng chữ và số, có thể nối bằng dấu gạch, ví dụ TV01."
    ids = sheet.where(sheet.frame["reviewer_id"] != "", "reviewer_id")
    wrong = [(row, text) for row, text in ids if len(text) > _LONGEST_ID or not _ID.fullmatch(text)]
    words = "không dùng làm mã thành viên được"
    return [sheet.fault(row, "reviewer_id", f'"{text[:40]}" {words}', remedy, kind="rule") for row, text in wrong]


def _check_chair(sheet: Sheet) -> list[Fault]:
    chairs = list(sheet.where(sheet.frame["role"] == "chair", "name"))
    if not chairs and sheet.complete and (sheet.frame["role"] != "").all():
        what, remedy = "hội đồng chưa có Chủ tịch", 'Chọn "Chủ tịch" ở cột Vai trò cho một người rồi chạy lại.'
        return [
            Fault(file=sheet.file, kind="rule", sheet=sheet.table.sheet, column="Vai trò", what=what, remedy=remedy)
        ]
    return [
        sheet.fault(
            row, "role", f'"{name}" là Chủ tịch thứ hai, sau "{chairs[0][1]}" ở dòng {chairs[0][0]}', kind="rule"
        )
        for row, name in chairs[1:]
    ]


def check_ballot_rules(sheet: Sheet) -> list[Fault]:
    """Return shares that are no fraction above 0 and up to 1, and rules for one matter in force at the same time."""
    remedy = "Ghi phân số, ví dụ 2/3, ô định dạng kiểu Text."
    faults = [
        sheet.fault(row, name, f'"{text}" không phải là phân số từ trên 0 đến 1', remedy, kind="rule")
        for name in ("threshold", "quorum")
        for row, text in sheet.where(sheet.frame[name] != "", name)
        if not _is_share(text)
    ]
    known: dict[str, list[tuple[int, pd.Timestamp, pd.Timestamp]]] = {}
    for row, matter, first, last in sheet.rows("matter", "valid_from", "valid_to"):
        start, end = (pd.Timestamp.min if pd.isna(first) else first), (pd.Timestamp.max if pd.isna(last) else last)
        if end < start:
            what = f"ngày cuối {format_date(end)} trước ngày đầu {format_date(start)}"
            faults.append(sheet.fault(row, "valid_to", what, kind="rule"))
            continue
        others = known.setdefault(comparison_key(str(matter)), [])
        for other, other_start, other_end in others:
            if matter and start <= other_end and other_start <= end:
                what = f'"{matter}" có hai quy tắc cùng hiệu lực, dòng này và dòng {other}'
                faults.append(sheet.fault(row, "valid_from", what, "Ghi thời gian áp dụng của từng dòng.", kind="rule"))
                break
        others.append((row, start, end))
    return faults


def _is_share(text: str) -> bool:
    found = _FRACTION.fullmatch(text)
    return bool(found and int(found[2]) and 0 < Fraction(int(found[1]), int(found[2])) <= 1)


def find_expertise(sheet: Sheet, sectors: Lookup | None) -> list[Fault]:
    """Put the ids of the sectors each reviewer knows, joined by ";", into the column `sectors`.

    Parameters
    ----------
    sheet : Sheet
        The sheet "Hội đồng" of ``review.xlsx``; its frame is changed.
    sectors : Lookup or None
        Of the sectors; None if their sheet has faults, and nothing can be said.

    Returns
    -------
    list of Fault
        Sectors that do not exist.
    """
    faults, found = [], []
    for row, text in sheet.rows("sectors"):
        known: dict[str, None] = {}
        for word in filter(None, (part.strip() for part in _BETWEEN.split(text))):
            try:
                known |= {sectors.find(word): None} if sectors else {}
            except CellError as error:
                faults.append(sheet.fault(row, "sectors", error.what, error.remedy, kind=error.kind))
        found.append(";".join(known))
    sheet.put("sectors", found)
    return faults


def find_quota_groups(sheet: Sheet, lookups: Mapping[str, Lookup]) -> list[Fault]:
    """Put the value in code of each quota's group into its column `value`.

    A sector or unit becomes its id, a kind of unit or a holder its value in code.

    Parameters
    ----------
    sheet : Sheet
        The sheet "Chỉ tiêu" of ``review.xlsx``; its frame is changed.
    lookups : Mapping
        Of the tables ``sectors`` and ``units``.

    Returns
    -------
    list of Fault
        Groups that do not exist, and quotas whose bounds are missing or contradict each other.
    """
    tables = {"sector": "sectors", "unit_id": "units"}
    words = {"unit_kind": UNIT_KINDS, "holder": HOLDERS}
    faults = []
    groups = []
    for row, scope, text in sheet.rows("scope", "value"):
        group = ""
        try:
            if text and scope in words:
                group = find_word(text, words[scope])
            elif text and tables.get(scope) in lookups:
                group = lookups[tables[scope]].find(text)
        except CellError as error:
            faults.append(sheet.fault(row, "value", error.what, error.remedy, kind=error.kind))
        groups.append(group)
    sheet.put("value", groups)
    unbounded = ~sheet.filled("at_least") & ~sheet.filled("at_most")
    for row, _ in sheet.where(unbounded, "value"):
        what = "chỉ tiêu không ghi ít nhất cũng không ghi nhiều nhất"
        faults.append(sheet.fault(row, "at_least", what, "Ghi ít nhất một trong hai số, hoặc xóa dòng.", kind="rule"))
    crossed = (sheet.frame["at_least"] > sheet.frame["at_most"]).fillna(False)
    for row, least, most in sheet.where(crossed, "at_least", "at_most"):
        faults.append(sheet.fault(row, "at_most", f"nhiều nhất {most} nhỏ hơn ít nhất {least}", kind="rule"))
    return faults
