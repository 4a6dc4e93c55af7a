"""Whatever fails on the way, no log holds a name, a number, a reference or anybody's words."""

from __future__ import annotations

import io
import json
import logging
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

import actions.services
from bot.casework.intake.importing import How, import_file
from bot.casework.intake.mapping import PLAIN, sources_of
from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.subject_access import Operator, erase, export
from bot.casework.tables import PathwayPlan, YoungPerson
from bot.delivery.conversation.journal import DatabaseJournal
from bot.front_door import FrontDoor, Incoming
from bot.identity.sign_in.one_time_codes import Codes
from bot.identity.sign_in.sessions import Sessions, new_token
from bot.logs import JSON, formatter, name_alone
from bot.settings import Clock

if TYPE_CHECKING:
    from pathlib import Path

    from bot.answer import Answer
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.records.database import Database
    from bot.records.keyed import Keyed

NOW, DAY = datetime(2026, 11, 22, 12), date(2026, 11, 22)
NAME, NUMBER, WORDS, REFERENCE = "Zebedee Markerson", "07700 900123", "my marker words", "YP-MARKER-1042"
ADDRESS = "198.51.100.7"  # of the range kept for documents
MARKS = (NAME, "Markerson", NUMBER, NUMBER.replace(" ", ""), "7700900123", WORDS, REFERENCE, ADDRESS)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for name in ("bot", "actions", "localoffer"):
        caplog.set_level(logging.DEBUG, logger=name)


@pytest.fixture
def person(database: Database, keyed: Keyed) -> int:
    """The invented person whose marks must not be found."""
    made = YoungPerson(
        reference=REFERENCE,
        preferred_name=NAME,
        birth_date=date(2008, 2, 29),
        council="rutland",
        phone=NUMBER,
        phone_lookup=keyed.phone(NUMBER),
        plans=[PathwayPlan(state="drafting", state_since=DAY)],
    )
    with database.transaction() as session:
        session.add(made)
    return int(made.id)


