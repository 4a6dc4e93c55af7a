"""Cards as somebody sees them: in Chromium, with the official renderer, as narrow as a telephone, in light and dark."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from e2e.chromium import PROGRAM
from sample_answers import CONTACT_FORM, LINE, SAMPLES, STATUS, caseload
from shown_card import (
    PHONE,
    RENDERER,
    THEMES,
    a_phone,
    cut_off,
    faults,
    open_everything,
    picture,
    scrolls_sideways,
    show,
)
from stand_ins.stand_in import node_program

from bot.channels.teams.activity_words import cards_of
from bot.channels.teams.teams_activities import activities

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from bot.answer import Answer

pytestmark = [
    pytest.mark.server,
    pytest.mark.beside,
    pytest.mark.skipif(not PROGRAM, reason="Chromium is not installed; CI installs it"),
]


def cards(answer: Answer) -> list[dict[str, Any]]:
    """The cards of an answer."""
    node_program()  # the renderer came with the stand-ins, or the test is skipped
    assert RENDERER.exists()
    return [card for activity in activities(answer, LINE) for card in cards_of(activity)]


async def test_every_sample_is_shown_whole_and_can_be_used_by_everybody(tmp_path: Path) -> None:
    """At 320 pixels nothing is cut or beyond the edge, and axe finds nothing; also with everything opened that opens."""
    found: dict[str, object] = {}
    async with asynccontextmanager(a_phone)(tmp_path) as page:
        for name, answer in SAMPLES.items():
            for card in cards(answer):
                for theme in THEMES:
                    await show(page, card, theme)
                    assert await page.evaluate("innerWidth") == PHONE
                    wrong = [*await faults(page), *await cut_off(page), await scrolls_sideways(page)]
                    await open_everything(page)
                    wrong += [*await faults(page), *await cut_off(page), await scrolls_sideways(page)]
                    if any(wrong):
                        found[f"{name} {theme}"] = wrong
                    (tmp_path / f"{name}_{theme}.png").write_bytes(await picture(page))
    assert found == {}


async def test_a_press_sends_the_line_and_the_choice_alone(tmp_path: Path) -> None:
    """A row, and a button below; on a keyboard too."""
    async with asynccontextmanager(a_phone)(tmp_path) as page:
        [card] = cards(caseload(3))
        await show(page, card, "light")
        await page.press("[role=button][aria-label^='Open: Amara']")
        await page.evaluate("document.querySelector('[aria-label^=\"Open: Kai\"]').focus()")
        for kind in ("keyDown", "keyUp"):
            await page.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r")
        await page.press("button[title='Next 10'], button[aria-label='Next 10']")
        sent = await page.evaluate("JSON.stringify(window.sent)")
        assert sent == json.dumps([{"press": f"{LINE}.{n}"} for n in (1, 0, 4)], separators=(",", ":"))


async def test_a_form_is_sent_with_its_fields_once_what_is_required_is_there(tmp_path: Path) -> None:
    """Before that it says what is missing; its neighbour is pressed all the same, and takes nothing along."""
    async with asynccontextmanager(a_phone)(tmp_path) as page:
        [card] = cards(CONTACT_FORM)
        await show(page, card, "dark")
        await page.press("button.style-positive")
        assert await page.evaluate("window.sent.length") == 0
        assert "Choose one: Was it meaningful?" in await page.words()
        await page.press("button[aria-label='Cancel'], button[title='Cancel']")
        assert await page.evaluate("window.sent[0].press") == f"{LINE}.1"
        assert await page.evaluate("Object.keys(window.sent[0]).length") == 1
        await page.press("input[type=radio][value=yes]")
        await page.type("input[type=password]", "2468")
        await page.type("textarea", "Spoke about rent.")
        await page.press("button.style-positive")
        sent = await page.evaluate(
            "window.sent[1].note + window.sent[1].pin + window.sent[1].on + window.sent[1].press"
        )
        assert sent == f"Spoke about rent.24682026-11-29{LINE}.0"


async def test_what_it_means_is_shown_after_a_press(tmp_path: Path) -> None:
    """And not before."""
    async with asynccontextmanager(a_phone)(tmp_path) as page:
        [card] = cards(STATUS)
        await show(page, card, "light")
        assert "reviewed at least every six months" not in await page.words()
        await open_everything(page)
        assert "reviewed at least every six months" in await page.words()
