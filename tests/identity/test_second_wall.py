"""With a first wall that says yes to everything, the database still shows a caller nobody but their own: on PostgreSQL."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from invented import KEY
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from two_councils import COUNCILS, NOW, OURS, THEIRS, TODAY, fill

import bot.caseload
import bot.casework
from bot.advising.doing import acts
from bot.advising.doing.deeds import Doer, claim_undo, deed_of, is_theirs, last_deed
from bot.advising.doing.doing_tools import NO_TOOLS
from bot.advising.doing.undoing import undo_deed
from bot.answer import Answer
from bot.caseload import (
    call_backs,
    call_promises,
    casework_reads,
    contacts,
    digest_reads,
    known_names,
    narrowed_reads,
    own_people,
    paged_reads,
    person_now,
    person_reads,
    plan_moves,
    plan_views,
    sent_texts,
    shared_answers,
    staff_desk,
    text_settings,
)
from bot.caseload.contacts import NewContact
from bot.caseload.digest_reads import Ask
from bot.caseload.plan_moves import Wanted
from bot.caseload.staff_desk import When
from bot.caseload.text_settings import TextChange
from bot.casework import groups, queries
from bot.casework.codes import ContactKind, Role
from bot.casework.group_names import Group
from bot.casework.intake import export_all
from bot.casework.operator import Operator
from bot.casework.plans import key_dates, life_cycle, moved_back, plan_dates, plan_status
from bot.casework.plans.life_cycle import Move
from bot.casework.plans.moved_back import Moved, Stood
from bot.casework.privacy import subject_access
from bot.casework.returns import indicators, not_counted, oc3
from bot.casework.returns.indicators import UP_TO_DATE_PLANS
from bot.casework.scope import AdviserScope, CouncilScope, TeamScope
from bot.casework.tables import CallBackRequest, ContactRecord, PathwayPlan, YoungPerson
from bot.delivery.alerts import stored_alerts
from bot.delivery.alerts.alert_tables import Alert
from bot.delivery.alerts.stored_alerts import Rules
from bot.identity.access import audit_report, decisions
from bot.identity.access.decisions import Action, Caller, audited, reach_of
from bot.identity.by_phone.text_pins import KeptPin, Pins
from bot.records.database import Base, Database
from bot.records.keyed import Keyed
from bot.records.reach import OPERATOR
from bot.safeguarding.finding import Danger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgresql import Server

    from bot.entitlements.parameters import Parameters

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

RULES = Rules({"rutland": "duty@example.org", "rotherham": "duty@example.org"}.get)
CALLERS = {
    "adviser": Caller(Role.PERSONAL_ADVISER, "staff:1", personal_adviser_id=OURS, council=COUNCILS[OURS]),
    "manager": Caller(Role.TEAM_MANAGER, "staff:1", team_id=OURS, council=COUNCILS[OURS]),
    "young person": Caller(Role.YOUNG_PERSON, f"young_person:{OURS}", young_person_id=OURS),
}
SCOPES = {
    "adviser": AdviserScope,
    "team": TeamScope,
    "council": lambda number: CouncilScope(COUNCILS[number]),
}

EVERYTHING = Ask(before=TODAY - timedelta(days=7), is_week=True, ahead=True, contacts=True, calls=True)
PINS = Pins(Keyed(b"invented"))
CHANGE = TextChange("8264", is_shared=True, wants_reminders=True)
CONTACT = NewContact(ContactKind.VISIT, TODAY, is_meaningful=True, note="invented")
SHARED = Answer(lead="invented", topic="council_tax", place="rutland")
NO_PIN = KeptPin(None, None, 0)
# The invented plans as they stand, and as a move that is taken back left them.
STANDS = Stood("authorised", date(2026, 1, 5), date(2026, 1, 5), None, None, None, None, "not asked")
NOT_THERE = (LookupError, SQLAlchemyError)  # what is said of somebody who is not on record
# What is asked about one of the two, by its function. Each takes the session, the caller, the number of the one, and the figures.


def scoped(query: Callable[..., Any], *, days: int | None = None) -> dict[str, Any]:
    """A query of a list, for each kind of list."""
    more = {} if days is None else {"days": days}
    return {
        f"{query.__module__}.{query.__name__} {kind}": lambda session, _caller, one, figures, scope=scope: (
            query(session, scope(one), figures, TODAY, **more)
        )
        for kind, scope in SCOPES.items()
    }


def read(query: Callable[..., Any], *, days: int | None = None) -> dict[str, Any]:
    """A read behind the first wall, for each kind of list."""
    more = {} if days is None else {"days": days}
    return {
        f"{query.__module__}.{query.__name__} {kind}": lambda session, caller, one, figures, scope=scope: (
            query(session, caller, scope(one), figures, TODAY, NOW, **more)
        )
        for kind, scope in SCOPES.items()
    }


def named(query: Callable[..., Any], ask: Callable[..., Any]) -> dict[str, Any]:
    """Any other question."""
    return {f"{query.__module__}.{query.__name__}": ask}


def scoped_by(query: Callable[..., Any], given: Callable[..., tuple[Any, ...]]) -> dict[str, Any]:
    """A question about a list that takes more than others, for each kind of list."""
    return {
        f"{query.__module__}.{query.__name__} {kind}": lambda session, caller, one, figures, scope=scope: (
            query(*given(session, caller, scope(one), figures))
        )
        for kind, scope in SCOPES.items()
    }


def adviser_number(one: int) -> Caller:
    """The adviser of one of the two, whoever asks: what is decided is yes, and the database has the last word."""
    return Caller(Role.PERSONAL_ADVISER, "staff:1", personal_adviser_id=one, council=COUNCILS[one])


def in_numbers(counts: paged_reads.Counts, page: paged_reads.Page[Any]) -> Iterator[Any]:
    """Whoever is counted or listed in a caseload at a glance."""
    yield from page.rows
    yield from counted(counts)


def counted(counts: paged_reads.Counts) -> Iterator[int]:
    """Each count that is not nothing."""
    yield from (one for one in (counts.people, counts.calls, counts.alerts, counts.without_contact) if one)


def rows_only(found: Any) -> bool:
    """Whether counts or lists hold anybody."""
    if isinstance(found, paged_reads.Page):
        return found.total > 0
    if isinstance(found, narrowed_reads.Made):
        return found.total > 0 or found.people > 0
    if isinstance(found, groups.Members):
        return bool(found.ids or found.unknown)
    if isinstance(found, list) and found and hasattr(found[0], "denominator"):
        return any(one.denominator for one in found)
    return bool(found)


LISTS: dict[str, Any] = {
    **scoped(queries.caseload),
    **scoped(queries.plans_due, days=400),
    **scoped(queries.plans_overdue),
    **scoped(queries.without_contact),
    **scoped(key_dates.key_dates, days=400),
    **scoped(indicators.indicators),
    **read(casework_reads.caseload),
    **read(casework_reads.plans_due, days=400),
    **read(casework_reads.plans_overdue),
    **read(casework_reads.without_contact),
    **read(casework_reads.key_dates, days=400),
    **read(casework_reads.indicators),
    **read(casework_reads.shared_indicators),
    **named(
        plan_dates.periods_of,
        lambda session, _caller, one, _figures: plan_dates.periods_of(session, YoungPerson.id == one),
    ),
    **named(
        plan_status.find_by_reference,
        lambda session, _caller, one, _figures: plan_status.find_by_reference(session, f"YP-{one}"),
    ),
    **named(
        oc3.gather_return,
        lambda session, _caller, one, _figures: oc3.gather_return(session, 2026, COUNCILS[one])[0],
    ),
    **named(
        oc3.without_named_adviser,
        lambda session, _caller, one, _figures: oc3.without_named_adviser(session, 2026, COUNCILS[one]),
    ),
    **named(
        oc3.without_codes,
        lambda session, _caller, one, _figures: oc3.without_codes(session, 2027, COUNCILS[one]),
    ),
    **named(
        subject_access.conversations_of,
        lambda session, _caller, one, _figures: subject_access.conversations_of(session, one),
    ),
    **named(
        text_settings.wants_reminders,
        lambda session, _caller, one, _figures: text_settings.wants_reminders(session, one),
    ),
    **named(
        sent_texts.failing_numbers,
        lambda session, caller, one, _figures: sent_texts.failing_numbers(
            session, caller, TeamScope(one), NOW
        ),
    ),
    **named(
        shared_answers.waiting_answers,
        lambda session, _caller, one, _figures: shared_answers.waiting_answers(session, one),
    ),
    **named(
        shared_answers.shared_for_text,
        lambda session, _caller, one, _figures: shared_answers.shared_for_text(session, one, one),
    ),
    **named(
        shared_answers.unshare_answer,
        lambda session, caller, one, _figures: shared_answers.unshare_answer(session, caller, one, NOW),
    ),
}
LISTS.update(
    {
        **scoped_by(known_names.known_people, lambda session, _caller, scope, _figures: (session, scope)),
        **scoped_by(
            paged_reads.people_page,
            lambda session, caller, scope, figures: (
                session,
                caller,
                Action.CASELOAD,
                scope,
                figures,
                When(TODAY, NOW),
                list,
                1,
            ),
        ),
        **scoped_by(
            paged_reads.dates_page,
            lambda session, caller, scope, figures: (
                session,
                caller,
                scope,
                figures,
                When(TODAY, NOW),
                TODAY + timedelta(days=400),
                list,
                1,
            ),
        ),
        **scoped_by(
            paged_reads.calls_page,
            lambda session, caller, scope, _figures: (session, caller, scope, When(TODAY, NOW), 1),
        ),
        **scoped_by(
            paged_reads.open_calls,
            lambda session, caller, scope, _figures: (session, caller, scope, When(TODAY, NOW)),
        ),
        **scoped_by(
            narrowed_reads.of_ages,
            lambda session, caller, scope, figures: (
                session,
                caller,
                scope,
                (0, 99),
                figures,
                When(TODAY, NOW),
            ),
        ),
        **scoped_by(
            narrowed_reads.last_visits,
            lambda session, caller, scope, _figures: (session, caller, scope, When(TODAY, NOW)),
        ),
        **scoped_by(
            narrowed_reads.contacts_made,
            lambda session, caller, scope, _figures: (session, caller, scope, None, TODAY, When(TODAY, NOW)),
        ),
        **scoped_by(
            narrowed_reads.members,
            lambda session, caller, scope, _figures: (
                session,
                caller,
                scope,
                Group.AUTHORISED,
                When(TODAY, NOW),
            ),
        ),
        **scoped_by(
            groups.members,
            lambda session, _caller, scope, _figures: (session, scope, Group.AUTHORISED, TODAY),
        ),
        **scoped_by(
            paged_reads.not_counted_page,
            lambda session, caller, scope, figures: (
                session,
                caller,
                scope,
                UP_TO_DATE_PLANS.key,
                figures,
                When(TODAY, NOW),
                1,
            ),
        ),
        **scoped_by(
            not_counted.not_counted,
            lambda session, _caller, scope, figures: (
                session,
                scope,
                UP_TO_DATE_PLANS.key,
                figures,
                TODAY,
            ),
        ),
        **named(
            paged_reads.counts,
            lambda session, caller, one, figures: [
                *counted(paged_reads.counts(session, caller, TeamScope(one), figures, When(TODAY, NOW)))
            ],
        ),
        **named(
            paged_reads.glance,
            lambda session, caller, one, figures: [
                *in_numbers(*paged_reads.glance(session, caller, TeamScope(one), figures, When(TODAY, NOW)))
            ],
        ),
        **named(
            digest_reads.digest_of,
            lambda session, _caller, one, figures: (
                digest_reads.digest_of(
                    session, adviser_number(one), figures, When(TODAY, NOW), EVERYTHING
                ).people
            ),
        ),
        **named(
            known_names.whose_reference,
            lambda session, _caller, one, _figures: known_names.whose_reference(
                session, adviser_number(one), f"YP-{one}"
            ),
        ),
        **named(
            call_promises.promise_call,
            lambda session, caller, one, _figures: call_promises.promise_call(
                session, caller, one, NOW + timedelta(hours=1), NOW
            ),
        ),
    }
)
REFUSED: dict[str, Any] = {
    **named(
        call_promises.asked_call,
        lambda session, caller, one, _figures: call_promises.asked_call(session, caller, one, NOW),
    ),
    **named(
        person_reads.person_at_once,
        lambda session, caller, one, figures: person_reads.person_at_once(
            session, caller, one, figures, When(TODAY, NOW)
        ),
    ),
    **named(
        person_reads.dates_of_person,
        lambda session, caller, one, figures: person_reads.dates_of_person(
            session, caller, one, figures, When(TODAY, NOW), 400
        ),
    ),
    **named(
        plan_status.status_of,
        lambda session, _caller, one, figures: plan_status.status_of(session, one, figures, TODAY),
    ),
    **named(
        plan_status.require_by_reference,
        lambda session, _caller, one, _figures: plan_status.require_by_reference(session, f"YP-{one}"),
    ),
    **named(
        casework_reads.plan_status,
        lambda session, caller, one, figures: casework_reads.plan_status(
            session, caller, one, figures, TODAY, NOW
        ),
    ),
    **named(
        casework_reads.own_plan_status,
        lambda session, _caller, one, figures: casework_reads.own_plan_status(
            session, one, figures, TODAY, NOW
        ),
    ),
    **named(
        own_people.own_people,
        lambda session, _caller, one, _figures: own_people.own_people(session, one, NOW),
    ),
    **named(
        life_cycle.move,
        lambda session, _caller, one, figures: life_cycle.move(
            session, one, Move.START_REVIEW, Role.PERSONAL_ADVISER, TODAY, figures
        ),
    ),
    **named(
        life_cycle.ask_for_review,
        lambda session, _caller, one, _figures: life_cycle.ask_for_review(
            session, one, Role.TEAM_MANAGER, TODAY, TODAY
        ),
    ),
    **named(
        plan_moves.move_plan,
        lambda session, caller, one, figures: plan_moves.move_plan(
            session, caller, one, Move.START_REVIEW, TODAY, NOW, figures
        ),
    ),
    **named(
        plan_moves.ask_for_review,
        lambda session, caller, one, _figures: plan_moves.ask_for_review(
            session, caller, one, TODAY, TODAY, NOW
        ),
    ),
    **named(
        plan_moves.make_move,
        lambda session, caller, one, figures: plan_moves.make_move(
            session, caller, one, Wanted(Move.START_REVIEW), TODAY, NOW, figures
        ),
    ),
    **named(
        plan_moves.undo_move,
        lambda session, caller, one, _figures: plan_moves.undo_move(
            session, caller, Moved(one, STANDS, STANDS), NOW
        ),
    ),
    **named(
        plan_moves.bring_review_forward,
        lambda session, caller, one, _figures: plan_moves.bring_review_forward(
            session, caller, one, TODAY, TODAY, NOW
        ),
    ),
    **named(
        moved_back.locked_plan,
        lambda session, _caller, one, _figures: moved_back.locked_plan(session, one),
    ),
    **named(
        moved_back.take_back,
        lambda session, _caller, one, _figures: moved_back.take_back(session, Moved(one, STANDS, STANDS)),
    ),
    **named(
        plan_views.record_views,
        lambda session, caller, one, _figures: plan_views.record_views(session, caller, one, "hers", "", NOW),
    ),
    **named(
        person_now.person_now,
        lambda session, caller, one, _figures: person_now.person_now(session, caller, one, NOW),
    ),
    **named(
        contacts.record_contact,
        lambda session, caller, one, _figures: contacts.record_contact(
            session, caller, one, CONTACT, TODAY, NOW
        ),
    ),
    **named(
        contacts.take_contact_back,
        lambda session, caller, one, _figures: contacts.take_contact_back(session, caller, one, NOW),
    ),
    **named(
        shared_answers.share_answer,
        lambda session, caller, one, _figures: shared_answers.share_answer(
            session, caller, one, OURS, SHARED, NOW, by_text=False
        ),
    ),
    **named(
        text_settings.set_pin,
        lambda session, caller, one, _figures: text_settings.set_pin(session, caller, one, "8264", PINS, NOW),
    ),
    **named(
        text_settings.undo_pin,
        lambda session, caller, one, _figures: text_settings.undo_pin(
            session, caller, one, NO_PIN, NOW, PINS, NOW
        ),
    ),
    **named(
        call_backs.ask_for_call,
        lambda session, _caller, one, _figures: call_backs.ask_for_call(session, one, NOW),
    ),
    **named(
        stored_alerts.acknowledge,
        lambda session, caller, one, _figures: stored_alerts.acknowledge(session, caller, one, NOW),
    ),
    **named(
        stored_alerts.raise_alert,
        lambda session, _caller, one, _figures: stored_alerts.raise_alert(
            session, one, Danger("exploitation"), RULES, NOW, with_consent=True
        ),
    ),
    **named(
        subject_access.export,
        lambda session, _caller, one, _figures: subject_access.export(session, one, NOW, Operator()),
    ),
    **named(
        subject_access.erase,
        lambda session, _caller, one, _figures: subject_access.erase(
            session, one, NOW, Operator(), lambda _talk: None, str
        ),
    ),
    **named(
        text_settings.text_settings,
        lambda session, caller, one, _figures: text_settings.text_settings(session, caller, one, NOW),
    ),
    **named(
        text_settings.text_row,
        lambda session, _caller, one, _figures: text_settings.text_row(session, one),
    ),
    **named(
        text_settings.change_texts,
        lambda session, caller, one, _figures: text_settings.change_texts(
            session, caller, one, CHANGE, PINS, TODAY, NOW
        ),
    ),
    **named(
        text_settings.prove_again_by_text,
        lambda session, caller, one, _figures: text_settings.prove_again_by_text(session, caller, one, NOW),
    ),
    **named(
        sent_texts.texted_person,
        lambda session, caller, one, _figures: sent_texts.texted_person(session, caller, one, NOW),
    ),
}
# Functions that are asked about nobody in particular: tried by themselves below, or run at the terminal alone, for everybody.
APART = {
    "bot.caseload.call_backs.waiting_calls": "below",
    "bot.caseload.call_backs.call_done": "below",
    "bot.caseload.call_backs.call_not_done": "below",
    "bot.caseload.call_backs.person_of_call": "below",
    "bot.caseload.known_names.known_advisers": "names of a team's advisers, whom no wall hides",
    "bot.caseload.known_names.show_people": "takes people who were read",
    "bot.caseload.plan_moves.person_of_plan": "below",
    "bot.caseload.shared_answers.shown": "below",
    "bot.caseload.shared_answers.sweep_shared": "the sweep, for everybody",
    "bot.caseload.staff_desk.caseload_of": "below",
    "bot.caseload.staff_desk.shared_by_council": "below",
    "bot.caseload.text_settings.settings_of": "takes a row that was read",
    "bot.casework.intake.export_all.require_council": "below",
    "bot.casework.intake.export_all.export_all": "below",
    "bot.casework.demo.seed": "only where there is nobody",
    "bot.casework.plans.new_version.new_version": "takes a plan that was read",
    "bot.casework.intake.batch.known_people": "the operator's import",
    "bot.casework.intake.staging.before_new": "counts numbers, and shows no row",
    "bot.casework.intake.no_longer_there.gone": "the operator's import",
    "bot.casework.privacy.erased_again.erase_again": "the operator's restore, for everybody",
    "bot.casework.returns.oc3.import_return": "the operator's import",
    "bot.casework.privacy.retention.apply": "the operator's, for everybody",
    "bot.casework.privacy.retention.due_for_deletion": "the operator's, for everybody",
    "bot.casework.privacy.erased.remember": "writes a keyed hash",
    "bot.casework.privacy.erased.readmit": "deletes a keyed hash",
    "bot.casework.privacy.erased.all_erased": "keyed hashes",
}


@pytest.fixture
def walled(database: Database, postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The two councils as a server opens them, where every decision is yes."""
    fill(database)
    monkeypatch.setattr(decisions, "may", lambda *_asked: True)
    made = Database(postgresql.url(str(database.engine.url.database)), [KEY])
    yield made
    made.engine.dispose()


