"""Tables read ahead: the same as read in time, and never those of other files or other candidates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from danvan_tools.records import Review, open_review, read_ahead, review_folder
from danvan_tools.schema import Tables

NAMES = [name for name in Tables.__dataclass_fields__ if name in Review.__dataclass_fields__ and name != "settings"]


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The tables that are read anew."""
    names: list[str] = []
    from danvan_tools.records import tables_ahead

    for module in (review_folder, tables_ahead):
        kept = module.read_table
        monkeypatch.setattr(
            module, "read_table", lambda *given, kept=kept: (names.append(given[2].name), kept(*given))[1]
        )
    return names


def assert_same(one: Review, other: Review) -> None:
    for name in NAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.content.faults == other.content.faults
    assert one.settings == other.settings
    assert {name: sheet.cells for name, sheet in one.content.sheets.items()} == {
        name: sheet.cells for name, sheet in other.content.sheets.items()
    }


def test_what_was_read_ahead_is_what_would_be_read(sample_folder: Path, read: list[str]):
    known = open_review(sample_folder)
    ahead = read_ahead(sample_folder)
    read.clear()
    assert_same(open_review(sample_folder, ahead=ahead), known)
    assert read == []
    # Ids were put into those tables: they are taken once.
    assert_same(open_review(sample_folder, ahead=ahead), known)
    assert len(read) == len(known.content.sheets)


def test_a_file_that_changed_since_is_read_again(sample_folder: Path):
    open_review(sample_folder)
    ahead = read_ahead(sample_folder)
    book = load_workbook(sample_folder / "review.xlsx")
    sheet = book["Hội đồng"]
    (cell,) = [one for row in sheet.iter_rows() for one in row if one.value == "TV02"]
    cell.value = "TV02B"
    book.save(sample_folder / "review.xlsx")
    assert "TV02B" in set(open_review(sample_folder, ahead=ahead).committee["reviewer_id"])


def test_ids_that_the_ledger_issued_in_another_order_count(folder: Path, read: list[str]):
    first = open_review(folder)
    book = load_workbook(folder / "candidates.xlsx")
    sheet = book["Danh sách"]
    last = max(cell.row for row in sheet.iter_rows() for cell in row if cell.value not in (None, ""))
    rows = [[cell.value for cell in sheet[number]] for number in (last - 1, last)]
    for number, values in zip((last, last - 1), rows, strict=True):
        for cell, value in zip(sheet[number], values, strict=True):
            cell.value = value
    book.save(folder / "candidates.xlsx")
    ahead = read_ahead(folder)
    read.clear()
    reviewed = open_review(folder, ahead=ahead)
    read_with_ahead = list(read)
    assert_same(reviewed, open_review(folder))
    of_before = first.candidates.set_index("name")["candidate_id"]
    assert reviewed.candidates.set_index("name")["candidate_id"].to_dict() == of_before.to_dict()
    assert "candidates" not in read_with_ahead
