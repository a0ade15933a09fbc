"""A list of decisions that came back: what it would change is shown first, then all of it is written or nothing."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.errors import Fault, FaultKind, FaultyFilesError
from danvan_tools.language import format_date
from danvan_tools.records.cell_text import CellError, cell_text, is_blank
from danvan_tools.records.cells import find_word, parse_cell
from danvan_tools.records.decision_lists import (
    FIELDS,
    LIST_SHEET,
    LOCKED,
    MANIFEST,
    NOT_GIVEN,
    ListRow,
    decision_rows,
    read_list_manifest,
)
from danvan_tools.records.decisions import Decision, DecisionRefusedError, decision_body
from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger_entries import Entry, canonical_text, nfc
from danvan_tools.records.ledger_tables import COMMITTEE, RETRACT
from danvan_tools.records.source_files import SourceFile, UnreadableWorkbookError, open_source
from danvan_tools.schema import AUTHORITY_KINDS, HOLDERS, LEVELS, OCCASIONS, Column

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["DecisionList", "DecisionListRefusedError", "import_decision_list", "read_decision_list"]

_IDS = uuid.UUID("5b1a3c1e-5d0e-4b57-8f0b-8a9f6f0f4d11")
_WORDS = {"authority_kind": AUTHORITY_KINDS, "level": LEVELS, "occasion": OCCASIONS}
_AGAIN = "Xuất lại danh sách rồi chép các cột quyết định sang danh sách mới."
_MOST_UNPACKED, _MOST_FAULTS, _SEARCHED = 64 * 2**20, 100, 30
_KEY = ("occasion", "authority_kind", "level")


class DecisionListRefusedError(FaultyFilesError):
    """A list of decisions that cannot be taken in; ``faults`` lists every reason."""

    @classmethod
    def of_file(cls, file: str, what: str, remedy: str = _AGAIN) -> DecisionListRefusedError:
        """Return the refusal of a whole file for one reason."""
        return cls([Fault(file=file, kind="file", what=what, remedy=remedy)])


@dataclass(frozen=True)
class DecisionList:
    """A list that was read and compared with the ledger.

    Attributes
    ----------
    file : str
    seq : int
        Last entry of the committee's stream it was compared with.
    changed : tuple
        Of each row to write, the row as exported and the decision the file holds.
    unchanged : int
        Rows that say what the ledger says, or nothing.
    """

    file: str
    seq: int
    changed: tuple[tuple[ListRow, Decision], ...]
    unchanged: int

    def differences(self) -> pd.DataFrame:
        """Return one row per decision to write: candidate_id, name, recommended, before, after, source, reason."""
        rows = [
            {
                "candidate_id": row.candidate_id,
                "name": row.name,
                "recommended": row.recommended,
                "before": _sentence(row.shown["form"], row.shown["decision_no"], row.shown["decided_on"]),
                "after": _sentence(
                    decision.form or NOT_GIVEN,
                    decision.decision_no,
                    format_date(decision.decided_on) if decision.decided_on else "",
                ),
                "source": decision.authority,
                "reason": decision.reason,
            }
            for row, decision in self.changed
        ]
        return pd.DataFrame(
            rows, columns=["candidate_id", "name", "recommended", "before", "after", "source", "reason"], dtype="str"
        )


def read_decision_list(review: Review, path: str | Path) -> DecisionList:
    """Compare a filled list with the ledger; nothing is written.

    Parameters
    ----------
    review : Review
    path : str or Path

    Raises
    ------
    DecisionListRefusedError
        With every fault: no list of this review; an id, a name or a heading that was changed, removed, doubled or
        added; a form that the holder cannot be given; a date that is none; a decision that lacks something, or differs
        from the recommendation without a reason; a row that was emptied; or the list is stale: what the meeting
        recommends, or the decision of a row the file changes, is another by now.
    """
    path = Path(path)
    try:
        source = open_source(path, _MOST_UNPACKED)
        content, rows = _manifest(source)
        if content["review"] != review.settings.review_id:
            what = f"danh sách của đợt xét {content['review']}, còn đây là đợt xét {review.settings.review_id}"
            raise DecisionListRefusedError.of_file(path.name, what, "Chọn đúng tệp.")
        reader = _Reader(review, source, rows)
        filled = reader.read()
    except UnreadableWorkbookError as error:
        raise DecisionListRefusedError.of_file(path.name, error.what, error.remedy) from error
    seq = review.ledger.head(COMMITTEE)[0]
    now = {(row.candidate_id, row.seq): row for row in decision_rows(review)}
    changed = [] if reader.faults else reader.compare(filled, now)
    if reader.faults:
        raise DecisionListRefusedError(reader.faults[:_MOST_FAULTS])
    return DecisionList(path.name, seq, tuple(changed), len(rows) - len(changed))


def import_decision_list(
    review: Review, found: DecisionList, *, entered_by: str, at: datetime | None = None
) -> list[Entry]:
    """Append the decisions of a list to the committee's stream, all or none, and return the entries.

    A row that names another authority or occasion than before takes the former decision back. Sent again, the same
    import returns the same entries; read again, the same file changes nothing.

    Parameters
    ----------
    review : Review
    found : DecisionList
        From :func:`read_decision_list`.
    entered_by : str
        Who hands the file in.
    at : datetime, optional
        As for :meth:`Ledger.append`.

    Raises
    ------
    DecisionRefusedError
        If a decision may not be stored now.
    LedgerConflictError
        If somebody wrote to the committee's stream meanwhile: read the file again.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=found.seq, at=at)
    ids, items = [], []
    for row, decision in found.changed:
        content = [found.seq, row.candidate_id, row.seq, *map(str, vars(decision).values())]
        own = canonical_text(content)
        if row.seq and any(row.shown[name] != _shown(decision)[name] for name in _KEY):
            body = {"candidate_id": row.candidate_id, "seq": row.seq, "what": "decision"}
            items.append((RETRACT, body | {"reason": f"thay bằng quyết định {decision.decision_no}"}))
            ids.append(str(uuid.uuid5(_IDS, own + "retract")))
        items.append(("decision", {}))
        ids.append(str(uuid.uuid5(_IDS, own)))
    stored = review.ledger.entries(COMMITTEE, after=found.seq)[: len(ids)]
    if not ids or [entry.id for entry in stored] == ids:
        return stored if ids else []
    bodies = iter([decision_body(review, decision) for _, decision in found.changed])
    whole = [(kind, body if kind == RETRACT else next(bodies) | {"source": found.file}) for kind, body in items]
    return writer.append_many(review.ledger, COMMITTEE, whole, ids)