def as_they_are(database: Database) -> dict[str, list[Any]]:
    """Every row of the other council's person, but the audit, which grows by what was tried."""
    with database.owning() as engine, engine.connect() as connection:
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            for table in Base.metadata.sorted_tables
            if table.name not in ("audit_event", "erased_reference")
        }


def test_no_function_is_forgotten(database: Database) -> None:
    """Whatever takes a session in casework and caseload is tried here, or says why not."""
    found = set()
    for package in (bot.casework, bot.caseload):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, one in vars(importlib.import_module(module.name)).items():
                is_ours = (
                    inspect.isfunction(one) and one.__module__ == module.name and not name.startswith("_")
                )
                if is_ours and next(iter(inspect.signature(one).parameters), "") == "session":
                    found.add(f"{module.name}.{name}")
    tried = {name.split(" ")[0] for name in (*LISTS, *REFUSED)}
    assert found - tried - set(APART) == set()
    assert set(APART) - found == set()


@pytest.mark.parametrize("role", CALLERS)
def test_lists_of_others_are_empty(walled: Database, parameters: Parameters, role: str) -> None:
    """Every list of another council's adviser, team and people, and every count of them."""
    caller = CALLERS[role]
    for name, ask in LISTS.items():
        with audited(walled, reach_of(caller)) as session:
            assert not rows_only(ask(session, caller, THEIRS, parameters)), name


