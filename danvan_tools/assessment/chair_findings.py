"""What the chair alone sees: reviewers by name, their level, their agreement, and whose sheet matters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pandas as pd

from danvan_tools.assessment.agreement import compare_reviewers, tabulate_totals
from danvan_tools.assessment.findings import reviewer_labels
from danvan_tools.assessment.judging import holders_of_rubrics
from danvan_tools.assessment.leniency import LeniencyFit
from danvan_tools.assessment.next_dossier import next_reviews
from danvan_tools.assessment.settled import OPEN
from danvan_tools.language import capitalised, format_number, format_points, join_list
from danvan_tools.schema import HOLDERS, Tables, vietnamese

# Of a normal distribution, 95 % lie so many standard deviations around the mean.
_WITHIN = 1.96


def tabulate_leniency(fits: Mapping[str, LeniencyFit], tables: Tables) -> pd.DataFrame:
    """Return how far each reviewer lies above or below the common level, with a 95 % interval: for the chair only.

    Parameters
    ----------
    fits : mapping of rubric_id to LeniencyFit
        From :func:`fit_rubrics`.
    tables : Tables

    Returns
    -------
    DataFrame, rubric by rubric, the highest first
        rubric_id, holder, reviewer_id, reviewer, sheets, effect, low, high (points), clear (bool: the interval leaves
        out zero). Reviewers without sheets, and rubrics where nothing can be measured, are left out.
    """
    names = reviewer_labels(tables)
    holder_of = holders_of_rubrics(tables)
    columns = ["rubric_id", "holder", "reviewer_id", "reviewer", "sheets", "effect", "low", "high", "clear"]
    parts = []
    for rubric_id, fit in fits.items():
        own = fit.reviewers[fit.reviewers["effect"].notna()].sort_values("effect", ascending=False, kind="stable")
        low, high = own["effect"] - _WITHIN * own["error"], own["effect"] + _WITHIN * own["error"]
        labels = own["reviewer_id"].map(names).fillna(own["reviewer_id"])
        measured = own.assign(
            rubric_id=rubric_id, holder=holder_of[str(rubric_id)], reviewer=labels, low=low, high=high,
            clear=(low > 0) | (high < 0),
        )  # fmt: skip
        # Of reviewers that are all at one level there is nothing to tell.
        if len(own) > 1:
            parts.append(measured[columns])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def describe_leniency(fits: Mapping[str, LeniencyFit], tables: Tables) -> list[str]:
    """Say rubric by rubric whether reviewers differ and whether a correction is justified."""
    holder_of = holders_of_rubrics(tables)
    said = [
        f"{capitalised(vietnamese(HOLDERS, holder_of[str(rubric_id)]))}: {fit.statement}"
        for rubric_id, fit in fits.items()
    ]
    return said or ["Chưa có hồ sơ nào được đề nghị xét."]


def tabulate_reviewers(bounds: pd.DataFrame, moves: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Compare each reviewer with the others, and say what changes without their sheets: for the chair only.

    Parameters
    ----------
    bounds, moves : DataFrame
        From :func:`sheet_bounds` and :func:`check_robustness`.
    tables : Tables

    Returns
    -------
    DataFrame, rubric by rubric, in the order of the committee
        holder, reviewer, shared, difference (points), agreement, alpha_without (see :func:`compare_reviewers`), moved
        and crossing (candidates whose rank, or side of the cut line, changes without this reviewer).
    """
    names = reviewer_labels(tables)
    holder_of = holders_of_rubrics(tables)
    theirs = moves[moves["change"] == "reviewer"]
    parts = []
    for rubric_id, own in bounds.groupby("rubric_id", sort=False):
        compared = compare_reviewers(tabulate_totals(own)).set_index("reviewer_id")
        compared = compared.reindex([key for key in names if key in compared.index]).reset_index()
        of_rubric = theirs[theirs["rubric_id"] == rubric_id]
        for column, rows in (("moved", of_rubric), ("crossing", of_rubric[of_rubric["crosses"] != ""])):
            counts = rows["what"].value_counts()
            compared[column] = compared["reviewer_id"].map(counts).fillna(0).astype("int64")
        compared["alpha_without"] = compared["alpha_without"].replace([np.inf, -np.inf], np.nan)
        parts.append(compared.assign(holder=holder_of[str(rubric_id)], reviewer=compared["reviewer_id"].map(names)))
    columns = ["holder", "reviewer", "shared", "difference", "agreement", "alpha_without", "moved", "crossing"]
    if not parts:
        return pd.DataFrame(columns=columns)
    rounded = {"difference": 2, "agreement": 2, "alpha_without": 2}
    return pd.concat(parts, ignore_index=True)[columns].round(rounded)


