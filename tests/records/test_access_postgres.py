"""Access codes of a shared ledger, on a real server: the code is the password of the reviewer's account."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from danvan_tools.errors import DanvanError
from danvan_tools.records import (
    AccessRefusedError,
    Ledger,
    access_states,
    asks_for_codes,
    check_code,
    enter_review,
    issue_codes,
    open_door,
    open_review,
    revoke_codes,
)
from tests.postgres_server import PostgresServer

NOON = datetime(2035, 10, 1, 12, tzinfo=UTC)
WRONG = "22222-22222-22222"
EditSheet = Callable[[str, str], AbstractContextManager[Worksheet]]


@pytest.fixture
def secretary(server: PostgresServer) -> Ledger:
    return server.new_ledger()


@pytest.fixture
def desk(secretary: Ledger) -> Ledger:
    """The account under which a page waits for somebody to log in."""
    return Ledger.open(secretary.name, user=f"{secretary.engine.url.database}_desk", password="ban")  # noqa: S106


def refusal(ledger: Ledger, reviewer_id: str, code: str, at: datetime = NOON) -> str:
    with pytest.raises(AccessRefusedError) as caught:
        check_code(ledger, reviewer_id, code, at=at)
    return str(caught.value)


def test_the_code_opens_the_account_of_its_reviewer_and_no_other(secretary: Ledger, desk: Ledger) -> None:
    codes = issue_codes(secretary, ["TV01", "TV02"])
    assert asks_for_codes(desk)
    own = check_code(desk, "TV01", codes["TV01"].lower())
    assert (own.may_append("reviewer:TV01"), own.may_append("reviewer:TV02")) == (True, False)
    with pytest.raises(DanvanError, match="không có quyền"):
        desk.entries()
    assert "mã không đúng, đã gõ sai 1 lần" in refusal(desk, "TV01", codes["TV02"])
    assert "mã không đúng, đã gõ sai 2 lần" in refusal(desk, "TV01", "không phải mã")
    assert "chưa được cấp mã" in refusal(desk, "TV03", WRONG)
    assert access_states(secretary)[["reviewer_id", "state", "failures"]].to_numpy().tolist() == [
        ["TV01", "issued", 2],
        ["TV02", "issued", 0],
    ]


def test_failed_tries_are_counted_on_the_server_and_waits_end(secretary: Ledger, desk: Ledger) -> None:
    code = issue_codes(secretary, ["TV01"])["TV01"]
    for _ in range(8):
        refusal(desk, "TV01", WRONG)
    again = Ledger.open(desk.name, user=str(desk.engine.url.username), password="ban")  # noqa: S106
    assert "đã gõ sai 5 lần. Đợi 15 giây nữa" in refusal(again, "TV01", code)
    check_code(again, "TV01", code, at=NOON + timedelta(seconds=15))
    assert access_states(secretary)["failures"].tolist() == [0]


def test_a_revoked_code_ends_what_is_open_and_a_new_one_opens_again(secretary: Ledger, desk: Ledger) -> None:
    code = issue_codes(secretary, ["TV01"])["TV01"]
    own = check_code(desk, "TV01", code)
    assert own.entries() == []
    revoke_codes(secretary, ["TV01"])
    assert "mã đã bị thu hồi" in refusal(desk, "TV01", code)
    with pytest.raises(DanvanError):
        own.entries()
    new = issue_codes(secretary, ["TV01"])["TV01"]
    assert "mã không đúng" in refusal(desk, "TV01", code)
    assert check_code(desk, "TV01", new).entries() == []


def test_codes_that_could_not_be_handed_out_are_not_issued(secretary: Ledger, desk: Ledger) -> None:
    old = issue_codes(secretary, ["TV01"])["TV01"]

    def full_disk(_codes: object) -> None:
        raise OSError

    with pytest.raises(OSError):
        issue_codes(secretary, ["TV01", "TV02"], hand_out=full_disk)
    check_code(desk, "TV01", old)
    assert "chưa được cấp mã" in refusal(desk, "TV02", WRONG)


def test_the_desk_neither_issues_nor_learns_codes(secretary: Ledger, desk: Ledger) -> None:
    issue_codes(secretary, ["TV01"])
    for attempt in (lambda: issue_codes(desk, ["TV01"]), lambda: revoke_codes(desk, ["TV01"])):
        with pytest.raises(DanvanError):
            attempt()
    with desk.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT hash FROM access_codes").scalars().all() == [None]


def test_a_server_that_is_gone_is_no_wrong_code(server: PostgresServer, secretary: Ledger, desk: Ledger) -> None:
    code = issue_codes(secretary, ["TV01"])["TV01"]
    server.stop()
    try:
        with pytest.raises(DanvanError) as caught:
            check_code(desk, "TV01", code)
        assert not isinstance(caught.value, AccessRefusedError)
        assert "mã không đúng" not in str(caught.value)
    finally:
        server.start()
    check_code(desk, "TV01", code)


def test_a_kernel_reads_no_entry_before_login_and_its_reviewers_after(
    secretary: Ledger, folder: Path, edit: EditSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with edit("review.xlsx", "Đợt xét") as sheet:
        (cell,) = [row[1] for row in sheet.iter_rows() if row[0].value == "Sổ ghi chung"]
        cell.value = secretary.name
    open_review(folder, ledger=secretary)
    codes = issue_codes(secretary, ["TV1", "TV2"])
    # All the passwords that the machine of the desk holds.
    passwords = tmp_path / "pgpass"
    passwords.write_text("*:*:*:*:ban\n", encoding="utf-8")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    monkeypatch.delenv("PGUSER", raising=False)
    door = open_door(folder)
    assert (door.committee["reviewer_id"].tolist(), asks_for_codes(door.ledger)) == (["TV1", "TV2"], True)
    for attempt in (door.ledger.entries, lambda: open_review(folder), lambda: enter_review(door, "TV1", None)):
        with pytest.raises(DanvanError):
            attempt()
    with pytest.raises(AccessRefusedError, match="mã không đúng"):
        enter_review(door, "TV1", codes["TV2"])
    review = enter_review(door, "TV1", codes["TV1"])
    assert review.candidates["name"].tolist()[0] == "Hẻm sáng"
    assert {entry.kind for entry in review.ledger.entries("secretary")} == {"register", "load"}
    assert (review.ledger.may_append("reviewer:TV1"), review.ledger.may_append("reviewer:TV2")) == (True, False)
