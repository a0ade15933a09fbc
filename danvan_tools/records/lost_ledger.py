"""A folder without a ledger that had one: no new ledger is begun in its place."""

from __future__ import annotations

from pathlib import Path

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_anchors import OUTPUT_FOLDER, anchor_faults, anchors_of_documents

__all__ = ["LedgerLostError", "refuse_emptied", "refuse_lost", "refuse_outdated_text"]

# Only marks from paper bring scans, and the software alone makes this folder.
_SCANS = "paper"
_BACK = "Đưa tệp ledger.db về chỗ cũ, hoặc khôi phục bản sao lưu gần nhất vào một thư mục mới (danvan restore)"


class LedgerLostError(DanvanError):
    """The ledger of a review is gone: to go on with an empty one would hide every mark."""


def refuse_emptied(path: Path) -> None:
    """Refuse a file without a byte: a ledger is given its name only once it is whole.

    Raises
    ------
    LedgerLostError
    """
    if path.is_file() and not path.stat().st_size:
        msg = (
            f"{path.name}: tệp sổ trống (0 byte), mọi điểm và quyết định trong đó đã mất. {_BACK}; "
            "chỉ khi chắc chắn chưa ai chấm thì xóa tệp trống này rồi chạy lại."
        )
        raise LedgerLostError(msg)


def refuse_lost(folder: Path, name: str) -> None:
    """Refuse to begin a ledger in a folder that shows there was one.

    What shows it: documents that name its heads, scans of paper sheets, the log that SQLite left beside it.

    Raises
    ------
    LedgerLostError
    """
    anchors, _ = anchors_of_documents(folder / OUTPUT_FOLDER, folder)
    log = folder / f"{name}-wal"
    sign, remove = "", ""
    if anchors:
        sign, remove = f"{anchors[0].where} ghi mã của sổ ấy", f"thư mục {OUTPUT_FOLDER}"
    elif any((folder / _SCANS).glob("*/*")):
        sign, remove = f"thư mục {_SCANS} có bản quét phiếu đã nhập", f"thư mục {_SCANS}"
    elif not (folder / name).exists() and log.is_file() and log.stat().st_size:
        sign, remove = f"còn tệp {log.name} của sổ ấy", "tệp này"
    if sign:
        msg = (
            f"{name}: không thấy sổ ghi mà đợt xét đã từng có sổ ({sign}). {_BACK}; "
            f"nếu đây thật sự là một đợt xét mới thì chuyển {remove} đi nơi khác rồi chạy lại."
        )
        raise LedgerLostError(msg)


def refuse_outdated_text(folder: Path, text: str, ledger: Ledger) -> None:
    """Refuse the ledger made from a text that is older than the documents of the folder, or another's.

    Raises
    ------
    LedgerLostError
    """
    anchors, _ = anchors_of_documents(folder / OUTPUT_FOLDER, folder)
    if anchors and (faults := anchor_faults(ledger, anchors)):
        msg = f"{text}: bản chữ này không phải bản mới nhất của sổ ({faults[0].what}). {_BACK}."
        raise LedgerLostError(msg)
