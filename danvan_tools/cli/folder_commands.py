"""``danvan new``, ``check``, ``collect``: the secretary's files."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from danvan_tools import assessment, display, records
from danvan_tools.cli.words import OUTPUT, AsJson, Folder, command, say
from danvan_tools.errors import DanvanError, Fault
from danvan_tools.schema import CHANGES, NOMINATION_STATES


def new(folder: Folder) -> None:
    """Tạo thư mục đợt xét mới với hai sổ tính sẵn sàng để điền."""
    records.new_review(folder)
    typer.echo(f"Đã tạo {folder}. Điền review.xlsx rồi candidates.xlsx, sau đó chạy: {command('check', folder)}")


def check(
    folder: Folder,
    as_json: AsJson = False,
    mark: Annotated[
        bool,
        typer.Option("--mark", help="Ghi thêm vào THƯ-MỤC/output bản sao của mỗi tệp có lỗi, ô sai tô màu và ghi chú."),
    ] = False,
    reason: Annotated[str, typer.Option(metavar="LÝ-DO", help="Lý do sửa danh sách sau khi đã có phiếu chấm.")] = "",
) -> None:
    """Kiểm tra mọi tệp của đợt xét và liệt kê mọi lỗi trong một lần."""
    try:
        review = records.open_review(folder)
    except DanvanError:
        # Opening stops at what blocks; the check lists the warnings, too.
        faults, blocked = records.check_folder(folder), True
    else:
        blocked = False
        if reason:
            records.record_load(review, reason)
        # Only now: what has just been recorded waits for no reason any more.
        evidence = records.check_evidence(review.folder, review.candidates["candidate_id"])
        of_ledger = [*records.warn_of_round(review), *records.warn_of_unconfirmed(review)]
        of_ledger += records.warn_of_relations(review)
        faults = [*review.faults, *evidence, *of_ledger, *_unreconciled(review)]
    if as_json:
        typer.echo(json.dumps([fault.as_dict() for fault in faults], ensure_ascii=False, indent=2))
    else:
        for line in display.fault_lines(faults):
            say(line)
    for copy in records.mark_folder(folder, faults, folder / OUTPUT) if mark else ():
        say(f"Bản đánh dấu ô sai: {copy}")
    if blocked:
        if not mark:
            say(f"Xem từng ô sai được tô màu, kèm ghi chú: {command('check', folder)} --mark")
        say(f"Sửa trong Excel, lưu lại, rồi chạy lại: {command('check', folder)}")
        raise typer.Exit(1)
    if not as_json:
        kinds = review.candidates["kind"].value_counts()
        typer.echo(
            f"Không có lỗi. {len(review.candidates)} hồ sơ: "
            f"{kinds.get('model', 0)} mô hình, {kinds.get('exemplar', 0)} điển hình; "
            f"{len(faults)} điều cần lưu ý. {changes_since(review)}"
        )
        say(f"Tiếp theo: {command('review', folder)} để chấm điểm, {command('report', folder)} để in tài liệu.")


def collect(folder: Folder) -> None:
    """Gom hồ sơ các đơn vị gửi vào thư mục incoming thành một sổ đề xuất."""
    collection = records.collect_nominations(folder)
    path = records.write_proposals(collection, folder)
    for line in display.fault_lines(collection.faults):
        say(line)
    counts = collection.received["state"].value_counts()
    listed = "; ".join(f"{word} {counts[state]}" for word, state in NOMINATION_STATES.items() if state in counts)
    typer.echo(f"Đã đọc {len(collection.received)} hồ sơ trong thư mục incoming{': ' if listed else ''}{listed}.")
    typer.echo(
        f"{len(collection.silent_units)} đơn vị chưa gửi hồ sơ; {len(collection.scans)} bản quét cần gõ lại. "
        f"Sổ đề xuất: {path}"
    )
    if any(fault.severity == "error" for fault in collection.faults):
        raise typer.Exit(1)


def _unreconciled(review: records.Review) -> list[Fault]:
    """Return the counts that do not reconcile by themselves and have to be explained."""
    tables = review.tables()
    return assessment.reconciliation_faults(assessment.reconcile(assessment.compute_facts(tables), tables))


def changes_since(review: records.Review) -> str:
    """Say how many candidates differ from the last load, and whether that is recorded."""
    if review.changes.empty:
        return "Danh sách không khác lần nạp trước."
    counts = review.changes["change"].value_counts()
    listed = ", ".join(f"{word} {counts.get(change, 0)}" for word, change in CHANGES.items())
    recorded = "đã ghi nhận" if review.changes_recorded else "chưa ghi nhận"
    return f"So với lần nạp trước: {listed} hồ sơ; {recorded}."
