"""The composition root: puts the pages before an assistant, and serves them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Callable, Optional

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Route

from bot.assistant import Assistant
from bot.channels.staff.staff_pages import CALLBACK, StaffPages, StaffRecords
from bot.channels.staff.staff_sign_in import LIFE, RoundTrip
from bot.channels.web.addresses import BehindProxies, PlainPaths
from bot.channels.web.chat_page import ChatPage
from bot.channels.web.cookie import ChatCookie, SealedCookie, SessionCookie
from bot.channels.web.known_browsers import KnownBrowsers
from bot.channels.web.web_errors import Refusals
from bot.channels.web.web_routes import route
from bot.channels.web.web_sign_in import SignInPages
from bot.delivery.carrier_setup import make_providers
from bot.delivery.sending.outgoing import Channel
from bot.health.readiness import Readiness
from bot.health.report import Health
from bot.health_pages import health_page, live_page, make_health, make_readiness, ready_page
from bot.identity.sign_in.one_time_codes import Codes
from bot.identity.sign_in.staff_sessions import StaffSessions
from bot.own_work import at_work, for_ever, outbox_engine
from bot.records.keyed import Keyed
from bot.serving.web_server import Draining, serve, serve_together
from bot.serving.worker_pipes import Place
from bot.settings import Settings
from bot.switches import STAFF
from bot.told_figures import counting, figures_served

if TYPE_CHECKING:
    from bot.metrics.measures import Measures


def chat_page(assistant: Assistant) -> ChatPage:
    """The chat page of an assistant."""
    settings, services = assistant.settings, assistant.services
    return ChatPage(
        front_door=assistant.front_door,
        journal=assistant.journal,
        sessions=services.sessions,
        database=services.database,
        cookie=ChatCookie(settings.secret(), settings.address.startswith("https://")),
        offer=services.offer,
        clock=services.clock,
        alerts=alert_policy(assistant),
        closings=services.switches.words,
    )


def alert_policy(assistant: Assistant) -> str:
    """What the pages say beforehand of alerts: `off`, `ask` or `at_once`."""
    if assistant.alerts is None:
        return "off"
    return "at_once" if assistant.alerts.at_once else "ask"


def sign_in_pages(page: ChatPage, settings: Settings, measures: Optional[Measures] = None) -> SignInPages:
    """The pages where a young person signs in."""
    # There is no provider of real text messages yet; without the demo one, nobody can sign in.
    can_text = Channel.SMS.value in make_providers(settings)
    known = KnownBrowsers(settings.secret(), settings.address.startswith("https://"))
    return SignInPages(page, make_codes(settings, measures), known, can_text=can_text)


def make_codes(settings: Settings, measures: Optional[Measures]) -> Codes:
    """One-time codes, counted if somebody asks for figures."""
    keyed = Keyed(settings.secret())
    if measures is None:
        return Codes(keyed)
    from bot.metrics.counted import CountedCodes

    return CountedCodes(keyed, measures.sign_in)


def staff_pages(assistant: Assistant) -> StaffPages:
    """The pages of staff; without settings for it, nobody can sign in."""
    settings, services = assistant.settings, assistant.services
    secret, is_secure = settings.secret(), settings.address.startswith("https://")
    records = StaffRecords(
        StaffSessions(Keyed(secret)), services.database, services.parameters, services.clock
    )
    return StaffPages(
        records,
        SessionCookie(secret, is_secure, "staff"),
        round_trip(settings),
        closing=functools.partial(services.switches.words, STAFF),
    )


def round_trip(settings: Settings) -> Optional[RoundTrip]:
    """The way to the council's sign-in and back; None if none is set."""
    agreed = settings.staff_sign_in()
    if agreed is None:
        return None
    from bot.identity.sign_in.oidc import (
        Oidc,
        OidcSettings,
    )  # its libraries take a while, and not all have it

    issuer, client_id, client_secret = agreed
    oidc = Oidc(OidcSettings(issuer, client_id, client_secret, settings.address.rstrip("/") + CALLBACK))
    cookie = SealedCookie(settings.secret(), settings.address.startswith("https://"), "staff-start", LIFE)
    return RoundTrip(oidc, issuer, cookie)


def run(assistant: Assistant, on_ready: Callable[[], None] = lambda: None) -> None:
    """Serve an assistant until stopped. Raises OSError or RuntimeError if nobody can listen at its address, or at that of the figures."""
    settings, health, readiness = assistant.settings, make_health(assistant), make_readiness(assistant)
    app = make_app(assistant, health, readiness)
    with figures_served(assistant, health):
        serve(app, settings.host, settings.port, on_ready, Draining(settings.drain_seconds, readiness.stop))


def run_as_worker(assistant: Assistant, place: Place, on_ready: Callable[[], None]) -> None:
    """Serve an assistant as one of several workers until stopped. Raises RuntimeError if nobody can listen at the address of its figures."""
    health, readiness = make_health(assistant), make_readiness(assistant)
    draining = Draining(assistant.settings.drain_seconds, readiness.stop)
    with figures_served(assistant, health):
        app = make_app(assistant, health, readiness)
        serve_together(app, place.listening, place.parent, on_ready, draining)


def make_app(
    assistant: Assistant, health: Optional[Health] = None, readiness: Optional[Readiness] = None
) -> Starlette:
    """The web application of an assistant. What it does by itself begins and ends with it."""
    page, health = chat_page(assistant), health or make_health(assistant)
    readiness, engine = readiness or make_readiness(assistant), outbox_engine(assistant)
    refuse = Refusals(page).answer
    app = Starlette(
        routes=routes(assistant, page, health, readiness),
        middleware=[
            *counting(assistant.measures),
            Middleware(BehindProxies, count=assistant.settings.trusted_proxies),
            Middleware(PlainPaths),
            Middleware(ExceptionMiddleware, handlers={Exception: refuse}),
        ],
        exception_handlers={HTTPException: refuse},
        lifespan=lambda _app: at_work(assistant, for_ever(assistant, health), engine),
    )
    app.router.redirect_slashes = (
        False  # there is nothing to redirect to, and the address would come from the request
    )
    return app


def routes(assistant: Assistant, page: ChatPage, health: Health, readiness: Readiness) -> list[Route]:
    """Every address that there is."""
    return [
        *page.routes(),
        *sign_in_pages(page, assistant.settings, assistant.measures).routes(),
        *staff_pages(assistant).routes(),
        route("/health", GET=health_page(health)),
        route("/health/live", GET=live_page),
        route("/health/ready", GET=ready_page(readiness)),
    ]
