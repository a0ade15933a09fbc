"""The door of a review: who is in the committee, before anybody has come in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from danvan_tools.errors import FaultyFilesError
from danvan_tools.language import comparison_key, suggestion
from danvan_tools.records.access_codes import AccessRefusedError, access_states, check_code
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_address import server_address
from danvan_tools.records.ledger_postgres import role
from danvan_tools.records.lost_ledger import LedgerLostError
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.review_ledger import LEDGER_FILE, SECRETARY, open_existing_ledger
from danvan_tools.records.settings_sheet import read_settings
from danvan_tools.records.source_files import read_source
from danvan_tools.records.spreadsheets import read_table
from danvan_tools.records.tables_ahead import TablesAhead
from danvan_tools.schema import REVIEW_FILE, REVIEW_TABLES

__all__ = ["Door", "code_holders", "enter_review", "find_member", "ledger_id", "members_without_code", "open_door"]

_COMMITTEE = next(table for table in REVIEW_TABLES if table.name == "committee")


@dataclass(frozen=True)
class Door:
    """What is known of a review before anybody logged in: no candidate, and no entry of the ledger.

    Attributes
    ----------
    folder : Path
    title : str
    committee : DataFrame
        ``reviewer_id name position role team``, by row of the sheet.
    ledger : Ledger
        Asked for nothing but access codes. A shared one is open under the account of the desk, which reads no entry.
    """

    folder: Path
    title: str
    committee: pd.DataFrame
    ledger: Ledger


def open_door(folder: str | Path, seen: str = "") -> Door:
    """Read who is in the committee, and reach the store of a review folder; a door never makes one.

    Parameters
    ----------
    folder : str or Path
    seen : str, optional
        What :func:`ledger_id` said when the desk was opened: the ledger must still be that one, in its file. Codes lie
        in the ledger, so another one would let everybody in.

    Raises
    ------
    FaultyFilesError
        If the committee's sheet cannot be read.
    LedgerLostError
        If there is no ledger, or not the one that was seen.
    DanvanError
        If the ledger cannot be opened.
    """
    folder = Path(folder)
    source, faults = read_source(folder, REVIEW_FILE)
    settings, _ = read_settings(source)
    sheet, found = read_table(source, REVIEW_FILE, _COMMITTEE, {})
    errors = [fault for fault in (*faults, *found) if fault.severity == "error"]
    if errors:
        raise FaultyFilesError(errors)
    columns = [name for name in _COMMITTEE.names if name != "unit_id"]
    committee = sheet.frame[columns].reset_index(drop=True)
    address = str(settings.get("ledger", ""))
    ledger = _as_desk(address) if address else _own_ledger(folder, seen)
    return Door(folder, str(settings.get("title", "")), committee, ledger)


def ledger_id(ledger: Ledger) -> str:
    """Return what tells the ledger of one review from any other's, for :func:`open_door`; blank before its first load.

    A shared ledger is known by its address, and the account of the desk reads no entry: blank, too.
    """
    return "" if ledger.shared else ledger.first_digest(SECRETARY)


def _own_ledger(folder: Path, seen: str) -> Ledger:
    """Open the ledger in a folder's own file, if it is there and the one that was seen."""
    # One that was seen is not made anew from an old text.
    ledger = None if seen and not (folder / LEDGER_FILE).exists() else open_existing_ledger(folder)
    if ledger is None and not seen:
        msg = f"{LEDGER_FILE}: đợt xét chưa có sổ ghi. Nạp hồ sơ ở sổ tay 1 (1_check_records) rồi mở lại trang này."
        raise LedgerLostError(msg)
    if ledger is None or (seen and ledger_id(ledger) != seen):
        what = "không còn ở chỗ cũ" if ledger is None else "đã bị thay bằng sổ của một đợt xét khác"
        msg = (
            f"{LEDGER_FILE}: sổ ghi {what} nên chưa ai vào được bàn chấm. Báo Thư ký đưa đúng tệp về rồi tải lại trang."
        )
        raise LedgerLostError(msg)
    return ledger


def _as_desk(address: str) -> Ledger:
    """Open a shared ledger under the account of the desk, or the one that PGUSER names; never the secretary's."""
    server = server_address(address)
    return Ledger.open(str(server), user=os.environ.get("PGUSER", "") or role(server.database, "desk"))


def find_member(door: Door, typed: str) -> str:
    """Return the `reviewer_id` of the member that somebody typed: the id, or a name that only one member bears.

    Raises
    ------
    AccessRefusedError
        If nothing was typed, or no member or more than one is meant.
    """
    if not typed.strip():
        msg = "Thành viên: chưa ghi họ tên. Gõ họ tên hoặc mã thành viên của mình."
        raise AccessRefusedError(msg)
    wanted = comparison_key(typed[:200])
    ids, names = door.committee["reviewer_id"], door.committee["name"]
    found = ids[ids.map(comparison_key) == wanted]
    if found.empty:
        found = ids[names.map(comparison_key) == wanted]
    if len(found) == 1:
        return str(found.iloc[0])
    shown = " ".join(typed[:60].split())
    if len(found):
        msg = f'Thành viên "{shown}": {len(found)} người trùng họ tên. Gõ mã thành viên: {" hoặc ".join(found)}.'
    else:
        hint = suggestion(shown, [*names, *ids])
        msg = f'Thành viên "{shown}": không có ở trang "Hội đồng". {hint}Gõ đúng họ tên hoặc mã ghi trên phiếu.'
    raise AccessRefusedError(msg)


def enter_review(door: Door, reviewer_id: str, code: str | None, ahead: TablesAhead | None = None) -> Review:
    """Open the review for one member, as it is at this moment.

    Parameters
    ----------
    door : Door
    reviewer_id : str
    code : str or None
        The access code as typed; None if somebody else vouches for the member.
    ahead : TablesAhead, optional
        As for :func:`open_review`.

    Raises
    ------
    AccessRefusedError
        If the code is refused, or the member was taken off the committee since the door was opened.
    DanvanError
        If the review cannot be opened.
    """
    ledger = door.ledger if code is None else check_code(door.ledger, reviewer_id, code)
    review = open_review(door.folder, ledger=ledger, ahead=ahead)
    if reviewer_id not in set(review.committee["reviewer_id"]):
        msg = f'Thành viên "{reviewer_id}": không còn ở trang "Hội đồng". Hỏi thư ký nếu đó là nhầm lẫn.'
        raise AccessRefusedError(msg)
    return review


def code_holders(review: Review, typed: Iterable[str]) -> list[str]:
    """Return the ids of those whose codes are meant, case apart: members, and former members who still hold one.

    Raises
    ------
    AccessRefusedError
        If an id is of neither.
    """
    known = [*map(str, review.committee["reviewer_id"]), *access_states(review.ledger)["reviewer_id"]]
    by_key = {comparison_key(one): one for one in known}
    ids = []
    for one in typed:
        if comparison_key(one) not in by_key:
            hint = suggestion(one[:60], known)
            msg = f'Mã truy cập, thành viên "{one[:60]}": không có mã này ở trang "Hội đồng". {hint}Sửa rồi chạy lại.'
            raise AccessRefusedError(msg)
        ids.append(by_key[comparison_key(one)])
    return ids


def members_without_code(review: Review) -> list[str]:
    """Return the members, in the committee's order, to whom no code was ever issued (nor taken from)."""
    known = access_states(review.ledger)["reviewer_id"]
    ids = review.committee["reviewer_id"]
    return [str(one) for one in ids[~ids.isin(known)]]
