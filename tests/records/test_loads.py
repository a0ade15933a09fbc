from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from danvan_tools.records.ledger_entries import Entry
from danvan_tools.records.loads import (
    LastLoad,
    Withdrawal,
    compare_with,
    fold_loads,
    load_body,
    renamed_candidates,
    settle_whole_digests,
)
from danvan_tools.records.registered import Registered
from danvan_tools.records.row_digests import PARTS, UNKNOWN, row_digests, whole_digests

AT = datetime(2015, 12, 1, tzinfo=UTC).isoformat()
PERSON = {"candidate_id": "A", "name": "Một", "unit_id": "X01", "kind": "model"}
COLUMNS = list(PARTS)


def load(rows: dict[str, str], missing: list[str] | None = None, **more: Any) -> dict[str, Any]:
    return {"files": {}, "columns": COLUMNS, "rows": rows, "missing": missing or [], "reason": "", **more}


def entry(seq: int, kind: str, body: dict[str, Any]) -> Entry:
    return Entry(
        stream="secretary", seq=seq, id=str(seq), at=AT, kind=kind, body=body, previous_digest="", digest=str(seq)
    )


ENTRIES = [
    entry(1, "register", PERSON),
    entry(2, "load", load({"A": "1", "B": "1", "C": "1"})),
    entry(3, "load", load({"B": "2"}, ["C"], renamed={"A": {"name": "Mốt", "unit_id": "X02", "kind": "model"}})),
    entry(4, "merge", {"candidate_id": "A", "into": "B", "reason": "trùng"}),
    entry(5, "withdraw", {"candidate_id": "C", "reason": "xin rút"}),
    entry(6, "reinstate", {"candidate_id": "C", "reason": "nhầm"}),
]


def test_fold_of_the_loads_is_the_state_after_the_last() -> None:
    identity = {"name": "Mốt", "unit_id": "X02", "kind": "model"}
    former = (("Một", "X01"),)
    renamed = Registered(candidate_id="A", **identity, former=former, withdrawn=True, into="B", left_at=AT)
    merged = {"A": Withdrawal(into="B", reason="trùng", at=AT)}
    assert fold_loads(ENTRIES) == LastLoad((renamed,), {"A": "1", "B": "2"}, 6, merged)
    assert fold_loads([]) == LastLoad()
    assert [fold_loads(ENTRIES[:count]).happened for count in range(4)] == [False, False, True, True]


@pytest.mark.parametrize("count", range(len(ENTRIES) + 1))
def test_a_fold_may_go_on_where_another_stopped(count: int) -> None:
    assert fold_loads(ENTRIES[count:], fold_loads(ENTRIES[:count])) == fold_loads(ENTRIES)


def test_survivors_are_followed_to_the_last_and_a_ring_ends() -> None:
    merged = {key: Withdrawal(into=into, reason="", at="") for key, into in (("A", "B"), ("B", "C"), ("X", "Y"))}
    last = LastLoad(withdrawn=merged | {"C": Withdrawal(into="", reason="", at="")})
    assert [last.survivor_of(key) for key in "ABCX"] == ["C", "C", "C", "Y"]
    ring = {key: Withdrawal(into=into, reason="", at="") for key, into in (("A", "B"), ("B", "A"))}
    assert LastLoad(withdrawn=ring).survivor_of("A") == "A"


def test_differences_are_added_changed_and_missing() -> None:
    registered = tuple(
        Registered(candidate_id=key, name=f"Cũ {key}", unit_id="", kind="model", withdrawn=key == "E") for key in "ABCE"
    )
    one, two = "1" * 8 * len(PARTS), "2" * 8 + "1" * 8 * (len(PARTS) - 1)
    last = LastLoad(registered, dict.fromkeys("ABCE", one), 4)
    names = {"D": "Mới", "B": "Hai", "A": "Một"}
    digests = {"D": one, "B": two, "A": one}
    changes = compare_with(last, digests, names)
    assert changes.to_numpy().tolist() == [
        ["D", "Mới", "added", ""],
        ["B", "Hai", "changed", "Tên mô hình"],
        ["C", "Cũ C", "missing", ""],
    ]
    renamed = {"B": {"name": "Hai", "unit_id": "", "kind": "model"}}
    assert load_body(changes, digests, {"candidates.xlsx": "f"}, "lý do", renamed) == {
        "files": {"candidates.xlsx": "f"},
        "columns": COLUMNS,
        "rows": {"D": one, "B": two},
        "missing": ["C"],
        "renamed": renamed,
        "reason": "lý do",
    }


def test_no_difference() -> None:
    changes = compare_with(LastLoad((), {"A": "1"}, 1), {"A": "1"}, {"A": "Một"})
    assert changes.empty
    assert list(changes.columns) == ["candidate_id", "name", "change", "columns"]


def test_only_known_candidates_with_another_name_unit_or_kind_are_renamed() -> None:
    last = LastLoad(tuple(Registered(candidate_id=key, name=key, unit_id="X", kind="model") for key in "ABC"))
    rows = {"candidate_id": list("ABD"), "name": list("AbD"), "unit_id": "X", "kind": "model"}
    assert renamed_candidates(last, pd.DataFrame(rows)) == {"B": {"name": "b", "unit_id": "X", "kind": "model"}}


TABLES = {
    "candidates": pd.DataFrame({"candidate_id": ["A", "B"], "name": ["Một", "Hai"]}),
    **{name: pd.DataFrame({"candidate_id": []}, dtype="str") for name in ("sites", "milestones", "recognitions")},
}


def test_loads_that_had_one_digest_per_candidate_are_still_compared() -> None:
    whole, now, names = whole_digests(TABLES), row_digests(TABLES), {"A": "Một", "B": "Hai"}
    old = {"files": {}, "rows": {"A": whole["A"], "B": "0" * 64, "C": "0" * 64}, "missing": [], "reason": ""}
    last = fold_loads([entry(1, "load", old), entry(2, "load", old | {"rows": {}, "missing": ["C"]})])
    assert (last.digests, set(last.whole_digests)) == ({"A": UNKNOWN, "B": UNKNOWN}, {"A", "B"})
    changes = compare_with(settle_whole_digests(last, TABLES, now), now, names)
    assert changes.to_numpy().tolist() == [["B", "Hai", "changed", ""]]
    later = fold_loads([entry(3, "load", load({"B": now["B"]}))], last)
    assert set(later.whole_digests) == {"A"}
    assert compare_with(settle_whole_digests(later, TABLES, now), now, names).empty
