from __future__ import annotations

from itertools import chain, combinations, permutations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.assessment import (
    ImpossibleRulesError,
    UnusableScoreError,
    check_quotas,
    propose_awards,
    quota_costs,
    select,
)

TIED = "đồng hạng tại ranh giới: hội đồng quyết định"
OUT = "ngoài số lượng của các hình thức"
LOW = "chưa đạt xếp loại tối thiểu"
THRESHOLDS = {"": -np.inf, "đạt": 65.0, "tốt": 80.0, "xuất sắc": 90.0}


def ranked_of(*scores: float, rubric_id: str = "TT", **columns) -> pd.DataFrame:
    """Return eligible candidates M1, M2 … with these scores, best first."""
    rows = pd.DataFrame({"score": pd.Series(scores, dtype=float)})
    names = pd.Series([f"M{n}" for n in range(1, len(scores) + 1)], dtype="str")
    rows = rows.assign(
        candidate_id=names, rubric_id=rubric_id, eligible=True, sheets=3, failed_gates="", below_floor=""
    )
    tiers = [next((t for t in ("xuất sắc", "tốt", "đạt") if s >= THRESHOLDS[t]), "") for s in scores]
    rows["tier"] = pd.Series(tiers, dtype="str")
    return rows.assign(rank=rows["score"].rank(method="min", ascending=False).astype("Int64"), **columns)


def forms_of(*forms: tuple[str, int | None, str], holder: str = "collective") -> list[dict]:
    return [
        {"form": form, "award": "commendation", "holder": holder, "places": places, "minimum_tier": tier}
        for form, places, tier in forms
    ]


def outcome(proposal: pd.DataFrame) -> list[str]:
    """Return form or, without one, the note."""
    return proposal["form"].where(proposal["form"] != "", proposal["note"]).tolist()


def test_forms_are_filled_in_their_order(build_tables) -> None:
    tables = build_tables(awards=forms_of(("Giấy khen", 2, "tốt"), ("Cờ", None, ""), ("Biểu dương", 1, "đạt")))
    proposal = propose_awards(ranked_of(95, 85, 70, 66, 50), tables)
    assert outcome(proposal) == ["Giấy khen", "Giấy khen", "Biểu dương", OUT, LOW]
    assert proposal.loc[proposal["form"] != "", "note"].tolist() == ["", "", ""]


def test_places_stay_open_below_the_minimum_tier(build_tables) -> None:
    tables = build_tables(awards=forms_of(("Giấy khen", 3, "tốt"), ("Biểu dương", 3, "đạt")))
    assert outcome(propose_awards(ranked_of(95, 75, 60), tables)) == ["Giấy khen", "Biểu dương", LOW]


def test_a_tie_at_the_last_place_is_left_to_the_committee(build_tables) -> None:
    tables = build_tables(awards=forms_of(("Giấy khen", 2, "")))
    assert outcome(propose_awards(ranked_of(95, 85, 85, 70), tables)) == ["Giấy khen", TIED, TIED, OUT]


def test_who_loses_the_tie_keeps_a_place_of_the_next_form(build_tables) -> None:
    # One of M2, M3 will be commended, the other praised: of two places for praise M4 can count on one.
    tables = build_tables(awards=forms_of(("Giấy khen", 2, ""), ("Biểu dương", 2, "")))
    assert outcome(propose_awards(ranked_of(95, 85, 85, 70, 69), tables)) == [
        "Giấy khen",
        TIED,
        TIED,
        "Biểu dương",
        OUT,
    ]


def test_a_tie_that_fills_exactly_the_places_left_is_no_question(build_tables) -> None:
    tables = build_tables(awards=forms_of(("Giấy khen", 3, ""), ("Biểu dương", 1, "")))
    assert outcome(propose_awards(ranked_of(95, 85, 85, 70), tables)) == [*["Giấy khen"] * 3, "Biểu dương"]


def test_a_tie_may_straddle_two_forms(build_tables) -> None:
    tables = build_tables(awards=forms_of(("Giấy khen", 1, ""), ("Biểu dương", 1, ""), ("Thư khen", 2, "")))
    assert outcome(propose_awards(ranked_of(85, 85, 85, 70, 60), tables)) == [TIED, TIED, TIED, "Thư khen", OUT]


