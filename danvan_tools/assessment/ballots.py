"""What a vote comes to: integers, the rule in force on its day, and the formula the minutes print."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from danvan_tools.language import format_number
from danvan_tools.records.ballots import rule_in_force
from danvan_tools.schema import Tables
from danvan_tools.schema.words import COMPARISONS, DENOMINATORS, vietnamese

_COLUMNS = [
    *("candidate_id", "form", "round", "matter", "held_on", "votes", "denominator", "quorum_met", "passed"),
    *("outcome", "formula", "sentence", "source"),
]


class Vote(NamedTuple):
    """One vote, counted: votes of the denominator, whether enough were present, and whether it passed."""

    votes: int
    denominator: int
    quorum_met: bool
    passed: bool


def count_vote(tally: Mapping[Any, Any], rule: Mapping[Any, Any]) -> Vote:
    """Count one vote by a rule, in whole numbers: ``votes * 3 >= 2 * members``.

    Parameters
    ----------
    tally : Mapping
        The numbers of :data:`danvan_tools.schema.BALLOT_NUMBERS`; votes in writing add to votes and to present or
        valid ballots only where the rule takes them.
    rule : Mapping
        A row of the sheet **Biểu quyết**. Blanks: no quorum, no votes in writing, recused members are no
        part of the denominator. Nothing passes on a denominator of 0.
    """
    written = tally["in_writing"] if rule["in_writing"] in ("vote", "vote_and_quorum") else 0
    votes = tally["votes_for"] + (tally["in_writing_for"] if written else 0)
    away = 0 if rule["recused"] == "counted" else tally["recused"]
    denominator = {
        "all_members": tally["members"] - away,
        "present": tally["present"] - away + written,
        "valid_ballots": tally["valid"] + written,
    }[rule["denominator"]]
    attending = tally["present"] + (written if rule["in_writing"] == "vote_and_quorum" else 0)
    least = _share(rule["quorum"])
    quorum_met = least is None or attending * least.denominator >= least.numerator * tally["members"]
    share = _share(rule["threshold"]) or Fraction(1)
    given, needed = votes * share.denominator, share.numerator * denominator
    enough = given > needed if rule["comparison"] == "more_than" else given >= needed
    return Vote(int(votes), int(denominator), bool(quorum_met), bool(enough and quorum_met and denominator > 0))


def count_ballots(tables: Tables) -> pd.DataFrame:
    """Count every count sheet in force.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    DataFrame, one row per candidate, form and round
        candidate_id, form, round, matter, held_on; votes, denominator (int); quorum_met, passed (bool); outcome
        ("passed", "not_passed" or "no_quorum"); formula ("12/15 phiếu (80,00%)"); sentence (the formula with the
        rule it was held against, for the minutes); source (of the rule). A vote whose rule left the workbook has
        passed nothing: its outcome is "no_rule" and its sentence says so.
    """
    rows = []
    for ballot in tables.ballots.to_dict("records"):
        rule = rule_in_force(tables.ballot_rules, str(ballot["matter"]), ballot["held_on"])
        shared = {name: ballot[name] for name in ("candidate_id", "form", "round", "matter", "held_on")}
        if rule is None:
            told = {"votes": ballot["votes_for"], "denominator": 0, "quorum_met": False, "passed": False}
            sentence = f'trang Biểu quyết không còn quy tắc "{ballot["matter"]}"'
            rows.append({**shared, **told, "outcome": "no_rule", "formula": "", "sentence": sentence, "source": ""})
            continue
        vote = count_vote(ballot, rule.to_dict())
        rows.append({**shared, **vote._asdict(), **_words(vote, rule.to_dict()), "source": rule["source"]})
    kinds = {"round": "int64", "votes": "int64", "denominator": "int64", "quorum_met": "bool", "passed": "bool"}
    found = pd.DataFrame(rows, columns=_COLUMNS)
    found["held_on"] = pd.to_datetime(found["held_on"])
    return found.astype({name: kinds.get(name, "str") for name in _COLUMNS if name != "held_on"})


def decide_ballots(ranked: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Say for each candidate and form what its last round comes to, places and ties included.

    Where more pass than there are places, the rule of the matter decides: by the share of votes, by a further round
    among those who passed, or by referring all of them to the authority. Equal shares at the last place are told apart
    by rank or not at all: then the vote is repeated, or the chair is asked.

    Parameters
    ----------
    ranked : DataFrame
        From :func:`rank_candidates`.
    tables : Tables

    Returns
    -------
    DataFrame, one row per candidate and form
        The columns of :func:`count_ballots` of the last round; outcome is one of "chosen", "not_passed", "no_quorum",
        "no_rule", "not_placed" (passed, without a place), "next_round", "vote_again", "chair" and "refer".
    """
    counted = count_ballots(tables).sort_values("round", kind="stable")
    last = counted.drop_duplicates(["candidate_id", "form"], keep="last").sort_index().reset_index(drop=True)
    holders = last["candidate_id"].map(tables.candidates.set_index("candidate_id")["holder"].to_dict())
    places = tables.awards.set_index(["form", "holder"])["places"].to_dict()
    rank = dict(zip(ranked["candidate_id"], ranked["rank"], strict=True))
    for (form, holder, matter), votes in last[last["passed"]].groupby([last["form"], holders, last["matter"]]):
        most = places.get((form, holder), pd.NA)
        free = len(votes) if pd.isna(most) else int(most)
        last.loc[votes.index, "outcome"] = pd.Series(_place(votes, free, str(matter), rank, tables), dtype="str")
    return last


