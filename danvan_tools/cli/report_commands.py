"""``danvan report``: the documents of the conference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from danvan_tools import assessment, publishing, records
from danvan_tools.cli.folder_commands import changes_since
from danvan_tools.cli.words import OUTPUT, AsJson, Folder, say


def report(
    folder: Folder,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="NƠI-GHI", help="Nơi ghi tài liệu; mặc định THƯ-MỤC/output."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="SỔ-TAY", help="Chỉ chạy sổ tay có tên này; có thể lặp lại.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Chạy các sổ tay và ghi tài liệu của hội nghị."""
    opened = records.open_review(folder)
    if not opened.changes.empty:
        # Opening recorded it, or it waits for a reason: the notebooks that run now find nothing new.
        say(changes_since(opened))
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


def _facts_of(path: Path, documents: list[Path]) -> list[dict[str, object]]:
    """Return the facts this run wrote, if it wrote any."""
    return json.loads(path.read_text(encoding="utf-8")) if path in documents else []
