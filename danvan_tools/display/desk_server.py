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
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from types import FrameType
from typing import Any

from danvan_tools.errors import DanvanError

_TEMPLATE = Path(__file__).with_name("voila_template")
_FIRST_PORT = 8866
_KEEP_OPEN = "Giữ cửa sổ này; bấm Ctrl+C để đóng bàn chấm."
_Address = IPv4Address | IPv6Address
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
        The address to listen on; the default answers only browsers on this machine. On any other, anyone who
        reaches it may mark in anybody's name: the terminal says so.
    port : int, optional
        A free one is found if not given.
    open_browser : bool
        Whether to open the address in the default browser.

    Raises
    ------
    DeskServerError
        If the notebook is missing, the address is not one of this machine, the port is taken, or the server does not
        start or ends by itself.
    """
    if not notebook.is_file():
        msg = f"{notebook}: không có sổ tay này. Kiểm tra lại đường dẫn rồi chạy lại."
        raise DeskServerError(msg)
    listeners = _listeners(host)
    chosen = _free_port(listeners[0], port)
    reachable = _reachable(host, listeners[0])
    with suppress(KeyboardInterrupt), _stopped_by_signals(), _voila(notebook, host, chosen) as server:
        _wait_until_open(server, reachable, chosen)
        address = _web_address(reachable, chosen)
        sys.stdout.write(f"Bàn chấm đang mở tại {address}\n{_network_notice(listeners, reachable)}{_KEEP_OPEN}\n")
        sys.stdout.flush()
        if open_browser:
            webbrowser.open(address)
        status = server.wait()
        msg = (
            f"bàn chấm: máy chủ đã tự dừng (mã {status}). Điểm đã ghi vẫn còn trong sổ; chạy lại lệnh này để chấm tiếp."
        )
        raise DeskServerError(msg)


def _listeners(host: str) -> list[_Address]:
    """Return the addresses a host name means; refuse one on which this machine cannot listen."""
    try:
        found = socket.getaddrinfo(host or None, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        addresses = [ip_address(str(entry[4][0])) for entry in found]
        _bound_port(addresses[0], 0)
    except (OSError, ValueError) as error:  # ValueError: no name at all, such as "a..b"
        msg = f'bàn chấm: máy này không mở được địa chỉ "{host}". Sửa hoặc bỏ tuỳ chọn --host rồi chạy lại.'
        raise DeskServerError(msg) from error
    return addresses


def _free_port(listener: _Address, port: int | None) -> int:
    """Return the port asked for, or the first free one; refuse a port that is taken."""
    for candidate in [port] if port is not None else [*range(_FIRST_PORT, _FIRST_PORT + 20), 0]:
        with suppress(OSError, OverflowError):
            return _bound_port(listener, candidate)
    msg = f"bàn chấm: không mở được cổng {port} ở địa chỉ {listener}. Chọn cổng khác, hoặc bỏ tuỳ chọn --port."
    raise DeskServerError(msg)


def _bound_port(listener: _Address, port: int) -> int:
    """Bind a port for a moment, as the server will, and return its number."""
    with socket.socket(socket.AF_INET6 if listener.version == 6 else socket.AF_INET) as probe:
        # A port whose last user has just left counts as free.
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((str(listener), port))
        return int(probe.getsockname()[1])


def _reachable(host: str, listener: _Address) -> str:
    """Return an address to connect to, also where the server listens on all of them."""
    if listener.is_unspecified:
        return "::1" if listener.version == 6 else "127.0.0.1"
    return host


def _web_address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _network_notice(listeners: list[_Address], reachable: str) -> str:
    """Say what it means that other machines reach the desk, if they do."""
    if all(address.is_loopback for address in listeners):
        return ""
    elsewhere = f"Từ máy khác, thay {reachable} bằng địa chỉ của máy này trong mạng.\n"
    return (elsewhere if listeners[0].is_unspecified else "") + (
        "CHÚ Ý: bàn chấm đang mở cho cả mạng và chưa có mã truy cập: bất kỳ ai trong mạng cũng xem được hồ sơ và chấm "
        "điểm dưới tên của bất kỳ thành viên nào.\n"
        "Chỉ mở như vậy trong mạng riêng của hội đồng; nếu chỉ chấm trên máy này, bỏ tuỳ chọn --host.\n"
    )


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
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.1)
    msg = f"bàn chấm: máy chủ không mở được tại {host}, cổng {port}. Xem dòng báo lỗi phía trên, sửa rồi chạy lại."
    raise DeskServerError(msg)


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
