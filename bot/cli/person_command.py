"""`localoffer person ...`: hand over what is held about somebody, erase it, or let an erased person in again."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from bot.identity.access.decisions import Action

_reference = click.argument("reference", help="the council's reference, e.g. YP-1042")


def _who(command: Callable[..., Any]) -> Callable[..., Any]:
    council = click.option("--council", help="the council, where several use this reference")
    return _reference(council(command))


@localoffer.group("person", help="hand over or erase what is held about somebody")
def person() -> None:
    """`person export`, `person erase`, `person erased`, `person readmit` and `person scrub`."""


@person.command("export", help="write everything held about somebody as JSON")
@_who
@click.option(
    "--out", type=Path, help="write to this new file, readable by you alone; default: standard output"
)
@pass_here
def export(here: Here, reference: str, council: Optional[str], out: Optional[Path]) -> None:
    """Write the export. Raises LookupError if nobody has the reference, RuntimeError if the file is there already."""
    from bot.casework.operator import Operator
    from bot.casework.privacy.subject_access import export as export_one
    from bot.identity.access.decisions import Action, audited

    if out and out.exists():
        raise RuntimeError(f"--out: {out} exists already; name a new file")
    database, now = here.database, here.clock.now()
    with audited(database, here.reach) as session:
        found = _reached(session, reference, council, Action.EXPORT, now)
        held = export_one(session, found, now, Operator())
    _write(json.dumps(held, indent=2, ensure_ascii=False) + "\n", out)


@person.command("erase", help="delete everything held about somebody but the audit's numbers")
@_who
@click.option("--yes", "is_sure", is_flag=True, help="really delete; there is no way back")
@pass_here
def erase(here: Here, reference: str, council: Optional[str], is_sure: bool) -> int:
    """Erase; 1 without --yes. Raises LookupError if nobody has the reference."""
    from bot.casework.plans.plan_status import require_by_reference

    if not is_sure:
        with here.database.transaction(here.reach) as session:
            require_by_reference(session, reference, council)
        print(f"{reference} would be erased for good; add --yes to do it.", file=sys.stderr)
        return 1
    for table, count in _erase(here, reference, council).items():
        print(f"{table}: {count} deleted")
    return 0


@person.command(
    "erased", help="list who was erased, as hashes and days, for `restore --erased`; keep it apart"
)
@pass_here
def erased(here: Here) -> None:
    """Print the list. It names nobody to whoever lacks the secret key."""
    from bot.casework.privacy.erased_again import as_lines, erased_of

    with here.database.transaction(here.reach) as session:
        lines = as_lines(erased_of(session))
    for line in lines:
        print(line)


@person.command("readmit", help="let the next import bring an erased person again")
@_reference
@click.option("--council", required=True, help="the council that must hold the person again")
@pass_here
def readmit(here: Here, reference: str, council: str) -> None:
    """Let an erased person in again. Raises LookupError if nobody of that reference was erased."""
    from bot.caseload.casework_reads import operator
    from bot.casework.operator import Operator
    from bot.casework.privacy.erased import erased_lookup
    from bot.casework.privacy.erased import readmit as readmit_one
    from bot.identity.access.decisions import Action, audited, demand

    database, now = here.database, here.clock.now()
    with audited(database, here.reach) as session:
        demand(session, operator(), Action.READMIT, None, now)
        readmit_one(session, council, reference, now, Operator(), erased_lookup(here.keyed))
    print(f"{reference} is no longer left out: the next import that names them adds them again")


@person.command("scrub", help="rewrite the database files so that nothing deleted can be read from them")
@pass_here
def scrub(here: Here) -> None:
    """Rewrite the files of the records and of the conversations."""
    from bot.cli.conversations import conversations_of

    here.scrub()
    conversations_of(here.settings)[1]()


def _erase(here: Here, reference: str, council: Optional[str]) -> Mapping[str, int]:
    """How many rows of each table went; the files are rewritten too."""
    from bot.casework.operator import Operator
    from bot.casework.privacy import subject_access
    from bot.casework.privacy.erased import erased_lookup
    from bot.cli.conversations import conversations_of
    from bot.identity.access.decisions import Action, audited

    database, now = here.database, here.clock.now()
    forget, scrub_conversations = conversations_of(here.settings)
    with audited(database, here.reach) as session:
        found = _reached(session, reference, council, Action.ERASE, now)
        gone = subject_access.erase(session, found, now, Operator(), forget, erased_lookup(here.keyed))
    here.scrub()
    scrub_conversations()
    return gone


def _reached(session: Session, reference: str, council: Optional[str], action: Action, now: datetime) -> int:
    """The person, if the operator may do this with them; the audit event is written by what is done."""
    from bot.caseload.casework_reads import operator
    from bot.casework.plans.plan_status import require_by_reference
    from bot.identity.access.decisions import demand

    found = require_by_reference(session, reference, council)
    demand(session, operator(), action, found, now)
    return found


def _write(text: str, out: Optional[Path]) -> None:
    if out is None:
        print(text, end="")
        return
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"written to {out}", file=sys.stderr)
