"""JupyterLab for the secretary: one folder of notebooks, and nothing from the internet."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from danvan_tools.display.server_process import running, stopped_by_signals
from danvan_tools.errors import DanvanError

# No news, updates or extensions from the internet; of the log only errors and the address.
_OWN = [
    "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.log_level=ERROR",
    "--ServerApp.log_level=ERROR",
]
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S+")
# What JupyterLab says in English whatever the level of its log: how to open it, that it was stopped, and a warning for
# its developers with the line of code below it.
_SAID_ANYWAY = re.compile(
    r"$|\[C [^\]]*\](| received signal .*| Shutdown confirmed| interrupted)$|"
    r"\s+(To access the server|Or copy and paste|file:///|http://localhost)|"
    r".*DeprecationWarning: |  return self\._get_trait_default"
)


def serve_lab(place: Path, *, open_browser: bool = True) -> None:
    """Open the notebooks of a folder in JupyterLab until it is stopped with Ctrl+C.

    Parameters
    ----------
    place : Path
        The folder; it and what lies below is all that can be opened.
    open_browser : bool, optional
        Whether to open the default browser; the address is shown in the terminal anyway.

    Raises
    ------
    DanvanError
        If JupyterLab does not start, or ends by itself with an error.
    """
    command = [sys.executable, "-W", "ignore", "-m", "jupyterlab", f"--ServerApp.root_dir={place}", *_OWN]
    if not open_browser:
        command.append("--no-browser")
    with suppress(KeyboardInterrupt), stopped_by_signals(), running(command, place, told=_told) as server:
        if status := server.wait():
            msg = f"JupyterLab: không mở được (mã {status}). Xem dòng báo lỗi phía trên, sửa rồi chạy lại."
            raise DanvanError(msg)


def _told(lines: Iterable[str]) -> Iterator[str]:
    """Give the address in Vietnamese, and every line that JupyterLab does not say anyway."""
    for line in lines:
        if found := _ADDRESS.search(line):
            yield f"Địa chỉ (chỉ mở được trên máy này): {found[0]}"
        elif not _SAID_ANYWAY.match(line):
            yield line
