"""Rubrics: criteria, gates, floors and tiers, one rubric per holder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import format_points
from danvan_tools.records.cell_text import CellError
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.schema import HOLDERS, Rubric, vietnamese

__all__ = ["build_rubrics", "check_awards", "check_criteria", "check_index_points", "check_tiers", "check_ties"]

_NOTHING = Lookup.from_pairs(())
# Points that are not the committee's.
_ELSEWHERE = ("verification", "index")
_ONE_INDEX = (
    'bộ tiêu chí đã có một tiêu chí chỉ số ở dòng trên, mà mỗi hồ sơ chỉ có một ô "Điểm chỉ số": '
    "điểm ấy sẽ tính hai lần"
)


def build_rubrics(criteria: pd.DataFrame, tiers: pd.DataFrame) -> dict[str, Rubric]:
    """Return the rubric of each holder.

    Parameters
    ----------
    criteria, tiers : DataFrame
        The tidy tables of the sheets "Bộ tiêu chí" and "Xếp loại", without faults.

    Returns
    -------
    dict
        Holder → rubric: criteria in the order of the sheet, gates and what others give points for apart,
        tiers highest first.
    """
    rubrics = {}
    for rubric_id, rows in criteria.groupby("rubric_id", sort=False):
        marked, gates = rows[rows["gate"] == ""], rows[rows["gate"] != ""]
        own = tiers[tiers["rubric_id"] == rubric_id].sort_values("threshold", ascending=False, kind="stable")
        holder = str(rows["holder"].iloc[0])
        elsewhere = marked["marked_by"].isin(_ELSEWHERE)
        rubrics[holder] = Rubric(
            rubric_id=str(rubric_id),
            holder=holder,
            source=str(rows["source"].iloc[0]),
            criteria=_counted(marked[~elsewhere], "anchors"),
            given=_counted(marked[elsewhere], "marked_by"),
            gates=gates[["criterion_id", "name", "gate", "floor"]].reset_index(drop=True),
            tiers=own[["tier", "threshold", "unit_class"]].reset_index(drop=True),
        )
    return rubrics


def _counted(rows: pd.DataFrame, more: str) -> pd.DataFrame:
    """Return criteria with what decides how their points count; a blank weight is 1."""
    columns = ["criterion_id", "name", "max_points", "floor", more, "bonus", "weight", "penalty"]
    told = {"bonus": rows["bonus"] == "yes", "weight": rows["weight"].fillna(1.0), "penalty": rows["penalty"] == "yes"}
    return rows[columns].assign(**told).reset_index(drop=True)


def check_criteria(sheet: Sheet, settings: Mapping[str, Any]) -> list[Fault]:
    """Return criteria and gates that cannot be marked or met, and rubrics that are not one rubric."""
    faults = _one_of_each(sheet) + _points(sheet) + _ways_to_count(sheet, settings.get("stages", "committee").split())
    if "step" in settings:
        faults += _off_step(sheet, settings["step"])
    return faults


def _one_of_each(sheet: Sheet) -> list[Fault]:
    """Return rows that give a rubric a second holder or source, or a holder a second rubric."""
    frame = sheet.frame
    faults = []
    for rubric_id, rows in frame[frame["rubric_id"] != ""].groupby("rubric_id", sort=False):
        for name, words in (("holder", "chủ thể"), ("source", "nguồn")):
            first = rows[rows[name] != ""][name].head(1).tolist()
            for row in rows.index[(rows[name] != "") & ~rows[name].isin(first)]:
                what = f'bộ tiêu chí "{rubric_id}" đã có {words} "{_shown(name, first[0])}" ở dòng trên'
                faults.append(
                    sheet.fault(row, name, what, f"Mỗi bộ tiêu chí một {words}: sửa ô rồi chạy lại.", kind="rule")
                )
    for holder, rows in frame[(frame["holder"] != "") & (frame["rubric_id"] != "")].groupby("holder", sort=False):
        rubrics = rows["rubric_id"].drop_duplicates()
        for row in rubrics.index[1:]:
            what = f'chủ thể "{_shown("holder", str(holder))}" đã có bộ tiêu chí "{rubrics.iloc[0]}"'
            faults.append(
                sheet.fault(row, "rubric_id", what, "Mỗi chủ thể một bộ tiêu chí: sửa ô rồi chạy lại.", kind="rule")
            )
    return faults


def _shown(name: str, value: str) -> str:
    return vietnamese(HOLDERS, value) if name == "holder" else value


def _points(sheet: Sheet) -> list[Fault]:
    """Return gates with points, criteria without, and floors above their criterion or missing."""
    frame, is_gate, has_points = sheet.frame, sheet.filled("gate"), sheet.filled("max_points")
    faults = [
        sheet.fault(
            row,
            "max_points",
            f'điều kiện bắt buộc "{name}" không có điểm tối đa',
            "Xóa ô này rồi chạy lại.",
            kind="rule",
        )
        for row, name in sheet.where(is_gate & has_points, "name")
    ]
    without = ~is_gate & (~has_points | (frame["max_points"] == 0).to_numpy())
    faults += [
        sheet.fault(
            row,
            "max_points",
            f'tiêu chí "{name}" chưa có điểm tối đa',
            "Ghi một số lớn hơn 0 rồi chạy lại.",
            kind="rule",
        )
        for row, name in sheet.where(without & sheet.filled("name"), "name")
    ]
    too_high = ~is_gate & ~without & (frame["floor"] > frame["max_points"]).to_numpy()
    for row, floor, most in sheet.where(too_high, "floor", "max_points"):
        what = f"mức sàn {format_points(floor)} lớn hơn điểm tối đa {format_points(most)}"
        faults.append(sheet.fault(row, "floor", what, kind="rule"))
    without_months = (frame["gate"] == "kept_months").to_numpy() & ~sheet.filled("floor")
    for row, name in sheet.where(without_months, "name"):
        what = f'điều kiện "{name}" chưa có số tháng tối thiểu'
        faults.append(sheet.fault(row, "floor", what, "Ghi số tháng rồi chạy lại.", kind="rule"))
    return faults


def _ways_to_count(sheet: Sheet, stages: Sequence[str]) -> list[Fault]:
    """Return weights, penalties and givers of points that contradict the rest of their row or the review."""
    frame, is_gate = sheet.frame, sheet.filled("gate")
    penalty = (frame["penalty"] == "yes").to_numpy()
    wrong = [
        ("weight", is_gate & sheet.filled("weight"), "điều kiện bắt buộc không có trọng số"),
        ("penalty", is_gate & penalty, "điều kiện bắt buộc không có điểm trừ"),
        ("marked_by", is_gate & sheet.filled("marked_by"), "điều kiện bắt buộc xét theo hồ sơ, không ai cho điểm"),
        ("penalty", ~is_gate & penalty & (frame["bonus"] == "yes").to_numpy(), "vừa là điểm thưởng vừa là điểm trừ"),
        ("floor", ~is_gate & penalty & sheet.filled("floor"), "điểm trừ không có mức sàn"),
        ("weight", (frame["weight"] == 0).to_numpy(), "trọng số bằng 0: tiêu chí không tính gì"),
        ("weight", _finer(frame["weight"]), "trọng số có quá hai chữ số thập phân"),
    ]
    of_index = (frame["marked_by"] == "index").to_numpy()
    again = of_index & frame["rubric_id"].where(of_index).duplicated().to_numpy() & sheet.filled("rubric_id")
    wrong.append(("marked_by", again, _ONE_INDEX))
    if "verification" not in stages:
        by_team = (frame["marked_by"] == "verification").to_numpy()
        what = 'do tổ thẩm định cho điểm, nhưng mục "Các bước chấm" ở trang Đợt xét không có bước thẩm định'
        wrong.append(("marked_by", by_team, what))
    return [
        sheet.fault(row, column, what, kind="rule")
        for column, rows, what in wrong
        for row, _ in sheet.where(rows, "name")
    ]


def _finer(values: pd.Series[Any]) -> Any:
    """Tell which numbers have more than two digits after the comma."""
    hundredths = values.astype(float) * 100
    return ((hundredths - hundredths.round()).abs() > 1e-6).to_numpy()


def _off_step(sheet: Sheet, step: Decimal) -> list[Fault]:
    """Return maximum points and floors of criteria that no mark can reach exactly."""
    faults = []
    marked = ~sheet.filled("gate") & (sheet.frame["marked_by"] != "index").to_numpy()
    for name in ("max_points", "floor"):
        values = sheet.frame[name][marked].dropna()
        for row, value in values[~on_step(values, step)].items():
            what = f"{format_points(value)} không phải là bội của bước điểm {format_points(step)}"
            faults.append(sheet.fault(row, name, what, kind="rule"))
    return faults


def on_step(points: pd.Series[Any], step: Decimal) -> Any:
    """Tell for each number of points whether it is a multiple of `step`, in decimal arithmetic."""
    return np.array([Decimal(str(value)) % step == 0 for value in points.tolist()], dtype=bool)


def check_index_points(candidates: Sheet, criteria: Sheet) -> list[Fault]:
    """Return points of an index above what the rubric of their candidate gives for one.

    Parameters
    ----------
    candidates, criteria : Sheet
        "Danh sách" and "Bộ tiêu chí".
    """
    of_index = criteria.frame[criteria.frame["marked_by"] == "index"]
    most = candidates.frame["holder"].map(of_index.groupby("holder")["max_points"].min())
    too_high = (candidates.frame["index_points"] > most).to_numpy()
    return [
        candidates.fault(
            row, "index_points", f"{format_points(points)} điểm lớn hơn điểm tối đa của tiêu chí chỉ số", kind="rule"
        )
        for row, points in candidates.where(too_high, "index_points")
    ] + [
        candidates.fault(row, "index_points", f"{format_points(points)} điểm có quá hai chữ số thập phân", kind="rule")
        for row, points in candidates.where(_finer(candidates.frame["index_points"]), "index_points")
    ]


def check_ties(sheet: Sheet, criteria: Sheet) -> list[Fault]:
    """Return tie rules about criteria their rubric does not have; spell the others as the rubric does.

    Parameters
    ----------
    sheet, criteria : Sheet
        "Khi bằng điểm", whose frame is changed, and "Bộ tiêu chí".
    """
    if not criteria.complete:
        return []
    marked = criteria.frame[~criteria.filled("gate")]
    of_rubric = {key: Lookup.from_pairs(rows["criterion_id"]) for key, rows in marked.groupby("rubric_id")}
    found, faults = _found(sheet, "criterion_id", sheet.frame["rubric_id"], of_rubric)
    sheet.put("criterion_id", found)
    return faults


def check_tiers(sheet: Sheet, criteria: Sheet, units: Sheet) -> list[Fault]:
    """Return rubrics without tiers, tiers of one rubric from the same points on, and tiers out of reach.

    And tiers for a class of units that no unit has; the others are spelt as the units spell them.

    Parameters
    ----------
    sheet, criteria, units : Sheet
        "Xếp loại", whose frame is changed, "Bộ tiêu chí" and "Đơn vị".
    """
    if not (sheet.complete and criteria.complete):
        return []
    faults = _unknown_classes(sheet, units)
    frame = sheet.frame
    for rubric_id, rows in criteria.frame[criteria.frame["rubric_id"] != ""].groupby("rubric_id", sort=False):
        if (frame["rubric_id"] == "").any() or rubric_id in set(frame["rubric_id"]):
            continue
        what, remedy = f'bộ tiêu chí "{rubric_id}" chưa có xếp loại nào', "Ghi các mức ở trang Xếp loại rồi chạy lại."
        faults.append(criteria.fault(rows.index[0], "rubric_id", what, remedy, kind="rule"))
    most = _highest_totals(criteria)
    first: dict[tuple[str, float, str], str] = {}
    known = (frame["rubric_id"] != "") & frame["threshold"].notna() & (frame["tier"] != "")
    for row, rubric_id, tier, threshold, of in sheet.where(known, "rubric_id", "tier", "threshold", "unit_class"):
        same = first.setdefault((rubric_id, threshold, of), tier)
        if same != tier:
            what = f'"{tier}" và "{same}" cùng từ {format_points(threshold)} điểm'
            faults.append(
                sheet.fault(row, "threshold", what, "Mỗi xếp loại một mức điểm: sửa ô rồi chạy lại.", kind="rule")
            )
        if threshold > most.get(rubric_id, threshold):
            total = format_points(most[rubric_id])
            what = f"{format_points(threshold)} điểm lớn hơn tổng điểm tối đa {total} của bộ tiêu chí, cả điểm thưởng"
            faults.append(sheet.fault(row, "threshold", what, kind="rule"))
    return faults


def _unknown_classes(sheet: Sheet, units: Sheet) -> list[Fault]:
    """Spell the classes of units as the sheet "Đơn vị" does; return those it does not have."""
    classes = Lookup.from_pairs(units.frame["unit_class"][units.filled("unit_class")].drop_duplicates())
    if not units.complete:
        return []
    of_any = dict.fromkeys(sheet.frame["rubric_id"], classes)
    found, faults = _found(sheet, "unit_class", sheet.frame["rubric_id"], of_any)
    sheet.put("unit_class", found)
    return faults


def _highest_totals(criteria: Sheet) -> dict[str, float]:
    """Return the highest total of each rubric, bonus included; not where a criterion has no points yet."""
    marked = criteria.frame[~criteria.filled("gate")]
    added = marked["max_points"] * marked["weight"].fillna(1.0) * (marked["penalty"] != "yes")
    return {
        str(rubric_id): float(added[rows.index].sum())
        for rubric_id, rows in marked.groupby("rubric_id")
        if (rows["max_points"] > 0).all()
    }


def check_awards(sheet: Sheet, criteria: Sheet, tiers: Sheet) -> list[Fault]:
    """Return awards whose minimum tier the rubric of their holder does not have.

    Parameters
    ----------
    sheet, criteria, tiers : Sheet
        "Hình thức", whose frame is changed, "Bộ tiêu chí" and "Xếp loại".
    """
    if not (criteria.complete and tiers.complete):
        return []
    rubric_of = criteria.frame.drop_duplicates("holder").set_index("holder")["rubric_id"]
    names = tiers.frame["tier"]
    groups = tiers.frame.groupby("rubric_id").groups
    # A tier's name is its key.
    of_rubric = {key: Lookup.from_pairs(names[rows], names[rows]) for key, rows in groups.items()}
    of_rubric[""] = Lookup.from_pairs(names, names)
    rubrics = sheet.frame["holder"].map(rubric_of).fillna("")
    found, faults = _found(sheet, "minimum_tier", rubrics, of_rubric)
    sheet.put("minimum_tier", found)
    return faults


def _found(
    sheet: Sheet, name: str, rubrics: pd.Series[Any], lookups: Mapping[Any, Lookup]
) -> tuple[list[str], list[Fault]]:
    """Look up the words of a column, each among those of its row's rubric."""
    found = []
    faults = []
    for row, rubric_id, text in zip(sheet.frame.index, rubrics, sheet.frame[name], strict=True):
        word = ""
        try:
            lookup = lookups.get(rubric_id, _NOTHING if rubric_id else None)
            if text and lookup is not None:
                word = lookup.find(text)
        except CellError as error:
            faults.append(sheet.fault(row, name, error.what, error.remedy, kind=error.kind))
        found.append(word)
    return found, faults
