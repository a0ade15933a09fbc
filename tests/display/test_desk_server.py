from __future__ import annotations

import socket
import subprocess
import sys
from ipaddress import ip_address

import psutil
import pytest

from danvan_tools.display import serve_desk
from danvan_tools.display.desk_server import DeskServerError, _network_notice, _reachable, _web_address

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
    assert _web_address(_reachable(host, ip_address(listener)), 8866) == address


@pytest.mark.parametrize(
    ("listeners", "warned"),
    [(["127.0.0.1"], False), (["::1", "127.0.0.1"], False), (["192.0.2.4"], True), (["127.0.0.1", "192.0.2.4"], True)],
)
def test_only_a_desk_that_others_reach_warns_of_them(listeners, warned):
    notice = _network_notice([ip_address(one) for one in listeners], listeners[0])
    assert ("dưới tên của bất kỳ thành viên nào" in notice) == warned


def test_a_server_that_ends_by_itself_is_no_success(notebook):
    code = (
        "import sys; from pathlib import Path; from danvan_tools.display import serve_desk; "
        "serve_desk(Path(sys.argv[1]), host='0.0.0.0', open_browser=False)"
    )
    command = [sys.executable, "-X", "utf8", "-c", code, str(notebook)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as desk:
        shown = [desk.stdout.readline() for _ in range(3)]
        (server,) = psutil.Process(desk.pid).children()
        server.kill()
        _, errors = desk.communicate(timeout=60)
    assert shown[0].startswith("Bàn chấm đang mở tại http://127.0.0.1:")
    assert shown[1] == "Từ máy khác, thay 127.0.0.1 bằng địa chỉ của máy này trong mạng.\n"
    assert shown[2].startswith("CHÚ Ý: ")
    assert "DeskServerError: bàn chấm: máy chủ đã tự dừng (mã -9)." in errors
    assert desk.returncode == 1
