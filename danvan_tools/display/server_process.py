"""A server in a process of its own, which ends with the command that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

_STOP_SECONDS = 10.0
# A closed terminal or a stopped service must not leave a server behind.
_STOP_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def running(
    command: Sequence[str], place: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a process group of its own, and stop exactly that group at the end of the block."""
    server = subprocess.Popen(command, env=environment, cwd=place, **_own_group())
    try:
        yield server
    finally:
        _stop(server)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Let the signals that end this process end the block as Ctrl+C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
