"""Photos and PDFs leave the kernel only for the dossier on the desk, and only when its page asks."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from danvan_tools.display.dossier_view import DossierView
from danvan_tools.records import Review

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def review(small_review: Review) -> Review:
    place = small_review.folder / "evidence" / "MH-001"
    place.mkdir(parents=True)
    Image.new("RGB", (2400, 1200), "teal").save(place / "b <i>.jpg")
    (place / "a.pdf").write_bytes(PDF)
    (place / "c.png").write_bytes(b"x" * 300)
    (place / "d.svg").write_bytes(b"<svg onload='alert(1)'/>")
    return small_review


class View(DossierView):
    """A dossier whose answers are kept instead of sent."""

    def __init__(self, review: Review, candidate_id: str = "MH-001", *, with_evidence: bool = True) -> None:
        super().__init__()
        self.sent: list[tuple[dict, list[bytes]]] = []
        self.show(review, candidate_id, with_evidence=with_evidence)

    def send(self, content, buffers=None) -> None:
        self.sent.append((content, buffers))

    def ask(self, number, size="large", token=None) -> list[tuple[dict, list[bytes]]]:
        self.sent.clear()
        asked = {"kind": "file", "number": number, "size": size, "token": token or self.content["token"]}
        self._handle_custom_msg(asked, [])
        return self.sent


def test_the_page_is_told_of_files_and_of_what_is_not_shown(review):
    content = View(review).content
    assert [(file["number"], file["kind"], file["label"], file["alt"]) for file in content["files"]] == [
        (0, "photo", "b <i>.jpg", "ảnh minh chứng 1 của hồ sơ MH-001: b <i>.jpg"),
        (1, "photo", "c.png", "ảnh minh chứng 2 của hồ sơ MH-001: c.png"),
        (2, "pdf", "a.pdf", ""),
    ]
    assert "d.svg: tệp SVG có thể chứa mã lệnh nên không hiển thị; báo thư ký hội đồng nếu cần xem." in content["html"]
    assert "Không có." in View(review, "DH-001").content["html"].partition("Ảnh và tệp minh chứng")[2]


def test_files_are_sent_when_they_are_asked_for(review):
    view = View(review)
    assert view.sent == []
    ((told, buffers),) = view.ask(2)
    assert (told["type"], buffers) == ("application/pdf", [PDF])
    for size, longest in (("small", 360), ("large", 1600)):
        ((told, (data,)),) = view.ask(0, size)
        assert told["type"] == "image/jpeg"
        assert max(Image.open(io.BytesIO(data)).size) == longest
    ((told, buffers),) = view.ask(1)
    assert told["refused"].startswith("evidence/MH-001/c.png: tệp bị hỏng")
    assert buffers == []


@pytest.mark.parametrize("number", [3, -1, 1.5, "0", None, [0]])
def test_no_other_file_can_be_asked_for(review, number):
    assert View(review).ask(number) == []


def test_a_page_that_is_behind_gets_nothing(review):
    view = View(review)
    token = view.content["token"]
    view.show(review, "MH-002", with_evidence=True)
    assert view.ask(0, token=token) == []


def test_without_an_assignment_there_is_no_evidence(review):
    view = View(review, with_evidence=False)
    assert view.content["files"] == []
    assert view.ask(0) == []
