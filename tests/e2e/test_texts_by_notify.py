"""Whole talks by text through GOV.UK Notify: its own client against its own description of its API, and calls as it makes them."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from stand_ins.in_between import Fault
from stand_ins.notify_prism import RECEIPT, RECEIVED, NotifyPrism, notify_prism, received
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

from bot.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from running import Server

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside, pytest.mark.long]

SEEN = "SELECT count(*) FROM seen_message"
ENDS = {
    "created": "sent",
    "sending": "sent",
    "delivered": "delivered",
    "permanent-failure": "failed",
    "temporary-failure": "failed",
    "technical-failure": "failed",
}
FORGED = {
    "no token": "",
    "another token": "Bearer another",
    "a part of it": "Bearer an invented",
    "another scheme": "Basic an invented bearer token",
}
LATER = 25  # minutes; then Notify calls for the last time


@pytest.fixture(scope="module")
def notify(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotifyPrism]:
    """Prism."""
    with notify_prism(tmp_path_factory.mktemp("notify")) as made:
        yield made


@pytest.fixture(scope="module")
def own(notify: NotifyPrism, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that texts by it."""
    with texting_server(tmp_path_factory.mktemp("own"), notify) as server:
        yield server


@pytest.fixture
def texter(own: Server, notify: NotifyPrism) -> Texter:
    """Somebody who never texted."""
    return Texter(notify, new_number())


@pytest.fixture(scope="module")
def sent(own: Server, notify: NotifyPrism) -> Mapping[str, str]:
    """A text of ours for each of some cases: its id."""
    return sent_to_each(own, notify, [*ENDS, "a day later", "forged"])


def test_a_whole_talk(own: Server, texter: Texter) -> None:
    """The council is asked once, a number picks it, and our words bring the rest, the source, silence, words again, and help."""
    asked = texter.text("do i have to pay council tax")
    number = next(line[0] for line in asked.splitlines() if line.endswith("Rotherham"))
    told = texter.text(number)
    assert told != asked
    assert "council tax" in told.lower()
    assert texter.text("MORE") not in (asked, told)
    assert "It comes from" in texter.text("source?")
    before = consents(own)
    assert texter.text("STOP") == phrase("texting.stopped")
    assert texter.text("help me") == phrase("texting.is_stopped")
    assert "999" in texter.text(DANGER)
    assert texter.text("start pls") == phrase("texting.started")
    assert consents(own) == before + 2


def test_what_leaves_is_what_notify_takes(notify: NotifyPrism, texter: Texter) -> None:
    """One placeholder, our template, a reference that says nothing; each text once."""
    said = texter.text("menu")
    [taken] = [one for one in notify.line.taken if one["phone_number"] == texter.number]
    assert (taken["personalisation"], len(taken["reference"])) == ({"message": said}, 32)
    assert texter.number[-9:] not in taken["reference"]


@pytest.mark.parametrize(("word", "state"), ENDS.items())
def test_what_became_of_a_text_is_kept(
    own: Server, notify: NotifyPrism, sent: Mapping[str, str], word: str, state: str
) -> None:
    """Once and for all: the same receipt twice, and another one after the end, change nothing."""
    for said in (word, word, "sending", "nonsense"):
        notify.becomes(sent[word], said)
        assert state_of(own, sent[word]) == state


def test_a_receipt_that_is_here_first_comes_again(own: Server, notify: NotifyPrism, texter: Texter) -> None:
    """Where Notify's own answer stays away, the receipt is not acknowledged until the text is kept as sent; others' receipts are."""
    released = threading.Event()
    notify.line.faults[texter.number].append(Fault(is_taken=True, released=released))
    notify.receive("hello", texter.number)
    texter.has(1)
    reference = notify.reference(texter.number)
    receipt = notify.receipt(reference, "delivered")
    assert notify.call(receipt, RECEIPT).status_code == 503
    assert notify.call({**receipt, "reference": "of another system"}, RECEIPT).status_code == 204
    assert notify.call({**receipt, "reference": None}, RECEIPT).status_code == 204
    released.set()
    wait_for(lambda: state_of(own, reference) == "sent", "it was not kept as sent")
    assert notify.call(receipt, RECEIPT).status_code == 204
    assert state_of(own, reference) == "delivered"


def test_a_receipt_of_a_day_later_is_kept(own: Server, notify: NotifyPrism, sent: Mapping[str, str]) -> None:
    """A phone may be switched off so long."""
    day, reference = own.records.earlier("settled_at", 24 * 60), sent["a day later"]
    own.records.change(
        f"UPDATE outgoing_message SET settled_at = {day} WHERE reference = ?",  # noqa: S608 - words of ours
        reference,
    )
    notify.becomes(reference, "delivered")
    assert state_of(own, reference) == "delivered"


