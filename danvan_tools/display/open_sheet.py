"""One reviewer's sheet of one candidate while a card shows it: what it holds, and every way to change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from danvan_tools.display.stored_marks import EarlierMark, StoredMark, earlier_marks, rubric_of, sheet_marks
from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points, parse_number
from danvan_tools.records import LedgerConflictError, Review, outdated_criteria, save_mark, submit_sheet, undo_mark
from danvan_tools.records.marking_rights import name_sheet
from danvan_tools.records.review_memory import reviewer_log
from danvan_tools.schema import add_up

Typed = Mapping[str, str]
"""One criterion as the screen has it: ``value`` (points as typed; blank for none), ``no_mark comment reason``."""

_UNDONE = "hoàn tác"


class SheetChangedError(DanvanError):
    """Another window of the same reviewer wrote first; the sheet now holds the newer state."""


class EntryRefusedError(DanvanError):
    """What was typed is no mark, or not what the ledger holds."""


class SheetTotal(NamedTuple):
    """What the points stored come to: by the rule of a score, and without those that wait.

    Attributes
    ----------
    points : Decimal
    blank : int
        How many criteria hold no points.
    waiting : list of int
        Numbers of the criteria whose points are stored and do not count before they are confirmed.
    """

    points: Decimal
    blank: int
    waiting: list[int]


class OpenSheet:
    """The sheet, and the last entry of its reviewer's stream that the screen has seen.

    Parameters
    ----------
    review : Review
    reviewer_id, candidate_id : str

    Attributes
    ----------
    criteria : list of dict
        Rows of ``Rubric.criteria``.
    marks : dict
        Criterion → :class:`StoredMark`, of the criteria ever touched.
    earlier : dict
        Criterion → marks of the unit and of the verification team, the latter last.
    outdated : set of str
        Criteria that changed since they were marked.
    just_saved : set of str
        Criteria stored since the sheet was read.
    key : list of str
        Review, reviewer and candidate, as a browser names the sheet.
    last_written : int
        The `seq` of the last entry that this window wrote on the sheet; 0 for none.

    Raises
    ------
    DanvanError
        If the candidate's holder has no rubric.
    """

    def __init__(self, review: Review, reviewer_id: str, candidate_id: str) -> None:
        self.review, self.reviewer_id, self.candidate_id = review, reviewer_id, candidate_id
        self.key = [review.settings.review_id, reviewer_id, candidate_id]
        self.last_written = 0
        self.rubric = rubric_of(review, candidate_id)
        self.criteria = self.rubric.criteria.to_dict("records")
        self.earlier = earlier_marks(review, candidate_id)
        self.reload()

    def reload(self) -> None:
        """Read the sheet from the ledger."""
        # What was seen is what the marks below are made from, at most: an entry written meanwhile is not seen yet.
        self._seen_seq = reviewer_log(self.review, self.reviewer_id).seq
        self.marks = sheet_marks(self.review, self.reviewer_id, self.candidate_id)
        self.outdated = set(outdated_criteria(self.review, self.reviewer_id, self.candidate_id))
        self.just_saved = set[str]()

    def save(self, entry_id: str, criterion_id: str, typed: Typed) -> None:
        """Store one criterion as the screen has it.

        Parameters
        ----------
        entry_id : str
            The browser's: an entry that arrives twice is stored once.
        criterion_id : str
        typed : Mapping
            Its ``reason`` says why the mark departs from an earlier stage, or is changed in a consensus.

        Raises
        ------
        SheetChangedError
            If another window wrote meanwhile.
        DanvanError
            If the rules of the review do not allow it.
        """
        mark = StoredMark(
            _points(typed["value"]), typed["comment"].strip(), typed["no_mark"], reason=typed["reason"].strip()
        )
        with self._showing_what_is_newer():
            entry = save_mark(
                self.review,
                reviewer_id=self.reviewer_id,
                candidate_id=self.candidate_id,
                criterion_id=criterion_id,
                points=mark.points,
                comment=mark.comment,
                no_mark=mark.no_mark,
                reason=mark.reason,
                expected_seq=self._seen_seq,
                entered_by=self.reviewer_id,
                entry_id=entry_id,
            )
        if entry.seq <= self._seen_seq:
            # It was stored before its receipt got lost: what came behind it counts.
            self.reload()
            return
        self._seen_seq = self.last_written = entry.seq
        self.marks[criterion_id] = replace(mark, at=datetime.fromisoformat(entry.at))
        self.just_saved.add(criterion_id)
        self.outdated.discard(criterion_id)

    def follow(self, other: OpenSheet) -> None:
        """Count as seen what this window has just written on another sheet of its reviewer."""
        if other.last_written == self._seen_seq + 1:
            self._seen_seq = other.last_written

    def undo(self, entry_id: str) -> str:
        """Restore, by a new entry, what stood before the last change of this sheet; return the criterion."""
        with self._showing_what_is_newer():
            entry = undo_mark(
                self.review,
                reviewer_id=self.reviewer_id,
                candidate_id=self.candidate_id,
                expected_seq=self._seen_seq,
                entered_by=self.reviewer_id,
                reason=_UNDONE,
                entry_id=entry_id,
            )
        self.last_written = entry.seq
        self.reload()
        criterion_id = str(entry.body["criterion_id"])
        self.just_saved.add(criterion_id)
        return criterion_id

    def submit(self, entry_id: str, shown: Mapping[str, Typed]) -> None:
        """Lock the sheet if the screen shows exactly what is stored.

        Raises
        ------
        SheetChangedError
            If another window wrote meanwhile.
        DanvanError
            With the criterion that differs, or departs from an earlier stage without a reason.
        """
        for number, criterion in enumerate(self.criteria, start=1):
            self._check_texts(number, criterion["criterion_id"], shown)
        values = {key: (_points(typed["value"]), typed["no_mark"]) for key, typed in shown.items()}
        with self._showing_what_is_newer():
            entry = submit_sheet(
                self.review,
                reviewer_id=self.reviewer_id,
                candidate_id=self.candidate_id,
                shown=values,
                expected_seq=self._seen_seq,
                entered_by=self.reviewer_id,
                entry_id=entry_id,
            )
        self.last_written = entry.seq
        self.reload()

    def departs_from(self, criterion_id: str) -> EarlierMark | None:
        """Return the mark of the stage before the committee's if the points stored differ from it."""
        points = self.marks.get(criterion_id, StoredMark()).points
        given = [one for one in self.earlier.get(criterion_id, []) if one.points is not None]
        return given[-1] if given and points is not None and points != given[-1].points else None

    def stored_ids(self, entry_ids: set[str]) -> list[str]:
        """Return those of a browser's entries that the ledger holds."""
        return [entry.id for entry in self.review.ledger.entries(self._stream, "mark") if entry.id in entry_ids]

    def total(self) -> SheetTotal:
        """Add up the points stored; a criterion taken out of the rubric counts not."""
        points = {key: mark.points for key, mark in self.marks.items() if mark.points is not None}
        keys = [row["criterion_id"] for row in self.criteria]
        counted = {key: points[key] for key in keys if key in points and key not in self.outdated}
        waiting = [number for number, key in enumerate(keys, start=1) if key in points and key in self.outdated]
        return SheetTotal(add_up(counted, self.rubric.factors), len(keys) - len(counted) - len(waiting), waiting)

    def beside_field(self, sentence: str) -> str:
        """Return a refusal without the words that name the sheet and the criterion: the screen shows both."""
        place = name_sheet(self.review, self.reviewer_id, self.candidate_id)
        for more in (*(f', tiêu chí "{row["name"]}"' for row in self.criteria), ""):
            if sentence.startswith(f"{place}{more}: "):
                return sentence.removeprefix(f"{place}{more}: ")
        return sentence

    @property
    def _stream(self) -> str:
        return f"reviewer:{self.reviewer_id}"

    def _check_texts(self, number: int, criterion_id: str, shown: Mapping[str, Typed]) -> None:
        """Refuse a comment that is not the one stored, and a departure from an earlier stage without its reason."""
        stored = self.marks.get(criterion_id, StoredMark())
        if criterion_id in shown and shown[criterion_id]["comment"].strip() != stored.comment:
            msg = f"Tiêu chí {number}: nhận xét trên màn hình khác nhận xét đã lưu. Lưu lại ô ấy rồi hoàn tất."
            raise EntryRefusedError(msg)
        earlier = self.departs_from(criterion_id)
        if earlier and earlier.points is not None and not stored.reason:
            msg = (
                f"Tiêu chí {number}: {stored.text} điểm khác {earlier.who} ({format_points(earlier.points)} điểm) "
                "mà chưa ghi lý do. Ghi lý do rồi hoàn tất."
            )
            raise EntryRefusedError(msg)

    @contextmanager
    def _showing_what_is_newer(self) -> Iterator[None]:
        """Turn a conflict into the newer state and the sentence that says so."""
        try:
            yield
        except LedgerConflictError as error:
            self.reload()
            msg = "Phiếu của đồng chí vừa được ghi ở một cửa sổ khác. Xem nội dung mới rồi nhập lại nếu vẫn cần."
            raise SheetChangedError(msg) from error


def _points(text: str) -> Decimal | None:
    """Read points as typed; None for a blank."""
    plain = text.strip()
    points = parse_number(plain) if plain else None
    if plain and points is None:
        comma = plain.replace(".", ",")
        meant = "" if parse_number(comma) is None else f'Ý là "{comma}"? '
        short = plain if len(plain) <= 40 else f"{plain[:40]}…"
        msg = f'"{short}" không phải là số. {meant}Chỉ ghi số, phần lẻ sau dấu phẩy, ví dụ 12,5.'
        raise EntryRefusedError(msg)
    return points
