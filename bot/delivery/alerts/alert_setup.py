"""The parts of alerts as the settings say; the same for the server and the terminal."""

from __future__ import annotations

from bot.delivery.alerts.alert_round import Post
from bot.delivery.alerts.alert_tables import Channel
from bot.delivery.alerts.stored_alerts import Rules
from bot.delivery.sending.notifier import DemoNotifier, Notifier
from bot.delivery.sending.smtp import MailServer, Smtp
from bot.records.database import Database
from bot.settings import Settings


def make_rules(settings: Settings) -> Rules:
    """What the council decided. Raises RuntimeError if a setting is wrong."""
    own, for_all = settings.duty_addresses(), settings.duty_email
    return Rules(
        lambda council: own.get(council, for_all), settings.alert_minutes, settings.alert_without_asking
    )


def make_post(settings: Settings, database: Database) -> Post:
    """What a round of sending needs. Raises RuntimeError if a setting is wrong."""
    return Post(database, make_notifiers(settings), make_rules(settings), settings.address)


def make_notifiers(settings: Settings) -> dict[str, Notifier]:
    """Who carries the notices of each channel; nobody where neither a mail server nor the demo is set."""
    settings.require_mail()
    if settings.smtp_host:
        return {Channel.EMAIL.value: Smtp(_mail_server(settings))}
    if settings.demo:
        return {Channel.EMAIL.value: DemoNotifier(settings.state_folder / "demo-emails.jsonl")}
    return {}


def _mail_server(settings: Settings) -> MailServer:
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return MailServer(
        str(settings.smtp_host),
        settings.smtp_port,
        str(settings.smtp_from),
        settings.smtp_username,
        password,
        starttls=settings.smtp_starttls,
    )
