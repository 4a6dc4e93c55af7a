"""PostgreSQL shows and changes only the rows that a transaction says it reaches, whatever it asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from invented import KEY
from postgresql import OWNER, RIGHTS, SERVER
from sqlalchemy import delete, func, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError
from two_councils import COUNCILS, OURS, THEIRS, fill, lookup, rows_of

from bot.health.row_security import row_security_word
from bot.records.database import Base, Database
from bot.records.reach import (
    COUNTS,
    INBOX,
    KEYS,
    NOBODY,
    OPERATOR,
    REMINDING,
    RETENTION,
    SENDING,
    SWEEP,
    Reach,
    browser,
    go_on_as,
    in_teams,
    of_councils,
    own,
    signing_in,
    talk,
    texting,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgresql import Server
    from sqlalchemy import Table

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

# Tables without a policy, each with the reason: a new table needs a policy in its migration, or a line here.
OPEN = {
    "team": "teams of councils, with what their young people may ring; nothing about a young person",
    "personal_adviser": "advisers; a person's own is looked up by its number from the person's row",
    "staff_account": "a keyed hash and a role; read to find out who signs in, before anybody is known",
    "alembic_version": "the version of the tables",
    **dict.fromkeys(
        [f"procrastinate_{name}" for name in ("events", "jobs", "periodic_defers", "workers")],
        "jobs, which name a message by its number and hold nothing of it",
    ),
    "staff_session": "keyed hashes of cookies of staff; read to find out who is signed in",
}
ALL = {table for table, _ in rows_of(OURS)} - set(
    OPEN
)  # every protected table, for each of them has a row of both people
OF_PERSON = ALL - {
    "erased_reference",
    "survey",
    "danger_text",
    "outgoing_message",
    "seen_message",
    "transcript_line",
    "web_session",
    "sign_in_code",
    "sign_in_failure",
    "texter",
    "text_consent",
    "text_cost",
    "texting_state",
    "teams_user",
    "staff_notice_setting",
    "staff_talk",
    "hand_over",
}
REACHED: dict[str, tuple[Reach, set[str]]] = {
    "themselves": (own(OURS), OF_PERSON | {"hand_over"}),
    # What became of texts to their people is shown; none is changed.
    "their council": (of_councils([COUNCILS[OURS]]), OF_PERSON | {"outgoing_message", "text_cost", "survey"}),
    "their talk": (talk("web-1"), {"transcript_line", "seen_message", "web_session", "hand_over"}),
    "their talk in Teams": (talk("teams-1"), {"teams_user", "staff_talk", "staff_notice_setting"}),
    "their account in Teams": (in_teams(lookup(OURS, "teams")), {"teams_user"}),
    "their link to Teams": (in_teams(lookup(OURS, "link")), {"teams_user"}),
    "their talk by text": (talk("sms-1"), {"texter", "texting_state"}),
    "their number": (
        texting(lookup(OURS, "phone")),
        {"texter", "text_consent", "text_setting", "young_person", "reminder", "shared_answer"},
    ),
    "their browser": (browser(lookup(OURS, "token")), {"web_session", "sign_in_code"}),
}
EVERYBODYS: dict[str, tuple[Reach, set[str]]] = {
    "operator": (OPERATOR, ALL),
    "keys": (KEYS, ALL),
    "sweep": (
        SWEEP,
        {
            "outgoing_message",
            "seen_message",
            "transcript_line",
            "web_session",
            "sign_in_code",
            "sign_in_failure",
            "texter",
            "text_consent",
            "texting_state",
            "teams_user",
            "staff_notice_setting",
            "staff_talk",
            "staff_deed",
            "shared_answer",
            "hand_over",
        },
    ),
    "sending": (
        SENDING,
        {
            "outgoing_message",
            "alert",
            "alert_delivery",
            "young_person",
            "texter",
            "text_consent",
            "text_cost",
            "text_setting",
            "reminder",
            "danger_text",
            "shared_answer",
            "teams_user",
            "staff_notice_setting",
            "hand_over",
        },
    ),
    "reminding": (
        REMINDING,
        {
            "young_person",
            "pathway_plan",
            "looked_after_period",
            "staying_put",
            "call_back_request",
            "return_fact",
            "consent",
            "reminder",
            "shared_answer",
            "survey",
            "texter",
            "text_cost",
        },
    ),
    "inbox": (INBOX, {"seen_message"}),
    "retention": (RETENTION, ALL),
    "counts": (
        COUNTS,
        {
            "young_person",
            "pathway_plan",
            "looked_after_period",
            "activity",
            "accommodation",
            "contact_record",
        },
    ),
    "sign-in": (signing_in(), {"sign_in_code", "sign_in_failure"}),
    "nobody": (NOBODY, set()),
    "a purpose that nobody knows": (Reach(purpose="everything"), set()),
}


@pytest.fixture
def walled(database: Database, postgresql: Server) -> Iterator[Database]:
    """The two councils, opened as `localoffer serve` opens it: who says nothing reaches nobody."""
    fill(database)
    made = Database(postgresql.url(str(database.engine.url.database)), [KEY])
    yield made
    made.engine.dispose()


def key_of(table: Table, number: int) -> Any:
    """The condition on the row of one of the two."""
    values = dict(rows_of(number))[table.name]
    column = next(iter(table.primary_key.columns))
    return column == values[column.name]


def seen(database: Database, reach: Reach | None, number: int) -> set[str]:
    """The tables in which the row of one of the two shows."""
    with database.transaction(reach) as session:
        return {
            name
            for name in ALL
            if session.execute(
                select(func.count()).select_from(table(name)).where(key_of(table(name), number))
            ).scalar_one()
        }


def table(name: str) -> Table:
    """A table of ours."""
    return Base.metadata.tables[name]


def protected(database: Database) -> set[str]:
    """The tables whose rows PostgreSQL guards, each with a policy."""
    wanted = "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"
    with database.engine.connect() as connection:
        return set(connection.execute(text(wanted)).scalars())


def test_every_table_has_a_policy_or_a_reason(database: Database) -> None:
    """A new table can't be forgotten: it is guarded in its migration, or `OPEN` says why it need not be."""
    tables = set(inspect(database.engine).get_table_names())
    assert tables >= set(Base.metadata.tables)
    assert protected(database) | set(OPEN) == tables
    assert protected(database) & set(OPEN) == set()


