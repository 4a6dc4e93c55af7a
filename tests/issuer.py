"""An OpenID Connect issuer on loopback, for tests: discovery, keys, codes and tokens over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT, SECRET, BACK = "localoffer", "a client's secret", "http://localhost:5005/staff/back"
KEY = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})


class Issuer:
    """Discovery, keys and the exchange of codes; a test changes what it says."""

    def __init__(self, url: str) -> None:
        """Publish one key and sign with it."""
        self.url, self.says_issuer, self.keys = url, url, [KEY]
        self.token, self.asked, self.posted = "", [], {}
        self.address, self.back = f"{url}/authorize", BACK

    def get(self, path: str) -> dict[str, Any] | None:
        """What is published at a path."""
        self.asked.append(path)
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.says_issuer,
                "authorization_endpoint": self.address,
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            },
            "/keys": {"keys": [key.as_dict(private=False) for key in self.keys]},
        }.get(path)

    def post(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, str]]:
        """Exchange a code, as RFC 6749 and 7636 say: only for the client, with the verifier of its challenge."""
        self.posted = form
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        fits = form.get("redirect_uri") == self.back and authorization == wanted
        if not fits or not self.redeem(form.get("code", ""), challenge_of(form.get("code_verifier", ""))):
            return 400, {"error": "invalid_grant", "error_description": "MARKER"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self.token}

    def redeem(self, code: str, challenge: str) -> bool:
        """Whether the code is good for this challenge."""
        return code == "good" and challenge == self.challenge


class CouncilIssuer(Issuer):
    """An issuer where somebody signs in for real: each code holds for one sign-in, once."""

    def __init__(self, url: str) -> None:
        """Nobody sits at the keyboard yet. `also` is what its tokens say of whoever does, beside the subject."""
        super().__init__(url)
        self.subject, self.codes, self.also = "", {}, {}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes once the subject has signed in."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = (query["code_challenge"], self._token(query["nonce"]))
        return (
            f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state'], 'iss': self.url})}"
        )

    def redeem(self, code: str, challenge: str) -> bool:
        """As RFC 6749 section 4.1.2 says: a code is used up when it is shown."""
        wanted, self.token = self.codes.pop(code, (None, ""))
        return challenge == wanted

    def _token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": self.subject,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            **self.also,
        }
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, KEY)


def challenge_of(verifier: str) -> str:
    """The S256 challenge, worked out apart from the code under test."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Handler(BaseHTTPRequestHandler):
    """Hands requests to the issuer of its server."""

    def do_GET(self) -> None:
        """Discovery and keys, and the place where people sign in."""
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", self.server.issuer.authorize(query))
            self.end_headers()
            return
        found = self.server.issuer.get(self.path)
        self._answer(200 if found else 404, found or {})

    def do_POST(self) -> None:
        """The exchange of a code."""
        read = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(read).items()}
        self._answer(*self.server.issuer.post(form, self.headers.get("Authorization", "")))

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


@contextmanager
def issuing(make: Callable[[str], Issuer] = Issuer) -> Iterator[Issuer]:
    """An issuer that runs for a while."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.issuer = make(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
