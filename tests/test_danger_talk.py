"""Danger at the front door as people talk: beside a question, hinted at, over two messages, and over long ago."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from small_judge import ORDINARY, OVER, WEAK_SIGN, small_detector

from bot.answer import Answer, Choice
from bot.delivery.conversation.journal import MemoryJournal
from bot.front_door import FrontDoor, Incoming, Reply
from bot.safeguarding.detector import Detector, rules_alone
from bot.safeguarding.finding import Danger, Level
from bot.safeguarding.passing_on import Passed, Standing
from bot.safeguarding.replies import urgent_reply

if TYPE_CHECKING:
    from collections.abc import Sequence

QUESTION = "do i pay council tax"
DANGER = "i want to kill myself"
TAX = Answer(title="Council tax", lead="It depends.", topic="council_tax")
LOW = Danger("crisis_self_harm")
ASKED = "You also asked: Council tax"


@dataclass
class Dialogue:
    """Rasa's place: it knows council tax, fails or is slow as it was told, and remembers what it heard."""

    topic: str | None = "council_tax"
    fails: bool = False
    heard: list[tuple[str, Choice | None]] = field(default_factory=list)
    asked_about: list[str] = field(default_factory=list)

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Choice | None = None,
        council: str | None = None,
        message_id: str = "",
    ) -> list[Answer]:
        """Always the same answer."""
        self.heard.append((text, choice))
        return [TAX]

    async def about(self, text: str) -> str | None:
        """What it was told."""
        self.asked_about.append(text)
        if self.fails:
            raise RuntimeError(text)
        return self.topic

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""


@dataclass
class Desk:
    """Alerts for somebody who is signed in and has a PA; it remembers the dangers it was asked about."""

    at_once: bool = False
    dangers: list[Danger] = field(default_factory=list)

    def noticed(self, conversation: str, danger: Danger) -> Passed:
        """It can be offered."""
        self.dangers.append(danger)
        return Passed(Standing.ASK_ABOUT_PA)

    def tell(self, conversation: str, danger: Danger) -> Passed:
        """It is passed on."""
        return Passed(Standing.TOLD)

    def knows(self, conversation: str) -> bool:
        """They are signed in."""
        return True

    def news(self, conversation: str) -> Passed | None:
        """Nobody was told yet."""


class Talk:
    """A conversation at the front door."""

    def __init__(
        self, detector: Detector | None = None, dialogue: Dialogue | None = None, alerts: Any = None
    ) -> None:
        """Open the door."""
        self.dialogue, self.journal, self.sent = dialogue or Dialogue(), MemoryJournal(), 0
        self.door = FrontDoor(
            self.dialogue,
            self.journal,
            detector=detector or rules_alone(),
            titles={"council_tax": "Council tax"},
            alerts=alerts,
        )

    async def handle(self, text: str = "", **more: Any) -> Reply:
        """The reply to one new message."""
        self.sent += 1
        return await self.door.handle(Incoming("web", "one", f"m{self.sent}", text, **more))

    async def say(self, text: str) -> list[Answer]:
        """The answers to a text."""
        return (await self.handle(text)).answers

    async def press(self, label: str) -> list[Answer]:
        """The answers to the newest button of that label."""
        shown = [
            f"{line.id}.{number}"
            for line in self.journal.lines("one")
            if line.answer
            for number, choice in enumerate(line.answer.choices)
            if choice.label == label
        ]
        return (await self.handle(option=shown[-1])).answers


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Detector:
    """Rules and a small judge."""
    return small_detector(tmp_path_factory.mktemp("models"))


def labels(answer: Answer) -> list[str]:
    """What can be pressed."""
    return [choice.label for choice in answer.choices]


async def test_what_else_was_asked_is_a_button_under_the_urgent_reply() -> None:
    """The reply itself is whole and comes alone; the question waits for whoever goes on."""
    talk = Talk()
    [answer] = await talk.say(f"{DANGER}, {QUESTION}")
    plain = urgent_reply(LOW)
    assert (answer.urgency, answer.lead, answer.contacts) == ("urgent", plain.lead, plain.contacts)
    assert labels(answer) == [*labels(plain), ASKED]
    assert (talk.dialogue.heard, talk.dialogue.asked_about) == ([], [QUESTION])


async def test_the_button_gives_the_dialogue_those_words_and_nothing_else() -> None:
    """Not the danger, not the label, and no choice: as if the question had been typed alone."""
    talk = Talk()
    await talk.say(f"{QUESTION}, {DANGER}")
    assert await talk.press(ASKED) == [TAX]
    assert talk.dialogue.heard == [(QUESTION, None)]
    assert [line.text for line in talk.journal.lines("one") if not line.answer][1:] == [ASKED]


async def test_a_command_behind_danger_is_no_command() -> None:
    """Slashes before the rest never reach Rasa."""
    talk = Talk()
    await talk.say(f"{DANGER}\n/restart {QUESTION}")
    await talk.press(ASKED)
    [(heard, choice)] = talk.dialogue.heard
    assert (heard[0], heard.endswith(QUESTION), choice) == ("r", True, None)


