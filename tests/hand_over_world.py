"""An invented young person on the page and by text, their adviser and others in Teams, and everything between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from text_world import KEYED, NUMBER, Moved, Phone

from bot.answer import Answer, Choice
from bot.casework.tables import (
    AuditEvent,
    CallBackRequest,
    PersonalAdviser,
    StaffAccount,
    Team,
    YoungPerson,
)
from bot.channels.sms.text_delivery import TextDelivery
from bot.channels.teams.teams_delivery import posted
from bot.delivery.conversation.journal import Line
from bot.delivery.handing_over.hand_over_desk import KeptHandOvers
from bot.delivery.handing_over.hand_over_parts import Parts
from bot.delivery.handing_over.hand_over_rules import HandOverRules, working_hours
from bot.delivery.handing_over.hand_over_tables import HandOver
from bot.delivery.handing_over.put_lines import Lines
from bot.delivery.staffing.notify_staff import TellStaff
from bot.delivery.texting.text_talks import CHANNEL
from bot.front_door import Incoming
from bot.identity.by_phone.text_pins import Pins
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.identity.sign_in.sessions import Sessions, new_token
from bot.records.reach import OPERATOR, own
from bot.settings import Clock
from bot.talk.general_answers import call_back_button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from bot.records.database import Database

TUESDAY = datetime(2026, 11, 24, 11)  # in UTC, which is London's time then
KAI, LEE, ROBIN = 1, 2, 3  # of Sam, of Sam, of Jo
SAM, JO, MANAGER, OTHER_MANAGER = 1, 2, 3, 4  # accounts of staff
NAMES = {SAM: "Sam Okafor (invented)", JO: "Jo Lindqvist (invented)"}
PIN = "8264"
TOLD = "11:06"  # a minute's look after five minutes
PEOPLE = Answer(lead="People to talk to.", topic="talk_to_human", choices=(call_back_button(),))
SECRET = "Zebra-words that nobody may keep"


def conversation_of(account: int) -> str:
    """The talk of an account of staff in Teams."""
    return f"teams-of-{account}"


@dataclass
class OfWorld(Clock):
    """The time of a world that is not made yet."""

    moved: Moved | None = None

    def now(self) -> datetime:
        """Naive UTC."""
        assert self.moved is not None
        return self.moved.now()

    def today(self) -> date:
        """The day."""
        return self.now().date()


@dataclass
class Telling:
    """Tells staff as the assistant does, and remembers the answers that each was shown. `lines` puts others into their talks."""

    lines: Lines | None = None
    shown: list[tuple[int, Answer]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    tell: TellStaff = field(default_factory=lambda: TellStaff(posted))

    def __call__(
        self,
        session: Session,
        account: int,
        answers: Sequence[Answer],
        key: str,
        kind: str,
        now: datetime,
        **more: Any,
    ) -> bool:
        """Put it on its way."""
        is_on_its_way = self.tell(session, account, answers, key, kind, now, **more)
        if is_on_its_way and key not in self.keys:
            self.shown.extend((account, answer) for answer in answers)
            self.keys.add(key)
        return is_on_its_way


class World(Phone):
    """Kai writes on the page, and may text; staff write in Teams. `door` takes what they say."""

    def __init__(self, database: Database, is_off: Callable[[], bool] = lambda: False, **more: Any) -> None:
        """Invent everybody, and put everything together on a Tuesday morning."""
        fill(database)
        clock = OfWorld()
        self.sessions = Sessions(KEYED)
        self.lines = Lines(database.signals, {CHANNEL: TextDelivery(clock)})
        self.telling = Telling(Lines(database.signals))
        self.rules = HandOverRules(working_hours("Mon-Fri 09:00-17:00"), 5)
        self.parts = Parts(database, clock, self.sessions, self.rules, self.lines, self.telling, is_off)
        self.hand_overs = KeptHandOvers(self.parts)
        super().__init__(database, hand_overs=self.hand_overs, **more)
        clock.moved = self.clock
        self.clock.moment = TUESDAY
        self.web: dict[int, str] = {}
        self.tokens: dict[int, str] = {}
        self.numbers = 0

    async def on_page(self, text: str = "", press: str = "", who: int = KAI, **more: Any) -> list[Answer]:
        """What somebody is answered on the page, where they sign in first."""
        if who not in self.web:
            self.sign_in(who)
        return await self._take(Incoming("web", self.web[who], self._id(), text, press or None, **more))

    async def in_teams(
        self, text: str = "", press: str = "", account: int = SAM, id_: str = ""
    ) -> list[Answer]:
        """What a member of staff is answered."""
        incoming = Incoming("teams", conversation_of(account), id_ or self._id(), text, press or None)
        return await self._take(incoming)

    async def answers(self) -> list[str]:
        """As of any phone, with what is done behind the reply."""
        found = await super().answers()
        await self.door.handing.settle()
        return [*found, *self.leave()]

    async def asks(self, who: int = KAI) -> Answer:
        """Somebody presses "Chat with my PA now"."""
        before = await self.offered(who)
        [answer] = await self.on_page(press=button(before, "Chat with my PA now"), who=who)
        return answer

    async def offered(self, who: int = KAI) -> Line:
        """The line of the answer that offers a call."""
        await self.on_page("person", who=who)
        return self.page(who)[-1]

    async def is_taken(self, who: int = KAI, account: int = SAM) -> list[Answer]:
        """Somebody asks, and the adviser takes it."""
        await self.asks(who)
        return await self.in_teams(press=self.card_button("Take it", account), account=account)

    def sign_in(self, who: int) -> None:
        """A browser of theirs, in which they have signed in."""
        token, new = new_token(), new_token()
        with self.database.transaction(OPERATOR) as session:
            self.sessions.visit(session, token, self.clock.now())
            self.sessions.sign_in(session, token, new, who)
            self.web[who] = self.sessions.visit(session, new, self.clock.now()).conversation
        self.tokens[who] = new

    def sign_out(self, who: int = KAI) -> None:
        """End their session, as the page does."""
        with self.database.transaction(OPERATOR) as session:
            left = self.sessions.end(session, self.tokens[who], self.clock.now())
        assert left is not None
        self.door.forget(left)

    def stay(self, who: int = KAI) -> None:
        """Keep the session of somebody who reads, as a page that is loaded again does."""
        with self.database.transaction(OPERATOR) as session:
            self.sessions.visit(session, self.tokens[who], self.clock.now())

    def page(self, who: int = KAI) -> list[Line]:
        """What their page shows."""
        return self.journal.lines(self.web[who])

    def newest(self, who: int = KAI) -> Answer:
        """The newest answer that their page shows."""
        found = self.page(who)[-1].answer
        assert found is not None
        return found

    def cards(self, account: int = SAM) -> list[Answer]:
        """What a member of staff was shown without asking."""
        return [answer for whose, answer in self.telling.shown if whose == account]

    def quotes(self, account: int = SAM) -> list[str]:
        """What young people wrote to them."""
        return [text for answer in self.cards(account) if answer.card for text in answer.card.quote]

    def card_button(self, label: str, account: int = SAM) -> str:
        """A button of the newest line in a talk with staff that has it."""
        lines = self.journal.lines(conversation_of(account))
        found = [
            line for line in lines if line.answer and label in [one.label for one in line.answer.choices]
        ]
        return button(found[-1], label)

    def tend(self, **time: float) -> None:
        """What is done each minute, after so much time."""
        self.pass_time(**time)
        self.hand_overs.tend()

    def nobody_takes(self) -> None:
        """Neither the adviser in their time, nor the managers in theirs."""
        self.tend(minutes=5)
        self.tend(minutes=5)

    def unlink(self, *accounts: int) -> None:
        """Teams reaches them no more."""
        for account in accounts:
            self.change(TeamsUser, str(account).ljust(64, "x"), staff_account_id=None)

    def rows(self) -> list[HandOver]:
        """All hand-overs."""
        with self.database.transaction(OPERATOR) as session:
            return list(session.execute(select(HandOver).order_by(HandOver.id)).scalars())

    def ended_by(self) -> list[str | None]:
        """Who ended each; None for one that goes on."""
        return [row.ended_by for row in self.rows()]

    def calls(self) -> list[tuple[int, datetime | None]]:
        """Who is to be called, and by when they were told."""
        with self.database.transaction(OPERATOR) as session:
            found = session.execute(select(CallBackRequest).order_by(CallBackRequest.id)).scalars()
            return [(int(row.young_person_id), row.promised_at) for row in found]

    def change(self, table: Any, key: Any, **values: Any) -> None:
        """Change a record."""
        with self.database.transaction(OPERATOR) as session:
            row = session.get(table, key)
            for name, value in values.items():
                setattr(row, name, value)

    def audit(self, *actions: str) -> list[tuple[str, str, int | None, str]]:
        """Actor, action, person and outcome of these actions."""
        columns = (AuditEvent.actor, AuditEvent.action, AuditEvent.person, AuditEvent.outcome)
        with self.database.transaction(OPERATOR) as session:
            wanted = select(*columns).where(AuditEvent.action.in_(actions)).order_by(AuditEvent.id)
            return [tuple(row) for row in session.execute(wanted)]

    async def _take(self, incoming: Incoming) -> list[Answer]:
        reply = await self.door.handle(incoming)
        await self.door.handing.settle()
        await self.door.late.settle()
        return reply.answers

    def _id(self) -> str:
        self.numbers += 1
        return f"id-{self.numbers}"


def button(line: Line, label: str) -> str:
    """The id of a button of a line. Raises StopIteration where it has none of this label."""
    assert line.answer is not None
    return f"{line.id}.{next(n for n, one in enumerate(line.answer.choices) if one.label == label)}"


def labels(answer: Answer) -> list[str]:
    """What can be pressed."""
    return [choice.label for choice in answer.choices]


def asks_to_talk(dialogue: Any) -> None:
    """Let the dialogue answer "person" as the assistant does for whoever is signed in and has an adviser."""
    respond = dialogue.respond

    async def with_people(
        conversation: str, text: str, choice: Choice | None = None, *more: Any
    ) -> list[Answer]:
        """The dialogue's own answer, but to "person"."""
        if text == "person":
            return [PEOPLE]
        found: list[Answer] = await respond(conversation, text, choice, *more)
        return found

    dialogue.respond = with_people


