"""What stands behind a document: its facts, and the ledger it was made from, as files other programs can read."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from danvan_tools.records import written_whole
from danvan_tools.schema import Fact

FACTS_FILE, MANIFEST_FILE = "facts.json", "manifest.json"


def write_facts(facts: Sequence[Fact], path: Path | str) -> Path:
    """Write facts as JSON: a list of objects with the five fields of `Fact`, sorted by key.

    An integer is written as a JSON number, a decimal as a string ("12.50"): a JSON number would
    be read back as binary floating point and lose its last digit.

    Parameters
    ----------
    facts : sequence of Fact
    path : Path or str
        UTF-8, readable without a program; appears whole or not at all.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ValueError
        If two facts share a key.
    """
    repeated = [key for key, times in Counter(fact.key for fact in facts).items() if times > 1]
    if repeated:
        msg = f"facts with the same key: {sorted(repeated)}"
        raise ValueError(msg)
    # Not `asdict`, which copies every record id: a whole country has millions.
    rows = [vars(fact) for fact in sorted(facts, key=lambda fact: fact.key)]
    text = json.dumps(rows, ensure_ascii=False, indent=2, default=_plain)
    path = Path(path)
    with written_whole(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def write_manifest(documents: Iterable[Path | str], heads: Mapping[str, tuple[int, str]], path: Path | str) -> Path:
    """Write from which state of the ledger documents were made, for ``danvan verify`` to compare with.

    Parameters
    ----------
    documents : iterable of Path or str
        The files written; the manifest holds the SHA-256 of each.
    heads : mapping
        Stream → `seq` and digest of its last entry, read before the figures were computed.
    path : Path or str
        Appears whole or not at all.

    Returns
    -------
    Path
        `path`.
    """
    manifest = {
        "format": 1,
        "kind": "danvan-documents",
        "files": {Path(one).name: hashlib.sha256(Path(one).read_bytes()).hexdigest() for one in documents},
        "heads": {stream: {"seq": seq, "digest": digest} for stream, (seq, digest) in heads.items()},
    }
    path = Path(path)
    with written_whole(path) as temporary:
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
        temporary.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def _plain(value: object) -> str:
    """Write a decimal as its digits; anything else json does not know is a mistake."""
    if isinstance(value, Decimal):
        return str(value)
    msg = f"no JSON form for {type(value).__name__}"
    raise TypeError(msg)
