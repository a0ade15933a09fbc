"""A review folder whose ledger is on a server: opened by the secretary, by a reviewer, by the desk before login."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from danvan_tools.errors import DanvanError
from danvan_tools.records import check_folder, open_review, save_mark
from danvan_tools.records.backup import backup_review
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_roles import set_reviewer_password
from danvan_tools.records.restore import restore_review
from danvan_tools.records.submissions import reopen_sheet, submit_sheet
from danvan_tools.records.verify import verify_folder
from tests.postgres_server import SECRETARY_PASSWORD, PostgresServer

MARK = dict.fromkeys(("stage", "criterion_id", "no_mark", "comment", "source", "entered_by", "holder"), "")
MARK |= {"candidate_id": "x", "points": "1"}

EditSheet = Callable[[str, str], AbstractContextManager[Worksheet]]


def test_secretary_loads_and_reviewers_mark_submit_and_see(shared_folder: Path) -> None:
    review = open_review(shared_folder)
    assert review.changes_recorded
    assert not (shared_folder / "ledger.db").exists()
    candidate_id = review.under_review()["candidate_id"].iloc[1]
    desks = {}
    for name, code in (("TV1", "MA-MOT"), ("TV2", "MA-HAI")):
        desk = open_review(shared_folder, ledger=review.ledger.as_reviewer(name, code))
        holder = desk.candidates.set_index("candidate_id").loc[candidate_id, "holder"]
        criteria = desk.rubrics[str(holder)].criteria["criterion_id"].tolist()
        if name == "TV2":
            criteria = criteria[:1]
        for criterion_id in criteria:
            save_mark(
                desk, reviewer_id=name, candidate_id=candidate_id, criterion_id=criterion_id, points=None,
                no_mark="insufficient_evidence", expected_seq=desk.ledger.head(f"reviewer:{name}")[0], entered_by=name,
            )  # fmt: skip
        desks[name] = desk
    own = desks["TV1"]
    assert set(own.tables().marks["reviewer_id"]) == {"TV1"}
    shown = dict.fromkeys(own.tables().marks["criterion_id"], (None, "insufficient_evidence"))
    submit_sheet(
        own, reviewer_id="TV1", candidate_id=candidate_id, shown=shown,
        expected_seq=own.ledger.head("reviewer:TV1")[0], entered_by="TV1",
    )  # fmt: skip
    assert set(own.tables().marks["reviewer_id"]) == {"TV1", "TV2"}
    assert set(desks["TV2"].tables().marks["reviewer_id"]) == {"TV2"}
    # Gaps in the other's stream are no fault: it is opened again as the reviewer.
    assert open_review(shared_folder, ledger=review.ledger.as_reviewer("TV1", "MA-MOT")).faults == own.faults
    reopen_sheet(
        review, reviewer_id="TV1", candidate_id=candidate_id, reason="Nhầm",
        expected_seq=review.ledger.head("secretary")[0], entered_by="TV2",
    )  # fmt: skip
    assert set(own.tables().marks["reviewer_id"]) == {"TV1"}
    assert verify_folder(shared_folder).faults == []


def test_reviewer_who_opens_first_records_nothing(shared_folder: Path, server: PostgresServer) -> None:
    ledger = Ledger.open(open_address(shared_folder), password=SECRETARY_PASSWORD)
    desk = open_review(shared_folder, ledger=ledger.as_reviewer("TV1", "MA-MOT"))
    assert not desk.changes_recorded
    assert ledger.entries() == []
    assert len(desk.provisional_ids) == 4


def open_address(folder: Path) -> str:
    from danvan_tools.records.review_ledger import ledger_address

    return ledger_address(folder)


def test_desk_before_login_opens_no_ledger(shared_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_review(shared_folder)
    database = open_address(shared_folder).rpartition("/")[2]
    monkeypatch.setenv("PGUSER", f"{database}_desk")
    (shared_folder.parent / "pgpass").write_text("*:*:*:*:ban\n")
    with pytest.raises(DanvanError, match="không có quyền"):
        open_review(shared_folder)


def test_ledger_of_ones_own_beside_a_shared_one_is_refused(shared_folder: Path) -> None:
    Ledger.open(shared_folder / "ledger.db")
    with pytest.raises(DanvanError, match="thư mục vẫn còn sổ ghi riêng"):
        open_review(shared_folder)
    (fault,) = [fault for fault in check_folder(shared_folder) if fault.severity == "error"]
    assert (fault.file, fault.kind) == ("ledger.db", "ledger")


def test_server_that_is_away_is_one_fault_of_the_check(shared_folder: Path, edit: EditSheet) -> None:
    with edit("review.xlsx", "Đợt xét") as sheet:
        sheet["B17"] = "postgresql://127.0.0.1:1/danvan"
    (fault,) = [fault for fault in check_folder(shared_folder) if fault.severity == "error"]
    assert (fault.file, fault.what) == ("Sổ ghi chung", "không kết nối được với máy chủ")
    assert [str(found) for found in verify_folder(shared_folder).faults] == [str(fault)]


def test_backup_holds_the_text_of_the_shared_ledger(shared_folder: Path, tmp_path: Path) -> None:
    review = open_review(shared_folder)
    set_reviewer_password(review.ledger.engine, "TV1", "MA-MOT")
    own = review.ledger.as_reviewer("TV1", "MA-MOT")
    own.append("reviewer:TV1", "mark", MARK, expected_seq=0)
    backup_review(shared_folder, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["candidates.xlsx", "ledger.jsonl", "review.xlsx", "manifest.json"]
        lines = archive.read("ledger.jsonl").decode().splitlines()
    assert [json.loads(line)["digest"] for line in lines] == [entry.digest for entry in review.ledger.entries()]
    restored = restore_review(tmp_path / "a.zip", tmp_path / "mới")
    assert len((restored / "ledger.jsonl").read_text().splitlines()) == len(lines)
