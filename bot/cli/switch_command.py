"""`localoffer switch ...`: close a channel, the staff pages or signing in on this machine, and open them again."""

from __future__ import annotations

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

_what = click.argument("what", help="web, sms, teams, staff or sign_in")


@localoffer.group(
    "switch",
    help="show what is switched off on this machine",
    invoke_without_command=True,
    no_args_is_help=False,
)
@click.pass_context
def switch(context: click.Context) -> None:
    """Without a sub-command, show what is on and off. Raises SwitchError if the file of switches is wrong."""
    if context.invoked_subcommand is None:
        _show(context.ensure_object(Here))


@switch.command("off", help="switch something off; a running server follows within seconds")
@_what
@click.option(
    "--say",
    default="",
    show_default=False,
    help="what those who come meanwhile are told besides, in one line",
)
@pass_here
def off(here: Here, what: str, say: str) -> None:
    """Switch off. Raises SwitchError for what can't be, and for words that don't fit."""
    from bot.switches import read_off, require, write_off

    file = here.settings.off_file
    write_off(file, {**read_off(file), require(what, "switch off"): say})
    _show(here)


@switch.command("on", help="switch something on again")
@_what
@pass_here
def on(here: Here, what: str) -> None:
    """Switch on. Raises SwitchError for what can't be switched."""
    from bot.switches import read_off, require, write_off

    file, name = here.settings.off_file, require(what, "switch on")
    write_off(file, {one: said for one, said in read_off(file).items() if one != name})
    _show(here)


def _show(here: Here) -> None:
    from bot.switches import NAMES, Switches, read_off

    always, now = Switches(here.settings.off).off(), read_off(here.settings.off_file)
    for name in NAMES:
        if name in always:
            print(f"{name}: off (LOCALOFFER_OFF)")
        elif name in now:
            print(f"{name}: off; people are told: {now[name]}" if now[name] else f"{name}: off")
        else:
            print(f"{name}: on")
    print(f"On this machine: {here.settings.off_file}")
