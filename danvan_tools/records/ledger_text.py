"""The ledger as text: one canonical JSON line per entry, out and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from danvan_tools.errors import DanvanError, Fault, FaultyFilesError
from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_chain import ChainCheck
from danvan_tools.records.ledger_entries import canonical_text
from danvan_tools.records.safe_files import written_whole

_FIELDS = frozenset(Entry.__dataclass_fields__)
_REMEDY = "Lấy lại bản xuất của sổ từ nơi gửi hoặc từ bản sao lưu rồi nạp lại."


def export_ledger(ledger: Ledger, path: str | Path) -> None:
    """Write every entry as one line of RFC 8785 JSON, by stream and `seq`: one ledger, one text.

    Raises
    ------
    DanvanError
        If the file cannot be written, or the ledger is too damaged to read.
    """
    entries = sorted(ledger.entries(), key=lambda entry: (entry.stream, entry.seq))
    with written_whole(path) as draft, draft.open("wb") as file:
        file.writelines(f"{canonical_text(vars(entry))}\n".encode() for entry in entries)


def replay_ledger(path: str | Path, ledger: Ledger) -> None:
    """Write the entries of an exported text into a ledger, all or none.

    Entries that are already there are left alone, so two processes may replay one text at once.

    Raises
    ------
    FaultyFilesError
        If a line is no entry or a chain does not hold: every such line, with its number.
    DanvanError
        If the file cannot be read, or the ledger holds another history.
    """
    source = Path(path)
    try:
        content = source.read_bytes()
    except OSError as error:
        msg = f"{source.name}: không đọc được bản xuất của sổ ({source.parent}). Kiểm tra tệp rồi chạy lại."
        raise DanvanError(msg) from error
    ledger.restore(_checked_entries(source.name, content))


def _checked_entries(name: str, content: bytes) -> list[Entry]:
    """Return the entries of a text whose chains all hold."""
    check = ChainCheck()
    entries: list[Entry] = []
    faults: list[Fault] = []
    line_of_id: dict[str, int] = {}
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n") if content else [], start=1):
        entry = _entry_of(line)
        what = check.fault(entry) if entry else "dòng này không phải một mục của sổ"
        if entry and not what and line_of_id.setdefault(entry.id, number) != number:
            what = f"mã {entry.id} đã có ở dòng {line_of_id[entry.id]}"
        if what:
            place = f'luồng "{entry.stream}", mục {entry.seq}: ' if entry else ""
            faults.append(Fault(file=name, kind="ledger", row=number, what=place + what, remedy=_REMEDY))
        elif entry:
            entries.append(entry)
    if faults:
        raise FaultyFilesError(faults)
    return entries


def _entry_of(line: bytes) -> Entry | None:
    """Return what a line writes, or None if that is no entry."""
    try:
        fields: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return Entry(**fields) if isinstance(fields, dict) and fields.keys() == _FIELDS else None
