"""What goes out to Teams: answers and what we say first, once, in order, to whoever may still read it."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from delivery.alert_world import HandClock, make_world
from out_world import (
    NAME,
    NOW,
    SERVICE,
    carrier,
    change,
    chats,
    leave,
    lines,
    overdue,
    rows,
    send_all,
    staff_in_teams,
    states,
    tell,
    user,
)
from sample_answers import RULE, URGENT, WORDS_ALONE
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.advising.advising_tables import StaffDeed, StaffTalk
from bot.answer import Answer, Choice
from bot.answer_data import as_data
from bot.card import Card
from bot.channels.teams.activity_words import buttons_of
from bot.channels.teams.teams_delivery import GIVE_UP, GIVE_UP_URGENT, TeamsDelivery
from bot.delivery.conversation.conversation_tables import TranscriptLine, new_line_id
from bot.delivery.conversation.journal import Answering, DatabaseJournal, Line, choice_of, lines_of
from bot.delivery.handing_over.hand_over_tables import HandOver
from bot.delivery.sending.carrying import send_next
from bot.delivery.sending.outgoing import NeverError, StoppedError, TryAgainError
from bot.delivery.staffing.teams_sweep import sweep_teams
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.identity.by_teams.teams_users import Reference
from bot.records.reach import OPERATOR, SENDING, SWEEP, of_councils

if TYPE_CHECKING:
    from datetime import datetime

    from out_world import Member

    from bot.records.database import Database


@pytest.fixture
def member(database: Database) -> Member:
    """An adviser in Teams."""
    [made] = staff_in_teams(database)
    return made


def answer_with(database: Database, member: Member, *answers: Answer) -> list[Line]:
    """A turn with these answers, kept and put as the front door does."""
    journal, said = DatabaseJournal(database, HandClock(NOW)), lines_of("(a message)", answers)
    journal.write(member.conversation, said, Answering(deliver=TeamsDelivery(HandClock(NOW))))
    return said


def tell_first(database: Database, member: Member, key: str = "monday 1", **more: Any) -> bool:
    """Say something first, from a transaction that reaches somebody else's rows."""
    with database.transaction(of_councils(["rutland"])) as session:
        return tell(session, member.account, [overdue()], key, "staff_digest", NOW, **more)


def test_an_answer_goes_out_as_text_and_card_in_order(database: Database, member: Member) -> None:
    """With the chat's reference, which is filled in as it leaves; the outbox keeps no words after."""
    [_, line] = answer_with(database, member, overdue())
    assert [row.recipient for row in rows(database)] == [None, None]
    provider = chats()
    send_all(database, provider)
    text, card = (json.loads(one.text) for one in provider.sent)
    assert text["text"] == "1 plan is overdue."
    assert buttons_of(card) == [(f"Open: {NAME}", f"{line.id}.0")]
    reference = Reference(SERVICE, member.chat, "29:user-0", "28:bot", "invented-tenant")
    assert {Reference.from_json(one.recipient) for one in provider.sent} == {reference}
    assert {(row.state, row.recipient, row.body) for row in rows(database)} == {("sent", None, None)}


def test_what_was_pressed_is_known_and_names_are_not_kept(database: Database, member: Member) -> None:
    """The journal knows the button's choice; the card is in the outbox alone, sealed, until it has left."""
    [_, line] = answer_with(database, member, overdue())
    journal = DatabaseJournal(database, HandClock(NOW))
    assert choice_of(journal, member.conversation, f"{line.id}.0") == overdue().choices[0]
    assert NAME not in str([one.answer for one in lines(database, member.conversation)])
    with database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT body FROM outgoing_message").scalars().all()
    assert [body for body in kept if "Markerson" in body] == []


def test_a_turn_that_is_not_kept_sends_nothing(database: Database, member: Member) -> None:
    """The same transaction holds both."""
    said = lines_of("(a message)", [overdue()])
    journal = DatabaseJournal(database, HandClock(NOW))
    journal.write(member.conversation, said)
    with pytest.raises(IntegrityError):
        journal.write(member.conversation, said, Answering(deliver=TeamsDelivery(HandClock(NOW))))
    assert rows(database) == []


