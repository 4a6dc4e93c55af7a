"""The text that says that an answer waits. It gives nothing away, and leaves by the same rules as a reminder: what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Optional

from sqlalchemy.orm import Session

from bot.advising.advising_tables import SharedAnswer
from bot.delivery.reminding.reminder_facts import one_of
from bot.delivery.reminding.reminder_notices import keep_that_it_left
from bot.delivery.reminding.reminder_rules import Rules, WhyNot, why_not
from bot.delivery.sending.outbox import outgoing_of, put, withdraw
from bot.delivery.sending.outbox_tables import State
from bot.delivery.sending.outgoing import Channel, Outgoing, StoppedError
from bot.identity.by_phone.texter_tables import TextSetting
from bot.identity.by_phone.texters import stopped_by_network
from bot.phrases import PhraseSet, phrase
from bot.records.reach import REMINDING, meanwhile

KIND = "shared_notice"
GIVE_UP = timedelta(hours=3)  # the answer waits in the chat all the same
_WHY_NOT = PhraseSet("staff_deeds.why_not", WhyNot)


@dataclass(frozen=True)
class SharedNotices:
    """See `bot.advising.doing.doing_tools.Notices`. Every method works in a transaction that reaches the person."""

    rules: Rules

    def why_not(self, session: Session, person: int, now: datetime) -> Optional[str]:
        """In words, why no notice may leave now; None if it may."""
        setting = session.get(TextSetting, person)
        if setting is not None and setting.is_shared:
            return phrase("staff_deeds.why_not.is_shared")
        with meanwhile(session, REMINDING):
            facts = one_of(session, person, now)
            found = why_not(session, facts, self.rules, now) if facts else WhyNot.NO_MOBILE
        return None if found is None else _WHY_NOT[found]

    def put(self, session: Session, person: int, shared: int, now: datetime) -> None:
        """Put the notice about a shared answer in the outbox. Raises LookupError for whom no number is on record."""
        with meanwhile(session, REMINDING):
            facts = one_of(session, person, now)
        if facts is None or facts.lookup is None:
            raise LookupError("nobody can be texted whose number is not on record")
        put(session, _notice(shared, person, facts.lookup, now), now)

    def withdraw(self, session: Session, shared: int, now: datetime) -> None:
        """Take it back, if it did not leave yet."""
        withdraw(session, KIND, [shared], now)


@dataclass(frozen=True)
class SharedNoticeKind:
    """The kind `shared_notice` of the outbox."""

    rules: Rules
    insists: bool = False
    is_waited_for: bool = False

    def write(self, session: Session, row: Any, now: datetime) -> Optional[Outgoing]:
        """The notice, to the number that is on record now; None if the answer was shown or taken back, or no text may leave any more."""
        with meanwhile(session, REMINDING):
            shared = session.get(SharedAnswer, row.about)
            if shared is None or shared.taken_back_at is not None or shared.seen_at is not None:
                return None
            facts = one_of(session, shared.young_person_id, now)
            if (
                facts is None
                or facts.lookup != row.person
                or why_not(session, facts, self.rules, now) is not None
            ):
                return None
            route = self.rules.line_of(facts.council)
        return replace(outgoing_of(row), recipient=facts.number, text=phrase("reminders.notice"), route=route)

    def settled(self, session: Session, row: Any, now: datetime) -> None:
        """Keep that it left: from then on the number that it names brings the answer."""
        shared = session.get(SharedAnswer, row.about)
        if shared is not None and row.state == State.SENT.value:
            shared.left_at = now
            keep_that_it_left(session, int(shared.young_person_id), row.person, now)
        elif row.last_error == StoppedError.__name__:
            stopped_by_network(session, row.person, now)


def _notice(shared: int, person: int, lookup: str, now: datetime) -> Outgoing:
    """Number and words are written right before it leaves."""
    return Outgoing(
        kind=KIND,
        channel=Channel.SMS,
        key=f"shared answer {shared}",
        person=lookup,
        about=shared,
        young_person=person,
        is_fleeting=True,
        give_up_at=now + GIVE_UP,
    )
