"""Does every stream's chain hold? What is wrong with each entry where it does not."""

from __future__ import annotations

from datetime import datetime

from danvan_tools.records.ledger_entries import Entry, digest_of, normalised, time_text

_TEXT_FIELDS = ("stream", "id", "at", "kind", "previous_digest", "digest")
_NO_ENTRY = "nội dung hỏng, không còn đúng dạng của một mục"


class ChainCheck:
    """Follows every stream and says of each entry what is wrong with it.

    Entries of a stream must come in the order of `seq`. One altered entry gives one fault: the
    next entry is compared with the digest that the altered one carries.
    """

    def __init__(self) -> None:
        self._heads: dict[str, tuple[int, str]] = {}

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


def _span(first: int, last: int) -> str:
    """Name the entries from one number to another."""
    return f"mục {first}" if first == last else f"các mục {first}–{last}"


def _has_types(entry: Entry) -> bool:
    """Say whether texts are texts and the number is a number, as nothing outside guarantees."""
    return type(entry.seq) is int and all(type(getattr(entry, name)) is str for name in _TEXT_FIELDS)


def _digest_of_sound(entry: Entry) -> str | None:
    """Return the digest an entry must carry, or None if its content cannot be that of a written entry."""
    try:
        sound = time_text(datetime.fromisoformat(entry.at)) == entry.at and normalised(entry.body) == entry.body
        return digest_of(entry) if sound else None
    except (AttributeError, TypeError, ValueError, RecursionError):
        return None
