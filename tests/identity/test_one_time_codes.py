"""A one-time code signs one person in, in one browser, once, for ten minutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.casework.tables import YoungPerson
from bot.identity.sign_in.code_limits import CODE_LIFE
from bot.identity.sign_in.lasting import AHEAD
from bot.identity.sign_in.one_time_codes import (
    CODES_WITHIN,
    LOCK,
    MOST_CODES_PER_ADDRESS,
    Codes,
    Outcome,
    TooManyCodes,
)
from bot.identity.sign_in.sessions import Sessions
from bot.identity.sign_in.sign_in_tables import SignInCode

if TYPE_CHECKING:
    from bot.records.database import Database
    from bot.records.keyed import Keyed

NOW = datetime(2026, 11, 22, 12)
SECOND = timedelta(seconds=1)
KIT, NOBODY = "07700 900123", "07700 900999"
WRONG = "not the code"
HOME = "192.0.2.7"


class Desk:
    """Asks for codes and types them, one transaction a call, as the pages do."""

    def __init__(self, database: Database, keyed: Keyed) -> None:
        """Keep the database and one invented person in it."""
        self.database, self.codes = database, Codes(keyed)
        with database.transaction() as session:
            kit = YoungPerson(
                reference="YP-1",
                preferred_name="Kit",
                birth_date=date(2008, 2, 29),
                council="rutland",
                phone_lookup=keyed.phone(KIT),
            )
            session.add(kit)
        self.kit = int(kit.id)

    def ask(
        self,
        number: str = KIT,
        now: datetime = NOW,
        browser: str = "b" * 64,
        address: str = HOME,
        *,
        is_known: bool = False,
    ) -> str | None:
        """Ask for a code; what is to be sent."""
        with self.database.transaction() as session:
            return self.codes.ask(session, browser, number, now, address, is_known=is_known)

    def use_up(self, number: str = KIT, now: datetime = NOW) -> list[bool]:
        """Strangers ask for this number, each in a browser and from an address of their own; which of them a code goes to."""
        asked = [self.ask(number, now, f"stranger {n}", f"198.51.100.{n}") for n in range(8)]
        return [code is not None for code in asked]

    def fill(self, address: str = HOME) -> None:
        """Ask from one address as often as it may, each time for another number."""
        for number in range(MOST_CODES_PER_ADDRESS):
            self.ask(f"07700 9{number:05d}", browser=str(number), address=address)

    def sent(self, now: datetime = NOW, browser: str = "b" * 64) -> str:
        """Ask for a code that must be sent."""
        code = self.ask(KIT, now, browser)
        assert code is not None
        return code

    def type(self, typed: str, now: datetime = NOW, browser: str = "b" * 64) -> tuple[Outcome, int | None]:
        """Type a code."""
        with self.database.transaction() as session:
            return self.codes.check(session, browser, typed, now)

    def type_wrong(self, times: int, now: datetime = NOW, browser: str = "b" * 64) -> list[Outcome]:
        """Type a wrong code several times."""
        return [self.type(WRONG, now, browser)[0] for _ in range(times)]


@pytest.fixture
def desk(database: Database, keyed: Keyed) -> Desk:
    """The sign-in of one installation."""
    return Desk(database, keyed)


def test_the_right_code_signs_the_person_in(desk: Desk) -> None:
    """Six digits, and the person whose number it is."""
    code = desk.sent()
    assert (len(code), code.isdecimal()) == (6, True)
    assert desk.type(code) == (Outcome.SIGNED_IN, desk.kit)


@pytest.mark.parametrize("spelling", ["{0} {1}", " {0}{1} ", "{0}-{1}", "code {0}{1}."])
def test_spaces_and_words_around_the_code_do_not_matter(desk: Desk, spelling: str) -> None:
    """However somebody copies it from the text message."""
    code = desk.sent()
    assert desk.type(spelling.format(code[:3], code[3:])) == (Outcome.SIGNED_IN, desk.kit)


@pytest.mark.parametrize(
    "change",
    [
        lambda code: str((int(code) + 1) % 1_000_000).zfill(6),
        lambda code: code[:-1],
        lambda code: code + "0",
        lambda _: "",
        lambda _: "none",
        lambda code: code.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")),
    ],
    ids=["next", "short", "long", "empty", "word", "superscript"],
)
def test_a_wrong_code_signs_nobody_in(desk: Desk, change: object) -> None:
    """One digit off, one too few, one too many, nothing or a word."""
    assert callable(change)
    assert desk.type(change(desk.sent())) == (Outcome.WRONG, None)


def test_the_right_code_still_works_after_a_wrong_one(desk: Desk) -> None:
    """A slip of the finger is forgiven."""
    code = desk.sent()
    assert desk.type_wrong(4) == [Outcome.WRONG] * 4
    assert desk.type(code) == (Outcome.SIGNED_IN, desk.kit)


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\u09e6", "\uff10"])
def test_digits_of_every_keyboard_count(desk: Desk, zero: str) -> None:
    """Arabic, Persian, Bengali and wide ones, as phones write them."""
    code = desk.sent()
    typed = "".join(chr(ord(zero) + int(digit)) for digit in code)
    assert desk.type(typed) == (Outcome.SIGNED_IN, desk.kit)


def test_a_code_works_once(desk: Desk) -> None:
    """Used, it is worth nothing."""
    code = desk.sent()
    desk.type(code)
    assert desk.type(code) == (Outcome.EXPIRED, None)


def test_only_the_newest_code_works(desk: Desk) -> None:
    """A new code makes the one before it worthless, before and after it is used."""
    older, newer = desk.sent(), desk.sent()
    assert desk.type(older) == (Outcome.WRONG, None)
    assert desk.type(newer) == (Outcome.SIGNED_IN, desk.kit)
    assert desk.type(older) == (Outcome.EXPIRED, None)


@pytest.mark.parametrize(
    ("later", "outcome"), [(CODE_LIFE, Outcome.SIGNED_IN), (CODE_LIFE + SECOND, Outcome.EXPIRED)], ids=str
)
def test_a_code_works_for_ten_minutes_and_not_a_second_longer(
    desk: Desk, later: timedelta, outcome: Outcome
) -> None:
    """Ten minutes are what the text message promises."""
    assert timedelta(minutes=10) == CODE_LIFE
    assert desk.type(desk.sent(), NOW + later)[0] == outcome


def test_without_asking_there_is_nothing_to_type(desk: Desk) -> None:
    """A code that nobody asked for is answered like an old one."""
    assert desk.type("123456") == (Outcome.EXPIRED, None)


def test_the_fifth_wrong_code_locks(desk: Desk) -> None:
    """From the fifth on even the right code is refused."""
    code = desk.sent()
    assert desk.type_wrong(5) == [Outcome.WRONG] * 4 + [Outcome.LOCKED]
    assert desk.type(code) == (Outcome.LOCKED, None)


def test_while_locked_no_code_is_sent(desk: Desk) -> None:
    """A lock also stops new text messages."""
    desk.sent()
    desk.type_wrong(5)
    assert desk.ask() is None


@pytest.mark.parametrize(("later", "is_locked"), [(LOCK - SECOND, True), (LOCK, False)], ids=str)
def test_the_lock_ends_after_fifteen_minutes(desk: Desk, later: timedelta, is_locked: bool) -> None:
    """A second before, nothing is sent; then a new code signs in."""
    assert timedelta(minutes=15) == LOCK
    desk.sent()
    desk.type_wrong(5)
    code = desk.ask(KIT, NOW + later)
    assert (code is None) is is_locked
    assert desk.type(code or WRONG, NOW + later)[0] == (Outcome.LOCKED if is_locked else Outcome.SIGNED_IN)


def test_a_new_code_does_not_start_the_count_again(desk: Desk) -> None:
    """Four wrong tries, a new code, one more wrong try: locked."""
    desk.sent()
    desk.type_wrong(4)
    code = desk.sent()
    assert desk.type_wrong(1) == [Outcome.LOCKED]
    assert desk.type(code) == (Outcome.LOCKED, None)


def test_wrong_codes_in_another_browser_lock_nobody_out(desk: Desk) -> None:
    """A stranger who types wrong ones for somebody's number locks their own browser, and neither her code nor her next one."""
    code = desk.sent()
    desk.sent(browser="c" * 64)
    assert desk.type_wrong(5, browser="c" * 64)[-1] is Outcome.LOCKED
    assert desk.ask(browser="c" * 64) is None
    assert desk.type(code) == (Outcome.SIGNED_IN, desk.kit)


