"""Danger by text message, in every state of the channel: the urgent text is queued first, and staff hear of it when they must."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from danger_world import (
    ADVISER,
    DANGER,
    DUTY,
    DUTY_PHONE,
    MANAGER,
    NAME,
    NOBODY_ON_DUTY,
    PA,
    PA_PHONE,
    PERSON,
    REFERENCE,
    RULES,
    TEAM,
    add_person,
    alerts,
    mails,
    outcomes,
    prove,
    put_ordinary,
    raisers,
    told_at_once,
)
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from text_world import LINE, NUMBER, OTHER_NUMBER, Phone

from bot.answer import Answer, Choice, ContactLine
from bot.caseload.casework_reads import operator
from bot.caseload.staff_desk import Caseload
from bot.channels.sms.sms_render import pieces
from bot.channels.staff.staff_render import StaffViews
from bot.delivery.alerts.alert_tables import Unasked
from bot.delivery.alerts.stored_alerts import acknowledge as take_on
from bot.delivery.alerts.stored_alerts import open_alerts
from bot.delivery.one_message import Incoming
from bot.delivery.sending.outbox import Outcome
from bot.delivery.sending.outgoing import NeverError, StoppedError, TryAgainError
from bot.delivery.texting.danger_texts import KEPT, LONGEST, count_dangers
from bot.delivery.texting.fragments import notify_fragments, twilio_fragments
from bot.delivery.texting.text_costs import TextCost, month_of
from bot.delivery.texting.text_talks import CHANNEL
from bot.identity.access.decisions import audited
from bot.identity.by_phone.texters import MOST_TRIES
from bot.phrase_files import FOLDER
from bot.phrases import phrase, read_from
from bot.records.reach import OPERATOR
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import NOT_WANTED, Outlook, Passed, Standing, with_standing
from bot.safeguarding.replies import KINDS, urgent_reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.delivery.sending.outgoing import Outgoing
    from bot.records.database import Database

ROOT = Path(__file__).resolve().parents[2]

ASKED, ASKED_PA = "Shall I tell the duty team you need a call?", "Shall I tell your PA you need a call?"
OF_THE_RECORD = (NAME, "Zebedee", ADVISER, "Sam Okafor", TEAM, REFERENCE, PA_PHONE, DUTY_PHONE, PA, MANAGER)
PLAN = "Where is my plan?"
SIGN_IN = Answer(
    lead="Sign in on the page.",
    topic="pathway_plan_status",
    choices=(Choice(label="Sign in", kind="page", value="sign-in"),),
)


@pytest.fixture
def phone(database: Database) -> Phone:
    """A phone whose number is on record; nobody has proved anything."""
    add_person(database)
    return Phone(database, rules=RULES)


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """How busy this machine is decides nothing here: see test_locked_database.py for how long an urgent reply waits."""
    for module in ("bot.delivery.one_message", "bot.delivery.alerts.alert_offer"):
        monkeypatch.setattr(f"{module}.IN_DANGER", 60.0)


async def proved(phone: Phone) -> None:
    """Somebody texts who has proved who they are."""
    await phone.text("hello")
    prove(phone)


async def whole(phone: Phone, words: str = DANGER) -> str:
    """What comes back, with all that MORE brings."""
    found = await phone.text(words)
    while found[-1].endswith("Text MORE for more."):
        found += await phone.text("more")
    return "\n".join(found)


# Who texts.


@pytest.mark.parametrize("yes", ["1", "yes pls", "tell her", "the first one"])
async def test_whoever_proved_it_is_asked_and_their_yes_is_an_alert(phone: Phone, yes: str) -> None:
    """As somebody who is signed in on the page: by number or by word, with their own PA, and as their own doing."""
    await proved(phone)
    [urgent] = await phone.text(DANGER)
    assert "999" in urgent
    assert f"{ASKED_PA}\n1 Yes, tell my PA I need a call\n2 No, thanks" in urgent
    assert alerts(phone) == []
    [answer] = await phone.text(yes)
    assert answer.startswith("It's on its way. Your PA and the duty team will get a message")
    [alert] = alerts(phone)
    assert (alert.young_person_id, alert.with_consent, alert.texted_from) == (PERSON, True, None)
    assert told_at_once(phone) == {"personal_adviser", "duty_team"}
    assert raisers(phone) == ["young_person"]


@pytest.mark.parametrize("no", ["2", "nah"])
async def test_a_no_tells_nobody(phone: Phone, no: str) -> None:
    """Not then, and not when a receipt says later that the question did not arrive."""
    await proved(phone)
    await phone.text(DANGER)
    urgent = phone.provider.sent[-1]
    [answer] = await phone.text(no)
    assert answer.startswith(NOT_WANTED.lead)
    await phone.arrived.receipt(LINE, f"ref {urgent.key}", Outcome.FAILED)
    phone.look_after()
    assert alerts(phone) == []
    assert outcomes(phone) == ["not_wanted"]


async def test_the_own_pa_is_not_named_by_text(phone: Phone) -> None:
    """It shows on a locked phone, and others read it; the number is there."""
    await proved(phone)
    said = await whole(phone)
    assert f"Your PA: ring {PA_PHONE}" in said
    assert "Okafor" not in said


async def test_a_number_on_record_is_asked_and_learns_nothing_of_the_record(phone: Phone) -> None:
    """A claim: neither person, PA, nor team is named, before the yes, after it, and when they ask what became of it."""
    said = await whole(phone)
    assert f"{ASKED}\n1 Yes, tell the team I need a call\n2 No, thanks" in said
    assert alerts(phone) == []
    said += await whole(phone, "1")
    said += await whole(phone, "who did you tell")
    assert "It's on its way. The duty team will get a message" in said
    assert "This goes to the duty team." in said
    for secret in OF_THE_RECORD:
        assert secret not in said


async def test_the_yes_of_a_number_on_record_tells_the_duty_team_that_it_is_a_claim(phone: Phone) -> None:
    """In words, without the number; the number shows to staff, on their page; in the audit it is our doing."""
    await phone.text(DANGER)
    await phone.text("yes pls")
    [alert] = alerts(phone)
    assert (alert.with_consent, alert.texted_from, alert.unasked) == (True, NUMBER, None)
    [mail] = mails(phone)
    assert mail.recipient == DUTY
    words = " ".join(str(mail.text).split())
    assert f"from a number that is on record for {REFERENCE}. Who texts has not been proved." in words
    assert "whoever texts said yes" in words
    assert NUMBER[3:] not in words
    assert DANGER not in words
    assert raisers(phone) == ["assistant"]


async def test_of_an_alert_that_others_raised_a_number_learns_nothing(phone: Phone) -> None:
    """Who found the phone must not hear that its owner asked for a call; a yes to the same danger is no second alert."""
    await proved(phone)
    await phone.text(DANGER)
    await phone.text("1")
    with phone.database.transaction(OPERATOR) as session:
        session.merge(phone.who()).young_person_id = None
    assert "passed it on" not in await whole(phone, "did you tell them")
    [urgent] = await phone.text(DANGER)
    assert ASKED in urgent
    assert (await phone.text("1"))[0].startswith("It's on its way.")
    assert len(alerts(phone)) == 1


async def test_a_number_that_nobody_has_is_promised_nothing(phone: Phone) -> None:
    """As on the page without a sign-in: nothing is asked, and how to get a person is said."""
    said = "\n".join(await phone.text(DANGER, OTHER_NUMBER) + await phone.text("more", OTHER_NUMBER))
    assert "I don't know who you are here, so I can't tell anyone for you." in said
    assert "Shall I tell" not in said
    await phone.text("yes", OTHER_NUMBER)
    assert alerts(phone) == []


async def test_without_a_duty_team_a_number_on_record_is_one_that_nobody_has(database: Database) -> None:
    """Word for word: what can't be kept is not offered, and whose number it is stays unsaid."""
    add_person(database)
    phone = Phone(database, rules=NOBODY_ON_DUTY)
    assert await phone.text(DANGER) == await phone.text(DANGER, OTHER_NUMBER)


