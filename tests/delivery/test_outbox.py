"""What is put in the outbox leaves at least once, in order, when it may; and nothing of it is silent."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from alert_world import HandClock, make_world
from outbox_world import NUMBER, WORDS, Teller, a_carrier, a_round, a_text, put_all, row, states
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from bot.casework.tables import YoungPerson
from bot.delivery.sending.carrying import send_due
from bot.delivery.sending.holding import HOLD, take_next
from bot.delivery.sending.outbox import (
    ROWS_KEPT,
    WORDS_KEPT,
    Outcome,
    dead_letters,
    forget_old,
    oldest_waiting,
    put,
    receipt,
    retry,
    withdraw,
)
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, NeverError, TryAgainError
from bot.delivery.sending.waits import LONGEST_ASKED, LONGEST_RETRY, night_of, retry_after

if TYPE_CHECKING:
    from bot.records.database import Database

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> HandClock:
    """Time, moved by hand."""
    return HandClock()


def count(database: Database) -> int:
    """How many messages there are."""
    with database.transaction() as session:
        return int(session.execute(select(func.count()).select_from(OutgoingMessage)).scalar_one())


def test_a_message_is_kept_with_its_cause_or_not_at_all(database: Database, clock: HandClock) -> None:
    """Neither a row nor a job of a transaction that was undone."""
    with database.transaction() as session:
        put(session, a_text("1"), clock.now())
        session.rollback()
    assert count(database) == 0
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 0


def test_one_key_is_one_message(database: Database, clock: HandClock) -> None:
    """A cause that is worked twice sends once."""
    [first] = put_all(database, clock.now(), a_text("1"))
    assert put_all(database, clock.now(), a_text("1", text="another")) == [first]
    teller = Teller()
    a_round(a_carrier(database, teller), clock)
    assert [(one.key, one.recipient, one.text) for one in teller.sent] == [("1", NUMBER, WORDS)]
    assert (row(database, "1").provider, row(database, "1").reference) == ("teller", "ref 1")


def test_neither_number_nor_words_stand_in_the_table_or_in_the_log(
    database: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where sending fails with an error that quotes both."""
    caplog.set_level(logging.DEBUG, logger="bot")
    put_all(database, clock.now(), a_text("1", subject=WORDS))
    a_round(a_carrier(database, Teller({"1": [ValueError(f"{NUMBER} {WORDS}")]})), clock)
    with database.engine.connect() as connection:
        kept = repr(connection.exec_driver_sql("SELECT * FROM outgoing_message").all())
    assert "error=ValueError" in caplog.text
    for private in (NUMBER, "900123", "Zebedee"):
        assert private not in kept + caplog.text


def test_messages_of_one_person_leave_in_order(database: Database, clock: HandClock) -> None:
    """One that fails holds the newer ones of the same person and channel back; nobody else's, and no other channel's."""
    put_all(
        database,
        clock.now(),
        *(a_text(key) for key in ("1", "2", "3")),
        a_text("mail", channel=Channel.EMAIL),
        a_text("other", "bela"),
    )
    teller = Teller({"1": [OSError(), OSError()]})
    carrier = a_carrier(database, teller)
    a_round(carrier, clock)
    assert sorted(teller.keys()) == ["mail", "other"]
    clock.pass_minutes(1)
    a_round(carrier, clock)
    assert len(teller.keys()) == 2
    clock.pass_minutes(1)
    a_round(carrier, clock)
    assert teller.keys()[2:] == ["1", "2", "3"]


def test_an_urgent_message_overtakes(database: Database, clock: HandClock) -> None:
    """Also one that failed, of the same person; and it goes first."""
    put_all(database, clock.now(), a_text("slow"), a_text("next"), a_text("urgent", is_urgent=True))
    teller = Teller({"slow": [OSError()]})
    a_round(a_carrier(database, teller), clock)
    assert teller.keys() == ["urgent"]
    clock.pass_minutes(1)
    a_round(a_carrier(database, teller), clock)
    assert teller.keys() == ["urgent", "slow", "next"]


