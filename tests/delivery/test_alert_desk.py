"""Who can be alerted on is who is signed in, by the session alone; the council's policy says if they are asked."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from alert_world import (
    DANGER,
    DUTY,
    DUTY_PHONE,
    NOBODY_ON_DUTY,
    PA_PHONE,
    RULES,
    HandClock,
    Outbox,
    a_conversation,
    a_desk,
    a_post,
    a_round,
    an_alert,
    deliveries,
    events,
    make_world,
)
from invented import KEY
from sqlalchemy import select

from bot.answer import ContactLine
from bot.caseload.casework_reads import operator
from bot.casework.tables import Team, YoungPerson
from bot.delivery.alerts.alert_offer import AlertOffer
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery
from bot.delivery.alerts.stored_alerts import Rules, acknowledge
from bot.delivery.in_time import Lanes
from bot.delivery.one_message import Incoming, Turn
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.identity.access.decisions import audited
from bot.records.database import Database
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import Outlook, Standing
from bot.safeguarding.replies import urgent_reply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.records.keyed import Keyed

AT_ONCE = Rules({"rutland": DUTY}.get, without_asking=True)


@pytest.fixture
def clock() -> HandClock:
    """Time, moved by hand."""
    return HandClock()


def alerts(database: Database) -> list[tuple[int, str, bool, bool]]:
    """Every alert: person, danger, about somebody else, with consent."""
    columns = (Alert.young_person_id, Alert.danger, Alert.is_about_other, Alert.with_consent)
    with database.transaction() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(Alert.id))]


@pytest.mark.parametrize("rules", [RULES, AT_ONCE], ids=["ask", "at once"])
def test_nobody_anonymous_is_alerted_on(
    database: Database, keyed: Keyed, clock: HandClock, rules: Rules
) -> None:
    """Neither by the policy nor by a yes, in a conversation where nobody is signed in and in one that is made up."""
    make_world(database)
    desk = a_desk(database, keyed, clock, rules)
    for conversation in (a_conversation(database, keyed, None, clock), "web-made-up", ""):
        assert desk.noticed(conversation, DANGER).standing is Standing.ANONYMOUS
        assert desk.tell(conversation, DANGER).standing is Standing.ANONYMOUS
    assert (alerts(database), events(database)) == ([], [])


def test_who_is_signed_in_is_asked_and_nothing_is_stored(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """Until they say yes."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert desk.noticed(conversation, DANGER).standing is Standing.ASK_ABOUT_PA
    assert alerts(database) == []
    assert desk.tell(conversation, DANGER).standing is Standing.TOLD
    assert alerts(database) == [(made.person, "crisis_self_harm", False, True)]


