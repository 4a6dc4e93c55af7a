"""`localoffer migrate`: bring the tables of the main database to this program's version."""

from __future__ import annotations

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("migrate", help="bring the tables of the main database to this program's version")
@click.option("--check", "is_check", is_flag=True, help="change nothing; exit with 1 if a step is missing")
@pass_here
def migrate(here: Here, is_check: bool) -> int:
    """Say which version there is and which is needed, and do the steps; 1 if --check finds one missing. Raises RuntimeError."""
    from bot.records.upgrading import database_version, pending, program_version, upgrade

    with here.unopened.owning() as engine:
        have, needed = database_version(engine) or "none", program_version()
        print(f"version of the tables: {have}; of this program: {needed}")
        if is_check:
            missing = pending(engine)
            print(f"missing: {', '.join(missing)}" if missing else "nothing is missing")
            return 1 if missing else 0
        done = upgrade(engine)
    print(f"done: {', '.join(done)}" if done else "nothing to do")
    return 0
