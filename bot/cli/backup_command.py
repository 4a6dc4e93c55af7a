"""`localoffer backup`: copies of both databases, while the server runs."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("backup", help="copy both databases into a new folder; the server may run meanwhile")
@click.argument("folder", type=Path, help="a new or an empty folder; it is made, for its owner alone")
@pass_here
def backup(here: Here, folder: Path) -> None:
    """Make a backup. Raises BackupError with what is in the way."""
    from importlib import metadata

    from bot.records.copies.backing_up import back_up
    from bot.records.copies.manifest import CONVERSATIONS, RECORDS

    settings = here.settings
    urls = {RECORDS: settings.database_as_owner, CONVERSATIONS: settings.conversations}
    version = metadata.version("care-leavers-local-offer")
    made = back_up(urls, folder, settings.secret(), settings.sealing_keys(), version, here.clock.now())
    for copy in made.copies:
        print(f"{copy.name}: {folder / copy.file} ({copy.size:,} bytes)")
    print(
        "The keys are not in it. Without them nothing in it can be read and nobody can sign in; keep them elsewhere:"
    )
    print(f"  {settings.state_folder / 'data.key' if not settings.data_keys else 'LOCALOFFER_DATA_KEYS'}")
    print(f"  {settings.state_folder / 'secret.key' if not settings.secret_key else 'LOCALOFFER_SECRET_KEY'}")