def _manifest(source: SourceFile) -> tuple[dict[str, Any], list[ListRow]]:
    """Return what the hidden sheet says, or refuse a file that is no list of decisions."""
    if MANIFEST not in source.sheet_names or LIST_SHEET not in source.sheet_names:
        what = "tệp không phải là danh sách quyết định do phần mềm này xuất, hoặc trang của danh sách đã bị xóa"
        raise DecisionListRefusedError.of_file(source.name, what, "Chọn đúng tệp, hoặc xuất lại danh sách.")
    try:
        content, rows = read_list_manifest([row[0] for row in source.rows(MANIFEST)])
        content["review"]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        what = "trang ẩn của danh sách đã bị sửa, hoặc do phiên bản khác của phần mềm ghi"
        raise DecisionListRefusedError.of_file(source.name, what) from error
    return content, rows


class _Reader:
    """Reads the sheet of one file and collects its faults."""

    def __init__(self, review: Review, source: SourceFile, rows: Sequence[ListRow]) -> None:
        self._review, self._file, self._rows = review, source.name, rows
        self._cells = source.rows(LIST_SHEET)
        self._lines: dict[int, int] = {}
        self.faults: list[Fault] = []

    def _add(self, what: str, remedy: str, kind: FaultKind, row: int | None = None, column: str = "") -> None:
        line = None if row is None else row + 1
        self.faults.append(
            Fault(file=self._file, sheet=LIST_SHEET, kind=kind, row=line, column=column, what=what, remedy=remedy)
        )

    def read(self) -> dict[int, dict[str, Any]]:
        """Return place in the manifest → field → value, of rows that hold a decision or had one."""
        headings = [heading for heading, _ in (*LOCKED.values(), *FIELDS.values())]
        top = next((at for at, row in enumerate(self._cells[:_SEARCHED]) if "Mã hồ sơ" in map(_text, row)), None)
        if top is None:
            self._add('không thấy hàng tiêu đề có ô "Mã hồ sơ"', _AGAIN, "heading")
            return {}
        titles = [_text(cell) for cell in self._cells[top]]
        for place, heading in enumerate(headings):
            if place >= len(titles) or titles[place] != heading:
                found = titles[place] if place < len(titles) else ""
                self._add(f'tiêu đề cột {place + 1} là "{found[:60]}", lúc xuất là "{heading}"', _AGAIN, "heading", top)
        if self.faults:
            return {}
        filled: dict[int, dict[str, Any]] = {}
        for line in range(top + 1, len(self._cells)):
            cells = self._cells[line]
            if all(map(is_blank, cells)):
                continue
            known = self._place(line, cells, len(headings))
            if known is not None:
                self._lines[known] = line
                filled[known] = self._fields(line, cells, self._rows[known])
        for place in set(range(len(self._rows))) - set(self._lines):
            if len(self.faults) < _MOST_FAULTS:
                row = self._rows[place]
                self._add(f'thiếu dòng {place + 1}, hồ sơ {row.candidate_id} "{row.name}"', _AGAIN, "count")
        return filled

    def _place(self, line: int, cells: Sequence[object], width: int) -> int | None:
        """Return which row of the list a line is; whatever is locked must be as it was written."""
        number = _text(cells[0])
        place = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 7 else -1
        key = _text(cells[1])
        if not 0 <= place < len(self._rows):
            self._add(f'dòng "{number or key}" không có trong danh sách đã xuất', _AGAIN, "word", line, "STT")
            return None
        row = self._rows[place]
        if place in self._lines:
            self._add(f"STT {number} đã có ở dòng {self._lines[place] + 1}", _AGAIN, "repeat", line, "STT")
            return None
        for at, name in enumerate(list(LOCKED)[1:], start=1):
            wanted = " ".join(nfc(getattr(row, name)).split())
            if _text(cells[at]) != wanted:
                what = f'STT {number} ghi "{_text(cells[at])[:60]}", lúc xuất là "{wanted}"'
                self._add(what, _AGAIN, "contradiction", line, LOCKED[name][0])
        if any(not is_blank(cell) for cell in cells[width:]):
            self._add("có ô nằm ngoài bảng", "Chép nội dung vào đúng cột rồi xóa ô ấy.", "value", line)
        return place

    def _fields(self, line: int, cells: Sequence[object], row: ListRow) -> dict[str, Any]:
        """Return the fields that a person filled in."""
        fields: dict[str, Any] = {}
        for at, (name, (heading, _)) in enumerate(FIELDS.items(), start=len(LOCKED)):
            cell = cells[at] if at < len(cells) else None
            try:
                fields[name] = "" if is_blank(cell) else self._value(name, cell, row)
            except CellError as error:
                fields[name] = ""
                self._add(error.what, error.remedy, error.kind, line, heading)
        return fields

    def _value(self, name: str, cell: object, row: ListRow) -> Any:
        if name == "decided_on":
            return parse_cell(Column(name=name, heading=FIELDS[name][0], kind="date"), cell)
        text = " ".join(str(parse_cell(Column(name=name, heading=FIELDS[name][0]), cell)).split())
        if name in _WORDS:
            return find_word(text, _WORDS[name])
        if name == "form":
            awards = self._review.awards
            own = awards.loc[awards["holder"] == HOLDERS.get(row.holder, ""), "form"]
            return find_word(text, {**{form: form for form in own}, NOT_GIVEN: NOT_GIVEN})
        return text

    def compare(
        self, filled: Mapping[int, dict[str, Any]], now: Mapping[tuple[str, int], ListRow]
    ) -> list[tuple[ListRow, Decision]]:
        """Return the rows to write, once against what was exported and once against what the ledger says now."""
        changed: list[tuple[ListRow, Decision]] = []
        current: dict[str, list[ListRow]] = {}
        for row in now.values():
            current.setdefault(row.candidate_id, []).append(row)
        self._find_stale(filled, current)
        for place, fields in sorted(filled.items()):
            row, line = self._rows[place], self._lines[place]
            if not any(fields.values()) and not row.seq:
                continue
            if not fields["form"]:
                blank = "ô hình thức bị xóa trắng" if row.seq else "có ghi quyết định mà ô hình thức để trống"
                remedy = f'Chọn hình thức, hoặc chọn "{NOT_GIVEN}" và ghi lý do.'
                self._add(blank, remedy, "blank", line, FIELDS["form"][0])
                continue
            if gone := [FIELDS[name][0] for name in (*_WORDS,) if not fields[name]]:
                self._add(f"chưa chọn {', '.join(gone)}", "Chọn trong danh sách thả xuống của ô.", "blank", line)
                continue
            decision = _decision(row, fields)
            if _shown(decision) == row.shown or any(_shown(decision) == one.shown for one in current[row.candidate_id]):
                continue
            if row.seq and (row.candidate_id, row.seq) not in now:
                what = f"quyết định của hồ sơ {row.candidate_id} đã được ghi khác sau khi xuất danh sách"
                self._add(what, _AGAIN, "contradiction", line)
            elif not row.seq and any(one.seq for one in current[row.candidate_id]):
                what = f"hồ sơ {row.candidate_id} đã có quyết định ghi vào sổ sau khi xuất danh sách"
                self._add(what, _AGAIN, "contradiction", line)
            elif self._storable(decision, line):
                changed.append((row, decision))
        self._find_repeats(changed)
        return changed

    def _find_stale(self, filled: Mapping[int, dict[str, Any]], current: Mapping[str, Sequence[ListRow]]) -> None:
        """Refuse a list that shows other recommendations than those in force, or candidates that left the review."""
        for place in sorted(filled):
            row = self._rows[place]
            rows = current.get(row.candidate_id, ())
            if not rows:
                what = f"hồ sơ {row.candidate_id} không còn được xét"
                self._add(what, _AGAIN, "contradiction", self._lines[place])
            elif (rows[0].recommended, rows[0].holder) != (row.recommended, row.holder):
                what = (
                    f"danh sách đã cũ: hồ sơ {row.candidate_id} nay được đề nghị “{rows[0].recommended or 'không'}”, "
                    f"lúc xuất là “{row.recommended or 'không'}”"
                )
                self._add(what, _AGAIN, "contradiction", self._lines[place])
        # What is left is compared only if there is something to compare with.
        if self.faults:
            raise DecisionListRefusedError(self.faults[:_MOST_FAULTS])

    def _storable(self, decision: Decision, line: int) -> bool:
        try:
            decision_body(self._review, decision)
        except DecisionRefusedError as error:
            what, _, remedy = str(error).partition(". ")
            self._add(what, remedy, "rule", line)
            return False
        return True

    def _find_repeats(self, changed: Sequence[tuple[ListRow, Decision]]) -> None:
        """Refuse two rows that would be one decision in the ledger."""
        counts = Counter((one.candidate_id, *(getattr(one, name) for name in _KEY)) for _, one in changed)
        for (candidate_id, *_), count in counts.items():
            if count > 1:
                what = f"hồ sơ {candidate_id} có {count} dòng cùng cơ quan, cấp và dịp"
                self._add(what, "Mỗi cơ quan một quyết định cho một hồ sơ: giữ một dòng.", "repeat")


def _decision(row: ListRow, fields: Mapping[str, Any]) -> Decision:
    given = {name: fields[name] for name in FIELDS if name not in ("form", "decided_on")}
    form = "" if fields["form"] == NOT_GIVEN else fields["form"]
    given["decided_on"] = fields["decided_on"] or None
    return Decision(candidate_id=row.candidate_id, form=form, **given)


def _shown(decision: Decision) -> dict[str, str]:
    """Return a decision as the cells of the list show it."""
    shown = {name: str(getattr(decision, name)) for name in FIELDS}
    for name, words in _WORDS.items():
        shown[name] = next((word for word, value in words.items() if value == shown[name]), "")
    day = format_date(decision.decided_on) if decision.decided_on else ""
    return shown | {"form": decision.form or NOT_GIVEN, "decided_on": day}


def _sentence(form: str, number: str, day: str) -> str:
    return f"{form}: {number}, ngày {day}" if form and number else form or "chưa có"


def _text(cell: object) -> str:
    """Return the text of a cell as it is compared with what was written."""
    return " ".join(nfc(cell_text(cell)).split())
