"""Danger in whatever staff send: on a form, in a change, with its looks alone, from a guest. It is seen, and answered as professionals need it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from teams_world import DANGER, STATUS, USER, Chat, activity, in_group

from bot.answer import Answer
from bot.channels.teams.teams_activity import read_activity
from bot.delivery.conversation.inbox_store import InboxStore
from bot.delivery.conversation.lately import Lately
from bot.delivery.conversation.receiving import Receiving
from bot.delivery.in_time import Lanes
from bot.delivery.one_message import Incoming, Turn
from bot.delivery.sending.outgoing import TryAgainError
from bot.delivery.staffing.danger_step import StaffDanger
from bot.front_door import FrontDoor
from bot.phrases import phrase
from bot.records.database import Database
from bot.safeguarding.detector import Detector, rules_alone
from bot.safeguarding.finding import Danger, Level
from bot.safeguarding.replies import check_in_reply
from bot.safeguarding.staff_replies import NOT_SAVED, staff_check_in
from bot.safeguarding.staff_whose import Whose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.delivery.conversation.journal import Line

GUEST = {"id": USER, "name": "Guest (invented)"}
WEAK = "she seems flat, what is the setting up home allowance"
TOLD = "Gia told me she wants to kill herself"
YOUNG = ("Sign in", "Leave this page", "your PA", "social worker or carer", "Talk to a person")


def fails(*_given: object, **_named: object) -> None:
    """As a database that is down."""
    raise OSError


async def card_line(chat: Chat) -> Line:
    """The line of a card that was shown."""
    await chat.send(activity(id="0", type="installationUpdate", action="add"))
    await chat.settle()
    lines = chat.journal.lines(chat.who().conversation)
    return next(each for each in lines if each.answer)


def pressed(line: Line, **filled: str) -> dict[str, Any]:
    """What a client sends of a form."""
    return activity(id="press", text=None, value={"press": f"{line.id}.0", **filled})


def urgent(chat: Chat) -> list[str]:
    """The urgent answers so far, whole."""
    return [answer.json() for answer in chat.said if answer.urgency == "urgent"]


async def test_danger_on_a_form_is_answered_above_what_it_does(chat: Chat) -> None:
    """The deed is done, with all that was filled in: the record of it must not be lost."""
    line = await card_line(chat)
    assert await chat.send(pressed(line, note=TOLD, kind="visit", day="2026-11-29")) == 202
    await chat.settle()
    [first, second] = chat.said[1:]
    assert (first.urgency, "999" in first.lead) == ("urgent", True)
    assert second.lead == f"The desk: {STATUS.value}"
    assert chat.desk.asked[-1].inputs["note"] == TOLD


async def test_what_is_no_danger_on_a_form_says_nothing_above_it(chat: Chat) -> None:
    """Days, choices and numbers are no words."""
    line = await card_line(chat)
    await chat.send(pressed(line, note="Went well", kind="visit", day="2026-11-29", pin="4826", ok="yes"))
    await chat.settle()
    assert [answer.lead for answer in chat.said[1:]] == [f"The desk: {STATUS.value}"]


@pytest.mark.parametrize("broken", [(Database, "transaction"), (InboxStore, "receive")], ids=str)
async def test_danger_on_a_form_is_answered_while_the_records_are_down(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, broken: tuple[type, str]
) -> None:
    """At once, past the outbox; that the form was not saved stands beside it."""
    line = await card_line(chat)
    with monkeypatch.context() as patch:
        patch.setattr(*broken, fails)
        assert await chat.send(pressed(line, note=DANGER)) == 202
    [said] = chat.connector.texts()
    assert "999" in said
    assert NOT_SAVED in said


async def test_a_form_without_danger_comes_again_while_the_records_are_down(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As every message."""
    line = await card_line(chat)
    with monkeypatch.context() as patch:
        patch.setattr(InboxStore, "receive", fails)
        assert await chat.send(pressed(line, note="Went well")) == 503
    assert chat.connector.sent == []


@pytest.mark.parametrize("chat_kind", [activity, in_group])
async def test_a_guest_is_told_why_nothing_is_answered(chat: Chat, chat_kind: Any) -> None:
    """Once for each message, and nothing of them is kept; danger gets its numbers first."""
    assert await chat.send(chat_kind(text="hello", **{"from": GUEST})) == 202
    assert await chat.send(chat_kind(text="hello", **{"from": GUEST})) == 202
    assert await chat.send(chat_kind(id="2", text=DANGER, **{"from": GUEST})) == 202
    why = phrase("teams_chat.no_account") if chat_kind is activity else phrase("teams_chat.private_only")
    first, second = chat.connector.texts()
    assert first == why
    assert second.endswith(why)
    assert second.index("999") < second.index(why)
    assert (chat.stored(), chat.desk.asked, chat.echo.heard) == (0, [], [])


async def test_danger_of_a_guest_that_could_not_be_answered_comes_again(chat: Chat) -> None:
    """503 until it is."""
    chat.connector.faults = [TryAgainError()]
    guest = activity(text=DANGER, **{"from": GUEST})
    assert [await chat.send(guest), await chat.send(guest)] == [503, 202]
    assert "999" in chat.connector.texts()[0]


async def test_danger_that_came_in_with_a_change_is_answered_once(chat: Chat) -> None:
    """A change that shows none was answered when it was sent; another change is another one."""
    changed = activity(type="messageUpdate", text=TOLD)
    for given in (activity(type="messageUpdate", text="hello"), changed, changed):
        assert await chat.send(given) == 200
        await chat.settle()
    assert len(urgent(chat)) == len(chat.said) == 1
    await chat.send(activity(type="messageUpdate", text="Gia has taken an overdose"))
    await chat.settle()
    assert len(urgent(chat)) == 2
    assert chat.echo.heard == []


