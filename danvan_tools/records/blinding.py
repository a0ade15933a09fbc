"""Candidates without their names, for a committee that marks blind: names never leave the kernel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from danvan_tools.language import toneless_key
from danvan_tools.records.review_memory import roll_of
from danvan_tools.records.unit_name_forms import key_words, unit_initials, unit_word_forms

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["blind_names", "blinded"]

_HIDDEN_UNIT, _HIDDEN_PERSON = "[đơn vị]", "[người được xét]"
_WORD = re.compile(r"[^\W_]+")
# What may stand between two parts of initials: "GD&ĐT", "LĐ - TB&XH", "P.GDĐT".
_JOINT = re.compile(r"\s*[&.+/–-]?\s*")
_MOST_PARTS = 6
# What a person is called by before the given name alone.
_TITLES = tuple(
    tuple(map(toneless_key, words.split()))
    for words in ("ông", "bà", "anh", "chị", "cô", "chú", "bác", "em", "đồng chí", "đ c")
)
# What stands before the name in the name of a household.
_HOUSEHOLDS = tuple(tuple(map(toneless_key, words.split())) for words in ("hộ gia đình", "gia đình", "hộ"))
_LEADS = tuple(tuple(map(toneless_key, words.split())) for words in ("mô hình", "điển hình"))
# A name of one word would be found all over a text.
_FEWEST_WORDS = 2
_NEVER_TEXT = ("candidate_id", "reviewer_id", "kind", "holder", "sector", "occasion", "authority_kind", "level", "step")

Pattern = tuple[tuple[str, ...], str]


class _Hidden(NamedTuple):
    """What to look for in the texts of one candidate, the longest first, and the initials of its unit."""

    patterns: Sequence[Pattern]
    initials: frozenset[str]


def blind_names(review: Review) -> dict[str, str]:
    """Return candidate id → the name it goes by where marking is blind: "Hồ sơ 07".

    The number is the candidate's place among all that ever got an id: no later load, withdrawal or merger
    changes it.
    """
    registered = [entry.candidate_id for entry in review.standing().registered]
    digits = max(2, len(str(len(registered))))
    return {key: f"Hồ sơ {number:0{digits}d}" for number, key in enumerate(registered, start=1)}


def blinded(review: Review, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table about candidates without what tells whose they are, if the review is marked blind.

    The name becomes "Hồ sơ 07", the unit's id and name become blank or "[đơn vị]", and so they do within every
    text, however their case, tone marks or spaces are typed: the unit also by its name without the place, by usual
    short names and by initials in capitals ("Phòng GD&ĐT"), as :mod:`danvan_tools.records.unit_name_forms` knows
    them. The name of a person or of the head of a household, also the given name behind "ông", "bà" or "đồng chí",
    becomes "[người được xét]". What is said in other words stays, a name of one word, and what photos and PDFs
    show: who prepares the dossiers of a blind review reads them first.

    Parameters
    ----------
    review : Review
    table : DataFrame
        With a column ``candidate_id``: candidates, sites, recognitions, or some of their rows or columns.

    Returns
    -------
    DataFrame
        The table itself where ``settings.blind`` is "no", else a new one with the same columns and rows.
    """
    if review.settings.blind == "no":
        return table
    names, patterns = blind_names(review), _Patterns(review)
    found = table.copy()
    ids = table["candidate_id"].tolist()
    for column in table.columns:
        if column == "name":
            found[column] = pd.Series([names.get(key, key) for key in ids], index=table.index, dtype="str")
        elif column == "unit_id":
            found[column] = pd.Series("", index=table.index, dtype="str")
        elif column not in _NEVER_TEXT and pd.api.types.is_string_dtype(table[column]):
            texts = zip(ids, table[column].tolist(), strict=True)
            hidden = [_hide(text, patterns.of(key)) if text else text for key, text in texts]
            found[column] = pd.Series(hidden, index=table.index, dtype="str")
    return found


