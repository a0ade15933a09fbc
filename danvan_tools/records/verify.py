"""Is the ledger what it was? Every chain, and every head that was written down elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from danvan_tools.errors import DanvanError, Fault
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.review_ledger import LEDGER_FILE, SECRETARY, ledger_copy, ledger_fault

__all__ = ["Anchor", "anchor_faults", "heads_of", "verify_folder"]

_OUTPUT = "output"
_CLOSE_ROUND = "close_round"
_LARGEST_MANIFEST = 16 * 2**20
_REMEDY = "So với bản sao lưu và các bản đã in, tìm ra bản đúng trước khi dùng số liệu."


@dataclass(frozen=True)
class Anchor:
    """A head of a stream written down somewhere: the entry `seq` had this digest then.

    `where` says in Vietnamese who wrote it down.
    """

    where: str
    stream: str
    seq: int
    digest: str


def verify_folder(folder: str | Path) -> list[Fault]:
    """Return what is wrong with the ledger of a review folder; empty if nothing is.

    Nothing is written. Each stream's chain is followed from its first entry: an entry that was changed, removed or
    moved is found. A tail that was cut off and a chain that was computed anew hold in themselves; they are found
    where they differ from heads kept elsewhere: at the closing of a round (in another stream), and in each JSON file
    below ``output`` with an object ``heads``.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    list of Fault
        Of kind ``ledger``; the chains' first.
    """
    folder = Path(folder)
    if not folder.is_dir():
        what, remedy = "không có thư mục này", "Kiểm tra đường dẫn rồi chạy lại."
        return [Fault(file=str(folder), kind="file", what=what, remedy=remedy)]
    anchors, faults = _anchors_of_documents(folder)
    try:
        with ledger_copy(folder) as ledger:
            if ledger is None:
                return [*faults, *(_fault(LEDGER_FILE, anchor, "mà thư mục không có sổ ghi") for anchor in anchors[:1])]
            chains = ledger.verify()
            if chains:
                return [*map(ledger_fault, chains), *faults]
            return [*_guard_faults(folder, ledger), *faults, *anchor_faults(ledger, [*_closings(ledger), *anchors])]
    except DanvanError as error:
        return [ledger_fault(str(error)), *faults]


def anchor_faults(ledger: Ledger, anchors: list[Anchor]) -> list[Fault]:
    """Return one fault for each head that a ledger does not bear out."""
    heads = ledger.heads()
    digests: dict[str, dict[int, str]] = {}
    faults = []
    for anchor in anchors:
        last = heads.get(anchor.stream, (0, ""))[0]
        if last < anchor.seq:
            remaining = f"sổ chỉ còn đến mục {last}" if last else "sổ không còn mục nào"
            faults.append(_fault(ledger.name, anchor, f"{remaining}: các mục cuối đã bị bỏ"))
            continue
        if anchor.stream not in digests:
            digests[anchor.stream] = {entry.seq: entry.digest for entry in ledger.entries(anchor.stream)}
        if digests[anchor.stream].get(anchor.seq) != anchor.digest:
            faults.append(_fault(ledger.name, anchor, "mục ấy trong sổ nay khác: cả chuỗi đã bị tính lại"))
    return faults


def heads_of(content: Any, where: str) -> list[Anchor] | None:
    """Return the anchors of an object ``heads`` (stream → seq and digest), or None if it is none.

    A head is ``[seq, digest]`` or ``{"seq": seq, "digest": digest}``.
    """
    if not isinstance(content, dict):
        return None
    anchors = []
    for stream, head in content.items():
        pair = [head.get("seq"), head.get("digest")] if isinstance(head, dict) else head
        if not (isinstance(pair, list) and [type(part) for part in pair] == [int, str] and pair[0] >= 0):
            return None
        if pair[0]:
            anchors.append(Anchor(where, stream, *pair))
    return anchors


def _closings(ledger: Ledger) -> Iterator[Anchor]:
    """Give the heads written down whenever a round was closed."""
    for entry in ledger.entries(SECRETARY, _CLOSE_ROUND):
        where = f'lần đóng vòng chấm (luồng "{SECRETARY}", mục {entry.seq})'
        yield from heads_of(entry.body.get("heads"), where) or []


def _anchors_of_documents(folder: Path) -> tuple[list[Anchor], list[Fault]]:
    """Return the heads that documents carry, and the files that cannot be read."""
    anchors: list[Anchor] = []
    faults = []
    for path in sorted((folder / _OUTPUT).rglob("*.json")):
        name = path.relative_to(folder).as_posix()
        try:
            content = json.loads(path.read_bytes()) if path.stat().st_size <= _LARGEST_MANIFEST else None
        except (OSError, ValueError, RecursionError):
            content = None
        found = heads_of(content["heads"], name) if isinstance(content, dict) and "heads" in content else []
        if found is None or (path.name == "manifest.json" and not isinstance(content, dict)):
            what, remedy = "không đọc được các mã đầu sổ trong tệp này", "Lấy lại tệp từ bản lưu, hoặc in lại hồ sơ."
            faults.append(Fault(file=name, kind="ledger", what=what, remedy=remedy))
        anchors += found or []
    return anchors, faults


def _guard_faults(folder: Path, ledger: Ledger) -> list[Fault]:
    """Warn of a file that would let anybody change its entries: with their chain computed anew nobody would see it."""
    # A ledger that was only a text until now is no file that lost something.
    if ledger.guarded() or not (folder / LEDGER_FILE).exists():
        return []
    what = "phần khoá chống sửa, chống xóa trong tệp đã bị gỡ"
    return [Fault(file=LEDGER_FILE, kind="ledger", what=what, remedy="Khôi phục sổ từ bản sao lưu gần nhất.")]


def _fault(file: str, anchor: Anchor, finding: str) -> Fault:
    what = f'luồng "{anchor.stream}": {anchor.where} ghi mục {anchor.seq} có mã {anchor.digest[:12]}…, {finding}'
    return Fault(file=file, kind="ledger", what=what, remedy=_REMEDY)
