"""A contact is recorded by who looks after the person, as it can have been, and taken back without a trace in the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from invented_world import NOW, PLACES, TODAY, World, caller, events, world
from sqlalchemy import select

from bot.caseload.contacts import (
    MOST_NOTE,
    ContactError,
    ContactWrong,
    NewContact,
    record_contact,
    take_contact_back,
)
from bot.casework.codes import NEVER_MEANINGFUL, ContactKind
from bot.casework.tables import ContactRecord
from bot.identity.access.decisions import AccessDenied, audited

if TYPE_CHECKING:
    from bot.records.database import Database

BORN = date(2008, 11, 25)  # as `invented_world` has it
SEEN = NewContact(ContactKind.VISIT, TODAY, is_meaningful=True, note=" Cooked together (invented). ")
REACHED = {"personal_adviser": {"own"}, "team_manager": {"own", "colleague"}}


def kept(database: Database) -> list[Any]:
    """Every contact on record."""
    with database.transaction() as session:
        return list(session.execute(select(ContactRecord).order_by(ContactRecord.id)).scalars())


def record(database: Database, made: World, role: str, person: int, contact: NewContact = SEEN) -> int:
    """Record one, as this role."""
    with audited(database) as session:
        return record_contact(session, caller(made, role), person, contact, TODAY, NOW)


@pytest.mark.parametrize(
    "role", ["young_person", "personal_adviser", "team_manager", "administrator", "operator"]
)
@pytest.mark.parametrize("place", [*PLACES, "unassigned"])
def test_a_contact_is_recorded_by_who_looks_after_the_person(
    database: Database, role: str, place: str
) -> None:
    """Own caseload and own team; everybody else is denied, and either is in the audit."""
    made = world(database)
    person, allowed = made.people[place], place in REACHED.get(role, ())
    try:
        record(database, made, role, person)
    except AccessDenied:
        assert not allowed
    assert bool(kept(database)) is allowed
    outcome = "allowed" if allowed else "denied"
    assert events(database) == [(role, caller(made, role).actor, "contact_record", person, outcome)]


def test_what_was_filled_in_is_what_is_kept(database: Database) -> None:
    """Kind, day, whether it was meaningful, and the note without spaces around it; the adviser is theirs, also where a manager writes."""
    made = world(database)
    record(database, made, "team_manager", made.people["own"])
    [row] = kept(database)
    assert (row.kind, row.happened_on, row.is_meaningful) == ("visit", TODAY, True)
    assert (row.note, row.personal_adviser_id, row.external_id) == (
        "Cooked together (invented).",
        made.advisers["own"],
        None,
    )


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"kind": None}, ContactWrong.NO_KIND),
        ({"happened_on": None}, ContactWrong.NO_DAY),
        ({"happened_on": TODAY + timedelta(days=1)}, ContactWrong.IN_FUTURE),
        ({"happened_on": BORN - timedelta(days=1)}, ContactWrong.BEFORE_BIRTH),
        ({"is_meaningful": None}, ContactWrong.NOT_SAID),
        *[({"kind": kind}, ContactWrong.NEVER_MEANINGFUL) for kind in NEVER_MEANINGFUL],
        ({"note": "x" * (MOST_NOTE + 1)}, ContactWrong.TOO_LONG),
    ],
)
def test_what_cannot_have_been_is_refused_at_its_field(
    database: Database, change: dict[str, Any], wrong: ContactWrong
) -> None:
    """The error names the field and the fix, quotes nothing, and nothing is kept, not even an event."""
    made = world(database)
    with pytest.raises(ContactError, match=rf"^{wrong.field}: \w+") as error:
        record(database, made, "personal_adviser", made.people["own"], replace(SEEN, **change))
    assert error.value.wrong is wrong
    assert "xxx" not in str(error.value)
    assert kept(database) == events(database) == []


@pytest.mark.parametrize("day", [BORN, TODAY])
def test_the_first_and_the_last_day_that_can_be_are_taken(database: Database, day: date) -> None:
    """Today, and the day they were born."""
    made = world(database)
    record(database, made, "personal_adviser", made.people["own"], replace(SEEN, happened_on=day))
    assert [row.happened_on for row in kept(database)] == [day]


def test_a_text_that_is_not_called_meaningful_is_recorded(database: Database) -> None:
    """It is a contact; it only does not count as meaningful."""
    made = world(database)
    text = replace(SEEN, kind=ContactKind.TEXT, is_meaningful=False, note="")
    record(database, made, "personal_adviser", made.people["own"], text)
    assert [(row.kind, row.note) for row in kept(database)] == [("text", None)]


def test_a_contact_is_taken_back_by_who_looks_after_the_person(database: Database) -> None:
    """A colleague's adviser is denied, as is one that is gone already; both acts are in the audit."""
    made = world(database)
    number = record(database, made, "team_manager", made.people["colleague"])
    with pytest.raises(AccessDenied), audited(database) as session:
        take_contact_back(session, caller(made, "personal_adviser"), number, NOW)
    assert len(kept(database)) == 1
    with audited(database) as session:
        take_contact_back(session, caller(made, "team_manager"), number, NOW)
    assert kept(database) == []
    with pytest.raises(AccessDenied), audited(database) as session:
        take_contact_back(session, caller(made, "team_manager"), number, NOW)
    assert [event[2:] for event in events(database)] == [
        ("contact_record", made.people["colleague"], "allowed"),
        ("contact_take_back", made.people["colleague"], "denied"),
        ("contact_take_back", made.people["colleague"], "allowed"),
        ("contact_take_back", -1, "denied"),
    ]


def test_a_contact_of_the_case_system_is_not_taken_back_here(database: Database) -> None:
    """The next import would bring it again."""
    made = world(database)
    with database.transaction() as session:
        row = ContactRecord(
            young_person_id=made.people["own"],
            external_id="C-1",
            kind="visit",
            is_meaningful=True,
            happened_on=TODAY,
        )
        session.add(row)
        session.flush()
        number = row.id
    with pytest.raises(AccessDenied), audited(database) as session:
        take_contact_back(session, caller(made, "team_manager"), number, NOW)
    assert len(kept(database)) == 1
