"""Write what became of every commune on 1 July 2025: `python data/make_unit_changes.py [FILE]`.

Run after a new version of the PyPI package vietnamadminunits (MIT), whose data files are read; the package itself
is not imported: it needs a library under the GPL, so it is a tool for developers and no part of this package.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "danvan_tools" / "records" / "unit_changes.tsv.gz"


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    # Neither a time nor a name in the header: the same data give the same bytes.
    target.write_bytes(gzip.compress(unit_changes().encode(), compresslevel=9, mtime=0))


def unit_changes() -> str:
    """Return the table as text, one line per old commune below its district below its province.

    A province's line holds its old and new name; a district's begins with one tab; a commune's with two, and holds
    its old name (none for a district that had no communes) and the new ones, joined by ";".
    """
    old, names, successors = load_source()
    lines: list[str] = []
    above = ("", "")
    for province, district, commune, key in sorted(old):
        found = successors[key]
        (new_province,) = {names[one][0] for one in found}
        if province != above[0]:
            lines.append(f"{province}\t{new_province}")
        if (province, district) != above:
            lines.append(f"\t{district}")
        above = (province, district)
        lines.append(f"\t\t{commune}\t{';'.join(names[one][1] for one in found)}")
    return "\n".join(lines) + "\n"


def load_source() -> tuple[list[tuple[str, str, str, str]], dict[Any, tuple[str, str]], dict[str, list[Any]]]:
    """Return the old communes (province, district, name, key), the names of the new ones, and old key → new keys."""
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        sys.exit("vietnamadminunits is not installed: it comes with the packages for developers.")
    data = Path(spec.origin).parent / "data"
    with sqlite3.connect(f"{(data / 'dataset.db').as_uri()}?mode=ro", uri=True) as base:
        old = base.execute(
            "select province, district, ifnull(ward, ''),"
            " provinceKey || '_' || districtKey || '_' || ifnull(wardKey, '') from admin_units_legacy"
        ).fetchall()
        new = base.execute("select provinceKey, wardKey, province, ward from admin_units").fetchall()
    base.close()
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    successors: dict[str, list[Any]] = {}
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, keys in communes.items():
            for key in keys:
                successors.setdefault(key, []).append((province, commune))
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, communes in divided.items():
            successors[key] = [(province, commune["newWardKey"]) for commune in communes]
    return old, {(province, key): names for province, key, *names in new}, successors


if __name__ == "__main__":
    main()