def test_every_guarded_table_is_tried_here(database: Database) -> None:
    """A guarded table without a row in `two_councils` would pass every test below untried."""
    assert protected(database) == ALL


def test_nothing_said_nothing_shown(walled: Database) -> None:
    """Who forgets to say whose rows are meant sees none, and not even the event of it is kept."""
    for number in (OURS, THEIRS):
        assert seen(walled, None, number) == set()
    event = insert(table("audit_event")).inline().values(dict(rows_of(OURS))["audit_event"] | {"id": 900})
    with pytest.raises(DBAPIError, match="row-level security"), walled.transaction() as session:
        session.execute(event)


@pytest.mark.parametrize("who", REACHED)
def test_one_of_the_two_is_shown_and_never_the_other(walled: Database, who: str) -> None:
    """In all the tables that are theirs, and in no other."""
    reach, tables = REACHED[who]
    assert seen(walled, reach, OURS) == tables
    assert seen(walled, reach, THEIRS) == set()


@pytest.mark.parametrize("who", EVERYBODYS)
def test_a_purpose_reaches_its_tables_and_no_others(walled: Database, who: str) -> None:
    """Of both people alike."""
    reach, tables = EVERYBODYS[who]
    assert seen(walled, reach, OURS) == tables
    assert seen(walled, reach, THEIRS) == tables


def test_a_number_finds_the_one_record_that_has_it(walled: Database) -> None:
    """Whoever signs in is found by the hash of their number; nothing else of them is shown yet."""
    reach = signing_in(lookup(OURS, "token"), number=lookup(OURS, "phone"))
    assert "young_person" in seen(walled, reach, OURS)
    assert "young_person" not in seen(walled, reach, THEIRS)
    assert not seen(walled, reach, OURS) & {"pathway_plan", "alert", "transcript_line"}


@pytest.mark.parametrize("who", [*REACHED, "sweep", "sending", "inbox", "counts", "sign-in", "nobody"])
def test_what_is_not_reached_is_not_changed_either(walled: Database, database: Database, who: str) -> None:
    """Neither an UPDATE nor a DELETE of everything touches a row beyond, though it names no row at all."""
    reach, tables = {**REACHED, **EVERYBODYS}[who]
    for name in ALL:
        key = next(iter(table(name).primary_key.columns))
        with walled.connection(reach) as connection:
            touched = connection.execute(update(table(name)).values({key.name: key})).rowcount
            assert touched <= (0 if name not in tables else 1 if who in REACHED else 2)
            connection.execute(delete(table(name)))
    assert seen(database, OPERATOR, THEIRS) >= (ALL if who in REACHED else ALL - tables)


@pytest.mark.parametrize("reach", [SENDING, COUNTS, REMINDING], ids=["sending", "counts", "reminding"])
def test_what_may_be_read_alone_is_not_changed(walled: Database, database: Database, reach: Reach) -> None:
    """Sending an alert, counting and reminding look at people; they take nobody away."""
    with walled.connection(reach) as connection:
        assert connection.execute(delete(table("young_person"))).rowcount == 0
    assert "young_person" in seen(database, OPERATOR, OURS)


