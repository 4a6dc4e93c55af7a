"""A text says only that a message waits, by the rules of every text that we send first; the PIN brings the shared words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from reminder_world import ADDRESS, NOTICE, PIN, START, Reminded, add, change, withdraw_consent
from sqlalchemy import select
from text_world import NUMBER

from bot.advising.advising_tables import SharedAnswer
from bot.advising.doing.acts import do_share
from bot.advising.doing.deeds import Doer, Done
from bot.advising.doing.doing_tools import Tools
from bot.advising.doing.undoing import undo_deed
from bot.answer import Answer
from bot.caseload.staff_desk import When
from bot.casework.codes import Role
from bot.casework.tables import StaffAccount
from bot.delivery.reminding.reminder_rules import WhyNot
from bot.delivery.reminding.shared_notices import KIND, SharedNoticeKind, SharedNotices
from bot.identity.access.decisions import Caller, audited, reach_of
from bot.identity.by_phone.text_pins import setting_of
from bot.phrases import PhraseSet, phrase
from bot.records.reach import OPERATOR, own

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

ANN = Caller(Role.PERSONAL_ADVISER, "staff:1", personal_adviser_id=1, council="rutland")
WORDS = Answer(
    title="From your PA: Council tax",
    lead="You may pay less (invented).",
    topic="council_tax",
    place="rutland",
)
SAID = "From your PA: Council tax"
WHY = PhraseSet("staff_deeds.why_not", WhyNot)


class Shared(Reminded):
    """A phone whose adviser shares answers."""

    def __init__(self, database: Database, parameters: Parameters) -> None:
        """As `Reminded`, with the kind of message that tells of shared answers."""
        super().__init__(database, parameters)
        self.parameters, self.keys = parameters, 0
        self.notices = SharedNotices(self.rules)
        self.carrier = self.other(kinds={**self.carrier.kinds, KIND: SharedNoticeKind(self.rules)})
        with database.transaction(OPERATOR) as session:
            session.add(
                StaffAccount(id=1, subject_lookup="a" * 64, role=ANN.role.value, personal_adviser_id=1)
            )

    def why_not(self) -> str | None:
        """Why no notice may leave now."""
        with audited(self.database, reach_of(ANN)) as session:
            return self.notices.why_not(session, 1, self.clock.now())

    def share(self) -> Done:
        """Share it, and text that it waits."""
        self.keys += 1
        with audited(self.database, reach_of(ANN)) as session:
            return do_share(self._doer(session), f"key {self.keys}", 1, WORDS, self.notices)

    def undo(self, done: Done) -> None:
        """Take it back."""
        with audited(self.database, reach_of(ANN)) as session:
            undo_deed(self._doer(session), done.id, Tools(notices=self.notices))

    def _doer(self, session: Any) -> Doer:
        return Doer(session, ANN, 1, self.parameters, When(self.clock.today(), self.clock.now()))

    def rows(self) -> list[Any]:
        """What is kept of shared answers."""
        with self.database.transaction() as session:
            return list(session.execute(select(SharedAnswer)).scalars())


@pytest.fixture
def phone(database: Database, parameters: Parameters) -> Shared:
    """Somebody who agreed to be texted and has a PIN."""
    add(database)
    return Shared(database, parameters)


async def test_the_notice_says_nothing_and_the_pin_brings_the_words(phone: Shared) -> None:
    """Once; read by text, it is not shown in the chat again, and cannot be taken back any more."""
    assert phone.why_not() is None
    phone.share()
    assert phone.leave() == [NOTICE]
    assert await phone.text("1") == [phrase("texting.pin_ask", address=ADDRESS)]
    [read] = await phone.text(PIN)
    assert WORDS.lead in read
    [row] = phone.rows()
    assert row.seen_at is not None
    assert row.left_at is not None
    assert await phone.text("1") == [phrase("texting.no_such_number", number=1)]


def test_taken_back_before_it_left_no_notice_leaves(phone: Shared) -> None:
    """The answer is gone with it."""
    phone.undo(phone.share())
    assert phone.leave() == []
    assert phone.rows()[0].taken_back_at is not None


async def test_taken_back_after_it_left_there_is_nothing_to_read(phone: Shared) -> None:
    """Whoever asks for it is told that it is out of date, or that the number means nothing."""
    done = phone.share()
    assert phone.leave() == [NOTICE]
    phone.undo(done)
    assert await phone.text("1") == [phrase("texting.no_such_number", number=1)]


def test_there_is_one_text_a_week_whatever_it_is_about(phone: Shared) -> None:
    """A reminder counts for a shared answer, and a shared answer for a reminder, as they were told when they agreed."""
    phone.share()
    assert phone.leave() == [NOTICE]
    assert phone.why_not() == WHY[WhyNot.THIS_WEEK]
    assert phone.remind() == []
    phone.pass_time(days=7, seconds=1)
    assert phone.why_not() is None
    assert phone.remind() == [NOTICE]
    assert phone.why_not() == WHY[WhyNot.THIS_WEEK]


def test_a_notice_that_may_not_leave_any_more_is_withdrawn(phone: Shared, database: Database) -> None:
    """They took their yes back in the moment between; the answer waits in the chat all the same."""
    phone.share()
    withdraw_consent(database)
    assert phone.leave() == []
    assert phone.rows()[0].left_at is None
    assert phone.rows()[0].taken_back_at is None


async def test_who_may_not_be_texted_is_said_with_the_reason(phone: Shared, database: Database) -> None:
    """No yes, no mobile, STOP, a phone that others use, the night: each in words, none with a number."""
    with database.transaction(own(1)) as session:
        setting_of(session, 1).is_shared = True
    assert phone.why_not() == phrase("staff_deeds.why_not.is_shared")
    with database.transaction(own(1)) as session:
        setting_of(session, 1).is_shared = False
    phone.clock.moment = START + timedelta(hours=8)
    assert phone.why_not() == WHY[WhyNot.AT_NIGHT]
    phone.clock.moment = START
    await phone.text("STOP")
    assert phone.why_not() == WHY[WhyNot.STOPPED]
    change(database, phone=None, phone_lookup=None)
    assert phone.why_not() == WHY[WhyNot.NO_MOBILE]
    withdraw_consent(database)
    assert phone.why_not() == WHY[WhyNot.NO_CONSENT]
    assert len(WHY) == len(WhyNot)
    assert all(WHY[why] for why in WhyNot)


async def test_whoever_has_the_number_without_the_pin_reads_nothing(phone: Shared) -> None:
    """A wrong PIN brings nothing, and the answer goes on waiting."""
    phone.share()
    phone.leave()
    await phone.text("1", NUMBER)
    said = await phone.text("9988")
    assert all(WORDS.lead not in one and SAID not in one for one in said)
    assert phone.rows()[0].seen_at is None
