"""The reviewers' desk in a browser: Voilà on one notebook, in a process of its own.

``voila_template/voila.json`` holds Voilà's settings and ``voila_template/voila/templates/danvan``
the page: Vietnamese, nothing from the internet, no file of the folder served, no traceback.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from ipaddress import ip_address
from pathlib import Path

from danvan_tools.display.desk_door import (
    Address,
    DeskServerError,
    check_door,
    checked_tls,
    door_line,
    network_lines,
    web_address,
)
from danvan_tools.display.desk_names import own_names
from danvan_tools.display.login import CODES_ISSUED, LEDGER_SEEN, USER_HEADER
from danvan_tools.display.server_process import running, stopped_by_signals

_TEMPLATE = Path(__file__).with_name("voila_template")
_PROCESS = Path(__file__).with_name("desk_process.py")
_FIRST_PORT = 8866
# Of a desk on a network, from one address: enough for a few reviewers behind one router, too few to fill the desk.
_PAGES_OF_ONE = 12
_KEEP_OPEN = "Giữ cửa sổ này; bấm Ctrl+C để đóng bàn chấm."
_START_SECONDS = 60.0


def serve_desk(
    notebook: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    certfile: Path | None = None,
    keyfile: Path | None = None,
    codes_issued: bool = False,
    ledger_seen: str = "",
    user_header: str = "",
    names: Sequence[str] = (),
    open_browser: bool = True,
) -> None:
    """Serve one notebook as the desk until it is stopped with Ctrl+C.

    Parameters
    ----------
    notebook : Path
        A prepared copy, with its parameters. It runs in its own folder, once per visitor.
    host : str
        The address to listen on; the default answers only browsers on this machine.
    port : int, optional
        A free one is found if not given.
    certfile, keyfile : Path, optional
        Certificate and private key in PEM, for TLS.
    codes_issued : bool
        Whether the desk asks for access codes; without them it opens to this machine only.
    ledger_seen : str, optional
        What :func:`danvan_tools.records.ledger_id` says of the ledger: pages opened later accept no other one.
    user_header : str, optional
        The header in which a proxy on this machine states who came. Whoever reaches the desk past the proxy could
        send it too, so the desk then listens on this machine only.
    names : sequence of str
        More names by which browsers call the desk, as behind a proxy. It answers to loopback's, the host given, this
        machine's own and to addresses in numbers: any other a page of the internet could let point here.
    open_browser : bool
        Whether to open the address in the default browser.

    Raises
    ------
    DeskServerError
        If the notebook is missing, the address is not one of this machine or may not be opened so, the port is taken,
        the TLS files do not serve, or the server does not start or ends by itself.
    """
    if not notebook.is_file():
        msg = f"{notebook}: không có sổ tay này. Kiểm tra lại đường dẫn rồi chạy lại."
        raise DeskServerError(msg)
    encrypted = checked_tls(certfile, keyfile)
    listeners = _listeners(host)
    networked = not all(address.is_loopback for address in listeners)
    check_door(host, networked, codes_issued, user_header)
    chosen = _free_port(listeners[0], port)
    reachable = _reachable(host, listeners[0])
    flags = _flags(notebook, host, chosen, own_names(host, names, networked=networked, encrypted=encrypted))
    if certfile and keyfile:
        flags += [f"--Desk.certfile={certfile.resolve()}", f"--Desk.keyfile={keyfile.resolve()}"]
    if networked:
        flags.append(f"--DeskKernels.most_of_one={_PAGES_OF_ONE}")
    if user_header:
        flags.append(f"--VoilaConfiguration.http_header_envs={user_header}")
    environment = _environment(networked, user_header)
    environment |= {LEDGER_SEEN: ledger_seen, CODES_ISSUED: "1" if codes_issued else ""}
    with suppress(KeyboardInterrupt), stopped_by_signals(), _voila(notebook, flags, environment) as server:
        _wait_until_open(server, reachable, chosen)
        address = web_address(reachable, chosen, encrypted)
        lines = [f"Bàn chấm đang mở tại {address}"]
        if networked:
            lines += network_lines(listeners[0], reachable, chosen, encrypted)
        door = door_line(codes_issued, user_header, "JUPYTERHUB_USER" in environment)
        sys.stdout.write("\n".join([*lines, door, _KEEP_OPEN, ""]))
        sys.stdout.flush()
        if open_browser:
            webbrowser.open(address)
        status = server.wait()
        msg = (
            f"bàn chấm: máy chủ đã tự dừng (mã {status}). Điểm đã ghi vẫn còn trong sổ; chạy lại lệnh này để chấm tiếp."
        )
        raise DeskServerError(msg)


def _listeners(host: str) -> list[Address]:
    """Return the addresses a host name means; refuse one on which this machine cannot listen."""
    try:
        found = socket.getaddrinfo(host or None, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        addresses = [ip_address(str(entry[4][0])) for entry in found]
        _bound_port(addresses[0], 0)
    except (OSError, ValueError) as error:  # ValueError: no name at all, such as "a..b"
        msg = f'bàn chấm: máy này không mở được địa chỉ "{host}". Sửa hoặc bỏ tuỳ chọn --host rồi chạy lại.'
        raise DeskServerError(msg) from error
    return addresses


def _free_port(listener: Address, port: int | None) -> int:
    """Return the port asked for, or the first free one; refuse a port that is taken."""
    for candidate in [port] if port is not None else [*range(_FIRST_PORT, _FIRST_PORT + 20), 0]:
        with suppress(OSError, OverflowError):
            return _bound_port(listener, candidate)
    msg = f"bàn chấm: không mở được cổng {port} ở địa chỉ {listener}. Chọn cổng khác, hoặc bỏ tuỳ chọn --port."
    raise DeskServerError(msg)


def _bound_port(listener: Address, port: int) -> int:
    """Bind a port for a moment, as the server will, and return its number."""
    with socket.socket(socket.AF_INET6 if listener.version == 6 else socket.AF_INET) as probe:
        # A port whose last user has just left counts as free.
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((str(listener), port))
        return int(probe.getsockname()[1])


def _reachable(host: str, listener: Address) -> str:
    """Return an address to connect to, also where the server listens on all of them."""
    if listener.is_unspecified:
        return "::1" if listener.version == 6 else "127.0.0.1"
    return host


def _flags(notebook: Path, host: str, port: int, names: Sequence[str] = ("localhost",)) -> list[str]:
    """Return the arguments that every desk's process gets."""
    return [
        *(f"--Desk.names={name}" for name in names),
        str(notebook.resolve()),
        "--no-browser",
        f"--Voila.ip={host}",
        f"--Voila.port={port}",
        f"--Voila.config_file_paths={_TEMPLATE}",
        "--Voila.log_level=ERROR",
    ]


def _environment(networked: bool, user_header: str) -> dict[str, str]:
    """Return the environment of the server, which its kernels inherit: none may name a person who did not come."""
    environment = dict(os.environ)
    environment.pop(USER_HEADER, None)
    if user_header:
        environment[USER_HEADER] = user_header
        environment.pop(f"HTTP_{user_header.upper().replace('-', '_')}", None)
    if networked or user_header:
        # The account of whoever started the desk is not that of whoever opens it.
        environment.pop("JUPYTERHUB_USER", None)
    paths = [str(_TEMPLATE), *filter(None, [environment.get("JUPYTER_PATH")])]
    return environment | {"JUPYTER_PATH": os.pathsep.join(paths)}


def _voila(
    notebook: Path, flags: list[str], environment: dict[str, str]
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Run Voilà until the end of the block."""
    # Without -P the modules beside the script would hide libraries of the same names.
    return running([sys.executable, "-P", str(_PROCESS), *flags], notebook.resolve().parent, environment)


def _wait_until_open(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Return once the server accepts connections."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.1)
    msg = f"bàn chấm: máy chủ không mở được tại {host}, cổng {port}. Xem dòng báo lỗi phía trên, sửa rồi chạy lại."
    raise DeskServerError(msg)
