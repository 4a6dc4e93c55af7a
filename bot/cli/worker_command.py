"""`localoffer worker`: sends messages and does chores, without a chat page."""

from __future__ import annotations

import signal
import threading

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("worker", help="send messages in a process of its own; any number, on PostgreSQL")
@pass_here
def worker(here: Here) -> None:
    """Work until stopped. Raises RuntimeError on SQLite, where the server itself sends."""
    from bot.carrier_setup import make_carrier, outbox_chores
    from bot.delivery.sending.engine import make_engine
    from bot.logs import set_up_logging

    settings, database = here.settings, here.database
    if database.engine.dialect.name != "postgresql":
        raise RuntimeError(
            "the worker needs PostgreSQL (LOCALOFFER_DATABASE_URL); on SQLite the server itself sends"
        )
    set_up_logging(settings.log_level, settings.log_format)
    carrier = make_carrier(settings, database)
    chores = outbox_chores(settings, database, here.clock)
    engine = make_engine(database, here.clock, carrier, chores, is_server=False)
    over = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: over.set())
    engine.start()
    print("Sending. Stop with Ctrl+C.", flush=True)
    over.wait()
    engine.stop()
