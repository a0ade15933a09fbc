from __future__ import annotations

from pathlib import Path

import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.records.new_review import new_review

CONTENT = ["candidates.xlsx", "evidence", "incoming", "review.xlsx", "templates"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_and_those_above_it(tmp_path: Path) -> None:
    folder = tmp_path / "2015" / "review"
    assert new_review(folder) == folder.resolve()
    assert names(folder) == CONTENT
    assert names(folder.parent) == ["review"]


def test_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "review"
    folder.mkdir()
    before = folder.stat().st_ino
    monkeypatch.chdir(folder)
    assert new_review(".") == folder.resolve()
    assert names(folder) == CONTENT
    # The very same folder: on Windows one in use cannot be replaced.
    assert folder.stat().st_ino == before


def test_a_path_with_dots(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    new_review(tmp_path / "a" / ".." / "b")
    assert names(tmp_path) == ["a", "b"]
    assert names(tmp_path / "b") == CONTENT


def test_a_folder_in_use_or_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / "a.txt").write_text("a", encoding="utf-8")
    for place in (tmp_path / "review", tmp_path / "review" / "a.txt"):
        with pytest.raises(DanvanError, match="đã có tệp ở đây"):
            new_review(place)
    assert names(tmp_path / "review") == ["a.txt"]