# Who told us to stop.


@pytest.mark.parametrize("is_proved", [True, False])
async def test_whoever_stopped_is_answered_and_staff_are_told_at_once(phone: Phone, is_proved: bool) -> None:
    """They can't be asked. Once, also when it was acknowledged meanwhile; and it says why nobody asked them."""
    await phone.text("STOP")
    if is_proved:
        prove(phone)
    [urgent] = await phone.text(DANGER)
    assert "999" in urgent
    assert "Shall I tell" not in urgent
    [alert] = alerts(phone)
    assert (alert.with_consent, alert.unasked) == (False, Unasked.STOPPED.value)
    assert alert.texted_from == (None if is_proved else NUMBER)
    assert all("they have stopped our text messages" in str(mail.text) for mail in mails(phone))
    acknowledge(phone)
    for _ in range(3):
        phone.look_after()
    assert len(alerts(phone)) == 1
    assert outcomes(phone) == ["told"]


async def test_staff_hear_of_whoever_stopped_though_the_alert_could_not_be_stored_in_time(
    phone: Phone,
) -> None:
    """The urgent reply went out without it and promises nothing; what is kept with it is found within a minute."""
    await phone.text("STOP")

    def broken(*_: object) -> None:
        """The records are locked."""
        raise OSError("away")

    phone.desk.noticed = broken
    said = "\n".join(await phone.text(DANGER))
    assert "999" in said
    assert "I'm telling" not in said
    assert alerts(phone) == []
    phone.look_after()
    assert [alert.unasked for alert in alerts(phone)] == ["stopped"]


