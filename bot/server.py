"""The composition root: builds the assistant out of its parts and serves the chat page."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
import warnings
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, AsyncIterator, Callable, Coroutine, Optional

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions.services import Services, make_services, provide
from bot.casework import demo
from bot.channels.staff.staff_pages import CALLBACK, StaffPages, StaffRecords
from bot.channels.staff.staff_sign_in import LIFE, RoundTrip
from bot.channels.web.addresses import BehindProxies, PlainPaths
from bot.channels.web.chat_page import ChatPage
from bot.channels.web.cookie import ChatCookie, SealedCookie, SessionCookie
from bot.channels.web.web_errors import Refusals
from bot.channels.web.web_routes import Handler, route
from bot.channels.web.web_sign_in import SignInPages
from bot.delivery.alerts.alert_desk import AlertDesk
from bot.delivery.alerts.alert_round import Post, are_failing, send_due
from bot.delivery.alerts.alert_setup import make_notifiers, make_post, make_rules
from bot.delivery.conversation.journal import DatabaseJournal, Journal, MemoryJournal
from bot.delivery.conversation.sweep import ORPHANS, orphans, sweep
from bot.delivery.sending.text_messages import DemoTexts
from bot.dialogue.trained_models import detector_of, encoder_of, tuned_encoder_of
from bot.front_door import FrontDoor
from bot.health.databases import database_probe
from bot.health.disk import disk_word
from bot.health.report import Health, Probe
from bot.health.row_security import row_security_word
from bot.health.states import FAILING, LETTERS_ALONE, MISSING, NOT_LOADED, OFF, OK, UNGUARDED
from bot.identity.sign_in.one_time_codes import Codes
from bot.identity.sign_in.sessions import WEB
from bot.identity.sign_in.staff_sessions import StaffSessions
from bot.logs import set_up_logging
from bot.offer.answers import council_numbers
from bot.offer.shared_offer import sharing
from bot.phrases import faults_now
from bot.records.keyed import Keyed
from bot.records.reach import DEMO, SWEEP, talk
from bot.safeguarding.detector import Detector
from bot.serving.web_server import serve
from bot.settings import Settings, sharing_settings

logger = logging.getLogger(__name__)

SWEEP_EVERY = 600.0  # seconds
FORGET_EVERY = 5.0
ALERTS_EVERY = 5.0
HEALTH_EVERY = 60.0


@dataclass(frozen=True)
class Assistant:
    """The assistant without a network: what the terminal and the server share."""

    settings: Settings
    services: Services
    dialogue: Any
    journal: Journal
    front_door: FrontDoor
    detector: Detector
    alerts: Optional[AlertDesk] = None  # None where nothing can carry an alert
    model: Optional[Path] = None  # the file of Rasa's model


async def build(settings: Settings, model: str, is_kept: bool = True) -> Assistant:
    """Load everything. `is_kept=False` keeps conversations in memory only.

    Raises ParameterError, FileNotFoundError, ModelNotFound or RuntimeError with what is missing.
    """
    set_up_logging(settings.log_level)
    settings.staff_sign_in()  # what is set by half is said now, not after the model is loaded
    settings.require_mail()
    settings.duty_addresses()
    services = open_services(settings)
    with sharing_settings(settings), sharing(services.offer):
        assistant = assemble(settings, services, await load_dialogue(settings, model, is_kept), is_kept)
    return replace(assistant, model=Path(model))


def open_services(settings: Settings) -> Services:
    """Content and records, ready for use; the same for the actions."""
    services = make_services(settings)
    provide(services)
    services.database.create_tables(at_start=settings.migrates_at_start)
    tell_of_open_walls(settings, services)
    return services


def tell_of_open_walls(settings: Settings, services: Services) -> None:
    """Warn if PostgreSQL shows the server's role every row. Raises RuntimeError where the settings don't allow that."""
    if row_security_word(services.database.engine) != UNGUARDED:
        return
    said = "PostgreSQL's row-level security does not bind this role: it owns the tables, or passes them by"
    if settings.require_row_security:
        raise RuntimeError(f"{said}; connect as another role (docs/databases.md)")
    logger.warning("%s (docs/databases.md)", said)


def assemble(settings: Settings, services: Services, dialogue: Any, is_kept: bool = True) -> Assistant:
    """Put the front door before a dialogue."""
    journal = DatabaseJournal(services.database, services.clock) if is_kept else MemoryJournal()
    alerts = alert_desk(settings, services)
    detector = detector_of(settings)
    provide(replace(services, danger_was_judged=detector.has_judge))
    door = FrontDoor(
        dialogue,
        journal,
        settings.messages_per_minute,
        alerts=alerts,
        detector=detector,
        councils=council_numbers(services.offer),
        titles={topic.id: topic.title for topic in services.offer.topics_of(services.offer.nation().id)},
        is_over=functools.partial(is_over, services) if is_kept else None,
    )
    return Assistant(settings, services, dialogue, journal, door, detector, alerts)


def is_over(services: Services, conversation: str) -> bool:
    """Whether a browser's conversation has ended, here or in another process. Raises SQLAlchemyError."""
    with services.database.connection(talk(conversation)) as connection:
        return services.sessions.is_over(connection, conversation)


