"""`localoffer commands`: the page of what there is to call."""

from __future__ import annotations

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here
from bot.cli.written_pages import COMMANDS


@localoffer.command("commands", help="show every command with its options, as a page")
@click.option("--write", "is_written", is_flag=True, help=f"write it to {COMMANDS}")
@pass_here
def commands(here: Here, is_written: bool) -> None:
    """Print the page, or write it."""
    from bot.cli.commands_page import commands_page

    if not is_written:
        print(commands_page(), end="")
        return
    (here.settings.home / COMMANDS).write_text(commands_page(), encoding="utf-8")
    print(f"Written: {COMMANDS}")
