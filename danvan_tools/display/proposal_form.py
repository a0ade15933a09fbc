"""The button that writes the proposal workbook of the nominations received."""

from __future__ import annotations

from pathlib import Path

from ipywidgets import HTML, Button, VBox

from danvan_tools.display.states import state_html
from danvan_tools.display.tables import ShownTable
from danvan_tools.errors import DanvanError
from danvan_tools.records import Collection, write_proposals

__all__ = ["proposal_form"]


def proposal_form(collection: Collection, folder: str | Path) -> VBox | ShownTable:
    """Return a button that writes the proposal workbook into the review folder, or a sentence when nothing came.

    Parameters
    ----------
    collection : Collection
        As :func:`danvan_tools.records.collect_nominations` returns it.
    folder : str or Path
        The review folder; the secretary's own workbooks are not touched.
    """
    if collection.received.empty and collection.scans.empty:
        return ShownTable(state_html("Chưa có hồ sơ nào trong thư mục incoming."))
    button = Button(description="Ghi sổ đề xuất", layout={"width": "auto"})
    state = HTML()

    def write(_: Button) -> None:
        try:
            path = write_proposals(collection, folder)
        except DanvanError as error:
            state.value = state_html(str(error), "CHƯA GHI: ")
            return
        state.value = state_html(str(path), "Đã ghi: ")

    button.on_click(write)
    return VBox([button, state])
