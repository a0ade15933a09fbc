"""The command ``danvan``.

It only starts things: every command calls one or two functions of the layers below. Exit status
0: fine; 1: the data have faults (one sentence each on stderr); 2: wrong use.
"""

from __future__ import annotations

import io
import sys
from typing import cast

import typer

from danvan_tools.cli.assign_command import assign
from danvan_tools.cli.decision_commands import decisions
from danvan_tools.cli.desk_commands import access, lab, review
from danvan_tools.cli.folder_commands import check, collect, new
from danvan_tools.cli.help_words import HelpfulCommand, HelpfulGroup, parameter_name
from danvan_tools.cli.report_commands import report
from danvan_tools.cli.safekeeping_commands import backup, restore, verify
from danvan_tools.cli.sheet_commands import sheets
from danvan_tools.cli.words import say
from danvan_tools.errors import DanvanError

app = typer.Typer(
    cls=HelpfulGroup,
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


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Bộ công cụ xét chọn mô hình, điển hình "Dân vận khéo"."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


for _command in (new, collect, check, assign, access, review, lab, report, backup, restore, verify):
    app.command(cls=HelpfulCommand)(_command)
app.add_typer(sheets, name="sheets")
app.add_typer(decisions, name="decisions")


def _wrong_use(error: Exception) -> str:
    """Say in Vietnamese what typer says in English."""
    complaint = _COMPLAINTS.get(type(error).__name__, "không hiểu lệnh")
    parameter = getattr(error, "param", None)
    named = getattr(error, "option_name", "") or (parameter_name(parameter) if parameter else "")
    return f"danvan: {complaint} {named or ' '.join(sys.argv[1:])}. Xem cách dùng: danvan --help"


def _write_utf8() -> None:
    """Write Vietnamese whatever the terminal or the file it is redirected to is said to hold.

    A file name that Python could not read as text comes out byte for byte.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def main() -> None:
    """Run the command; a mistake the user can mend becomes its sentence and exit status 1."""
    _write_utf8()
    try:
        status = app(standalone_mode=False, prog_name="danvan")
    except DanvanError as error:
        say(str(error))
        sys.exit(1)
    except typer.Abort:
        say("Đã dừng theo yêu cầu.")
        sys.exit(130)
    except _WrongUse as error:
        say(_wrong_use(error))
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)