def test_what_is_for_nobody_in_teams_is_put_nowhere(database: Database) -> None:
    """A conversation whose row is gone."""
    journal = DatabaseJournal(database, HandClock(NOW))
    journal.write("teams-gone", lines_of("", [RULE]), Answering(deliver=TeamsDelivery(HandClock(NOW))))
    assert rows(database) == []


def test_an_answer_of_which_no_card_can_be_made_is_said_all_the_same(
    database: Database, member: Member, caplog: pytest.LogCaptureFixture
) -> None:
    """As plain text, without the card's names; the log says so, and nothing of it."""
    broken = overdue().copy(update={"choices": ()})  # its row leads to a button that is not there
    answer_with(database, member, broken)
    provider = chats()
    send_all(database, provider)
    [only] = provider.sent
    assert json.loads(only.text)["text"] == "OVERDUE PLANS\n\n1 plan is overdue."
    assert "IndexError" in caplog.text
    assert "Markerson" not in caplog.text


def test_danger_goes_before_everything_and_keeps_its_order(database: Database, member: Member) -> None:
    """Its text waits for nothing; its card of buttons comes behind it, and it is tried for a day."""
    answer_with(database, member, RULE)
    answer_with(database, member, URGENT)
    provider = chats()
    send_all(database, provider)
    first = [json.loads(one.text).get("text", "a card")[:20] for one in provider.sent]
    assert first == [URGENT.lead[:20], RULE.lead[:20], "a card", "a card"]
    gives_up = {row.key.split()[1]: row.give_up_at - NOW for row in rows(database)}
    assert sorted(gives_up.values()) == [GIVE_UP, GIVE_UP_URGENT]


def test_a_message_that_fails_holds_up_those_behind_it(database: Database, member: Member) -> None:
    """The card never comes before its text; another person's do."""
    answer_with(database, member, overdue())
    provider = chats(TryAgainError(30.0))
    send_all(database, provider)
    assert provider.sent == []
    send_all(database, provider, NOW + timedelta(seconds=31))
    assert ["text" in json.loads(one.text) for one in provider.sent] == [True, False]


@pytest.mark.parametrize(
    "changed", [{"is_installed": False}, {"blocked_at": NOW}, {"reference": None}], ids=str
)
def test_nothing_goes_to_whoever_took_the_app_away(
    database: Database, member: Member, changed: dict[str, Any]
) -> None:
    """Or blocked it: it is kept as withheld, and not tried."""
    answer_with(database, member, RULE)
    change(database, member, **changed)
    provider = chats()
    send_all(database, provider)
    assert (provider.sent, set(states(database).values())) == ([], {"withheld"})


def test_nothing_of_young_people_goes_to_whoever_has_left(database: Database, member: Member) -> None:
    """From their last day on; what the offer says, and danger's numbers, are for everybody."""
    answer_with(database, member, overdue(), RULE, URGENT, WORDS_ALONE)
    leave(database, member, NOW.date())
    provider = chats()
    send_all(database, provider)
    assert sorted(states(database).values()) == ["sent"] * 5 + ["withheld"] * 2
    assert "Markerson" not in str([one.text for one in provider.sent])


def test_what_a_leaver_is_answered_as_a_stranger_reaches_them(database: Database, member: Member) -> None:
    """A card of general answers that was made after their last day; a card that names people never."""
    leave(database, member, NOW.date())
    card = overdue().card
    assert card is not None
    general = RULE.copy(update={"card": Card(meaning=("What the law says.",))})
    people = overdue().copy(update={"card": card.copy(update={"people": (17,)})})
    answer_with(database, member, general, people)
    provider = chats()
    send_all(database, provider)
    assert sorted(states(database).values()) == ["sent", "sent", "withheld", "withheld"]
    assert "Markerson" not in str([one.text for one in provider.sent])


def test_a_last_day_that_is_still_to_come_keeps_nothing_back(database: Database, member: Member) -> None:
    """The day of London counts."""
    answer_with(database, member, overdue())
    leave(database, member, NOW.date() + timedelta(days=1))
    provider = chats()
    send_all(database, provider)
    assert len(provider.sent) == 2


