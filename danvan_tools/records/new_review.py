"""A new review folder: both workbooks ready to fill in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from danvan_tools.errors import DanvanError
from danvan_tools.records.workbooks import write_candidates_workbook, write_review_workbook
from danvan_tools.schema import CANDIDATES_FILE, REVIEW_FILE

__all__ = ["new_review", "starter_tables"]

_BLANK_TITLE = "DANH SÁCH MÔ HÌNH, ĐIỂN HÌNH “DÂN VẬN KHÉO”\nĐăng ký năm …"


def new_review(folder: Path | str) -> Path:
    """Make a review folder with blank workbooks, an example rubric and places for what will come in.

    Parameters
    ----------
    folder : Path or str
        Must not exist yet, or be empty.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DanvanError
        If something is there already; it is left as it is.
    """
    # "." and ".." have no name of their own.
    folder = Path(folder).resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = f"{folder}: đã có tệp ở đây, không ghi đè. Chọn một thư mục chưa có hoặc còn trống."
        raise DanvanError(msg)
    settings, tables = starter_tables()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Made inside and moved up as a whole: half a folder would be refused the next time, and a
        # folder in which somebody stands cannot be replaced.
        with TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as place:
            made = Path(place)
            for name in ("incoming", "evidence", "templates"):
                (made / name).mkdir()
            write_review_workbook(made / REVIEW_FILE, settings, tables)
            write_candidates_workbook(made / CANDIDATES_FILE, _BLANK_TITLE, {})
            for item in made.iterdir():
                item.rename(folder / item.name)
    except OSError as error:
        msg = f"{folder}: không tạo được thư mục. Chọn nơi khác có quyền ghi."
        raise DanvanError(msg) from error
    return folder


def starter_tables() -> tuple[dict[str, Any], dict[str, list[Mapping[str, Any]]]]:
    """Return the settings and tables a new review begins with, as code knows them."""
    text = resources.files("danvan_tools.records").joinpath("starter.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    rubrics = content.pop("rubrics")
    settings = content.pop("settings")
    tables: dict[str, list[Mapping[str, Any]]] = dict(content)
    tables["criteria"] = [row for rubric in rubrics for row in _criteria_rows(rubric)]
    tables["tiers"] = [
        {"rubric_id": rubric["rubric_id"], "tier": tier, "threshold": threshold}
        for rubric in rubrics
        for tier, threshold in rubric["tiers"]
    ]
    tables["ties"] = [
        {"rubric_id": rubric["rubric_id"], "order": order, "criterion_id": criterion_id}
        for rubric in rubrics
        for order, criterion_id in enumerate(rubric["ties"], start=1)
    ]
    return settings, tables


def _criteria_rows(rubric: Mapping[str, Any]) -> list[dict[str, Any]]:
    shared = {name: rubric[name] for name in ("rubric_id", "holder", "source")}
    rows = [*rubric["gates"], *rubric["criteria"]]
    return [shared | row | {"anchors": row.get("anchors", "").strip()} for row in rows]
