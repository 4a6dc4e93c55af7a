"""`localoffer export`: everybody of a council, in the shape that `localoffer import` takes in."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("export", help="write everybody's people.csv, plans.csv and contacts.csv, unsealed")
@click.argument(
    "folder", type=Path, help="a new folder, readable by you alone; keep it as safe as the records"
)
@click.option("--council", required=True, help="whose records, e.g. rotherham")
@pass_here
def export(here: Here, folder: Path, council: str) -> None:
    """Write the files. Raises LookupError for an unknown council, FileExistsError for an old folder."""
    from bot.casework.intake.export_all import MAPPING, export_all, require_new
    from bot.records.reach import of_councils

    require_new(folder)
    _keep_event(here, council)
    with here.database.transaction(of_councils([council])) as session:
        counts = export_all(session, council, folder)
    for name, rows in counts.items():
        print(f"{folder / name}: {rows} rows")
    print(f"{folder / MAPPING}: the advisers' numbers; see docs/casework.md")


def _keep_event(here: Here, council: str) -> None:
    """Kept for good before the first row leaves the house. One for all: a million would drown everybody's own."""
    from bot.casework.intake.export_all import require_council
    from bot.casework.operator import Operator

    with here.database.transaction(here.reach) as session:
        require_council(session, council)
        session.add(Operator().event("export_all", None, here.clock.now()))