def test_what_was_asked_by_one_account_is_not_read_by_another(database: Database) -> None:
    """A chat that is linked anew, or no more, while an answer waits."""
    one, other = staff_in_teams(database, 2)
    answer_with(database, one, overdue())
    change(database, one, staff_account_id=other.account)
    provider = chats()
    send_all(database, provider)
    assert (provider.sent, set(states(database).values())) == ([], {"withheld"})


def test_what_waits_for_somebody_who_is_forgotten_is_withdrawn(database: Database, member: Member) -> None:
    """There is no chat any more."""
    answer_with(database, member, RULE)
    with database.transaction(OPERATOR) as session:
        session.delete(session.get(type(user(database, member)), member.lookup))
    send_all(database, chats())
    assert set(states(database).values()) == {"withdrawn"}


def test_whoever_blocked_us_is_written_to_no_more(database: Database, member: Member) -> None:
    """From the first refusal on: what is behind it is withheld. A chat that is gone blocks nothing."""
    answer_with(database, member, overdue())
    send_all(database, chats(StoppedError()))
    assert list(states(database).values()) == ["failed", "withheld"]
    assert user(database, member).blocked_at == NOW
    change(database, member, blocked_at=None)
    answer_with(database, member, WORDS_ALONE)
    send_all(database, chats(NeverError()))
    assert user(database, member).blocked_at is None


def test_what_we_say_first_is_said_once_and_can_be_pressed(database: Database, member: Member) -> None:
    """A key is said once, however often; the lines stand in the adviser's own conversation, without names."""
    assert [tell_first(database, member) for _ in range(3)] == [True] * 3
    [line] = lines(database, member.conversation)
    assert (line.text, json.loads(line.answer)) == ("", as_data(overdue().copy(update={"card": None})))
    provider = chats()
    send_all(database, provider)
    assert [one.key for one in provider.sent] == ["monday 1 0", "monday 1 1"]
    assert {one.kind for one in provider.sent} == {"staff_digest"}
    journal = DatabaseJournal(database, HandClock(NOW))
    assert choice_of(journal, member.conversation, f"{line.line_id}.0") == overdue().choices[0]
    assert tell_first(database, member, "monday 2")
    assert len(lines(database, member.conversation)) == 2


def test_those_that_say_the_same_at_once_say_it_once(database: Database, member: Member) -> None:
    """Whoever comes second keeps neither a line nor a message."""
    start = threading.Barrier(4)

    def say() -> None:
        start.wait()
        with suppress(
            IntegrityError, OperationalError
        ):  # it was said, or the file is busy: their caller tries again
            tell_first(database, member)

    sayers = [threading.Thread(target=say) for _ in range(4)]
    for each in sayers:
        each.start()
    for each in sayers:
        each.join()
    assert tell_first(database, member)
    assert len(lines(database, member.conversation)) == 1
    assert len(rows(database)) == 2


def test_nothing_is_said_first_to_whom_we_do_not_reach(database: Database, member: Member) -> None:
    """Without a chat, without our app, blocked: the caller hears it, and takes another way."""
    for changed in ({"is_installed": False}, {"is_installed": True, "blocked_at": NOW}):
        change(database, member, **changed)
        assert not tell_first(database, member)
    with database.transaction(SENDING) as session:
        assert not tell(session, member.account + 1, [overdue()], "x", "staff_digest", NOW)
    assert (rows(database), lines(database, member.conversation)) == ([], [])


def test_it_is_said_where_they_were_heard_last(database: Database) -> None:
    """An account with two chats is told once."""
    one, other = staff_in_teams(database, 2)
    change(database, other, staff_account_id=one.account, last_heard_at=NOW + timedelta(hours=1))
    assert tell_first(database, one)
    assert {row.person for row in rows(database)} == {other.lookup}
    assert len(lines(database, other.conversation)) == 1


def test_what_we_say_first_waits_for_its_time_and_ends_with_it(database: Database, member: Member) -> None:
    """Not before, and not a day after; what is urgent has its text before all others alone."""
    later = NOW + timedelta(hours=1)
    tell_first(database, member, not_before=later, is_urgent=True)
    provider = chats()
    send_all(database, provider)
    assert provider.sent == []
    assert [(row.is_urgent, row.due_at, row.give_up_at) for row in rows(database)] == [
        (True, later, later + timedelta(days=1)),
        (False, later, later + timedelta(days=1)),
    ]
    send_all(database, provider, later)
    assert len(provider.sent) == 2


