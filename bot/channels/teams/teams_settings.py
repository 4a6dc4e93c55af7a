"""The settings of Teams, read strictly: half a set-up is said at the start, with the setting and how to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Collection, Mapping, Optional
from urllib.parse import quote, urlsplit

from bot.channels.known_councils import meant_instead
from bot.channels.teams.service_hosts import ServiceHosts, is_loopback
from bot.settings import Settings

DOCS = "(docs/settings.md)"
TENANTS, HOSTS = "LOCALOFFER_TEAMS_TENANTS", "LOCALOFFER_TEAMS_SERVICE_HOSTS"
OPENID, TOKEN_URL = "LOCALOFFER_TEAMS_OPENID", "LOCALOFFER_TEAMS_TOKEN_URL"
_TOKENS = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
# Where Microsoft Entra signs people in: the public cloud, and those of governments.
_ENTRA = ("login.microsoftonline.com", "login.microsoftonline.us", "sts.windows.net")
_ID = re.compile(r"[A-Za-z0-9.-]+", re.ASCII)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII)


@dataclass(frozen=True)
class TeamsSetup:
    """Our bot: what it is called, which tenants it answers, each with its council if that is said, and where everything is."""

    app_id: str
    secret: str = field(repr=False)
    tenant: str
    tenants: Mapping[str, Optional[str]]
    hosts: ServiceHosts
    openid: str
    token_url: str

    def knows(self, tenant: str) -> bool:
        """Whether a tenant's staff are answered."""
        return tenant.lower() in self.tenants

    def council_of(self, tenant: str) -> Optional[str]:
        """The council whose tenant it is, as the settings say."""
        return self.tenants.get(tenant.lower())


def link_needs_proof(settings: Settings) -> bool:
    """Whether nobody links themselves whose sign-in does not name their account in Teams: Microsoft Entra always can."""
    if settings.teams_link_needs_proof is not None:
        return settings.teams_link_needs_proof
    host = urlsplit(settings.oidc_issuer or "").hostname or ""
    return host in _ENTRA


def teams_setup(settings: Settings) -> Optional[TeamsSetup]:
    """What is set; None where nothing is. Raises RuntimeError that names what is missing or wrong."""
    secret = settings.teams_app_secret.get_secret_value() if settings.teams_app_secret else None
    given = {
        "LOCALOFFER_TEAMS_APP_ID": settings.teams_app_id,
        "LOCALOFFER_TEAMS_APP_SECRET": secret,
        "LOCALOFFER_TEAMS_TENANT": settings.teams_tenant,
        TENANTS: settings.teams_tenants,
    }
    missing = [name for name, value in given.items() if not (value or "").strip()]
    if len(missing) == len(given):
        return None
    if missing:
        raise RuntimeError(f"Teams needs {' and '.join(missing)} too {DOCS}")
    app_id, tenant = (
        _id(name, given[name]) for name in ("LOCALOFFER_TEAMS_APP_ID", "LOCALOFFER_TEAMS_TENANT")
    )
    openid = _address(OPENID, settings.teams_openid)
    hosts = ServiceHosts(_hosts(settings.teams_service_hosts), has_loopback=is_loopback(openid))
    tokens = settings.teams_token_url or _TOKENS.format(tenant=quote(tenant))
    return TeamsSetup(
        app_id,
        str(secret),
        tenant,
        _tenants(settings.teams_tenants),
        hosts,
        openid,
        _address(TOKEN_URL, tokens),
    )


def check_tenants(setup: Optional[TeamsSetup], known: Collection[str]) -> None:
    """Look whether the council of each tenant is one that there is. Raises RuntimeError that names the nearest, or examples."""
    for council in filter(None, setup.tenants.values() if setup else ()):
        if council not in known:
            meant = meant_instead(council, known)
            raise RuntimeError(f"{TENANTS}: there is no council {council!r}; {meant} {DOCS}")


def _tenants(written: str) -> Mapping[str, Optional[str]]:
    found: dict[str, Optional[str]] = {}
    for part in _listed(written):
        tenant, equals, council = (each.strip() for each in part.partition("="))
        name = _id(TENANTS, tenant).lower()
        if name in found or (equals and not council):
            raise RuntimeError(f"{TENANTS}: {part!r} should be a tenant's id once, or id=council {DOCS}")
        found[name] = council or None
    if not found:
        raise RuntimeError(f"{TENANTS}: name at least one tenant {DOCS}")
    return found


def _hosts(written: str) -> list[str]:
    found = [part.lower() for part in _listed(written)]
    for host in found:
        if not _HOST.fullmatch(host):
            raise RuntimeError(
                f"{HOSTS}: {host!r} is no host; write smba.example.net, without https:// {DOCS}"
            )
    return found


def _id(name: str, value: Optional[str]) -> str:
    text = (value or "").strip()
    if not _ID.fullmatch(text):
        raise RuntimeError(f"{name}: {text!r} is no id as Microsoft Entra shows it {DOCS}")
    return text


def _address(name: str, value: str) -> str:
    """An address whose answers nobody can change on the way. This machine is for tests."""
    parts = urlsplit(value)
    if not (parts.scheme == "https" and parts.hostname) and not is_loopback(value):
        raise RuntimeError(f"{name}: {value!r} must begin with https:// {DOCS}")
    return value


def _listed(written: str) -> list[str]:
    return [part.strip() for part in written.split(",") if part.strip()]
