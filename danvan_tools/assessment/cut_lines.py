"""The cut lines of a review, and how sure each candidate's side of them is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from danvan_tools.assessment.judging import holders_of_rubrics
from danvan_tools.assessment.leniency import LeniencyFit, fit_leniency
from danvan_tools.assessment.tiers import tier_reached
from danvan_tools.assessment.uncertainty import describe_grey_zone, grey_zone, rank_uncertainty
from danvan_tools.language import format_number, format_points
from danvan_tools.schema import HOLDERS, Tables, vietnamese

_CUT = {
    "rubric_id": "str",
    "holder": "str",
    "form": "str",
    "places": "int64",
    "line": "int64",
    "limit": "str",
    "score": "float64",
    "next_score": "float64",
    "gap": "float64",
    "tied": "bool",
}
_PER_CENT = 100


def cut_lines(ranked: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return after which candidate each form's places end, by the order of the scores alone.

    The forms are taken in the order of the sheet **Hình thức**; a form's line lies behind its own places and those of
    the forms before it. Where fewer candidates reach the lowest tier of a form than it has places, the line lies
    behind the last who does. Quotas may put somebody on the other side: :func:`explain_selection` says whom.

    Parameters
    ----------
    ranked : DataFrame
        From :func:`rank_candidates`.
    tables : Tables

    Returns
    -------
    DataFrame, one row per rubric and form that has places, in the order of the rubrics and forms
        rubric_id, holder, form; places (of this form and those before it together); line (so many candidates lie above
        it); limit ("places", "tier": fewer reach the lowest tier, "candidates": there are no more); score of the last
        above, next_score of the first below, gap between them (points, NaN where there is none); tied (bool: the two
        share a rank).
    """
    holder_of = holders_of_rubrics(tables)
    rows = [row for rubric_id, holder in holder_of.items() for row in _cuts_of(ranked, tables, str(rubric_id), holder)]
    return pd.DataFrame(rows, columns=list(_CUT)).astype(_CUT)


def _cuts_of(ranked: pd.DataFrame, tables: Tables, rubric_id: str, holder: str) -> Iterator[dict[str, Any]]:
    own = ranked[(ranked["rubric_id"] == rubric_id) & ranked["rank"].notna()].sort_values("rank", kind="stable")
    given = tables.awards[(tables.awards["holder"] == holder) & tables.awards["places"].notna()]
    places, line = 0, 0
    for form, number, tier in given[["form", "places", "minimum_tier"]].itertuples(index=False):
        enough = int(tier_reached(own, tables, tier).sum()) - line
        places, taken = places + int(number), max(0, min(int(number), enough))
        line += taken
        limit = "places" if taken == number else "tier" if line < len(own) else "candidates"
        yield {
            "rubric_id": rubric_id,
            "holder": holder,
            "form": form,
            "places": places,
            "line": line,
            "limit": limit,
        } | (_around(own, line))


def _around(own: pd.DataFrame, line: int) -> dict[str, Any]:
    """Return what is known of the last above a line and the first below it."""
    scores, ranks = own["score"].tolist(), own["rank"].tolist()
    last = scores[line - 1] if line else float("nan")
    first = scores[line] if line < len(own) else float("nan")
    tied = 0 < line < len(own) and ranks[line - 1] == ranks[line]
    return {"score": last, "next_score": first, "gap": round(last - first, 6), "tied": tied}


def describe_cuts(cuts: pd.DataFrame) -> list[str]:
    """Say where the lines are closest, and which of them are no matter of places.

    Parameters
    ----------
    cuts : DataFrame
        From :func:`cut_lines`.
    """
    if cuts.empty:
        return ["Đợt này chưa ghi số lượng của hình thức nào ở trang Hình thức nên không có ranh giới."]
    if (cuts["line"] == 0).all():
        return ["Chưa có hồ sơ nào đủ điểm để xếp hạng nên chưa có ranh giới."]
    said = []
    known = cuts[cuts["gap"].notna()]
    if known.empty:
        said.append("Số chỗ đủ cho mọi hồ sơ đã xếp hạng: không có ai ở dưới ranh giới.")
    else:
        closest = known.sort_values("gap", kind="stable").iloc[0]
        gap = f"hơn nhau {format_points(closest['gap'])} điểm" if closest["gap"] else "bằng điểm nhau"
        decided = ", khác nhau theo thứ tự ở trang Khi bằng điểm" if not closest["gap"] and not closest["tied"] else ""
        said.append(f"Sát nhất là ranh giới {_named(closest)}: hồ sơ ngay trên và ngay dưới {gap}{decided}.")
    said += [f"{_named(cut)}: hai hồ sơ hai bên đồng hạng, hội đồng quyết định." for cut in _rows(cuts[cuts["tied"]])]
    said += [
        f"{_named(cut)}: còn chỗ trống, vì chỉ {format_number(cut['line'])} hồ sơ đạt xếp loại tối thiểu."
        for cut in _rows(cuts[cuts["limit"] == "tier"])
    ]
    return said


