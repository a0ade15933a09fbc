"""The ledger of a review folder: its file, or the text it is replayed from on first use."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from danvan_tools.errors import DanvanError, Fault
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_database import database_errors
from danvan_tools.records.ledger_text import replay_ledger

__all__ = [
    "INCOMING_STREAM",
    "LEDGER_FILE",
    "SECRETARY",
    "broken_streams",
    "has_marks",
    "ledger_copy",
    "ledger_fault",
    "open_existing_ledger",
]

LEDGER_FILE = "ledger.db"
_LEDGER_TEXT = "ledger.jsonl"
_SHOWN = 5
_LOCK_WAIT_SECONDS = 30

# Streams: who loads the records, what came in, and who decides. Every other one holds marks.
# What came in is no part of the secretary's stream: to collect must not outdate the forms she has open.
SECRETARY, INCOMING_STREAM, _COMMITTEE = "secretary", "incoming", "committee"


def open_existing_ledger(folder: Path) -> Ledger | None:
    """Open the ledger of a review folder, or return None if there was no judgement yet.

    Where ``ledger.db`` is missing or holds no entry, its text export, if there is one, is replayed first.

    Raises
    ------
    DanvanError
        If the ledger or its export cannot be read; nothing is left behind then.
    """
    path, text = folder / LEDGER_FILE, folder / _LEDGER_TEXT
    if not path.exists() and text.exists():
        _replay(text, path)
    return _filled(path, text) if path.exists() else None


def _filled(path: Path, text: Path) -> Ledger:
    """Open a ledger; one without any entry (a copy that failed, a file synchronised too early) gets its text's."""
    ledger = Ledger.open(path)
    if text.exists():
        with database_errors(path.name), closing(sqlite3.connect(path, timeout=_LOCK_WAIT_SECONDS)) as connection:
            blank = connection.execute("SELECT 1 FROM entries LIMIT 1").fetchone() is None
        if blank:
            replay_ledger(text, ledger)
    return ledger


def has_marks(ledger: Ledger) -> bool:
    """Tell whether anybody has marked: from then on a change of the records needs a reason."""
    return any(stream not in (SECRETARY, INCOMING_STREAM, _COMMITTEE) for stream in ledger.heads())


def broken_streams(ledger: Ledger) -> list[Fault]:
    """Return the first broken entry of each stream, of the first few streams; empty when every chain holds.

    Nobody may judge by, or print figures from, a ledger that was altered from outside.
    """
    first: dict[str, str] = {}
    for sentence in ledger.verify():
        stream, *_ = sentence.partition(", mục ")
        first.setdefault(stream, sentence)
    return [ledger_fault(sentence) for sentence in list(first.values())[:_SHOWN]]


def ledger_fault(sentence: str) -> Fault:
    """Return a sentence about the ledger ("file, place: what. Remedy.") as a fault."""
    text = sentence.removeprefix(LEDGER_FILE).lstrip(":, ")
    what, _, remedy = text.partition(". ")
    return Fault(file=LEDGER_FILE, kind="ledger", what=what, remedy=remedy)


def _replay(text: Path, path: Path) -> None:
    """Make a ledger from its text; it appears whole, and never in place of one that is there."""
    draft = path.with_name(f".{path.stem}-{secrets.token_hex(6)}{path.suffix}")
    try:
        replay_ledger(text, Ledger.open(draft))
        _take_name(draft, path)
    finally:
        for leftover in path.parent.glob(f"{draft.name}*"):
            leftover.unlink(missing_ok=True)


def _take_name(draft: Path, path: Path) -> None:
    """Give a whole ledger its name unless another process was first: that one may hold new marks."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        # A disk without hard links.
        if not path.exists():
            draft.rename(path)


@contextmanager
def ledger_copy(folder: Path) -> Iterator[Ledger | None]:
    """Yield a copy of a folder's ledger that is gone afterwards; the folder is not written to.

    Yields
    ------
    Ledger or None
        None if there is neither a ledger nor a text export.

    Raises
    ------
    DanvanError
        If what is there cannot be read.
    """
    path, text = folder / LEDGER_FILE, folder / _LEDGER_TEXT
    if not path.exists() and not text.exists():
        yield None
        return
    with TemporaryDirectory(ignore_cleanup_errors=True) as place:
        target = Path(place) / LEDGER_FILE
        if path.exists():
            _copy(path, target)
        yield _filled(target, text)


def _copy(path: Path, target: Path) -> None:
    """Copy a ledger with what is still in its write-ahead log, also while others open, write or close it."""
    try:
        if not os.access(path.parent, os.W_OK):
            # Without its files beside it SQLite reads nothing, and here nobody can make them.
            for suffix in ("", "-wal"):
                if path.with_name(path.name + suffix).exists():
                    shutil.copyfile(path.with_name(path.name + suffix), target.with_name(target.name + suffix))
            return
        # Opened for writing but never written: a connection that may only read leaves its files beside the ledger.
        uri = f"{path.resolve().as_uri()}?mode=rw"
        with (
            database_errors(path.name),
            closing(sqlite3.connect(uri, uri=True, timeout=_LOCK_WAIT_SECONDS)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
    except OSError as error:
        msg = f"{path.name}: không đọc được sổ ghi ({error}). Kiểm tra quyền đọc tệp rồi chạy lại."
        raise DanvanError(msg) from error