async def test_a_yes_counts_after_stop_too(phone: Phone) -> None:
    """By its number: they were asked before, and what they answer is a cry for help, and gets its answer."""
    await phone.text(DANGER)
    await phone.text("STOP")
    [answer] = await phone.text("1")
    assert answer.startswith("It's on its way.")
    assert [alert.with_consent for alert in alerts(phone)] == [True]


async def test_stop_is_no_answer_to_our_question(phone: Phone) -> None:
    """Neither a yes nor a no: it is kept as what it is, and answered."""
    await phone.text(DANGER)
    assert await phone.text("stop") == [phrase("texting.stopped")]
    assert alerts(phone) == []
    assert phone.consents() == ["stop"]


@pytest.mark.parametrize("is_wiped", [False, True])
async def test_danger_that_comes_while_the_talk_is_deleted_is_answered(phone: Phone, is_wiped: bool) -> None:
    """In the same moment: the cry is not lost with the old talk, whether it was stored before that was deleted or after."""
    await phone.text("buses")
    old = phone.who().conversation
    await phone.text("forget")
    stored = await phone.receiving.receive(Incoming(CHANNEL, old, f"{LINE}:late", DANGER))
    assert stored
    if is_wiped:
        phone.journal.wipe(old)
    await phone.receiving.settle()
    await phone.door.late.settle()
    phone.leave()
    assert_urgent(phone.provider.sent[-1])
    await asyncio.wait_for(is_gone(phone, old), 30)


async def test_whoever_stopped_and_is_on_no_record_is_answered(phone: Phone) -> None:
    """There is nobody to tell about; nothing is counted as lost while their text may arrive."""
    await phone.text("STOP", OTHER_NUMBER)
    assert "999" in (await phone.text(DANGER, OTHER_NUMBER))[0]
    phone.look_after()
    assert alerts(phone) == []
    assert outcomes(phone) == [None]


# Texts that don't arrive.