@pytest.mark.parametrize("chat_kind", [activity, in_group])
async def test_a_change_in_danger_needs_no_records(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, chat_kind: Any
) -> None:
    """Nor a private chat; a change that shows none says nothing anywhere."""
    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", fails)
        assert await chat.send(chat_kind(type="messageUpdate", text=TOLD)) == 200
        assert await chat.send(chat_kind(id="2", type="messageUpdate", text="hello")) == 200
    [said] = chat.connector.texts()
    assert "999" in said


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "I don&#39;t want to live &amp; can&rsquo;t go on"}, "I don't want to live & can’t go on"),
        ({"text": "&amp;lt;b&amp;gt;"}, "&lt;b&gt;"),
        (
            {"text": None, "attachments": [{"contentType": "text/html", "content": f"<p>{DANGER}</p>"}]},
            DANGER,
        ),
        (
            {
                "text": " ",
                "attachments": [
                    {"contentType": "text/html", "content": "<div>one<br>two&#39;s <b>end</b></div>"}
                ],
            },
            "one\ntwo's end",
        ),
        (
            {"text": "hello", "attachments": [{"contentType": "text/html", "content": "<p>other</p>"}]},
            "hello",
        ),
    ],
)
def test_words_are_read_as_they_were_typed(given: dict[str, Any], words: str) -> None:
    """HTML's letters are letters, once; where only the copy with looks came, its words count."""
    assert read_activity(json.dumps(activity(**given)).encode()).text == words


async def test_danger_in_a_copy_with_looks_alone_is_answered(chat: Chat) -> None:
    """Some clients send no plain words."""
    copy = {"contentType": "text/html", "content": f"<p>{DANGER}</p>"}
    await chat.send(activity(text=None, attachments=[copy]))
    await chat.settle()
    assert len(urgent(chat)) == 1


@pytest.mark.parametrize(
    "text", [DANGER, TOLD, "one of mine has taken an overdose", "Mia's boyfriend hit her last night"]
)
async def test_nothing_in_the_reply_is_for_a_young_person(chat: Chat, text: str) -> None:
    """Also where the desk can't say who writes: then it says that no duty number is known."""
    await chat.send(activity(text=text))
    await chat.settle()
    [said] = urgent(chat)
    assert [words for words in YOUNG if words in said] == []
    assert "999" in said


async def test_a_weak_sign_is_asked_about_as_among_colleagues(chat: Chat) -> None:
    """And the question is answered."""
    await chat.send(activity(text="she's screaming at me, what is the setting up home allowance"))
    await chat.settle()
    assert [answer.lead for answer in chat.said if "Are you OK" in answer.lead] == []
    assert any(answer.lead.startswith("You said:") for answer in chat.said)


class Weak(Detector):
    """Finds a weak sign in one text, and our rules in all."""

    def __init__(self) -> None:
        """With the rules alone."""
        super().__init__(rules_alone()._rules)

    def judged(self, text: str, before: Sequence[str] = ()) -> Danger | None:
        """The weak sign."""
        return Danger("crisis_self_harm", is_about_other=True, level=Level.CHECK_IN) if text == WEAK else None


@pytest.fixture
def weak(chat: Chat) -> Chat:
    """A chat whose weak sign is found."""
    way = {"desk": chat.desk, "deliver": {"teams": chat._deliver}, "detector": Weak()}
    chat.door = door = FrontDoor(chat.echo, chat.journal, 1000, **way)
    store = InboxStore(chat.database, chat.clock)
    chat.receiving = chat.arrived._receiving = Receiving(store, door.lanes, door.held, door.look, door.handle)
    return chat


async def says(chat: Chat, number: str, text: str) -> int:
    """A message is answered; how many urgent answers there are since the first one."""
    await chat.send(activity(id=number, text=text))
    await chat.settle()
    return len(urgent(chat))


@pytest.mark.parametrize("words", ["yes", "Yes, she is", "yes they are at risk"])
async def test_a_yes_to_the_question_of_risk_is_danger(weak: Chat, words: str) -> None:
    """Whatever stands below that question, also a form; right behind it alone, and not what says that it is for the form."""
    assert [await says(weak, "1", words), await says(weak, "2", WEAK)] == [0, 0]
    assert any(answer.lead.startswith("Is somebody at risk?") for answer in weak.said)
    assert await says(weak, "3", words) == 1
    assert ("999" in urgent(weak)[0], len(weak.desk.asked)) == (True, 2)


async def test_a_yes_that_saves_is_for_the_form(weak: Chat) -> None:
    """And a yes after anything else is no danger either."""
    assert [await says(weak, "1", WEAK), await says(weak, "2", "yes save it")] == [0, 0]
    assert await says(weak, "3", "yes") == 0


async def test_the_dialogues_own_question_is_asked_once_and_as_among_colleagues() -> None:
    """The dialogue has a net of its own, made for young people: staff get its question in their words, or not where it stands above."""
    sign = Danger("crisis_abuse_or_danger")
    for above in ([], [staff_check_in(sign, Whose.THEIRS)]):
        turn = Turn(Incoming("teams", "talk", "m1", "he says he'll smash the place up"), Lanes())
        turn.above, turn.answers = list(above), [check_in_reply(sign), Answer(lead="The rest")]
        await StaffDanger(None, {}, Lately(lambda: 0.0)).shape(turn)
        leads = [one.lead for one in (*turn.above, *turn.answers)]
        assert leads == [staff_check_in(sign, Whose.THEIRS).lead, "The rest"]
