"""``danvan decisions export`` and ``import``: the list of proposals for the authority, out and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from danvan_tools import display, records
from danvan_tools.cli.help_words import HelpfulCommand, HelpfulGroup
from danvan_tools.cli.words import OUTPUT, Folder, command, say

decisions = typer.Typer(cls=HelpfulGroup, rich_markup_mode=None)

_SECRETARY = "thư ký"


@decisions.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Danh sách đề nghị và quyết định: xuất thành tệp Excel, nhập tệp đã điền."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@decisions.command("export", cls=HelpfulCommand)
def export_decisions(
    folder: Folder,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="TỆP", help="Tệp ghi ra; mặc định THƯ-MỤC/output/quyet-dinh.xlsx."),
    ] = None,
) -> None:
    """Xuất danh sách đề nghị Excel, có cột để điền quyết định."""
    target = output or folder / OUTPUT / "quyet-dinh.xlsx"
    if output is None and folder.is_dir():
        target.parent.mkdir(exist_ok=True)
    path = records.export_decision_list(records.open_review(folder), target)
    typer.echo(f"Đã xuất danh sách: {path}")
    say(f"Điền xong thì chạy: {command('decisions import', folder)} TỆP --dry-run")


@decisions.command("import", cls=HelpfulCommand)
def import_decisions(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Danh sách đã điền quyết định.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ so sánh với sổ, không ghi gì.")] = False,
) -> None:
    """Nhập danh sách đã điền: so sánh với sổ, rồi ghi mọi quyết định hoặc không ghi gì."""
    review = records.open_review(folder)
    found = records.read_decision_list(review, file)
    for line in display.decision_difference_lines(found):
        typer.echo(line)
    if dry_run:
        typer.echo("Chưa ghi gì.")
        return
    records.import_decision_list(review, found, entered_by=_SECRETARY)
    done = f"đã ghi {len(found.changed)} quyết định vào sổ" if found.changed else "không có gì mới để ghi"
    typer.echo(f"{file.name}: {done}.")
