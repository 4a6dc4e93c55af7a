"""The composition root: builds the assistant out of its parts and serves the chat page."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
import warnings
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, AsyncIterator, Callable, Coroutine, Optional

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions.services import Services, make_services, provide
from bot.casework import demo
from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.retention import load_rules
from bot.casework.privacy.retention_round import RetentionParameters, run_retention, wipe_traces
from bot.channels.staff.staff_pages import CALLBACK, StaffPages, StaffRecords
from bot.channels.staff.staff_sign_in import LIFE, RoundTrip
from bot.channels.web.addresses import BehindProxies, PlainPaths
from bot.channels.web.chat_page import ChatPage
from bot.channels.web.cookie import ChatCookie, SealedCookie, SessionCookie
from bot.channels.web.known_browsers import KnownBrowsers
from bot.channels.web.web_errors import Refusals
from bot.channels.web.web_routes import Handler, route
from bot.channels.web.web_sign_in import SignInPages
from bot.delivery.alerts.alert_desk import AlertDesk
from bot.delivery.alerts.alert_setup import make_rules
from bot.delivery.alerts.notices import are_failing
from bot.delivery.carrier_setup import make_carrier, make_night, make_providers, outbox_chores
from bot.delivery.conversation.inbox_rows import oldest_open
from bot.delivery.conversation.inbox_store import InboxStore
from bot.delivery.conversation.journal import DatabaseJournal, Journal, MemoryJournal
from bot.delivery.conversation.receiving import Receiving
from bot.delivery.conversation.shared_turns import SharedTurns
from bot.delivery.conversation.sweep import ORPHANS, orphans, sweep
from bot.delivery.conversation.turn_locks import TurnLocks
from bot.delivery.sending.chores import Chore
from bot.delivery.sending.engine import Engine, make_engine
from bot.delivery.sending.outbox import oldest_waiting
from bot.delivery.sending.outgoing import Channel
from bot.dialogue.trained_models import detector_of, encoder_of, tuned_encoder_of
from bot.front_door import FrontDoor
from bot.health.databases import database_probe
from bot.health.disk import disk_word
from bot.health.readiness import Readiness
from bot.health.report import Health
from bot.health.row_security import row_security_word
from bot.health.states import FAILING, LETTERS_ALONE, MISSING, NOT_LOADED, OFF, OK, UNGUARDED
from bot.health.words_in_time import Probe
from bot.identity.sign_in.one_time_codes import Codes
from bot.identity.sign_in.sessions import WEB
from bot.identity.sign_in.staff_sessions import StaffSessions
from bot.logs import set_up_logging
from bot.offer.answers import council_numbers
from bot.offer.shared_offer import sharing
from bot.phrases import faults_now
from bot.records.held_locks import HeldLocks, lock_number
from bot.records.keyed import Keyed
from bot.records.reach import DEMO, INBOX, SENDING, SWEEP, talk
from bot.records.server_urls import is_postgresql
from bot.records.signals import ENDED
from bot.safeguarding.detector import Detector
from bot.serving.web_server import Draining, serve, serve_together
from bot.serving.worker_pipes import Place
from bot.settings import Settings, sharing_settings
from bot.switches import NAMES, STAFF

if TYPE_CHECKING:
    from bot.metrics.measures import Measures

logger = logging.getLogger(__name__)

SWEEP_EVERY = 10  # minutes
FORGET_EVERY = 5.0  # seconds
HEALTH_EVERY = 60.0
RETENTION_EVERY = 30  # minutes


@dataclass(frozen=True)
class Assistant:
    """The assistant without a network: what the terminal and the server share."""

    settings: Settings
    services: Services
    dialogue: Any
    journal: Journal
    front_door: FrontDoor
    detector: Detector
    receiving: Optional[Receiving] = None  # None where conversations are kept in memory alone
    alerts: Optional[AlertDesk] = None  # None where nothing can carry an alert
    model: Optional[Path] = None  # the file of Rasa's model
    measures: Optional[Measures] = None  # None where nobody asks for figures
    locks: TurnLocks = field(default_factory=TurnLocks)


async def build(settings: Settings, model: str, is_kept: bool = True) -> Assistant:
    """Load everything. `is_kept=False` keeps conversations in memory only.

    Raises ParameterError, SwitchError, FileNotFoundError, ModelNotFound or RuntimeError with what is missing.
    """
    services = prepare(settings)
    locks = make_locks(settings) if is_kept else TurnLocks()
    with sharing_settings(settings), sharing(services.offer):
        dialogue = await load_dialogue(settings, model, is_kept, locks)
        assistant = assemble(settings, services, dialogue, is_kept, locks)
    return replace(assistant, model=Path(model), locks=locks)


def prepare(settings: Settings) -> Services:
    """Look at the settings, and make content and records ready. Raises RuntimeError that names the setting which is wrong."""
    set_up_logging(settings.log_level, settings.log_format, settings.worker_index)
    settings.staff_sign_in()  # what is set by half is said now, not after the model is loaded
    settings.require_worker()
    make_night(settings)
    settings.require_mail()
    settings.duty_addresses()
    return open_services(settings)


def make_locks(settings: Settings) -> TurnLocks:
    """What keeps the turns of a conversation apart: where Rasa's record is on PostgreSQL, also between processes."""
    if not is_postgresql(settings.conversations):
        return TurnLocks()
    number = functools.partial(lock_number, "conversation")
    return TurnLocks(SharedTurns(HeldLocks(settings.conversations), number))


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