def test_signing_in_starts_the_count_again(desk: Desk) -> None:
    """The slips before a right code are forgotten."""
    code = desk.sent()
    desk.type_wrong(4)
    desk.type(code)
    desk.sent()
    assert desk.type_wrong(4) == [Outcome.WRONG] * 4


def test_a_code_works_only_in_the_browser_that_asked_for_it(desk: Desk) -> None:
    """Who looks over a shoulder can't use it elsewhere, with or without a code of their own."""
    code = desk.sent()
    assert desk.type(code, browser="c" * 64) == (Outcome.EXPIRED, None)
    desk.ask(NOBODY, browser="c" * 64)
    assert desk.type(code, browser="c" * 64) == (Outcome.WRONG, None)
    assert desk.type(code) == (Outcome.SIGNED_IN, desk.kit)


def test_a_number_that_nobody_has_behaves_like_any_other(desk: Desk) -> None:
    """Nothing is sent, but the answers to wrong codes and to an old code are the same."""
    known, unknown = desk.ask(KIT), desk.ask(NOBODY, browser="n" * 64)
    assert (known is None, unknown) == (False, None)
    tries = [desk.type(WRONG, browser=browser) for browser in ("b" * 64, "n" * 64) for _ in range(5)]
    assert tries[:5] == tries[5:] == [(Outcome.WRONG, None)] * 4 + [(Outcome.LOCKED, None)]
    desk.ask(NOBODY, NOW + LOCK, browser="o" * 64)
    assert desk.type(WRONG, NOW + LOCK + CODE_LIFE + SECOND, browser="o" * 64) == (Outcome.EXPIRED, None)