def test_lists_of_ones_own_are_not(walled: Database, parameters: Parameters) -> None:
    """The lists above are empty for whose they are, not because nothing is found."""
    caller, empty = CALLERS["manager"], set()
    for name, ask in LISTS.items():
        with audited(walled, reach_of(caller)) as session:
            if not rows_only(ask(session, caller, OURS, parameters)):
                empty.add(name.split(" ")[0].rpartition(".")[2])
    # Chats are no staff's; everybody of ours was seen, and has a plan; one person is too few to be counted aloud.
    assert empty == {"conversations_of", "without_contact", "periods_of", "shared_indicators"}


@pytest.mark.parametrize("role", CALLERS)
def test_one_of_the_others_is_nobody(
    walled: Database, database: Database, parameters: Parameters, role: str
) -> None:
    """A number that is somebody's elsewhere is that of nobody here, and no row of theirs changes."""
    caller, before = CALLERS[role], as_they_are(database)
    for name, ask in REFUSED.items():
        with pytest.raises(NOT_THERE), audited(walled, reach_of(caller)) as session:
            ask(session, caller, THEIRS, parameters)
        assert as_they_are(database) == before, name


def test_one_of_ones_own_is_somebody(walled: Database, database: Database, parameters: Parameters) -> None:
    """What is refused above works for one's own: a plan is shown, a review begun, an alert taken on."""
    caller = CALLERS["manager"]
    for name in (
        "plan_status.status_of",
        "plan_moves.undo_move",
        "plan_moves.bring_review_forward",
        "life_cycle.move",
        "stored_alerts.acknowledge",
        "own_people.own_people",
        "person_now.person_now",
        "call_promises.asked_call",
        "person_reads.person_at_once",
        "person_reads.dates_of_person",
        "contacts.record_contact",
        "contacts.take_contact_back",
        "shared_answers.share_answer",
        "text_settings.set_pin",
        "text_settings.change_texts",
        "text_settings.prove_again_by_text",
        "sent_texts.texted_person",
    ):
        [ask] = [ask for key, ask in REFUSED.items() if key.endswith(name)]
        with audited(walled, reach_of(caller)) as session:
            ask(session, caller, OURS, parameters)
    with database.transaction() as session:
        assert session.get(PathwayPlan, OURS).state == "in_review"
        assert session.get(Alert, OURS).acknowledged_by == caller.actor
        assert session.get(ContactRecord, OURS) is None
        assert set(session.execute(select(ContactRecord.note)).scalars()) == {"invented", None}