def assemble(
    settings: Settings,
    services: Services,
    dialogue: Any,
    is_kept: bool = True,
    locks: Optional[TurnLocks] = None,
) -> Assistant:
    """Put the front door before a dialogue."""
    journal = DatabaseJournal(services.database, services.clock) if is_kept else MemoryJournal()
    alerts = alert_desk(settings, services)
    detector = detector_of(settings)
    provide(replace(services, danger_was_judged=detector.has_judge))
    measures = make_measures(settings)
    door = FrontDoor(
        dialogue,
        journal,
        settings.messages_per_minute,
        alerts=alerts,
        detector=detector,
        councils=council_numbers(services.offer),
        titles={topic.id: topic.title for topic in services.offer.topics_of(services.offer.nation().id)},
        is_over=functools.partial(is_over, services) if is_kept else None,
        closings=services.switches.words,
        watch=measures,
        leads_on=lambda choice: dialogue.knows(choice) and services.offer.has(choice),
        locks=locks,
    )
    receiving = make_receiving(services, door) if is_kept else None
    hear_others(services, door, dialogue)
    return Assistant(
        settings, services, dialogue, journal, door, detector, receiving, alerts, measures=measures
    )


def make_receiving(services: Services, door: FrontDoor) -> Receiving:
    """What works on the inbox: messages of channels that are acknowledged at once, and those that somebody broke off."""
    store = InboxStore(services.database, services.clock)
    return Receiving(store, door.lanes, door.held, door.look, door.handle)


def make_measures(settings: Settings) -> Optional[Measures]:
    """What counts, if somebody asks for figures."""
    if settings.metrics_port is None:
        return None
    from bot.metrics.measures import Measures  # its library is loaded only where it is used

    return Measures()


def hear_others(services: Services, door: FrontDoor, dialogue: Any) -> None:
    """Forget what is in memory of a conversation that another process ends."""
    signals = services.database.signals
    signals.subscribe(ENDED, door.forget_in_memory, functools.partial(forget_what_is_over, services, door))
    signals.subscribe(ENDED, dialogue.forget_in_memory)


def forget_what_is_over(services: Services, door: FrontDoor) -> None:
    """Where signals may have been missed, look which conversations have ended. Raises SQLAlchemyError."""
    for conversation in door.remembered():
        if is_over(services, conversation):
            door.forget_in_memory(conversation)


def is_over(services: Services, conversation: str) -> bool:
    """Whether a browser's conversation has ended, here or in another process. Raises SQLAlchemyError."""
    with services.database.connection(talk(conversation)) as connection:
        return services.sessions.is_over(connection, conversation)


def alert_desk(settings: Settings, services: Services) -> Optional[AlertDesk]:
    """The way to staff in danger; None where neither a mail server nor the demo is set, so that nothing is promised."""
    if Channel.EMAIL.value not in make_providers(settings):
        return None
    return AlertDesk(services.database, services.sessions, services.clock, make_rules(settings))


