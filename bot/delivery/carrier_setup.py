"""What carries messages, as the settings say; the same for the server, the worker and the terminal."""

from __future__ import annotations

from typing import Mapping, Optional

from bot.delivery.alerts.alert_setup import make_rules
from bot.delivery.alerts.notice_rows import KIND as ALERT
from bot.delivery.alerts.notice_rows import adopt
from bot.delivery.alerts.notices import AlertNotices
from bot.delivery.sending.carrying import Carrier
from bot.delivery.sending.chores import Chore
from bot.delivery.sending.notifier import DemoNotifier
from bot.delivery.sending.outgoing import Channel, MaySend, Provider, always
from bot.delivery.sending.smtp import MailServer, Smtp
from bot.delivery.sending.text_messages import DemoTexts
from bot.delivery.sending.waits import Night, night_of
from bot.records.database import Database
from bot.records.reach import SENDING
from bot.settings import Clock, Settings

ADOPT_EVERY = 1  # minutes


def make_carrier(settings: Settings, database: Database, may_send: MaySend = always) -> Carrier:
    """What sends. Raises RuntimeError if a setting is wrong."""
    notices = AlertNotices(make_rules(settings), settings.address)
    return Carrier(database, make_providers(settings), {ALERT: notices}, may_send, make_night(settings))


def make_providers(settings: Settings) -> Mapping[str, Provider]:
    """Who carries each channel; channels that nobody carries are left out."""
    settings.require_mail()
    found: dict[str, Provider] = {}
    if settings.smtp_host:
        found[Channel.EMAIL.value] = Smtp(_mail_server(settings))
    elif settings.demo:
        found[Channel.EMAIL.value] = DemoNotifier(settings.state_folder / "demo-emails.jsonl")
    if settings.demo:
        found[Channel.SMS.value] = DemoTexts(settings.state_folder / "demo-texts.jsonl")
    return found


def outbox_chores(database: Database, clock: Clock) -> list[Chore]:
    """What needs nothing but the records: every process that works knows these."""

    def adopt_once() -> None:
        with database.transaction(SENDING) as session:
            adopt(session, clock.now())

    return [Chore("adopt alerts", ADOPT_EVERY, adopt_once)]


def make_night(settings: Settings) -> Optional[Night]:
    """The quiet hours; None if there are none. Raises RuntimeError if they can't be read."""
    try:
        return night_of(settings.quiet_hours)
    except ValueError as error:
        raise RuntimeError(f"LOCALOFFER_QUIET_HOURS: {error} (docs/settings.md)") from error


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
