"""The database: one engine, one base for every table."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, Optional, Sequence

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.orm import Session, declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool

from bot.records.reach import Reach, info, say, say_at_begin
from bot.records.sealed import KeyRing, give_keys
from bot.records.signals import Signals
from bot.records.unusable import OWNER, RECORDS, checked, explained

# Named constraints, so that a migration can find them on every database.
_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Base: Any = declarative_base(metadata=MetaData(naming_convention=_NAMES))

_DATA_ERRORS = "22"  # the class of SQLSTATE codes for values that don't fit

PATIENCE = 5  # seconds until somebody else's lock, a server that does not answer or a full pool is an error
# More connections than there are threads that ask for one, so that page loads can't take those of a cry for help.
_POOL = {"pool_size": 5, "max_overflow": 35, "pool_timeout": PATIENCE}
_POSTGRESQL = {"connect_timeout": PATIENCE, "tcp_user_timeout": 2 * PATIENCE * 1000}


class Database:
    """Opens transactions on one engine. `keys` seal what is personal; see `bot.records.sealed`.

    `owner_url` is that of the role that owns the tables, where the server's own role does not.
    `signals` go to whoever listens, in this process and in others, when a transaction commits: see `bot.records.signals`.
    `setting` is what names the address. Raises UnusableDatabaseError if nothing can be made of it.
    """

    def __init__(
        self, url: str, keys: Sequence[str], owner_url: Optional[str] = None, setting: str = RECORDS
    ) -> None:
        self.engine, self.signals = make_engine(url, setting), Signals(url)
        self._keys, self._owner_url, self._setting = KeyRing(keys), owner_url, setting
        give_keys(self.engine, self._keys)
        self._session = sessionmaker(self.engine, future=True, expire_on_commit=False)
        event.listen(self._session, "after_begin", say_at_begin)

    def create_tables(self, *, at_start: bool = True) -> None:
        """Bring the tables to this version, from nothing or from an earlier one.

        Raises RuntimeError, naming what to do, if the tables are no good to us, or older and not `at_start`.
        """
        # Alembic is loaded only when a database is opened for work.
        from bot.records.upgrading import require_current, upgrade

        if not at_start:
            with explained(self.engine.url, self._setting):
                require_current(self.engine)
            return
        with self.owning() as engine, explained(engine.url, self._owner_setting):
            upgrade(engine)

    @contextmanager
    def owning(self) -> Iterator[Engine]:
        """The engine of the role that owns the tables: that of the server, unless it has one of its own."""
        if self._owner_url is None:
            yield self.engine
            return
        engine = make_engine(self._owner_url, self._owner_setting)
        give_keys(engine, self._keys)
        try:
            yield engine
        finally:
            engine.dispose()

    @property
    def _owner_setting(self) -> str:
        return self._setting if self._owner_url is None else OWNER

    @contextmanager
    def transaction(self, reach: Optional[Reach] = None) -> Iterator[Session]:
        """A session that commits at the end, or rolls back and raises. Without a reach it reaches nobody's rows; see `bot.records.reach`."""
        with self._session.begin() as session:
            session.info.update(info(reach))
            yield session
        self.signals.tell(session)

    @contextmanager
    def connection(self, reach: Optional[Reach] = None) -> Iterator[Connection]:
        """As `transaction`, for statements alone: where objects are not needed it takes a fraction of the time."""
        with self.engine.begin() as connection:
            if reach is not None:
                say(connection, reach)
            yield connection
        self.signals.tell(connection)


def make_engine(url: str, setting: str = RECORDS) -> Engine:
    """An engine; SQLite gets write-ahead logging, foreign keys and patience with writers.

    Values never stand in an error's text: they may be what somebody typed. Raises UnusableDatabaseError, which names the `setting`.
    """
    checked(url, setting)
    with explained(url, setting):
        return _engine(url)


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        server = create_engine(
            url,
            future=True,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=_server_patience(url),
            **_POOL,
        )
        event.listen(server, "handle_error", _leave_out_values)
        return server
    _make_folder(url)
    # SQLAlchemy 1.4 opens SQLite files anew for each transaction, which costs more than the query.
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        connect_args={"timeout": PATIENCE, "check_same_thread": False},
        **_POOL,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _server_patience(url: str) -> dict[str, Any]:
    made = make_url(url)
    if made.get_backend_name() != "postgresql":
        return {}
    given = str(made.query.get("options", ""))  # of the URL; ours would take their place
    return {**_POSTGRESQL, "options": f"{given} -c lock_timeout={PATIENCE * 1000}".strip()}


def _leave_out_values(context: Any) -> None:
    """PostgreSQL's own text quotes refused values, which `hide_parameters` does not cover.

    What stays is the sentence that names the constraint; of other errors with a
    row's data, whose sentence may quote it too, the code alone.
    """
    error, told = context.original_exception, context.sqlalchemy_exception
    code = getattr(error, "pgcode", None)
    if told is None or code is None:
        return
    said = str(error)
    kept = f"error {code}" if code.startswith(_DATA_ERRORS) else said.splitlines()[0]
    told.args = tuple(part.replace(said, kept) if isinstance(part, str) else part for part in told.args)
    error.args = (kept,)  # a traceback shows this one as well


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Make a new SQLite connection safe for several readers and one writer."""
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={PATIENCE * 1000}",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class LogInUseError(RuntimeError):
    """Somebody reads old pages of the file, so that deleted words are still in its log. Try again."""


def empty_log(engine: Engine) -> None:
    """Empty SQLite's write-ahead log, where deleted words would live on. Other databases have none. Raises LogInUseError."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        if busy:
            raise LogInUseError("the log of the database could not be emptied")


def _make_folder(url: str) -> None:
    path = make_url(url).database
    if path and path != ":memory:" and not _is_uri(url):
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _is_uri(url: str) -> bool:
    """Whether SQLite reads the place as an address of its own: its "file:" is no folder, and a folder is not made for one."""
    return "uri" in make_url(url).query
