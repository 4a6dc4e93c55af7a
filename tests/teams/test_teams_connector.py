"""What is handed over to Teams' service: the right post with the right token to no other host, and what its answers mean."""

from __future__ import annotations

import json
import logging
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from posting_service import APP_ID, BLOCKED, SECRET, Service, Told, posting_service

from bot.channels.teams.outbound_token import AHEAD, PAUSE, SCOPE
from bot.channels.teams.send_rate import SendRate
from bot.channels.teams.service_hosts import ServiceHosts
from bot.channels.teams.teams_connector import TeamsConnector, retry_after
from bot.delivery.sending.outgoing import Channel, NeverError, Outgoing, StoppedError, TryAgainError
from bot.identity.by_teams.teams_users import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHAT = "a:invented/chat?x=1#2 ü"
ACTIVITY = {"type": "message", "text": "Marked words for Zebedee"}


class HandSeconds:
    """Seconds that pass by hand, or by sleeping."""

    def __init__(self) -> None:
        """Begin."""
        self.now, self.slept = 1000.0, []

    def __call__(self) -> float:
        """What it is now."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def service() -> Iterator[Service]:
    """Teams' service."""
    with posting_service() as made:
        yield made


@pytest.fixture
def seconds() -> HandSeconds:
    """A clock."""
    return HandSeconds()


def connector(service: Service, seconds: HandSeconds | None = None, **changed: Any) -> TeamsConnector:
    """One that may post to this machine."""
    clock = seconds or HandSeconds()
    hosts = changed.pop("hosts", ServiceHosts(has_loopback=True))
    app = changed.pop("app", service.app())
    return TeamsConnector(app, hosts, seconds=clock, sleep=clock.sleep, **changed)


def a_message(service: Service, chat: str = CHAT, **changed: Any) -> Outgoing:
    """An activity for a chat."""
    reference = Reference(f"{service.address}/uk/", chat, "29:user", "28:bot", "invented-tenant")
    return replace(
        Outgoing("teams", Channel.TEAMS, "key", "anna", reference.as_json(), json.dumps(ACTIVITY)), **changed
    )


def test_an_activity_is_posted_to_its_chat_with_our_token(service: Service) -> None:
    """Below the service's own path, with ids quoted, from us to them; the reference is Teams' id."""
    assert connector(service).send(a_message(service)) == "id 1"
    [one] = service.posted
    assert service.asked[0][0] == ("/uk/v3/conversations/a%3Ainvented%2Fchat%3Fx%3D1%232%20%C3%BC/activities")
    assert (one.chat, one.token) == (CHAT, "token 1")
    assert one.activity == {
        **ACTIVITY,
        "from": {"id": "28:bot"},
        "recipient": {"id": "29:user"},
        "conversation": {"id": CHAT},
    }
    assert service.token_forms == [
        {
            "grant_type": ["client_credentials"],
            "client_id": [APP_ID],
            "client_secret": [SECRET],
            "scope": [SCOPE],
        }
    ]


@pytest.mark.parametrize("told", [Told(202), Told(200, body=[]), Told(201, body={"id": 7})])
def test_an_answer_without_an_id_is_fine(service: Service, told: Told) -> None:
    """Some services acknowledge with an empty body."""
    service.body_when_taken = False
    service.answers[CHAT].append(told)
    assert connector(service).send(a_message(service)) is None
    assert len(service.posted) == 1


def test_a_token_is_used_until_shortly_before_its_end(service: Service, seconds: HandSeconds) -> None:
    """One request for many posts; five minutes before its end comes a new one."""
    teams = connector(service, seconds)
    for passed in (0, 3000, 600 - AHEAD - 1, 2):
        seconds.now += passed
        teams.send(a_message(service))
    assert [one.token for one in service.posted] == ["token 1", "token 1", "token 1", "token 2"]


def test_threads_that_need_a_token_at_once_ask_for_one(service: Service) -> None:
    """The others wait for it."""
    teams, start = connector(service), threading.Barrier(8)

    def send(number: int) -> None:
        start.wait()
        teams.send(a_message(service, f"a:{number}"))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(service.posted), len(service.token_forms)) == (8, 1)


def test_a_token_that_is_refused_is_fetched_anew_once(service: Service) -> None:
    """Then it is tried again later: nobody hammers with what is refused."""
    teams = connector(service)
    teams.send(a_message(service))
    service.forget_tokens()
    assert teams.send(a_message(service)) == "id 2"
    assert [token for _, token in service.asked] == ["token 1", "token 1", "token 2"]
    service.answers[CHAT] += [Told(401), Told(401)]
    with pytest.raises(TryAgainError):
        teams.send(a_message(service))
    assert len(service.asked) == 5


