"""Two invented teams of one council and one of another, with accounts in Teams, and a desk that answers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invented_world import events

from bot.advising.advising_tables import StaffTalk
from bot.advising.desk import Desk
from bot.advising.doing.doing_tools import Tools
from bot.advising.handlers import all_handlers
from bot.advising.requests.request import Asked, Request
from bot.answer import Answer, Choice
from bot.casework.codes import PlanState
from bot.casework.tables import (
    Accommodation,
    Activity,
    CallBackRequest,
    ContactRecord,
    PathwayPlan,
    PersonalAdviser,
    StaffAccount,
    Team,
    YoungPerson,
)
from bot.delivery.alerts.alert_tables import Alert
from bot.delivery.staffing.for_staff import StaffMessage
from bot.identity.by_teams.teams_links import TeamsLinks
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.offer.council_register import make_register
from bot.records.keyed import Keyed
from bot.settings import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.records.database import Database

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12)
SAM, NELL, KIM, JO = (
    "sam",
    "nell",
    "kim",
    "jo",
)  # advisers: a team, one of another team, one of another council
MANAGER, OTHER_MANAGER, ADMIN, LEAVER, STRANGER = "manager", "other_manager", "admin", "leaver", "stranger"
_TEAM_OF = {SAM: "A", NELL: "A", KIM: "B", JO: "C"}
_COUNCILS = {"A": "rutland", "B": "rutland", "C": "rotherham"}


@dataclass
class DeskWorld:
    """Ids by name. `says` is what the stand-in for reading understands, by the words."""

    database: Database
    desk: Desk
    advisers: dict[str, int]
    teams: dict[str, int]
    people: dict[str, int] = field(default_factory=dict)
    says: dict[str, Request] = field(default_factory=dict)

    def say(self, who: str, text: str) -> Answer | None:
        """What somebody is answered to words; None where the dialogue is to answer."""
        return self._sent(StaffMessage(talk_of(who), text, None, {}, ""))

    def press(self, who: str, value: str, inputs: Mapping[str, str] | None = None) -> Answer:
        """What somebody is answered to a button."""
        choice = Choice(label="a button", kind="staff", value=value)
        answer = self._sent(StaffMessage(talk_of(who), "", choice, inputs or {}, "line.0"))
        assert answer is not None
        return answer

    def ask(self, who: str, request: Request, text: str = "") -> Answer | None:
        """What somebody is answered whose words were read as this request."""
        words = text or f"words {len(self.says)}"
        self.says[words] = request
        return self.say(who, words)

    def looks(self) -> list[tuple[Any, ...]]:
        """What the audit kept: actor, action, person, outcome."""
        return [tuple(event[1:]) for event in events(self.database)]

    def _sent(self, message: StaffMessage) -> Answer | None:
        answers = self.desk.answer(message)
        return None if answers is None else answers[0]


def talk_of(who: str) -> str:
    """The conversation of somebody's account in Teams."""
    return f"teams-{who}"


def make_world(database: Database, parameters: Parameters, offer: Offer) -> DeskWorld:
    """Advisers, managers and their accounts; nobody's young people yet."""
    teams = {
        name: Team(council=council, name=name, manager_name="Mo Bell (invented)")
        for name, council in _COUNCILS.items()
    }
    advisers = {
        name: PersonalAdviser(name=f"{name.capitalize()} Okafor (invented)", team=teams[team])
        for name, team in _TEAM_OF.items()
    }
    with database.transaction() as session:
        session.add_all([*teams.values(), *advisers.values()])
        session.flush()
        _add_accounts(session, teams, advisers)
        ids = (
            {name: int(one.id) for name, one in advisers.items()},
            {name: int(one.id) for name, one in teams.items()},
        )
    says: dict[str, Request] = {}
    desk = Desk(
        database,
        parameters,
        Clock(TODAY),
        offer,
        all_handlers(),
        lambda text, _on, _last, _names: says.get(text, Request(Asked.OFFER)),
        TeamsLinks(Keyed(b"a secret for tests")),
        "https://offer.example.org",
        Tools(offer=offer, councils=make_register(offer, ROOT)),
    )
    return DeskWorld(database, desk, *ids, says=says)


def _add_accounts(session: Any, teams: Mapping[str, Any], advisers: Mapping[str, Any]) -> None:
    posts: dict[str, dict[str, Any]] = {
        name: {"role": "personal_adviser", "personal_adviser_id": one.id} for name, one in advisers.items()
    }
    posts[MANAGER] = {"role": "team_manager", "team_id": teams["A"].id}
    posts[OTHER_MANAGER] = {"role": "team_manager", "team_id": teams["B"].id}
    posts[ADMIN] = {"role": "administrator"}
    posts[LEAVER] = {"role": "personal_adviser", "personal_adviser_id": advisers[SAM].id, "left_on": TODAY}
    accounts = {
        name: StaffAccount(subject_lookup=name.ljust(64, "x"), **post) for name, post in posts.items()
    }
    session.add_all(accounts.values())
    session.flush()
    for name in (*posts, STRANGER):
        account = accounts[name].id if name in accounts else None
        session.add(
            TeamsUser(
                lookup=name.ljust(64, "y"),
                conversation=talk_of(name),
                staff_account_id=account,
                is_installed=True,
                last_heard_at=NOW,
            )
        )


