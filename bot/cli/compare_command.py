"""`localoffer compare`: what councils say on one topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

if TYPE_CHECKING:
    from bot.answer import Answer


@localoffer.command("compare", help="show a topic in several councils side by side")
@click.argument("topic", help="e.g. council_tax")
@click.argument("councils", nargs=-1, required=True, help="e.g. rutland rotherham")
@pass_here
def compare(here: Here, topic: str, councils: tuple[str, ...]) -> None:
    """Show the law once and the councils beside each other."""
    from bot.authoring.columns import side_by_side
    from bot.talk.compare import compare as compare_councils

    answer = compare_councils(topic, list(councils), here.offer, here.parameters, here.clock.today())
    print(answer.title.upper(), *_law(answer), side_by_side(answer.columns), *answer.notes, sep="\n\n")


def _law(answer: Answer) -> list[str]:
    from bot.answer_text import paragraph_groups

    groups = paragraph_groups(answer.paragraphs)
    return ["\n".join([f"{group.heading}:", *group.texts, *group.steps]) for group in groups]
