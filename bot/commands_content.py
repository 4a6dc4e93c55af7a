"""Commands for those who write the content."""

from __future__ import annotations

import argparse
from typing import Any

from bot.offer.check import check_offer
from bot.settings import Settings


def add_to(commands_of: Any) -> None:
    """Register the commands and their options."""
    check_it = commands_of.add_parser("check", help="check the content; each finding names file, field and fix")
    check_it.set_defaults(run=check)


def check(_arguments: argparse.Namespace) -> int:
    """Check the content. Warnings are printed and do not fail."""
    from actions.services import make_services

    settings = Settings()
    services = make_services(settings)
    findings = check_offer(services.offer, services.parameters, services.clock.today(), settings.papers)
    for finding in sorted(findings, key=str):
        print(f"{finding.level}: {finding}")
    errors = sum(finding.level == "error" for finding in findings)
    print(f"{len(services.offer.topic_ids())} topics, {len(services.offer.places)} places, {errors} errors, {len(findings) - errors} warnings")
    return 1 if errors else 0
