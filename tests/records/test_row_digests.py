from __future__ import annotations

import hashlib
from datetime import date

import pandas as pd
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.records.row_digests import (
    BLANK,
    PARTS,
    UNKNOWN,
    changed_columns,
    realigned,
    row_digests,
    whole_digests,
)


def tables(**changes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    day = pd.to_datetime(pd.Series([date(2015, 1, 1), None]))
    return {
        "candidates": pd.DataFrame({"candidate_id": ["A", "B"], "name": ["Một", "Hai"], "started_on": day}),
        "sites": pd.DataFrame({"candidate_id": ["A", "A", "B"], "candidate_name": "", "site": ["x", "y", "z"]}),
        "milestones": pd.DataFrame({"candidate_id": ["A"], "step": ["built"]}),
        "recognitions": pd.DataFrame({"candidate_id": ["B"], "form": ["Giấy khen"], "recognition_id": ["KT-1"]}),
    } | changes


BASE = row_digests(tables())


def test_one_digest_per_column_in_the_order_of_the_list() -> None:
    assert list(BASE) == ["A", "B"]
    assert {len(digests) for digests in BASE.values()} == {8 * len(PARTS)}
    by_part = {name: BASE["B"][8 * n : 8 * n + 8] for n, name in enumerate(PARTS)}
    # The first 48 bits of the SHA-256 of "Hai", in base64.
    assert by_part["name"] == "gaivyukK"
    assert {name for name, digest in by_part.items() if digest != BLANK} == {"name", "sites", "recognitions"}


@given(st.permutations([0, 1]), st.permutations([0, 1, 2]))
def test_order_of_rows_is_no_change(order: list[int], sites: list[int]) -> None:
    moved = tables(candidates=tables()["candidates"].iloc[order], sites=tables()["sites"].iloc[sites])
    assert row_digests(moved) == BASE


def test_a_new_column_the_way_of_naming_and_the_unicode_form_are_no_change() -> None:
    before = tables()
    candidates = before["candidates"].assign(note="mới", name=["Mô\u0323t", "Hai"])
    sites = before["sites"].assign(candidate_name="Một", since="")
    assert row_digests(tables(candidates=candidates, sites=sites)) == BASE


def changed(**frames: pd.DataFrame) -> dict[str, str]:
    after = row_digests(tables(**frames))
    return {key: changed_columns(BASE[key], digest) for key, digest in after.items() if BASE[key] != digest}


def test_a_change_is_told_by_column_and_of_no_other_candidate() -> None:
    before = tables()
    both = before["candidates"].assign(name=["Một", "Hai!"], started_on=pd.Timestamp(2015, 1, 1))
    assert changed(candidates=both) == {"B": "Tên mô hình, Bắt đầu từ ngày"}
    assert changed(sites=before["sites"].iloc[1:]) == {"A": "Điểm nhân rộng"}
    assert changed(milestones=before["milestones"].assign(step="verified")) == {"A": "Quá trình"}
    assert changed(recognitions=before["recognitions"].assign(form="Bằng khen")) == {"B": "Khen thưởng"}
    assert changed(milestones=before["milestones"].assign(candidate_id="B")) == {"A": "Quá trình", "B": "Quá trình"}


def test_the_same_words_in_another_sheet_are_a_change() -> None:
    words, nothing = pd.DataFrame({"candidate_id": ["A"], "on": ["x"]}), pd.DataFrame({"candidate_id": []}, dtype="str")
    there, here = tables(sites=words, milestones=nothing), tables(sites=nothing, milestones=words)
    assert changed_columns(row_digests(there)["A"], row_digests(here)["A"]) == "Điểm nhân rộng, Quá trình"


def test_what_is_not_known_by_column_is_not_guessed() -> None:
    assert changed_columns(UNKNOWN, BASE["A"]) == ""


def test_digests_of_another_schema_are_read_by_name() -> None:
    names = list(PARTS)
    assert realigned(BASE, names) is BASE
    fewer = [name for name in reversed(names) if name != "situation"]
    written = {"A": "".join(BASE["A"][8 * names.index(name) : 8 * names.index(name) + 8] for name in fewer)}
    assert realigned(written, fewer) == {"A": BASE["A"]}
    assert realigned({"A": "x" * 8}, ["of another time"]) == {"A": BLANK * len(PARTS)}


def test_the_digest_of_whole_candidates_is_the_one_loads_once_recorded() -> None:
    parts = [
        ["candidates", {"candidate_id": "A", "name": "Một", "started_on": "2015-01-01"}],
        ["milestones", {"candidate_id": "A", "step": "built"}],
        ["sites", {"candidate_id": "A", "site": "x"}],
        ["sites", {"candidate_id": "A", "site": "y"}],
    ]
    content = b"\n".join(sorted(rfc8785.dumps(part) for part in parts))
    assert whole_digests(tables())["A"] == hashlib.sha256(content).hexdigest()
