"""``danvan decisions``: the list out, what it shows, when it writes, and when it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl

from danvan_tools import records


def decisions(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from danvan_tools.cli import main; main()", "decisions", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, timeout=300, stdin=subprocess.DEVNULL
    )


def test_the_list_goes_out_and_comes_back(sample_folder: Path) -> None:
    exported = decisions("export", sample_folder)
    path = sample_folder / "output" / "quyet-dinh.xlsx"
    assert (exported.returncode, exported.stdout) == (0, f"Đã xuất danh sách: {path}\n"), exported.stderr
    again = decisions("export", sample_folder)
    assert (again.returncode, again.stdout) == (1, "")
    assert "đã có tệp mang tên này" in again.stderr

    book = openpyxl.load_workbook(path)
    sheet = book["Quyết định"]
    (row,) = (one for one in range(5, 60) if sheet.cell(one, 2).value == "MH-019")
    sheet.cell(row, 7).value, sheet.cell(row, 15).value = "Biểu dương", "Kết quả còn hẹp"
    book.save(path)
    before = records.open_review(sample_folder).ledger.head("committee")[0]

    dry = decisions("import", sample_folder, path, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    lines = dry.stdout.splitlines()
    assert lines[0] == "== quyet-dinh.xlsx: 1 quyết định phải ghi, 38 dòng không đổi =="
    assert lines[1].startswith("MH-019 (đề nghị: Giấy khen): Giấy khen: ")
    assert lines[1].endswith(" – lý do: Kết quả còn hẹp")
    assert records.open_review(sample_folder).ledger.head("committee")[0] == before

    written = decisions("import", sample_folder, path)
    assert written.stdout.splitlines()[-1] == "quyet-dinh.xlsx: đã ghi 1 quyết định vào sổ.", written.stderr
    assert decisions("import", sample_folder, path).stdout.splitlines()[-1] == (
        "quyet-dinh.xlsx: không có gì mới để ghi."
    )
    (entry,) = records.open_review(sample_folder).ledger.entries("committee", after=before)
    assert (entry.body["change"], entry.body["form"]) == ("lowered", "Biểu dương")


def test_a_file_that_is_no_list_is_one_sentence(sample_folder: Path) -> None:
    refused = decisions("import", sample_folder, sample_folder / "review.xlsx")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("review.xlsx: tệp không phải là danh sách quyết định")