@pytest.mark.parametrize(
    ("reach", "name"),
    [(of_councils([COUNCILS[OURS]]), "outgoing_message"), (texting(lookup(OURS, "phone")), "text_setting")],
    ids=["texts", "setting"],
)
def test_what_is_shown_of_texting_is_not_changed(
    walled: Database, database: Database, reach: Reach, name: str
) -> None:
    """Staff see what became of texts, and a number finds its PIN: neither takes one away or changes it."""
    with walled.connection(reach) as connection:
        assert connection.execute(delete(table(name))).rowcount == 0
    assert name in seen(database, OPERATOR, OURS)


def test_nobody_is_moved_out_of_a_council_by_it(walled: Database) -> None:
    """Nor is a row added to somebody else's record."""
    person, goal = table("young_person"), table("goal")
    ours = of_councils([COUNCILS[OURS]])
    for statement in (
        update(person).where(person.c.id == OURS).values(council=COUNCILS[THEIRS]),
        insert(goal).inline().values(id=900, plan_id=THEIRS, words="invented", owner="young_person"),
    ):
        with pytest.raises(DBAPIError, match="row-level security"), walled.connection(ours) as connection:
            connection.execute(statement)


@pytest.mark.parametrize(
    "reach", [own(OURS), of_councils(["rutland"]), SWEEP], ids=["own", "council", "sweep"]
)
def test_the_audit_is_added_to_and_never_rewritten(walled: Database, reach: Reach) -> None:
    """An event about anybody is kept, for a refusal is one; none is changed or deleted."""
    event = dict(rows_of(THEIRS))["audit_event"] | {"id": 900}
    with walled.connection(reach) as connection:
        connection.execute(insert(table("audit_event")).inline().values(event))
        assert connection.execute(update(table("audit_event")).values(outcome="denied")).rowcount == 0
        assert connection.execute(delete(table("audit_event"))).rowcount == 0


def test_going_on_as_somebody_leaves_the_one_before_behind(walled: Database) -> None:
    """Once it is known who asks, what found it out is no longer reached."""
    with walled.transaction(talk("web-2")) as session:
        assert session.execute(select(table("transcript_line").c.id)).scalars().all() == [THEIRS]
        go_on_as(session, own(OURS))
        assert session.execute(select(table("transcript_line").c.id)).scalars().all() == []
        assert session.execute(select(table("young_person").c.id)).scalars().all() == [OURS]


def test_nothing_stays_for_the_next_transaction(walled: Database) -> None:
    """Connections are used again and again; what was said on one ends with its transaction, also after an error."""
    walled.engine.dispose()
    with walled.connection(OPERATOR) as connection:
        connection.execute(text("SELECT 1"))
    with pytest.raises(DBAPIError), walled.connection(OPERATOR) as connection:
        connection.execute(text("SELECT 1 / 0"))
    with walled.connection() as connection:
        assert connection.execute(select(func.count()).select_from(table("young_person"))).scalar_one() == 0


def test_a_savepoint_that_is_taken_back_keeps_the_reach(walled: Database) -> None:
    """As when an alert is stored for a trial."""
    with walled.transaction(own(OURS)) as session:
        session.begin_nested().rollback()
        assert session.execute(select(table("young_person").c.id)).scalars().all() == [OURS]


def test_saying_it_costs_one_question_a_transaction(walled: Database) -> None:
    """However much is said; and where nothing is asked, nothing is said."""
    from sqlalchemy import event

    asked: list[str] = []
    event.listen(walled.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    with walled.transaction(own(OURS)) as session:
        session.execute(text("SELECT 1"))
        session.execute(text("SELECT 2"))
    with walled.transaction(own(OURS)):
        pass
    assert (len(asked), asked[1:]) == (3, ["SELECT 1", "SELECT 2"])


def test_a_name_that_would_be_read_as_two_is_refused(database: Database) -> None:
    """A council's name with a comma would open another's rows."""
    with pytest.raises(ValueError, match="comma"):
        of_councils(["rutland,rotherham"])


def test_the_server_s_role_is_bound_and_the_owner_s_is_not(database: Database, walled: Database) -> None:
    """So /health says which it is, and steps can change every row."""
    assert row_security_word(walled.engine) == "ok"
    with database.owning() as engine:
        assert row_security_word(engine) == "unguarded"


def test_the_page_gives_the_server_the_rights_that_it_has_here(database: Database) -> None:
    """Whoever sets up PostgreSQL as docs/databases.md says gets the roles of these tests."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "databases.md").read_text(encoding="utf-8")
    for right in RIGHTS:
        assert f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT {right} TO {SERVER};" in page