def test_a_number_is_found_however_it_is_spelled(desk: Desk) -> None:
    """+44 or 0, with or without spaces."""
    code = desk.ask("+44 7700 900123")
    assert code is not None
    assert desk.type(code) == (Outcome.SIGNED_IN, desk.kit)


def test_a_landline_is_refused(desk: Desk) -> None:
    """No code can be texted to it."""
    with pytest.raises(ValueError, match="not a UK mobile number"):
        desk.ask("01572 722577")


@pytest.mark.parametrize(
    ("later", "is_sent"), [(timedelta(minutes=59), False), (timedelta(hours=1), True)], ids=str
)
def test_asked_for_too_often_nothing_is_sent(desk: Desk, later: timedelta, is_sent: bool) -> None:
    """Five text messages in an hour are enough; nobody's phone can be flooded."""
    assert desk.use_up() == [True] * 5 + [False] * 3
    assert (desk.ask(KIT, NOW + later, browser="6") is not None) is is_sent


def test_strangers_can_not_use_up_the_codes_of_a_known_browser(desk: Desk) -> None:
    """However many they ask for, who signed in before gets one."""
    desk.use_up()
    assert desk.ask() is None
    code = desk.ask(is_known=True)
    assert code is not None
    assert desk.type(code) == (Outcome.SIGNED_IN, desk.kit)


def test_a_known_browser_has_a_limit_too(desk: Desk) -> None:
    """Who uses hers in her stead can't flood her phone."""
    sent = [desk.ask(now=NOW + timedelta(minutes=n), is_known=True) is not None for n in range(7)]
    assert sent == [True] * 5 + [False] * 2


def test_one_address_can_not_use_up_what_all_strangers_have(desk: Desk) -> None:
    """Three at once; then a new browser elsewhere still gets a code."""
    sent = [desk.ask(browser=str(n)) is not None for n in range(5)]
    assert sent == [True] * 3 + [False] * 2
    assert desk.ask(browser="elsewhere", address="198.51.100.7") is not None


def test_a_code_that_is_not_sent_takes_nothing_from_the_one_before(desk: Desk) -> None:
    """Who presses again and again still signs in with the last text that came."""
    code = [desk.sent() for _ in range(3)][-1]
    assert [desk.ask(), desk.ask()] == [None, None]
    assert desk.type(code) == (Outcome.SIGNED_IN, desk.kit)


