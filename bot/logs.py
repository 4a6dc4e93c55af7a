"""Logs: to standard error through structlog, as text or as JSON lines, and never with what people type."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, Literal, MutableMapping

NOISY = ("rasa", "rasa_sdk", "apscheduler", "sanic", "uvicorn", "matplotlib", "tensorflow", "alembic")
QUOTING = ("uvicorn.error", "asyncio", "sanic.error")  # they print what failed with all that it says
TEXT, JSON = "text", "json"

Format = Literal["text", "json"]
Event = MutableMapping[str, Any]

_PAIRS = re.compile(r"[:,]? ((?:[a-z_]+=\S+ ?)+)$")  # how our lines end: "...: error_id=4f2a error=OSError"
_NO_WORDS = frozenset({"event", "level", "logger", "time", "worker", "_record", "_from_structlog"})


class KindAlone(logging.Filter):
    """Of an error, a log line keeps its kind: what an error says may be somebody's words."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten a line that carries an error; let every line through."""
        if record.exc_info:
            kind = record.exc_info[0].__name__ if record.exc_info[0] else "none"
            record.msg, record.args = f"An error reached the server itself: error={kind}", ()
            record.exc_info = record.exc_text = None
        return True


KIND_ALONE = KindAlone()  # one, so that it is added once


def set_up_logging(level: str, form: Format = "text", worker: int = 0) -> None:
    """Set up Python's logging and structlog. `worker` is this process's number among those of one server.

    Rasa does the latter only under its own command line, and would tell its makers too. Left out, structlog prints
    every debug event of Rasa, message text and all.
    """
    import structlog  # takes colours for a terminal with it, where they are: after `bot.dialogue.lean` has its say

    # Rasa's debug and info logs quote messages, so no level of ours lets them through.
    number = max(logging.getLevelName(level), logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(form, worker))
    logging.basicConfig(level=number, handlers=[handler])
    for name in NOISY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    for name in QUOTING:
        logging.getLogger(name).addFilter(KIND_ALONE)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            name_alone,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=True,
    )


def formatter(form: Format, worker: int = 0) -> logging.Formatter:
    """Every line alike, whether Python's logging or structlog was asked: time (UTC), level, logger, event."""
    import structlog

    last = structlog.processors.JSONRenderer(sort_keys=True) if form == JSON else _as_text
    shared = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    made: logging.Formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            *shared,
            kind_alone,
            *([fields_apart] if form == JSON else []),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            lambda _logger, _name, event: {**event, "worker": worker},
            last,
        ]
    )
    return made


def name_alone(_logger: Any, _name: str, event: Event) -> Event:
    """Of an event that Rasa tells, its name and level: its other fields may quote a message."""
    return {name: value for name, value in event.items() if name in _NO_WORDS}


def kind_alone(_logger: Any, _name: str, event: Event) -> Event:
    """Instead of an error with its words and its traceback, the kind of it."""
    error = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if isinstance(error, tuple) and error[0] is not None:
        event["event"] = f"{event['event']}: error={error[0].__name__}"
    return event


def fields_apart(_logger: Any, _name: str, event: Event) -> Event:
    """What stands at a line's end as `name=value` becomes fields, so that lines can be searched by them."""
    found = _PAIRS.search(str(event["event"]))
    if found is None:
        return event
    pairs = dict(pair.split("=", 1) for pair in found[1].split())
    return {**pairs, **event, "event": str(event["event"])[: found.start()]}


def _as_text(_logger: Any, _name: str, event: Event) -> str:
    return f"{event['time']} {event['level'].upper()} {event['logger']} {event['event']}"
