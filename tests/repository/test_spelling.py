"""One spelling of every word: "khoá" or "khóa", but not both."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import nbformat

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W\d_]+")
_SUFFIXES = {".py", ".js", ".css", ".html", ".j2", ".ipynb", ".md"}
# What others write is read however they spell it.
_OF_OTHERS = {"synonyms.py", "legacy.py", "legacy_tables.py", "syllables.py", "keys.py", "candidates.py", "footers.py"}


def texts(repository: Path) -> Iterator[Path]:
    yield repository / "README.md"
    for folder in ("danvan_tools", "notebooks", "docs"):
        for path in sorted((repository / folder).rglob("*")):
            if path.suffix in _SUFFIXES and path.name not in _OF_OTHERS:
                yield path


def text_of(path: Path) -> str:
    """Return what we wrote: of a notebook its cells, for what they show may quote official names."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)


def placed_anywhere(word: str) -> tuple[str, str]:
    """Return a word with its tone beside it, wherever it stands."""
    marks = unicodedata.normalize("NFD", word)
    return "".join(mark for mark in marks if mark not in _TONES), "".join(mark for mark in marks if mark in _TONES)


def mixed(words: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the spellings of each word that has several, with the first places of each."""
    spellings: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word in words:
        spellings[placed_anywhere(word)].append(word)
    return {word: words[word][:5] for found in spellings.values() if len(found) > 1 for word in found}


def test_two_spellings_of_a_word_are_found() -> None:
    assert mixed({"khoá": ["a"], "khóa": ["b"], "hoà": ["c"], "hòa": ["d"], "hoạ": ["e"]}).keys() == {
        "khoá", "khóa", "hoà", "hòa",
    }  # fmt: skip


def test_every_word_has_one_spelling(repository: Path) -> None:
    words: dict[str, list[str]] = defaultdict(list)
    for path in texts(repository):
        for number, line in enumerate(text_of(path).splitlines(), start=1):
            for word in _WORD.findall(unicodedata.normalize("NFC", line)):
                words[word.lower()].append(f"{path.relative_to(repository)}:{number}")
    assert mixed(words) == {}
