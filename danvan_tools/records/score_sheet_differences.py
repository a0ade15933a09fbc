"""A filled score sheet beside the ledger: which cells differ, how, and what a person has to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points
from danvan_tools.records.score_sheet_manifest import GridCandidate, GridCriterion
from danvan_tools.records.score_sheet_marks import BLANK, CellKey, SheetMark

__all__ = ["CELL_STATES", "Decision", "SheetCell", "SheetImport", "UndecidedCellsError"]

CELL_STATES = {
    "mới": "new",
    "sửa trong tệp": "changed_in_file",
    "đã sửa trên bàn chấm": "changed_on_screen",
    "sửa cả hai nơi": "both_changed",
    "không đổi": "same",
}
"""How a cell of the file stands to the ledger."""

Decision = Literal["file", "ledger"]

_COLUMNS = ["candidate_id", "name", "criterion_id", "criterion", "exported", "ledger", "file", "state", "question"]
_SHOWN = 20


class UndecidedCellsError(DanvanError):
    """Cells of a file that nobody but a person may decide; `cells` lists them."""

    def __init__(self, file: str, cells: Sequence[SheetCell]) -> None:
        self.cells = tuple(cells)
        lines = [f"{file}, {cell.question}" for cell in cells[:_SHOWN]]
        if len(cells) > _SHOWN:
            lines.append(f"{file}: còn {format_points(len(cells) - _SHOWN)} ô nữa phải chọn. Xem bảng so sánh.")
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class SheetCell:
    """One cell: as it was at export, as the ledger has it now, as the file has it.

    Attributes
    ----------
    candidate, criterion
        As the sheet names them.
    exported, ledger, file : SheetMark
    refusal : str
        Why the file's mark may not be stored now, a whole sentence; blank where it may.
    """

    candidate: GridCandidate
    criterion: GridCriterion
    exported: SheetMark
    ledger: SheetMark
    file: SheetMark
    refusal: str = ""

    @property
    def key(self) -> CellKey:
        """Candidate and criterion, by which a decision names a cell."""
        return self.candidate.candidate_id, self.criterion.criterion_id

    @property
    def state(self) -> str:
        """One of the values of :data:`CELL_STATES`."""
        if self.file == self.ledger:
            return "same"
        if self.file == self.exported:
            return "changed_on_screen"
        if self.ledger == self.exported:
            return "new" if self.exported == BLANK else "changed_in_file"
        return "both_changed"

    @property
    def differs(self) -> bool:
        """Whether the file asks for another mark than the ledger has."""
        return self.state in ("new", "changed_in_file", "both_changed")

    @property
    def question(self) -> str:
        """What a person has to decide, as a sentence; blank where the file or the ledger is taken as it is."""
        if not self.differs:
            return ""
        where = f"hồ sơ {self.candidate.candidate_id}, tiêu chí {self.criterion.criterion_id}"
        if self.refusal:
            return f"{where}: không nhập được. {self.refusal} Chọn giữ điểm trong sổ để bỏ qua ô này."
        now, file = self.ledger.shown, self.file.shown
        if self.state == "both_changed":
            return f"{where}: trong sổ nay là {now}, trong tệp là {file}. Chọn giữ sổ hoặc lấy tệp."
        if self.file.lacks(self.ledger):
            return f"{where}: trong sổ là {now}, trong tệp bị xóa còn {file}. Chọn giữ sổ hoặc lấy tệp."
        return ""


@dataclass(frozen=True)
class SheetImport:
    """What a file would do to the ledger, as both stood when it was read; nothing is written yet.

    Attributes
    ----------
    file, reviewer_id, owner : str
    digest : str
        Of the file's manifest.
    seq : int
        Last entry of the reviewer's stream that was seen.
    cells : tuple of SheetCell
        Every cell of the file, in the order of its sheets.
    """

    file: str
    reviewer_id: str
    owner: str
    digest: str
    seq: int
    cells: tuple[SheetCell, ...]

    @property
    def questions(self) -> list[SheetCell]:
        """The cells that somebody has to decide."""
        return [cell for cell in self.cells if cell.question]

    @property
    def counts(self) -> dict[str, int]:
        """State → number of cells, in the order of :data:`CELL_STATES`."""
        found = Counter(cell.state for cell in self.cells)
        return {state: found[state] for state in CELL_STATES.values()}

    def differences(self) -> pd.DataFrame:
        """Return the cells that are not the same everywhere.

        Returns
        -------
        DataFrame, shape (n_cells, 9)
            ``candidate_id name criterion_id criterion exported ledger file state question``: marks as words,
            `state` a value of :data:`CELL_STATES`, `question` blank where nothing has to be decided.
        """
        rows = [
            (
                cell.candidate.candidate_id,
                cell.candidate.name,
                cell.criterion.criterion_id,
                cell.criterion.name,
                *(mark.shown for mark in (cell.exported, cell.ledger, cell.file)),
                cell.state,
                cell.question,
            )
            for cell in self.cells
            if cell.state != "same"
        ]
        return pd.DataFrame(rows, columns=_COLUMNS, dtype="str")