def test_a_yes_that_is_said_twice_raises_one_alert(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """The second one is told the same, and so is the next danger of this kind."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert [desk.tell(conversation, DANGER).standing for _ in range(3)] == [Standing.TOLD] * 3
    assert desk.noticed(conversation, DANGER).standing is Standing.TOLD
    assert len(alerts(database)) == 1
    assert desk.noticed(conversation, Danger("missing")).standing is Standing.ASK_ABOUT_PA
    assert [event[2] for event in events(database) if event[2] != "record"] == ["alert_raise"]


@pytest.mark.parametrize("others", [(), ("missing", "exploitation")], ids=["alone", "beside other dangers"])
def test_a_yes_that_comes_to_two_processes_at_once_raises_one_alert(
    database: Database, keyed: Keyed, clock: HandClock, others: tuple[str, ...]
) -> None:
    """Each has its own connections and neither sees what the other is about to store."""
    made = make_world(database)
    conversation = a_conversation(database, keyed, made.person, clock)
    start = threading.Barrier(6)

    def process(kind: str) -> Standing:
        own = Database(database.engine.url.render_as_string(hide_password=False), [KEY])
        start.wait()
        try:
            return a_desk(own, keyed, clock).tell(conversation, Danger(kind)).standing
        finally:
            own.engine.dispose()

    kinds = [*others, *["crisis_self_harm"] * (6 - len(others))]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(process, kinds)) == [Standing.TOLD] * 6
    assert sorted(row[1] for row in alerts(database)) == sorted({*kinds})


def test_by_policy_a_danger_is_passed_on_at_once(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """Once, without a yes, and kept as that."""
    made = make_world(database)
    desk, conversation = (
        a_desk(database, keyed, clock, AT_ONCE),
        a_conversation(database, keyed, made.person, clock),
    )
    assert [desk.noticed(conversation, DANGER).standing for _ in range(2)] == [Standing.TOLD] * 2
    assert alerts(database) == [(made.person, "crisis_self_harm", False, False)]


def test_after_it_was_taken_on_the_next_danger_is_a_new_one(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """Somebody who is in danger again is asked again."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    desk.tell(conversation, DANGER)
    with audited(database) as session:
        acknowledge(session, operator(), 1, clock.now())
    assert desk.noticed(conversation, DANGER).standing is Standing.ASK_ABOUT_PA
    assert desk.tell(conversation, DANGER).standing is Standing.TOLD
    assert len(alerts(database)) == 2


def test_who_has_no_pa_is_asked_about_the_team(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """No PA is promised who is not there."""
    made = make_world(database, adviser_email=None)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert desk.noticed(conversation, DANGER).standing is Standing.ASK_ABOUT_TEAM


@pytest.mark.parametrize("without_asking", [False, True])
def test_where_nobody_can_be_reached_nothing_is_promised(
    database: Database, keyed: Keyed, clock: HandClock, without_asking: bool
) -> None:
    """Neither an offer nor an alert."""
    made = make_world(database, None, None)
    desk = a_desk(database, keyed, clock, Rules(NOBODY_ON_DUTY.duty_address, without_asking=without_asking))
    conversation = a_conversation(database, keyed, made.person, clock)
    assert (desk.noticed(conversation, DANGER).standing, desk.tell(conversation, DANGER).standing) == (
        Standing.NOT_TOLD,
        Standing.NOT_TOLD,
    )
    assert alerts(database) == []


def test_who_was_away_too_long_is_nobody_again(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """After twenty minutes a yes on a shared computer alerts on nobody."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert desk.noticed(conversation, DANGER).standing is Standing.ASK_ABOUT_PA
    clock.pass_minutes(20.1)
    assert desk.tell(conversation, DANGER).standing is Standing.ANONYMOUS
    assert alerts(database) == []


def test_two_people_signed_in_at_once_are_each_themselves(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """The alert is about the one whose conversation it is."""
    made = make_world(database)
    rules = Rules(lambda _council: DUTY)
    desk = a_desk(database, keyed, clock, rules)
    one, other = (a_conversation(database, keyed, person, clock) for person in (made.person, made.other))
    desk.tell(other, DANGER)
    desk.tell(one, Danger("missing", is_about_other=True))
    assert alerts(database) == [
        (made.other, "crisis_self_harm", False, True),
        (made.person, "missing", True, True),
    ]


def test_an_error_that_is_no_second_yes_is_not_taken_for_one(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """Only an alert that is really there counts as told."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alert_delivery")
    with pytest.raises(Exception, match="alert_delivery"):
        desk.tell(conversation, DANGER)
    assert alerts(database) == []


def test_the_desk_says_what_the_policy_is(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """For those who tell people beforehand."""
    assert [a_desk(database, keyed, clock, rules).at_once for rules in (RULES, AT_ONCE)] == [False, True]


def test_an_alert_raised_elsewhere_counts_as_told(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """By another browser of the same person."""
    made = make_world(database)
    an_alert(database, made.person)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert desk.noticed(conversation, DANGER).standing is Standing.TOLD
    assert desk.tell(conversation, DANGER).standing is Standing.TOLD
    assert set(deliveries(database)) == {"personal_adviser", "duty_team", "team_manager"}


ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def rows(database: Database) -> list[int]:
    """How many alerts, deliveries and messages there are."""
    with database.transaction() as session:
        return [
            len(session.execute(select(table.id)).all()) for table in (Alert, AlertDelivery, OutgoingMessage)
        ]


def test_a_signed_in_person_s_own_people_come_with_it(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """Their PA by name and the team's duty number, whatever becomes of the danger; nobody else's."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    people = (
        ContactLine(name="Sam Okafor (invented), your PA", phone=PA_PHONE, who_for="The PA on your record"),
        ContactLine(name="Your team's duty number", phone=DUTY_PHONE, who_for="If you can't reach your PA"),
    )
    assert desk.noticed(conversation, DANGER).people == people
    assert desk.tell(conversation, DANGER).people == people
    assert desk.noticed(conversation, DANGER).people == people
    found = desk.news(conversation)
    assert found is not None
    assert found.people == people


def test_a_look_at_the_own_people_is_kept_in_the_audit(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """As every look at a record is, one for each."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    for _ in range(2):
        desk.noticed(conversation, DANGER)
    assert (
        events(database)
        == [("young_person", f"young_person:{made.person}", "record", made.person, "allowed")] * 2
    )


@pytest.mark.parametrize(
    ("phones", "shown"),
    [((None, DUTY_PHONE), [DUTY_PHONE]), ((PA_PHONE, None), [PA_PHONE]), ((None, None), [])],
)
def test_who_has_no_number_on_record_is_left_out(
    database: Database,
    keyed: Keyed,
    clock: HandClock,
    phones: tuple[str | None, str | None],
    shown: list[str],
) -> None:
    """A name without a number helps nobody in danger."""
    made = make_world(database, phones=phones)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert [line.phone for line in desk.noticed(conversation, DANGER).people] == shown


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [(["01632 960198"], ["01632 960198"]), (["01632 960198", "01632 960199"], []), ([None], []), ([], [])],
)
def test_without_a_pa_the_duty_number_is_that_of_the_council_s_only_team(
    database: Database, keyed: Keyed, clock: HandClock, numbers: list[str | None], shown: list[str]
) -> None:
    """Where there are several, nobody knows which."""
    with database.transaction() as session:
        person = YoungPerson(
            reference="YP-1", preferred_name="Kit", birth_date=clock.today(), council="rutland"
        )
        session.add_all(
            [
                person,
                *(
                    Team(council="rutland", name=f"Team {at}", duty_phone=number)
                    for at, number in enumerate(numbers)
                ),
            ]
        )
        session.add(Team(council="rotherham", name="Other", duty_phone="01632 960111"))
    desk, conversation = (
        a_desk(database, keyed, clock),
        a_conversation(database, keyed, int(person.id), clock),
    )
    assert [line.phone for line in desk.noticed(conversation, DANGER).people] == shown


def test_the_trial_before_an_offer_leaves_nothing_behind(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """No alert, no delivery, and nothing that is sent."""
    made, outbox = make_world(database), Outbox()
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    for _ in range(3):
        assert desk.noticed(conversation, DANGER).standing is Standing.ASK_ABOUT_PA
    assert (rows(database), a_round(a_post(database, outbox), clock)) == ([0, 0, 0], (0, 0))


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Somebody else writes and does not stop."""
    with sqlite3.connect(str(database.engine.url.database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.rollback()


@contextmanager
def no_room(_database: Database) -> Iterator[None]:
    """The disk takes nothing more: no file of this process may grow or be written."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def without(database: Database, table: str) -> Iterator[None]:
    """A table is not there any more."""
    with sqlite3.connect(str(database.engine.url.database)) as connection:
        connection.execute(f"DROP TABLE {table}")
    yield


BROKEN = {
    "locked": locked,
    "no room on the disk": no_room,
    "alerts gone": lambda database: without(database, "alert"),
    "deliveries gone": lambda database: without(database, "alert_delivery"),
    "messages gone": lambda database: without(database, "outgoing_message"),
    "audit gone": lambda database: without(database, "audit_event"),
}


@ON_SQLITE
@pytest.mark.parametrize("broken", BROKEN)
async def test_nothing_is_offered_that_can_t_be_kept(
    database: Database, keyed: Keyed, clock: HandClock, broken: str
) -> None:
    """The reply comes within a second, whole, says that nobody can be told, and gives the numbers."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert desk.noticed(conversation, DANGER).standing is Standing.ASK_ABOUT_PA
    plain = urgent_reply(DANGER)
    with BROKEN[broken](database):
        started = time.monotonic()
        turn = Turn(Incoming("web", conversation, "m1"), Lanes())
        turn.finds(DANGER)
        turn.reply_with(plain)
        await AlertOffer(desk).add(turn)
        [answer] = turn.answers
        assert time.monotonic() - started < 3  # a second, on a busy machine
    assert (answer.question, answer.choices, answer.contacts) == ("", plain.choices, plain.contacts)
    assert (
        answer.notes[0]
        == "I can't tell anyone for you just now. Please ring your PA, or one of these numbers."
    )
    await asyncio.sleep(0)


@ON_SQLITE
def test_a_disk_without_room_is_found_out_before_the_offer(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """By writing for real: what could be read is not enough."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    with no_room(database), pytest.raises(Exception, match=r"disk I/O error|full"):
        desk.noticed(conversation, DANGER)
    assert rows(database) == [0, 0, 0]


def test_what_an_alert_s_record_says_is_told(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """Stored, gone out, taken on: each as it is, until it is old news."""
    made, outbox = make_world(database), Outbox()
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    everybody = Outlook(tells_pa=True, tells_duty=True, tells_manager=True, minutes=15)

    def news() -> Outlook | None:
        found = desk.news(conversation)
        return found.outlook if found else None

    assert news() is None
    told = desk.tell(conversation, DANGER)
    assert (told.outlook, news()) == (everybody, everybody)
    a_round(a_post(database, outbox), clock)
    assert news() == Outlook(tells_pa=True, tells_duty=True, tells_manager=True, is_sent=True)
    with audited(database) as session:
        acknowledge(session, operator(), 1, clock.now())
    assert news() == Outlook(
        tells_pa=True, tells_duty=True, tells_manager=True, is_sent=True, is_taken_on=True
    )
    with database.transaction() as session:
        session.get(Alert, 1).raised_at = clock.now().replace(year=2025)
    assert news() is None


def test_the_outlook_names_only_who_can_be_reached(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """Without an address nobody is promised."""
    made = make_world(database, manager_email=None)
    desk, conversation = (
        a_desk(database, keyed, clock, Rules(lambda _council: None, 30)),
        a_conversation(database, keyed, made.person, clock),
    )
    assert desk.noticed(conversation, DANGER).outlook == Outlook(tells_pa=True, minutes=30)


def test_nobody_hears_of_somebody_else_s_alert(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """Nor does somebody who is not signed in."""
    made = make_world(database)
    desk = a_desk(database, keyed, clock, Rules(lambda _council: DUTY))
    one, other, nobody = (
        a_conversation(database, keyed, person, clock) for person in (made.person, made.other, None)
    )
    desk.tell(one, DANGER)
    assert [desk.news(conversation) is not None for conversation in (one, other, nobody, "made-up")] == [
        True,
        False,
        False,
        False,
    ]
    assert [desk.knows(conversation) for conversation in (one, other, nobody, "made-up")] == [
        True,
        True,
        False,
        False,
    ]
