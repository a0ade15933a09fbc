"""Whatever is done to the list, a mark stays with the candidate it was given to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.records.identities import identify
from danvan_tools.records.ledger_entries import Entry
from danvan_tools.records.loads import LastLoad, fold_loads, load_body, renamed_candidates
from danvan_tools.records.registered import Registered
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.schema import CANDIDATE_TABLES

TABLE = next(table for table in CANDIDATE_TABLES if table.name == "candidates")
COLUMNS = ["candidate_id", "name", "unit_id", "kind"]
NAMES = st.sampled_from([f"Mô hình {word}" for word in ("một", "hai", "ba", "bốn", "năm", "sáu")])
UNITS = st.sampled_from(["X01", "X02"])


@dataclass(frozen=True)
class Row:
    """A row of the list, and the thing in the world that its author means by it."""

    meant: int
    name: str
    unit_id: str
    typed: str = ""


@dataclass
class Office:
    """A secretary with a list, and what the ledger knows of it."""

    rows: list[Row] = field(default_factory=list)
    last: LastLoad = field(default_factory=LastLoad)
    # Which thing each id was issued for: what its marks are about.
    issued: dict[str, int] = field(default_factory=dict)
    things: int = 0

    def insert(self, place: int, name: str, unit_id: str) -> None:
        self.things += 1
        self.rows.insert(place % (len(self.rows) + 1), Row(self.things, name, unit_id))

    def load(self) -> list[str]:
        """Load the list and check every row that is accepted; return the faults."""
        values = [(row.typed, row.name, row.unit_id, "model") for row in self.rows]
        frame = pd.DataFrame(values, columns=COLUMNS, dtype="str").set_axis(range(3, 3 + len(values)))
        cells = {name: frame[name].tolist() for name in COLUMNS}
        sheet = Sheet("candidates.xlsx", TABLE, frame, cells, complete=True)
        ids, newcomers, faults = identify(sheet, self.last.registered)
        if faults:
            # Nothing is opened and nothing recorded.
            return [str(fault) for fault in faults]
        assert len(set(ids)) == len(ids)
        new = {one.candidate_id for one in newcomers}
        for key, row in zip(ids, self.rows, strict=True):
            # It keeps its id, unless it left the review and was renamed without one.
            known = self.ids_of(row)
            assert not known or key in known or any(one in self.last.withdrawn for one in known)
            assert (key in new) == (key not in self.issued)
            assert self.issued.setdefault(key, row.meant) == row.meant
        self._record(frame.assign(candidate_id=ids), newcomers)
        return []

    def _record(self, frame: pd.DataFrame, newcomers: list[Registered]) -> None:
        ids = frame["candidate_id"].tolist()
        gone = [key for key in self.last.digests or {} if key not in ids]
        changes = [(key, "", "added", "") for key in ids] + [(key, "", "missing", "") for key in gone]
        table = pd.DataFrame(changes, columns=["candidate_id", "name", "change", "columns"], dtype="str")
        body = load_body(table, dict.fromkeys(ids, ""), {}, "", renamed_candidates(self.last, frame))
        for newcomer in newcomers:
            self.write("register", {name: getattr(newcomer, name) for name in COLUMNS})
        self.write("load", body)

    def write(self, kind: str, body: dict[str, object]) -> None:
        entry = Entry(
            stream="secretary",
            seq=self.last.seq + 1,
            id="",
            at="2015-12-01T00:00:00.000Z",
            kind=kind,
            body=body,
            previous_digest="",
            digest="",
        )
        self.last = fold_loads([entry], self.last)

    def ids_of(self, row: Row) -> list[str]:
        return [key for key, thing in self.issued.items() if thing == row.meant]

    def id_of(self, row: Row) -> str:
        return next(reversed(self.ids_of(row)), "")


def edit(office: Office, data: st.DataObject) -> None:
    """Let the secretary do one thing to the list, or to the review."""
    rows = office.rows
    what = data.draw(
        st.sampled_from(["insert", "delete", "move", "sort", "rename", "type ids", "clear ids", "withdraw", "merge"])
    )
    place = data.draw(st.integers(0, max(len(rows) - 1, 0)))
    if what == "insert" or not rows:
        name, unit_id = data.draw(NAMES), data.draw(UNITS)
        former = {thing for one in office.last.registered for thing in ((one.name, one.unit_id), *one.former)}
        # A new thing under the very name and unit of an old one cannot be told from it by anybody.
        if (name, unit_id) not in former | {(row.name, row.unit_id) for row in rows}:
            office.insert(place, name, unit_id)
    elif what == "delete":
        del rows[place]
    elif what == "move":
        rows.insert(data.draw(st.integers(0, len(rows) - 1)), rows.pop(place))
    elif what == "sort":
        rows.sort(key=lambda row: (row.name, row.unit_id))
    elif what == "rename":
        name = data.draw(NAMES)
        former = {thing for one in office.last.registered for thing in ((one.name, one.unit_id), *one.former)}
        if (name, rows[place].unit_id) not in former | {(row.name, row.unit_id) for row in rows}:
            rows[place] = replace(rows[place], name=name)
    elif what == "type ids":
        rows[:] = [replace(row, typed=office.id_of(row)) for row in rows]
    elif what == "clear ids":
        rows[:] = [replace(row, typed="") for row in rows]
    else:
        alive = [one.candidate_id for one in office.last.registered if not one.withdrawn]
        if len(alive) > 1:
            body = {"candidate_id": alive[0], "reason": "x"} | ({"into": alive[1]} if what == "merge" else {})
            office.write(what, body)


@settings(max_examples=60)
@given(data=st.data())
def test_no_sequence_of_edits_moves_a_mark(data: st.DataObject) -> None:
    office = Office()
    for name in ("Mô hình một", "Mô hình hai", "Mô hình ba"):
        office.insert(9, name, "X01")
    assert office.load() == []
    for _ in range(data.draw(st.integers(1, 8))):
        edit(office, data)
        if office.load():
            # She mends the list as the sentences say: each row gets the id of what it is.
            office.rows[:] = [replace(row, typed=office.id_of(row)) for row in office.rows]
            if faults := office.load():
                assert all("chưa có mã" in fault for fault in faults)
                new = iter(range(office.things * 100, office.things * 100 + 99))
                office.rows[:] = [row if row.typed else replace(row, typed=f"HS-{next(new)}") for row in office.rows]
                assert office.load() == []


@given(st.permutations(range(4)))
def test_ids_left_behind_by_a_sort_are_never_taken(order: list[int]) -> None:
    office = Office()
    for name in ("Mô hình một", "Mô hình hai", "Mô hình ba", "Mô hình bốn"):
        office.insert(9, name, "X01")
    office.load()
    typed = [office.id_of(row) for row in office.rows]
    office.rows = [replace(office.rows[place], typed=typed[number]) for number, place in enumerate(order)]
    moved = sum(place != number for number, place in enumerate(order))
    assert len(office.load()) == moved
