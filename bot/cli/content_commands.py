"""Commands for those who write the content."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Iterable

from bot.answer import Answer
from bot.answer_text import paragraph_groups
from bot.authoring.check import check_offer
from bot.authoring.check_messages import check_messages
from bot.authoring.columns import side_by_side
from bot.authoring.coverage import coverage_page
from bot.authoring.diff import diff_offers
from bot.authoring.preview import preview_page, preview_text
from bot.authoring.starter import new_council as make_council
from bot.entitlements.parameters import Parameters, load_parameters
from bot.offer.answers import answer_for
from bot.offer.figures import fill
from bot.offer.lengths import easy_answer, more_answer
from bot.offer.loader import Offer, load_offer
from bot.offer.models import Problem
from bot.safeguarding.check_rules import check_rules
from bot.settings import Settings
from bot.talk.compare import compare as compare_councils

COVERAGE = Path("docs") / "coverage.md"


def add_to(commands_of: Any) -> None:
    """Register the commands and their options."""
    check_it = commands_of.add_parser(
        "check", help="check the content; each finding names file, field and fix"
    )
    check_it.set_defaults(run=check)

    cover = commands_of.add_parser("coverage", help=f"write {COVERAGE}: what the content covers")
    cover.set_defaults(run=coverage)

    preview_it = commands_of.add_parser("preview", help="show a topic as web, SMS and Teams would")
    preview_it.add_argument("topic", help="e.g. council_tax")
    preview_it.add_argument("--council", default="england", help="e.g. rotherham; default: all of England")
    preview_it.add_argument(
        "--page", type=Path, metavar="FILE.html", help="write it as a page that needs no server"
    )
    preview_it.set_defaults(run=preview)

    compare_it = commands_of.add_parser("compare", help="show a topic in several councils side by side")
    compare_it.add_argument("topic", help="e.g. council_tax")
    compare_it.add_argument("councils", nargs="+", help="e.g. rutland rotherham")
    compare_it.set_defaults(run=compare)

    diff_it = commands_of.add_parser("diff", help="show in words what changed between two folders of content")
    diff_it.add_argument("old", type=Path, help="a folder such as data/offer of an older copy")
    diff_it.add_argument("new", type=Path, help="the newer folder")
    diff_it.set_defaults(run=diff)

    new = commands_of.add_parser(
        "new-council", help="make a starter pack for a council, with questions to answer"
    )
    new.add_argument("name", help='e.g. "Exampleshire"')
    new.add_argument("--inherits", default="england", metavar="PLACE", help="england, or an area such as llr")
    new.set_defaults(run=new_council)


def check(_arguments: argparse.Namespace) -> int:
    """Check the content, the messages of training and the rules of danger. Warnings are printed and do not fail."""
    settings = Settings()
    offer, parameters = _content(settings)
    findings = check_offer(offer, parameters, settings.clock().today(), settings.papers)
    findings += _check_coverage_page(settings, offer, parameters)
    findings += check_messages(settings.home) + check_rules(settings.home)
    findings += _check_alarms(settings)
    for finding in sorted(findings, key=str):
        print(f"{finding.level}: {finding}")
    errors = sum(finding.level == "error" for finding in findings)
    print(
        f"{len(offer.topic_ids())} topics, {len(offer.places)} places, {errors} errors, {len(findings) - errors} warnings"
    )
    return 1 if errors else 0


def coverage(_arguments: argparse.Namespace) -> int:
    """Write the page of what the content covers."""
    settings = Settings()
    (settings.home / COVERAGE).write_text(coverage_page(*_content(settings)), encoding="utf-8")
    print(f"Written: {COVERAGE}")
    return 0


def preview(arguments: argparse.Namespace) -> int:
    """Show a topic in every form; with --page also as a page."""
    answer, easy, more = _forms(arguments.topic, arguments.council)
    if arguments.page:
        arguments.page.write_text(preview_page(answer, easy, more), encoding="utf-8")
        print(f"Written: {arguments.page}")
        return 0
    print(preview_text(answer, easy, more))
    return 0


def compare(arguments: argparse.Namespace) -> int:
    """Show the law once and the councils beside each other."""
    settings = Settings()
    offer, parameters = _content(settings)
    answer = compare_councils(
        arguments.topic, arguments.councils, offer, parameters, settings.clock().today()
    )
    print(answer.title.upper(), *_law(answer), side_by_side(answer.columns), *answer.notes, sep="\n\n")
    return 0


def diff(arguments: argparse.Namespace) -> int:
    """Show what changed, topic by topic; 0 also where something changed."""
    lines = list(diff_offers(load_offer(arguments.old), load_offer(arguments.new)))
    print("\n".join(lines) or "Nothing changed.")
    return 0


def new_council(arguments: argparse.Namespace) -> int:
    """Make the pack and say what to do next."""
    settings = Settings()
    offer, _ = _content(settings)
    folder = make_council(
        arguments.name, arguments.inherits, offer, settings.home / "data" / "offer", settings.clock().today()
    )
    print(f"Made {folder}. Answer the questions in its files (docs/authoring.md), then run: localoffer check")
    return 0


def _content(settings: Settings) -> tuple[Offer, Parameters]:
    parameters = load_parameters(settings.home / "data" / "parameters")
    return load_offer(settings.home / "data" / "offer", parameters.__contains__), parameters


def _forms(topic_id: str, place: str) -> tuple[Answer, Answer, Answer]:
    settings = Settings()
    offer, parameters = _content(settings)
    on = settings.clock().today()
    if place not in offer.places:
        raise LookupError(f"there is no place {place!r}; there are {', '.join(sorted(offer.places))}")
    topic = offer.topic(topic_id, place)
    if topic is None:
        raise LookupError(f"there is no topic {topic_id!r}; there are {', '.join(offer.topic_ids())}")
    whole = answer_for(topic, offer, parameters, on)
    filled = lambda text: fill(text, parameters, on)  # noqa: E731 - one line, used twice
    return whole, easy_answer(whole, topic, filled), more_answer(whole, topic, filled)


def _law(answer: Answer) -> Iterable[str]:
    return ["\n".join([f"{heading}:", *texts]) for heading, texts in paragraph_groups(answer.paragraphs)]


def _check_alarms(settings: Settings) -> list[Problem]:
    from bot.authoring.check_alarms import (
        check_alarms,
    )  # what loads a model is imported where one is asked for
    from bot.dialogue.trained_models import detector_of

    return check_alarms(settings.home, lambda: detector_of(settings))


def _check_coverage_page(settings: Settings, offer: Offer, parameters: Parameters) -> list[Problem]:
    path = settings.home / COVERAGE
    is_current = path.exists() and path.read_text(encoding="utf-8") == coverage_page(offer, parameters)
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