def test_each_holder_has_its_own_places(build_tables) -> None:
    others = ranked_of(70, 60, rubric_id="CN", candidate_id=["P1", "P2"])
    both = pd.concat([ranked_of(90, 80), others], ignore_index=True)
    awards = [*forms_of(("Giấy khen", 1, "")), *forms_of(("Biểu dương", 1, ""), holder="individual")]
    assert outcome(propose_awards(both, build_tables(awards=awards))) == ["Giấy khen", OUT, "Biểu dương", OUT]


def test_the_note_says_why_a_candidate_is_not_eligible(build_tables) -> None:
    ranked = ranked_of(90, 90, 90, 90).assign(
        eligible=False,
        rank=pd.Series([pd.NA] * 4, dtype="Int64"),
        sheets=[3, 3, 3, 0],
        failed_gates=["đăng ký; lĩnh vực", "", "đăng ký", ""],
        below_floor=["", "Kết quả", "Kết quả", ""],
    )
    proposal = propose_awards(ranked, build_tables(awards=forms_of(("Giấy khen", 4, ""))))
    assert proposal["form"].tolist() == [""] * 4
    assert proposal["note"].tolist() == [
        "không đủ điều kiện: đăng ký; lĩnh vực",
        "dưới mức sàn: Kết quả",
        "không đủ điều kiện: đăng ký – dưới mức sàn: Kết quả",
        "chưa có phiếu đủ điểm",
    ]


@pytest.mark.parametrize("awards", [[], forms_of(("Giấy khen", None, ""))])
def test_without_forms_nothing_is_proposed(build_tables, awards) -> None:
    assert outcome(propose_awards(ranked_of(90), build_tables(awards=awards))) == ["đợt này không xét hình thức nào"]


def test_nobody_ranked(build_tables) -> None:
    ranked = ranked_of().astype({"eligible": bool})
    proposal = propose_awards(ranked, build_tables(awards=forms_of(("Giấy khen", 1, ""))))
    assert (len(proposal), proposal["form"].tolist(), proposal["note"].tolist()) == (0, [], [])


def fill_strictly(order: list[tuple[str, float]], forms: list[tuple[str, int, str]]) -> dict[str, str]:
    """Give places out in one order without ties."""
    given: dict[str, str] = {}
    for form, places, tier in forms:
        waiting = [name for name, score in order if name not in given and score >= THRESHOLDS[tier]]
        given |= dict.fromkeys(waiting[:places], form)
    return given


scores_with_ties = st.lists(st.sampled_from([92.0, 85.0, 84.0, 70.0, 50.0]), max_size=6)
some_forms = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(list(THRESHOLDS))), min_size=1, max_size=3)


@given(scores=scores_with_ties, forms=some_forms)
def test_a_proposal_is_what_holds_however_the_committee_resolves_the_ties(build_tables, scores, forms) -> None:
    named = [(f"F{n}", places, tier) for n, (places, tier) in enumerate(forms)]
    ranked = ranked_of(*sorted(scores, reverse=True)).astype({"eligible": bool})
    proposal = propose_awards(ranked, build_tables(awards=forms_of(*named)))
    groups = [list(zip(g["candidate_id"], g["score"], strict=True)) for _, g in ranked.groupby("rank")]
    orders = [list(chain.from_iterable(parts)) for parts in product(*(permutations(g) for g in groups))]
    outcomes = [fill_strictly(order, named) for order in orders]
    for name, form, note in proposal[["candidate_id", "form", "note"]].itertuples(index=False):
        possible = {given.get(name, "") for given in outcomes}
        assert (possible == {form}) if note != TIED else (len(possible) > 1 and form == "")


# --- select: against every selection there is -------------------------------------------------------------------

