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
from bot.carrier_setup import make_hanging, make_providers, make_tools
from bot.channels.sms.arrived_texts import ArrivedTexts
from bot.channels.sms.line_settings import NOTIFY, TWILIO, notify_token
from bot.channels.sms.text_lines import TextLines, make_lines, texted_numbers, twilio_account
from bot.channels.staff.staff_moves import StaffMoves
from bot.channels.staff.staff_pages import CALLBACK, StaffPages
from bot.channels.staff.staff_people import StaffPeople
from bot.channels.staff.staff_sign_in import LIFE, RoundTrip
from bot.channels.staff.staff_teams import StaffTeams
from bot.channels.staff.staff_terms import terms_routes
from bot.channels.staff.staff_texts import StaffTexts
from bot.channels.staff.staff_their_views import TheirViews
from bot.channels.staff.staff_visits import StaffRecords, StaffVisits
from bot.channels.teams.arrived_activities import ArrivedActivities
from bot.channels.teams.past_the_outbox import PastTheOutbox
from bot.channels.teams.teams_delivery import TeamsDelivery
from bot.channels.teams.teams_settings import TeamsSetup, link_needs_proof, teams_setup
from bot.channels.web.addresses import BehindProxies, PlainPaths
from bot.channels.web.chat_page import ChatPage
from bot.channels.web.cookie import ChatCookie, SealedCookie, SessionCookie
from bot.channels.web.known_browsers import KnownBrowsers
from bot.channels.web.news_page import NewsPage
from bot.channels.web.text_page import TextPage
from bot.channels.web.web_errors import Refusals
from bot.channels.web.web_routes import route
from bot.channels.web.web_sign_in import SignInPages
from bot.delivery.conversation.receiving import Receiving
from bot.delivery.sending.outgoing import Channel
from bot.delivery.staffing.link_news import make_tell_unlinked
from bot.health.readiness import Readiness
from bot.health.report import Health
from bot.health_pages import health_page, live_page, make_health, make_readiness, ready_page
from bot.identity.by_phone.text_pins import Pins
from bot.identity.by_phone.texters import Texters
from bot.identity.by_teams.teams_links import LIFE as LINK_LIFE
from bot.identity.by_teams.teams_links import TeamsLinks
from bot.identity.by_teams.teams_users import TeamsUsers
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
        has_texts=has_texts(settings),
        is_open=assistant.hand_overs.is_open if assistant.hand_overs else None,
    )


def has_texts(settings: Settings) -> bool:
    """Whether anybody carries text messages here."""
    return Channel.SMS.value in make_providers(settings)


def alert_policy(assistant: Assistant) -> str:
    """What the pages say beforehand of alerts: `off`, `ask` or `at_once`."""
    if assistant.alerts is None:
        return "off"
    return "at_once" if assistant.alerts.at_once else "ask"


def sign_in_pages(page: ChatPage, settings: Settings, measures: Optional[Measures] = None) -> SignInPages:
    """The pages where a young person signs in."""
    known = KnownBrowsers(settings.secret(), settings.address.startswith("https://"))
    return SignInPages(page, make_codes(settings, measures), known, can_text=page.has_texts)


def text_routes(assistant: Assistant) -> list[Route]:
    """The addresses that providers of text messages call; none where there is no provider, or nothing is kept."""
    settings = assistant.settings
    if assistant.receiving is None:
        return []
    lines = make_lines(settings)
    arrived = arrived_texts(assistant, assistant.receiving, lines)
    found: list[Route] = []
    if NOTIFY in lines.providers:
        from bot.channels.sms.notify_hooks import (
            NotifyHooks,  # like its library, loaded only where it is used
        )

        found += NotifyHooks(arrived, notify_token(settings)).routes()
    if TWILIO in lines.providers:
        from bot.channels.sms.twilio_hooks import TwilioHooks

        account, token = twilio_account(settings)
        found += TwilioHooks(arrived, account, token, settings.address).routes()
    return found


def teams_routes(assistant: Assistant) -> list[Route]:
    """The address that Teams calls; none where Teams is not set up, or nothing is kept. Nothing is read from anywhere yet."""
    setup = teams_setup(assistant.settings)
    if setup is None or assistant.receiving is None:
        return []
    from bot.channels.teams.issuer_keys import IssuerKeys, fetch_keys  # its libraries take a while
    from bot.channels.teams.teams_hooks import TeamsHooks
    from bot.channels.teams.teams_proof import TeamsProof

    keys = IssuerKeys(functools.partial(fetch_keys, setup.openid))
    return TeamsHooks(
        TeamsProof(setup, keys), arrived_activities(assistant, assistant.receiving, setup)
    ).routes()


