"""Staff sign in with a token that holds in every respect, or not at all. The issuer is a real one on loopback."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from issuer import BACK, CLIENT, KEY, SECRET, Issuer, challenge_of, issuing
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from bot.identity.sign_in.oidc import LEEWAY_S, Oidc, OidcSettings
from bot.identity.sign_in.oidc_start import OidcError

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 22, 12)
AT = int(NOW.replace(tzinfo=timezone.utc).timestamp())
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig"})


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """An issuer that runs while the test does."""
    with issuing() as running:
        yield running


class Clock:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.at = 0.0

    def __call__(self) -> float:
        """Now."""
        return self.at


@pytest.fixture
def clock() -> Clock:
    """The clock of the key cache."""
    return Clock()


@pytest.fixture
def oidc(issuer: Issuer, clock: Clock) -> Oidc:
    """Our side, set up for the issuer."""
    return Oidc(OidcSettings(issuer.url, CLIENT, SECRET, BACK), clock)


def token(issuer: Issuer, key: Any = KEY, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """A signed ID token that is right but for the changes; a claim changed to None is left out."""
    claims = {
        "iss": issuer.url,
        "aud": CLIENT,
        "sub": "staff-7",
        "exp": AT + 300,
        "iat": AT,
        "nonce": "n",
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    head = {"alg": "RS256", "kid": "k1", **(header or {})}
    return jwt.encode(
        {name: value for name, value in head.items() if value is not None},
        kept,
        key,
        algorithms=[head["alg"]],
    )


def unsigned(issuer: Issuer) -> str:
    """A token with "alg": "none"."""
    _, claims, _ = token(issuer).split(".")
    head = base64.urlsafe_b64encode(b'{"alg":"none","kid":"k1"}').rstrip(b"=").decode()
    return f"{head}.{claims}."


def signed_with_public_key(issuer: Issuer) -> str:
    """The classic confusion: HS256 with the published key's text as the secret."""
    _, claims, _ = token(issuer).split(".")
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"k1"}').rstrip(b"=").decode()
    import hmac

    public = KEY.as_pem(private=False)
    mac = hmac.new(public, f"{head}.{claims}".encode(), hashlib.sha256).digest()
    return f"{head}.{claims}." + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def test_a_good_sign_in_gives_the_subject(oidc: Oidc, issuer: Issuer) -> None:
    """The whole way: address with state, nonce and challenge; code, verifier and secret; a token that holds."""
    start = oidc.start()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(start.url).query).items()}
    assert start.url.startswith(f"{issuer.url}/authorize?")
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "scope": "openid",
        "state": start.state,
        "nonce": start.nonce,
        "code_challenge": challenge_of(start.code_verifier),
        "code_challenge_method": "S256",
    }
    issuer.challenge, issuer.token = asked["code_challenge"], token(issuer, nonce=start.nonce)
    assert oidc.finish(start, {"state": start.state, "code": "good"}, NOW).subject == "staff-7"
    assert issuer.posted["code_verifier"] == start.code_verifier


def test_every_sign_in_has_its_own_secrets(oidc: Oidc) -> None:
    """Nothing is used twice, within one or between two."""
    one, two = oidc.start(), oidc.start()
    assert len({one.state, one.nonce, one.code_verifier, two.state, two.nonce, two.code_verifier}) == 6
    assert min(map(len, (one.state, one.nonce, one.code_verifier))) >= 43


REFUSED = [
    ("iss: .*invalid_claim", {"iss": "https://elsewhere.example"}),
    ("iss: .*missing_claim|iss.*missing", {"iss": None}),
    ("aud: .*invalid_claim", {"aud": "another client"}),
    ("missing_claim", {"aud": None}),
    ("azp: the token was made for another client", {"azp": "another client"}),
    ("azp: the token was made for another client", {"aud": [CLIENT, "another client"]}),
    ("nonce: the token belongs to another sign-in", {"nonce": "another"}),
    ("missing_claim", {"nonce": None}),
    ("exp: .*expired_token", {"exp": AT - LEEWAY_S - 1}),
    ("missing_claim", {"exp": None}),
    ("exp: .*invalid_claim", {"exp": "tomorrow"}),
    ("iat: .*invalid_claim", {"iat": AT + LEEWAY_S + 1}),
    ("nbf: .*invalid_claim", {"nbf": AT + LEEWAY_S + 1}),
    ("missing_claim", {"sub": None}),
    ("sub", {"sub": ""}),
]


@pytest.mark.parametrize(
    ("said", "changes"), REFUSED, ids=lambda value: str(value) if isinstance(value, dict) else ""
)
def test_a_token_with_one_wrong_claim_is_refused(
    oidc: Oidc, issuer: Issuer, said: str, changes: dict[str, Any]
) -> None:
    """Each claim alone is enough, and the error says which."""
    assert oidc.proved(token(issuer), "n", NOW).subject == "staff-7"
    with pytest.raises(OidcError, match=said):
        oidc.proved(token(issuer, **changes), "n", NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": AT - LEEWAY_S},
        {"iat": AT + LEEWAY_S},
        {"nbf": AT + LEEWAY_S},
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "another"], "azp": CLIENT},
    ],
    ids=str,
)
def test_clocks_may_differ_by_a_minute(oidc: Oidc, issuer: Issuer, changes: dict[str, Any]) -> None:
    """The last second that is still taken, and the shapes an audience may have."""
    assert oidc.proved(token(issuer, **changes), "n", NOW).subject == "staff-7"


