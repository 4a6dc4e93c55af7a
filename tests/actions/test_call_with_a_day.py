"""A call that is asked for by its button has a day where somebody in Teams hears of it if nobody called, and none elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from talk import TODAY

import actions.services
from bot.casework.tables import CallBackRequest, PersonalAdviser, StaffAccount, YoungPerson
from bot.delivery.handing_over.hand_over_rules import HandOverRules, working_hours
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.talk.general_answers import call_back_button

if TYPE_CHECKING:
    from talk import Talk

    from bot.records.keyed import Keyed


@pytest.fixture
def talk_in_teams(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Staff can be reached in Teams."""
    rules = HandOverRules(working_hours("Mon-Fri 09:00-17:00"), 5)
    talk.services = replace(talk.services, hand_over_rules=rules)
    monkeypatch.setattr(actions.services, "_provided", talk.services)
    return talk


def sign_in(talk: Talk, keyed: Keyed, *, role: str | None) -> None:
    """Somebody with an adviser, who is linked in that role."""
    with talk.services.database.transaction() as session:
        wanted = (
            select(YoungPerson).where(YoungPerson.personal_adviser_id.is_not(None)).order_by(YoungPerson.id)
        )
        person = session.execute(wanted.limit(1)).scalar_one()
        adviser, number = person.personal_adviser_id, int(person.id)
        if role:
            team = session.get(PersonalAdviser, adviser).team_id
            is_manager = role == "team_manager"
            theirs = {"team_id": team} if is_manager else {"personal_adviser_id": adviser}
            session.add(StaffAccount(id=1, subject_lookup="1", role=role, **theirs))
            session.flush()
            session.add(
                TeamsUser(
                    lookup="1",
                    conversation="teams-1",
                    reference="{}",
                    staff_account_id=1,
                    last_heard_at=datetime.combine(TODAY, datetime.min.time()),
                )
            )
    talk.sign_in(keyed, number)


def promised(talk: Talk) -> list[datetime | None]:
    """The days of all requests."""
    with talk.services.database.transaction() as session:
        return list(session.execute(select(CallBackRequest.promised_at)).scalars())


@pytest.mark.parametrize(
    ("role", "who"), [("personal_adviser", "them again"), ("team_manager", "their manager")]
)
def test_a_day_is_told_and_kept_where_somebody_hears_of_it(
    talk_in_teams: Talk, keyed: Keyed, role: str, who: str
) -> None:
    """The end of the next working day; pressed again the same day is told."""
    sign_in(talk_in_teams, keyed, role=role)
    for _ in range(2):
        [answer] = talk_in_teams.presses(call_back_button())
        assert "by the end of Friday 27 November" in answer.lead
        assert who in answer.lead
    assert promised(talk_in_teams) == [datetime(2026, 11, 27, 17)]


def test_where_nobody_is_linked_no_day_is_told(talk_in_teams: Talk, keyed: Keyed) -> None:
    """As before there was Teams."""
    sign_in(talk_in_teams, keyed, role=None)
    [answer] = talk_in_teams.presses(call_back_button())
    assert "I can't say when they will ring" in answer.lead
    assert promised(talk_in_teams) == [None]


def test_without_teams_no_day_is_told_though_somebody_is_linked(talk: Talk, keyed: Keyed) -> None:
    """Nothing would send what is to be told."""
    sign_in(talk, keyed, role="personal_adviser")
    [answer] = talk.presses(call_back_button())
    assert "I can't say when they will ring" in answer.lead
    assert promised(talk) == [None]
