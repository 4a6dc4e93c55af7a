"""The talk about passing a danger on: asked, answered, and never in the way of the urgent reply. Rasa is not needed for it."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bot.answer import Answer, Choice, ContactLine, SourceLine
from bot.delivery.conversation.journal import DatabaseJournal, MemoryJournal
from bot.delivery.conversation.old_buttons import OLD_BUTTON, old_button
from bot.front_door import FrontDoor, Incoming, Reply
from bot.records.database import Database
from bot.records.sealed import new_key
from bot.safeguarding.detector import Detector
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import (
    ASKING_FIRST,
    BUTTON_LOST,
    NOT_TOLD,
    NOT_WANTED,
    SAY_AGAIN,
    SIGNED_OUT,
    WITHOUT_ASKING,
    Outlook,
    Passed,
    Standing,
    told,
)
from bot.safeguarding.replies import urgent_reply
from bot.safeguarding.rules import our_rules
from bot.safeguarding.what_now import NOT_FOUND_OUT
from bot.settings import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WORDS = "I want to kill myself marker-words"
DANGER = Danger("crisis_self_harm")
TAX = Answer(
    title="Council tax",
    lead="It depends.",
    topic="council_tax",
    place="rutland",
    sources=(SourceLine(title="An Act"),),
)
PLAN = Answer(title="Your pathway plan", lead="It is drafted.", topic="pathway_plan_status")
YES, NO = "Yes, tell my PA I need a call", "No, thanks"
PA = ContactLine(name="Sam Okafor (invented), your PA", phone="01632 960101", who_for="The PA on your record")
OUTLOOK = Outlook(tells_pa=True, tells_duty=True, tells_manager=True)
TOLD = told(Passed(Standing.TOLD, (PA,), OUTLOOK), ())


@dataclass
class Desk:
    """Alerts as a test wants them; it remembers what it was asked."""

    standing: Standing = Standing.ASK_ABOUT_PA
    told: Standing = Standing.TOLD
    fails_with: Exception | None = None
    at_once: bool = False
    waits_for: threading.Event | None = None
    is_known: bool = True
    outlook: Outlook | None = None  # of an alert that is there
    asked: list[tuple[str, str, Danger]] = field(default_factory=list)

    def noticed(self, conversation: str, danger: Danger) -> Passed:
        """What it was told to say."""
        return self._answer("noticed", conversation, danger, self.standing)

    def tell(self, conversation: str, danger: Danger) -> Passed:
        """What it was told to say; from then on there is an alert."""
        passed = self._answer("tell", conversation, danger, self.told)
        if passed.standing is Standing.TOLD:
            self.outlook = OUTLOOK
        return passed

    def knows(self, conversation: str) -> bool:
        """Whether somebody is signed in."""
        if self.fails_with:
            raise self.fails_with
        return self.is_known

    def news(self, conversation: str) -> Passed | None:
        """What became of the alert."""
        if self.fails_with:
            raise self.fails_with
        return Passed(Standing.TOLD, (PA,), self.outlook) if self.outlook else None

    def _answer(self, what: str, conversation: str, danger: Danger, standing: Standing) -> Passed:
        self.asked.append((what, conversation, danger))
        if self.waits_for:
            self.waits_for.wait(20)
        if self.fails_with:
            raise self.fails_with
        return Passed(standing, () if standing is Standing.ANONYMOUS else (PA,), OUTLOOK)

    def tells(self) -> list[Danger]:
        """What was passed on after a yes."""
        return [danger for what, _, danger in self.asked if what == "tell"]


@dataclass
class Dialogue:
    """Rasa's place: it answers as told, or is down."""

    answers: tuple[Answer, ...] = (TAX,)
    is_down: bool = False
    heard: list[str] = field(default_factory=list)

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Choice | None = None,
        council: str | None = None,
        message_id: str = "",
    ) -> list[Answer]:
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

    def __init__(
        self,
        desk: Any = None,
        dialogue: Dialogue | None = None,
        journal: Any = None,
        messages_per_minute: int = 60,
    ) -> None:
        """Open the door."""
        self.desk, self.dialogue, self.journal, self.sent = (
            desk or Desk(),
            dialogue or Dialogue(),
            journal or MemoryJournal(),
            0,
        )
        self.door = FrontDoor(self.dialogue, self.journal, messages_per_minute, alerts=self.desk)

    async def handle(
        self, text: str = "", conversation: str = "one", message_id: str | None = None, **more: Any
    ) -> Reply:
        """The reply to a message."""
        self.sent += 1
        return await self.door.handle(
            Incoming("web", conversation, message_id or f"m{self.sent}", text, **more)
        )

    async def say(self, text: str, conversation: str = "one") -> Answer:
        """The one answer to a text."""
        [answer] = (await self.handle(text, conversation)).answers
        return answer

    def option(self, label: str, conversation: str = "one") -> str:
        """The newest button of that label."""
        shown = [
            f"{line.id}.{number}"
            for line in self.journal.lines(conversation)
            if line.answer
            for number, choice in enumerate(line.answer.choices)
            if choice.label == label
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
    assert (answer.lead, answer.steps, answer.urgency) == (plain.lead, plain.steps, "urgent")
    assert answer.contacts == (plain.contacts[0], PA, *plain.contacts[1:])
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
    assert "I can't say when they ring." in answer.lead
    assert answer.question == "Do you want to go on where you were?"
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


@pytest.mark.parametrize(
    "text", ["yes", "Yes please", "YES!!", "yeah", "please tell them", YES, "Yes, tell my PA."]
)
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


UNCLEAR = [
    "maybe",
    "idk",
    "what would she say",
    "yes but not her",
    "yes but not my PA",
    "why?",
    "yes no",
    "👍👎",
    "thanks",
]
ELSE = [
    "ok what about my rent",
    "is it free",
    "do i pay council tax",
    "yes i pay council tax",
    "no idea what to do about rent",
    "y" * 301,
]


@pytest.mark.parametrize("text", UNCLEAR)
async def test_what_is_not_clear_is_asked_again_with_both_buttons(text: str) -> None:
    """Kindly, and never answered as something else; the next yes counts."""
    talk = Talk()
    await talk.say(WORDS)
    answer = await talk.say(text)
    assert ("Nobody knows yet." in answer.lead, answer.question) == (
        True,
        "Shall I tell your PA you need a call?",
    )
    assert labels(answer) == [YES, NO, "Talk to a person"]
    assert (talk.desk.tells(), talk.dialogue.heard) == ([], [])
    assert (await talk.say("yes")).lead == TOLD.lead


async def test_it_is_asked_again_once_and_then_left_to_them() -> None:
    """After that a bare "yes" may be to anything: a button counts, and words that say what is to be done."""
    talk = Talk()
    await talk.say(WORDS)
    await talk.say("maybe")
    answer = await talk.say("idk")
    assert answer.lead.startswith("That's OK. You don't have to know yet, and I have told nobody.")
    assert (answer.question, labels(answer)) == ("", [YES, NO, "Talk to a person"])
    assert (await talk.say("yes")).lead == answer.lead
    assert (talk.desk.tells(), talk.dialogue.heard) == ([], [])
    assert (await talk.say("yes tell her")).lead == TOLD.lead


async def test_left_to_them_a_button_still_counts() -> None:
    """It says what it does."""
    talk = Talk()
    for text in (WORDS, "maybe", "idk"):
        await talk.say(text)
    await talk.press(YES)
    assert talk.desk.tells() == [DANGER]


@pytest.mark.parametrize("text", ELSE)
async def test_another_question_is_answered_and_ours_stays_open_below(text: str) -> None:
    """Neither is lost: the usual answer comes first, and then our question with its buttons."""
    talk = Talk()
    await talk.say(WORDS)
    usual, open_still = (await talk.handle(text)).answers
    assert (usual, talk.dialogue.heard) == (TAX, [text])
    assert (open_still.question, labels(open_still)) == ("Shall I tell your PA you need a call?", [YES, NO])
    assert talk.desk.tells() == []
    assert (await talk.say("yes pls")).lead == TOLD.lead


async def test_our_question_stands_below_two_other_answers_and_then_goes() -> None:
    """Whoever goes on with other things is not nagged, and a later "yes" is not to us; the button still counts."""
    talk = Talk()
    await talk.say(WORDS)
    shown = [len((await talk.handle("do i pay council tax")).answers) for _ in range(4)]
    assert shown == [2, 2, 1, 1]
    await talk.say("yes")
    assert (talk.desk.tells(), talk.dialogue.heard[-1]) == ([], "yes")
    await talk.press(YES)
    assert talk.desk.tells() == [DANGER]


async def test_where_two_things_are_asked_a_bare_yes_is_asked_again() -> None:
    """It may be to the other one; a yes that says what is to be done is to us."""
    asks = TAX.copy(update={"question": "Which council?"})
    for text, is_told in (("yes", False), ("yes tell my pa", True)):
        talk = Talk(dialogue=Dialogue((asks,)))
        await talk.say(WORDS)
        await talk.handle("do i pay council tax")
        await talk.say(text)
        assert (bool(talk.desk.tells()), talk.dialogue.heard) == (is_told, ["do i pay council tax"])


async def test_other_buttons_leave_our_question_open_too() -> None:
    """Pressing "Talk to a person" is no answer to it."""
    talk = Talk()
    await talk.say(WORDS)
    answers = (await talk.press("Talk to a person")).answers
    assert (answers[0], labels(answers[1])) == (TAX, [YES, NO])


async def test_with_rasa_down_our_question_stays_open_too() -> None:
    """Below the apology."""
    talk = Talk(dialogue=Dialogue(is_down=True))
    await talk.say(WORDS)
    apology, open_still = (await talk.handle("do i pay council tax")).answers
    assert (apology.title, labels(open_still)) == ("Sorry, that went wrong", [YES, NO])


async def test_a_yes_with_another_question_gets_both() -> None:
    """They are told, and the question is answered; also with Rasa down the yes is taken."""
    for is_down in (False, True):
        talk = Talk(dialogue=Dialogue(is_down=is_down))
        await talk.say(WORDS)
        first, second = (await talk.handle("yes please and what about my rent")).answers
        assert (first.lead, talk.desk.tells(), talk.dialogue.heard) == (
            TOLD.lead,
            [DANGER],
            ["what about my rent"],
        )
        assert second.title in (TAX.title, "Sorry, that went wrong")


async def test_a_yes_before_the_question_is_none() -> None:
    """It is Rasa's."""
    talk = Talk()
    await talk.say("yes")
    await talk.say("tell my pa")
    assert (talk.desk.tells(), talk.dialogue.heard) == ([], ["yes", "tell my pa"])


async def test_after_a_no_a_yes_is_not_to_us() -> None:
    """The question was answered."""
    talk = Talk()
    for text in (WORDS, "no", "yes"):
        await talk.say(text)
    assert (talk.desk.tells(), talk.dialogue.heard) == ([], ["yes"])


@pytest.mark.parametrize("text", ["tell her", "yes tell someone please", "dont tell her", "please help me"])
async def test_an_answer_to_us_is_no_new_danger(text: str) -> None:
    """A check that sees danger in every "tell her" would ask for ever."""

    class Anxious(Detector):
        """Sees danger everywhere."""

        def judged(self, text: str, before: Sequence[str] = ()) -> Danger | None:
            """Always."""
            return DANGER

    talk = Talk()
    talk.door = FrontDoor(talk.dialogue, talk.journal, 60, alerts=talk.desk, detector=Anxious(our_rules()))
    await talk.say(WORDS)
    assert (await talk.say(text)).urgency == "none"
    assert (await talk.say("tell her i took pills")).urgency == "urgent"
    assert (await talk.say("hello")).urgency == "urgent"


AFTERWARDS = {
    "do they ring me tonight?": "I can't promise that it is today.",
    "when will she ring": "I don't know when they ring.",
    "what if nobody rings": "Don't wait for it.",
    "did you tell them": "Yes, I have passed it on to your PA and the duty team.",
    "can you cancel it": "I can't take it back.",
    "who did you tell": "This goes to your PA and the duty team.",
    "what did you tell them": "It does not say what you typed.",
    "what now": "The message goes out now.",
    "when": "I don't know when they ring.",
}


@pytest.mark.parametrize("text", AFTERWARDS)
async def test_what_is_asked_after_a_yes_is_answered_from_the_alert(text: str) -> None:
    """Not by a topic; with the PA's number, 999 and a way on."""
    talk = Talk()
    await talk.say(WORDS)
    await talk.press(YES)
    answer = await talk.say(text)
    assert AFTERWARDS[text] in answer.lead
    assert {PA.phone, "999", "116 123"} <= {contact.phone for contact in answer.contacts}
    assert (talk.dialogue.heard, len(talk.desk.tells())) == ([], 1)


@pytest.mark.parametrize("text", AFTERWARDS)
async def test_without_an_alert_the_same_words_are_about_something_else(text: str) -> None:
    """They go the way of every message."""
    talk = Talk()
    await talk.say(text)
    assert talk.dialogue.heard == [text]


async def test_a_short_when_is_about_the_alert_only_right_after_it() -> None:
    """Later it may be about anything; what names the call is understood later too."""
    talk = Talk()
    for text in (WORDS, "yes", "do i pay council tax", "when", "when will she ring"):
        await talk.say(text)
    assert talk.dialogue.heard == ["do i pay council tax", "when"]


async def test_before_the_yes_nobody_is_said_to_be_told() -> None:
    """Whoever asks "did you tell her" gets our question: nobody knows yet."""
    talk = Talk()
    await talk.say(WORDS)
    assert "Nobody knows yet." in (await talk.say("did you tell her")).lead


async def test_an_alert_that_can_t_be_looked_up_is_said_so() -> None:
    """With the numbers, right after a yes; elsewhere the question is answered as usual."""
    talk = Talk()
    await talk.say(WORDS)
    await talk.press(YES)
    talk.desk.fails_with = OSError()
    assert (await talk.say("when will she ring")) == NOT_FOUND_OUT
    assert {"999", "116 123"} <= {contact.phone for contact in NOT_FOUND_OUT.contacts}
    await talk.say("do i pay council tax")
    assert (await talk.say("when will she ring")) == TAX


@pytest.mark.parametrize("text", ["yes", "ok", "yes tell her", "👍"])
async def test_a_typed_yes_after_the_session_ended_leads_to_signing_in_with_the_numbers(text: str) -> None:
    """What it was to is wiped; nobody may think that it worked."""
    talk = Talk(Desk(is_known=False))
    assert (await talk.handle(text, is_after_end=True)).answers == [SIGNED_OUT]
    assert [choice.value for choice in SIGNED_OUT.choices] == ["sign-in", "talk_to_human"]
    assert talk.dialogue.heard == []


async def test_other_words_after_the_session_ended_go_the_usual_way() -> None:
    """And so does a yes in a talk that goes on."""
    talk = Talk()
    await talk.handle("do i pay council tax", is_after_end=True)
    await talk.handle("no", is_after_end=True)
    await talk.handle("yes")
    assert talk.dialogue.heard == ["do i pay council tax", "no", "yes"]


@pytest.mark.parametrize(("is_known", "said"), [(False, SIGNED_OUT), (True, SAY_AGAIN)])
async def test_a_button_of_a_talk_that_ended_says_that_it_did_nothing(is_known: bool, said: Answer) -> None:
    """And how to say it again, with the numbers; without an error if even that can't be found out."""
    talk = Talk(Desk(is_known=is_known))
    assert (await talk.handle("", option="7.0", is_alert_button=True)).answers == [said]
    talk.desk.fails_with = OSError()
    assert (await talk.handle("", option="7.0", is_alert_button=True)).answers == [NOT_TOLD]
    assert talk.desk.tells() == []


async def test_an_old_yes_where_the_question_is_open_again_repeats_it() -> None:
    """The old button did nothing, and the new one is right there."""
    talk = Talk()
    await talk.say(WORDS)
    [answer] = (await talk.handle("", option="7.0", is_alert_button=True)).answers
    assert (answer.title, answer.question, labels(answer)[:2]) == (
        OLD_BUTTON.title,
        "Shall I tell your PA you need a call?",
        [YES, NO],
    )
    assert (await talk.say("yes")).lead == TOLD.lead
    assert talk.desk.tells() == [DANGER]


async def test_nothing_is_offered_where_the_talk_can_t_be_kept() -> None:
    """Neither if the session could not be read, nor if the turn could not be written."""

    class ReadOnly(MemoryJournal):
        """Can't be written."""

        def write(self, conversation: str, text: str, answers: list[Answer]) -> list[Any]:
            """Fail."""
            raise OSError

    unread = Talk()
    for reply in (await unread.handle(WORDS, is_kept=False), await Talk(journal=ReadOnly()).handle(WORDS)):
        [answer] = reply.answers
        assert (answer.question, labels(answer), answer.urgency) == ("", ["Talk to a person"], "urgent")
        assert "I can't tell anyone for you just now." in answer.notes[0]
    assert unread.desk.asked == []


async def test_a_yes_that_can_t_be_looked_up_is_said_to_be_lost() -> None:
    """Without the session nobody can be told."""
    talk = Talk()
    [answer] = (await talk.handle("yes pls", is_kept=False)).answers
    assert answer.notes[0] == BUTTON_LOST


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
        [],
        "Shall I tell your PA you need a call?",
        [YES, NO],
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


async def test_a_failure_before_the_reply_says_that_nobody_can_be_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
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


@pytest.mark.parametrize("pressed", [{"option": "x" * 22 + ".0"}, {"text": "yes"}], ids=["pressed", "typed"])
async def test_with_the_database_down_a_yes_is_said_to_be_lost(
    pressed: dict[str, str], tmp_path: Path
) -> None:
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


async def test_a_no_of_an_old_page_after_the_yes_says_that_they_are_told() -> None:
    """ "I won't tell anyone" would be untrue; with the look-up broken, nothing is said that nobody knows."""
    talk = Talk()
    await talk.say(WORDS)
    await talk.press(YES)
    reply = await talk.press(NO)
    assert reply.answers[0].title == "I can't take it back"
    talk.desk.fails_with = OSError()
    assert (await talk.press(NO)).answers == [NOT_FOUND_OUT]


async def test_a_no_to_the_question_itself_is_a_no() -> None:
    """Also where an alert of before is open."""
    talk = Talk()
    await talk.say(WORDS)
    assert "OK. I won't tell anyone." in (await talk.press(NO)).answers[0].lead


async def test_a_yes_to_passing_a_danger_on_is_taken_in_a_closed_chat() -> None:
    """The urgent reply asks, so the answer must count, though nothing else is answered there."""
    talk = Talk()
    talk.door = FrontDoor(talk.dialogue, talk.journal, alerts=talk.desk, closings=lambda _channel: "")
    assert (await talk.say("do i pay council tax")).title == "The chat is closed for now"
    await talk.say(WORDS)
    [answer] = (await talk.press(YES)).answers
    assert talk.desk.asked[-1] == ("tell", "one", DANGER)
    assert answer.lead == TOLD.lead
    assert talk.dialogue.heard == []
