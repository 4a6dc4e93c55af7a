"""`localoffer restore`: bring a backup back, without those who were erased since it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("restore", help="bring a backup back; every server must be stopped")
@click.argument("folder", type=Path, help="what `localoffer backup` made")
@click.option("--over", is_flag=True, help="put it in the place of what is there, which is lost")
@click.option(
    "--erased",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="who was erased, as `person erased` writes it; default: as the database that is replaced says",
)
@pass_here
def restore(here: Here, folder: Path, over: bool, erased: Optional[Path]) -> None:
    """Bring it back. Raises BackupError with what is in the way, ValueError for a wrong line of the list."""
    from bot.cli.restoring import restore as bring_back

    done = bring_back(here.settings, folder, here.clock.now(), over=over, erased=erased)
    for copy in done.manifest.copies:
        print(f"{copy.name}: as they were on {done.manifest.made_at}")
    print(f"Erased since, and erased again: {done.again}")
    if not done.known:
        print(
            "Nobody is known to have been erased. If somebody was erased since the backup, erase them again now."
        )
