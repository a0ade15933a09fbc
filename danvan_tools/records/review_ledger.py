"""The ledger of a review folder: its file, the text it is replayed from on first use, or the shared one it names."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from danvan_tools.errors import DanvanError, Fault, FaultyFilesError
from danvan_tools.language import format_moment
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_address import SHARED
from danvan_tools.records.ledger_database import database_errors, guards_missing, put_guards
from danvan_tools.records.ledger_places import unsafe_place
from danvan_tools.records.ledger_text import replay_ledger
from danvan_tools.records.lost_ledger import refuse_emptied, refuse_lost, refuse_outdated_text
from danvan_tools.records.safe_files import said_of
from danvan_tools.records.settings_sheet import read_settings
from danvan_tools.records.source_files import read_source
from danvan_tools.schema import REVIEW_FILE

__all__ = [
    "INCOMING_STREAM",
    "LEDGER_FILE",
    "LEDGER_TEXT",
    "RESTORE_GUARDS",
    "SAFEKEEPING",
    "SECRETARY",
    "broken_streams",
    "guards_restored",
    "has_marks",
    "ledger_address",
    "ledger_copy",
    "ledger_fault",
    "open_existing_ledger",
    "open_ledger",
    "unguarded",
]

LEDGER_FILE = "ledger.db"
LEDGER_TEXT = "ledger.jsonl"
_SHOWN = 5
_COMPARE = "Đối chiếu sổ với bản sao lưu và hồ sơ đã in: danvan verify THƯ-MỤC BẢN-LƯU."
_LOCK_WAIT_SECONDS = 30
# What SQLite says where it cannot make its files beside the ledger.
_NO_ROOM = ("disk I/O error", "disk is full", "unable to open")

# Streams: who loads the records, what came in, and who decides. Every other one holds marks.
# What came in is no part of the secretary's stream: to collect must not outdate the forms she has open.
SECRETARY, INCOMING_STREAM, _COMMITTEE = "secretary", "incoming", "committee"
# What was done to the file itself: codes issued and revoked, guards put back.
SAFEKEEPING, RESTORE_GUARDS = "safekeeping", "restore_guards"


def ledger_address(folder: Path) -> str:
    """Return the address of the shared ledger that a folder names; blank for one of its own."""
    source, _ = read_source(folder, REVIEW_FILE) if folder.is_dir() else (None, [])
    settings, _ = read_settings(source)
    return str(settings.get("ledger", ""))


def open_ledger(folder: Path) -> Ledger:
    """Open the ledger of a review folder; its own is made where there never was one.

    Raises
    ------
    LedgerLostError
        If the folder shows that there was one.
    """
    if ledger := open_existing_ledger(folder):
        return ledger
    _make(folder / LEDGER_FILE)
    return Ledger.open(folder / LEDGER_FILE)


def open_existing_ledger(folder: Path) -> Ledger | None:
    """Open the ledger of a review folder, or return None if there was no judgement yet.

    Where ``ledger.db`` is missing or holds no entry, its text export, if there is one, is replayed first.
    Where the triggers of the file were taken away and every chain holds, they are put back, and an entry says so: to
    refuse would stop everybody's marking for what a restored backup would not undo either.
    A folder that names a shared ledger has none of its own: nobody shall wonder where the marks went.

    Raises
    ------
    LedgerLostError
        If there is none, or an empty file, and the folder shows that there was one.
    FaultyFilesError
        If the triggers were taken away, and a chain does not hold.
    DanvanError
        If the ledger or its export cannot be read; nothing is left behind then.
    """
    if address := ledger_address(folder):
        return _shared(folder, address)
    path, text = folder / LEDGER_FILE, folder / LEDGER_TEXT
    refuse_emptied(path)
    if not path.exists():
        if not text.exists():
            refuse_lost(folder, LEDGER_FILE)
            return None
        _make(path, text)
    return _guarded(_filled(path, text))


def _shared(folder: Path, address: str) -> Ledger:
    """Open the shared ledger of a folder."""
    if (folder / LEDGER_FILE).exists():
        msg = (
            f"{LEDGER_FILE}: đợt xét dùng sổ ghi chung ({address}), mà thư mục vẫn còn sổ ghi riêng. Chuyển các mục "
            f"của sổ riêng sang sổ chung rồi đổi tên tệp {LEDGER_FILE}, hoặc xóa địa chỉ ở trang Đợt xét."
        )
        raise DanvanError(msg)
    return Ledger.open(address)


def _filled(path: Path, text: Path) -> Ledger:
    """Open a ledger; one without any entry (a copy that failed, a file synchronised too early) gets its text's."""
    ledger = Ledger.open(path)
    if ledger.is_blank():
        if text.exists():
            replay_ledger(text, ledger)
        else:
            refuse_lost(text.parent, LEDGER_FILE)
    return ledger


def _guarded(ledger: Ledger) -> Ledger:
    """Return a ledger whose triggers stand; if they had to be put back, it holds an entry about that."""
    if ledger.guarded():
        return ledger
    if broken := broken_streams(ledger):
        raise FaultyFilesError(broken)
    with ledger.writing_beside(SAFEKEEPING) as (connection, notes):
        # Another process may have been faster.
        if guards_missing(connection):
            put_guards(connection)
            notes.append((RESTORE_GUARDS, {}))
    return ledger


