"""Where the headings of a sheet stand: below titles and blank rows, in one line or several, merged or not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from danvan_tools.records.cell_text import CellError, cell_text, is_blank, readable
from danvan_tools.records.headings import Headings, KnownHeadings, is_numbering
from danvan_tools.records.merged_ranges import Range, ranges_within

__all__ = ["MOST_COLUMNS", "filled_width", "find_headings", "is_column_numbers", "place_columns"]

# The longest lists have helper columns up to the 160th.
MOST_COLUMNS = 300
# Titles, addresses and blank rows above the headings; nobody puts more there.
_ROWS_SEARCHED = 60
_MOST_LINES = 3
_FEW_LABELS = 3
_LONGEST_HEADING = 200
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[A-ZĐa-zđ])\s*\)?(?:\s*=.*)?")


def find_headings(
    content: Sequence[Sequence[object]], merged: Sequence[Range], known: KnownHeadings
) -> Headings | None:
    """Return the heading lines of a sheet, or None if no cell near its top is a heading of the table.

    The lines with the most headings of the table win; of equals the fewest and the topmost. They are looked for
    in the first 60 rows and the first :data:`MOST_COLUMNS` columns.

    Parameters
    ----------
    content : sequence of rows
        The sheet from row 1, rows of one length.
    merged : sequence of (int, int, int, int)
        Its merged ranges.
    known : KnownHeadings
        Of the table.
    """
    width = min(filled_width(content), MOST_COLUMNS)
    lines = [[_heading_text(cell) for cell in row[:width]] for row in content[:_ROWS_SEARCHED]]
    spans = {
        (row, place): left
        for top, left, bottom, right in ranges_within(merged, len(lines), width)
        if right > left
        for row in range(top, bottom + 1)
        for place in range(left, right + 1)
    }
    best: tuple[tuple[int, int, int], Headings] | None = None
    for top in range(len(lines)):
        for height in range(1, min(_MOST_LINES, len(lines) - top) + 1):
            found = _joined(lines[top : top + height], top, spans, known)
            if found is None:
                break
            score = len({name for label in found if (name := known.column(label))})
            rank = (score, -height, -top)
            if _enough(score, found) and (best is None or rank > best[0]):
                best = (rank, Headings(top, top + height - 1, [_shown(label) for label in found]))
                best[1].cells = [line[: best[1].width] for line in lines[top : top + height]]
                place_columns(best[1], found, known)
    return None if best is None else best[1]


def filled_width(content: Sequence[Sequence[object]]) -> int:
    """Return up to which column, counted from 1, anything stands in the rows in which headings are looked for."""
    return max(
        (
            next((place for place in range(len(row), 0, -1) if not is_blank(row[place - 1])), 0)
            for row in content[:_ROWS_SEARCHED]
        ),
        default=0,
    )


def _enough(score: int, labels: Sequence[str]) -> bool:
    """One heading among many cells may be a word of a record: "mô hình"."""
    return score > 1 or (score == 1 and sum(map(bool, labels)) <= _FEW_LABELS)


def place_columns(headings: Headings, labels: Sequence[str], known: KnownHeadings) -> None:
    """Note which column of the table stands at which place, and which has several headings."""
    found: dict[str, list[int]] = {}
    for place, label in enumerate(labels):
        name = known.column(label) if label else None
        if name is not None:
            found.setdefault(name, []).append(place)
    headings.places = {name: places[0] for name, places in found.items()}
    headings.doubles = {name: places for name, places in found.items() if len(places) > 1}


def is_column_numbers(cells: Sequence[object]) -> bool:
    """Tell whether a row only numbers the columns: "(1) (2) (3)", "A B 1 2", "1 2 3=1+2"."""
    texts = [cell_text(cell) for cell in cells if not is_blank(cell)]
    if len(texts) < 3 or not all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    marks = [text.split("=")[0].strip("() ").casefold() for text in texts]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    letters = [mark for mark in marks if not mark.isdigit()]
    return numbers == sorted(set(numbers)) and letters == sorted(set(letters))


def _heading_text(cell: object) -> str:
    if isinstance(cell, str) and len(cell) > _LONGEST_HEADING:
        return ""
    try:
        return cell_text(readable(cell))
    except CellError:
        return cell_text(cell)


def _shown(label: str) -> str:
    return " ".join(label.split())


def _joined(
    lines: Sequence[Sequence[str]], top: int, spans: Mapping[tuple[int, int], int], known: KnownHeadings
) -> list[str] | None:
    """Return the heading of every column, lines joined, or None if the last line is no part of the headings."""
    if len(lines) == 1:
        return list(lines[0])
    last = lines[-1]
    above = [_spread(line, lines[n + 1], top + n, spans) for n, line in enumerate(lines[:-1])]
    own = [any(line[place] for line in lines[:-1]) for place in range(len(last))]
    labels, gained, lost = [], 0, 0
    for place, text in enumerate(last):
        parts = [line[place] for line in above if line[place]]
        label = _best_label(parts, text, known)
        labels.append(label)
        if not text:
            continue
        if not own[place] or _is_spread(lines, top, place, spans):
            gained += 1
        elif known.column(label) and not known.column(" ".join(parts)):
            # A heading broken over two rows: "Đơn vị" above "đăng ký".
            gained += 1
        else:
            lost += 1
    return labels if gained > lost else None


def _spread(line: Sequence[str], below: Sequence[str], row: int, spans: Mapping[tuple[int, int], int]) -> list[str]:
    """Return a line with each heading repeated over the columns it stands above, merged or left blank."""
    spread = list(line)
    for place, text in enumerate(line):
        if text or not place:
            continue
        if (row, place) in spans:
            spread[place] = line[spans[row, place]]
        elif below[place] and below[place - 1] and not is_numbering(spread[place - 1]):
            spread[place] = spread[place - 1]
    return spread


def _is_spread(lines: Sequence[Sequence[str]], top: int, place: int, spans: Mapping[tuple[int, int], int]) -> bool:
    """Tell whether the heading above a place stands above several columns."""
    row = len(lines) - 2
    if (top + row, place) in spans:
        return True
    right = place + 1
    return right < len(lines[row]) and bool(lines[row][place]) and not lines[row][right] and bool(lines[-1][right])


def _best_label(parts: Sequence[str], text: str, known: KnownHeadings) -> str:
    """Return the words of a column in the order that names a known one: "Quyết định" above "Số", "Ngày"."""
    above = " ".join(dict.fromkeys(parts))
    if not text or not above:
        return text or above
    together = f"{above} {text}"
    return next((label for label in (together, f"{text} {above}", text) if known.column(label)), together)