@pytest.mark.parametrize(
    "told",
    [
        Told(400, body={"error": "unauthorized_client", "error_description": SECRET}),
        Told(401, body={"error": "invalid_client"}),
        Told(503),
        Told(302, {"Location": "https://evil.example.org/token"}),
        Told(200, body={"token_type": "Bearer"}),
        Told(200, body={"access_token": 7, "expires_in": 3600}),
        Told(200, body=["no object"]),
        Told(is_hung_up=True),
    ],
    ids=str,
)
def test_without_a_token_nothing_is_posted_and_it_is_tried_again(
    service: Service, seconds: HandSeconds, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    """For some seconds nobody asks again, then once more; nothing that Entra says is logged."""
    service.tokens.append(told)
    teams = connector(service, seconds)
    for passed in (0.0, PAUSE - 1.0):
        seconds.now += passed
        with pytest.raises(TryAgainError):
            teams.send(a_message(service))
    assert (service.asked, len(service.token_forms)) == ([], 1)
    seconds.now += 1.0
    assert teams.send(a_message(service)) == "id 1"
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.org/",
        "https://smba.trafficmanager.net.evil.example.org/",
        "https://smba.trafficmanager.net@127.0.0.1/",
        "http://smba.trafficmanager.net/uk/",
        "https://smba.trafficmanager.net/../x",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_token_goes_to_a_host_that_is_not_allowed(service: Service, address: str) -> None:
    """Whatever was kept of where a chat is: it is looked at again, before a token is even fetched."""
    reference = Reference(address, CHAT, "29:user", "28:bot", "invented-tenant")
    with pytest.raises(NeverError):
        connector(service).send(a_message(service, recipient=reference.as_json()))
    assert (service.asked, service.token_forms) == ([], [])


def test_this_machine_is_no_host_unless_it_is_allowed(service: Service) -> None:
    """As in a council."""
    with pytest.raises(NeverError):
        connector(service, hosts=ServiceHosts()).send(a_message(service))
    assert service.token_forms == []


@pytest.mark.parametrize("recipient", ["", "{}", "[]", "no JSON", None])
@pytest.mark.parametrize("chat", ["..", "."])
def test_half_a_reference_is_never_posted_to(service: Service, recipient: str | None, chat: str) -> None:
    """Nor one whose quoted id would lead elsewhere."""
    for message in (a_message(service, recipient=recipient), a_message(service, chat)):
        with pytest.raises(NeverError):
            connector(service).send(message)
    assert service.asked == []


@pytest.mark.parametrize("text", ["", "no JSON", "[]", None])
def test_what_is_no_activity_is_never_posted(service: Service, text: str | None) -> None:
    """It is a dead letter."""
    with pytest.raises(NeverError):
        connector(service).send(a_message(service, text=text))
    assert service.asked == []


@pytest.mark.parametrize(
    ("told", "after"),
    [
        (Told(412), None),
        (Told(429, {"Retry-After": "7"}), 7.0),
        (Told(429), None),
        (Told(502), None),
        (Told(504, {"Retry-After": "soon"}), None),
        (Told(500), None),
        (Told(403, body={"error": {"code": "BotDisabledByAdmin"}}), None),
        (Told(307, {"Location": "https://evil.example.org/"}), None),
    ],
    ids=str,
)
def test_what_may_be_taken_later_is_tried_again(service: Service, told: Told, after: float | None) -> None:
    """After as long as Teams asks; a redirect is followed nowhere."""
    service.answers[CHAT].append(told)
    with pytest.raises(TryAgainError) as raised:
        connector(service).send(a_message(service))
    assert (raised.value.after, len(service.asked), service.posted) == (after, 1, [])


def test_a_service_that_hangs_up_or_does_not_answer_is_tried_again(service: Service) -> None:
    """So is one that is not there; none of it says what was in the message."""
    service.answers[CHAT] += [Told(is_hung_up=True), Told(201, seconds=1.0)]
    for _ in range(2):
        with pytest.raises(TryAgainError) as raised:
            connector(service, patience=0.3).send(a_message(service))
        assert raised.value.__cause__ is None
    away = replace(service.app(), token_url="http://127.0.0.1:9/token")
    with pytest.raises(TryAgainError):
        connector(service, app=away).send(a_message(service))


@pytest.mark.parametrize("body", [BLOCKED, {"error": {"code": "BotNotInConversationRoster"}}])
def test_whoever_blocked_our_app_is_known_from_others(service: Service, body: Any) -> None:
    """However Teams nests what it says."""
    service.answers[CHAT].append(Told(403, body=body))
    with pytest.raises(StoppedError):
        connector(service).send(a_message(service))


@pytest.mark.parametrize("status", [400, 404, 405, 413])
def test_what_can_never_be_taken_is_no_more_tried(service: Service, status: int) -> None:
    """A chat that is gone, an activity that is too large or wrong: a dead letter."""
    service.answers[CHAT].append(Told(status))
    with pytest.raises(NeverError) as raised:
        connector(service).send(a_message(service))
    assert not isinstance(raised.value, StoppedError)


def test_retry_after_is_read_as_seconds_or_as_a_time() -> None:
    """A time counts from the clock of whoever said it; one that has passed means now."""
    now = datetime(2026, 11, 29, 12, tzinfo=timezone.utc)
    by_their_clock = {"Date": format_datetime(now, usegmt=True)}

    def at(seconds: int) -> dict[str, str]:
        return {
            **by_their_clock,
            "Retry-After": format_datetime(now + timedelta(seconds=seconds), usegmt=True),
        }

    assert (retry_after({"Retry-After": " 30 "}), retry_after(at(90)), retry_after(at(-5))) == (
        30.0,
        90.0,
        0.0,
    )
    assert [retry_after({"Retry-After": odd}) for odd in ("", "soon", "-1", "1.5")] == [None] * 4
    assert retry_after({"Retry-After": "Sun, 29 Nov 2099 12:00:00 GMT"}) > 1e9


def test_nothing_of_a_message_or_a_chat_is_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever happens, and however much is logged otherwise."""
    service.answers[CHAT] += [Told(502), Told(403, body=BLOCKED), Told(404), Told(is_hung_up=True), Told()]
    with caplog.at_level(logging.DEBUG):
        teams = connector(service)
        for _ in range(5):
            with suppress(TryAgainError, NeverError):
                teams.send(a_message(service))
    said = caplog.text
    assert [word for word in ("Zebedee", "invented", "token 1", "29:user") if word in said] == []


def test_a_netrc_gets_no_say(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it holds for a host never goes there in place of our token."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    assert connector(service).send(a_message(service)) == "id 1"


def test_a_chat_gets_no_more_than_seven_messages_a_second(service: Service, seconds: HandSeconds) -> None:
    """The eighth waits its turn here; another chat does not wait with it for long."""
    teams = connector(service, seconds)
    for _ in range(8):
        teams.send(a_message(service))
    assert len(seconds.slept) == 1
    assert 1.0 <= seconds.slept[0] <= 1.2
    assert len(service.posted) == 8


def test_what_must_wait_long_is_tried_later(service: Service, seconds: HandSeconds) -> None:
    """A thread that sends is not kept by one chat: the outbox tries again when there is room."""
    teams = connector(service, seconds)
    for _ in range(60):
        teams.send(a_message(service))
        seconds.now += 0.3
    with pytest.raises(TryAgainError) as raised:
        teams.send(a_message(service))
    assert raised.value.after > 2.0
    assert teams.send(a_message(service, "a:another")) == "id 61"


@pytest.mark.parametrize("chats", [1, 3, 200])
def test_no_limit_of_teams_is_passed_however_much_there_is(chats: int) -> None:
    """Not 7 in a second, 8 in two and 60 in thirty to one chat, nor 50 in a second to all; and no more waiting than that takes."""
    seconds = HandSeconds()
    rate = SendRate(seconds)
    moments: list[tuple[float, str]] = []
    for number in range(600):
        chat = f"a:{number % chats}"
        seconds.sleep(rate.wait(chat, 1e9))
        moments.append((seconds.now, chat))
    for which, count, within in (("", 50, 1.0), ("a:0", 7, 1.0), ("a:0", 8, 2.0), ("a:0", 60, 30.0)):
        times = [moment for moment, chat in moments if which in ("", chat)]
        assert all(later - earlier > within for earlier, later in zip(times, times[count:], strict=False))
    if chats == 200:
        assert moments[-1][0] - moments[0][0] < 600 / 50 * 1.2


def test_a_place_that_is_not_taken_is_left_to_others() -> None:
    """Whoever would wait too long takes nobody's turn, and chats of long ago are forgotten."""
    seconds = HandSeconds()
    rate = SendRate(seconds, of_a_chat=((1, 10.0),), of_all=((2, 1.0),))
    assert [rate.wait("a", 1.0), rate.wait("a", 1.0), rate.wait("b", 1.0), rate.wait("c", 1.0)] == [
        0,
        10,
        0,
        1,
    ]
