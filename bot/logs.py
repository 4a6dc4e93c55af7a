"""Logs: to standard error, and never with what people type."""

from __future__ import annotations

import logging
import sys

NOISY = ("rasa", "rasa_sdk", "apscheduler", "sanic", "uvicorn", "matplotlib", "tensorflow", "alembic")
QUOTING = ("uvicorn.error", "asyncio", "sanic.error")  # they print what failed with all that it says


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


def set_up_logging(level: str) -> None:
    """Set up Python's logging and structlog.

    Rasa does the latter only under its own command line, and would tell its makers too. Left out, structlog prints
    every debug event of Rasa, message text and all.
    """
    import structlog  # takes colours for a terminal with it, where they are: after `bot.dialogue.lean` has its say

    # Rasa's debug and info logs quote messages, so no level of ours lets them through.
    number = max(logging.getLevelName(level), logging.INFO)
    logging.basicConfig(
        level=number, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for name in NOISY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    for name in QUOTING:
        logging.getLogger(name).addFilter(KIND_ALONE)
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=True,
    )
