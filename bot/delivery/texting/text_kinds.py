"""What is asked before a text leaves, and what is kept after it: who told us or their network to stop, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Callable, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.tables import YoungPerson
from bot.delivery.sending.kinds import AsPut
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.delivery.sending.outgoing import Channel, Outgoing, Provider, StoppedError
from bot.delivery.texting.hanging_danger import HangingDanger
from bot.delivery.texting.text_costs import UNKNOWN, count
from bot.identity.by_phone.texters import council_of, is_stopped, stopped_by_network

ANSWER = "text_answer"  # to what somebody texted
ABOUT_TEXTING = "text_consent"  # that we stop or begin again: also to whoever told us to stop
ASK_PIN = "text_pin"  # the topic of what asks for the PIN: digits behind it are one
NOTICE = "text_notice"  # the topic of what says that there is no answer by text: nobody is told so again soon
ASKED_FOR = frozenset({ABOUT_TEXTING, "sign_in_code"})  # what a person waits for, whatever they said before

Fragments = Callable[[str], int]


def may_text(session: Session, outgoing: Outgoing) -> bool:
    """Whether a text may leave: not to whoever told us to stop, but for what is urgent or asked for."""
    if outgoing.channel is not Channel.SMS or outgoing.is_urgent or outgoing.kind in ASKED_FOR:
        return True
    return not is_stopped(session, outgoing.person)


def network_stopped(session: Session, provider: str, reference: str, now: datetime) -> None:
    """A receipt says that whoever a text was for told their network to stop."""
    wanted = select(OutgoingMessage).where(
        OutgoingMessage.provider == provider, OutgoingMessage.reference == reference
    )
    row = session.execute(wanted.limit(1)).scalar_one_or_none()
    if row is not None:
        row.last_error = StoppedError.__name__  # the number works; its owner said no
        stopped_by_network(session, row.person, now)


class TextAnswers(AsPut):
    """The kind of what answers a text. `danger` tells staff of urgent ones that don't arrive."""

    is_waited_for = True

    def __init__(self, danger: Optional[HangingDanger] = None) -> None:
        self._danger = danger

    def settled(self, session: Session, row: Any, now: datetime) -> None:
        """Whoever told their network to stop told us."""
        if row.last_error == StoppedError.__name__:
            stopped_by_network(session, row.person, now)
        if self._danger is not None and row.is_urgent and row.state != State.SENT.value:
            self._danger.tell(session, now, row.id)


@dataclass(frozen=True)
class TextCosts:
    """Counts each text that left, for the council of whoever it was for."""

    def __call__(self, session: Session, outgoing: Outgoing, provider: Provider, now: datetime) -> None:
        """See `carrying.Left`."""
        fragments: Optional[Fragments] = getattr(provider, "fragments", None)
        if outgoing.channel is not Channel.SMS or fragments is None:
            return
        council = self._council(session, outgoing)
        count(
            session, council, provider.name, fragments(outgoing.text or ""), now, is_urgent=outgoing.is_urgent
        )

    def _council(self, session: Session, outgoing: Outgoing) -> str:
        if outgoing.young_person is not None:
            wanted = select(YoungPerson.council).where(YoungPerson.id == outgoing.young_person)
            return str(session.execute(wanted).scalar_one_or_none() or UNKNOWN)
        return council_of(session, outgoing.person) or UNKNOWN
