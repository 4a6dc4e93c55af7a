"""Where Teams is set up, the assistant carries to it what is put for it, and nothing where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from out_world import NOW, chats, leave, overdue, send_all, staff_in_teams, states, tell
from pydantic import SecretStr

from bot.carrier_setup import make_carrier, make_providers
from bot.channels.teams.teams_connector import TeamsConnector
from bot.delivery.sending.carrying import send_next
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.staffing.teams_kinds import KIND, TeamsMessages
from bot.records.reach import SENDING
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database

SET = {
    "teams_app_id": "invented-app",
    "teams_app_secret": SecretStr("a secret for tests"),
    "teams_tenant": "invented-tenant",
    "teams_tenants": "invented-tenant=rutland",
}


def settings(folder: Path, **changed: Any) -> Settings:
    """Those of a server with a state of its own."""
    return Settings(state=folder, **{**SET, **changed})


def test_teams_has_a_provider_where_it_is_set_up(tmp_path: Path) -> None:
    """And none where it is not; half a set-up is said."""
    providers = make_providers(settings(tmp_path))
    assert isinstance(providers[Channel.TEAMS.value], TeamsConnector)
    assert Channel.TEAMS.value not in make_providers(Settings(state=tmp_path))
    with pytest.raises(RuntimeError, match="LOCALOFFER_TEAMS_APP_SECRET"):
        make_providers(settings(tmp_path, teams_app_secret=None))


def test_what_is_for_teams_goes_its_way_and_texts_go_theirs(tmp_path: Path, database: Database) -> None:
    """The carrier of a server knows the kind, fills the recipient in, and withholds what must not leave."""
    carrier = make_carrier(settings(tmp_path), database)
    assert isinstance(carrier.kinds[KIND], TeamsMessages)
    with database.transaction(SENDING) as session:
        text = Outgoing("reminder", Channel.SMS, "1", "anna", "+447700900123", "words")
        assert carrier.may_send(session, text)
        assert not carrier.may_send(session, Outgoing(KIND, Channel.TEAMS, "2", "anna", None, "{}"))
    [member] = staff_in_teams(database)
    with database.transaction(SENDING) as session:
        assert tell(session, member.account, [overdue()], "monday", "monday", NOW)
    leave(database, member, NOW.date())
    while send_next(carrier, lambda: NOW, Channel.TEAMS.value) is not None:
        continue
    assert set(states(database).values()) == {"withheld"}


def test_without_a_provider_it_waits_and_is_lost_to_nobody(database: Database) -> None:
    """As any other channel that nobody carries: once it is set up, what is not too old leaves."""
    [member] = staff_in_teams(database)
    with database.transaction(SENDING) as session:
        tell(session, member.account, [overdue()], "monday", "monday", NOW)
    provider = chats(LookupError("none yet"))
    send_all(database, provider)
    assert set(states(database).values()) == {"waiting"}
