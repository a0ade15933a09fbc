from datetime import date
from pathlib import Path

import pandas as pd

from danvan_tools.records.form_items import ITEMS
from danvan_tools.records.incoming import Form, IncomingFile
from danvan_tools.records.nomination_versions import Nomination, compare_with_list, settle_versions


def _nomination(day: int, goals: str = "x", name: str = "Hẻm sáng", unit: str = "P01") -> Nomination:
    file_name = f"incoming/{day}-{goals}.docx"
    file = IncomingFile(
        path=Path(file_name), name=file_name, digest="0", received_on=date(2026, 3, day), kind="document"
    )
    return Nomination(
        form=Form(texts={"name": name, "goals": goals}, place="phiếu 1", file=file), unit_id=unit, unit=unit
    )


def _states(*nominations: Nomination) -> list[str]:
    settle_versions(nominations)
    return [one.state for one in nominations]


def test_a_nomination_that_came_once_is_new():
    assert _states(_nomination(1), _nomination(1, name="Khác")) == ["new", "new"]


def test_the_same_name_from_two_units_is_two_nominations():
    assert _states(_nomination(1), _nomination(2, unit="P02")) == ["new", "new"]


def test_a_later_version_replaces_an_earlier_one_whatever_their_order_and_says_what_differs():
    newer, older = _nomination(9, "mới"), _nomination(2, "cũ")
    differences, faults = settle_versions([newer, older])
    assert (newer.state, older.state, faults) == ("newest", "older", [])
    assert differences == [
        {
            "name": "Hẻm sáng", "unit": "P01", "item": "Mục tiêu - tiêu chí", "older": "cũ", "newer": "mới",
            "older_file": "incoming/2-cũ.docx", "newer_file": "incoming/9-mới.docx",
        }
    ]  # fmt: skip


def test_a_later_copy_with_the_same_words_is_a_repeat():
    assert _states(_nomination(1, "hòa  thuận"), _nomination(5, "Hoà thuận")) == ["new", "repeat"]


def test_two_versions_of_one_day_are_both_proposed_and_asked_about():
    one, two = _nomination(4, "a"), _nomination(4, "b")
    differences, faults = settle_versions([one, two])
    assert (one.state, two.state) == ("unclear", "unclear")
    assert [row["newer"] for row in differences] == ["b"]
    [fault] = faults
    assert fault.kind == "contradiction"
    assert "2 bản khác nhau cùng nhận ngày 04/03/2026: incoming/4-a.docx, phiếu 1; incoming/4-b.docx" in fault.what


def test_what_the_list_holds_is_not_proposed_again_and_differs_where_it_differs():
    blank = {item.name: "" for item in ITEMS}
    listed = pd.DataFrame(
        [
            blank | {"candidate_id": "MH-001", "name": "Hẻm Sáng", "unit_id": "P01", "goals": "X"},
            blank | {"candidate_id": "MH-002", "name": "Vườn rau", "unit_id": "P01", "goals": "cũ"},
        ]
    )
    same, other, new = _nomination(1), _nomination(1, "mới", "Vườn rau"), _nomination(1, name="Tổ tự quản")
    differences = compare_with_list([same, other, new], listed, "candidates.xlsx")
    assert [(one.state, one.candidate_id) for one in (same, other, new)] == [
        ("listed", "MH-001"),
        ("differs", "MH-002"),
        ("new", ""),
    ]
    assert [(row["older"], row["older_file"], row["newer"]) for row in differences] == [
        ("cũ", "candidates.xlsx", "mới")
    ]