@pytest.mark.parametrize("error", [StoppedError("21610"), NeverError("no such number")])
async def test_an_urgent_text_that_is_refused_is_an_alert(phone: Phone, error: Exception) -> None:
    """At once, with the reason in words; also where the network obeyed a STOP that we never heard of."""
    phone.provider.faults = [error]
    assert await phone.text(DANGER) == []
    [alert] = alerts(phone)
    assert (alert.with_consent, alert.texted_from, alert.unasked) == (False, NUMBER, "undelivered")
    assert "the urgent reply could not be delivered" in " ".join(str(mails(phone)[0].text).split())
    acknowledge(phone)
    for _ in range(3):
        phone.leave()
        phone.look_after()
    assert len(alerts(phone)) == 1


async def test_an_urgent_text_that_hangs_is_an_alert_after_two_minutes(phone: Phone) -> None:
    """Not before; once, whatever becomes of the text afterwards: sent, failed by receipt, given up."""
    phone.provider.faults = [TryAgainError() for _ in range(50)]
    await phone.text(DANGER)
    phone.look_after()
    phone.pass_time(seconds=LONGEST.total_seconds() - 1)
    phone.look_after()
    assert alerts(phone) == []
    phone.pass_time(seconds=1)
    phone.look_after()
    [alert] = alerts(phone)
    assert (alert.unasked, alert.with_consent) == ("undelivered", False)
    acknowledge(phone)
    phone.provider.faults = []
    phone.pass_time(minutes=10)
    [urgent] = phone.leave()
    assert "999" in urgent
    for _ in range(2):
        await phone.arrived.receipt(LINE, f"ref {phone.provider.sent[-1].key}", Outcome.FAILED)
        phone.look_after()
    assert len(alerts(phone)) == 1


async def test_a_try_that_fails_late_tells_without_waiting_for_the_next_look(phone: Phone) -> None:
    """The sender itself tells, in the transaction that keeps the try."""
    phone.provider.faults = [TryAgainError() for _ in range(50)]
    await phone.text(DANGER)
    phone.pass_time(minutes=3)
    phone.leave()
    assert len(alerts(phone)) == 1


async def test_an_urgent_text_that_nobody_could_send_for_a_day_is_an_alert(phone: Phone) -> None:
    """Where no process lived to see it hang."""
    phone.provider.faults = [TryAgainError()]
    await phone.text(DANGER)
    phone.pass_time(hours=25)
    assert phone.leave() == []
    assert len(alerts(phone)) == 1


async def test_a_receipt_that_says_no_is_an_alert_once(phone: Phone) -> None:
    """However often it comes, and after the question was sent."""
    await phone.text(DANGER)
    for _ in range(3):
        await phone.arrived.receipt(LINE, f"ref {phone.provider.sent[-1].key}", Outcome.FAILED)
        phone.look_after()
    assert [alert.unasked for alert in alerts(phone)] == ["undelivered"]


async def test_after_a_yes_a_lost_receipt_is_no_second_alert(phone: Phone) -> None:
    """Also where somebody had taken the first on."""
    await phone.text(DANGER)
    urgent = phone.provider.sent[-1]
    await phone.text("1")
    acknowledge(phone)
    await phone.arrived.receipt(LINE, f"ref {urgent.key}", Outcome.FAILED)
    assert len(alerts(phone)) == 1
    assert outcomes(phone) == ["told"]


async def test_a_text_that_arrives_tells_nobody(phone: Phone) -> None:
    """The question is theirs to answer."""
    await phone.text(DANGER)
    await phone.arrived.receipt(LINE, f"ref {phone.provider.sent[-1].key}", Outcome.DELIVERED)
    phone.pass_time(hours=3)
    phone.look_after()
    assert alerts(phone) == []


