"""The dossier on the desk: its texts, photos and PDFs in one model."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from danvan_tools.display.dossier_card import dossier_html
from danvan_tools.display.evidence_box import EvidenceBox
from danvan_tools.records import Review

_WITHHELD = (
    "<h4>Ảnh và tệp minh chứng</h4><p>Đợt xét chấm không biết tên: ảnh và tệp có thể nêu tên người, tên đơn vị nên "
    "không mở ở bàn chấm.</p>"
)
_RECUSED = (
    "<h4>Ảnh và tệp minh chứng</h4><p>Đồng chí đã xin không chấm hồ sơ này nên ảnh và tệp minh chứng không mở.</p>"
)


class DossierView(anywidget.AnyWidget):
    """Shows one candidate after another; a file leaves the kernel only when the page asks for one it was told of."""

    _esm = Path(__file__).with_name("dossier_view.js")
    content = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self._box: EvidenceBox | None = None
        self._token = ""
        self.on_msg(self._asked)

    def show(self, review: Review, candidate_id: str, *, with_evidence: bool) -> None:
        """Show a candidate that the reviewer at the desk marks.

        Parameters
        ----------
        review : Review
        candidate_id : str
        with_evidence : bool
            Whether the reviewer is assigned this candidate: of no other a photo or PDF is sent.
        """
        self._token = uuid.uuid4().hex
        blind = review.settings.blind == "yes"
        self._box = EvidenceBox(review, candidate_id) if with_evidence and not blind else None
        evidence = self._box.html() if self._box else _WITHHELD if blind else _RECUSED
        self.content = {
            "token": self._token,
            "html": dossier_html(review, candidate_id, evidence),
            "files": self._box.descriptions() if self._box else [],
        }

    def clear(self, sentence: str) -> None:
        """Show a sentence instead of a dossier."""
        self._box, self._token = None, ""
        self.content = {"token": "", "html": f"<p>{sentence}</p>", "files": []}

    def _asked(self, _: Any, content: Any, __: object) -> None:
        """Answer the page that shows this very dossier; one that is behind gets nothing."""
        wanted = isinstance(content, dict) and content.get("kind") == "file" and content.get("token") == self._token
        if wanted and self._box is not None:
            self._box.answer(content, self.send)
