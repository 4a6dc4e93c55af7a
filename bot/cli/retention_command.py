"""`localoffer retention`: show what is past its time, or delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

if TYPE_CHECKING:
    from bot.casework.privacy.retention import Due, Rule


@localoffer.command("retention", help="show which records are past their time (data/retention.yml)")
@click.option("--apply", "is_applied", is_flag=True, help="delete them; without it nothing is changed")
@pass_here
def retention(here: Here, is_applied: bool) -> None:
    """Show or delete. Raises RuntimeError if data/retention.yml is wrong."""
    import bot.cli.every_table  # noqa: F401 - the rules name their tables
    from bot.casework.privacy.retention import due_for_deletion, load_rules

    rules, _elsewhere = load_rules(here.settings.home / "data" / "retention.yml")
    if is_applied:
        _show(_delete(here, rules), "deleted")
        return
    with here.database.transaction(here.reach) as session:
        _show(due_for_deletion(session, rules, here.clock.today()), "would be deleted")
    print("Nothing was changed; --apply deletes.")


def _delete(here: Here, rules: list[Rule]) -> list[Due]:
    from bot.casework.privacy.erased import erased_lookup
    from bot.casework.privacy.retention import apply
    from bot.cli.conversations import conversations_of

    forget, scrub_conversations = conversations_of(here.settings)
    on, now = here.clock.today(), here.clock.now()
    with here.database.transaction(here.reach) as session:
        deleted = apply(session, rules, on, now, forget, erased_lookup(here.keyed))
    here.scrub()
    scrub_conversations()
    return deleted


def _show(found: list[Due], what: str) -> None:
    for due in found:
        years = due.rule.keep_years
        kept = f"kept {years} year{'' if years == 1 else 's'}"
        print(f"{due.rule.kind}: {due.count} {what} ({kept}; {due.rule.source})")
