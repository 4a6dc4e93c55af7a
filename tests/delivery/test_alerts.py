"""An alert is stored whole or not at all, is one for one danger, and is taken on only by who works with the person."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from alert_world import (
    DANGER,
    MANAGER,
    NAME,
    NOBODY_ON_DUTY,
    NOW,
    PA,
    REFERENCE,
    RULES,
    adviser_of,
    an_alert,
    deliveries,
    events,
    make_world,
)
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.caseload.casework_reads import operator
from bot.casework.codes import Role
from bot.casework.operator import Operator
from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.subject_access import erase, export
from bot.casework.tables import Team
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery
from bot.delivery.alerts.stored_alerts import (
    AlreadyOpenError,
    acknowledge,
    open_alert,
    open_alerts,
    raise_alert,
    set_manager_address,
)
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.identity.access.decisions import AccessDenied, Caller, audited
from bot.records.keyed import Keyed
from bot.safeguarding.finding import Danger

if TYPE_CHECKING:
    from bot.records.database import Database


def count(database: Database, table: Any) -> int:
    """How many rows a table has."""
    with database.transaction() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def take_on(database: Database, caller: Caller, alert: int) -> str:
    """Acknowledge; who has."""
    with audited(database) as session:
        return acknowledge(session, caller, alert, NOW + timedelta(minutes=1))


def listed(database: Database, caller: Caller) -> list[int]:
    """The numbers of the alerts that somebody sees."""
    with audited(database) as session:
        return [alert.id for alert in open_alerts(session, caller, NOW)]


def test_an_alert_is_stored_with_everybody_who_is_to_hear_of_it(database: Database) -> None:
    """PA and duty team at once; the team manager a quarter of an hour later."""
    made = make_world(database)
    an_alert(database, made.person)
    found = {who: (row.recipient_id, row.next_try_at - NOW) for who, row in deliveries(database).items()}
    assert found == {
        "personal_adviser": (made.adviser, timedelta(0)),
        "duty_team": (None, timedelta(0)),
        "team_manager": (made.team, timedelta(minutes=15)),
    }


@pytest.mark.parametrize(
    ("adviser", "manager", "rules", "at_once"),
    [
        (None, None, RULES, {"duty_team"}),
        (PA, None, NOBODY_ON_DUTY, {"personal_adviser"}),
        (None, MANAGER, NOBODY_ON_DUTY, {"team_manager"}),
        ("", MANAGER, RULES, {"duty_team"}),
    ],
    ids=["no adviser's address", "no duty team", "the manager alone", "an empty address"],
)
def test_who_has_no_address_holds_nobody_up(
    database: Database, adviser: str | None, manager: str | None, rules: Any, at_once: set[str]
) -> None:
    """The first who can be reached hears of it at once."""
    an_alert(database, make_world(database, adviser, manager).person, rules=rules)
    assert {who for who, row in deliveries(database).items() if row.next_try_at == NOW} == at_once


def test_where_nobody_can_be_reached_nothing_is_stored(database: Database) -> None:
    """No promise is kept on record that nobody can keep."""
    made = make_world(database, None, None)
    with pytest.raises(LookupError, match="LOCALOFFER_DUTY_EMAIL"):
        an_alert(database, made.person, rules=NOBODY_ON_DUTY)
    assert (count(database, Alert), events(database)) == (0, [])


def test_the_same_danger_is_one_alert_until_somebody_takes_it_on(database: Database) -> None:
    """Another danger is another alert; the same one after it was taken on is new."""
    person = make_world(database).person
    first = an_alert(database, person)
    with pytest.raises(AlreadyOpenError):
        an_alert(database, person)
    others = [
        an_alert(database, person, danger)
        for danger in (Danger("missing"), Danger("crisis_self_harm", is_about_other=True))
    ]
    with database.transaction() as session:
        assert open_alert(session, person, DANGER) == first
    take_on(database, operator(), first)
    again = an_alert(database, person)
    assert len({first, *others, again}) == 4


def test_which_danger_it_is_can_not_be_read_without_the_key(database: Database) -> None:
    """Of the row in the file, only that it is about somebody and when."""
    an_alert(database, make_world(database).person)
    with database.engine.connect() as connection:
        assert "harm" not in repr(connection.exec_driver_sql("SELECT * FROM alert").all())


def test_raising_is_in_the_audit_in_the_person_s_name_or_the_assistant_s(database: Database) -> None:
    """With their yes it is theirs; without asking it is the assistant's own doing."""
    person = make_world(database).person
    an_alert(database, person)
    with audited(database) as session:
        raise_alert(session, person, Danger("missing"), RULES, NOW, with_consent=False)
    assert events(database) == [
        ("young_person", f"young_person:{person}", "alert_raise", person, "allowed"),
        ("assistant", "assistant", "alert_raise", person, "allowed"),
    ]
    with database.transaction() as session:
        assert [row.with_consent for row in session.execute(select(Alert).order_by(Alert.id)).scalars()] == [
            True,
            False,
        ]


