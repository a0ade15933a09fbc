"""Review folders of any kind: who gave whom how many points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from danvan_tools.records import open_review, save_mark, write_candidates_workbook, write_review_workbook
from danvan_tools.records.new_review import starter_tables

REVIEWERS = {"TV1": "Đặng Thị Mười", "TV2": "Lý Văn Tám", "TV3": "Kiều Công Chánh", "TV4": "Mạc Thị Hương"}
CRITERIA = (("A", 40), ("B", 60))
_RUBRIC = {"rubric_id": "TT", "holder": "collective", "source": "MẪU DỰNG"}

_REPORT = {
    "document": "report", "subject": "tổng kết năm 2015", "layout": "hd36", "higher_body": "Thị ủy Thử",
    "issuer": "Ban Dân vận", "place": "Thử", "symbol": "BC/BDVTU", "state": "draft",
    "signer_position": "TRƯỞNG BAN", "signer": "Vũ Thị Sen", "recipients": "Lưu",
}  # fmt: skip


def _settings() -> dict[str, Any]:
    settings, _ = starter_tables()
    return settings | {
        "review_id": "THU-2015",
        "title": "Xét chọn thử năm 2015",
        "locality": "thị xã Thử",
        "period_start": date(2015, 1, 1),
        "period_end": date(2015, 12, 31),
        "as_of": date(2015, 12, 31),
        "conference": "Hội nghị thử",
    }


def _candidates(number: int) -> list[dict[str, Any]]:
    return [
        {
            "candidate_id": f"MH-{place:03}", "name": f"Mô hình thứ {place}", "movement": "Dân vận khéo",
            "sector": "KT" if place % 2 else "QPAN", "started_on": date(2014, 5, 1), "kind": "model",
            "holder": "collective", "unit_id": "X01" if place % 3 == 0 else "P01",
        }
        for place in range(1, number + 1)
    ]  # fmt: skip


@pytest.fixture
def judged_folder(tmp_path: Path) -> Callable[..., Path]:
    """Return the maker of a review folder: totals of each reviewer in the order of the candidates, None for no sheet.

    ``recused`` names (reviewer, candidate) pairs; ``places`` are those of the one form; the others go to the sheets.
    """

    def make(
        totals: Mapping[str, Sequence[float | None]],
        number: int = 6,
        *,
        places: int | None = 2,
        quotas: Sequence[Mapping[str, Any]] = (),
        recused: Sequence[tuple[str, str]] = (),
    ) -> Path:
        folder = tmp_path / "review"
        folder.mkdir()
        _, tables = starter_tables()
        tables |= {
            "units": [
                {"unit_id": "X01", "name": "Xã Một", "unit_kind": "xã", "level": "commune"},
                {"unit_id": "P01", "name": "Phường Hai", "unit_kind": "phường", "level": "commune"},
            ],
            "committee": [
                {
                    "reviewer_id": key,
                    "name": name,
                    "position": "Ủy viên",
                    "role": "chair" if key == "TV4" else "member",
                }
                for key, name in REVIEWERS.items()
            ],
            "documents": [_REPORT],
            "criteria": [
                {**_RUBRIC, "criterion_id": key, "name": f"Tiêu chí {key}", "max_points": most, "bonus": "no"}
                for key, most in CRITERIA
            ],
            "tiers": [{"rubric_id": "TT", "tier": "Đạt", "threshold": 50}],
            "awards": [
                {"form": "Giấy khen", "award": "commendation", "holder": "collective", "places": places},
            ],
            "quotas": list(quotas),
            "ties": [],
        }
        write_review_workbook(folder / "review.xlsx", _settings(), tables)
        rows = _candidates(number)
        steps = [
            {"candidate_id": row["candidate_id"], "step": step, "on": date(2015, month, 1)}
            for row in rows
            for month, step in enumerate(("registered", "built", "nominated"), start=1)
        ]
        write_candidates_workbook(
            folder / "candidates.xlsx", "DANH SÁCH THỬ", {"candidates": rows, "milestones": steps}
        )
        _mark(folder, totals, recused)
        return folder

    return make


def _mark(folder: Path, totals: Mapping[str, Sequence[float | None]], recused: Sequence[tuple[str, str]]) -> None:
    review = open_review(folder)
    ids = review.candidates["candidate_id"].tolist()

    def save(reviewer: str, candidate: str, criterion: str, points: Decimal | None, no_mark: str = "") -> None:
        save_mark(
            review, reviewer_id=reviewer, candidate_id=candidate, criterion_id=criterion, points=points,
            no_mark=no_mark, expected_seq=review.ledger.head(f"reviewer:{reviewer}")[0], entered_by=reviewer,
        )  # fmt: skip

    for reviewer, given in totals.items():
        for candidate, total in zip(ids, given, strict=False):
            if total is not None:
                first = Decimal(int(total * 0.4))
                save(reviewer, candidate, "A", first)
                save(reviewer, candidate, "B", Decimal(str(total)) - first)
    for reviewer, candidate in recused:
        save(reviewer, candidate, "A", None, "recused")
