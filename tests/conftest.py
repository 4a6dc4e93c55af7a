"""What many tests share: an order by chance, our real content, and real databases of each test's own."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import pytest_randomly
from hypothesis import HealthCheck, settings
from invented import KEY, TEMPLATE
from postgresql import MissingError, Server, binaries, server

import bot.advising.advising_tables
import bot.casework.tables
import bot.delivery.alerts.alert_tables
import bot.delivery.conversation.journal
import bot.delivery.handing_over.hand_over_tables
import bot.delivery.reminding.reminder_tables
import bot.delivery.sending.outbox_tables
import bot.delivery.texting.danger_texts
import bot.delivery.texting.text_costs
import bot.identity.by_phone.texter_tables
import bot.identity.by_teams.teams_tables
import bot.identity.sign_in.sign_in_tables  # noqa: F401 - these imports register tables, which a test may need
from bot.dialogue.trained_models import embedding_of, model_path
from bot.entitlements.parameters import Parameters, load_parameters
from bot.offer.loader import Offer, load_offer
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.safeguarding.judge_training import model_file
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

MOMENT = 5.0  # seconds
SLOW = ("tests/e2e/", "tests/nlu/", "tests/dialogue/", "tests/casework/test_crash.py")
ROOT = Path(__file__).resolve().parent.parent
OF_THE_MACHINE = {
    "LOCALOFFER_EMBEDDING",
    "LOCALOFFER_EMBEDDING_SHA256",
    "LOCALOFFER_SOURCES",
}  # where it keeps what is not in the repository

# thinc, which spaCy brings, would be asked for its seed too: that loads TensorFlow for the smallest run, and takes no
# seed above 2**32, as half of them are. It seeds nothing that pytest-randomly does not seed by itself.
pytest_randomly.entrypoint_reseeds = []

# How long an example takes says only how busy the machine is.
settings.register_profile("localoffer", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("localoffer")


class TidyLoop(asyncio.SelectorEventLoop):
    """An event loop that ends what still runs when it is closed: else a later test's log is told that it was lost."""

    def close(self) -> None:
        """Give what runs a moment to end."""
        left = set() if self.is_closed() else asyncio.all_tasks(self)
        for task in left:
            task.cancel()
        if left:
            self.run_until_complete(asyncio.wait(left, timeout=MOMENT))
        super().close()


class TidyLoops(asyncio.DefaultEventLoopPolicy):
    """Makes them."""

    _loop_factory = TidyLoop


@pytest.fixture(scope="session")
def event_loop_policy() -> TidyLoops:
    """What pytest-asyncio takes the loop of each test from."""
    return TidyLoops()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which database the servers of the end-to-end tests keep their records in."""
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="where the servers of tests/e2e keep what they keep (default: sqlite)",
    )


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """The seed, which pytest-randomly prints in a heading that `-q` leaves out."""
    if not config.pluginmanager.hasplugin("randomly"):
        return []
    return [f"Order and chance of this run: --randomly-seed={config.getoption('randomly_seed')}"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what is quick: what needs no model, no server, no Rasa and no idle machine, and kills no process of ours."""
    where = item.path.relative_to(ROOT).as_posix()
    if not where.startswith(SLOW) and not any(map(item.get_closest_marker, ("model", "server", "alone"))):
        item.add_marker("quick")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is begun first. Otherwise the order stays what chance made it."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before several processes share the tests: a model that is missing is trained once, not by each of them."""
    is_one_of_them = hasattr(session.config, "workerinput")
    if session.config.getoption("numprocesses", None) and not is_one_of_them and _needs_model(session.config):
        train_what_is_missing()


def _needs_model(config: pytest.Config) -> bool:
    """Quick runs, which leave out what is marked so, need none."""
    return config.getoption("markexpr") != "quick"


def train_what_is_missing() -> Path:
    """The model for the current data. Trained, if it is not there, in a process of its own, as a person would."""
    settings = Settings(home=ROOT)
    path, danger = model_path(settings), model_file(ROOT, embedding_of(settings))
    if not path.exists() or not danger.exists():
        command = str(Path(sys.executable).parent / "localoffer")
        subprocess.run([command, "train"], check=True, capture_output=True)
    return path


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_whoever_runs_this(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Their settings and proxies decide nothing, and their databases stay as they are: a test that needs a state names its own."""
    no_state = tmp_path_factory.mktemp("nobody") / "this_test_must_set_LOCALOFFER_STATE"
    no_state.touch()
    no_proxy = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    with pytest.MonkeyPatch.context() as patch:
        for name in [
            name
            for name in os.environ
            if name.upper().startswith("LOCALOFFER_") and name not in OF_THE_MACHINE
        ]:
            patch.delenv(name)
        patch.setenv("LOCALOFFER_STATE", str(no_state))
        patch.setenv("no_proxy", ",".join(filter(None, [no_proxy, "localhost", "127.0.0.1"])))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    """Our real figures. Nothing changes them."""
    return load_parameters(ROOT / "data" / "parameters")


@pytest.fixture(scope="session")
def offer(parameters: Parameters) -> Offer:
    """Our real content. Nothing changes it."""
    return load_offer(ROOT / "data" / "offer", parameters.__contains__)


@pytest.fixture
def keyed() -> Keyed:
    """Keyed hashes with a secret that guards nothing."""
    return Keyed(b"a secret for tests")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from, which takes less time than migrating for each test."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    _migrated(f"sqlite:///{file}").engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One PostgreSQL server for the whole run, with a migrated database to copy from."""
    try:
        binaries()
    except MissingError as missing:
        # Here half of what the tests promise would go unproved; elsewhere it is named.
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(str(missing))
    with server() as started:
        _migrated(started.create(TEMPLATE), started.owner_url(TEMPLATE)).engine.dispose()
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with every table and nobody in it: once on SQLite and once on PostgreSQL.

    On PostgreSQL the role is that of a server: what a transaction says it reaches is all it gets. One that says
    nothing, as those of tests, reaches everybody.

    A test of one of them alone says `@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`.
    """
    make = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}[request.param]
    with make(request, tmp_path) as made:
        yield made
        made.engine.dispose()


@contextmanager
def _on_sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "test.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
    yield Database(f"sqlite:///{file}", [KEY])


@contextmanager
def _on_postgresql(request: pytest.FixtureRequest, _tmp_path: Path) -> Iterator[Database]:
    started: Server = request.getfixturevalue("postgresql")
    name = f"test_{uuid4().hex}"
    try:
        yield Database(started.create(name, TEMPLATE), [KEY], started.owner_url(name))
    finally:
        started.drop(name)


def _migrated(url: str, owner_url: str | None = None) -> Database:
    made = Database(url, [KEY], owner_url)
    made.create_tables()
    return made


@pytest.fixture(scope="session")
def model() -> str:
    """The model for the current data, trained if it is not there."""
    return str(train_what_is_missing())
