"""`localoffer coverage`: the page of what the content covers."""

from __future__ import annotations

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here
from bot.cli.written_pages import COVERAGE


@localoffer.command("coverage", help=f"write {COVERAGE}: what the content covers")
@pass_here
def coverage(here: Here) -> None:
    """Write the page."""
    from bot.authoring.coverage import coverage_page

    page = coverage_page(here.offer, here.parameters)
    (here.settings.home / COVERAGE).write_text(page, encoding="utf-8")
    print(f"Written: {COVERAGE}")
