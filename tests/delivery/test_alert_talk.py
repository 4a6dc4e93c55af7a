"""The talk about passing a danger on: asked, answered, and never in the way of the urgent reply. Rasa is not needed for it."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bot.answer import Answer, Choice, SourceLine
from bot.casework.database import Database
from bot.casework.sealed import new_key
from bot.delivery.journal import DatabaseJournal, MemoryJournal
from bot.delivery.old_buttons import OLD_BUTTON, old_button
from bot.front_door import FrontDoor, Incoming, Reply
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import (
    ASKING_FIRST,
    BUTTON_LOST,
    NOT_TOLD,
    NOT_WANTED,
    SIGNED_OUT,
    TOLD,
    WITHOUT_ASKING,
    Standing,
)
from bot.safeguarding.replies import urgent_reply
from bot.settings import Clock

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "I want to kill myself marker-words"
DANGER = Danger("crisis_self_harm")
TAX = Answer(title="Council tax", lead="It depends.", topic="council_tax", place="rutland", sources=(SourceLine(title="An Act"),))
PLAN = Answer(title="Your pathway plan", lead="It is drafted.", topic="pathway_plan_status")
YES, NO = "Yes, tell my PA I need a call", "No, thanks"


@dataclass
class Desk:
    """Alerts as a test wants them; it remembers what it was asked."""

    standing: Standing = Standing.ASK_ABOUT_PA
    told: Standing = Standing.TOLD
    fails_with: Exception | None = None
    at_once: bool = False
    waits_for: threading.Event | None = None
    asked: list[tuple[str, str, Danger]] = field(default_factory=list)

    def noticed(self, conversation: str, danger: Danger) -> Standing:
        """What it was told to say."""
        return self._answer("noticed", conversation, danger, self.standing)

    def tell(self, conversation: str, danger: Danger) -> Standing:
        """What it was told to say."""
        return self._answer("tell", conversation, danger, self.told)

    def _answer(self, what: str, conversation: str, danger: Danger, standing: Standing) -> Standing:
        self.asked.append((what, conversation, danger))
        if self.waits_for:
            self.waits_for.wait(20)
        if self.fails_with:
            raise self.fails_with
        return standing

    def tells(self) -> list[Danger]:
        """What was passed on after a yes."""
        return [danger for what, _, danger in self.asked if what == "tell"]


@dataclass
class Dialogue:
    """Rasa's place: it answers as told, or is down."""

    answers: tuple[Answer, ...] = (TAX,)
    is_down: bool = False
    heard: list[str] = field(default_factory=list)

    async def respond(self, conversation: str, text: str, choice: Choice | None = None, council: str | None = None) -> list[Answer]:
        """Answer."""
        self.heard.append(text)
        if self.is_down:
            raise RuntimeError(text)
        return list(self.answers)

    async def about(self, text: str) -> str | None:
        """No question beside danger."""

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""


class Talk:
    """A conversation at the front door."""

    def __init__(self, desk: Any = None, dialogue: Dialogue | None = None, journal: Any = None, messages_per_minute: int = 60) -> None:
        """Open the door."""
        self.desk, self.dialogue, self.journal, self.sent = desk or Desk(), dialogue or Dialogue(), journal or MemoryJournal(), 0
        self.door = FrontDoor(self.dialogue, self.journal, messages_per_minute, alerts=self.desk)

    async def handle(self, text: str = "", conversation: str = "one", message_id: str | None = None, **more: Any) -> Reply:
        """The reply to a message."""
        self.sent += 1
        return await self.door.handle(Incoming("web", conversation, message_id or f"m{self.sent}", text, **more))

    async def say(self, text: str, conversation: str = "one") -> Answer:
        """The one answer to a text."""
        [answer] = (await self.handle(text, conversation)).answers
        return answer

    def option(self, label: str, conversation: str = "one") -> str:
        """The newest button of that label."""
        shown = [
            f"{line.id}.{number}" for line in self.journal.lines(conversation) if line.answer
            for number, choice in enumerate(line.answer.choices) if choice.label == label
        ]
        return shown[-1]

    async def press(self, label: str, conversation: str = "one", message_id: str | None = None) -> Reply:
        """Press it."""
        return await self.handle("", conversation, message_id, option=self.option(label, conversation))


def labels(answer: Answer) -> list[str]:
    """What can be pressed."""
    return [choice.label for choice in answer.choices]


