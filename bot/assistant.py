"""The assistant without a network, built out of its parts: what the terminal and the server share."""

from __future__ import annotations

import functools
import logging
import warnings
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping, Optional

from actions.services import Services, make_services, provide
from bot.advising.desk import Desk
from bot.advising.handlers import all_handlers
from bot.answer import Choice
from bot.carrier_setup import make_night, make_providers, make_reminder_rules, make_tools
from bot.casework import demo
from bot.channels.sms.text_councils import check_councils
from bot.channels.sms.text_delivery import TextDelivery
from bot.channels.sms.text_lines import make_lines, make_prices, room_of
from bot.channels.teams.teams_delivery import TeamsDelivery, posted
from bot.channels.teams.teams_settings import check_tenants, teams_setup
from bot.delivery.alerts.alert_desk import AlertDesk
from bot.delivery.alerts.alert_setup import make_rules
from bot.delivery.conversation.inbox_store import InboxStore
from bot.delivery.conversation.journal import DatabaseJournal, Deliver, Journal, MemoryJournal
from bot.delivery.conversation.receiving import Receiving
from bot.delivery.conversation.shared_turns import SharedTurns
from bot.delivery.conversation.turn_locks import TurnLocks
from bot.delivery.handing_over.hand_over_desk import KeptHandOvers
from bot.delivery.handing_over.hand_over_parts import Parts, Tell
from bot.delivery.handing_over.hand_over_setup import make_hand_over_rules
from bot.delivery.handing_over.put_lines import Lines
from bot.delivery.reminding.waiting_messages import KeptWaitingMessages
from bot.delivery.sending.outgoing import Channel
from bot.delivery.staffing.notify_staff import TellStaff
from bot.delivery.staffing.staff_step import CHANNEL as STAFF_CHANNEL
from bot.delivery.texting.text_talks import CHANNEL, KeptTalks
from bot.delivery.texting.text_words import stands_alone
from bot.dialogue.trained_models import detector_of
from bot.front_door import FrontDoor
from bot.health.row_security import row_security_word
from bot.health.states import NO_ANSWER, UNGUARDED
from bot.identity.by_phone import texters
from bot.identity.by_phone.text_pins import Pins
from bot.identity.by_teams import demo_staff
from bot.identity.by_teams.teams_links import TeamsLinks
from bot.logs import set_up_logging
from bot.offer.answers import council_numbers
from bot.offer.shared_offer import sharing
from bot.phrases import faults_now
from bot.records.held_locks import HeldLocks, lock_number
from bot.records.keyed import Keyed
from bot.records.reach import DEMO, talk
from bot.records.server_urls import is_postgresql
from bot.records.signals import ENDED
from bot.safeguarding.detector import Detector
from bot.settings import Settings, sharing_settings
from bot.switches import TEAMS
from bot.talk.general_answers import choice_for

if TYPE_CHECKING:
    from bot.metrics.measures import Measures

logger = logging.getLogger(__name__)

MENU = (
    "personal_adviser",
    "pathway_plan_what_is",
    "money_and_benefits",
    "setting_up_home",
    "housing_options",
    "council_tax",
    "talk_to_human",
)
_OPEN_WALLS = {
    UNGUARDED: "PostgreSQL's row-level security does not bind this role: it owns the tables, or passes them by",
    NO_ANSWER: "PostgreSQL does not tell whether row-level security binds this role",
}


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
    hand_overs: Optional[KeptHandOvers] = None  # None where staff can't be reached in Teams


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
    make_rules(settings)
    make_lines(settings)
    make_hand_over_rules(settings)
    teams_setup(settings)
    services = open_services(settings)
    councils = services.councils.english()
    check_councils(settings, councils)
    check_tenants(teams_setup(settings), councils)
    return services


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
    """Warn if PostgreSQL shows the server's role every row. Raises RuntimeError where the settings don't allow that, or that one can't tell."""
    said = _OPEN_WALLS.get(row_security_word(services.database.engine))
    if said is None:
        return
    if settings.require_row_security:
        raise RuntimeError(f"{said}; connect as another role (docs/databases.md)")
    logger.warning("%s (docs/databases.md)", said)


