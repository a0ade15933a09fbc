"""Tries of access codes: counted where the codes lie, so that no reload and no parallel try escapes the count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_database import writing
from danvan_tools.records.ledger_failures import database_errors

__all__ = ["ACCESS_CODES", "AccessRefusedError", "count_try", "forget_failures", "spoken", "there", "wait_after"]

# So many wrong tries cost nothing but the typing. Then each costs twice the wait of the one before, up to ten
# minutes: enough to make guessing hopeless, and never a lock that only a secretary could open.
_FREE_TRIES, _FIRST_WAIT, _LONGEST_WAIT = 5, timedelta(seconds=15), timedelta(minutes=10)

ACCESS_CODES = sa.Table(
    "access_codes",
    sa.MetaData(),
    sa.Column("reviewer_id", sa.Text, primary_key=True),
    # NULL: revoked, or kept by the database server as the password of the reviewer's role.
    sa.Column("hash", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("since", sa.Text, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("tried_at", sa.Text, nullable=False),
)


class AccessRefusedError(DanvanError):
    """Somebody is not let in: the text says why and what to do."""


def count_try(ledger: Ledger, reviewer_id: str, where: str, now: datetime) -> tuple[str | None, int]:
    """Count a try as failed before it is looked at, so that tries at the same moment cannot slip past the count.

    Returns the stored hash and the number of failures with this one.
    """
    with database_errors(ledger.name), writing(ledger.engine) as connection:
        query = sa.select(ACCESS_CODES).where(ACCESS_CODES.c.reviewer_id == reviewer_id).with_for_update()
        row = connection.execute(query).first() if there(connection) else None
        if row is None or row.state != "issued":
            what = "chưa được cấp mã" if row is None else "mã đã bị thu hồi"
            msg = f"{where}: {what}. Đề nghị thư ký cấp mã."
            raise AccessRefusedError(msg)
        tried = datetime.fromisoformat(row.tried_at)
        # A clock that was set back must not make anyone wait for the old time to come again.
        remaining = tried + wait_after(row.failures) - now if tried <= now else timedelta()
        if remaining > timedelta():
            msg = (
                f"{where}: đã gõ sai {row.failures} lần. Đợi {spoken(remaining)} nữa rồi gõ lại; "
                "nếu mất phiếu, đề nghị thư ký cấp mã mới."
            )
            raise AccessRefusedError(msg)
        failures = row.failures + 1
        change = sa.update(ACCESS_CODES).where(ACCESS_CODES.c.reviewer_id == reviewer_id)
        connection.execute(change.values(failures=failures, tried_at=now.astimezone(UTC).isoformat()))
    return row.hash, failures


def forget_failures(ledger: Ledger, reviewer_id: str, stored: str | None, where: str) -> None:
    """Begin the count anew, unless the code was revoked or replaced while it was looked at."""
    columns = ACCESS_CODES.c
    same = (columns.reviewer_id == reviewer_id) & (columns.state == "issued")
    same &= columns.hash.is_not_distinct_from(stored)
    with database_errors(ledger.name), writing(ledger.engine) as connection:
        if connection.execute(sa.update(ACCESS_CODES).where(same).values(failures=0)).rowcount != 1:
            msg = f"{where}: mã vừa bị thu hồi hoặc thay mới. Đề nghị thư ký cấp mã."
            raise AccessRefusedError(msg)


def wait_after(failures: int) -> timedelta:
    """Return how long the next try has to wait after so many failed ones."""
    if failures < _FREE_TRIES:
        return timedelta()
    # Beyond ten doublings the longest wait holds anyway.
    return min(_FIRST_WAIT * (1 << min(failures - _FREE_TRIES, 10)), _LONGEST_WAIT)


def spoken(wait: timedelta) -> str:
    """Write a wait as it is said, never shorter than it is."""
    seconds = -(-wait // timedelta(seconds=1))
    return f"{seconds} giây" if seconds < 120 else f"{-(-seconds // 60)} phút"


def there(connection: sa.Connection) -> bool:
    """Tell whether a code was ever issued or revoked in this store."""
    return sa.inspect(connection).has_table(ACCESS_CODES.name)
