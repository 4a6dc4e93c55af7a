"""What is stored is sent until somebody acknowledges it, whatever happens in between."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alert_world import (
    ADDRESS,
    DUTY,
    MANAGER,
    NAME,
    NOW,
    PA,
    REFERENCE,
    RULES,
    HandClock,
    Outbox,
    a_post,
    a_round,
    an_alert,
    deliveries,
    events,
    make_world,
)
from invented import KEY
from sqlalchemy import delete, select

from bot.caseload.casework_reads import operator
from bot.casework.tables import PersonalAdviser, YoungPerson
from bot.delivery.alerts.alert_setup import make_rules
from bot.delivery.alerts.notice_rows import adopt
from bot.delivery.alerts.notices import LONGEST_REMINDER, OVERDUE, AlertNotices, are_failing, remind_after
from bot.delivery.alerts.stored_alerts import Rules, acknowledge, raise_alert
from bot.delivery.sending.carrying import Carrier, send_due
from bot.delivery.sending.holding import AT_ONCE, HOLD
from bot.delivery.sending.notifier import DemoNotifier
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, NeverError, Outgoing
from bot.delivery.sending.waits import LONGEST_RETRY, retry_after
from bot.gsm import TWO_FRAGMENTS, septets
from bot.identity.access.decisions import audited
from bot.safeguarding.finding import Danger
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.records.database import Database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clock() -> HandClock:
    """Time, moved by hand."""
    return HandClock()


def take_on(database: Database, alert: int) -> None:
    """Acknowledge at the terminal."""
    with audited(database) as session:
        acknowledge(session, operator(), alert, NOW)


def test_the_first_round_writes_to_the_pa_and_the_duty_team(database: Database, clock: HandClock) -> None:
    """Once each, and not to the manager yet; a second round at once sends nothing more."""
    an_alert(database, make_world(database).person)
    outbox = Outbox()
    post = a_post(database, outbox)
    assert [a_round(post, clock), a_round(post, clock)] == [(2, 0), (0, 0)]
    assert outbox.to() == [PA, DUTY]


def test_it_is_known_whether_alerts_get_through(database: Database, clock: HandClock) -> None:
    """Not while the mail server refuses, nor when nobody has tried for minutes; again when it takes them, or somebody looks after it."""
    alert = an_alert(database, make_world(database).person)
    assert not are_failing(database, clock.now())
    clock.moment += OVERDUE + timedelta(seconds=1)
    assert are_failing(database, clock.now())
    outbox = Outbox(fails_with=ConnectionRefusedError())
    post = a_post(database, outbox)
    a_round(post, clock)
    assert are_failing(database, clock.now())
    outbox.fails_with = None
    clock.pass_minutes(1)
    a_round(post, clock)
    assert not are_failing(database, clock.now())
    clock.pass_minutes(60)
    assert are_failing(database, clock.now())
    take_on(database, alert)
    assert not are_failing(database, clock.now())


def test_a_notice_says_whom_to_ring_and_how_to_acknowledge(database: Database, clock: HandClock) -> None:
    """By reference, with the page and the command; no name, no kind of danger."""
    alert = an_alert(database, make_world(database).person)
    outbox = Outbox()
    a_round(a_post(database, outbox), clock)
    notice = outbox.sent[0]
    for part in (
        REFERENCE,
        "Rutland",
        "22 November 2026, 12:00",
        "possible danger",
        "said yes to a call",
        f"{ADDRESS}/staff",
        f"localoffer alerts ack {alert}",
        "999",
    ):
        assert part in notice.text
    assert REFERENCE in notice.subject
    for part in (NAME, "Zebedee", "Markerson", "self_harm", "suicide"):
        assert part not in notice.text + notice.subject


def test_a_notice_says_if_the_person_was_not_asked_and_if_it_is_about_somebody_else(
    database: Database, clock: HandClock
) -> None:
    """Staff know what the young person knows."""
    person = make_world(database).person
    with audited(database) as session:
        raise_alert(session, person, Danger("missing", is_about_other=True), RULES, NOW, with_consent=False)
    outbox = Outbox()
    a_round(a_post(database, outbox), clock)
    assert "They were not asked, as your council has decided." in outbox.sent[0].text
    assert "said yes" not in outbox.sent[0].text
    assert "somebody they are worried about" in outbox.sent[0].text


def test_after_the_minutes_the_manager_hears_of_it_and_the_others_again(
    database: Database, clock: HandClock
) -> None:
    """Not a second earlier; the second time the subject says that it still waits."""
    an_alert(database, make_world(database).person)
    outbox = Outbox()
    post = a_post(database, outbox)
    a_round(post, clock)
    clock.pass_minutes(14.99)
    assert a_round(post, clock) == (0, 0)
    clock.pass_minutes(0.01)
    assert a_round(post, clock) == (3, 0)
    assert sorted(outbox.to()[2:]) == sorted([PA, DUTY, MANAGER])
    assert [notice.subject.startswith("Still waiting") for notice in outbox.sent] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert "nobody acknowledged it in 15 minutes" in next(
        n.text for n in outbox.sent if n.recipient == MANAGER
    )


def test_the_minutes_are_the_council_s(database: Database, clock: HandClock) -> None:
    """With five, the manager hears of it after five."""
    rules = Rules(RULES.duty_address, minutes=5)
    an_alert(database, make_world(database).person, rules=rules)
    outbox = Outbox()
    clock.pass_minutes(5)
    a_round(a_post(database, outbox, rules), clock)
    assert MANAGER in outbox.to()


def test_an_acknowledgement_stops_everything(database: Database, clock: HandClock) -> None:
    """Whether before the first try, before the manager or before a retry."""
    made = make_world(database)
    outbox = Outbox()
    post = a_post(database, outbox)
    take_on(database, an_alert(database, made.person))
    assert a_round(post, clock) == (0, 0)
    alert = an_alert(database, made.person)
    a_round(post, clock)
    take_on(database, alert)
    clock.pass_minutes(60 * 24)
    assert a_round(post, clock) == (0, 0)
    assert outbox.to() == [PA, DUTY]


def test_each_delivery_is_in_the_audit_with_who_got_it(database: Database, clock: HandClock) -> None:
    """By number; a try that failed is none."""
    made = make_world(database)
    an_alert(database, made.person)
    a_round(a_post(database, Outbox(OSError())), clock)
    clock.pass_minutes(1)
    a_round(a_post(database, Outbox()), clock)
    assert events(database)[1:] == [
        ("assistant", f"email to personal_adviser:{made.adviser}", "alert_deliver", made.person, "allowed"),
        ("assistant", "email to duty_team", "alert_deliver", made.person, "allowed"),
    ]


def test_what_can_not_be_sent_is_tried_again_and_again(database: Database, clock: HandClock) -> None:
    """For a day of failures and a minute; then it goes out, once each."""
    an_alert(database, make_world(database, manager_email=None).person)
    outbox = Outbox(ConnectionRefusedError("pa@example.org: no"))
    post = a_post(database, outbox)
    tries = 0
    for _ in range(24 * 60):
        tries += a_round(post, clock)[1]
        clock.pass_minutes(1)
    assert 24 * 6 * 2 <= tries <= 24 * 6 * 2 + 20  # every ten minutes, and a few more at the beginning
    row = deliveries(database)["duty_team"]
    assert (row.last_error, row.deliveries, row.delivered_at) == ("ConnectionRefusedError", 0, None)
    outbox.fails_with = None
    clock.pass_minutes(10)
    assert a_round(post, clock) == (2, 0)
    assert sorted(outbox.to()) == sorted([PA, DUTY])
    row = deliveries(database)["duty_team"]
    assert (row.last_error, row.attempts, row.deliveries, row.delivered_at) == (None, 0, 1, clock.now())


def test_waits_grow_to_a_limit_and_never_below_the_first() -> None:
    """However often it fails, or goes unanswered."""
    retries = [retry_after(number) for number in range(1, 2000)]
    assert (retries[0], retries[-1]) == (timedelta(seconds=10), LONGEST_RETRY)
    assert retries == sorted(retries)
    for minutes in (1, 15, 600):
        wait = timedelta(minutes=minutes)
        reminders = [remind_after(number, wait) for number in range(1, 2000)]
        assert (reminders[0], reminders[-1]) == (wait, max(wait, LONGEST_REMINDER))
        assert reminders == sorted(reminders)


def test_nobody_is_written_to_more_than_a_dozen_times_a_day(database: Database, clock: HandClock) -> None:
    """An alert that nobody takes on does not bury the one after it."""
    an_alert(database, make_world(database).person)
    outbox = Outbox()
    post = a_post(database, outbox)
    for _ in range(24 * 12):
        a_round(post, clock)
        clock.pass_minutes(5)
    assert {to: outbox.to().count(to) for to in (PA, DUTY, MANAGER)} == {PA: 10, DUTY: 10, MANAGER: 9}


class Picky(Outbox):
    """Carries everything but what goes to one address."""

    def send(self, notice: Outgoing) -> None:
        """Refuse the PA's."""
        if notice.recipient == PA:
            raise ValueError(f"{notice.recipient} {notice.text}")
        super().send(notice)


