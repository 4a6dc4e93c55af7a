"""Safeguarding alerts in Teams: beside the emails, to who may acknowledge them, at once, until somebody takes them on anywhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from notice_world import (
    Post,
    add_account,
    add_adviser,
    add_person,
    add_team,
    change,
    looks,
    render,
    shown_on_a_locked_phone,
)
from pressing_world import press, press_value
from sqlalchemy import select

from bot.casework.tables import AuditEvent, PersonalAdviser, StaffAccount, Team, YoungPerson
from bot.delivery.alerts import alert_card_rows, notice_rows
from bot.delivery.alerts.alert_cards import ShownAgain, queue_cards, write_card
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery
from bot.delivery.alerts.notices import AlertNotices
from bot.delivery.alerts.stored_alerts import Rules, acknowledge, raise_alert
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, NeverError, TryAgainError
from bot.delivery.staffing.late_notices import LateNotices
from bot.delivery.staffing.notice_settings import Notice, turn
from bot.identity.access.decisions import AccessDenied, audited
from bot.identity.access.members_of_staff import caller_of_account
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import OPERATOR, SENDING, own
from bot.safeguarding.finding import Danger

if TYPE_CHECKING:
    from bot.delivery.sending.outgoing import Outgoing
    from bot.entitlements.parameters import Parameters
    from bot.identity.access.decisions import Caller
    from bot.records.database import Database

NIGHT = datetime(2026, 11, 29, 3)  # a Sunday, three in the morning
PA, DUTY, MANAGER = "pa@example.org", "duty@example.org", "manager@example.org"
RULES = Rules({"rutland": DUTY}.get)
DANGER = Danger("crisis_self_harm")


@dataclass
class Mail:
    """A mail server that keeps what it was given."""

    sent: list[Outgoing] = field(default_factory=list)
    name: str = "mail"

    def send(self, outgoing: Outgoing) -> str:
        """Keep it."""
        self.sent.append(outgoing)
        return "mail"

    def to(self) -> list[str | None]:
        """Who was written to since this was asked last."""
        found = sorted(str(one.recipient) for one in self.sent)
        self.sent.clear()
        return found  # type: ignore[return-value]


class Alerted(Post):
    """Teams and mail, at night."""

    def __init__(self, database: Database, parameters: Parameters) -> None:
        """An adviser, their manager and a young person; alerts go to all of them, and to a duty team."""
        cards = LateNotices(write_card, render, ShownAgain(RULES.wait))
        emails = AlertNotices(RULES, "https://offer.example")
        super().__init__(database, parameters, **{alert_card_rows.KIND: cards, notice_rows.KIND: emails})
        self.mail, self.parameters = Mail(), parameters
        providers = {**self.carrier.providers, Channel.EMAIL.value: self.mail}
        self.carrier = replace(self.carrier, providers=providers)
        self.at(NIGHT)
        add_team(database)
        add_adviser(database, 1)
        add_account(database, 2, role="team_manager", team_id=1)
        change(database, PersonalAdviser, 1, email=PA)
        change(database, Team, 1, manager_email=MANAGER, manager_name="Mo (invented)")
        add_person(database, 1)

    def alert(self, person: int = 1, danger: Danger = DANGER, texted_from: str | None = None) -> int:
        """Raise one as the front door does."""
        reach = SENDING if texted_from else own(person)
        with audited(self.database, reach) as session:
            how = {"with_consent": True, "texted_from": texted_from}
            return raise_alert(session, person, danger, RULES, self.clock.now(), **how)  # type: ignore[arg-type]

    def minutes(self, count: float) -> None:
        """Let time pass."""
        self.at(self.clock.moment + timedelta(minutes=count))

    def chats(self) -> list[str]:
        """Whom a card is shown that is due now."""
        return sorted(one.chat for one in self.leave())

    def taken_by(self, alert: int) -> str | None:
        """Who acknowledged it."""
        with self.database.transaction(OPERATOR) as session:
            return session.execute(select(Alert.acknowledged_by).where(Alert.id == alert)).scalar_one()


@pytest.fixture
def post(database: Database, parameters: Parameters) -> Alerted:
    """Nothing has happened yet."""
    return Alerted(database, parameters)


def test_the_adviser_sees_a_card_at_once_at_night_and_the_manager_after_the_minutes(post: Alerted) -> None:
    """As the emails do, which leave as before."""
    post.alert()
    [told] = post.leave()
    assert (told.chat, post.mail.to()) == ("chat-1", [DUTY, PA])
    post.minutes(14)
    assert (post.chats(), post.mail.to()) == ([], [])
    post.minutes(1)
    assert (post.chats(), post.mail.to()) == (["chat-1", "chat-2"], [DUTY, MANAGER, PA])


def test_a_locked_phone_shows_neither_a_name_nor_a_danger(post: Alerted) -> None:
    """Whoever stands by sees that there is an alert; the card has the rest."""
    post.alert()
    [told] = post.leave()
    assert shown_on_a_locked_phone(post) == ["Safeguarding alert. A safeguarding alert: open Teams."]
    assert told.answer.card is not None
    facts = {fact.name: fact.value for fact in told.answer.card.facts}
    assert facts["Who"] == "Kit-1 (invented) (YP-1)"
    assert facts["What was noticed"] == "Hurting or killing themselves"
    assert facts["Were they asked"] == "Said yes to a call"
    assert [choice.value for choice in told.answer.choices] == [
        "alert_take/1",
        "alert_pass/1",
        "status/1",
        "alerts",
    ]


def test_it_is_shown_again_later_and_later_until_somebody_takes_it_on(post: Alerted) -> None:
    """As often as the email is sent."""
    alert, shown = post.alert(), 0
    for _ in range(60):
        shown += post.chats().count("chat-1")
        post.minutes(1)
    assert shown == 3  # at once, after 15 minutes, after 30 more
    assert post.mail.to().count(PA) == 3
    assert shown_on_a_locked_phone(post)[-1].endswith("still waits: open Teams.")
    press_value(post, post.parameters, "teams-1", f"alert_take/{alert}")
    post.minutes(600)
    assert (post.chats(), post.mail.to()) == ([], [])


def test_taken_on_in_teams_it_is_taken_on_everywhere_and_the_others_are_told_so(post: Alerted) -> None:
    """The manager's card is older than the adviser's press, and says who was first."""
    alert = post.alert()
    post.minutes(15)
    cards = {one.chat: one for one in post.leave()}
    post.mail.to()
    mine = press(post, post.parameters, cards["chat-1"], f"alert_take/{alert}")
    assert mine.title == "You have taken this on"
    assert post.taken_by(alert) == "staff:1"
    theirs = press(post, post.parameters, cards["chat-2"], f"alert_take/{alert}")
    assert theirs.title == "Somebody has taken this on already"
    assert theirs.card is not None
    assert theirs.card.facts[-1].value == "Adviser 1 (invented), 29 November 2026, 03:15"
    assert post.taken_by(alert) == "staff:1"
    post.minutes(600)
    assert (post.chats(), post.mail.to()) == ([], [])


def test_taken_on_by_mail_or_on_the_staff_page_the_card_says_so(post: Alerted) -> None:
    """One that waits in the outbox is not shown any more either."""
    alert = post.alert()
    [told] = post.leave()
    manager = _caller(post, 2)
    with audited(post.database, OPERATOR) as session:
        acknowledge(session, manager, alert, post.clock.now())
    said = press(post, post.parameters, told, f"alert_pass/{alert}")
    assert said.title == "Somebody has taken this on already"
    assert said.card is not None
    assert said.card.facts[-1].value.startswith("Mo (invented)")
    post.minutes(600)
    assert (post.chats(), post.mail.to()) == ([], [DUTY, PA])


def test_one_that_was_taken_on_before_it_left_is_never_shown(post: Alerted) -> None:
    """Right before it leaves somebody looks."""
    alert = post.alert()
    with audited(post.database, OPERATOR) as session:
        session.get(Alert, alert).acknowledged_at = post.clock.now()
        session.get(Alert, alert).acknowledged_by = "terminal"
    assert (post.chats(), post.mail.to()) == ([], [])


def test_passed_on_the_manager_hears_of_it_now_by_email_and_in_teams(post: Alerted) -> None:
    """Not after the minutes; the duty team was written to a moment ago and is not again. It stays open."""
    alert = post.alert()
    [told] = post.leave()
    post.mail.to()
    post.minutes(2)
    said = press(post, post.parameters, told, f"alert_pass/{alert}")
    assert said.lead.startswith("The team manager is told now.")
    assert (post.chats(), post.mail.to()) == (["chat-2"], [MANAGER])
    assert post.taken_by(alert) is None
    again = press(post, post.parameters, told, f"alert_pass/{alert}")
    assert again.title == "Nobody else to tell"
    assert (post.chats(), post.mail.to()) == ([], [])


def test_passed_on_after_a_while_the_duty_team_hears_again_too(post: Alerted) -> None:
    """Who was told more than five minutes ago is told now."""
    alert = post.alert()
    [told] = post.leave()
    post.mail.to()
    post.minutes(10)
    said = press(post, post.parameters, told, f"alert_pass/{alert}")
    assert said.lead.startswith("The duty team and the team manager are told now.")
    assert (post.chats(), post.mail.to()) == (["chat-2"], [DUTY, MANAGER])


def test_a_manager_who_passes_on_does_not_write_to_themselves(post: Alerted) -> None:
    """Theirs is the duty team."""
    alert = post.alert()
    post.minutes(15)
    cards = {one.chat: one for one in post.leave()}
    post.mail.to()
    post.minutes(10)
    said = press(post, post.parameters, cards["chat-2"], f"alert_pass/{alert}")
    assert said.lead.startswith("The duty team is told now.")
    assert (post.chats(), post.mail.to()) == ([], [DUTY])


@pytest.mark.parametrize("error", [TryAgainError(60), NeverError(), OSError("gone")])
def test_a_teams_that_fails_neither_delays_nor_replaces_an_email(post: Alerted, error: Exception) -> None:
    """In every case the emails leave as they would without it."""
    post.teams.faults = {"chat-1": [error] * 1000, "chat-2": [error] * 1000}
    post.alert()
    for due in ([DUTY, PA], [DUTY, MANAGER, PA]):
        post.leave()
        assert post.mail.to() == due
        post.minutes(15)


def test_what_cannot_be_put_for_teams_leaves_the_alert_and_its_emails(
    post: Alerted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alert is stored though a question of the cards fails within its transaction."""

    def broken(session: object, *_given: object) -> list[object]:
        session.execute(select(TeamsUser.lookup).where(TeamsUser.lookup.op("nonsense")("x")))  # type: ignore[attr-defined]
        return []

    monkeypatch.setattr(alert_card_rows, "linked_staff", broken)
    post.alert()
    assert (post.chats(), post.mail.to()) == ([], [DUTY, PA])
    monkeypatch.undo()
    with post.database.transaction(OPERATOR) as session:
        assert session.execute(select(Alert.id)).all()
    assert queue_cards(post.database, RULES, post.clock.now()) == 2  # the next minute brings them
    assert post.chats() == ["chat-1"]


