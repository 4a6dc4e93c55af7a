"""The settings of Teams are read strictly: half a set-up is named at the start, and without any there is no Teams."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from teams_world import Connector

from bot import server
from bot.assistant import prepare
from bot.channels.teams.teams_settings import check_tenants, link_needs_proof, teams_setup
from bot.cli.serving_process import welcome
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from stand_ins.token_issuer import TokenIssuer

WHOLE: dict[str, Any] = {
    "teams_app_id": "3f5c9a1e-0000-4000-8000-000000000001",
    "teams_app_secret": "an invented secret",
    "teams_tenant": "7d2b4e60-0000-4000-8000-000000000002",
    "teams_tenants": "7d2b4e60-0000-4000-8000-000000000002",
}


def setup(**changed: Any) -> Any:
    """What is set up with these changes."""
    return teams_setup(Settings(**{**WHOLE, **changed}))


def test_without_settings_there_is_no_teams() -> None:
    """As everywhere so far."""
    assert teams_setup(Settings()) is None


@pytest.mark.parametrize("missing", WHOLE)
@pytest.mark.parametrize("value", [None, "", " "])
def test_half_a_set_up_is_an_error_that_names_what_is_missing(
    missing: str, value: str | None, tmp_path: Path
) -> None:
    """At the start, before anything is loaded."""
    if missing == "teams_tenants" and value is None:
        value = ""
    said = f"Teams needs LOCALOFFER_{missing.upper()} too"
    with pytest.raises(RuntimeError, match=said):
        setup(**{missing: value})
    with pytest.raises(RuntimeError, match=said):
        prepare(Settings(state=tmp_path, **{**WHOLE, missing: value}))


def test_one_alone_names_all_that_are_missing() -> None:
    """In one go."""
    with pytest.raises(
        RuntimeError, match=r"APP_ID and LOCALOFFER_TEAMS_TENANT and LOCALOFFER_TEAMS_TENANTS too"
    ):
        teams_setup(Settings(teams_app_secret="x"))


def test_a_whole_set_up_knows_where_everything_is() -> None:
    """The tokens are those of the own tenant, Microsoft's keys are told by Microsoft, and no host of this machine is allowed."""
    found = setup()
    assert found.token_url == f"https://login.microsoftonline.com/{WHOLE['teams_tenant']}/oauth2/v2.0/token"
    assert found.openid == "https://login.botframework.com/v1/.well-known/openidconfiguration"
    assert found.hosts.allows("https://smba.trafficmanager.net/uk/")
    assert not found.hosts.allows("http://127.0.0.1:1/")
    assert "an invented secret" not in repr(found)


def test_tenants_may_be_councils() -> None:
    """Each by its id, in whatever letters."""
    found = setup(teams_tenants=" AAA=rutland , bbb ")
    assert (found.knows("aaa"), found.knows("BBB"), found.knows("ccc")) == (True, True, False)
    assert (found.council_of("Aaa"), found.council_of("bbb"), found.council_of("ccc")) == (
        "rutland",
        None,
        None,
    )


def test_the_council_of_a_tenant_is_one_that_we_know() -> None:
    """A slip is named, with what was meant."""
    with pytest.raises(RuntimeError, match="did you mean rutland"):
        check_tenants(setup(teams_tenants="aaa=rutlnd"), ["rutland", "rotherham"])
    with pytest.raises(RuntimeError, match="choose one of: rotherham, rutland"):
        check_tenants(setup(teams_tenants="aaa=zzz"), ["rutland", "rotherham"])
    check_tenants(setup(teams_tenants="aaa=rutland,bbb"), ["rutland"])
    check_tenants(None, [])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"teams_app_id": "an app"}, "LOCALOFFER_TEAMS_APP_ID"),
        ({"teams_tenant": "https://x"}, "LOCALOFFER_TEAMS_TENANT"),
        ({"teams_tenants": "aaa,AAA"}, "LOCALOFFER_TEAMS_TENANTS"),
        ({"teams_tenants": "aaa="}, "LOCALOFFER_TEAMS_TENANTS"),
        ({"teams_tenants": "=rutland"}, "LOCALOFFER_TEAMS_TENANTS"),
        ({"teams_tenants": ","}, "LOCALOFFER_TEAMS_TENANTS"),
        ({"teams_tenants": "*"}, "LOCALOFFER_TEAMS_TENANTS"),
        ({"teams_service_hosts": "https://smba.example.net"}, "LOCALOFFER_TEAMS_SERVICE_HOSTS"),
        ({"teams_service_hosts": "*.example.net"}, "LOCALOFFER_TEAMS_SERVICE_HOSTS"),
        ({"teams_service_hosts": "localhost"}, "LOCALOFFER_TEAMS_SERVICE_HOSTS"),
        ({"teams_openid": "http://login.example.net/x"}, "LOCALOFFER_TEAMS_OPENID"),
        ({"teams_openid": "login.example.net"}, "LOCALOFFER_TEAMS_OPENID"),
        ({"teams_openid": "http://127.0.0.1.example.net/x"}, "LOCALOFFER_TEAMS_OPENID"),
        ({"teams_token_url": "http://login.example.net/token"}, "LOCALOFFER_TEAMS_TOKEN_URL"),
    ],
    ids=str,
)
def test_what_can_t_be_meant_is_named(wrong: dict[str, str], said: str) -> None:
    """With the setting."""
    with pytest.raises(RuntimeError, match=said):
        setup(**wrong)


