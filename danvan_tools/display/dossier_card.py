"""What a reviewer reads of a candidate: its registration form, sites and earlier recognitions."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

from danvan_tools.display.tables import word_of
from danvan_tools.language import format_date
from danvan_tools.records import Review, blinded, unit_names_on
from danvan_tools.schema import FORM_ITEMS

_HIDDEN = "không hiện: đợt xét chấm không biết tên"


def dossier_html(review: Review, candidate_id: str, evidence: str = "") -> str:
    """Return the dossier of a candidate as HTML; every text of the spreadsheets is escaped.

    In a blind review names are taken out before anything is written.

    Parameters
    ----------
    review : Review
    candidate_id : str
    evidence : str
        The section of photos and PDFs, as HTML.
    """
    family = family_of(review, candidate_id)
    candidate: dict[Any, Any] = _rows_of(review, "candidates", [candidate_id])[0]
    as_of = review.settings.as_of
    (unit,) = unit_names_on(review.units, [candidate["unit_id"]], [candidate["started_on"]], as_of)
    sectors = dict(zip(review.sectors["sector"], review.sectors["name"], strict=True))
    rows = [
        ("Mã hồ sơ", candidate_id),
        ("Loại", f"{word_of('kind', candidate['kind'])}, {word_of('holder', candidate['holder'])}"),
        ("Đơn vị đăng ký", _HIDDEN if review.settings.blind == "yes" else unit),
        ("Lĩnh vực", sectors.get(candidate["sector"], "")),
        ("Phong trào", candidate["movement"]),
        ("Bắt đầu từ", "" if pd.isna(candidate["started_on"]) else format_date(candidate["started_on"])),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{_lines(value) or '–'}</dd>" for name, value in rows)
    texts = "".join(
        f"<h4>{escape(item.heading)}</h4><p>{_lines(candidate[item.name]) or 'Hồ sơ không ghi.'}</p>"
        for item in FORM_ITEMS
    )
    return (
        f"<h3>{escape(candidate['name'])}</h3><dl>{listed}</dl>{evidence}{texts}"
        f"<h4>Điểm nhân rộng</h4>{_list(_sites(review, family))}"
        f"<h4>Biểu dương, khen thưởng đã có</h4>{_list(_recognitions(review, family))}"
    )


def _rows_of(review: Review, name: str, candidate_ids: list[str]) -> list[dict[Any, Any]]:
    """Return the rows of a table about these candidates, as this review may show them."""
    table: pd.DataFrame = getattr(review, name)
    return blinded(review, table[table["candidate_id"].isin(candidate_ids)]).to_dict("records")


def family_of(review: Review, candidate_id: str) -> list[str]:
    """Return the ids of a candidate and of those that were merged into it."""
    last = review.standing()
    merged = [key for key, one in last.withdrawn.items() if one.into and last.survivor_of(key) == candidate_id]
    return [candidate_id, *merged]


def _sites(review: Review, family: list[str]) -> list[str]:
    """Write the places where a model is replicated."""
    own = _rows_of(review, "sites", family)
    days = [row["since"] for row in own]
    units = unit_names_on(review.units, [row["unit_id"] for row in own], days, review.settings.as_of)
    return [
        row["site"]
        + (f" ({unit or row['unit_id']})" if unit or row["unit_id"] else "")
        + ("" if pd.isna(row["since"]) else f", từ {format_date(row['since'])}")
        for row, unit in zip(own, units, strict=True)
    ]


def _recognitions(review: Review, family: list[str]) -> list[str]:
    """Write the praise and commendations a candidate already has, in the order of their dates."""
    return [
        f"{row['form']} – {row['authority']}"
        + (f", {row['decision_no']}" if row["decision_no"] else "")
        + f", {format_date(row['decided_on'])}; {word_of('occasion', row['occasion'])}"
        for row in sorted(_rows_of(review, "recognitions", family), key=lambda row: row["decided_on"])
    ]


def _lines(text: str) -> str:
    """Escape a text and keep its line breaks."""
    return escape(text.strip()).replace("\n", "<br>")


def _list(lines: Iterable[str]) -> str:
    # A merged candidate's rows may say what the survivor's say.
    items = "".join(f"<li>{_lines(line)}</li>" for line in dict.fromkeys(lines))
    return f"<ul>{items}</ul>" if items else "<p>Không có.</p>"