def test_nobody_is_linked_and_alerts_are_as_before(database: Database, parameters: Parameters) -> None:
    """Not a row more."""
    post = Alerted(database, parameters)
    for user in ("user-1", "user-2"):
        change(database, TeamsUser, user, staff_account_id=None)
    post.alert()
    assert {row.channel for row in post.rows()} == {"email"}
    assert (post.chats(), post.mail.to()) == ([], [DUTY, PA])


def test_it_cannot_be_turned_off(post: Alerted) -> None:
    """Whoever wants nothing else gets this."""
    with post.database.transaction(OPERATOR) as session:
        for notice in Notice:
            turn(session, 1, notice, is_off=True)
    post.alert()
    assert post.chats() == ["chat-1"]


def test_who_is_linked_while_an_alert_is_open_sees_it_within_a_minute(post: Alerted) -> None:
    """And twice put is put once."""
    change(post.database, TeamsUser, "user-1", staff_account_id=None)
    post.alert()
    assert post.chats() == []
    change(post.database, TeamsUser, "user-1", staff_account_id=1)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _n: queue_cards(post.database, RULES, post.clock.now()), range(3)))
    assert post.chats() == ["chat-1"]
    assert [row.key for row in post.rows() if row.kind == alert_card_rows.KIND and "part" not in row.key] == [
        "alert 1 to staff 2 time 1",
        "alert 1 to staff 1 time 1",
        "alert 1 to staff 1 time 2",
    ]


