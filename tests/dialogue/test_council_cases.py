"""Messages of people who live elsewhere, or whose council's offer we don't hold, through the whole dialogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import pytest
from building import built

from bot.answer import Choice
from bot.front_door import Incoming
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answer import Answer
    from bot.assistant import Assistant

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def assistant(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole assistant without a network, conversations in memory."""
    settings = Settings(state=tmp_path_factory.mktemp("state"), messages_per_minute=10_000)
    with built(settings, model) as made:
        yield made


@pytest.fixture(autouse=True)
def _own_services() -> None:
    """Those of the assistant stay, with its records: whoever is signed in has a council on record."""


class Case(NamedTuple):
    """What is typed, the council that was chosen before; what is said first, and of which topic and place the last answer is."""

    text: str
    council: str | None
    said: str
    topic: str = ""
    place: str = ""


HELD_BY_NOBODY = (
    "I don't have {0}'s own offer yet, so this is the law for all of England. {0} must publish its own"
)
CASES = [
    Case(
        "i live in oakham now but i was in care in rotherham",
        None,
        "Rotherham stays your council",
        "",
        "rotherham",
    ),
    Case(
        "i live in oakham now",
        "rotherham",
        "Rotherham stays your council, wherever you live. Oakham is in Rutland.",
    ),
    Case(
        "i moved to rotherham last year, who is my PA",
        "rutland",
        "Rutland stays your council",
        "contact_council",
        "rutland",
    ),
    Case(
        "in care in doncaster but live in rotherham now, who do i ask for my file",
        None,
        HELD_BY_NOBODY.format("Doncaster"),
        "care_records",
        "england",
    ),
    Case("im from leeds", None, HELD_BY_NOBODY.format("Leeds"), "", "england"),
    Case("im with leicester city council", None, HELD_BY_NOBODY.format("Leicester"), "", "england"),
    Case("i was in care in wales", None, "I only know England."),
    Case("what does sheffield council give", "rotherham", HELD_BY_NOBODY.format("Sheffield"), "", "england"),
    Case("i live in maltby", None, "Maltby is in Rotherham."),
]
# The council whose answers follow, by text; None: it is asked for.
AFTERWARDS = {
    "i live in oakham now but i was in care in rotherham": "rotherham",
    "i live in oakham now": "rotherham",
    "i moved to rotherham last year, who is my PA": "rutland",
    "in care in doncaster but live in rotherham now, who do i ask for my file": "Doncaster",
    "im from leeds": "Leeds",
    "im with leicester city council": "Leicester",
    "i was in care in wales": "",
    "what does sheffield council give": "rotherham",
}


class Chat:
    """One conversation."""

    def __init__(self, assistant: Assistant, council: str | None = None) -> None:
        self._assistant, self._key, self._council = assistant, uuid4().hex, council

    async def says(self, text: str) -> list[Answer]:
        """What is answered; a council that was chosen on the page is pressed first."""
        if self._council:
            chosen, self._council = self._council, None
            await self._send("", Choice(label=chosen, kind="council", value=chosen))
        return await self._send(text, None)

    async def presses(self, choice: Choice) -> list[Answer]:
        """What is answered to a button."""
        return await self._send("", choice)

    async def _send(self, text: str, choice: Choice | None) -> list[Answer]:
        incoming = Incoming("web", self._key, uuid4().hex, text, choice=choice)
        return (await self._assistant.front_door.handle(incoming)).answers


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
async def test_what_is_told_is_said_first_and_the_question_answered(assistant: Assistant, case: Case) -> None:
    """The council of care answers, or England's law with the council's name; the home changes no council."""
    answers = await Chat(assistant, case.council).says(case.text)
    assert answers[0].lead.startswith(case.said)
    if case.topic:
        assert answers[-1].topic == case.topic
    if case.place:
        assert answers[-1].place == case.place


@pytest.mark.parametrize("text", AFTERWARDS)
async def test_the_council_of_care_is_remembered(assistant: Assistant, text: str) -> None:
    """The next question is answered for it, is not asked for again, and shows its name truly."""
    case = next(case for case in CASES if case.text == text)
    chat = Chat(assistant, case.council)
    await chat.says(text)
    [answer] = await chat.says("do i have to pay council tax")
    assert "Which council" not in answer.question
    expected = AFTERWARDS[text]
    if not expected:
        assert answer.lead.startswith("I only know England.")
    elif expected.islower():
        assert answer.place == expected
    else:
        assert answer.place_name == f"{expected}: the law for all of England"


async def test_a_bare_name_answers_which_council(assistant: Assistant) -> None:
    """Leeds is taken by its name, and remembered."""
    chat = Chat(assistant)
    [asked] = await chat.says("council tax")
    assert asked.question.startswith("Which council looks after you?")
    said = await chat.says("leeds")
    assert said[0].lead.startswith(HELD_BY_NOBODY.format("Leeds"))
    [answer] = await chat.says("what is staying put")
    assert answer.place_name == "Leeds: the law for all of England"


async def test_a_button_of_a_council_without_content_leads_on(assistant: Assistant) -> None:
    """It is no old button: it is taken as the council."""
    chat = Chat(assistant)
    [asked] = await chat.says("i was in care in swinton")
    said = await chat.presses(asked.choices[0])
    assert said[0].lead.startswith(HELD_BY_NOBODY.format("Salford"))


async def test_a_button_of_a_home_changes_no_council(assistant: Assistant) -> None:
    """Where somebody lives is told by a button of its own."""
    chat = Chat(assistant, "rotherham")
    [asked] = await chat.says("i live in ashford")
    [said] = await chat.presses(asked.choices[0])
    assert said.lead.startswith("Rotherham stays your council")


async def test_a_caller_may_name_a_council_without_content(assistant: Assistant) -> None:
    """As a text line that belongs to one does: nobody is asked for it."""
    incoming = Incoming("sms", uuid4().hex, uuid4().hex, "do i have to pay council tax", council="leeds")
    [answer] = (await assistant.front_door.handle(incoming)).answers
    assert (answer.place, answer.place_name, answer.question) == (
        "england",
        "Leeds: the law for all of England",
        "",
    )
