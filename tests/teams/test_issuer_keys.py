"""Keys are read when they are needed, kept for a day, changed when the issuer changes them, and hold while it is down."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from teams_world import SERVICE, Chat, activity

from bot.channels.teams.issuer_keys import AFTER_FAILURE, DAY, HOUR, IssuerKeys, KeysError, fetch_keys

if TYPE_CHECKING:
    from stand_ins.token_issuer import TokenIssuer

METADATA, KEYS = "/.well-known/openid-configuration", "/jwks"


class Reading:
    """Keys of an issuer, at a time that a test moves."""

    def __init__(self, issuer: TokenIssuer) -> None:
        """Nothing is read yet."""
        self.issuer, self.seconds, self.threads = issuer, [1000.0], list[str]()
        self.keys = IssuerKeys(self._fetch, lambda: self.seconds[0])

    def _fetch(self) -> object:
        self.threads.append(threading.current_thread().name)
        return fetch_keys(self.issuer.metadata)

    async def knows(self, key: str = "") -> bool:
        """Whether a key is found."""
        return await self.keys.find(key or self.issuer.key) is not None

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds[0] += seconds


@pytest.fixture
def reading(issuer: TokenIssuer) -> Reading:
    """Keys of the issuer."""
    return Reading(issuer)


async def test_nothing_is_read_before_a_call_comes(reading: Reading) -> None:
    """A server starts without the internet."""
    assert (reading.threads, reading.issuer.asked()) == ([], [])


async def test_keys_are_read_once_a_day_and_off_the_event_loop(reading: Reading) -> None:
    """However many calls come at once."""
    assert all(await asyncio.gather(*(reading.knows() for _ in range(20))))
    assert reading.issuer.asked() == [METADATA, KEYS]
    reading.pass_time(DAY - 1)
    assert await reading.knows()
    assert reading.issuer.asked() == []
    reading.pass_time(1)
    assert await reading.knows()
    assert reading.issuer.asked() == [METADATA, KEYS]
    assert threading.current_thread().name not in reading.threads


async def test_a_new_key_is_believed_at_once_and_a_made_up_one_asked_for_once_an_hour(
    reading: Reading,
) -> None:
    """Whoever makes up names of keys does not make us ask Microsoft for each."""
    assert await reading.knows()
    old = reading.issuer.rotate()
    reading.issuer.asked()
    assert await reading.knows()
    assert reading.issuer.asked() == [METADATA, KEYS]
    for name in ("made-up", "made-up too", old):
        assert not await reading.knows(name)
    newest = reading.issuer.new_key()
    reading.pass_time(HOUR - 1)
    assert not await reading.knows(newest)
    assert reading.issuer.asked() == []
    reading.pass_time(1)
    assert await reading.knows(newest)
    assert reading.issuer.asked() == [METADATA, KEYS]


async def test_a_withdrawn_key_is_refused_once_the_keys_are_read_again(reading: Reading) -> None:
    """After a day at the latest, though nobody shows a new one."""
    assert await reading.knows()
    old = reading.issuer.rotate()
    assert await reading.knows(old)
    reading.pass_time(DAY)
    assert not await reading.knows(old)


async def test_old_keys_hold_while_the_issuer_is_down(reading: Reading) -> None:
    """For days, if it must be; one look a minute, and the new keys once it is back."""
    assert await reading.knows()
    reading.issuer.is_down(True)
    reading.issuer.asked()
    for _ in range(3):
        reading.pass_time(DAY)
        assert await reading.knows()
        assert await reading.knows()
    assert reading.issuer.asked() == [METADATA] * 3
    reading.issuer.is_down(False)
    old = reading.issuer.rotate()
    reading.pass_time(AFTER_FAILURE)
    assert await reading.knows()
    assert not await reading.knows(old)


async def test_an_issuer_that_was_down_when_a_new_key_came_is_asked_again_soon(reading: Reading) -> None:
    """Its staff don't wait an hour for that."""
    assert await reading.knows()
    reading.issuer.rotate()
    reading.issuer.is_down(True)
    assert not await reading.knows()
    reading.issuer.is_down(False)
    assert not await reading.knows()
    reading.pass_time(AFTER_FAILURE)
    assert await reading.knows()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_calls_are_refused_while_no_key_could_be_read_and_believed_once_one_could(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    """An issuer that is down opens nothing; the log says what can't be read."""
    chat.issuer.is_down(True)
    assert await chat.send(activity()) == 403
    assert any(
        "The keys of Teams' issuer can't be read: metadata" in one.getMessage() for one in caplog.records
    )
    assert chat.stored() == 0
    chat.issuer.is_down(False)
    chat.seconds[0] += AFTER_FAILURE
    assert await chat.send(activity()) == 202


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_call_is_believed_through_a_change_of_keys(chat: Chat) -> None:
    """With the new key at once; with the withdrawn one no more."""
    old = chat.issuer.key
    assert await chat.send(activity(id="1")) == 202
    chat.issuer.rotate()
    assert await chat.send(activity(id="2")) == 202
    assert await chat.send(activity(id="3"), chat.issuer.token(SERVICE, key=old)) == 403


@pytest.mark.parametrize(
    "says",
    [
        {},
        {"jwks_uri": None},
        {"jwks_uri": "http://evil.example.org/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "http://127.0.0.1.evil.example.org/keys"},
        {"jwks_uri": "ftp://127.0.0.1/keys"},
    ],
    ids=str,
)
def test_keys_are_read_from_nowhere_that_is_not_safe(issuer: TokenIssuer, says: dict[str, object]) -> None:
    """Whatever the metadata name."""
    issuer.says(says)
    with pytest.raises(KeysError, match="no safe jwks_uri"):
        fetch_keys(issuer.metadata)


def test_an_issuer_without_a_key_that_we_can_use_is_as_one_that_is_down(issuer: TokenIssuer) -> None:
    """Old keys are not dropped for what may be a page of errors."""
    issuer.says({"jwks_uri": f"{issuer.url}/.well-known/none"})
    with pytest.raises(KeysError, match="no key can be used"):
        fetch_keys(issuer.metadata)