def test_a_host_of_a_government_cloud_is_allowed_where_it_is_named() -> None:
    """And no other."""
    found = setup(teams_service_hosts="smba.infra.gcc.example.net")
    assert found.hosts.allows("https://smba.infra.gcc.example.net/gcc/")
    assert not found.hosts.allows("https://smba.infra.gov.example.net/")


def test_this_machine_is_allowed_only_where_the_issuer_is_on_it_too() -> None:
    """Nobody who serves people sets that."""
    here = "http://127.0.0.1:8099/.well-known/openid-configuration"
    assert setup(teams_openid=here, teams_token_url="http://127.0.0.1:8099/token").hosts.allows(
        "http://127.0.0.1:1/"
    )
    assert not setup(teams_token_url="http://127.0.0.1:8099/token").hosts.allows("http://127.0.0.1:1/")


def test_nothing_turns_the_checks_off() -> None:
    """No setting of Teams is a switch."""
    names = {name for name in Settings.__fields__ if name.startswith("teams")}
    assert not any(isinstance(Settings.__fields__[name].default, bool) for name in names)
    assert replace(setup(), secret="other").knows("x") is False


def test_whoever_starts_a_server_is_told_what_teams_must_call() -> None:
    """The address that goes into the bot's registration; nothing of it without Teams."""
    said = welcome(Settings(public_url="https://offer.example.org/", **WHOLE), 9)
    assert "Teams' messaging endpoint is https://offer.example.org/teams/messages (docs/teams.md)." in said
    assert "Teams" not in welcome(Settings(), 9)


def routes_of(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of Teams that a server with these settings has."""
    monkeypatch.setattr(server, "make_providers", lambda _settings: {"teams": Connector()})
    services = SimpleNamespace(database=None, clock=settings.clock())
    assistant = SimpleNamespace(settings=settings, receiving=object(), front_door=object(), services=services)
    return [route.path for route in server.teams_routes(assistant)]


def test_a_server_has_the_address_only_where_teams_is_set_up(
    monkeypatch: pytest.MonkeyPatch, issuer: TokenIssuer
) -> None:
    """Nothing is asked of Microsoft when it starts."""
    assert routes_of(Settings(), monkeypatch) == []
    given = {name.removeprefix("LOCALOFFER_").lower(): value for name, value in issuer.settings().items()}
    assert routes_of(Settings(secret_key="guards nothing", **given), monkeypatch) == ["/teams/messages"]
    assert issuer.asked() == []


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        ({}, False),
        ({"oidc_issuer": "https://sign-in.example.org"}, False),
        ({"oidc_issuer": "https://login.microsoftonline.com/an-invented-tenant/v2.0"}, True),
        ({"oidc_issuer": "https://login.microsoftonline.com.example.org/"}, False),
        (
            {"oidc_issuer": "https://login.microsoftonline.com/x/v2.0", "teams_link_needs_proof": False},
            False,
        ),
        ({"oidc_issuer": "https://sign-in.example.org", "teams_link_needs_proof": True}, True),
    ],
)
def test_where_entra_signs_in_a_link_needs_its_proof(given: dict[str, Any], needs: bool) -> None:
    """Unless the setting says otherwise: Microsoft's sign-in always can name the account in Teams."""
    assert link_needs_proof(Settings(**given)) is needs
