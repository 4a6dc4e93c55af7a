"""`localoffer check`: what is wrong with the content, the sentences, the lists of places, the training messages and the rules of danger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here
from bot.cli.written_pages import COVERAGE

if TYPE_CHECKING:
    from bot.offer.models import Problem


@localoffer.command("check", help="check the content; each finding names file, field and fix")
@pass_here
def check(here: Here) -> int:
    """Print what is found, and count it; 1 if there is an error. Warnings do not fail."""
    findings = _findings(here)
    for finding in sorted(findings, key=str):
        print(f"{finding.level}: {finding}")
    errors = sum(finding.level == "error" for finding in findings)
    topics, places = len(here.offer.topic_ids()), len(here.offer.places)
    print(f"{topics} topics, {places} places, {errors} errors, {len(findings) - errors} warnings")
    return 1 if errors else 0


def _findings(here: Here) -> list[Problem]:
    from bot.authoring.check import check_offer
    from bot.authoring.check_messages import check_messages
    from bot.authoring.check_phrases import check_phrases
    from bot.authoring.check_places import check_places
    from bot.safeguarding.check_rules import check_rules

    settings = here.settings
    found = check_offer(here.offer, here.parameters, here.clock.today(), settings.papers)
    found = [*found, *_hands(here), *_coverage_page(here), *check_phrases(settings.home)]
    found = [*found, *check_places(settings.home, here.offer)]
    found = [*found, *check_messages(settings.home), *check_rules(settings.home)]
    return [*found, *_alarms(here)]


def _hands(here: Here) -> list[Problem]:
    from bot.offer.more_asks import check_hands, read_hands

    return list(check_hands(here.offer, read_hands(here.settings.home / "data" / "asks")))


def _alarms(here: Here) -> list[Problem]:
    from bot.authoring.check_alarms import check_alarms
    from bot.dialogue.trained_models import detector_of

    return check_alarms(here.settings.home, lambda: detector_of(here.settings))


def _coverage_page(here: Here) -> list[Problem]:
    from bot.authoring.coverage import coverage_page
    from bot.offer.models import Problem

    path = here.settings.home / COVERAGE
    is_current = path.exists() and path.read_text(encoding="utf-8") == coverage_page(
        here.offer, here.parameters
    )
    if is_current:
        return []
    return [
        Problem(
            file=str(COVERAGE),
            field="the file",
            message="it is not up to date",
            fix="run: localoffer coverage",
        )
    ]