def alert_desk(settings: Settings, services: Services) -> Optional[AlertDesk]:
    """The way to staff in danger; None where neither a mail server nor the demo is set, so that nothing is promised."""
    if not make_notifiers(settings):
        return None
    return AlertDesk(services.database, services.sessions, services.clock, make_rules(settings))


async def load_dialogue(settings: Settings, model: str, is_kept: bool) -> Any:
    """Rasa with our actions in its process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside TensorFlow and Rasa, which nobody here can mend
        from rasa.core.agent import load_agent
        from rasa.core.utils import AvailableEndpoints

        from bot.dialogue.in_process import InProcessActions
        from bot.dialogue.own_loop import OwnLoop
        from bot.dialogue.quicker_rasa import quicken_rasa
        from bot.dialogue.rasa_turn import RasaConversation
        from bot.dialogue.tracker_store import ConversationStore

        quicken_rasa()
        store = (
            ConversationStore(host=settings.conversations, keys=settings.sealing_keys()) if is_kept else None
        )
        endpoints = AvailableEndpoints(action=InProcessActions("actions"), tracker_store=store)
        agent = await load_agent(model_path=model, endpoints=endpoints)
    if not agent.is_ready():
        raise FileNotFoundError(f"the model {model} could not be loaded; run `make train`")
    return RasaConversation(agent.handle_message, agent, store, OwnLoop("dialogue"))


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
    )


def alert_policy(assistant: Assistant) -> str:
    """What the pages say beforehand of alerts: `off`, `ask` or `at_once`."""
    if assistant.alerts is None:
        return "off"
    return "at_once" if assistant.alerts.at_once else "ask"


def sign_in_pages(page: ChatPage, settings: Settings) -> SignInPages:
    """The pages where a young person signs in."""
    # There is no provider of real text messages yet; without the demo one, nobody can sign in.
    texts = DemoTexts(settings.state_folder / "demo-texts.jsonl") if settings.demo else None
    return SignInPages(page, Codes(Keyed(settings.secret())), texts)


def staff_pages(assistant: Assistant) -> StaffPages:
    """The pages of staff; without settings for it, nobody can sign in."""
    settings, services = assistant.settings, assistant.services
    secret, is_secure = settings.secret(), settings.address.startswith("https://")
    records = StaffRecords(
        StaffSessions(Keyed(secret)), services.database, services.parameters, services.clock
    )
    return StaffPages(records, SessionCookie(secret, is_secure, "staff"), round_trip(settings))


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
    """Serve an assistant until stopped. Raises OSError if nobody can listen at its address."""
    serve(make_app(assistant), assistant.settings.host, assistant.settings.port, on_ready)


def make_app(assistant: Assistant) -> Starlette:
    """The web application of an assistant. What it does by itself begins and ends with it."""
    page, health = chat_page(assistant), make_health(assistant)
    refuse = Refusals(page).answer
    app = Starlette(
        routes=routes(assistant, page, health),
        middleware=[
            Middleware(BehindProxies, count=assistant.settings.trusted_proxies),
            Middleware(PlainPaths),
            Middleware(ExceptionMiddleware, handlers={Exception: refuse}),
        ],
        exception_handlers={HTTPException: refuse},
        lifespan=lambda _app: at_work(for_ever(assistant, health)),
    )
    app.router.redirect_slashes = (
        False  # there is nothing to redirect to, and the address would come from the request
    )
    return app


def routes(assistant: Assistant, page: ChatPage, health: Health) -> list[Route]:
    """Every address that there is."""
    return [
        *page.routes(),
        *sign_in_pages(page, assistant.settings).routes(),
        *staff_pages(assistant).routes(),
        route("/health", GET=health_page(health)),
    ]


def for_ever(assistant: Assistant, health: Health) -> list[Coroutine[Any, Any, None]]:
    """What an assistant does by itself, whether anybody asks or not."""
    return [
        sweep_for_ever(assistant),
        forget_for_ever(assistant),
        send_alerts_for_ever(assistant),
        watch_health_for_ever(health),
    ]


@asynccontextmanager
async def at_work(work: list[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Work that is done as long as this lasts."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def sweep_for_ever(assistant: Assistant) -> None:
    """Every ten minutes, delete what is past its time."""
    while True:
        try:
            await asyncio.to_thread(sweep_once, assistant)
        except Exception as error:  # noqa: BLE001 - the next round tries again
            logger.error("Old records could not be deleted: error=%s", type(error).__name__)
        await asyncio.sleep(SWEEP_EVERY)


def sweep_once(assistant: Assistant) -> None:
    """Delete sessions that ended, with their words, words without a session, and old sign-in records."""
    now = assistant.services.clock.now()
    with assistant.services.database.transaction(SWEEP) as session:
        left = sweep(session, now)
    for conversation in left:
        assistant.front_door.forget(conversation)
    # Rasa stamps its events with the machine's own clock.
    silent = assistant.dialogue.silent_since(time.time() - ORPHANS.total_seconds(), WEB)
    with assistant.services.database.transaction(SWEEP) as session:
        found = orphans(session, silent, now)
    for conversation in found:
        assistant.front_door.forget(conversation)
    if found:
        logger.warning("Conversations without a session were deleted: %s", len(found))


async def forget_for_ever(assistant: Assistant) -> None:
    """Every few seconds, try again to forget what a busy database kept."""
    while True:
        await asyncio.sleep(FORGET_EVERY)
        await asyncio.to_thread(assistant.front_door.forget_owed)


async def send_alerts_for_ever(assistant: Assistant) -> None:
    """Every few seconds, send the alerts that are due, in a thread: a slow mail server keeps no chat waiting."""
    if assistant.alerts is None:
        return
    post = make_post(assistant.settings, assistant.services.database)
    while True:
        await send_alerts_once(post, assistant)
        await asyncio.sleep(ALERTS_EVERY)


async def send_alerts_once(post: Post, assistant: Assistant) -> None:
    """One round. What fails is logged by kind, and the next round tries again."""
    try:
        await asyncio.to_thread(send_due, post, assistant.services.clock.now)
    except Exception as error:  # noqa: BLE001 - the next round tries again
        logger.error("Alerts could not be sent: error=%s", type(error).__name__)


async def watch_health_for_ever(health: Health) -> None:
    """Every minute, look at every part; what is not well stands in the log, also if nobody asks."""
    while True:
        try:
            await health.look()
        except Exception as error:  # noqa: BLE001 - the next round tries again
            logger.error("Nobody could look how the parts are: error=%s", type(error).__name__)
        await asyncio.sleep(HEALTH_EVERY)


def make_health(assistant: Assistant) -> Health:
    """What the route of health looks at. Its databases must be there now."""
    settings, services = assistant.settings, assistant.services
    parts: dict[str, Probe] = {
        "database": database_probe(services.database.engine, "web_session"),
        "conversations": _conversations(assistant),
        "row_security": lambda: row_security_word(services.database.engine),
        "disk": lambda: disk_word(settings.state_folder),
        "model": lambda: model_word(assistant),
        "danger": lambda: assistant.detector.state,
        "embedding": lambda: OK if encoder_of(settings) and tuned_encoder_of(settings) else LETTERS_ALONE,
        "alerts": lambda: alerts_word(assistant),
    }
    wrong = content_problems(services)
    return Health(parts, lambda: wrong, time.monotonic)


def _conversations(assistant: Assistant) -> Probe:
    engine = assistant.dialogue.engine
    return database_probe(engine, "events") if engine is not None else lambda: OK


def model_word(assistant: Assistant) -> str:
    """Whether Rasa's model is loaded, and its file still there for the next start."""
    if not assistant.dialogue.is_ready:
        return NOT_LOADED
    return OK if assistant.model is None or assistant.model.exists() else MISSING


def alerts_word(assistant: Assistant) -> str:
    """Whether alerts go out."""
    if assistant.alerts is None:
        return OFF
    return FAILING if are_failing(assistant.services.database, assistant.services.clock.now()) else OK


def health_page(health: Health) -> Handler:
    """A page that tells how every part is: 200 if all is well, 503 if not."""

    async def tell(_request: Request) -> Response:
        report = await health.look()
        return JSONResponse(report.json(), 503 if report.unwell else 200)

    return tell


def seed_demo(assistant: Assistant) -> None:
    """Add the invented people where the settings ask for a demo."""
    if not assistant.settings.demo:
        return
    keyed = Keyed(assistant.settings.secret())
    with assistant.services.database.transaction(DEMO) as session:
        demo.seed(session, assistant.services.clock.today(), keyed.phone)


def log_problems(services: Services) -> None:
    """Say on the log which content files are wrong and how to mend them."""
    for problem in content_problems(services):
        logger.error("Content problem: %s", problem)


def content_problems(services: Services) -> list[str]:
    """What is wrong in the files of the offer and of what we say, as they were read."""
    return [str(problem) for problem in (*services.offer.problems, *faults_now())]
