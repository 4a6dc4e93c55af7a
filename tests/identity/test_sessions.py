"""A session knows its person for twenty idle minutes, and its conversation for two hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.casework.tables import YoungPerson
from bot.identity.sign_in.lasting import AHEAD
from bot.identity.sign_in.one_time_codes import Codes
from bot.identity.sign_in.sessions import (
    ANONYMOUS_IDLE,
    SEEN_EVERY,
    SIGNED_IN_IDLE,
    Sessions,
    Visitor,
    new_token,
)
from bot.identity.sign_in.sign_in_tables import SignInCode, WebSession

if TYPE_CHECKING:
    from bot.records.database import Database
    from bot.records.keyed import Keyed

NOW = datetime(2026, 11, 22, 12)
SECOND = timedelta(seconds=1)


class Browsers:
    """Sessions on a real database, one transaction a call."""

    def __init__(self, database: Database, keyed: Keyed) -> None:
        """Keep the database and one invented person in it."""
        self.database, self.sessions = database, Sessions(keyed)
        with database.transaction() as session:
            kit = YoungPerson(
                reference="YP-1", preferred_name="Kit", birth_date=date(2008, 2, 29), council="rutland"
            )
            session.add(kit)
        self.kit = int(kit.id)

    def visit(self, token: str, now: datetime = NOW) -> Visitor:
        """One request with this token."""
        with self.database.transaction() as session:
            return self.sessions.visit(session, token, now)

    def visited(self, token: str, now: datetime = NOW) -> Visitor | None:
        """The same, where it changes nothing."""
        with self.database.connection() as connection:
            return self.sessions.visited(connection, token, now)

    def is_over(self, conversation: str) -> bool:
        """Whether it has ended."""
        with self.database.connection() as connection:
            return self.sessions.is_over(connection, conversation)

    def sign_in(self, old: str, new: str) -> Visitor:
        """Kit signs in; the visit that follows."""
        self.visit(old)
        with self.database.transaction() as session:
            self.sessions.sign_in(session, old, new, self.kit)
        return self.visit(new)

    def end(self, token: str) -> str | None:
        """Sign out, or clear the chat."""
        with self.database.transaction() as session:
            return self.sessions.end(session, token, NOW)

    def person_in(self, conversation: str, now: datetime = NOW) -> int | None:
        """Who is signed in there."""
        with self.database.transaction() as session:
            return self.sessions.person_in(session, conversation, now)


@pytest.fixture
def browsers(database: Database, keyed: Keyed) -> Browsers:
    """Browsers of one installation."""
    return Browsers(database, keyed)


def test_the_limits_are_twenty_minutes_and_two_hours() -> None:
    """What the sign-in page promises."""
    assert (timedelta(minutes=20), timedelta(hours=2)) == (SIGNED_IN_IDLE, ANONYMOUS_IDLE)


def test_a_first_visit_is_nobody_in_a_conversation_of_its_own(browsers: Browsers) -> None:
    """Two browsers have two conversations, and nobody is signed in."""
    one, other = browsers.visit("one"), browsers.visit("other")
    assert (one.young_person_id, one.left_conversation) == (None, None)
    assert one.conversation != other.conversation


def test_the_next_visit_is_in_the_same_conversation(browsers: Browsers) -> None:
    """A browser that comes back goes on where it was."""
    assert browsers.visit("one") == browsers.visit("one", NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("idle", "is_kept"), [(SIGNED_IN_IDLE, True), (SIGNED_IN_IDLE + SECOND, False)], ids=str
)
def test_signed_in_one_stays_for_twenty_idle_minutes_and_not_a_second_longer(
    browsers: Browsers, idle: timedelta, is_kept: bool
) -> None:
    """Afterwards the browser is nobody, in a new conversation, and the old one is named for wiping."""
    before = browsers.sign_in("one", "two")
    after = browsers.visit("two", NOW + idle)
    assert (after.young_person_id == browsers.kit) is is_kept
    assert (after.conversation == before.conversation) is is_kept
    assert after.left_conversation == (None if is_kept else before.conversation)


@pytest.mark.parametrize(
    ("idle", "is_kept"), [(ANONYMOUS_IDLE, True), (ANONYMOUS_IDLE + SECOND, False)], ids=str
)
def test_without_sign_in_the_conversation_stays_for_two_idle_hours(
    browsers: Browsers, idle: timedelta, is_kept: bool
) -> None:
    """Afterwards a new one begins, and the old one is named for wiping."""
    before = browsers.visit("one")
    after = browsers.visit("one", NOW + idle)
    assert (after.conversation == before.conversation) is is_kept
    assert after.left_conversation == (None if is_kept else before.conversation)


def test_two_messages_after_a_long_rest_begin_one_conversation(browsers: Browsers) -> None:
    """Whatever process takes the second one: else the answer to the first would stand in a conversation that nobody has."""
    before, later = browsers.visit("token").conversation, NOW + ANONYMOUS_IDLE + SECOND
    with browsers.database.transaction() as slow:
        seen = slow.get(WebSession, browsers.sessions.token_hash("token"))
        first = browsers.visit("token", later)
        second = browsers.sessions.visit(slow, "token", later)
    assert seen is not None
    assert (first.left_conversation, second.left_conversation) == (before, None)
    assert first.conversation == second.conversation == browsers.visit("token", later).conversation


def test_every_visit_starts_the_twenty_minutes_again(browsers: Browsers) -> None:
    """Idle means idle: who keeps asking stays signed in."""
    browsers.sign_in("one", "two")
    visits = [browsers.visit("two", NOW + number * SIGNED_IN_IDLE) for number in range(1, 4)]
    assert {visit.young_person_id for visit in visits} == {browsers.kit}


@pytest.mark.parametrize(
    ("idle", "is_known"), [(SIGNED_IN_IDLE, True), (SIGNED_IN_IDLE + SECOND, False)], ids=str
)
def test_an_action_knows_the_person_for_as_long_as_the_page_does(
    browsers: Browsers, idle: timedelta, is_known: bool
) -> None:
    """Also without a visit between, nobody is signed in after twenty idle minutes."""
    conversation = browsers.sign_in("one", "two").conversation
    assert browsers.person_in(conversation, NOW + idle) == (browsers.kit if is_known else None)


def test_a_person_is_known_in_their_own_conversation_alone(browsers: Browsers) -> None:
    """Neither another browser's conversation nor a made-up one shows who it is."""
    mine, other = browsers.sign_in("one", "two"), browsers.visit("other")
    found = [
        browsers.person_in(key)
        for key in (mine.conversation, other.conversation, mine.conversation[:-1], "", "%")
    ]
    assert found == [browsers.kit, None, None, None, None]


