"""Candidates that may be one and the same: repeated under a similar name, by two bodies, or as sites of one model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key, join_list
from danvan_tools.records.name_words import NameWords, name_words
from danvan_tools.records.near_names import near_words
from danvan_tools.records.spreadsheets import Sheet

__all__ = ["check_near_names"]

_PLACES = {"xã", "phường", "thị trấn"}
# A name that more units bear than this is a common one: one sentence says how many.
_COMMON = 5
# So many pairs of one question are named; more are counted.
_SHOWN = 50
_SHOWN_ROWS = 5
# "Ấp 3" is the area of very many; a sentence is the area of one.
_TELLING_AREA = 20
_BOTH = ["row", "row_first"]
_COMPARED = [*_BOTH, "unit_id", "unit_id_first", "body", "body_first"]
_COUNT_ONCE = "Một mô hình đếm một lần: nếu là điểm nhân rộng thì ghi ở trang Điểm nhân rộng."


def check_near_names(sheets: Mapping[str, Sheet]) -> list[Fault]:
    """Warn of candidates that may be recorded twice.

    Same or near-same names of one unit; the same or near-same name from units of different kinds (a commune and an
    association, say) or with the same area; models that are another model at another place. Persons are
    compared by their whole name only.

    Parameters
    ----------
    sheets : Mapping
        All tables: read are ``candidates``, ``sites`` and ``units``.

    Returns
    -------
    list of Fault
        Warnings of kind "repeat", at the later of two rows; never more than `_SHOWN` and one that counts the rest
        for each of the three questions.
    """
    sheet = sheets["candidates"]
    rows = _rows(sheet, sheets["units"].frame)
    if rows.empty:
        return []
    words = [name_words(name) for name in rows["name"].tolist()]
    pairs = _pairs(rows, words)
    rows["group"] = _groups(len(rows), pairs)
    near = pairs[pairs["similarity"] < 100]
    return [
        *_shortened(sheet, _same_unit(rows, near), "Nếu là một thì bỏ một dòng; nếu là hai thì ghi tên phân biệt."),
        *_shortened(sheet, _two_bodies(rows, near), "Hỏi lại hai đơn vị, và giải trình nếu là hai mô hình."),
        *_shortened(sheet, _sites_as_models(rows, words, sheets["sites"].frame), _COUNT_ONCE),
    ]


def _rows(sheet: Sheet, units: pd.DataFrame) -> pd.DataFrame:
    """Return the legible rows: row candidate_id name unit_id unit kind area key person model."""
    frame = sheet.frame[(sheet.frame["name"] != "") & (sheet.frame["unit_id"] != "")]
    known = units.drop_duplicates("unit_id").set_index("unit_id")
    kind = frame["unit_id"].map(known["unit_kind"]).fillna("")
    return pd.DataFrame(
        {
            "row": frame.index,
            "candidate_id": frame["candidate_id"].tolist(),
            "name": frame["name"].tolist(),
            "unit_id": frame["unit_id"].tolist(),
            "unit": frame["unit_id"].map(known["name"]).fillna("").tolist(),
            "body": ["commune" if word in _PLACES else word for word in kind],
            "area": frame["area"].tolist(),
            "person": (frame["holder"] != "collective").tolist(),
            "model": (frame["kind"] == "model").tolist(),
        }
    )


def _pairs(rows: pd.DataFrame, words: Sequence[NameWords]) -> pd.DataFrame:
    """Return :func:`near_words` of the rows; of persons only those whose whole name is the same."""
    pairs = near_words(words)
    person = rows["person"].to_numpy(dtype=bool)
    persons = person[pairs["first"]] | person[pairs["second"]]
    kept: pd.DataFrame = pairs[~persons | (pairs["similarity"] == 100)]
    return kept


def _groups(count: int, pairs: pd.DataFrame) -> list[int]:
    """Return for each row the first row of the same name."""
    first = list(range(count))
    equal = pairs[pairs["similarity"] == 100]
    for one, other in zip(equal["first"].tolist(), equal["second"].tolist(), strict=True):
        first[other] = one
    return first


def _same_unit(rows: pd.DataFrame, near: pd.DataFrame) -> list[tuple[int, str]]:
    """Return (row, sentence) for rows that may repeat an earlier one of their unit; the same name is an error."""
    firsts = rows.drop_duplicates(["unit_id", "group"])
    equal = rows.merge(firsts, on=["unit_id", "group"], suffixes=("", "_first"))[["row", "row_first"]]
    by_group = firsts[["unit_id", "group", "row"]]
    alike = near.merge(by_group, left_on="first", right_on="group")
    alike = alike.merge(
        by_group, left_on=["unit_id", "second"], right_on=["unit_id", "group"], suffixes=("_one", "_two")
    )
    both = [alike["row_one"], alike["row_two"]]
    alike = pd.DataFrame({"row": pd.concat(both), "row_first": pd.concat(both[::-1])})
    found = pd.concat([equal, _without_unit(rows), alike])
    found = found[found["row"] > found["row_first"]].drop_duplicates("row").sort_values("row")
    names = rows.set_index("row")["name"]
    sentences = []
    for row, first in found.itertuples(index=False, name=None):
        if comparison_key(names[row]) != comparison_key(names[first]):
            other = f'"{names[first]}" ({_where(rows, first)})'
            sentences.append((row, f'"{names[row]}" có thể trùng với {other} của cùng đơn vị'))
    return sentences


def _without_unit(rows: pd.DataFrame) -> pd.DataFrame:
    """Return (row, row_first) of names of one unit that are the same once the unit's own name is left out."""
    held = [
        unit.casefold() in name.casefold() if unit else False
        for name, unit in zip(rows["name"].tolist(), rows["unit"].tolist(), strict=True)
    ]
    near = rows[rows["unit_id"].isin(rows.loc[held, "unit_id"]) & ~rows["person"]]
    firsts: dict[tuple[str, str, tuple[str, ...]], int] = {}
    found = []
    for row, name, unit_id, unit in near[["row", "name", "unit_id", "unit"]].itertuples(index=False, name=None):
        words = name_words(_without(unit, name))
        first = firsts.setdefault((unit_id, words.ordered, words.fixed), row) if words.text else row
        if first != row:
            found.append((row, first))
    return pd.DataFrame(found, columns=["row", "row_first"], dtype="int64")


