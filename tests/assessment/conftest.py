"""Small reviews made of rows, in the tidy shape that records hand over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES, Settings, Tables

Rows = Sequence[dict[str, Any]]
_KINDS = {"text": "str", "choice": "str", "reference": "str", "decimal": "float64", "integer": "Int64"}
_LEDGER = {
    "marks": "stage reviewer_id candidate_id criterion_id points no_mark comment source entered_by at",
    "recommendations": "candidate_id proposed_form form reason at",
    "decisions": "candidate_id form occasion authority authority_kind level decision_no decided_on signer at",
}
SETTINGS = Settings(
    format=1,
    review_id="DVK-2015",
    title="Đợt xét năm 2015",
    review_type="final",
    locality="thị xã Sông Vân",
    period_start=date(2015, 1, 1),
    period_end=date(2015, 12, 31),
    as_of=date(2015, 12, 31),
    conference="Hội nghị tổng kết",
    step=Decimal("0.25"),
    aggregation="mean",
    decimals=2,
)
_RUBRIC = {"rubric_id": "TT", "holder": "collective", "source": "MẪU DỰNG", "gate": "", "bonus": "no"}
CRITERIA = [
    {**_RUBRIC, "criterion_id": "DK", "name": "Đã đăng ký", "gate": "registered"},
    {**_RUBRIC, "criterion_id": "A", "name": "Lãnh đạo, kế hoạch", "max_points": 40.0},
    {**_RUBRIC, "criterion_id": "B", "name": "Kết quả", "max_points": 60.0, "floor": 30.0},
    {**_RUBRIC, "criterion_id": "T", "name": "Điểm thưởng", "max_points": 5.0, "bonus": "yes"},
    {
        **_RUBRIC,
        "rubric_id": "CN",
        "holder": "individual",
        "criterion_id": "A",
        "name": "Gương mẫu",
        "max_points": 50.0,
    },
    {**_RUBRIC, "rubric_id": "CN", "holder": "individual", "criterion_id": "C", "name": "Uy tín", "max_points": 50.0},
]
TIERS = [
    {"rubric_id": rubric, "tier": tier, "threshold": threshold}
    for rubric in ("TT", "CN")
    for tier, threshold in (("đạt", 65.0), ("xuất sắc", 90.0), ("tốt", 80.0))
]


def _tidy(columns: dict[str, str], rows: Rows) -> pd.DataFrame:
    """Return rows with blanks where a value is left out, in the columns' dtypes."""
    blank = {"str": "", "float64": float("nan"), "Int64": pd.NA, "datetime64[us]": pd.NaT}
    made = {
        name: pd.Series([row.get(name, blank[dtype]) for row in rows], dtype=dtype) for name, dtype in columns.items()
    }
    return pd.DataFrame(made)


def _columns(name: str) -> dict[str, str]:
    if name in _LEDGER:
        dtypes = {"points": "float64", "at": "datetime64[us]", "decided_on": "datetime64[us]"}
        return {column: dtypes.get(column, "str") for column in _LEDGER[name].split()}
    table = {table.name: table for table in (*REVIEW_TABLES, *CANDIDATE_TABLES)}[name]
    columns = {column.name: _KINDS.get(column.kind, "datetime64[us]") for column in table.columns}
    keys = {"candidates": "candidate_id", "recognitions": "recognition_id"}
    return {keys[name]: "str", **columns} if name in keys else columns


def _build_tables(settings: Settings = SETTINGS, **given: Rows) -> Tables:
    rows: dict[str, Rows] = {
        "sectors": [
            {"sector": "KT", "name": "Kinh tế", "standard": "economy"},
            {"sector": "MT", "name": "Môi trường", "standard": "culture_society"},
        ],
        "units": [
            {"unit_id": "P01", "name": "Phường Hòa Vân", "unit_kind": "phường", "level": "commune"},
            {"unit_id": "CQ1", "name": "Trung tâm Y tế", "unit_kind": "agency", "level": "district"},
        ],
        "committee": [{"reviewer_id": f"TV{n}"} for n in (1, 2, 3)],
        "criteria": CRITERIA,
        "tiers": TIERS,
        **given,
    }
    names = [table.name for table in (*REVIEW_TABLES, *CANDIDATE_TABLES)] + list(_LEDGER)
    return Tables(settings=settings, **{name: _tidy(_columns(name), rows.get(name, [])) for name in names})


@pytest.fixture(scope="session")
def build_tables() -> Callable[..., Tables]:
    """Return the maker of reviews: each table from rows, a blank for what a row leaves out."""
    return _build_tables


@pytest.fixture(scope="session")
def candidate() -> Callable[..., dict[str, Any]]:
    """Return the maker of one candidate's row, faultless unless told otherwise."""

    def make(candidate_id: str, **changes: Any) -> dict[str, Any]:
        row = {"candidate_id": candidate_id, "name": f"Mô hình {candidate_id}", "area": "Khu phố 1", "unit_id": "P01"}
        row |= {"kind": "model", "holder": "collective", "movement": "Dân vận khéo", "sector": "KT"}
        return {**row, **changes}

    return make


@pytest.fixture(scope="session")
def milestones() -> Callable[..., list[dict[str, Any]]]:
    """Return the maker of milestones: candidate ids, then step=day."""

    def make(*candidate_ids: str, **days: str) -> list[dict[str, Any]]:
        return [
            {"candidate_id": candidate_id, "step": step, "on": pd.Timestamp(day)}
            for candidate_id in candidate_ids
            for step, day in days.items()
        ]

    return make


@pytest.fixture(scope="session")
def sheet() -> Callable[..., list[dict[str, Any]]]:
    """Return the maker of a sheet's marks: reviewer, candidate, then criterion=points."""

    def make(reviewer_id: str, candidate_id: str, stage: str = "committee", **points: float) -> list[dict[str, Any]]:
        keys = {"stage": stage, "reviewer_id": reviewer_id, "candidate_id": candidate_id}
        return [{**keys, "criterion_id": criterion, "points": value} for criterion, value in points.items()]

    return make
