"""The command ``danvan``.

It only starts things: every command calls one or two functions of the layers below. Exit status
0: fine; 1: the data have faults (one sentence each on stderr); 2: wrong use.
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from danvan_tools import assessment, display, publishing, records
from danvan_tools.errors import DanvanError, Fault
from danvan_tools.schema import CHANGES, NOMINATION_STATES

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# UsageError, the base of typer's complaints about how the command was called; it has no public name.
_WrongUse = cast(type[Exception], typer.BadParameter.__mro__[1])
_COMPLAINTS = {
    "MissingParameter": "thiếu",
    "NoSuchOption": "không có tuỳ chọn",
    "BadOptionUsage": "tuỳ chọn thiếu giá trị",
    "BadParameter": "giá trị không hợp lệ ở",
}

OUTPUT = "output"

Folder = Annotated[Path, typer.Argument(metavar="THƯ-MỤC", help="Thư mục của đợt xét.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON cho chương trình khác đọc.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Bộ công cụ xét chọn mô hình, điển hình "Dân vận khéo"."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def new(folder: Folder) -> None:
    """Tạo thư mục đợt xét mới với hai sổ tính sẵn sàng để điền."""
    records.new_review(folder)
    typer.echo(f"Đã tạo {folder}. Điền review.xlsx rồi candidates.xlsx, sau đó chạy: {_command('check', folder)}")


@app.command()
def check(
    folder: Folder,
    as_json: AsJson = False,
    mark: Annotated[
        bool,
        typer.Option("--mark", help="Ghi thêm vào THƯ-MỤC/output bản sao của mỗi tệp có lỗi, ô sai tô màu và ghi chú."),
    ] = False,
    reason: Annotated[str, typer.Option(help="Lý do sửa danh sách sau khi đã có phiếu chấm.")] = "",
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
        faults = [*review.faults, *_unreconciled(review)]
    if as_json:
        typer.echo(json.dumps([fault.as_dict() for fault in faults], ensure_ascii=False, indent=2))
    else:
        for line in display.fault_lines(faults):
            _say(line)
    for copy in records.mark_folder(folder, faults, folder / OUTPUT) if mark else ():
        _say(f"Bản đánh dấu ô sai: {copy}")
    if blocked:
        if not mark:
            _say(f"Xem từng ô sai được tô màu, kèm ghi chú: {_command('check', folder)} --mark")
        _say(f"Sửa trong Excel, lưu lại, rồi chạy lại: {_command('check', folder)}")
        raise typer.Exit(1)
    if not as_json:
        kinds = review.candidates["kind"].value_counts()
        typer.echo(
            f"Không có lỗi. {len(review.candidates)} hồ sơ: "
            f"{kinds.get('model', 0)} mô hình, {kinds.get('exemplar', 0)} điển hình; "
            f"{len(faults)} điều cần lưu ý. {_changes_since(review)}"
        )
        _say(f"Tiếp theo: {_command('review', folder)} để chấm điểm, {_command('report', folder)} để in tài liệu.")


@app.command()
def collect(folder: Folder) -> None:
    """Gom hồ sơ các đơn vị gửi vào thư mục incoming thành một sổ đề xuất."""
    collection = records.collect_nominations(folder)
    path = records.write_proposals(collection, folder)
    for line in display.fault_lines(collection.faults):
        _say(line)
    counts = collection.received["state"].value_counts()
    listed = "; ".join(f"{word} {counts[state]}" for word, state in NOMINATION_STATES.items() if state in counts)
    typer.echo(f"Đã đọc {len(collection.received)} hồ sơ trong thư mục incoming{': ' if listed else ''}{listed}.")
    typer.echo(
        f"{len(collection.silent_units)} đơn vị chưa gửi hồ sơ; {len(collection.scans)} bản quét cần gõ lại. "
        f"Sổ đề xuất: {path}"
    )
    if any(fault.severity == "error" for fault in collection.faults):
        raise typer.Exit(1)


@app.command()
def report(
    folder: Folder,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Nơi ghi tài liệu; mặc định THƯ-MỤC/output.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Chỉ chạy sổ tay có tên này; có thể lặp lại.")] = None,
    as_json: AsJson = False,
) -> None:
    """Chạy các sổ tay và ghi tài liệu của hội nghị."""
    opened = records.open_review(folder)
    if not opened.changes.empty:
        # Opening recorded it, or it waits for a reason: the notebooks that run now find nothing new.
        _say(_changes_since(opened))
    target = (output or folder / OUTPUT).absolute()
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    with progress:
        task = progress.add_task("Bắt đầu", total=None)
        executed: list[Path] = []

        def show(name: str, done: int, total: int) -> None:
            executed.append(publishing.executed_copy(target, name))
            progress.update(task, description=name, completed=done, total=total)

        documents = publishing.run_pipeline(folder.absolute(), target, only=only, on_step=show)
        progress.update(task, description="Xong", completed=progress.tasks[0].total)
    facts = _facts_of(target / publishing.FACTS_FILE, documents)
    if as_json:
        typer.echo(json.dumps({"documents": [str(path) for path in documents], "facts": facts}, ensure_ascii=False))
        return
    typer.echo("Tài liệu:" if documents else "Sổ tay đã chạy:")
    for path in documents or executed:
        typer.echo(f"  {path}")
    known = {fact["key"]: fact for fact in facts}
    if known:
        typer.echo("Số liệu chính:")
        for key in assessment.MAIN_FACTS:
            typer.echo(f"  {known[key]['value']:>3}  {known[key]['label']}")


@app.command()
def review(
    folder: Folder,
    host: Annotated[str, typer.Option(help="Địa chỉ mở bàn chấm; mặc định chỉ máy này vào được.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Cổng; mặc định tự chọn.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Không mở trình duyệt.")] = False,
) -> None:
    """Mở bàn chấm điểm của các thành viên trên trình duyệt."""
    records.open_review(folder)
    with TemporaryDirectory() as place:
        notebook = Path(place) / "2_review_candidates.ipynb"
        publishing.prepare_notebook("2_review_candidates", {"folder": str(folder.absolute())}, notebook)
        display.serve_desk(notebook, host=host, port=port, open_browser=not no_browser)


def _facts_of(path: Path, documents: list[Path]) -> list[dict[str, object]]:
    """Return the facts this run wrote, if it wrote any."""
    return json.loads(path.read_text(encoding="utf-8")) if path in documents else []


def _unreconciled(review: records.Review) -> list[Fault]:
    """Return the counts that do not reconcile by themselves and have to be explained."""
    tables = review.tables()
    return assessment.reconciliation_faults(assessment.reconcile(assessment.compute_facts(tables), tables))


def _changes_since(review: records.Review) -> str:
    """Say how many candidates differ from the last load, and whether that is recorded."""
    if review.changes.empty:
        return "Danh sách không khác lần nạp trước."
    counts = review.changes["change"].value_counts()
    listed = ", ".join(f"{word} {counts.get(change, 0)}" for word, change in CHANGES.items())
    recorded = "đã ghi nhận" if review.changes_recorded else "chưa ghi nhận"
    return f"So với lần nạp trước: {listed} hồ sơ; {recorded}."


def _command(name: str, folder: Path) -> str:
    """Write a command as it can be typed: a folder's name may hold spaces."""
    return f'danvan {name} "{folder}"' if re.search(r"\s", str(folder)) else f"danvan {name} {folder}"


def _wrong_use(error: Exception) -> str:
    """Say in Vietnamese what typer says in English."""
    complaint = _COMPLAINTS.get(type(error).__name__, "không hiểu lệnh")
    parameter = getattr(error, "param", None)
    named = getattr(error, "option_name", "") or getattr(parameter, "metavar", None)
    return f"danvan: {complaint} {named or ' '.join(sys.argv[1:])}. Xem cách dùng: danvan --help"


def _write_utf8() -> None:
    """Write Vietnamese whatever the terminal or the file it is redirected to is said to hold.

    A file name that Python could not read as text comes out byte for byte.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def main() -> None:
    """Run the command; a mistake the user can mend becomes its sentence and exit status 1."""
    _write_utf8()
    try:
        status = app(standalone_mode=False)
    except DanvanError as error:
        _say(str(error))
        sys.exit(1)
    except typer.Abort:
        _say("Đã dừng theo yêu cầu.")
        sys.exit(130)
    except _WrongUse as error:
        _say(_wrong_use(error))
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)
