"""What stands between Teams' stand-in and our server: one way signs what comes in as Teams does, the other looks at our own token."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import jwt

from stand_ins.in_between import Asked, Between, Told
from stand_ins.token_issuer import TokenIssuer

if TYPE_CHECKING:
    from collections.abc import Mapping

UNAUTHORIZED, CREATED = 401, 201
_LONGEST = 15.0  # seconds until Teams gives up


@dataclass(frozen=True)
class Member:
    """A member of staff as Teams knows them. All of it is invented."""

    tenant: str
    object_id: str
    name: str

    @property
    def teams_id(self) -> str:
        """Their id, which holds for our app alone."""
        return f"29:{self.object_id}"


def bot_id(app: str) -> str:
    """Our app as Teams addresses it."""
    return f"28:{app}"


@dataclass
class Signing(Between):
    """The way in: `target` is our server. `sent` is what the client sent, and `answered` with what status we took it."""

    issuer: TokenIssuer | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)

    def pass_on(self, asked: Asked) -> Told:
        """See Between."""
        assert self.issuer is not None
        activity = json.loads(asked.body)
        told = self.post(activity, self.issuer.token(activity["serviceUrl"]))
        with self.lock:
            self.sent.append(activity)
            self.answered.append(told.status)
        return told

    def post(self, activity: Mapping[str, Any], token: str) -> Told:
        """An activity with any token, or with none."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        got = httpx.post(self.target, json=dict(activity), headers=headers, timeout=_LONGEST)
        return Told(got.status_code, got.content, {"Content-Type": got.headers.get("content-type", "")})


@dataclass
class Connector(Between):
    """The way out: `target` is the client. Whoever shows no token of the issuer is told so, as Teams does."""

    issuer: TokenIssuer | None = None
    refused: int = 0
    shown: int = 0  # messages that the client took

    def pass_on(self, asked: Asked) -> Told:
        """See Between."""
        if not self._is_ours(asked):
            with self.lock:
                self.refused += 1
            return Told(UNAUTHORIZED, b"{}")
        told = super().pass_on(asked)
        with self.lock:
            self.shown += told.status == CREATED
        return told

    def _is_ours(self, asked: Asked) -> bool:
        assert self.issuer is not None
        headers = {name.lower(): value for name, value in asked.headers.items()}
        kind, _, token = headers.get("authorization", "").partition(" ")
        found = httpx.get(f"{self.issuer.url}/jwks", timeout=30).raise_for_status().json()
        keys = jwt.PyJWKSet.from_dict(found)
        try:
            kid = jwt.get_unverified_header(token)["kid"]
            jwt.decode(token, keys[kid].key, algorithms=["RS256"], options={"verify_aud": False})
        except (jwt.PyJWTError, KeyError):
            return False
        return kind == "Bearer"