@pytest.mark.parametrize("role", CALLERS)
def test_what_is_listed_for_all_lists_ones_own(walled: Database, parameters: Parameters, role: str) -> None:
    """An operator's list of every alert, in the hands of somebody of one council, has that council's alone."""
    caller, when = CALLERS[role], When(TODAY, NOW)
    operator = Caller("operator", "terminal")
    with audited(walled, reach_of(caller)) as session:
        assert [alert.id for alert in stored_alerts.open_alerts(session, operator, NOW)] == [OURS]
    with audited(walled, reach_of(caller)) as session:
        other = Caller(Role.PERSONAL_ADVISER, "staff:1", personal_adviser_id=THEIRS)
        assert call_backs.waiting_calls(session, other, NOW) == []
    with audited(walled, reach_of(caller)) as session:
        desk = staff_desk.caseload_of(session, other, parameters, when)
        assert (desk.people, desk.due, desk.key_dates) == ([], [], [])
    with audited(walled, reach_of(caller)) as session:
        counted = staff_desk.shared_by_council(session, operator, parameters, when)
        assert not any(one.denominator for one in counted["rotherham"])
    with audited(walled, reach_of(caller)) as session:
        assert audit_report.accesses_of(session, THEIRS) == []
    with pytest.raises(LookupError), audited(walled, reach_of(caller)) as session:
        export_all.require_council(session, "rotherham")


