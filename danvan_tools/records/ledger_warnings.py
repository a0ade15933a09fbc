"""What the ledger says that the records do not bear out any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import format_points, join_list
from danvan_tools.records.counted_records import split_marks
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.loads import LastLoad
from danvan_tools.schema import CANDIDATES_FILE, HOLDERS, REVIEW_FILE, vietnamese

__all__ = ["candidates_gone", "marks_against_rules"]

_RULES_SHEET = "Bộ tiêu chí"
_SHOWN = 20


def candidates_gone(candidates: pd.DataFrame, marks: pd.DataFrame, ledger: Ledger, last: LastLoad) -> list[Fault]:
    """Warn of candidates that were judged and are no longer in the list.

    Parameters
    ----------
    candidates : DataFrame
        The list as it is now.
    marks : DataFrame
        From :meth:`Ledger.current_marks`.
    ledger : Ledger
    last : LastLoad
        Knows the names of all who were ever registered.
    """
    judged = {
        "phiếu chấm": marks.drop_duplicates(["candidate_id", "reviewer_id"]),
        "đề nghị của hội đồng": ledger.recommendations(),
        "quyết định": ledger.decisions(),
    }
    counts = pd.DataFrame({words: rows["candidate_id"].value_counts() for words, rows in judged.items()})
    names = {entry.candidate_id: entry.name for entry in last.registered}
    faults = []
    gone = ~counts.index.isin(candidates["candidate_id"]) & ~counts.index.isin(list(last.withdrawn))
    for candidate_id, row in counts[gone].sort_index().iterrows():
        listed = join_list([f"{count:.0f} {words}" for words, count in row.dropna().items()])
        what = (
            f'hồ sơ {candidate_id} "{names.get(str(candidate_id), "")}" đã có {listed} nhưng không còn trong danh sách'
        )
        remedy = "Ghi lại hồ sơ vào danh sách nếu đã xóa nhầm."
        faults.append(
            Fault(
                file=CANDIDATES_FILE,
                kind="ledger",
                value=str(candidate_id),
                what=what,
                remedy=remedy,
                severity="warning",
            )
        )
    return faults


def marks_against_rules(tables: Mapping[str, pd.DataFrame], marks: pd.DataFrame, step: Decimal) -> list[Fault]:
    """Warn of marks that the rules, changed since, would refuse today.

    Parameters
    ----------
    tables : Mapping
        With the tidy tables ``candidates`` and ``criteria``.
    marks : DataFrame
        From :meth:`Ledger.current_marks`.
    step : Decimal
        Of the review.

    Returns
    -------
    list of Fault
        The first of them, and how many there are beyond.
    """
    # Marks given under another holder are reported as such.
    marks, _ = split_marks(marks, tables["candidates"])
    # A blank mark without a reason was taken back.
    marks = marks[marks["points"].notna() | (marks["no_mark"] != "")]
    found = list(_refused_today(marks, tables["candidates"], tables["criteria"], step))
    remedy = "Chấm lại, hoặc ghi lại bộ tiêu chí và bước điểm như trước nếu đã sửa nhầm."
    shown = found[:_SHOWN]
    if len(found) > _SHOWN:
        shown.append(("", f"còn {len(found) - _SHOWN} mục chấm khác không theo bộ tiêu chí, bước điểm hiện nay"))
    return [
        Fault(
            file=REVIEW_FILE,
            kind="ledger",
            sheet=_RULES_SHEET,
            value=value,
            what=what,
            remedy=remedy,
            severity="warning",
        )
        for value, what in shown
    ]


def _refused_today(
    marks: pd.DataFrame, candidates: pd.DataFrame, criteria: pd.DataFrame, step: Decimal
) -> Iterator[tuple[str, str]]:
    """Yield the points as text and what is wrong for each mark that could not be given any more."""
    marked = criteria[criteria["gate"] == ""]
    most = dict(zip(zip(marked["holder"], marked["criterion_id"], strict=True), marked["max_points"], strict=True))
    holders = dict(zip(candidates["candidate_id"], candidates["holder"], strict=True))
    elsewhere = {criterion_id: holder for holder, criterion_id in most}
    columns = ("reviewer_id", "candidate_id", "criterion_id", "points")
    for reviewer_id, candidate_id, criterion_id, points in zip(*(marks[name] for name in columns), strict=True):
        if candidate_id not in holders:
            continue
        holder = holders[candidate_id]
        wrong = _wrong(points, most.get((holder, criterion_id)), step)
        if elsewhere.get(criterion_id, holder) != holder and (holder, criterion_id) not in most:
            theirs, ours = (vietnamese(HOLDERS, whose) for whose in (elsewhere[criterion_id], holder))
            wrong = f"chấm theo bộ tiêu chí của {theirs}, nhưng hồ sơ là {ours}"
        if wrong:
            where = f'phiếu của {reviewer_id}, hồ sơ {candidate_id}, tiêu chí "{criterion_id}"'
            yield "" if pd.isna(points) else format_points(points), f"{where}: {wrong}"


def _wrong(points: Any, most: float | None, step: Decimal) -> str:
    """Return what is wrong with a mark of a criterion, given its maximum or None if there is no such criterion."""
    if most is None:
        return "tiêu chí không còn trong bộ tiêu chí của hồ sơ"
    if pd.notna(points) and points > most:
        return f"{format_points(points)} điểm vượt điểm tối đa {format_points(most)}"
    if pd.notna(points) and Decimal(str(points)) % step:
        return f"{format_points(points)} điểm không theo bước {format_points(step)}"
    return ""
