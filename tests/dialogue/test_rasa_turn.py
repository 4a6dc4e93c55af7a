"""Rasa with our model and actions, driven as the front door drives it."""

from __future__ import annotations

import threading

import pytest
from building import built

from bot.answer import Choice
from bot.delivery.conversation.old_buttons import GONE_BUTTON
from bot.dialogue.rasa_turn import parse_of
from bot.front_door import Incoming
from bot.offer.answers import answer_for
from bot.offer.lengths import length_choices
from bot.offer.short_answers import passage_choice, whole_answer
from bot.safeguarding.detector import Detector
from bot.safeguarding.replies import something_went_wrong
from bot.settings import Settings

# What buttons ask for that is neither a topic nor a follow-up.
INTENTS = (
    "pathway_plan_status",
    "pathway_plan_change",
    "talk_to_human",
    "sign_in",
    "call_back",
    "help_what_can_you_do",
)

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def assistant(model, tmp_path_factory):
    """The whole assistant without a network, conversations in memory."""
    settings = Settings(state=tmp_path_factory.mktemp("state"), messages_per_minute=10_000)
    with built(settings, model) as made:
        yield made


async def say(assistant, conversation: str, text: str, number: int = 0) -> list:
    """One typed message through the front door."""
    incoming = Incoming("web", conversation, f"{conversation}-{number}-{text}", text)
    return (await assistant.front_door.handle(incoming)).answers


async def test_one_message_gets_one_answer(assistant):
    """Rasa's minimum of steps gives exactly one answer."""
    assert len(await say(assistant, "one", "do i have to pay council tax")) == 1


async def test_rasa_computes_beside_the_event_loop(assistant, monkeypatch):
    """A long turn keeps nobody else's cry for help waiting."""
    threads, handle = [], assistant.dialogue._handle

    async def noted(message):
        """The thread of the turn."""
        threads.append(threading.current_thread().name)
        return await handle(message)

    monkeypatch.setattr(assistant.dialogue, "_handle", noted)
    await say(assistant, "beside", "do i have to pay council tax")
    assert threads == ["dialogue"]


async def test_a_button_never_passes_the_payload_parser(assistant):
    """A choice goes in as parse data: its label may even look like a payload."""
    choice = Choice(label="/restart", kind="topic", value="council_tax")
    answers = await assistant.dialogue.respond("button", choice.label, choice)
    assert answers[0].topic == "council_tax"
    assert parse_of(choice, choice.label)["intent"]["name"] == "ask"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("topic", "gone"),
        ("intent", "gone"),
        ("follow_up", "easy/gone"),
        ("council", "gone"),
        ("passage", "england/council_tax/gone"),
        ("passage", "gone/council_tax/gone"),
    ],
)
async def test_a_button_that_leads_nowhere_any_more_gets_the_nearest_answer(assistant, kind, value):
    """Its words are read as if typed, under a line that says so: an old page outlives what it was made with."""
    gone, talk = Choice(label="Council tax", kind=kind, value=value), f"gone-{kind}-{value.replace('/', '-')}"
    incoming = Incoming("web", talk, talk, choice=gone)
    first, answer = (await assistant.front_door.handle(incoming)).answers
    assert (first, answer.topic) == (GONE_BUTTON, "council_tax")


def test_every_button_that_we_make_leads_on(assistant):
    """No topic, place or wish of today is taken for an old one."""
    services = assistant.services
    shown = [Choice(label="x", kind="topic", value=topic) for topic in services.offer.topic_ids()]
    shown += [Choice(label="x", kind="council", value=place) for place in services.offer.places]
    shown += [
        Choice(label="x", kind=kind, value=id_)
        for kind in ("council", "living")
        for id_ in services.councils.councils
    ]
    shown += [Choice(label="x", kind="intent", value=intent) for intent in INTENTS]
    for place in services.offer.places:
        for topic in services.offer.topics_of(place):
            whole = answer_for(topic, services.offer, services.parameters, services.clock.today())
            shown += [*whole.choices, *length_choices(topic), whole_answer(topic)]
            shown += [passage_choice(topic, passage) for passage in topic.passages]
    assert len({choice.kind for choice in shown}) == 6
    dialogue = assistant.dialogue
    assert [choice for choice in shown if not (dialogue.knows(choice) and services.leads_on(choice))] == []


async def test_a_short_question_without_a_topic_is_not_guessed_at(assistant):
    """ "How much is it?" as the very first message gets an honest reply."""
    answers = await say(assistant, "short", "how much is it?")
    assert answers[0].title == "I don't know that one"


async def test_the_council_of_the_call_is_used_and_not_asked_for(assistant):
    """A council given by the caller (the terminal's option) needs no question."""
    incoming = Incoming("sms", "given", "given-1", "do i have to pay council tax", council="rotherham")
    answer = (await assistant.front_door.handle(incoming)).answers[0]
    assert (answer.place, answer.question) == ("rotherham", "")


async def test_rasa_going_down_still_gives_a_person_to_turn_to(assistant, monkeypatch):
    """An exception inside Rasa's handler becomes an apology with urgent numbers."""

    async def down(_message):
        """Rasa with its store gone."""
        raise ConnectionError("tracker store")

    monkeypatch.setattr(assistant.dialogue, "_handle", down)
    answer = (await say(assistant, "down", "what is a pathway plan"))[0]
    assert answer.lead == something_went_wrong("x").lead
    assert (await say(assistant, "down", "i want to die", 1))[0].urgency == "urgent"


async def test_the_second_net_catches_danger_that_the_rules_miss(assistant, monkeypatch):
    """With the danger check switched off, the topic classifier still routes plain danger to the urgent reply."""
    monkeypatch.setattr(Detector, "check", lambda _self, _text: None)
    answers = await say(assistant, "net", "i keep thinking about killing myself")
    assert answers[0].urgency == "urgent"