@pytest.mark.parametrize("role", CALLERS)
def test_a_call_of_others_is_not_ticked_off(walled: Database, database: Database, role: str) -> None:
    """Their wish to be called stays on their adviser's list."""
    with audited(walled, reach_of(CALLERS[role])) as session:
        call_backs.call_done(session, CALLERS[role], THEIRS, NOW)
    with database.transaction() as session:
        assert session.get(CallBackRequest, THEIRS).done_at is None


@pytest.mark.parametrize("role", CALLERS)
def test_what_waits_for_others_or_was_ticked_off_stays(
    walled: Database, database: Database, role: str
) -> None:
    """A tick is not taken back, an answer is not marked as shown, and no number leads to another council's person."""
    with database.transaction() as session:
        session.get(CallBackRequest, THEIRS).done_at = NOW
    before, caller = as_they_are(database), CALLERS[role]
    with audited(walled, reach_of(caller)) as session:
        assert not call_backs.call_not_done(session, caller, THEIRS, NOW, NOW)
        assert not shared_answers.shown(session, THEIRS, THEIRS, NOW)
        assert call_backs.person_of_call(session, THEIRS) == plan_moves.person_of_plan(session, THEIRS) == -1
    assert as_they_are(database) == before


DEEDS: dict[str, Callable[[Doer], object]] = {
    "contact": lambda doer: acts.do_contact(doer, "key", THEIRS, CONTACT),
    "move": lambda doer: acts.do_move(doer, "key", THEIRS, Wanted(Move.START_REVIEW)),
    "review": lambda doer: acts.do_review(doer, "key", THEIRS, TODAY),
    "call": lambda doer: acts.do_call(doer, "key", THEIRS),
    "pin": lambda doer: acts.do_pin(doer, "key", THEIRS, "8264", PINS),
    "share": lambda doer: acts.do_share(doer, "key", THEIRS, SHARED, None),
    "undo": lambda doer: undo_deed(doer, THEIRS, NO_TOOLS),
}


