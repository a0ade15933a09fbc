"""Find a record by what a person writes: its key or its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from danvan_tools.language import comparison_key, suggestion
from danvan_tools.records.cells import MEND_CELL, CellError
from danvan_tools.schema import Table

__all__ = ["Lookup"]

_SHOWN = 5


@dataclass(frozen=True)
class Lookup:
    """The records of one table by key and by name, on comparison keys.

    Attributes
    ----------
    keys : Mapping
        Comparison key of a record's key → the key.
    labels : Mapping
        Comparison key of a name → the keys of all records that bear it; none where the record's
        own row has a fault and no key yet.
    words : tuple of str
        Names as written, for "Ý là …?". Keys are never suggested: the nearest key is another record's.
    """

    keys: Mapping[str, str]
    labels: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...]

    @classmethod
    def of(cls, table: Table, frame: pd.DataFrame) -> Lookup:
        """Build the lookup of a table whose first key column other tables hold.

        Names count only where one row is one record: a rubric or a form has a row per
        criterion or holder, and is known by its key alone; a form's key is its name.
        """
        keys = frame[table.key[0]].tolist()
        named = table.label and (len(table.key) == 1 or table.label == table.key[0])
        labels = frame[table.label].tolist() if named else []
        return cls.from_pairs(keys, labels)

    @classmethod
    def from_pairs(cls, keys: Iterable[str], labels: Iterable[str] = ()) -> Lookup:
        """Build a lookup from keys and the names that belong to them, one by one."""
        keys, labels = list(keys), list(labels)
        by_label: dict[str, tuple[str, ...]] = {}
        for key, label in zip(keys, labels, strict=False):
            if label:
                known = by_label.setdefault(comparison_key(label), ())
                if key and key not in known:
                    by_label[comparison_key(label)] = (*known, key)
        words = tuple(word for word in dict.fromkeys(labels) if word)
        return cls({comparison_key(key): key for key in keys if key}, by_label, words)

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
            raise CellError(f'"{text}" không có trong danh mục', self.suggestion(text), "word")
        if not found:
            raise CellError(f'dòng của "{text}" trong danh mục đang có lỗi', "Sửa dòng ấy rồi chạy lại.")
        if len(found) == 1:
            return found[0]
        raise CellError(f'"{text}" là tên của nhiều dòng: {", ".join(found[:_SHOWN])}', "Ghi mã thay cho tên.", "word")

    def suggestion(self, text: str) -> str:
        """Return the remedy for a word nobody knows, with the nearest known name."""
        return f"{suggestion(text, self.words)}{MEND_CELL}"
