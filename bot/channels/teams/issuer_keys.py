"""The keys that sign Teams' calls: read when the first one comes, kept for a day, and read anew for one that is not known.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication, "Step 3: Get the list of valid
signing keys". Nothing is read before a call comes, and never on the event loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Mapping, Optional

import httpx2
import jwt

from bot.channels.teams.service_hosts import is_loopback

logger = logging.getLogger(__name__)

ALGORITHM = "RS256"
DAY, HOUR = 24 * 3600.0, 3600.0  # seconds that keys are kept; between two looks for one that is not known
AFTER_FAILURE = 60.0  # seconds until the next try; the old keys hold meanwhile
TIMEOUT = 4.0  # seconds for each of two questions: Teams waits about ten for its acknowledgement
_SHORTEST = 2048  # bits


class KeysError(RuntimeError):
    """The keys can't be read. Says what failed, and quotes nothing."""


@dataclass(frozen=True)
class IssuerKey:
    """A public key, and the channels that it may sign for."""

    key: Any
    endorsements: frozenset[str]


class IssuerKeys:
    """Keys by their ids. `fetch` reads them all anew and raises KeysError; `seconds` only ever go on."""

    def __init__(
        self, fetch: Callable[[], Mapping[str, IssuerKey]], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._seconds = fetch, seconds
        self._keys: Mapping[str, IssuerKey] = {}
        self._read_at = self._failed_at = self._missed_at = float("-inf")
        self._reading = asyncio.Lock()

    async def find(self, key_id: str) -> Optional[IssuerKey]:
        """The key of this id; None if the issuer has none, or nothing can be read."""
        async with self._reading:
            if self._is_due(key_id):
                await self._read()
            return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        """Whether it is time to read: the keys are old, or this one is not there and nobody looked for one within the hour."""
        now = self._seconds()
        if now - self._failed_at < AFTER_FAILURE:
            return False
        if now - self._read_at >= DAY:
            return True
        if key_id in self._keys or now - self._missed_at < HOUR:
            return False
        self._missed_at = now
        return True

    async def _read(self) -> None:
        try:
            self._keys = await asyncio.get_running_loop().run_in_executor(None, self._fetch)
        except KeysError as error:
            self._failed_at, self._missed_at = self._seconds(), float("-inf")
            logger.error("The keys of Teams' issuer can't be read: %s", error)
        else:
            self._read_at = self._seconds()


def fetch_keys(metadata: str) -> Mapping[str, IssuerKey]:
    """Read the keys that an issuer publishes, by way of its metadata. Raises KeysError."""
    with httpx2.Client(timeout=TIMEOUT, follow_redirects=False) as client:
        address = _object(client, metadata, "metadata").get("jwks_uri")
        if not isinstance(address, str) or not _is_safe(address, metadata):
            raise KeysError("the metadata names no safe jwks_uri")
        listed = _object(client, address, "jwks_uri").get("keys")
    found = dict(_usable(listed if isinstance(listed, list) else []))
    if not found:
        raise KeysError("no key can be used")
    return found


def _is_safe(address: str, metadata: str) -> bool:
    """Nobody can change what comes from there; this machine only where the metadata are here too, as in tests."""
    return address.startswith("https://") or (is_loopback(address) and is_loopback(metadata))


def _object(client: httpx2.Client, address: str, what: str) -> Mapping[str, Any]:
    try:
        answer = client.get(address)
        answer.raise_for_status()
        found = answer.json()
    except (OSError, ValueError, httpx2.HTTPError) as error:
        raise KeysError(f"{what}: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise KeysError(f"{what}: no JSON object")
    return found


def _usable(listed: list[Any]) -> Iterator[tuple[str, IssuerKey]]:
    """Those that sign with our algorithm; others may stand beside them."""
    for one in listed:
        if not isinstance(one, dict) or one.get("kty") != "RSA" or not isinstance(one.get("kid"), str):
            continue
        if one.get("use", "sig") != "sig" or one.get("alg", ALGORITHM) != ALGORITHM:
            continue
        key = _public_key(one)
        if key is not None:
            yield one["kid"], IssuerKey(key, _endorsements(one))


def _public_key(one: Mapping[str, Any]) -> Optional[Any]:
    try:
        key = jwt.PyJWK({"kty": "RSA", "n": one["n"], "e": one["e"]}, algorithm=ALGORITHM).key
    except (jwt.PyJWTError, KeyError, ValueError, TypeError):
        return None
    return key if key.key_size >= _SHORTEST else None


def _endorsements(one: Mapping[str, Any]) -> frozenset[str]:
    found = one.get("endorsements")
    return (
        frozenset(each for each in found if isinstance(each, str)) if isinstance(found, list) else frozenset()
    )
