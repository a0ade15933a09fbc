"""Real Voilà and real Chromium, offline: anything odd that a page does fails its test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS = 90_000
LAB_TOKEN = "loopback-only"  # noqa: S105
SERVE = (
    "import json, sys; from pathlib import Path; from danvan_tools.display import serve_desk; "
    "files = {name: Path(path) for name, path in json.loads(sys.argv[4]).items()}; "
    "serve_desk(Path(sys.argv[1]), port=int(sys.argv[2]), open_browser=False, **json.loads(sys.argv[3]), **files)"
)

ServeNotebook = Callable[..., str]
ServeCells = Callable[..., str]
OpenPage = Callable[..., Page]
OpenLab = Callable[..., Page]


# Its event loop must not run on into tests that have one of their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        sentence = "Chromium is not installed: `apt-get install chromium` lets the browser tests run."
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open an address; at the end no page may have failed, shown a traceback or left this machine."""
    pages: list[Page] = []
    faults: list[str] = []

    def watch_request(address: str) -> None:
        if leaves_loopback(address):
            faults.append(f"request to {address}")

    def open_one(address: str, **options: object) -> Page:
        page = chromium.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN", **options)
        page.set_default_timeout(SECONDS)
        page.on("request", lambda request: watch_request(request.url))
        page.on("websocket", lambda socket: watch_request(socket.url))
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.goto(address)
        # Voilà shows the cells when all of them ran.
        page.wait_for_selector("#rendered_cells", state="visible")
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        if "Traceback" in page.content():
            faults.append("a traceback on the page")
        page.close()
    assert faults == []


@pytest.fixture
def serve_notebook() -> Iterator[ServeNotebook]:
    """Serve a notebook as the desk; the server must end well when interrupted."""
    servers: list[subprocess.Popen[bytes]] = []

    def serve_one(notebook: Path, certificate: tuple[Path, Path] | None = None, **options: object) -> str:
        port = free_port()
        files = dict(zip(("certfile", "keyfile"), map(str, certificate), strict=True)) if certificate else {}
        command = [sys.executable, "-c", SERVE, str(notebook), str(port), json.dumps(options), json.dumps(files)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        servers.append(server)
        assert server.stdout is not None
        address = f"http{'s' if certificate else ''}://127.0.0.1:{port}/"
        assert server.stdout.readline().decode() == f"Bàn chấm đang mở tại {address}\n"
        return address

    yield serve_one
    statuses = [end(server) for server in servers]
    assert statuses == [0] * len(servers)


@pytest.fixture
def serve_cells(serve_notebook: ServeNotebook, tmp_path: Path) -> ServeCells:
    """Serve a notebook of these code cells."""

    def serve(*cells: str, **options: object) -> str:
        path = tmp_path / "cells.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)
        return serve_notebook(path, **options)

    return serve


@pytest.fixture
def open_lab(chromium: Browser, tmp_path: Path) -> Iterator[OpenLab]:
    """Open code cells in JupyterLab, run; at the end the page may not have left this machine."""
    servers: list[subprocess.Popen[bytes]] = []
    pages: list[Page] = []
    strangers: list[str] = []

    def open_cells(*cells: str) -> Page:
        server, address = start_lab(tmp_path, cells)
        servers.append(server)
        wait_until_open(f"{address}api?token={LAB_TOKEN}", server)
        page = chromium.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        page.set_default_timeout(SECONDS)
        page.on("request", lambda request: strangers.append(request.url) if leaves_loopback(request.url) else None)
        page.goto(f"{address}lab/tree/cells.ipynb?token={LAB_TOKEN}")
        pages.append(page)
        page.wait_for_function(
            "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
        )
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        return page

    yield open_cells
    for page in pages:
        page.close()
    for server in servers:
        end(server, signal.SIGTERM)
    assert strangers == []


def start_lab(folder: Path, cells: Sequence[str]) -> tuple[subprocess.Popen[bytes], str]:
    """Start JupyterLab, with settings of its own, on a notebook of these cells; return its address too."""
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    made = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=metadata), folder / "cells.ipynb")
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false, "doNotDisturbMode": true}'
    )
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    port = free_port()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        *(f"--port={port}", f"--IdentityProvider.token={LAB_TOKEN}", f"--ServerApp.root_dir={folder}"),
        *("--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"),
    ]
    environment = os.environ | {name: str(folder / place) for name, place in own.items()}
    server = subprocess.Popen(command, env=environment, cwd=folder, start_new_session=True)
    return server, f"http://127.0.0.1:{port}/"


def wait_until_open(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.2)
    pytest.fail("JupyterLab did not start")


def leaves_loopback(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1"


def grave_faults(page: Page, part: str | None = None) -> list[str]:
    """Return what axe finds serious or critical on a page or a part of it."""
    found = Axe().run(page, part).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['html']}" for one in grave for node in one["nodes"]]


def end(server: subprocess.Popen[bytes], kind: signal.Signals = signal.SIGINT) -> int:
    """Interrupt a server's group as Ctrl+C does, and kill exactly that group if it stays."""
    with server:
        os.killpg(server.pid, kind)
        try:
            return server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            raise


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
