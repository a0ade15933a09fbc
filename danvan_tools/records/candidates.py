"""Candidates, sites, milestones, recognitions: what must hold across their sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import format_date
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.schema import HOLDERS, vietnamese

__all__ = ["check_candidates", "recognition_ids"]

# What makes a recognition the one it is; its row does not.
_IDENTITY = ["candidate_id", "occasion", "form", "authority", "decision_no", "decided_on"]
_NOT_AFTER_AS_OF = {"candidates": "started_on", "sites": "since", "milestones": "on"}


def recognition_ids(recognitions: pd.DataFrame) -> list[str]:
    """Return an id per recognition: "KT-" and 8 hex digits of the SHA-256 of its content.

    Parameters
    ----------
    recognitions : DataFrame
        With the columns ``candidate_id occasion form authority decision_no decided_on``.
    """
    columns = [
        recognitions[name].dt.strftime("%Y-%m-%d").fillna("") if name == "decided_on" else recognitions[name]
        for name in _IDENTITY
    ]
    content = ("|".join(values) for values in zip(*(column.tolist() for column in columns), strict=True))
    return [f"KT-{hashlib.sha256(text.encode()).hexdigest()[:8]}" for text in content]


def check_candidates(sheets: Mapping[str, Sheet], settings: Mapping[str, Any]) -> list[Fault]:
    """Return what contradicts itself between the sheets of ``candidates.xlsx`` and the review.

    Parameters
    ----------
    sheets : Mapping
        All tables, with the candidate of every row found.
    settings : Mapping
        The sound settings; what depends on a missing one is not checked.
    """
    faults = _repeated_recognitions(sheets["recognitions"]) + _rewarded_twice(sheets["recognitions"])
    faults += _nominated(sheets) + _built_before_start(sheets)
    if "as_of" in settings:
        faults += _after(sheets, settings["as_of"])
    if "period_start" in settings and "period_end" in settings:
        faults += _outside(sheets["recognitions"], settings["period_start"], settings["period_end"])
    return faults


def _after(sheets: Mapping[str, Sheet], as_of: date) -> list[Fault]:
    """Return the dates that lie after ``as_of``."""
    faults = []
    for table, name in _NOT_AFTER_AS_OF.items():
        sheet = sheets[table]
        for row, day in sheet.where(sheet.frame[name] > pd.Timestamp(as_of), name):
            what = f"ngày {format_date(day)} sau ngày tính số liệu {format_date(as_of)}"
            faults.append(sheet.fault(row, name, what))
    return faults


def _outside(sheet: Sheet, start: date, end: date) -> list[Fault]:
    """Return the recognitions decided before or after the period."""
    faults = []
    outside = (sheet.frame["decided_on"] < pd.Timestamp(start)) | (sheet.frame["decided_on"] > pd.Timestamp(end))
    for row, day in sheet.where(outside, "decided_on"):
        what = f"ngày {format_date(day)} ngoài kỳ xét {format_date(start)} – {format_date(end)}"
        faults.append(sheet.fault(row, "decided_on", what, "Sửa ô hoặc xóa dòng rồi chạy lại."))
    return faults


def _repeated_recognitions(sheet: Sheet) -> list[Fault]:
    """Return the rows that record one recognition a second time."""
    remedy = "Xóa một trong hai dòng rồi chạy lại."
    return [
        sheet.fault(row, "decided_on", f"dòng này ghi lại lần khen thưởng đã có ở dòng {first}", remedy)
        for row, first, *_ in _later_of_same(sheet, _IDENTITY)
    ]


def _rewarded_twice(sheet: Sheet) -> list[Fault]:
    """Warn of candidates that have one form twice: not more than one reward for one achievement."""
    repeated = {row for row, *_ in _later_of_same(sheet, _IDENTITY)}
    return [
        sheet.fault(
            row,
            "form",
            f'hồ sơ {candidate_id} được "{form}" hai lần trong kỳ (dòng {first} và dòng {row})',
            "Kiểm tra, và giải trình nếu đúng.",
            severity="warning",
        )
        for row, first, candidate_id, form in _later_of_same(sheet, ["candidate_id", "form"])
        if row not in repeated
    ]


def _later_of_same(sheet: Sheet, key: list[str]) -> list[tuple[Any, ...]]:
    """Return (row, first row, key …) for every row whose key an earlier row has; blanks of a fault do not count."""
    sound = (sheet.frame["candidate_id"] != "") & (sheet.frame["form"] != "")
    first: dict[tuple[Any, ...], int] = {}
    rows = [(row, first.setdefault(tuple(values), row), *values) for row, *values in sheet.where(sound, *key)]
    return [row for row in rows if row[1] != row[0]]


def _nominated(sheets: Mapping[str, Sheet]) -> list[Fault]:
    """Return nominated candidates that nobody can mark, and warn of those without a sector."""
    sheet, milestones = sheets["candidates"], sheets["milestones"].frame
    nominated = sheet.frame["candidate_id"].isin(milestones.loc[milestones["step"] == "nominated", "candidate_id"])
    faults = [
        sheet.fault(
            row,
            "sector",
            f'hồ sơ được đề nghị "{name}" chưa ghi lĩnh vực',
            "Ghi một lĩnh vực ở trang Lĩnh vực của review.xlsx.",
            severity="warning",
        )
        for row, name in sheet.where(nominated & ~sheet.filled("sector"), "name")
    ]
    if not sheets["criteria"].complete:
        return faults
    without_rubric = nominated & ~sheet.frame["holder"].isin({*sheets["criteria"].frame["holder"], ""})
    for row, name, holder in sheet.where(without_rubric, "name", "holder"):
        what = f'hồ sơ được đề nghị "{name}" không có bộ tiêu chí cho chủ thể "{vietnamese(HOLDERS, holder)}"'
        remedy = "Thêm bộ tiêu chí ở review.xlsx hoặc sửa ô rồi chạy lại."
        faults.append(sheet.fault(row, "holder", what, remedy))
    return faults


def _built_before_start(sheets: Mapping[str, Sheet]) -> list[Fault]:
    """Warn of candidates that were built before they began."""
    sheet = sheets["milestones"]
    started = dict(sheets["candidates"].frame[["candidate_id", "started_on"]].itertuples(index=False, name=None))
    return [
        sheet.fault(
            row,
            "on",
            f"hồ sơ {candidate_id} xây dựng ngày {format_date(on)}, "
            f"trước ngày bắt đầu {format_date(started[candidate_id])}",
            "Kiểm tra lại hai ngày.",
            severity="warning",
        )
        for row, candidate_id, on in sheet.where(sheet.frame["step"] == "built", "candidate_id", "on")
        if on < started.get(candidate_id, on)
    ]
