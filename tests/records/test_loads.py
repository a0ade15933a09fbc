from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.records.identities import Registered
from danvan_tools.records.ledger_entries import Entry
from danvan_tools.records.loads import LastLoad, compare_with, fold_loads, load_body, row_digests


def tables(**changes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    day = pd.to_datetime(pd.Series([date(2015, 1, 1), None]))
    return {
        "candidates": pd.DataFrame({"candidate_id": ["A", "B"], "name": ["Một", "Hai"], "started_on": day}),
        "sites": pd.DataFrame({"candidate_id": ["A", "A", "B"], "candidate_name": "", "site": ["x", "y", "z"]}),
        "milestones": pd.DataFrame({"candidate_id": ["A"], "step": ["built"]}),
        "recognitions": pd.DataFrame({"candidate_id": ["B"], "form": ["Giấy khen"], "recognition_id": ["KT-1"]}),
    } | changes


BASE = row_digests(tables())


def test_one_digest_per_candidate_in_the_order_of_the_list() -> None:
    assert list(BASE) == ["A", "B"]
    assert all(len(digest) == 64 for digest in BASE.values())
    assert BASE["A"] != BASE["B"]


@given(st.permutations([0, 1]), st.permutations([0, 1, 2]))
def test_order_of_rows_is_no_change(order: list[int], sites: list[int]) -> None:
    moved = tables(candidates=tables()["candidates"].iloc[order], sites=tables()["sites"].iloc[sites])
    assert row_digests(moved) == BASE


def test_a_new_blank_column_the_way_of_naming_and_the_unicode_form_are_no_change() -> None:
    before = tables()
    candidates = before["candidates"].assign(note="", name=["Mô\u0323t", "Hai"])
    sites = before["sites"].assign(candidate_name="Một")
    assert row_digests(tables(candidates=candidates, sites=sites)) == BASE


def changed(**frames: pd.DataFrame) -> list[str]:
    after = row_digests(tables(**frames))
    return [key for key, digest in after.items() if BASE.get(key) != digest]


def test_any_row_of_a_candidate_changes_its_digest_and_no_other() -> None:
    before = tables()
    assert changed(candidates=before["candidates"].assign(name=["Một", "Hai!"])) == ["B"]
    assert changed(candidates=before["candidates"].assign(started_on=pd.Timestamp(2015, 1, 1))) == ["B"]
    assert changed(sites=before["sites"].iloc[1:]) == ["A"]
    assert changed(milestones=before["milestones"].assign(step="verified")) == ["A"]
    assert changed(recognitions=before["recognitions"].assign(form="Bằng khen")) == ["B"]
    assert changed(milestones=before["milestones"].assign(candidate_id="B")) == ["A", "B"]


def test_the_same_words_in_another_sheet_are_a_change() -> None:
    words, nothing = pd.DataFrame({"candidate_id": ["A"], "on": ["x"]}), pd.DataFrame({"candidate_id": []}, dtype="str")
    there, here = tables(sites=words, milestones=nothing), tables(sites=nothing, milestones=words)
    assert row_digests(there)["A"] != row_digests(here)["A"]


def entry(seq: int, kind: str, body: dict[str, Any]) -> Entry:
    return Entry(
        stream="secretary", seq=seq, id=str(seq), at="", kind=kind, body=body, previous_digest="", digest=str(seq)
    )


def test_fold_of_the_loads_is_the_state_after_the_last() -> None:
    person = {"candidate_id": "A", "name": "Một", "unit_id": "X01", "kind": "model"}
    entries = [
        entry(1, "register", person),
        entry(2, "load", {"files": {}, "rows": {"A": "1", "B": "1", "C": "1"}, "missing": [], "reason": ""}),
        entry(3, "load", {"files": {}, "rows": {"B": "2"}, "missing": ["C"], "reason": "sửa"}),
    ]
    assert fold_loads(entries) == LastLoad((Registered(**person),), {"A": "1", "B": "2"}, 3)
    assert fold_loads([]) == LastLoad()
    assert [fold_loads(entries[:count]).happened for count in range(4)] == [False, False, True, True]


def test_differences_are_added_changed_and_missing() -> None:
    registered = tuple(Registered(candidate_id=key, name=f"Cũ {key}", unit_id="", kind="model") for key in "ABC")
    last = LastLoad(registered, {"A": "1", "B": "1", "C": "1"}, 4)
    names = {"D": "Mới", "B": "Hai", "A": "Một"}
    changes = compare_with(last, {"D": "1", "B": "2", "A": "1"}, names)
    assert changes.to_numpy().tolist() == [["D", "Mới", "added"], ["B", "Hai", "changed"], ["C", "Cũ C", "missing"]]
    digests = {"D": "1", "B": "2", "A": "1"}
    assert load_body(changes, digests, {"candidates.xlsx": "f"}, "lý do") == {
        "files": {"candidates.xlsx": "f"},
        "rows": {"D": "1", "B": "2"},
        "missing": ["C"],
        "reason": "lý do",
    }


def test_no_difference() -> None:
    changes = compare_with(LastLoad((), dict(BASE), 1), BASE, {"A": "Một", "B": "Hai"})
    assert changes.empty
    assert list(changes.columns) == ["candidate_id", "name", "change"]
