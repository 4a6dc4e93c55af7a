"""The group of all commands: each is the module `<name>_command` of this package, which adds itself to `localoffer`.

A module is imported when its command is asked for, so one command does not wait for what the others need.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Optional

import click

import bot.cli

ENDING = "_command"


class OneCommand(click.Command):
    """A command whose help is one sentence, listed in full."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """The sentence."""
        return self.help or ""


class CommandGroup(click.Group):
    """A command with sub-commands, listed as `OneCommand` is."""

    command_class = OneCommand

    def get_short_help_str(self, limit: int = 45) -> str:
        """The sentence."""
        return self.help or ""


class CommandFiles(CommandGroup):
    """The commands that there are files for."""

    group_class = CommandGroup

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names by the alphabet."""
        return sorted(map(command_of, command_modules()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> Optional[click.Command]:
        """The command, None if no file has its name. Raises ClickException if the file can't be loaded."""
        if cmd_name in self.list_commands(ctx):
            self._load(cmd_name)
        return super().get_command(ctx, cmd_name)

    def _load(self, name: str) -> None:
        module = module_of(name)
        try:
            importlib.import_module(module)
        except Exception as error:
            raise click.ClickException(
                f"the command {name!r} can't be loaded: {module}: {type(error).__name__}: {error}"
            ) from error
        if name not in self.commands:
            raise click.ClickException(f"the command {name!r} can't be loaded: {module} does not add it")


def command_modules() -> list[str]:
    """The names of the modules that add a command, without the package."""
    return [found.name for found in pkgutil.iter_modules(bot.cli.__path__) if found.name.endswith(ENDING)]


def command_of(module: str) -> str:
    """The command that a module adds: `new-council` for `new_council_command`."""
    return module.removesuffix(ENDING).replace("_", "-")


def module_of(command: str) -> str:
    """The module that adds a command, with the package."""
    return f"{bot.cli.__name__}.{command.replace('-', '_')}{ENDING}"


localoffer = CommandFiles(
    name="localoffer",
    help="The care leavers' local offer assistant.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
