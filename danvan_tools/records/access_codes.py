"""Access codes: who may enter the desk, and how often one may guess.

The codes lie in a table of their own beside the entries, as hashes; that table is no judgement and may be updated.
In a shared ledger the code is the password of the reviewer's account, and the server alone keeps what it needs of it.
Failed tries are counted in that table, not in a kernel: a page opened again begins no new count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from danvan_tools.errors import DanvanError
from danvan_tools.records.access_code_text import hash_fits, hash_of, new_code, plain_code
from danvan_tools.records.access_notes import is_noted, note_of, noted_codes
from danvan_tools.records.access_tries import (
    ACCESS_CODES,
    AccessRefusedError,
    count_try,
    forget_failures,
    spoken,
    there,
    wait_after,
)
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_failures import database_errors
from danvan_tools.records.ledger_roles import admit, revoke_reviewer
from danvan_tools.records.review_ledger import SAFEKEEPING

__all__ = [
    "AccessRefusedError",
    "access_states",
    "asks_for_codes",
    "check_code",
    "issue_codes",
    "revoke_codes",
]

_STATES = ["reviewer_id", "state", "since", "failures"]


def issue_codes(
    ledger: Ledger,
    reviewer_ids: Iterable[str],
    *,
    hand_out: Callable[[Mapping[str, str]], object] | None = None,
) -> dict[str, str]:
    """Give each reviewer a new code and return it; an older code of the same reviewer is void from now on.

    Parameters
    ----------
    ledger : Ledger
    reviewer_ids : iterable of str
        Members of the committee.
    hand_out : callable, optional
        Receives the codes before they are valid, for instance to print them; if it raises, no code was issued:
        there never is a code that nobody has on paper.

    Returns
    -------
    dict
        Reviewer → code as it is printed, in the order given. Only its hash is kept: it is not shown again.
    """
    codes = {reviewer_id: new_code() for reviewer_id in reviewer_ids}
    plain = {reviewer_id: plain_code(code) for reviewer_id, code in codes.items()}
    # scrypt takes its time: not while others wait for the lock.
    rows = [_row(one, "issued", None if ledger.shared else hash_of(code)) for one, code in plain.items()]
    with _putting(ledger, rows) as connection:
        for reviewer_id, code in plain.items() if ledger.shared else ():
            admit(connection, reviewer_id, code)
        if hand_out:
            hand_out(codes)
    return codes


def revoke_codes(ledger: Ledger, reviewer_ids: Iterable[str]) -> None:
    """Make the codes of these reviewers void; who has none yet is not let in either until one is issued.

    A shared ledger also ends what they have open; in a file who is in stays in until the page is closed.
    """
    revoked = list(reviewer_ids)
    for reviewer_id in revoked if ledger.shared else ():
        revoke_reviewer(ledger.engine, reviewer_id)
    with _putting(ledger, [_row(reviewer_id, "revoked", None) for reviewer_id in revoked]):
        pass


def access_states(ledger: Ledger) -> pd.DataFrame:
    """Return who has a code.

    Returns
    -------
    DataFrame, shape (n_reviewers, 4)
        ``reviewer_id state since failures``: `state` "issued" or "revoked", `since` a moment in UTC, `failures` the
        wrong tries since the last right one.
    """
    with database_errors(ledger.name), ledger.engine.connect() as connection:
        found = there(connection)
        query = sa.select(*(ACCESS_CODES.c[name] for name in _STATES)).order_by(ACCESS_CODES.c.reviewer_id)
        rows = [tuple(row) for row in connection.execute(query)] if found else []
    states = pd.DataFrame(rows, columns=_STATES).astype({"reviewer_id": "str", "state": "str", "failures": "int64"})
    states["since"] = pd.to_datetime(states["since"], utc=True)
    return states


def asks_for_codes(ledger: Ledger) -> bool:
    """Tell whether the desk asks for codes: from the first one issued on, also after all were revoked, or taken away.

    A shared ledger always does: the code is the key to the reviewer's account.
    """
    return ledger.shared or not access_states(ledger).empty or bool(noted_codes(ledger))


def check_code(ledger: Ledger, reviewer_id: str, code: str, *, at: datetime | None = None) -> Ledger:
    """Return the ledger as the reviewer may use it, if this is the reviewer's code.

    Parameters
    ----------
    ledger : Ledger
    reviewer_id, code : str
        The code as typed: case, spaces and dashes do not matter.
    at : datetime, optional
        With a time zone; now if not given.

    Returns
    -------
    Ledger
        A shared one under the reviewer's own account, else the same one.

    Raises
    ------
    AccessRefusedError
        If nothing was typed, the reviewer has no code in force, the code is wrong, or too many wrong ones were typed
        just before: then even the right one has to wait. And if the stored hash is not that of the code issued.
    """
    where = f'Mã truy cập của thành viên "{reviewer_id}"'
    if not code.strip():
        msg = f"{where}: chưa gõ mã. Gõ mã ghi trên phiếu của mình."
        raise AccessRefusedError(msg)
    now = at or datetime.now(UTC)
    try:
        stored, failures = count_try(ledger, reviewer_id, where, now)
        if not ledger.shared and not is_noted(ledger, reviewer_id, stored or ""):
            msg = f"{where}: bản lưu của mã đã bị thay, không phải mã đã cấp. Báo thư ký kiểm tra sổ và cấp mã mới."
            raise AccessRefusedError(msg)
        opened = _opened(ledger, reviewer_id, plain_code(code), stored)
    except (TypeError, ValueError) as error:
        msg = f"{where}: bản lưu của mã đã hỏng. Đề nghị thư ký cấp mã mới."
        raise AccessRefusedError(msg) from error
    if opened is None:
        wait = wait_after(failures)
        remedy = f"Đợi {spoken(wait)} rồi gõ lại; nếu mất phiếu, đề nghị thư ký cấp mã mới."
        if not wait:
            remedy = "Xem mã trên phiếu rồi gõ lại; chữ hoa hay chữ thường, có hay không có gạch nối đều được."
        msg = f"{where}: mã không đúng, đã gõ sai {failures} lần. {remedy}"
        raise AccessRefusedError(msg)
    forget_failures(ledger, reviewer_id, stored, where)
    return opened


def _opened(ledger: Ledger, reviewer_id: str, code: str, stored: str | None) -> Ledger | None:
    """Return the ledger that a plain code opens; None if it is not the reviewer's."""
    if not ledger.shared:
        return ledger if hash_fits(code, stored or "") else None
    if not code:
        return None
    try:
        return ledger.as_reviewer(reviewer_id, code)
    except DanvanError as error:
        # Anything but a wrong password – the server is gone, for instance – is told as it is.
        if "password authentication failed" in str(error.__cause__):
            return None
        raise


def _row(reviewer_id: str, state: str, stored: str | None) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "reviewer_id": reviewer_id,
        "hash": stored,
        "state": state,
        "since": now,
        "failures": 0,
        "tried_at": now,
    }


@contextmanager
def _putting(ledger: Ledger, rows: list[dict[str, Any]]) -> Iterator[sa.Connection]:
    """Write rows in place of those of the same reviewers, all or none; the block may still prevent it."""
    with ledger.writing_beside(SAFEKEEPING) as (connection, notes):
        ACCESS_CODES.create(connection, checkfirst=True)
        if not ledger.shared:
            notes += [note_of(str(row["reviewer_id"]), row["hash"]) for row in rows]
        for row in rows:
            connection.execute(sa.delete(ACCESS_CODES).where(ACCESS_CODES.c.reviewer_id == row["reviewer_id"]))
            connection.execute(sa.insert(ACCESS_CODES), row)
        yield connection