def test_the_number_asked_for_last_is_the_one_that_counts(desk: Desk) -> None:
    """A code for one number is worth nothing once another one was asked for, sent or not."""
    code = desk.sent()
    desk.use_up(NOBODY)
    desk.ask(NOBODY)
    assert desk.type(code) == (Outcome.WRONG, None)


def test_clearing_the_chat_gives_nobody_more_codes(desk: Desk, keyed: Keyed) -> None:
    """Signing out makes a code worthless, and it still counts."""
    sessions = Sessions(keyed)
    for number in range(5):
        with desk.database.transaction() as session:
            browser = sessions.visit(session, str(number), NOW).token_hash
        code = desk.ask(browser=browser, address=f"198.51.100.{number}")
        with desk.database.transaction() as session:
            sessions.end(session, str(number), NOW)
        assert code is not None
        assert desk.type(code, browser=browser) == (Outcome.WRONG, None)
    assert desk.ask(browser="6", address="198.51.100.6") is None


def test_a_code_of_the_future_is_worth_nothing(desk: Desk) -> None:
    """A clock that is set back makes no code last longer; one that differs by minutes does no harm."""
    code = desk.sent()
    assert desk.type(code, NOW - AHEAD - SECOND) == (Outcome.EXPIRED, None)
    assert desk.type(code, NOW - AHEAD) == (Outcome.SIGNED_IN, desk.kit)


def test_limits_are_the_same_whether_anybody_has_the_number(desk: Desk) -> None:
    """Which of many requests go through is written down alike, and so are the answers to what is typed then."""
    for number in (KIT, NOBODY):
        desk.use_up(number)
    with desk.database.transaction() as session:
        kept = session.execute(select(SignInCode.phone_lookup, SignInCode.is_quiet)).all()
        by_number = [
            [is_quiet for number, is_quiet in kept if number == lookup] for lookup in {row[0] for row in kept}
        ]
    assert by_number[0] == by_number[1] == [False] * 5 + [True] * 3


def test_no_code_and_no_number_is_kept_in_clear(desk: Desk) -> None:
    """The database holds keyed hashes of them alone."""
    code = desk.sent()
    with desk.database.transaction() as session:
        kept = session.execute(select(SignInCode)).scalar_one()
        values = {str(getattr(kept, column.name)) for column in SignInCode.__table__.columns}
    assert len(kept.code_hash) == len(kept.phone_lookup) == 64
    assert [value for value in values if value == code or "7700900123" in value] == []


def test_one_code_in_two_browsers_has_two_hashes(desk: Desk) -> None:
    """A stolen table does not show who got the same code."""
    assert desk.codes._code_hash("b" * 64, "123456") != desk.codes._code_hash("c" * 64, "123456")


def test_one_address_may_ask_for_so_many_codes_a_minute(desk: Desk) -> None:
    """Who tries many numbers from one place is slowed down, whether anybody has the number or not."""
    desk.fill()
    for number in (KIT, NOBODY):
        with pytest.raises(TooManyCodes):
            desk.ask(number)
    assert desk.ask(KIT, address="192.0.2.8") is not None


def test_a_known_browser_is_let_in_from_a_busy_address(desk: Desk) -> None:
    """One machine in a hostel keeps nobody there from signing in who did so before."""
    desk.fill()
    assert desk.ask(is_known=True) is not None


@pytest.mark.parametrize(("later", "may"), [(CODES_WITHIN - SECOND, False), (CODES_WITHIN, True)], ids=str)
def test_an_address_may_ask_again_after_a_minute(desk: Desk, later: timedelta, may: bool) -> None:
    """A whole council behind one address waits for a minute, and not for an hour."""
    assert timedelta(minutes=1) == CODES_WITHIN
    desk.fill()
    if may:
        assert desk.ask(KIT, NOW + later) is not None
        return
    with pytest.raises(TooManyCodes):
        desk.ask(KIT, NOW + later)


def test_an_address_is_kept_as_a_keyed_hash_only(desk: Desk) -> None:
    """The table of codes does not tell from where somebody signed in."""
    desk.ask()
    with desk.database.transaction() as session:
        kept = session.execute(select(SignInCode.address_lookup)).scalar_one()
    assert len(kept) == 64
    assert "192" not in kept[:3]
