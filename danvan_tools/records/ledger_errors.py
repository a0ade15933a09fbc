"""Why the ledger refuses an entry."""

from __future__ import annotations

from collections.abc import Sequence

from danvan_tools.errors import DanvanError, Fault
from danvan_tools.records.ledger_address import spoken_name
from danvan_tools.records.ledger_entries import Entry

__all__ = [
    "EntryReusedError",
    "LedgerConflictError",
    "LedgerReplacedError",
    "StreamMovedError",
    "chain_fault",
]


def chain_fault(name: str, stream: str, seq: int, what: str) -> Fault:
    """Return what is wrong with an entry of the ledger `name` as a fault."""
    place = f'luồng "{stream}", mục {seq}: {what}'
    return Fault(file=spoken_name(name), kind="ledger", what=place, remedy="Khôi phục sổ từ bản sao lưu gần nhất.")


class LedgerConflictError(DanvanError):
    """The same writer wrote meanwhile; `newer` holds the entries this one had not seen."""

    def __init__(self, stream: str, newer: Sequence[Entry]) -> None:
        self.stream = stream
        self.newer = tuple(newer)
        if newer:
            span = f"mục {newer[0].seq}" if len(newer) == 1 else f"các mục {newer[0].seq}–{newer[-1].seq}"
            what = f"chưa lưu, vì một cửa sổ khác của cùng người ghi đã ghi thêm {span}"
        else:
            what = "chưa lưu, vì sổ không còn mục cuối mà cửa sổ này đã thấy"
        super().__init__(f'Sổ ghi, luồng "{stream}": {what}. Xem nội dung mới rồi ghi lại nếu vẫn cần.')


class LedgerReplacedError(DanvanError):
    """The ledger is not, or no longer, the one that was read and written here: another file, or an older copy."""

    def __init__(self, name: str, stream: str) -> None:
        self.stream = stream
        super().__init__(
            f'{spoken_name(name)}: đã bị thay bằng một sổ khác hoặc một bản cũ hơn, luồng "{stream}" không còn mục mà '
            "trang này đã thấy. Báo Thư ký đưa đúng sổ về chỗ cũ; nếu Thư ký đã khôi phục từ bản sao lưu thì tải lại "
            "trang."
        )


class EntryReusedError(DanvanError):
    """The id of a stored entry came again with other content."""

    def __init__(self, stored: Entry) -> None:
        self.stored = stored
        super().__init__(
            f'Sổ ghi, luồng "{stored.stream}", mục {stored.seq}: mã {stored.id} đã ghi với nội dung khác, '
            "nên chưa lưu nội dung mới. Mở lại trang rồi ghi lại."
        )


class StreamMovedError(DanvanError):
    """What the writer went by when it decided to write is not the newest any more."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        super().__init__(
            f'Sổ ghi: chưa lưu, vì luồng "{stream}" vừa có mục mới (đóng, mở vòng chấm, mở lại phiếu…). '
            "Lưu lại: nếu còn được chấm thì ghi ngay."
        )
