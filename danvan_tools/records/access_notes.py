"""Which codes were issued, as the chained ledger knows it: a hash put in another's place is seen.

The hashes lie in a table that may be updated. So each code issued or revoked is noted in the ledger too, by the
digest of its hash, in one transaction with it. Of a shared ledger the server alone keeps the codes: nothing
is noted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from danvan_tools.errors import Fault
from danvan_tools.language import format_moment
from danvan_tools.records.access_tries import ACCESS_CODES, there
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_database import database_errors
from danvan_tools.records.ledger_entries import Entry
from danvan_tools.records.review_ledger import LEDGER_FILE, SAFEKEEPING

__all__ = ["code_faults", "is_noted", "note_of", "noted_codes"]

_ISSUE, _REVOKE = "issue_code", "revoke_code"


def note_of(reviewer_id: str, stored: str | None) -> tuple[str, Mapping[str, Any]]:
    """Return kind and body of the entry about a code issued, or revoked: its hash, None if there is none any more."""
    if stored is None:
        return _REVOKE, {"reviewer_id": reviewer_id}
    return _ISSUE, {"reviewer_id": reviewer_id, "hash_digest": _digest(stored)}


def noted_codes(ledger: Ledger) -> dict[str, Entry]:
    """Return the last entry about the code of each reviewer who ever had one; nothing of a shared ledger."""
    notes = [] if ledger.shared else ledger.entries(SAFEKEEPING)
    return {note.body["reviewer_id"]: note for note in notes if note.kind in (_ISSUE, _REVOKE)}


def is_noted(ledger: Ledger, reviewer_id: str, stored: str) -> bool:
    """Tell whether a stored hash is that of the code last issued to a reviewer."""
    return _says(noted_codes(ledger).get(reviewer_id)) == _digest(stored)


def code_faults(ledger: Ledger) -> list[Fault]:
    """Return the codes in a ledger's file that are not those issued: an error; and those that are gone: a warning."""
    if ledger.shared:
        return []
    notes = noted_codes(ledger)
    with database_errors(ledger.name), ledger.engine.connect() as connection:
        rows = connection.execute(sa.select(ACCESS_CODES)).all() if there(connection) else []
    stored = {row.reviewer_id: _digest(row.hash) for row in rows if row.state == "issued" and row.hash}
    return [
        _fault(key, notes.get(key), replaced=key in stored)
        for key in sorted(notes.keys() | stored.keys())
        if _says(notes.get(key)) != stored.get(key, "")
    ]


def _fault(reviewer_id: str, note: Entry | None, *, replaced: bool) -> Fault:
    of = f'mã truy cập của thành viên "{reviewer_id}"'
    remedy = f"Cấp mã mới: danvan access THƯ-MỤC --revoke {reviewer_id} --print TỆP."
    if not replaced:
        return Fault(
            file=LEDGER_FILE,
            kind="ledger",
            what=f"{of} đã cấp mà không còn trong tệp sổ, nên người ấy chưa vào được bàn chấm",
            remedy=remedy,
            severity="warning",
        )
    since = "sổ không ghi lần cấp nào"
    if note is not None:
        done = "cấp" if note.kind == _ISSUE else "thu hồi"
        since = f"lần {done} cuối ghi trong sổ là lúc {format_moment(datetime.fromisoformat(note.at))}"
    what = f"{of} trong tệp không phải mã đã cấp ({since}): có người đã sửa tệp để vào thay"
    return Fault(
        file=LEDGER_FILE,
        kind="ledger",
        what=what,
        remedy=f"{remedy} Hỏi người ấy xem phiếu của mình có điểm nào không do mình chấm.",
    )


def _says(note: Entry | None) -> str:
    return str(note.body.get("hash_digest", "")) if note else ""


def _digest(stored: str) -> str:
    return hashlib.sha256(stored.encode("utf-8", "surrogateescape")).hexdigest()
