"""The scripts and styles of the widgets of this folder."""

from __future__ import annotations

from importlib import resources


def script_of(*names: str) -> str:
    """Return files of this folder as one text: without a build step a widget has one module."""
    folder = resources.files("danvan_tools.display")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
