"""``danvan assign``: who marks which candidates."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from danvan_tools import assessment, records
from danvan_tools.cli.words import Folder, command, say
from danvan_tools.schema import Tables

_SECRETARY = "thư ký"


def assign(
    folder: Folder,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ hiện bảng phân công, không ghi gì.")] = False,
    per_candidate: Annotated[
        int | None,
        typer.Option(min=1, metavar="SỐ", help='Số người chấm mỗi hồ sơ; mặc định là mục cùng tên ở trang "Đợt xét".'),
    ] = None,
    reason: Annotated[
        str, typer.Option(metavar="LÝ-DO", help="Lý do đổi phân công đã có khi đang trong vòng chấm.")
    ] = "",
    accept: Annotated[
        bool, typer.Option("--accept", help="Vẫn ghi khi còn hồ sơ thiếu người chấm hoặc có người vượt mức.")
    ] = False,
) -> None:
    """Phân công thành viên chấm từng hồ sơ: hiện bảng phân công rồi ghi vào sổ."""
    review = records.open_review(folder)
    seq, tables = review.ledger.head("secretary")[0], review.tables()
    planned = assessment.plan_assignment(tables, _wanted(review, per_candidate, folder))
    for line in _lines(planned, tables):
        typer.echo(line)
    for sentence in planned.sentences:
        say(sentence)
    if planned.sentences and (dry_run or not accept):
        if not dry_run:
            say("Chưa ghi gì. Sửa trang Hội đồng hoặc Có liên quan, giảm số người chấm, hoặc thêm --accept để vẫn ghi.")
        raise typer.Exit(1)
    if dry_run:
        typer.echo(f"Chưa ghi gì. Ghi vào sổ: {command('assign', folder)}")
        return
    _save(review, planned, first=tables.assignments is None, expected_seq=seq, reason=reason)


def _wanted(review: records.Review, per_candidate: int | None, folder: Folder) -> int:
    """Return how many reviewers each candidate gets, or refuse what cannot be planned."""
    wanted = per_candidate or review.settings.per_candidate
    if wanted is None:
        msg = (
            'review.xlsx, trang "Đợt xét": chưa ghi mục "Số người chấm mỗi hồ sơ". '
            "Ghi mục này, hoặc thêm --per-candidate SỐ, rồi chạy lại."
        )
        raise records.AssignmentRefusedError(msg)
    if review.provisional_ids:
        msg = (
            f"Phân công chấm: {len(review.provisional_ids)} hồ sơ mới chưa được ghi nhận. "
            f"Chạy {command('check', folder)} --reason LÝ-DO rồi phân công."
        )
        raise records.AssignmentRefusedError(msg)
    return wanted


def _lines(planned: assessment.Assignment, tables: Tables) -> list[str]:
    """Return one line per reviewer: how many, of which sectors, what changes."""
    names = dict(zip(tables.committee["reviewer_id"], tables.committee["name"], strict=True))
    of_sector = planned.pairs.merge(tables.candidates[["candidate_id", "sector"]], on="candidate_id")
    counts = of_sector.groupby(["reviewer_id", "sector"]).size().to_dict()
    lines = [f"Phân công {len(planned.pairs)} phiếu cho {len(planned.loads)} thành viên:"]
    for reviewer_id, assigned, _, added, dropped in planned.loads.itertuples(index=False, name=None):
        known = zip(tables.sectors["sector"], tables.sectors["name"], strict=True)
        listed = [f"{name} {counts[reviewer_id, one]}" for one, name in known if (reviewer_id, one) in counts]
        both = () if tables.assignments is None else (("thêm", added), ("bớt", dropped))
        changes = [f"{word} {count}" for word, count in both if count]
        parts = "".join(f"; {part}" for part in (", ".join(listed), ", ".join(changes)) if part)
        lines.append(f"  {reviewer_id}  {names[reviewer_id]}: {assigned} hồ sơ{parts}")
    return lines


def _save(
    review: records.Review, planned: assessment.Assignment, *, first: bool, expected_seq: int, reason: str
) -> None:
    """Write an assignment after asking whoever sits at a terminal."""
    added, dropped = int(planned.loads["added"].sum()), int(planned.loads["dropped"].sum())
    if not first and not added and not dropped:
        typer.echo("Phân công không khác phân công đang có: không ghi gì.")
        return
    if dropped and not reason.strip() and records.round_state(review).state == "open":
        msg = (
            f"Phân công chấm: đang trong vòng chấm mà bỏ {dropped} phân công đã có. "
            "Ghi lý do: thêm --reason LÝ-DO rồi chạy lại."
        )
        raise records.AssignmentRefusedError(msg)
    if sys.stdin.isatty() and not typer.confirm("Ghi phân công này vào sổ?"):
        typer.echo("Chưa ghi gì.")
        return
    of_reviewer = planned.pairs.groupby("reviewer_id")["candidate_id"].agg(list).to_dict()
    listed = {key: of_reviewer.get(key, []) for key in planned.loads["reviewer_id"]}
    records.save_assignments(review, listed, expected_seq=expected_seq, entered_by=_SECRETARY, reason=reason)
    typer.echo(f"Đã ghi phân công vào sổ: thêm {added}, bớt {dropped}.")
