"""A stand-in of Microsoft's Bot Framework as an issuer of tokens: `oauth2-mock-server`, whose tokens hold what a test says.

Its metadata are at `TokenIssuer.metadata`; its `/token` answers our own question for a token (client credentials).
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from stand_ins.stand_in import HERE, node_program, running_stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

BOT_FRAMEWORK = "https://api.botframework.com"
APP_ID, APP_SECRET = "3f5c9a1e-invented-app", "an invented client secret"
TENANT = "7d2b4e60-invented-tenant"


@dataclass
class TokenIssuer:
    """A running one. `key` is the id of the key that signs by default, `audience` whom tokens are for."""

    url: str
    key: str = ""
    audience: str = APP_ID

    @property
    def metadata(self) -> str:
        """What LOCALOFFER_TEAMS_OPENID is set to."""
        return f"{self.url}/.well-known/openid-configuration"

    @property
    def token_url(self) -> str:
        """What LOCALOFFER_TEAMS_TOKEN_URL is set to."""
        return f"{self.url}/token"

    def settings(self) -> Mapping[str, str]:
        """Those of a server that believes it: its service may be on this machine then, too."""
        return {
            "LOCALOFFER_TEAMS_APP_ID": self.audience,
            "LOCALOFFER_TEAMS_APP_SECRET": APP_SECRET,
            "LOCALOFFER_TEAMS_TENANT": TENANT,
            "LOCALOFFER_TEAMS_TENANTS": TENANT,
            "LOCALOFFER_TEAMS_OPENID": self.metadata,
            "LOCALOFFER_TEAMS_TOKEN_URL": self.token_url,
        }

    def token(
        self,
        service_url: str,
        *,
        without: Sequence[str] = (),
        header: Mapping[str, Any] | None = None,
        key: str = "",
        **claims: Any,
    ) -> str:
        """A token as Teams' service sends it, but for what is said: other claims, none of some, another header or key."""
        now = int(time.time())
        good = {
            "iss": BOT_FRAMEWORK,
            "aud": self.audience,
            "serviceurl": service_url,
            "nbf": now - 10,
            "exp": now + 3600,
        }
        asked = {
            "kid": key or self.key,
            "claims": {**good, **claims},
            "without": list(without),
            "header": dict(header or {}),
        }
        return str(self._post("/_token", asked)["token"])

    def new_key(
        self,
        *,
        alg: str = "RS256",
        endorsements: Sequence[str] | None = ("msteams",),
        is_kept_back: bool = False,
    ) -> str:
        """Publish another key, unless it is kept back; its id. It signs what asks for it by that."""
        asked = {
            "alg": alg,
            "endorsements": None if endorsements is None else list(endorsements),
            "is_kept_back": is_kept_back,
        }
        return str(self._post("/_new_key", asked)["kid"])

    def rotate(self) -> str:
        """Withdraw the key that signs, and sign with a new one from now on; the old one's id."""
        old, self.key = self.key, self.new_key()
        self._post("/_withdraw", {"kid": old})
        return old

    def asked(self) -> list[str]:
        """What it was asked for since this was asked last."""
        return list(self._post("/_asked", {})["asked"])

    def is_down(self, is_down: bool) -> None:
        """Whether it answers 503 to all but tests."""
        self._post("/_down", {"is_down": is_down})

    def says(self, metadata: Mapping[str, Any] | None) -> None:
        """Publish other metadata than its own; None for its own again."""
        self._post("/_metadata", {"says": metadata})

    def _post(self, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
        got = httpx.post(f"{self.url}{path}", json=given, timeout=30)
        return dict(got.raise_for_status().json())


@contextmanager
def token_issuer(folder: Path) -> Iterator[TokenIssuer]:
    """A running one, with a key that is endorsed for Teams."""

    def command(port: int) -> list[str]:
        return node_program(str(HERE / "token_issuer.cjs"), str(port))

    with running_stand_in(folder / "token-issuer.log", command) as url:
        issuer = TokenIssuer(url)
        issuer.key = issuer.new_key()
        yield issuer
