"""May this reviewer mark this candidate now? If not, the sentence that says why and what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_moment, suggestion
from danvan_tools.records.assignments import assigned_by_ledger, declared_conflicts
from danvan_tools.records.review_memory import Roll, reviewer_log, roll_of, secretary_log
from danvan_tools.records.reviewer_log import Submission
from danvan_tools.records.rounds import RoundState, round_state
from danvan_tools.records.rules import rule_digests, rules_digest
from danvan_tools.records.withdrawals import left_review

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = [
    "LockedSheets",
    "MarkRefusedError",
    "RoundOverError",
    "check_person",
    "check_round",
    "locked_submission",
    "name_sheet",
]


class MarkRefusedError(DanvanError):
    """A mark that the rules of the review do not allow."""


class RoundOverError(MarkRefusedError):
    """A mark that came when the round was over: sound in itself, and to be sent again once the round is reopened."""


def name_sheet(review: Review, reviewer_id: str, candidate_id: str) -> str:
    """Return the words that name a sheet at the beginning of a sentence; refuse a reviewer nobody knows."""
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    if reviewer_id not in names:
        msg = f'Phiếu của "{reviewer_id}": không có thành viên này trong Hội đồng. {suggestion(reviewer_id, names)}'
        raise MarkRefusedError(f"{msg}Chọn một thành viên ở trang Hội đồng.")
    return f"Phiếu của {names[reviewer_id]}, hồ sơ {candidate_id}"


def check_person(review: Review, reviewer_id: str, candidate_id: str, where: str) -> str:
    """Return the holder of a candidate that this reviewer marks, or refuse."""
    roll = roll_of(review)
    what = _not_marked(review, candidate_id, roll) or _not_marked_by(review, reviewer_id, candidate_id, roll)
    if what:
        msg = f"{where}: {what}"
        raise MarkRefusedError(msg)
    return roll.to_mark[candidate_id]


def _not_marked(review: Review, candidate_id: str, roll: Roll) -> str:
    """Return the sentence about a candidate that is not in the list, or not there to be marked."""
    known = review.candidates["candidate_id"]
    if candidate_id not in roll.to_mark and not (known == candidate_id).any():
        return f"không có hồ sơ này trong danh sách. {suggestion(candidate_id, known)}Chọn lại hồ sơ."
    if candidate_id in review.provisional_ids:
        return "hồ sơ mới, lần nạp chưa được ghi nhận. Ghi lý do thay đổi ở sổ tay 1 rồi chấm."
    left = left_review(roll.last, candidate_id)
    return f"{left} nên không chấm. Chuyển sang hồ sơ khác." if left else ""


def _not_marked_by(review: Review, reviewer_id: str, candidate_id: str, roll: Roll) -> str:
    """Return the sentence about a candidate that this reviewer does not mark, or nobody yet."""
    if candidate_id in declared_conflicts(review, reviewer_id):
        return "có liên quan, không tham gia chấm. Chuyển sang hồ sơ khác."
    if candidate_id not in roll.to_mark:
        return 'chưa được đề nghị nên chưa chấm. Ghi bước "đề nghị" ở trang Quá trình rồi nạp lại.'
    assigned = assigned_by_ledger(review, reviewer_id, roll)
    if assigned is not None and candidate_id not in assigned:
        return "không được phân công cho thành viên này. Chuyển sang hồ sơ khác, hoặc đề nghị Thư ký phân công lại."
    return ""


def check_round(
    review: Review, reviewer_id: str, candidate_id: str, *, where: str, reason: str | None, at: datetime | None
) -> RoundState:
    """Return the round in which a sheet may be marked or handed in, or refuse.

    Refused are a closed round, a deadline that has passed (but for a sheet that was reopened since the
    opening), rules changed since the opening, a reviewer removed since, a locked sheet, and in a consensus
    every sheet but the locked ones of its candidates, and a change without its reason; `reason` is None for
    handing in, which nobody does there. A closed round and a deadline are a :class:`RoundOverError`.
    """
    state = round_state(review)
    locked = locked_submission(review, reviewer_id, candidate_id)
    over = _closed_refuses(state)
    what = over or _opening_refuses(review, reviewer_id, state)
    if not what:
        what = over = _deadline_refuses(review, reviewer_id, candidate_id, state, at or datetime.now(UTC))
    if not what and state.stage == "consensus" and reason is None:
        what = "đang thống nhất điểm, không nhận phiếu nữa; điểm đã sửa có hiệu lực ngay. Không cần hoàn tất lại."
    elif not what and state.stage == "consensus":
        what = _consensus_refuses(candidate_id, state, locked, reason or "")
    elif not what and locked:
        what = f"đã khoá lúc {_moment(locked.at)}. Cần sửa thì đề nghị Thư ký mở lại phiếu này."
    if what:
        msg = f"{where}: {what}"
        raise RoundOverError(msg) if over else MarkRefusedError(msg)
    return state


def _closed_refuses(state: RoundState) -> str:
    """Return the sentence about a round that was closed."""
    if state.closed_at is None:
        return ""
    return f"vòng chấm đã đóng lúc {format_moment(state.closed_at)}. Điểm đã lưu giữ nguyên; cần sửa thì báo Thư ký."


def _opening_refuses(review: Review, reviewer_id: str, state: RoundState) -> str:
    """Return the sentence about rules or a committee that are others than those of the opening."""
    if state.state == "none":
        return ""
    return _rules_refuse(review, state) or _committee_refuses(review, reviewer_id)


def _rules_refuse(review: Review, state: RoundState) -> str:
    """Return the sentence about rules that are others here than those the round was opened under."""
    if not state.rules_changed:
        return ""
    if any(entry.body["rules"] == rules_digest(review) for entry in secretary_log(review).openings):
        return "quy tắc xét đã đổi và vòng chấm đã mở lại sau khi mở trang này. Mở lại trang rồi chấm tiếp."
    return (
        f"quy tắc xét (trang {', '.join(state.changed_rules)}) đã sửa sau khi mở vòng chấm. "
        "Đề nghị Thư ký mở lại vòng chấm có ghi lý do, hoặc sửa lại như trước."
    )


def _committee_refuses(review: Review, reviewer_id: str) -> str:
    """Return the sentence about a member who was not on the committee at the last opening, or is no longer."""
    members = [entry.body["committee"] for entry in secretary_log(review).openings]
    if reviewer_id in members[-1]:
        return ""
    if not any(reviewer_id in one for one in members):
        return "mới được thêm vào Hội đồng sau khi mở vòng chấm. Đề nghị Thư ký mở lại vòng chấm, ghi lý do."
    return "thành viên này không còn trong Hội đồng. Điểm đã lưu giữ nguyên trong sổ; có nhầm lẫn thì báo Thư ký."


def _deadline_refuses(review: Review, reviewer_id: str, candidate_id: str, state: RoundState, at: datetime) -> str:
    """Return the sentence about a deadline that has passed, but for a sheet that was reopened since the opening."""
    reopened = secretary_log(review).reopened.get((reviewer_id, candidate_id))
    if state.deadline is None or (reopened and reopened.seq > state.seq):
        return ""
    last = max(reviewer_log(review, reviewer_id).at, secretary_log(review).at)
    if not state.late(at) and last and state.late(datetime.fromisoformat(last)):
        # A clock that was set back does not make it earlier than what is in the ledger already.
        return (
            f"đồng hồ máy này chỉ {format_moment(at)}, mà sổ đã có mục ghi lúc {_moment(last)}, sau hạn chấm "
            f"{format_moment(state.deadline)}. Chỉnh lại đồng hồ; cần thêm thời gian thì báo Thư ký."
        )
    if not state.late(at):
        return ""
    return (
        f"đã quá hạn chấm {format_moment(state.deadline)}. Điểm đã lưu giữ nguyên; cần thêm thời gian thì báo Thư ký."
    )


def _consensus_refuses(candidate_id: str, state: RoundState, locked: Submission | None, reason: str) -> str:
    """Return the sentence about a change that a consensus does not allow."""
    if candidate_id not in state.candidate_ids:
        return "không ở trong các hồ sơ đang thống nhất điểm. Chọn hồ sơ khác."
    if locked is None:
        return "chưa khoá khi vòng chấm đóng nên không sửa ở vòng thống nhất. Đề nghị Thư ký mở lại vòng chấm."
    return "" if reason.strip() else "sửa điểm ở vòng thống nhất mà chưa ghi lý do. Ghi lý do rồi lưu lại."


def locked_submission(review: Review, reviewer_id: str, candidate_id: str) -> Submission | None:
    """Return how a sheet was handed in if it is locked; None for any other."""
    return LockedSheets(review, reviewer_id).of(candidate_id)


class LockedSheets:
    """The locked sheets of one reviewer at one moment.

    A sheet is locked from its submission on, until the secretary reopens it, the candidate gets
    another holder, or the round is opened: for the first time, unless what was marked before counts; or under
    another rubric.
    """

    def __init__(self, review: Review, reviewer_id: str) -> None:
        self.log, self._reviewer_id = reviewer_log(review, reviewer_id), reviewer_id
        self._holders, secretary = roll_of(review).to_mark, secretary_log(review)
        self._reopened = secretary.reopened
        parts = secretary.openings[-1].body["parts"] if secretary.openings else rule_digests(review)
        # Before any opening everything is a trial; it stays one unless an opening said that it counts.
        self._trials_lock = secretary.earlier_count or not secretary.openings
        self._rubrics = {holder: parts.get(f"rubric:{holder}") for holder in review.rubrics}

    def of(self, candidate_id: str) -> Submission | None:
        """Return the submission that locks a sheet, or None."""
        handed_in = self.log.submissions.get(candidate_id)
        if not handed_in:
            return None
        last, holder = handed_in[-1], self._holders.get(candidate_id, "")
        reopened = self._reopened.get((self._reviewer_id, candidate_id))
        again = reopened is not None and reopened.body["submitted_seq"] >= last.seq
        again = again or not (last.opening or self._trials_lock)
        return None if again or last.holder != holder or last.rubric != self._rubrics.get(holder) else last


def _moment(at: str) -> str:
    return format_moment(datetime.fromisoformat(at))
