"""The page `docs/commands.md`: every command with its options, told by the commands themselves."""

from __future__ import annotations

from typing import Iterator

import click

from bot.cli.command_group import localoffer

HEAD = """# Commands

Made by `localoffer commands --write`; a test fails if it is not up to date.

On the terminal `localoffer COMMAND --help` shows the same. Every command ends with 0 if it worked, 1 if something is wrong
and 2 if the call was wrong. What is wrong stands on standard error.
"""


def commands_page() -> str:
    """The page: a table of all commands, then each of them with what it takes."""
    found = every_command()
    table = ["| command | what it does |", "|---|---|", *map(_row, found)]
    return "\n".join([HEAD, *table, "", *(line for one in found for line in _section(one))]).rstrip() + "\n"


def every_command() -> list[click.Context]:
    """Each command and sub-command, by the alphabet."""
    return list(_below(click.Context(localoffer, info_name=localoffer.name, **localoffer.context_settings)))


def _below(context: click.Context) -> Iterator[click.Context]:
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        one = click.Context(command, parent=context, info_name=name)
        yield one
        yield from _below(one)


def _row(context: click.Context) -> str:
    return f"| `{context.command_path}` | {context.command.help} |"


def _section(context: click.Context) -> Iterator[str]:
    taken = [_taken(context, parameter) for parameter in context.command.params]
    if not taken:
        return
    arguments = [one for one in context.command.params if isinstance(one, click.Argument)]
    call = " ".join([context.command_path, *(one.make_metavar(context) for one in arguments)])
    yield from (f"## `{call}`", "", "| argument or option | what it is |", "|---|---|", *taken, "")


def _taken(context: click.Context, parameter: click.Parameter) -> str:
    name = parameter.make_metavar(context)
    if isinstance(parameter, click.Option):
        name = parameter.opts[-1] if parameter.is_flag else f"{parameter.opts[-1]} {name}"
    return f"| `{_in_table(name)}` | {_in_table(parameter.help or '')}{_without_it(context, parameter)} |"


def _without_it(context: click.Context, parameter: click.Parameter) -> str:
    """That an option is needed, or what holds without it, where its help does not say so."""
    if isinstance(parameter, click.Argument):
        return ""
    default = parameter.get_default(context)
    if isinstance(default, str) and "default" not in (parameter.help or ""):
        return f"; default: {default}"
    return " (needed)" if parameter.required else ""


def _in_table(text: str) -> str:
    return text.replace("|", r"\|")
