"""A database that is restarted under the assistant: nobody is taken for a stranger, and the talk goes on where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from building import built
from postgresql import OWNER, SERVER

from bot.front_door import Incoming
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgresql import Server

    from bot.answer import Answer
    from bot.assistant import Assistant

pytestmark = pytest.mark.model

TALK = "invented-1"


@pytest.fixture
def assistant(
    model: str, postgresql: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """The whole assistant, its conversations and records on PostgreSQL."""
    names = [f"gone_{uuid4().hex}" for _ in range(2)]
    for name, owner in zip(names, (OWNER, SERVER), strict=True):
        postgresql.create(name, owner=owner)
    settings = Settings(
        state=tmp_path_factory.mktemp("state"),
        database_url=postgresql.url(names[0]),
        migration_url=postgresql.owner_url(names[0]),
        conversations_url=postgresql.url(names[1]),
    )
    with built(settings, model, is_kept=True) as made:
        yield made
        made.locks.close()
        made.services.database.engine.dispose()
        made.dialogue.engine.dispose()
    for name in names:
        postgresql.drop(name)


async def say(assistant: Assistant, text: str, number: int) -> Answer:
    """The answer to one message of one talk."""
    reply = await assistant.front_door.handle(Incoming("web", TALK, f"message-{number}", text))
    assert len(reply.answers) == 1
    return reply.answers[0]


async def test_the_talk_goes_on_where_it_was(assistant: Assistant, postgresql: Server) -> None:
    """Meanwhile there are people to turn to, and danger gets the urgent reply; nothing is kept where it is lost."""
    assert (await say(assistant, "what is staying put in rotherham", 1)).topic == "staying_put_what_is"
    postgresql.stop()
    try:
        sorry = await say(assistant, "how much is it", 2)
        danger = await say(assistant, "i want to kill myself", 3)
    finally:
        postgresql.start()
    assert (sorry.topic, bool(sorry.contacts)) == ("", True)
    assert danger.urgency == "urgent"
    again = await say(assistant, "how much is it", 4)
    assert (again.topic, again.place) == ("staying_put_money", "rotherham")
