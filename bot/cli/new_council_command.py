"""`localoffer new-council`: a starter pack for one more council."""

from __future__ import annotations

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("new-council", help="make a starter pack for a council, with questions to answer")
@click.argument("name", help='e.g. "Exampleshire"')
@click.option("--inherits", default="england", metavar="PLACE", help="england, or an area such as llr")
@pass_here
def new_council(here: Here, name: str, inherits: str) -> None:
    """Make the pack and say what to do next."""
    from bot.authoring.starter import new_council as make_council

    home = here.settings.home / "data" / "offer"
    folder = make_council(name, inherits, here.offer, home, here.clock.today())
    print(f"Made {folder}. Answer the questions in its files (docs/authoring.md), then run: localoffer check")
