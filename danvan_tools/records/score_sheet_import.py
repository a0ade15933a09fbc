"""Takes a filled score sheet in: first what it would change, then all of it or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger_entries import Entry, canonical_text
from danvan_tools.records.mark_bodies import Mark
from danvan_tools.records.marking_rights import MarkRefusedError
from danvan_tools.records.marks import body_to_store
from danvan_tools.records.review_memory import one_moment, reviewer_log, roll_of, settled
from danvan_tools.records.reviewer_log import ReviewerLog, stream_of
from danvan_tools.records.score_sheet_checks import check_manifest
from danvan_tools.records.score_sheet_differences import Decision, SheetCell, SheetImport, UndecidedCellsError
from danvan_tools.records.score_sheet_manifest import Grid, Manifest
from danvan_tools.records.score_sheet_marks import BLANK, CellKey, marks_in_force
from danvan_tools.records.score_sheet_reader import FilledSheet, read_filled_sheet

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["compare_with_ledger", "import_sheet", "read_sheet_file"]

_IDS = uuid.UUID("5c1e8f0e-4d0c-5f7b-9a55-0d6a3a7b1c11")


def read_sheet_file(review: Review, path: str | Path) -> SheetImport:
    """Return what a filled score sheet would change; nothing is written.

    Parameters
    ----------
    review : Review
    path : str or Path
        A workbook that :func:`export_sheets` wrote, filled in and saved by any spreadsheet program.

    Raises
    ------
    SheetFileRefusedError
        If it is no whole score sheet of this review, round, rubric and ledger, a cell holds no mark, or the
        round is closed.
    """
    return compare_with_ledger(review, read_filled_sheet(Path(path)))


def compare_with_ledger(review: Review, filled: FilledSheet) -> SheetImport:
    """Return what a sheet that was read would change; parameters and errors as of :func:`read_sheet_file`."""
    manifest = filled.manifest
    with one_moment(review):
        check_manifest(review, filled.name, manifest)
        log = reviewer_log(review, manifest.reviewer_id)
        return SheetImport(
            file=filled.name,
            reviewer_id=manifest.reviewer_id,
            owner=manifest.owner,
            digest=manifest.digest,
            seq=log.seq,
            cells=tuple(_cells(review, filled, log)),
        )


def _cells(review: Review, filled: FilledSheet, log: ReviewerLog) -> list[SheetCell]:
    """Return every cell of a file beside what the ledger says."""
    manifest = filled.manifest
    exported = marks_in_force(review, log, until=manifest.seq)
    now = marks_in_force(review, log, until=log.seq)
    cells: list[SheetCell] = []
    for grid in manifest.grids:
        for candidate in grid.candidates:
            keys = [(candidate.candidate_id, criterion.criterion_id) for criterion in grid.criteria]
            row = [
                SheetCell(candidate, criterion, exported.get(key, BLANK), now.get(key, BLANK), filled.marks[key])
                for criterion, key in zip(grid.criteria, keys, strict=True)
            ]
            recused = any(cell.differs and cell.file.no_mark == "recused" for cell in row)
            cells += [
                replace(cell, refusal=_refusal(review, manifest, grid, cell, recused=recused)) if cell.differs else cell
                for cell in row
            ]
    return cells


def _refusal(review: Review, manifest: Manifest, grid: Grid, cell: SheetCell, *, recused: bool) -> str:
    """Return the sentence that says why the file's mark may not be stored now; blank if it may."""
    candidate_id, _ = cell.key
    if recused and cell.file.points is not None:
        return f"Phiếu của {manifest.owner}, hồ sơ {candidate_id}: trong tệp vừa xin không chấm vừa cho điểm hồ sơ này."
    if roll_of(review).to_mark.get(candidate_id, grid.holder) != grid.holder:
        return (
            f"Phiếu của {manifest.owner}, hồ sơ {candidate_id}: hồ sơ đã đổi chủ thể sau khi xuất phiếu. "
            "Xuất lại phiếu để chấm theo bộ tiêu chí mới."
        )
    try:
        _body(review, manifest.reviewer_id, cell)
    except MarkRefusedError as error:
        return str(error)
    return ""


