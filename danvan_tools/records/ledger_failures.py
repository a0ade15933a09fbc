"""What a database says when it fails, in a sentence that tells what to do."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger_address import spoken_name

__all__ = ["damaged", "database_errors"]

# What the database itself said, in English, is for whoever looks after the machine.
_LOG = logging.getLogger(__name__)

# Words of SQLite's messages about content it cannot read.
_DAMAGE = ("malformed", "not a database", "decode to UTF-8")
_BUSY = "sổ ghi đang bận quá lâu. Đóng các cửa sổ khác đang mở sổ này rồi thử lại"
_DISK_FULL = "chưa lưu, vì ổ đĩa chứa sổ ghi đã đầy. Dọn bớt tệp trên ổ đĩa ấy rồi lưu lại"
_UNREADABLE = "không đọc hoặc ghi được trên ổ đĩa này. Kiểm tra quyền ghi và chỗ trống của ổ đĩa rồi thử lại"
# Words of SQLite's messages, and what they mean.
_OF_FILE = (
    ("locked", _BUSY),
    ("disk is full", _DISK_FULL),
    (
        "unable to open",
        "không đọc hoặc ghi được: tệp đã bị chuyển đi, hoặc thư mục không cho ghi. Đưa tệp về chỗ cũ rồi thử lại",
    ),
    *((sign, "sổ ghi bị hỏng, không đọc được. Khôi phục sổ từ bản sao lưu gần nhất") for sign in _DAMAGE),
    (
        "no such table",
        "tệp này trống hoặc không phải sổ của đợt xét: sổ đã bị thay bằng một tệp khác. Đưa đúng tệp sổ về chỗ cũ, "
        "hoặc khôi phục từ bản sao lưu, rồi thử lại",
    ),
    ("readonly", "không ghi được: tệp sổ hoặc thư mục của nó chỉ cho đọc. Sửa quyền ghi rồi thử lại"),
)
# Codes of PostgreSQL (appendix A of its manual), the first five or two characters.
_STATES = {
    "53100": _DISK_FULL,
    "55P03": _BUSY,
    "53300": "máy chủ đã hết chỗ kết nối. Chờ ít phút rồi thử lại; nếu vẫn vậy, báo người quản trị máy chủ",
    "42501": "tài khoản này không có quyền đọc hoặc ghi phần sổ ấy. Đăng nhập bằng mã truy cập của chính mình",
    "42P01": "cơ sở dữ liệu chưa được chuẩn bị làm sổ ghi. Người quản trị chuẩn bị theo tài liệu hướng dẫn rồi thử lại",
    "3D000": "máy chủ không có cơ sở dữ liệu này. Kiểm tra địa chỉ sổ ghi ở trang Đợt xét",
    "DV001": "chưa lưu, vì đồng hồ của máy này lệch với máy chủ quá 10 phút. Chỉnh lại đồng hồ rồi lưu lại",
    "DV002": "chưa lưu, vì máy chủ thấy mục này không đúng dạng của một mục. Mở lại trang rồi ghi lại",
    "DV003": "chưa lưu, vì vòng chấm đã đóng. Điểm đã lưu giữ nguyên; cần sửa thì báo Thư ký",
    "DV004": "chưa lưu, vì theo đồng hồ của máy chủ đã quá hạn chấm. Điểm đã lưu giữ nguyên; cần thêm thời gian thì "
    "báo Thư ký",
    "23": "chưa lưu, vì luồng này không phải của mình hoặc mã của mục đã dùng ở luồng khác. Mở lại trang rồi ghi lại",
    "28": "máy chủ không nhận tài khoản hoặc mật khẩu. Kiểm tra mã truy cập (hoặc tệp mật khẩu) rồi thử lại",
    "08": "mất kết nối tới máy chủ",
    "57P": "máy chủ đang dừng hoặc khởi động lại",
}
_TRY_AGAIN = (
    "Phần chưa được báo “đã lưu” thì chưa chắc đã vào sổ: chờ ít phút rồi lưu lại, ghi hai lần cũng chỉ tính một"
)
_REFUSED_AT_DOOR = ("password authentication failed", "no password supplied", "not permitted to log in", "pg_hba.conf")


@contextmanager
def database_errors(name: str) -> Iterator[None]:
    """Turn what a database raises into a sentence about the ledger `name`."""
    try:
        yield
    except (sa.exc.DBAPIError, sa.exc.TimeoutError, sqlite3.DatabaseError) as error:
        _LOG.info("%s: %s", spoken_name(name), getattr(error, "orig", None) or error)
        msg = f"{spoken_name(name)}: {_sentence(error)}."
        raise DanvanError(msg) from error


def damaged(name: str) -> DanvanError:
    """Return the error of a ledger that cannot be read any more."""
    return DanvanError(f"{spoken_name(name)}: sổ ghi bị hỏng, không đọc được. Khôi phục sổ từ bản sao lưu gần nhất.")


def _sentence(error: Exception) -> str:
    """Return what happened and what to do, without the last full stop."""
    original = getattr(error, "orig", None) or error
    reason = str(original)
    if isinstance(original, sqlite3.Error):
        return _of_file(reason)
    if isinstance(error, sa.exc.TimeoutError):
        return _BUSY
    state = getattr(original, "sqlstate", None)
    if state is None:
        return _at_the_door(reason)
    for length in (5, 3, 2):
        if said := _STATES.get(state[:length]):
            return said if ". " in said else f"{said}. {_TRY_AGAIN}"
    return f"máy chủ không nhận (mã lỗi {state}). Báo người quản trị máy chủ, kèm mã lỗi này"


def _at_the_door(reason: str) -> str:
    """Return the sentence for a connection that did not come about: the server gives a text only."""
    if "does not exist" in reason and "database" in reason:
        return _STATES["3D000"]
    if "permission denied" in reason:
        return _STATES["42501"]
    if any(sign in reason for sign in _REFUSED_AT_DOOR):
        return _STATES["28"]
    return f"không kết nối được với máy chủ. {_TRY_AGAIN}"


def _of_file(reason: str) -> str:
    """Return the sentence for a message of SQLite."""
    return next((said for sign, said in _OF_FILE if sign in reason), _UNREADABLE)
