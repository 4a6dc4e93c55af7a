"""Our token and our answers go to Teams' service alone: no forged address gets a word, however it is written."""

from __future__ import annotations

import json

import pytest
from teams_world import DANGER, Chat, activity, in_group

from bot.answer import Answer
from bot.channels.teams.past_the_outbox import NotSentError, PastTheOutbox, Refusal
from bot.channels.teams.service_hosts import ServiceHosts
from bot.channels.teams.teams_activity import read_activity

GOOD = [
    "https://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net/emea/7d2b4e60-0000-4000-8000-000000000000/",
    "https://smba.trafficmanager.net",
    "https://smba.trafficmanager.net:443/uk",
    "https://europe.api.botframework.com/",
    "https://smba.gov.example.net/uk/",
]
FORGED = [
    "http://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net.evil.example.org/uk/",
    "https://evil.example.org/smba.trafficmanager.net/",
    "https://smba.trafficmanager.net@evil.example.org/uk/",
    "https://evil.example.org#@smba.trafficmanager.net/uk/",
    "https://evil.example.org?smba.trafficmanager.net",
    "https://evil.example.org\\@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net\\.evil.example.org/",
    "https://smba.trafficmanager.net:8443/uk/",
    "https://user:word@smba.trafficmanager.net/",
    "https://botframework.com/",
    "https://.botframework.com/",
    "https://a..botframework.com/",
    "https://-.botframework.com/",
    "https://a-.botframework.com/",
    "https://a.-b.botframework.com/",
    "https://evilbotframework.com/",
    "https://a.botframework.com.evil.example.org/",
    "https://smba.trafficmanager.net./uk/",
    "https://SMBA.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net/uk/../../x",
    "https://smba.trafficmanager.net/uk/%2e%2e/",
    "https://smba.trafficmanager.net/uk/?x=1",
    "https://smba.trafficmanager.net/uk/\n",
    " https://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net\u3002evil.example.org/",
    "https://\u0455mba.trafficmanager.net/uk/",
    "//smba.trafficmanager.net/uk/",
    "smba.trafficmanager.net/uk/",
    "ftp://smba.trafficmanager.net/uk/",
    "file:///etc/passwd",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://[::ffff:169.254.169.254]/",
    "",
]
HERE = [
    "http://127.0.0.1:56150/_connector",
    "http://localhost:56150/_connector",
    "http://[::1]:56150/",
    "https://127.0.0.1/",
]


@pytest.mark.parametrize("address", GOOD)
def test_teams_service_is_allowed_where_it_is(address: str) -> None:
    """The public cloud's, the Bot Framework's, and those that the settings name."""
    assert ServiceHosts(["smba.gov.example.net"]).allows(address)


@pytest.mark.parametrize("address", [*FORGED, None, 1, ["https://smba.trafficmanager.net/"]], ids=repr)
@pytest.mark.parametrize("has_loopback", [False, True])
def test_a_forged_address_is_not(address: object, has_loopback: bool) -> None:
    """Also where tests may use this machine."""
    assert not ServiceHosts(["smba.gov.example.net"], has_loopback=has_loopback).allows(address)


@pytest.mark.parametrize("address", HERE)
def test_this_machine_is_allowed_for_tests_alone(address: str) -> None:
    """Where the issuer is on it too."""
    assert not ServiceHosts().allows(address)
    assert ServiceHosts(has_loopback=True).allows(address)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("address", [*FORGED, *HERE])
async def test_the_connector_is_never_handed_a_forged_address(chat: Chat, address: str) -> None:
    """Though the token was made for it: not in a group, not in danger, and none is kept to be written to later."""
    for given in (
        activity(text=DANGER),
        activity(type="installationUpdate", action="add"),
        in_group(text=DANGER),
    ):
        assert await chat.send({**given, "serviceUrl": address}) == 403
    assert await chat.settle() == []
    assert (chat.stored(), chat.connector.sent) == (0, [])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("address", [*FORGED, *HERE])
async def test_what_is_said_past_the_outbox_is_looked_at_again(chat: Chat, address: str) -> None:
    """That way leaves no room for a slip elsewhere."""
    forged = read_activity(json.dumps({**activity(text=DANGER), "serviceUrl": address}).encode())
    past = PastTheOutbox(chat.door, chat.connector, chat.setup.hosts)
    with pytest.raises(NotSentError):
        await past.answer(forged, "key", Answer(lead="invented"))
    with pytest.raises(NotSentError):
        await past.refuse(forged, "key", Refusal.IN_GROUP)
    assert chat.connector.sent == []