def test_one_address_that_fails_holds_no_other_up(database: Database, clock: HandClock) -> None:
    """The duty team hears of it in the same round."""
    an_alert(database, make_world(database).person)
    outbox = Picky()
    assert a_round(a_post(database, outbox), clock) == (1, 1)
    assert outbox.to() == [DUTY]


def test_an_address_that_was_taken_away_or_can_not_be_opened_is_a_failure_like_others(
    database: Database, clock: HandClock
) -> None:
    """It is named by kind, and the rest goes on."""
    made = make_world(database)
    an_alert(database, made.person)
    with database.transaction() as session:
        session.get(PersonalAdviser, made.adviser).email = None
    post = a_post(database, Outbox())
    assert a_round(post, clock) == (1, 1)
    assert deliveries(database)["personal_adviser"].last_error == "NoAddressError"
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE personal_adviser SET email = 'not sealed'")
    clock.pass_minutes(1)
    a_round(post, clock)
    assert deliveries(database)["personal_adviser"].last_error == "SealError"


def test_a_channel_that_nobody_carries_is_a_failure_like_others(database: Database, clock: HandClock) -> None:
    """A row of a channel that was switched off waits."""
    an_alert(database, make_world(database).person)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE outgoing_message SET channel = 'teams' WHERE person = 'duty_team of alert 1'"
        )
    assert a_round(a_post(database, Outbox()), clock) == (1, 1)