def _place(votes: pd.DataFrame, free: int, matter: str, rank: Mapping[Any, Any], tables: Tables) -> dict[Any, str]:
    """Return the outcome of each vote that passed, of one form and holder with `free` places."""
    if len(votes) <= free:
        return dict.fromkeys(votes.index, "chosen")
    rule = rule_in_force(tables.ballot_rules, matter, votes["held_on"].max())
    way = rule["more_than_places"] if rule is not None else "refer"
    if way in ("next_round", "refer"):
        return dict.fromkeys(votes.index, str(way))
    equal = rule["equal_votes"] if rule is not None else ""
    keys = {}
    for index, key, given, whole in votes[["candidate_id", "votes", "denominator"]].itertuples(name=None):
        place = rank.get(key, pd.NA)
        by_rank = float(place) if equal == "score" and pd.notna(place) else float("inf")
        keys[index] = (-Fraction(int(given), int(whole)), by_rank)
    outcome = {}
    for index, own in keys.items():
        better = sum(other < own for other in keys.values())
        level = sum(other == own for other in keys.values())
        undecided = "chair" if equal == "chair" else "vote_again"
        outcome[index] = "chosen" if better + level <= free else "not_placed" if better >= free else undecided
    return outcome


def _share(text: str) -> Fraction | None:
    """Return a share of the sheet **Biểu quyết**, checked when it was read; None for a blank."""
    return Fraction(text.replace(" ", "")) if text else None


def _words(vote: Vote, rule: Mapping[Any, Any]) -> dict[str, str]:
    """Return outcome, formula and sentence of a vote."""
    # Hundredths of a percent, rounded half up without a fraction.
    percent = (vote.votes * 20_000 + vote.denominator) // (2 * vote.denominator) if vote.denominator else 0
    formula = f"{vote.votes}/{vote.denominator} phiếu ({format_number(Decimal(percent).scaleb(-2), 2)}%)"
    share, whole = rule["threshold"].replace(" ", ""), vietnamese(DENOMINATORS, rule["denominator"])
    more = vietnamese(COMPARISONS, rule["comparison"])
    needed = f"từ {share} {whole} trở lên" if rule["comparison"] == "at_least" else f"{more} {share} {whole}"
    outcome = "passed" if vote.passed else "not_passed" if vote.quorum_met else "no_quorum"
    ends = {"passed": "đạt", "not_passed": "không đạt", "no_quorum": f"không đủ {rule['quorum']} số thành viên dự họp"}
    return {"outcome": outcome, "formula": formula, "sentence": f"{formula}; quy định {needed}: {ends[outcome]}"}
