"""The verification teams: where they went, when, and what they found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.language import VIETNAM_TIME, format_date, join_list
from danvan_tools.records.assignments import declared_conflicts
from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.kept_files import FileRefusedError, KeptFile, keep_photo
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import refused_text
from danvan_tools.records.review_memory import settled, stage_log
from danvan_tools.records.stage_marks import StageRefusedError
from danvan_tools.records.verification import name_verification

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["save_visit", "visits"]

_MOST_PHOTOS = 20
_NO_FINDINGS = "chưa ghi nội dung thẩm định. Ghi đã thấy gì, có đúng như hồ sơ không."
_VISIT_COLUMNS = [
    *("team", "candidate_id", "visited_on", "findings", "photos", "photo_count", "members", "entered_by", "at")
]


def save_visit(
    review: Review,
    *,
    team: str,
    candidate_id: str,
    visited_on: date | None,
    findings: str,
    photos: Sequence[Path] = (),
    members: Sequence[str],
    entered_by: str,
    expected_seq: int,
    at: datetime | None = None,
) -> Entry:
    """Append a visit of a verification team and return the entry.

    A second entry of one team, candidate and day corrects the first; its photos are added to those of the first.

    Parameters
    ----------
    review : Review
    team : str
        As in the column "Tổ thẩm định" of the sheet Hội đồng.
    candidate_id : str
    visited_on : date
    findings : str
        At most 2,000 characters.
    photos : sequence of Path
        At most 20 at once; written anew under ``evidence/<candidate_id>/``.
    members : sequence of str
        Ids of those of the team who took part; none with a conflict.
    entered_by : str
        Who typed it.
    expected_seq : int
        The last `seq` of the stream ``team:<team>`` that was shown.
    at : datetime, optional
        As for :meth:`Ledger.append`.

    Raises
    ------
    StageRefusedError
        With every fault of the entry, of its photos too; nothing is stored then.
    LedgerConflictError
        If the team's stream has newer entries.
    ValueError
        If `entered_by` is blank.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, at=at)
    where = name_verification(review, team, candidate_id)
    faults = [
        f"{where}: {what}"
        for what in (
            _wrong_day(review, candidate_id, visited_on, at),
            refused_text("nội dung thẩm định", findings) if findings.strip() else _NO_FINDINGS,
            f"{len(photos)} ảnh, quá {_MOST_PHOTOS}. Chọn bớt ảnh." if len(photos) > _MOST_PHOTOS else "",
            *_wrong_members(review, team, candidate_id, members),
        )
        if what
    ]
    # What is wrong with the photos is only known by reading them; none is kept of an entry refused for its words.
    kept = [] if faults else list(_kept_photos(review, candidate_id, photos, faults))
    if faults or visited_on is None:
        raise StageRefusedError(faults)
    day = f"{visited_on:%Y-%m-%d}"
    earlier = _visit_bodies(review).get((team, candidate_id, day), {"photos": []})
    files = {photo["sha256"]: photo for photo in [*earlier["photos"], *map(asdict, kept)]}
    body = {
        "candidate_id": candidate_id,
        "visited_on": day,
        "findings": findings.strip(),
        "photos": list(files.values()),
        "members": list(dict.fromkeys(members)),
    }
    return writer.append(review.ledger, f"team:{team}", "visit", body, rests_on=settled(review))


def visits(review: Review) -> pd.DataFrame:
    """Return the visits of all teams as last corrected, in the order of their days.

    Returns
    -------
    DataFrame
        ``team candidate_id visited_on findings photos photo_count members entered_by at``: ``photos`` a tuple of
        :class:`KeptFile`, ``members`` a tuple of ids.
    """
    rows = [
        {
            **body,
            "team": team,
            "visited_on": pd.Timestamp(day),
            "photos": tuple(KeptFile(**photo) for photo in body["photos"]),
            "photo_count": len(body["photos"]),
            "members": tuple(body["members"]),
            "at": pd.Timestamp(body["at"]),
        }
        for (team, _, day), body in _visit_bodies(review).items()
    ]
    table = pd.DataFrame(rows, columns=_VISIT_COLUMNS, dtype="object")
    return table.sort_values(["visited_on", "team", "candidate_id"], ignore_index=True)


def _wrong_day(review: Review, candidate_id: str, visited_on: date | None, at: datetime | None) -> str:
    if visited_on is None:
        return "chưa ghi ngày thẩm định. Ghi ngày, ví dụ 15/11/2015."
    today = (at or datetime.now(UTC)).astimezone(VIETNAM_TIME).date()
    if visited_on > today:
        return f"ngày thẩm định {format_date(visited_on)} chưa đến. Ghi ngày đã đi thẩm định."
    starts = dict(zip(review.candidates["candidate_id"], review.candidates["started_on"], strict=True))
    started = starts[candidate_id]
    if not pd.isna(started) and pd.Timestamp(visited_on) < started:
        return f"ngày thẩm định {format_date(visited_on)} trước ngày bắt đầu {format_date(started)}. Kiểm tra lại ngày."
    return ""


def _wrong_members(review: Review, team: str, candidate_id: str, members: Sequence[str]) -> Iterator[str]:
    """Yield why those named cannot have taken part."""
    if not members:
        yield "chưa chọn thành viên tham gia. Chọn ít nhất một thành viên của tổ."
    own = review.committee[review.committee["team"] == team]
    names = dict(zip(own["reviewer_id"], own["name"], strict=True))
    related = {member for member in names if candidate_id in declared_conflicts(review, member)}
    for member in dict.fromkeys(members):
        if member not in names:
            yield f'"{member}" không phải là thành viên của tổ. Thành viên của tổ: {join_list(list(names.values()))}.'
        elif member in related:
            yield f"{names[member]} có liên quan, không tham gia thẩm định hồ sơ này. Bỏ chọn thành viên ấy."


def _kept_photos(review: Review, candidate_id: str, photos: Sequence[Path], faults: list[str]) -> Iterator[KeptFile]:
    """Yield the photos as kept; what cannot be kept becomes a fault."""
    for photo in photos:
        try:
            yield keep_photo(review.folder, candidate_id, photo)
        except FileRefusedError as error:
            faults.append(str(error))


def _visit_bodies(review: Review) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the last entry of each team, candidate and day."""
    found = {}
    for candidate_id, entries in stage_log(review, "team").entries.items():
        for entry in entries:
            if entry.kind == "visit":
                team = entry.stream.partition(":")[2]
                found[team, candidate_id, entry.body["visited_on"]] = {**entry.body, "at": entry.at}
    return found