def test_neither_names_nor_addresses_are_logged_when_sending_fails(
    database: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The error quotes the notice and the address; the log has numbers and the kind."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger="bot")
    an_alert(database, make_world(database).person)
    a_round(a_post(database, Picky()), clock)
    said = caplog.text + "".join(
        repr(record.__dict__) for record in caplog.records if record.name.startswith("bot")
    )
    assert "message=1 kind=alert error=ValueError" in said
    assert [mark for mark in (PA, DUTY, NAME, "Markerson", REFERENCE) if mark in said] == []


def test_two_processes_send_each_delivery_once(database: Database, clock: HandClock) -> None:
    """Four rounds at the same moment, and every recipient of every alert is written to once."""
    made = make_world(database)
    for kind in ("crisis_self_harm", "missing", "exploitation"):
        an_alert(database, made.person, Danger(kind))
    outbox, start = Outbox(), threading.Barrier(4)
    done: list[Any] = []

    def work() -> None:
        start.wait()
        done.append(send_due(a_post(database, outbox), clock.now))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent.delivered for sent in done) == 6
    assert sorted((n.recipient, n.subject) for n in outbox.sent) == sorted(
        {(n.recipient, n.subject) for n in outbox.sent}
    )
    assert len(outbox.sent) == 6


def test_a_round_has_an_end(database: Database, clock: HandClock) -> None:
    """With more due than a round takes, the next one goes on."""
    made = make_world(database)
    for number in range(AT_ONCE // 2 + 1):
        an_alert(database, made.person, Danger(f"kind_{number}"))
    post = a_post(database, Outbox())
    assert [a_round(post, clock), a_round(post, clock)] == [(AT_ONCE, 0), (2, 0)]


def test_a_person_erased_while_their_alert_is_sent_leaves_nothing(
    database: Database, clock: HandClock
) -> None:
    """The round goes on, and keeps no row about them."""
    made = make_world(database)
    an_alert(database, made.person)

    class Erasing(Outbox):
        """Erases the person while it carries the notice."""

        def send(self, notice: Outgoing) -> None:
            """Erase and carry."""
            super().send(notice)
            with database.transaction() as session:
                session.delete(session.get(YoungPerson, made.person))

    assert a_round(a_post(database, Erasing()), clock) == (1, 0)
    assert deliveries(database) == {}


CHILD = """
import sys
sys.path[:0] = [{tests!r}, {delivery!r}]
from alert_world import *
from bot.records.database import Database
class Stuck(Outbox):
    def send(self, notice):
        print("sending", flush=True)
        sys.stdin.readline()
database = Database({url!r}, [{key!r}])
if {stop!r} == "stored":
    an_alert(database, {person})
    print("stored", flush=True)
    sys.stdin.readline()
a_round(a_post(database, Stuck()), HandClock())
"""


@pytest.mark.parametrize("stop", ["stored", "sending"])
def test_an_alert_outlives_the_process_that_was_killed(
    database: Database, clock: HandClock, stop: str
) -> None:
    """Killed right after storing, or in the middle of sending: another process sends it, at the latest when nobody holds it any more."""
    made = make_world(database)
    if stop == "sending":
        an_alert(database, made.person)
    url = database.engine.url.render_as_string(hide_password=False)
    tests = ROOT / "tests"
    code = CHILD.format(
        tests=str(tests), delivery=str(tests / "delivery"), url=url, key=KEY, stop=stop, person=made.person
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == stop
        child.send_signal(signal.SIGKILL)
    outbox = Outbox()
    a_round(a_post(database, outbox), clock)
    assert outbox.to() == ([PA, DUTY] if stop == "stored" else [DUTY])
    clock.moment += HOLD
    a_round(a_post(database, outbox), clock)
    assert sorted(outbox.to()) == sorted([PA, DUTY])


def test_a_failing_audit_keeps_no_delivery_as_done(database: Database, clock: HandClock) -> None:
    """No event, no "delivered": it is sent again rather than told to nobody's knowledge."""
    an_alert(database, make_world(database).person)
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_event RENAME TO audit_event_gone")
    with pytest.raises(Exception, match="audit_event"):
        a_round(a_post(database, Outbox()), clock)
    assert {row.deliveries for row in deliveries(database).values()} == {0}


@pytest.mark.parametrize("reference", ["YP\r\nBcc: all@example.org", "YP 1\n\n2", "YP-\u00e9\u4e2d"])
def test_a_strange_reference_stays_on_its_line(database: Database, clock: HandClock, reference: str) -> None:
    """It can put no line into the subject and none into the message."""
    made = make_world(database)
    with database.transaction() as session:
        session.get(YoungPerson, made.person).reference = reference
    an_alert(database, made.person)
    outbox = Outbox()
    a_round(a_post(database, outbox), clock)
    assert "\n" not in outbox.sent[0].subject
    assert "\r" not in outbox.sent[0].subject + outbox.sent[0].text
    assert f"Council reference: {' '.join(reference.split())} (Rutland)" in outbox.sent[0].text.splitlines()


def test_the_demo_prints_what_would_be_sent_and_keeps_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For invented people, where there is no mail server."""
    file = tmp_path / "state" / "demo-emails.jsonl"
    DemoNotifier(file).send(Outgoing("alert", Channel.EMAIL, "1", "1", PA, "text", "please ring YP-1"))
    assert "please ring YP-1" in capsys.readouterr().out
    assert PA in file.read_text(encoding="utf-8")


def test_alerts_of_other_dangers_wait_for_nobody(database: Database, clock: HandClock) -> None:
    """A first try comes before retries of what fails already."""
    made = make_world(database)
    an_alert(database, made.person)
    outbox = Outbox(OSError())
    post = a_post(database, outbox)
    a_round(post, clock)
    clock.pass_minutes(1)
    new = an_alert(database, made.person, Danger("missing"), now=clock.now())
    outbox.fails_with = None
    a_round(post, clock)
    assert [f"alert {new}" in notice.subject for notice in outbox.sent[:2]] == [True, True]


def test_a_notice_that_is_refused_for_good_is_tried_again_all_the_same(
    database: Database, clock: HandClock
) -> None:
    """An alert never becomes a dead letter: somebody may be in danger, and addresses are mended."""
    an_alert(database, make_world(database).person)
    post = a_post(database, outbox := Outbox(NeverError()))
    assert a_round(post, clock) == (0, 2)
    outbox.fails_with = None
    clock.pass_minutes(1)
    assert a_round(post, clock) == (2, 0)


def test_an_address_that_changed_is_the_new_one(database: Database, clock: HandClock) -> None:
    """It is looked up when a notice leaves, not when the alert is raised."""
    made, outbox = make_world(database), Outbox()
    an_alert(database, made.person)
    with database.transaction() as session:
        session.get(PersonalAdviser, made.adviser).email = "new@example.org"
    a_round(a_post(database, outbox), clock)
    assert outbox.to() == ["new@example.org", DUTY]


def test_open_alerts_of_an_older_version_are_sent(database: Database, clock: HandClock) -> None:
    """It kept no messages of theirs: they are put once, and only of those that nobody has acknowledged."""
    made, outbox = make_world(database), Outbox()
    an_alert(database, made.person)
    take_on(database, an_alert(database, made.person, Danger("missing")))
    with database.transaction() as session:
        session.execute(delete(OutgoingMessage))
    with database.transaction() as session:
        assert [adopt(session, clock.now()), adopt(session, clock.now())] == [3, 0]
    post = a_post(database, outbox)
    a_round(post, clock)
    assert outbox.to() == [PA, DUTY]
    clock.pass_minutes(15)
    a_round(post, clock)
    assert outbox.to().count(MANAGER) == 1


def test_an_alert_that_is_not_kept_leaves_no_message(database: Database, clock: HandClock) -> None:
    """Both stand in one transaction."""
    made = make_world(database)
    with audited(database) as session:
        raise_alert(session, made.person, Danger("missing"), RULES, NOW, with_consent=True)
        session.rollback()
    with database.transaction() as session:
        assert session.execute(select(OutgoingMessage.id)).all() == []


def test_a_duty_team_with_a_mobile_gets_a_text_beside_the_email(database: Database, clock: HandClock) -> None:
    """By the council's line, with the reference and how to acknowledge, in two fragments; again until somebody does, and no name in it."""
    mobile = "+447700900222"
    rules = replace(RULES, duty_number={"rutland": mobile}.get)
    world = make_world(database)
    alert = an_alert(database, world.person, rules=rules)
    emails, texts = Outbox(), Outbox()
    providers = {Channel.EMAIL.value: emails, "sms:twilio": texts}
    post = Carrier(database, providers, {"alert": AlertNotices(rules, ADDRESS, lambda _council: "twilio")})
    a_round(post, clock)
    assert emails.to() == [PA, DUTY]
    [text] = texts.sent
    assert (text.recipient, text.is_urgent) == (mobile, True)
    assert REFERENCE in str(text.text)
    assert f"{ADDRESS}/staff" in str(text.text)
    assert NAME.split()[0] not in str(text.text)
    assert septets(str(text.text)) <= TWO_FRAGMENTS
    clock.pass_minutes(15)
    a_round(post, clock)
    assert texts.to() == [mobile, mobile]
    take_on(database, alert)
    clock.pass_minutes(60)
    a_round(post, clock)
    assert len(texts.sent) == 2


def test_a_mobile_that_is_none_is_named_at_the_start() -> None:
    """With its setting and council; and a text needs somebody to carry it."""
    with pytest.raises(RuntimeError, match="LOCALOFFER_DUTY_TEXTS: 'rutland' needs a mobile number"):
        make_rules(Settings(duty_texts="rutland=01632 960198"))