AWARDS = pd.DataFrame(
    {
        "form": ["Giấy khen", "Giấy khen", "Biểu dương"],
        "award": ["commendation", "commendation", "praise"],
        "holder": ["collective", "individual", "collective"],
        "tiers": [("tốt",), (), ()],
    }
)
TIES = pd.DataFrame({"rubric_id": ["TT"], "order": [1], "criterion_id": ["A"]})
GROUPS = {
    "sector": st.sampled_from(["KT", "VH"]),
    "unit_id": st.sampled_from(["X1", "X2"]),
    "holder": st.sampled_from(["collective", "individual"]),
}
some_candidates = st.lists(
    st.fixed_dictionaries(
        {
            **GROUPS,
            "score": st.sampled_from([90.5, 80.25, 80.0, -1.0, np.nan]),
            "criterion:A": st.sampled_from([1.0, 2.0]),
            "tier": st.sampled_from(["tốt", "đạt"]),
            "eligible": st.sampled_from([True, True, True, False]),
        }
    ),
    min_size=1,
    max_size=4,
)
some_places = st.tuples(*[st.sampled_from([None, 0, 1, 2])] * 3)
some_quotas = st.lists(
    st.one_of(
        [
            st.fixed_dictionaries(
                {
                    "award": st.sampled_from(["commendation", "praise"]),
                    "scope": st.just(scope),
                    "value": values,
                    "at_least": st.sampled_from([None, 0, 1, 2]),
                    "at_most": st.sampled_from([None, 1, 2]),
                    "counting": st.sampled_from(["", "", "outside"]),
                }
            )
            for scope, values in GROUPS.items()
        ]
    ),
    max_size=3,
)
QUOTA_COLUMNS = ["award", "scope", "value", "at_least", "at_most", "counting"]


def candidates_of(rows: list[dict]) -> pd.DataFrame:
    made = pd.DataFrame(rows)
    made["candidate_id"] = [f"M{n}" for n in range(len(made))]
    return made.assign(rubric_id=made["holder"].map({"collective": "TT", "individual": "CN"}))


def quotas_of(rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=QUOTA_COLUMNS).astype({"at_least": "Int64", "at_most": "Int64"})


def every_selection(candidates: pd.DataFrame, awards: pd.DataFrame, quotas: pd.DataFrame):
    """Yield every selection that keeps the rules: for each candidate (row of awards, quota or None) or None."""
    given = awards[awards["places"].notna()]
    last = {(row.award, row.holder): place for place, row in given.iterrows()}
    options = []
    for row in candidates.itertuples():
        mine: list = [None]
        for place, form in given.iterrows():
            fits = row.eligible and not np.isnan(row.score) and form["holder"] == row.holder
            if fits and (not form["tiers"] or row.tier in form["tiers"]):
                mine.append((place, None))
                mine += [
                    (place, n)
                    for n, quota in quotas.iterrows()
                    if quota["counting"] == "outside"
                    and quota["award"] == form["award"]
                    and getattr(row, quota["scope"]) == quota["value"]
                    and last[form["award"], form["holder"]] == place
                ]
        options.append(mine)
    for choice in product(*options):
        taken = [one for one in choice if one is not None]
        if any(sum(one == (place, None) for one in taken) > form["places"] for place, form in given.iterrows()):
            continue
        for n, quota in quotas.iterrows():
            if quota["counting"] == "outside":
                count = sum(one[1] == n for one in taken)
                most = quota["at_least"] if pd.isna(quota["at_most"]) else quota["at_most"]
            else:
                count = sum(
                    one is not None and one[1] is None and awards["award"][one[0]] == quota["award"]
                    and getattr(row, quota["scope"]) == quota["value"]
                    for one, row in zip(choice, candidates.itertuples(), strict=True)
                )  # fmt: skip
                most = quota["at_most"]
            if (pd.notna(quota["at_least"]) and count < quota["at_least"]) or (pd.notna(most) and count > most):
                break
        else:
            yield choice


def worth_of(choice: tuple, candidates: pd.DataFrame, awards: pd.DataFrame) -> list:
    """Return the criteria by which selections are compared, the first one first."""
    keys: list = []
    order = standing(candidates)
    for form in awards["form"].unique():
        held = [n for n, one in enumerate(choice) if one is not None and awards["form"][one[0]] == form]
        general = [n for n in held if choice[n][1] is None]
        for group in (general, [n for n in held if n not in general]):
            keys += [len(group), sum(round(candidates["score"][n] * 100) for n in group)]
            keys += [sum(order[n] == rank for n in group) for rank in range(1, len(candidates) + 1)]
    return keys


def standing(candidates: pd.DataFrame) -> list[int]:
    """Return the rank of each candidate within its rubric: by score, of the collective then by criterion A."""
    keys = [
        (row["rubric_id"], row["score"], row["criterion:A"] if row["rubric_id"] == "TT" else 0)
        for _, row in candidates.iterrows()
    ]
    return [1 + len({other for other in keys if other[0] == key[0] and other[1:] > key[1:]}) for key in keys]


