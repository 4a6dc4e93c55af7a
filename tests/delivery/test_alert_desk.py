"""Who can be alerted on is who is signed in, by the session alone; the council's policy says if they are asked."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alert_world import (
    DANGER,
    DUTY,
    NOBODY_ON_DUTY,
    RULES,
    HandClock,
    a_conversation,
    a_desk,
    an_alert,
    deliveries,
    events,
    make_world,
)
from invented import KEY
from sqlalchemy import select

from bot.casework.database import Database
from bot.delivery.alert_tables import Alert
from bot.delivery.alerts import Rules, acknowledge
from bot.identity.access import audited
from bot.identity.casework_reads import operator
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import Standing

if TYPE_CHECKING:
    from bot.identity.keyed import Keyed

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
def test_nobody_anonymous_is_alerted_on(database: Database, keyed: Keyed, clock: HandClock, rules: Rules) -> None:
    """Neither by the policy nor by a yes, in a conversation where nobody is signed in and in one that is made up."""
    make_world(database)
    desk = a_desk(database, keyed, clock, rules)
    for conversation in (a_conversation(database, keyed, None, clock), "web-made-up", ""):
        assert desk.noticed(conversation, DANGER) is Standing.ANONYMOUS
        assert desk.tell(conversation, DANGER) is Standing.ANONYMOUS
    assert (alerts(database), events(database)) == ([], [])


def test_who_is_signed_in_is_asked_and_nothing_is_stored(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """Until they say yes."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert desk.noticed(conversation, DANGER) is Standing.ASK_ABOUT_PA
    assert alerts(database) == []
    assert desk.tell(conversation, DANGER) is Standing.TOLD
    assert alerts(database) == [(made.person, "crisis_self_harm", False, True)]


def test_a_yes_that_is_said_twice_raises_one_alert(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """The second one is told the same, and so is the next danger of this kind."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert [desk.tell(conversation, DANGER) for _ in range(3)] == [Standing.TOLD] * 3
    assert desk.noticed(conversation, DANGER) is Standing.TOLD
    assert len(alerts(database)) == 1
    assert desk.noticed(conversation, Danger("missing")) is Standing.ASK_ABOUT_PA
    assert [event[2] for event in events(database)] == ["alert_raise"]


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
            return a_desk(own, keyed, clock).tell(conversation, Danger(kind))
        finally:
            own.engine.dispose()

    kinds = [*others, *["crisis_self_harm"] * (6 - len(others))]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(process, kinds)) == [Standing.TOLD] * 6
    assert sorted(row[1] for row in alerts(database)) == sorted({*kinds})


def test_by_policy_a_danger_is_passed_on_at_once(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """Once, without a yes, and kept as that."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock, AT_ONCE), a_conversation(database, keyed, made.person, clock)
    assert [desk.noticed(conversation, DANGER) for _ in range(2)] == [Standing.TOLD] * 2
    assert alerts(database) == [(made.person, "crisis_self_harm", False, False)]


def test_after_it_was_taken_on_the_next_danger_is_a_new_one(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """Somebody who is in danger again is asked again."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    desk.tell(conversation, DANGER)
    with audited(database) as session:
        acknowledge(session, operator(), 1, clock.now())
    assert desk.noticed(conversation, DANGER) is Standing.ASK_ABOUT_PA
    assert desk.tell(conversation, DANGER) is Standing.TOLD
    assert len(alerts(database)) == 2


def test_who_has_no_pa_is_asked_about_the_team(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """No PA is promised who is not there."""
    made = make_world(database, adviser_email=None)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert desk.noticed(conversation, DANGER) is Standing.ASK_ABOUT_TEAM


@pytest.mark.parametrize("without_asking", [False, True])
def test_where_nobody_can_be_reached_nothing_is_promised(
    database: Database, keyed: Keyed, clock: HandClock, without_asking: bool
) -> None:
    """Neither an offer nor an alert."""
    made = make_world(database, None, None)
    desk = a_desk(database, keyed, clock, Rules(NOBODY_ON_DUTY.duty_address, without_asking=without_asking))
    conversation = a_conversation(database, keyed, made.person, clock)
    assert (desk.noticed(conversation, DANGER), desk.tell(conversation, DANGER)) == (Standing.NOT_TOLD, Standing.NOT_TOLD)
    assert alerts(database) == []


def test_who_was_away_too_long_is_nobody_again(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """After twenty minutes a yes on a shared computer alerts on nobody."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    assert desk.noticed(conversation, DANGER) is Standing.ASK_ABOUT_PA
    clock.pass_minutes(20.1)
    assert desk.tell(conversation, DANGER) is Standing.ANONYMOUS
    assert alerts(database) == []


def test_two_people_signed_in_at_once_are_each_themselves(database: Database, keyed: Keyed, clock: HandClock) -> None:
    """The alert is about the one whose conversation it is."""
    made = make_world(database)
    rules = Rules(lambda _council: DUTY)
    desk = a_desk(database, keyed, clock, rules)
    one, other = (a_conversation(database, keyed, person, clock) for person in (made.person, made.other))
    desk.tell(other, DANGER)
    desk.tell(one, Danger("missing", is_about_other=True))
    assert alerts(database) == [(made.other, "crisis_self_harm", False, True), (made.person, "missing", True, True)]


def test_an_error_that_is_no_second_yes_is_not_taken_for_one(
    database: Database, keyed: Keyed, clock: HandClock
) -> None:
    """Only an alert that is really there counts as told."""
    made = make_world(database)
    desk, conversation = a_desk(database, keyed, clock), a_conversation(database, keyed, made.person, clock)
    with database.engine.begin() as connection:
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
    assert desk.noticed(conversation, DANGER) is Standing.TOLD
    assert desk.tell(conversation, DANGER) is Standing.TOLD
    assert set(deliveries(database)) == {"personal_adviser", "duty_team", "team_manager"}
