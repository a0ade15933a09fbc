"""What is decided already at each cut line while sheets are missing, and what the meeting has to talk about."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from danvan_tools.assessment.cut_lines import per_cent
from danvan_tools.assessment.judging import judge_by_rubrics
from danvan_tools.assessment.selection_findings import SelectionFindings
from danvan_tools.assessment.settled import OPEN, SURE_IN, SURE_OUT, settled
from danvan_tools.assessment.wording import candidate_unit_names
from danvan_tools.language import capitalised, format_number, uncapitalised
from danvan_tools.schema import HOLDERS, Tables, vietnamese

_KEYS = ["rubric_id", "holder", "form", "places"]
_AGENDA = ["holder", "rank", "candidate_id", "name", "unit", "score", "proposed", "why"]


def settle_cuts(bounds: pd.DataFrame, ranked: pd.DataFrame, cuts: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Tell at each cut line who is above it and who is not, whatever the missing marks will be.

    It is the order of the scores that is looked at; lowest tiers and quotas come after it.

    Parameters
    ----------
    bounds, ranked, cuts : DataFrame
        From :func:`sheet_bounds`, :func:`rank_candidates` and :func:`cut_lines`.
    tables : Tables

    Returns
    -------
    DataFrame, one row per cut line and candidate
        rubric_id, holder, form, places, name, then as in :func:`settled`. The column of reviewers is for the chair.
    """
    rubrics = {rubric.rubric_id: rubric for rubric, _ in judge_by_rubrics(tables)}
    placed = bounds.merge(ranked[["candidate_id", "rank"]], on="candidate_id", how="left")
    parts = []
    for rubric_id, holder, form, places in cuts[_KEYS].itertuples(index=False):
        own = placed[placed["rubric_id"] == rubric_id]
        found = settled(own, rubrics[rubric_id], int(places))
        parts.append(found.assign(rubric_id=rubric_id, holder=holder, form=form, places=int(places)))
    columns = [*_KEYS, "candidate_id", "name", "lowest", "highest", "standing", "missing", "waits_for"]
    if not parts:
        return pd.DataFrame(columns=columns)
    named = tables.candidates[["candidate_id", "name"]]
    return pd.concat(parts, ignore_index=True).merge(named, on="candidate_id", how="left")[columns]


def count_settled(standings: pd.DataFrame) -> pd.DataFrame:
    """Count at each cut line who is in, out and open, and how many missing sheets may still decide.

    Parameters
    ----------
    standings : DataFrame
        From :func:`settle_cuts`.

    Returns
    -------
    DataFrame
        holder, form, places, sure_in, sure_out, open, sheets (missing ones of the open candidates); no reviewer.
    """
    rows = []
    for (_, holder, form, places), own in standings.groupby(_KEYS, sort=False):
        counts = own["standing"].value_counts()
        waiting = int(own.loc[own["standing"] == OPEN, "missing"].sum())
        numbers = {name: int(counts.get(key, 0)) for name, key in _COUNTED.items()}
        rows.append({"holder": holder, "form": form, "places": places, **numbers, "sheets": waiting})
    return pd.DataFrame(rows, columns=["holder", "form", "places", *_COUNTED, "sheets"])


_COUNTED = {"sure_in": SURE_IN, "sure_out": SURE_OUT, "open": OPEN}


def describe_settled(standings: pd.DataFrame) -> list[str]:
    """Say whether the missing sheets may still change who is above a line, without any name."""
    if standings.empty:
        return ["Chưa có ranh giới nào để xét điều gì đã định."]
    each = standings.drop_duplicates("candidate_id")
    missing = int(each["missing"].sum())
    if missing == 0:
        return ["Không còn thiếu phiếu nào: thứ tự theo điểm đã định."]
    deciding = standings[(standings["standing"] == OPEN) & (standings["missing"] > 0)].drop_duplicates("candidate_id")
    if deciding.empty:
        return [
            f"Còn thiếu {format_number(missing)} phiếu, nhưng dù các phiếu ấy cho điểm thế nào cũng không hồ sơ nào "
            "qua ranh giới."
        ]
    return [
        f"Còn thiếu {format_number(missing)} phiếu; {format_number(int(deciding['missing'].sum()))} phiếu của "
        f"{format_number(len(deciding))} hồ sơ còn có thể làm đổi danh sách."
    ]


