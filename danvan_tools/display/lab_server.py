"""JupyterLab for the secretary: one folder of notebooks, and nothing from the internet."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from danvan_tools.display.server_process import running, stopped_by_signals
from danvan_tools.errors import DanvanError

# No news, updates or extensions from the internet; of the log only errors, and the address where no browser opens.
_OWN = [
    "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.log_level=ERROR",
    "--ServerApp.log_level=ERROR",
]


def serve_lab(place: Path, *, open_browser: bool = True) -> None:
    """Open the notebooks of a folder in JupyterLab until it is stopped with Ctrl+C.

    Parameters
    ----------
    place : Path
        The folder; it and what lies below is all that can be opened.
    open_browser : bool, optional
        Whether to open the default browser; if not, JupyterLab writes its address.

    Raises
    ------
    DanvanError
        If JupyterLab does not start, or ends by itself with an error.
    """
    command = [sys.executable, "-W", "ignore", "-m", "jupyterlab", f"--ServerApp.root_dir={place}", *_OWN]
    if not open_browser:
        command.append("--no-browser")
    with suppress(KeyboardInterrupt), stopped_by_signals(), running(command, place) as server:
        if status := server.wait():
            msg = f"JupyterLab: không mở được (mã {status}). Xem dòng báo lỗi phía trên, sửa rồi chạy lại."
            raise DanvanError(msg)
