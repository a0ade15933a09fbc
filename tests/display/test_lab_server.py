"""JupyterLab as a real process: it opens one folder, and ends with the command that started it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from danvan_tools.display.lab_server import _told

SERVE = (
    # Whoever starts the tests in the background lets them ignore an interruption.
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "import sys; from pathlib import Path; from danvan_tools.display import serve_lab; "
    "serve_lab(Path(sys.argv[1]), open_browser=False)"
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of its own: a container's only user may be root."""
    place = tmp_path / "settings"
    place.mkdir()
    (place / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": {"allow_root": True}}))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(place))
    return place


def test_the_folder_is_open_until_the_command_is_interrupted(settings: Path, tmp_path: Path) -> None:
    place = tmp_path / "lab"
    place.mkdir()
    (place / "1_check_records.ipynb").write_text("{}")
    command = [sys.executable, "-X", "utf8", "-c", SERVE, str(place)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as lab:
        assert lab.stderr is not None
        found = re.fullmatch(
            r"Địa chỉ \(chỉ mở được trên máy này\): (http://127\.0\.0\.1:\d+/)lab\?(token=\w+)\n", lab.stderr.readline()
        )
        assert found
        with urlopen(f"{found[1]}api/contents?{found[2]}", timeout=60) as answer:
            assert [one["name"] for one in json.load(answer)["content"]] == ["1_check_records.ipynb"]
        lab.send_signal(signal.SIGINT)
        # No line in English, neither at its start nor at its end.
        assert lab.stderr.read() == ""
    assert lab.returncode == 0
    with pytest.raises(OSError):
        urlopen(found[1], timeout=5)


def test_an_error_of_jupyterlab_stays_in_the_terminal() -> None:
    error = "[E 2026-01-02 03:04:05.678 ServerApp] No module named 'x'"
    assert list(_told(["", "[C 2026-01-02 03:04:05.678 ServerApp]", error, "Traceback (most recent call last):"])) == [
        error,
        "Traceback (most recent call last):",
    ]
