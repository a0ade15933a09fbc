"""The door of the desk, without a browser: who comes in, and what leaves the kernel before."""

from __future__ import annotations

import json

import pytest
from anywidget import AnyWidget
from comm import DummyComm
from ipywidgets import HTML
from openpyxl import load_workbook

from danvan_tools.display import login
from danvan_tools.errors import DanvanError
from danvan_tools.records import (
    LedgerLostError,
    export_ledger,
    issue_codes,
    ledger_id,
    open_door,
    open_review,
    revoke_codes,
)


@pytest.fixture(autouse=True)
def no_account(monkeypatch):
    for name in (
        "JUPYTERHUB_USER",
        "DANVAN_USER_HEADER",
        "HTTP_X_REMOTE_USER",
        "DANVAN_LEDGER_SEEN",
        "DANVAN_CODES_ISSUED",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def sent(monkeypatch) -> list[dict]:
    """Everything that leaves for the browser."""
    messages = []
    monkeypatch.setattr(
        DummyComm,
        "publish_msg",
        lambda _self, kind, data=None, *_rest, **_more: messages.append({"kind": kind, "data": data}),
    )
    return messages


def desk_of(_review, reviewer_id: str) -> HTML:
    return HTML(f"Bàn của {reviewer_id}")


def shown(door) -> str:
    (child,) = door.children
    return child.value if isinstance(child, HTML) else "form"


def type_in(door, sent: list[dict], member: str, code: str = "") -> str:
    """Send what the form sends and return the refusal in the answer."""
    (form,) = door.children
    form._handle_custom_msg({"id": "7", "member": member, "code": code}, [])
    answers = [one["data"]["content"] for one in sent if one["data"] and one["data"].get("method") == "custom"]
    assert answers[-1]["id"] == "7"
    return answers[-1]["refusal"]


def test_without_codes_a_name_is_enough_and_the_form_says_so(small_review, sent):
    door = login(small_review.folder, desk_of)
    (form,) = door.children
    assert (form.asks_code, form.members) == (False, ["Đặng Thị Mười", "Lý Văn Tám"])
    assert form.notice.startswith("Đợt xét chưa cấp mã truy cập: trên máy này, chọn tên mình là vào được.")
    assert type_in(door, sent, "Lý Văn Tám") == ""
    assert shown(door) == "Bàn của TV2"


def test_without_codes_the_member_of_the_notebook_enters_at_once(small_review):
    assert shown(login(small_review.folder, desk_of, "TV1")) == "Bàn của TV1"


def test_a_page_opened_before_the_codes_is_no_way_around_them(small_review, sent):
    door = login(small_review.folder, desk_of)
    issue_codes(small_review.ledger, ["TV2"])
    assert type_in(door, sent, "TV1") == (
        "Mã truy cập: thư ký vừa cấp mã. Tải lại trang này rồi đăng nhập bằng mã ghi trên phiếu."
    )
    assert shown(door) == "form"


def test_with_codes_only_the_right_one_opens_the_desk(small_review, sent):
    codes = issue_codes(small_review.ledger, ["TV1", "TV2"])
    door = login(small_review.folder, desk_of, "TV1")
    (form,) = door.children
    assert (form.asks_code, form.member) == (True, "TV1")
    assert "mã không đúng, đã gõ sai 1 lần" in type_in(door, sent, "TV1", codes["TV2"])
    assert "chưa gõ mã" in type_in(door, sent, "TV1")
    assert "chưa ghi họ tên" in type_in(door, sent, "", codes["TV1"])
    assert shown(door) == "form"
    assert type_in(door, sent, "đặng thị mười", codes["TV1"].lower()) == ""
    assert shown(door) == "Bàn của TV1"


def test_revoked_codes_do_not_open_the_desk_to_everybody(small_review, sent):
    code = issue_codes(small_review.ledger, ["TV1"])["TV1"]
    revoke_codes(small_review.ledger, ["TV1"])
    door = login(small_review.folder, desk_of, "TV1")
    assert "mã đã bị thu hồi" in type_in(door, sent, "TV1", code)
    assert "chưa được cấp mã" in type_in(door, sent, "TV2", code)
    assert shown(door) == "form"


def test_before_login_nothing_of_the_review_and_never_a_code_leaves_the_kernel(small_review, sent):
    code = issue_codes(small_review.ledger, ["TV1"])["TV1"]
    door = login(small_review.folder, desk_of)
    type_in(door, sent, "TV1", code[:-1])
    everything = json.dumps(sent, ensure_ascii=False, default=str)
    for name in small_review.candidates["name"]:
        assert name not in everything
    assert code[:-1] not in everything
    assert code.replace("-", "")[:-1] not in everything


def test_a_desk_that_cannot_be_shown_is_told_at_the_form(small_review, sent):
    def refused(_review, reviewer_id: str):
        msg = f"Bàn chấm: {reviewer_id} không mở được. Làm lại."
        raise DanvanError(msg)

    door = login(small_review.folder, refused)
    assert type_in(door, sent, "TV1") == "Bàn chấm: TV1 không mở được. Làm lại."
    assert shown(door) == "form"


def test_a_desk_that_fails_does_not_leave_the_form_waiting(small_review, sent):
    door = login(small_review.folder, lambda _review, _reviewer_id: 1 / 0)
    (form,) = door.children
    with pytest.raises(ZeroDivisionError):
        form._msg_callbacks.callbacks[0](form, {"id": "7", "member": "TV1"}, [])
    assert sent[-1]["data"]["content"] == {
        "id": "7",
        "refusal": "Phần mềm gặp lỗi khi mở bàn chấm. Tải lại trang; nếu vẫn lỗi, báo người quản trị.",
    }


@pytest.mark.parametrize("account", ["TV2", "tv2"])
def test_a_user_of_jupyterhub_enters_by_the_account(small_review, monkeypatch, account):
    issue_codes(small_review.ledger, ["TV1", "TV2"])
    monkeypatch.setenv("JUPYTERHUB_USER", account)
    assert shown(login(small_review.folder, desk_of, "TV1")) == "Bàn của TV2"


@pytest.mark.parametrize("account", ["quan.tri", "Lý Văn Tám", ""])
def test_an_account_of_no_member_needs_a_code(small_review, sent, monkeypatch, account):
    monkeypatch.setenv("JUPYTERHUB_USER", account)
    door = login(small_review.folder, desk_of, "TV1")
    (form,) = door.children
    assert form.refusal.startswith("Tài khoản")
    assert "chưa được cấp mã" in type_in(door, sent, "TV1", "x")
    code = issue_codes(small_review.ledger, ["TV1"])["TV1"]
    assert type_in(door, sent, "TV1", code) == ""
    assert shown(door) == "Bàn của TV1"


def test_a_proxy_states_who_came(small_review, monkeypatch):
    monkeypatch.setenv("DANVAN_USER_HEADER", "X-Remote-User")
    # Who started the server is not who came.
    monkeypatch.setenv("JUPYTERHUB_USER", "TV1")
    monkeypatch.setenv("HTTP_X_REMOTE_USER", "TV2")
    assert shown(login(small_review.folder, desk_of)) == "Bàn của TV2"
    monkeypatch.delenv("HTTP_X_REMOTE_USER")
    (form,) = login(small_review.folder, desk_of).children
    assert form.refusal.startswith("Tài khoản: máy chủ chuyển tiếp không cho biết ai đăng nhập.")
    assert form.asks_code


def test_a_header_nobody_vouches_for_opens_nothing(small_review, monkeypatch):
    issue_codes(small_review.ledger, ["TV2"])
    monkeypatch.setenv("HTTP_X_REMOTE_USER", "TV2")
    assert shown(login(small_review.folder, desk_of)) == "form"


def test_two_members_of_one_name_are_offered_by_their_ids(small_review):
    path = small_review.folder / "review.xlsx"
    workbook = load_workbook(path)
    workbook["Hội đồng"]["B4"] = workbook["Hội đồng"]["B3"].value
    workbook.save(path)
    assert login(small_review.folder, desk_of).children[0].members == ["TV1", "TV2"]


def plain_fields(door) -> dict[str, object]:
    (form,) = door.children
    assert [one for one in form.children if isinstance(one, AnyWidget)] == []
    return {getattr(one, "description", "") or "said": one for one in form.children[1:]}


def test_the_plain_form_asks_for_the_code_and_forgets_it(small_review):
    code = issue_codes(small_review.ledger, ["TV1", "TV2"])["TV1"]
    door = login(small_review.folder, desk_of, plain=True)
    fields = plain_fields(door)
    fields["Mã truy cập"].value = "1234"
    fields["Thành viên"].value = "Đặng Thị Mười"
    assert "mã không đúng, đã gõ sai 1 lần" in fields["said"].value
    assert fields["Mã truy cập"].value == ""
    fields["Mã truy cập"].value = code
    assert shown(door) == "Bàn của TV1"


def test_the_plain_form_lets_a_name_in_where_no_code_was_issued(small_review):
    door = login(small_review.folder, desk_of, plain=True)
    fields = plain_fields(door)
    assert set(fields) == {"Thành viên", "said"}
    issue_codes(small_review.ledger, ["TV1"])
    fields["Thành viên"].value = "Lý Văn Tám"
    assert "thư ký vừa cấp mã" in fields["said"].value


@pytest.fixture
def desk_with_codes(small_review, monkeypatch) -> None:
    """A desk that was opened after codes had been issued, as its kernels know it."""
    issue_codes(small_review.ledger, ["TV2"])
    monkeypatch.setenv("DANVAN_LEDGER_SEEN", ledger_id(small_review.ledger))
    monkeypatch.setenv("DANVAN_CODES_ISSUED", "1")


@pytest.mark.usefixtures("desk_with_codes")
@pytest.mark.parametrize("text", [False, True])
def test_a_ledger_taken_away_opens_the_door_to_nobody(small_review, text):
    path = small_review.folder / "ledger.db"
    if text:
        export_ledger(small_review.ledger, small_review.folder / "ledger.jsonl")
    path.rename(small_review.folder.parent / "moved.db")
    with pytest.raises(LedgerLostError, match=r"ledger\.db: sổ ghi không còn ở chỗ cũ"):
        login(small_review.folder, desk_of)
    assert not path.exists()
    path.touch()
    with pytest.raises(LedgerLostError, match="0 byte"):
        login(small_review.folder, desk_of)
    assert path.stat().st_size == 0


@pytest.mark.usefixtures("desk_with_codes")
def test_another_ledger_or_one_without_codes_opens_the_door_to_nobody(small_review, sent):
    path = small_review.folder / "ledger.db"
    export_ledger(small_review.ledger, small_review.folder / "ledger.jsonl")
    path.unlink()
    open_review(small_review.folder)
    door = login(small_review.folder, desk_of)
    assert door.children[0].asks_code
    assert "chưa được cấp mã" in type_in(door, sent, "TV2", "7KQ4M-X3GTR-9HCVP")
    (small_review.folder / "ledger.jsonl").unlink()
    path.unlink()
    open_review(small_review.folder)
    with pytest.raises(LedgerLostError, match="đã bị thay bằng sổ của một đợt xét khác"):
        login(small_review.folder, desk_of)


def test_a_door_makes_no_ledger(small_review):
    (small_review.folder / "ledger.db").unlink()
    with pytest.raises(LedgerLostError, match=r"chưa có sổ ghi\. Nạp hồ sơ ở sổ tay 1"):
        open_door(small_review.folder)
    assert not (small_review.folder / "ledger.db").exists()
