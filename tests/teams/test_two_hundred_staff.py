"""Monday morning: everybody is told once, though Teams is busy for a tenth of it and the process that sends is killed in the middle."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from killed_sender import HELD, KEPT, TAKEN, Orders
from out_world import overdue, rows, staff_in_teams, states, tell
from posting_service import BLOCKED, Service, Told, posting_service

from bot.records.reach import SENDING
from bot.settings import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from out_world import Member

    from bot.records.database import Database

pytestmark = pytest.mark.long

STAFF = 200
DIES_AFTER = 130  # messages of 400
PATIENCE = 900  # seconds until all is sent, on a busy machine
AHEAD = 45.0  # seconds: longer than a killed process holds a message


@pytest.fixture
def service() -> Iterator[Service]:
    """Teams' service, busy for a tenth of what it is asked."""
    with posting_service() as made:
        made.every_tenth = Told(429, {"Retry-After": "1"})
        yield made


def tell_everybody(database: Database, service: Service, count: int = STAFF) -> list[Member]:
    """A summary for each, said twice."""
    staff = staff_in_teams(database, count, service.address)
    with database.transaction(SENDING) as session:
        for one in staff * 2:
            answer = overdue(f"Person of {one.account} (invented)")
            assert tell(session, one.account, [answer], f"monday {one.account}", "monday", Clock().now())
    return staff


def orders(database: Database, service: Service, **more: Any) -> Orders:
    """For a process that sends."""
    url = database.engine.url.render_as_string(hide_password=False)
    return Orders(url, asdict(service.app()), **more)


def came(service: Service, staff: list[Member]) -> Counter[tuple[str, ...]]:
    """How many chats show what, in order."""
    return Counter(
        tuple("text" if "text" in each else "card" for each in service.of(one.chat)) for one in staff
    )


@pytest.mark.parametrize("point", [HELD, KEPT])
def test_everybody_is_told_once_whenever_the_sender_is_killed(
    database: Database, service: Service, point: str
) -> None:
    """Two hundred staff, each a text and then a card, never twice; each reads of their own people alone."""
    staff = tell_everybody(database, service)
    assert orders(database, service, point=point, after=DIES_AFTER).run(PATIENCE) == -9
    assert len(service.posted) in range(DIES_AFTER * 8 // 10, DIES_AFTER + 2)
    assert orders(database, service, ahead=AHEAD).run(PATIENCE) == 0
    assert came(service, staff) == {("text", "card"): STAFF}
    assert set(states(database).values()) == {"sent"}
    for one in staff:
        assert f"Person of {one.account} (invented)" in str(service.of(one.chat)[1])
    assert len(service.token_forms) == 2
    assert len(service.asked) >= len(service.posted) * 1.1


def test_what_teams_took_in_the_moment_of_the_end_comes_twice_at_most(
    database: Database, service: Service
) -> None:
    """Nobody can tell whether it was taken: that one message is handed over again, no other, and none is lost."""
    staff = tell_everybody(database, service, 40)
    assert orders(database, service, point=TAKEN, after=40).run(PATIENCE) == -9
    assert orders(database, service, ahead=AHEAD).run(PATIENCE) == 0
    shown = came(service, staff)
    assert shown.pop(("text", "card")) == 39
    assert list(shown) in ([("text", "text", "card")], [("text", "card", "card")])


def test_faults_of_all_kinds_hold_nobody_else_up(database: Database, service: Service) -> None:
    """Blocked, gone, broken, slow, hung up: whoever can be told is told once, and who blocked us is not tried again."""
    staff = tell_everybody(database, service, 40)
    blocked, gone, broken, slow = (staff[n].chat for n in (3, 5, 7, 9))
    service.answers[blocked] += [Told(403, body=BLOCKED)] * 9
    service.answers[gone] += [Told(404)] * 9
    service.answers[broken] += [Told(502, {"Retry-After": "1"}), Told(429, {"Retry-After": "1"})]
    service.answers[slow] += [Told(412, {"Retry-After": "1"}, seconds=1.0)]
    assert orders(database, service).run(PATIENCE) == 0
    assert came(service, staff) == {("text", "card"): 38, (): 2}
    left = {row.key: row.state for row in rows(database) if row.state != "sent"}
    assert sorted(left.values()) == ["failed", "failed", "failed", "withheld"]
    assert len(service.answers[blocked]) == 8
