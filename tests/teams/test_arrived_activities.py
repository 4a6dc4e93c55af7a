"""What staff write in Teams is stored, acknowledged and answered once; what is none of our business is let go."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from stand_ins.token_issuer import TENANT
from teams_world import BOT, DANGER, OBJECT_ID, SERVICE, USER, Chat, activity, in_group

from bot.answer import Choice
from bot.channels.teams.arrived_activities import HELP
from bot.channels.teams.teams_activity import LONGEST_INPUT, MOST_INPUTS, read_activity
from bot.delivery.conversation.conversation_tables import SeenMessage
from bot.delivery.conversation.inbox_store import InboxStore
from bot.delivery.sending.outgoing import TryAgainError
from bot.identity.by_teams.teams_users import Reference
from bot.phrase_files import FOLDER
from bot.phrases import phrase, read_from
from bot.records.database import Database
from bot.records.reach import INBOX, in_teams, talk

ROOT = Path(__file__).resolve().parents[2]
MENTION = {"type": "mention", "mentioned": {"id": BOT, "name": "Local offer"}, "text": "<at>Local offer</at>"}
OTHER_MENTION = {"type": "mention", "mentioned": {"id": "29:other", "name": "Sam"}, "text": "<at>Sam</at>"}


def read(**changed: Any) -> Any:
    """An activity as it is read."""
    return read_activity(json.dumps(activity(**changed)).encode())


def fails(*_given: object, **_named: object) -> None:
    """As a database that is down."""
    raise OSError


async def test_a_message_is_acknowledged_and_answered_in_its_own_conversation(chat: Chat) -> None:
    """Under a key that says nothing of whose it is; the answer knows the council of the tenant."""
    assert await chat.send(activity()) == 202
    assert await chat.settle() == ["You said: hello"]
    who = chat.who()
    assert who.conversation.startswith("teams-")
    for secret in (TENANT, OBJECT_ID, USER, "a:invented-chat", "Ann"):
        assert secret not in who.conversation + who.lookup
    [asked] = chat.desk.asked
    assert (asked.conversation, asked.text, asked.choice) == (who.conversation, "hello", None)
    assert chat.said[0].place == "rutland"


async def test_where_the_chat_is_is_kept_for_later(chat: Chat) -> None:
    """With language and time zone; sealed, so that whoever reads the file finds none of it."""
    await chat.send(activity())
    who = chat.who()
    assert Reference.from_json(who.reference) == Reference(
        SERVICE, "a:invented-chat", USER, BOT, TENANT, "en-GB", "Europe/London"
    )
    assert who.name == "Ann Adviser (invented)"
    with chat.database.owning() as engine, engine.connect() as connection:
        [kept] = connection.exec_driver_sql("SELECT name, reference FROM teams_user").all()
    assert not any(secret in str(kept) for secret in ("Ann", "invented-chat", TENANT))


async def test_the_same_activity_twice_is_answered_once(chat: Chat) -> None:
    """Teams sends again what it thinks was not taken: also at the same moment, and after the answer."""
    assert await asyncio.gather(*(chat.send(activity()) for _ in range(4))) == [202] * 4
    assert await chat.settle() == ["You said: hello"]
    chat.pass_time(hours=1)
    assert await chat.send(activity()) == 202
    assert await chat.settle() == ["You said: hello"]


async def test_the_same_id_in_another_chat_is_another_message(chat: Chat) -> None:
    """Ids are Teams' own and count in each chat alone."""
    other = {"id": "29:other", "name": "Sam (invented)", "aadObjectId": "other"}
    its_chat = {"id": "a:other", "conversationType": "personal", "tenantId": TENANT}
    assert await chat.send(activity()) == 202
    assert await chat.send(activity(conversation=its_chat, **{"from": other})) == 202
    assert await chat.settle() == ["You said: hello"] * 2
    assert chat.who("other").conversation != chat.who().conversation


async def test_an_account_keeps_its_conversation_however_its_id_is_written(chat: Chat) -> None:
    """Another name, another chat and other capitals are the same person; the newest chat is where they are answered."""
    await chat.send(activity())
    before = chat.who().conversation
    again = {"id": "29:new", "name": "Ann Other", "aadObjectId": OBJECT_ID.upper()}
    moved = {"id": "a:moved", "conversationType": "personal", "tenantId": TENANT.upper()}
    await chat.send(activity(conversation=moved, channelData={}, **{"from": again}))
    assert chat.who().conversation == before
    assert Reference.from_json(chat.who().reference).conversation == "a:moved"


