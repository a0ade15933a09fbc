"""``danvan sheets export`` and ``import``: score sheets for those who mark without the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from danvan_tools import display, records
from danvan_tools.cli.words import OUTPUT, Folder, command, say
from danvan_tools.errors import DanvanError

sheets = typer.Typer(help="Phiếu chấm ngoại tuyến bằng Excel: xuất cho từng thành viên, nhập lại khi đã điền.")


@sheets.command("export")
def export_sheets(
    folder: Folder,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Nơi ghi phiếu; mặc định THƯ-MỤC/output/phieu-cham.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Chỉ thành viên có mã này; có thể lặp lại.")] = None,
) -> None:
    """Xuất mỗi thành viên một phiếu chấm Excel, đã khoá mã hồ sơ và tiêu chí."""
    review = records.open_review(folder)
    written = records.export_sheets(review, output or folder / OUTPUT / "phieu-cham", only)
    typer.echo(f"Đã xuất {len(written)} phiếu chấm:")
    for path in written:
        typer.echo(f"  {path}")
    say(f"Nhận lại phiếu đã điền: {command('sheets import', folder)} TỆP…")


@sheets.command("import")
def import_sheets(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(metavar="TỆP…", help="Phiếu đã điền.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ so sánh với sổ, không ghi gì.")] = False,
    decide: Annotated[
        Literal["file", "ledger"] | None,
        typer.Option(help="Ô bị sửa cả trong tệp lẫn trên màn hình: lấy theo tệp (file) hay theo sổ (ledger)."),
    ] = None,
) -> None:
    """So sánh phiếu đã điền với sổ rồi ghi vào sổ; nhập hai lần không ghi hai lần."""
    review = records.open_review(folder)
    refused = False
    for path in files:
        try:
            found = records.read_sheet_file(review, path)
            for line in display.sheet_difference_lines(found):
                typer.echo(line)
            if dry_run:
                continue
            decisions = {cell.key: decide for cell in found.questions} if decide else {}
            entries = records.import_sheet(review, found, decisions=decisions, entered_by=found.reviewer_id)
        except DanvanError as error:
            # The other files are read all the same.
            say(str(error))
            refused = True
        else:
            typer.echo(f"{path.name}: đã ghi {len(entries)} ô vào sổ.")
    if refused:
        raise typer.Exit(1)