def test_one_that_is_due_later_holds_nobody_back(database: Database, clock: HandClock) -> None:
    """It takes its place when it is due."""
    later = clock.now() + timedelta(days=1)
    put_all(database, clock.now(), a_text("tomorrow", not_before=later), a_text("today"))
    teller = Teller()
    carrier = a_carrier(database, teller)
    a_round(carrier, clock)
    assert teller.keys() == ["today"]
    clock.moment = later - timedelta(seconds=1)
    a_round(carrier, clock)
    clock.moment = later
    a_round(carrier, clock)
    assert teller.keys() == ["today", "tomorrow"]


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (OSError(), 10.0),
        (TryAgainError(), 10.0),
        (TryAgainError(after=90), 90.0),
        (TryAgainError(after=0), 1.0),
        (TryAgainError(after=10**9), LONGEST_ASKED.total_seconds()),
    ],
    ids=["an error", "not now", "Retry-After", "at once", "in thirty years"],
)
def test_a_try_that_failed_is_made_again_when_the_provider_asks(
    database: Database, clock: HandClock, error: Exception, wait: float
) -> None:
    """Or after ten seconds; not a moment before, never in no time and never in years."""
    put_all(database, clock.now(), a_text("1"))
    teller = Teller({"1": [error]})
    carrier = a_carrier(database, teller)
    assert (a_round(carrier, clock).failed, row(database, "1").last_error) == (1, type(error).__name__)
    clock.moment += timedelta(seconds=wait - 0.5)
    a_round(carrier, clock)
    assert teller.keys() == []
    clock.moment += timedelta(seconds=0.5)
    a_round(carrier, clock)
    assert (teller.keys(), row(database, "1").last_error) == (["1"], None)


def test_waits_double_to_a_limit(database: Database, clock: HandClock) -> None:
    """In the rows as in the rule."""
    assert [retry_after(tries).total_seconds() for tries in (1, 2, 3, 7, 1000)] == [10, 20, 40, 600, 600]
    put_all(database, clock.now(), a_text("1"))
    carrier = a_carrier(database, Teller({"1": [OSError()] * 9}))
    waits = []
    for _ in range(9):
        a_round(carrier, clock)
        waits.append(row(database, "1").next_try_at - clock.now())
        clock.moment = row(database, "1").next_try_at
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=10), LONGEST_RETRY)