async def test_many_processes_raise_one_alert(phone: Phone) -> None:
    """Whoever finds it first; and two dangers of one kind are one while it is open."""
    phone.provider.faults = [NeverError("no"), NeverError("no")]
    phone.carrier = phone.other(kinds={})  # nobody hears of it but the look of each minute
    await phone.text(DANGER)
    await phone.text("i really want to kill myself tonight")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: quietly(phone), range(8)))
    phone.look_after()
    assert len(alerts(phone)) == 1
    assert outcomes(phone) == ["told", "told"]


async def test_what_can_be_told_to_nobody_is_counted_and_logged_without_a_number(
    phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    """A number on nobody's record, though its council is known: the rules for people who are not signed in allow no alert."""
    await phone.text("rutland", OTHER_NUMBER)
    phone.provider.faults = [NeverError("no")]
    with caplog.at_level(logging.INFO):
        await phone.text(DANGER, OTHER_NUMBER)
    assert alerts(phone) == []
    assert "A danger by text can be told to nobody" in caplog.text
    assert OTHER_NUMBER[3:] not in caplog.text
    assert "kill" not in caplog.text
    with phone.database.transaction(OPERATOR) as session:
        assert count_dangers(session) == {"open": 0, "told": 0, "nobody": 1, "not_wanted": 0}


async def test_where_nothing_carries_alerts_none_is_raised(database: Database) -> None:
    """It would be told to nobody: that is what is kept."""
    add_person(database)
    phone = Phone(database)
    phone.provider.faults = [NeverError("no")]
    await phone.text(DANGER)
    phone.look_after()
    assert (alerts(phone), outcomes(phone)) == ([], ["nobody"])


async def test_what_is_past_is_forgotten(phone: Phone) -> None:
    """After four days nothing can become of it."""
    await phone.text(DANGER)
    phone.pass_time(seconds=KEPT.total_seconds() + 1)
    phone.look_after()
    assert outcomes(phone) == []


async def test_staff_see_why_nobody_was_asked(phone: Phone) -> None:
    """With the number, for those who work with the person."""
    phone.provider.faults = [NeverError("no")]
    await phone.text(DANGER)

    with audited(phone.database, OPERATOR) as session:
        [found] = open_alerts(session, operator(), phone.clock.now())
    assert (found.texted_from, found.unasked) == (NUMBER, Unasked.UNDELIVERED)
    page = StaffViews("").caseload(
        Caseload([], [], [], [], [], {}, {}, []), [found], phone.clock.today(), is_team=False
    )
    assert "Not asked, because the urgent reply could not be delivered" in page
    assert f"Texted from {NUMBER}, which is on record; who texts has not been proved" in page


# Every state of the channel.


async def nothing(phone: Phone) -> None:
    """The first text."""


async def pin_asked(phone: Phone) -> None:
    """The next digits are a secret."""
    phone.dialogue.respond = asks_for_pin  # type: ignore[method-assign]
    await phone.text(PLAN)


async def pin_locked(phone: Phone) -> None:
    """Too many were wrong."""
    await pin_asked(phone)
    for _ in range(MOST_TRIES):
        await phone.text("1111")
    assert phone.who().pin_tries == MOST_TRIES


async def stopped(phone: Phone) -> None:
    """They want no texts."""
    await phone.text("STOP")


async def over_the_network_limit(phone: Phone) -> None:
    """Ninety left within the hour, and more wait."""
    put_ordinary(phone, 95)
    phone.leave()
    phone.leave()
    assert len(phone.provider.sent) == 90


async def over_the_cap(phone: Phone) -> None:
    """Their council has spent all it may."""
    await phone.text("rutland")
    phone.caps["rutland"] = 0
    with phone.database.transaction(OPERATOR) as session:
        session.execute(update(TextCost).values(month=month_of(phone.clock.now())))
    assert await phone.text("buses") == [phrase("texting.over_the_cap", address="")]


async def rasa_down(phone: Phone) -> None:
    """No dialogue answers."""
    phone.dialogue.fault = RuntimeError("broken")
    await phone.text("hello")


async def talk_over(phone: Phone) -> None:
    """A day of silence."""
    await phone.text("buses")
    phone.pass_time(hours=25)


async def forgotten(phone: Phone) -> None:
    """They had it deleted."""
    await phone.text("buses")
    await phone.text("forget")


async def more_waiting(phone: Phone) -> None:
    """The rest of an answer waits."""
    await phone.text("long")


async def looped(phone: Phone) -> None:
    """The same words came so often that they get no answer."""
    for _ in range(4):
        await phone.text("Busy just now")


STATES: list[Callable[[Phone], Awaitable[None]]] = [
    nothing, pin_asked, pin_locked, stopped, over_the_network_limit, over_the_cap, rasa_down, talk_over, forgotten,
    more_waiting, looped,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_in_every_state_the_urgent_text_leaves_first_and_staff_can_be_told(
    phone: Phone, state: Callable[[Phone], Awaitable[None]]
) -> None:
    """Before ordinary texts of the same person and of others that waited longer; then the alert is there, asked for or not."""
    await state(phone)
    put_ordinary(phone, 3)
    put_ordinary(phone, 3, OTHER_NUMBER)
    first = await first_to_leave(phone, [DANGER])
    assert_urgent(first)
    if state is not stopped:
        assert ASKED in str(first.text)
        assert alerts(phone) == []
        await phone.text("1")
    assert len(alerts(phone)) == 1


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(["i want to", "kill myself"], id="halves"),
        pytest.param(["i want", "to kill", "myself"], id="thirds"),
        pytest.param(["1234", DANGER], id="behind digits"),
        pytest.param(["STOP", DANGER], id="behind STOP"),
        pytest.param(["Automated message: do not reply to this text. I want to kill myself"], id="robot"),
        pytest.param(["I want to kill myself 😭💔🔪"], id="emoji"),
        pytest.param(["I wаnt to kіll mysеlf"], id="look-alike letters"),
        pytest.param(["Ｉ ｗａｎｔ ｔｏ ｋｉｌｌ ｍｙｓｅｌｆ"], id="wide letters"),
        pytest.param(["I want to 𝓴𝓲𝓵𝓵 myself"], id="script letters"),
        pytest.param(["I W\u200bANT TO K\u200bILL MYS\u200bELF"], id="invisible signs"),
        pytest.param(["/restart I want to kill myself"], id="command"),
    ],
)
async def test_however_it_is_texted(phone: Phone, said: list[str]) -> None:
    """In pieces within two seconds, beside our words, in a robot's mouth, in strange letters."""
    put_ordinary(phone, 3)
    assert_urgent(await first_to_leave(phone, said))


