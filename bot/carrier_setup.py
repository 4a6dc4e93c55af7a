"""What carries messages, as the settings say; the same for the server, the worker and the terminal."""

from __future__ import annotations

import functools
from typing import Callable, Mapping, Optional

from sqlalchemy.orm import Session

from bot.advising.doing.doing_tools import Tools
from bot.channels.sms.text_lines import make_lines, make_prices
from bot.channels.teams.outbound_token import OutboundToken, TeamsApp
from bot.channels.teams.send_rate import SendRate
from bot.channels.teams.teams_connector import TeamsConnector
from bot.channels.teams.teams_delivery import posted
from bot.channels.teams.teams_settings import TeamsSetup, teams_setup
from bot.delivery.alerts.alert_setup import duty_mobiles, make_rules
from bot.delivery.alerts.notice_rows import KIND as ALERT
from bot.delivery.alerts.notice_rows import adopt
from bot.delivery.alerts.notices import AlertNotices
from bot.delivery.alerts.stored_alerts import Rules as AlertRules
from bot.delivery.handing_over.danger_elsewhere import HandOverMessages
from bot.delivery.handing_over.hand_over_parts import KIND as HAND_OVER
from bot.delivery.reminding.reminder_notices import ReminderNotices
from bot.delivery.reminding.reminder_queue import KIND as REMINDER
from bot.delivery.reminding.reminder_queue import queue_due
from bot.delivery.reminding.reminder_rules import Rules
from bot.delivery.reminding.shared_notices import KIND as SHARED
from bot.delivery.reminding.shared_notices import SharedNoticeKind, SharedNotices
from bot.delivery.sending.carrying import Carrier
from bot.delivery.sending.chores import HOUR, Chore
from bot.delivery.sending.notifier import DemoNotifier
from bot.delivery.sending.outgoing import Channel, Outgoing, Provider
from bot.delivery.sending.smtp import MailServer, Smtp
from bot.delivery.sending.waits import Night, night_of
from bot.delivery.staffing.notice_setup import notice_chores, notice_kinds
from bot.delivery.staffing.notify_staff import TellStaff
from bot.delivery.staffing.teams_kinds import KIND as TEAMS
from bot.delivery.staffing.teams_kinds import TeamsMessages, may_post
from bot.delivery.texting.hanging_danger import HangingDanger
from bot.delivery.texting.network_limits import NetworkLimits
from bot.delivery.texting.text_kinds import ABOUT_TEXTING, ANSWER, TextAnswers, TextCosts, may_text
from bot.entitlements.parameters import Parameters, load_parameters
from bot.identity.by_phone.text_pins import Pins
from bot.offer.council_register import make_register
from bot.offer.loader import Offer
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.records.reach import SENDING
from bot.settings import Clock, Settings
from bot.switches import SMS, Switches

ADOPT_EVERY = TELL_EVERY = 1  # minutes


def make_carrier(settings: Settings, database: Database) -> Carrier:
    """What sends. Raises RuntimeError if a setting is wrong."""
    providers = make_providers(settings)
    rules = make_rules(settings)
    _require_for_duty_texts(settings, rules, providers)
    notices = AlertNotices(rules, settings.address, make_lines(settings).line_of)
    answers = TextAnswers(make_hanging(settings, providers))
    words = functools.partial(Keyed(settings.secret()).hash, "words")
    return Carrier(
        database,
        providers,
        {
            ALERT: notices,
            ANSWER: answers,
            ABOUT_TEXTING: answers,
            REMINDER: ReminderNotices(make_reminder_rules(settings)),
            SHARED: SharedNoticeKind(make_reminder_rules(settings)),
            TEAMS: TeamsMessages(),
            HAND_OVER: HandOverMessages(TellStaff(posted)),
            **notice_kinds(posted, parameters_reader(settings), rules),
        },
        _may_leave,
        make_night(settings),
        NetworkLimits(words).pace,
        TextCosts(),
    )


def _may_leave(session: Session, outgoing: Outgoing) -> bool:
    return may_text(session, outgoing) and may_post(session, outgoing)


def _require_for_duty_texts(settings: Settings, rules: AlertRules, providers: Mapping[str, Provider]) -> None:
    """A text of an alert goes beside its email: raise RuntimeError where one of the two could not leave."""
    for council in duty_mobiles(settings):
        if Channel.SMS.value not in providers:
            raise RuntimeError(
                "LOCALOFFER_DUTY_TEXTS needs a provider of texts: LOCALOFFER_TEXTS (docs/sms.md)"
            )
        if not rules.duty_address(council) or Channel.EMAIL.value not in providers:
            raise RuntimeError(
                f"LOCALOFFER_DUTY_TEXTS: {council} needs a duty email too: LOCALOFFER_DUTY_EMAILS or LOCALOFFER_DUTY_EMAIL,"
                " and LOCALOFFER_SMTP_HOST (docs/settings.md)"
            )


