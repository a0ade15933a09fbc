"""Opening and closing the round in which the committee marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from danvan_tools.errors import DanvanError, FaultyFilesError
from danvan_tools.language import format_moment, join_list, suggestion
from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import refused_text, time_text
from danvan_tools.records.review_ledger import SECRETARY, broken_streams
from danvan_tools.records.review_memory import roll_of, secretary_log
from danvan_tools.records.rules import changed_rules, rule_digests, rules_digest
from danvan_tools.records.secretary_log import CLOSE, OPEN, OPEN_CONSENSUS
from danvan_tools.records.sitting import sitting_of, sitting_parts

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["RoundRefusedError", "RoundState", "close_round", "open_consensus", "open_round", "round_state"]


class RoundRefusedError(DanvanError):
    """A round that cannot be opened or closed so, or now."""


@dataclass(frozen=True, kw_only=True)
class RoundState:
    """Where the round stands.

    Attributes
    ----------
    state : {"none", "open", "closed"}
        "none": no round was ever opened, and marking is allowed, as a trial.
    stage : {"committee", "consensus"}
        In a consensus only the locked sheets of `candidate_ids` may be changed, each change with its reason.
    opened_at, closed_at, deadline : datetime or None
        Moments in UTC.
    rules_changed : bool
        Whether the rules of the review, as its files were read, are others than those the round was opened under.
    changed_rules : tuple of str
        The sheets of ``review.xlsx`` that hold them.
    reason : str
        Why the rules changed at the last opening.
    seq : int
        Of the last opening in the secretary's stream; 0 before the first.
    candidate_ids : frozenset of str
        The candidates of a consensus.
    """

    state: Literal["none", "open", "closed"] = "none"
    stage: Literal["committee", "consensus"] = "committee"
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    deadline: datetime | None = None
    rules_changed: bool = False
    changed_rules: tuple[str, ...] = ()
    reason: str = ""
    seq: int = 0
    candidate_ids: frozenset[str] = frozenset()

    def late(self, at: datetime | None = None) -> bool:
        """Tell whether the deadline has passed at a moment (None: now)."""
        return self.deadline is not None and (at or datetime.now(UTC)) > self.deadline


def round_state(review: Review) -> RoundState:
    """Return where the round stands at this moment."""
    log = secretary_log(review)
    if not log.turns:
        return RoundState()
    turn = log.turns[-1]
    opening = next(entry for entry in reversed(log.turns) if entry.kind != CLOSE)
    rules = log.openings[-1].body
    changed = changed_rules(review, rules["parts"])
    return RoundState(
        state="closed" if turn.kind == CLOSE else "open",
        stage="consensus" if opening.kind == OPEN_CONSENSUS else "committee",
        opened_at=datetime.fromisoformat(opening.at),
        closed_at=datetime.fromisoformat(turn.at) if turn.kind == CLOSE else None,
        deadline=datetime.fromisoformat(opening.body["deadline"]) if opening.body["deadline"] else None,
        rules_changed=rules["rules"] != rules_digest(review),
        changed_rules=changed,
        reason=rules["reason"],
        seq=opening.seq,
        candidate_ids=frozenset(opening.body.get("candidate_ids", ())),
    )


def open_round(
    review: Review,
    *,
    deadline: datetime | None,
    expected_seq: int,
    entered_by: str,
    reason: str = "",
    count_earlier: bool = False,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Open the round, or open it again: after it was closed, with another deadline, or under changed rules.

    The entry holds the digests of all rules and of each part of them, the members of the committee and the
    declared conflicts: whose sheets count is what the last opening says, until the round is opened again.
    Sheets handed in under a rubric that is another now are open again: their reviewers look at them and
    hand them in anew.

    Parameters
    ----------
    review : Review
    deadline : datetime or None
        With a time zone; None for no deadline.
    expected_seq, entry_id, at :
        As for :meth:`Ledger.append`, on the stream ``secretary``.
    entered_by : str
        Who typed it.
    reason : str
        Needed if the rules, the committee or the conflicts differ from those of an earlier opening.
    count_earlier : bool
        Whether marks given before the first opening count, where their criteria are the same still. If not, they
        were a trial: kept and shown, each counts once its reviewer marks again or hands the sheet in.

    Raises
    ------
    RoundRefusedError
        If the deadline has passed, or changed rules have no reason.
    LedgerConflictError
        If the secretary's stream has newer entries.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    where = "Mở vòng chấm"
    _refuse(where, _passed(deadline, at), refused_text("lý do", reason))
    if not reason.strip() and (changed := _changed_since(review)):
        what = f"quy tắc xét đã đổi so với lần mở trước (trang {join_list(changed)}) mà chưa ghi lý do."
        _refuse(where, f"{what} Ghi lý do rồi làm lại.")
    body = {
        "deadline": time_text(deadline) if deadline else "",
        "rules": rules_digest(review),
        "parts": rule_digests(review),
        **sitting_parts(review),
        "earlier_marks": "count" if count_earlier else "confirm",
        "reason": reason.strip(),
    }
    return _append(review, OPEN, body, writer)


def close_round(
    review: Review,
    *,
    expected_seq: int,
    entered_by: str,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Close the round or consensus that is open, and keep the head digest of every stream.

    Every chain is followed first. The heads are exact: whoever marks at this moment is either before them, or refused.

    Parameters and errors are those of :func:`open_round`; and FaultyFilesError if a chain does not hold.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    state = round_state(review)
    if state.state != "open" and not _is_stored(review, entry_id):
        never = "vòng chấm đã đóng" if state.state == "closed" else "chưa mở vòng chấm nào"
        _refuse("Đóng vòng chấm", f"{never}. Xem lại tình trạng của vòng.")
    if broken := broken_streams(review.ledger):
        raise FaultyFilesError(broken)
    return _append(review, CLOSE, {}, writer)


def open_consensus(
    review: Review,
    candidate_ids: Sequence[str],
    *,
    expected_seq: int,
    entered_by: str,
    deadline: datetime | None = None,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Open a consensus on some candidates: their locked sheets may be changed, each change with its reason.

    It comes after the closing, which so keeps the heads of what everybody gave alone.

    Parameters
    ----------
    review : Review
    candidate_ids : sequence of str, at least one
    deadline, expected_seq, entered_by, entry_id, at :
        As for :func:`open_round`.

    Raises
    ------
    RoundRefusedError
        If the round was never opened or is still open, the rules changed since, or a candidate is not under review.
    LedgerConflictError
        If the secretary's stream has newer entries.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    where, state = "Mở vòng thống nhất", round_state(review)
    known = roll_of(review).to_mark
    unknown = next((key for key in candidate_ids if key not in known), "")
    if not _is_stored(review, entry_id):
        _refuse(
            where,
            "" if candidate_ids else "chưa chọn hồ sơ nào. Chọn ít nhất một hồ sơ.",
            unknown and f'hồ sơ "{unknown}" không ở diện được chấm. {suggestion(unknown, known)}Chọn lại hồ sơ.',
            "" if state.state == "closed" else "vòng chấm chưa đóng. Đóng vòng chấm trước.",
            "quy tắc xét đã đổi. Mở lại vòng chấm, ghi lý do rồi đóng lại trước." if state.rules_changed else "",
            _passed(deadline, at),
        )
    body = {"deadline": time_text(deadline) if deadline else "", "candidate_ids": sorted(set(candidate_ids))}
    return _append(review, OPEN_CONSENSUS, body, writer)


def _changed_since(review: Review) -> list[str]:
    """Return the sheets of ``review.xlsx`` that hold other rules, members or conflicts than at the last opening."""
    before = secretary_log(review).openings
    rules = changed_rules(review, before[-1].body["parts"]) if before else ()
    return [*rules, *sitting_of(review, before).changed_sheets]


def _passed(deadline: datetime | None, at: datetime | None) -> str:
    """Return the sentence about a deadline that is over; one without a time zone is a programmer's mistake."""
    if deadline is None:
        return ""
    if deadline.tzinfo is None:
        msg = f"{deadline} has no time zone: a deadline is a moment"
        raise ValueError(msg)
    over = deadline <= (at or datetime.now(UTC))
    return f"hạn chấm {format_moment(deadline)} đã qua. Chọn hạn muộn hơn." if over else ""


def _refuse(where: str, *sentences: str) -> None:
    """Raise the first sentence that is not blank."""
    if what := next(filter(None, sentences), ""):
        msg = f"{where}: {what}"
        raise RoundRefusedError(msg)


def _is_stored(review: Review, entry_id: str | None) -> bool:
    """Tell whether this very entry came before."""
    return entry_id is not None and any(turn.id == entry_id for turn in secretary_log(review).turns)


def _append(review: Review, kind: str, body: dict[str, Any], writer: EntryWriter) -> Entry:
    """Append what was found sound, once."""
    stored = next((turn for turn in secretary_log(review).turns if turn.id == writer.entry_id), None)
    if stored is not None and stored.kind == kind:
        return stored
    if kind == CLOSE:
        return writer.append_heads(review.ledger, SECRETARY, kind)
    return writer.append(review.ledger, SECRETARY, kind, body)