def add_person(made: DeskWorld, adviser: str | None, name: str, reference: str, **more: Any) -> int:
    """One young person: see `person_row`; last seen `seen_days` ago, None for never on record."""
    seen_days = more.pop("seen_days", 7)
    person = person_row(made, adviser, name, reference, **more)
    with made.database.transaction() as session:
        session.add(person)
        session.flush()
        if seen_days is not None:
            session.add(seen(person, seen_days))
        made.people[reference] = int(person.id)
    return int(person.id)


def person_row(
    made: DeskWorld,
    adviser: str | None,
    name: str,
    reference: str,
    *,
    state: PlanState | None = PlanState.AUTHORISED,
    since_days: int = 30,
    review_in: int | None = 100,
    born: date = date(2006, 3, 1),
    council: str | None = None,
) -> YoungPerson:
    """Where the plan stands since so many days, the review due in so many; the council is the adviser's if none is said."""
    return YoungPerson(
        reference=reference,
        preferred_name=f"{name} (invented)",
        birth_date=born,
        council=council or _COUNCILS[_TEAM_OF.get(adviser or SAM, "A")],
        personal_adviser_id=made.advisers[adviser] if adviser else None,
        plans=[] if state is None else [_plan(state, since_days, review_in)],
    )


def seen(person: YoungPerson, days: int) -> ContactRecord:
    """That they were seen so many days ago."""
    return ContactRecord(
        young_person_id=person.id, kind="visit", is_meaningful=True, happened_on=TODAY - timedelta(days=days)
    )


def _plan(state: PlanState, since_days: int, review_in: int | None) -> PathwayPlan:
    since, is_signed = (
        TODAY - timedelta(days=since_days),
        state in (PlanState.AUTHORISED, PlanState.IN_REVIEW),
    )
    due = None if review_in is None else TODAY + timedelta(days=review_in)
    reviewed = TODAY - timedelta(days=60)
    if due is not None and due < TODAY:
        reviewed = due - timedelta(days=180)  # the agreed day has passed and nothing was held since
    return PathwayPlan(
        state=state.value,
        state_since=since,
        authorised_on=reviewed if is_signed else None,
        next_review_on=due if is_signed else None,
    )


def add_call(made: DeskWorld, person: int, **more: Any) -> int:
    """A wish to be called."""
    with made.database.transaction() as session:
        call = CallBackRequest(young_person_id=person, asked_at=NOW - timedelta(hours=5), **more)
        session.add(call)
        session.flush()
        return int(call.id)


def add_alert(made: DeskWorld, person: int) -> None:
    """An open alert."""
    with made.database.transaction() as session:
        session.add(
            Alert(
                young_person_id=person,
                number=1,
                danger="missing",
                is_about_other=False,
                with_consent=True,
                raised_at=NOW,
            )
        )


def add_life(made: DeskWorld, person: int, *, activ: str | None = None, accom: str | None = None) -> None:
    """What somebody does and where they live, as confirmed."""
    since = date(2026, 1, 1)
    with made.database.transaction() as session:
        if activ:
            session.add(Activity(young_person_id=person, activ=activ, since=since))
        if accom:
            session.add(Accommodation(young_person_id=person, accom=accom, since=since))


def last_talk(made: DeskWorld, who: str) -> StaffTalk | None:
    """Where somebody's talk stands, as it is kept."""
    with made.database.transaction() as session:
        found = session.get(StaffTalk, talk_of(who))
        return found if found is None else session.merge(found)


LISTED = (
    Asked.CASELOAD,
    Asked.OVERDUE,
    Asked.DUE,
    Asked.TO_AUTHORISE,
    Asked.CONTACT_DUE,
    Asked.KEY_DATES,
    Asked.INDICATORS,
    Asked.CALL_BACKS,
)


def every_card(made: DeskWorld) -> list[Answer]:
    """Each kind of card once, with somebody on it."""
    kai = add_person(made, SAM, "Kai", "YP-1", review_in=-3, seen_days=None)
    ash = add_person(made, NELL, "Ash", "YP-2", state=PlanState.WITH_TEAM_MANAGER)
    add_person(made, SAM, "Gap", "YP-3", state=None, born=TODAY.replace(year=2008) + timedelta(days=9))
    add_person(made, SAM, "Due", "YP-4", review_in=9)
    add_call(made, kai, words="please ring", promised_at=NOW)
    add_alert(made, kai)
    add_life(made, kai, activ="G5", accom="S2")
    add_life(made, ash, activ="F1", accom="U1")
    lists = [f"list/{asked.value}/1" for asked in LISTED]
    of_one = [f"status/{kai}", f"status/{ash}", f"list/key_dates/1/person={kai}"]
    values = [*lists, *of_one, "list/indicators/1/figure=eet/detail=yes", "help", "send/council_tax/rutland"]
    more = [made.ask(SAM, Request(Asked.STATUS, person="Kay")), made.ask(SAM, Request(Asked.STATUS))]
    return [*(made.press(MANAGER, value) for value in values), *(answer for answer in more if answer)]