async def test_a_signed_in_person_is_asked_with_the_urgent_reply() -> None:
    """The reply is whole, and a question with a yes and a no comes with it."""
    talk = Talk()
    answer = await talk.say(WORDS)
    plain = urgent_reply(DANGER)
    assert (answer.lead, answer.contacts, answer.steps, answer.urgency) == (plain.lead, plain.contacts, plain.steps, "urgent")
    assert set(plain.notes) < set(answer.notes)
    assert answer.question == "Shall I tell your PA you need a call?"
    assert labels(answer) == [YES, NO, *labels(plain)]
    assert "It does not say what you typed." in " ".join(answer.notes)
    assert talk.desk.tells() == []


async def test_an_anonymous_person_is_told_how_to_get_a_person() -> None:
    """No button that could alert, and the way: ring, or sign in."""
    answer = await Talk(Desk(Standing.ANONYMOUS)).say(WORDS)
    assert "I don't know who you are here" in answer.notes[0]
    assert "ring your PA, your council" in answer.notes[0]
    assert [choice.value for choice in answer.choices if choice.kind == "page"] == ["sign-in"]
    assert [choice for choice in answer.choices if choice.kind == "alert"] == []


async def test_without_alerts_the_urgent_reply_promises_nothing() -> None:
    """As it was before there were alerts."""
    door = FrontDoor(Dialogue(), MemoryJournal())
    assert (await door.handle(Incoming("web", "one", "m1", WORDS))).answers == [urgent_reply(DANGER)]


async def test_after_a_yes_it_is_passed_on_and_the_talk_is_not_pushed_back() -> None:
    """Rasa hears neither the danger nor the yes; we ask if they want to go on, with the way back as a button."""
    talk = Talk()
    await talk.say("do i pay council tax")
    await talk.say(WORDS)
    [answer] = (await talk.press(YES)).answers
    assert talk.desk.asked[-1] == ("tell", "one", DANGER)
    assert answer.lead == TOLD.lead
    assert "They may not see it at once. In danger now? Ring 999. Do you want to go on where you were?" in answer.lead
    assert labels(answer) == ["Back to: Council tax", "Talk to a person"]
    assert talk.dialogue.heard == ["do i pay council tax"]
    [again] = (await talk.press("Back to: Council tax")).answers
    assert again == TAX


async def test_after_a_no_nobody_is_told() -> None:
    """And they can go on, or change their mind."""
    talk = Talk(dialogue=Dialogue((PLAN,)))
    await talk.say("where is my plan")
    await talk.say(WORDS)
    [answer] = (await talk.press(NO)).answers
    assert (answer.lead, talk.desk.tells()) == (NOT_WANTED.lead, [])
    assert (answer.choices[0].kind, answer.choices[0].value) == ("intent", "pathway_plan_status")
    await talk.press(YES)
    assert talk.desk.tells() == [DANGER]


async def test_with_nothing_to_go_back_to_there_is_a_plain_question() -> None:
    """An "I don't know" and an urgent reply are no places to go back to."""
    talk = Talk(dialogue=Dialogue((Answer(title="I don't know that one", lead="Sorry."),)))
    await talk.say("purple unicorns")
    await talk.say(WORDS)
    assert labels((await talk.press(YES)).answers[0]) == ["Talk to a person"]


@pytest.mark.parametrize("text", ["yes", "Yes please", "YES!!", "yeah", "please tell them", YES, "Yes, tell my PA."])
async def test_a_typed_yes_right_after_the_question_counts(text: str) -> None:
    """Who has no patience for buttons is heard too, and Rasa does not take it for another yes."""
    talk = Talk()
    await talk.say(WORDS)
    assert (await talk.say(text)).lead == TOLD.lead
    assert (talk.desk.tells(), talk.dialogue.heard) == ([DANGER], [])


@pytest.mark.parametrize("text", ["no", "No thanks", "nah", "don't tell anyone"])
async def test_a_typed_no_counts_too(text: str) -> None:
    """Nobody is told, and Rasa does not take it for another no."""
    talk = Talk()
    await talk.say(WORDS)
    assert (await talk.say(text)).lead == NOT_WANTED.lead
    assert (talk.desk.tells(), talk.dialogue.heard) == ([], [])


