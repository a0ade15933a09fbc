import errno
from pathlib import Path

import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.records.safe_files import written_whole


def fail(draft: Path, error: OSError) -> None:
    draft.write_bytes(b"")
    raise error


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


def test_a_folder_of_that_name_is_a_sentence(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    target.mkdir()
    with pytest.raises(DanvanError, match=r"a\.docx: đã có thư mục mang tên này"), written_whole(target):
        pass
    target.rmdir()
    with (
        pytest.raises(DanvanError, match=r"a\.docx: đã có thư mục mang tên này"),
        written_whole(target) as draft,
    ):
        draft.write_bytes(b"")
        target.mkdir()  # meanwhile
    assert names(tmp_path) == ["a.docx"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_a_sentence(tmp_path: Path, number: int) -> None:
    # The system names no file when writing into an open one fails.
    with (
        pytest.raises(DanvanError, match=r"a\.docx: ổ đĩa chứa .* đã đầy"),
        written_whole(tmp_path / "a.docx") as draft,
    ):
        fail(draft, OSError(number, "no space"))
    with pytest.raises(OSError, match="other"), written_whole(tmp_path / "a.docx") as draft:
        fail(draft, OSError(number, "no space", str(tmp_path / "other.png")))
    assert names(tmp_path) == []


def test_a_disk_that_may_only_be_read_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(DanvanError, match=r"a\.docx: không ghi được vào"),
        written_whole(tmp_path / "a.docx") as draft,
    ):
        fail(draft, OSError(errno.EROFS, "read-only", str(draft)))


def test_a_block_that_writes_nothing_is_a_programmers_mistake(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "a.docx"):
        pass


def test_a_target_that_may_not_be_replaced_is_a_sentence(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    with pytest.raises(DanvanError, match=r"a\.docx: không ghi được"), written_whole(target) as draft:
        fail(draft, PermissionError(13, "in use", str(draft), None, str(target)))
    other = PermissionError(13, "in use", str(tmp_path / "other.png"))
    with pytest.raises(PermissionError), written_whole(target) as draft:
        fail(draft, other)
    assert names(tmp_path) == []
