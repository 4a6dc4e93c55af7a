"""`localoffer diff`: what changed between two folders of content."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.command_group import localoffer


@localoffer.command("diff", help="show in words what changed between two folders of content")
@click.argument("old", type=Path, help="a folder such as data/offer of an older copy")
@click.argument("new", type=Path, help="the newer folder")
def diff(old: Path, new: Path) -> None:
    """Show what changed, topic by topic; something changed is no failure."""
    from bot.authoring.diff import diff_offers
    from bot.offer.loader import load_offer

    print("\n".join(diff_offers(load_offer(old), load_offer(new))) or "Nothing changed.")
