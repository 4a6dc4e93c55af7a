"""Figures count what came of each message, and hold nothing that a person said or is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from prometheus_client import generate_latest

from bot.answer import Answer
from bot.delivery.conversation.journal import MemoryJournal
from bot.delivery.one_message import MOST_CHARACTERS, Incoming, Look
from bot.front_door import FrontDoor
from bot.identity.sign_in.one_time_codes import MOST_CODES_PER_ADDRESS, TooManyCodes
from bot.identity.sign_in.sessions import Sessions, new_token
from bot.metrics.counted import CountedCodes, CountedPages
from bot.metrics.measures import Measures
from bot.metrics.outcomes import OUTCOMES, SAFETY
from bot.offer.loader import Offer
from bot.safeguarding.finding import Danger, Level
from bot.talk.general_answers import dont_know

if TYPE_CHECKING:
    from bot.records.database import Database
    from bot.records.keyed import Keyed

DANGER, WEAK, OVER = (
    "i want to kill myself",
    "everything is too much",
    "i used to cut myself but not any more",
)
MARK = "Zebedee Markerson 07700 900123"


class Dialogue:
    """Answers as it is told."""

    def __init__(self, *answers: Answer, error: Exception | None = None) -> None:
        """Keep what to say."""
        self.answers, self.error = list(answers) or [Answer(lead="Yes.")], error

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: object = None,
        council: object = None,
        message_id: str = "",
    ) -> list[Answer]:
        """Say it, or fail."""
        if self.error:
            raise self.error
        return self.answers

    async def about(self, text: str) -> str | None:
        """Nothing."""

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""


def figure(measures: Measures, name: str, **labels: str) -> float:
    """The figure of these labels; 0 where it has not been counted."""
    return measures.registry.get_sample_value(f"localoffer_{name}", labels) or 0.0


async def counted(text: str, dialogue: Dialogue | None = None, **more: object) -> Measures:
    """What is counted of one message."""
    measures = Measures()
    door = FrontDoor(dialogue or Dialogue(), MemoryJournal(), watch=measures, **more)
    await door.handle(Incoming("web", "talk-1", "m1", text))
    return measures


def outcomes(measures: Measures) -> dict[str, float]:
    """What came of all messages on the web."""
    found = {one: figure(measures, "turns_total", channel="web", outcome=one) for one in OUTCOMES}
    return {one: count for one, count in found.items() if count}


@pytest.mark.parametrize(
    ("text", "dialogue", "more", "outcome"),
    [
        ("what is a pa", None, {}, "answered"),
        (DANGER, None, {}, "urgent"),
        ("what is a pa", Dialogue(error=ValueError(MARK)), {}, "apology"),
        ("x" * (MOST_CHARACTERS + 1), None, {}, "refused_too_long"),
        ("  ", None, {}, "refused_empty"),
        ("hello", None, {"messages_per_minute": 0}, "refused_too_fast"),
        ("hello", None, {"closings": lambda _channel: ""}, "closed"),
        (DANGER, None, {"closings": lambda _channel: ""}, "urgent"),
        ("hello", Dialogue(Answer(lead="Call.", urgency="urgent")), {}, "urgent"),
    ],
    ids=lambda value: value if isinstance(value, str) and "x" * 50 not in value else "",
)
async def test_each_message_counts_once_as_what_came_of_it(
    text: str, dialogue: Dialogue | None, more: dict, outcome: str
) -> None:
    """And in the histogram of its kind: urgent replies have one of their own."""
    measures = await counted(text, dialogue, **more)
    assert outcomes(measures) == {outcome: 1.0}
    is_urgent = outcome == "urgent"
    assert figure(measures, "urgent_seconds_count") == float(is_urgent)
    assert figure(measures, "turn_seconds_count", channel="web") == float(not is_urgent)
    assert figure(measures, "safety_total", outcome="urgent") == float(is_urgent)


async def test_an_honest_i_dont_know_is_told_apart(offer: Offer) -> None:
    """The first and the second time."""
    for time in (1, 2):
        measures = await counted("quokkas", Dialogue(dont_know((), offer, offer.nation().id, time)))
        assert outcomes(measures) == {"not_known": 1.0}


@pytest.mark.parametrize(
    ("level", "outcome", "safety"),
    [
        (Level.CHECK_IN, "check_in", "check_in"),
        (Level.OVER, "answered", "over"),
        (Level.URGENT, "urgent", "urgent"),
    ],
)
async def test_what_was_done_about_danger_is_counted_and_not_what_it_was(
    level: Level, outcome: str, safety: str
) -> None:
    """A question whether they are OK, a kind word, the urgent reply."""
    measures = Measures()
    door = FrontDoor(Dialogue(), MemoryJournal(), watch=measures)
    found = Look(Danger("missing", level=level))
    await door.handle(Incoming("web", "talk-1", "m1", "what is a pa", looked=found))
    assert outcomes(measures) == {outcome: 1.0}
    told = {one: figure(measures, "safety_total", outcome=one) for one in SAFETY}
    assert {one: count for one, count in told.items() if count} == {safety: 1.0}


async def test_a_message_that_comes_again_is_a_replay() -> None:
    """It had its answer."""
    measures = Measures()
    door = FrontDoor(Dialogue(), MemoryJournal(), watch=measures)
    for _ in range(2):
        await door.handle(Incoming("web", "talk-1", "m1", "what is a pa"))
    assert outcomes(measures) == {"answered": 1.0, "replay": 1.0}


async def test_nothing_that_a_person_said_or_is_gets_into_the_figures() -> None:
    """Words, numbers, conversation, message id, and the name of a channel that nobody knows."""
    measures = Measures()
    door = FrontDoor(Dialogue(error=ValueError(MARK)), MemoryJournal(), watch=measures)
    for channel in ("web", "okapi-channel"):
        for text in (f"{MARK} what is a pa", f"{MARK} {DANGER}"):
            await door.handle(
                Incoming(channel, "okapi-talk", f"okapi-{channel}-{text[-3:]}", text, council="rutland")
            )
    told = generate_latest(measures.registry).decode()
    assert [word for word in ("Markerson", "900123", "okapi", "rutland", "self_harm") if word in told] == []
    assert figure(measures, "turns_total", channel="other", outcome="urgent") == 1.0


async def test_what_fails_to_count_costs_nobody_their_reply(caplog: pytest.LogCaptureFixture) -> None:
    """The log has the kind of the error alone."""

    class Broken:
        """Can't count."""

        def turn(self, *_: object) -> None:
            """Fail with words."""
            raise ValueError(MARK)

    reply = await FrontDoor(Dialogue(), MemoryJournal(), watch=Broken()).handle(
        Incoming("web", "t", "m", DANGER)
    )
    assert reply.answers[0].urgency == "urgent"
    assert "ValueError" in caplog.text
    assert "Markerson" not in caplog.text