@pytest.mark.parametrize(
    "given",
    [
        {"from": {"id": BOT, "name": "Local offer", "aadObjectId": OBJECT_ID}},
        {"from": None},
        {"type": "typing"},
        {"type": "messageReaction"},
        {"type": "messageUpdate"},
        {"type": "messageDelete"},
        {"type": "event", "name": "application/vnd.microsoft.readReceipt"},
        {"type": "invoke", "name": "signin/tokenExchange"},
        {"type": "endOfConversation"},
        {"type": "made up"},
        {"type": ""},
        {"text": ""},
        {"text": " &nbsp; \n"},
        {"text": None, "value": {"no": "button"}},
        {"id": ""},
        {"installation": "none", "type": "installationUpdate", "action": "made up"},
        {"type": "conversationUpdate"},
    ],
    ids=str,
)
async def test_what_is_none_of_our_business_is_acknowledged_and_let_go(
    chat: Chat, given: dict[str, Any]
) -> None:
    """Nobody is known by it, and Teams need not send it again."""
    assert await chat.send(activity(**given)) in (200, 202)
    assert await chat.settle() == []
    assert (chat.stored(), chat.connector.sent) == (0, [])


async def test_unknown_kinds_get_200(chat: Chat) -> None:
    """As the protocol wants it; a message that is stored gets 202."""
    assert await chat.send(activity(type="messageReaction")) == 200
    assert await chat.send(activity()) == 202


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"text": "<at>Local offer</at>&nbsp;who needs a review", "entities": [MENTION]},
            "who needs a review",
        ),
        ({"text": "ask <at>Sam</at> too", "entities": [OTHER_MENTION]}, "ask <at>Sam</at> too"),
        (
            {"text": "<at>Local offer</at> and <at>Sam</at>", "entities": [MENTION, OTHER_MENTION]},
            "and <at>Sam</at>",
        ),
        ({"text": "a\xa0 b&nbsp;&nbsp;c"}, "a b c"),
        ({"text": "one\r\ntwo\n\n three "}, "one\ntwo\n\nthree"),
        ({"text": "/restart"}, "/restart"),
        ({"text": ' /greet{"role":"worker"}'}, '/greet{"role":"worker"}'),
        ({"text": "hi\0\ud800"}, "hi?"),
        ({"text": "hello", "attachments": [{"contentType": "text/html", "content": "<p>bye</p>"}]}, "hello"),
        ({"text": ["no text"]}, ""),
        ({"text": "x", "entities": "none"}, "x"),
        ({"text": "x", "entities": [None, {"type": "mention", "text": "", "mentioned": {"id": BOT}}]}, "x"),
    ],
    ids=repr,
)
def test_words_are_read_without_our_name_and_as_words(given: dict[str, Any], words: str) -> None:
    """Mentions of others stay; a slash begins no command; copies with looks are ignored."""
    found = read(**given)
    assert (found.text, found.has_attachment) == (words, False)


async def test_a_slash_is_text_all_the_way(chat: Chat) -> None:
    """No word of staff is a command of the dialogue."""
    await chat.send(activity(text="/restart"))
    await chat.settle()
    assert chat.desk.asked[0].text == "/restart"
    assert chat.echo.heard == [("restart", None)]


async def test_something_beside_the_words_that_nobody_can_see_is_told(chat: Chat) -> None:
    """A file or a picture."""
    assert read(attachments=[{"contentType": "image/png"}]).has_attachment
    assert await chat.send(activity(attachments=[{"contentType": "image/png"}], text="see this")) == 202
    assert await chat.settle()


def test_a_button_s_data_are_its_id_and_what_was_filled_in() -> None:
    """Texts, numbers and yes or no; whatever else stands there is ignored."""
    value = {
        "press": "line.2",
        "day": "2026-11-29",
        "times": 3,
        "share": 1.5,
        "meaningful": True,
        "nothing": None,
        "list": ["x"],
        "more": {"press": "line.3"},
    }
    found = read(text=None, value=value)
    assert (found.text, found.option) == ("", "line.2")
    assert found.inputs == {"day": "2026-11-29", "times": "3", "share": "1.5", "meaningful": "true"}


@pytest.mark.parametrize(
    "value", [None, "line.2", ["line.2"], {"press": 2}, {"press": ""}, {"option": "line.2"}, {"day": "x"}]
)
def test_what_is_no_button_of_ours_presses_nothing(value: object) -> None:
    """And fills nothing in."""
    found = read(value=value)
    assert (found.option, found.inputs, found.text) == (None, {}, "hello")


def test_what_is_filled_in_is_bounded() -> None:
    """So many fields and letters as any form of ours has."""
    value = {"press": "x" * 999, **{f"f{number}": "y" * 9000 for number in range(50)}, "n" * 999: "z"}
    found = read(value=value)
    assert len(found.option) == 80
    assert (len(found.inputs), {len(each) for each in found.inputs.values()}) == (
        MOST_INPUTS,
        {LONGEST_INPUT},
    )


