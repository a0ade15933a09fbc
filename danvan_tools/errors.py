"""Mistakes a committee can mend, said in one Vietnamese sentence each.

Programmer mistakes stay ``ValueError`` and ``TypeError``; everything a secretary, reviewer or
chair can put right is a :class:`DanvanError` whose text is the whole message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

__all__ = ["DanvanError", "Fault", "FaultKind", "FaultyFilesError"]

FaultKind = Literal[
    "file", "heading", "blank", "word", "value", "text", "repeat", "contradiction", "count", "rule", "ledger"
]
"""What a fault is about: :data:`danvan_tools.schema.FAULT_KINDS` has the Vietnamese word of each."""


class DanvanError(Exception):
    """A mistake the user can mend: ``str()`` says where, what with the values, and what to do."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of a traceback: a secretary reads the sentence.
        return [str(self)]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault of one file, in the words and row numbers of the spreadsheet.

    Attributes
    ----------
    file, sheet : str
        As the secretary knows them; ``sheet`` is empty for a fault of the whole file.
    row : int or None
        The spreadsheet's own row number, from 1.
    column : str
        The Vietnamese heading.
    cell : str
        The address the spreadsheet shows, "C14", where it is known; blank for a fault of a whole row, sheet or file.
    value : str
        The offending value as it stands in the cell.
    what, remedy : str
        A sentence without its full stop, and the sentence that says what to do.
    kind : FaultKind
        What the fault is about, to count and filter by.
    severity : {"error", "warning"}
        Errors block; warnings do not.
    """

    file: str
    kind: FaultKind
    what: str
    remedy: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""
    value: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet:
            place.append(f'trang "{self.sheet}"')
        if self.row is not None:
            place.append(f"dòng {self.row}")
        if self.column:
            place.append(f'cột "{self.column}"')
        return f"{', '.join(place)}: {self.what}. {self.remedy}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the fields as a plain mapping, for ``--json`` and for tables."""
        return asdict(self)


class FaultyFilesError(DanvanError):
    """The files of a review folder have faults; ``faults`` lists every one of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