@pytest.mark.parametrize("text", ["ok", "yes but not my PA", "yes i pay council tax", "maybe", "why?", "no idea what to do", "y" * 61])
async def test_what_is_no_plain_yes_is_none(text: str) -> None:
    """Nobody is alerted on for words that may mean something else."""
    talk = Talk()
    await talk.say(WORDS)
    await talk.say(text)
    assert (talk.desk.tells(), talk.dialogue.heard) == ([], [text])


async def test_a_yes_to_something_else_is_none() -> None:
    """Only right after our question; before it and later it is Rasa's."""
    talk = Talk()
    await talk.say("yes")
    await talk.say(WORDS)
    await talk.say("do i pay council tax")
    await talk.say("yes")
    assert (talk.desk.tells(), len(talk.dialogue.heard)) == ([], 3)


async def test_a_yes_of_another_conversation_is_none() -> None:
    """Neither typed nor pressed."""
    talk = Talk()
    await talk.say(WORDS)
    await talk.say("yes", "other")
    assert (await talk.handle("", "other", option=talk.option(YES))).answers == [OLD_BUTTON]
    assert talk.desk.tells() == []


async def test_a_yes_on_an_old_page_is_none_and_the_question_is_asked_again() -> None:
    """After a clear the old button tells nobody; if the danger was said again, there is a new yes to press, and to type."""
    talk = Talk()
    await talk.say(WORDS)
    old = talk.option(YES)
    await talk.door.end("one")
    assert (await talk.handle("", "one", option=old)).answers == [OLD_BUTTON]
    await talk.say(WORDS)
    asked = old_button(talk.journal.lines("one"))
    assert (await talk.handle("", "one", option=old)).answers == [asked]
    assert (talk.desk.tells(), asked.question, [choice.label for choice in asked.choices][:2]) == (
        [], "Shall I tell your PA you need a call?", [YES, NO],
    )
    assert (await talk.say("yes")).lead == TOLD.lead
    assert talk.desk.tells() == [DANGER]


async def test_a_yes_that_is_sent_twice_is_taken_once() -> None:
    """The same form gets no second answer and raises no second alert."""
    talk = Talk()
    await talk.say(WORDS)
    first, second = [await talk.press(YES, message_id="same") for _ in range(2)]
    assert (first.is_replay, second.is_replay, len(talk.desk.tells())) == (False, True, 1)


async def test_danger_in_a_yes_is_danger() -> None:
    """The urgent reply comes first, with the question again."""
    talk = Talk()
    await talk.say(WORDS)
    answer = await talk.say("yes i want to die")
    assert (answer.urgency, talk.desk.tells()) == ("urgent", [])


async def test_a_danger_about_somebody_else_is_passed_on_as_that() -> None:
    """Whoever rings knows whom it may be about."""
    talk = Talk()
    await talk.say("my friend wants to kill herself")
    await talk.press(YES)
    assert talk.desk.tells() == [Danger("crisis_self_harm", is_about_other=True)]


async def test_the_second_net_asks_too() -> None:
    """What only the classifier noticed can be passed on like the rest."""
    talk = Talk(dialogue=Dialogue((urgent_reply(Danger("exploitation")),)))
    assert YES in labels(await talk.say("they have a hold on me"))
    await talk.press(YES)
    assert talk.desk.tells() == [Danger("exploitation")]


async def test_it_works_with_rasa_down_and_over_the_limits() -> None:
    """Nobody who asks for help is told to wait or that something went wrong."""
    talk = Talk(dialogue=Dialogue(is_down=True), messages_per_minute=0)
    assert YES in labels(await talk.say(WORDS))
    assert (await talk.press(YES)).answers[0].lead == TOLD.lead


async def test_by_policy_the_reply_says_that_they_are_told() -> None:
    """Without a question, because it is done."""
    answer = await Talk(Desk(Standing.TOLD, at_once=True)).say(WORDS)
    assert "I'm telling your leaving care team that you need a call." in answer.notes[0]
    assert (answer.question, [choice for choice in answer.choices if choice.kind == "alert"]) == ("", [])


@pytest.mark.parametrize(("at_once", "said"), [(False, ASKING_FIRST), (True, WITHOUT_ASKING)])
async def test_the_privacy_answer_says_beforehand_what_is_done(at_once: bool, said: str) -> None:
    """According to the council's policy; and nothing where there are no alerts."""
    privacy = Answer(title="Your privacy", lead="You can ask without your name.", topic="privacy_and_data")
    assert (await Talk(Desk(at_once=at_once), Dialogue((privacy,))).say("privacy?")).notes == (said,)
    door = FrontDoor(Dialogue((privacy,)), MemoryJournal())
    assert (await door.handle(Incoming("web", "one", "m1", "privacy?"))).answers == [privacy]


