"""A server in a process of its own, which ends with the command that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import IO, Any

_STOP_SECONDS, _LAST_LINES_SECONDS = 10.0, 2.0
# A closed terminal or a stopped service must not leave a server behind.
_STOP_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def running(
    command: Sequence[str],
    place: Path,
    environment: Mapping[str, str] | None = None,
    told: Callable[[Iterable[str]], Iterable[str]] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a process group of its own, and stop exactly that group at the end of the block.

    With `told` the terminal shows what it makes of the server's lines of log in their place.
    """
    log = subprocess.PIPE if told else None
    server = subprocess.Popen(command, env=environment, cwd=place, stderr=log, **_own_group())
    reader = Thread(target=_pass_on, args=(server.stderr, told), daemon=True)
    if told:
        reader.start()
    try:
        yield server
    finally:
        _stop(server)
        if told:
            # A kernel that outlives its server must not hold this process up.
            reader.join(_LAST_LINES_SECONDS)


def _pass_on(log: IO[bytes], told: Callable[[Iterable[str]], Iterable[str]]) -> None:
    """Show a server's lines as they come."""
    for line in told(one.decode("utf-8", "replace").rstrip() for one in log):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


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
