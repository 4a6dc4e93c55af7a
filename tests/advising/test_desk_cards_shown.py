"""The desk's cards as an adviser sees them: in Chromium, with the official renderer, as narrow as a telephone, in light and dark."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from desk_world import TODAY, every_card
from e2e.chromium import PROGRAM
from stand_ins.stand_in import node_program
from teams.shown_card import (
    THEMES,
    a_phone,
    cut_off,
    faults,
    open_everything,
    picture,
    scrolls_sideways,
    show,
)

from bot.advising.cards.staff_form import for_professionals
from bot.channels.teams.activity_words import cards_of
from bot.channels.teams.teams_activities import activities
from bot.offer.answers import answer_for

if TYPE_CHECKING:
    from pathlib import Path

    from desk_world import DeskWorld

    from bot.answer import Answer
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer

pytestmark = [
    pytest.mark.server,
    pytest.mark.beside,
    pytest.mark.skipif(not PROGRAM, reason="Chromium is not installed; CI installs it"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def rule(offer: Offer, parameters: Parameters) -> Answer:
    """An answer about the offer in the form for professionals."""
    topic = offer.topic("setting_up_home", "rutland")
    assert topic is not None
    return for_professionals(answer_for(topic, offer, parameters, TODAY), offer, parameters, TODAY)


async def test_every_card_of_the_desk_is_shown_whole_and_can_be_used_by_everybody(
    made: DeskWorld, offer: Offer, parameters: Parameters, tmp_path: Path
) -> None:
    """At 320 pixels nothing is cut or beyond the edge, and axe finds nothing; also with everything opened that opens."""
    node_program()  # the renderer came with the stand-ins, or the test is skipped
    found: dict[str, object] = {}
    async with asynccontextmanager(a_phone)(tmp_path) as page:
        for number, answer in enumerate([*every_card(made), rule(offer, parameters)]):
            cards = [card for activity in activities(answer, "x" * 22) for card in cards_of(activity)]
            for theme in THEMES:
                await show(page, cards[0], theme)
                (tmp_path / f"{number:02}_{theme}.png").write_bytes(await picture(page))
                await open_everything(page)
                wrong = [*await faults(page), *await cut_off(page), await scrolls_sideways(page)]
                if any(wrong):
                    found[f"{answer.title} {theme}"] = wrong
    assert found == {}
