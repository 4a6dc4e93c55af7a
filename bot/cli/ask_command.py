"""`localoffer ask`: a question answered on the terminal."""

from __future__ import annotations

import asyncio
from typing import Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here
from bot.cli.shown_answer import CHANNELS


@localoffer.command("ask", help="answer a question, or JSON lines from standard input with -")
@click.argument(
    "question", help="the question, or - to read JSON lines {text, council, channel, conversation}"
)
@click.option("--council", help="the council to answer for, e.g. rotherham")
@click.option("--channel", type=click.Choice(CHANNELS), default="web", help="show it as this channel would")
@pass_here
def ask(here: Here, question: str, council: Optional[str], channel: str) -> None:
    """Answer one question, or a JSON line each from standard input."""
    from bot.cli.asked_lines import ask_lines, ask_once

    if question == "-":
        asyncio.run(ask_lines(here.settings, channel, council))
    else:
        asyncio.run(ask_once(here.settings, question, channel, council))
