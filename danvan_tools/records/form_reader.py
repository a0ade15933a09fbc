"""Lines put together to forms: whose text each is, and what belongs to nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from danvan_tools.records.form_ends import is_bare_date, is_bulleted, is_receivers, is_signature

__all__ = ["END", "TEXT", "UNKNOWN", "FilledForm", "FormReader", "Line"]

# What a line may be besides an item: text of the item above, the end of the form, an item nobody knows.
TEXT, END, UNKNOWN = None, "", "?"
_UNIT, _UNIT_ABOVE = "unit_id", "unit above"


@dataclass
class FilledForm:
    """One form as filled in.

    Attributes
    ----------
    texts : dict
        Name of a column → text; an item that is not there is missing.
    unread : dict
        Label → text that belongs to no item of the form; "" for text without a label.
    """

    # Lines are joined when they are asked for: joined one by one, a long text is copied over and over.
    _texts: dict[str, list[str]] = field(default_factory=dict)
    _unread: dict[str, list[str]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    @property
    def texts(self) -> dict[str, str]:
        """Items and their texts."""
        return {name: "\n".join(lines) for name, lines in self._texts.items()}

    @property
    def unread(self) -> dict[str, str]:
        """Labels and texts that are no item."""
        return {label: "\n".join(lines) for label, lines in self._unread.items()}

    def add(self, name: str, text: str) -> None:
        """Put a line of text behind what the item holds already."""
        if text.strip():
            self._texts.setdefault(name, []).append(text.strip())

    def leave(self, label: str, text: str) -> None:
        """Remember what could not be read as part of an item."""
        if text.strip():
            self._unread.setdefault(label, []).append(text.strip())


class Line(NamedTuple):
    """Some text, and the item that it begins, or TEXT, END, UNKNOWN; then `label` is what stands before it."""

    item: str | None
    text: str
    label: str = ""


class FormReader:
    """Takes the lines of a document in their order."""

    def __init__(self) -> None:
        self._forms: list[FilledForm] = []
        self._item: str | None = None
        self._unknown = ""
        # Where units stand above names, a unit belongs to the name that comes next.
        self._unit_first, self._unit = False, ""
        # The item before the end, and the lines since: if items follow, it was no end.
        self._ended, self._below = "", list[str]()
        self._receivers = False

    def take(self, line: Line) -> None:
        """Take one more line."""
        if line.item is TEXT:
            self._take_text(line.text)
        elif line.item == END:
            self._take_end(line.text)
        elif line.item == UNKNOWN:
            self._take_unknown(line)
        elif line.item == _UNIT and (self._unit_first or not self._forms):
            self._unit_first, self._unit = True, line.text
            self._item = None if line.text else _UNIT_ABOVE
        else:
            self._take_item(line.item, line.text)

    def forms(self) -> list[FilledForm]:
        """Return the forms that have a name."""
        if self._forms:
            self._put_unit()
        return [form for form in self._forms if "name" in form]

    def _take_item(self, item: str, text: str) -> None:
        if item == "name" and (not self._forms or "name" in self._forms[-1]):
            self._forms.append(FilledForm())
            self._put_unit()
        elif self._forms and self._below and item != _UNIT:
            self._forms[-1].add(self._ended, "\n".join(self._below))
        self._below = []
        # Before the first name stand letters and headings, which have such words too.
        self._item = item if self._forms else None
        if self._forms:
            self._forms[-1].add(item, text)

    def _take_text(self, text: str) -> None:
        if self._item == _UNIT_ABOVE:
            self._item, self._unit = None, text
            return
        if not self._forms:
            return
        form = self._forms[-1]
        below = is_signature(text) or (self._receivers and is_bulleted(text))
        if self._item is None and not below and len(self._below) == 1 and is_bare_date(self._below[0]):
            # "Ngày 5 tháng 3 năm 2025", and what was done on that day.
            form.add(self._ended, self._below.pop())
            self._item = self._ended
        if self._item == UNKNOWN:
            form.leave(self._unknown, text)
        elif self._item:
            form.add(self._item, text)
        elif not below:
            form.leave("", text)
        elif self._below:
            self._below.append(text)

    def _take_end(self, text: str) -> None:
        inside = self._item not in (None, UNKNOWN, _UNIT_ABOVE) and bool(self._forms)
        if inside and is_bare_date(text) and self._item not in self._forms[-1]:
            # "Thời gian", and the day below it.
            self._forms[-1].add(str(self._item), text)
            return
        if inside:
            self._ended, self._below = str(self._item), []
        if inside or self._below:
            self._below.append(text)
        self._item = None
        self._receivers = is_receivers(text)

    def _take_unknown(self, line: Line) -> None:
        lines = [line.label, *line.text.split("\n")]
        if self._item is None and all(is_signature(each) for each in lines if each):
            self._below += [each for each in lines if each and self._below]
        elif self._forms:
            self._item, self._unknown = UNKNOWN, line.label
            self._forms[-1].leave(line.label, line.text)

    def _put_unit(self) -> None:
        """Give the unit that stood above to the last form; if that has another, nobody knows which is right."""
        form = self._forms[-1]
        if _UNIT not in form:
            form.add(_UNIT, self._unit)
        elif self._unit and form.texts[_UNIT] != self._unit:
            form.leave("Đơn vị đăng ký", self._unit)
        self._unit = ""
