"""Write the sample review: `python data/make_sample.py [FOLDER]` (default data/sample).

Seeded: the same package writes the same bytes. All of it is invented.
"""

from __future__ import annotations

import random
import sys
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sample_judgement as judgement
import sample_records as sample
from sample_evidence import write_evidence
from sample_incoming import write_incoming

from danvan_tools import records

SEED = 2015
TITLE = (
    "DANH SÁCH MÔ HÌNH, ĐIỂN HÌNH “DÂN VẬN KHÉO” THỊ XÃ SÔNG VÂN\n"
    "Đăng ký xét tổng kết phong trào năm 2015 (số liệu dựng, không có thật)"
)
LOADED_AT = datetime(2015, 11, 30, 1, 0, tzinfo=UTC)
_NAMESPACE = uuid.UUID("6f0c4f0a-2015-5f3e-9a51-5a0e6b1d0c59")
PLACES = {
    ("Giấy khen", "collective"): 16,
    ("Giấy khen", "individual"): 6,
    ("Biểu dương", "collective"): 7,
    ("Biểu dương", "individual"): 2,
}
SETTINGS = {
    "review_id": "DVK-2015",
    "title": "Xét chọn mô hình, điển hình “Dân vận khéo” năm 2015",
    "locality": "thị xã Sông Vân",
    "period_start": date(2015, 1, 1),
    "period_end": date(2015, 12, 31),
    "as_of": sample.AS_OF,
    "conference": "Hội nghị tổng kết phong trào thi đua “Dân vận khéo” năm 2015",
}
REPORT = {
    "document": "report",
    "subject": "tổng kết phong trào thi đua “Dân vận khéo” năm 2015",
    "layout": "hd36",
    "higher_body": "Thị ủy Sông Vân",
    "issuer": "Ban Dân vận",
    "place": "Sông Vân",
    "symbol": "BC/BDVTU",
    "state": "draft",
    "signer_position": "TRƯỞNG BAN",
    "signer": "Ngô Thị Bích Thuận",
    "recipients": "Ban Thường vụ Thị ủy (để báo cáo)\nĐảng ủy các xã, phường\n"
    "Mặt trận Tổ quốc và các đoàn thể thị xã\nCác thành viên Hội đồng xét chọn\nLưu Ban Dân vận Thị ủy",
}
QUOTAS = [
    {"award": "commendation", "scope": "sector", "value": "Quốc phòng - an ninh", "at_least": 2},
    {"award": "commendation", "scope": "unit_kind", "value": "xã", "at_least": 6},
    {"award": "commendation", "scope": "holder", "value": "cá nhân", "at_least": 4, "at_most": 8},
]


def write_sample(folder: Path) -> None:
    """Write both workbooks, ``ledger.jsonl``, ``incoming`` and ``evidence`` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(SEED)
    candidates = sample.load_candidates(rng)
    steps = sample.choose_steps(candidates, rng)
    records.write_review_workbook(folder / "review.xlsx", *_review_content(candidates))
    tables = {
        "candidates": candidates,
        "sites": sample.site_rows(candidates),
        "milestones": sample.milestone_rows(candidates, steps, rng),
        "recognitions": sample.recognition_rows(candidates, steps, rng),
        "indicators": sample.indicator_rows(rng),
    }
    records.write_candidates_workbook(folder / "candidates.xlsx", TITLE, tables)
    _write_ledger(folder, rng)
    labels = {unit_id: name for unit_id, name, _ in sample.UNITS}
    write_incoming(folder, candidates, "P03", labels["P03"])
    write_evidence(folder)


def _review_content(candidates: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    settings, tables = records.starter_tables()
    reviewers, conflicts = sample.load_committee()
    ids = {row["name"]: row["candidate_id"] for row in candidates}
    names = {row["reviewer_id"]: row["name"] for row in reviewers}
    units = [
        {"unit_id": unit_id, "name": name, "unit_kind": kind, "level": sample.level_of(unit_id)}
        for unit_id, name, kind in (sample.TOWN, *sample.UNITS)
    ]
    units[1:] = [row | {"parent_id": sample.TOWN[1]} for row in units[1:]]
    labels = {row["unit_id"]: row["name"] for row in units}
    return settings | SETTINGS, tables | {
        "units": units,
        "committee": [row | {"unit_id": labels.get(row["unit_id"], "")} for row in reviewers],
        "conflicts": [
            {"reviewer_id": names[row["reviewer_id"]], "candidate_id": ids[row["candidate"]], "reason": row["reason"]}
            for row in conflicts
        ],
        "awards": [row | {"places": PLACES.get((row["form"], row["holder"]))} for row in tables["awards"]],
        "quotas": QUOTAS,
        "documents": [REPORT],
        "paragraphs": sample.load_report_texts(),
    }


def _write_ledger(folder: Path, rng: random.Random) -> None:
    """Let the review take place in a scratch folder and keep its ledger, with times and ids of that year."""
    with TemporaryDirectory() as place:
        scratch = Path(place)
        for name in ("review.xlsx", "candidates.xlsx"):
            (scratch / name).write_bytes((folder / name).read_bytes())
        review = records.open_review(scratch)
        kept = records.Ledger.open(scratch / "kept.db")
        # One connection stays open on each: whenever the last one of a file closes, its log is written back.
        with review.ledger.engine.connect(), kept.engine.connect():
            judgement.enter_marks(review, rng)
            recommended = judgement.enter_recommendations(review)
            judgement.enter_decisions(review, recommended, seq=review.ledger.head("committee")[0])
            for entry in review.ledger.entries():
                kept.append(
                    entry.stream,
                    entry.kind,
                    entry.body,
                    expected_seq=entry.seq - 1,
                    entry_id=str(uuid.uuid5(_NAMESPACE, f"{entry.stream}/{entry.seq}")),
                    at=LOADED_AT if entry.stream == "secretary" else datetime.fromisoformat(entry.at),
                )
        records.export_ledger(kept, folder / "ledger.jsonl")


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "sample")
