"""Every setting, from the environment, in one place. All names begin with LOCALOFFER_."""

from __future__ import annotations

import base64
import os
import secrets
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timezone
from pathlib import Path
from typing import Iterator, Literal, Mapping, Optional
from zoneinfo import ZoneInfo

from pydantic import BaseSettings, Field, SecretStr

from bot.language.embedding.weights import KNOWN_SHA256

_UK = ZoneInfo("Europe/London")


class Settings(BaseSettings):
    """Read once, at the composition root; everything below is handed what it needs."""

    home: Path = Field(
        default=Path(__file__).resolve().parent.parent,
        description="Folder with data/, config.yml and models/",
    )
    state: Optional[Path] = Field(
        default=None, description="Folder for databases and the secret key; default: home/var"
    )
    database_url: Optional[str] = Field(
        default=None, description="People, sessions, transcripts; default: SQLite in state"
    )
    migration_url: Optional[str] = Field(
        default=None,
        description="The same database as the role that owns the tables, where that is another one; default: database_url",
    )
    migrate: Literal["at_start", "never"] = Field(
        default="at_start",
        description="Whether the tables are brought to this version at the start, or by `localoffer migrate` alone",
    )
    require_row_security: bool = Field(
        default=False,
        description="On PostgreSQL, don't start as a role that is shown every row whatever the policies say",
    )
    conversations_url: Optional[str] = Field(
        default=None, description="Rasa's tracker; default: SQLite in state"
    )
    secret_key: Optional[str] = Field(
        default=None, description="Signs cookies and keys look-ups; default: made in state"
    )
    data_keys: Optional[str] = Field(
        default=None,
        description="Keys that seal personal data, separated by commas; the first seals, all open; default: made in state",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on")
    port: int = Field(default=5005, description="Port the server listens on")
    public_url: Optional[str] = Field(
        default=None,
        description="Where people reach the page, default http://localhost and the port; https marks cookies Secure",
    )
    demo: bool = Field(
        default=True, description="Create invented people, print sign-in codes on the terminal"
    )
    messages_per_minute: int = Field(
        default=60, description="Most messages one conversation may send in a minute"
    )
    oidc_issuer: Optional[str] = Field(
        default=None, description="Where staff sign in, exactly as the issuer writes it"
    )
    oidc_client_id: Optional[str] = Field(default=None, description="Our name at the issuer")
    oidc_client_secret: Optional[SecretStr] = Field(default=None, description="Our secret at the issuer")
    smtp_host: Optional[str] = Field(default=None, description="The mail server that alerts are handed to")
    smtp_port: int = Field(default=587, description="Its port")
    smtp_from: Optional[str] = Field(default=None, description="The address that alerts come from")
    smtp_username: Optional[str] = Field(
        default=None, description="Our name at the mail server, if it asks for one"
    )
    smtp_password: Optional[SecretStr] = Field(default=None, description="Our password at the mail server")
    smtp_starttls: bool = Field(
        default=True, description="Encrypt the way to the mail server, and check its certificate"
    )
    duty_email: Optional[str] = Field(
        default=None, description="Duty team that hears of alerts, for councils without their own"
    )
    duty_emails: str = Field(
        default="", description="Duty team of each council: rutland=a@example.org,rotherham=b@example.org"
    )
    duty_texts: str = Field(
        default="",
        description="Mobile that gets a text of each alert beside the email, by council: rutland=+447700900222",
    )
    alert_minutes: int = Field(
        default=15,
        ge=1,
        description="Minutes without acknowledgement until the team manager hears of an alert, and until it is sent again",
    )
    alert_without_asking: bool = Field(
        default=False,
        description="Policy: alert on a signed-in person's danger at once, without asking; the pages then say so beforehand",
    )
    quiet_hours: str = Field(
        default="21:00-08:00",
        description="London time in which no text is sent that can wait; empty for none",
    )
    handover_hours: str = Field(
        default="Mon-Fri 09:00-17:00",
        description="Days and London time in which young people may ask their adviser to chat in Teams; bank holidays are none",
    )
    handover_minutes: int = Field(
        default=5,
        ge=1,
        le=60,
        description="Minutes that an adviser, and then the managers of the team, have to take such a chat",
    )
    texts: str = Field(
        default="",
        description="Who carries text messages: notify, twilio or console, several separated by commas; the first is for councils without their own",
    )
    texts_of: str = Field(
        default="",
        description="Who carries them for a council, if not the first: rutland=notify,rotherham=twilio",
    )
    text_numbers: str = Field(
        default="", description="Which council a number of ours belongs to: +447700900900=rutland"
    )
    text_pence: str = Field(
        default="notify=2.4,twilio=4.0",
        description="Pence for each fragment, without VAT, to count costs with",
    )
    text_caps: str = Field(
        default="",
        description="Pounds that a council's texts may cost in a month, danger left out: rutland=50; none: any",
    )
    notify_api_key: Optional[SecretStr] = Field(default=None, description="Our key at GOV.UK Notify")
    notify_template: Optional[str] = Field(
        default=None, description="The id of the template there that is `((message))` alone"
    )
    notify_token: Optional[SecretStr] = Field(
        default=None, description="The bearer token with which Notify calls us; 10 letters or more"
    )
    notify_sender: Optional[str] = Field(
        default=None, description="The id of a text message sender there, if not the default"
    )
    notify_service: str = Field(
        default="", description="The service's name, if Notify puts it in front of every text"
    )
    notify_url: str = Field(
        default="https://api.notifications.service.gov.uk", description="Where Notify is; another for tests"
    )
    twilio_account: Optional[str] = Field(default=None, description="The SID of our account at Twilio")
    twilio_token: Optional[SecretStr] = Field(default=None, description="Its auth token")
    twilio_sender: Optional[str] = Field(
        default=None, description="The number that texts come from, or the SID of a messaging service (MG...)"
    )
    twilio_url: Optional[str] = Field(
        default=None, description="Where Twilio is; another than its own for tests"
    )
    teams_app_id: Optional[str] = Field(
        default=None, description="The application (client) id of our bot in Microsoft Entra"
    )
    teams_app_secret: Optional[SecretStr] = Field(default=None, description="Its client secret")
    teams_tenant: Optional[str] = Field(
        default=None, description="The tenant that the bot is registered in, which gives its tokens"
    )
    teams_tenants: str = Field(
        default="",
        description="The tenants whose staff are answered, separated by commas, each with its council if it has one: id=rutland",
    )
    teams_service_hosts: str = Field(
        default="",
        description="Hosts of Teams' service beside those of the public cloud, separated by commas",
    )
    teams_openid: str = Field(
        default="https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Where the keys that sign Teams' calls are told; another for tests",
    )
    teams_token_url: Optional[str] = Field(
        default=None, description="Where our own tokens come from; another than Microsoft's for tests"
    )
    teams_link_needs_proof: Optional[bool] = Field(
        default=None,
        description="Whether staff link themselves only where their sign-in names their Teams account; default: where it is Microsoft Entra",
    )
    worker: bool = Field(
        default=True,
        description="Send messages inside the server; turn it off where `localoffer worker` does (PostgreSQL alone)",
    )
    embedding: Optional[Path] = Field(
        default=None,
        description="Folder with model.safetensors and tokenizer.json of all-MiniLM-L6-v2; default: the installed package",
    )
    embedding_sha256: str = Field(
        default=KNOWN_SHA256, description="The only SHA-256 that the file of weights may have"
    )
    sources: Optional[Path] = Field(
        default=None,
        description="Folder of the councils' papers as text, to look for copied sentences; default: ../shared/sources if there",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        description="How many proxies of yours stand in front; so many entries of X-Forwarded-For are believed",
    )
    one_core: bool = Field(
        default=True,
        description="Keep the server's Python on one core; turn it off where several servers share few cores",
    )
    today: Optional[date] = Field(
        default=None, description="Pins the day, to check what the assistant says on another date"
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: Literal["text", "json"] = Field(
        default="text", description="How the log is written: text for people, json with one object a line"
    )
    worker_index: int = Field(
        default=0, ge=0, description="The number of this process among those of one server, from 0"
    )
    drain_seconds: float = Field(
        default=0.0,
        ge=0,
        description="Seconds that a stopping server goes on serving while /health/ready says that it stops",
    )
    metrics_port: Optional[int] = Field(
        default=None,
        ge=1,
        le=65535,
        description="Port of the figures for Prometheus, plus the worker's index; default: none",
    )
    metrics_host: str = Field(default="127.0.0.1", description="Address that the figures are served on")
    off: str = Field(
        default="",
        description="What is switched off from the start: any of web,sms,teams,staff,sign_in, separated by commas",
    )
    retention: bool = Field(
        default=True, description="The server deletes what is past its time by itself, once a day"
    )
    retention_hour: int = Field(
        default=3, ge=0, le=23, description="The hour in London from which it does so"
    )

    class Config:
        env_prefix = "LOCALOFFER_"
        frozen = True

    @property
    def off_file(self) -> Path:
        """The file that says what is switched off while the server runs."""
        return self.state_folder / "off"

    @property
    def address(self) -> str:
        """Where people reach the page."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def state_folder(self) -> Path:
        """The folder for everything that is made while running."""
        return self.state or self.home / "var"

    @property
    def papers(self) -> Optional[Path]:
        """The folder of the councils' papers, if it is at hand."""
        beside = self.home.parent / "shared" / "sources"
        return self.sources or (beside if beside.is_dir() else None)

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the main database."""
        return self.database_url or f"sqlite:///{self.state_folder / 'localoffer.db'}"

    @property
    def database_as_owner(self) -> str:
        """SQLAlchemy URL of the main database as the role that owns its tables and is shown every row."""
        return self.migration_url or self.database

    @property
    def migrates_at_start(self) -> bool:
        """Whether opening the main database brings it to this version."""
        return self.migrate == "at_start"

    @property
    def conversations(self) -> str:
        """SQLAlchemy URL of Rasa's tracker store."""
        return self.conversations_url or f"sqlite:///{self.state_folder / 'conversations.db'}"

    def staff_sign_in(self) -> Optional[tuple[str, str, str]]:
        """Issuer, client id and client secret; None if staff sign-in is not switched on.

        Raises RuntimeError that names what is missing if only some are set.
        """
        given = {
            "LOCALOFFER_OIDC_ISSUER": self.oidc_issuer,
            "LOCALOFFER_OIDC_CLIENT_ID": self.oidc_client_id,
            "LOCALOFFER_OIDC_CLIENT_SECRET": self.oidc_client_secret
            and self.oidc_client_secret.get_secret_value(),
        }
        missing = [name for name, value in given.items() if not value]
        if len(missing) == len(given):
            return None
        if missing:
            raise RuntimeError(f"staff sign-in needs {' and '.join(missing)} too (docs/settings.md)")
        issuer, client_id, client_secret = (str(value) for value in given.values())
        return issuer, client_id, client_secret

    def duty_addresses(self) -> Mapping[str, str]:
        """The duty team's address by council. Raises RuntimeError that says which part is wrong."""
        parts = [part.strip() for part in self.duty_emails.split(",") if part.strip()]
        found = {
            council.strip(): address.strip()
            for council, _, address in (part.partition("=") for part in parts)
        }
        wrong = [council for council, address in found.items() if not council or "@" not in address]
        if wrong:
            raise RuntimeError(
                f"LOCALOFFER_DUTY_EMAILS: {wrong[0]!r} needs an address: council=address (docs/settings.md)"
            )
        return found

    def require_worker(self) -> None:
        """Raise RuntimeError if nothing would send: on SQLite only the server itself can."""
        if not self.worker and self.database.startswith("sqlite"):
            raise RuntimeError(
                "LOCALOFFER_WORKER=false needs PostgreSQL (LOCALOFFER_DATABASE_URL) and `localoffer worker` (docs/settings.md)"
            )

    def require_mail(self) -> None:
        """Raise RuntimeError that names what is missing or unsafe if email is set up by half."""
        if self.smtp_host and not self.smtp_from:
            raise RuntimeError("email needs LOCALOFFER_SMTP_FROM too (docs/settings.md)")
        if self.smtp_password and not self.smtp_starttls:
            raise RuntimeError(
                "LOCALOFFER_SMTP_PASSWORD is not sent without LOCALOFFER_SMTP_STARTTLS=true (docs/settings.md)"
            )

    def require_shared_databases(self) -> None:
        """Raise RuntimeError that names the settings without which several processes can't serve together: SQLite is for one."""
        urls = {
            "LOCALOFFER_DATABASE_URL": self.database,
            "LOCALOFFER_CONVERSATIONS_URL": self.conversations,
        }
        missing = [name for name, url in urls.items() if not url.startswith("postgresql")]
        if missing:
            raise RuntimeError(
                f"more than one worker needs PostgreSQL: set {' and '.join(missing)} to a database there (docs/databases.md)"
            )

    def secret(self) -> bytes:
        """The secret key; made once and kept readable by its owner alone if none is set."""
        if self.secret_key:
            return self.secret_key.encode()
        path = self.state_folder / "secret.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_private(path, secrets.token_hex(32))
        return path.read_text().strip().encode()

    def sealing_keys(self) -> list[str]:
        """The keys of the records; one is made and kept beside the secret key if none is set."""
        if self.data_keys:
            return [key.strip() for key in self.data_keys.split(",") if key.strip()]
        path = self.state_folder / "data.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_private(path, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
        return path.read_text().split()

    def clock(self) -> Clock:
        """The one source of time for everything that the composition root builds."""
        return Clock(self.today)


_in_use: ContextVar[Optional[Settings]] = ContextVar("settings", default=None)


@contextmanager
def sharing_settings(settings: Settings) -> Iterator[None]:
    """Within, `shared_settings` are these: for parts that Rasa builds and nobody can hand anything to."""
    before = _in_use.set(settings)
    try:
        yield
    finally:
        _in_use.reset(before)


def shared_settings() -> Settings:
    """The settings that are shared; where none are, as under Rasa's own commands, those of the environment."""
    return _in_use.get() or Settings()


class Clock:
    """Now in UTC (without zone, as stored) and today in the United Kingdom."""

    def __init__(self, pinned: Optional[date] = None) -> None:
        self._pinned = pinned

    def now(self) -> datetime:
        """The present moment, naive UTC."""
        if self._pinned:
            return datetime.combine(self._pinned, time(12))
        return datetime.now(timezone.utc).replace(tzinfo=None)

    def today(self) -> date:
        """The day in London."""
        return self._pinned or datetime.now(_UK).date()


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
