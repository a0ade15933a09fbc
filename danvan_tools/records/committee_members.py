"""Which member of the committee somebody is who types a name or comes with an account."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from danvan_tools.language import comparison_key, suggestion
from danvan_tools.records.access_codes import AccessRefusedError, access_states
from danvan_tools.schema import REVIEW_FILE

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["find_member", "members_without_code"]


def find_member(review: Review, typed: str) -> str:
    """Return the `reviewer_id` of the member that somebody typed: the id, or a name that only one member bears.

    Raises
    ------
    AccessRefusedError
        If nothing was typed, no member or more than one is meant, or ``review.xlsx`` was changed since the review
        was opened: whoever was taken off the committee must not come in by a page that was open before.
    """
    if not typed.strip():
        msg = "Thành viên: chưa ghi họ tên. Gõ họ tên hoặc mã thành viên của mình."
        raise AccessRefusedError(msg)
    if _settings_changed(review):
        msg = f"{REVIEW_FILE}: thư ký vừa sửa sổ đợt xét. Tải lại trang này rồi đăng nhập lại."
        raise AccessRefusedError(msg)
    wanted = comparison_key(typed[:200])
    ids, names = review.committee["reviewer_id"], review.committee["name"]
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


def members_without_code(review: Review) -> list[str]:
    """Return the members, in the committee's order, to whom no code was ever issued (nor taken from)."""
    known = access_states(review.ledger)["reviewer_id"]
    ids = review.committee["reviewer_id"]
    return [str(one) for one in ids[~ids.isin(known)]]


def _settings_changed(review: Review) -> bool:
    """Tell whether no file of the folder is the workbook that the review was opened with."""
    stem, opened = Path(REVIEW_FILE).stem, review.load.files[REVIEW_FILE]
    for path in review.folder.iterdir():
        if path.stem.casefold() == stem and path.is_file():
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == opened:
                    return False
    return True
