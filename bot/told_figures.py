"""Figures for Prometheus: where they are looked up, and the port where they are told."""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager, nullcontext
from importlib import metadata
from typing import TYPE_CHECKING, Any, Optional

from starlette.middleware import Middleware

from actions.services import Services
from bot.assistant import Assistant
from bot.channels.sms.text_lines import make_prices
from bot.delivery.conversation.inbox_rows import oldest_open
from bot.delivery.sending.outbox import oldest_waiting
from bot.delivery.texting.danger_texts import count_dangers
from bot.delivery.texting.text_costs import Prices, costs, month_of
from bot.health.report import Health
from bot.records.reach import INBOX, SENDING
from bot.switches import NAMES

if TYPE_CHECKING:
    from bot.metrics.measures import Measures


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
            "urgent_text": functools.partial(urgent_texts_now, services),
        },
        switched_off=services.switches.off,
        switches=NAMES,
        texts=functools.partial(texts_now, services, make_prices(assistant.settings)),
    )


def outbox_now(services: Services) -> Any:
    """How many messages wait to be sent, and how long the oldest that is due has waited. Raises SQLAlchemyError."""
    from bot.metrics.looked_up import QueueNow

    with services.database.transaction(SENDING) as session:
        backlog = oldest_waiting(session, services.clock.now())
    return QueueNow(backlog.counts, backlog.oldest)


def urgent_texts_now(services: Services) -> Any:
    """How many urgent texts of the last days there were, by what became of their danger. Raises SQLAlchemyError."""
    from bot.metrics.looked_up import QueueNow

    with services.database.transaction(SENDING) as session:
        return QueueNow(count_dangers(session))


def inbox_now(services: Services) -> Any:
    """How long the oldest message has waited that has no answer yet. Raises SQLAlchemyError."""
    from bot.metrics.looked_up import QueueNow

    with services.database.connection(INBOX) as connection:
        return QueueNow(oldest=oldest_open(connection, services.clock.now()))


def texts_now(services: Services, prices: Prices) -> Any:
    """What each council's texts of this month cost. Raises SQLAlchemyError."""
    from bot.metrics.looked_up import MonthNow

    with services.database.transaction(SENDING) as session:
        spent = costs(session, month_of(services.clock.now()))
    return [MonthNow(one.council, one.line, one.fragments, float(prices.pounds(one))) for one in spent]


def counting(measures: Optional[Measures]) -> list[Middleware]:
    """What counts the answers, if somebody asks for figures."""
    if measures is None:
        return []
    from bot.metrics.counted import CountedPages

    return [Middleware(CountedPages, count=measures.page)]


def version() -> str:
    """The program's version, as it is installed."""
    return metadata.version("care-leavers-local-offer")
