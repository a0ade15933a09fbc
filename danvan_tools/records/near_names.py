"""Names that are the same or nearly the same, among 100,000 of them.

Comparing all pairs of a country's list takes hours. Two names that differ in few words share most
of their rarest words, so only names that share a set of rare words are compared (the prefix filter of set
similarity joins: Chaudhuri, Ganti, Kaushik, "A primitive operator for similarity joins", ICDE 2006).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz, process

from danvan_tools.records.name_words import NameWords, fold

__all__ = ["name_similarity", "near_words"]

_Keys = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.int64]

_CUTOFF = 90.0
# How many of its rarest words make a key, and from which length on a name may differ in two of them.
_SHARED = 5
_LONG = 7
# Names that share a key are compared with so many that follow in the list.
_WINDOW = 60
_BATCH = 200_000
# Real lists have a handful of such pairs a name; a list made of one name and its variants has millions.
_MOST = 20


def name_similarity(one: NameWords, other: NameWords) -> float:
    """Return how alike two names are, 0 to 100.

    100 are the same words in any order, whatever the case, the quotes and the lead ("Mô hình …"). Else it is the
    higher one of the normalised indel similarities of both texts as written and with their words sorted;
    a name typed without any Vietnamese letter is compared without tones, and is then below 100. 0 are names with
    different numbers or places.
    """
    if one.text == other.text:
        return 100.0 if one.text else 0.0
    if one.fixed != other.fixed:
        return 0.0
    if one.ordered == other.ordered:
        return 100.0
    similarity = max(fuzz.ratio(one.text, other.text), fuzz.ratio(one.ordered, other.ordered))
    if one.text.isascii() or other.text.isascii():
        similarity = max(similarity, min(fuzz.ratio(fold(one.text), fold(other.text)), 99.0))
    return float(similarity)


def near_words(names: Sequence[NameWords], *, cutoff: float = _CUTOFF) -> pd.DataFrame:
    """Return the pairs of names that are the same or nearly the same.

    Parameters
    ----------
    names : sequence of NameWords
    cutoff : float, default 90
        Least :func:`name_similarity` of a pair.

    Returns
    -------
    DataFrame, columns first second similarity
        Positions with ``first < second``, sorted. Names of similarity 100 form a group: each is paired with the
        first of its group only, and near names (below 100) are pairs of firsts, so the table never
        grows with the square of a name that many bear. Found for certain is a pair that differs in one word
        (added, left out or changed), or in two where both have seven or more beside numbers and places, unless
        so many names share their rare words that comparing them all would take too long.
    """
    firsts, words, same = _groups(names)
    one, other = _possible(words, cutoff)
    scores = _scores(words, one, other, cutoff)
    near = scores >= cutoff
    places = np.array(firsts, dtype=np.int64)
    found = pd.DataFrame({"first": places[one[near]], "second": places[other[near]], "similarity": scores[near]})
    equal = pd.DataFrame(same, columns=["first", "second"], dtype="int64").assign(similarity=100.0)
    every = pd.concat([equal, found], ignore_index=True)
    return every.sort_values(["first", "second"], ignore_index=True)


def _groups(names: Sequence[NameWords]) -> tuple[list[int], list[NameWords], list[tuple[int, int]]]:
    """Return the first of each group of same names, its words, and (first, later) for all others."""
    by_text: dict[str, int] = {}
    by_words: dict[tuple[str, tuple[str, ...]], int] = {}
    firsts, words, same = [], [], []
    for place, name in enumerate(names):
        if not name.text:
            continue
        first = by_text.get(name.text)
        if first is None:
            first = by_text[name.text] = by_words.setdefault((name.ordered, name.fixed), place)
        if first == place:
            firsts.append(place)
            words.append(name)
        else:
            same.append((first, place))
    return firsts, words, same


def _possible(words: Sequence[NameWords], cutoff: float) -> tuple[_Places, _Places]:
    """Return the pairs of names that share a key and may be near enough by their lengths."""
    keys, owners = _name_keys(words)
    lengths = np.array([len(name.text) for name in words], dtype=np.int64)
    toneless = np.array([name.text.isascii() for name in words], dtype=bool)
    fixed = _numbered([name.fixed for name in words])
    found: list[_Places] = [np.empty(0, dtype=np.int64)]
    for one, other in _neighbours(keys, owners):
        # A similarity of cutoff needs 2 · shorter ≥ cutoff · (shorter + longer).
        enough = 200 * np.minimum(lengths[one], lengths[other]) >= cutoff * (lengths[one] + lengths[other])
        kept = (fixed[one] == fixed[other]) & (enough | toneless[one] | toneless[other])
        found.append(one[kept] * len(words) + other[kept])
        if sum(map(len, found)) > _MOST * len(words):
            break
    pairs = np.unique(np.concatenate(found))
    return pairs // max(len(words), 1), pairs % max(len(words), 1)


def _name_keys(words: Sequence[NameWords]) -> tuple[_Keys, _Places]:
    """Return keys and whose they are: sums of random numbers of its rarest words, so that their order is nothing."""
    rarest, lengths = _rarest(words)
    hashes = _random(_numbered([name.fixed for name in words]), seed=1)
    everyone = np.arange(len(words))
    keys = [_random(_numbered([fold(name.text).replace(" ", "") for name in words]), seed=2)]
    owners = [everyone]
    for length in range(_LONG + 1):
        mine = np.flatnonzero(lengths == length)
        sizes = {_SHARED} if length > _SHARED else {length, max(length - 1, 0)}
        for size in sizes:
            for chosen in combinations(range(length), size):
                keys.append(hashes[mine] + rarest[mine][:, chosen].sum(axis=1, dtype=np.uint64))
                owners.append(mine)
    return np.concatenate(keys), np.concatenate(owners)


def _rarest(words: Sequence[NameWords]) -> tuple[_Keys, _Places]:
    """Return random numbers of the rarest free words of each name, shape (n, _LONG), and how many there are."""
    counts = Counter(word for name in words for word in name.free)
    order = {word: place for place, (word, _) in enumerate(reversed(counts.most_common()))}
    chosen = np.full((len(words), _LONG), len(order), dtype=np.int64)
    for place, name in enumerate(words):
        ranks = sorted([order[word] for word in name.free])[:_LONG]
        chosen[place, : len(ranks)] = ranks
    return _random(chosen, seed=0), (chosen < len(order)).sum(axis=1)


def _numbered(values: Sequence[Hashable]) -> _Places:
    """Return a number for each value: the same one for equal values."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)


