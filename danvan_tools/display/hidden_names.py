"""Names taken out of a text before it leaves for the browser of a blind review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from danvan_tools.language import comparison_key

HIDDEN = "[…]"
_WORD = re.compile(r"[^\W_]+(?:[^\W_]|\u0300|\u0301|\u0303|\u0309|\u0323|\u0302|\u0306|\u031b)*")
# A single word such as "Một" is too common to hide wherever it occurs.
_LEAST_WORDS = 2


def hide_names(text: str, names: Iterable[str]) -> str:
    """Return a text in which "[…]" stands for each of these names.

    A name is found however its tone marks are placed and in whatever case it is written.

    Parameters
    ----------
    text : str
    names : iterable of str
        Full names, and parts of them that betray as much; the longest is looked for first.
    """
    wanted = sorted({tuple(_keys(name)) for name in names} - {()}, key=len, reverse=True)
    words = list(_WORD.finditer(text))
    keys = [comparison_key(word.group()) for word in words]
    parts, place, position = [], 0, 0
    while position < len(words):
        found = next((name for name in wanted if tuple(keys[position : position + len(name)]) == name), None)
        if found is None:
            position += 1
            continue
        parts += [text[place : words[position].start()], HIDDEN]
        position += len(found)
        place = words[position - 1].end()
    return "".join([*parts, text[place:]])


def unit_aliases(names: Sequence[str], kinds: Sequence[str]) -> set[str]:
    """Return the names of a unit, with and without the word that says what it is ("Phường Vân Giang", "Vân Giang").

    Parameters
    ----------
    names : sequence of str
        As on different days.
    kinds : sequence of str
        Words such as "phường".
    """
    found = set(names)
    for name in names:
        for kind in kinds:
            if comparison_key(name).startswith(f"{comparison_key(kind)} "):
                rest = name.split()[len(kind.split()) :]
                found |= {" ".join(rest)} if len(rest) >= _LEAST_WORDS else set()
    return found


def person_aliases(name: str) -> set[str]:
    """Return a person's name and the shorter ways it is written: family name left out, or with a title before it."""
    words = name.split()
    given = words[-1] if words else ""
    titles = ("ông", "bà", "anh", "chị", "cô", "chú", "bác", "em", "đồng chí", "đ/c")
    return {name, " ".join(words[1:]) if len(words) > _LEAST_WORDS else name, *(f"{title} {given}" for title in titles)}


def _keys(name: str) -> list[str]:
    return [comparison_key(word.group()) for word in _WORD.finditer(name)]
