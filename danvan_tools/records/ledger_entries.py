"""One entry of the ledger: its canonical form, its digest, and its place in the chain."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import rfc8785

from danvan_tools.language import format_points

Body = dict[str, Any]

_LONGEST_TEXT = 2_000
# What no document can print: control characters but tab and line break, halves of a character, U+FFFE and U+FFFF.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIGESTED_FIELDS = ("stream", "seq", "id", "at", "kind", "body")
_WRITE_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
# Keys with these stand in another order in UTF-16, as RFC 8785 wants it.
_BEYOND = re.compile("[\ue000-\U0010ffff]")
LARGEST_NUMBER = 2**53 - 1


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the ledger, as stored.

    Attributes
    ----------
    stream : str
        The writer: ``reviewer:<id>``, ``secretary``, ``incoming``, ``committee``, ``safekeeping`` …
    seq : int
        Place in the stream, from 1 without gaps.
    id : str
        Given by the client: appending the same entry twice is harmless.
    at : str
        UTC, ISO 8601 with milliseconds and Z. The order of a stream is `seq`, not the clock.
    kind : str
        ``load`` · ``register`` · ``withdraw`` · ``merge`` · ``reinstate`` · ``receive`` ·
        ``mark`` · ``recommendation`` · ``decision`` · ``issue_code`` · ``revoke_code`` · ``restore_guards``.
    body : dict
        What is recorded: JSON without floats, decimals as strings, text in NFC.
    previous_digest, digest : str
        ``digest`` is the SHA-256, in hex, of `previous_digest` (blank for the first entry)
        followed by the RFC 8785 JSON of the six fields above.
    """

    stream: str
    seq: int
    id: str
    at: str
    kind: str
    body: Body
    previous_digest: str
    digest: str


def draft_entry(*, stream: str, entry_id: str, at: str, kind: str, body: Mapping[str, Any]) -> Entry:
    """Return an entry in NFC that has no place in its stream yet (`seq` 0).

    Raises
    ------
    TypeError
        If the body holds a float or anything else that JSON has no exact form for.
    ValueError
        If a number is not finite or beyond 2**53, or a text is not valid Unicode.
    """
    draft = Entry(
        stream=nfc(stream),
        seq=0,
        id=nfc(entry_id),
        at=at,
        kind=nfc(kind),
        body=normalised(body),
        previous_digest="",
        digest="",
    )
    return replace(draft, digest=digest_of(draft))


def chained(drafts: Iterable[Entry], seq: int, digest: str) -> list[Entry]:
    """Return drafts with their places and digests, behind the entry `seq` that has this digest."""
    entries = []
    for place, draft in enumerate(drafts, start=seq + 1):
        placed = replace(draft, seq=place, previous_digest=digest)
        digest = digest_of(placed)
        entries.append(replace(placed, digest=digest))
    return entries


def digest_of(entry: Entry) -> str:
    """Return the digest an untouched entry must carry."""
    content = canonical_text({name: getattr(entry, name) for name in _DIGESTED_FIELDS})
    return hashlib.sha256(entry.previous_digest.encode("ascii") + content.encode("utf-8")).hexdigest()


def canonical_text(value: Any) -> str:
    """Return RFC 8785 JSON of a value in its stored form: one value, one text.

    For such values – no floats, no numbers beyond 2**53 – the standard library writes the same
    in a third of the time, which 100,000 candidates need; keys of rare characters go to `rfc8785`.
    """
    text = _WRITE_JSON(value)
    return text if text.isascii() or not _BEYOND.search(text) else rfc8785.dumps(value).decode("utf-8")


def normalised(body: Mapping[str, Any]) -> Body:
    """Return a body in its stored form: text in NFC, decimals as strings, tuples as lists."""
    return {nfc(key): _plain(value) for key, value in body.items()}


def _plain(value: Any) -> Any:
    """Return the stored form of one value of a body."""
    if isinstance(value, str):
        return nfc(value)
    if value is None or isinstance(value, bool | int):
        if value and abs(value) > LARGEST_NUMBER:
            msg = f"{value} is beyond the numbers that every reader of JSON keeps exactly"
            raise ValueError(msg)
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, Mapping):
        return normalised(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    msg = f"{value!r} ({type(value).__name__}) has no exact form in the ledger: use Decimal, int or str"
    raise TypeError(msg)


def decimal_text(value: Decimal) -> str:
    """Write a decimal in its one stored form: no exponent, no idle zeros, no minus before zero."""
    if not value.is_finite():
        msg = f"{value} is not a finite number"
        raise ValueError(msg)
    return format(value.normalize(), "f") if value else "0"


def time_text(at: datetime | None) -> str:
    """Write a moment (None: now) as the ledger stores it: UTC, milliseconds, Z."""
    moment = datetime.now(UTC) if at is None else at
    if moment.tzinfo is None:
        msg = f"{moment} has no time zone: the ledger stores moments"
        raise ValueError(msg)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def refused_text(name: str, text: str) -> str:
    """Return the sentences that refuse a text somebody typed, called `name`; blank for one that may be stored."""
    length = len(nfc(text))
    if length > _LONGEST_TEXT:
        return f"{name} dài {format_points(length)} ký tự, quá {format_points(_LONGEST_TEXT)}. Rút gọn rồi lưu lại."
    found = _UNPRINTABLE.search(text)
    if found:
        return f"{name} có ký tự không in được (U+{ord(found[0]):04X}). Xóa ký tự ấy hoặc gõ lại rồi lưu lại."
    return ""


def nfc(text: str) -> str:
    """Return text in NFC; anything but text is a programmer's mistake."""
    if not isinstance(text, str):
        msg = f"{text!r} is not text"
        raise TypeError(msg)
    return unicodedata.normalize("NFC", text)
