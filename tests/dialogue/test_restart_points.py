"""From where on a long talk is read: before its last turns, with what its slots held there, for not too many talks."""

from __future__ import annotations

from typing import Any

from bot.dialogue import restart_points
from bot.dialogue.restart_points import (
    RestartPoint,
    RestartPoints,
    StoredEvent,
    in_last_session,
    is_ordinary,
    point_in,
)

TURN = (("action", {}), ("user", {}), ("action", {}), ("bot", {}), ("slot", {"name": "last_topic"}))


def stored(*kinds: tuple[str, dict[str, Any]]) -> list[StoredEvent]:
    """Events as their rows have them, numbered from 1."""
    return [StoredEvent(number, float(number), kind, data) for number, (kind, data) in enumerate(kinds, 1)]


def turns(count: int) -> list[StoredEvent]:
    """So many turns; each sets a slot to its own number."""
    kinds = [
        (kind, {**data, "value": str(turn)} if kind == "slot" else data)
        for turn in range(1, count + 1)
        for kind, data in TURN
    ]
    return stored(*kinds)


def test_a_short_talk_has_no_point() -> None:
    """Two turns are always read whole."""
    assert point_in(turns(2), {}) is None


def test_the_point_stands_where_the_turn_before_last_began() -> None:
    """With the slots as the turns before it left them, over what they held at the beginning."""
    point = point_in(turns(5), {"my_council": "rutland", "last_topic": "old"})
    assert point == RestartPoint(16, 16.0, {"my_council": "rutland", "last_topic": "3"})


def test_a_new_session_forgets_the_slots_before_it() -> None:
    """As Rasa does: what it takes over is set again behind the start."""
    begun = [
        *turns(2),
        *stored(("session_started", {}), ("slot", {"name": "my_council", "value": "rutland"})),
    ]
    kept, slots = in_last_session([*begun, *turns(3)], {"last_place": "england"})
    assert (kept[0].kind, slots) == ("session_started", {})
    point = point_in([*begun, *turns(3)], {"last_place": "england"})
    assert point is not None
    assert point.slots == {"my_council": "rutland", "last_topic": "1"}


def test_what_reaches_back_is_no_ordinary_talk() -> None:
    """Undoing, restarting and forms may need any event before them."""
    kinds = ("rewind", "undo", "restart", "active_loop", "reset_slots", "pause", "followup")
    assert [kind for kind in kinds if is_ordinary([*turns(2), *stored((kind, {}))])] == []
    assert is_ordinary(turns(4))


def test_a_point_counts_only_while_its_row_is_there() -> None:
    """Who deleted the conversation deleted the row; one that got its number has another time."""
    point = point_in(turns(5), {})
    assert point is not None
    assert point.begins(turns(5)[15:])
    assert not point.begins(turns(5)[16:])
    assert not point.begins([])
    assert not point.begins([StoredEvent(16, 99.0, "action", {})])


def test_points_are_few_and_not_old(monkeypatch) -> None:
    """The longest unused goes when there are too many, and each after two hours; a forgotten one at once."""
    monkeypatch.setattr(restart_points, "MOST", 2)
    now = [0.0]
    points = RestartPoints(lambda: now[0])
    for name in ("first", "second", "first", "third"):
        points.keep(name, RestartPoint(1, 1.0, {"last_topic": name}))
    assert [name for name in ("first", "second", "third") if points.of(name)] == ["first", "third"]
    points.forget("first")
    assert points.of("first") is None
    now[0] = restart_points.SECONDS + 1
    points.keep("fourth", RestartPoint(1, 1.0, {}))
    assert [name for name in ("third", "fourth") if points.of(name)] == ["fourth"]