def test_signing_in_renews_the_token(browsers: Browsers) -> None:
    """The old token is worth nothing: whoever planted it is nobody, in an empty conversation."""
    before = browsers.visit("planted")
    after = browsers.sign_in("planted", "renewed")
    stranger = browsers.visit("planted")
    assert (after.young_person_id, after.conversation) == (browsers.kit, before.conversation)
    assert stranger.young_person_id is None
    assert stranger.conversation != after.conversation


def test_signing_in_without_a_session_is_an_error(browsers: Browsers) -> None:
    """Nobody is signed in to nothing."""
    with browsers.database.transaction() as session, pytest.raises(KeyError):
        browsers.sessions.sign_in(session, "unknown", "new", browsers.kit)


def test_signing_out_leaves_the_conversation_behind(browsers: Browsers) -> None:
    """The old conversation is named for wiping and has nobody in it; the next visit starts a new one."""
    before = browsers.sign_in("one", "two")
    left = browsers.end("two")
    after = browsers.visit("two")
    assert left == before.conversation
    assert browsers.person_in(before.conversation) is None
    assert after.young_person_id is None
    assert after.conversation != before.conversation


def test_signing_out_twice_harms_nobody(browsers: Browsers) -> None:
    """An unknown token has no conversation to leave."""
    assert browsers.end("unknown") is None


def test_signing_out_makes_the_codes_of_this_browser_worthless(browsers: Browsers, keyed: Keyed) -> None:
    """A code that was asked for before signing out names nobody any more. It is still there, for it counts."""
    with browsers.database.transaction() as session:
        session.get(YoungPerson, browsers.kit).phone_lookup = keyed.phone("07700 900123")
    visitor = browsers.visit("one")
    with browsers.database.transaction() as session:
        Codes(keyed).ask(session, visitor.token_hash, "07700 900123", NOW, "192.0.2.7")
        session.flush()
        assert session.execute(select(SignInCode.young_person_id)).scalar_one() == browsers.kit
    browsers.end("one")
    with browsers.database.transaction() as session:
        assert session.execute(select(SignInCode.young_person_id)).scalar_one() is None


@pytest.mark.parametrize(("back", "is_kept"), [(AHEAD, True), (AHEAD + SECOND, False)], ids=str)
def test_a_clock_that_is_set_back_keeps_nobody_signed_in(
    browsers: Browsers, back: timedelta, is_kept: bool
) -> None:
    """A session that was last seen in the future is over, or it would last until then; minutes between two machines do no harm."""
    before = browsers.sign_in("one", "two")
    assert (browsers.person_in(before.conversation, NOW - back) == browsers.kit) is is_kept
    after = browsers.visit("two", NOW - back)
    assert (after.young_person_id == browsers.kit) is is_kept
    assert after.left_conversation == (None if is_kept else before.conversation)


