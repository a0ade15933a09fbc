"""``danvan review``: the reviewers' desk."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from danvan_tools import display, publishing, records
from danvan_tools.cli.words import Folder


def review(
    folder: Folder,
    host: Annotated[str, typer.Option(help="Địa chỉ mở bàn chấm; mặc định chỉ máy này vào được.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Cổng; mặc định tự chọn.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Không mở trình duyệt.")] = False,
) -> None:
    """Mở bàn chấm điểm của các thành viên trên trình duyệt."""
    records.open_review(folder)
    with TemporaryDirectory() as place:
        notebook = Path(place) / "2_review_candidates.ipynb"
        publishing.prepare_notebook("2_review_candidates", {"folder": str(folder.absolute())}, notebook)
        display.serve_desk(notebook, host=host, port=port, open_browser=not no_browser)
