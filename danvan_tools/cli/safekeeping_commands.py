"""``danvan backup``, ``restore``, ``verify``: that nothing is lost, and nothing was altered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from danvan_tools import display, records
from danvan_tools.cli.words import Folder, say


def backup(
    folder: Folder,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="TỆP", help="Tệp sao lưu (.zip).")],
) -> None:
    """Sao lưu cả đợt xét vào một tệp, kể cả khi đang chấm."""
    written = records.backup_review(folder, output)
    typer.echo(f"Đã sao lưu: {written.file}")
    for name in written.left_out:
        say(
            f"{name}: không phải tệp thường (lối tắt, hoặc tên có dấu \\) nên không có trong bản sao lưu. "
            "Chép tệp thật vào chỗ ấy rồi sao lưu lại, hoặc xóa nếu không cần."
        )
    if written.left_out:
        raise typer.Exit(1)


def restore(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp do danvan backup ghi.", show_default=False)],
    folder: Annotated[Path, typer.Argument(metavar="THƯ-MỤC", help="Thư mục mới, hoặc còn trống.", show_default=False)],
) -> None:
    """Khôi phục một tệp sao lưu vào thư mục mới, sau khi đối chiếu từng tệp."""
    typer.echo(f"Đã khôi phục: {records.restore_review(file, folder)}")


def verify(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="THƯ-MỤC", help="Thư mục đợt xét, hoặc thư mục tài liệu nằm trong đó.", show_default=False
        ),
    ],
    against: Annotated[
        list[Path] | None,
        typer.Argument(metavar="BẢN-LƯU", help="Thư mục tài liệu, bản sao lưu để đối chiếu.", show_default=False),
    ] = None,
) -> None:
    """Kiểm tra sổ ghi có bị sửa, bỏ bớt hay tính lại không."""
    found = records.verify_folder(folder, against or [])
    for line in display.fault_lines(found.faults):
        say(line)
    if any(fault.severity == "error" for fault in found.faults):
        raise typer.Exit(1)
    for line in found.summary:
        typer.echo(line)