def _body(review: Review, reviewer_id: str, cell: SheetCell, at: datetime | None = None) -> dict[str, Any]:
    """Return the body of the entry that stores a cell, by the rules that hold on the screen too."""
    candidate_id, criterion_id = cell.key
    mark = Mark(
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=cell.file.points,
        no_mark=cell.file.no_mark,
        comment=cell.file.comment,
        source="sheet",
    )
    return body_to_store(review, reviewer_id, mark, at=at)


def import_sheet(
    review: Review,
    sheet_import: SheetImport,
    *,
    decisions: Mapping[CellKey, Decision] | None = None,
    entered_by: str,
    at: datetime | None = None,
) -> list[Entry]:
    """Append what a file changes to its reviewer's stream, all or none, and return the entries.

    The writer has seen the stream as it stood when the file was read, so `sheet_import` itself says which entry
    was the last. Sent again, the same import returns the same entries; read again, the same file changes nothing.

    Parameters
    ----------
    review : Review
    sheet_import : SheetImport
        From :func:`read_sheet_file`.
    decisions : Mapping, optional
        (candidate id, criterion id) → "file" or "ledger", for each of `sheet_import.questions`; any other cell
        that differs may be decided for the ledger, too.
    entered_by : str
        Who hands the file in.
    at : datetime, optional
        As for :meth:`Ledger.append`.

    Raises
    ------
    UndecidedCellsError
        If a question has no decision; nothing is written.
    MarkRefusedError
        If a cell decided for the file, or one that was free when the file was read, may not be stored now.
    LedgerConflictError
        If the reviewer marked meanwhile: read the file again.
    ValueError
        If a decision is about no cell of the file, or is neither "file" nor "ledger".
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=sheet_import.seq, at=at)
    chosen = _chosen(sheet_import, decisions or {})
    if not chosen:
        return []
    stream, ids = stream_of(sheet_import.reviewer_id), _entry_ids(sheet_import, chosen)
    stored = _stored(review, stream, ids, sheet_import.seq)
    if stored:
        return stored
    with one_moment(review):
        items = [("mark", _body(review, sheet_import.reviewer_id, cell, at)) for cell in chosen]
    return writer.append_many(review.ledger, stream, items, ids, rests_on=settled(review))


def _chosen(sheet_import: SheetImport, decisions: Mapping[CellKey, Decision]) -> list[SheetCell]:
    """Return the cells that the file may change, once everything is decided."""
    known = {cell.key for cell in sheet_import.cells}
    if not set(decisions) <= known or not set(decisions.values()) <= {"file", "ledger"}:
        msg = f"decisions {dict(decisions)!r} must name cells of the file and be 'file' or 'ledger'"
        raise ValueError(msg)
    undecided = [cell for cell in sheet_import.questions if cell.key not in decisions]
    if undecided:
        raise UndecidedCellsError(sheet_import.file, undecided)
    chosen = [cell for cell in sheet_import.cells if cell.differs and decisions.get(cell.key, "file") == "file"]
    if refused := next((cell.refusal for cell in chosen if cell.refusal), ""):
        raise MarkRefusedError(refused)
    return chosen


def _entry_ids(sheet_import: SheetImport, chosen: Sequence[SheetCell]) -> list[str]:
    """Return an id per cell that only this import of these cells has: all of them are stored, or none."""
    content = [[*cell.key, *map(str, (cell.file.points, cell.file.no_mark, cell.file.comment))] for cell in chosen]
    batch = canonical_text([sheet_import.digest, sheet_import.seq, content])
    return [str(uuid.uuid5(_IDS, canonical_text([batch, *cell.key]))) for cell in chosen]


def _stored(review: Review, stream: str, ids: Sequence[str], seq: int) -> list[Entry]:
    """Return the entries of an import that came before; it is not refused for what happened since."""
    entries = review.ledger.entries(stream, "mark", after=seq)[: len(ids)]
    return entries if [entry.id for entry in entries] == list(ids) else []
