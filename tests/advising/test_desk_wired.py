"""The desk as a server makes it out of its settings: it reads with the real reader, has the deeds' tools, and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.answer import Choice
from bot.assistant import make_desk, open_services
from bot.casework.tables import PersonalAdviser, StaffAccount, Team, YoungPerson
from bot.delivery.staffing.for_staff import StaffMessage
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import OPERATOR
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.advising.desk import Desk
    from bot.answer import Answer
    from bot.records.database import Database

TALK = "teams-invented"


def said(desk: Desk, text: str) -> list[Answer] | None:
    """What the desk answers to words."""
    return desk.answer(StaffMessage(TALK, text, None, {}, ""))


def add_adviser(database: Database) -> None:
    """An invented adviser of Rutland with one young person, linked to a talk in Teams."""
    with database.transaction(OPERATOR) as session:
        adviser = PersonalAdviser(name="Sam Okafor (invented)", team=Team(council="rutland", name="A"))
        session.add(adviser)
        session.flush()
        account = StaffAccount(
            subject_lookup="x" * 64, role="personal_adviser", personal_adviser_id=adviser.id
        )
        person = YoungPerson(
            reference="YP-1",
            preferred_name="Kai (invented)",
            birth_date=date(2006, 3, 1),
            council="rutland",
            personal_adviser_id=adviser.id,
        )
        session.add_all([account, person])
        session.flush()
        session.add(
            TeamsUser(
                lookup="y" * 64,
                conversation=TALK,
                staff_account_id=account.id,
                is_installed=True,
                last_heard_at=datetime(2026, 11, 23, 12),
            )
        )


def test_the_desk_of_a_server_reads_answers_and_opens_deeds(tmp_path: Path, root: Path) -> None:
    """Before anybody is linked it says how; then it shows a caseload, a person, a form and what to share."""
    settings = Settings(home=root, state=tmp_path)
    services = open_services(settings)
    desk = make_desk(settings, services)
    [unlinked] = said(desk, "help") or []
    assert unlinked.title == "Your account is not linked yet"
    add_adviser(services.database)
    titles = []
    for text in ("my caseload", "Kai's plan", "record a visit with Kai yesterday", "what can I ask you"):
        [answer] = said(desk, text) or []
        titles.append(answer.title)
    assert titles == ["Caseload", "Where the plan stands", "Record a contact", "What you can ask me"]
    [version] = (
        desk.answer(
            StaffMessage(
                TALK,
                "",
                Choice(label="a button", kind="staff", value="send/council_tax/rutland"),
                {},
                "line.0",
            )
        )
        or []
    )
    assert version.card is not None
    assert version.card.quote
