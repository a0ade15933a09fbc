"""Which nominations are one: repeats, newer versions with their differences, and what the list holds already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key, format_date
from danvan_tools.records.form_items import ITEMS
from danvan_tools.records.incoming import Form, IncomingFile

__all__ = ["Nomination", "ask_about_copies", "compare_with_list", "settle_versions"]

_TEXTS = tuple(item for item in ITEMS if item.name not in ("name", "unit_id"))


@dataclass
class Nomination:
    """One form, the unit it comes from, and what it turned out to be.

    Attributes
    ----------
    unit_id, unit : str
        The id is blank where the unit is not known; ``unit`` is then what the form says.
    state : str
        A value of :data:`danvan_tools.schema.NOMINATION_STATES`.
    candidate_id : str
        Of the candidate on the list that it is, else blank.
    """

    form: Form
    unit_id: str
    unit: str
    state: str = "new"
    candidate_id: str = ""

    @property
    def name(self) -> str:
        """Name of the model or exemplar, as written."""
        return self.form.texts["name"]

    @property
    def key(self) -> tuple[str, str]:
        """Equal for two nominations of one candidate."""
        return comparison_key(self.name), self.unit_id or comparison_key(self.unit)


def settle_versions(nominations: Sequence[Nomination]) -> tuple[list[dict[str, str]], list[Fault]]:
    """Put the state of each nomination that came more than once; what differs between versions is returned.

    Versions are told apart by the day they were received. Of two that differ and came on one day nobody
    may guess which is the newer: both are proposed, and a fault asks.

    Returns
    -------
    list of dict
        ``name unit item older older_file newer newer_file``, one per item that differs.
    list of Fault
        One warning per nomination whose newest version is not known.
    """
    groups: dict[tuple[str, str], list[Nomination]] = {}
    for nomination in nominations:
        groups.setdefault(nomination.key, []).append(nomination)
    differences: list[dict[str, str]] = []
    faults = []
    for group in groups.values():
        versions = _versions(group)
        for older, newer in pairwise(versions):
            differences += _between(older.name, older.unit, older.form, newer.form)
        newest = versions[-1]
        rivals = [one for one in versions if one.form.file.received_on == newest.form.file.received_on]
        for one in versions[:-1]:
            one.state = "older"
        if len(versions) > 1:
            newest.state = "newest"
        if len(rivals) > 1:
            for one in rivals:
                one.state = "unclear"
            faults.append(_which_is_newer(rivals))
    return differences, faults


def _versions(group: Sequence[Nomination]) -> list[Nomination]:
    """Return the versions, oldest first; one that says what the version before it says is marked as a repeat.

    Only the latest version counts: words that come back after others were sent are the newest once more.
    """
    versions: list[Nomination] = []
    latest: list[Nomination] = []
    in_order = sorted(group, key=lambda each: (each.form.file.received_on, each.form.file.name, each.form.place))
    for _, same_day in groupby(in_order, key=lambda each: each.form.file.received_on):
        distinct: list[Nomination] = []
        for one in same_day:
            if any(_says_the_same(one, other) for other in distinct):
                one.state = "repeat"
            else:
                distinct.append(one)
        if len(distinct) == len(latest) == 1 and _says_the_same(distinct[0], latest[0]):
            distinct[0].state = "repeat"
        else:
            versions += distinct
            latest = distinct
    return versions


def _says_the_same(one: Nomination, other: Nomination) -> bool:
    return not _changed_items(one.form.texts, other.form.texts)


def ask_about_copies(
    nominations: Sequence[Nomination], copies: Sequence[tuple[IncomingFile, IncomingFile]]
) -> list[Fault]:
    """Ask about a file that has the bytes of an older version but a day behind the newest one.

    It may be the old version sent again, to be valid once more, or no more than a copy that somebody made:
    both versions are proposed then.

    Parameters
    ----------
    nominations : sequence of Nomination
        With their states from :func:`settle_versions`.
    copies : sequence of (IncomingFile, IncomingFile)
        A file that was read, and another one with the same bytes.
    """
    newest: dict[tuple[str, str], list[Nomination]] = {}
    older: dict[str, list[Nomination]] = {}
    for one in nominations:
        if one.state in ("newest", "unclear"):
            newest.setdefault(one.key, []).append(one)
        elif one.state == "older":
            older.setdefault(one.form.file.digest, []).append(one)
    faults = []
    for _, copy in copies:
        for one in older.get(copy.digest, ()):
            rivals = newest[one.key]
            if rivals[0].form.file.received_on <= copy.changed_on:
                for each in (one, *rivals):
                    each.state = "unclear"
                faults.append(_old_again(one, rivals[0], copy))
    return faults


def _old_again(one: Nomination, newest: Nomination, copy: IncomingFile) -> Fault:
    read, other = one.form.file, newest.form.file
    what = (
        f'tệp này ghi ngày {format_date(copy.changed_on)} nhưng giống hệt tệp "{read.name}", là bản cũ của hồ sơ '
        f'"{one.name}" ({one.unit}): tệp "{other.name}" nhận ngày {format_date(other.received_on)} đã thay bản ấy'
    )
    remedy = (
        f'Nếu đơn vị gửi lại bản cũ để dùng thì bỏ tệp "{other.name}" khỏi thư mục incoming; '
        "nếu tệp này chỉ là bản chép thì bỏ tệp này. Rồi chạy lại."
    )
    return Fault(file=copy.name, kind="contradiction", value=one.name, what=what, remedy=remedy, severity="warning")


def _between(name: str, unit: str, older: Form, newer: Form) -> list[dict[str, str]]:
    rows = _changed_items(older.texts, newer.texts)
    return [
        {"name": name, "unit": unit, "older_file": older.file.name, "newer_file": newer.file.name} | row for row in rows
    ]


def _changed_items(older: Mapping[str, str], newer: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"item": item.heading, "older": older.get(item.name, ""), "newer": newer.get(item.name, "")}
        for item in _TEXTS
        if comparison_key(older.get(item.name, "")) != comparison_key(newer.get(item.name, ""))
    ]


def _which_is_newer(rivals: Sequence[Nomination]) -> Fault:
    first = rivals[0]
    files = "; ".join(f"{one.form.file.name}, {one.form.place}" for one in rivals)
    what = (
        f'hồ sơ "{first.name}" ({first.unit}) có {len(rivals)} bản khác nhau cùng nhận ngày '
        f"{format_date(first.form.file.received_on)}: {files}"
    )
    remedy = 'Xem trang "Khác nhau", giữ bản đúng và bỏ bản kia khỏi thư mục incoming rồi chạy lại.'
    file = first.form.file.name
    return Fault(file=file, kind="contradiction", value=first.name, what=what, remedy=remedy, severity="warning")


def compare_with_list(
    nominations: Sequence[Nomination], candidates: pd.DataFrame, list_file: str
) -> list[dict[str, str]]:
    """Find the nominations that the secretary's list holds already, and what differs there.

    Parameters
    ----------
    nominations : sequence of Nomination
        ``candidate_id`` and ``state`` are put; older versions and repeats are left as they are.
    candidates : DataFrame
        The list, with ``candidate_id name unit_id`` and the items of the form.
    list_file : str
        Name of her file.

    Returns
    -------
    list of dict
        As for :func:`settle_versions`; the list is the older of the two.
    """
    columns = ["candidate_id", "name", "unit_id", *(item.name for item in _TEXTS)]
    rows = (
        dict(zip(columns, texts, strict=True)) for texts in zip(*(candidates[name] for name in columns), strict=True)
    )
    listed: dict[tuple[str, str], dict[str, str]] = {(comparison_key(row["name"]), row["unit_id"]): row for row in rows}
    differences = []
    for one in nominations:
        row = listed.get(one.key)
        if row is None:
            continue
        one.candidate_id = row["candidate_id"]
        if one.state in ("older", "repeat"):
            continue
        changed = _changed_items(row, one.form.texts)
        one.state = "differs" if changed else "listed"
        shared = {"name": one.name, "unit": one.unit, "older_file": list_file, "newer_file": one.form.file.name}
        differences += [shared | item for item in changed]
    return differences
