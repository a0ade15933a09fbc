"""What became of the communes on 1 July 2025, when districts ended and 63 provinces became 34.

The table ``unit_changes.tsv.gz`` beside this file is derived from the data of the PyPI package vietnamadminunits
1.0.4 (MIT, see ``unit_changes.LICENSE.txt``) by ``data/make_unit_changes.py``; the package itself is not used,
because it needs a library under the GPL. It holds the 10,040 communes of 30 June 2025 (five island districts
without communes count as one each) and the 3,321 units that followed them: 9,569 communes went whole into one,
471 were divided among two (397), three (58), four (15) or five (1).

What it does not hold: names changed again in 2026; communes that ended before 30 June 2025. About thirty of the
471 name, beside the true successors, one far away that follows another commune of the same name in a merged
province ("Phường 4" of Tân An and of Tây Ninh): a divided commune is always asked about, so that no such name
is ever taken by itself.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from danvan_tools.language import uncapitalised
from danvan_tools.records.unit_names import UnitName, read_name, same_unit

__all__ = ["LAST_DAY", "REFORM", "UnitChange", "followed_by", "named_now", "province_now"]

REFORM = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)
"""The last day of the old units."""
_FILE = "unit_changes.tsv.gz"


@dataclass(frozen=True)
class UnitChange:
    """An old commune, with its district and province, and the names of what followed it.

    Attributes
    ----------
    names : tuple of str
        Commune ("" where the district had none), district, province, as they were on 30 June 2025.
    successors : tuple of str
        Full names, "Phường Hồng Hà, thành phố Hà Nội"; more than one where the commune was divided.
    """

    names: tuple[str, str, str]
    successors: tuple[str, ...]


def followed_by(name: str, above: Sequence[UnitName] = ()) -> tuple[UnitChange, ...]:
    """Return the old communes that a name can mean, with what followed each.

    Parameters
    ----------
    name : str
        "Xã Tân Thành", or with what it belongs to: "Xã Tân Thành, huyện A, tỉnh C".
    above : sequence of UnitName
        What else the unit belongs to. Without a district or a province, here or in `name`, nothing is found: a
        name alone may be that of another commune.
    """
    first, *written = read_name(name)
    known = (*written, *above)
    return tuple(change for change, names in _changes().get(first[1], ()) if _fits((first, *known), names))


def named_now(name: str, above: Sequence[UnitName] = ()) -> tuple[str, ...]:
    """Return the full names of the units of 1 July 2025 that a name can mean: "Phường Hồng Hà, Hà Nội".

    As in :func:`followed_by` nothing is found without a province; under a district there is none since that day.
    """
    first, *written = read_name(name)
    known = (*written, *above)
    return tuple(full for full, names in _new_units().get(first[1], ()) if _fits((first, *known), names))


def province_now(name: str) -> tuple[str, ...]:
    """Return the province of 1 July 2025 that an old one became part of, or is; none for an unknown name."""
    known = _provinces()
    found = [now for old, now in known.items() if same_unit(_first(name), _first(old))]
    return tuple(dict.fromkeys(found or [now for now in known.values() if same_unit(_first(name), _first(now))]))


def _fits(written: Sequence[UnitName], names: Sequence[UnitName]) -> bool:
    """Tell whether a commune is one that is written: its own name fits, and nothing above it contradicts."""
    own, *above = written
    return bool(above) and same_unit(own, names[0]) and all(any(same_unit(o, n) for n in names[1:]) for o in above)


@cache
def _changes() -> dict[str, list[tuple[UnitChange, tuple[UnitName, ...]]]]:
    """Return the old communes by the key of their name without its type."""
    found: dict[str, list[tuple[UnitChange, tuple[UnitName, ...]]]] = {}
    for change in _read()[0]:
        commune, district, province = change.names
        own = commune or district
        names = tuple(_first(name) for name in (own, district, province))
        found.setdefault(names[0][1], []).append((change, names))
    return found


@cache
def _new_units() -> dict[str, list[tuple[str, tuple[UnitName, ...]]]]:
    """Return the new units by the key of their name without its type."""
    found: dict[str, list[tuple[str, tuple[UnitName, ...]]]] = {}
    for full in dict.fromkeys(full for change in _read()[0] for full in change.successors):
        names = read_name(full)
        found.setdefault(names[0][1], []).append((full, names))
    return found


def _provinces() -> dict[str, str]:
    return _read()[1]


def _first(name: str) -> UnitName:
    return read_name(name)[0]


@cache
def _read() -> tuple[tuple[UnitChange, ...], dict[str, str]]:
    """Return the old communes, and old province → new."""
    content = gzip.decompress(files(__package__).joinpath(_FILE).read_bytes()).decode()
    provinces: dict[str, str] = {}
    changes = []
    province = district = ""
    for line in content.splitlines():
        cells = line.split("\t")
        if len(cells) == 4:
            full = tuple(f"{name}, {uncapitalised(provinces[province])}" for name in cells[3].split(";"))
            changes.append(UnitChange((cells[2], district, province), full))
        elif cells[0]:
            province, provinces[cells[0]] = cells
        else:
            district = cells[1]
    return tuple(changes), provinces
