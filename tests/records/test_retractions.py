"""Entries of the committee's stream taken back: what was before is in force again, and everything stays written."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from danvan_tools.records import (
    DecisionRefusedError,
    LedgerConflictError,
    RecommendationRefusedError,
    RetractionRefusedError,
    Review,
    candidate_history,
    follow_awards,
    open_review,
    retract_entry,
    save_ballot,
    save_decision,
    save_recommendation,
    save_unamended,
)
from danvan_tools.schema import BALLOT_NUMBERS

NUMBERS = dict.fromkeys(BALLOT_NUMBERS[1:], 0) | {
    "present": 2, "issued": 2, "returned": 2, "valid": 2, "votes_for": 2,
}  # fmt: skip


@pytest.fixture
def key(review: Review) -> str:
    return str(review.candidates.set_index("name").loc["Vườn rau an toàn", "candidate_id"])


def seq(review: Review) -> int:
    return review.ledger.head("committee")[0]


def recommend(review: Review, key: str, form: str, reason: str = ""):
    return save_recommendation(
        review, candidate_id=key, proposed_form="Giấy khen", form=form, reason=reason, entered_by="TV2",
        expected_seq=seq(review),
    )  # fmt: skip


def decide(review: Review, key: str, form: str, reason: str = "", **changes):
    given = {
        "occasion": "conference", "authority": "Đảng ủy xã Một", "authority_kind": "party", "level": "commune",
        "decision_no": "43-QĐ/ĐU", "decided_on": date(2015, 12, 21), "signer": "Người Ký",
    }  # fmt: skip
    return save_decision(
        review, candidate_id=key, form=form, reason=reason, entered_by="TV2", expected_seq=seq(review),
        **(given | changes),
    )  # fmt: skip


def take_back(review: Review, number: int, reason: str = "Gõ nhầm", **changes):
    return retract_entry(
        review, seq=number, reason=reason, entered_by="TV2", **({"expected_seq": seq(review)} | changes)
    )


def test_the_amendment_before_is_in_force_again(sound_folder, tmp_path, key) -> None:
    review = open_review(shutil.copytree(sound_folder, tmp_path / "own"))
    recommend(review, key, "Giấy khen")
    amended = recommend(review, key, "Biểu dương", "Kết quả còn hẹp")
    take_back(review, amended.seq)
    assert review.ledger.recommendations()["form"].tolist() == ["Giấy khen"]
    assert [entry.kind for entry in review.ledger.entries("committee")] == ["recommendation"] * 2 + ["retract"]
    last = candidate_history(review, key).iloc[-1]
    assert (last["event"], last["reason"], last["by"]) == ("rút lại đề nghị của hội đồng", "Gõ nhầm", "Lý Văn Tám")


def test_a_decision_taken_back_counts_as_never_made(review, key) -> None:
    recommend(review, key, "Giấy khen")
    struck = decide(review, key, "", "Có đơn thư")
    assert (struck.body["change"], struck.body["recommended_form"]) == ("struck", "Giấy khen")
    assert follow_awards(review)["award_change"].tolist() == ["struck"]
    assert review.tables().struck[["candidate_id", "reason"]].to_numpy().tolist() == [[key, "Có đơn thư"]]
    take_back(review, struck.seq)
    assert review.tables().struck.empty
    assert follow_awards(review)[["recommended", "decided", "award_change"]].to_numpy().tolist() == [
        ["Giấy khen", "", ""]
    ]


@pytest.mark.parametrize(("form", "words"), [("", "không ghi hình thức"), ("Biểu dương", "hạ từ khen thưởng xuống")])
def test_a_decision_that_differs_needs_a_reason(review, key, form, words) -> None:
    recommend(review, key, "Giấy khen")
    with pytest.raises(DecisionRefusedError, match=words):
        decide(review, key, form)
    assert review.ledger.decisions().empty


def test_a_decision_on_another_occasion_answers_no_recommendation(review, key) -> None:
    recommend(review, key, "Giấy khen")
    assert "change" not in decide(review, key, "Biểu dương", occasion="founding_day").body


def test_a_round_of_votes_is_kept_while_a_later_one_rests_on_it(review, key) -> None:
    def vote(round_no: int):
        return save_ballot(
            review, candidate_id=key, form="Giấy khen", matter="Đề nghị khen thưởng, biểu dương", numbers=NUMBERS,
            held_on=date(2015, 12, 17), tellers=["A"], entered_by="TV2", expected_seq=seq(review), round_no=round_no,
        )  # fmt: skip

    first, second = vote(1), vote(2)
    with pytest.raises(RetractionRefusedError, match="vòng 2 được ghi tiếp theo vòng 1"):
        take_back(review, first.seq)
    take_back(review, second.seq)
    take_back(review, first.seq)
    assert review.ledger.ballots().empty


def test_what_cannot_be_taken_back(review, key) -> None:
    made = recommend(review, key, "Giấy khen")
    with pytest.raises(RetractionRefusedError, match="chưa ghi lý do"):
        take_back(review, made.seq, " ")
    with pytest.raises(RetractionRefusedError, match="mục 9: mục này không có"):
        take_back(review, 9)
    with pytest.raises(LedgerConflictError):
        take_back(review, made.seq, expected_seq=0)
    first = take_back(review, made.seq, entry_id="một")
    assert take_back(review, made.seq, entry_id="một") == first
    with pytest.raises(RetractionRefusedError, match="đã được rút lại"):
        take_back(review, made.seq)


def test_several_candidates_as_computed_all_or_none(review, key) -> None:
    other = str(review.candidates.set_index("name").loc["Hẻm sáng", "candidate_id"])
    with pytest.raises(RecommendationRefusedError, match="không có hồ sơ này"):
        save_unamended(review, {key: "Giấy khen", "XX-9": "Giấy khen"}, entered_by="TV2", expected_seq=0)
    assert review.ledger.entries("committee") == []
    written = save_unamended(review, {key: "Giấy khen", other: ""}, entered_by="TV2", expected_seq=0)
    assert [entry.body["form"] for entry in written] == ["Giấy khen", ""]
    assert save_unamended(review, {}, entered_by="TV2", expected_seq=2) == []
