from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from danvan_tools.records import BallotRefusedError, save_ballot, tally_faults
from danvan_tools.schema import BALLOT_COLUMNS, BALLOT_NUMBERS

FORM, MATTER = "Giấy khen", "Đề nghị khen thưởng, biểu dương"
NUMBERS = dict.fromkeys(BALLOT_NUMBERS[1:], 0) | {
    "present": 2, "issued": 2, "returned": 2, "valid": 2, "votes_for": 2,
}  # fmt: skip


@pytest.fixture
def write(review):
    def one(seq: int = 0, **changes):
        numbers = {**NUMBERS, **{name: changes.pop(name) for name in list(changes) if name in NUMBERS}}
        told = {
            **{"candidate_id": review.candidates["candidate_id"].iloc[0], "form": FORM, "matter": MATTER},
            **{"held_on": date(2015, 12, 17), "tellers": ["Đặng Thị Mười"], "entered_by": "TV2"},
            **changes,
        }
        return save_ballot(review, numbers=numbers, expected_seq=seq, **told)

    return one


def test_a_count_sheet_comes_back_as_a_row(review, write) -> None:
    entry = write()
    assert (entry.stream, entry.kind, entry.seq) == ("committee", "ballot", 1)
    # Tallies and tellers; nothing in which a voter could be named.
    assert set(entry.body) == set(BALLOT_COLUMNS) - {"at"}
    row = review.tables().ballots.iloc[0]
    assert list(review.tables().ballots) == list(BALLOT_COLUMNS)
    assert (row["members"], row["votes_for"], row["round"], row["tellers"]) == (2, 2, 1, "Đặng Thị Mười")
    assert row["held_on"] == pd.Timestamp("2015-12-17")


def test_a_correction_needs_a_reason_and_keeps_the_first(review, write) -> None:
    write()
    with pytest.raises(BallotRefusedError, match="chưa ghi lý do"):
        write(1, votes_for=1, votes_against=1)
    write(1, votes_for=1, votes_against=1, reason="Đếm nhầm một phiếu")
    found = review.tables().ballots
    assert found[["votes_for", "reason"]].to_numpy().tolist() == [[1, "Đếm nhầm một phiếu"]]
    assert [entry.body["votes_for"] for entry in review.ledger.entries("committee", "ballot")] == [2, 1]


def test_rounds_follow_one_another(review, write) -> None:
    with pytest.raises(BallotRefusedError, match="vòng 2 không tiếp theo"):
        write(round_no=2)
    write()
    write(1, round_no=2)
    assert review.tables().ballots["round"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"candidate_id": "KHÔNG-CÓ"}, "không có hồ sơ này"),
        ({"form": "Huân chương"}, "không có hình thức “Huân chương”"),
        ({"matter": "Bầu tổ trưởng"}, 'không có quy tắc "Bầu tổ trưởng" áp dụng ngày 17/12/2015'),
        ({"tellers": [" "]}, "chưa ghi người kiểm phiếu"),
        ({"in_writing": 0, "present": 3}, "số có mặt 3 nhiều hơn tổng số thành viên 2"),
        (
            {"present": 1, "issued": 1, "returned": 1, "valid": 1, "votes_for": 1, "in_writing": 1},
            "không lấy ý kiến bằng văn bản",
        ),
        ({"returned": 3, "valid": 3, "votes_for": 3}, "số phiếu thu về 3 nhiều hơn số phiếu phát ra 2"),
        ({"valid": 1, "votes_for": 1}, "số phiếu hợp lệ 1 + số phiếu không hợp lệ 0 không bằng số phiếu thu về 2"),
        ({"votes_for": 1}, "không bằng số phiếu hợp lệ 2"),
        ({"recused": 1}, "số phiếu phát ra 2 nhiều hơn số có mặt tham gia biểu quyết 1"),
        ({"votes_against": -1}, 'số phiếu không đồng ý "-1" không phải là số đếm'),
    ],
)
def test_refused(review, write, changes, words) -> None:
    with pytest.raises(BallotRefusedError) as caught:
        write(**changes)
    assert words in str(caught.value)
    assert review.ledger.entries("committee") == []


def test_every_fault_at_once() -> None:
    wrong = {**NUMBERS, "members": 2, "returned": 3, "valid": 1}
    assert len(tally_faults(wrong)) == 3
    assert tally_faults({**NUMBERS, "members": 2}) == []


def test_numbers_that_are_no_count_sheet(review, write) -> None:
    with pytest.raises(ValueError, match="numbers must be"):
        save_ballot(
            review, candidate_id="x", form=FORM, matter=MATTER, held_on=date(2015, 12, 17), numbers={},
            tellers=["a"], entered_by="TV1", expected_seq=0,
        )  # fmt: skip
