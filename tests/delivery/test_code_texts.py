"""A sign-in code leaves by the outbox, and nobody can tell from outside whether one does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from alert_world import HandClock
from outbox_world import Teller, a_carrier, a_round, states
from sqlalchemy import event, select, text

from bot.casework.tables import YoungPerson
from bot.delivery.sending.code_texts import put_code
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.identity.sign_in.one_time_codes import CODE_LIFE, Codes

if TYPE_CHECKING:
    from bot.records.database import Database
    from bot.records.keyed import Keyed

KNOWN, UNKNOWN = "+447700900123", "+447700900999"


@pytest.fixture
def clock() -> HandClock:
    """Time, moved by hand."""
    return HandClock()


def ask(database: Database, keyed: Keyed, clock: HandClock, number: str) -> list[str]:
    """Ask for a code; the first words of each statement that it took."""
    said: list[str] = []
    listen = lambda _c, _cursor, statement, *_: said.append(" ".join(statement.split()[:3]))  # noqa: E731 - SQLAlchemy takes what it is given
    event.listen(database.engine, "before_cursor_execute", listen)
    with database.transaction() as session:
        code = Codes(keyed).ask(session, "browser", number, clock.now(), "192.0.2.1")
        put_code(session, "browser", number, code, clock.now())
    event.remove(database.engine, "before_cursor_execute", listen)
    return said


@pytest.fixture
def person(database: Database, keyed: Keyed) -> int:
    """Somebody who has the known number."""
    made = YoungPerson(
        reference="YP-1",
        preferred_name="Kit (invented)",
        birth_date=date(2008, 2, 29),
        council="rutland",
        phone=KNOWN,
        phone_lookup=keyed.phone(KNOWN),
    )
    with database.transaction() as session:
        session.add(made)
    return int(made.id)


def test_a_code_is_texted_to_who_has_the_number(
    database: Database, keyed: Keyed, clock: HandClock, person: int
) -> None:
    """At night too; nothing of it is left when it was sent, and it belongs to the person."""
    ask(database, keyed, clock, KNOWN)
    with database.transaction() as session:
        row = session.execute(select(OutgoingMessage)).scalar_one()
        assert (row.young_person_id, row.is_urgent, row.give_up_at) == (person, True, clock.now() + CODE_LIFE)
    teller = Teller()
    a_round(a_carrier(database, teller), clock)
    [sent] = teller.sent
    assert (sent.recipient, str(sent.text)[:6].isdigit()) == (KNOWN, True)
    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT recipient, body FROM outgoing_message")).one()
    assert tuple(kept) == (None, None)


def test_the_same_is_done_for_a_number_that_nobody_has(
    database: Database, keyed: Keyed, clock: HandClock, person: int
) -> None:
    """Statement by statement, so that the time tells nothing; and then it is taken back: no row and no job."""
    known, unknown = (ask(database, keyed, clock, number) for number in (KNOWN, UNKNOWN))
    assert [one for one in known if "SAVEPOINT" not in one] == [
        one for one in unknown if "SAVEPOINT" not in one
    ]
    assert len(states(database)) == 1
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 1


def test_a_code_that_could_not_be_sent_in_its_time_is_not_sent_after_it(
    database: Database, keyed: Keyed, clock: HandClock, person: int
) -> None:
    """It would be of no use, and alarm."""
    ask(database, keyed, clock, KNOWN)
    clock.moment += CODE_LIFE
    teller = Teller()
    a_round(a_carrier(database, teller), clock)
    assert (teller.sent, set(states(database).values())) == ([], {"given_up"})