async def test_a_failure_before_the_reply_says_that_nobody_can_be_told(caplog: pytest.LogCaptureFixture) -> None:
    """The urgent reply is whole, offers nothing that may not work, and the log has the kind alone."""
    caplog.set_level(logging.DEBUG)
    answer = await Talk(Desk(fails_with=ConnectionError(WORDS))).say(WORDS)
    assert (answer.lead, answer.urgency) == (urgent_reply(DANGER).lead, "urgent")
    assert "I can't tell anyone for you just now." in answer.notes[0]
    assert [choice for choice in answer.choices if choice.kind == "alert"] == []
    assert "ConnectionError" in caplog.text
    assert "marker" not in caplog.text + repr([record.__dict__ for record in caplog.records])


async def test_a_failure_after_a_yes_is_said_with_the_numbers_and_can_be_tried_again() -> None:
    """Nobody waits for a call that nobody knows of."""
    talk = Talk()
    await talk.say(WORDS)
    talk.desk.fails_with = OSError()
    [answer] = (await talk.press(YES)).answers
    assert answer.lead == NOT_TOLD.lead
    assert {"999", "116 123"} <= {contact.phone for contact in answer.contacts}
    talk.desk.fails_with = None
    assert (await talk.press("Try again")).answers[0].lead == TOLD.lead


async def test_who_was_signed_out_meanwhile_is_told_so() -> None:
    """With the way in, and the numbers."""
    talk = Talk(Desk(told=Standing.ANONYMOUS))
    await talk.say(WORDS)
    assert (await talk.press(YES)).answers == [SIGNED_OUT]


async def test_slow_alerts_do_not_hold_the_urgent_reply_up() -> None:
    """Within a second it goes out without them, and meanwhile others are served."""
    done = threading.Event()
    talk = Talk(Desk(waits_for=done))
    started = time.monotonic()
    answer = await talk.say(WORDS)
    assert 0.8 < time.monotonic() - started < 15  # the desk would take 20, and a busy machine adds to our 0.9
    done.set()
    assert (answer.urgency, "I can't tell anyone for you just now." in answer.notes[0]) == ("urgent", True)


@pytest.mark.parametrize("pressed", [{"option": "1.0"}, {"text": "yes"}], ids=["pressed", "typed"])
async def test_with_the_database_down_a_yes_is_said_to_be_lost(pressed: dict[str, str], tmp_path: Path) -> None:
    """Which button it was can't be looked up; the numbers are there, and nobody must think that it worked."""
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}", [new_key()])
    talk = Talk(journal=DatabaseJournal(database, Clock()))
    [answer] = (await talk.handle(**pressed)).answers
    assert answer.notes[0] == BUTTON_LOST
    assert "999" in answer.lead
    assert BUTTON_LOST not in (await talk.handle("do i pay council tax")).answers[0].notes
    database.engine.dispose()


async def test_a_failing_journal_leaves_only_the_way_back_out(caplog: pytest.LogCaptureFixture) -> None:
    """The yes is passed on all the same."""

    class Forgetful(MemoryJournal):
        """Finds a single line, and fails at reading them all."""

        broken = False

        def lines(self, conversation: str) -> list[Any]:
            """Fail, once it is broken."""
            if self.broken:
                raise OSError(WORDS)
            return super().lines(conversation)

        def line(self, conversation: str, line_id: str) -> Any:
            """See Journal."""
            return next((line for line in super().lines(conversation) if line.id == line_id), None)

    talk = Talk(journal=Forgetful())
    await talk.say("do i pay council tax")
    await talk.say(WORDS)
    option = talk.option(YES)
    talk.journal.broken = True
    [answer] = (await talk.handle("", option=option)).answers
    assert (answer.lead, labels(answer)) == (TOLD.lead, ["Talk to a person"])
    assert "marker" not in caplog.text


async def test_what_was_pressed_is_kept_as_its_words() -> None:
    """The page shows what they chose."""
    talk = Talk()
    await talk.say(WORDS)
    await talk.press(YES)
    assert [line.text for line in talk.journal.lines("one") if not line.answer] == [WORDS, YES]
