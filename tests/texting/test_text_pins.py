"""A number is a claim: what is personal is said by text only after the right PIN, and a PIN can't be guessed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from text_world import KEYED, NUMBER, OTHER_NUMBER, Dialogue, Phone

from bot.answer import Answer, Choice
from bot.casework.tables import YoungPerson
from bot.identity.by_phone.text_pins import PinError, Pins, Tried, prove_again, setting_of
from bot.identity.by_phone.texters import MOST_TRIES
from bot.identity.sign_in.sessions import Sessions
from bot.phrases import phrase
from bot.records.reach import OPERATOR, own, talk

if TYPE_CHECKING:
    from bot.records.database import Database

PIN, PLAN = "8264", "Where is my plan?"
STANDS = Answer(
    lead="Your plan is signed off.", topic="pathway_plan_status", title="Zebedee's plan (invented)"
)
SIGN_IN = Answer(
    lead="Sign in on the page.",
    topic="pathway_plan_status",
    choices=(Choice(label="Sign in", kind="page", value="sign-in"),),
)


@dataclass
class Asking(Dialogue):
    """Knows where a plan stands, if the session says whose."""

    database: Database | None = None
    asked: list[int | None] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 22, 12)

    async def respond(
        self, conversation: str, text: str, choice: Choice | None = None, *given: object, **more: object
    ) -> list[Answer]:
        """The plan, or how to sign in."""
        if text != PLAN and (choice is None or choice.value != "pathway_plan_status"):
            return await super().respond(conversation, text, choice)
        self.heard.append((text, choice, None))
        assert self.database is not None
        with self.database.transaction(talk(conversation)) as session:
            person = Sessions(KEYED).person_in(session, conversation, self.now)
        self.asked.append(person)
        return [STANDS if person else SIGN_IN]


@pytest.fixture
def phone(database: Database) -> Phone:
    """A phone whose number is on Zebedee's record, with a PIN."""
    phone = Phone(database)
    asking = Asking(database=database)
    phone.dialogue.respond = asking.respond  # type: ignore[method-assign]
    phone.asking = asking  # type: ignore[attr-defined]
    add(database, 1, NUMBER, "YP-1")
    add(database, 2, OTHER_NUMBER, "YP-2")
    put(database, 1, PIN)
    return phone


def add(database: Database, number: int, phone: str, reference: str) -> None:
    """An invented young person."""
    with database.transaction(OPERATOR) as session:
        session.add(
            YoungPerson(
                id=number,
                reference=reference,
                council="rutland",
                preferred_name="Zebedee (invented)",
                birth_date=date(2006, 5, 4),
                phone=phone,
                phone_lookup=KEYED.phone(phone),
                was_detained_at_16=False,
            )
        )


def put(database: Database, person: int, pin: str) -> None:
    """Set a PIN, as on the page."""
    with database.transaction(own(person)) as session:
        Pins(KEYED).put(session, person, pin, datetime(2026, 11, 22, 12))


def asking(phone: Phone) -> Asking:
    """The dialogue of a phone."""
    return phone.asking  # type: ignore[attr-defined,no-any-return]


async def test_the_plan_is_told_after_the_pin(phone: Phone) -> None:
    """Asked for first, then answered without asking again; the PIN is nowhere kept."""
    [text] = await phone.text(PLAN)
    assert text.startswith("That is personal, so text me your PIN first.")
    assert await phone.text(f"{PIN} ") == ["Your plan is signed off."]
    assert await phone.text(PLAN) == ["Your plan is signed off."]
    assert phone.said() == [PLAN, "(a PIN)", PLAN]
    assert all(PIN not in text for text, _, _ in asking(phone).heard)
    assert asking(phone).asked == [None, 1, 1]


async def test_a_pin_beside_other_words_is_hidden_too(phone: Phone) -> None:
    """What came with it is answered, now that it is known who asks."""
    await phone.text(PLAN)
    await phone.send(PIN)
    await phone.send(PLAN)
    assert await phone.answers() == ["Your plan is signed off."]
    assert phone.said() == [PLAN, f"(a PIN) {PLAN}"]


async def test_wrong_pins_lock_and_a_new_one_opens(phone: Phone) -> None:
    """Five in a row; then the right one opens nothing, until a new one is set."""
    await phone.text(PLAN)
    for _ in range(MOST_TRIES - 1):
        assert await phone.text("1111") == [phrase("texting.pin_not_right.wrong")]
    assert await phone.text("1111") == [phrase("texting.pin_not_right.locked")]
    assert await phone.text(PIN) == [phrase("texting.pin_not_right.locked")]
    put(phone.database, 1, "5937")
    assert await phone.text("5937") == ["Your plan is signed off."]


