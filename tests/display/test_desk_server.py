from __future__ import annotations

import asyncio
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import nbformat
import psutil
import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.ioloop import IOLoop
from tornado.websocket import websocket_connect

from danvan_tools.display import serve_desk
from danvan_tools.display.desk_door import DeskServerError, door_line, web_address
from danvan_tools.display.desk_names import own_names
from danvan_tools.display.desk_server import (
    _environment,
    _flags,
    _free_port,
    _reachable,
    _voila,
    _wait_until_open,
)
from tests.certificates import make_certificate

EVERY = str(ip_address(0))


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "desk.ipynb"
    path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', encoding="utf-8")
    return path


def test_a_missing_notebook_is_named(tmp_path):
    with pytest.raises(DeskServerError, match=r"none\.ipynb"):
        serve_desk(tmp_path / "none.ipynb", open_browser=False)


def test_a_port_that_is_taken_is_named(notebook):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(DeskServerError, match=f"cổng {port}"):
            serve_desk(notebook, port=port, open_browser=False)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_cannot_be_is_named(notebook, port):
    with pytest.raises(DeskServerError, match=f"cổng {port}"):
        serve_desk(notebook, port=port, open_browser=False)


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::7", "a..b"])
@pytest.mark.parametrize("port", [None, 8866])
def test_an_address_this_machine_does_not_have_is_named(notebook, host, port):
    with pytest.raises(DeskServerError) as caught:
        serve_desk(notebook, host=host, port=port, open_browser=False)
    assert str(caught.value) == (
        f'bàn chấm: máy này không mở được địa chỉ "{host}". Sửa hoặc bỏ tuỳ chọn --host rồi chạy lại.'
    )


@pytest.mark.parametrize(
    ("host", "listener", "address"),
    [
        ("127.0.0.1", "127.0.0.1", "http://127.0.0.1:8866/"),
        (EVERY, EVERY, "http://127.0.0.1:8866/"),
        ("", EVERY, "http://127.0.0.1:8866/"),
        ("::", "::", "http://[::1]:8866/"),
        ("::1", "::1", "http://[::1]:8866/"),
        ("desk.local", "192.0.2.4", "http://desk.local:8866/"),
    ],
)
def test_the_address_shown_is_one_a_browser_can_open(host, listener, address):
    assert web_address(_reachable(host, ip_address(listener)), 8866) == address


def test_a_desk_that_others_reach_needs_codes(notebook):
    with pytest.raises(DeskServerError) as caught:
        serve_desk(notebook, host=EVERY, open_browser=False)
    assert str(caught.value) == (
        f'bàn chấm: địa chỉ "{EVERY}" mở cho cả mạng mà đợt xét chưa cấp mã truy cập. Cấp mã bằng lệnh danvan access '
        "(thêm --print để in phiếu) rồi chạy lại; nếu chỉ chấm trên máy này, bỏ tuỳ chọn --host."
    )


@pytest.mark.parametrize(
    ("codes_issued", "user_header", "hub", "line"),
    [
        (True, "X-User", False, "Thành viên vào bằng tài khoản mà máy chủ chuyển tiếp ghi ở tiêu đề X-User."),
        (True, "", True, "Vào bằng tài khoản JupyterHub của mình, nếu tên tài khoản là một mã thành viên."),
        (True, "", False, "Thành viên vào bằng họ tên và mã truy cập in trên phiếu của mình."),
        (
            False,
            "",
            False,
            "Chưa cấp mã truy cập: ai ngồi ở máy này cũng chọn được tên bất kỳ để chấm. Cấp mã: danvan access.",
        ),
    ],
)
def test_the_terminal_says_how_members_get_in(codes_issued, user_header, hub, line):
    assert door_line(codes_issued, user_header, hub) == line


