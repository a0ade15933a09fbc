"""Access codes: what is stored, who is let in, and how long a guess has to wait."""

from __future__ import annotations

import re
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.errors import FaultyFilesError
from danvan_tools.records import (
    AccessRefusedError,
    Ledger,
    access_states,
    asks_for_codes,
    check_code,
    code_holders,
    enter_review,
    export_ledger,
    find_member,
    issue_codes,
    members_without_code,
    open_door,
    open_review,
    revoke_codes,
)
from danvan_tools.records.access_code_text import hash_fits, hash_of, new_code, plain_code

NOON = datetime(2035, 10, 1, 12, tzinfo=UTC)
WRONG = "22222-22222-22222"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.db")


def refusal(ledger: Ledger, reviewer_id: str, code: str, at: datetime = NOON) -> str:
    with pytest.raises(AccessRefusedError) as caught:
        check_code(ledger, reviewer_id, code, at=at)
    return str(caught.value)


def test_a_code_has_more_than_sixty_bits_of_signs_that_are_hard_to_mistake() -> None:
    codes = [new_code() for _ in range(2000)]
    assert all(re.fullmatch(r"(?:[2-9CFGHJKMNPQRTVX]{5}-){2}[2-9CFGHJKMNPQRTVX]{5}", code) for code in codes)
    assert len(set(codes)) == 2000
    assert len(set("".join(codes)) - {"-"}) ** 15 > 2**60


@settings(max_examples=50)
@given(st.randoms(use_true_random=False))
def test_case_dashes_spaces_and_full_width_signs_do_not_matter(random) -> None:
    code = new_code()
    typed = "".join(
        random.choice([sign, sign.lower(), chr(ord(sign) + 0xFEE0), f" {sign}", f"{sign}–"]) for sign in code
    )
    assert plain_code(typed) == code.replace("-", "")


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_is_a_plain_code_or_nothing(text: str) -> None:
    plain = plain_code(text)
    assert plain == "" or plain_code(plain) == plain


def test_signs_no_code_has_are_read_as_those_they_look_like() -> None:
    assert plain_code("ZSB79-CFGHJ-KMNPQ") == plain_code("25879-CFGHJ-KMNPQ") == "25879CFGHJKMNPQ"
    assert plain_code("O2222-22222-22222") == ""


def test_a_hash_tells_its_parameters_and_fits_one_code_only() -> None:
    stored = hash_of("A")
    assert stored.startswith("scrypt$16384$8$1$")
    assert hash_of("A") != stored
    assert hash_fits("A", stored)
    assert not hash_fits("B", stored)
    for broken in ("", "md5$1$1$1$00$00", "scrypt$16384$8$1$zz$00", "scrypt$1073741824$8$1$00$00"):
        with pytest.raises(ValueError):
            hash_fits("A", broken)


def test_the_right_code_is_let_in_and_no_other(ledger: Ledger) -> None:
    codes = issue_codes(ledger, ["TV1", "TV2"])
    check_code(ledger, "TV1", codes["TV1"].lower().replace("-", " "))
    assert refusal(ledger, "TV1", codes["TV2"]) == (
        'Mã truy cập của thành viên "TV1": mã không đúng, đã gõ sai 1 lần. '
        "Xem mã trên phiếu rồi gõ lại; chữ hoa hay chữ thường, có hay không có gạch nối đều được."
    )
    assert refusal(ledger, "TV1", "  ") == (
        'Mã truy cập của thành viên "TV1": chưa gõ mã. Gõ mã ghi trên phiếu của mình.'
    )
    assert access_states(ledger)["failures"].tolist() == [1, 0]


def test_only_hashes_are_stored_and_none_is_exported(ledger: Ledger, tmp_path: Path) -> None:
    codes = issue_codes(ledger, ["TV1"])
    ledger.append("secretary", "note", {"text": "a"}, expected_seq=0)
    export_ledger(ledger, tmp_path / "ledger.jsonl")
    stored = (tmp_path / "ledger.db").read_bytes() + (tmp_path / "ledger.jsonl").read_bytes()
    assert codes["TV1"].encode() not in stored
    assert codes["TV1"].replace("-", "").encode() not in stored
    assert b"scrypt$" not in (tmp_path / "ledger.jsonl").read_bytes()
    assert ledger.verify() == []


