from __future__ import annotations

import socket

import pytest

from danvan_tools.display import serve_desk
from danvan_tools.display.desk_server import DeskServerError


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


def test_an_address_of_another_machine_is_named(notebook):
    with pytest.raises(DeskServerError, match=r"203\.0\.113\.7"):
        serve_desk(notebook, host="203.0.113.7", port=8866, open_browser=False)
