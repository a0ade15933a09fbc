"""What a reviewer reads of a candidate: its registration form, sites and earlier recognitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import pandas as pd

from danvan_tools.display.desk_rows import is_blind
from danvan_tools.display.hidden_names import hide_names, person_aliases, unit_aliases
from danvan_tools.display.tables import word_of
from danvan_tools.language import format_date
from danvan_tools.records import Review, unit_names_on
from danvan_tools.schema import FORM_ITEMS
from danvan_tools.schema.words import UNIT_KINDS

_HIDDEN = "không hiện: đợt xét chấm không biết tên"


def dossier_html(review: Review, candidate_id: str, evidence: str = "") -> str:
    """Return the dossier of a candidate as HTML; every text of the spreadsheets is escaped.

    In a blind review the names of the candidate, of its unit and of the units where it is replicated are
    taken out before anything is written.

    Parameters
    ----------
    review : Review
    candidate_id : str
    evidence : str
        The section of photos and PDFs, as HTML.
    """
    candidate: dict[Any, Any] = dict(review.candidates.set_index("candidate_id").loc[candidate_id])
    family = _family(review, candidate_id)
    blind = is_blind(review)
    write = _hiding(review, candidate, family) if blind else _lines
    as_of = review.settings.as_of
    (unit,) = unit_names_on(review.units, [candidate["unit_id"]], [candidate["started_on"]], as_of)
    sectors = dict(zip(review.sectors["sector"], review.sectors["name"], strict=True))
    rows = [
        ("Mã hồ sơ", candidate_id),
        ("Loại", f"{word_of('kind', candidate['kind'])}, {word_of('holder', candidate['holder'])}"),
        ("Đơn vị đăng ký", _HIDDEN if blind else unit),
        ("Lĩnh vực", sectors.get(candidate["sector"], "")),
        ("Phong trào", candidate["movement"]),
        ("Bắt đầu từ", "" if pd.isna(candidate["started_on"]) else format_date(candidate["started_on"])),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{_lines(value) or '–'}</dd>" for name, value in rows)
    texts = "".join(
        f"<h4>{escape(item.heading)}</h4><p>{write(candidate[item.name]) or 'Hồ sơ không ghi.'}</p>"
        for item in FORM_ITEMS
    )
    title = f"Hồ sơ {candidate_id}" if blind else candidate["name"]
    return (
        f"<h3>{escape(title)}</h3><dl>{listed}</dl>{evidence}{texts}"
        f"<h4>Điểm nhân rộng</h4>{_list(_sites(review, family), write)}"
        f"<h4>Biểu dương, khen thưởng đã có</h4>{_list(_recognitions(review, family), write)}"
    )


def _family(review: Review, candidate_id: str) -> list[str]:
    """Return a candidate and those that were merged into it."""
    last = review.standing()
    merged = [key for key, one in last.withdrawn.items() if one.into and last.survivor_of(key) == candidate_id]
    return [candidate_id, *merged]


def _sites(review: Review, family: list[str]) -> list[str]:
    """Write the places where a model is replicated."""
    own = review.sites[review.sites["candidate_id"].isin(family)]
    units = unit_names_on(review.units, own["unit_id"], own["since"], review.settings.as_of)
    return [
        f"{row['site']} ({unit or row['unit_id']})"
        + ("" if pd.isna(row["since"]) else f", từ {format_date(row['since'])}")
        for row, unit in zip(own.to_dict("records"), units, strict=True)
    ]


def _recognitions(review: Review, family: list[str]) -> list[str]:
    """Write the praise and commendations a candidate already has, in the order of their dates."""
    own = review.recognitions[review.recognitions["candidate_id"].isin(family)]
    return [
        f"{row['form']} – {row['authority']}"
        + (f", {row['decision_no']}" if row["decision_no"] else "")
        + f", {format_date(row['decided_on'])}; {word_of('occasion', row['occasion'])}"
        for row in own.sort_values("decided_on", kind="stable").to_dict("records")
    ]


def _hiding(review: Review, candidate: dict[Any, Any], family: list[str]) -> Callable[[str], str]:
    """Return how a text is written without the names of a candidate and its units."""
    members = review.candidates[review.candidates["candidate_id"].isin(family)]
    sites = review.sites[review.sites["candidate_id"].isin(family)]
    unit_ids = {*members["unit_id"], *sites["unit_id"], candidate["unit_id"]} - {""}
    names = review.units[review.units["unit_id"].isin(unit_ids)]["name"].tolist()
    hidden = unit_aliases(names, list(UNIT_KINDS)) | unit_ids | {candidate["name"]}
    for name in members["name"]:
        hidden |= {name} if candidate["holder"] == "collective" else person_aliases(name)
    return lambda text: _lines(hide_names(text, hidden))


def _lines(text: str) -> str:
    """Escape a text and keep its line breaks."""
    return escape(text.strip()).replace("\n", "<br>")


def _list(lines: Iterable[str], write: Callable[[str], str]) -> str:
    # A merged candidate's rows may say what the survivor's say.
    items = "".join(f"<li>{write(line)}</li>" for line in dict.fromkeys(lines))
    return f"<ul>{items}</ul>" if items else "<p>Không có.</p>"
