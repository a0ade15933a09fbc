"""A file that is no table which may be read, said in a sentence."""

from __future__ import annotations

import errno

from danvan_tools.errors import DanvanError

__all__ = ["BROKEN", "CHANGED", "MANY_MERGED", "PASSWORD", "SAVE_AGAIN", "UnreadableWorkbookError", "unreadable"]

BROKEN = "tệp bị hỏng hoặc không phải là bảng tính"
CHANGED = ("tệp vừa được lưu lại trong khi đang đọc", "Chạy lại.")
MANY_MERGED = ("trang có hơn 300 nghìn vùng ô gộp", "Bỏ gộp ô, điền đủ các ô rồi chạy lại.")
PASSWORD = ("tệp có mật khẩu", "Bỏ mật khẩu, lưu lại rồi chạy lại.")
SAVE_AGAIN = "Mở bằng Excel hoặc LibreOffice, lưu lại kiểu Excel Workbook (.xlsx) rồi chạy lại."

_REASONS = {
    errno.ENOENT: ("không có tệp này", "Chép tệp vào thư mục rồi chạy lại."),
    errno.EACCES: (
        "không được phép đọc tệp, hoặc tệp đang mở ở chương trình khác",
        "Đóng tệp, hoặc xin quyền đọc tệp, rồi chạy lại.",
    ),
    errno.EISDIR: ("đây là thư mục, không phải tệp", "Chép tệp vào thư mục rồi chạy lại."),
    errno.ENAMETOOLONG: ("tên tệp hoặc đường dẫn quá dài", "Đổi tên tệp cho ngắn lại rồi chạy lại."),
}
_REASONS[errno.EPERM] = _REASONS[errno.EACCES]
_DEVICE = ("ổ đĩa hoặc mạng báo lỗi khi đọc tệp", "Chép tệp về ổ đĩa của máy này rồi chạy lại.")


class UnreadableWorkbookError(DanvanError):
    """A file is no table that may be read: `what` is wrong with it, and the `remedy`."""

    def __init__(self, what: str, remedy: str = SAVE_AGAIN) -> None:
        super().__init__(f"{what}. {remedy}")
        self.what = what
        self.remedy = remedy


def unreadable(error: OSError) -> UnreadableWorkbookError:
    """Return the sentence for why the system does not give a file out."""
    return UnreadableWorkbookError(*_REASONS.get(error.errno or 0, _DEVICE))
