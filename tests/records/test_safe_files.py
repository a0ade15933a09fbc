from pathlib import Path

import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.records.safe_files import written_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_appears_once_the_block_has_ended(tmp_path: Path) -> None:
    target = tmp_path / "bao-cao.docx"
    with written_whole(target) as draft:
        draft.write_text("mới", encoding="utf-8")
        assert (draft.parent, draft.suffix) == (tmp_path, ".docx")
        assert not target.exists()
    assert target.read_text(encoding="utf-8") == "mới"
    assert names(tmp_path) == ["bao-cao.docx"]


def test_an_error_leaves_the_older_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "facts.json"
    target.write_text("cũ", encoding="utf-8")

    def write_half() -> None:
        with written_whole(target) as draft:
            draft.write_text("một nửa", encoding="utf-8")
            msg = "stopped"
            raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="stopped"):
        write_half()
    assert target.read_text(encoding="utf-8") == "cũ"
    assert names(tmp_path) == ["facts.json"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DanvanError, match="chua-co"), written_whole(tmp_path / "chua-co" / "a.json"):
        pass
    assert names(tmp_path) == []


def test_a_target_that_may_not_be_replaced_is_a_sentence(tmp_path: Path) -> None:
    def refused(draft: Path, error: PermissionError) -> None:
        draft.write_bytes(b"")
        raise error

    target = tmp_path / "a.docx"
    with pytest.raises(DanvanError, match=r"a\.docx: không ghi được"), written_whole(target) as draft:
        refused(draft, PermissionError(13, "in use", str(draft), None, str(target)))
    other = PermissionError(13, "in use", str(tmp_path / "other.png"))
    with pytest.raises(PermissionError), written_whole(target) as draft:
        refused(draft, other)
    assert names(tmp_path) == []