def found(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The marks that the log holds, tracebacks and arguments included."""
    lines = [caplog.text, *(repr((record.msg, record.args, record.exc_info)) for record in caplog.records)]
    return [mark for mark in MARKS if any(mark in line for line in lines)]


def break_table(database: Database, table: str) -> None:
    """Take a table away, so that whatever needs it fails with real values in hand."""
    with database.owning() as engine, engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_gone"))


class Quoting:
    """A dialogue that fails with an error that quotes everything."""

    async def respond(self, conversation: str, text: str, *_: Any, **__: Any) -> list[Answer]:
        """Fail."""
        raise ValueError(f"{text} {NAME} {NUMBER} {REFERENCE}")

    async def about(self, text: str) -> str | None:
        """Fail."""
        raise ValueError(f"{text} {NAME} {NUMBER} {REFERENCE}")

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""


def test_a_mark_that_is_logged_would_be_found(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """The search itself works: in the text, in arguments and in tracebacks, at every level."""
    logging.getLogger("bot.somewhere").debug("said %s", WORDS)
    try:
        int(REFERENCE)
    except ValueError:
        logging.getLogger("actions.somewhere").exception("failed")
    assert found(caplog) == [WORDS, REFERENCE]


async def test_the_front_door_logs_failures_without_words(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """A dialogue that quotes all it knows and a journal that can't be written: error ids, no marks."""
    door = FrontDoor(Quoting(), DatabaseJournal(database, Clock(DAY)))
    for broken in (None, "transcript_line", "seen_message"):
        if broken:
            break_table(database, broken)
        said = f"{WORDS} {NAME} {NUMBER} {REFERENCE} {broken}"
        await door.handle(Incoming("web", "web-1", f"m-{broken}", text=said))
    assert caplog.text.count("error_id=") == 6
    assert found(caplog) == []


def test_signing_in_logs_no_number_and_no_code(
    database: Database, person: int, keyed: Keyed, caplog: pytest.LogCaptureFixture
) -> None:
    """Right and wrong codes, a number that is none, and a database that fails in between."""
    codes, sessions, token = Codes(keyed), Sessions(keyed), new_token()
    with database.transaction() as session:
        browser = sessions.visit(session, token, NOW).token_hash
        code = codes.ask(session, browser, NUMBER, NOW, ADDRESS)
        codes.check(session, browser, f"{WORDS} 1", NOW)
        assert codes.check(session, browser, str(code), NOW)[1] == person
    with database.transaction() as session, pytest.raises(ValueError, match="not a UK mobile") as refused:
        codes.ask(session, browser, f"{NAME} {WORDS}", NOW, ADDRESS)
    break_table(database, "sign_in_code")
    with pytest.raises(Exception, match="sign_in_code") as failed, database.transaction() as session:
        codes.ask(session, browser, NUMBER, NOW, ADDRESS)
    assert [mark for mark in MARKS if mark in f"{refused.value} {failed.value}"] == []
    assert str(code) not in caplog.text
    assert found(caplog) == []


@pytest.mark.parametrize("keep_going", [True, False])
def test_an_import_logs_no_row(
    database: Database, keyed: Keyed, tmp_path: Path, caplog: pytest.LogCaptureFixture, keep_going: bool
) -> None:
    """Good rows, bad rows and a database that refuses: nothing of a row is logged or stands in the error."""
    file = tmp_path / "people.csv"
    file.write_text(
        "reference,preferred_name,birth_date,council,phone\n"
        f"{REFERENCE},{NAME},2008-02-29,rutland,{NUMBER}\n"
        f"{REFERENCE},{NAME},{WORDS},{WORDS},{WORDS}\n"
    )
    how = How(DAY, NOW, keyed.phone, frozenset({"rutland"}), keep_going=keep_going)
    [source] = sources_of(file, PLAIN, None)
    report = import_file(database, source, how)
    assert report.counts.rejected == 1
    break_table(database, "young_person")
    with pytest.raises(Exception, match="young_person") as failed:
        import_file(database, source, how)
    assert [mark for mark in MARKS if mark in str(failed.value)] == []
    assert found(caplog) == []


def test_exporting_and_erasing_log_nothing(
    database: Database, person: int, keyed: Keyed, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does an erasure that fails half-way."""
    with database.transaction() as session:
        export(session, person, NOW, Operator())
    break_table(database, "goal")
    with pytest.raises(Exception, match="goal") as failed, database.transaction() as session:
        erase(session, person, NOW, Operator(), lambda _: None, erased_lookup(keyed))
    assert [mark for mark in MARKS if mark in str(failed.value)] == []
    assert found(caplog) == []


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # notes of Rasa and TensorFlow about themselves
@pytest.mark.parametrize("broken", [None, "pathway_plan", "web_session"])
async def test_actions_log_failures_without_words(
    database: Database,
    person: int,
    keyed: Keyed,
    offer: Offer,
    parameters: Parameters,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: str | None,
) -> None:
    """A signed-in person asks for their plan, with the records whole and with a table gone."""
    from bot.dialogue.in_process import InProcessActions

    sessions, old, new = Sessions(keyed), new_token(), new_token()
    clock = Clock(DAY)
    with database.transaction() as session:
        conversation = sessions.visit(session, old, clock.now()).conversation
        sessions.sign_in(session, old, new, person)
    monkeypatch.setattr(
        actions.services, "_provided", actions.services.Services(offer, parameters, database, sessions, clock)
    )
    if broken:
        break_table(database, broken)
    message = {"text": f"{WORDS} {NAME} {NUMBER} {REFERENCE}", "intent": {"name": "ask"}, "entities": []}
    tracker = {
        "sender_id": conversation,
        "slots": {},
        "latest_message": message,
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    call = {
        "next_action": "action_plan_status",
        "sender_id": conversation,
        "tracker": tracker,
        "domain": {},
        "version": "3.6.21",
    }
    result = await InProcessActions("actions").request(json=call)
    assert ("went wrong" in result["responses"][0]["text"]) is bool(broken)
    assert ("error_id=" in caplog.text) is bool(broken)
    assert found(caplog) == []


def written(level: int, message: str, *given: object, error: BaseException | None = None) -> dict[str, Any]:
    """A line of ours as it is written in JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(JSON, worker=3))
    handler.handle(
        logging.makeLogRecord(
            {
                "name": "bot.somewhere",
                "levelno": level,
                "levelname": logging.getLevelName(level),
                "msg": message,
                "args": given,
                "exc_info": (type(error), error, error.__traceback__) if error else None,
            }
        )
    )
    [line] = stream.getvalue().splitlines()
    return dict(json.loads(line))


def test_a_line_of_json_has_its_parts_by_name(database: Database) -> None:
    """Time in UTC, level, logger, worker, event; what stands behind the event as name and value is found by its name."""
    line = written(logging.ERROR, "A turn on %s failed: error_id=%s error=%s", "web", "4f2a", "ValueError")
    assert datetime.fromisoformat(line.pop("time").replace("Z", "+00:00")).utcoffset() == timedelta()
    assert line == {
        "level": "error",
        "logger": "bot.somewhere",
        "worker": 3,
        "event": "A turn on web failed",
        "error_id": "4f2a",
        "error": "ValueError",
    }


def test_what_stands_in_a_line_can_not_pass_for_its_parts(database: Database) -> None:
    """Whoever writes `level=` or `worker=` changes neither."""
    line = written(logging.WARNING, "Not well: level=debug worker=9 disk=full")
    assert (line["level"], line["worker"], line["disk"], line["event"]) == ("warning", 3, "full", "Not well")


def test_of_an_error_a_line_of_json_has_the_kind_alone(database: Database) -> None:
    """Neither its words nor the traceback, which quotes them."""
    line = written(logging.ERROR, "failed", error=ValueError(f"{WORDS} {NAME}"))
    assert (line["event"], line["error"]) == ("failed", "ValueError")
    assert WORDS not in json.dumps(line)


def test_of_what_rasa_tells_the_name_of_the_event_is_written(database: Database) -> None:
    """Its other fields quote the message."""
    event = {"event": "event.deserialization.failed", "level": "warning", "rasa_event": {"text": WORDS}}
    assert name_alone(None, "warning", event) == {"event": "event.deserialization.failed", "level": "warning"}