def test_what_has_not_happened_yet_is_there_with_nought() -> None:
    """An alarm on a figure that is not there would never ring."""
    told = generate_latest(Measures().registry).decode()
    for line in (
        'localoffer_turns_total{channel="web",outcome="apology"} 0.0',
        'localoffer_safety_total{outcome="urgent"} 0.0',
        'localoffer_pages_total{status="5xx"} 0.0',
        'localoffer_sign_ins_total{outcome="locked"} 0.0',
    ):
        assert line in told
    assert "process_resident_memory_bytes" in told
    assert "process_cpu_seconds_total" in told


def test_codes_are_counted_alike_whether_somebody_has_the_number(database: Database, keyed: Keyed) -> None:
    """Asked, wrong, locked and too many; who reads the figures learns of no number whether it is on record."""
    heard: list[str] = []
    codes, now = CountedCodes(keyed, heard.append), datetime(2026, 11, 22, 12)
    with database.transaction() as session:
        browser = Sessions(keyed).visit(session, new_token(), now).token_hash
        codes.ask(session, browser, "07700 900123", now, "192.0.2.7")
        for _ in range(5):
            codes.check(session, browser, "1", now)
        for _ in range(MOST_CODES_PER_ADDRESS - 1):
            codes.ask(session, browser, "07700 900124", now, "192.0.2.7")
        with pytest.raises(TooManyCodes):
            codes.ask(session, browser, "07700 900124", now, "192.0.2.7")
    assert heard[:6] == ["asked", "wrong", "wrong", "wrong", "wrong", "locked"]
    assert set(heard[6:-1]) == {"asked"}
    assert heard[-1] == "too_many"


async def test_answers_are_counted_by_class_of_status() -> None:
    """Of the address nothing is kept."""
    measures = Measures()

    async def app(_scope: dict, _receive: object, send: object) -> None:
        """Answer as the address says."""
        await send({"type": "http.response.start", "status": int(_scope["path"][1:]), "headers": []})

    async def sent(_message: dict) -> None:
        """Nobody reads it."""

    for status in (200, 204, 303, 404, 503):
        await CountedPages(app, measures.page)({"type": "http", "path": f"/{status}"}, None, sent)
    found = {one: figure(measures, "pages_total", status=one) for one in ("2xx", "3xx", "4xx", "5xx")}
    assert found == {"2xx": 2.0, "3xx": 1.0, "4xx": 1.0, "5xx": 1.0}
