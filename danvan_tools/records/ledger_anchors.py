"""Heads of the ledger that were written down elsewhere, and whether the ledger bears them out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from danvan_tools.errors import Fault
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_address import spoken_name

__all__ = ["MANIFEST", "OUTPUT_FOLDER", "Anchor", "anchor_fault", "anchor_faults", "anchors_of_documents", "heads_of"]

OUTPUT_FOLDER = "output"
MANIFEST = "manifest.json"
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


def anchors_of_documents(documents: Path, root: Path) -> tuple[list[Anchor], list[Fault]]:
    """Return the heads that a folder of documents carries, and the files that cannot be read.

    Every JSON file below `documents` with an object ``heads`` is looked at; it is named as seen from `root`.
    """
    anchors: list[Anchor] = []
    faults = []
    for path in sorted(documents.rglob("*.json")):
        name = path.relative_to(root).as_posix()
        try:
            content = json.loads(path.read_bytes()) if path.stat().st_size <= _LARGEST_MANIFEST else None
        except (OSError, ValueError, RecursionError):
            content = None
        found = heads_of(content["heads"], name) if isinstance(content, dict) and "heads" in content else []
        if found is None or (path.name == MANIFEST and not isinstance(content, dict)):
            what, remedy = "không đọc được các mã đầu sổ trong tệp này", "Lấy lại tệp từ bản lưu, hoặc in lại hồ sơ."
            faults.append(Fault(file=name, kind="ledger", what=what, remedy=remedy))
        anchors += found or []
    return anchors, faults


def anchor_faults(ledger: Ledger, anchors: list[Anchor]) -> list[Fault]:
    """Return one fault for each head that a ledger does not bear out."""
    heads = ledger.heads()
    digests: dict[str, dict[int, str]] = {}
    faults = []
    for anchor in anchors:
        last = heads.get(anchor.stream, (0, ""))[0]
        if last < anchor.seq:
            remaining = f"sổ chỉ còn đến mục {last}" if last else "sổ không còn mục nào"
            faults.append(anchor_fault(ledger.name, anchor, f"{remaining}: các mục cuối đã bị bỏ"))
            continue
        if anchor.stream not in digests:
            digests[anchor.stream] = {entry.seq: entry.digest for entry in ledger.entries(anchor.stream)}
        if digests[anchor.stream].get(anchor.seq) != anchor.digest:
            faults.append(anchor_fault(ledger.name, anchor, "mục ấy trong sổ nay khác: cả chuỗi đã bị tính lại"))
    return faults


def anchor_fault(name: str, anchor: Anchor, finding: str) -> Fault:
    """Return what a ledger says otherwise than an anchor as a fault."""
    what = f'luồng "{anchor.stream}": {anchor.where} ghi mục {anchor.seq} có mã {anchor.digest[:12]}…, {finding}'
    return Fault(file=spoken_name(name), kind="ledger", what=what, remedy=_REMEDY)