@settings(max_examples=40, deadline=None)
@given(rows=some_candidates, places=some_places, quota_rows=some_quotas)
def test_a_selection_is_what_every_best_one_of_all_selections_has(rows, places, quota_rows) -> None:
    candidates, quotas = candidates_of(rows), quotas_of(quota_rows)
    awards = AWARDS.assign(places=pd.array(places, dtype="Int64"))
    every = [(worth_of(one, candidates, awards), one) for one in every_selection(candidates, awards, quotas)]
    if not every:
        with pytest.raises(ImpossibleRulesError):
            select(candidates, awards, quotas, TIES)
        return
    best = max(worth for worth, _ in every)
    kept = [one for worth, one in every if worth == best]
    chosen = select(candidates, awards, quotas, TIES).chosen
    for n, row in chosen.iterrows():
        forms = {"" if one[n] is None else awards["form"][one[n][0]] for one in kept}
        assert row["open"] == (len(forms) > 1)
        assert row["form"] == ("" if len(forms) > 1 else forms.pop())
        assert row["outside"] == all(one[n] is not None and one[n][1] is not None for one in kept)


# --- what a committee reads ---------------------------------------------------------------------------------------


def pool(*rows: tuple) -> pd.DataFrame:
    """Return collective candidates: id, score, sector, unit."""
    made = pd.DataFrame(rows, columns=["candidate_id", "score", "sector", "unit_id"])
    return made.assign(rubric_id="TT", holder="collective", eligible=True, tier="tốt", unit_kind="xã")


def one_form(places: int | None) -> pd.DataFrame:
    return AWARDS.iloc[:1].assign(places=pd.array([places], dtype="Int64"))


NO_TIES = TIES.head(0)
POOL = pool(("A", 95, "KT", "X1"), ("B", 90, "KT", "X1"), ("C", 88.5, "VH", "X2"), ("D", 80, "VH", "X1"))


def test_a_swap_names_the_quota_and_the_points() -> None:
    quotas = quotas_of([{"award": "commendation", "scope": "sector", "value": "VH", "at_least": 1}])
    made = select(POOL, one_form(2), quotas.assign(group="Văn hoá - xã hội"), NO_TIES)
    assert made.chosen.loc[made.chosen["form"] != "", "candidate_id"].tolist() == ["A", "C"]
    (swap,) = made.swaps.to_dict("records")
    assert swap == {
        "form": "Giấy khen",
        "holder": "collective",
        "candidate_in": "C",
        "candidate_out": "B",
        "quotas": "chỉ tiêu lĩnh vực Văn hoá - xã hội",
        "points": -1.5,
        "open": False,
        "sentence": "C vào thay B ở Giấy khen (tập thể): chỉ tiêu lĩnh vực Văn hoá - xã hội, −1,5 điểm.",
    }


def test_a_place_that_a_quota_leaves_open_is_said() -> None:
    quotas = quotas_of([{"award": "commendation", "scope": "unit_id", "value": "X1", "at_most": 1}])
    made = select(POOL, one_form(3), quotas, NO_TIES)
    assert made.chosen["form"].tolist() == ["Giấy khen", "", "Giấy khen", ""]
    assert made.swaps["sentence"].tolist() == [
        "B không được xếp, một chỗ Giấy khen (tập thể) để trống: chỉ tiêu đơn vị X1."
    ]


def test_a_place_outside_the_number_is_added() -> None:
    outside = {"award": "commendation", "scope": "unit_id", "value": "X1", "at_least": 1, "counting": "outside"}
    made = select(POOL, one_form(2), quotas_of([outside]), NO_TIES)
    assert made.chosen["form"].tolist() == ["Giấy khen", "Giấy khen", "", "Giấy khen"]
    assert made.chosen["outside"].tolist() == [False, False, False, True]
    assert made.swaps["sentence"].tolist() == [
        "D vào một chỗ Giấy khen (tập thể) ngoài số lượng chung: chỉ tiêu đơn vị X1."
    ]


def test_equals_that_no_rule_tells_apart_are_open_in_a_swap_too() -> None:
    equals = pool(("A", 95, "KT", "X1"), ("B", 90, "KT", "X1"), ("C", 80, "VH", "X2"), ("D", 80, "VH", "X2"))
    quotas = quotas_of([{"award": "commendation", "scope": "sector", "value": "VH", "at_least": 1}])
    made = select(equals, one_form(2), quotas, NO_TIES)
    assert made.chosen["form"].tolist() == ["Giấy khen", "", "", ""]
    assert made.chosen["possible"].tolist() == ["", "", *["Giấy khen hoặc không có"] * 2]
    (sentence,) = made.swaps["sentence"]
    assert sentence.endswith("chỉ tiêu lĩnh vực VH, −10 điểm; có hồ sơ bằng nhau, hội đồng quyết định.")