@pytest.mark.parametrize(
    "dialogue",
    [Dialogue(topic=None), Dialogue(topic="unheard_of"), Dialogue(fails=True)],
    ids=["none", "unknown", "fails"],
)
async def test_without_a_sure_question_there_is_no_button(dialogue: Dialogue) -> None:
    """Nor where Rasa is down: the urgent reply comes as ever."""
    [answer] = await Talk(dialogue=dialogue).say(f"{DANGER}, {QUESTION}")
    assert labels(answer) == labels(urgent_reply(LOW))


async def test_a_weak_sign_gets_its_answer_below_one_warm_line(judged: Detector) -> None:
    """We ask if they are OK, and answer."""
    talk = Talk(judged)
    reply = await talk.handle(WEAK_SIGN)
    asked, answer = reply.answers
    assert asked.lead.startswith("Are you OK?")
    assert ("999" in asked.lead, asked.urgency, labels(asked)) == (True, "none", ["I'm not OK"])
    assert (answer, talk.dialogue.heard) == (TAX, [(WEAK_SIGN, None)])
    assert reply.found
    assert reply.found.is_check_in


async def test_the_button_below_the_line_leads_to_the_urgent_reply_with_the_offer(judged: Detector) -> None:
    """Pressing it is saying it: the PA can be told, and the dialogue hears nothing of it."""
    talk = Talk(judged, alerts=Desk())
    await talk.say(WEAK_SIGN)
    reply = await talk.handle(option=f"{talk.journal.lines('one')[1].id}.0")
    [answer] = reply.answers
    assert (answer.urgency, answer.topic, answer.lead) == ("urgent", LOW.kind, urgent_reply(LOW).lead)
    assert "Yes, tell my PA I need a call" in labels(answer)
    assert (reply.found, len(talk.dialogue.heard)) == (LOW, 1)


async def test_that_somebody_else_is_not_safe_is_passed_on_as_that() -> None:
    """The button of a line about a friend says whom it is about."""
    desk = Desk()
    talk = Talk(Hearing({"hm": Danger("missing", is_about_other=True, level=Level.CHECK_IN)}), alerts=desk)
    await talk.say("hm")
    [answer] = await talk.press("They are not safe")
    assert answer.lead == urgent_reply(Danger("missing", is_about_other=True)).lead
    assert desk.dangers == [Danger("missing", is_about_other=True)]


async def test_nobody_is_asked_again_for_ten_turns(judged: Detector) -> None:
    """The answers come all the same."""
    talk = Talk(judged)
    counts = [len(await talk.say(WEAK_SIGN)) for _ in range(11)]
    assert counts == [2, *[1] * 9, 2]


async def test_a_sign_of_another_danger_is_asked_about_at_once() -> None:
    """It is news."""
    talk = Talk(
        Hearing(
            {
                "one": Danger("missing", level=Level.CHECK_IN),
                "two": Danger("exploitation", level=Level.CHECK_IN),
            }
        )
    )
    assert [len(await talk.say(text)) for text in ("one", "one", "two", "two")] == [2, 1, 2, 1]


async def test_what_is_over_gets_a_kind_word_and_an_ordinary_question_nothing(judged: Detector) -> None:
    """Nobody is sent to 999 for the past, or asked for nothing."""
    talk = Talk(judged)
    first, answer = await talk.say(OVER)
    assert ("glad you are still here" in first.lead, answer) == (True, TAX)
    assert await talk.say(ORDINARY) == [TAX]


async def test_danger_that_two_messages_say_together_is_seen() -> None:
    """The first alone is nothing, and so is the second."""
    talk = Talk()
    assert await talk.say("i want to be") == [TAX]
    assert [answer.urgency for answer in await talk.say("dead")] == ["urgent"]
    assert await Talk().say("dead") == [TAX]


async def test_after_a_chat_is_forgotten_no_word_of_it_counts() -> None:
    """Whoever comes next is not taken for the one before."""
    talk = Talk()
    await talk.say("i want to be")
    await talk.door.end("one")
    assert await talk.say("dead") == [TAX]


async def test_in_a_conversation_that_stands_in_the_talk_goes_on() -> None:
    """Where no session can be read, what was said just before counts."""
    talk = Talk()
    await talk.say("i want to be")
    talk.door.go_on("one", "web-apart-1")
    reply = await talk.door.handle(Incoming("web", "web-apart-1", "m9", "dead", is_kept=False))
    assert [answer.urgency for answer in reply.answers] == ["urgent"]


class Hearing(Detector):
    """Finds what it was told in a few texts, and our rules in all."""

    def __init__(self, found: dict[str, Danger]) -> None:
        """With the rules alone."""
        super().__init__(rules_alone()._rules)
        self._found = found

    def judged(self, text: str, before: Sequence[str] = ()) -> Danger | None:
        """As it was told."""
        return self._found.get(text)
