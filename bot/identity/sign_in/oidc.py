"""Staff sign-in by OpenID Connect: an authorisation code with PKCE, and a strict look at the ID token.

No web framework: the caller redirects to `Start.url`, keeps the `Start` out of the browser's
reach (or sealed in a cookie) and hands it back with what the issuer sent.
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Callable, Mapping, Optional
from urllib.parse import urlsplit

import httpx2
from authlib.common.security import generate_token  # type: ignore[import-untyped]
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from bot.identity.sign_in.oidc_start import OidcError, Proved, Start

ALGORITHM = "RS256"  # pinned: the token never says how it is to be checked
LEEWAY_S = 60
TIMEOUT_S = 10.0
KEYS_AGAIN_AFTER_S = 60.0  # an unknown key id asks for the keys again, but no more often than this
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class OidcSettings:
    """What the issuer and we agreed on. `issuer` exactly as the issuer writes it, slash at the end or not.

    Microsoft Entra names the object id of an account (`oid`) only with the scope `profile`.
    """

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    scope: str = "openid"


class Oidc:
    """Sign-in at one issuer. Its addresses are read once, its keys again when a new one appears."""

    def __init__(self, settings: OidcSettings, seconds: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._seconds = settings, seconds
        self._found: Optional[Mapping[str, Any]] = None
        self._keys: Mapping[str, RSAKey] = {}
        self._keys_at: Optional[float] = None

    def start(self) -> Start:
        """Begin a sign-in. Raises OidcError if the issuer can't be reached or is not who it says."""
        state, nonce, verifier = generate_token(43), generate_token(43), generate_token(64)
        with self._client() as client:
            url, _ = client.create_authorization_url(
                self._endpoint("authorization_endpoint"), state=state, nonce=nonce, code_verifier=verifier
            )
        return Start(url, state, nonce, verifier)

    def finish(self, start: Start, returned: Mapping[str, str], now: datetime) -> Proved:
        """Who signed in, from the query that the issuer sent back. `now` is naive UTC.

        Raises OidcError for a refusal, another browser's answer, or a token that does not hold.
        """
        if not _same(returned.get("state"), start.state):
            raise OidcError("state: this answer belongs to another sign-in; start again")
        if "error" in returned:
            raise OidcError("error: the issuer refused the sign-in; start again or ask your administrator")
        # RFC 9207: an issuer that names itself must name the one we asked.
        if not _same(returned.get("iss", self._settings.issuer), self._settings.issuer):
            raise OidcError("iss: this answer comes from another issuer than the one that was asked")
        if not returned.get("code"):
            raise OidcError("code: the issuer sent none; start again")
        return self.proved(self._exchange(returned["code"], start.code_verifier), start.nonce, now)

    def proved(self, id_token: str, nonce: str, now: datetime) -> Proved:
        """Who an ID token is about. Raises OidcError naming the claim that does not hold."""
        claims = self._signed_claims(id_token)
        _check_claims(claims, self._settings, now)
        if not _same(claims.get("nonce"), nonce):
            raise OidcError("nonce: the token belongs to another sign-in; start again")
        return Proved(str(claims["sub"]), _text(claims, "tid"), _text(claims, "oid"))

    def _exchange(self, code: str, verifier: str) -> str:
        with self._client() as client:
            try:
                tokens = client.fetch_token(
                    self._endpoint("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                )
            except (OAuthError, OSError, ValueError, httpx2.HTTPError) as error:
                # Not the cause: an HTTP error may quote the request, and with it the code.
                raise OidcError(
                    f"code: the issuer did not exchange it ({type(error).__name__}); start again"
                ) from None
        if not isinstance(tokens.get("id_token"), str):
            raise OidcError("id_token: the issuer sent none; the client must ask for the scope openid")
        return str(tokens["id_token"])

    def _signed_claims(self, token: str) -> Mapping[str, Any]:
        try:
            # joserfc refuses every other algorithm before it looks at a key.
            return jwt.decode(token, self._key_for, algorithms=[ALGORITHM]).claims
        except JoseError as error:
            raise OidcError(
                f"signature: the token is not signed with {ALGORITHM} by the issuer ({error.error})"
            ) from None
        except (ValueError, TypeError) as error:
            raise OidcError(f"token: it can't be read ({type(error).__name__})") from None

    def _key_for(self, signed: Any) -> RSAKey:
        key_id = signed.headers().get("kid")
        if not isinstance(key_id, str):
            raise OidcError("kid: the token does not name its key")
        if key_id not in self._keys:
            self._fetch_keys()
        if key_id not in self._keys:
            raise OidcError("kid: the token names a key that the issuer does not publish")
        return self._keys[key_id]

    def _fetch_keys(self) -> None:
        now = self._seconds()
        if self._keys_at is not None and now - self._keys_at < KEYS_AGAIN_AFTER_S:
            return
        self._keys_at = now
        found = self._get(self._endpoint("jwks_uri"))
        try:
            self._keys = {key["kid"]: RSAKey.import_key(key) for key in found["keys"] if _can_sign(key)}
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise OidcError(f"jwks_uri: the issuer's keys can't be read ({type(error).__name__})") from None

    def _endpoint(self, name: str) -> str:
        if self._found is None:
            self._found = self._discover()
        address = self._found.get(name)
        if not isinstance(address, str):
            raise OidcError(f"{name}: the issuer does not publish it")
        return _safe(name, address)

    def _discover(self) -> Mapping[str, Any]:
        issuer = self._settings.issuer
        found = self._get(_safe("issuer", issuer.rstrip("/") + "/.well-known/openid-configuration"))
        if found.get("issuer") != issuer:
            raise OidcError(
                "issuer: the address answers for another issuer; check the issuer setting, to the last slash"
            )
        return found

    def _get(self, address: str) -> Mapping[str, Any]:
        with self._client() as client:
            try:
                answer = client.request("GET", address, withhold_token=True)
                answer.raise_for_status()
                found = answer.json()
            except (OSError, ValueError, httpx2.HTTPError) as error:
                raise OidcError(f"issuer: {address} can't be read ({type(error).__name__})") from None
        if not isinstance(found, dict):
            raise OidcError(f"issuer: {address} does not hold a JSON object")
        return found

    def _client(self) -> Any:
        settings = self._settings
        return OAuth2Client(
            settings.client_id,
            settings.client_secret,
            redirect_uri=settings.redirect_uri,
            scope=settings.scope,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
        )


def _check_claims(claims: Mapping[str, Any], settings: OidcSettings, now: datetime) -> None:
    at = int(now.replace(tzinfo=timezone.utc).timestamp())
    rules = jwt.JWTClaimsRegistry(
        now=at,
        leeway=LEEWAY_S,
        iss={"essential": True, "value": settings.issuer},
        aud={"essential": True, "value": settings.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True},
    )
    try:
        rules.validate(dict(claims))
    except JoseError as error:
        raise OidcError(f"{_claim(error)}: the token does not hold ({error.error})") from None
    audience = claims["aud"]
    shared = isinstance(audience, list) and len(audience) > 1
    if claims.get("azp", None if shared else settings.client_id) != settings.client_id:
        raise OidcError("azp: the token was made for another client")
    if not claims["sub"]:
        raise OidcError("sub: the token names nobody")


def _can_sign(key: Mapping[str, Any]) -> bool:
    """Whether a published key is one of ours to use; an issuer may publish others beside."""
    return key.get("kty") == "RSA" and key.get("use", "sig") == "sig" and "kid" in key


def _text(claims: Mapping[str, Any], name: str) -> str:
    """A claim that not every issuer has."""
    found = claims.get(name)
    return found if isinstance(found, str) else ""


def _claim(error: JoseError) -> str:
    return str(getattr(error, "claim", "claims"))


def _safe(name: str, address: str) -> str:
    """The address, if what is sent there can't be read on the way. Loopback is for tests."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise OidcError(f"{name}: {parts.scheme or 'no scheme'} is not safe; it must begin with https://")
    return address


def _same(one: Any, other: str) -> bool:
    return isinstance(one, str) and hmac.compare_digest(one.encode(), other.encode())
