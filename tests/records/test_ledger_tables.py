import math
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.records.ledger import Ledger

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
MARK_COLUMNS = {
    "stage": "str",
    "reviewer_id": "str",
    "candidate_id": "str",
    "criterion_id": "str",
    "points": "float64",
    "no_mark": "str",
    "comment": "str",
    "source": "str",
    "entered_by": "str",
    "holder": "str",
    "at": "datetime64[ms, UTC]",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.db")


def mark(candidate_id: str, criterion_id: str, points: Decimal | str | None, **more: str) -> dict[str, Any]:
    body = {"stage": "committee", "no_mark": "", "comment": "", "source": "desk", "entered_by": "TV01", **more}
    return body | {"candidate_id": candidate_id, "criterion_id": criterion_id, "points": points}


def types(table: pd.DataFrame) -> dict[str, str]:
    expected = {name: pd.Series(["x"]).astype("str").dtype for name, kind in MARK_COLUMNS.items() if kind == "str"}
    return {name: "str" if dtype == expected["stage"] else str(dtype) for name, dtype in table.dtypes.items()}


def test_the_last_entry_of_each_key_is_in_force(ledger: Ledger) -> None:
    for seq, body in enumerate(
        [
            mark("MH-001", "KQ", Decimal("12.5"), comment="đầu"),
            mark("MH-001", "LD", Decimal(0)),
            mark("MH-001", "KQ", Decimal("20"), comment="sau", source="paper", entered_by="TV09", holder="individual"),
            mark("MH-001", "KQ", Decimal("3"), stage="verification"),
            mark("MH-002", "KQ", None, no_mark="insufficient_evidence"),
            mark("MH-001", "LD", None),
        ]
    ):
        ledger.append("reviewer:TV01", "mark", body, expected_seq=seq, at=AT)
    ledger.append("reviewer:x:y", "mark", mark("MH-001", "KQ", Decimal("1")), expected_seq=0, at=AT)
    ledger.append("secretary", "load", mark("MH-001", "KQ", Decimal("1")), expected_seq=0, at=AT)
    marks = ledger.current_marks()
    assert types(marks) == MARK_COLUMNS
    assert marks.drop(columns=["at", "points"]).to_numpy().tolist() == [
        ["committee", "TV01", "MH-001", "KQ", "", "sau", "paper", "TV09", "individual"],
        ["committee", "TV01", "MH-001", "LD", "", "", "desk", "TV01", ""],
        ["committee", "TV01", "MH-002", "KQ", "insufficient_evidence", "", "desk", "TV01", ""],
        ["committee", "x:y", "MH-001", "KQ", "", "", "desk", "TV01", ""],
        ["verification", "TV01", "MH-001", "KQ", "", "", "desk", "TV01", ""],
    ]
    assert marks["points"].fillna(-1).tolist() == [20.0, -1, -1, 1.0, 3.0]
    assert set(marks["at"]) == {pd.Timestamp(AT)}


def test_an_empty_ledger_gives_empty_tables_of_the_same_types(ledger: Ledger) -> None:
    assert types(ledger.current_marks()) == MARK_COLUMNS
    assert ledger.current_marks().empty
    assert types(ledger.decisions())["decided_on"] == "datetime64[ms]"
    assert list(ledger.recommendations().columns) == ["candidate_id", "proposed_form", "form", "reason", "at"]


KEYS = st.tuples(st.sampled_from(["TV01", "TV02"]), st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(KEYS, st.none() | st.integers(0, 60)), max_size=30))
def test_current_marks_are_what_a_dictionary_would_keep(written: list[tuple[tuple[str, str, str], int | None]]) -> None:
    with TemporaryDirectory() as folder:
        ledger = Ledger.open(Path(folder) / "ledger.db")
        kept: dict[tuple[str, str, str], float] = {}
        for (reviewer, candidate, criterion), halves in written:
            stream = f"reviewer:{reviewer}"
            points = None if halves is None else Decimal(halves) / 2
            ledger.append(stream, "mark", mark(candidate, criterion, points), expected_seq=ledger.head(stream)[0])
            kept[reviewer, candidate, criterion] = -1 if halves is None else halves / 2
        marks = ledger.current_marks()
    keys = zip(marks["reviewer_id"], marks["candidate_id"], marks["criterion_id"], strict=True)
    assert dict(zip(keys, marks["points"].fillna(-1), strict=True)) == kept
    assert len(marks) == len(kept)


def test_recommendations_and_decisions_in_force(ledger: Ledger) -> None:
    def recommendation(form: str, reason: str) -> dict[str, str]:
        return {"candidate_id": "MH-001", "proposed_form": "Biểu dương", "form": form, "reason": reason}

    def decision(authority: str, number: str, **changes: str) -> dict[str, str]:
        return {
            "candidate_id": "MH-001",
            "form": "Giấy khen",
            "occasion": "conference",
            "authority": authority,
            "authority_kind": "party",
            "level": "commune",
            "decision_no": number,
            "decided_on": "2015-12-21",
            "signer": "Người Ký",
            **changes,
        }

    items = [
        ("recommendation", recommendation("", "rút")),
        ("decision", decision("Đảng ủy xã Vân Khê", "01")),
        ("recommendation", recommendation("Giấy khen", "nâng")),
        ("decision", decision("Đảng uỷ xã Vân Khê", "02", form="Biểu dương")),
        ("decision", decision("Ban Chấp hành Thị đoàn", "03", authority_kind="association", level="district")),
        ("decision", decision("Đảng ủy xã Vân Khê", "04", occasion="work_review")),
        ("decision", decision("Đảng ủy xã Vân Khê", "05", occasion="work_review", form="", reason="ghi nhầm")),
    ]
    ledger.append_many("committee", items, expected_seq=0, at=AT)
    recommended = ledger.recommendations()
    assert recommended.drop(columns="at").to_numpy().tolist() == [["MH-001", "Biểu dương", "Giấy khen", "nâng"]]
    decided = ledger.decisions()
    assert decided[["decision_no", "form"]].to_numpy().tolist() == [["03", "Giấy khen"], ["02", "Biểu dương"]]
    assert decided["decided_on"].tolist() == [pd.Timestamp("2015-12-21")] * 2
    assert types(decided)["decided_on"] == "datetime64[ms]"
    assert decided["at"].tolist() == [pd.Timestamp(AT)] * 2


def test_current_marks_of_a_hundred_thousand_stay_quick(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    for reviewer in range(10):
        written = [
            ("mark", mark(f"MH-{candidate:03d}", f"TC{criterion}", None if turn else "7.5"))
            for turn in range(2)
            for candidate in range(500)
            for criterion in range(10)
        ]
        ledger.append_many(f"reviewer:{reviewer}", written, expected_seq=0)
    start = time.process_time()
    marks = ledger.current_marks()
    assert time.process_time() - start < 5
    assert len(marks) == 50_000
    assert all(math.isnan(points) for points in marks["points"])
