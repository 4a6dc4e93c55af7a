"""`localoffer parse`: what messages are about."""

from __future__ import annotations

import asyncio

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("parse", help="say what messages on standard input are about, as JSON lines")
@pass_here
def parse(here: Here) -> None:
    """Say what each message is about."""
    from bot.cli.parsing import parse_lines

    asyncio.run(parse_lines(here.settings))