async def test_a_number_that_nobody_has_behaves_the_same(phone: Phone) -> None:
    """Word for word, so that nobody learns who is on record; and one person's PIN opens nobody else's plan."""
    for number in ("+447700900789", OTHER_NUMBER):
        [text] = await phone.text(PLAN, number)
        assert text.startswith("That is personal")
        said = [await phone.text(PIN, number) for _ in range(MOST_TRIES + 1)]
        assert (
            said
            == [[phrase("texting.pin_not_right.wrong")]] * (MOST_TRIES - 1)
            + [[phrase("texting.pin_not_right.locked")]] * 2
        )
    assert set(asking(phone).asked) == {None}


async def test_digits_are_a_message_where_no_pin_was_asked_for(phone: Phone) -> None:
    """A year, a code, a sum; and again a quarter of an hour later."""
    assert await phone.text("2026") == ["You said: 2026"]
    await phone.text(PLAN)
    phone.pass_time(minutes=16)
    assert await phone.text("2026") == ["You said: 2026"]


async def test_danger_goes_before_a_locked_pin(phone: Phone) -> None:
    """Whatever stands between us and a plan stands not between them and help."""
    await phone.text(PLAN)
    for _ in range(MOST_TRIES):
        await phone.text("1111")
    assert "999" in (await phone.text("I want to kill myself"))[0]


async def test_after_90_silent_days_the_pin_is_asked_for_again(phone: Phone) -> None:
    """The number may be another's by then."""
    await phone.text(PLAN)
    await phone.text(PIN)
    phone.pass_time(days=89)
    assert await phone.text(PLAN) == ["Your plan is signed off."]
    phone.pass_time(days=91)
    assert (await phone.text(PLAN))[0].startswith("That is personal")


async def test_a_changed_sim_is_proved_again(phone: Phone) -> None:
    """Somebody says so; the PIN stays."""
    await phone.text(PLAN)
    await phone.text(PIN)
    with phone.database.transaction(OPERATOR) as session:
        prove_again(session, KEYED.phone(NUMBER))
    assert (await phone.text(PLAN))[0].startswith("That is personal")
    assert await phone.text(PIN) == ["Your plan is signed off."]


async def test_a_number_that_left_the_record_proves_nothing(phone: Phone) -> None:
    """The council's record has another one now."""
    await phone.text(PLAN)
    await phone.text(PIN)
    with phone.database.transaction(OPERATOR) as session:
        session.get(YoungPerson, 1).phone_lookup = KEYED.phone("+447700900321")
    assert (await phone.text(PLAN))[0].startswith("That is personal")


async def test_on_a_shared_phone_nothing_personal_is_said(phone: Phone) -> None:
    """Not even with the PIN."""
    with phone.database.transaction(own(1)) as session:
        setting_of(session, 1).is_shared = True
    await phone.text(PLAN)
    assert (await phone.text(PIN))[0].startswith("That is personal")
    assert set(asking(phone).asked) == {None}


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("", "short"),
        ("123", "short"),
        ("123456789", "short"),
        ("abcd", "short"),
        ("1111", "easy"),
        ("1234", "easy"),
        ("4321", "easy"),
        ("890123", "easy"),
        ("0405", "birthday"),
        ("2006", "birthday"),
        ("040506", "birthday"),
    ],
)
def test_a_pin_that_anybody_would_try_is_refused(database: Database, pin: str, why: str) -> None:
    """Too short, in a row, or the birthday."""
    add(database, 1, NUMBER, "YP-1")
    with pytest.raises(PinError) as refused:
        put(database, 1, pin)
    assert refused.value.why == why


@pytest.mark.parametrize("pin", ["٨٢٦٤", "82 64", "82-64"])
async def test_a_pin_is_read_as_people_type_it(phone: Phone, pin: str) -> None:
    """With the digits of every keyboard, and blanks between them."""
    await phone.text(PLAN)
    assert await phone.text(pin) == ["Your plan is signed off."]


async def test_many_at_once_get_no_more_tries(phone: Phone) -> None:
    """However many processes try: five are counted, and then it is locked."""
    await phone.text(PLAN)
    conversation = phone.who().conversation
    pins = Pins(KEYED)

    def guess(pin: int) -> Tried:
        """Try one."""
        with phone.database.transaction(talk(conversation)) as session:
            return pins.check(session, conversation, str(pin), datetime(2026, 11, 22, 12))

    with ThreadPoolExecutor(8) as pool:
        tried = list(pool.map(guess, range(1000, 1024)))
    assert tried.count(Tried.WRONG) == MOST_TRIES - 1
    assert set(tried) == {Tried.WRONG, Tried.LOCKED}


async def test_forget_takes_the_proof_back(phone: Phone) -> None:
    """Whoever says FORGET, and lends the phone then, has their plan told to nobody."""
    await phone.text(PLAN)
    await phone.text(PIN)
    await phone.text("forget")
    [text] = await phone.text(PLAN)
    assert text.startswith("That is personal, so text me your PIN first.")
