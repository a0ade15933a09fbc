"""Dates of one candidate in the order in which things happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import format_date
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.schema import STEPS, vietnamese

__all__ = ["by_id", "check_life_cycle", "days_of"]

# (earlier, later): the later step does not come before the earlier one was taken. An exemplar is never
# built, and what was recognised long ago may be built further, so nothing else is asked.
_ORDER = (
    ("registered", "approved"),
    ("registered", "built"),
    ("registered", "nominated"),
    ("registered", "recognised"),
    ("built", "nominated"),
    ("built", "stopped"),
    ("recognised", "outstanding"),
    ("nominated", "verified"),
)
_CHECK_DATES = "Kiểm tra lại hai ngày."


def check_life_cycle(sheets: Mapping[str, Sheet], settings: Mapping[str, Any]) -> list[Fault]:
    """Warn of steps, sites and starts whose dates cannot all be true.

    Parameters
    ----------
    sheets : Mapping
        All tables, with the candidate of every row found.
    settings : Mapping
        The sound settings. Dates after `as_of` are faults of their own and contradict nothing here.
    """
    if sheets["milestones"].frame.empty and sheets["sites"].frame.empty:
        return []
    last = pd.Timestamp(settings.get("as_of", pd.Timestamp.max.date()))
    milestones = sheets["milestones"].frame
    known = milestones[(milestones["candidate_id"] != "") & (milestones["on"] <= last)]
    candidates = sheets["candidates"].frame
    started = by_id(candidates[candidates["started_on"] <= last], "started_on")
    early = _before_start(sheets, started)
    told = {fault.row for fault in early if fault.sheet == sheets["milestones"].table.sheet}
    return [
        *early,
        *(fault for fault in _wrong_order(sheets["milestones"], known) if fault.row not in told),
        *_without_registration(sheets["milestones"], known),
        *_after_stop(sheets["sites"], known),
    ]


def by_id(frame: pd.DataFrame, column: str) -> Any:
    """Return one column by candidate id."""
    return frame.drop_duplicates("candidate_id").set_index("candidate_id")[column]


def days_of(ids: pd.Series[str], days: pd.Series[Any]) -> pd.Series[Any]:
    """Return the day of each row's candidate, NaT where there is none, from days by candidate id."""
    return pd.Series(days.reindex(ids.to_numpy()).to_numpy(), index=ids.index, dtype="datetime64[us]")


def _first(known: pd.DataFrame, step: str) -> pd.DataFrame:
    """Return the milestone at which each candidate first took a step."""
    rows = known.loc[known["step"] == step, ["candidate_id", "on"]]
    return rows.sort_values("on", kind="stable").drop_duplicates("candidate_id")


def _wrong_order(sheet: Sheet, known: pd.DataFrame) -> list[Fault]:
    """Warn, once for a candidate, of a step that was first taken before the step it follows."""
    faults: dict[str, Fault] = {}
    first = {step: _first(known, step) for step in {name for pair in _ORDER for name in pair}}
    for earlier, later in _ORDER:
        rows = first[later]
        due = days_of(rows["candidate_id"], by_id(first[earlier], "on"))
        for row, candidate_id, day in rows[rows["on"] < due].itertuples(name=None):
            what = (
                f'hồ sơ {candidate_id}: "{vietnamese(STEPS, later)}" ngày {format_date(day)}, '
                f'trước "{vietnamese(STEPS, earlier)}" ngày {format_date(due[row])}'
            )
            fault = sheet.fault(row, "on", what, _CHECK_DATES, severity="warning", kind="contradiction")
            faults.setdefault(candidate_id, fault)
    return list(faults.values())


def _without_registration(sheet: Sheet, known: pd.DataFrame) -> list[Fault]:
    """Warn of candidates that were recognised and never registered."""
    recognised = _first(known, "recognised")
    registered = sheet.frame.loc[sheet.frame["step"] == "registered", "candidate_id"]
    missing = recognised[~recognised["candidate_id"].isin(registered)]
    remedy = 'Ghi thêm dòng "đăng ký" ở trang Quá trình, hoặc kiểm tra lại dòng này.'
    return [
        sheet.fault(
            row,
            "step",
            f"hồ sơ {candidate_id} được công nhận ngày {format_date(day)} mà không có dòng đăng ký",
            remedy,
            severity="warning",
            kind="contradiction",
        )
        for row, candidate_id, day in missing.itertuples(name=None)
    ]


def _before_start(sheets: Mapping[str, Sheet], started: pd.Series[Any]) -> list[Fault]:
    """Warn of candidates built, and of sites taken up, before the candidate began."""
    faults = []
    for table, column, verb in (("milestones", "on", "xây dựng"), ("sites", "since", "có điểm nhân rộng từ")):
        sheet = sheets[table]
        due = days_of(sheet.frame["candidate_id"], started)
        early = sheet.frame[column] < due
        if table == "milestones":
            early &= sheet.frame["step"] == "built"
        for row, candidate_id, day in sheet.where(early, "candidate_id", column):
            what = f"hồ sơ {candidate_id} {verb} ngày {format_date(day)}, trước ngày bắt đầu {format_date(due[row])}"
            faults.append(sheet.fault(row, column, what, _CHECK_DATES, severity="warning", kind="contradiction"))
    return faults


def _after_stop(sheet: Sheet, known: pd.DataFrame) -> list[Fault]:
    """Warn of sites taken up after the candidate had stopped for good."""
    stopped = known[known["step"] == "stopped"].groupby("candidate_id")["on"].max()
    # Taken up again: any later step but a stop or a violation.
    going = known[~known["step"].isin(["stopped", "violation", ""])]
    resumed = going.groupby("candidate_id")["on"].max().reindex(stopped.index)
    over = stopped[~(resumed > stopped)]
    end = days_of(sheet.frame["candidate_id"], over)
    return [
        sheet.fault(
            row,
            "since",
            f'hồ sơ {candidate_id} dừng ngày {format_date(end[row])} nhưng có điểm "{site}" từ ngày {format_date(day)}',
            _CHECK_DATES,
            severity="warning",
            kind="contradiction",
        )
        for row, candidate_id, site, day in sheet.where(sheet.frame["since"] > end, "candidate_id", "site", "since")
    ]
