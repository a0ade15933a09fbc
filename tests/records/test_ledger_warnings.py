from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_warnings import marks_against_rules

CRITERIA = [("collective", "TT1", "", 10.0), ("collective", "TT2", "registered", float("nan"))]
TABLES = {
    "candidates": pd.DataFrame({"candidate_id": ["MH-001"], "holder": ["collective"]}),
    "criteria": pd.DataFrame(CRITERIA, columns=["holder", "criterion_id", "gate", "max_points"]),
}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.db")


def mark(ledger: Ledger, reviewer_id: str, criterion_id: str, points: str | None, no_mark: str = "") -> None:
    body = {"stage": "committee", "candidate_id": "MH-001", "criterion_id": criterion_id, "points": points}
    rest = {"no_mark": no_mark, "comment": "", "source": "desk", "entered_by": reviewer_id}
    stream = f"reviewer:{reviewer_id}"
    ledger.append(stream, "mark", body | rest, expected_seq=ledger.head(stream)[0])


def warned(ledger: Ledger, step: str = "0.1") -> list[str]:
    return [fault.what for fault in marks_against_rules(TABLES, ledger.current_marks(), Decimal(step))]


def test_marks_within_the_rules_are_no_warning(ledger: Ledger) -> None:
    for reviewer_id, points in (("TV1", "0"), ("TV2", "10"), ("TV3", "0.3")):
        mark(ledger, reviewer_id, "TT1", points)
    assert warned(ledger) == []
    assert warned(ledger, "0.2") == [
        'phiếu của TV3, hồ sơ MH-001, tiêu chí "TT1": 0,3 điểm không theo bước 0,2',
    ]


def test_only_what_is_in_force_counts(ledger: Ledger) -> None:
    mark(ledger, "TV1", "TT1", "11")
    mark(ledger, "TV1", "TT1", "9")
    mark(ledger, "TV1", "TT9", "1")
    mark(ledger, "TV1", "TT9", None)
    assert warned(ledger) == []


def test_criterion_that_became_a_gate_or_is_gone(ledger: Ledger) -> None:
    mark(ledger, "TV1", "TT2", "3")
    mark(ledger, "TV1", "TT9", None, "insufficient_evidence")
    assert warned(ledger) == [
        f'phiếu của TV1, hồ sơ MH-001, tiêu chí "{name}": tiêu chí không còn trong bộ tiêu chí của hồ sơ'
        for name in ("TT2", "TT9")
    ]


def test_criterion_of_another_holder_is_said_to_be_so(ledger: Ledger) -> None:
    mark(ledger, "TV1", "CN1", "3")
    criteria = pd.DataFrame([*CRITERIA, ("individual", "CN1", "", 10.0)], columns=TABLES["criteria"].columns)
    (fault,) = marks_against_rules(TABLES | {"criteria": criteria}, ledger.current_marks(), Decimal("0.5"))
    assert fault.kind == "ledger"
    assert fault.what == (
        'phiếu của TV1, hồ sơ MH-001, tiêu chí "CN1": chấm theo bộ tiêu chí của cá nhân, nhưng hồ sơ là tập thể'
    )


def test_long_list_is_cut_and_counted(ledger: Ledger) -> None:
    for number in range(10, 33):
        mark(ledger, f"TV{number}", "TT1", "11")
    sentences = warned(ledger)
    assert len(sentences) == 21
    assert sentences[19].startswith("phiếu của TV29, ")
    assert sentences[20] == "còn 3 mục chấm khác không theo bộ tiêu chí, bước điểm hiện nay"
