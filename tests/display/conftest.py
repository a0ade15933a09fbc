"""A small review folder of its own: two candidates, a conflict, and texts a spreadsheet may hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from danvan_tools.records import Review, open_review
from danvan_tools.records.new_review import starter_tables
from danvan_tools.records.workbooks import write_candidates_workbook, write_review_workbook

HOSTILE = '<script>alert("1")</script> R&D {{ 7*7 }}\nDòng thứ hai "ngoặc" & =1+1'


@pytest.fixture
def small_review(small_folder: Path) -> Review:
    return open_review(small_folder)


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    settings, tables = starter_tables()
    settings |= {
        "review_id": "THU-2015",
        "title": "Xét chọn thử năm 2015",
        "locality": "thị xã Thử",
        "period_start": date(2015, 1, 1),
        "period_end": date(2015, 12, 31),
        "as_of": date(2015, 12, 31),
        "conference": "Hội nghị thử",
    }
    tables["units"] = [
        {"unit_id": "X01", "name": "Xã Một", "unit_kind": "xã", "level": "commune"},
        {"unit_id": "P01", "name": "Phường Hai", "unit_kind": "phường", "level": "commune"},
    ]
    tables["committee"] = [
        {"reviewer_id": "TV1", "name": "Đặng Thị Mười", "position": "Trưởng ban", "role": "chair"},
        {"reviewer_id": "TV2", "name": "Lý Văn Tám", "position": "Chuyên viên", "role": "secretary"},
    ]
    tables["conflicts"] = [{"reviewer_id": "TV2", "candidate_id": "MH-001", "reason": "Công tác tại đơn vị đăng ký"}]
    tables["documents"] = [
        {
            "document": "report",
            "subject": "tổng kết năm 2015",
            "layout": "hd36",
            "higher_body": "Thị ủy Thử",
            "issuer": "Ban Dân vận",
            "place": "Thử",
            "symbol": "BC/BDVTU",
            "state": "draft",
            "signer_position": "TRƯỞNG BAN",
            "signer": "Đặng Thị Mười",
            "recipients": "Lưu",
        }
    ]
    write_review_workbook(tmp_path / "review.xlsx", settings, tables)
    write_candidates_workbook(tmp_path / "candidates.xlsx", "DANH SÁCH THỬ", _candidate_tables())
    return tmp_path


def _candidate_tables() -> dict[str, list[dict[str, object]]]:
    shared = {"movement": "Dân vận khéo", "sector": "KT", "started_on": date(2014, 5, 1)}
    candidates = [
        {"candidate_id": "MH-001", "name": "Hẻm sáng", "unit_id": "P01", "kind": "model", "holder": "collective"},
        {
            "candidate_id": "MH-002",
            "name": "Vườn & <i>rau</i> an toàn",
            "unit_id": "X01",
            "kind": "model",
            "holder": "collective",
            "situation": HOSTILE,
        },
        {"candidate_id": "DH-001", "name": "Hồ Văn Chín", "unit_id": "X01", "kind": "exemplar", "holder": "individual"},
        {"candidate_id": "MH-003", "name": "Chưa đề nghị", "unit_id": "X01", "kind": "model", "holder": "collective"},
    ]
    steps = [
        {"candidate_id": key, "step": step, "on": day}
        for key in ("MH-001", "MH-002", "DH-001")
        for step, day in (
            ("registered", date(2014, 4, 1)),
            ("built", date(2014, 6, 1)),
            ("nominated", date(2015, 10, 1)),
        )
    ]
    return {
        "candidates": [shared | row for row in candidates],
        "milestones": steps,
        "sites": [{"candidate_id": "MH-002", "site": "Ấp 3", "unit_id": "X01", "since": date(2015, 2, 3)}],
        "recognitions": [
            {
                "candidate_id": "MH-002",
                "occasion": "work_review",
                "form": "Giấy khen",
                "authority": "Ủy ban nhân dân xã Một",
                "authority_kind": "government",
                "level": "commune",
                "decision_no": "12/QĐ-UBND",
                "decided_on": date(2015, 3, 9),
            }
        ],
    }
