from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.records.score_sheet_manifest import (
    DamagedManifestError,
    Grid,
    GridCandidate,
    GridCriterion,
    Manifest,
    manifest_cells,
    read_manifest,
)

MANIFEST = Manifest(
    review_id="THU-2015",
    stage="committee",
    reviewer_id="TV1",
    owner="Đặng Thị Mười – TV1",
    step="0.5",
    seq=3,
    head="ab" * 32,
    grids=(
        Grid(
            holder="collective",
            rubric="cd" * 32,
            points_sheet="Điểm tập thể",
            comments_sheet="Nhận xét tập thể",
            criteria=(GridCriterion("TT1", "Lãnh đạo", "15"), GridCriterion("TT2", "Cách làm", "12.5")),
            candidates=(GridCandidate("MH-001", "Hẻm sáng\n“=1”"),),
        ),
    ),
)


def test_what_is_written_is_read() -> None:
    assert read_manifest(manifest_cells(MANIFEST)) == MANIFEST


def test_a_long_manifest_takes_several_cells() -> None:
    grid = replace(
        MANIFEST.grids[0], candidates=tuple(GridCandidate(f"MH-{n}", "Tên rất dài " * 9) for n in range(900))
    )
    manifest = replace(MANIFEST, grids=(grid,))
    cells = manifest_cells(manifest)
    assert [len(cell) for cell in cells[2:-1]] == [30_000] * (len(cells) - 3)
    assert read_manifest([*cells, "", ""]) == manifest


@pytest.mark.parametrize(
    "change",
    [{"reviewer_id": "TV2"}, {"seq": 4}, {"head": ""}, {"step": "1"}, {"owner": "Lý Văn Tám – TV2"}],
)
def test_every_word_of_it_is_in_the_digest(change: dict[str, Any]) -> None:
    changed = replace(MANIFEST, **change)
    assert changed.digest != MANIFEST.digest
    cells = manifest_cells(MANIFEST)
    with pytest.raises(DamagedManifestError):
        read_manifest([*cells[:2], *manifest_cells(changed)[2:]])


def sealed(content: object) -> list[object]:
    """Return cells with any content under its right digest, as somebody who knows how could make them."""
    text = content if isinstance(content, str) else json.dumps(content)
    return [manifest_cells(MANIFEST)[0], hashlib.sha256(text.encode()).hexdigest(), text]


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "no JSON",
        [],
        {},
        {"format": 2},
        {"format": 1, "seq": "3", "grids": []},
        {"step": "1E99"},
        {"step": "0"},
        {"step": 5},
        {"grids": [{}]},
        {"grids": [5]},
        {"owner": None},
        {"unknown": "x"},
    ],
)
def test_a_forged_manifest_is_damaged_and_no_traceback(content: object) -> None:
    whole = json.loads(manifest_cells(MANIFEST)[2])
    forged = whole | content if isinstance(content, dict) and content and "format" not in content else content
    with pytest.raises(DamagedManifestError):
        read_manifest(sealed(forged))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["format", "seq", "grids", "x"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=100)
@given(content=JSON)
def test_anything_may_stand_in_the_hidden_sheet(content: object) -> None:
    with pytest.raises(DamagedManifestError):
        read_manifest(sealed(content))
