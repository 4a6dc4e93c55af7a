"""Whole talks by text through Twilio's stand-in: its signed calls in, its own client out, and what became of each text."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import httpx
import pytest
from stand_ins.in_between import Fault
from stand_ins.twilio_emulator import ACCOUNT, OURS, RECEIVED, STATUS, TOKEN, TwilioEmulator, twilio_emulator
from texted import (
    DANGER,
    MARKER,
    Texter,
    consents,
    new_number,
    sent_to_each,
    state_of,
    texting_server,
    wait_for,
)
from twilio.request_validator import RequestValidator

from bot.channels.sms.twilio_texts import TwilioAccount, TwilioTexts
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from running import Server

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside, pytest.mark.long]

MORE = "Text MORE for more."
SEEN = "SELECT count(*) FROM seen_message"
ENDS = {
    "queued": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "undelivered": "failed",
    "failed": "failed",
}
FORGED = ["no signature", "another's signature", "of other fields", "of another address", "another account"]


@pytest.fixture(scope="module")
def twilio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwilioEmulator]:
    """The emulator."""
    with twilio_emulator(tmp_path_factory.mktemp("twilio")) as made:
        yield made


@pytest.fixture(scope="module")
def own(twilio: TwilioEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that texts by it."""
    with texting_server(tmp_path_factory.mktemp("own"), twilio) as server:
        yield server


@pytest.fixture
def texter(own: Server, twilio: TwilioEmulator) -> Texter:
    """Somebody who never texted."""
    return Texter(twilio, new_number())


@pytest.fixture(scope="module")
def sent(own: Server, twilio: TwilioEmulator) -> Mapping[str, str]:
    """A text of ours for each of some cases: its SID."""
    return sent_to_each(own, twilio, [*ENDS, "a day later", "forged"])


def inbound(sender: str, sid: str, words: str = f"do i have to pay council tax {MARKER}") -> dict[str, str]:
    """A text as Twilio calls us with it, blanks and all."""
    return {
        "MessageSid": sid,
        "SmsSid": sid,
        "AccountSid": ACCOUNT,
        "MessagingServiceSid": "",
        "From": sender,
        "To": OURS,
        "Body": words,
        "NumMedia": "0",
        "FromCity": "",
    }


