"""`localoffer import`: take in a case system's exports."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("import", help="take in people.csv, plans.csv, contacts.csv or a folder of exports")
@click.argument("path", type=Path, help="people.csv, plans.csv, contacts.csv, or a folder")
@click.option("--mapping", type=Path, help="YAML file that says which file and column is which")
@click.option("--council", help="the council the records are of, if no column says so, e.g. rotherham")
@click.option("--dry-run", is_flag=True, help="check everything, keep nothing")
@click.option("--keep-going", is_flag=True, help="take the good rows; list the others in FILE.rejects.csv")
@click.option(
    "--report", type=Path, help="CSV file for everything that was found: file, line, field, reason, done, fix"
)
@pass_here
def import_(
    here: Here,
    path: Path,
    mapping: Optional[Path],
    council: Optional[str],
    dry_run: bool,
    keep_going: bool,
    report: Optional[Path],
) -> int:
    """Take the files in, all or none; 1 if a row was rejected."""
    from bot.casework.intake.mapping import PLAIN, left_over, load_mapping, sources_of
    from bot.cli.taking_in import how_of, take_in

    sources = sources_of(path, load_mapping(mapping) if mapping else PLAIN, council)
    others = left_over(path, sources, [mapping, report])
    how = how_of(here, is_dry_run=dry_run, keep_going=keep_going)
    code = take_in(here.database, sources, how, report)
    if others:
        print(f"{path.name}: not read, as no file of that name is looked for: {', '.join(others)}")
    return code