def _without(unit: str, name: str) -> str:
    pattern = rf"(?:\b(?:tại|ở|của|trên địa bàn)\s+)?{re.escape(unit)}"
    return re.sub(pattern, "", name, flags=re.IGNORECASE)


def _two_bodies(rows: pd.DataFrame, near: pd.DataFrame) -> list[tuple[int, str]]:
    """Return (row, sentence) for one name from units of different kinds, or for one area."""
    groups = rows[~rows["person"]].groupby("group")
    sizes, bodies = groups["unit_id"].nunique(), groups["body"].nunique()
    firsts = rows.drop_duplicates(["group", "unit_id"])
    few = firsts[firsts["group"].isin(sizes.index[sizes <= _COMMON])]
    one = few.drop_duplicates("group")
    equal = few.merge(one, on="group", suffixes=("", "_first"))
    alike = near.merge(one, left_on="second", right_on="group")
    alike = alike.merge(one, left_on="first", right_on="group", suffixes=("", "_first"))
    both = pd.concat([equal[_COMPARED], alike[_COMPARED]])
    told = rows[(rows["area"].str.len() >= _TELLING_AREA)].drop_duplicates(["group", "area", "unit_id"])
    same_area = told.merge(told.drop_duplicates(["group", "area"]), on=["group", "area"], suffixes=("", "_first"))
    found = pd.concat([both[both["body"] != both["body_first"]], same_area[_COMPARED]])
    found = found[found["unit_id"] != found["unit_id_first"]]
    found = pd.DataFrame({"row": found[_BOTH].max(axis=1), "first": found[_BOTH].min(axis=1)}).drop_duplicates("row")
    names, units = rows.set_index("row")["name"], rows.set_index("row")["unit"]
    sentences = []
    for row, first in found.itertuples(index=False, name=None):
        other = f'"{names[first]}" của {units[first]} ({_where(rows, first)})'
        sentences.append((row, f'"{names[row]}" của {units[row]} và {other} có thể là một mô hình do hai nơi báo cáo'))
    for group in sizes.index[(sizes > _COMMON) & (bodies > 1)]:
        row = int(rows["row"].iloc[group])
        what = f'"{names[row]}" có ở {sizes[group]} đơn vị, cả địa phương và cơ quan, đoàn thể'
        sentences.append((row, f"{what}: có thể có mô hình do hai nơi báo cáo"))
    return sorted(sentences)