class _Patterns:
    """What to look for in the texts of each candidate: sequences of words, and what stands for each."""

    def __init__(self, review: Review) -> None:
        self._names = blind_names(review)
        roll = roll_of(review)
        columns = ("candidate_id", "name", "holder", "unit_id")
        rows = zip(*(review.candidates[name].tolist() for name in columns), strict=True)
        self._rows: dict[str, list[tuple[str, str, str]]] = {}
        for key, *row in rows:
            # The texts of a survivor may name those merged into it.
            self._rows.setdefault(roll.last.survivor_of(key), []).append((row[0], row[1], row[2]))
            self._rows.setdefault(key, self._rows[roll.last.survivor_of(key)])
        self._units: dict[str, list[str]] = {}
        for unit_id, name in zip(review.units["unit_id"].tolist(), review.units["name"].tolist(), strict=True):
            self._units.setdefault(unit_id, []).append(name)
        self._places = review.units["name"].tolist()
        self._made: dict[str, _Hidden] = {}

    def of(self, candidate_id: str) -> _Hidden:
        """Return what to look for in the texts of a candidate."""
        if candidate_id not in self._made:
            found: set[Pattern] = set()
            initials: set[str] = set()
            for name, holder, unit_id in self._rows.get(candidate_id, ()):
                label = self._names.get(candidate_id, candidate_id)
                found.update(_model_patterns(name, label) if holder == "collective" else _person_patterns(name))
                for unit in self._units.get(unit_id, ()):
                    found.update((words, _HIDDEN_UNIT) for words in unit_word_forms(unit, self._places))
                    initials |= unit_initials(unit, self._places)
            longest_first = sorted(found, key=lambda one: (-len(one[0]), one))
            self._made[candidate_id] = _Hidden(longest_first, frozenset(initials))
        return self._made[candidate_id]


def _model_patterns(name: str, label: str) -> Iterator[Pattern]:
    words = key_words(name)
    yield words, label
    for lead in _LEADS:
        if words[: len(lead)] == lead and len(words) >= len(lead) + _FEWEST_WORDS:
            yield words[len(lead) :], label


def _person_patterns(name: str) -> Iterator[Pattern]:
    """Yield the names of a person; of a household those of the person it is named after, too."""
    words = key_words(name)
    yield words, _HIDDEN_PERSON
    for leads in (_HOUSEHOLDS, _TITLES):
        lead = next((one for one in leads if words[: len(one)] == one), ())
        if len(words) >= len(lead) + _FEWEST_WORDS:
            words = words[len(lead) :]
    yield words, _HIDDEN_PERSON
    if len(words) > _FEWEST_WORDS:
        yield words[-_FEWEST_WORDS:], _HIDDEN_PERSON
    if words:
        yield from (((*title, words[-1]), _HIDDEN_PERSON) for title in (*_TITLES, *_HOUSEHOLDS))


def _hide(text: str, hidden: _Hidden) -> str:
    """Replace every pattern in a text; what is not replaced stays as it is written."""
    text = unicodedata.normalize("NFC", text)
    words = list(_WORD.finditer(text))
    keys = [toneless_key(word.group()) for word in words]
    by_first: Mapping[str, list[Pattern]] = _by_first(hidden.patterns)
    pieces: list[str] = []
    done = place = 0
    while place < len(keys):
        found = next((one for one in by_first.get(keys[place], ()) if _stands_at(one[0], keys, place)), None)
        length, label = (len(found[0]), found[1]) if found else (0, _HIDDEN_UNIT)
        length = length or _initials_at(text, words[place : place + _MOST_PARTS], hidden.initials)
        if not length:
            place += 1
            continue
        pieces += [text[done : words[place].start()], label]
        place += length
        done = words[place - 1].end()
    return "".join([*pieces, text[done:]])


def _initials_at(text: str, words: Sequence[re.Match[str]], initials: frozenset[str]) -> int:
    """Return how many of these words in capitals, one joined to the other, make the initials; 0 for none."""
    said, found = "", 0
    for count, word in enumerate(words, start=1):
        joined = count == 1 or _JOINT.fullmatch(text, words[count - 2].end(), word.start())
        if not joined or not word.group().isupper():
            break
        said += toneless_key(word.group())
        found = count if said in initials else found
    return found


def _stands_at(pattern: tuple[str, ...], keys: Sequence[str], place: int) -> bool:
    return tuple(keys[place : place + len(pattern)]) == pattern


def _by_first(patterns: Sequence[Pattern]) -> dict[str, list[Pattern]]:
    found: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        if pattern[0]:
            found.setdefault(pattern[0][0], []).append(pattern)
    return found
