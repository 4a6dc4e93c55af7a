"""A card that waits in the outbox leaves only while everybody whom it names is still theirs who asked; an erasure takes it along."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from delivery.alert_world import HandClock
from out_world import NOW, chats, overdue, rows, send_all, staff_in_teams, states, tell

from bot.casework.operator import Operator
from bot.casework.privacy.subject_access import erase
from bot.casework.tables import StaffAccount, YoungPerson
from bot.channels.teams.teams_delivery import GIVE_UP_CARD, TeamsDelivery
from bot.delivery.conversation.journal import Answering, DatabaseJournal, lines_of
from bot.delivery.sending.named_people_kept import people_kept, people_of
from bot.delivery.sending.outgoing import TryAgainError
from bot.records.reach import OPERATOR, of_councils

if TYPE_CHECKING:
    from out_world import Member

    from bot.answer import Answer
    from bot.records.database import Database


@pytest.fixture
def members(database: Database) -> list[Member]:
    """Two advisers of a team."""
    return staff_in_teams(database, 2)


@pytest.fixture
def people(database: Database, members: list[Member]) -> list[int]:
    """Two young people of the first."""
    with database.transaction(OPERATOR) as session:
        adviser = session.get(StaffAccount, members[0].account).personal_adviser_id
        made = [
            YoungPerson(
                reference=f"YP-{number}",
                council="rutland",
                preferred_name=f"Kai number {number} (invented)",
                birth_date=date(2008, 1, 1),
                personal_adviser_id=adviser,
            )
            for number in (1, 2)
        ]
        session.add_all(made)
        session.flush()
        return [int(one.id) for one in made]


def naming(people: list[int]) -> Answer:
    """An answer whose card names these."""
    answer = overdue()
    assert answer.card is not None
    return answer.copy(update={"card": answer.card.copy(update={"people": tuple(people)})})


def say(database: Database, members: list[Member], people: list[int], way: str) -> None:
    """Put it in the outbox: as what was asked, or as what we say first."""
    if way == "asked":
        journal = DatabaseJournal(database, HandClock(NOW))
        said = lines_of("(a message)", [naming(people)])
        journal.write(members[0].conversation, said, Answering(deliver=TeamsDelivery(HandClock(NOW))))
        return
    with database.transaction(of_councils(["rutland"])) as session:
        tell(session, members[0].account, [naming(people)], "first", "hand_over", NOW)


WAYS = pytest.mark.parametrize("way", ["asked", "first"])


@WAYS
def test_a_card_leaves_while_everybody_in_it_is_theirs(
    database: Database, members: list[Member], people: list[int], way: str
) -> None:
    """And what it named is not kept after it has left."""
    say(database, members, people, way)
    provider = chats()
    send_all(database, provider)
    assert len(provider.sent) == 2
    assert {(row.state, row.people, row.body) for row in rows(database)} == {("sent", None, None)}


@WAYS
def test_a_card_is_kept_back_when_one_case_in_it_has_moved(
    database: Database, members: list[Member], people: list[int], way: str
) -> None:
    """To another adviser of the same team, while Teams was slow: one of two is enough."""
    say(database, members, people, way)
    send_all(database, chats(TryAgainError(30.0)))
    with database.transaction(OPERATOR) as session:
        other = session.get(StaffAccount, members[1].account).personal_adviser_id
        session.get(YoungPerson, people[1]).personal_adviser_id = other
    provider = chats()
    send_all(database, provider, NOW + timedelta(seconds=31))
    assert (provider.sent, set(states(database).values())) == ([], {"withheld"})
    assert {row.people for row in rows(database)} == {None}


@WAYS
def test_an_erasure_takes_along_what_waits(
    database: Database, members: list[Member], people: list[int], way: str
) -> None:
    """Every row that names the person, and none that names somebody else."""
    say(database, members, people[:1], way)
    for person, left in ((people[1], 2), (people[0], 0)):
        with database.transaction(OPERATOR) as session:
            erase(
                session, person, NOW, Operator(), lambda _talk: None, lambda words: words.replace("\0", " ")
            )
        assert len(rows(database)) == left


def test_numbers_that_only_look_alike_are_other_people() -> None:
    """1 is not in 12 or 21."""
    kept = people_kept([12, 21, 3])
    assert people_of(kept) == {3, 12, 21}
    assert people_of(None) == people_of(people_kept([])) == frozenset()
    assert kept is not None
    assert ",1," not in kept


def test_a_card_of_somebody_who_is_gone_from_the_records_is_kept_back(
    database: Database, members: list[Member], people: list[int]
) -> None:
    """However they went: nobody may see a record that is not there."""
    say(database, members, people, "asked")
    with database.transaction(OPERATOR) as session:
        session.delete(session.get(YoungPerson, people[0]))
    provider = chats()
    send_all(database, provider)
    assert provider.sent == []


def test_what_names_people_is_tried_for_a_quarter_of_an_hour(
    database: Database, members: list[Member], people: list[int]
) -> None:
    """Whoever still wants it asks again."""
    say(database, members, people, "asked")
    assert {row.give_up_at - NOW for row in rows(database)} == {GIVE_UP_CARD}
    provider = chats()
    send_all(database, provider, NOW + GIVE_UP_CARD)
    assert (provider.sent, set(states(database).values())) == ([], {"given_up"})