def fill(database: Database) -> None:
    """Two advisers of two councils with three young people, their managers, and all of them in Teams."""
    with database.transaction(OPERATOR) as session:
        ours, theirs = (
            Team(id=1, council="rutland", name="A", duty_phone="01632 960198"),
            Team(id=2, council="rotherham", name="B"),
        )
        session.add_all([ours, theirs])
        session.flush()
        for number, team in ((SAM, 1), (JO, 2)):
            session.add(PersonalAdviser(id=number, team_id=team, name=NAMES[number], phone="01632 960101"))
        session.flush()
        session.add_all(_accounts())
        session.flush()
        session.add_all([_in_teams(account) for account in (SAM, JO, MANAGER, OTHER_MANAGER)])
        session.add_all([_person(KAI, SAM, NUMBER), _person(LEE, SAM), _person(ROBIN, JO)])
    for person in (KAI, LEE, ROBIN):
        with database.transaction(own(person)) as session:
            Pins(KEYED).put(session, person, PIN, TUESDAY)


def _accounts() -> list[StaffAccount]:
    advisers = [
        StaffAccount(
            id=number, subject_lookup=str(number), role="personal_adviser", personal_adviser_id=number
        )
        for number in (SAM, JO)
    ]
    managers = [
        StaffAccount(id=number, subject_lookup=str(number), role="team_manager", team_id=team)
        for number, team in ((MANAGER, 1), (OTHER_MANAGER, 2))
    ]
    return advisers + managers


def _in_teams(account: int) -> TeamsUser:
    return TeamsUser(
        lookup=str(account).ljust(64, "x"),
        conversation=conversation_of(account),
        reference="{}",
        staff_account_id=account,
        last_heard_at=TUESDAY,
    )


def _person(number: int, adviser: int, phone: str | None = None) -> YoungPerson:
    council = "rutland" if adviser == SAM else "rotherham"
    return YoungPerson(
        id=number,
        reference=f"YP-{number}",
        preferred_name=f"Kai number {number} (invented)",
        council=council,
        birth_date=date(2007, 5, 4),
        phone=phone,
        phone_lookup=KEYED.phone(phone) if phone else None,
        personal_adviser_id=adviser,
        was_detained_at_16=False,
    )


def minutes(number: float) -> timedelta:
    """So many."""
    return timedelta(minutes=number)
