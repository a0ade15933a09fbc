import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from danvan_tools.records.decisions import DecisionRefusedError, save_decision
from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.recommendations import RecommendationRefusedError, save_recommendation
from danvan_tools.records.review import Review, open_review

AT = datetime(2015, 12, 17, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def opened(sound_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The small review, read once for all tests here: none of them changes its tables."""
    return open_review(shutil.copytree(sound_folder, tmp_path_factory.mktemp("opened") / "review"))


@pytest.fixture
def review(opened: Review, tmp_path: Path) -> Review:
    return replace(opened, ledger=Ledger.open(tmp_path / "ledger.db"))


def candidate(review: Review, name: str) -> str:
    return str(review.candidates.set_index("name").loc[name, "candidate_id"])


def recommend(review: Review, **changes: Any) -> Entry:
    recommendation = {
        "candidate_id": candidate(review, "Vườn rau an toàn"),
        "proposed_form": "Giấy khen",
        "form": "Giấy khen",
        "reason": "",
        "entered_by": "TV2",
        "expected_seq": review.ledger.head("committee")[0],
        "at": AT,
    }
    return save_recommendation(review, **(recommendation | changes))


def decide(review: Review, **changes: Any) -> Entry:
    decision = {
        "candidate_id": candidate(review, "Vườn rau an toàn"),
        "form": "Giấy khen",
        "occasion": "conference",
        "authority": "Đảng ủy xã Một",
        "authority_kind": "party",
        "level": "commune",
        "decision_no": "43-QĐ/ĐU",
        "decided_on": date(2015, 12, 21),
        "signer": "Người Ký",
        "entered_by": "TV2",
        "expected_seq": review.ledger.head("committee")[0],
        "at": AT,
    }
    return save_decision(review, **(decision | changes))


def test_a_recommendation_is_kept_with_what_was_proposed(review: Review) -> None:
    entry = recommend(review, form="Biểu dương", reason="Xét kết quả kiểm tra.", entry_id="a")
    assert (entry.stream, entry.seq, entry.id, entry.kind) == ("committee", 1, "a", "recommendation")
    assert entry.body == {
        "candidate_id": candidate(review, "Vườn rau an toàn"),
        "proposed_form": "Giấy khen",
        "form": "Biểu dương",
        "reason": "Xét kết quả kiểm tra.",
        "entered_by": "TV2",
    }
    table = review.ledger.recommendations()
    assert table.drop(columns="candidate_id").to_numpy().tolist() == [
        ["Giấy khen", "Biểu dương", "Xét kết quả kiểm tra.", pd.Timestamp(AT)]
    ]


def test_no_change_needs_no_reason_and_every_change_needs_one(review: Review) -> None:
    assert recommend(review).body["reason"] == ""
    assert recommend(review, proposed_form="", form="").body["form"] == ""
    for proposed, form, words in (
        ("Giấy khen", "", "đổi từ “Giấy khen” thành “không đề nghị”"),
        ("", "Biểu dương", "đổi từ “không có hình thức” thành “Biểu dương”"),
    ):
        with pytest.raises(RecommendationRefusedError, match=f"{words} mà chưa ghi lý do"):
            recommend(review, proposed_form=proposed, form=form, reason=" ")
    assert len(review.ledger.entries("committee")) == 2


def test_a_recommendation_for_an_unknown_candidate_or_form_is_refused(review: Review) -> None:
    with pytest.raises(RecommendationRefusedError, match=r"hồ sơ XX-99: không có hồ sơ này"):
        recommend(review, candidate_id="XX-99")
    for changes in ({"form": "Huân chương", "reason": "x"}, {"proposed_form": "Huân chương", "reason": "x"}):
        with pytest.raises(RecommendationRefusedError, match=r"“Huân chương” cho chủ thể “tập thể”.*“Giấy khen”"):
            recommend(review, **changes)
    assert review.ledger.entries("committee") == []


def test_a_decision_is_kept_with_all_that_makes_it_one(review: Review) -> None:
    recommend(review)
    entry = decide(review)
    assert (entry.stream, entry.seq, entry.kind) == ("committee", 2, "decision")
    assert entry.body == {
        "candidate_id": candidate(review, "Vườn rau an toàn"),
        "form": "Giấy khen",
        "occasion": "conference",
        "authority": "Đảng ủy xã Một",
        "authority_kind": "party",
        "level": "commune",
        "decision_no": "43-QĐ/ĐU",
        "decided_on": "2015-12-21",
        "signer": "Người Ký",
        "entered_by": "TV2",
    }
    assert review.ledger.decisions()["decided_on"].tolist() == [pd.Timestamp("2015-12-21")]


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"authority": ""}, "thiếu cơ quan quyết định."),
        ({"decision_no": " "}, "thiếu số quyết định."),
        ({"decided_on": None}, "thiếu ngày quyết định."),
        ({"signer": ""}, "thiếu người ký."),
        ({"decision_no": "", "decided_on": None, "signer": ""}, "thiếu số quyết định, ngày quyết định và người ký."),
    ],
)
def test_a_decision_that_lacks_something_is_refused(review: Review, missing: dict[str, Any], words: str) -> None:
    with pytest.raises(DecisionRefusedError) as refused:
        decide(review, **missing)
    place = candidate(review, "Vườn rau an toàn")
    assert str(refused.value) == f"Quyết định cho hồ sơ {place}: {words} Ghi đủ rồi lưu lại."
    assert review.ledger.entries("committee") == []


def test_a_decision_for_an_unknown_candidate_or_form_is_refused(review: Review) -> None:
    with pytest.raises(DecisionRefusedError, match="hồ sơ XX-99: không có hồ sơ này"):
        decide(review, candidate_id="XX-99")
    with pytest.raises(DecisionRefusedError, match="“Huân chương” cho chủ thể “tập thể”"):
        decide(review, form="Huân chương")
    assert review.ledger.entries("committee") == []


def test_a_decision_without_a_form_revokes_and_says_why(review: Review) -> None:
    decide(review)
    for reason in ("", " "):
        with pytest.raises(DecisionRefusedError, match="là thu hồi, mà chưa ghi lý do"):
            decide(review, form="", reason=reason)
    entry = decide(review, form="", decision_no="50-QĐ/ĐU", reason="Ghi nhầm hồ sơ. ")
    assert (entry.body["form"], entry.body["reason"]) == ("", "Ghi nhầm hồ sơ.")
    assert review.ledger.decisions().empty
    decide(review, form="Biểu dương", decision_no="51-QĐ/ĐU")
    assert review.ledger.decisions()["form"].tolist() == ["Biểu dương"]


def test_nothing_is_written_for_a_candidate_whose_load_is_not_recorded(review: Review) -> None:
    newcomer = candidate(review, "Vườn rau an toàn")
    registered = SimpleNamespace(candidate_id=newcomer)
    waiting = replace(review, load=replace(review.load, newcomers=(registered,)))
    for write, error, where in (
        (recommend, RecommendationRefusedError, "Đề nghị"),
        (decide, DecisionRefusedError, "Quyết định"),
    ):
        with pytest.raises(error) as refused:
            write(waiting)
        assert str(refused.value) == (
            f"{where} cho hồ sơ {newcomer}: hồ sơ mới, lần nạp chưa được ghi nhận. "
            "Ghi lý do thay đổi ở sổ tay 1 rồi làm lại."
        )
    assert review.ledger.entries("committee") == []


@pytest.mark.parametrize("changes", [{"occasion": "x"}, {"authority_kind": "x"}, {"level": ""}, {"entered_by": " "}])
def test_words_outside_the_vocabulary_are_a_programmers_mistake(review: Review, changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"none of|entered_by"):
        decide(review, **changes)


def test_a_second_window_and_a_repeated_message(review: Review) -> None:
    first = decide(review, entry_id="a", expected_seq=0)
    assert decide(review, entry_id="a", expected_seq=0) == first
    for write in (decide, recommend):
        with pytest.raises(LedgerConflictError) as conflict:
            write(review, expected_seq=0)
        assert conflict.value.newer == (first,)


@pytest.mark.parametrize(("reason", "words"), [("a" * 2_001, "lý do dài 2.001 ký tự"), ("\udc00", "U+DC00")])
def test_a_reason_nobody_can_print_is_refused_in_a_sentence(review: Review, reason: str, words: str) -> None:
    with pytest.raises(RecommendationRefusedError) as recommended:
        recommend(review, form="Biểu dương", reason=reason)
    with pytest.raises(DecisionRefusedError) as decided:
        decide(review, form="", reason=reason)
    assert [words in str(caught.value) for caught in (recommended, decided)] == [True, True]
    assert review.ledger.heads() == {}


def test_a_signer_nobody_can_print_is_refused_in_a_sentence(review: Review) -> None:
    with pytest.raises(DecisionRefusedError, match=r"người ký có ký tự không in được \(U\+0007\)"):
        decide(review, signer="Người\x07Ký")
