"""One sentence and one table for each question of a meeting; no reviewer's name in any of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from danvan_tools.assessment.agreement import describe_sheets, tabulate_totals
from danvan_tools.assessment.judging import holders_of_rubrics
from danvan_tools.assessment.selection_findings import SelectionFindings
from danvan_tools.language import capitalised, format_number, format_points, join_list, sort_key
from danvan_tools.schema import HOLDERS, Tables, vietnamese

SHEET = "Phiếu "
_LAYOUT = ["rubric_id", "holder", "candidate_id", "name", "rank"]
_NAMED = 5
_TRIED = {
    "reviewer": "Bỏ phiếu của một thành viên (lần lượt từng người)",
    "criterion": "Bỏ tiêu chí “{}”",
    "aggregation": "Gộp điểm bằng {}",
}


def describe_list(results: pd.DataFrame, selected: SelectionFindings) -> list[str]:
    """Say what the list holds, how far it is decided and what is left open.

    Parameters
    ----------
    results : DataFrame
        From :func:`list_results`.
    selected : SelectionFindings
        From :func:`explain_selection`.
    """
    if results.empty:
        return ["Chưa có hồ sơ nào được đề nghị xét."]
    if results["score"].isna().all() and (results["form"] == "").all() and (results["rank"].isna()).all():
        return [f"Chưa có phiếu nào đủ điểm: {format_number(len(results))} hồ sơ được xét đều chưa có điểm chung."]
    words = {"decided": "Đã quyết định", "recommended": "Hội đồng đề nghị", "proposed": "Tính theo điểm"}
    said = []
    for stage, begin in words.items():
        column = results["decided" if stage == "decided" else stage]
        given = column[column != ""].value_counts(sort=False)
        if len(given):
            parts = join_list([f"{format_number(number)} {form}" for form, number in given.items()])
            said.append(f"{begin}: {parts}, trong {format_number(len(results))} hồ sơ được xét.")
    changed = int((results["reason"] != "").sum())
    if changed:
        said.append(f"Hội đồng đã điều chỉnh {format_number(changed)} hồ sơ so với phương án tính theo điểm.")
    if len(selected.open):
        number = format_number(len(selected.open))
        said.append(f"{number} hồ sơ đồng hạng tại ranh giới còn bỏ ngỏ: máy không chọn thay hội đồng.")
    return said or [selected.swaps_said[0] if not selected.quotas.empty else "Chưa hồ sơ nào được xếp hình thức."]


def lay_out_totals(bounds: pd.DataFrame, ranked: pd.DataFrame, tables: Tables, *, named: bool = False) -> pd.DataFrame:
    """Lay the totals of the complete sheets out, candidate by candidate.

    Parameters
    ----------
    bounds, ranked : DataFrame
        From :func:`sheet_bounds` and :func:`rank_candidates`.
    tables : Tables
    named : bool, default False
        With names each column is a reviewer, in the order of the committee: for the chair only. Without, each row is
        sorted from its lowest to its highest total, so a column is nobody: by the order of the committee, by one drawn
        at random or by means a strict member, or one whose conflicts are known, could be told by the gaps in a column.

    Returns
    -------
    DataFrame, best rank first within each rubric, those without a rank last
        rubric_id, holder, candidate_id, name, rank, then the columns of sheets, NaN where there is none. Candidates
        without any complete sheet are left out.
    """
    names = reviewer_labels(tables)
    holder_of = holders_of_rubrics(tables)
    parts = []
    for rubric_id, own in bounds.groupby("rubric_id", sort=False):
        points = tabulate_totals(own).dropna(how="all")
        if named:
            points = points[[key for key in names if key in points]].rename(columns=names)
        else:
            ordered = np.sort(points.to_numpy(dtype=float), axis=1)
            points = pd.DataFrame(ordered, index=points.index, columns=_numbered(ordered.shape[1]))
        described = tables.candidates.set_index("candidate_id")["name"].reindex(points.index)
        rank = ranked.set_index("candidate_id")["rank"].reindex(points.index)
        front = {"rubric_id": rubric_id, "holder": holder_of[str(rubric_id)], "name": described, "rank": rank}
        laid = points.assign(**front).rename_axis("candidate_id").reset_index()
        parts.append(laid.sort_values(["rank", "candidate_id"], na_position="last", kind="stable"))
    if not parts:
        return pd.DataFrame(columns=_LAYOUT)
    laid = pd.concat(parts, ignore_index=True)
    sheets = list(names.values()) if named else _numbered(len(laid.columns))
    return laid[[*_LAYOUT, *(name for name in sheets if name in laid)]]


def reviewer_labels(tables: Tables) -> dict[str, str]:
    """Return the names of the committee by id, in its order; those of one name are told apart by their ids."""
    named = tables.committee[["reviewer_id", "name"]]
    twice = named["name"].duplicated(keep=False) | (named["name"] == "")
    return {
        key: f"{name} ({key})".strip() if several else name
        for key, name, several in zip(named["reviewer_id"], named["name"], twice, strict=True)
    }


def describe_totals(bounds: pd.DataFrame, tables: Tables) -> list[str]:
    """Say rubric by rubric how far the sheets agree, and where they are furthest apart; no reviewer is named."""
    said, names = [], tables.candidates.set_index("candidate_id")["name"]
    holder_of = holders_of_rubrics(tables)
    for rubric_id, own in bounds.groupby("rubric_id", sort=False):
        points = tabulate_totals(own)
        if points.notna().sum().sum() == 0:
            continue
        said.append(f"{capitalised(vietnamese(HOLDERS, holder_of[str(rubric_id)]))}: {describe_sheets(points)}")
        spread = (points.max(axis=1) - points.min(axis=1)).dropna()
        if len(spread) and spread.max() > 0:
            key = str(spread.index[int(spread.argmax())])
            low, high = points.min(axis=1)[key], points.max(axis=1)[key]
            said.append(
                f"Xa nhau nhất là {key} ({names[key]}): từ {format_points(low)} đến {format_points(high)} điểm."
            )
    return said or ["Chưa có phiếu nào đủ điểm để đặt cạnh nhau."]


def count_balance(results: pd.DataFrame, tables: Tables, by: str) -> pd.DataFrame:
    """Count the candidates reviewed and those on the list, sector by sector or unit by unit.

    Parameters
    ----------
    results : DataFrame
        From :func:`list_results`; on the list is who has a form.
    tables : Tables
    by : {"sector", "unit"}

    Returns
    -------
    DataFrame
        group (name, "(chưa ghi)" for none), nominated, listed; sectors in the order of their sheet, those without
        candidates too; units with most on the list first.
    """
    group = results["unit"]
    if by == "sector":
        names = tables.sectors.set_index("sector")["name"]
        sector = tables.candidates.set_index("candidate_id")["sector"].reindex(results["candidate_id"])
        group = pd.Series(sector.map(names).to_numpy(), index=results.index)
    group = group.where(group.notna() & (group != ""), "(chưa ghi)").astype("str")
    counts = pd.DataFrame({"group": group, "listed": results["form"] != ""})
    table = counts.groupby("group")["listed"].agg(["size", "sum"]).astype("int64")
    table = table.rename(columns={"size": "nominated", "sum": "listed"}).rename_axis("group").reset_index()
    if by == "sector":
        order = [*tables.sectors["name"], *(table["group"][~table["group"].isin(tables.sectors["name"])])]
        return table.set_index("group").reindex(order, fill_value=0).rename_axis("group").reset_index()
    order = sorted(range(len(table)), key=lambda row: (-table["listed"][row], sort_key(table["group"][row])))
    return table.iloc[order].reset_index(drop=True)


def describe_balance(sectors: pd.DataFrame, units: pd.DataFrame) -> list[str]:
    """Say which sectors and units with candidates have none on the list.

    Parameters
    ----------
    sectors, units : DataFrame
        From :func:`count_balance`.
    """
    if units["listed"].sum() == 0:
        return ["Chưa có hồ sơ nào trong danh sách nên chưa xét được cân đối."]
    said = []
    for table, word in ((sectors, "lĩnh vực"), (units, "đơn vị")):
        without = table.loc[(table["nominated"] > 0) & (table["listed"] == 0), "group"].tolist()
        number = int((table["nominated"] > 0).sum())
        if not without:
            said.append(f"Cả {format_number(number)} {word} có hồ sơ được xét đều có hồ sơ trong danh sách.")
            continue
        rest = f" và {format_number(len(without) - _NAMED)} {word} khác" if len(without) > _NAMED else ""
        said.append(
            f"{format_number(len(without))} trong {format_number(number)} {word} có hồ sơ được xét không có hồ sơ nào "
            f"trong danh sách: {', '.join(without[:_NAMED])}{rest}."
        )
    return said


def tabulate_moves(moves: pd.DataFrame) -> pd.DataFrame:
    """Count how many candidates move in each trial, without saying whose sheets were left out.

    Parameters
    ----------
    moves : DataFrame
        From :func:`check_robustness`.

    Returns
    -------
    DataFrame, one row per trial that moves anybody; the reviewers together are one
        tried; moved (candidates whose rank changes), furthest (ranks, 0 where only a rank was lost), crossing (over
        the line), who (ids of those).
    """
    anonymous = moves.assign(what=moves["what"].mask(moves["change"] == "reviewer", ""))
    rows = []
    for (change, what), own in anonymous.groupby(["change", "what"], sort=False):
        crossing = own.loc[own["crosses"] != "", "candidate_id"].unique().tolist()
        furthest = (own["rank_after"] - own["rank_before"]).abs().max()
        rows.append(
            {
                "tried": _TRIED[str(change)].format(what),
                "moved": own["candidate_id"].nunique(),
                "furthest": 0 if pd.isna(furthest) else int(furthest),
                "crossing": len(crossing),
                "who": ", ".join(sorted(crossing)),
            }
        )
    table = pd.DataFrame(rows, columns=["tried", "moved", "furthest", "crossing", "who"])
    return table.sort_values(["crossing", "moved"], ascending=False, kind="stable", ignore_index=True)


def _numbered(number: int) -> list[str]:
    return [f"{SHEET}{place}" for place in range(1, number + 1)]
