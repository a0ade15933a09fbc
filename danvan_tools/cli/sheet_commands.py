"""``danvan sheets export`` and ``import``: score sheets for those who mark without the desk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from danvan_tools import display, records
from danvan_tools.cli.help_words import HelpfulCommand, HelpfulGroup
from danvan_tools.cli.words import OUTPUT, Folder, command, say
from danvan_tools.errors import DanvanError

sheets = typer.Typer(cls=HelpfulGroup, rich_markup_mode=None)

_SECRETARY = "thư ký"


@sheets.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Phiếu chấm ngoài mạng: xuất thành tệp Excel, nhập tệp đã điền."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@sheets.command("export", cls=HelpfulCommand)
def export_sheets(
    folder: Folder,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="THƯ-MỤC", help="Nơi ghi phiếu; mặc định THƯ-MỤC/output/phieu-cham."),
    ] = None,
    reviewer: Annotated[
        list[str] | None,
        typer.Option(metavar="MÃ-THÀNH-VIÊN", help="Chỉ xuất phiếu của thành viên có mã này; có thể lặp lại."),
    ] = None,
) -> None:
    """Xuất phiếu chấm Excel, mỗi thành viên một tệp, để chấm khi không có mạng."""
    written = records.export_sheets(records.open_review(folder), output or folder / OUTPUT / "phieu-cham", reviewer)
    typer.echo(f"Đã xuất {len(written)} phiếu chấm:")
    for path in written:
        typer.echo(f"  {path}")
    say(f"Gửi mỗi tệp cho đúng thành viên. Nhận lại thì chạy: {command('sheets import', folder)} TỆP… --dry-run")


@sheets.command("import", cls=HelpfulCommand)
def import_sheets(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(metavar="TỆP…", help="Phiếu chấm đã điền.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ so sánh với sổ, không ghi gì.")] = False,
) -> None:
    """Nhập phiếu chấm đã điền: so sánh với sổ, hỏi các ô phải chọn, rồi ghi tất cả hoặc không ghi gì."""
    review, failed = records.open_review(folder), False
    for path in files:
        try:
            found = records.read_sheet_file(review, path)
            for line in display.sheet_difference_lines(found):
                typer.echo(line)
            if not dry_run:
                entries = records.import_sheet(review, found, decisions=_decisions(found), entered_by=_SECRETARY)
                done = f"đã ghi {len(entries)} ô vào sổ" if entries else "không có gì mới để ghi"
                typer.echo(f"{path.name}: {done}.")
        except DanvanError as error:
            # One refused file holds no other up.
            say(str(error))
            failed = True
    if failed:
        raise typer.Exit(1)


def _decisions(found: records.SheetImport) -> dict[tuple[str, str], Literal["file", "ledger"]]:
    """Ask about each cell that has to be decided; without a terminal nothing is, and the import names them."""
    if not sys.stdin.isatty():
        return {}
    return {
        cell.key: "file" if not cell.refusal and typer.confirm(f"{cell.question} Lấy theo tệp?") else "ledger"
        for cell in found.questions
    }