async def load_dialogue(settings: Settings, model: str, is_kept: bool, locks: TurnLocks) -> Any:
    """Rasa with our actions in its process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside TensorFlow and Rasa, which nobody here can mend
        from rasa.core.agent import load_agent
        from rasa.core.utils import AvailableEndpoints

        from bot.dialogue.in_process import InProcessActions
        from bot.dialogue.lock_store import ConversationLocks
        from bot.dialogue.own_loop import OwnLoop
        from bot.dialogue.quicker_rasa import quicken_rasa
        from bot.dialogue.rasa_turn import RasaConversation
        from bot.dialogue.tracker_store import ConversationStore, fail_closed

        quicken_rasa()
        keys = settings.sealing_keys()
        store = ConversationStore(host=settings.conversations, keys=keys, locks=locks) if is_kept else None
        endpoints = AvailableEndpoints(
            action=InProcessActions("actions"), tracker_store=store, lock_store=ConversationLocks(locks)
        )
        agent = await load_agent(model_path=model, endpoints=endpoints)
        fail_closed(agent)
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


def figures_served(assistant: Assistant, health: Health) -> AbstractContextManager[None]:
    """Within, the figures are told on their own port, if somebody asks for them."""
    settings, measures = assistant.settings, assistant.measures
    if measures is None or settings.metrics_port is None:
        return nullcontext()
    from bot.metrics.looked_up import LookedUp
    from bot.metrics.private_port import served

    measures.look_up(LookedUp(figure_sources(assistant, health)))
    measures.tell_build(version(), assistant.model.name if assistant.model else "")
    return served(measures.registry, settings.metrics_host, settings.metrics_port + settings.worker_index)


def figure_sources(assistant: Assistant, health: Health) -> Any:
    """Where figures are looked up whenever somebody asks. A queue joins `queues` under its name."""
    from bot.metrics.looked_up import Sources

    services, engine = assistant.services, assistant.dialogue.engine
    engines = {"database": services.database.engine, "conversations": engine}
    return Sources(
        lanes=assistant.front_door.lanes.all,
        pools={name: found.pool for name, found in engines.items() if found is not None},
        report=lambda: health.last,
        queues={
            "outbox": functools.partial(outbox_now, services),
            "inbox": functools.partial(inbox_now, services),
        },
        switched_off=services.switches.off,
        switches=NAMES,
    )


def outbox_now(services: Services) -> Any:
    """How many messages wait to be sent, and how long the oldest that is due has waited. Raises SQLAlchemyError."""
    from bot.metrics.looked_up import QueueNow

    with services.database.transaction(SENDING) as session:
        backlog = oldest_waiting(session, services.clock.now())
    return QueueNow(backlog.counts, backlog.oldest)


def inbox_now(services: Services) -> Any:
    """How long the oldest message has waited that has no answer yet. Raises SQLAlchemyError."""
    from bot.metrics.looked_up import QueueNow

    with services.database.connection(INBOX) as connection:
        return QueueNow(oldest=oldest_open(connection, services.clock.now()))


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


def counting(measures: Optional[Measures]) -> list[Middleware]:
    """What counts the answers, if somebody asks for figures."""
    if measures is None:
        return []
    from bot.metrics.counted import CountedPages

    return [Middleware(CountedPages, count=measures.page)]


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


def for_ever(assistant: Assistant, health: Health) -> list[Coroutine[Any, Any, None]]:
    """What an assistant does by itself, whether anybody asks or not."""
    inbox = [assistant.receiving.work(), assistant.receiving.renew()] if assistant.receiving else []
    return [
        *inbox,
        forget_for_ever(assistant),
        watch_health_for_ever(health),
    ]


@asynccontextmanager
async def at_work(
    assistant: Assistant, work: list[Coroutine[Any, Any, None]], engine: Engine
) -> AsyncIterator[None]:
    """Work that is done, signals of other processes that are heard, and messages that are sent, as long as this lasts."""
    signals = assistant.services.database.signals
    signals.start()
    tasks = [asyncio.ensure_future(each) for each in work]
    engine.start()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for part in (engine.stop, signals.stop, assistant.locks.close):
            await asyncio.to_thread(part)


def outbox_engine(assistant: Assistant) -> Engine:
    """What sends messages and does chores; it sends nothing where `localoffer worker` does."""
    settings, services = assistant.settings, assistant.services
    carrier = make_carrier(settings, services.database) if settings.worker else None
    return make_engine(services.database, services.clock, carrier, chores(assistant), is_server=True)


def chores(assistant: Assistant) -> list[Chore]:
    """What is done again and again: by one of the processes where there are several."""
    return [
        Chore("sweep", SWEEP_EVERY, functools.partial(sweep_once, assistant), needs_server=True),
        *retention_chores(assistant),
        *outbox_chores(assistant.services.database, assistant.services.clock),
    ]


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


def retention_chores(assistant: Assistant) -> list[Chore]:
    """Twice an hour, see whether today's retention is still to be done, and do it.

    Not on a pinned day: somebody who looks at another year would lose the records of this one.
    """
    if not assistant.settings.retention or assistant.settings.today is not None:
        return []
    keep = functools.partial(keep_retention_once, assistant)
    return [Chore("retention", RETENTION_EVERY, keep, needs_server=True)]


def keep_retention_once(assistant: Assistant) -> None:
    """One look. The log gets counts; what fails is logged by kind, and the next look tries again."""
    database, now = assistant.services.database, assistant.services.clock.now()
    try:
        done = run_retention(database, retention_parameters(assistant), now)
        for due in done.deleted:
            if due.count:
                logger.info("Past its time and deleted: table=%s count=%s", due.rule.table, due.count)
        if done.count:
            wipe_traces(database)
    except Exception as error:  # noqa: BLE001 - the next look tries again
        logger.error("Retention could not be kept: error=%s", type(error).__name__)


def retention_parameters(assistant: Assistant) -> RetentionParameters:
    """What retention goes by. Raises RuntimeError if data/retention.yml is wrong."""
    settings = assistant.settings
    rules, _elsewhere = load_rules(settings.home / "data" / "retention.yml")
    lookup = erased_lookup(Keyed(settings.secret()))
    return RetentionParameters(rules, lookup, assistant.dialogue.forget, settings.retention_hour)


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
    return Health(parts, lambda: wrong, time.monotonic, lambda: tuple(services.switches.off()))


def make_readiness(assistant: Assistant) -> Readiness:
    """What must be there for this process to be sent requests. Its databases must be there now."""
    return Readiness(
        {
            "model": lambda: OK if assistant.dialogue.is_ready else NOT_LOADED,
            "database": database_probe(assistant.services.database.engine, "web_session"),
            "conversations": _conversations(assistant),
        }
    )


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


async def live_page(_request: Request) -> Response:
    """That the process answers. It touches nothing."""
    return JSONResponse({"live": True})


def ready_page(readiness: Readiness) -> Handler:
    """A page for whoever sends requests here: 200 to go on, 503 with what is missing to let it be.

    `?parts=model` asks of some parts alone. Raises HTTPException for a part that there is not.
    """

    async def tell(request: Request) -> Response:
        named = frozenset(filter(None, request.query_params.get("parts", "").split(",")))
        if named - readiness.parts:
            raise HTTPException(404)
        missing = await readiness.missing(named)
        return JSONResponse({"ready": not missing, "missing": dict(missing)}, 503 if missing else 200)

    return tell


def seed_demo(settings: Settings, services: Services) -> None:
    """Add the invented people where the settings ask for a demo."""
    if not settings.demo:
        return
    keyed = Keyed(settings.secret())
    with services.database.transaction(DEMO) as session:
        demo.seed(session, services.clock.today(), keyed.phone)


def log_problems(services: Services) -> None:
    """Say on the log which content files are wrong and how to mend them."""
    for problem in content_problems(services):
        logger.error("Content problem: %s", problem)


def content_problems(services: Services) -> list[str]:
    """What is wrong in the files of the offer and of what we say, as they were read."""
    return [str(problem) for problem in (*services.offer.problems, *faults_now())]


def version() -> str:
    """The program's version, as it is installed."""
    return metadata.version("care-leavers-local-offer")
