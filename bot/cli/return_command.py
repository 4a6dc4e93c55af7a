"""`localoffer return import|export`: the yearly return's care leavers table."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Optional

import click

from bot.casework.returns.oc3_checks import COLUMNS
from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

_TABLE = [
    click.argument("file", type=Path, help=f"CSV with the columns {','.join(COLUMNS)}"),
    click.option(
        "--year", type=int, required=True, help="the year in which the collection year ends, e.g. 2026"
    ),
    click.option("--council", help="the council, if the records are of several, e.g. rotherham"),
    click.option("--report", type=Path, help="CSV file for what is wrong: line, field, rule, reason, fix"),
]


def _of_table(command: Callable[..., Any]) -> Callable[..., Any]:
    for add in reversed(_TABLE):
        command = add(command)
    return command


@localoffer.group("return", help="write or read the SSDA903 care leavers table (OC3)")
def return_() -> None:
    """`return import` and `return export`."""


@return_.command("import", help="take in a table that was sent before")
@_of_table
@click.option("--confirmed-by", type=int, help="the id of the adviser who confirmed these rows")
@pass_here
def take_in(
    here: Here,
    file: Path,
    year: int,
    council: Optional[str],
    report: Optional[Path],
    confirmed_by: Optional[int],
) -> int:
    """Read the table; 1 if something is wrong with a row, and then nothing is kept."""
    from bot.cli.report_file import require_free
    from bot.cli.return_table import HEADING, Table, read_table, show

    if report is not None:
        require_free(report, HEADING)  # before anything is kept
    return show(read_table(here, Table(file, year, council), confirmed_by), report)


@return_.command("export", help="write what advisers confirmed")
@_of_table
@pass_here
def give_out(here: Here, file: Path, year: int, council: Optional[str], report: Optional[Path]) -> int:
    """Write the table; 1 if something is wrong with a row, and then nothing is written."""
    from bot.cli.report_file import require_free
    from bot.cli.return_table import HEADING, Table, show, write_table

    if report is not None:
        require_free(report, HEADING)  # before anything is written
    return show(write_table(here, Table(file, year, council)), report)