def test_each_guess_after_five_waits_twice_as_long(ledger: Ledger) -> None:
    issue_codes(ledger, ["TV1"])
    now, waits = NOON, []
    for _ in range(5):
        refusal(ledger, "TV1", WRONG, now)
    for _ in range(8):
        sentence = refusal(ledger, "TV1", WRONG, now)
        number, unit = re.search(r"Đợi (\d+) (giây|phút) nữa", sentence).groups()
        waits.append(int(number) * (60 if unit == "phút" else 1))
        now += timedelta(seconds=waits[-1])
        refusal(ledger, "TV1", WRONG, now)
    assert waits == [15, 30, 60, 120, 240, 480, 600, 600]


def test_a_thousand_wrong_tries_never_succeed_and_never_lock_out_for_good(ledger: Ledger) -> None:
    code = issue_codes(ledger, ["TV1"])["TV1"]
    sentences = {refusal(ledger, "TV1", new_code(), NOON + timedelta(seconds=number)) for number in range(1000)}
    assert all("đã gõ sai" in sentence for sentence in sentences)
    # A new kernel opens the store anew: the count is there.
    again = Ledger.open(ledger.engine.url.database)
    failures = access_states(again)["failures"].item()
    assert 5 < failures < 15
    assert "nữa rồi gõ lại" in refusal(again, "TV1", code, NOON + timedelta(seconds=1000))
    check_code(again, "TV1", code, at=NOON + timedelta(seconds=1600))
    assert access_states(again)["failures"].item() == 0


def test_waiting_tries_are_not_counted_and_others_do_not_wait(ledger: Ledger) -> None:
    codes = issue_codes(ledger, ["TV1", "TV2"])
    for _ in range(20):
        refusal(ledger, "TV1", WRONG)
    assert access_states(ledger)["failures"].tolist() == [5, 0]
    check_code(ledger, "TV2", codes["TV2"], at=NOON)