def test_each_quota_has_its_cost() -> None:
    rows = [
        {"award": "commendation", "scope": "sector", "value": "VH", "at_least": 1},
        {"award": "commendation", "scope": "unit_id", "value": "X1", "at_most": 1},
        {"award": "commendation", "scope": "sector", "value": "KT", "at_most": 2},
    ]
    costs = quota_costs(POOL, one_form(3), quotas_of(rows))
    assert costs[["places_lost", "points_lost"]].to_numpy().tolist() == [[0, 0.0], [1, 90.0], [0, 0.0]]
    assert costs["sentence"].tolist() == [
        "Chỉ tiêu lĩnh vực VH (khen thưởng) không làm giảm kết quả.",
        "Chỉ tiêu đơn vị X1 (khen thưởng): số hồ sơ được xếp ít hơn 1, tổng điểm thấp hơn 90 điểm "
        "so với khi không có chỉ tiêu này.",
        "Chỉ tiêu lĩnh vực KT (khen thưởng) không làm giảm kết quả.",
    ]


def test_a_quota_larger_than_its_group_says_how_many_there_are() -> None:
    quotas = quotas_of([{"award": "commendation", "scope": "sector", "value": "VH", "at_least": 3}])
    with pytest.raises(ImpossibleRulesError) as refused:
        select(POOL, one_form(4), quotas, NO_TIES)
    assert str(refused.value) == (
        "Chỉ tiêu lĩnh vực VH (khen thưởng) ít nhất 3 mà chỉ có 2 hồ sơ đủ điều kiện nên không thể bảo đảm. "
        "Sửa ở trang Chỉ tiêu của review.xlsx rồi chạy lại."
    )


def test_only_the_rules_that_clash_are_named() -> None:
    rows = [
        {"award": "commendation", "scope": "sector", "value": "KT", "at_least": 1},
        {"award": "commendation", "scope": "sector", "value": "VH", "at_least": 2},
        {"award": "commendation", "scope": "unit_id", "value": "X2", "at_most": 5},
    ]
    with pytest.raises(ImpossibleRulesError) as refused:
        select(POOL, one_form(2), quotas_of(rows), NO_TIES)
    assert str(refused.value) == (
        "Không thể cùng lúc bảo đảm: chỉ tiêu lĩnh vực VH (khen thưởng) ít nhất 2; "
        "chỉ tiêu lĩnh vực KT (khen thưởng) ít nhất 1; số lượng Giấy khen (tập thể) là 2. "
        "Sửa ở trang Chỉ tiêu hoặc Hình thức của review.xlsx rồi chạy lại."
    )


SCOPES = {"sector": ("KT", "VH"), "unit_id": ("X1", "X2"), "holder": ("collective", "individual")}


@pytest.mark.parametrize("scopes", [scopes for n in (1, 2, 3) for scopes in combinations(SCOPES, n)])
def test_quotas_of_each_combination_are_possible_with_as_many_as_there_are_and_impossible_with_one_more(scopes) -> None:
    # One candidate of each combination of sector, unit and holder: four of each group.
    rows = [
        {"sector": sector, "unit_id": unit, "holder": holder, "score": 80.0 + n, "tier": "tốt", "eligible": True}
        for n, (sector, unit, holder) in enumerate(product(*SCOPES.values()))
    ]
    candidates = candidates_of(rows)
    awards = AWARDS.assign(places=pd.array([4, 4, None], dtype="Int64"))
    # Every quota asks for its first group; together they share 8 / 2 ** n candidates.
    asked = [
        {"award": "commendation", "scope": scope, "value": SCOPES[scope][0], "at_least": 4, "at_most": 4}
        for scope in scopes
    ]
    made = select(candidates, awards, quotas_of(asked), NO_TIES)
    given_to = candidates[(made.chosen["form"] != "").to_numpy()]
    assert [(given_to[scope] == SCOPES[scope][0]).sum() for scope in scopes] == [4] * len(scopes)
    for row in asked:
        too_many = [{**one, "at_least": 5, "at_most": 5} if one is row else one for one in asked]
        with pytest.raises(ImpossibleRulesError) as refused:
            select(candidates, awards, quotas_of(too_many), NO_TIES)
        assert next(rule.kind for rule in refused.value.rules) == "at_least"
        assert len({rule.row for rule in refused.value.rules if rule.kind != "places"}) == 1


