"""What quotas and ties change, for a meeting: in sentences, also where the rules cannot all be kept."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from danvan_tools.assessment.quota_costs import quota_costs
from danvan_tools.assessment.quotas import check_quotas
from danvan_tools.assessment.selection import Selection, propose_awards, select
from danvan_tools.assessment.selection_clash import ImpossibleRulesError
from danvan_tools.assessment.selection_tables import selection_tables
from danvan_tools.assessment.swaps import SWAP_COLUMNS
from danvan_tools.language import format_number
from danvan_tools.schema import Tables

_NO_QUOTA = "Đợt này không ghi chỉ tiêu cơ cấu nào ở trang Chỉ tiêu."


class SelectionFindings(NamedTuple):
    """How the proposal came about.

    Attributes
    ----------
    open : DataFrame
        candidate_id and possible: those of equal standing between whom the committee decides.
    swaps : DataFrame
        From :func:`select`, with candidate and sentence.
    quotas : DataFrame
        From :func:`check_quotas`, and cost (a sentence; "" where no selection keeps the rules).
    swaps_said, quotas_said : list of str
        What the meeting is to know of each, without any reviewer's name.
    """

    open: pd.DataFrame
    swaps: pd.DataFrame
    quotas: pd.DataFrame
    swaps_said: list[str]
    quotas_said: list[str]


def explain_selection(ranked: pd.DataFrame, tables: Tables) -> SelectionFindings:
    """Explain the proposal: who comes in for whom, what each quota costs, what the committee has to decide.

    Parameters
    ----------
    ranked : DataFrame
        From :func:`rank_candidates`.
    tables : Tables

    Returns
    -------
    SelectionFindings
        Where no selection keeps the rules, the sentences name those that clash; nothing is raised.
    """
    candidates, awards, quotas = selection_tables(ranked, tables)
    checked = check_quotas(propose_awards(ranked, tables), tables)
    try:
        selection = select(candidates, awards, quotas, tables.ties)
        costs = quota_costs(candidates, awards, quotas)["sentence"]
    except ImpossibleRulesError as error:
        nothing = pd.DataFrame(columns=["candidate_id", "possible"], dtype="str")
        swaps = pd.DataFrame(columns=SWAP_COLUMNS)
        return SelectionFindings(nothing, swaps, checked.assign(cost=""), [str(error)], [str(error)])
    opened = selection.chosen.loc[selection.chosen["open"], ["candidate_id", "possible"]].reset_index(drop=True)
    checked = checked.assign(cost=costs.to_numpy())
    return SelectionFindings(opened, selection.swaps, checked, _say_swaps(selection, tables), _say_quotas(checked))


def _say_swaps(selection: Selection, tables: Tables) -> list[str]:
    if tables.quotas.empty:
        return [_NO_QUOTA]
    number = len(selection.swaps)
    if not number:
        return ["Không phải đổi hồ sơ nào: thứ tự theo điểm đã bảo đảm mọi chỉ tiêu."]
    return [f"Để bảo đảm các chỉ tiêu, phương án khác thứ tự theo điểm ở {format_number(number)} chỗ."]


def _say_quotas(checked: pd.DataFrame) -> list[str]:
    if checked.empty:
        return [_NO_QUOTA]
    missed = int((~checked["met"]).sum())
    if missed:
        return [f"{format_number(missed)} trong {format_number(len(checked))} chỉ tiêu chưa được bảo đảm."]
    free = int(checked["cost"].str.endswith("không làm giảm kết quả.").sum())
    if free == len(checked):
        return [f"Cả {format_number(len(checked))} chỉ tiêu được bảo đảm mà không phải bớt chỗ hay điểm nào."]
    return [
        f"Cả {format_number(len(checked))} chỉ tiêu được bảo đảm; {format_number(len(checked) - free)} chỉ tiêu có giá "
        "phải trả, ghi ở cột cuối."
    ]
