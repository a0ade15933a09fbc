"""The items of a registration form, wherever they stand: beside their labels in a table, or under numbered headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from danvan_tools.language import toneless_key
from danvan_tools.records.form_ends import is_bare_date, is_bulleted, is_end, is_signature
from danvan_tools.records.form_reader import END, TEXT, UNKNOWN, FilledForm, FormReader, Line
from danvan_tools.records.word_documents import Block, WordTable
from danvan_tools.schema import CANDIDATE_TABLES, FORM_ITEMS, Column

__all__ = ["ITEMS", "FilledForm", "filled_forms"]

_CANDIDATES = next(table for table in CANDIDATE_TABLES if table.name == "candidates")
# The nine items of the form and who registers, in the form's order.
ITEMS: tuple[Column, ...] = (_CANDIDATES["name"], *FORM_ITEMS, _CANDIDATES["unit_id"])

_NUMBER = re.compile(r"^\s*(?:(?:\d{1,2}|[IVX]{1,4}|[a-zđ])\s*[.):/-]|\(\d{1,2}\)|[-+*•])+\s*", re.IGNORECASE)
_NUMBERING = re.compile(r"\s*(?:\d{1,2}|[IVX]{1,4})[.)]?\s*")
# What forms add to a label or leave out.
_IDLE = re.compile(r"\b(?:va|cua|cac|ve|mo hinh|dien hinh|xay dung|thuc hien|tham gia|du kien)\b")
_SIMILAR = 88.0
_LONGEST_LABEL = 90
# The first cell of a row with headings: "TT | Nội dung | Trả lời".
_NUMBER_HEADINGS = {"tt", "stt", "so tt", "so thu tu"}


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
        ("2. Thực trạng - lý do xây dựng"), with or without number, tone marks and idle words. The unit may
        stand above the name.
    """
    reader = FormReader()
    for line in _labelled(blocks):
        reader.take(line)
    return reader.forms()


def _labelled(blocks: Iterable[Block]) -> Iterator[Line]:
    bulleted = False
    for block in blocks:
        if not isinstance(block, str):
            yield from _table_lines(block)
            continue
        for text in block.split("\n"):
            line = _line(text)
            if line.item == "name":
                bulleted = is_bulleted(text)
            elif line.item and is_bulleted(text) and not bulleted:
                # One of the points under an item, not the next item.
                line = Line(TEXT, text)
            yield line


def _line(line: str) -> Line:
    if is_end(line):
        return Line(END, line)
    label, text = _split(line)
    # A line of prose may resemble a label; a number or a colon says that it is one.
    marked = ":" in line or bool(_NUMBER.match(line))
    name = _item(label, similar=marked)
    # A heading with a number that is no item ("10. Kinh phí đặc thù") stays with the item above, its text too: a
    # point of that item may look the same, and so nothing is lost.
    return Line(TEXT, line) if name is None else Line(name, text)


def _split(line: str) -> tuple[str, str]:
    """Return a line's label without its number, and what stands behind the colon."""
    label, _, text = _NUMBER.sub("", line, count=1).partition(":") if ":" in line else (line, "", "")
    return _NUMBER.sub("", label, count=1), text.strip()


def _table_lines(table: WordTable) -> Iterator[Line]:
    column: int | None = None
    # The label and the text of the row above; a label that stands alone has its text in the next row.
    above, alone = ("", ""), False
    for row in table.rows:
        cells = [(place, cell.strip()) for place, cell in enumerate(row) if cell.strip()]
        if cells and _NUMBERING.fullmatch(cells[0][1]):
            cells = cells[1:]
        if not cells or toneless_key(cells[0][1]) in _NUMBER_HEADINGS:
            continue
        place, label = cells[0]
        # A merged cell may be repeated by whoever reads the file.
        texts = list(dict.fromkeys(cell for _, cell in cells))
        name = _item(_split(label)[0], similar=True)
        if name is not None:
            text = "\n".join(filter(None, (_split(label)[1], *texts[1:])))
            if (label, text) != above:
                yield Line(name, text)
            column, above, alone = place, (label, text), not text
        elif _is_below(lines := "\n".join(texts).split("\n")):
            yield from (Line(END if is_end(line) else TEXT, line) for line in lines)
        elif column is not None and (place > column or (alone and len(texts) == 1)):
            # The label above reaches down to this row, or has its text below it.
            yield Line(TEXT, "\n".join(texts))
        elif all(map(str.isupper, lines)):
            # Letterhead, or the heading of a part.
            yield Line(END, "")
        else:
            yield Line(UNKNOWN, "\n".join(texts[1:]), label) if texts[1:] else Line(UNKNOWN, label)


def _is_below(lines: Sequence[str]) -> bool:
    """Tell whether a row is the block of signatures, often laid out as a table: all of it, not one cell alone."""
    if len(lines) == 1 and is_bare_date(lines[0]):
        return False
    return any(map(is_end, lines)) and all(
        is_end(line) or is_signature(line) or is_bulleted(line) or not line.strip() for line in lines
    )


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
