"""`localoffer teams`: an adviser on the terminal, and the app as it is uploaded to Teams."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.group("teams", help="try Teams on the terminal, and make the app package")
def teams() -> None:
    """`teams simulate` and `teams package`."""


@teams.command(
    "simulate",
    help="an adviser on the terminal: write, press buttons, see what would be sent; nothing leaves, nothing is kept",
)
@click.option(
    "--as",
    "whom",
    required=True,
    metavar="ACCOUNT",
    help="who writes: the number of an account of staff in the demo, a name such as sam or priya, or nobody",
)
@pass_here
def simulate(here: Here, whom: str) -> None:
    """Lines on standard input that come from no terminal give a JSON line for each text and card. Raises LookupError for nobody's account."""
    from bot.cli.adviser import simulate as run

    asyncio.run(run(here.settings, whom))


@teams.command(
    "package", help="make the app as it is uploaded to Teams: manifest, icons and what can be asked"
)
@click.option("--out", required=True, type=Path, metavar="FILE.zip", help="a new file")
@pass_here
def package(here: Here, out: Path) -> None:
    """Write the file. Raises RuntimeError that names the setting which is missing, FileExistsError if the file is there."""
    from bot.channels.teams.app_package import write_package

    write_package(here.settings, out)
    print(f"{out} is made; upload it in the Teams admin centre (docs/teams.md)")