def make_providers(settings: Settings) -> Mapping[str, Provider]:
    """Who carries each channel; channels that nobody carries are left out."""
    settings.require_mail()
    found: dict[str, Provider] = {}
    if settings.smtp_host:
        found[Channel.EMAIL.value] = Smtp(_mail_server(settings))
    elif settings.demo:
        found[Channel.EMAIL.value] = DemoNotifier(settings.state_folder / "demo-emails.jsonl")
    lines = make_lines(settings)
    for name, provider in lines.providers.items():
        found[f"{Channel.SMS.value}:{name}"] = provider
    if lines.first:
        found[Channel.SMS.value] = lines.providers[lines.first]
    setup = teams_setup(settings)
    if setup is not None:
        found[Channel.TEAMS.value] = make_connector(setup)
    return found


def make_connector(setup: TeamsSetup) -> Provider:
    """What posts to Teams. Nothing is asked of anybody yet."""
    app = TeamsApp(setup.app_id, setup.tenant, setup.token_url, setup.secret)
    token, rate = _of_app(app)
    return TeamsConnector(app, setup.hosts, token=token, rate=rate)


@functools.lru_cache(maxsize=4)
def _of_app(app: TeamsApp) -> tuple[OutboundToken, SendRate]:
    """One token and one pace of an app, for the outbox and for what goes past it."""
    return OutboundToken(app), SendRate()


def make_hanging(settings: Settings, providers: Mapping[str, Provider]) -> HangingDanger:
    """What tells staff of urgent texts that don't arrive. Raises RuntimeError if a setting is wrong."""
    return HangingDanger(make_rules(settings) if Channel.EMAIL.value in providers else None)


def make_reminder_rules(settings: Settings) -> Rules:
    """What the texts go by that we send first. Raises RuntimeError if a setting is wrong."""
    read = functools.partial(load_parameters, settings.home / "data" / "parameters")
    switches = Switches(settings.off, settings.off_file)
    is_off = functools.partial(switches.is_off, SMS)
    return Rules(read, make_prices(settings), make_lines(settings).line_of, is_off)


def parameters_reader(settings: Settings) -> Callable[[], Parameters]:
    """What reads the figures when they are needed first, and once: on a Monday each adviser's digest needs them."""
    return functools.cache(functools.partial(load_parameters, settings.home / "data" / "parameters"))


def make_tools(settings: Settings, offer: Offer) -> Tools:
    """What deeds of staff need beside the records; without a provider of texts, nobody has a PIN set or is told of an answer."""
    providers = make_providers(settings)
    alerts = make_rules(settings) if Channel.EMAIL.value in providers else None
    councils = make_register(offer, settings.home)
    if Channel.SMS.value not in providers:
        return Tools(offer=offer, alerts=alerts, councils=councils)
    notices = SharedNotices(make_reminder_rules(settings))
    return Tools(Pins(Keyed(settings.secret())), offer, notices, alerts, councils)


def outbox_chores(settings: Settings, database: Database, clock: Clock) -> list[Chore]:
    """What needs nothing but the records: every process that works knows these.

    On a pinned day nobody is reminded: somebody who looks at another year would text people of this one.
    """
    rules, providers = make_reminder_rules(settings), make_providers(settings)
    hanging = make_hanging(settings, providers)

    def adopt_once() -> None:
        with database.transaction(SENDING) as session:
            adopt(session, clock.now())

    def remind_once() -> None:
        queue_due(database, rules, clock.now())

    reminding = [] if settings.today is not None else [Chore("queue reminders", HOUR, remind_once)]
    return [
        Chore("adopt alerts", ADOPT_EVERY, adopt_once),
        Chore("tell danger", TELL_EVERY, lambda: hanging.tell_all(database, clock.now())),
        *reminding,
        *(staff_chores(settings, database, clock) if Channel.TEAMS.value in providers else []),
    ]


def staff_chores(settings: Settings, database: Database, clock: Clock) -> list[Chore]:
    """What members of staff are told first in Teams; digests not on a pinned day, as reminders."""
    alerts = make_rules(settings)
    return notice_chores(
        database, make_night(settings), alerts, clock.now, has_digests=settings.today is None
    )


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
