"""Photos and PDFs of the candidate on the desk: listed for the browser, and sent as buffers when it asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from html import escape
from typing import Any

from danvan_tools.display.dossier_card import family_of
from danvan_tools.errors import DanvanError, Fault
from danvan_tools.language import format_number
from danvan_tools.records import EvidenceFile, Review, list_evidence, read_pdf, read_photo

_THUMBNAIL_SIDE = 360
# Photos looked at again are not decoded again; a PDF is as large as its file and is not kept.
_KEPT = 24


class EvidenceBox:
    """The evidence of one candidate.

    Parameters
    ----------
    review : Review
    candidate_id : str
        One that the reviewer at the desk marks: the desk asks before it makes this.
    """

    def __init__(self, review: Review, candidate_id: str) -> None:
        self._candidate_id = candidate_id
        self._files: list[EvidenceFile] = []
        self._faults: list[Fault] = []
        for key in family_of(review, candidate_id):
            files, faults = list_evidence(review.folder, key)
            self._files += files
            self._faults += faults
        # Photos side by side, documents below them.
        self._files.sort(key=lambda file: file.kind == "pdf")
        self._kept: OrderedDict[tuple[int, str], bytes] = OrderedDict()

    def descriptions(self) -> list[dict[str, Any]]:
        """Return what the browser shows before it has a file."""
        photos = 0
        found = []
        for number, file in enumerate(self._files):
            photos += file.kind == "photo"
            alt = f"ảnh minh chứng {photos} của hồ sơ {self._candidate_id}: {file.name}" if file.kind == "photo" else ""
            found.append(
                {"number": number, "kind": file.kind, "label": file.name, "alt": alt, "size": _size(file.size)}
            )
        return found

    def html(self) -> str:
        """Return the section that the browser fills with the files, and what could not be shown."""
        if not self._files and not self._faults:
            return "<h4>Ảnh và tệp minh chứng</h4><p>Không có.</p>"
        notes = "".join(f'<p class="danvan-note">{escape(_sentence(fault))}</p>' for fault in self._faults)
        return f'<h4>Ảnh và tệp minh chứng</h4><ul class="danvan-files"></ul>{notes}'

    def answer(self, content: Any, send: Callable[[dict[str, Any], list[bytes]], None]) -> None:
        """Send the file that a message asks for, or why it is not sent; other messages are passed over."""
        number, size = content.get("number"), content.get("size")
        if not isinstance(number, int) or not 0 <= number < len(self._files) or size not in ("small", "large"):
            return
        asked = {"kind": "file", "token": content.get("token"), "number": number, "size": size}
        file = self._files[number]
        try:
            data = self._bytes(number, file, size)
        except DanvanError as error:
            send({**asked, "refused": str(error)}, [])
            return
        send({**asked, "type": "application/pdf" if file.kind == "pdf" else "image/jpeg"}, [data])

    def _bytes(self, number: int, file: EvidenceFile, size: str) -> bytes:
        if file.kind == "pdf":
            return read_pdf(file)
        if (number, size) not in self._kept:
            side = {"longest_side": _THUMBNAIL_SIDE} if size == "small" else {}
            self._kept[number, size] = read_photo(file, **side)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[number, size]


def _sentence(fault: Fault) -> str:
    """Write a fault for a reviewer, who can only pass it on."""
    return f"{fault.value or 'Thư mục minh chứng'}: {fault.what}; báo thư ký hội đồng nếu cần xem."


def _size(count: int) -> str:
    return f"{format_number(count / 1_000_000, 1)} MB" if count >= 100_000 else f"{format_number(count / 1000)} KB"
