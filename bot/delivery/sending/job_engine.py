"""On PostgreSQL: Procrastinate's worker, in a thread and an event loop of its own.

The rows of the outbox say what is to be sent; a job only rings for one. So a job that is lost, or that rings twice, sends
nothing twice and loses nothing: whoever is called looks at the row, and `look_after` lets the lost ones ring again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, Callable, Coroutine, Optional, Sequence

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job, Status

from bot.delivery.sending.carrying import Came, Carrier, send_one
from bot.delivery.sending.chores import Chore, do
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.delivery.sending.ringing import (
    QUEUE,
    TASK,
    URGENT_QUEUE,
    own_lock,
    ring_for_due,
    ring_for_stuck,
    silence_needless,
)
from bot.records.database import PATIENCE, Database
from bot.records.reach import SENDING

logger = logging.getLogger(__name__)

AT_A_TIME, URGENT_AT_A_TIME = 8, 4  # messages that one process sends at once
CHORES, SERVER_CHORES = "chores", "server_chores"  # queues
LOOK_AFTER = "* * * * * */20"  # every 20 seconds
HEARTBEAT, STALLED = 5.0, 20.0  # seconds between signs of life, and without one until a worker counts as dead
POLL = 1.0  # seconds: nobody is notified of a retry whose time has come, nor that the job before it ended
MISSED = 86_400  # seconds: a chore whose time passed while nobody worked is done at the next start
HELD_UP = timedelta(seconds=5)  # until a job asks again whether its message may go
AFTER_A_FAULT = 10  # seconds until a job is tried again that failed by an error of ours or the database's
PAUSE = 2.0  # seconds until a worker that failed is started anew
LONGEST_END = 12.0  # seconds that the end waits for what is being sent


class RingAgainError(Exception):
    """The job is needed again: at `at`, behind `lock` if it has another one from now on."""

    def __init__(self, at: datetime, lock: Optional[str] = None) -> None:
        super().__init__("later")
        self.at, self.lock = at, lock


class RingAgain(BaseRetryStrategy):
    """No job of ours ends by failing: an error that nobody foresaw is tried again too."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """When the job rings again."""
        if isinstance(exception, RingAgainError):
            return RetryDecision(retry_at=exception.at, lock=exception.lock)
        logger.error("A job failed: task=%s error=%s", job.task_name, type(exception).__name__)
        return RetryDecision(retry_in={"seconds": AFTER_A_FAULT})


class JobEngine:
    """See `engine.Engine`."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        carrier: Optional[Carrier],
        chores: Sequence[Chore],
        *,
        is_server: bool,
    ) -> None:
        self._database, self._now, self._carrier = database, now, carrier
        self._chores, self._is_server = chores, is_server
        self._over = threading.Event()
        self._threads = ThreadPoolExecutor(AT_A_TIME + URGENT_AT_A_TIME + 2, thread_name_prefix="job")
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._working: Optional[asyncio.Task[None]] = None

    def start(self) -> None:
        """Begin."""
        logging.getLogger("procrastinate").setLevel(logging.WARNING)  # a line for each job is too much
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # it has just ended
                loop.call_soon_threadsafe(self._interrupt)
        self._thread.join(LONGEST_END + PAUSE)
        self._threads.shutdown(wait=False)

    def _interrupt(self) -> None:
        if self._working is not None:
            self._working.cancel()

    def _run(self) -> None:
        asyncio.run(self._for_ever())

    async def _for_ever(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not self._over.is_set():
            self._working = asyncio.create_task(self._work())
            with suppress(asyncio.CancelledError):
                await self._work_or_tell(self._working)
            if not self._over.is_set():
                await asyncio.sleep(PAUSE)

    async def _work_or_tell(self, working: asyncio.Task[None]) -> None:
        try:
            await working
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            logger.error("Jobs can't be done now: error=%s", type(error).__name__)

    async def _work(self) -> None:
        app = self._app()
        async with app.open_async():
            workers = [_worker(app, self._queues(), AT_A_TIME)]
            if self._carrier is not None:
                workers.append(_worker(app, [URGENT_QUEUE], URGENT_AT_A_TIME))
            await _all_or_none(workers)

    def _queues(self) -> list[str]:
        return [
            *([QUEUE] if self._carrier is not None else []),
            CHORES,
            *([SERVER_CHORES] if self._is_server else []),
        ]

    def _app(self) -> App:
        """Procrastinate's own object: our tasks, on this database."""
        url = self._database.engine.url.set(drivername="postgresql")
        connector = PsycopgConnector(
            conninfo=url.render_as_string(hide_password=False),
            kwargs={"connect_timeout": PATIENCE},
            min_size=1,
            max_size=4,
            timeout=2 * PATIENCE,
        )
        app = App(connector=connector, periodic_defaults={"max_delay": MISSED})
        if self._carrier is not None:
            self._add_sending(app, self._carrier)
        self._look_after_jobs(app)
        for chore in self._chores:
            if self._is_server or not chore.needs_server:
                self._add(app, chore)
        return app

    def _add_sending(self, app: App, carrier: Carrier) -> None:
        async def send(message: int) -> None:
            again = await self._in_thread(self._try, carrier, message)
            if again is not None:
                raise again

        app.task(name=TASK, queue=QUEUE, retry=RingAgain())(send)

    def _add(self, app: App, chore: Chore) -> None:
        queue = SERVER_CHORES if chore.needs_server else CHORES

        async def work(timestamp: int) -> None:
            await self._in_thread(do, chore)

        name = f"chore {chore.name}"
        task = app.task(name=name, queue=queue, queueing_lock=name)(work)
        app.periodic(cron=chore.cron)(task)

    def _look_after_jobs(self, app: App) -> None:
        async def look_after(timestamp: int) -> None:
            await _take_from_the_dead(app)
            await self._in_thread(self._ring_for_due)

        name = "look after"
        task = app.task(name=name, queue=CHORES, queueing_lock=name)(look_after)
        app.periodic(cron=LOOK_AFTER)(task)

    def _ring_for_due(self) -> None:
        with self._database.transaction(SENDING) as session:
            ring_for_stuck(session, self._now())
            silence_needless(session)
            ring_for_due(session, self._now())

    def _try(self, carrier: Carrier, message: int) -> Optional[RingAgainError]:
        """Try a message; when its job is needed again, None if never."""
        came = send_one(carrier, message, self._now)
        if came is None:
            return self._not_yet(message)
        return self._next_try(message) if came is Came.AGAIN else None

    def _not_yet(self, message: int) -> Optional[RingAgainError]:
        """Where another holds the message, or an older one of the person still waits.

        From then on the job stands in nobody's way: the older one may stand behind it.
        """
        row = self._row(message)
        if row is None:
            return None
        wait = max(row.next_try_at - self._now(), HELD_UP)
        return RingAgainError(datetime.now(timezone.utc) + wait, own_lock(message))

    def _next_try(self, message: int) -> Optional[RingAgainError]:
        row = self._row(message)
        wait = None if row is None else row.next_try_at - self._now()
        return None if wait is None else RingAgainError(datetime.now(timezone.utc) + wait)

    def _row(self, message: int) -> Any:
        """The row, if it still waits."""
        with self._database.transaction(SENDING) as session:
            row = session.get(OutgoingMessage, message)
            return row if row is not None and row.state == State.WAITING.value else None

    async def _in_thread(self, work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *given))


async def _worker(app: App, queues: Sequence[str], at_a_time: int) -> None:
    await app.run_worker_async(
        queues=queues,
        concurrency=at_a_time,
        fetch_job_polling_interval=POLL,
        shutdown_graceful_timeout=LONGEST_END,
        delete_jobs="always",
        install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED,
    )


async def _all_or_none(workers: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Until one ends; then the others do too, and what ended it is raised. All are begun anew together."""
    tasks = [asyncio.ensure_future(each) for each in workers]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _take_from_the_dead(app: App) -> None:
    """Let jobs ring again whose worker was killed. A chore is left to its next time, which may wait already."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        if job.task_name == TASK:
            await app.job_manager.retry_job(job, retry_at=datetime.now(timezone.utc))
        else:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
    await app.job_manager.prune_stalled_workers(STALLED)
