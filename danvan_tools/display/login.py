"""The door of the desk: who somebody is, before anything of the review is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from ipywidgets import VBox, Widget

from danvan_tools.display.plain_login import plain_login_form
from danvan_tools.errors import DanvanError
from danvan_tools.language import comparison_key
from danvan_tools.records import (
    Door,
    Review,
    TablesAhead,
    asks_for_codes,
    enter_review,
    find_member,
    open_door,
    read_ahead,
)

USER_HEADER = "DANVAN_USER_HEADER"
"""Environment variable naming the header in which a proxy states who came; :func:`serve_desk` sets it."""

LEDGER_SEEN, CODES_ISSUED = "DANVAN_LEDGER_SEEN", "DANVAN_CODES_ISSUED"
"""Environment variables of a desk's kernels: which ledger the desk was opened with, and "1" if codes were issued then.
Neither a ledger taken away nor an older copy in its place opens the door to everybody."""

_ASK = "Đăng nhập để xem hồ sơ và phiếu chấm của mình."
_PICK = (
    "Đợt xét chưa cấp mã truy cập: trên máy này, chọn tên mình là vào được. "
    "Trước khi nhiều người cùng chấm qua mạng, thư ký cấp mã bằng lệnh danvan access."
)
_CODES_SINCE = "Mã truy cập: thư ký vừa cấp mã. Tải lại trang này rồi đăng nhập bằng mã ghi trên phiếu."
_FAILED = "Phần mềm gặp lỗi khi mở bàn chấm. Tải lại trang; nếu vẫn lỗi, báo người quản trị."


def login(
    folder: str | Path, on_login: Callable[[Review, str], Widget], reviewer_id: str = "", *, plain: bool = False
) -> VBox:
    """Return the form that asks who is there, and in its place, once that is known, the widget of that member.

    A user of JupyterHub, or of a proxy that states who came, enters under the `reviewer_id` that equals the account's
    name. Everybody else types an access code; so does everybody where the ledger is shared, as the code opens the
    reviewer's account. As long as no code was issued, a name is enough: such a desk is served to this machine only.

    Parameters
    ----------
    folder : str or Path
        The review folder. Before somebody has come in no entry of the ledger is read, and of the folder only the
        committee leaves the kernel. Its tables are read meanwhile, beside the form, so that whoever enters does not
        wait for that; a folder that changed since is read again.
    on_login : callable
        Receives the review, opened at that moment, and the `reviewer_id`; returns what that member sees.
    reviewer_id : str, optional
        The member the form begins with; enters at once where no code is asked.
    plain : bool, optional
        A form of stock widgets, for a server whose pages do not know anywidget.

    Returns
    -------
    VBox
        One child: the form, later the widget. The code is never part of any widget's state.

    Raises
    ------
    DanvanError
        If the committee or the ledger cannot be read.
    """
    return _Login(open_door(folder, os.environ.get(LEDGER_SEEN, "")), on_login, reviewer_id, plain=plain).box


class _Form(anywidget.AnyWidget):
    """What the browser shows; everything it sends comes in one message."""

    _esm = Path(__file__).with_name("login.js")
    _css = Path(__file__).with_name("login.css")
    title = traitlets.Unicode().tag(sync=True)
    members = traitlets.List(traitlets.Unicode()).tag(sync=True)
    member = traitlets.Unicode().tag(sync=True)
    asks_code = traitlets.Bool().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    refusal = traitlets.Unicode().tag(sync=True)


class _Login:
    """The form, and what happens when somebody fills it in."""

    def __init__(self, door: Door, on_login: Callable[[Review, str], Widget], reviewer_id: str, *, plain: bool) -> None:
        self._door, self._on_login = door, on_login
        self.box = VBox()
        self._ahead: Future[TablesAhead] | None = None
        stated, account = _stated_account()
        known = _member_of_account(door, account) if stated else ""
        self._asks_code = asks_for_codes(door.ledger) or stated or os.environ.get(CODES_ISSUED) == "1"
        begins_with = known or reviewer_id
        if begins_with and not (door.ledger.shared if known else self._asks_code):
            self._enter(begins_with, None)
            return
        beside = ThreadPoolExecutor(1)
        self._ahead = beside.submit(read_ahead, door.folder)
        beside.shutdown(wait=False)
        refusal = "" if known or not stated else _unknown_account(account)
        shown = {
            "title": door.title,
            "members": _offered(door),
            "member": begins_with,
            "asks_code": self._asks_code,
            "notice": _ASK if self._asks_code else _PICK,
            "refusal": refusal,
        }
        if plain:
            self.box.children = [plain_login_form(shown, self._let_in)]
            return
        self._form = _Form(**shown)
        self._form.on_msg(self._asked)
        self.box.children = [self._form]

    def _asked(self, _: Widget, content: dict[str, Any], __: object) -> None:
        """Answer one try of the form, whatever it holds."""
        refusal = _FAILED
        try:
            refusal = self._let_in(str(content.get("member", "")), str(content.get("code", "")))
        finally:
            # Also when the desk itself failed: whoever waits before the form must be told.
            self._form.send({"id": content.get("id", ""), "refusal": refusal})
        if not refusal:
            self._form.close()

    def _let_in(self, member: str, code: str) -> str:
        """Show the widget of a member who may come in; return why not, blank if so."""
        try:
            found = find_member(self._door, member)
            if not self._asks_code and asks_for_codes(self._door.ledger):
                # A page that was open before must not be the way around the codes.
                return _CODES_SINCE
            self._enter(found, code if self._asks_code else None)
        except DanvanError as error:
            return str(error)
        return ""

    def _enter(self, reviewer_id: str, code: str | None) -> None:
        ahead = self._ahead.result() if self._ahead and self._ahead.exception() is None else None
        review = enter_review(self._door, reviewer_id, code, ahead)
        self.box.children = [self._on_login(review, reviewer_id)]


def _stated_account() -> tuple[bool, str]:
    """Return whether others state who is there, and whom they state; blank if they fail to."""
    header = os.environ.get(USER_HEADER, "")
    if header:
        # Voilà's name for the header of the request that opened this page.
        return True, os.environ.get(f"HTTP_{header.upper().replace('-', '_')}", "")
    return "JUPYTERHUB_USER" in os.environ, os.environ.get("JUPYTERHUB_USER", "")


def _member_of_account(door: Door, account: str) -> str:
    """Return the member whose id is the account's name, case apart; a name of a person is no account."""
    ids = door.committee["reviewer_id"]
    found = ids[ids.map(comparison_key) == comparison_key(account)]
    return str(found.iloc[0]) if len(found) == 1 else ""


def _unknown_account(account: str) -> str:
    if not account:
        return "Tài khoản: máy chủ chuyển tiếp không cho biết ai đăng nhập. Báo người quản trị, hoặc dùng mã truy cập."
    return (
        f'Tài khoản "{account[:60]}": không trùng mã thành viên nào ở trang "Hội đồng". '
        "Báo thư ký, hoặc dùng mã truy cập."
    )


def _offered(door: Door) -> list[str]:
    """Return the names to choose from; two members of one name are offered by their ids."""
    ids, names = door.committee["reviewer_id"], door.committee["name"]
    twice = names.map(comparison_key).duplicated(keep=False)
    return [str(one) for one in names.where(~twice, ids)]