def test_a_case_that_moved_is_shown_to_whose_it_is_now(post: Alerted) -> None:
    """The adviser before sees no card of it, and an old card brings nothing."""
    add_adviser(post.database, 3)
    alert = post.alert()
    [told] = post.leave()
    change(post.database, YoungPerson, 1, personal_adviser_id=3)
    queue_cards(post.database, RULES, post.clock.now())
    post.minutes(16)
    assert post.chats() == ["chat-2", "chat-3"]
    for value in (f"alert_take/{alert}", f"alert_pass/{alert}"):
        with pytest.raises(AccessDenied):
            press(post, post.parameters, told, value)
    with pytest.raises(AccessDenied):
        press_value(post, post.parameters, "teams-1", f"alert/{alert}")
    assert post.taken_by(alert) is None
    assert (1, "denied") in _denials(post)


def test_one_that_is_not_there_and_one_of_another_team_are_denied_alike(post: Alerted) -> None:
    """Nothing is learned from a number."""
    add_team(post.database, 2)
    add_adviser(post.database, 4, team=2)
    add_person(post.database, 4, adviser=4)
    alert = post.alert(person=4)
    said = set()
    for value in (
        f"alert_take/{alert}",
        "alert_take/999",
        f"alert_pass/{alert}",
        "alert_pass/999",
        "alert/999",
    ):
        with pytest.raises(AccessDenied) as denied:
            press_value(post, post.parameters, "teams-1", value)
        said.add(str(denied.value).split("'")[2])
    assert len(said) == 1


