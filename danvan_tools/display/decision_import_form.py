"""The form in which a secretary takes in the list that an authority filled in with its decisions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ipywidgets import HTML, FileUpload, VBox

from danvan_tools.display.confirmation import Confirmation
from danvan_tools.display.decision_differences import decision_difference_html
from danvan_tools.display.secretary import secretary_of
from danvan_tools.display.states import state_html
from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points
from danvan_tools.records import DecisionList, Review, import_decision_list, read_decision_list

__all__ = ["decision_import_form"]

_LARGEST = 16 * 2**20


def decision_import_form(review: Review) -> VBox:
    """Return the form: a list is compared with the ledger, then all of its decisions are recorded or none.

    Parameters
    ----------
    review : Review
    """
    return _DecisionImportForm(review).box


class _DecisionImportForm:
    """The file that was chosen, its differences, and the question before they are recorded."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._upload = FileUpload(
            accept=".xlsx,.xls,.ods",
            multiple=False,
            description="Chọn danh sách quyết định",
            layout={"width": "auto", "align_self": "flex-start"},
        )
        self._differences, self._confirmation = HTML(), Confirmation()
        self._upload.observe(self._chosen, "value")
        self.box = VBox([self._upload, self._differences, self._confirmation.box])

    def _chosen(self, change: Mapping[str, Any]) -> None:
        if not change["new"]:
            return
        (sent,) = change["new"]
        self._confirmation.say("")
        try:
            found = _read(self._review, str(sent["name"]), bytes(sent["content"]))
        except DanvanError as error:
            self._differences.value = "".join(state_html(line, "KHÔNG NHẬN: ") for line in str(error).split("\n"))
        else:
            self._differences.value = decision_difference_html(found)
            self._ask(found)
        # The same file, mended, may be chosen again.
        self._upload.value = ()

    def _ask(self, found: DecisionList) -> None:
        if not found.changed:
            self._confirmation.say(f"{found.file}: không có quyết định nào phải ghi vào sổ.")
            return
        question = f"Ghi {format_points(len(found.changed))} quyết định từ {found.file} vào sổ?"
        self._confirmation.ask(question, lambda: self._record(found))

    def _record(self, found: DecisionList) -> str:
        try:
            import_decision_list(self._review, found, entered_by=secretary_of(self._review))
        except DanvanError as error:
            return state_html(f"{error} Chọn lại tệp để xem so sánh mới.", "CHƯA GHI: ")
        return state_html(f"{format_points(len(found.changed))} quyết định, từ {found.file}.", "Đã ghi: ")


def _read(review: Review, name: str, content: bytes) -> DecisionList:
    """Compare the bytes a browser sent with the ledger, as a file of that name."""
    name = Path(name.replace("\\", "/").replace("\0", "")).name[-60:].lstrip(".") or "quyet-dinh.xlsx"
    if len(content) > _LARGEST:
        msg = f"{name}: tệp lớn hơn {_LARGEST // 2**20} MB, không phải là danh sách quyết định. Chọn đúng tệp."
        raise DanvanError(msg)
    with TemporaryDirectory() as place:
        path = Path(place) / name
        path.write_bytes(content)
        return read_decision_list(review, path)
