"""The project that `rasa init` makes, with one intent, one rule and one custom action added."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Callable

from benchmarks.chats import StockChat
from benchmarks.failure import BenchmarkError
from benchmarks.load import QUESTIONS, Numbers, measure
from benchmarks.processes import HOST, beside_python, environment, free_port, run, running

INTENT = "ask_council_tax"
ACTION = "action_look_up"
EXAMPLES = (
    *QUESTIONS,
    "am i let off council tax",
    "is there a council tax discount for care leavers",
    "i got a council tax bill",
    "how much council tax do i pay",
)
RULE = f"""
- rule: Look up an answer
  steps:
  - intent: {INTENT}
  - action: {ACTION}
"""
ACTION_CODE = Path(__file__).with_name("stock_action.py")
PATIENCE = 1800.0


def prepare(folder: Path, tell: Callable[[str], None]) -> Path:
    """Make, extend and train the project. Returns its folder; raises BenchmarkError."""
    project = folder / "stock"
    project.mkdir()
    rasa = beside_python("rasa")
    tell("Making the stock project with `rasa init` (it trains at once; minutes) ...")
    run(
        "rasa-init",
        [rasa, "init", "--no-prompt", "--init-dir", str(project)],
        folder,
        environment(),
        PATIENCE,
    )
    add_question(project)
    add_database(project / "answers.db")
    tell("Training the stock project with the added intent (minutes) ...")
    run("rasa-train", [rasa, "train"], project, environment(), PATIENCE)
    return project


def measure_stock(project: Path, turns: int) -> Numbers:
    """Start Rasa and its action server, and measure them."""
    port, actions_port = free_port(), free_port()
    add_endpoints(project / "endpoints.yml", actions_port)
    rasa, settings = (
        beside_python("rasa"),
        environment(SANIC_HOST=HOST),
    )  # the action server's way to say where
    actions_command = [rasa, "run", "actions", "-p", str(actions_port)]
    rasa_command = [rasa, "run", "-i", HOST, "-p", str(port)]
    started = time.monotonic()
    with (
        running("rasa-run-actions", actions_command, project, settings) as actions,
        running("rasa-run", rasa_command, project, settings) as server,
    ):
        return measure([server, actions], partial(StockChat, port), started, turns)


def add_question(project: Path) -> None:
    """The intent with its examples, the rule and the action. Raises BenchmarkError if `rasa init` changed."""
    examples = "".join(f"    - {example}\n" for example in EXAMPLES)
    append(project / "data" / "nlu.yml", f"\n- intent: {INTENT}\n  examples: |\n{examples}")
    append(project / "data" / "rules.yml", RULE)
    append(project / "actions" / "actions.py", f"\n\n{ACTION_CODE.read_text()}")
    domain = project / "domain.yml"
    before = domain.read_text()
    if (
        "intents:\n" not in before
        or "\nactions:" in before
        or "\nrest:" not in (project / "credentials.yml").read_text()
    ):
        raise BenchmarkError("`rasa init` makes another project than benchmarks/stock.py was written for")
    domain.write_text(before.replace("intents:\n", f"intents:\n  - {INTENT}\n", 1))
    append(domain, f"\nactions:\n  - {ACTION}\n")


def add_endpoints(path: Path, actions_port: int) -> None:
    """The action server, and conversations in SQLite."""
    append(path, f'\naction_endpoint:\n  url: "http://{HOST}:{actions_port}/webhook"\n')
    append(path, "\ntracker_store:\n  type: SQL\n  dialect: sqlite\n  db: tracker.db\n")


def add_database(path: Path) -> None:
    """The one row that the action reads."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE answers (intent TEXT PRIMARY KEY, answer TEXT NOT NULL)")
        database.execute("INSERT INTO answers VALUES (?, ?)", (INTENT, StockChat.answer))


def append(path: Path, text: str) -> None:
    """Add to the end of a file that is there."""
    path.write_text(path.read_text() + text)
