"""The offline score sheets: one workbook per reviewer, out to be filled in anywhere, and back."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from danvan_tools.errors import DanvanError
from danvan_tools.language import VIETNAM_TIME, format_date, suggestion
from danvan_tools.records.assignments import assigned_candidates
from danvan_tools.records.ledger_entries import decimal_text
from danvan_tools.records.marking_rights import LockedSheets
from danvan_tools.records.proposal_workbook import untouched
from danvan_tools.records.review_memory import criteria_of, one_moment, reviewer_log, roll_of
from danvan_tools.records.reviewer_log import stream_of
from danvan_tools.records.rounds import round_state
from danvan_tools.records.rules import rubric_digest
from danvan_tools.records.safe_files import written_whole
from danvan_tools.records.score_sheet_checks import grid_criteria, round_refusal
from danvan_tools.records.score_sheet_differences import (
    CELL_STATES,
    Decision,
    SheetCell,
    SheetImport,
    UndecidedCellsError,
)
from danvan_tools.records.score_sheet_dossiers import Dossier, build_dossiers
from danvan_tools.records.score_sheet_import import import_sheet, read_sheet_file
from danvan_tools.records.score_sheet_manifest import Grid, GridCandidate, Manifest
from danvan_tools.records.score_sheet_marks import SheetMark, marks_in_force
from danvan_tools.records.score_sheet_reader import SheetFileRefusedError
from danvan_tools.records.score_sheet_writer import SheetContent, write_score_sheet
from danvan_tools.schema import HOLDERS, vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = [
    "CELL_STATES",
    "Decision",
    "SheetCell",
    "SheetFileRefusedError",
    "SheetImport",
    "SheetMark",
    "SheetsNotExportedError",
    "UndecidedCellsError",
    "export_sheets",
    "import_sheet",
    "read_sheet_file",
]

_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")


class SheetsNotExportedError(DanvanError):
    """Score sheets that cannot be written now."""


def export_sheets(review: Review, folder: str | Path, reviewer_ids: Sequence[str] | None = None) -> list[Path]:
    """Write the offline score sheet of each reviewer.

    A workbook holds the candidates the reviewer marks, their texts (no photos), the marks given so far, limits and
    drop-downs; ids and headings are locked. The same review and ledger give the same bytes. A file of that name
    which somebody has saved since – it may hold marks – is left alone: the new one gets the next free number.

    Parameters
    ----------
    review : Review
    folder : str or Path
        Made if it is not there.
    reviewer_ids : sequence of str, optional
        Without it, everybody in the committee who has a candidate to mark.

    Returns
    -------
    list of Path
        In the order of the reviewers.

    Raises
    ------
    SheetsNotExportedError
        If the round is closed or a consensus, a reviewer is not known or has nothing to mark.
    DanvanError
        If a file cannot be written.
    """
    what, remedy = round_refusal(review)
    if what:
        msg = f"Xuất phiếu chấm: {what}. {remedy}"
        raise SheetsNotExportedError(msg)
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    assigned = _assigned(review, names, reviewer_ids)
    dossiers = build_dossiers(review, {key for keys in assigned.values() for key in keys})
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: không tạo được thư mục này. Kiểm tra quyền ghi, hoặc chọn nơi lưu khác."
        raise SheetsNotExportedError(msg) from error
    paths: list[Path] = []
    with TemporaryDirectory() as place:
        draft = Path(place) / "phieu.xlsx"
        for reviewer_id, candidate_ids in assigned.items():
            owner = f"{names[reviewer_id]} – {reviewer_id}"
            with one_moment(review):
                content = _content(review, reviewer_id, owner, candidate_ids, dossiers)
            write_score_sheet(draft, content)
            paths.append(_put(draft, folder, reviewer_id, taken=paths))
    return paths


def _assigned(review: Review, names: Mapping[str, str], reviewer_ids: Sequence[str] | None) -> dict[str, list[str]]:
    """Return reviewer → candidates to mark, or refuse whom nobody knows or who has none."""
    for reviewer_id in reviewer_ids or ():
        if reviewer_id not in names:
            msg = (
                f'Xuất phiếu chấm: không có thành viên "{reviewer_id}" trong Hội đồng. '
                f"{suggestion(reviewer_id, names)}Chọn một thành viên ở trang Hội đồng."
            )
            raise SheetsNotExportedError(msg)
    wanted = list(names if reviewer_ids is None else dict.fromkeys(reviewer_ids))
    assigned = {reviewer_id: _with_rubric(review, assigned_candidates(review, reviewer_id)) for reviewer_id in wanted}
    without = [names[reviewer_id] for reviewer_id, keys in assigned.items() if not keys]
    if len(without) == len(wanted) or (without and reviewer_ids is not None):
        msg = f"Xuất phiếu chấm: {', '.join(without)} không có hồ sơ nào để chấm. Xem lại phân công và bước đề nghị."
        raise SheetsNotExportedError(msg)
    return {reviewer_id: keys for reviewer_id, keys in assigned.items() if keys}


def _with_rubric(review: Review, candidate_ids: Sequence[str]) -> list[str]:
    """Leave out the candidates for which the committee has nothing to mark: no rubric, or no criterion of its own."""
    holders = roll_of(review).to_mark
    return [key for key in candidate_ids if criteria_of(review, holders[key])]


def _content(
    review: Review, reviewer_id: str, owner: str, candidate_ids: Sequence[str], dossiers: Mapping[str, Dossier]
) -> SheetContent:
    state, log, locked = round_state(review), reviewer_log(review, reviewer_id), LockedSheets(review, reviewer_id)
    seq, head = _head(review, reviewer_id, log.seq)
    manifest = Manifest(
        review_id=review.settings.review_id,
        stage=state.stage,
        reviewer_id=reviewer_id,
        owner=owner,
        step=decimal_text(review.settings.step),
        seq=seq,
        head=head,
        grids=tuple(_grids(review, candidate_ids, dossiers)),
    )
    deadline = state.deadline.astimezone(VIETNAM_TIME) if state.deadline else None
    return SheetContent(
        manifest=manifest,
        title=review.settings.title,
        deadline=f"{deadline:%H:%M} ngày {format_date(deadline)}" if deadline else "",
        rubrics=review.rubrics,
        marks=marks_in_force(review, log, until=seq),
        locked={key for key in candidate_ids if locked.of(key)},
        dossiers={key: dossiers[key] for key in candidate_ids},
    )


def _grids(review: Review, candidate_ids: Sequence[str], dossiers: Mapping[str, Dossier]) -> Iterator[Grid]:
    """Yield a grid per rubric that has candidates, in the order of the rubrics."""
    holders = roll_of(review).to_mark
    for holder, rubric in review.rubrics.items():
        own = tuple(GridCandidate(key, dossiers[key].name) for key in candidate_ids if holders[key] == holder)
        words = vietnamese(HOLDERS, holder)
        if own:
            yield Grid(
                holder=holder,
                rubric=rubric_digest(review, holder),
                points_sheet=f"Điểm {words}",
                comments_sheet=f"Nhận xét {words}",
                criteria=grid_criteria(rubric),
                candidates=own,
            )


def _head(review: Review, reviewer_id: str, seq: int) -> tuple[int, str]:
    """Return the last entry of a stream that was read, and its digest."""
    entries = review.ledger.entries(stream_of(reviewer_id), after=seq - 1)[:1] if seq else []
    return (entries[0].seq, entries[0].digest) if entries else (0, "")


def _put(draft: Path, folder: Path, reviewer_id: str, taken: Sequence[Path]) -> Path:
    """Give a workbook its place beside whatever somebody saved there."""
    target = next(
        path
        for path in _names(folder, reviewer_id)
        if path not in taken and (not path.exists() or untouched(path, draft))
    )
    if not target.exists() or target.read_bytes() != draft.read_bytes():
        with written_whole(target) as whole:
            whole.write_bytes(draft.read_bytes())
    return target


def _names(folder: Path, reviewer_id: str) -> Iterator[Path]:
    first = folder / f"phieu-cham-{_NOT_IN_A_NAME.sub('-', reviewer_id)}.xlsx"
    numbered = (first.with_name(f"{first.stem}-{number}.xlsx") for number in itertools.count(2))
    return itertools.chain([first], numbered)
