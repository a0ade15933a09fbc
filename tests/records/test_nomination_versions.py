from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from danvan_tools.records.form_items import ITEMS
from danvan_tools.records.incoming import Form, IncomingFile
from danvan_tools.records.nomination_versions import (
    Nomination,
    ask_about_copies,
    compare_with_list,
    settle_versions,
)


def _nomination(day: int, goals: str = "x", name: str = "Hẻm sáng", unit: str = "P01") -> Nomination:
    file_name = f"incoming/{day}-{goals}.docx"
    file = IncomingFile(
        path=Path(file_name),
        name=file_name,
        digest=goals,
        received_on=date(2026, 3, day),
        changed_on=date(2026, 3, day),
        kind="document",
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


def test_a_version_whose_words_come_back_after_another_is_the_newest():
    assert _states(_nomination(1, "một"), _nomination(2, "hai"), _nomination(3, "một")) == ["older", "older", "newest"]


def test_a_version_sent_again_after_two_of_one_day_settles_which_is_valid():
    days = [(4, "a"), (4, "b"), (9, "a")]
    nominations = [_nomination(*day) for day in days]
    assert (_states(*nominations), settle_versions(nominations)[1]) == (["older", "older", "newest"], [])


def test_a_version_that_comes_twice_on_one_day_is_one_of_two_rivals():
    assert _states(_nomination(4, "a"), _nomination(4, "b"), _nomination(4, "A")) == ["repeat", "unclear", "unclear"]


def test_the_bytes_of_an_old_version_with_a_later_day_are_asked_about():
    first, second = _nomination(1, "một"), _nomination(2, "hai")
    settle_versions([first, second])
    copies = [
        (first.form.file, replace(first.form.file, name="incoming/chep.docx", changed_on=date(2026, 3, day)))
        for day in (1, 2)
    ]
    assert ask_about_copies([first, second], copies[:1]) == []
    assert (first.state, second.state) == ("older", "newest")
    [fault] = ask_about_copies([first, second], copies[1:])
    assert (first.state, second.state) == ("unclear", "unclear")
    assert (fault.file, fault.kind, fault.severity) == ("incoming/chep.docx", "contradiction", "warning")
    assert 'ghi ngày 02/03/2026 nhưng giống hệt tệp "incoming/1-một.docx", là bản cũ của hồ sơ "Hẻm sáng"' in fault.what
    assert 'tệp "incoming/2-hai.docx" nhận ngày 02/03/2026 đã thay bản ấy' in fault.what


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
