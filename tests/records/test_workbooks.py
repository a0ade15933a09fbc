from __future__ import annotations

from pathlib import Path

import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.records.workbooks import write_candidates_workbook


def test_what_the_system_refuses_is_a_sentence(tmp_path: Path) -> None:
    # The name of the draft is longer than file systems allow; the writer's own error is none of the system's.
    target = tmp_path / f"{'a' * 248}.xlsx"
    with pytest.raises(DanvanError, match="không ghi được vào"):
        write_candidates_workbook(target, "DANH SÁCH", {})
    assert list(tmp_path.iterdir()) == []
