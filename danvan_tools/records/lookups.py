"""Find a record by what a person writes: its key or its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest

import pandas as pd

from danvan_tools.language import comparison_key, suggestion
from danvan_tools.records.cell_text import MEND_CELL, CellError
from danvan_tools.records.column_values import values_of
from danvan_tools.schema import Table

__all__ = ["Lookup"]

_SHOWN = 5
# Nobody reads the thousandth hint, and each costs a look at all names.
_MOST_HINTS = 1000


def _nothing_more(_: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Lookup:
    """The records of one table by key and by name, on comparison keys.

    Attributes
    ----------
    pairs : sequence of (str, str)
        Key and name of each record, either may be blank. Nothing is made of them before somebody asks.
    further : callable
        What else a text may mean: text → keys. Asked where neither a key nor a name is equal.
    shown : callable
        Key → how the record is told from others of its name.
    ask : str
        What to do where a text names several records.
    near : callable, optional
        Text that nobody knows → the record it may mean, in words; by default the nearest of `words`.
    """

    pairs: Sequence[tuple[str, str]]
    further: Callable[[str], tuple[str, ...]] = _nothing_more
    shown: Callable[[str], str] = str
    ask: str = "Ghi mã thay cho tên."
    near: Callable[[str], str] | None = None
    _hints: Iterator[int] = field(default_factory=lambda: iter(range(_MOST_HINTS)), repr=False, compare=False)

    @classmethod
    def of(cls, table: Table, frame: pd.DataFrame) -> Lookup:
        """Build the lookup of a table whose first key column other tables hold.

        Names count only where :attr:`Table.known_by` says so; a form's key is its name.
        """
        labels = values_of(frame[table.label]) if table.label and table.known_by == table.label else ()
        return cls.from_pairs(values_of(frame[table.key[0]]), labels)

    @classmethod
    def from_pairs(cls, keys: Iterable[str], labels: Iterable[str] = ()) -> Lookup:
        """Build a lookup from keys and the names that belong to them, one by one."""
        return cls(tuple(zip_longest(keys, labels, fillvalue="")))

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """Comparison key of a record's key → the key."""
        return {comparison_key(key): key for key, _ in self.pairs if key}

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Comparison key of a name → the keys of all that bear it; none where the record's own row has a fault."""
        bearers: dict[str, dict[str, None]] = {}
        for key, label in self.pairs:
            if label:
                keys = bearers.setdefault(comparison_key(label), {})
                if key:
                    keys[key] = None
        return {word: tuple(keys) for word, keys in bearers.items()}

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Names as written, for "Ý là …?". Keys are never suggested: the nearest key is another record's."""
        return tuple(dict.fromkeys(label for _, label in self.pairs if label))

    def has_key(self, text: str) -> bool:
        """Tell whether a text is a record's key."""
        return comparison_key(text) in self.keys

    def find(self, text: str) -> str:
        """Return the key of the record that `text` names by key or by name.

        Raises
        ------
        CellError
            If there is no such record, its row has a fault, or several bear the name.
        """
        word = comparison_key(text)
        if word in self.keys:
            return self.keys[word]
        found = self.labels.get(word)
        if found is None:
            found = self.further(text) or None
        if found is None:
            raise CellError(f'"{text}" không có trong danh mục', self.suggestion(text), "word")
        if not found:
            raise CellError(f'dòng của "{text}" trong danh mục đang có lỗi', "Sửa dòng ấy rồi chạy lại.")
        if len(found) == 1:
            return found[0]
        several = ", ".join(self.shown(key) for key in found[:_SHOWN])
        raise CellError(f'"{text}" là tên của nhiều dòng: {several}', self.ask, "word")

    def suggestion(self, text: str) -> str:
        """Return the remedy for a word nobody knows, with the nearest known name for the first thousand."""
        if next(self._hints, None) is None:
            return MEND_CELL
        if self.near is not None:
            near = self.near(text)
            return f'Ý là "{near}"? {MEND_CELL}' if near and near != text else MEND_CELL
        return f"{suggestion(text, self.words, keys=self._word_keys)}{MEND_CELL}"

    @cached_property
    def _word_keys(self) -> list[str]:
        return [comparison_key(word) for word in self.words]
