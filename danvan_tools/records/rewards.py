"""Recognitions: recorded once, inside the period, after the start, and not more than one for one achievement."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import format_date, join_list
from danvan_tools.records.life_cycle import by_id, days_of
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.schema import OCCASIONS, vietnamese

__all__ = ["check_rewards", "recognition_ids"]

# What makes a recognition the one it is; its row does not.
_IDENTITY = ["candidate_id", "occasion", "form", "authority", "decision_no", "decided_on"]
# So many candidates with several rewards are named one by one; more are counted.
_SHOWN = 20


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


def check_rewards(sheets: Mapping[str, Sheet], settings: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with, or has to be explained about, the recognitions.

    Parameters
    ----------
    sheets : Mapping
        All tables, with the candidate of every row found.
    settings : Mapping
        The sound settings; what depends on a missing one is not checked.
    """
    sheet = sheets["recognitions"]
    if sheet.frame.empty:
        return []
    faults = _repeated(sheet) + _several(sheet) + _before_start(sheet, sheets["candidates"].frame)
    if "period_start" in settings and "period_end" in settings:
        faults += _outside(sheet, settings["period_start"], settings["period_end"])
    return faults


def _sound(sheet: Sheet) -> pd.DataFrame:
    """Return the rows that say who and what; those with a blank of a fault prove nothing."""
    frame = sheet.frame
    return frame[(frame["candidate_id"] != "") & (frame["form"] != "")]


def _repeated(sheet: Sheet) -> list[Fault]:
    """Return the rows that record one recognition a second time."""
    frame = _sound(sheet)
    frame = frame[frame.duplicated(_IDENTITY, keep=False)]
    firsts = frame.index.to_series().groupby([frame[name] for name in _IDENTITY], dropna=False).transform("first")
    remedy = "Xóa một trong hai dòng rồi chạy lại."
    return [
        sheet.fault(row, "decided_on", f"dòng này ghi lại lần khen thưởng đã có ở dòng {first}", remedy, kind="repeat")
        for row, first in zip(firsts.index.tolist(), firsts.tolist(), strict=True)
        if first != row
    ]


def _several(sheet: Sheet) -> list[Fault]:
    """Warn, once each, of candidates rewarded more than once: for one achievement there is one reward."""
    frame = _sound(sheet)
    frame = frame[~frame.duplicated(_IDENTITY)]
    frame = frame[frame.duplicated("candidate_id", keep=False)]
    groups = list(frame.groupby("candidate_id", sort=False))
    faults = []
    for candidate_id, rows in groups[:_SHOWN]:
        faults.append(_rewarded(sheet, str(candidate_id), rows))
    if len(groups) > _SHOWN:
        row = int(groups[_SHOWN][1].index[0])
        what = f"còn {len(groups) - _SHOWN} hồ sơ khác được khen từ hai lần trở lên trong kỳ"
        faults.append(
            sheet.fault(
                row, "candidate_id", what, "Kiểm tra, và giải trình nếu đúng.", severity="warning", kind="count"
            )
        )
    return faults


def _rewarded(sheet: Sheet, candidate_id: str, rows: pd.DataFrame) -> Fault:
    """Return the warning of one candidate: its forms by whom, and whether on one occasion."""
    told = [
        f'"{form}" của {authority} (dòng {row})'
        for row, form, authority in zip(rows.index, rows["form"], rows["authority"], strict=True)
    ]
    occasions = rows["occasion"].drop_duplicates().tolist()
    same = f', cùng dịp "{vietnamese(OCCASIONS, occasions[0])}"' if len(occasions) == 1 and occasions[0] else ""
    what = f"hồ sơ {candidate_id} được khen {len(rows)} lần trong kỳ{same}: {join_list(told)}"
    remedy = "Mỗi thành tích khen một lần: kiểm tra, và giải trình nếu đúng."
    return sheet.fault(int(rows.index[1]), "form", what, remedy, severity="warning", kind="count")


def _before_start(sheet: Sheet, candidates: pd.DataFrame) -> list[Fault]:
    """Warn of recognitions decided before the candidate began."""
    started = days_of(sheet.frame["candidate_id"], by_id(candidates, "started_on"))
    early = sheet.frame["decided_on"] < started
    return [
        sheet.fault(
            row,
            "decided_on",
            f"hồ sơ {candidate_id} được khen ngày {format_date(day)}, trước ngày bắt đầu {format_date(started[row])}",
            "Kiểm tra lại hai ngày.",
            severity="warning",
            kind="contradiction",
        )
        for row, candidate_id, day in sheet.where(early, "candidate_id", "decided_on")
    ]


def _outside(sheet: Sheet, start: date, end: date) -> list[Fault]:
    """Return the recognitions decided before or after the period."""
    faults = []
    outside = (sheet.frame["decided_on"] < pd.Timestamp(start)) | (sheet.frame["decided_on"] > pd.Timestamp(end))
    for row, day in sheet.where(outside, "decided_on"):
        what = f"ngày {format_date(day)} ngoài kỳ xét {format_date(start)} – {format_date(end)}"
        remedy = "Sửa ô hoặc xóa dòng rồi chạy lại."
        faults.append(sheet.fault(row, "decided_on", what, remedy, kind="contradiction"))
    return faults