def describe_reviewers(compared: pd.DataFrame) -> list[str]:
    """Say who differs most from the others, and without whom somebody would cross the cut line."""
    known = compared[compared["difference"].notna()]
    if known.empty:
        return ["Chưa có hai thành viên nào cùng chấm một hồ sơ nên chưa so sánh được."]
    furthest = known.iloc[known["difference"].abs().argmax()]
    if furthest["difference"] == 0:
        said = ["Các thành viên chấm trung bình bằng nhau trên những hồ sơ cùng chấm."]
    else:
        side = "cao" if furthest["difference"] > 0 else "thấp"
        said = [
            f"Khác mức chung nhiều nhất là {furthest['reviewer']} (hồ sơ {vietnamese(HOLDERS, furthest['holder'])}): "
            f"trung bình {side} hơn các phiếu khác {format_points(abs(furthest['difference']))} điểm."
        ]
    crossing = compared.loc[compared["crossing"] > 0, "reviewer"].drop_duplicates().tolist()
    if crossing:
        return [*said, f"Bỏ phiếu của một trong các thành viên sau thì có hồ sơ qua ranh giới: {join_list(crossing)}."]
    return [*said, "Bỏ phiếu của bất kỳ thành viên nào cũng không hồ sơ nào qua ranh giới."]


def list_waiting(standings: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """List the missing sheets that may still change who is above a cut line, by reviewer: for the chair only.

    Parameters
    ----------
    standings : DataFrame
        From :func:`settle_cuts`.
    tables : Tables

    Returns
    -------
    DataFrame, in the order of the committee
        reviewer, candidate_id, name, lowest, highest (of the candidate's score, points).
    """
    names = reviewer_labels(tables)
    columns = ["candidate_id", "name", "lowest", "highest"]
    if standings.empty:
        return pd.DataFrame(columns=["reviewer", *columns])
    waiting = standings[(standings["standing"] == OPEN) & (standings["waits_for"] != "")]
    waiting = waiting.drop_duplicates("candidate_id").assign(key=waiting["waits_for"].str.split("; ")).explode("key")
    order = {key: place for place, key in enumerate(names)}
    listed = waiting.assign(reviewer=waiting["key"].map(names), place=waiting["key"].map(order))
    return listed.sort_values("place", kind="stable")[["reviewer", *columns]].reset_index(drop=True)


def describe_waiting(waiting: pd.DataFrame) -> list[str]:
    """Say whose sheets may still change the result."""
    if waiting.empty:
        return ["Không phiếu nào còn thiếu có thể làm đổi kết quả."]
    counts = waiting["reviewer"].value_counts(sort=False)
    parts = join_list([f"{name} ({format_number(number)} phiếu)" for name, number in counts.items()])
    return [f"Các phiếu còn thiếu có thể làm đổi kết quả là của {parts}."]


def list_next(tables: Tables) -> pd.DataFrame:
    """Return for each reviewer with missing sheets the candidate where theirs tells most.

    Returns
    -------
    DataFrame
        reviewer, candidate_id, name, reason; in the order of the committee.
    """
    found = next_reviews(tables)
    named = found.merge(tables.candidates[["candidate_id", "name"]], on="candidate_id", how="left")
    named["reviewer"] = named["reviewer_id"].map(reviewer_labels(tables))
    return named[["reviewer", "candidate_id", "name", "reason"]]


def describe_next(listed: pd.DataFrame) -> list[str]:
    """Say how many reviewers still owe sheets."""
    if listed.empty:
        return ["Không thành viên nào còn thiếu phiếu."]
    return [f"{format_number(len(listed))} thành viên còn thiếu phiếu; nên chấm trước hồ sơ ghi cạnh tên."]


def describe_progress(reviewers: pd.DataFrame, deadline: datetime | None) -> list[str]:
    """Say how many sheets are marked, who has sheets to mark and who is late.

    Parameters
    ----------
    reviewers : DataFrame
        Of ``records.round_progress``.
    deadline : datetime or None
        Of ``records.round_state``.
    """
    owed, done = int(reviewers["owed"].sum()), int(reviewers[["saved", "locked"]].sum().sum())
    said = f"Đã đủ điểm {format_number(done)} trong {format_number(owed)} phiếu"
    waiting = reviewers[(reviewers["not_marked"] + reviewers["draft"]) > 0]
    names = [f"{name} ({format_number(left)})" for name, left in _left(waiting)]
    lines = [f"{said}; còn phiếu chưa xong: {join_list(names)}." if names else f"{said}."]
    late = reviewers.loc[reviewers["late"].astype(bool), "name"].tolist()
    if late:
        lines.append(f"Đã quá hạn mà chưa nộp đủ: {join_list(late)}.")
    elif deadline is None:
        lines.append("Vòng chấm không ghi hạn nên không ai bị tính là chậm.")
    return lines


def _left(waiting: pd.DataFrame) -> list[tuple[str, int]]:
    left = waiting["not_marked"] + waiting["draft"]
    return list(zip(waiting["name"].tolist(), left.tolist(), strict=True))
