"""The reviewers' desk in a browser: Voilà on one notebook, in a process of its own.

``voila_template/voila.json`` holds Voilà's settings and ``voila_template/voila/templates/danvan``
the page: Vietnamese, nothing from the internet, no file of the folder served, no traceback.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from danvan_tools.errors import DanvanError

_TEMPLATE = Path(__file__).with_name("voila_template")
_FIRST_PORT = 8866
_START_SECONDS, _STOP_SECONDS = 60.0, 10.0
# A closed terminal or a stopped service must not leave a server behind.
_STOP_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class DeskServerError(DanvanError):
    """The desk could not be opened."""


def serve_desk(notebook: Path, *, host: str = "127.0.0.1", port: int | None = None, open_browser: bool = True) -> None:
    """Serve one notebook as the desk until it is stopped with Ctrl+C.

    Parameters
    ----------
    notebook : Path
        A prepared copy, with its parameters. It runs in its own folder, once per visitor.
    host : str
        The address to listen on; the default answers only browsers on this machine.
    port : int, optional
        A free one is found if not given.
    open_browser : bool
        Whether to open the address in the default browser.

    Raises
    ------
    DeskServerError
        If the notebook is missing, the port is taken or the server does not start.
    """
    if not notebook.is_file():
        msg = f"{notebook}: không có sổ tay này. Kiểm tra lại đường dẫn rồi chạy lại."
        raise DeskServerError(msg)
    chosen = _free_port(host, port)
    address = f"http://{host}:{chosen}/"
    with suppress(KeyboardInterrupt), _stopped_by_signals(), _voila(notebook, host, chosen) as server:
        _wait_until_open(server, host, chosen)
        sys.stdout.write(f"Bàn chấm đang mở tại {address}\nGiữ cửa sổ này; bấm Ctrl+C để đóng bàn chấm.\n")
        sys.stdout.flush()
        if open_browser:
            webbrowser.open(address)
        server.wait()


def _free_port(host: str, port: int | None) -> int:
    """Return the port asked for, or the first free one; refuse a port that is taken."""
    for candidate in [port] if port is not None else [*range(_FIRST_PORT, _FIRST_PORT + 20), 0]:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            # As the server will: a port whose last user has just left counts as free.
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError, OverflowError):
                probe.bind((host, candidate))
                return int(probe.getsockname()[1])
    msg = f"bàn chấm: không mở được cổng {port} ở địa chỉ {host}. Chọn cổng khác, hoặc bỏ tuỳ chọn --port."
    raise DeskServerError(msg)


@contextmanager
def _voila(notebook: Path, host: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run Voilà in a process group of its own, and stop exactly that group at the end."""
    command = [
        sys.executable,
        *("-m", "voila", str(notebook.resolve())),
        "--no-browser",
        f"--Voila.ip={host}",
        f"--Voila.port={port}",
        f"--Voila.config_file_paths={_TEMPLATE}",
        "--Voila.log_level=ERROR",
    ]
    paths = [str(_TEMPLATE), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    environment = os.environ | {"JUPYTER_PATH": os.pathsep.join(paths)}
    server = subprocess.Popen(command, env=environment, cwd=notebook.resolve().parent, **_own_group())
    try:
        yield server
    finally:
        _stop(server)


def _own_group() -> dict[str, Any]:
    """Return how to start a process that a Ctrl+C in this terminal does not reach by itself."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop, with its kernels; end its group if it does not."""
    if server.poll() is not None:
        return
    try:
        server.terminate()
        server.wait(_STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        if sys.platform == "win32":
            server.kill()
        else:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait_until_open(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Return once the server accepts connections."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), socket.create_connection((_reachable(host), port), timeout=1):
            return
        time.sleep(0.1)
    msg = f"bàn chấm: máy chủ không mở được tại {host}, cổng {port}. Xem dòng báo lỗi phía trên, sửa rồi chạy lại."
    raise DeskServerError(msg)


def _reachable(host: str) -> str:
    """Return an address to connect to where the server listens on all of them."""
    if set(host) <= set("0."):
        return "127.0.0.1"
    return "::1" if host == "::" else host


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let the signals that end this process end the server too."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