def test_a_kind_with_nothing_of_its_own_is_treated_as_its_channel_is(
    database: Database, member: Member
) -> None:
    """Whoever left gets no digest either."""
    tell_first(database, member)
    leave(database, member, date(2026, 11, 1))
    made, provider = carrier(database, chats()), chats()
    assert send_next(made, lambda: NOW, "teams") is not None
    send_all(database, provider)
    assert (provider.sent, set(states(database).values())) == ([], {"withheld"})


def line_of(member: Member, hours: float, answer: Answer | None = None) -> TranscriptLine:
    """A line that was said some hours ago."""
    return TranscriptLine(
        line_id=new_line_id(),
        conversation=member.conversation,
        text="" if answer else "(a message)",
        answer=json.dumps(as_data(answer.copy(update={"card": None}))) if answer else None,
        said_at=NOW - timedelta(hours=hours),
    )


def test_words_in_teams_are_forgotten_after_eight_hours_and_buttons_of_staff_after_a_month(
    database: Database, member: Member
) -> None:
    """A card stays in its chat, and its buttons count so long; they name nobody. Other channels are left alone."""
    offer = Answer(lead="old", choices=(Choice(label="Council tax", kind="topic", value="council_tax"),))
    kept = [line_of(member, 7.9), line_of(member, 7.9, offer), line_of(member, 9, overdue())]
    kept += [line_of(member, 29 * 24, overdue())]
    gone = [line_of(member, 8.1), line_of(member, 8.1, offer), line_of(member, 31 * 24, overdue())]
    gone += [line_of(member, 100)]
    elsewhere = line_of(member, 900)
    elsewhere.conversation = "terminal-1"
    with database.transaction(OPERATOR) as session:
        session.add_all([*kept, *gone, elsewhere])
        session.flush()
        ids = {line.line_id for line in kept}
    with database.transaction(SWEEP) as session:
        sweep_teams(session, NOW)
    assert {line.line_id for line in lines(database, member.conversation)} == ids
    assert len(lines(database, "terminal-1")) == 1


def test_what_a_talk_was_about_and_what_was_done_is_forgotten_in_time(
    database: Database, member: Member
) -> None:
    """The subject after eight silent hours, what undoes after a day, deeds after a month, hand-overs and people after a year."""
    person = make_world(database).person
    hours = (7, 9, 25, 31 * 24)
    with database.transaction(OPERATOR) as session:
        for age in hours:
            then = NOW - timedelta(hours=age)
            session.add(StaffTalk(talk=f"teams-{age}", changed_at=then))
            session.add(
                StaffDeed(
                    key=str(age),
                    staff_account_id=member.account,
                    young_person_id=person,
                    kind="contact",
                    undo="{}",
                    done_at=then,
                )
            )
        for days in (364, 366):
            then = NOW - timedelta(days=days)
            session.add(_hand_over(person, days, then))
            session.add(TeamsUser(lookup=f"heard {days}", conversation=f"teams-x{days}", last_heard_at=then))
        session.add(_hand_over(person, 0, NOW - timedelta(days=400), is_open=True))
    with database.transaction(SWEEP) as session:
        sweep_teams(session, NOW)
    with database.transaction(OPERATOR) as session:
        assert [row.talk for row in session.execute(select(StaffTalk)).scalars()] == ["teams-7"]
        deeds = session.execute(select(StaffDeed).order_by(StaffDeed.id)).scalars()
        assert [(row.key, row.undo) for row in deeds] == [("7", "{}"), ("9", "{}"), ("25", None)]
        overs = session.execute(select(HandOver.conversation)).scalars()
        assert sorted(overs) == ["web-0", "web-364"]
        users = session.execute(select(TeamsUser.lookup)).scalars()
        assert sorted(users) == ["heard 364", member.lookup]


def _hand_over(person: int, number: int, then: datetime, *, is_open: bool = False) -> HandOver:
    ended = {} if is_open else {"ended_at": then, "ended_by": "silence"}
    return HandOver(
        young_person_id=person,
        conversation=f"web-{number}",
        channel="web",
        asked_at=then,
        waits_until=then,
        **ended,
    )
