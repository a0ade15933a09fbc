"""Which row is which candidate: ids are issued once and follow the record, never the row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from typing import NamedTuple

import pandas as pd

from danvan_tools.errors import Fault, FaultKind
from danvan_tools.language import comparison_key
from danvan_tools.records.column_values import values_of
from danvan_tools.records.meant_candidates import MeantCandidates
from danvan_tools.records.registered import Registered
from danvan_tools.records.spreadsheets import Sheet

__all__ = ["Registered", "identify"]

_PREFIXES = {"model": "MH", "exemplar": "DH"}
_SOUND_ID = re.compile(r"\w[\w.\-]{0,39}")
_SHOWN = 5
# A dash takes the spaces around it into the key.
_BETWEEN_WORDS = re.compile("[ -]+")


@dataclass
class _Search:
    """What is known while the rows of the list are matched one after another.

    `named` and `called` hold ids by name and unit: as they are now, and also as they once were.
    """

    sheet: Sheet
    known: Mapping[str, Registered]
    keys: dict[str, str]
    named: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    called: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    called_anywhere: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[int, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def among(cls, sheet: Sheet, registered: Sequence[Registered]) -> _Search:
        """Begin a search among the candidates of the ledger."""
        keys = {entry.candidate_id: comparison_key(entry.candidate_id) for entry in registered}
        search = cls(sheet, {keys[entry.candidate_id]: entry for entry in registered}, keys)
        for entry in registered:
            now = (search.key(entry.name), entry.unit_id)
            search.named[now].append(entry.candidate_id)
            for name, unit_id in dict.fromkeys([now, *((search.key(n), unit) for n, unit in entry.former)]):
                search.called[name, unit_id].append(entry.candidate_id)
                search.called_anywhere[name].append(entry.candidate_id)
        return search

    def key(self, text: str) -> str:
        """Return the comparison key of a name or an id; most of them come several times."""
        key = self.keys.get(text)
        if key is None:
            key = self.keys[text] = comparison_key(text)
        return key

    def place(self, row: _Row) -> tuple[str, str]:
        """Return the key of a row's name, and its unit."""
        return self.key(row.name), row.unit_id

    def claim(self, row: int, candidate_id: str) -> None:
        self.ids[row] = candidate_id
        self.rows[self.key(candidate_id)] = row

    def free(self, ids: Sequence[str]) -> list[str]:
        """Return the ids that no row has yet."""
        if not ids:
            return []
        return [found for found in dict.fromkeys(ids) if self.key(found) not in self.rows]

    def fault(self, row: int, name: str, what: str, remedy: str, kind: FaultKind) -> None:
        self.faults.append(self.sheet.fault(row, name, what, remedy, kind=kind))


class _Row(NamedTuple):
    number: int
    typed: str
    name: str
    unit_id: str
    kind: str

    @property
    def legible(self) -> bool:
        """A row without a name or a known unit has its fault already."""
        return bool(self.name and self.unit_id)


def identify(sheet: Sheet, registered: Sequence[Registered]) -> tuple[list[str], list[Registered], list[Fault]]:
    """Give every row of the list its candidate id.

    A typed id is kept; a row without one is the registered candidate of the same name and unit;
    on the first load, and where no registered candidate is missing that it could be, a new id is
    issued. Everything else is asked, never guessed.

    Parameters
    ----------
    sheet : Sheet
        The sheet "Danh sách".
    registered : sequence of Registered
        From the ledger, in the order of their registration.

    Returns
    -------
    list of str
        One id per row. Where there is a fault it is provisional.
    list of Registered
        Candidates whose ids are new, in the order of the sheet.
    list of Fault
        Rows that claim one id, repeat a candidate, or may be one that is missing.
    """
    search = _Search.among(sheet, registered)
    columns = [values_of(sheet.frame[name]) for name in ("candidate_id", "name", "unit_id", "kind")]
    rows = list(map(_Row, sheet.frame.index.tolist(), *columns))
    repeated = _repeated(search, rows)
    for row in rows:
        if row.typed:
            _take_typed(search, row)
    for row in rows:
        if not row.typed and row.number in repeated:
            # Without an id its child rows belong to the first of the two, and are no faults.
            search.ids[row.number] = ""
        elif registered and not row.typed:
            _match_name(search, row)
    newcomers = _issue(search, rows)
    return [search.ids[row.number] for row in rows], newcomers, search.faults


def _repeated(search: _Search, rows: Sequence[_Row]) -> set[int]:
    """Report rows with the name and unit of an earlier row."""
    repeated: dict[_Row, int] = {}
    first: dict[tuple[str, str], int] = {}
    for row in _ending_alike(rows):
        earlier = first.setdefault(search.place(row), row.number)
        if earlier != row.number:
            repeated[row] = earlier
    for row, earlier in sorted(repeated.items()):
        what = f'"{row.name}" của cùng đơn vị đã có ở dòng {earlier}'
        remedy = "Xóa một trong hai dòng, hoặc ghi tên phân biệt hai hồ sơ."
        search.fault(row.number, "name", what, remedy, "repeat")
    return {row.number for row in repeated}


