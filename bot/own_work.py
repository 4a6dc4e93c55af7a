"""What an assistant does by itself, whether anybody asks or not: it sends, sweeps, keeps retention and watches over its parts."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Coroutine

from bot.assistant import Assistant
from bot.carrier_setup import make_carrier, outbox_chores
from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.retention import load_rules
from bot.casework.privacy.retention_round import RetentionParameters, run_retention, wipe_traces
from bot.delivery.conversation.sweep import ORPHANS, orphans, sweep
from bot.delivery.handing_over.hand_over_rules import EVERY
from bot.delivery.sending.chores import Chore
from bot.delivery.sending.engine import Engine, make_engine
from bot.delivery.staffing.teams_sweep import TALK, sweep_teams
from bot.health.report import Health
from bot.identity.by_phone.texters import SMS
from bot.identity.by_teams.teams_users import TEAMS
from bot.identity.sign_in.sessions import WEB
from bot.language.embedding.memory import give_back
from bot.records.keyed import Keyed
from bot.records.reach import SWEEP

logger = logging.getLogger(__name__)

SWEEP_EVERY = 10  # minutes
FORGET_EVERY = 5.0  # seconds
HEALTH_EVERY = 60.0
MEMORY_EVERY = 30.0
RETENTION_EVERY = 30  # minutes


def for_ever(assistant: Assistant, health: Health) -> list[Coroutine[Any, Any, None]]:
    """What an assistant does by itself, whether anybody asks or not."""
    inbox = [assistant.receiving.work(), assistant.receiving.renew()] if assistant.receiving else []
    return [
        *inbox,
        forget_for_ever(assistant),
        watch_health_for_ever(health),
        give_memory_back_for_ever(),
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
        *hand_over_chores(assistant),
        *outbox_chores(assistant.settings, assistant.services.database, assistant.services.clock),
    ]


def sweep_once(assistant: Assistant) -> None:
    """Delete sessions that ended, with their words, words without a session, and old sign-in records."""
    now = assistant.services.clock.now()
    with assistant.services.database.transaction(SWEEP) as session:
        left = sweep(session, now)
        sweep_teams(session, now)
    for conversation in left:
        assistant.front_door.forget(conversation)
    forget_silent_staff(assistant)
    # Rasa stamps its events with the machine's own clock.
    before = time.time() - ORPHANS.total_seconds()
    silent = [talk for kind in (WEB, SMS) for talk in assistant.dialogue.silent_since(before, kind)]
    with assistant.services.database.transaction(SWEEP) as session:
        found = orphans(session, silent, now)
    for conversation in found:
        assistant.front_door.forget(conversation)
    if found:
        logger.warning("Conversations without a session were deleted: %s", len(found))


def forget_silent_staff(assistant: Assistant) -> None:
    """Forget what the dialogue knows of talks in Teams that are silent; of their lines, see `teams_sweep`."""
    # Rasa stamps its events with the machine's own clock.
    for conversation in assistant.dialogue.silent_since(time.time() - TALK.total_seconds(), TEAMS):
        assistant.dialogue.forget(conversation)
        assistant.front_door.forget_in_memory(conversation)


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


def hand_over_chores(assistant: Assistant) -> list[Chore]:
    """Each minute, see which hand-overs nobody took in time, went silent or have ended, and which promised calls are overdue."""
    if assistant.hand_overs is None:
        return []
    return [Chore("hand-overs", EVERY, assistant.hand_overs.tend, needs_server=True)]


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


async def give_memory_back_for_ever() -> None:
    """Again and again, give what many messages at once needed back to the system."""
    while True:
        await asyncio.sleep(MEMORY_EVERY)
        await asyncio.to_thread(give_back)


async def watch_health_for_ever(health: Health) -> None:
    """Every minute, look at every part; what is not well stands in the log, also if nobody asks."""
    while True:
        try:
            await health.look()
        except Exception as error:  # noqa: BLE001 - the next round tries again
            logger.error("Nobody could look how the parts are: error=%s", type(error).__name__)
        await asyncio.sleep(HEALTH_EVERY)
