"""Two members of staff who press buttons of the desk's own answers, as the journal knows them, on invented records."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from invented_world import NOW, World, caller, world
from sqlalchemy import select

from bot.advising.advising_tables import StaffDeed
from bot.advising.asking import Asking
from bot.advising.doing.doing_handlers import HANDLERS
from bot.advising.doing.doing_requests import answer_request
from bot.advising.doing.doing_tools import Tools
from bot.answer import Answer
from bot.caseload.staff_desk import When
from bot.casework.codes import Role
from bot.casework.tables import PathwayPlan, StaffAccount
from bot.identity.access.decisions import audited, reach_of

if TYPE_CHECKING:
    from bot.advising.requests.request import Request
    from bot.card import Field
    from bot.casework.codes import PlanState
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

ACCOUNTS = {"personal_adviser": 1, "team_manager": 2}


@dataclass
class Staff:
    """One of them, in a talk of their own. Each answer is a line of it; `say` words, `press` a button of the last answer."""

    database: Database
    parameters: Parameters
    made: World
    role: str = "personal_adviser"
    tools: Tools = field(default_factory=Tools)
    now: datetime = NOW
    talk: str = ""
    lines: int = 0
    last: Answer = field(default_factory=lambda: Answer(lead=""))

    def say(self, request: Request, place: str | None = "own", text: str = "") -> Answer | None:
        """What words of this meaning get, about somebody."""
        person = None if place is None else self.made.people[place]
        with self._audited() as session:
            answer = answer_request(replace(self._asking(session), text=text), request, person)
        return None if answer is None else self._line(answer)

    def open(self, value: str, **inputs: str) -> Answer:
        """A button of somebody else's card, such as the desk's."""
        self.lines += 1
        return self._line(self.handled(value, f"{self._id()}.0", inputs))

    def press(self, number: int = 0, **inputs: str) -> Answer:
        """A button of the last answer."""
        return self._line(self.again(self.last, self._id(), number, **inputs))

    def again(self, answer: Answer, line: str, number: int = 0, **inputs: str) -> Answer:
        """A button of any answer, by the id of its line; not a line of its own."""
        return self.handled(answer.choices[number].value, f"{line}.{number}", inputs)

    def handled(self, value: str, key: str, inputs: dict[str, str]) -> Answer:
        """What the handler of a button says."""
        verb, *args = value.split("/")
        with self._audited() as session:
            return HANDLERS[verb](self._asking(session, key, inputs), args)

    def line_id(self) -> str:
        """Of the last answer."""
        return self._id()

    def later(self, **given: int) -> None:
        """Time goes by."""
        self.now += timedelta(**given)

    def _audited(self) -> Any:
        who = caller(self.made, self.role)
        return audited(self.database, replace(reach_of(who), conversation=self._talk()))

    def _asking(self, session: Any, key: str = "", inputs: dict[str, str] | None = None) -> Asking:
        on = self.now.replace(tzinfo=timezone.utc).astimezone(ZoneInfo("Europe/London")).date()
        return Asking(
            session,
            caller(self.made, self.role),
            ACCOUNTS[self.role],
            self.parameters,
            When(on, self.now),
            self._talk(),
            inputs=inputs or {},
            key=key,
            tools=self.tools,
        )

    def _talk(self) -> str:
        return self.talk or f"teams-{self.role}"

    def _id(self) -> str:
        return f"{self._talk()}-{self.lines}"

    def _line(self, answer: Answer) -> Answer:
        self.lines, self.last = self.lines + 1, answer
        return answer


def staffed(database: Database) -> World:
    """The invented world, with accounts for its adviser and its manager."""
    made = world(database)
    with database.transaction() as session:
        session.add(
            StaffAccount(
                id=1,
                subject_lookup="a" * 64,
                role=Role.PERSONAL_ADVISER.value,
                personal_adviser_id=made.advisers["own"],
            )
        )
        session.add(
            StaffAccount(
                id=2, subject_lookup="b" * 64, role=Role.TEAM_MANAGER.value, team_id=made.teams["own"]
            )
        )
    return made


def put_plans(database: Database, state: PlanState, **values: Any) -> None:
    """Put everybody's plan into a state."""
    with database.transaction() as session:
        for plan in session.execute(select(PathwayPlan)).scalars():
            plan.state = state.value
            for name, value in values.items():
                setattr(plan, name, value)


def plan_row(database: Database, made: World, place: str = "own") -> PathwayPlan:
    """Somebody's newest plan, as the database has it."""
    with database.transaction() as session:
        mine = select(PathwayPlan).where(PathwayPlan.young_person_id == made.people[place])
        return session.execute(mine.order_by(PathwayPlan.id.desc())).scalars().first()


def deeds(database: Database) -> list[tuple[str, bool]]:
    """What was done: the kind, and whether it was taken back."""
    with database.transaction() as session:
        wanted = select(StaffDeed.kind, StaffDeed.undone_at).order_by(StaffDeed.id)
        return [(kind, undone is not None) for kind, undone in session.execute(wanted)]


def facts_of(answer: Answer) -> dict[str, str]:
    """The card's facts."""
    assert answer.card is not None
    return {fact.name: fact.value for fact in answer.card.facts}


def fields_of(answer: Answer) -> dict[str, Field]:
    """The card's fields."""
    assert answer.card is not None
    assert answer.card.form is not None
    return {one.id: one for one in answer.card.form.fields}


def is_nameless(answer: Answer) -> bool:
    """Whether what is kept of an answer names nobody: all but its card."""
    kept = answer.copy(update={"card": None}).json()
    return "Kit" not in kept and "YP-" not in kept