@pytest.mark.parametrize("authorization", FORGED.values(), ids=FORGED)
def test_a_forged_call_changes_nothing(
    own: Server, notify: NotifyPrism, sent: Mapping[str, str], authorization: str
) -> None:
    """Neither a text nor a receipt."""
    before = own.records.rows(SEEN)
    for path, given in (
        (RECEIVED, received(DANGER, new_number())),
        (RECEIPT, notify.receipt(sent["forged"], "delivered")),
    ):
        assert notify.call(given, path, authorization=authorization).status_code == 403
    assert (state_of(own, sent["forged"]), own.records.rows(SEEN)) == ("sent", before)


def test_a_replay_is_acknowledged_and_answered_once(own: Server, notify: NotifyPrism, texter: Texter) -> None:
    """Ten times at once; when the talk has gone on; and when Notify calls for the last time."""
    given = received("START", texter.number)
    calls = [threading.Thread(target=notify.call, args=(given,)) for _ in range(10)]
    for one in calls:
        one.start()
    for one in calls:
        one.join(30)
    assert texter.has(1) == [phrase("texting.started")]
    assert texter.text("MORE") == phrase("texting.no_more")
    for column in ("seen_at", "answered_at"):
        earlier = own.records.earlier(column, LATER)
        own.records.change(
            f"UPDATE seen_message SET {column} = {earlier} WHERE message_id = ?",  # noqa: S608 - words of ours
            f"notify:{given['id']}",
        )
    assert notify.call(given).status_code == 204
    assert texter.text("stop") == phrase("texting.stopped")
    assert len(texter.has(3)) == 3


def test_texts_that_come_in_another_order_are_all_read(notify: NotifyPrism, texter: Texter) -> None:
    """The second half of a cry before the first: nothing is lost, and it is seen."""
    notify.receive("to be here any more", texter.number)
    notify.receive("i dont want", texter.number)
    assert "116 123" in texter.has(1)[0]


def test_the_database_away_is_said_at_once_and_the_text_comes_again(
    own: Server, notify: NotifyPrism, texter: Texter
) -> None:
    """503 within Notify's five seconds, and what comes again is answered once; danger is answered meanwhile, and once."""
    given, danger = received("menu", texter.number), received(DANGER, new_number())
    with own.records.locked():
        refused = notify.call(given)
        urgent = notify.call(danger)
    assert (refused.status_code, urgent.status_code) == (503, 204)
    assert refused.elapsed.total_seconds() < 5
    in_danger = Texter(notify, f"+{danger['source_number']}")
    assert "999" in in_danger.has(1)[0]
    kept = "SELECT id FROM seen_message WHERE message_id = ?"
    wait_for(
        lambda: bool(own.records.rows(kept, f"notify:{danger['id']}")), "what was said in danger was not kept"
    )
    assert (notify.call(given).status_code, notify.call(danger).status_code) == (204, 204)
    assert len(texter.has(1)[0].splitlines()) > 3
    assert in_danger.text("stop") == phrase("texting.stopped")
    assert len(in_danger.has(2)) == 2


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"null", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"id": "x", "message": "y"}', "application/json", 400),
        (b'{"id": 1e999}', "application/json", 400),
        (b'{"id": "\xff\xfe"}', "application/json", 400),
        (b"id=x&message=y&source_number=447700900299", "application/x-www-form-urlencoded", 400),
        (b'{"id": "' + b"x" * 1_000_000 + b'"}', "application/json", 413),
    ],
)
def test_what_notify_would_never_send_is_refused(
    own: Server, notify: NotifyPrism, body: bytes, content_type: str, expected: int
) -> None:
    """With a status after which it does not come again, and nothing is kept of it."""
    before = own.records.rows(SEEN)
    for path in (RECEIVED, RECEIPT):
        assert notify.call(body, path, **{"content-type": content_type}).status_code == expected
    assert own.records.rows(SEEN) == before


@pytest.mark.parametrize(
    "change",
    [
        {"message": f"{DANGER} {MARKER} \ud800"},
        {"message": f"{DANGER}\0"},
        {"date_received": None, "extra": {"deep": [1]}},
    ],
    ids=["half a letter", "a letter that means nothing", "more and less than we know"],
)
def test_what_is_odd_but_can_be_read_is_answered(
    notify: NotifyPrism, texter: Texter, change: dict[str, Any]
) -> None:
    """Whoever it is may be in danger."""
    given = {**received(DANGER, texter.number), **change}
    content = json.dumps(given).encode()
    assert notify.call(content, **{"content-type": "text/plain"}).status_code == 204
    assert "999" in texter.has(1)[0]
