"""How likely it is to guess a code: the calculation of docs/security.md, on the rules themselves."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from bot.casework.tables import YoungPerson
from bot.identity.sign_in.code_limits import (
    CODE_LIFE,
    KNOWN,
    ONE_ADDRESS,
    STRANGERS,
    SentCode,
    may_send,
)
from bot.identity.sign_in.one_time_codes import LOCK, MOST_TRIES, Codes, Outcome
from bot.records.database import Database
from bot.records.keyed import Keyed

BEGIN = datetime(2026, 11, 22)
DAY, MINUTE = timedelta(hours=24), timedelta(minutes=1)
KIT = "07700 900123"
AT_MOST = 1 / 10_000


def chance(guesses: int) -> float:
    """That one of so many different guesses is right, each at a code of six digits that is drawn anew at least every five."""
    return 1 - (1 - MOST_TRIES / 1_000_000) ** (guesses / MOST_TRIES)


def test_the_numbers_add_up() -> None:
    """Eighteen codes a day with five tries each: less than one in ten thousand. A lock outlasts the code it stands before."""
    codes = len(STRANGERS) + len(KNOWN)
    assert (codes, MOST_TRIES) == (18, 5)
    assert chance(codes * MOST_TRIES) <= AT_MOST
    assert LOCK > CODE_LIFE


@pytest.mark.parametrize("seed", range(20))
def test_no_day_has_more_codes_than_the_calculation_says(seed: int) -> None:
    """Whoever asks when they like for three days, from as many browsers and addresses as they like."""
    chances = random.Random(seed)  # noqa: S311 - no secret
    sent: list[SentCode] = []
    now, end = BEGIN, BEGIN + 3 * DAY
    while now < end:
        now += timedelta(minutes=chances.expovariate(1 / chances.choice([0.2, 5, 60])))
        place, is_known = str(chances.randrange(50)), chances.random() < 0.5
        recent = [code for code in sent if code.at > now - DAY - CODE_LIFE]
        if may_send(recent, place, now, is_known=is_known):
            sent.append(SentCode(now, place, is_known))
    for first in sent:
        # Whatever is guessed in the 24 hours from here on is a code of these.
        of_a_day = [code for code in sent if first.at - CODE_LIFE <= code.at < first.at + DAY]
        assert chance(len(of_a_day) * MOST_TRIES) <= AT_MOST
        hour = [code for code in of_a_day if code.at < first.at + timedelta(hours=1)]
        assert sum(not code.is_known for code in hour) <= 5 + 5


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_attacker_with_every_browser_and_address_gets_ninety_guesses_a_day(
    database: Database, keyed: Keyed
) -> None:
    """Each minute of a day a new browser at a new address, and every hour one that is known, guess until they are locked."""
    codes, counted = Codes(keyed), 0
    with database.transaction() as session:
        session.add(
            YoungPerson(
                reference="YP-1",
                preferred_name="Kit",
                birth_date=date(2008, 2, 29),
                council="rutland",
                phone_lookup=keyed.phone(KIT),
            )
        )
    for minute in range(24 * 60):
        now, is_known = BEGIN + minute * MINUTE, minute % 60 == 0
        browser, address = f"browser {minute}", f"2001:db8:{minute:x}::1"
        with database.transaction() as session:
            is_sent = codes.ask(session, browser, KIT, now, address, is_known=is_known) is not None
        outcome = None
        while is_sent and outcome is not Outcome.LOCKED:
            with database.transaction() as session:
                outcome, _ = codes.check(session, browser, "no code", now)
            counted += 1
    assert 5 * MOST_TRIES < counted <= (len(STRANGERS) + len(KNOWN)) * MOST_TRIES
    assert chance(counted) <= AT_MOST


def test_one_address_alone_gets_fewer() -> None:
    """Somebody with one connection can't use up what all strangers have."""
    assert len(ONE_ADDRESS) <= len(STRANGERS) / 2
