"""The help of every command, in Vietnamese from its first word to its last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

__all__ = ["HelpfulCommand", "HelpfulGroup", "parameter_name"]


class HelpfulCommand(TyperCommand):
    """A command that explains itself in Vietnamese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, what the command does, its arguments and options."""
        _write_frame(self, ctx, formatter)


class HelpfulGroup(TyperGroup):
    """A group of commands that lists them, each with its whole sentence."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, what the group is for, its options and commands."""
        _write_frame(self, ctx, formatter)
        commands = [(name, self.commands[name].help or "") for name in self.list_commands(ctx)]
        _write_section(formatter, "Lệnh", commands)


def parameter_name(parameter: TyperArgument | TyperOption) -> str:
    """Return a parameter as it is typed: ``THƯ-MỤC``, or ``-o TỆP``."""
    if isinstance(parameter, TyperArgument):
        return parameter.metavar or (parameter.name or "").upper()
    value = "" if parameter.is_flag or not parameter.metavar else f" {parameter.metavar}"
    return f"{parameter.opts[0]}{value}"


def _write_frame(command: TyperCommand | TyperGroup, context: Any, formatter: Any) -> None:
    """Write everything but the commands of a group."""
    parameters = command.get_params(context)
    arguments = [one for one in parameters if isinstance(one, TyperArgument)]
    options = [one for one in parameters if isinstance(one, TyperOption)]
    pieces = ["[TUỲ CHỌN]", *map(parameter_name, arguments)]
    pieces += ["LỆNH …"] if isinstance(command, TyperGroup) else []
    formatter.write_usage(context.command_path, " ".join(pieces), prefix="Cách dùng: ")
    if command.help:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(command.help)
    _write_section(formatter, "Tham số", map(_explained, arguments))
    _write_section(formatter, "Tuỳ chọn", map(_explained, options))


def _explained(parameter: TyperArgument | TyperOption) -> tuple[str, str]:
    """Return how a parameter is typed, and what it is for."""
    if isinstance(parameter, TyperOption) and "--help" in parameter.opts:
        return "--help", "In hướng dẫn này."
    names = ", ".join(parameter.opts[:-1] if isinstance(parameter, TyperOption) else ())
    last = parameter_name(parameter).replace(parameter.opts[0], parameter.opts[-1], 1)
    required = " (bắt buộc)" if parameter.required else ""
    return f"{names}, {last}" if names else last, f"{parameter.help or ''}{required}"


def _write_section(formatter: Any, heading: str, rows: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> None:
    if found := list(rows):
        with formatter.section(heading):
            formatter.write_dl(found)
