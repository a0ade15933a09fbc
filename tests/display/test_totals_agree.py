"""One rule everywhere: what a card, a spreadsheet and the computing say a sheet comes to."""

from __future__ import annotations

import random
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from danvan_tools.assessment import sheet_totals
from danvan_tools.display.open_sheet import OpenSheet
from danvan_tools.records import Review, export_sheets, open_round, save_mark, sheet_states
from danvan_tools.records.rubrics import build_rubrics

KEYS = ["TT1", "TT2", "TT3", "TT4", "TT5", "TT6", "TT7"]
STEP = Decimal("0.1")


def with_rubric(review: Review, draw: random.Random) -> Review:
    """Return the review under random weights, bonuses, penalties and givers of its first rubric."""
    criteria = review.criteria.copy()
    for key in KEYS:
        row = criteria["criterion_id"] == key
        criteria.loc[row, "weight"] = draw.choice([float("nan"), 1.0, 0.33, 0.5, 1.25, 2.0, 3.0])
        kind = draw.choice(["plain", "plain", "bonus", "penalty"])
        criteria.loc[row, "bonus"] = "yes" if kind == "bonus" else "no"
        criteria.loc[row, "penalty"] = "yes" if kind == "penalty" else ""
        criteria.loc[row, "marked_by"] = draw.choice(["", "", "", "committee", "index"]) if key != "TT1" else ""
    settings = replace(review.settings, step=STEP)
    return replace(review, criteria=criteria, rubrics=build_rubrics(criteria, review.tiers), settings=settings)


def mark_all(review: Review, draw: random.Random, candidate_id: str) -> None:
    for row in review.rubrics["collective"].criteria.to_dict("records"):
        points = STEP * draw.randint(0, int(row["max_points"] * 10))
        save_mark(
            review,
            reviewer_id="TV1",
            candidate_id=candidate_id,
            criterion_id=row["criterion_id"],
            points=points,
            expected_seq=review.ledger.head("reviewer:TV1")[0],
            entered_by="TV1",
        )


def by_libreoffice(folder: Path, paths: list[Path]) -> list[Path]:
    """Return the workbooks as LibreOffice saves them, computed anew: the totals stored in them were taken out."""
    for path in paths:
        workbook = openpyxl.load_workbook(path)
        workbook.save(path)
        assert openpyxl.load_workbook(path, data_only=True)["Điểm tập thể"].cell(6, 5 + 20).value is None
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "saved", *paths], check=True, capture_output=True, timeout=120)
    return [folder / "saved" / path.name for path in paths]


def totals_of(path: Path) -> dict[str, float]:
    sheet = openpyxl.load_workbook(path, data_only=True)["Điểm tập thể"]
    last = next(cell.column for cell in sheet[3] if cell.value == "Tổng điểm")
    return {row[1].value: row[last - 1].value for row in sheet.iter_rows(min_row=6, max_row=7)}


@pytest.mark.slow
def test_card_spreadsheet_and_computing_give_one_total(small_review, tmp_path) -> None:
    review, candidates, paths, expected = small_review, ["MH-001", "MH-002"], [], []
    for seed in range(8):
        draw = random.Random(seed)  # noqa: S311
        changed = with_rubric(review, draw)
        for candidate_id in candidates:
            mark_all(changed, draw, candidate_id)
        (path,) = export_sheets(changed, tmp_path / f"{seed}", ["TV1"])
        paths.append(path.rename(tmp_path / f"phieu-{seed}.xlsx"))
        marks = changed.ledger.current_marks()
        computed = sheet_totals(marks, changed.rubrics["collective"]).set_index("candidate_id")["total"].to_dict()
        assert {key: float(OpenSheet(changed, "TV1", key).total().points) for key in candidates} == computed
        states = sheet_states(changed, "TV1", candidates).set_index("candidate_id")["total"].to_dict()
        assert states == computed
        assert totals_of(paths[-1]) == computed
        expected.append(computed)
    assert [totals_of(path) for path in by_libreoffice(tmp_path, paths)] == expected


def test_words_of_a_reason_and_blanks_are_no_points(small_review, tmp_path) -> None:
    asked = {"reviewer_id": "TV1", "candidate_id": "MH-002", "entered_by": "TV1"}
    criteria = small_review.criteria.copy()
    criteria.loc[criteria["criterion_id"] == "TT2", "penalty"] = "yes"
    criteria.loc[criteria["criterion_id"] == "TT3", "weight"] = 2.0
    review = replace(small_review, criteria=criteria, rubrics=build_rubrics(criteria, small_review.tiers))
    save_mark(review, criterion_id="TT1", points=None, no_mark="insufficient_evidence", expected_seq=0, **asked)
    save_mark(review, criterion_id="TT2", points=Decimal(20), expected_seq=1, **asked)
    save_mark(review, criterion_id="TT3", points=Decimal("2.5"), expected_seq=2, **asked)
    assert OpenSheet(review, "TV1", "MH-002").total() == (Decimal(-15), 5, [])
    (path,) = export_sheets(review, tmp_path, ["TV1"])
    sheet = openpyxl.load_workbook(path)["Điểm tập thể"]
    assert sheet["K7"].value == '=IF(COUNT(D7:J7)=0,"",ROUND(SUM(D7)-SUM(E7)+2*SUM(F7)+SUM(G7:J7),6))'
    assert (sheet["E2"].value, sheet["F2"].value) == ("điểm trừ", "trọng số 2")
    assert totals_of(path)["MH-002"] == -15
    (saved,) = by_libreoffice(tmp_path, [path])
    assert totals_of(saved) in ({"MH-001": "", "MH-002": -15}, {"MH-001": None, "MH-002": -15})


def test_points_that_wait_are_not_in_the_total(small_review) -> None:
    mark = {"reviewer_id": "TV1", "candidate_id": "MH-002", "entered_by": "TV1"}
    save_mark(small_review, criterion_id="TT1", points=Decimal(10), expected_seq=0, **mark)
    seq = small_review.ledger.head("secretary")[0]
    open_round(small_review, deadline=None, expected_seq=seq, entered_by="TV2")
    save_mark(small_review, criterion_id="TT2", points=Decimal(7), expected_seq=1, **mark)
    assert OpenSheet(small_review, "TV1", "MH-002").total() == (Decimal(7), 5, [1])
