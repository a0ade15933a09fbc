"""Rows between the records that name what the records below them have in common ("I. LĨNH VỰC KINH TẾ")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from danvan_tools.language import comparison_key, suggestion
from danvan_tools.records.lookups import Lookup
from danvan_tools.schema import Column, Table

__all__ = ["Band", "BandLevels", "BandNames", "is_enumerator", "split_enumerator", "without_count"]

_ENUMERATOR = re.compile(r"\(?(?P<mark>[IVXLC]{1,6}|[A-ZĐ]|[a-zđ]|\d{1,3}(?:\.\d{1,3})*)\s*(?:[.)/:]|[-–—](?=\s))\s*")
_ROMAN_ALONE = re.compile(r"(?P<mark>[IVX]{1,5})\s+(?=\S)")
_ALONE = re.compile(r"\(?(?:[IVXLC]{1,6}|[A-ZĐ]|[a-zđ]|\d{1,6}(?:\.\d{1,3})*)\s*[.)]?")
# "(12 mô hình)", ": 12 mô hình", "- 12" behind a name.
_COUNT_BEHIND = re.compile(r"\s*(?:\([^()]*\d[^()]*\)|[:–—-]\s*(?:có\s+)?\d+(?:\s+\D*)?|:)\s*[.;:]?\s*$", re.IGNORECASE)
_PREFIXES = ("lĩnh vực", "về lĩnh vực", "thuộc lĩnh vực", "về", "khối", "nhóm", "phần", "đối với", "các", "đơn vị")

# A longer text names no group; a list has few groups, however often they come back.
_LONGEST_WORDS = 120
_LONGEST_CHOICE = 3
_REMEMBERED = 1000


def is_enumerator(text: str) -> bool:
    """Tell whether a cell only counts rows or groups: "1", "01", "I", "a)", "1.2"."""
    return bool(_ALONE.fullmatch(text))


def split_enumerator(text: str) -> tuple[str, str]:
    """Split "II - Quốc phòng" into ("II", "Quốc phòng"); the first is "" where nothing counts the line."""
    found = _ENUMERATOR.match(text) or _ROMAN_ALONE.match(text)
    return (found["mark"], text[found.end() :].strip()) if found else ("", text)


def without_count(text: str) -> str:
    """Return the name of a group without the number of its rows behind it."""
    return _COUNT_BEHIND.sub("", text).strip(" .:;")


@dataclass(frozen=True)
class Band:
    """One group of records.

    Attributes
    ----------
    row : int
        Where it is named, from 0.
    first, last : int
        Its records: places among the records, the last one not included.
    word : str
        What the column holds for them, as the row says it.
    """

    row: int
    first: int
    last: int
    word: str


class BandNames:
    """The words that a row between the records may name: choices, and records of other tables."""

    def __init__(self, table: Table, lookups: Mapping[str, Lookup]) -> None:
        self._lookups = lookups
        self._columns = [c for c in table.columns if c.kind == "choice" or c.refers_to in lookups]
        self._choices = {
            c.name: {comparison_key(word) for word in c.words} for c in self._columns if c.kind == "choice"
        }
        prefixes = {*_PREFIXES, *(h for c in self._columns for h in (c.heading, *c.synonyms))}
        self._prefixes = {comparison_key(prefix) for prefix in prefixes}
        self._longest_prefix = max(len(prefix.split()) for prefix in self._prefixes)
        self._named: dict[str, list[tuple[str, str]]] = {}

    def named(self, text: str) -> list[tuple[str, str]]:
        """Return (name of a column, word) for every column that has the words of a row; [] if none has.

        "MÔ HÌNH TẬP THỂ" names the words of two columns; one word that two columns know comes back
        with both, for the caller to ask about.
        """
        if text not in self._named:
            if len(self._named) >= _REMEMBERED:
                self._named.clear()
            self._named[text] = self._find(text)
        return self._named[text]

    def _find(self, text: str) -> list[tuple[str, str]]:
        for words in self._shorter(text):
            found = self._columns_with(words)
            if found:
                return [(name, words) for name in found]
        parts = text.split()
        # The first word of two is a choice such as "mô hình", "tập thể": of three words at most.
        for n in range(1, min(len(parts), _LONGEST_CHOICE + 1)):
            first = self._columns_with(" ".join(parts[:n]))
            if len(first) == 1:
                second = self._columns_with(" ".join(parts[n:]))
                if len(second) == 1 and first != second:
                    return [(first[0], " ".join(parts[:n])), (second[0], " ".join(parts[n:]))]
        return []

    def has_prefix(self, text: str) -> bool:
        """Tell whether a text begins with the word for a kind of group ("LĨNH VỰC …", "KHỐI …")."""
        return len(list(self._shorter(text))) > 1

    def suggestion(self, text: str) -> str:
        """Return ``Ý là "…"? `` with the nearest word that a row could name."""
        words = [word for c in self._columns if c.kind == "choice" for word in c.words]
        words += [word for c in self._columns if c.kind != "choice" for word in self._lookups[c.refers_to].words]
        return next((hint for shorter in self._shorter(text) if (hint := suggestion(shorter, words))), "")

    def _shorter(self, text: str) -> Iterator[str]:
        """Yield a text, and what is left of it behind each prefix it begins with."""
        yield text
        words = text.split()
        keys = comparison_key(" ".join(words[: self._longest_prefix])).split()
        for n in range(1, min(len(words), len(keys) + 1)):
            if " ".join(keys[:n]) in self._prefixes:
                yield " ".join(words[n:]).lstrip(":-– ")

    def _columns_with(self, words: str) -> list[str]:
        if not words or len(words) > _LONGEST_WORDS:
            return []
        return [column.name for column in self._columns if self.knows(column, words)]

    def knows(self, column: Column, words: str) -> bool:
        """Tell whether a column can hold these words."""
        key = comparison_key(words)
        if column.kind == "choice":
            return key in self._choices[column.name]
        lookup = self._lookups.get(column.refers_to) if column.kind == "reference" else None
        # Not by `find`: looking for what a word nobody knows may mean takes a thousand times longer.
        return lookup is not None and (key in lookup.keys or len(lookup.labels.get(key, ())) == 1)


@dataclass
class BandLevels:
    """Which groups are open while the rows of a sheet are walked through, outermost first."""

    closed: dict[str, list[Band]] = field(default_factory=dict)
    _open: list[tuple[str, int, int, str]] = field(default_factory=list)

    def open(self, named: Sequence[tuple[str, str]], row: int, place: int) -> None:
        """Begin the group of each column named; it ends the last group of that column and all within it."""
        for name, _ in named:
            if name in (names := [level[0] for level in self._open]):
                self.close(place, names.index(name))
        self._open += [(name, row, place, word) for name, word in named]

    def close(self, place: int, level: int = 0) -> None:
        """End the groups from a level inwards."""
        for name, row, first, word in self._open[level:]:
            self.closed.setdefault(name, []).append(Band(row, first, place, word))
        del self._open[level:]

    @property
    def starts(self) -> list[int]:
        """Place of the first record of every open group."""
        return [first for _, _, first, _ in self._open]
