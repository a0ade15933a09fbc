"""The candidates of one reviewer as the queue lists them, read from the ledger at each look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import pandas as pd

from danvan_tools.display.tables import word_of
from danvan_tools.language import format_points, toneless_key
from danvan_tools.records import Review, blind_names, sheet_states, unit_names_on
from danvan_tools.records.review_memory import reviewer_log, secretary_log
from danvan_tools.schema import SHEET_STATES, vietnamese

TO_MARK = ("not_marked", "draft")
_DONE = ("saved", "locked")
_COLUMNS = ["candidate_id", "state", "sector", "unit_kind", "skipped"]


@dataclass(frozen=True)
class QueueRow:
    """One candidate of the queue; `name` and `where` hold nothing that a blind review hides."""

    candidate_id: str
    name: str
    where: str
    sector: str
    unit_kind: str
    state: str = "not_marked"
    word: str = ""
    total: str = ""

    @cached_property
    def search_key(self) -> str:
        """What a search without tone marks looks through."""
        return toneless_key(f"{self.candidate_id} {self.name} {self.where}")


class DeskRows:
    """The rows of one reviewer.

    Parameters
    ----------
    review : Review
    reviewer_id : str

    Attributes
    ----------
    all : list of QueueRow
        In the order of the list.
    skipped : set of str
        Candidates put off at this desk; nobody's judgement, so not in the ledger.
    """

    def __init__(self, review: Review, reviewer_id: str) -> None:
        self._review, self.reviewer_id = review, reviewer_id
        self._facts = dict(_facts(review))
        self._by_id: dict[str, QueueRow] = {}
        self.skipped: set[str] = set()
        self._read: tuple[int, ...] = ()
        self.read()

    def read(self) -> None:
        """Read what the ledger says now; where nothing was written since, there is nothing to do."""
        log = reviewer_log(self._review, self.reviewer_id)
        read = log.seq, secretary_log(self._review).seq, self._review.standing().seq, len(self.skipped)
        if read == self._read:
            return
        own_alone = self._read[1:] == read[1:]
        touched = log.touched_after(self._read[0]) if own_alone else None
        self._read, self._marks = read, log.marks
        if touched is not None and self._take(touched):
            return
        self.all = list(self._rows())
        self._by_id = {row.candidate_id: row for row in self.all}

    def _take(self, touched: set[str]) -> bool:
        """Put the rows of candidates that were marked in their places; False if one came to the list or left it."""
        rows = {row.candidate_id: row for row in self._rows(touched)}
        if rows.keys() != touched & self._by_id.keys():
            return False
        self.all = [rows.get(row.candidate_id, row) for row in self.all]
        self._by_id |= rows
        return True

    def _rows(self, candidate_ids: set[str] | None = None) -> Iterator[QueueRow]:
        """Yield the rows as the ledger has them now."""
        states = sheet_states(self._review, self.reviewer_id, candidate_ids)
        columns = (states[name].tolist() for name in ("candidate_id", "state", "marked", "criteria", "total"))
        for values in zip(*columns, strict=True):
            if values[0] in self._facts:
                yield self._row(*values)

    def of(self, candidate_id: str) -> QueueRow | None:
        """Return the row of a candidate, or None if this reviewer does not mark it."""
        return self._by_id.get(candidate_id)

    def may_open(self, candidate_id: str) -> bool:
        """Tell whether this reviewer reads the dossier of a candidate."""
        return candidate_id in self._by_id

    def put_off(self, candidate_id: str) -> None:
        """Let a candidate come last."""
        self.skipped.add(candidate_id)
        self.read()

    def finished_at(self) -> list[datetime]:
        """Return when each finished sheet got its last mark."""
        return [
            datetime.fromisoformat(self._marks[row.candidate_id][-1].at)
            for row in self.all
            if row.state in _DONE and row.candidate_id in self._marks
        ]

    def table(self) -> pd.DataFrame:
        """Return ``candidate_id state sector unit_kind skipped``, as what comes next is chosen from."""
        rows = [
            (row.candidate_id, row.state, row.sector, row.unit_kind, row.candidate_id in self.skipped)
            for row in self.all
        ]
        return pd.DataFrame(rows, columns=_COLUMNS)

    def choices(self) -> dict[str, list[list[str]]]:
        """Return what the list can be filtered by: value and word, of those that occur."""
        states = {row.state for row in self.all}
        sectors = dict(zip(self._review.sectors["sector"], self._review.sectors["name"], strict=True))
        kinds = sorted({row.unit_kind for row in self.all} - {""})
        used = {row.sector for row in self.all}
        return {
            "state": [[value, word] for word, value in SHEET_STATES.items() if value in states],
            "sector": [[value, word] for value, word in sectors.items() if value in used],
            "unit_kind": [[value, word_of("unit_kind", value)] for value in kinds],
        }

    def _row(self, candidate_id: str, state: str, marked: int, criteria: int, total: float) -> QueueRow:
        known = self._by_id.get(candidate_id)
        word = vietnamese(SHEET_STATES, state)
        if state == "draft":
            word = f"{word} {marked}/{criteria} tiêu chí"
        elif state == "not_marked" and any(made.answers for made in self._marks.get(candidate_id, ())[-1:]):
            # What was marked counts under another holder's rubric.
            word = "chấm lại vì đổi chủ thể"
        elif state == "not_marked" and candidate_id in self.skipped:
            word = f"{word}, để sau"
        shown = "" if pd.isna(total) else format_points(total)
        if known and (known.state, known.word, known.total) == (state, word, shown):
            return known
        return replace(self._facts[candidate_id], state=state, word=word, total=shown)


def next_in_list(table: pd.DataFrame, current: str) -> str:
    """Return the next candidate in the list that is not fully marked; those put off come last; blank for none."""
    keys = table["candidate_id"].tolist()
    here = keys.index(current) if current in keys else -1
    states, put_off = table["state"].tolist(), table["skipped"].tolist()
    waiting = [
        (put_off[place], place <= here, place, key)
        for place, key in enumerate(keys)
        if states[place] in TO_MARK and place != here
    ]
    return str(min(waiting)[-1]) if waiting else ""


def _facts(review: Review) -> Iterator[tuple[str, QueueRow]]:
    """Yield of every candidate what does not change while the desk is open."""
    candidates = review.candidates[["candidate_id", "name", "unit_id", "sector", "started_on"]]
    if review.settings.blind == "yes":
        candidates = candidates.assign(name=candidates["candidate_id"].map(blind_names(review)), unit_id="")
    kinds = dict(zip(review.units["unit_id"], review.units["unit_kind"], strict=True))
    units = unit_names_on(review.units, candidates["unit_id"], candidates["started_on"], review.settings.as_of)
    columns = candidates.drop(columns="started_on").itertuples(index=False)
    for (candidate_id, name, unit_id, sector), unit in zip(columns, units, strict=True):
        where = f"{candidate_id} · {unit}" if unit else candidate_id
        yield candidate_id, QueueRow(candidate_id, name, where, sector, kinds.get(unit_id, ""))
