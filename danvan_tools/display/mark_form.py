"""The button that writes the marked copies of the faulty files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ipywidgets import HTML, Button, VBox

from danvan_tools.display.states import state_html
from danvan_tools.display.tables import ShownTable
from danvan_tools.errors import DanvanError, Fault
from danvan_tools.records import mark_folder

__all__ = ["mark_form"]


def mark_form(folder: str | Path, faults: Sequence[Fault], target: str | Path) -> VBox | ShownTable:
    """Return a button that writes a marked copy of every faulty file, or one sentence when no file has a fault.

    Parameters
    ----------
    folder : str or Path
        The review folder, only read.
    faults : sequence of Fault
        As :func:`danvan_tools.records.check_folder` returns them.
    target : str or Path
        Where the copies are written.
    """
    if not any(fault.kind != "ledger" for fault in faults):
        return ShownTable(state_html("Không tệp nào có lỗi hay lưu ý nên không cần bản đánh dấu."))
    button = Button(description="Ghi bản đánh dấu ô sai", layout={"width": "auto"})
    state = HTML()

    def write(_: Button) -> None:
        try:
            copies = mark_folder(folder, faults, target)
        except DanvanError as error:
            state.value = state_html(str(error), "CHƯA GHI: ")
            return
        written = "; ".join(str(copy) for copy in copies)
        state.value = (
            state_html(written, "Đã ghi: ") if copies else state_html("các tệp có lỗi đều không mở được.", "CHƯA GHI: ")
        )

    button.on_click(write)
    return VBox([button, state])
