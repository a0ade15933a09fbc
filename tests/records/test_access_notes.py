"""Codes are noted in the chained ledger: a hash put in another's place lets nobody in, and is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from danvan_tools.language import format_moment
from danvan_tools.records import (
    AccessRefusedError,
    Ledger,
    asks_for_codes,
    check_code,
    check_folder,
    issue_codes,
    open_review,
    revoke_codes,
)
from danvan_tools.records.access_code_text import hash_of, new_code, plain_code
from danvan_tools.records.review_ledger import has_marks
from danvan_tools.records.verify import verify_folder


@pytest.fixture
def issued(folder: Path) -> tuple[Path, Ledger, dict[str, str]]:
    ledger = open_review(folder).ledger
    return folder, ledger, issue_codes(ledger, ["TV1", "TV2"])


def change(folder: Path, *statement: object) -> None:
    with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
        connection.execute(*statement)


def test_sound_codes_are_no_fault_and_no_marks(issued: tuple[Path, Ledger, dict[str, str]]) -> None:
    folder, ledger, codes = issued
    assert verify_folder(folder).faults == []
    assert check_folder(folder) == []
    assert not has_marks(ledger)
    assert [(note.kind, note.body["reviewer_id"]) for note in ledger.entries("safekeeping")] == [
        ("issue_code", "TV1"),
        ("issue_code", "TV2"),
    ]
    revoke_codes(ledger, ["TV1"])
    issue_codes(ledger, ["TV2"])
    assert verify_folder(folder).faults == []
    with pytest.raises(AccessRefusedError, match="mã không đúng"):
        check_code(ledger, "TV2", codes["TV2"])


@pytest.mark.parametrize("whose", ["another member's", "one's own making"])
def test_a_hash_in_anothers_place_lets_nobody_in_and_is_named(
    issued: tuple[Path, Ledger, dict[str, str]], whose: str
) -> None:
    folder, ledger, codes = issued
    typed = codes["TV2"]
    if whose == "another member's":
        change(
            folder,
            "UPDATE access_codes SET hash = (SELECT hash FROM access_codes WHERE reviewer_id = 'TV2') "
            "WHERE reviewer_id = 'TV1'",
        )
    else:
        typed = new_code()
        change(folder, "UPDATE access_codes SET hash = ? WHERE reviewer_id = 'TV1'", (hash_of(plain_code(typed)),))
    with pytest.raises(AccessRefusedError, match="bản lưu của mã đã bị thay"):
        check_code(ledger, "TV1", typed)
    at = format_moment(datetime.fromisoformat(ledger.entries("safekeeping")[0].at))
    (fault,) = verify_folder(folder).faults
    assert str(fault) == (
        f'ledger.db: mã truy cập của thành viên "TV1" trong tệp không phải mã đã cấp (lần cấp cuối ghi trong sổ là lúc '
        f"{at}): có người đã sửa tệp để vào thay. Cấp mã mới: danvan access THƯ-MỤC --revoke TV1 --print TỆP. Hỏi "
        "người ấy xem phiếu của mình có điểm nào không do mình chấm."
    )
    assert fault.severity == "error"
    assert [str(one) for one in check_folder(folder)] == [str(fault)]
    issue_codes(ledger, ["TV1"])
    assert verify_folder(folder).faults == []


def test_a_revoked_code_put_back_is_named(issued: tuple[Path, Ledger, dict[str, str]]) -> None:
    folder, ledger, codes = issued
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        (stored,) = connection.execute("SELECT hash FROM access_codes WHERE reviewer_id = 'TV1'").fetchone()
    revoke_codes(ledger, ["TV1"])
    change(folder, "UPDATE access_codes SET hash = ?, state = 'issued' WHERE reviewer_id = 'TV1'", (stored,))
    with pytest.raises(AccessRefusedError, match="bản lưu của mã đã bị thay"):
        check_code(ledger, "TV1", codes["TV1"])
    assert "lần thu hồi cuối ghi trong sổ là lúc" in str(verify_folder(folder).faults[0])


def test_codes_taken_away_do_not_open_the_desk(issued: tuple[Path, Ledger, dict[str, str]]) -> None:
    folder, ledger, _ = issued
    change(folder, "DROP TABLE access_codes")
    assert asks_for_codes(ledger)
    faults = verify_folder(folder).faults
    assert [fault.severity for fault in faults] == ["warning", "warning"]
    assert 'mã truy cập của thành viên "TV1" đã cấp mà không còn trong tệp sổ' in faults[0].what


def test_an_entry_about_a_code_is_part_of_the_chain(issued: tuple[Path, Ledger, dict[str, str]]) -> None:
    folder, _, _ = issued
    change(folder, "DROP TRIGGER entries_never_updated")
    change(folder, "UPDATE entries SET body = replace(body, 'TV1', 'TV3') WHERE stream = 'safekeeping' AND seq = 1")
    assert 'luồng "safekeeping", mục 1: nội dung đã bị sửa' in str(verify_folder(folder).faults[0])