async def test_a_pressed_button_is_the_choice_that_the_journal_knows(chat: Chat) -> None:
    """Whatever else its data say; one that nobody issued is no choice."""
    await chat.send(activity(id="1", type="installationUpdate", action="add"))
    await chat.settle()
    line = next(each for each in chat.journal.lines(chat.who().conversation) if each.answer)
    press = {"press": f"{line.id}.0", "kind": "staff", "value": "undo/5", "day": "2026-11-29"}
    await chat.send(activity(id="2", text=None, value=press))
    await chat.settle()
    asked = chat.desk.asked[-1]
    assert (asked.choice, asked.key) == (
        Choice(label="Status", kind="staff", value="status/17"),
        f"{line.id}.0",
    )
    assert asked.inputs == {"kind": "staff", "value": "undo/5", "day": "2026-11-29"}
    before = len(chat.desk.asked)
    await chat.send(activity(id="3", text=None, value={"press": "made-up.0"}))
    await chat.settle()
    assert all(each.choice is None for each in chat.desk.asked[before:])


# In a group.


async def test_a_group_is_asked_once_to_write_in_private_and_nothing_is_kept(chat: Chat) -> None:
    """Others read it there: nobody is known, nothing is stored, no dialogue hears of it."""
    for _ in range(3):
        assert await chat.send(in_group(text="where is the plan of YP-1042")) == 202
    assert await chat.settle() == []
    assert chat.connector.texts() == [phrase("teams_chat.private_only")]
    assert json.loads(str(chat.connector.sent[0].recipient))["conversation"] == "19:invented@thread.v2"
    assert (chat.stored(), chat.desk.asked, chat.echo.heard) == (0, [], [])


@pytest.mark.parametrize("kind", ["groupChat", "channel", None, "", "Personal"])
async def test_only_a_private_chat_is_one(chat: Chat, kind: str | None) -> None:
    """What does not say that it is private is not."""
    where = {"id": "19:x", "conversationType": kind, "tenantId": TENANT}
    await chat.send(activity(conversation=where))
    await chat.send(activity(conversation={**where, "conversationType": "personal", "isGroup": True}, id="2"))
    assert await chat.settle() == []
    assert (len(chat.connector.sent), chat.stored()) == (2, 0)


async def test_danger_in_a_group_gets_its_numbers_beside_that(chat: Chat) -> None:
    """And nothing of it is kept; a button in a group is pressed by nobody."""
    assert await chat.send(in_group(text=DANGER)) == 202
    [said] = chat.connector.texts()
    assert "999" in said
    assert phrase("teams_chat.private_only") in said
    assert chat.connector.sent[0].is_urgent
    assert chat.stored() == 0


async def test_danger_in_a_group_needs_no_sentence_of_ours(chat: Chat, tmp_path: Path) -> None:
    """The numbers stand in the program."""
    (tmp_path / FOLDER).mkdir(parents=True)
    read_from(tmp_path)
    try:
        assert await chat.send(in_group(text=DANGER)) == 202
        assert await chat.send(in_group(id="2")) == 202
    finally:
        read_from(ROOT)
    [said] = chat.connector.texts()
    assert "999" in said


async def test_danger_in_a_group_that_could_not_be_answered_comes_again(chat: Chat) -> None:
    """503 until it is; a refusal that could not be said need not."""
    chat.connector.faults = [TryAgainError(), TryAgainError()]
    assert await chat.send(in_group(text=DANGER)) == 503
    assert await chat.send(in_group(id="2", text="hello")) == 202
    assert await chat.send(in_group(text=DANGER)) == 202
    assert len(chat.connector.sent) == 1


@pytest.mark.parametrize(
    "kind",
    [
        {"type": "installationUpdate", "action": "add"},
        {"type": "conversationUpdate", "membersAdded": [{"id": BOT}]},
    ],
)
async def test_a_group_that_takes_the_app_is_not_greeted(chat: Chat, kind: dict[str, Any]) -> None:
    """Nothing to say there."""
    assert await chat.send(in_group(**kind)) == 200
    assert (chat.stored(), chat.connector.sent) == (0, [])


# Who takes the app, and takes it away.


async def test_who_takes_the_app_is_greeted_once(chat: Chat) -> None:
    """Teams says it twice, at the same moment, and again when the app is updated; the desk greets, as help does."""
    added = activity(id="1", type="installationUpdate", action="add")
    members = activity(id="2", type="conversationUpdate", membersAdded=[{"id": BOT}])
    assert await asyncio.gather(chat.send(added), chat.send(members)) == [200, 200]
    await chat.send(activity(id="3", type="installationUpdate", action="add-upgrade"))
    assert await chat.settle() == ["The desk: help"]
    [asked] = chat.desk.asked
    assert (asked.choice, asked.text) == (HELP, "")
    assert chat.who().is_installed


