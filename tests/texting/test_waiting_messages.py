"""What waits behind a notice is told to whoever proves who they are, as the record says it then, and never on a shared phone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from invented_world import events
from reminder_world import (
    ADDRESS,
    DUE,
    NOTICE,
    PIN,
    SIGNED,
    START,
    Reminded,
    add,
    change,
    change_plan,
    put_in,
)
from text_world import KEYED, NUMBER, OTHER_NUMBER

from bot.casework.tables import CallBackRequest, StayingPut
from bot.delivery.reminding.surveys import ask
from bot.identity.by_phone.text_pins import setting_of
from bot.phrases import phrase
from bot.records.reach import OPERATOR, own

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

REVIEW = "Your pathway plan review is due by 6 December 2026. Your PA should set a time with you. Text MENU to ask me about it."
ASKED = phrase("texting.pin_ask", address=ADDRESS)
NO_ONE = phrase("texting.no_such_number", number=1)


@pytest.fixture
def phone(database: Database, parameters: Parameters) -> Reminded:
    """A phone that never texted, with a notice on its screen."""
    phone = Reminded(database, parameters)
    add(database)
    assert phone.remind() == [NOTICE]
    return phone


@pytest.mark.parametrize("one", ["1", "one", "1 pls", "Number one please", "the first"])
async def test_1_brings_the_message_after_the_pin(phone: Reminded, one: str) -> None:
    """Also of somebody who never texted; once, and no machine is asked for it."""
    assert await phone.text(one) == [ASKED]
    assert await phone.text(PIN) == [REVIEW]
    assert await phone.text("1") == [NO_ONE]
    assert phone.dialogue.heard == []


async def test_who_proved_it_in_this_talk_reads_it_at_once(phone: Reminded) -> None:
    """The PIN is asked for once."""
    await phone.text("1")
    await phone.text(PIN)
    phone.at(DUE - timedelta(days=2))
    assert phone.remind() == [NOTICE]
    assert await phone.text("1") == [REVIEW]


async def test_it_is_kept_who_read_it(phone: Reminded) -> None:
    """In their audit, as themselves."""
    await phone.text("1")
    await phone.text(PIN)
    assert ("young_person", "young_person:1", "record", 1, "allowed") in events(phone.database)


async def test_a_wrong_pin_brings_nothing_and_the_right_one_still_does(phone: Reminded) -> None:
    """Without asking for the message again."""
    await phone.text("1")
    assert await phone.text("1111") == [phrase("texting.pin_not_right.wrong")]
    assert await phone.text(PIN) == [REVIEW]


async def test_a_pin_of_another_talk_is_not_for_the_message(phone: Reminded) -> None:
    """What was asked for a day ago is forgotten; it can be asked for again."""
    await phone.text("1")
    assert phone.who().pin_for == phone.reminders()[0].id
    phone.pass_time(hours=25)
    await phone.text("hello")
    assert phone.who().pin_for is None
    assert await phone.text("1") == [ASKED]
    assert await phone.text(PIN) == [REVIEW]


async def test_another_phone_reads_nothing(phone: Reminded) -> None:
    """Its 1 is no such number; and with another's PIN nothing opens."""
    assert await phone.text("1", OTHER_NUMBER) == [NO_ONE]
    add(phone.database, 2, OTHER_NUMBER, plan={"state": "drafting", "authorised_on": None})
    assert await phone.text("1", OTHER_NUMBER) == [NO_ONE]


async def test_a_number_that_left_the_record_brings_nothing(phone: Reminded) -> None:
    """The message is the person's, and the phone another's."""
    change(phone.database, phone=OTHER_NUMBER, phone_lookup=KEYED.phone(OTHER_NUMBER))
    assert await phone.text("1") == [NO_ONE]
    assert await phone.text("1", OTHER_NUMBER) == [ASKED]


async def test_on_a_shared_phone_it_is_said_where_and_no_more(phone: Reminded) -> None:
    """However often."""
    with phone.database.transaction(own(1)) as session:
        setting_of(session, 1).is_shared = True
    shared = phrase("reminders.shared", address=ADDRESS)
    assert await phone.text("1") == [shared]
    assert await phone.text("1") == [shared]
    assert not {"plan", "review", "december"} & set(shared.lower().split())