def has_marks(ledger: Ledger) -> bool:
    """Tell whether anybody has marked: from then on a change of the records needs a reason."""
    return ledger.holds_others((SECRETARY, INCOMING_STREAM, SAFEKEEPING, _COMMITTEE))


def broken_streams(ledger: Ledger) -> list[Fault]:
    """Return the first broken entry of each stream, of the first few streams; empty when every chain holds.

    Quarantined streams are no matter here: what follows their break counts nowhere.

    Nobody may judge by, or print figures from, a ledger that was altered from outside.
    """
    first: dict[str, str] = {}
    for sentence in ledger.verify(stopping=True):
        stream, *_ = sentence.partition(", mục ")
        first.setdefault(stream, sentence)
    return [ledger_fault(sentence) for sentence in list(first.values())[:_SHOWN]]


def unguarded(ledger: Ledger) -> list[Fault]:
    """Return a fault of a file that would let anybody change its entries, and compute their chain anew unseen."""
    if ledger.guarded():
        return []
    what = "phần khoá chống sửa, chống xóa trong tệp đã bị gỡ"
    remedy = f"{_COMPARE} Lần mở đợt xét tới, phần mềm lắp lại khoá và ghi việc ấy vào sổ."
    return [Fault(file=LEDGER_FILE, kind="ledger", what=what, remedy=remedy)]


def guards_restored(ledger: Ledger) -> list[Fault]:
    """Warn of each time the triggers of the file had been taken away."""
    return [
        Fault(
            file=LEDGER_FILE,
            kind="ledger",
            what="phần khoá chống sửa, chống xóa trong tệp từng bị gỡ, đã được lắp lại lúc "
            f"{format_moment(datetime.fromisoformat(entry.at))}",
            remedy=_COMPARE,
            severity="warning",
        )
        for entry in ledger.entries(SAFEKEEPING, RESTORE_GUARDS)
    ]


def ledger_fault(sentence: str) -> Fault:
    """Return a sentence about the ledger ("file, place: what. Remedy.") as a fault."""
    file = SHARED if sentence.startswith(SHARED) else LEDGER_FILE
    what, _, remedy = sentence.removeprefix(file).lstrip(":, ").partition(". ")
    return Fault(file=file, kind="ledger", what=what, remedy=remedy)


def _make(path: Path, text: Path | None = None) -> None:
    """Make a ledger, from its text if there is one; it appears whole, and never in place of one that is there."""
    draft = path.with_name(f".{path.stem}-{secrets.token_hex(6)}{path.suffix}")
    try:
        ledger = Ledger.open(draft)
        if text:
            replay_ledger(text, ledger)
            refuse_outdated_text(path.parent, text.name, ledger)
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

    A shared ledger is yielded itself: to look at it changes nothing.

    Yields
    ------
    Ledger or None
        None if there is neither a ledger nor a text export.

    Raises
    ------
    LedgerLostError
        If there is none, or an empty file, and the folder shows that there was one.
    DanvanError
        If what is there cannot be read.
    """
    if address := ledger_address(folder):
        yield _shared(folder, address)
        return
    path, text = folder / LEDGER_FILE, folder / LEDGER_TEXT
    refuse_emptied(path)
    if not path.exists() and not text.exists():
        refuse_lost(folder, LEDGER_FILE)
        yield None
        return
    with TemporaryDirectory(ignore_cleanup_errors=True) as place:
        target = Path(place) / LEDGER_FILE
        if path.exists():
            _copy(path, target)
        ledger = _filled(target, text)
        if not path.exists():
            refuse_outdated_text(folder, text.name, ledger)
        yield ledger


def _copy(path: Path, target: Path) -> None:
    """Copy a ledger with what is still in its write-ahead log, also while others open, write or close it."""
    try:
        # Without its files beside it SQLite reads nothing, and there nobody can, or should, make them.
        if not os.access(path.parent, os.W_OK) or unsafe_place(path.parent) or not _copied_by_database(path, target):
            for suffix in ("", "-wal"):
                if path.with_name(path.name + suffix).exists():
                    shutil.copyfile(path.with_name(path.name + suffix), target.with_name(target.name + suffix))
    except OSError as error:
        msg = f"{path.name}: không sao được sổ ghi để đọc: {said_of(error)}. Kiểm tra tệp và quyền đọc rồi chạy lại."
        raise DanvanError(msg) from error


def _copied_by_database(path: Path, target: Path) -> bool:
    """Tell whether SQLite could copy a ledger; not on a full disk, where nobody writes to it either."""
    # Opened for writing but never written: a connection that may only read leaves its files beside the ledger.
    uri = f"{path.resolve().as_uri()}?mode=rw"
    with database_errors(path.name):
        try:
            with (
                closing(sqlite3.connect(uri, uri=True, timeout=_LOCK_WAIT_SECONDS)) as source,
                closing(sqlite3.connect(target)) as copy,
            ):
                source.backup(copy)
        except sqlite3.OperationalError as error:
            if not path.is_file() or not any(sign in str(error) for sign in _NO_ROOM):
                raise
            target.unlink(missing_ok=True)
            return False
    return True