def test_the_same_token_is_worth_nothing_later(oidc: Oidc, issuer: Issuer) -> None:
    """Time is what the caller says it is."""
    with pytest.raises(OidcError, match="expired_token"):
        oidc.proved(token(issuer), "n", NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        signed_with_public_key,
        lambda issuer: token(
            issuer, OctKey.import_key("a secret of thirty-two characters"), {"alg": "HS256"}
        ),
        lambda issuer: token(issuer, OTHER_KEY),
        lambda issuer: token(issuer, header={"alg": "PS256"}),
        lambda issuer: token(issuer)[:-8] + "AAAAAAAA",
    ],
    ids=[
        "none",
        "HS256 with the public key",
        "HS256",
        "another key under this name",
        "PS256",
        "changed signature",
    ],
)
def test_a_forged_signature_is_refused(oidc: Oidc, issuer: Issuer, forge: Any) -> None:
    """Whatever the token says about how to check it: RS256 with the issuer's key, or nothing."""
    with pytest.raises(OidcError, match="signature: the token is not signed with RS256 by the issuer"):
        oidc.proved(forge(issuer), "n", NOW)


@pytest.mark.parametrize("text", ["", "a.b.c", "not a token", "e30.e30.e30", "..", "é.é.é"])
def test_what_is_no_token_is_refused(oidc: Oidc, text: str) -> None:
    """With our error and no other."""
    with pytest.raises(OidcError, match=r"token|signature|kid"):
        oidc.proved(text, "n", NOW)


def test_an_unknown_key_is_refused(oidc: Oidc, issuer: Issuer) -> None:
    """And so is a token that names none."""
    with pytest.raises(OidcError, match="kid: the token names a key that the issuer does not publish"):
        oidc.proved(token(issuer, OTHER_KEY, {"kid": "k2"}), "n", NOW)
    with pytest.raises(OidcError, match="kid: the token does not name its key"):
        oidc.proved(token(issuer, header={"kid": None}), "n", NOW)


def test_keys_are_fetched_once_and_again_for_a_new_one(oidc: Oidc, issuer: Issuer, clock: Clock) -> None:
    """A new key works after a minute at the latest; made-up key names don't make us ask each time."""
    for _ in range(3):
        oidc.proved(token(issuer), "n", NOW)
    assert issuer.asked.count("/keys") == 1
    issuer.keys = [OTHER_KEY]
    fresh = token(issuer, OTHER_KEY, {"kid": "k2"})
    for _ in range(3):
        with pytest.raises(OidcError, match="kid"):
            oidc.proved(fresh, "n", NOW)
    assert issuer.asked.count("/keys") == 1
    clock.at = 60.0
    assert oidc.proved(fresh, "n", NOW).subject == "staff-7"
    assert issuer.asked.count("/keys") == 2
    with pytest.raises(OidcError, match="kid"):
        oidc.proved(token(issuer), "n", NOW)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": "another"}, "state: this answer belongs to another sign-in"),
        ({"state": None}, "state"),
        ({"error": "access_denied"}, "error: the issuer refused"),
        ({"iss": "https://elsewhere.example"}, "iss: .*another issuer"),
        ({"code": None}, "code: the issuer sent none"),
        ({"code": "bad"}, "code: the issuer did not exchange it"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    oidc: Oidc, issuer: Issuer, changes: dict[str, Any], said: str
) -> None:
    """Before a token is looked at; and what the issuer or the address said is not repeated."""
    start = oidc.start()
    issuer.challenge, issuer.token = challenge_of(start.code_verifier), token(issuer, nonce=start.nonce)
    returned = {"state": start.state, "code": "good", **changes}
    with pytest.raises(OidcError, match=said) as refused:
        oidc.finish(start, {name: value for name, value in returned.items() if value is not None}, NOW)
    assert "MARKER" not in str(refused.value)


def test_a_stolen_code_is_worth_nothing_without_its_verifier(oidc: Oidc, issuer: Issuer) -> None:
    """PKCE: the code belongs to the sign-in that asked for it."""
    mine, theirs = oidc.start(), oidc.start()
    issuer.challenge, issuer.token = challenge_of(theirs.code_verifier), token(issuer, nonce=mine.nonce)
    with pytest.raises(OidcError, match="code: the issuer did not exchange it"):
        oidc.finish(mine, {"state": mine.state, "code": "good"}, NOW)


def test_an_issuer_that_calls_itself_something_else_is_refused(oidc: Oidc, issuer: Issuer) -> None:
    """A slash too many is already another issuer."""
    issuer.says_issuer = issuer.url + "/"
    with pytest.raises(OidcError, match="issuer: the address answers for another issuer"):
        oidc.start()


def test_addresses_that_can_be_overheard_are_refused(oidc: Oidc, issuer: Issuer) -> None:
    """Nothing but https, except on this machine itself."""
    issuer.address = "http://issuer.example/authorize"
    with pytest.raises(OidcError, match="authorization_endpoint: http is not safe"):
        oidc.start()
    with pytest.raises(OidcError, match="issuer: http is not safe"):
        Oidc(OidcSettings("http://issuer.example", CLIENT, SECRET, BACK)).start()


def test_an_issuer_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which address, and no traceback of a library."""
    with pytest.raises(
        OidcError, match=r"issuer: http://127\.0\.0\.1:9/\.well-known/openid-configuration can't be read"
    ):
        Oidc(OidcSettings("http://127.0.0.1:9", CLIENT, SECRET, BACK)).start()
