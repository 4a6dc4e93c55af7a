"""Who calls: a token that Microsoft's Bot Framework signed for our bot, for this service and this channel, and for nobody else.

Rules 1 to 8 of https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication, "Step 4: Verify
the JWT token"; and that the tenant and the service's host are of those that the settings name. Nothing turns them off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

import jwt

from bot.channels.teams.issuer_keys import ALGORITHM, IssuerKey, IssuerKeys
from bot.channels.teams.teams_activity import Activity
from bot.channels.teams.teams_settings import TeamsSetup

ISSUER, CHANNEL_ID = "https://api.botframework.com", "msteams"
LEEWAY = 300  # seconds that two clocks may differ
_CLAIMS = ("exp", "iss", "aud", "serviceurl")
_LONGEST = 16_384  # letters of a token


class NotProvedError(Exception):
    """A call that is not to be believed. `kind` says which rule it breaks, and quotes nothing of it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Proof:
    """What a token proves: which service calls, and which channels its key may sign for."""

    service_url: str
    endorsements: frozenset[str]


class TeamsProof:
    """Proves calls, for one bot."""

    def __init__(self, setup: TeamsSetup, keys: IssuerKeys) -> None:
        self._setup, self._keys = setup, keys

    async def of_token(self, authorization: str) -> Proof:
        """What the header of a call proves. Raises NotProvedError."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip() or len(token) > _LONGEST:
            raise NotProvedError("no bearer token")
        key = await self._key_of(token.strip())
        claims = self._claims(token.strip(), key)
        if not isinstance(claims["serviceurl"], str):
            raise NotProvedError("serviceurl")
        return Proof(claims["serviceurl"], key.endorsements)

    def require(self, proof: Proof, activity: Activity) -> None:
        """Raise NotProvedError unless the token was made for this activity, and it comes from where we take any."""
        if activity.service_url != proof.service_url:
            raise NotProvedError("serviceurl")
        if activity.channel_id != CHANNEL_ID:
            raise NotProvedError("channel")
        if activity.channel_id not in proof.endorsements:
            raise NotProvedError("endorsements")
        if not self._setup.hosts.allows(activity.service_url):
            raise NotProvedError("service host")
        if not all(self._setup.knows(tenant) for tenant in activity.tenants) or len(activity.tenants) != 1:
            raise NotProvedError("tenant")

    async def _key_of(self, token: str) -> IssuerKey:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError) as error:
            raise NotProvedError(_kind(error)) from None
        if header.get("alg") != ALGORITHM:
            raise NotProvedError("algorithm")
        key_id = header.get("kid")
        key = await self._keys.find(key_id) if isinstance(key_id, str) else None
        if key is None:
            raise NotProvedError("key")
        return key

    def _claims(self, token: str, key: IssuerKey) -> Mapping[str, Any]:
        try:
            return jwt.decode(
                token,
                key.key,
                algorithms=[ALGORITHM],
                audience=self._setup.app_id,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": list(_CLAIMS), "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise NotProvedError(_kind(error)) from None


def _kind(error: Exception) -> str:
    """What failed, without its text: that may quote the token."""
    return type(error).__name__