def test_no_audit_no_alert(database: Database) -> None:
    """What can't be audited is not stored, so that the reply says that nobody was told."""
    person = make_world(database).person
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_event")
    with pytest.raises(Exception, match="audit_event"):
        an_alert(database, person)
    assert [count(database, table) for table in (Alert, AlertDelivery, OutgoingMessage)] == [0, 0, 0]


def test_nobody_unknown_can_be_alerted_on(database: Database) -> None:
    """A number without a record is refused."""
    make_world(database)
    with pytest.raises(AccessDenied):
        an_alert(database, 404)
    assert count(database, Alert) == 0


def test_an_adviser_takes_on_an_alert_of_their_own_caseload(database: Database) -> None:
    """Who did stands in the alert and in the audit, and nobody comes after them."""
    made = make_world(database)
    alert = an_alert(database, made.person)
    assert take_on(database, adviser_of(made.adviser), alert) == "staff:1"
    assert take_on(database, operator(), alert) == "staff:1"
    assert ("personal_adviser", "staff:1", "alert_acknowledge", made.person, "allowed") in events(database)
    assert listed(database, operator()) == []


def test_an_alert_about_somebody_else_s_person_cannot_be_taken_on(database: Database) -> None:
    """Refused, kept in the audit as refused, and the alert stays open; an alert that is not there is refused alike."""
    made = make_world(database)
    alert, stranger = an_alert(database, made.person), adviser_of(made.other_adviser)
    said = []
    for number in (alert, 404):
        with pytest.raises(AccessDenied) as denied:
            take_on(database, stranger, number)
        said.append(str(denied.value))
    assert said[0] == said[1]
    assert ("personal_adviser", "staff:1", "alert_acknowledge", made.person, "denied") in events(database)
    assert listed(database, operator()) == [alert]


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("own adviser", True),
        ("own manager", True),
        ("operator", True),
        ("other adviser", False),
    ],
)
def test_each_sees_the_alerts_of_their_own_people(database: Database, role: str, sees: bool) -> None:
    """The list holds nobody else's, and leaves an event for each person shown."""
    made = make_world(database)
    alert = an_alert(database, made.person)
    caller = {
        "own adviser": adviser_of(made.adviser),
        "own manager": Caller(Role.TEAM_MANAGER, "staff:2", team_id=made.team),
        "operator": operator(),
        "other adviser": adviser_of(made.other_adviser),
    }[role]
    before = len(events(database))
    assert listed(database, caller) == ([alert] if sees else [])
    shown = [(action, person, outcome) for _, _, action, person, outcome in events(database)[before:]]
    assert shown == ([("alert_list", made.person, "allowed")] if sees else [])


@pytest.mark.parametrize(
    "caller",
    [
        Caller(Role.ADMINISTRATOR, "staff:3"),
        Caller(Role.YOUNG_PERSON, "young_person:1", young_person_id=1),
        Caller("assistant", "assistant"),
        Caller(Role.PERSONAL_ADVISER, "staff:0"),
    ],
    ids=["administrator", "young person", "assistant", "adviser without a caseload"],
)
def test_nobody_else_lists_or_takes_on(database: Database, caller: Caller) -> None:
    """Not an administrator, not young people, not the program itself."""
    alert = an_alert(database, make_world(database).person)
    with pytest.raises(AccessDenied):
        listed(database, caller)
    with pytest.raises(AccessDenied):
        take_on(database, caller, alert)


