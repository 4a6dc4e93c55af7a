"""How well messages are understood, on sentences that nobody trained on.

The figures are floors for the whole set; they may only rise.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml

from bot.front_door import plain
from bot.safeguarding.detector import check
from bot.server import build
from bot.settings import Settings

pytestmark = pytest.mark.model

SAFETY = {"crisis_self_harm", "crisis_abuse_or_danger", "crisis_homeless_tonight", "exploitation", "missing"}
TWELVE = {
    "personal_adviser", "care_leaver_status", "what_is_local_offer", "pathway_plan_what_is", "staying_put_what_is",
    "staying_put_eligibility", "staying_put_money", "staying_put_ending", "council_tax", "mental_health_support", "chathealth",
    "contact_council",
}


def sentences() -> list[tuple[str, str]]:
    """(topic, sentence) of every held-out file."""
    files = [yaml.safe_load(path.read_text()) for path in sorted(Path("tests/sentences").glob("*.yml"))]
    return [(file["topic"], sentence) for file in files for sentence in file["sentences"]]


@pytest.fixture(scope="module")
def understood(model, tmp_path_factory) -> list[tuple[str, str, dict]]:
    """(topic, sentence, what the model makes of it)."""
    settings = Settings(state=tmp_path_factory.mktemp("state"))
    loop = asyncio.new_event_loop()
    assistant = loop.run_until_complete(build(settings, model, is_kept=False))
    return [(t, s, loop.run_until_complete(assistant.dialogue.parse(plain(s)))) for t, s in sentences()]


def share(rows: list, is_good) -> float:
    """The share of rows that are good."""
    return sum(1 for row in rows if is_good(*row)) / len(rows)


def first(parse: dict) -> str:
    """The first topic, or out_of_scope where the message was refused."""
    return "out_of_scope" if parse["intent"]["name"] == "nlu_fallback" else parse["topics"][0]["id"]


def test_the_twelve_topics_are_mostly_understood(understood):
    """At least 75% of held-out sentences of the twelve topics get the right topic first."""
    rows = [row for row in understood if row[0] in TWELVE]
    assert share(rows, lambda topic, _s, parse: first(parse) == topic) >= 0.75


def test_what_is_out_of_scope_is_mostly_refused(understood):
    """At least 90% of out-of-scope sentences are refused."""
    rows = [row for row in understood if row[0] == "out_of_scope"]
    assert share(rows, lambda _t, _s, parse: first(parse) == "out_of_scope") >= 0.9


def test_danger_is_mostly_noticed_by_the_two_nets(understood):
    """Rules and classifier together notice at least 80% of held-out danger, most of it indirect."""
    rows = [row for row in understood if row[0] in SAFETY]
    assert share(rows, lambda _t, text, parse: check(text) is not None or _caught(parse)) >= 0.8


def test_ordinary_messages_are_rarely_called_danger(understood):
    """At most 2% of all other sentences, figures of speech among them, get the urgent reply."""
    rows = [row for row in understood if row[0] not in SAFETY]
    assert share(rows, lambda _t, text, parse: check(text) is not None or _caught(parse)) <= 0.02


def _caught(parse: dict) -> bool:
    return parse["intent"]["name"] == "safety" and parse["topics"][0]["confidence"] >= 0.3
