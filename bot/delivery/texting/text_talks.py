"""What the steps ask of talks by text, and where it is kept."""

from __future__ import annotations

from typing import Optional, Protocol

from bot.delivery.texting.text_costs import Prices
from bot.delivery.texting.text_state import Standing, forget_standing, standing_of
from bot.identity.by_phone.text_pins import Pins, Tried, pin_is_asked
from bot.identity.by_phone.texters import Reached, reached
from bot.records.database import Database
from bot.records.reach import of_councils, talk
from bot.settings import Clock

CHANNEL = "sms"


class TextTalks(Protocol):
    """What is kept of talks by text. Each call may be slow, and may fail."""

    def who(self, conversation: str) -> Optional[Reached]:
        """Whom a talk is with; None if it is over."""

    def standing(self, conversation: str) -> Standing:
        """Which pieces are left, and what the numbers mean."""

    def is_over_cap(self, who: Reached) -> bool:
        """Whether their council's texts of this month cost all that they may."""

    def pin_is_asked(self, conversation: str) -> bool:
        """Whether a PIN was asked for a moment ago."""

    def try_pin(self, conversation: str, pin: str) -> Tried:
        """Whether it is the one of whoever has this number on record; from then on they are known here."""

    def forget(self, conversation: str) -> None:
        """Delete both of a talk."""


class KeptTalks:
    """Those of the database. It waits for it: not for the event loop."""

    def __init__(self, database: Database, clock: Clock, prices: Prices, pins: Pins) -> None:
        self._database, self._clock, self._prices, self._pins = database, clock, prices, pins

    def who(self, conversation: str) -> Optional[Reached]:
        """See TextTalks."""
        with self._database.transaction(talk(conversation)) as session:
            return reached(session, conversation, self._clock.now())

    def standing(self, conversation: str) -> Standing:
        """See TextTalks."""
        with self._database.transaction(talk(conversation)) as session:
            return standing_of(session, conversation)

    def is_over_cap(self, who: Reached) -> bool:
        """See TextTalks."""
        council = who.council or ""
        if council not in self._prices.caps:
            return False
        with self._database.transaction(of_councils([council])) as session:
            return self._prices.is_reached(session, council, self._clock.now())

    def pin_is_asked(self, conversation: str) -> bool:
        """See TextTalks."""
        with self._database.transaction(talk(conversation)) as session:
            return pin_is_asked(session, conversation, self._clock.now())

    def try_pin(self, conversation: str, pin: str) -> Tried:
        """See TextTalks."""
        with self._database.transaction(talk(conversation)) as session:
            return self._pins.check(session, conversation, pin, self._clock.now())

    def forget(self, conversation: str) -> None:
        """See TextTalks."""
        with self._database.transaction(talk(conversation)) as session:
            forget_standing(session, conversation)
