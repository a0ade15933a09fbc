"""Teams and units: their visits and marks, beside the committee's and never in its figures."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from danvan_tools import assessment
from danvan_tools.records.history import candidate_history
from danvan_tools.records.kept_files import read_kept
from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.marks import save_mark
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.rounds import close_round, open_round
from danvan_tools.records.self_marks import save_self_marks
from danvan_tools.records.stage_marks import StageRefusedError, stage_marks
from danvan_tools.records.verification import save_team_mark, team_marks
from danvan_tools.records.visits import save_visit, visits
from danvan_tools.records.withdrawals import withdraw_candidate

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
TEAM = "Tổ 1"


@pytest.fixture(scope="module")
def opened(sound_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    return open_review(shutil.copytree(sound_folder, tmp_path_factory.mktemp("opened") / "review"))


@pytest.fixture
def review(opened: Review, tmp_path: Path) -> Review:
    """The small review with all three stages: TV1 is team 1, TV2 (who has a conflict with "Hẻm sáng") team 2."""
    ledger = Ledger.open(tmp_path / "ledger.db")
    ledger.restore(opened.ledger.entries())
    return replace(
        opened,
        ledger=ledger,
        folder=tmp_path,
        settings=replace(opened.settings, stages="self verification committee"),
        committee=opened.committee.assign(team=["Tổ 1", "Tổ 2"]),
    )


@pytest.fixture
def ids(review: Review) -> dict[str, str]:
    return dict(zip(review.candidates["name"], review.candidates["candidate_id"], strict=True))


@pytest.fixture
def garden(ids: dict[str, str]) -> str:
    return ids["Vườn rau an toàn"]


@pytest.fixture
def visit(review: Review, garden: str) -> Callable[..., Entry]:
    def went(**changes: Any) -> Entry:
        asked = {
            "team": TEAM,
            "candidate_id": garden,
            "visited_on": date(2015, 11, 15),
            "findings": "Đúng như hồ sơ.",
            "members": ["TV1"],
            "entered_by": "TV2",
            "expected_seq": review.ledger.head(f"team:{changes.get('team', TEAM)}")[0],
            "at": AT,
        }
        return save_visit(review, **(asked | changes))

    return went


@pytest.fixture
def team(review: Review, garden: str) -> Callable[..., Entry]:
    def marked(points: Decimal | str | None, **changes: Any) -> Entry:
        asked = {
            "team": TEAM,
            "candidate_id": garden,
            "criterion_id": "TT1",
            "entered_by": "TV1",
            "expected_seq": review.ledger.head(f"team:{changes.get('team', TEAM)}")[0],
            "at": AT,
        }
        return save_team_mark(review, points=points, **(asked | changes))

    return marked


@pytest.fixture
def unit(review: Review, garden: str) -> Callable[..., list[Entry]]:
    def marked(*rows: tuple[str, Any], **changes: Any) -> list[Entry]:
        asked = {
            "unit_id": "X01",
            "candidate_id": garden,
            "marks": pd.DataFrame(rows, columns=["criterion_id", "points"], dtype="object"),
            "entered_by": "TV2",
            "expected_seq": review.ledger.head(f"unit:{changes.get('unit_id', 'X01')}")[0],
            "at": AT,
        }
        return save_self_marks(review, **(asked | changes))

    return marked


def refusal(call: Callable[..., Any], *args: Any, **changes: Any) -> tuple[str, ...]:
    with pytest.raises(StageRefusedError) as refused:
        call(*args, **changes)
    return refused.value.faults


def photo(place: Path, name: str, colour: str = "red") -> Path:
    Image.new("RGB", (30, 20), colour).save(place / name)
    return place / name


def test_a_units_marks_go_to_its_stream_all_or_none(review, garden, unit) -> None:
    written = unit(("TT1", "14,5"), ("TT2", Decimal(18)), ("TT3", ""))
    assert [entry.stream for entry in written] == ["unit:X01"] * 2
    assert written[0].body == {
        "stage": "self",
        "candidate_id": garden,
        "criterion_id": "TT1",
        "points": "14.5",
        "no_mark": "",
        "comment": "",
        "source": "sheet",
        "entered_by": "TV2",
        "holder": "collective",
    }
    faults = refusal(unit, ("TT1", "16"), ("TT2", "a"), ("TT3", "5"), ("TT3", "6"), ("CN1", "1"))
    assert [fault.partition(": ")[2].partition(".")[0] for fault in faults] == [
        "16 điểm vượt điểm tối đa 15",
        '"a" không phải là số',
        "nhập hai lần",
        "không có trong bộ tiêu chí TT",
    ]
    assert refusal(unit, ("TT1", "14,5")) == (
        f"Điểm tự chấm, hồ sơ {garden}: không có điểm nào mới để ghi. Nhập điểm rồi ghi lại.",
    )
    assert refusal(unit) == refusal(unit, ("TT1", "14,5"))
    with pytest.raises(LedgerConflictError):
        unit(("TT1", "1"), expected_seq=1)
    assert len(review.ledger.entries("unit:X01")) == 2


def test_a_unit_marks_only_its_own_candidates(review, ids, garden, unit) -> None:
    assert refusal(unit, ("TT1", "5"), unit_id="P01") == (
        f"Điểm tự chấm, hồ sơ {garden}: do Xã Một đăng ký, không phải Phường Hòa Hai. Chọn đúng đơn vị.",
    )
    assert "chưa được đề nghị" in refusal(unit, ("TT1", "5"), candidate_id=ids["Tổ tiết kiệm"])[0]
    assert "không có hồ sơ này trong danh sách" in refusal(unit, ("TT1", "5"), candidate_id="MH-999")[0]


def test_a_mark_of_the_team_that_departs_from_the_units_says_why(review, garden, unit, team) -> None:
    unit(("TT1", "14,5"), ("TT2", "18"))
    name = review.criteria.set_index("criterion_id").loc["TT1", "name"]
    where = f'Thẩm định, Tổ 1, hồ sơ {garden}, tiêu chí "{name}": '
    assert refusal(team, "12") == (f"{where}thẩm định 12 khác tự chấm 14,5 mà chưa ghi lý do. Ghi lý do rồi lưu lại.",)
    assert "thẩm định không đủ minh chứng khác tự chấm 14,5" in refusal(team, None, no_mark="insufficient_evidence")[0]
    assert "vượt điểm tối đa 15" in refusal(team, "16", reason="Có")[0]
    assert "lý do dài" in refusal(team, "12", reason="a" * 2_001)[0]
    entry = team("12", reason=" Sổ ghi thiếu hai buổi ")
    assert (entry.stream, entry.body["stage"], entry.body["points"], entry.body["reason"]) == (
        "team:Tổ 1",
        "verification",
        "12",
        "Sổ ghi thiếu hai buổi",
    )
    team("18", criterion_id="TT2")
    team("9", criterion_id="TT3")
    shown = stage_marks(review, garden).head(4)
    assert shown.to_numpy().tolist() == [
        ["TT1", Decimal("14.5"), Decimal(12), "", "Sổ ghi thiếu hai buổi"],
        ["TT2", Decimal(18), Decimal(18), "", ""],
        ["TT3", None, Decimal(9), "", ""],
        ["TT4", None, None, "", ""],
    ]
    assert team_marks(review)[["team", "candidate_id", "criterion_id", "points", "reason"]].to_numpy().tolist() == [
        [TEAM, garden, "TT1", Decimal(12), "Sổ ghi thiếu hai buổi"],
        [TEAM, garden, "TT2", Decimal(18), ""],
        [TEAM, garden, "TT3", Decimal(9), ""],
    ]


def test_a_self_mark_stands_once_the_team_marked_it(review, garden, unit, team) -> None:
    unit(("TT1", "14,5"))
    team("14,5")
    (fault,) = refusal(unit, ("TT1", "15"), ("TT2", "5"))
    assert "tổ thẩm định đã chấm nên không sửa điểm tự chấm" in fault
    team(None)
    assert len(unit(("TT1", "15"), ("TT2", "5"))) == 2
    assert stage_marks(review, garden)[["self", "verification"]].to_numpy().tolist()[0] == [Decimal(15), None]


def test_one_team_marks_a_candidate(review, garden, team) -> None:
    team("12")
    assert "đã do Tổ 1 chấm" in refusal(team, "11", team="Tổ 2")[0]
    team(None)
    team("11", team="Tổ 2")
    with pytest.raises(LedgerConflictError):
        team("10", team="Tổ 2", expected_seq=0)
    assert team_marks(review)["team"].tolist() == ["Tổ 2"]


def test_a_stage_the_review_does_not_have_is_refused(review, garden, unit, team, visit) -> None:
    team("12")
    review.settings = replace(review.settings, stages="committee")
    words = 'đợt xét không có bước {}. Sửa mục "Các bước chấm" ở trang Đợt xét rồi nạp lại, nếu có bước này.'
    assert refusal(unit, ("TT1", "5")) == (f"Điểm tự chấm, hồ sơ {garden}: {words.format('tự chấm')}",)
    for call in (lambda: team("12"), visit):
        assert refusal(call) == (f"Thẩm định, Tổ 1, hồ sơ {garden}: {words.format('thẩm định')}",)
    assert stage_marks(review, garden)["verification"].tolist() == [None] * 7
    assert team_marks(review).empty


def test_the_earlier_stages_are_no_part_of_the_committees_score(review, garden, unit, team) -> None:
    def score() -> list[float]:
        combined = assessment.combine_scores(review.tables())
        return combined.loc[combined["candidate_id"] == garden, "score"].tolist()

    criteria = review.rubrics["collective"].criteria["criterion_id"]
    for reviewer in review.committee["reviewer_id"]:
        for criterion_id in criteria:
            save_mark(
                review,
                reviewer_id=reviewer,
                candidate_id=garden,
                criterion_id=criterion_id,
                points=Decimal(5),
                expected_seq=review.ledger.head(f"reviewer:{reviewer}")[0],
                entered_by=reviewer,
            )
    before = score()
    unit(("TT1", "15"), ("TT2", "20"))
    team("0", reason="Không có")
    assert score() == before == [35.0]


def test_a_visit_keeps_what_was_seen(review, garden, visit, tmp_path) -> None:
    entry = visit(photos=[photo(tmp_path, "a.png"), photo(tmp_path, "b.jpg", "blue"), photo(tmp_path, "lặp.png")])
    assert (entry.stream, entry.kind) == ("team:Tổ 1", "visit")
    (row,) = visits(review).to_dict("records")
    assert (row["team"], row["candidate_id"], row["visited_on"]) == (TEAM, garden, pd.Timestamp("2015-11-15"))
    assert (row["findings"], row["members"], row["entered_by"]) == ("Đúng như hồ sơ.", ("TV1",), "TV2")
    assert [one.file.rpartition("/")[0] for one in row["photos"]] == [f"evidence/{garden}"] * 2
    with Image.open(io.BytesIO(read_kept(review.folder, row["photos"][0]))) as image:
        assert (image.format, image.size) == ("JPEG", (30, 20))


def test_a_visit_is_part_of_a_candidates_history(review, garden, visit) -> None:
    visit()
    history = candidate_history(review, garden)
    assert history.loc[history["event"] == "thẩm định thực tế", ["what", "by"]].to_numpy().tolist() == [
        ["ngày 15/11/2015; 0 ảnh", "Lý Văn Tám"]
    ]


def test_a_visit_of_the_same_day_corrects_and_loses_no_photo(review, visit, tmp_path) -> None:
    visit(photos=[photo(tmp_path, "a.png")])
    visit(findings="Đã xem lại sổ.", photos=[photo(tmp_path, "b.png", "blue")])
    visit(visited_on=date(2015, 10, 2))
    found = visits(review)
    assert found["findings"].tolist() == ["Đúng như hồ sơ.", "Đã xem lại sổ."]
    assert [len(photos) for photos in found["photos"]] == [0, 2]
    assert len(review.ledger.entries("team:Tổ 1")) == 3


def test_every_fault_of_a_visit_is_named_at_once(review, garden, ids, visit, tmp_path) -> None:
    (tmp_path / "a.svg").write_text("<svg/>")
    faults = refusal(visit, visited_on=date(2015, 12, 2), findings=" ", members=["TV2"], photos=[tmp_path / "a.svg"])
    where = f"Thẩm định, Tổ 1, hồ sơ {garden}: "
    assert faults == (
        f"{where}ngày thẩm định 02/12/2015 chưa đến. Ghi ngày đã đi thẩm định.",
        f"{where}chưa ghi nội dung thẩm định. Ghi đã thấy gì, có đúng như hồ sơ không.",
        f'{where}"TV2" không phải là thành viên của tổ. Thành viên của tổ: Đặng Thị Mười.',
    )
    (fault,) = refusal(visit, photos=[photo(tmp_path, "b.png"), tmp_path / "a.svg"])
    assert fault.startswith("a.svg: không phải tệp PDF, JPG hay PNG.")
    assert "chưa ghi ngày thẩm định" in refusal(visit, visited_on=None)[0]
    assert "trước ngày bắt đầu 01/05/2014" in refusal(visit, visited_on=date(1015, 11, 15))[0]
    assert "chưa chọn thành viên tham gia" in refusal(visit, members=[])[0]
    assert "21 ảnh, quá 20" in refusal(visit, photos=[tmp_path / "a.png"] * 21)[0]
    assert 'không có tổ này ở cột Tổ thẩm định, trang Hội đồng. Ý là "Tổ' in refusal(visit, team="Tổ 3")[0]
    street = ids["Hẻm sáng"]
    assert refusal(visit, team="Tổ 2", candidate_id=street, members=["TV2"]) == (
        f"Thẩm định, Tổ 2, hồ sơ {street}: Lý Văn Tám có liên quan, không tham gia thẩm định hồ sơ này. "
        "Bỏ chọn thành viên ấy.",
    )
    assert visits(review).empty


def test_two_windows_of_a_team_never_overwrite_each_other(review, visit) -> None:
    visit()
    with pytest.raises(LedgerConflictError):
        visit(findings="Khác", expected_seq=0)
    assert visits(review)["findings"].tolist() == ["Đúng như hồ sơ."]


def test_a_candidate_withdrawn_in_between_is_not_verified(review, garden, unit, team, visit) -> None:
    team("12")
    seq = review.ledger.head("secretary")[0]
    withdraw_candidate(review, candidate_id=garden, reason="Xin rút", entered_by="TV2", expected_seq=seq)
    for call in (visit, lambda: team("11"), lambda: unit(("TT1", "5"))):
        assert "đã rút khỏi đợt xét. Chọn hồ sơ khác." in refusal(call)[0]
    assert team_marks(review).empty


def test_a_closed_round_ends_the_earlier_stages_too(review, garden, unit, team, visit) -> None:
    seq = review.ledger.head("secretary")[0]
    open_round(review, deadline=None, expected_seq=seq, entered_by="TV2", at=AT)
    assert visit().seq == 1
    close_round(review, expected_seq=seq + 1, entered_by="TV2", at=AT)
    for call in (visit, lambda: team("11"), lambda: unit(("TT1", "5"))):
        assert "vòng chấm đã đóng lúc 01/12/2015 15:00." in refusal(call)[0]


def test_marks_of_another_holder_do_not_count(review, garden, team) -> None:
    team("12")
    review.candidates = review.candidates.assign(holder="individual")
    assert stage_marks(review, garden)["verification"].tolist() == [None] * 6
    assert stage_marks(review, "MH-999").empty


def test_programmers_mistakes_are_no_sentences(team, visit) -> None:
    with pytest.raises(ValueError, match="recuse"):
        team(None, no_mark="recused")
    with pytest.raises(ValueError, match="entered_by"):
        visit(entered_by=" ")
    with pytest.raises(TypeError, match="Decimal"):
        team(5.5)
