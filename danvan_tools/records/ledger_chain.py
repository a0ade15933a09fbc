"""Does every stream's chain hold? What is wrong with each entry where it does not."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from json.encoder import encode_basestring as _quoted
from typing import Any

from danvan_tools.records.ledger_entries import (
    LARGEST_NUMBER,
    Body,
    Entry,
    canonical_text,
    digest_of,
    normalised,
    time_text,
)

_TEXT_FIELDS = ("stream", "id", "at", "kind", "previous_digest", "digest")
_READER = json.JSONDecoder()
_NO_ENTRY = "nội dung hỏng, không còn đúng dạng của một mục"


class ChainCheck:
    """Follows every stream and says of each entry what is wrong with it.

    Entries of a stream must come in the order of `seq`. One altered entry gives one fault: the
    next entry is compared with the digest that the altered one carries.
    """

    def __init__(self) -> None:
        self._heads: dict[str, tuple[int, str]] = {}

    def holds(self, row: Sequence[Any]) -> bool:
        """Say quickly of a stored row, its body as text, that :meth:`fault` would find nothing; False is no answer.

        The digest is computed on the stored text of the body, not on what it means, which is the same for the text
        that was written: whether it is that is looked at too.
        """
        stream, seq, _, at, _, body, _, digest = row
        try:
            content = self._content(row)
            if content and _is_written(body) and _is_moment(at) and unicodedata.is_normalized("NFC", content):
                self._heads[stream] = (seq, digest)
                return True
        except (AttributeError, TypeError, ValueError, RecursionError):
            pass
        return False

    def body_of(self, row: Sequence[Any]) -> Body | None:
        """Return the body of a row whose digest fits its text and the row before it; None is no answer.

        Whoever can make another text that fits can also make one that is written as the ledger writes, so for reading
        this is enough; how it is written :meth:`holds` looks at.
        """
        stream, seq, _, _, _, body, _, digest = row
        try:
            value, end = _READER.raw_decode(body) if self._content(row) else (None, 0)
        except (AttributeError, TypeError, ValueError, RecursionError):
            return None
        if type(value) is not dict or end != len(body):
            return None
        self._heads[stream] = (seq, digest)
        return value

    def fits(self, row: Sequence[Any]) -> bool:
        """Tell whether a row's digest fits its text and the row before it; what the body means is not looked at."""
        stream, seq, *_, digest = row
        try:
            fits = self._content(row) != ""
        except (AttributeError, TypeError, ValueError):
            return False
        if fits:
            self._heads[stream] = (seq, digest)
        return fits

    def _content(self, row: Sequence[Any]) -> str:
        """Return the text of a row if its digest fits it and the row before it; blank if not."""
        stream, seq, entry_id, at, kind, body, previous_digest, digest = row
        last_seq, last_digest = self._heads.get(stream, (0, ""))
        if type(seq) is not int or seq != last_seq + 1 or previous_digest != last_digest:
            return ""
        content = (
            f'{{"at":{_quoted(at)},"body":{body},"id":{_quoted(entry_id)},"kind":{_quoted(kind)},'
            f'"seq":{seq},"stream":{_quoted(stream)}}}'
        )
        found = hashlib.sha256(previous_digest.encode("ascii") + content.encode("utf-8")).hexdigest()
        return content if found == digest else ""

    def begin_behind(self, stream: str, seq: int, digest: str) -> None:
        """Follow a stream from behind an entry on: what stands before was followed earlier, or is not for this eye."""
        self._heads[stream] = (seq, digest)

    def fault(self, entry: Entry) -> str:
        """Return what is wrong, in Vietnamese without the place; blank for an untouched entry."""
        if not _has_types(entry):
            return _NO_ENTRY
        last_seq, last_digest = self._heads.get(entry.stream, (0, ""))
        self._heads[entry.stream] = (entry.seq, entry.digest)
        digest = _digest_of_sound(entry)
        if digest is None:
            return _NO_ENTRY
        if entry.seq != last_seq + 1:
            missing = entry.seq > last_seq
            return f"mất {_span(last_seq + 1, entry.seq - 1)} đứng trước" if missing else "số thứ tự không tăng"
        if entry.previous_digest != last_digest:
            return f"không nối tiếp mục {last_seq}" if last_seq else "không phải mục đầu của luồng"
        return "" if entry.digest == digest else "nội dung đã bị sửa sau khi ghi"


def _is_written(body: str) -> bool:
    """Say whether a text is one object as the ledger writes it."""
    value = _DECODER.decode(body)
    return type(value) is dict and canonical_text(value) == body


def _refuse(number: str) -> None:
    raise ValueError(number)


def _exact(number: str) -> int:
    """Read a whole number that every reader of JSON keeps."""
    if abs(value := int(number)) > LARGEST_NUMBER:
        raise ValueError(number)
    return value


def _is_moment(at: str) -> bool:
    return time_text(datetime.fromisoformat(at)) == at


_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_exact)


def _span(first: int, last: int) -> str:
    """Name the entries from one number to another."""
    return f"mục {first}" if first == last else f"các mục {first}–{last}"


def _has_types(entry: Entry) -> bool:
    """Say whether texts are texts and the number is a number, as nothing outside guarantees."""
    return type(entry.seq) is int and all(type(getattr(entry, name)) is str for name in _TEXT_FIELDS)


def _digest_of_sound(entry: Entry) -> str | None:
    """Return the digest an entry must carry, or None if its content cannot be that of a written entry."""
    try:
        sound = _is_moment(entry.at) and normalised(entry.body) == entry.body
        return digest_of(entry) if sound else None
    except (AttributeError, TypeError, ValueError, RecursionError):
        return None
