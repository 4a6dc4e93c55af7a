"""What attackers of the text channel tried: nothing of it works twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from danger_world import DANGER, PIN, RULES, add_person, alerts, outcomes, prove
from text_world import LINE, NUMBER, OURS, Phone

from bot.channels.sms.arrived_texts import Arrived
from bot.delivery.conversation.sweep import sweep
from bot.delivery.reminding.surveys import checked_address
from bot.identity.by_phone.text_pins import has_digits, pin_in, without_digits
from bot.identity.by_phone.texters import MOST_TRIES, SILENT
from bot.phrases import phrase
from bot.records.reach import SWEEP

if TYPE_CHECKING:
    from bot.records.database import Database

HOMELESS = "i have nowhere to sleep tonight"


@pytest.fixture
def phone(database: Database) -> Phone:
    """A phone whose number is on record; nobody has proved anything."""
    add_person(database)
    return Phone(database, rules=RULES)


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("bot.delivery.one_message", "bot.delivery.alerts.alert_offer"):
        monkeypatch.setattr(f"{module}.IN_DANGER", 60.0)


def silent(phone: Phone) -> None:
    """So long that the number is forgotten, by whoever sweeps."""
    phone.clock.moment += SILENT + timedelta(days=1)
    with phone.database.transaction(SWEEP) as session:
        sweep(session, phone.clock.now())


async def test_whoever_stopped_long_ago_is_answered_again(phone: Phone) -> None:
    """Danger, and START: their number comes back with their text."""
    await phone.text("STOP")
    silent(phone)
    assert phone.who().number == ""
    [urgent] = await phone.text(DANGER)
    assert "999" in urgent
    assert phone.provider.sent[-1].recipient == NUMBER
    assert await phone.text("start") == [phrase("texting.started")]


async def test_a_locked_number_stays_locked_when_it_is_silent(phone: Phone) -> None:
    """Only a new PIN opens it."""
    await phone.text("hello")
    with phone.database.transaction() as session:
        session.merge(phone.who()).pin_tries = MOST_TRIES
    silent(phone)
    await phone.text("hello")
    assert phone.who().pin_tries == MOST_TRIES


async def test_an_alert_of_a_claim_stands_for_none_of_the_person(phone: Phone) -> None:
    """Whoever proved who they are is asked, and their PA is told, whatever somebody texted from their number before."""
    await phone.text(DANGER)
    await phone.text("yes")
    assert [bool(alert.texted_from) for alert in alerts(phone)] == [True]
    prove(phone)
    phone.pass_time(minutes=20)
    [urgent] = await phone.text(DANGER)
    assert "Shall I tell your PA you need a call?" in urgent
    await phone.text("yes")
    assert [bool(alert.texted_from) for alert in alerts(phone)] == [True, False]


async def test_one_number_wakes_a_duty_team_once(phone: Phone) -> None:
    """Each other kind of danger from a number that proved nothing adds nothing, until somebody looks after the first."""
    for danger in (DANGER, HOMELESS, "he hit me again", "my boyfriend makes me sell drugs"):
        await phone.text(danger)
        await phone.text("yes")
    assert len(alerts(phone)) == 1


@pytest.mark.parametrize("word", ["stop", "start", "forget", "end"])
async def test_a_line_of_a_longer_text_is_no_word_of_ours(phone: Phone, word: str) -> None:
    """Whoever breaks their lines is neither signed off nor forgotten."""
    await phone.text("buses")
    before = phone.who().conversation
    await phone.text(f"how do i make my landlord\n{word}\nringing me")
    assert phone.consents() == []
    assert (phone.who().stopped_at, phone.who().conversation) == (None, before)


async def test_a_no_is_to_what_was_read(phone: Phone) -> None:
    """Staff hear of the danger whose reply is not sent yet, though the person says no to the next one."""
    phone.provider.faults = [ConnectionError()]
    await phone.text(DANGER)
    await phone.text(HOMELESS)
    await phone.text("no thanks")
    assert outcomes(phone).count(None) == 1
    phone.pass_time(minutes=3)
    phone.look_after()
    assert outcomes(phone).count("told") == 1


async def test_our_own_words_are_not_answered(phone: Phone) -> None:
    """A phone that sends back what it gets is no cry for help, however urgent our words are; the person's own words are."""
    [urgent] = await phone.text(DANGER)
    assert await phone.text(urgent) == []
    assert await phone.text(f"(12:00) {urgent}") == []
    assert len(await phone.text(DANGER)) == 1


async def test_a_number_of_ours_does_not_text_us(phone: Phone) -> None:
    """Nor does one that claims to be it."""
    await phone.arrived.take(Arrived(LINE, "x1", OURS, OURS, DANGER))
    assert await phone.answers() == []


@pytest.mark.parametrize(
    ("text", "pin"),
    [
        ("my pin is 8264", "8264"),
        ("8264 thanks", "8264"),
        ("PIN 8264!", "8264"),
        ("82 64", "8264"),
        ("i owe 1500 on my rent", ""),
        ("ring 07700900123", ""),
    ],
)
def test_a_pin_is_known_with_words_around_it(text: str, pin: str) -> None:
    """Thanks and "my pin is"; whatever says more is no try."""
    assert pin_in(text) == pin


@pytest.mark.parametrize(
    "text", ["8264\ni want to die", "my pin is 8264 xyzzy", "its 82-64 i think", "PIN:8264, not 1111"]
)
def test_digits_that_may_be_a_pin_are_taken_out(text: str) -> None:
    """Wherever they stand; a telephone number is longer than any PIN and stays."""
    assert has_digits(text)
    assert not has_digits(without_digits(text))
    assert without_digits("ring 07700900123") == "ring 07700900123"


async def test_a_pin_beside_a_cry_for_help_is_kept_nowhere(phone: Phone) -> None:
    """Danger is answered, and the digits are not in the talk."""
    await phone.text("buses")
    with phone.database.transaction() as session:
        session.merge(phone.who()).pin_asked_at = phone.clock.now()
    [urgent] = await phone.text(f"{PIN}\n{DANGER}")
    assert "999" in urgent
    assert all(PIN not in said for said in phone.said())


@pytest.mark.parametrize(
    "address",
    [
        r"https://evil.com\.gov.uk",
        "https://evil.com;.gov.uk",
        "https://evil.com,x.gov.uk",
        "https://evil.com%2f.gov.uk",
        "https://evil.com'x.gov.uk",
        "https://(evil.com).gov.uk",
    ],
)
def test_a_survey_leads_to_no_other_host(address: str) -> None:
    """Whatever a phone makes of the letters in it."""
    with pytest.raises(ValueError, match="--address"):
        checked_address(address, "https://offer.example.org")
