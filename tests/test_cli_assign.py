"""``danvan assign``: what it shows, when it writes, and when it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from danvan_tools import records


def assign(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from danvan_tools.cli import main; main()", "assign", str(folder), *arguments]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, timeout=300, stdin=subprocess.DEVNULL,
        env=dict(os.environ),
    )  # fmt: skip


def assigned(folder: Path) -> dict[str, list[str]]:
    review = records.open_review(folder)
    return {one: records.assigned_candidates(review, one) for one in review.committee["reviewer_id"]}


@pytest.fixture
def unmarked(sample_folder: Path) -> Path:
    """The sample before anybody marked: its ledger begins with the load."""
    (sample_folder / "ledger.jsonl").unlink()
    records.open_review(sample_folder)
    return sample_folder


def test_a_dry_run_shows_and_writes_nothing(unmarked: Path) -> None:
    before = assigned(unmarked)
    shown = assign(unmarked, "--per-candidate", "3", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert lines[0] == "Phân công 117 phiếu cho 9 thành viên:"
    assert lines[1].startswith("  TV01  Trương Hoàng Lĩnh: 13 hồ sơ; Kinh tế ")
    assert lines[-1] == f"Chưa ghi gì. Ghi vào sổ: danvan assign {unmarked}"
    assert assigned(unmarked) == before


def test_what_it_shows_is_written_once(unmarked: Path) -> None:
    shown = assign(unmarked, "--per-candidate", "3")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.endswith("Đã ghi phân công vào sổ: thêm 117, bớt 0.\n")
    given = assigned(unmarked)
    assert [len(keys) for keys in given.values()] == [13] * 9
    again = assign(unmarked, "--per-candidate", "3")
    assert again.stdout.endswith("Phân công không khác phân công đang có: không ghi gì.\n")
    assert assigned(unmarked) == given


def test_the_number_stands_in_the_workbook(unmarked: Path) -> None:
    refused = assign(unmarked)
    assert refused.returncode == 1
    assert 'chưa ghi mục "Số người chấm mỗi hồ sơ"' in refused.stderr
    path = unmarked / "review.xlsx"
    workbook = load_workbook(path)
    row = next(row for row in workbook["Đợt xét"].iter_rows() if row[0].value == "Số người chấm mỗi hồ sơ")
    row[1].value = 2
    workbook.save(path)
    shown = assign(unmarked, "--dry-run")
    assert shown.stdout.startswith("Phân công 78 phiếu cho 9 thành viên:\n"), shown.stderr


def test_in_a_round_a_change_needs_its_reason(unmarked: Path) -> None:
    assign(unmarked, "--per-candidate", "3")
    review = records.open_review(unmarked)
    seq = review.ledger.head("secretary")[0]
    records.open_round(review, deadline=None, expected_seq=seq, entered_by="thư ký")
    refused = assign(unmarked, "--per-candidate", "2")
    assert refused.returncode == 1
    assert "đang trong vòng chấm mà bỏ 39 phân công đã có" in refused.stderr
    changed = assign(unmarked, "--per-candidate", "2", "--reason", "Thêm hồ sơ gửi muộn")
    assert changed.stdout.endswith("Đã ghi phân công vào sổ: thêm 0, bớt 39.\n"), changed.stderr
    entry = records.open_review(unmarked).ledger.entries("secretary", "assign")[-1]
    assert entry.body["reason"] == "Thêm hồ sơ gửi muộn"


def test_who_is_short_is_said_and_nothing_written_unless_it_is_accepted(unmarked: Path) -> None:
    before = assigned(unmarked)
    refused = assign(unmarked, "--per-candidate", "9")
    assert refused.returncode == 1
    assert "thiếu 1 người chấm: cần 9, chỉ có 8 thành viên không liên quan (" in refused.stderr
    assert "Chưa ghi gì." in refused.stderr
    assert assigned(unmarked) == before
    accepted = assign(unmarked, "--per-candidate", "9", "--accept")
    assert accepted.returncode == 0
    assert "Đã ghi phân công vào sổ" in accepted.stdout


def test_no_number_at_all_is_wrong_use(unmarked: Path) -> None:
    assert assign(unmarked, "--per-candidate", "0").returncode == 2