def fit_rubrics(bounds: pd.DataFrame) -> dict[str, LeniencyFit]:
    """Fit the totals of each rubric apart: candidates of different rubrics share no model.

    Parameters
    ----------
    bounds : DataFrame
        From :func:`sheet_bounds`.
    """
    return {str(rubric_id): fit_leniency(part) for rubric_id, part in bounds.groupby("rubric_id", sort=False)}


def rank_chances(fits: Mapping[str, LeniencyFit], ranked: pd.DataFrame, cuts: pd.DataFrame) -> pd.DataFrame:
    """Return for each cut line the chance of each ranked candidate to belong above it.

    Parameters
    ----------
    fits : mapping of rubric_id to LeniencyFit
        From :func:`fit_rubrics`.
    ranked, cuts : DataFrame
        From :func:`rank_candidates` and :func:`cut_lines`. A rubric without places gets one line with a blank form.

    Returns
    -------
    DataFrame, one row per cut line and ranked candidate
        rubric_id, form, line, candidate_id, rank, score, then as in :func:`rank_uncertainty`.
    """
    parts = []
    for rubric_id, fit in fits.items():
        own = ranked.loc[(ranked["rubric_id"] == rubric_id) & ranked["rank"].notna(), ["candidate_id", "rank", "score"]]
        lines = cuts.loc[cuts["rubric_id"] == rubric_id, ["form", "line"]].to_numpy().tolist() or [["", 0]]
        for form, line in lines:
            chances = rank_uncertainty(fit, int(line), among=own["candidate_id"].tolist())
            parts.append(own.merge(chances, on="candidate_id").assign(rubric_id=rubric_id, form=form, line=int(line)))
    columns = ["rubric_id", "form", "line", "candidate_id", "rank", "score"]
    columns += ["p_top", "expected_rank", "rank_low", "rank_high"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def rank_intervals(chances: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return one row per ranked candidate: its rank interval and, of the cut lines, the one it is least sure at.

    Parameters
    ----------
    chances : DataFrame
        From :func:`rank_chances`.
    tables : Tables

    Returns
    -------
    DataFrame, best rank first within each rubric
        rubric_id, holder, candidate_id, name, rank, score, rank_low, rank_high; form and p_top of that line; in_zone
        (bool: :func:`grey_zone` holds it there).
    """
    zone = [grey_zone(part) for _, part in chances.groupby(["rubric_id", "form"], sort=False)]
    found = chances.assign(
        unsure=(chances["p_top"].astype(float) - 0.5).abs(),
        in_zone=_is_among(chances, pd.concat(zone)) if zone else False,
    )
    first = found.sort_values("unsure", kind="stable").drop_duplicates("candidate_id")
    named = tables.candidates[["candidate_id", "name"]]
    holder_of = holders_of_rubrics(tables)
    first = first.merge(named, on="candidate_id", how="left")
    first["holder"] = first["rubric_id"].map(holder_of)
    order = {key: place for place, key in enumerate(chances["rubric_id"].unique())}
    first = first.assign(order=first["rubric_id"].map(order)).sort_values(["order", "rank", "candidate_id"])
    columns = ["rubric_id", "holder", "candidate_id", "name", "rank", "score", "rank_low", "rank_high", "form", "p_top"]
    return first[[*columns, "in_zone"]].reset_index(drop=True)


def describe_chances(chances: pd.DataFrame, cuts: pd.DataFrame) -> list[str]:
    """Say of each cut line how many candidates' side of it is open, without any name.

    Parameters
    ----------
    chances, cuts : DataFrame
        From :func:`rank_chances` and :func:`cut_lines`.
    """
    if chances.empty:
        return ["Chưa có hồ sơ nào đủ điểm để xếp hạng."]
    said = []
    for cut in _rows(cuts):
        own = chances[(chances["rubric_id"] == cut["rubric_id"]) & (chances["form"] == cut["form"])]
        if not own.empty and len(own) > cut["line"]:
            said.append(f"{_named(cut)}: {_lowered(describe_grey_zone(own, int(cut['line'])))}")
    return said or ["Không có hồ sơ nào ở dưới ranh giới nên không có vùng cần bàn."]


def per_cent(chance: float) -> str:
    """Write a chance as a whole per cent; what is neither certain nor impossible is never printed as if it were."""
    shown = round(_PER_CENT * chance)
    if 0 < chance < 1 and shown in (0, _PER_CENT):
        return "dưới 1%" if shown == 0 else "trên 99%"
    return f"{shown}%"


def _is_among(chances: pd.DataFrame, zone: pd.DataFrame) -> list[bool]:
    known = set(zone[["rubric_id", "form", "candidate_id"]].itertuples(index=False, name=None))
    return [row in known for row in chances[["rubric_id", "form", "candidate_id"]].itertuples(index=False, name=None)]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False)]


def _named(cut: Mapping[str, Any] | pd.Series) -> str:
    return f"{cut['form']} ({vietnamese(HOLDERS, str(cut['holder']))})"


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
