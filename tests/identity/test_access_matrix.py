"""Every role, every read, every place: who may, who may not, and what the audit keeps of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Callable

import pytest
from invented_world import NOW, PLACES, ROOT, TODAY, World, caller, events, imports, world

from bot.caseload import casework_reads
from bot.caseload.casework_reads import own_plan_status
from bot.casework.codes import Role
from bot.casework.scope import AdviserScope, CouncilScope, TeamScope
from bot.identity.access.decisions import AccessDenied, Action, Caller, audited, may, read

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

LISTS: dict[str, Callable[..., Any]] = {
    "caseload": casework_reads.caseload,
    "plans_due": partial(casework_reads.plans_due, days=30),
    "plans_overdue": casework_reads.plans_overdue,
    "without_contact": casework_reads.without_contact,
    "key_dates": partial(casework_reads.key_dates, days=30),
}
COUNTS: dict[str, Callable[..., Any]] = {
    "indicators": casework_reads.indicators,
    "shared_indicators": casework_reads.shared_indicators,
}
TARGETS: dict[str, Callable[[World, str], Any]] = {
    "person": lambda made, place: made.people[place],
    "adviser": lambda made, place: AdviserScope(made.advisers[place]),
    "team": lambda made, place: TeamScope(made.teams[place]),
    "council": lambda made, place: CouncilScope(made.councils[place]),
}
# Where each role may read, by kind of read and of target. What is not here is denied.
VERDICTS: dict[str, dict[tuple[str, str], set[str]]] = {
    "young_person": {("person", "person"): {"own"}},
    "personal_adviser": {
        ("person", "person"): {"own"},
        ("list", "adviser"): {"own"},
        ("indicators", "adviser"): {"own"},
    },
    "team_manager": {
        ("person", "person"): {"own", "colleague"},
        ("list", "adviser"): {"own", "colleague"},
        ("list", "team"): {"own", "colleague"},  # one team: the colleague's is ours
        ("indicators", "adviser"): {"own", "colleague"},
        ("indicators", "team"): {"own", "colleague"},
        ("shared_indicators", "adviser"): {"own", "colleague"},
        ("shared_indicators", "team"): {"own", "colleague"},
    },
    "administrator": {("shared_indicators", kind): set(PLACES) for kind in ("adviser", "team", "council")},
    "operator": {
        ("person", "person"): set(PLACES),
        **{("shared_indicators", kind): set(PLACES) for kind in ("adviser", "team", "council")},
    },
}
READS = [
    *[("person", "person", casework_reads.plan_status)],
    *[("list", kind, query) for query in LISTS.values() for kind in ("adviser", "team", "council")],
    *[(name, kind, query) for name, query in COUNTS.items() for kind in ("adviser", "team", "council")],
]


def test_the_matrix_has_every_read_there_is() -> None:
    """A new read of casework can't be forgotten here."""
    takes_caller = {
        name
        for name, value in vars(casework_reads).items()
        if callable(value)
        and "caller" in getattr(value, "__annotations__", {})
        and not name.startswith("_")
        and value.__module__ == casework_reads.__name__
    }
    assert takes_caller == {"plan_status", *LISTS, *COUNTS}


@pytest.mark.parametrize("role", VERDICTS)
def test_each_role_reads_what_the_table_says_and_nothing_else(
    database: Database, parameters: Parameters, role: str
) -> None:
    """Every read by this role, of every target in every place: one verdict each, and one decision in the audit each."""
    made, wrong, asked = world(database), [], 0
    for kind, target, query in READS:
        for place in PLACES:
            before = len(events(database))
            try:
                with audited(database) as session:
                    found = query(
                        session, caller(made, role), TARGETS[target](made, place), parameters, TODAY, NOW
                    )
                allowed = True
            except AccessDenied:
                allowed = False
            asked += 1
            kept = events(database)[before:]
            if allowed != (place in VERDICTS[role].get((kind, target), ())) or {e[4] for e in kept} != {
                "allowed" if allowed else "denied"
            }:
                wrong.append((kind, target, place, allowed, kept))
            if allowed:
                assert found
    assert wrong == []
    assert asked == 22 * len(PLACES)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("young_person", set()),
        ("personal_adviser", set()),
        ("team_manager", set()),
        ("administrator", {Action.IMPORT, Action.ERASE}),
        (
            "operator",
            {
                Action.IMPORT,
                Action.ERASE,
                Action.EXPORT,
                Action.READMIT,
                Action.RETURN_IMPORT,
                Action.RETURN_EXPORT,
            },
        ),
    ],
)
def test_only_who_runs_the_house_takes_whole_records_in_and_out(
    database: Database, role: str, allowed: set[Action]
) -> None:
    """Changing whole records is not a reader's business."""
    made = world(database)
    with database.transaction() as session:
        own = made.people["own"]
        targets = (
            (Action.IMPORT, None),
            (Action.ERASE, own),
            (Action.EXPORT, own),
            (Action.READMIT, None),
            (Action.RETURN_IMPORT, None),
            (Action.RETURN_EXPORT, None),
        )
        assert {
            action for action, target in targets if may(session, caller(made, role), action, target)
        } == allowed


