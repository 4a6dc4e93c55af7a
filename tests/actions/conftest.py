"""A talk with our real content and invented people on record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from small_offer import small_offer
from sqlalchemy import delete
from talk import ROOT, TODAY, Talk

import actions.services
from bot.casework.demo import seed
from bot.casework.tables import CallBackRequest
from bot.entitlements.parameters import Parameters
from bot.identity.sign_in.sessions import Sessions
from bot.offer.loader import Offer
from bot.records.keyed import Keyed
from bot.settings import Settings
from bot.talk.languages import load_languages

if TYPE_CHECKING:
    from bot.records.database import Database


@pytest.fixture
def talk(
    database: Database, offer: Offer, parameters: Parameters, keyed: Keyed, monkeypatch: pytest.MonkeyPatch
) -> Talk:
    """A talk with nobody signed in; the demo's invented people are on record, and nobody asked for a call yet."""
    monkeypatch.setenv("LOCALOFFER_TODAY", TODAY.isoformat())
    lines = load_languages(ROOT / "data" / "phrases" / "languages.yml")
    clock = Settings().clock()
    made = actions.services.Services(offer, parameters, database, Sessions(keyed), clock, lines)
    monkeypatch.setattr(actions.services, "_provided", made)
    with database.transaction() as session:
        seed(session, TODAY, keyed.phone)
        session.execute(delete(CallBackRequest))
    return Talk(made)


@pytest.fixture
def small_talk(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A talk about one small topic and its neighbour, in the nation and in the councils Hamlet, which has more, and Moor."""
    made = replace(talk.services, offer=small_offer())
    monkeypatch.setattr(actions.services, "_provided", made)
    return Talk(made)