def arrived_activities(assistant: Assistant, receiving: Receiving, setup: TeamsSetup) -> ArrivedActivities:
    """What takes in what staff write in Teams."""
    services, door = assistant.services, assistant.front_door
    connector = make_providers(assistant.settings)[Channel.TEAMS.value]
    return ArrivedActivities(
        door,
        receiving,
        services.database,
        TeamsUsers(Keyed(assistant.settings.secret())),
        services.clock,
        PastTheOutbox(door, connector, setup.hosts),
        setup.council_of,
    )


def arrived_texts(assistant: Assistant, receiving: Receiving, lines: TextLines) -> ArrivedTexts:
    """What takes texts in."""
    services = assistant.services
    return ArrivedTexts(
        assistant.front_door,
        receiving,
        services.database,
        Texters(Keyed(assistant.settings.secret())),
        services.clock,
        lines.providers,
        lines.numbers,
        make_hanging(assistant.settings, make_providers(assistant.settings)),
    )


def make_codes(settings: Settings, measures: Optional[Measures]) -> Codes:
    """One-time codes, counted if somebody asks for figures."""
    keyed = Keyed(settings.secret())
    if measures is None:
        return Codes(keyed)
    from bot.metrics.counted import CountedCodes

    return CountedCodes(keyed, measures.sign_in)


def staff_routes(assistant: Assistant) -> list[Route]:
    """The pages of staff; without settings for it, nobody can sign in. Where nobody is texted, none is about that."""
    settings, visits, texts = assistant.settings, staff_visits(assistant), has_texts(assistant.settings)
    trip, teams, pins = round_trip(settings), None, Pins(Keyed(settings.secret()))
    if teams_setup(settings) is not None:
        teams = staff_teams(assistant, visits, trip)
    after = teams.after_sign_in if teams else (lambda _request: None)
    news = {"news": teams.news} if teams else {}
    people = StaffPeople(visits, make_tools(settings, assistant.services.offer), has_texts=texts)
    return [
        *StaffPages(visits, trip, has_texts=texts, after=after, **news).routes(),
        *people.routes(),
        *StaffMoves(visits, people).routes(),
        *TheirViews(visits, people).routes(),
        *(StaffTexts(visits, people, pins).routes() if texts else ()),
        *((*teams.routes(), *terms_routes(visits.views)) if teams else ()),
    ]


def staff_teams(assistant: Assistant, visits: StaffVisits, trip: Optional[RoundTrip]) -> StaffTeams:
    """The page that links accounts in Teams."""
    settings, services = assistant.settings, assistant.services
    links = TeamsLinks(Keyed(settings.secret()), needs_proof=link_needs_proof(settings))
    tell = make_tell_unlinked(services.database.signals, TeamsDelivery(services.clock))
    return StaffTeams(visits, trip, links, link_cookie(settings), tell)


def link_cookie(settings: Settings) -> SealedCookie:
    """What keeps the code of a link to an account in Teams on its way."""
    return SealedCookie(settings.secret(), settings.address.startswith("https://"), "staff-teams", LINK_LIFE)


def staff_visits(assistant: Assistant) -> StaffVisits:
    """What every request of staff needs."""
    settings, services = assistant.settings, assistant.services
    secret, is_secure = settings.secret(), settings.address.startswith("https://")
    records = StaffRecords(
        StaffSessions(Keyed(secret)), services.database, services.parameters, services.clock
    )
    cookie = SessionCookie(secret, is_secure, "staff")
    return StaffVisits(records, cookie, closing=functools.partial(services.switches.words, STAFF))


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
    # Only with `profile` Microsoft Entra says whose account in Teams it is.
    scope = "openid profile" if teams_setup(settings) else "openid"
    back = settings.address.rstrip("/") + CALLBACK
    oidc = Oidc(OidcSettings(issuer, client_id, client_secret, back, scope))
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
        *TextPage(
            page, Pins(Keyed(assistant.settings.secret())), texted_numbers(assistant.settings)
        ).routes(),
        *(NewsPage(page).routes() if assistant.hand_overs else ()),
        *staff_routes(assistant),
        *text_routes(assistant),
        *teams_routes(assistant),
        route("/health", GET=health_page(health)),
        route("/health/live", GET=live_page),
        route("/health/ready", GET=ready_page(readiness)),
    ]
