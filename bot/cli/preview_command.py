"""`localoffer preview`: a topic in every form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

if TYPE_CHECKING:
    from bot.answer import Answer


@localoffer.command("preview", help="show a topic as web, SMS and Teams would")
@click.argument("topic", help="e.g. council_tax")
@click.option("--council", default="england", help="e.g. rotherham; default: all of England")
@click.option("--page", type=Path, metavar="FILE.html", help="write it as a page that needs no server")
@pass_here
def preview(here: Here, topic: str, council: str, page: Optional[Path]) -> None:
    """Print the forms, or write them. Raises LookupError that lists what there is if topic or place is not there."""
    from bot.authoring.preview import preview_page, preview_text

    forms = _forms(here, topic, council)
    if page is None:
        print(preview_text(*forms))
        return
    page.write_text(preview_page(*forms), encoding="utf-8")
    print(f"Written: {page}")


def _forms(here: Here, topic_id: str, place: str) -> tuple[Answer, Answer, Answer]:
    """The whole answer, the easier words and the rule."""
    from bot.offer.answers import answer_for
    from bot.offer.figures import fill
    from bot.offer.lengths import easy_answer, more_answer

    offer, parameters, on = here.offer, here.parameters, here.clock.today()
    if place not in offer.places:
        raise LookupError(f"there is no place {place!r}; there are {', '.join(sorted(offer.places))}")
    topic = offer.topic(topic_id, place)
    if topic is None:
        raise LookupError(f"there is no topic {topic_id!r}; there are {', '.join(offer.topic_ids())}")
    whole = answer_for(topic, offer, parameters, on)
    filled = lambda text: fill(text, parameters, on)  # noqa: E731 - one line, used twice
    return whole, easy_answer(whole, topic, filled), more_answer(whole, topic, filled)
