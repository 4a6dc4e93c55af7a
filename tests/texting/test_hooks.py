"""What calls our addresses proves who it is; what is stored is acknowledged, what is not comes again, what is forged changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from text_world import NUMBER, OURS, Phone
from twilio.request_validator import RequestValidator

from bot.channels.sms import notify_hooks, twilio_hooks
from bot.channels.sms.notify_hooks import NotifyHooks, as_network_writes
from bot.channels.sms.twilio_hooks import TwilioHooks
from bot.delivery.sending.outbox_tables import OutgoingMessage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.records.database import Database

TOKEN, ACCOUNT, SECRET, ADDRESS = (
    "invented-token",
    "ACinvented",
    "invented-secret",
    "https://offer.example.org",
)
DANGER = "I want to kill myself"
NOTIFY_TEXT = {
    "id": "n1",
    "source_number": "447700900123",
    "destination_number": "07700900111",
    "message": "hello",
    "date_received": "2026-11-22T12:00:00.000000Z",
}
TWILIO_TEXT = {
    "MessageSid": "SM1",
    "AccountSid": ACCOUNT,
    "MessagingServiceSid": "",
    "From": NUMBER,
    "To": OURS,
    "Body": "hello",
    "NumMedia": "0",
    "FromCity": "",
}


@pytest.fixture
def phone(database: Database) -> Phone:
    """A phone; what it is answered leaves by whatever line it texts."""
    phone = Phone(database)
    phone.provider.name = "any"
    phone.arrived._providers = {"notify": phone.provider, "twilio": phone.provider}
    return phone


def calling(phone: Phone) -> httpx.AsyncClient:
    """Whoever calls our addresses."""
    routes = [
        *NotifyHooks(phone.arrived, TOKEN).routes(),
        *TwilioHooks(phone.arrived, ACCOUNT, SECRET, ADDRESS).routes(),
    ]
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="http://inside"
    )


async def notify(phone: Phone, given: object, path: str = notify_hooks.RECEIVED, **headers: str) -> int:
    """A call of GOV.UK Notify; its status."""
    async with calling(phone) as client:
        sent = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json", **headers}
        return (await client.post(path, content=json.dumps(given), headers=sent)).status_code


async def twilio(
    phone: Phone, given: Mapping[str, str], path: str = twilio_hooks.RECEIVED, signature: str | None = None
) -> httpx.Response:
    """A call of Twilio, signed as Twilio signs: over every field, the empty ones too."""
    signed = RequestValidator(SECRET).compute_signature(f"{ADDRESS}{path}", dict(given))
    headers = {
        "x-twilio-signature": signed if signature is None else signature,
        "content-type": "application/x-www-form-urlencoded",
    }
    async with calling(phone) as client:
        return await client.post(path, content=urlencode(given), headers=headers)


async def test_a_text_by_notify_is_acknowledged_and_answered(phone: Phone) -> None:
    """To the number it came from, whichever way Notify writes that."""
    assert await notify(phone, NOTIFY_TEXT) == 204
    assert await phone.answers() == ["You said: hello"]
    [sent] = phone.provider.sent
    assert (sent.recipient, sent.route) == (NUMBER, "notify")


async def test_a_text_by_twilio_is_acknowledged_and_answered(phone: Phone) -> None:
    """With an empty document, though fields of it are blank; the answer leaves later."""
    response = await twilio(phone, TWILIO_TEXT)
    assert (response.status_code, response.text.endswith("<Response></Response>")) == (200, True)
    assert await phone.answers() == ["You said: hello"]
    assert phone.provider.sent[0].route == "twilio"


async def test_the_same_call_twice_is_answered_once(phone: Phone) -> None:
    """Both are acknowledged; and Notify's ids are not Twilio's."""
    for _ in range(2):
        assert await notify(phone, NOTIFY_TEXT) == 204
        assert (await twilio(phone, {**TWILIO_TEXT, "MessageSid": "n1"})).status_code == 200
    assert await phone.answers() == ["You said: hello\nhello"]


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x"]
)
async def test_notify_without_its_token_is_refused(phone: Phone, authorization: str) -> None:
    """And nothing is stored."""
    assert await notify(phone, NOTIFY_TEXT, authorization=authorization) == 403
    assert await notify(phone, NOTIFY_TEXT, notify_hooks.RECEIPT, authorization=authorization) == 403
    assert await phone.answers() == []


@pytest.mark.parametrize("signature", ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
async def test_twilio_without_its_signature_is_refused(phone: Phone, signature: str) -> None:
    """And nothing is stored."""
    assert (await twilio(phone, TWILIO_TEXT, signature=signature)).status_code == 403
    status = {"MessageSid": "SM1", "AccountSid": ACCOUNT, "MessageStatus": "failed"}
    assert (await twilio(phone, status, twilio_hooks.STATUS, signature)).status_code == 403
    assert await phone.answers() == []


async def test_a_changed_text_or_another_address_breaks_twilio_s_signature(phone: Phone) -> None:
    """One letter, one field more or less, a signature made for the other address, another account's."""
    signed = RequestValidator(SECRET).compute_signature(
        f"{ADDRESS}{twilio_hooks.RECEIVED}", dict(TWILIO_TEXT)
    )
    elsewhere = RequestValidator(SECRET).compute_signature(
        f"{ADDRESS}{twilio_hooks.STATUS}", dict(TWILIO_TEXT)
    )
    without = {name: value for name, value in TWILIO_TEXT.items() if name != "FromCity"}
    forged = [
        ({**TWILIO_TEXT, "Body": "hellp"}, signed),
        ({**TWILIO_TEXT, "From": "+447700900999"}, signed),
        ({**TWILIO_TEXT, "Extra": "1"}, signed),
        (without, signed),
        (TWILIO_TEXT, elsewhere),
        ({**TWILIO_TEXT, "AccountSid": "ACother"}, None),
    ]
    for given, signature in forged:
        assert (await twilio(phone, given, signature=signature)).status_code == 403
    assert await phone.answers() == []