def test_tries_at_the_same_moment_do_not_slip_past_the_count(ledger: Ledger) -> None:
    issue_codes(ledger, ["TV1"])
    threads = [threading.Thread(target=refusal, args=(ledger, "TV1", WRONG)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert access_states(ledger)["failures"].item() == 5


def test_a_clock_set_back_makes_nobody_wait_for_the_old_time(ledger: Ledger) -> None:
    code = issue_codes(ledger, ["TV1"])["TV1"]
    for _ in range(5):
        refusal(ledger, "TV1", WRONG)
    check_code(ledger, "TV1", code, at=NOON - timedelta(days=400))


def test_a_new_code_replaces_the_old_one_and_its_failures(ledger: Ledger) -> None:
    old = issue_codes(ledger, ["TV1"])["TV1"]
    for _ in range(7):
        refusal(ledger, "TV1", WRONG)
    new = issue_codes(ledger, ["TV1"])["TV1"]
    check_code(ledger, "TV1", new, at=NOON)
    refusal(ledger, "TV1", old)


def test_a_revoked_code_lets_nobody_in_and_the_desk_still_asks(ledger: Ledger) -> None:
    assert not asks_for_codes(ledger)
    assert refusal(ledger, "TV1", WRONG) == (
        'Mã truy cập của thành viên "TV1": chưa được cấp mã. Đề nghị thư ký cấp mã.'
    )
    code = issue_codes(ledger, ["TV1"])["TV1"]
    revoke_codes(ledger, ["TV1"])
    assert refusal(ledger, "TV1", code) == (
        'Mã truy cập của thành viên "TV1": mã đã bị thu hồi. Đề nghị thư ký cấp mã.'
    )
    assert access_states(ledger)["state"].tolist() == ["revoked"]
    assert asks_for_codes(ledger)


def test_codes_that_could_not_be_handed_out_are_not_issued(ledger: Ledger) -> None:
    old = issue_codes(ledger, ["TV1"])["TV1"]
    seen = {}

    def full_disk(codes) -> None:
        seen.update(codes)
        raise OSError

    with pytest.raises(OSError):
        issue_codes(ledger, ["TV1"], hand_out=full_disk)
    check_code(ledger, "TV1", old)
    refusal(ledger, "TV1", seen["TV1"])


def test_what_was_tampered_with_is_refused_in_words(ledger: Ledger) -> None:
    issue_codes(ledger, ["TV1"])
    for column, value, said in (
        ("hash", "x", "đã bị thay"),
        ("tried_at", "x", "đã hỏng"),
        ("tried_at", "2035-10-01", "đã hỏng"),
    ):
        with sqlite3.connect(ledger.engine.url.database) as connection:
            connection.execute(f"UPDATE access_codes SET {column} = '{value}'")  # noqa: S608
        connection.close()
        assert f"bản lưu của mã {said}" in refusal(ledger, "TV1", WRONG)


def _door(folder: Path):
    """Open the door of a review whose candidates were loaded."""
    open_review(folder)
    return open_door(folder)


def test_members_are_found_by_id_or_name(folder: Path) -> None:
    door = _door(folder)
    assert [find_member(door, typed) for typed in ("tv1", " TV2 ", "Đặng thị  Mười", "lý văn tám")] == [
        "TV1",
        "TV2",
        "TV1",
        "TV2",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Thành viên: chưa ghi họ tên. Gõ họ tên hoặc mã thành viên của mình."),
        (
            "Lý Văn Tam",
            'Thành viên "Lý Văn Tam": không có ở trang "Hội đồng". Ý là "Lý Văn Tám"? '
            "Gõ đúng họ tên hoặc mã ghi trên phiếu.",
        ),
        (
            "x" * 10_000,
            f'Thành viên "{"x" * 60}": không có ở trang "Hội đồng". Gõ đúng họ tên hoặc mã ghi trên phiếu.',
        ),
    ],
)
def test_who_is_no_member_is_told(folder: Path, typed: str, sentence: str) -> None:
    with pytest.raises(AccessRefusedError) as caught:
        find_member(_door(folder), typed)
    assert str(caught.value) == sentence


def test_two_members_of_one_name_are_told_apart_by_their_ids(folder: Path, edit) -> None:
    open_review(folder)
    with edit("review.xlsx", "Hội đồng") as sheet:
        sheet["B4"] = sheet["B3"].value
    door = open_door(folder)
    with pytest.raises(AccessRefusedError, match=r"2 người trùng họ tên\. Gõ mã thành viên: TV1 hoặc TV2\."):
        find_member(door, "Đặng Thị Mười")
    assert find_member(door, "TV2") == "TV2"


def test_the_door_opens_the_review_as_it_is_at_this_moment(folder: Path, edit) -> None:
    door = _door(folder)
    codes = issue_codes(door.ledger, ["TV1", "TV2"])
    assert enter_review(door, "TV1", codes["TV1"]).candidates["name"].tolist()[0] == "Hẻm sáng"
    with pytest.raises(AccessRefusedError, match="mã không đúng"):
        enter_review(door, "TV1", codes["TV2"])
    with edit("review.xlsx", "Hội đồng") as sheet:
        sheet.delete_rows(4)
    with edit("review.xlsx", "Có liên quan") as sheet:
        sheet.delete_rows(3)
    with pytest.raises(AccessRefusedError) as caught:
        enter_review(door, "TV2", codes["TV2"])
    assert str(caught.value) == ('Thành viên "TV2": không còn ở trang "Hội đồng". Hỏi thư ký nếu đó là nhầm lẫn.')


def test_a_committee_that_cannot_be_read_is_told(folder: Path, edit) -> None:
    with edit("review.xlsx", "Hội đồng") as sheet:
        sheet["D3"] = "Chủ trì lạ"
    with pytest.raises(FaultyFilesError, match='"Chủ trì lạ" không có trong danh mục'):
        _door(folder)
    with pytest.raises(FaultyFilesError, match=r"review\.xlsx"):
        open_door(folder / "none")


def test_members_without_a_code_are_those_who_never_had_one(folder: Path) -> None:
    review = open_review(folder)
    assert members_without_code(review) == ["TV1", "TV2"]
    issue_codes(review.ledger, ["TV2"])
    revoke_codes(review.ledger, ["TV2"])
    assert members_without_code(review) == ["TV1"]


def test_codes_are_named_by_members_and_by_former_members_who_hold_one(folder: Path) -> None:
    review = open_review(folder)
    issue_codes(review.ledger, ["TV8"])
    assert code_holders(review, ["tv2", "TV8"]) == ["TV2", "TV8"]
    with pytest.raises(AccessRefusedError) as caught:
        code_holders(review, ["TV2", "TV88"])
    assert str(caught.value) == (
        'Mã truy cập, thành viên "TV88": không có mã này ở trang "Hội đồng". Ý là "TV8"? Sửa rồi chạy lại.'
    )