def status(sid: str, word: str, **more: str) -> dict[str, str]:
    """What became of one of ours, as Twilio calls us with it."""
    return {"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "MessageStatus": word, "To": "", **more}


def test_a_whole_talk(own: Server, texter: Texter) -> None:
    """The council is asked once, a number picks it, and our words bring the rest, the source, silence, words again, and help."""
    asked = texter.text("do i have to pay council tax")
    number = next(line[0] for line in asked.splitlines() if line.endswith("Rotherham"))
    told = texter.text(number)
    assert told != asked
    assert "council tax" in told.lower()
    rest = texter.text("MORE")
    assert rest not in (asked, told)
    assert "It comes from" in texter.text("source?")
    before = consents(own)
    assert texter.text("STOP") == phrase("texting.stopped")
    assert texter.text("help me") == phrase("texting.is_stopped")
    urgent = texter.text(DANGER)
    assert "999" in urgent
    assert texter.text("start pls") == phrase("texting.started")
    assert consents(own) == before + 2
    assert "Rotherham" in texter.text("how much is the setting up home grant")
    assert "999" in texter.text(DANGER)


def test_every_text_of_a_talk_says_that_there_is_more_until_there_is_none(texter: Texter) -> None:
    """And then that it was all."""
    said = texter.text("what is chathealth")
    while said.endswith(MORE):
        said = texter.text("more")
    assert texter.text("more") == phrase("texting.no_more")


@pytest.mark.parametrize(("word", "state"), ENDS.items())
def test_what_became_of_a_text_is_kept(
    own: Server, twilio: TwilioEmulator, sent: Mapping[str, str], word: str, state: str
) -> None:
    """Once and for all: the same receipt twice, and another one after the end, change nothing."""
    for said in (word, word, "sent"):
        twilio.becomes(sent[word], said)
        assert state_of(own, sent[word]) == state


def test_whoever_told_their_network_to_stop_told_us(
    own: Server, twilio: TwilioEmulator, texter: Texter
) -> None:
    """Error 21610 in a receipt: it is kept as a word about being texted, once, and they are told no more."""
    texter.text("hello")
    sid, before = twilio.reference(texter.number), consents(own)
    wait_for(lambda: state_of(own, sid) == "sent", "it was not kept as sent")
    for _ in range(2):
        given = status(sid, "undelivered", ErrorCode="21610")
        assert twilio.call(given, STATUS).status_code == 200
    assert (state_of(own, sid), consents(own)) == ("failed", before + 1)
    assert texter.text("hello again") == phrase("texting.is_stopped")


def test_a_receipt_that_is_here_first_is_kept(own: Server, twilio: TwilioEmulator, texter: Texter) -> None:
    """Twilio has the text and says that it arrived, while its own answer is still on the way to us."""
    released = threading.Event()
    twilio.line.faults[texter.number[1:]].append(Fault(is_taken=True, released=released))
    twilio.receive("hello", texter.number)
    texter.has(1)
    sid = twilio.reference(texter.number)
    calling = threading.Thread(target=twilio.becomes, args=(sid, "delivered"))
    calling.start()
    calling.join(0.3)  # it is there by now
    assert state_of(own, sid) is None
    released.set()
    calling.join(20)
    wait_for(lambda: state_of(own, sid) == "delivered", "the receipt was lost")


def test_a_receipt_of_a_day_later_is_kept(
    own: Server, twilio: TwilioEmulator, sent: Mapping[str, str]
) -> None:
    """A phone may be switched off so long."""
    day, sid = own.records.earlier("settled_at", 24 * 60), sent["a day later"]
    own.records.change(f"UPDATE outgoing_message SET settled_at = {day} WHERE reference = ?", sid)  # noqa: S608 - words of ours
    twilio.becomes(sid, "delivered")
    assert state_of(own, sid) == "delivered"


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_call_changes_nothing(
    own: Server, twilio: TwilioEmulator, sent: Mapping[str, str], case: str
) -> None:
    """Neither a text nor a receipt."""
    before = own.records.rows(SEEN)
    assert _forged(twilio, inbound(new_number(), f"SM{case}"), RECEIVED, case) == 403
    assert _forged(twilio, status(sent["forged"], "delivered"), STATUS, case) == 403
    assert (state_of(own, sent["forged"]), own.records.rows(SEEN)) == ("sent", before)


def _forged(twilio: TwilioEmulator, true: dict[str, str], path: str, case: str) -> int:
    """The status that a forged call gets."""

    def signed(by: str, url: str, given: dict[str, str]) -> str:
        return str(RequestValidator(by).compute_signature(url, given))

    url = f"{twilio.server}{path}"
    forged = {
        "no signature": (true, ""),
        "another's signature": (true, signed("another token", url, true)),
        "of other fields": (true, signed(TOKEN, url, {**true, "From": "+447700900001"})),
        "of another address": (true, signed(TOKEN, "https://elsewhere.example/texts", true)),
        "another account": ({**true, "AccountSid": "ACother"}, None),
    }
    given, signature = forged[case]
    return twilio.call(given, path, signature).status_code


def test_a_replay_is_acknowledged_and_answered_once(
    own: Server, twilio: TwilioEmulator, texter: Texter
) -> None:
    """At once, ten times at a time, and when the talk has gone on."""
    given = inbound(texter.number, "SMreplayed", "START")
    calls = [threading.Thread(target=twilio.call, args=(given,)) for _ in range(10)]
    for one in calls:
        one.start()
    for one in calls:
        one.join(30)
    assert texter.has(1) == [phrase("texting.started")]
    assert texter.text("MORE") == phrase("texting.no_more")
    assert twilio.call(given).status_code == 200
    assert texter.text("stop") == phrase("texting.stopped")
    assert len(texter.has(3)) == 3


def test_texts_that_come_in_another_order_are_all_read(twilio: TwilioEmulator, texter: Texter) -> None:
    """The second half of a cry before the first: nothing is lost, and it is seen."""
    twilio.receive("to be here any more", texter.number)
    twilio.receive("i dont want", texter.number)
    assert "116 123" in texter.has(1)[0]


def test_the_database_away_is_said_at_once_and_kept_later(own: Server, texter: Texter) -> None:
    """Twilio calls once: so danger is answered in the acknowledgement itself, and everything else with a word of sorry."""
    line = texter.line
    assert isinstance(line, TwilioEmulator)
    with own.records.locked():
        sorry = line.call(inbound(texter.number, "SMaway1"))
        urgent = line.call(inbound(texter.number, "SMaway2", DANGER))
    assert (sorry.status_code, "<Message>" in sorry.text) == (200, True)
    assert (urgent.status_code, "999" in urgent.text) == (200, True)
    assert len(texter.text("menu").splitlines()) > 3


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"", "application/x-www-form-urlencoded", 403),
        (b"{}", "application/json", 403),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded", 400),
        (b"From=%ff&Body=%00", "application/x-www-form-urlencoded", 403),
        (b"&" * 1000 + b"a=1", "application/x-www-form-urlencoded", 400),
        (b"Body=" + b"x" * 1_000_000, "application/x-www-form-urlencoded", 413),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 403),
    ],
)
def test_what_twilio_would_never_send_is_refused(
    own: Server, twilio: TwilioEmulator, body: bytes, content_type: str, expected: int
) -> None:
    """With a status, and nothing is kept of it."""
    before = own.records.rows(SEEN)
    for path in (RECEIVED, STATUS):
        headers = {"content-type": content_type, "x-twilio-signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}
        assert httpx.post(f"{own.url}{path}", content=body, headers=headers).status_code == expected
    assert own.records.rows(SEEN) == before


def test_signed_but_without_what_is_needed_is_refused(own: Server, twilio: TwilioEmulator) -> None:
    """It is not stored, and does not come again."""
    for without in ("MessageSid", "From"):
        given = {**inbound("+447700900299", "SMwithout"), without: ""}
        assert twilio.call(given).status_code == 400
    assert twilio.call({"AccountSid": ACCOUNT}, STATUS).status_code == 400


def test_of_the_same_words_twice_a_text_finds_its_own(twilio: TwilioEmulator) -> None:
    """Whoever was killed over the first looks for it when the second has gone: found is the first, not sent again."""
    texts = TwilioTexts(TwilioAccount(ACCOUNT, TOKEN, OURS, url=twilio.url))
    number = new_number()
    given = Outgoing(
        "answer",
        Channel.SMS,
        "one",
        "p",
        number,
        DANGER,
        not_before=datetime.now(timezone.utc).replace(tzinfo=None),
    )
    first, second = texts.send(given), texts.send(replace(given, key="two"))
    assert first != second
    assert texts.send(replace(given, is_again=True)) == first
    assert len(twilio.texts(number)) == 2
