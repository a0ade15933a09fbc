"""Count sheets of ballots, into the committee's stream: tallies and tellers, never a voter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from danvan_tools.errors import DanvanError
from danvan_tools.language import comparison_key, format_date, suggestion
from danvan_tools.records.decisions import unknown_candidate, unknown_form
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import refused_text
from danvan_tools.records.ledger_tables import COMMITTEE
from danvan_tools.schema import BALLOT_NUMBERS

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = [
    "BALLOT_WORDS",
    "VOTE_OUTCOMES",
    "BallotRefusedError",
    "rule_faults",
    "rule_in_force",
    "save_ballot",
    "tally_faults",
]

_COUNTED = tuple(name for name in BALLOT_NUMBERS if name != "members")
_MOST_ROUNDS = 20
BALLOT_WORDS = {
    "members": "tổng số thành viên",
    "present": "số có mặt",
    "recused": "số không tham gia vì có liên quan",
    "in_writing": "số ý kiến bằng văn bản",
    "in_writing_for": "ý kiến bằng văn bản đồng ý",
    "in_writing_against": "ý kiến bằng văn bản không đồng ý",
    "issued": "số phiếu phát ra",
    "returned": "số phiếu thu về",
    "valid": "số phiếu hợp lệ",
    "invalid": "số phiếu không hợp lệ",
    "votes_for": "số phiếu đồng ý",
    "votes_against": "số phiếu không đồng ý",
    "votes_blank": "số phiếu không có ý kiến",
}


# What a vote comes to, places and ties included.
VOTE_OUTCOMES = {
    "được đề nghị": "chosen",
    "đạt": "passed",
    "không đạt": "not_passed",
    "không đủ số thành viên dự họp": "no_quorum",
    "không còn quy tắc biểu quyết": "no_rule",
    "đạt nhưng ngoài số lượng": "not_placed",
    "bỏ phiếu vòng tiếp": "next_round",
    "bằng phiếu, bỏ phiếu lại": "vote_again",
    "bằng phiếu, theo ý kiến Chủ tịch": "chair",
    "trình cấp có thẩm quyền": "refer",
}


class BallotRefusedError(DanvanError):
    """A count sheet that does not add up, or of nothing that is voted on; ``faults`` lists every sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