def _random(numbers: _Places, seed: int) -> _Keys:
    """Return 64 random bits for each number: sums of them are equal by chance once in many billion names."""
    table = np.random.default_rng(seed).integers(2**64, size=int(numbers.max(initial=0)) + 1, dtype=np.uint64)
    return table[numbers]


def _neighbours(keys: _Keys, owners: _Places) -> Iterator[tuple[_Places, _Places]]:
    """Yield (earlier, later) of names that share a key, at most `_WINDOW` apart among those that do."""
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    start = np.arange(len(keys))
    for distance in range(1, _WINDOW + 1):
        start = start[: np.searchsorted(start, len(keys) - distance)]
        start = start[keys[start] == keys[start + distance]]
        if not start.size:
            return
        one, other = owners[start], owners[start + distance]
        different = one != other
        yield one[different], other[different]


def _scores(words: Sequence[NameWords], one: _Places, other: _Places, cutoff: float) -> npt.NDArray[np.float64]:
    """Return :func:`name_similarity` of many pairs; what is below the cutoff may be 0."""
    scores = np.zeros(len(one))
    for start in range(0, len(one), _BATCH):
        part = slice(start, start + _BATCH)
        ours, theirs = [words[n] for n in one[part]], [words[n] for n in other[part]]
        as_written = _ratios([name.text for name in ours], [name.text for name in theirs], cutoff)
        in_order = _ratios([name.ordered for name in ours], [name.ordered for name in theirs], cutoff)
        scores[part] = np.maximum(as_written, in_order)
    toneless = np.array([name.text.isascii() for name in words], dtype=bool)
    for place in np.flatnonzero((scores < cutoff) & (toneless[one] | toneless[other])):
        scores[place] = name_similarity(words[one[place]], words[other[place]])
    return scores


def _ratios(ours: list[str], theirs: list[str], cutoff: float) -> npt.NDArray[Any]:
    return process.cpdist(ours, theirs, scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.float64, workers=-1)
