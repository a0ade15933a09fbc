from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from danvan_tools.records.candidates import check_candidates

AS_OF = date(2015, 12, 31)
Found = Callable[..., list[tuple[str, int, str]]]


@pytest.fixture
def found(make_sheet: Callable[..., Any]) -> Found:
    def checked(**tables: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
        candidate: dict[str, Any] = {
            "sector": "KT",
            "candidate_id": "MH-001",
            "name": "Hẻm sáng",
            "holder": "collective",
            "started_on": day("2014-05-01"),
        }
        tables = {"candidates": [candidate], "criteria": [{"holder": "collective"}, {"holder": "individual"}]} | tables
        names = ("candidates", "sites", "milestones", "recognitions", "criteria")
        sheets = {name: make_sheet(name, tables.get(name, [])) for name in names}
        faults = check_candidates(sheets, {"as_of": AS_OF, "period_start": date(2015, 1, 1), "period_end": AS_OF})
        return [(fault.kind, fault.row or 0, fault.what) for fault in faults]

    return checked


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def steps(*taken: tuple[str, str], candidate_id: str = "MH-001") -> list[dict[str, Any]]:
    return [{"candidate_id": candidate_id, "step": step, "on": day(on)} for step, on in taken]


def test_a_sound_life_is_no_fault(found: Found) -> None:
    taken = steps(
        ("registered", "2014-04-01"), ("built", "2014-06-01"), ("stopped", "2014-07-01"), ("built", "2015-01-02")
    )
    sites = [
        {"candidate_id": "MH-001", "site": "Ấp 3", "since": day("2015-02-01")},
        {"candidate_id": "MH-001", "site": "Ấp 4"},
    ]
    assert found(milestones=taken, sites=sites) == []
    assert found() == []


@pytest.mark.parametrize(
    ("taken", "row", "told"),
    [
        (
            [("registered", "2014-06-01"), ("recognised", "2014-05-30")],
            4,
            'hồ sơ MH-001: "công nhận" ngày 30/05/2014, trước "đăng ký" ngày 01/06/2014',
        ),
        (
            [("nominated", "2014-06-01"), ("built", "2014-06-02")],
            3,
            'hồ sơ MH-001: "đề nghị" ngày 01/06/2014, trước "xây dựng" ngày 02/06/2014',
        ),
        (
            [("stopped", "2014-06-01"), ("built", "2014-06-02")],
            3,
            'hồ sơ MH-001: "dừng" ngày 01/06/2014, trước "xây dựng" ngày 02/06/2014',
        ),
        ([("built", "2014-04-30")], 3, "hồ sơ MH-001 xây dựng ngày 30/04/2014, trước ngày bắt đầu 01/05/2014"),
        ([("recognised", "2014-06-01")], 3, "hồ sơ MH-001 được công nhận ngày 01/06/2014 mà không có dòng đăng ký"),
    ],
)
def test_steps_in_an_impossible_order(found: Found, taken: list[tuple[str, str]], row: int, told: str) -> None:
    assert found(milestones=steps(*taken)) == [("contradiction", row, told)]


def test_many_wrong_steps_of_one_candidate_are_one_sentence(found: Found) -> None:
    taken = steps(
        ("registered", "2015-06-01"), ("built", "2014-06-02"), ("nominated", "2014-07-02"), ("recognised", "2014-08-01")
    )
    assert [row for _, row, _ in found(milestones=taken)] == [4]


def test_site_before_the_start_and_after_the_stop(found: Found) -> None:
    since = (("Ấp 3", "2014-04-01"), ("Ấp 4", "2014-08-01"))
    sites = [{"candidate_id": "MH-001", "site": site, "since": day(on)} for site, on in since]
    assert found(sites=sites, milestones=steps(("stopped", "2014-07-01"))) == [
        ("contradiction", 3, "hồ sơ MH-001 có điểm nhân rộng từ ngày 01/04/2014, trước ngày bắt đầu 01/05/2014"),
        ("contradiction", 4, 'hồ sơ MH-001 dừng ngày 01/07/2014 nhưng có điểm "Ấp 4" từ ngày 01/08/2014'),
    ]


@pytest.mark.parametrize(
    ("name", "holder", "told"),
    [
        ("Tổ hòa giải ấp 3", "individual", '"Tổ hòa giải ấp 3" giống tên một tập thể, nhưng chủ thể ghi "cá nhân"'),
        ("CLB Ngày về", "individual", '"CLB Ngày về" giống tên một tập thể, nhưng chủ thể ghi "cá nhân"'),
        ("Ông Hồ Văn Chín", "collective", '"Ông Hồ Văn Chín" giống tên một người, nhưng chủ thể ghi "tập thể"'),
        ("Tổ hòa giải ấp 3", "collective", ""),
        ("Hồ Văn Chín", "individual", ""),
        ("Đoàn Văn Chín", "individual", ""),
        ("Anh em cùng tiến", "collective", ""),
        ("Bà con chung sức đắp đê", "collective", ""),
    ],
)
def test_person_as_collective_and_the_other_way_round(found: Found, name: str, holder: str, told: str) -> None:
    candidate = {"candidate_id": "MH-001", "name": name, "holder": holder}
    assert [what for _, _, what in found(candidates=[candidate])] == ([told] if told else [])


def reward(**changes: Any) -> dict[str, Any]:
    shared = {"candidate_id": "MH-001", "occasion": "founding_day", "form": "Giấy khen", "authority": "Hội Nông dân"}
    return shared | {"decided_on": day("2015-10-14")} | changes


def test_rewards_of_one_candidate_are_one_sentence(found: Found) -> None:
    rows = [reward(), reward(authority="Mặt trận", form="Biểu dương"), reward(occasion="conference", form="Bằng khen")]
    ((kind, row, what),) = found(recognitions=rows)
    assert (kind, row) == ("count", 4)
    assert what == (
        'hồ sơ MH-001 được khen 3 lần trong kỳ: "Giấy khen" của Hội Nông dân (dòng 3), '
        '"Biểu dương" của Mặt trận (dòng 4) và "Bằng khen" của Hội Nông dân (dòng 5)'
    )
    ((_, _, what),) = found(recognitions=rows[:2])
    assert 'cùng dịp "Ngày thành lập Mặt trận, đoàn thể"' in what


def test_repeated_reward_and_one_before_the_start(found: Found) -> None:
    assert found(recognitions=[reward(), reward()]) == [
        ("repeat", 4, "dòng này ghi lại lần khen thưởng đã có ở dòng 3")
    ]
    early = [{"candidate_id": "MH-001", "name": "Hẻm sáng", "holder": "collective", "started_on": day("2015-11-01")}]
    assert found(candidates=early, recognitions=[reward()]) == [
        ("contradiction", 3, "hồ sơ MH-001 được khen ngày 14/10/2015, trước ngày bắt đầu 01/11/2015")
    ]


def test_more_candidates_rewarded_twice_than_a_reader_reads_are_counted(found: Found) -> None:
    ids = [f"MH-{number:03d}" for number in range(25)]
    rows = [reward(candidate_id=name, form=form) for name in ids for form in ("Giấy khen", "Biểu dương")]
    told = [what for _, _, what in found(recognitions=rows)]
    assert (len(told), told[-1]) == (21, "còn 5 hồ sơ khác được khen từ hai lần trở lên trong kỳ")