DEEDS = {
    Action.CONTACT_RECORD,
    Action.CONTACT_TAKE_BACK,
    Action.MOVE_TAKE_BACK,
    Action.VIEWS_RECORD,
    Action.CALL_BACK_DONE,
    Action.CALL_BACK_UNDO,
    Action.TEXT_PIN_SET,
    Action.TEXT_PIN_UNDO,
    Action.ANSWER_SHARE,
    Action.ANSWER_UNSHARE,
}
DOES = {"personal_adviser": {"own"}, "team_manager": {"own", "colleague"}}


@pytest.mark.parametrize("role", VERDICTS)
def test_what_changes_a_record_is_for_who_looks_after_the_person(database: Database, role: str) -> None:
    """An adviser's own people and a manager's team; nobody else, not even the person or the terminal; no list, and not nobody."""
    made = world(database)
    with database.transaction() as session:
        who = caller(made, role)
        for action in DEEDS:
            reached = {place for place, one in made.people.items() if may(session, who, action, one)}
            assert reached == DOES.get(role, set()), action
            assert not may(session, who, action, None)
    assert {action for action in Action if action.value.endswith(("_undo", "_take_back", "unshare"))} < DEEDS


@pytest.mark.parametrize(
    "empty",
    [
        Caller(Role.YOUNG_PERSON, "young_person:0"),
        Caller(Role.PERSONAL_ADVISER, "staff:0"),
        Caller(Role.TEAM_MANAGER, "staff:0"),
    ],
    ids=lambda empty: empty.role.value,
)
def test_an_account_tied_to_nothing_reaches_nobody(database: Database, empty: Caller) -> None:
    """People without an adviser are not the caseload of an account without one."""
    made = world(database)
    with database.transaction() as session:
        for action in Action:
            assert not may(session, empty, action, made.people["unassigned"])
            assert not may(session, empty, action, None)


def test_who_has_no_adviser_is_read_by_no_adviser_or_manager(database: Database) -> None:
    """Nobody's young person is not everybody's."""
    made = world(database)
    with database.transaction() as session:
        for role in ("personal_adviser", "team_manager"):
            assert not may(session, caller(made, role), Action.PLAN_STATUS, made.people["unassigned"])


@pytest.mark.parametrize("role", VERDICTS)
def test_somebody_unknown_is_denied_like_somebody_else_s(database: Database, role: str) -> None:
    """A denial never tells whether the person exists."""
    made = world(database)
    with pytest.raises(AccessDenied) as denied, audited(database) as session:
        read(session, caller(made, role), Action.PLAN_STATUS, 404_404, NOW)
    assert "404" not in str(denied.value)
    assert events(database)[-1] == (role, caller(made, role).actor, "plan_status", 404_404, "denied")


def test_a_denial_is_kept_while_the_rest_of_its_transaction_is_undone(database: Database) -> None:
    """The error rolls everything back but the event."""
    made = world(database)
    adviser = caller(made, "personal_adviser")

    def read_both() -> None:
        with audited(database) as session:
            for place in ("own", "colleague"):
                read(session, adviser, Action.PLAN_STATUS, made.people[place], NOW)

    with pytest.raises(AccessDenied):
        read_both()
    assert events(database) == [
        ("personal_adviser", "staff:1", "plan_status", made.people["colleague"], "denied")
    ]


def test_a_read_where_a_denial_would_be_lost_is_refused(database: Database) -> None:
    """A plain transaction can't be used by mistake."""
    made = world(database)
    with pytest.raises(RuntimeError, match="audited"), database.transaction() as session:
        read(session, caller(made, "young_person"), Action.PLAN_STATUS, made.people["own"], NOW)


def test_an_event_that_cannot_be_kept_stops_the_read(database: Database, parameters: Parameters) -> None:
    """No audit, no status."""
    made = world(database)
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_event")
    with pytest.raises(Exception, match="audit_event"), audited(database) as session:
        own_plan_status(session, made.people["own"], parameters, TODAY, NOW)


def test_a_list_is_kept_for_each_person_in_it(database: Database, parameters: Parameters) -> None:
    """Whoever was on the manager's screen has it in their report."""
    made = world(database)
    with audited(database) as session:
        casework_reads.caseload(
            session, caller(made, "team_manager"), TeamScope(made.teams["own"]), parameters, TODAY, NOW
        )
    assert [event[3] for event in events(database)] == sorted([made.people["own"], made.people["colleague"]])


UNCHECKED = {
    "bot.casework.queries",
    "bot.casework.plans.key_dates",
    "bot.casework.returns.indicators",
    "bot.casework.returns.not_counted",
}
CHECKED = {
    f"bot/caseload/{name}.py"
    for name in ("casework_reads", "digest_reads", "narrowed_reads", "paged_reads", "person_reads")
}


def test_nothing_but_the_checked_reads_uses_the_unchecked_queries() -> None:
    """Casework itself and the checked reads; nobody above."""
    files = [path for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py")]
    users = {path.relative_to(ROOT).as_posix() for path in files if imports(path) & UNCHECKED}
    above = {user for user in users if not user.startswith("bot/casework/")}
    assert above == CHECKED


def test_actions_read_no_status_past_the_audit() -> None:
    """What a signed-in person is told of their record goes through the checked way."""
    files = sorted((ROOT / "actions").glob("*.py"))
    assert files
    assert [path.name for path in files if "bot.casework.plans.plan_status.status_of" in imports(path)] == []
