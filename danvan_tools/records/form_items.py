"""The items of a registration form, wherever they stand: beside their labels in a table, or under numbered headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from danvan_tools.language import toneless_key
from danvan_tools.records.word_documents import Block, WordTable
from danvan_tools.schema import CANDIDATE_TABLES, FORM_ITEMS, Column

__all__ = ["ITEMS", "FilledForm", "filled_forms"]

_CANDIDATES = next(table for table in CANDIDATE_TABLES if table.name == "candidates")
# The nine items of the form and who registers, in the form's order.
ITEMS: tuple[Column, ...] = (_CANDIDATES["name"], *FORM_ITEMS, _CANDIDATES["unit_id"])

_NUMBER = re.compile(r"\s*(?:(?:\d{1,2}|[IVX]{1,4}|[a-zđ])\s*[.):/-]|\(\d{1,2}\)|[-+*•])+\s*", re.IGNORECASE)
_NUMBERING = re.compile(r"\s*(?:\d{1,2}|[IVX]{1,4})[.)]?\s*")
_BULLET = re.compile(r"\s*[-+*•]")
# What forms add to a label or leave out.
_IDLE = re.compile(r"\b(?:va|cua|cac|ve|mo hinh|dien hinh|xay dung|thuc hien|tham gia|du kien)\b")
_SIMILAR = 88.0
_LONGEST_LABEL = 90
# What stands below a filled form belongs to no item.
_END = re.compile(
    r"(?:t/?m\.?|k/?t\.?|tl\.?|tuq\.?) |noi nhan|nguoi (?:lap|bao cao|dang ky|dai dien)|thu truong|xac nhan cua|"
    r"(?:chu tich|bi thu|truong ban|pho chu tich|pho bi thu)$|.{0,40}ngay \W*\d{0,2}\W* ?thang"
)


@dataclass
class FilledForm:
    """One form as filled in: name of a column → text; an item that is not there is missing."""

    texts: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, text: str) -> None:
        """Put a line of text behind what the item holds already."""
        text = text.strip()
        if text:
            self.texts[name] = f"{self.texts[name]}\n{text}" if name in self.texts else text


def filled_forms(blocks: Iterable[Block]) -> list[FilledForm]:
    """Return the forms that a document holds, in its order.

    Parameters
    ----------
    blocks : iterable of str or WordTable
        Paragraphs and tables; the rows of a sheet may be given as one table.

    Returns
    -------
    list of FilledForm
        Those with a name; a second name begins the next form. An item is known by its label
        ("2. Thực trạng - lý do xây dựng"), with or without number, tone marks and idle words.
    """
    forms: list[FilledForm] = []
    current: str | None = None
    for label, text in _labelled(blocks):
        if label is None:
            if current is not None and forms:
                forms[-1].add(current, text)
        elif not label or (not forms and label != "name"):
            # Below the form, or before its name: nobody can say of which form.
            current = None
        else:
            if label == "name" and (not forms or "name" in forms[-1].texts):
                forms.append(FilledForm())
            current = label
            forms[-1].add(label, text)
    return [form for form in forms if "name" in form.texts]


def _labelled(blocks: Iterable[Block]) -> Iterator[tuple[str | None, str]]:
    """Yield (item, text) where a label stands, (None, text) for text below it, ("", "") where the form ends."""
    bulleted = False
    for block in blocks:
        if not isinstance(block, str):
            yield from _table_lines(block)
            continue
        for line in block.split("\n"):
            name, text = _line(line)
            if name == "name":
                bulleted = _is_bulleted(line)
            elif name and _is_bulleted(line) and not bulleted:
                # One of the points under an item, not the next item.
                name, text = None, line
            yield name, text


def _is_bulleted(line: str) -> bool:
    return bool(_BULLET.match(line))


def _line(line: str) -> tuple[str | None, str]:
    if _END.match(toneless_key(line)):
        return "", ""
    label, text = _split(line)
    # A line of prose may resemble a label; a number or a colon says that it is one.
    marked = ":" in line or bool(_NUMBER.match(line))
    name = _item(label, similar=marked)
    return (None, line) if name is None else (name, text)


def _split(line: str) -> tuple[str, str]:
    """Return a line's label without its number, and what stands behind the colon."""
    label, _, text = _NUMBER.sub("", line, count=1).partition(":") if ":" in line else (line, "", "")
    return _NUMBER.sub("", label, count=1), text.strip()


def _table_lines(table: WordTable) -> Iterator[tuple[str | None, str]]:
    for row in table.rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        if cells and _NUMBERING.fullmatch(cells[0]):
            cells = cells[1:]
        if not cells:
            continue
        name = _item(_split(cells[0])[0], similar=True)
        if name is None:
            # A heading of the table, or an item nobody knows: its text belongs to no other item.
            yield "", ""
            continue
        # A merged cell may be repeated by whoever reads the file.
        rest = dict.fromkeys(cell for cell in cells[1:] if cell != cells[0])
        yield name, "\n".join(filter(None, (_split(cells[0])[1], *rest)))


def _words(label: str) -> str:
    words = " ".join(re.findall(r"\w+", toneless_key(label)))
    return " ".join(_IDLE.sub(" ", words).split()) or words


def _labels() -> Mapping[str, str]:
    """Return the words of each label → the name of its item."""
    found: dict[str, str] = {}
    for item in ITEMS:
        for label in (item.heading, *item.synonyms):
            found.setdefault(_words(label), item.name)
    return found


_LABELS = _labels()


def _item(label: str, *, similar: bool) -> str | None:
    """Return the item that a label names, or with `similar` resembles closely; None if there is none."""
    if not label or len(label) > _LONGEST_LABEL:
        return None
    words = _words(label)
    if words in _LABELS:
        return _LABELS[words]
    if not similar:
        return None
    best, name = max((fuzz.ratio(words, known), name) for known, name in _LABELS.items())
    return name if best >= _SIMILAR else None