async def test_who_takes_it_away_is_not_written_to_and_greeted_anew_when_they_take_it_again(
    chat: Chat,
) -> None:
    """Their account stays known, and so does whose it is."""
    await chat.send(activity(id="1", type="installationUpdate", action="add"))
    await chat.settle()
    assert await chat.send(activity(id="2", type="installationUpdate", action="remove")) == 200
    assert chat.who().is_installed is False
    await chat.send(activity(id="3", type="installationUpdate", action="add"))
    assert await chat.settle() == ["The desk: help"] * 2
    assert chat.who().is_installed


async def test_to_take_away_what_nobody_had_keeps_nothing(chat: Chat) -> None:
    """Nobody is known by that."""
    assert await chat.send(activity(type="installationUpdate", action="remove")) == 200
    assert chat.stored() == 0


async def test_who_writes_again_can_be_written_to_again(chat: Chat) -> None:
    """Though Teams told us that they had blocked us."""
    await chat.send(activity(id="1"))
    chat.change(blocked_at=chat.clock.now(), is_installed=False)
    await chat.send(activity(id="2"))
    assert (chat.who().blocked_at, chat.who().is_installed) == (None, True)


async def test_a_greeting_that_could_not_be_stored_comes_again(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody goes without it for that."""
    added = activity(id="1", type="installationUpdate", action="add")
    with monkeypatch.context() as broken:
        broken.setattr(InboxStore, "receive", fails)
        assert await chat.send(added) == 503
    assert await chat.send(added) == 200
    assert await chat.settle() == ["The desk: help"]


# While the records don't answer.


@pytest.mark.parametrize("broken", [(Database, "transaction"), (InboxStore, "receive")], ids=str)
async def test_danger_is_answered_at_once_while_the_records_are_down(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, broken: tuple[type, str]
) -> None:
    """Straight to Teams' service, to the chat it came from; it is kept once they are back, and not answered twice."""
    with monkeypatch.context() as patch:
        patch.setattr(*broken, fails)
        assert await chat.send(activity(text=DANGER)) == 202
        [sent] = chat.connector.sent
    assert "999" in chat.connector.texts()[0]
    assert sent.is_urgent
    assert Reference.from_json(str(sent.recipient)).conversation == "a:invented-chat"
    await chat.settle()
    assert await chat.send(activity(text=DANGER)) == 202
    await chat.settle()
    assert len(chat.connector.sent) == 1


async def test_what_is_no_danger_comes_again_while_the_records_are_down(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503, which Teams tries again after; then it is answered."""
    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", fails)
        sent = await chat.call(activity(), f"Bearer {chat.issuer.token(SERVICE)}")
        assert (sent.status_code, "retry-after" in sent.headers) == (503, True)
        assert await chat.send(activity(type="installationUpdate", action="add")) == 503
        assert await chat.send(activity(type="installationUpdate", action="remove")) == 503
    assert await chat.send(activity()) == 202
    assert await chat.settle() == ["You said: hello"]


async def test_danger_comes_again_if_teams_does_not_take_the_answer_either(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is acknowledged by nobody who has not answered it."""
    chat.connector.faults = [TryAgainError()]
    with monkeypatch.context() as patch:
        patch.setattr(InboxStore, "receive", fails)
        assert await chat.send(activity(text=DANGER)) == 503
        assert await chat.send(activity(text=DANGER)) == 202
    assert len(chat.connector.sent) == 1


async def test_danger_is_answered_before_anything_else_looks_at_it(chat: Chat) -> None:
    """As for everybody: the desk does not hear of it."""
    assert await chat.send(activity(text=DANGER)) == 202
    await chat.receiving.settle()
    assert "999" in chat.said[0].json()
    assert chat.desk.asked == []


async def test_nothing_of_a_message_is_kept_in_clear(chat: Chat) -> None:
    """What staff write may name young people: no line, log or message of the inbox has it after the answer."""
    await chat.send(activity(text="a secret about somebody"))
    await chat.settle()
    with chat.database.transaction(INBOX) as session:
        assert [row.said for row in session.execute(select(SeenMessage)).scalars()] == [None]
    assert "a secret" not in str(chat.journal.lines(chat.who().conversation)[0])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_the_database_shows_an_account_to_itself_alone(chat: Chat) -> None:
    """By its hash, or its talk; another's transaction finds nobody."""
    await chat.send(activity())
    lookup, conversation = chat.who().lookup, chat.who().conversation
    for reach, count in (
        (in_teams(lookup), 1),
        (talk(conversation), 1),
        (in_teams("x" * 64), 0),
        (talk("teams-x"), 0),
    ):
        with chat.database.connection(reach) as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM teams_user").scalar_one() == count