async def test_beside_a_picture(phone: Phone) -> None:
    """The words of a picture message are words, and half of a cry beside one is read with the other."""
    assert_urgent(await first_to_leave(phone, [DANGER], has_picture=True))
    phone = Phone(phone.database, rules=RULES)
    await phone.send("i want to", OTHER_NUMBER, has_picture=True)
    await phone.send("kill myself", OTHER_NUMBER)
    assert any("999" in text and "116 123" in text for text in await phone.answers())


async def test_while_the_records_are_away_danger_is_answered_and_staff_hear_of_whoever_stopped(
    phone: Phone,
) -> None:
    """Past the outbox; once the records are back what was said is kept, and the alert is raised."""
    await phone.text("STOP")
    whole_heard = phone.arrived._noted

    def broken(_arrived: object) -> None:
        """The records are away."""
        raise OSError("away")

    phone.arrived._noted = broken  # type: ignore[method-assign,assignment]
    await phone.send(DANGER)
    assert_urgent(phone.provider.sent[-1])
    phone.arrived._noted = whole_heard  # type: ignore[method-assign]
    await phone.door.late.settle()
    phone.look_after()
    phone.look_after()
    assert [alert.unasked for alert in alerts(phone)] == ["stopped"]


@pytest.mark.parametrize("fault", [TryAgainError(), TryAgainError(30), TimeoutError("no answer"), OSError()])
async def test_while_the_provider_fails_the_urgent_text_is_tried_before_all_others(
    phone: Phone, fault: Exception
) -> None:
    """Each time it is due: ordinary texts of the same person and of others that were never tried come after it."""
    phone.provider.faults = [fault] * 200
    put_ordinary(phone, 95)
    put_ordinary(phone, 20, OTHER_NUMBER)
    await phone.text(DANGER)
    phone.pass_time(minutes=1)
    phone.leave()
    phone.pass_time(minutes=1)
    phone.look_after()
    phone.provider.faults = []
    phone.pass_time(minutes=30)
    before = len(phone.provider.sent)
    phone.leave()
    assert_urgent(phone.provider.sent[before])
    assert len(alerts(phone)) == 1