@pytest.mark.parametrize("role", CALLERS)
def test_nothing_is_done_or_undone_for_others(
    walled: Database, database: Database, parameters: Parameters, role: str
) -> None:
    """What staff do by message and on their pages, once more: no row of another council's is added, changed or found."""
    caller, before = CALLERS[role], as_they_are(database)
    for name, act in DEEDS.items():
        with pytest.raises(NOT_THERE), audited(walled, reach_of(caller)) as session:
            act(Doer(session, caller, OURS, parameters, When(TODAY, NOW)))
        assert as_they_are(database) == before, name
    with audited(walled, reach_of(caller)) as session:
        assert deed_of(session, THEIRS) is None
        assert not is_theirs(session, THEIRS, THEIRS)
        assert not claim_undo(session, THEIRS, NOW)
        assert last_deed(session, THEIRS, NOW) is None
    assert as_they_are(database) == before


def test_an_export_of_others_has_nobody(walled: Database, tmp_path: Any) -> None:
    """Files with their heads and no line."""
    with walled.transaction(reach_of(CALLERS["manager"])) as session:
        counts = export_all.export_all(session, "rotherham", tmp_path / "out")
    assert set(counts.values()) == {0}


def test_an_account_without_a_council_reaches_nobody(walled: Database) -> None:
    """As does every role that is not known here; the operator at the terminal has everything, by its own purpose."""
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            with audited(walled, reach_of(Caller(role, "staff:9"))) as session:
                assert session.execute(select(YoungPerson.id)).all() == []
    assert reach_of(Caller("operator", "terminal")) == OPERATOR


def test_a_refusal_is_kept_though_nobody_is_reached(
    walled: Database, database: Database, monkeypatch: pytest.MonkeyPatch, parameters: Parameters
) -> None:
    """With the first wall up again, the attempt on another council's person is in that person's audit."""
    monkeypatch.undo()
    caller = CALLERS["manager"]
    with pytest.raises(decisions.AccessDenied), audited(walled, reach_of(caller)) as session:
        casework_reads.plan_status(session, caller, THEIRS, parameters, TODAY, NOW)
    with database.transaction() as session:
        assert [one.outcome for one in audit_report.accesses_of(session, THEIRS)] == ["allowed", "denied"]