# --- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("places", [None, 0])
def test_without_places_nobody_is_selected(places: int | None) -> None:
    made = select(POOL, one_form(places), quotas_of([]), NO_TIES)
    assert made.chosen["form"].tolist() == [""] * 4
    assert not made.chosen["open"].any()


def test_nobody_eligible_and_nobody_at_all() -> None:
    assert select(POOL.assign(eligible=False), one_form(2), quotas_of([]), NO_TIES).chosen["form"].tolist() == [""] * 4
    assert select(POOL.head(0), one_form(2), quotas_of([]), NO_TIES).chosen.empty


def test_a_candidate_without_a_score_is_not_selected_and_negative_points_are_points() -> None:
    made = select(POOL.assign(score=[np.nan, -1.5, -2.0, np.nan]), one_form(3), quotas_of([]), NO_TIES)
    assert made.chosen["form"].tolist() == ["", "Giấy khen", "Giấy khen", ""]


def test_an_infinite_score_is_refused_by_name() -> None:
    with pytest.raises(UnusableScoreError, match="Hồ sơ B: điểm chung là số vô hạn"):
        select(POOL.assign(score=[1.0, np.inf, 2.0, 3.0]), one_form(3), quotas_of([]), NO_TIES)


def test_all_equal_is_all_open() -> None:
    made = select(POOL.assign(score=80.0), one_form(2), quotas_of([]), NO_TIES)
    assert made.chosen["open"].tolist() == [True] * 4


def test_the_order_of_the_rows_changes_nothing() -> None:
    quotas = quotas_of([{"award": "commendation", "scope": "sector", "value": "VH", "at_least": 1}])
    made = select(POOL, one_form(2), quotas, NO_TIES)
    turned = select(POOL[::-1].reset_index(drop=True), one_form(2), quotas, NO_TIES)
    assert turned.chosen[::-1].reset_index(drop=True).equals(made.chosen)
    assert turned.swaps.equals(made.swaps)


def test_where_the_rules_clash_nobody_is_proposed(build_tables, candidate) -> None:
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2")],
        awards=forms_of(("Giấy khen", 2, "")),
        quotas=[{"award": "commendation", "scope": "sector", "value": "MT", "at_least": 1}],
    )
    proposal = propose_awards(ranked_of(95, 85), tables)
    assert proposal["form"].tolist() == ["", ""]
    assert set(proposal["note"]) == {
        "chưa đề xuất được: các quy tắc ở trang Hình thức và Chỉ tiêu không thể cùng bảo đảm"
    }


def test_who_makes_room_for_a_quota_reads_why(build_tables, candidate) -> None:
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2"), candidate("M3", sector="MT")],
        awards=forms_of(("Giấy khen", 2, "")),
        quotas=[{"award": "commendation", "scope": "sector", "value": "MT", "at_least": 1}],
    )
    assert outcome(propose_awards(ranked_of(95, 85, 70), tables)) == [
        "Giấy khen",
        "M3 vào thay M2 ở Giấy khen (tập thể): chỉ tiêu lĩnh vực Môi trường, −15 điểm.",
        "Giấy khen",
    ]


def test_a_unit_counts_what_belongs_to_it(build_tables, candidate) -> None:
    units = [
        {"unit_id": "TX", "name": "Thị xã Một", "unit_kind": "thị xã", "level": "district"},
        {"unit_id": "X1", "name": "Xã Hai", "unit_kind": "xã", "level": "commune", "parent_id": "TX"},
        {"unit_id": "X2", "name": "Xã Ba", "unit_kind": "xã", "level": "commune"},
    ]
    tables = build_tables(
        units=units,
        candidates=[candidate("M1", unit_id="X2"), candidate("M2", unit_id="X1")],
        awards=forms_of(("Giấy khen", 1, "")),
        quotas=[{"award": "commendation", "scope": "unit_id", "value": "TX", "at_least": 1}],
    )
    proposal = propose_awards(ranked_of(95, 85), tables)
    assert proposal["form"].tolist() == ["", "Giấy khen"]
    assert check_quotas(proposal, tables)[["group", "counted", "met"]].to_numpy().tolist() == [["Thị xã Một", 1, True]]
