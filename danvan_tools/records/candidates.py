"""Candidates, sites, milestones, recognitions: what must hold across their sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import format_date
from danvan_tools.records.life_cycle import check_life_cycle
from danvan_tools.records.rewards import check_rewards, recognition_ids
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.schema import HOLDERS, vietnamese

__all__ = ["check_candidates", "recognition_ids"]

_NOT_AFTER_AS_OF = {"candidates": "started_on", "sites": "since", "milestones": "on"}
# How the name of an organisation, and of a person, begins; "Tổ ấm …" and "Bà con …" are titles of models.
_ORGANISATION = re.compile(
    r"[\s“\"']*"
    r"(?:Tổ(?! ấm| trưởng| phó)|Chi hội(?! trưởng| phó)|Chi bộ|Chi đoàn|Đảng bộ|Đảng ủy|Hội(?! viên| trưởng| thi)|"
    r"Ban(?! ngày)|Đội(?! trưởng| phó| viên)|Nhóm(?! trưởng)|Câu lạc bộ|CLB|Ủy ban|Uỷ ban|UBND|UBMTTQ|Công đoàn|"
    r"Trường|Hợp tác xã|HTX|Tập thể|Trạm|Công an(?! viên)|Cán bộ và nhân dân)\s",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[\s“\"']*(?:Ông|Bà|Anh|Chị|Đồng chí|Đ/c)\s", re.IGNORECASE)


def check_candidates(sheets: Mapping[str, Sheet], settings: Mapping[str, Any]) -> list[Fault]:
    """Return what contradicts itself between the sheets of ``candidates.xlsx`` and the review.

    Parameters
    ----------
    sheets : Mapping
        All tables, with the candidate of every row found.
    settings : Mapping
        The sound settings; what depends on a missing one is not checked.
    """
    faults = _nominated(sheets) + _wrong_holder(sheets["candidates"]) + check_life_cycle(sheets, settings)
    if "as_of" in settings:
        faults += _after(sheets, settings["as_of"])
    return faults + check_rewards(sheets, settings)


def _after(sheets: Mapping[str, Sheet], as_of: date) -> list[Fault]:
    """Return the dates that lie after ``as_of``."""
    faults = []
    for table, name in _NOT_AFTER_AS_OF.items():
        sheet = sheets[table]
        for row, day in sheet.where(sheet.frame[name] > pd.Timestamp(as_of), name):
            what = f"ngày {format_date(day)} sau ngày tính số liệu {format_date(as_of)}"
            faults.append(sheet.fault(row, name, what, kind="contradiction"))
    return faults


def _nominated(sheets: Mapping[str, Sheet]) -> list[Fault]:
    """Return nominated candidates that nobody can mark, and warn of those without a sector."""
    sheet, milestones = sheets["candidates"], sheets["milestones"].frame
    nominated = sheet.frame["candidate_id"].isin(milestones.loc[milestones["step"] == "nominated", "candidate_id"])
    if not nominated.any():
        return []
    faults = [
        sheet.fault(
            row,
            "sector",
            f'hồ sơ được đề nghị "{name}" chưa ghi lĩnh vực',
            "Ghi một lĩnh vực ở trang Lĩnh vực của review.xlsx.",
            severity="warning",
            kind="blank",
        )
        for row, name in sheet.where(nominated & ~sheet.filled("sector"), "name")
    ]
    if not sheets["criteria"].complete:
        return faults
    without_rubric = nominated & ~sheet.frame["holder"].isin({*sheets["criteria"].frame["holder"], ""})
    for row, name, holder in sheet.where(without_rubric, "name", "holder"):
        what = f'hồ sơ được đề nghị "{name}" không có bộ tiêu chí cho chủ thể "{vietnamese(HOLDERS, holder)}"'
        remedy = "Thêm bộ tiêu chí ở review.xlsx hoặc sửa ô rồi chạy lại."
        faults.append(sheet.fault(row, "holder", what, remedy, kind="rule"))
    return faults


def _wrong_holder(sheet: Sheet) -> list[Fault]:
    """Warn of persons marked as collectives and of organisations marked as persons."""
    faults = []
    for marked, begins, told in (
        ("individual", _ORGANISATION, "tên một tập thể"),
        ("collective", _PERSON, "tên một người"),
    ):
        for row, name, holder in sheet.where(sheet.frame["holder"] == marked, "name", "holder"):
            if not begins.match(name):
                continue
            # "Bà con chung sức đắp đê" is no person: all words of a person's name are capitalised.
            if begins is _PERSON and not all(word[0].isupper() for word in name.split()[1:] if word != "chí"):
                continue
            what = f'"{name}" giống {told}, nhưng chủ thể ghi "{vietnamese(HOLDERS, holder)}"'
            remedy = "Kiểm tra lại: mỗi chủ thể chấm theo một bộ tiêu chí riêng."
            faults.append(sheet.fault(row, "holder", what, remedy, severity="warning", kind="contradiction"))
    return faults
