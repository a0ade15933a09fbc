"""What every command needs: its folder, its sentences, and how a command is typed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

OUTPUT = "output"

Folder = Annotated[Path, typer.Argument(metavar="THƯ-MỤC", help="Thư mục của đợt xét.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON cho chương trình khác đọc.")]


def command(name: str, folder: Path) -> str:
    """Write a command as it can be typed: a folder's name may hold spaces."""
    return f'danvan {name} "{folder}"' if re.search(r"\s", str(folder)) else f"danvan {name} {folder}"


def say(sentence: str) -> None:
    """Write a sentence where faults go: to stderr."""
    typer.echo(sentence, err=True)
