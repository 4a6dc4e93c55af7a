"""What some deeds need beside the records: the PINs, the offer, and whether a notice may be texted. Made once, by whoever puts the parts together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional, Protocol

from sqlalchemy.orm import Session

from bot.delivery.alerts.stored_alerts import Rules
from bot.identity.by_phone.text_pins import Pins
from bot.offer.council_register import CouncilRegister
from bot.offer.loader import Offer


class Notices(Protocol):
    """Texts a young person that an answer waits for them."""

    def why_not(self, session: Session, person: int, now: datetime) -> Optional[str]:
        """In words, why no notice may leave now; None if it may."""

    def put(self, session: Session, person: int, shared: int, now: datetime) -> None:
        """Put the notice about a shared answer in the outbox."""

    def withdraw(self, session: Session, shared: int, now: datetime) -> None:
        """Take it back, if it did not leave yet."""


@dataclass(frozen=True)
class Tools:
    """Without `pins` and `notices` nobody is texted here; without an `offer` nothing can be shared, without `alerts` no manager told, without `councils` only those with content are known by name."""

    pins: Optional[Pins] = None
    offer: Optional[Offer] = None
    notices: Optional[Notices] = None
    alerts: Optional[Rules] = None
    councils: Optional[CouncilRegister] = None


NO_TOOLS = Tools()