def test_an_account_that_left_sees_no_card(post: Alerted) -> None:
    """Put before, and not shown."""
    post.alert()
    change(post.database, StaffAccount, 1, left_on=NIGHT.date())
    assert post.chats() == []


def test_a_text_from_a_number_on_record_is_told_to_the_duty_team_and_then_the_manager(post: Alerted) -> None:
    """As the rules of a claim say: the adviser is not told, in Teams either."""
    post.alert(texted_from="+447700900123")
    assert (post.chats(), post.mail.to()) == ([], [DUTY])
    post.minutes(15)
    assert post.chats() == ["chat-2"]


def test_an_adviser_without_an_email_sees_it_in_teams(post: Alerted) -> None:
    """The duty team and, in time, the manager hear of it by email."""
    change(post.database, PersonalAdviser, 1, email=None)
    post.alert()
    assert (post.chats(), post.mail.to()) == (["chat-1"], [DUTY])


def test_the_audit_has_who_got_a_card_and_what_was_pressed(post: Alerted) -> None:
    """One event for each card that left, however often it was tried, and one for each press."""
    post.teams.faults["chat-1"] = [TryAgainError(5)]
    alert = post.alert()
    post.leave()
    post.minutes(1)
    [told] = post.leave()
    press(post, post.parameters, told, f"alert_pass/{alert}")
    press(post, post.parameters, told, f"alert_take/{alert}")
    in_teams = [look for look in looks(post.database) if "staff" in look[0]]
    assert in_teams == [
        ("staff:1", "alert_acknowledge", 1),
        ("staff:1", "alert_escalate", 1),
        ("teams to staff:1", "alert_deliver", 1),
    ]


def test_open_alerts_are_listed_for_who_may_see_them(post: Alerted) -> None:
    """Each a press away; nobody else's, and none that was taken on."""
    add_team(post.database, 2)
    add_adviser(post.database, 4, team=2)
    add_person(post.database, 4, adviser=4)
    first, second = post.alert(), post.alert(danger=Danger("missing"))
    post.alert(person=4)
    press_value(post, post.parameters, "teams-2", f"alert_take/{first}")
    listed = press_value(post, post.parameters, "teams-1", "alerts")
    assert listed.lead == "1 alert is open."
    assert [choice.value for choice in listed.choices] == [f"alert/{second}"]
    shown = press_value(post, post.parameters, "teams-1", f"alert/{second}")
    assert f"alert_take/{second}" in [choice.value for choice in shown.choices]


def test_two_who_take_it_on_at_once_are_one_and_the_other_is_told(post: Alerted) -> None:
    """Whoever is second sees who was first."""
    alert = post.alert()

    def take(number: int) -> str:
        return press_value(post, post.parameters, f"teams-{number}", f"alert_take/{alert}").title

    with ThreadPoolExecutor(2) as pool:
        titles = sorted(pool.map(take, (1, 2)))
    assert titles == ["Somebody has taken this on already", "You have taken this on"]


def test_an_erased_person_leaves_no_card(post: Alerted) -> None:
    """What waits goes with them."""
    post.alert()
    with post.database.transaction(OPERATOR) as session:
        session.delete(session.get(YoungPerson, 1))
    with post.database.transaction(OPERATOR) as session:
        assert session.execute(select(OutgoingMessage.id)).all() == []
        assert session.execute(select(AlertDelivery.id)).all() == []


def _caller(post: Alerted, account: int) -> Caller:
    with post.database.transaction(OPERATOR) as session:
        return caller_of_account(session, session.get(StaffAccount, account), NIGHT.date())


def _denials(post: Alerted) -> list[tuple[int | None, str]]:
    with post.database.transaction(OPERATOR) as session:
        wanted = select(AuditEvent.person, AuditEvent.outcome).where(AuditEvent.outcome == "denied")
        return [tuple(row) for row in session.execute(wanted)]