@pytest.mark.parametrize(
    "given",
    [
        [],
        "text",
        None,
        {},
        {**NOTIFY_TEXT, "id": 5},
        {**NOTIFY_TEXT, "id": "x" * 201},
        {**NOTIFY_TEXT, "message": None},
        {name: value for name, value in NOTIFY_TEXT.items() if name != "source_number"},
    ],
)
async def test_what_notify_would_not_send_is_refused(phone: Phone, given: object) -> None:
    """With a status after which it does not come again."""
    assert await notify(phone, given) == 400
    assert await phone.answers() == []


async def test_what_is_no_json_or_no_form_is_refused(phone: Phone) -> None:
    """Neither raises, nor stores anything."""
    async with calling(phone) as client:
        bearer = {"authorization": f"Bearer {TOKEN}"}
        broken = await client.post(notify_hooks.RECEIVED, content=b"{" * 5000, headers=bearer)
        odd = await client.post(twilio_hooks.RECEIVED, content=b"\xff\xfe" + b"&" * 500)
        huge = await client.post(notify_hooks.RECEIVED, content=b"x" * 300_000, headers=bearer)
        got = await client.get(notify_hooks.RECEIVED, headers=bearer)
    assert [one.status_code for one in (broken, odd, huge, got)] == [400, 400, 413, 405]


@pytest.mark.parametrize("is_by_twilio", [False, True])
async def test_without_records_it_comes_again(phone: Phone, *, is_by_twilio: bool) -> None:
    """Notify gets 503, so that it calls again, and the text is answered then; by Twilio, who does not, they are told sorry."""
    heal = break_records(phone)
    if is_by_twilio:
        response = await twilio(phone, TWILIO_TEXT)
        assert (response.status_code, "<Message>Sorry, something went wrong" in response.text) == (200, True)
        return
    assert await notify(phone, NOTIFY_TEXT) == 503
    heal()
    assert await notify(phone, NOTIFY_TEXT) == 204
    assert await phone.answers() == ["You said: hello"]


@pytest.mark.parametrize("is_by_twilio", [False, True])
async def test_without_records_danger_is_answered_at_once(phone: Phone, *, is_by_twilio: bool) -> None:
    """By the provider itself, and kept once the records are back."""
    heal = break_records(phone)
    if is_by_twilio:
        response = await twilio(phone, {**TWILIO_TEXT, "Body": DANGER})
        assert (response.status_code, "999" in response.text) == (200, True)
    else:
        assert await notify(phone, {**NOTIFY_TEXT, "message": DANGER}) == 204
        [sent] = phone.provider.sent
        assert (sent.recipient, sent.is_urgent, "999" in str(sent.text)) == (NUMBER, True, True)
    heal()
    await phone.door.late.settle()
    assert phone.said() == [DANGER]


async def test_without_records_and_provider_danger_comes_again(phone: Phone) -> None:
    """Nothing can be said, so it must not be acknowledged."""
    break_records(phone)
    phone.provider.faults.append(OSError("away"))
    assert await notify(phone, {**NOTIFY_TEXT, "message": DANGER}) == 503


def break_records(phone: Phone):
    """From now on nothing is stored."""
    whole = phone.arrived._noted

    def broken(_arrived: object) -> None:
        raise OSError("the records are away")

    phone.arrived._noted = broken  # type: ignore[method-assign,assignment]

    def heal() -> None:
        phone.arrived._noted = whole  # type: ignore[method-assign]

    return heal


async def test_a_receipt_is_kept(phone: Phone) -> None:
    """Twice changes nothing; what is no end changes nothing; a late one does not undo that it arrived."""
    await notify(phone, NOTIFY_TEXT)
    await phone.answers()
    phone.database.engine.dispose()
    with phone.database.transaction() as session:
        row = session.query(OutgoingMessage).one()
        reference, row.provider = row.reference, "notify"
    for status, state in [
        ("sending", "sent"),
        ("nonsense", "sent"),
        ("delivered", "delivered"),
        ("delivered", "delivered"),
        ("permanent-failure", "delivered"),
    ]:
        assert await notify(phone, {"id": reference, "status": status}, notify_hooks.RECEIPT) == 204
        assert state_of(phone) == state


async def test_a_receipt_that_comes_before_its_text_is_kept_is_let_go(phone: Phone) -> None:
    """Twilio may say so before its own answer came: nothing is there to change, and it is acknowledged."""
    given = {"MessageSid": "SMnew", "AccountSid": ACCOUNT, "MessageStatus": "delivered"}
    assert (await twilio(phone, given, twilio_hooks.STATUS)).status_code == 200


def state_of(phone: Phone) -> str:
    """What is kept of the one text that left."""
    with phone.database.transaction() as session:
        return str(session.query(OutgoingMessage).one().state)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("447700900123", NUMBER),
        ("07700900123", NUMBER),
        ("07700 900123", NUMBER),
        ("+447700900123", NUMBER),
        ("33612345678", "+33612345678"),
        ("Parcels", "Parcels"),
    ],
)
def test_a_number_is_read_as_the_network_writes_it(given: str, number: str) -> None:
    """Notify leaves the plus out, and writes our own with a nought."""
    assert as_network_writes(given) == number