async def test_an_urgent_text_of_another_does_not_wait_for_a_queue_of_ordinary_ones(phone: Phone) -> None:
    """More than a round takes: it leaves with the next one that is taken, and not behind them."""
    for number in range(700900200, 700900260):
        put_ordinary(phone, 2, f"+447{number}")
    assert_urgent(await first_to_leave(phone, [DANGER]))


def test_the_urgent_text_of_every_danger_has_four_fragments_at_most() -> None:
    """Whoever it is for and whatever is offered: as both providers count."""
    people = tuple(ContactLine(name=f"Your team's number {n}", phone="01632 960101") for n in range(9))
    for kind in sorted(KINDS):
        for standing in Standing:
            danger = Danger(kind)
            passed = Passed(standing, people, Outlook(tells_pa=True, tells_duty=True, tells_manager=True))
            text = pieces([with_standing(urgent_reply(danger, people), danger, passed)])[0].text
            assert max(twilio_fragments(text), notify_fragments(text)) <= 4
            assert "999" in text
            assert ("Shall I tell" in text) == standing.name.startswith("ASK")


async def is_gone(phone: Phone, talk: str) -> None:
    """Until nothing of a talk is kept."""
    while phone.journal.lines(talk):  # noqa: ASYNC110 - other threads delete it
        await asyncio.sleep(0.01)


async def asks_for_pin(*_given: object, **_more: object) -> list[Answer]:
    """A dialogue that can't tell who asks."""
    return [SIGN_IN]


async def first_to_leave(phone: Phone, said: list[str], **more: bool) -> Outgoing:
    """What leaves first after these texts came within two seconds."""
    before = len(phone.provider.sent)
    for words in said:
        await phone.send(words, **more)
    await phone.answers()
    return phone.provider.sent[before]


def assert_urgent(text: Outgoing) -> None:
    """It is the urgent reply, to whom it is for, in four fragments at most."""
    assert (text.is_urgent, text.recipient) == (True, NUMBER)
    assert "999" in str(text.text)
    assert max(twilio_fragments(str(text.text)), notify_fragments(str(text.text))) <= 4


def quietly(phone: Phone) -> None:
    """Look once; a database that is locked is looked at again."""
    with suppress(SQLAlchemyError):
        phone.look_after()


def acknowledge(phone: Phone) -> None:
    """Somebody looks after every alert."""
    for alert in alerts(phone):
        with audited(phone.database, OPERATOR) as session:
            take_on(session, operator(), alert.id, phone.clock.now())


async def test_danger_is_answered_without_any_of_our_sentences(phone: Phone, tmp_path: Path) -> None:
    """No step on the way of a text reads a file for the urgent reply."""
    (tmp_path / FOLDER).mkdir(parents=True)
    read_from(tmp_path)
    try:
        [urgent] = await phone.text(DANGER)
    finally:
        read_from(ROOT)
    assert "999" in urgent
    assert phone.provider.sent[-1].is_urgent
