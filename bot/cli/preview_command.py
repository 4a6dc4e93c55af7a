"""`localoffer preview`: a passage in every form, and the topic around it."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command(
    "preview", help="show a passage as web, SMS and Teams would, and what there is of its topic"
)
@click.argument("topic", help="e.g. council_tax")
@click.argument("passage", required=False, help="e.g. how_much; default: the first, then the whole topic")
@click.option("--council", default="england", help="e.g. rotherham; default: all of England")
@click.option("--page", type=Path, metavar="FILE.html", help="write it as a page that needs no server")
@pass_here
def preview(here: Here, topic: str, passage: Optional[str], council: str, page: Optional[Path]) -> None:
    """Print the forms, or write them. Raises LookupError that lists what there is if place, topic or passage is not there."""
    from bot.authoring.preview import preview_of, preview_page, preview_text

    shown = preview_of(topic, passage, council, here.offer, here.parameters, here.clock.today())
    if page is None:
        print(preview_text(shown))
        return
    page.write_text(preview_page(shown), encoding="utf-8")
    print(f"Written: {page}")
