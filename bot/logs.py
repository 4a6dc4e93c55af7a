"""Logs: to standard error, and never with what people type."""

from __future__ import annotations

import logging
import sys
import warnings

NOISY = ("rasa", "rasa_sdk", "apscheduler", "sanic", "matplotlib", "tensorflow")


def set_up_logging(level: str) -> None:
    """Set up Python's logging and structlog.

    Rasa does this only under its own command line. Left out, structlog prints
    every debug event of Rasa, message text and all.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasa.utils.log_utils import configure_structlog
    # Rasa's debug and info logs quote messages, so no level of ours lets them through.
    number = max(logging.getLevelName(level), logging.INFO)
    logging.basicConfig(
        level=number, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for name in NOISY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    logging.getLogger("sanic.error").setLevel(logging.CRITICAL)  # it prints what was asked for; we log by id
    configure_structlog(logging.WARNING)
