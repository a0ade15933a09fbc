"""XML read tag by tag, without what could make it grow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from danvan_tools.records.source_errors import BROKEN, UnreadableWorkbookError

__all__ = ["read_tags"]


class TagReader(Protocol):
    """What is called for every tag; names have their prefix as written."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def text(self, data: str) -> None:
        """A piece of text."""

    def end(self, name: str) -> None:
        """An element ends."""


def read_tags(chunks: Iterable[bytes], reader: TagReader) -> None:
    """Call `reader` for every tag.

    Raises
    ------
    UnreadableWorkbookError
        If it is no well-formed XML, declares a document type (whose entities could grow without end), or
        `reader` met a number that is none.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableWorkbookError(BROKEN) from error


def _refuse(*_: object) -> None:
    raise UnreadableWorkbookError(BROKEN)
