"""The councils that the settings of text messages name: a slip in one would leave its texts without cap, line or council."""

from __future__ import annotations

from typing import Collection, Iterator

from bot.channels.known_councils import meant_instead
from bot.channels.sms.line_settings import (
    CAPS,
    DOCS,
    NUMBERS,
    OF,
    caps_of_councils,
    councils_of_numbers,
    lines_of_councils,
)
from bot.delivery.alerts.alert_setup import duty_mobiles
from bot.settings import Settings


def check_councils(settings: Settings, known: Collection[str]) -> None:
    """Look whether each is one that there is, with content or without. Raises RuntimeError that names the nearest, or examples."""
    for setting, council in _named(settings):
        if council not in known:
            raise RuntimeError(
                f"{setting}: there is no council {council!r}; {meant_instead(council, known)} {DOCS}"
            )


def _named(settings: Settings) -> Iterator[tuple[str, str]]:
    yield from ((CAPS, council) for council in caps_of_councils(settings))
    yield from ((OF, council) for council in lines_of_councils(settings))
    yield from ((NUMBERS, council) for council in councils_of_numbers(settings).values())
    yield from (("LOCALOFFER_DUTY_TEXTS", council) for council in duty_mobiles(settings))
