"""What a score sheet carries unseen, so that it is known again: whose it is, which rubric, which cells."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from danvan_tools.records.ledger_entries import canonical_text

__all__ = [
    "MANIFEST_SHEET",
    "DamagedManifestError",
    "Grid",
    "GridCandidate",
    "GridCriterion",
    "Manifest",
    "manifest_cells",
    "read_manifest",
]

MANIFEST_SHEET = "_danvan"
_MARK = "danvan score sheet"
_FORMAT = 1
# A cell of a spreadsheet holds 32,767 characters.
_CHUNK = 30_000
# 0 itself is no step and no maximum.
_POSITIVE = re.compile(r"(?!0+(?:\.0+)?$)\d{1,6}(?:\.\d{1,4})?", re.ASCII)


class DamagedManifestError(ValueError):
    """The hidden sheet does not hold what was written there."""


@dataclass(frozen=True)
class GridCriterion:
    """One column of a grid, as it was printed."""

    criterion_id: str
    name: str
    max_points: str


@dataclass(frozen=True)
class GridCandidate:
    """One row of a grid, as it was printed."""

    candidate_id: str
    name: str


@dataclass(frozen=True)
class Grid:
    """The rows and columns of one holder: one sheet for points, one for comments.

    ``rubric`` is the digest of the criteria it was made from. Rules that do not change what a mark means –
    quotas, places, ballots – are no part of it: a sheet that is out with a reviewer stays good when they change.
    """

    holder: str
    rubric: str
    points_sheet: str
    comments_sheet: str
    criteria: tuple[GridCriterion, ...]
    candidates: tuple[GridCandidate, ...]


@dataclass(frozen=True)
class Manifest:
    """What a workbook was written from.

    Attributes
    ----------
    review_id, stage, reviewer_id : str
        Which review, which round, whose sheet.
    owner : str
        The reviewer as each sheet names him.
    step : str
        Of the points.
    seq : int
    head : str
        Last entry of the reviewer's stream at that moment, and its digest: what the cells held is read off the
        ledger, and a file of another ledger is known.
    grids : tuple of Grid
    """

    review_id: str
    stage: str
    reviewer_id: str
    owner: str
    step: str
    seq: int
    head: str
    grids: tuple[Grid, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of everything above: every id, heading and name on the sheets is part of it."""
        return hashlib.sha256(self._text().encode("utf-8")).hexdigest()

    def _text(self) -> str:
        return canonical_text({"format": _FORMAT, **asdict(self)})


def manifest_cells(manifest: Manifest) -> list[str]:
    """Return the cells of the hidden sheet, from A1 down."""
    text = manifest._text()
    return [_MARK, manifest.digest, *(text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))]


def read_manifest(cells: Sequence[object]) -> Manifest:
    """Return the manifest that the first column of the hidden sheet holds.

    Raises
    ------
    DamagedManifestError
        If anything in it is not as it was written.
    """
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    if len(texts) < 3 or texts[0] != _MARK:
        raise DamagedManifestError
    text = "".join(texts[2:])
    if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != texts[1]:
        raise DamagedManifestError
    try:
        return _built(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedManifestError from error


def _built(content: dict[str, Any]) -> Manifest:
    """Return the manifest of a parsed text; whatever is missing, too much or of another type raises."""
    if content.pop("format") != _FORMAT or not isinstance(content["seq"], int):
        raise DamagedManifestError
    grids = tuple(
        Grid(
            **{
                **grid,
                "criteria": tuple(GridCriterion(**_texts(row)) for row in grid["criteria"]),
                "candidates": tuple(GridCandidate(**_texts(row)) for row in grid["candidates"]),
            }
        )
        for grid in content.pop("grids")
    )
    _texts({name: value for name, value in content.items() if name != "seq"})
    for grid in grids:
        _texts({name: getattr(grid, name) for name in ("holder", "rubric", "points_sheet", "comments_sheet")})
    numbers = [content["step"], *(one.max_points for grid in grids for one in grid.criteria)]
    if not all(map(_POSITIVE.fullmatch, numbers)):
        raise DamagedManifestError
    return Manifest(**content, grids=grids)


def _texts(row: dict[str, Any]) -> dict[str, str]:
    if not all(isinstance(value, str) for value in row.values()):
        raise DamagedManifestError
    return row
