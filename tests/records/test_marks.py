import math
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.marks import MarkRefusedError, save_mark
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.rules import rule_digests

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
Save = Callable[..., Entry]


@pytest.fixture(scope="module")
def opened(sound_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The small review, read once for all tests here: none of them changes its tables."""
    return open_review(shutil.copytree(sound_folder, tmp_path_factory.mktemp("opened") / "review"))


@pytest.fixture
def review(opened: Review, tmp_path: Path) -> Review:
    return replace(opened, ledger=Ledger.open(tmp_path / "ledger.db"), rubrics=dict(opened.rubrics))


@pytest.fixture
def ids(review: Review) -> dict[str, str]:
    return dict(zip(review.candidates["name"], review.candidates["candidate_id"], strict=True))


@pytest.fixture
def save(review: Review, ids: dict[str, str]) -> Save:
    """Mark the results of "Vườn rau an toàn" (at most 30 points, step 0.5) unless told otherwise."""

    def saved(text: str | None = "12.5", **changes: Any) -> Entry:
        mark = {
            "reviewer_id": "TV1",
            "candidate_id": ids["Vườn rau an toàn"],
            "criterion_id": "TT4",
            "points": None if text is None else Decimal(text),
            "expected_seq": review.ledger.head(f"reviewer:{changes.get('reviewer_id', 'TV1')}")[0],
            "entered_by": "TV1",
            "at": AT,
        }
        return save_mark(review, **(mark | changes))

    return saved


def test_a_mark_is_an_entry_of_its_reviewers_stream(review: Review, ids: dict[str, str], save: Save) -> None:
    entry = save("12.50", comment="Tốt", source="paper", entered_by="TV2", entry_id="a")
    assert entry == review.ledger.entries("reviewer:TV1")[0]
    assert (entry.stream, entry.seq, entry.id, entry.at, entry.kind) == (
        "reviewer:TV1",
        1,
        "a",
        "2015-12-01T08:00:00.000Z",
        "mark",
    )
    assert entry.body == {
        "stage": "committee",
        "candidate_id": ids["Vườn rau an toàn"],
        "criterion_id": "TT4",
        "points": "12.5",
        "no_mark": "",
        "comment": "Tốt",
        "source": "paper",
        "entered_by": "TV2",
        "holder": "collective",
        "version": rule_digests(review)["criterion:collective:TT4"],
    }


@pytest.mark.parametrize(("points", "stored"), [("0", "0"), ("-0", "0"), ("30", "30"), ("30.00", "30"), ("0.5", "0.5")])
def test_points_from_0_to_the_maximum_on_the_step_are_stored(save: Save, points: str, stored: str) -> None:
    assert save(points).body["points"] == stored


def test_a_mark_can_be_taken_back_and_given_for_a_reason(review: Review, save: Save) -> None:
    save("12.5")
    save(None)
    assert math.isnan(review.ledger.current_marks()["points"].item())
    save(None, no_mark="insufficient_evidence")
    assert review.ledger.current_marks()["no_mark"].tolist() == ["insufficient_evidence"]
    save("7")
    assert review.ledger.current_marks()[["points", "no_mark"]].to_numpy().tolist() == [[7.0, ""]]
    assert len(review.ledger.entries("reviewer:TV1")) == 4


def refusal(save: Save, *args: Any, **changes: Any) -> str:
    with pytest.raises(MarkRefusedError) as refused:
        save(*args, **changes)
    return str(refused.value)


@pytest.mark.parametrize(
    ("points", "what"),
    [
        ("31", "31 điểm vượt điểm tối đa 30"),
        ("30.01", "30,01 điểm vượt điểm tối đa 30"),
        ("1E+400", "1E+400 điểm vượt điểm tối đa 30"),
        ("-0.5", "-0,5 điểm là số âm"),
        ("12.3", "12,3 điểm không theo bước 0,5"),
        ("12.5000000000000000000000000000000000001", None),
        ("1E-400", "1E-400 điểm không theo bước 0,5"),
        ("NaN", "NaN không phải là số điểm"),
        ("sNaN", "sNaN không phải là số điểm"),
        ("-Infinity", "-Infinity không phải là số điểm"),
    ],
)
def test_points_that_are_no_mark_are_refused_never_clamped(
    review: Review, ids: dict[str, str], save: Save, points: str, what: str | None
) -> None:
    what = what or f"{points} điểm không theo bước 0,5"
    assert refusal(save, points) == (
        f"Phiếu của Đặng Thị Mười, hồ sơ {ids['Vườn rau an toàn']}, "
        f'tiêu chí "Kết quả cụ thể, có minh chứng": {what}. Nhập từ 0 đến 30, bước 0,5.'
    )
    assert review.ledger.current_marks().empty


def test_points_and_a_reason_for_none_exclude_each_other(save: Save) -> None:
    assert '7 điểm thì không ghi "không đủ minh chứng"' in refusal(save, "7", no_mark="insufficient_evidence")


def test_who_and_what_is_not_known_is_refused_with_the_nearest(review: Review, save: Save) -> None:
    assert refusal(save, reviewer_id="TV7").startswith('Phiếu của "TV7": không có thành viên này trong Hội đồng.')
    wrong = refusal(save, candidate_id="MH-00")
    assert wrong.startswith('Phiếu của Đặng Thị Mười, hồ sơ MH-00: không có hồ sơ này trong danh sách. Ý là "MH-00')
    assert 'tiêu chí "TT9": không có trong bộ tiêu chí TT. Ý là "TT' in refusal(save, criterion_id="TT9")
    # The rubric is the one of the candidate's holder.
    assert 'tiêu chí "CN1": không có trong bộ tiêu chí TT.' in refusal(save, criterion_id="CN1")
    assert 'tiêu chí "TT-A": là điều kiện bắt buộc' in refusal(save, criterion_id="TT-A")
    assert review.ledger.current_marks().empty


def test_an_individual_is_marked_by_the_rubric_of_individuals(ids: dict[str, str], save: Save) -> None:
    assert save("5", candidate_id=ids["Hồ Văn Chín"], criterion_id="CN1").seq == 1
    assert 'tiêu chí "TT4"' in refusal(save, candidate_id=ids["Hồ Văn Chín"])


def test_a_declared_conflict_is_refused_for_that_candidate_alone(ids: dict[str, str], save: Save) -> None:
    for changes in ({}, {"points": None}, {"points": None, "no_mark": "recused"}):
        found = refusal(save, **{"reviewer_id": "TV2", "candidate_id": ids["Hẻm sáng"], **changes})
        assert found == (
            f"Phiếu của Lý Văn Tám, hồ sơ {ids['Hẻm sáng']}: có liên quan, không tham gia chấm. Chuyển sang hồ sơ khác."
        )
    assert save(reviewer_id="TV2").seq == 1
    assert save(candidate_id=ids["Hẻm sáng"]).seq == 1


def test_a_candidate_not_nominated_or_without_a_rubric_is_refused(
    review: Review, ids: dict[str, str], save: Save
) -> None:
    assert f"hồ sơ {ids['Tổ tiết kiệm']}: chưa được đề nghị" in refusal(save, candidate_id=ids["Tổ tiết kiệm"])
    del review.rubrics["collective"]
    assert 'không có bộ tiêu chí cho chủ thể "tập thể"' in refusal(save)


def test_a_second_window_is_refused_and_a_message_may_come_twice(review: Review, save: Save) -> None:
    first = save("7", entry_id="a", expected_seq=0)
    assert save("7", entry_id="a", expected_seq=0, at=None) == first
    with pytest.raises(LedgerConflictError) as conflict:
        save("8", expected_seq=0)
    assert conflict.value.newer == (first,)
    assert review.ledger.current_marks()["points"].tolist() == [7.0]


@pytest.mark.parametrize("changes", [{"no_mark": "x"}, {"source": "phone"}, {"entered_by": " "}])
def test_words_outside_the_vocabulary_are_a_programmers_mistake(save: Save, changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"none of the allowed|entered_by"):
        save(None, **changes)


def test_a_float_is_a_programmers_mistake(save: Save) -> None:
    with pytest.raises(TypeError, match="Decimal"):
        save(points=12.5)


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("ộ" * 2_001, "nhận xét dài 2.001 ký tự, quá 2.000. Rút gọn rồi lưu lại."),
        ("Tốt\ud83d", "nhận xét có ký tự không in được (U+D83D). Xóa ký tự ấy hoặc gõ lại rồi lưu lại."),
        ("Tốt\x0blắm", "nhận xét có ký tự không in được (U+000B). Xóa ký tự ấy hoặc gõ lại rồi lưu lại."),
    ],
)
def test_a_comment_nobody_can_print_is_refused_in_a_sentence(
    review: Review, save: Save, comment: str, words: str
) -> None:
    with pytest.raises(MarkRefusedError) as caught:
        save("12.5", comment=comment)
    assert str(caught.value).endswith(f'": {words}')
    assert review.ledger.heads() == {}


@pytest.mark.parametrize("comment", ["ộ" * 2_000, unicodedata.normalize("NFD", "ộ" * 2_000), "Một\nhai\tba 😀"])
def test_a_comment_of_any_words_is_stored(save: Save, comment: str) -> None:
    assert save("12.5", comment=comment).body["comment"] == unicodedata.normalize("NFC", comment)