@pytest.mark.parametrize(
    ("back", "is_kept"), [(ANONYMOUS_IDLE, True), (ANONYMOUS_IDLE + SECOND, False)], ids=str
)
def test_a_clock_that_jumps_to_and_fro_costs_a_stranger_nothing(
    browsers: Browsers, back: timedelta, is_kept: bool
) -> None:
    """What was answered while the clock was ahead is still there; from then on the session ends by the right time."""
    before = browsers.visit("one", NOW)
    after = browsers.visit("one", NOW - back)
    assert (after.conversation == before.conversation) is is_kept
    much_later = browsers.visit("one", NOW - back + ANONYMOUS_IDLE + SECOND)
    assert much_later.conversation != after.conversation


def test_a_token_is_not_kept_in_clear(browsers: Browsers) -> None:
    """The database holds a keyed hash of it alone."""
    visitor = browsers.visit("one secret token")
    assert len(visitor.token_hash) == 64
    assert "one secret token" not in (visitor.token_hash, visitor.conversation)


def test_tokens_are_long_and_never_the_same() -> None:
    """A thousand tokens are a thousand different ones, of 43 characters each."""
    tokens = {new_token() for _ in range(1000)}
    assert (len(tokens), {len(token) for token in tokens}) == (1000, {43})


def test_who_was_here_a_moment_ago_is_known_without_writing(browsers: Browsers) -> None:
    """The same visitor for five seconds, signed in or not, and nobody afterwards: then the visit has to be noted."""
    stranger, kit = browsers.visit("one"), browsers.sign_in("two", "three")
    for after in (timedelta(), SECOND, SEEN_EVERY):
        assert (browsers.visited("one", NOW + after), browsers.visited("three", NOW + after)) == (
            stranger,
            kit,
        )
    for other in (SEEN_EVERY + SECOND, SIGNED_IN_IDLE + SECOND, -SECOND):
        assert (browsers.visited("one", NOW + other), browsers.visited("three", NOW + other)) == (None, None)
    assert kit.young_person_id == browsers.kit


def test_a_token_that_leads_nowhere_is_nobody_at_once(browsers: Browsers) -> None:
    """One that we never saw, and one that was given up at sign-in, also within the five seconds."""
    browsers.sign_in("planted", "new")
    assert (browsers.visited("never"), browsers.visited("planted")) == (None, None)


def test_who_signed_out_is_nobody_at_once(browsers: Browsers) -> None:
    """The browser is known still, the person and the conversation are not; and that conversation is over."""
    kit = browsers.sign_in("one", "two")
    assert not browsers.is_over(kit.conversation)
    browsers.end("two")
    after = browsers.visited("two")
    assert after is not None
    assert (after.young_person_id, after.conversation == kit.conversation) == (None, False)
    assert (browsers.is_over(kit.conversation), browsers.is_over(after.conversation)) == (True, False)


def test_what_has_no_session_does_not_end_with_one(browsers: Browsers) -> None:
    """The talk of a terminal, and one that stands in while the session can't be read."""
    assert not browsers.is_over("terminal-1")
    assert not browsers.is_over(browsers.sessions.stand_in("one"))


def test_while_signing_in_is_off_nobody_counts_as_signed_in(browsers: Browsers, keyed: Keyed) -> None:
    """The session is held back and not ended: once it is on again they are who they were."""
    is_off = False
    browsers.sessions = Sessions(keyed, lambda: is_off)
    talk = browsers.sign_in("old", "new").conversation
    is_off = True
    held_back = [browsers.visit("new"), browsers.visited("new")]
    assert [(one.young_person_id, one.is_held_back) for one in held_back if one] == [(None, True)] * 2
    assert browsers.person_in(talk) is None
    assert not browsers.visit("somebody else").is_held_back
    is_off = False
    assert (browsers.visit("new").young_person_id, browsers.person_in(talk)) == (browsers.kit, browsers.kit)


def test_every_process_knows_that_a_session_was_ended(browsers: Browsers) -> None:
    """What still comes with its token was sent before. A browser that signs in with it has another token, which is not ended."""
    before = browsers.visit("one")
    browsers.end("one")
    found = [browsers.visit("one"), browsers.visited("one")]
    assert [visitor.is_ended for visitor in (before, *found)] == [False, True, True]
    assert not browsers.sign_in("one", "renewed").is_ended
