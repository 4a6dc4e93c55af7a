"""Two servers of one database: a provider's call that reaches both at once is one text."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from postgresql import OWNER, SERVER
from stand_ins.notify_prism import NotifyPrism, notify_prism, received
from texted import DANGER, Texter, new_number, texting_server, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgresql import Server as PostgreSQL

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside, pytest.mark.long]

PEOPLE = 10


@pytest.fixture(scope="module")
def notify(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotifyPrism]:
    """Prism."""
    with notify_prism(tmp_path_factory.mktemp("notify")) as made:
        yield made


@pytest.fixture(scope="module")
def both(
    postgresql: PostgreSQL, notify: NotifyPrism, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[NotifyPrism]]:
    """Two servers, each as Notify calls it."""
    names = [f"texted_{uuid4().hex}" for _ in range(2)]
    for name, owner in zip(names, (OWNER, SERVER), strict=True):
        postgresql.create(name, owner=owner)
    settings = {
        "LOCALOFFER_DATABASE_URL": postgresql.url(names[0]),
        "LOCALOFFER_MIGRATION_URL": postgresql.owner_url(names[0]),
        "LOCALOFFER_REQUIRE_ROW_SECURITY": "true",
        "LOCALOFFER_CONVERSATIONS_URL": postgresql.url(names[1]),
    }
    folder = tmp_path_factory.mktemp("own")
    with ExitStack() as stack:
        callers = [replace(notify), replace(notify)]
        for caller in callers:
            stack.enter_context(texting_server(folder, caller, **settings))
        yield callers
    for name in names:
        postgresql.drop(name)


def at_once(calls: list[Callable[[], Any]]) -> None:
    """All of them, none after another."""
    start = threading.Barrier(len(calls))

    def call(one: Callable[[], Any]) -> None:
        start.wait()
        one()

    threads = [threading.Thread(target=call, args=(one,)) for one in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@pytest.mark.parametrize("words", ["menu", DANGER])
def test_the_same_text_at_two_servers_is_answered_once(
    both: list[NotifyPrism], notify: NotifyPrism, words: str
) -> None:
    """Both acknowledge it, whichever was first."""
    texts = [received(words, new_number()) for _ in range(PEOPLE)]
    statuses: list[int] = []
    for given in texts:
        at_once([lambda one=one, given=given: statuses.append(one.call(given).status_code) for one in both])
    assert statuses == [204] * 2 * PEOPLE
    phones = [Texter(notify, f"+{given['source_number']}") for given in texts]
    for phone in phones:
        phone.has(1)
        both[0].receive("stop", phone.number)
    for phone in phones:
        assert len(phone.has(2)) == 2


def test_two_texts_of_one_person_at_two_servers_are_both_read(
    both: list[NotifyPrism], notify: NotifyPrism
) -> None:
    """Half a cry at each: together they are one."""
    phone = Texter(notify, new_number())
    halves = zip(both, ("i dont want", "to be here any more"), strict=True)
    at_once([lambda one=one, half=half: one.receive(half, phone.number) for one, half in halves])
    wait_for(lambda: any("116 123" in text for text in notify.texts(phone.number)), "nobody saw it")