def _ending_alike(rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows whose names end like another one of their unit: where the last words differ, so do the names.

    Of a whole country's names few are left, and only they need their other words compared.
    """
    legible = [row for row in rows if row.name and row.unit_id]
    last_words = [row.name.rpartition(" ")[2] for row in legible]
    ends = {word: _key_end(word) for word in set(last_words) if word.isalpha()}
    names = [ends.get(word) or _key_end(row.name) for word, row in zip(last_words, legible, strict=True)]
    alike = pd.DataFrame({"unit": [row.unit_id for row in legible], "end": names}, dtype=object).duplicated(keep=False)
    return list(compress(legible, alike.tolist()))


def _key_end(text: str) -> str:
    """Return the last word of a text's comparison key."""
    return _BETWEEN_WORDS.split(comparison_key(text))[-1]


def _take_typed(search: _Search, row: _Row) -> None:
    """Keep the id that the secretary typed."""
    key = search.key(row.typed)
    entry = search.known.get(key)
    candidate_id = row.typed if entry is None else entry.candidate_id
    if key in search.rows:
        what = f'mã "{row.typed}" đã ghi ở dòng {search.rows[key]}'
        search.fault(row.number, "candidate_id", what, "Mỗi hồ sơ một mã: sửa một trong hai ô rồi chạy lại.", "repeat")
        return
    if not _SOUND_ID.fullmatch(row.typed):
        what = f'mã "{row.typed}" phải ngắn, chỉ gồm chữ, số, dấu chấm, gạch ngang, gạch dưới'
        search.fault(row.number, "candidate_id", what, "Sửa mã, ví dụ MH-001, rồi chạy lại.", "value")
    if entry is None:
        same = search.called.get(search.place(row), [])
        if len(same) == 1:
            what = f'mã "{row.typed}" chưa cấp cho hồ sơ nào, còn "{row.name}" đã có mã {same[0]}'
            remedy = f'Ý là "{same[0]}"? Sửa ô rồi chạy lại.'
            search.fault(row.number, "candidate_id", what, remedy, "contradiction")
            candidate_id = same[0]
    elif others := _owners(search, row, entry):
        # As after a sort that left the column of ids where it was: marks would move with it.
        what = f'mã "{row.typed}" là của "{entry.name}", còn "{row.name}" của đơn vị này đã có mã {_listed(others)}'
        remedy = f'Ý là "{others[0]}"? Sửa ô mã hoặc ô tên rồi chạy lại.'
        search.fault(row.number, "candidate_id", what, remedy, "contradiction")
    search.claim(row.number, candidate_id)


def _owners(search: _Search, row: _Row, entry: Registered) -> list[str]:
    """Return the candidates still under review that a row is named after, if its id is another one's."""
    same = search.named.get(search.place(row), [])
    if entry.candidate_id in same:
        return []
    return [found for found in same if not search.known[search.key(found)].withdrawn]


def _match_name(search: _Search, row: _Row) -> None:
    """Find the registered candidate of the same name and unit; by name alone if the unit is faulty."""
    if not row.legible:
        same = search.called_anywhere.get(search.key(row.name), [])
        free = search.free(same)
    else:
        same = search.called.get(search.place(row), [])
        # Whoever is called so now goes before whoever once was.
        free = search.free(search.named.get(search.place(row), [])) or search.free(same)
    if len(free) == 1:
        search.claim(row.number, free[0])
    elif same and row.legible:
        what = f'"{row.name}" có thể là hồ sơ {_listed(same)}, hoặc là hồ sơ mới'
        remedy = "Ghi mã của hồ sơ vào ô; nếu là hồ sơ mới thì ghi một mã mới."
        search.fault(row.number, "candidate_id", what, remedy, "blank")
        search.ids[row.number] = ""


def _issue(search: _Search, rows: Sequence[_Row]) -> list[Registered]:
    """Issue the next free ids to rows that match nothing, unless a missing candidate may be meant."""
    entries = [entry for key, entry in search.known.items() if key not in search.rows]
    missing = MeantCandidates(entries) if entries else None
    numbers = {prefix: count(_last_number(search, prefix) + 1) for prefix in _PREFIXES.values()}
    newcomers = []
    ids = search.ids
    for row in rows:
        candidate_id = ids.get(row.number)
        if candidate_id is None:
            prefix = _PREFIXES.get(row.kind, "MH")
            candidate_id = ids[row.number] = f"{prefix}-{next(numbers[prefix]):03d}"
            if missing and row.legible and not row.typed:
                _ask_about(search, row, missing, candidate_id)
        elif not candidate_id or search.key(candidate_id) in search.known:
            continue
        newcomers.append(Registered(candidate_id, row.name, row.unit_id, row.kind))
    return newcomers


def _ask_about(search: _Search, row: _Row, missing: MeantCandidates, new_id: str) -> None:
    """Report a row that may be a registered candidate under another name or at another unit."""
    meant = missing.meant_by(row.name, row.unit_id, row.kind)
    if meant:
        left = {True: " (đã rút hoặc đã nhập)", False: ""}
        names = "; ".join(f'{entry.candidate_id} "{entry.name}"{left[entry.withdrawn]}' for entry in meant)
        what = f'"{row.name}" chưa có mã, trong khi hồ sơ đã cấp mã không còn trong danh sách: {names}'
        remedy = f"Nếu là hồ sơ ấy thì ghi lại mã của nó vào ô; nếu là hồ sơ mới thì ghi mã mới {new_id}."
        search.fault(row.number, "candidate_id", what, remedy, "blank")


def _last_number(search: _Search, prefix: str) -> int:
    """Return the highest number ever issued or typed under a prefix: none is used twice."""
    pattern = re.compile(rf"{prefix}-(\d{{1,9}})", re.IGNORECASE)
    found = (pattern.fullmatch(key) for key in [*search.known, *search.rows])
    return max((int(match.group(1)) for match in found if match), default=0)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_SHOWN])
