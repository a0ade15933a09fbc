"""What a reviewer reads of a candidate: its registration form, sites and earlier recognitions."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

from danvan_tools.display.tables import word_of
from danvan_tools.language import format_date
from danvan_tools.records import Review, unit_names_on
from danvan_tools.schema import FORM_ITEMS


def dossier_html(review: Review, candidate_id: str) -> str:
    """Return the dossier of a candidate as HTML; every text of the spreadsheets is escaped."""
    candidate: dict[Any, Any] = dict(review.candidates.set_index("candidate_id").loc[candidate_id])
    as_of = review.settings.as_of
    (unit,) = unit_names_on(review.units, [candidate["unit_id"]], [candidate["started_on"]], as_of)
    sectors = dict(zip(review.sectors["sector"], review.sectors["name"], strict=True))
    rows = [
        ("Mã hồ sơ", candidate_id),
        ("Loại", f"{word_of('kind', candidate['kind'])}, {word_of('holder', candidate['holder'])}"),
        ("Đơn vị đăng ký", unit),
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
        '<section class="danvan-dossier" tabindex="0" aria-label="Hồ sơ">'
        f"<h3>{escape(candidate['name'])}</h3><dl>{listed}</dl>{texts}"
        f"<h4>Điểm nhân rộng</h4>{_sites(review, candidate_id)}"
        f"<h4>Biểu dương, khen thưởng đã có</h4>{_recognitions(review, candidate_id)}</section>"
    )


def _sites(review: Review, candidate_id: str) -> str:
    """Write the places where a model is replicated."""
    own = review.sites[review.sites["candidate_id"] == candidate_id]
    units = unit_names_on(review.units, own["unit_id"], own["since"], review.settings.as_of)
    return _list(
        f"{row['site']} ({unit or row['unit_id']})"
        + ("" if pd.isna(row["since"]) else f", từ {format_date(row['since'])}")
        for row, unit in zip(own.to_dict("records"), units, strict=True)
    )


def _recognitions(review: Review, candidate_id: str) -> str:
    """Write the praise and commendations a candidate already has, in the order of their dates."""
    own = review.recognitions[review.recognitions["candidate_id"] == candidate_id]
    return _list(
        f"{row['form']} – {row['authority']}"
        + (f", {row['decision_no']}" if row["decision_no"] else "")
        + f", {format_date(row['decided_on'])}; {word_of('occasion', row['occasion'])}"
        for row in own.sort_values("decided_on", kind="stable").to_dict("records")
    )


def _lines(text: str) -> str:
    """Escape a text and keep its line breaks."""
    return escape(text.strip()).replace("\n", "<br>")


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{_lines(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else "<p>Không có.</p>"
