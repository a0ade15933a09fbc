"""The proposal workbook: what ``incoming/`` comes to, beside the secretary's own workbooks."""

from __future__ import annotations

import itertools
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from danvan_tools.records.nominations import Collection
from danvan_tools.records.safe_files import written_whole
from danvan_tools.records.workbooks import write_tables_workbook
from danvan_tools.schema import PROPOSAL_TABLES, PROPOSALS_FILE

__all__ = ["untouched", "write_proposals"]

_PROPERTIES = "docProps/core.xml"


def write_proposals(collection: Collection, folder: str | Path) -> Path:
    """Write the proposal workbook into a review folder.

    A workbook of that name which somebody has saved since is left alone: the new one then gets the next
    free number.

    Returns
    -------
    Path
        The workbook; if it was there with this content, it is as it was.

    Raises
    ------
    DanvanError
        If it cannot be written.
    """
    folder = Path(folder)
    with TemporaryDirectory() as place:
        draft = Path(place) / PROPOSALS_FILE
        write_tables_workbook(draft, [(table, _rows(collection, table.name)) for table in PROPOSAL_TABLES])
        target = next(path for path in _names(folder) if not path.exists() or untouched(path, draft))
        if not target.exists() or target.read_bytes() != draft.read_bytes():
            with written_whole(target) as whole:
                whole.write_bytes(draft.read_bytes())
    return target


def _rows(collection: Collection, table: str) -> list[dict[str, Any]]:
    if table == "faults":
        return [fault.as_dict() for fault in collection.faults]
    frame: pd.DataFrame = getattr(collection, table)
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict(orient="records")]


def _names(folder: Path) -> itertools.chain[Path]:
    first = folder / PROPOSALS_FILE
    numbered = (first.with_stem(f"{first.stem}-{number}") for number in itertools.count(2))
    return itertools.chain([first], numbered)


def untouched(path: Path, draft: Path) -> bool:
    """Tell whether a workbook is as it was written here: whoever saves it puts another day into its properties."""
    try:
        with zipfile.ZipFile(path) as saved, zipfile.ZipFile(draft) as new:
            return saved.read(_PROPERTIES) == new.read(_PROPERTIES)
    except (OSError, zipfile.BadZipFile, KeyError):
        return False