def assemble(
    settings: Settings,
    services: Services,
    dialogue: Any,
    is_kept: bool = True,
    locks: Optional[TurnLocks] = None,
    tell: Optional[Tell] = None,
) -> Assistant:
    """Put the front door before a dialogue. `tell` sends to staff in Teams, if not what sends everything there."""
    journal = DatabaseJournal(services.database, services.clock) if is_kept else MemoryJournal()
    alerts = alert_desk(settings, services)
    detector = detector_of(settings)
    deliver = make_deliveries(settings, services) if is_kept else {}
    hand_overs = make_hand_overs(settings, services, deliver, tell) if is_kept else None
    rules = hand_overs.rules if hand_overs else None
    provide(replace(services, danger_was_judged=detector.has_judge, hand_over_rules=rules))
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
        leads_on=lambda choice: dialogue.knows(choice) and services.leads_on(choice),
        locks=locks,
        deliver=deliver,
        texts=kept_talks(settings, services) if is_kept else None,
        menu=functools.partial(menu_of, services),
        address=settings.address,
        reminders=waiting_messages(settings, services) if is_kept else None,
        desk=make_desk(settings, services) if is_kept else None,
        hand_overs=hand_overs,
    )
    receiving = make_receiving(services, door) if is_kept else None
    hear_others(services, door, dialogue)
    return Assistant(
        settings,
        services,
        dialogue,
        journal,
        door,
        detector,
        receiving,
        alerts,
        measures=measures,
        hand_overs=hand_overs,
    )


def make_deliveries(settings: Settings, services: Services) -> dict[str, Deliver]:
    """What carries the answers of channels that are acknowledged at once."""
    return {
        CHANNEL: TextDelivery(services.clock, functools.partial(room_of, settings)),
        STAFF_CHANNEL: TeamsDelivery(services.clock),
    }


def make_receiving(services: Services, door: FrontDoor) -> Receiving:
    """What works on the inbox: messages of channels that are acknowledged at once, and those that somebody broke off."""
    store = InboxStore(services.database, services.clock)
    return Receiving(store, door.lanes, door.held, door.look, door.handle, [CHANNEL], stands_alone)


def make_hand_overs(
    settings: Settings, services: Services, deliver: Mapping[str, Deliver], tell: Optional[Tell]
) -> Optional[KeptHandOvers]:
    """The talks that advisers take over; None where nothing carries messages to them in Teams."""
    if Channel.TEAMS.value not in make_providers(settings):
        return None
    lines = Lines(services.database.signals, deliver)
    rules, is_off = make_hand_over_rules(settings), functools.partial(services.switches.is_off, TEAMS)
    parts = Parts(
        services.database, services.clock, services.sessions, rules, lines, tell or TellStaff(posted), is_off
    )
    return KeptHandOvers(parts)


def kept_talks(settings: Settings, services: Services) -> KeptTalks:
    """What is kept of talks by text."""
    pins = Pins(Keyed(settings.secret()))
    return KeptTalks(services.database, services.clock, make_prices(settings), pins)


def waiting_messages(settings: Settings, services: Services) -> KeptWaitingMessages:
    """The messages behind the texts that we send first."""
    rules, proved = make_reminder_rules(settings), services.sessions.person_in
    return KeptWaitingMessages(services.database, services.clock, rules, proved, settings.address)


def make_desk(settings: Settings, services: Services) -> Desk:
    """What answers staff about their young people; nothing is read for it yet."""
    from bot.advising.requests.reading import read_request  # what it computes with takes a while to load

    return Desk(
        services.database,
        services.parameters,
        services.clock,
        services.offer,
        all_handlers(),
        read_request,
        TeamsLinks(Keyed(settings.secret())),
        settings.address,
        make_tools(settings, services.offer),
    )


def menu_of(services: Services) -> list[Choice]:
    """What MENU offers by text message: the topics that people ask for most, as far as they are written."""
    found = (choice_for(topic, services.offer, services.offer.nation().id) for topic in MENU)
    return [choice for choice in found if choice]


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
    """Whether a browser's conversation, or a talk by text, has ended, here or in another process. Raises SQLAlchemyError."""
    with services.database.connection(talk(conversation)) as connection:
        return services.sessions.is_over(connection, conversation) or texters.is_over(
            connection, conversation
        )


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


def seed_demo(settings: Settings, services: Services) -> None:
    """Add the invented people where the settings ask for a demo."""
    if not settings.demo:
        return
    keyed = Keyed(settings.secret())
    with services.database.transaction(DEMO) as session:
        if demo.seed(session, services.clock.today(), keyed.phone):
            demo_staff.seed_staff(session, keyed, services.clock.now())


def log_problems(services: Services) -> None:
    """Say on the log which content files are wrong and how to mend them."""
    for problem in content_problems(services):
        logger.error("Content problem: %s", problem)


def content_problems(services: Services) -> list[str]:
    """What is wrong in the files of the offer and of what we say, as they were read."""
    return [str(problem) for problem in (*services.offer.problems, *faults_now())]
