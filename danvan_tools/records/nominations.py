"""Nominations as they come: everything in ``incoming/`` becomes rows that the secretary may take over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from textwrap import shorten
from typing import Any

import pandas as pd

from danvan_tools.errors import DanvanError, Fault
from danvan_tools.language import sort_key
from danvan_tools.records.cell_text import CellError
from danvan_tools.records.incoming import INCOMING, Form, IncomingFile, list_incoming, read_forms
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.nomination_versions import (
    Nomination,
    ask_about_copies,
    compare_with_list,
    settle_versions,
)
from danvan_tools.records.review_folder import FolderContent, read_folder
from danvan_tools.records.review_ledger import INCOMING_STREAM, open_existing_ledger, open_ledger
from danvan_tools.records.unit_lookup import unit_lookup
from danvan_tools.schema import (
    CANDIDATES_FILE,
    DIFFERENCES,
    PROPOSALS,
    RECEIVED,
    SCANS,
    SILENT_UNITS,
    Table,
)

__all__ = ["Collection", "collect_nominations"]

# What the secretary may copy into her list: nothing that stands there already, and of each only the newest.
_PROPOSED = ("new", "newest", "unclear")
# An entry is read whole, and printed on one line of the ledger's text.
_FILES_AN_ENTRY = 200
_QUOTED = 200


@dataclass(frozen=True)
class Collection:
    """What ``incoming/`` comes to, as tidy tables with the columns of ``schema.PROPOSAL_TABLES``.

    Attributes
    ----------
    proposals : DataFrame
        One row per candidate to take over: the items of the form, its unit, file, place, day.
    received : DataFrame
        Every nomination in every file, with its state and the file's digest.
    differences : DataFrame
        What differs between two versions, or between the newest and the list.
    silent_units : DataFrame
        Units of the review that sent nothing, by their names in Vietnamese order.
    scans : DataFrame
        Pictures and PDFs, to be typed in.
    faults : list of Fault
        Files that cannot be read, units nobody knows, versions that cannot be put in order.
    """

    proposals: pd.DataFrame
    received: pd.DataFrame
    differences: pd.DataFrame
    silent_units: pd.DataFrame
    scans: pd.DataFrame
    faults: list[Fault]


def collect_nominations(folder: str | Path, at: datetime | None = None) -> Collection:
    """Read everything in ``incoming/``; the files there and the secretary's workbooks are left as they are.

    The day each file was received is put into the ledger the first time its bytes are seen.

    Parameters
    ----------
    folder : str or Path
        The review folder.
    at : datetime, optional
        Of the ledger entry, with a time zone; now if not given.

    Raises
    ------
    DanvanError
        If the list of units cannot be read.
    """
    folder = Path(folder)
    ledger = open_existing_ledger(folder)
    files, faults = list_incoming(folder, _received(ledger))
    content = read_folder(folder)
    units = content.sheets["units"].frame if "units" in content.sheets else pd.DataFrame()
    if units.empty:
        msg = "review.xlsx: không đọc được danh sách đơn vị. Chạy danvan check, sửa lỗi ở trang Đơn vị rồi chạy lại."
        raise DanvanError(msg)
    distinct, copies = _distinct(files)
    nominations, unread = _read(distinct, units)
    differences, unclear = settle_versions(nominations)
    unclear += ask_about_copies(nominations, copies)
    differences += compare_with_list(nominations, content.sheets["candidates"].frame, _list_file(content))
    _record_received(folder, ledger, files, at)
    return Collection(
        proposals=_frame(PROPOSALS, (_proposal(one) for one in nominations if one.state in _PROPOSED)),
        received=_frame(RECEIVED, map(_received_row, nominations)),
        differences=_frame(DIFFERENCES, differences),
        silent_units=_silent(units, nominations),
        scans=_frame(SCANS, (asdict(file) | {"file": file.name} for file in files if file.kind == "scan")),
        faults=[*faults, *map(_copied, copies), *unread, *unclear],
    )


def _frame(table: Table, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame([{name: row.get(name, "") for name in table.names} for row in rows], columns=table.names)


def _silent(units: pd.DataFrame, nominations: Sequence[Nomination]) -> pd.DataFrame:
    # A unit that others belong to sends nothing of its own: the district of these communes.
    heard = {one.unit_id for one in nominations} | set(units["parent_id"])
    named = units.drop_duplicates("unit_id", keep="last")
    rows = sorted(zip(named["unit_id"], named["name"], strict=True), key=lambda row: (sort_key(row[1]), row[0]))
    return _frame(SILENT_UNITS, ({"unit_id": unit_id, "unit": name} for unit_id, name in rows if unit_id not in heard))


def _list_file(content: FolderContent) -> str:
    return content.sheets["candidates"].file or CANDIDATES_FILE


def _received(ledger: Ledger | None) -> dict[str, date]:
    """Return digest → day for every file that was collected before."""
    days: dict[str, date] = {}
    for entry in ledger.entries(INCOMING_STREAM, "receive") if ledger is not None else ():
        for file in entry.body["files"]:
            days.setdefault(file["digest"], date.fromisoformat(file["received_on"]))
    return days


def _record_received(folder: Path, ledger: Ledger | None, files: Sequence[IncomingFile], at: datetime | None) -> None:
    seq = ledger.head(INCOMING_STREAM)[0] if ledger is not None else 0
    known = _received(ledger)
    first = {file.digest: file for file in sorted(files, key=_by_day, reverse=True) if file.digest not in known}
    new = [
        {"file": file.name, "digest": file.digest, "received_on": file.received_on.isoformat()}
        for file in sorted(first.values(), key=lambda each: each.name)
    ]
    if new:
        ledger = ledger or open_ledger(folder)
        starts = range(0, len(new), _FILES_AN_ENTRY)
        bodies = [("receive", {"files": new[start : start + _FILES_AN_ENTRY]}) for start in starts]
        ledger.append_many(INCOMING_STREAM, bodies, expected_seq=seq, at=at)


def _by_day(file: IncomingFile) -> tuple[date, str]:
    return file.received_on, file.name


def _distinct(files: Sequence[IncomingFile]) -> tuple[list[IncomingFile], list[tuple[IncomingFile, IncomingFile]]]:
    """Return one file of each content, the one there first, and (that file, another with its bytes)."""
    first: dict[str, IncomingFile] = {}
    for file in sorted(files, key=lambda each: (each.received_on, each.changed_on, each.name)):
        first.setdefault(file.digest, file)
    pairs = [(first[file.digest], file) for file in files]
    return [file for read, file in pairs if read is file], [(read, file) for read, file in pairs if read is not file]


def _copied(pair: tuple[IncomingFile, IncomingFile]) -> Fault:
    read, copy = pair
    what = f'tệp này giống hệt tệp "{read.name}", nên chỉ đọc một lần'
    remedy = "Bỏ một trong hai tệp nếu gửi nhầm."
    return Fault(file=copy.name, kind="repeat", what=what, remedy=remedy, severity="warning")


def _read(files: Sequence[IncomingFile], units: pd.DataFrame) -> tuple[list[Nomination], list[Fault]]:
    lookup = unit_lookup(units)
    names = dict(zip(units["unit_id"], units["name"], strict=True))
    nominations, faults = [], []
    for file in files:
        forms, found = read_forms(file)
        faults += found
        for form in forms:
            unit_id, unknown = _unit_of(form, lookup)
            faults += unknown
            unit = names.get(unit_id) or form.texts.get("unit_id", "")
            nominations.append(Nomination(form=form, unit_id=unit_id, unit=unit))
    return nominations, faults


def _unit_of(form: Form, lookup: Lookup) -> tuple[str, list[Fault]]:
    """Return the unit that a form names, or the one whose folder it lies in; "" and a fault if neither is known."""
    text = form.texts.get("unit_id", "")
    if text:
        try:
            return lookup.find(text), []
        except CellError as error:
            what, remedy = f"{error.what} ({form.place})", error.remedy
    else:
        for parent in reversed(Path(form.file.name).parts[1:-1]):
            try:
                return lookup.find(parent), []
            except CellError:
                continue
        name = shorten(form.texts["name"], _QUOTED, placeholder="…")
        what = f'hồ sơ "{name}" ({form.place}) không ghi đơn vị đăng ký'
        remedy = f'Ghi đơn vị vào tệp, hoặc để tệp trong thư mục con mang tên đơn vị, ví dụ "{INCOMING}/Phường …".'
    fault = Fault(file=form.file.name, kind="word", value=text, column="Đơn vị đăng ký", what=what, remedy=remedy)
    return "", [fault]


def _proposal(nomination: Nomination) -> dict[str, Any]:
    file = nomination.form.file
    place = {"file": file.name, "place": nomination.form.place, "received_on": file.received_on}
    return {**nomination.form.texts, "unit_id": nomination.unit, **place}


def _received_row(nomination: Nomination) -> dict[str, Any]:
    file = nomination.form.file
    return {
        "file": file.name,
        "place": nomination.form.place,
        "received_on": file.received_on,
        "unit": nomination.unit,
        "name": nomination.name,
        "state": nomination.state,
        "digest": file.digest,
    }
