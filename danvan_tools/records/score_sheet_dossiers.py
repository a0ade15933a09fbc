"""The dossiers of candidates as texts that a spreadsheet can show; photos and scans are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.language import format_date
from danvan_tools.records.blinding import blinded
from danvan_tools.records.counted_records import attach_to_survivors
from danvan_tools.records.units import unit_names_on
from danvan_tools.schema import FORM_ITEMS, HOLDERS, KINDS, OCCASIONS, vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["Dossier", "build_dossiers"]


@dataclass(frozen=True)
class Dossier:
    """The name of a candidate, and its texts: what each is, what it says."""

    name: str
    items: tuple[tuple[str, str], ...]


def build_dossiers(review: Review, candidate_ids: Collection[str]) -> dict[str, Dossier]:
    """Return candidate → dossier: the registration form, the sites, the earlier recognitions.

    Where marking is blind, names are hidden here: none reaches the workbook.

    Parameters
    ----------
    review : Review
    candidate_ids : collection of str
        Of the list of candidates.
    """
    files = {name: getattr(review, name) for name in ("candidates", "sites", "recognitions")}
    tables = {name: blinded(review, table) for name, table in attach_to_survivors(files, review.standing()).items()}
    chosen = tables["candidates"][tables["candidates"]["candidate_id"].isin(list(candidate_ids))]
    units = unit_names_on(review.units, chosen["unit_id"], chosen["started_on"], review.settings.as_of)
    sectors = dict(zip(review.sectors["sector"], review.sectors["name"], strict=True))
    sites, recognitions = _sites(review, tables["sites"]), _recognitions(tables["recognitions"])
    hidden = review.settings.blind == "yes"
    found = {}
    for candidate, unit in zip(chosen.to_dict("records"), units, strict=True):
        key = str(candidate["candidate_id"])
        head = (
            ("Loại, chủ thể", f"{vietnamese(KINDS, candidate['kind'])}, {vietnamese(HOLDERS, candidate['holder'])}"),
            ("Đơn vị đăng ký", "không hiện khi chấm" if hidden else unit),
            ("Lĩnh vực", sectors.get(candidate["sector"], "")),
            ("Bắt đầu từ", _day(candidate["started_on"])),
        )
        form = ((item.heading, str(candidate[item.name]).strip() or "Hồ sơ không ghi.") for item in FORM_ITEMS)
        tail = (
            ("Điểm nhân rộng", "\n".join(sites.get(key, ())) or "Không có."),
            ("Biểu dương, khen thưởng đã có", "\n".join(recognitions.get(key, ())) or "Không có."),
        )
        found[key] = Dossier(str(candidate["name"]), (*head, *form, *tail))
    return found


def _sites(review: Review, sites: pd.DataFrame) -> dict[str, list[str]]:
    """Return candidate → where it is replicated."""
    units = unit_names_on(review.units, sites["unit_id"], sites["since"], review.settings.as_of)
    lines = [
        f"{row['site']}"
        + (f" ({unit})" if unit else "")
        + ("" if pd.isna(row["since"]) else f", từ {_day(row['since'])}")
        for row, unit in zip(sites.to_dict("records"), units, strict=True)
    ]
    return _by_candidate(sites, lines)


def _recognitions(recognitions: pd.DataFrame) -> dict[str, list[str]]:
    """Return candidate → praise and commendations it already has, in the order of their dates."""
    ordered = recognitions.sort_values("decided_on", kind="stable")
    return _by_candidate(ordered, [_recognition(row) for row in ordered.to_dict("records")])


def _recognition(row: Mapping[Any, Any]) -> str:
    parts = [f"{row['form']} – {row['authority']}", row["decision_no"], _day(row["decided_on"])]
    return f"{', '.join(filter(None, parts))}; {vietnamese(OCCASIONS, row['occasion'])}"


def _by_candidate(table: pd.DataFrame, lines: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for candidate_id, line in zip(table["candidate_id"], lines, strict=True):
        found.setdefault(candidate_id, []).append(line)
    return found


def _day(value: Any) -> str:
    return "" if pd.isna(value) else format_date(value)