def list_agenda(
    intervals: pd.DataFrame,
    selected: SelectionFindings,
    standings: pd.DataFrame,
    proposal: pd.DataFrame,
    tables: Tables,
) -> pd.DataFrame:
    """List whom the meeting has to talk about, and why: the grey zone, open ties, swaps, and sheets that decide.

    Parameters
    ----------
    intervals, standings, proposal : DataFrame
        From :func:`rank_intervals`, :func:`settle_cuts` and :func:`propose_awards`.
    selected : SelectionFindings
    tables : Tables

    Returns
    -------
    DataFrame, collectives before individuals, best rank first
        holder, rank, candidate_id, name, unit, score, proposed (form, "" for none), why. No reviewer's name.
    """
    reasons: dict[str, list[str]] = {}
    for key, why in _reasons(intervals, selected, standings, proposal):
        reasons.setdefault(key, []).append(why)
    own = proposal[proposal["candidate_id"].isin(list(reasons))].rename(columns={"form": "proposed"})
    named = own.drop(columns=["name", "holder"], errors="ignore").merge(
        tables.candidates[["candidate_id", "name", "holder", "unit_id", "started_on"]], on="candidate_id"
    )
    named["unit"] = candidate_unit_names(tables, named)
    named["why"] = pd.Series(
        [capitalised("; ".join(reasons[key])) for key in named["candidate_id"]], index=named.index, dtype="str"
    )
    order = named.sort_values(["holder", "rank", "candidate_id"], na_position="last", kind="stable")
    return order[_AGENDA].reset_index(drop=True)


def describe_agenda(agenda: pd.DataFrame, ranked: pd.DataFrame) -> list[str]:
    """Say how many candidates the meeting has to talk about."""
    if ranked["rank"].isna().all():
        return ["Chưa có hồ sơ nào đủ điểm để xếp hạng nên chưa có gì để bàn."]
    if agenda.empty:
        return [
            "Không hồ sơ nào cần bàn riêng: thứ tự rõ ở mọi ranh giới, không đồng hạng, không phải đổi vì chỉ tiêu."
        ]
    return [
        f"Cuộc họp chỉ cần bàn {format_number(len(agenda))} trong {format_number(len(ranked))} hồ sơ; "
        "các hồ sơ khác đã rõ ở trong hay ở ngoài."
    ]


def _reasons(
    intervals: pd.DataFrame, selected: SelectionFindings, standings: pd.DataFrame, proposal: pd.DataFrame
) -> Iterator[tuple[str, str]]:
    """Yield candidates with one reason each, the most pressing kind first."""
    for key, possible in selected.open[["candidate_id", "possible"]].itertuples(index=False):
        yield key, f"đồng hạng tại ranh giới ({uncapitalised(possible)}), hội đồng quyết định"
    zone = intervals[intervals["in_zone"]]
    for key, holder, form, chance in zone[["candidate_id", "holder", "form", "p_top"]].itertuples(index=False):
        yield key, f"sát ranh giới {form} {vietnamese(HOLDERS, holder)}: khả năng thuộc nhóm trên là {per_cent(chance)}"
    for one, other, quotas in selected.swaps[["candidate_in", "candidate_out", "quotas"]].itertuples(index=False):
        rule = quotas or "chỉ tiêu"
        if one:
            yield one, f"được xếp nhờ {rule}" + (f", thay {other}" if other else "")
        if other:
            yield other, f"nhường chỗ cho {one} vì {rule}" if one else f"không được xếp vì {rule}"
    known = set(proposal.loc[proposal["sheets"] > 0, "candidate_id"])
    late = standings[(standings["standing"] == OPEN) & (standings["missing"] > 0)].drop_duplicates("candidate_id")
    for key, missing in late[["candidate_id", "missing"]].itertuples(index=False):
        if key in known:
            yield key, f"còn thiếu {format_number(missing)} phiếu có thể làm đổi kết quả"
