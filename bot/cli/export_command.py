"""`localoffer export`: everybody of a council, in the shape that `localoffer import` takes in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.casework.intake.export_all import MAPPING, export_all, require_council, require_new
from bot.casework.operator import Operator
from bot.records.database import Database
from bot.settings import Settings


def add_to(commands_of: Any) -> None:
    """Add the command and its options."""
    command = commands_of.add_parser(
        "export", help="write everybody's people.csv, plans.csv and contacts.csv, unsealed"
    )
    command.add_argument(
        "folder", type=Path, help="a new folder, readable by you alone; keep it as safe as the records"
    )
    command.add_argument("--council", required=True, help="whose records, e.g. rotherham")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the files; 0 if they were. Raises LookupError for an unknown council, FileExistsError for an old folder."""
    require_new(arguments.folder)
    settings = Settings()
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    _keep_event(database, arguments.council, settings)
    with database.transaction() as session:
        counts = export_all(session, arguments.council, arguments.folder)
    for name, rows in counts.items():
        print(f"{arguments.folder / name}: {rows} rows")
    print(f"{arguments.folder / MAPPING}: the advisers' numbers; see docs/databases.md")
    return 0


def _keep_event(database: Database, council: str, settings: Settings) -> None:
    """Kept for good before the first row leaves the house. One for all: a million would drown everybody's own."""
    with database.transaction() as session:
        require_council(session, council)
        session.add(Operator().event("export_all", None, settings.clock().now()))