def save_ballot(
    review: Review,
    *,
    candidate_id: str,
    form: str,
    matter: str,
    held_on: date,
    numbers: Mapping[str, int],
    tellers: Sequence[str],
    entered_by: str,
    expected_seq: int,
    round_no: int = 1,
    reason: str = "",
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Append the count sheet of one vote on one candidate and form, and return the entry.

    A second sheet of the same candidate, form and round corrects the first, which stays in the ledger.

    Parameters
    ----------
    review : Review
    candidate_id, form : str
        The form must be one of the sheet **Hình thức** for the candidate's holder.
    matter : str
        The rule of the sheet **Biểu quyết** that applies.
    held_on : date
        The day of the vote: it decides which rule was in force.
    numbers : Mapping
        Every one of :data:`danvan_tools.schema.BALLOT_NUMBERS` but ``members``, which are the committee's.
    tellers : sequence of str
        Who counted; at least one.
    entered_by : str
        Who typed it.
    round_no : int
        1 for the first vote; a further round needs the one before.
    reason : str
        Required for a correction.
    expected_seq, entry_id, at :
        As for :meth:`Ledger.append`, on the stream ``committee``.

    Raises
    ------
    BallotRefusedError
        With every fault: candidate, form or matter is not known, no rule was in force on that day, the numbers
        contradict one another, votes in writing that the rule does not take, nobody counted, or a correction
        has no reason.
    LedgerConflictError
        If another window wrote to the committee's stream meanwhile.
    ValueError
        If `numbers` are not those of a count sheet, or nobody typed it.
    """
    if set(numbers) != set(_COUNTED) or not entered_by.strip():
        msg = f"numbers must be {sorted(_COUNTED)}, not {sorted(numbers)}; entered_by {entered_by!r} must not be blank"
        raise ValueError(msg)
    if entry_id is not None and (stored := _stored(review, entry_id)):
        return stored
    tally = {"members": len(review.committee), **{name: numbers[name] for name in _COUNTED}}
    found = unknown_candidate(review, candidate_id) or unknown_form(review, candidate_id, form)
    faults = [found] if found else _round_faults(review, candidate_id, form, round_no, reason)
    faults += rule_faults(review, matter, held_on, tally["in_writing"]) + tally_faults(tally)
    if not any(name.strip() for name in tellers):
        faults.append("chưa ghi người kiểm phiếu. Ghi họ tên ít nhất một người.")
    told = "; ".join(name.strip() for name in tellers if name.strip())
    faults += [
        what for name, text in (("lý do", reason), ("người kiểm phiếu", told)) if (what := refused_text(name, text))
    ]
    if faults:
        where = f"Biên bản kiểm phiếu, hồ sơ {candidate_id}, {form or 'chưa chọn hình thức'}, vòng {round_no}"
        raise BallotRefusedError([f"{where}: {what}" for what in faults])
    body = {
        "candidate_id": candidate_id,
        "form": form,
        "round": round_no,
        "matter": matter,
        "held_on": f"{held_on:%Y-%m-%d}",
        **tally,
        "tellers": told,
        "reason": reason.strip(),
        "entered_by": entered_by,
    }
    return review.ledger.append(COMMITTEE, "ballot", body, expected_seq=expected_seq, entry_id=entry_id, at=at)


def tally_faults(tally: Mapping[str, int]) -> list[str]:
    """Return one sentence per number of a count sheet that contradicts another; none where all add up.

    Parameters
    ----------
    tally : Mapping
        Of :data:`danvan_tools.schema.BALLOT_NUMBERS` those that are known: while a sheet is being typed, what is
        there is held against what is there.
    """
    known = [name for name in BALLOT_NUMBERS if name in tally]
    wrong = [name for name in known if not isinstance(tally[name], int) or tally[name] < 0]
    if wrong:
        return [
            f'{BALLOT_WORDS[name]} "{tally[name]}" không phải là số đếm. Nhập số nguyên từ 0 trở lên.' for name in wrong
        ]
    # A number, those it may not exceed – the first less the others –, and what these are called.
    at_most: list[tuple[str, tuple[str, ...], str]] = [
        ("present", ("members",), BALLOT_WORDS["members"]),
        ("recused", ("present",), BALLOT_WORDS["present"]),
        ("in_writing", ("members", "present"), "số thành viên vắng mặt"),
        ("issued", ("present", "recused"), "số có mặt tham gia biểu quyết"),
        ("returned", ("issued",), BALLOT_WORDS["issued"]),
    ]
    faults = []
    for name, (whole, *less), words in at_most:
        if {name, whole, *less} <= set(known):
            most = max(tally[whole] - sum(tally[one] for one in less), 0)
            if tally[name] > most:
                faults.append(f"{BALLOT_WORDS[name]} {tally[name]} nhiều hơn {words} {most}. Kiểm lại hai số.")
    return faults + _sum_faults({name: tally[name] for name in known})


def _sum_faults(tally: Mapping[str, int]) -> list[str]:
    """Return the sentences about parts that do not add up to their whole."""
    sums = [
        (("valid", "invalid"), "returned"),
        (("votes_for", "votes_against", "votes_blank"), "valid"),
    ]
    faults = [
        f"{' + '.join(f'{BALLOT_WORDS[name]} {tally[name]}' for name in parts)} không bằng "
        f"{BALLOT_WORDS[whole]} {tally[whole]}. Kiểm lại các số."
        for parts, whole in sums
        if {*parts, whole} <= set(tally) and sum(tally[name] for name in parts) != tally[whole]
    ]
    if not {"in_writing", "in_writing_for", "in_writing_against"} <= set(tally):
        return faults
    told = tally["in_writing_for"] + tally["in_writing_against"]
    if told > tally["in_writing"]:
        faults.append(
            f"ý kiến bằng văn bản đồng ý và không đồng ý {told} nhiều hơn {BALLOT_WORDS['in_writing']} "
            f"{tally['in_writing']}. Kiểm lại các số."
        )
    return faults


def rule_in_force(rules: pd.DataFrame, matter: str, on: date) -> pd.Series | None:
    """Return the row of the sheet **Biểu quyết** for a matter on a day, or None if there is none."""
    day, key = pd.Timestamp(on), comparison_key(matter)
    begun = rules["valid_from"].isna() | (rules["valid_from"] <= day)
    lasting = rules["valid_to"].isna() | (rules["valid_to"] >= day)
    found = rules[begun & lasting & (rules["matter"].map(comparison_key) == key)]
    return None if found.empty else found.iloc[0]


def rule_faults(review: Review, matter: str, held_on: date, in_writing: int) -> list[str]:
    """Return the sentences about a matter without a rule on that day, and votes in writing its rule does not take."""
    rule = rule_in_force(review.ballot_rules, matter, held_on)
    if rule is None:
        hint = suggestion(matter, review.ballot_rules["matter"].tolist())
        what = f'trang Biểu quyết không có quy tắc "{matter}" áp dụng ngày {format_date(held_on)}'
        return [f"{what}. {hint}Chọn nội dung khác, hoặc ghi quy tắc rồi nạp lại."]
    if in_writing and rule["in_writing"] in ("", "none"):
        what = f'quy tắc "{matter}" không lấy ý kiến bằng văn bản, mà đã ghi {in_writing} ý kiến'
        return [f"{what}. Bỏ số ấy, hoặc sửa trang Biểu quyết rồi nạp lại."]
    return []


def _stored(review: Review, entry_id: str) -> Entry | None:
    """Return the count sheet that came under this id before: it is not judged by what happened since."""
    return next((entry for entry in review.ledger.entries(COMMITTEE, "ballot") if entry.id == entry_id), None)


def _round_faults(review: Review, candidate_id: str, form: str, round_no: int, reason: str) -> list[str]:
    """Return the sentences about a round that cannot come now, and a correction without its reason."""
    known = review.ledger.ballots()
    rounds = set(known.loc[(known["candidate_id"] == candidate_id) & (known["form"] == form), "round"])
    if round_no in rounds and not reason.strip():
        return ["đã có biên bản của vòng này, ghi lại là đính chính mà chưa ghi lý do. Ghi lý do rồi lưu lại."]
    if not 1 <= round_no <= _MOST_ROUNDS or (round_no > 1 and round_no - 1 not in rounds):
        return [f"vòng {round_no} không tiếp theo vòng nào đã ghi. Ghi biên bản các vòng theo thứ tự."]
    return []
