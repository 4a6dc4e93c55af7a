"""`localoffer plan`: where a young person's plan stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

if TYPE_CHECKING:
    from bot.casework.plans.plan_status import PlanStatus


@localoffer.command("plan", help="show where a young person's plan stands, to an operator")
@click.argument("reference", help="the council's reference, e.g. YP-DEMO-1")
@click.option("--council", help="needed where several councils use this reference")
@pass_here
def plan(here: Here, reference: str, council: Optional[str]) -> None:
    """Show the plan's status. Raises RuntimeError if nobody has the reference."""
    from bot.answer_text import plain_text
    from bot.caseload.casework_reads import operator, plan_status
    from bot.casework.plans.plan_status import find_by_reference
    from bot.casework.plans.plan_words import plan_answer
    from bot.identity.access.decisions import audited

    on, parameters = here.clock.today(), here.parameters
    with audited(here.database, here.reach) as session:
        found = find_by_reference(session, reference, council)
        if found is None:
            raise RuntimeError(f"nobody has the reference {reference!r} (see `make serve` for demo people)")
        status = plan_status(session, operator(), found, parameters, on, here.clock.now())
    print(f"{status.reference}: {_in_a_word(status)}")
    print(plain_text(plan_answer(status, on)))


def _in_a_word(status: PlanStatus) -> str:
    if status.state is None:
        return "no plan on record"
    return f"{status.state.value}, {'overdue' if status.is_overdue else 'in time'}"