def test_a_header_is_believed_on_this_machine_only(notebook):
    with pytest.raises(DeskServerError, match="tự gửi được tiêu đề X-Remote-User để mạo danh"):
        serve_desk(notebook, host=EVERY, codes_issued=True, user_header="X-Remote-User", open_browser=False)
    with pytest.raises(DeskServerError, match='"X Remote" không phải là tên tiêu đề HTTP'):
        serve_desk(notebook, user_header="X Remote", open_browser=False)


def test_kernels_inherit_no_person_who_did_not_come(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "TV1")
    monkeypatch.setenv("HTTP_X_REMOTE_USER", "TV1")
    monkeypatch.setenv("DANVAN_USER_HEADER", "Host")
    names = ("JUPYTERHUB_USER", "HTTP_X_REMOTE_USER", "DANVAN_USER_HEADER")
    here, networked, proxied = _environment(False, ""), _environment(True, ""), _environment(False, "X-Remote-User")
    assert [here.get(name) for name in names] == ["TV1", "TV1", None]
    assert [networked.get(name) for name in names] == [None, "TV1", None]
    assert [proxied.get(name) for name in names] == [None, None, "X-Remote-User"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for this machine's own address, and its key."""
    return make_certificate(tmp_path_factory.mktemp("tls"), "own")


def test_tls_files_that_do_not_serve_are_named(notebook, certificate, tmp_path):
    own, key = certificate
    _, other = make_certificate(tmp_path, "other")
    _, locked = make_certificate(tmp_path, "locked", "-passout", "pass:bí mật")
    cases = [
        (own, None, "bàn chấm: thiếu tuỳ chọn --keyfile. Ghi cả --certfile và --keyfile, hoặc bỏ cả hai."),
        (None, key, "bàn chấm: thiếu tuỳ chọn --certfile. Ghi cả --certfile và --keyfile, hoặc bỏ cả hai."),
        (
            tmp_path / "none.pem",
            key,
            f"{tmp_path / 'none.pem'}: không đọc được tệp này. Kiểm tra đường dẫn và quyền đọc rồi chạy lại.",
        ),
    ]
    for certfile, keyfile in [(own, other), (own, locked), (notebook, key), (key, own)]:
        sentence = (
            f"{certfile}, {keyfile}: không phải một cặp chứng thư và khoá PEM khớp nhau, không đặt mật khẩu. "
            "Xin người quản trị mạng cấp lại hai tệp rồi chạy lại."
        )
        cases.append((certfile, keyfile, sentence))
    for certfile, keyfile, sentence in cases:
        with pytest.raises(DeskServerError) as caught:
            serve_desk(notebook, certfile=certfile, keyfile=keyfile, open_browser=False)
        assert str(caught.value) == sentence


@contextmanager
def started(notebook: Path, **options: object) -> Iterator[subprocess.Popen[str]]:
    """Run the desk in a process of its own, which ends with the block."""
    code = (
        "import sys; from pathlib import Path; from danvan_tools.display import serve_desk; "
        f"serve_desk(Path(sys.argv[1]), open_browser=False, **{options!r})".replace("PosixPath", "Path")
    )
    command = [sys.executable, "-X", "utf8", "-c", code, str(notebook)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as desk:
        try:
            yield desk
        finally:
            desk.send_signal(signal.SIGINT)


def test_with_a_certificate_the_desk_speaks_tls_and_nothing_else(notebook, certificate):
    certfile, keyfile = certificate
    with started(notebook, certfile=certfile, keyfile=keyfile) as desk:
        address = desk.stdout.readline().removeprefix("Bàn chấm đang mở tại ").strip()
        assert address.startswith("https://127.0.0.1:")
        assert desk.stdout.readline() == (
            "Chưa cấp mã truy cập: ai ngồi ở máy này cũng chọn được tên bất kỳ để chấm. Cấp mã: danvan access.\n"
        )
        trusted = ssl.create_default_context(cafile=certfile)
        with pytest.raises(HTTPError, match="403"):
            urlopen(f"{address}desk.ipynb", context=trusted, timeout=30)
        with pytest.raises(OSError):
            urlopen(address.replace("https", "http"), timeout=30)
        desk.send_signal(signal.SIGINT)
        _, errors = desk.communicate(timeout=60)
    assert (desk.returncode, errors) == (0, "")


def test_a_server_that_ends_by_itself_is_no_success(notebook):
    with started(notebook, host=EVERY, codes_issued=True) as desk:
        shown = [desk.stdout.readline() for _ in range(4)]
        (server,) = psutil.Process(desk.pid).children()
        server.kill()
        _, errors = desk.communicate(timeout=60)
    assert shown[0].startswith("Bàn chấm đang mở tại http://127.0.0.1:")
    assert re.fullmatch(
        r"Từ máy khác trong mạng(: http://\S+:\d+/|, thay 127\.0\.0\.1 bằng địa chỉ của máy này\.)\n", shown[1]
    )
    assert shown[2] == (
        "CHÚ Ý: đường truyền chưa mã hoá, người trong mạng có thể đọc trộm mã truy cập và điểm. "
        "Chỉ mở như vậy trong mạng riêng của hội đồng, hoặc thêm --certfile và --keyfile.\n"
    )
    assert shown[3] == "Thành viên vào bằng họ tên và mã truy cập in trên phiếu của mình.\n"
    assert "DeskServerError: bàn chấm: máy chủ đã tự dừng (mã -9)." in errors
    assert desk.returncode == 1


TALKATIVE = """
import asyncio
from ipywidgets import IntText
field = IntText()
async def talk():
    while True:
        field.value += 1
        await asyncio.sleep(0.1)
task = asyncio.get_running_loop().create_task(talk())
"""


@pytest.mark.slow
def test_a_kernel_nobody_is_connected_to_is_ended_and_no_other(tmp_path):
    """Also one that speaks by itself, as a desk does that follows others' progress."""
    path = tmp_path / "desk.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(TALKATIVE)]), path)
    port = _free_port(ip_address("127.0.0.1"), None)
    flags = [*_flags(path, "127.0.0.1", port), *(f"--MappingKernelManager.{one}" for one in SOON)]
    with _voila(path, flags, _environment(False, "")) as server:
        _wait_until_open(server, "127.0.0.1", port)
        IOLoop().run_sync(lambda: watch_kernels(f"127.0.0.1:{port}"))


SOON = ("cull_idle_timeout=5", "cull_interval=1")


async def watch_kernels(place: str) -> None:
    """Open two pages, stay connected to the first, and wait for the end of the second one's kernel."""
    client = AsyncHTTPClient()
    known = {"Cookie": cookie_of(f"http://{place}/")}
    pages = [await client.fetch(f"http://{place}/", headers=known, request_timeout=60) for _ in range(2)]
    connected, abandoned = (re.search(r'"kernelId": ?"([0-9a-f-]+)"', page.body.decode()).group(1) for page in pages)
    socket = await websocket_connect(f"ws://{place}/api/kernels/{connected}/channels?session_id=a")

    async def status(kernel: str) -> int:
        return (await client.fetch(f"http://{place}/api/kernels/{kernel}", raise_error=False)).code

    for _ in range(200):
        if await status(abandoned) == 404:
            break
        await asyncio.sleep(0.1)
    assert (await status(abandoned), await status(connected)) == (404, 200)
    # Longer than any idle kernel may live here.
    await asyncio.sleep(7)
    assert await status(connected) == 200
    socket.close()
    for _ in range(100):
        if await status(connected) == 404:
            break
        await asyncio.sleep(0.1)
    assert await status(connected) == 404


def cookie_of(address: str) -> str:
    """Return what the light page hands to a browser."""
    return urlopen(address, timeout=60).headers["Set-Cookie"].split(";")[0]


@contextmanager
def desk_at(tmp_path: Path, *flags: str) -> Iterator[str]:
    """Run a desk of no cells in a process of its own."""
    path = tmp_path / "desk.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), path)
    port = _free_port(ip_address("127.0.0.1"), None)
    with _voila(path, [*_flags(path, "127.0.0.1", port, ["localhost", "desk.example"]), *flags], ENVIRONMENT) as server:
        _wait_until_open(server, "127.0.0.1", port)
        yield f"http://127.0.0.1:{port}/"


ENVIRONMENT = _environment(False, "")


def answer(address: str, **headers: str) -> tuple[int, str]:
    """Return status and text of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(address, headers=named), timeout=60) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize(
    ("flag", "status", "words"),
    [
        ("most_kernels=1", 503, "Bàn chấm đang có quá nhiều trang mở"),
        ("most_of_one=1", 429, "Máy này đang mở quá nhiều trang bàn chấm"),
    ],
)
def test_a_crowd_does_not_bring_the_machine_down(tmp_path, capfd, flag, status, words):
    with desk_at(tmp_path, f"--DeskKernels.{flag}") as address:
        cookie = cookie_of(address)
        assert answer(address, Cookie=cookie)[0] == 200
        refused = answer(address, Cookie=cookie)
    assert refused[0] == status
    assert words in refused[1]
    # Of a kernel the terminal hears errors only.
    assert "WARNING" not in capfd.readouterr().err


def test_only_a_browser_that_shows_the_desk_as_a_page_starts_a_kernel(tmp_path):
    # No kernel fits in at all: whoever is not refused one did not ask for one.
    with desk_at(tmp_path, "--DeskKernels.most_kernels=0") as address:
        light = urlopen(address, timeout=60)
        assert "SameSite=Strict" in light.headers["Set-Cookie"]
        assert "Đang mở bàn chấm…" in light.read().decode()
        cookie = cookie_of(address)
        assert answer(address, Cookie=f"{cookie}x")[0] == 200
        for kind in ("image", "iframe", "empty", "script"):
            assert answer(address, Cookie=cookie, Sec_Fetch_Dest=kind)[0] == 403
        assert answer(address, Cookie=cookie, Sec_Fetch_Dest="document")[0] == 503


def test_the_desk_answers_to_its_own_names_only(tmp_path):
    with desk_at(tmp_path) as address:
        port = address.rstrip("/").rpartition(":")[2]
        for own in (f"localhost:{port}", "DESK.example", "desk.example.", f"192.0.2.7:{port}", f"[::1]:{port}"):
            assert answer(address, Host=own)[0] == 200, own
        for path in ("", "voila/static/voila.js", "api/kernels/0", "voila/files/desk.ipynb"):
            status, page = answer(f"{address}{path}", Host=f"evil.example:{port}")
            assert status == 421
            assert "không nhận tên máy “evil.example”" in page
        assert answer(address, Host='"><script>')[0] in {400, 421}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("voila/templates/x", 404),
        ("voila/templates/x/static/y", 404),
        ("voila/static/none.js", 403),
        ("voila/labextensions/none.js", 404),
        ("voila/files/desk.ipynb", 403),
        ("logout", 403),
        ("login", 403),
        ("api/kernels", 403),
    ],
)
def test_what_is_not_there_is_said_in_vietnamese(own_desk, path, status):
    shown = answer(f"{own_desk}{path}")
    assert shown[0] == status
    assert f"Không mở được trang này (mã {status})" in shown[1]


@pytest.fixture(scope="module")
def own_desk(tmp_path_factory) -> Iterator[str]:
    with desk_at(tmp_path_factory.mktemp("desk")) as address:
        yield address


def test_names_of_the_desk(notebook):
    assert own_names("127.0.0.1", ["Cham.xa.vn"], networked=False, encrypted=False) == [
        "localhost", "127.0.0.1", "Cham.xa.vn",
    ]  # fmt: skip
    host = socket.gethostname()
    assert own_names("", [], networked=True, encrypted=False) == ["localhost", host, f"{host}.local"]
    assert own_names("", ["x"], networked=True, encrypted=True) == ["*"]
    with pytest.raises(DeskServerError, match='"http://a" không phải là tên máy'):
        serve_desk(notebook, names=["http://a"], open_browser=False)