async def test_danger_goes_before_what_waits(phone: Reminded) -> None:
    """In one text or in two of one moment; the message is there afterwards."""
    assert "999" in (await phone.text("1 and I want to kill myself"))[0]
    await phone.send("1")
    await phone.send("I want to kill myself")
    assert any("999" in text for text in await phone.answers())


async def test_a_list_shown_after_the_notice_has_its_number_first(phone: Reminded) -> None:
    """One that was shown before it has not."""
    await phone.text("buses")
    assert (await phone.text("1"))[0].startswith("Buses are free.")


async def test_a_list_shown_before_the_notice_has_lost_its_number(
    database: Database, parameters: Parameters
) -> None:
    """The other numbers of it stay."""
    phone = Reminded(database, parameters)
    add(database)
    await phone.text("buses")
    phone.pass_time(hours=4)
    assert phone.remind() == [NOTICE]
    assert await phone.text("1") == [ASKED]
    assert (await phone.text("2"))[0].startswith("Bikes cost little.")


async def test_other_words_are_answered_as_ever(phone: Reminded) -> None:
    """And the message still waits, where no list came between."""
    assert await phone.text("who is this") == ["You said: who is this"]
    assert await phone.text("2") == [phrase("texting.no_such_number", number=2)]
    assert await phone.text("1") == [ASKED]


async def test_whoever_stopped_is_told_that_they_did(phone: Reminded) -> None:
    """As with everything else that they text."""
    await phone.text("STOP")
    phone.pass_time(minutes=1)
    assert await phone.text("1") == [phrase("texting.is_stopped")]


async def test_the_message_is_what_is_true_when_it_is_read(phone: Reminded) -> None:
    """The review was held in between: there is nothing to read."""
    change_plan(phone.database, last_review_on=date(2026, 11, 23))
    await phone.text("1")
    assert await phone.text(PIN) == [phrase("reminders.outdated")]


async def test_a_day_that_has_passed_is_told_as_passed(phone: Reminded) -> None:
    """It says whose fault it is not."""
    phone.at(DUE + timedelta(days=1))
    await phone.text("1")
    assert (await phone.text(PIN))[0].startswith("Your pathway plan review was due by 6 December 2026.")


async def test_after_30_days_nothing_waits_any_more(phone: Reminded) -> None:
    """A number is just a number then."""
    phone.pass_time(days=31)
    assert await phone.text("1") == [NO_ONE]


@pytest.mark.parametrize("what", ["staying_put", "adviser", "call_back", "survey"])
async def test_each_kind_says_its_own(database: Database, parameters: Parameters, what: str) -> None:
    """State and day, and no name, number or address but that of a survey."""
    phone = Reminded(database, parameters)
    birth_date = date(2001, 12, 12) if what == "adviser" else date(2005, 12, 12)
    add(database, birth_date=birth_date, plan={"state": "not_started", "authorised_on": None})
    if what == "staying_put":
        put_in(database, StayingPut(young_person_id=1, started_on=SIGNED, carer_type="council"))
    if what == "call_back":
        put_in(database, CallBackRequest(young_person_id=1, asked_at=START))
    if what == "survey":
        with database.transaction(OPERATOR) as session:
            ask(session, "rutland", "https://www.gov.uk/s", START.date(), 28)
    assert phone.remind() == [NOTICE]
    await phone.text("1")
    [text] = await phone.text(PIN)
    says = {
        "staying_put": "You turn 21 on 12 December 2026. The council must help you stay with your carer up to then.",
        "adviser": "You turn 25 on 12 December 2026. A care leaver can ask for a PA up to then.",
        "call_back": "You asked for a call on 22 November 2026. It is on your PA's list, and not ticked off yet.",
        "survey": "Your leaving care team would like to know what you think: https://www.gov.uk/s You don't have to answer.",
    }
    assert text.startswith(says[what])
    assert "Zebedee" not in text
    assert NUMBER not in text