def test_a_clock_that_is_behind_does_not_stop_an_acknowledgement(database: Database) -> None:
    """The terminal of another machine may be a minute late."""
    alert = an_alert(database, make_world(database).person)
    with audited(database) as session:
        assert acknowledge(session, operator(), alert, NOW - timedelta(minutes=1)) == "terminal"


def test_what_is_held_of_alerts_is_handed_over_and_erased_with_the_person(database: Database) -> None:
    """Alerts and deliveries are in the export, without the adviser's address, and nothing is left after erasure."""
    person = make_world(database).person
    an_alert(database, person)
    with database.transaction() as session:
        held = export(session, person, NOW, Operator())
    assert [row["danger"] for row in held["records"]["alert"]] == ["crisis_self_harm"]
    assert len(held["records"]["alert_delivery"]) == 3
    assert [row["kind"] for row in held["records"]["outgoing_message"]] == ["alert"] * 3
    assert PA not in json.dumps(held)
    with database.transaction() as session:
        erase(session, person, NOW, Operator(), lambda _: None, erased_lookup(Keyed(b"a secret for tests")))
    assert [count(database, table) for table in (Alert, AlertDelivery, OutgoingMessage)] == [0, 0, 0]


def test_an_alert_keeps_no_name_no_words_and_no_address(database: Database) -> None:
    """The rows say who by number alone."""
    an_alert(database, make_world(database).person)
    with database.transaction() as session:
        rows = [
            repr(tuple(row))
            for table in (Alert, AlertDelivery, OutgoingMessage)
            for row in session.execute(select(table.__table__))
        ]
    assert [
        mark for mark in (NAME, "Markerson", REFERENCE, PA, MANAGER) if any(mark in row for row in rows)
    ] == []


WRONG = {
    "two of one number": "INSERT INTO alert (young_person_id, number, danger, is_about_other, with_consent, raised_at) "
    "SELECT young_person_id, number, danger, is_about_other, with_consent, raised_at FROM alert",
    "one without number": "UPDATE alert SET number = NULL",
    "no danger": "UPDATE alert SET danger = ''",
    "taken on by nobody": "UPDATE alert SET acknowledged_at = raised_at",
    "somebody unknown": "UPDATE alert SET young_person_id = 404",
    "another recipient": "UPDATE alert_delivery SET recipient = 'neighbour'",
    "another channel": "UPDATE alert_delivery SET channel = 'pigeon'",
    "an adviser without number": "UPDATE alert_delivery SET recipient_id = NULL WHERE recipient = 'personal_adviser'",
    "delivered at no time": "UPDATE alert_delivery SET deliveries = 1",
    "fewer than none": "UPDATE alert_delivery SET attempts = -1",
}


@pytest.mark.parametrize("statement", WRONG.values(), ids=WRONG)
def test_the_database_refuses_what_can_not_be(database: Database, statement: str) -> None:
    """Whatever code writes it."""
    an_alert(database, make_world(database).person)
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_manager_s_address_is_set_and_taken_away_by_the_operator_alone(database: Database) -> None:
    """Sealed, audited, and only if it is one."""
    made = make_world(database)
    for address in ("new@example.org", None):
        with audited(database) as session:
            set_manager_address(session, operator(), made.team, address, NOW)
        with database.transaction() as session:
            assert session.get(Team, made.team).manager_email == address
    assert [event[2] for event in events(database)] == ["alert_address"] * 2
    for address, team, error in (
        ("no address", made.team, ValueError),
        ("a@b\nc@d", made.team, ValueError),
        ("a@b", 404, LookupError),
    ):
        with pytest.raises(error), audited(database) as session:
            set_manager_address(session, operator(), team, address, NOW)
    with pytest.raises(AccessDenied), audited(database) as session:
        set_manager_address(session, adviser_of(made.adviser), made.team, "a@b", NOW)