def test_one_whose_time_is_up_is_a_dead_letter(
    database: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Tried until then and not after; the log says so, and those behind it go on."""
    put_all(database, clock.now(), a_text("1", give_up_at=clock.now() + timedelta(hours=1)), a_text("2"))
    teller = Teller({"1": [OSError()] * 999})
    carrier = a_carrier(database, teller)
    for _ in range(70):
        a_round(carrier, clock)
        clock.pass_minutes(1)
    assert states(database) == {"1": "given_up", "2": "sent"}
    assert row(database, "1").attempts > 6
    assert "given up: message=" in caplog.text
    assert (row(database, "1").recipient, row(database, "1").body) == (NUMBER, WORDS)


def test_what_can_never_be_sent_is_a_dead_letter_at_once(database: Database, clock: HandClock) -> None:
    """And holds nobody back."""
    put_all(database, clock.now(), a_text("1"), a_text("2"))
    teller = Teller({"1": [NeverError()]})
    a_round(a_carrier(database, teller), clock)
    assert (states(database), teller.keys()) == ({"1": "failed", "2": "sent"}, ["2"])


def test_a_dead_letter_is_tried_again_when_somebody_asks(database: Database, clock: HandClock) -> None:
    """With as much time as it had; one that was sent is not."""
    put_all(database, clock.now(), a_text("1", give_up_at=clock.now() + MINUTE), a_text("2", "bela"))
    teller = Teller({"1": [OSError()] * 2})
    carrier = a_carrier(database, teller)
    for _ in range(3):
        a_round(carrier, clock)
        clock.pass_minutes(1)
    with database.transaction() as session:
        [dead] = dead_letters(session)
        retry(session, dead, clock.now())
    a_round(carrier, clock)
    assert (states(database)["1"], row(database, "1").give_up_at) == ("waiting", clock.now() + MINUTE)
    clock.moment = row(database, "1").next_try_at
    a_round(carrier, clock)
    assert teller.keys() == ["2", "1"]
    with database.transaction() as session, pytest.raises(ValueError, match="message 2 is sent"):
        retry(session, session.get(OutgoingMessage, 2), clock.now())


@pytest.mark.parametrize(
    ("put_at", "leaves_at"),
    [
        ("2026-11-22 20:59", "2026-11-22 20:59"),
        ("2026-11-22 21:00", "2026-11-23 08:00"),
        ("2026-11-23 07:59", "2026-11-23 08:00"),
        ("2026-07-01 20:00", "2026-07-02 07:00"),  # 21:00 in London
        ("2026-07-01 19:59", "2026-07-01 19:59"),
        ("2026-03-28 22:00", "2026-03-29 07:00"),  # clocks go forward in this night
        ("2026-03-29 00:30", "2026-03-29 07:00"),
        ("2026-10-24 21:00", "2026-10-25 08:00"),  # and back in this one
        ("2026-10-25 00:30", "2026-10-25 08:00"),
        ("2026-10-25 01:30", "2026-10-25 08:00"),
        ("2026-12-31 23:30", "2027-01-01 08:00"),
    ],
)
def test_a_text_that_can_wait_leaves_in_the_morning(database: Database, put_at: str, leaves_at: str) -> None:
    """By the clock in London, also in the nights in which it changes; times are in UTC. It does not count as a try."""
    moment, morning = (datetime.fromisoformat(one) for one in (put_at, leaves_at))
    clock, teller = HandClock(moment), Teller()
    put_all(database, clock.now(), a_text("1"))
    carrier = a_carrier(database, teller, night=night_of("21:00-08:00"))
    a_round(carrier, clock)
    if morning > moment:
        assert (teller.keys(), row(database, "1").attempts) == ([], 0)
        clock.moment = morning - timedelta(seconds=1)
        a_round(carrier, clock)
        assert teller.keys() == []
        clock.moment = morning
        a_round(carrier, clock)
    assert teller.keys() == ["1"]


def test_the_night_is_for_texts_that_can_wait_alone(database: Database) -> None:
    """Urgent ones and emails leave; in the morning the order is kept."""
    clock, teller = HandClock(datetime(2026, 11, 22, 23)), Teller()
    put_all(
        database,
        clock.now(),
        a_text("1"),
        a_text("2"),
        a_text("urgent", is_urgent=True),
        a_text("mail", channel=Channel.EMAIL),
    )
    carrier = a_carrier(database, teller, night=night_of("21:00-08:00"))
    a_round(carrier, clock)
    assert teller.keys() == ["urgent", "mail"]
    with database.transaction() as session:
        assert oldest_waiting(session, clock.now() + MINUTE).oldest == 60.0  # "2", which was not looked at
    clock.moment = datetime(2026, 11, 23, 8)
    a_round(carrier, clock)
    assert teller.keys()[2:] == ["1", "2"]


@pytest.mark.parametrize("words", ["21-8", "21:00-21:00", "25:00-08:00", "night", "21:00-08:00-09:00"])
def test_quiet_hours_that_can_not_be_read_are_refused(words: str) -> None:
    """With how they are written."""
    with pytest.raises(ValueError, match="write it as 21:00-08:00"):
        night_of(words)


def test_no_quiet_hours_are_none() -> None:
    """And hours within one day are within it."""
    assert night_of(" ") is None
    siesta = night_of("13:00-15:00")
    assert siesta is not None
    assert siesta.over_at(datetime(2026, 11, 22, 14)) == datetime(2026, 11, 22, 15)
    assert siesta.over_at(datetime(2026, 11, 22, 15)) is None


def test_what_the_person_does_not_want_is_kept_as_withheld(database: Database, clock: HandClock) -> None:
    """Asked right before it would leave, with the message; not dropped without a trace, and those behind it go on."""
    asked: list[str] = []

    def may_send(_session: Any, outgoing: Any) -> bool:
        asked.append(outgoing.key)
        return bool(outgoing.key != "1")

    put_all(database, clock.now(), a_text("1"), a_text("2"))
    assert asked == []
    teller = Teller()
    a_round(a_carrier(database, teller, may_send=may_send), clock)
    assert (states(database), asked, teller.keys()) == (
        {"1": "withheld", "2": "sent"},
        ["1", "2"],
        ["2"],
    )


def test_a_receipt_says_what_became_of_it(database: Database, clock: HandClock) -> None:
    """Delivered is the end, also twice and also before a late failure; the words go with it. Nobody else's reference counts."""
    put_all(database, clock.now(), a_text("1"), a_text("2", "bela"), a_text("3", "cora"))
    a_round(a_carrier(database, Teller()), clock)

    def told(provider: str, reference: str, outcome: Outcome) -> bool:
        with database.transaction() as session:
            return receipt(session, provider, reference, outcome, clock.now())

    assert told("teller", "ref 1", Outcome.DELIVERED)
    assert told("teller", "ref 1", Outcome.DELIVERED)
    assert told("teller", "ref 1", Outcome.FAILED)
    assert told("teller", "ref 2", Outcome.FAILED)
    assert not told("another", "ref 3", Outcome.FAILED)
    assert not told("teller", "ref 4", Outcome.DELIVERED)
    assert states(database) == {"1": "delivered", "2": "failed", "3": "sent"}
    assert (row(database, "1").recipient, row(database, "1").body) == (None, None)
    with database.transaction() as session:
        assert [dead.key for dead in dead_letters(session)] == ["2"]


def test_what_lost_its_cause_is_withdrawn(database: Database, clock: HandClock) -> None:
    """Only what still waits of it."""
    put_all(database, clock.now(), a_text("1", about=7))
    a_round(a_carrier(database, Teller()), clock)
    later = clock.now() + MINUTE
    put_all(database, clock.now(), *(a_text(str(n), about=n, not_before=later) for n in (7, 8)))
    with database.transaction() as session:
        assert [
            withdraw(session, "reminder", [7], clock.now()),
            withdraw(session, "other", [8], clock.now()),
        ] == [1, 0]
    assert states(database) == {"1": "sent", "7": "withdrawn", "8": "waiting"}


def test_one_that_is_withdrawn_while_it_is_sent_counts_as_sent(database: Database, clock: HandClock) -> None:
    """What has left has left."""

    class Withdrawing(Teller):
        """Withdraws while it carries."""

        def send(self, outgoing: Any) -> str:
            """Withdraw and carry."""
            with database.transaction() as session:
                withdraw(session, "reminder", [7], clock.now())
            return super().send(outgoing)

    put_all(database, clock.now(), a_text("1", about=7))
    a_round(a_carrier(database, Withdrawing()), clock)
    assert states(database) == {"1": "sent"}


def test_a_fleeting_message_keeps_its_words_no_longer_than_it_needs(
    database: Database, clock: HandClock
) -> None:
    """A code is gone when it was sent, and when its time was up; then it can't be tried again."""
    up = clock.now() + MINUTE
    put_all(
        database,
        clock.now(),
        a_text("1", is_fleeting=True),
        a_text("2", "bela", is_fleeting=True, give_up_at=up),
    )
    carrier = a_carrier(database, Teller({"2": [OSError()] * 9}))
    a_round(carrier, clock)
    clock.moment = up
    a_round(carrier, clock)
    assert states(database) == {"1": "sent", "2": "given_up"}
    assert {(row(database, key).recipient, row(database, key).body) for key in "12"} == {(None, None)}
    with database.transaction() as session, pytest.raises(ValueError, match="words of message 2 are gone"):
        retry(session, session.get(OutgoingMessage, 2), clock.now())


def test_what_was_sent_is_forgotten(database: Database, clock: HandClock) -> None:
    """Its words after days, its row after a month; dead letters keep their words as long as their row; what waits stays."""
    put_all(
        database,
        clock.now(),
        a_text("sent"),
        a_text("dead", "bela"),
        a_text("waits", "cora", not_before=clock.now() + timedelta(days=90)),
    )
    a_round(a_carrier(database, Teller({"dead": [NeverError()]})), clock)
    for wait, left in (
        (WORDS_KEPT, {"sent": True}),
        (MINUTE, {"sent": False}),
        (ROWS_KEPT - WORDS_KEPT, None),
    ):
        clock.moment += wait
        with database.transaction() as session:
            forget_old(session, clock.now())
        if left is not None:
            assert (row(database, "sent").body is not None) == left["sent"]
            assert row(database, "dead").body == WORDS
    assert states(database) == {"waits": "waiting"}


def test_how_long_the_oldest_waits_is_known(database: Database, clock: HandClock) -> None:
    """In seconds, with how many there are of each state; what is not due yet does not count."""
    later = clock.now() + timedelta(hours=1)
    put_all(database, clock.now(), a_text("1"), a_text("2", not_before=later), a_text("3", "bela"))
    a_round(a_carrier(database, Teller({"1": [OSError()] * 9})), clock)
    clock.pass_minutes(2)
    with database.transaction() as session:
        found = oldest_waiting(session, clock.now())
        assert (found.oldest, found.counts["waiting"], found.counts["sent"], found.counts["failed"]) == (
            120.0,
            2,
            1,
            0,
        )


def test_two_workers_send_each_message_once_and_in_order(database: Database, clock: HandClock) -> None:
    """Eight people with six messages each, three workers at the same moment."""
    people = [f"person {n}" for n in range(8)]
    put_all(database, clock.now(), *(a_text(f"{who} {n}", who) for n in range(6) for who in people))
    teller, start = Teller(), threading.Barrier(3)

    def work() -> None:
        start.wait()
        for _ in range(40):
            send_due(a_carrier(database, teller), clock.now)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for who in people:
        assert teller.of(who) == [f"{who} {n}" for n in range(6)]
    assert len(teller.sent) == 48


def test_one_that_is_held_is_taken_by_nobody_until_its_holder_is_gone(
    database: Database, clock: HandClock
) -> None:
    """A process that was killed lets go after half a minute: then it is sent, with the same key."""
    put_all(database, clock.now(), a_text("1"), a_text("2"))
    with database.transaction() as session:
        assert take_next(session, clock.now()) == 1
    teller = Teller()
    carrier = a_carrier(database, teller)
    clock.moment += HOLD - timedelta(seconds=1)
    a_round(carrier, clock)
    assert teller.keys() == []
    clock.pass_minutes(1)
    a_round(carrier, clock)
    assert teller.keys() == ["1", "2"]


def test_a_slow_provider_holds_on_to_its_message(
    database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else takes it, however long it takes."""
    monkeypatch.setattr("bot.delivery.sending.holding.RENEW", 0.05)
    put_all(database, clock.now(), a_text("1"))
    renewed = threading.Event()

    class Slow(Teller):
        """Takes longer than a message is held."""

        def send(self, outgoing: Any) -> str:
            """Wait until it was held on."""
            clock.moment += HOLD * 2
            until = threading.Event()
            for _ in range(200):
                if row(database, "1").held_until > clock.now():
                    renewed.set()
                    break
                until.wait(0.05)
            assert send_due(a_carrier(database, Teller()), clock.now).delivered == 0
            return super().send(outgoing)

    slow = Slow()
    a_round(a_carrier(database, slow), clock)
    assert (slow.keys(), renewed.is_set()) == (["1"], True)


def test_messages_about_somebody_go_with_them(database: Database, clock: HandClock) -> None:
    """Erasing a person leaves none, sent or waiting."""
    made = make_world(database)
    put_all(
        database, clock.now(), a_text("1", young_person=made.person), a_text("2", young_person=made.other)
    )
    with database.engine.begin() as connection:
        connection.execute(delete(YoungPerson).where(YoungPerson.id == made.person))
    assert list(states(database)) == ["2"]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"channel": "pigeon"},
        {"attempts": -1},
        {"state": "sent"},
        {"young_person_id": 404},
    ],
    ids=str,
)
def test_the_database_refuses_what_can_not_be(
    database: Database, clock: HandClock, change: dict[str, Any]
) -> None:
    """Whatever code writes it."""
    put_all(database, clock.now(), a_text("1"))
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(update(OutgoingMessage).values(change))