def _sites_as_models(
    rows: pd.DataFrame, names_words: Sequence[NameWords], sites: pd.DataFrame
) -> list[tuple[int, str]]:
    """Return (row, sentence) for models that are another model of their unit at another place, or a site of one."""
    models = rows[rows["model"]]
    first: dict[tuple[str, str], tuple[int, NameWords]] = {}
    found: dict[tuple[str, str], list[int]] = {}
    for place, row, unit_id in models[["row", "unit_id"]].itertuples(name=None):
        words = names_words[place]
        key = (unit_id, words.base)
        if words.base:
            _, origin = first.setdefault(key, (row, words))
            if origin.text != words.text and (words.placed or origin.placed):
                found.setdefault(key, []).append(row)
    names = rows.set_index("row")["name"]
    sentences = []
    for key, later in found.items():
        shown = join_list([f'"{names[row]}" (dòng {row})' for row in later[:_SHOWN_ROWS]])
        more = f" và {len(later) - _SHOWN_ROWS} dòng nữa" if len(later) > _SHOWN_ROWS else ""
        row, _ = first[key]
        what = f'{shown}{more} chỉ khác "{names[row]}" ({_where(rows, row)}) ở địa điểm'
        sentences.append((later[0], f"{what}: có thể là điểm nhân rộng của một mô hình"))
    told = {row for later in found.values() for row in later}
    return sorted([*sentences, *_named_as_site(models[~models["row"].isin(told)], sites)])


def _named_as_site(models: pd.DataFrame, sites: pd.DataFrame) -> list[tuple[int, str]]:
    """Return (row, sentence) for models whose name is that of a registered site of another."""
    owner = {_plain(site): whose for site, whose in zip(sites["site"], sites["candidate_id"], strict=True) if site}
    sentences = []
    for row, name, candidate_id in models[["row", "name", "candidate_id"]].itertuples(index=False, name=None):
        whose = owner.get(_plain(name), candidate_id)
        if whose not in (candidate_id, ""):
            sentences.append((row, f'"{name}" đã ghi là điểm nhân rộng của hồ sơ {whose}'))
    return sentences


def _plain(name: str) -> str:
    # Comparison keys of 200,000 names would take longer than the whole search.
    return " ".join(name.casefold().split())


def _where(rows: pd.DataFrame, row: int) -> str:
    """Return the id and the row of a candidate, as a sentence names it."""
    place = int(rows["row"].searchsorted(row))
    return ", ".join(word for word in (rows["candidate_id"].iloc[place], f"dòng {row}") if word)


def _shortened(sheet: Sheet, found: Sequence[tuple[int, str]], remedy: str) -> list[Fault]:
    """Return the first warnings, and one that counts the others."""
    shown = list(found[:_SHOWN])
    if len(found) > _SHOWN:
        shown.append((found[_SHOWN][0], f"từ dòng này còn {len(found) - _SHOWN} dòng khác cũng như vậy"))
    return [sheet.fault(row, "name", what, remedy, severity="warning", kind="repeat") for row, what in shown]
