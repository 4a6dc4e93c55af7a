"""The chat page over real HTTP while an adviser is asked and then writes: with script, without it, and in a real browser."""

from __future__ import annotations

import asyncio
import functools
import re
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from browser import Chat, as_text, fresh_address
from building import built
from chromium import PROGRAM, a_page
from hand_over_world import Telling, button, conversation_of
from ports import reserved_port
from running import DATABASES
from sqlalchemy import select

import bot.assistant
from bot.assistant import seed_demo
from bot.casework.tables import PersonalAdviser, StaffAccount, YoungPerson
from bot.front_door import Incoming
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import OPERATOR
from bot.server import make_app
from bot.serving.web_server import WebServer, listening
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from bot.answer import Answer
    from bot.assistant import Assistant

pytestmark = [pytest.mark.server, pytest.mark.model, pytest.mark.beside]

A_TUESDAY = date(2026, 11, 24)  # the clock stands still at noon
JSON = {"accept": "application/json"}
CHAT = "Chat with my PA now"
PATIENCE = 60  # seconds


@dataclass
class Live:
    """A server with real pages, and somebody in Teams who is stood in for. `loop` is that of the server."""

    assistant: Assistant
    telling: Telling
    url: str
    state: Path
    loop: asyncio.AbstractEventLoop
    ids: int = 0

    def in_teams(self, account: int, text: str = "", press: str = "") -> list[Answer]:
        """An adviser writes, or presses something."""
        self.ids += 1
        incoming = Incoming("teams", conversation_of(account), f"teams-{self.ids}", text, press or None)
        handled = asyncio.run_coroutine_threadsafe(self.assistant.front_door.handle(incoming), self.loop)
        return handled.result(PATIENCE).answers

    def takes(self, account: int) -> None:
        """They take what they were asked last."""
        lines = self.assistant.journal.lines(conversation_of(account))
        asked = [line for line in lines if line.answer and line.answer.choices]
        self.in_teams(account, press=button(asked[-1], "Take it"))

    def quotes(self, account: int) -> list[str]:
        """What they were shown of what a young person wrote."""
        shown = [answer for whose, answer in self.telling.shown if whose == account]
        return [text for answer in shown if answer.card for text in answer.card.quote]

    def people(self) -> list[Any]:
        """Young people with a phone and an adviser, one for each adviser."""
        with self.assistant.services.database.transaction(OPERATOR) as session:
            wanted = (
                select(YoungPerson)
                .where(YoungPerson.personal_adviser_id.is_not(None))
                .order_by(YoungPerson.id)
            )
            found = [row for row in session.execute(wanted).scalars() if row.phone]
            by_adviser = {row.personal_adviser_id: row for row in reversed(found)}
            return [
                SimpleNamespace(
                    phone=row.phone,
                    adviser=row.personal_adviser_id,
                    account=_account_of(session, row.personal_adviser_id),
                )
                for row in by_adviser.values()
            ]

    def name_of(self, adviser: int) -> str:
        """As on record."""
        with self.assistant.services.database.transaction(OPERATOR) as session:
            return str(session.get(PersonalAdviser, adviser).name)


class InAThread(WebServer):
    """Leaves the signals of the process to whoever runs the tests."""

    def capture_signals(self) -> Any:
        """None."""
        return nullcontext()


@pytest.fixture(scope="module")
def live(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Started once for all; each test takes an adviser and a young person of its own."""
    state = tmp_path_factory.mktemp("state")
    telling = Telling()
    with reserved_port() as port, pytest.MonkeyPatch.context() as patch:
        places, *_ = DATABASES.of(state)  # on PostgreSQL where the run says so
        kept = {name.removeprefix("LOCALOFFER_").lower(): url for name, url in places.items()}
        settings = Settings(state=state, port=port, today=A_TUESDAY, messages_per_minute=10_000, **kept)
        _with_teams(patch, telling)
        with built(settings, model, is_kept=True) as assistant:
            seed_demo(settings, assistant.services)
            _link_everybody(assistant)
            with _served(assistant, port) as loop:
                yield Live(assistant, telling, f"http://127.0.0.1:{port}", state, loop)


def _with_teams(patch: pytest.MonkeyPatch, telling: Telling) -> None:
    """As where Teams is set up, and staff are told by `telling`."""
    providers = bot.assistant.make_providers
    patch.setattr(
        bot.assistant, "make_providers", lambda settings: {**providers(settings), "teams": object()}
    )
    patch.setattr(bot.assistant, "assemble", functools.partial(bot.assistant.assemble, tell=telling))


def _link_everybody(assistant: Assistant) -> None:
    with assistant.services.database.transaction(OPERATOR) as session:
        advisers = list(session.execute(select(PersonalAdviser.id).order_by(PersonalAdviser.id)).scalars())
        for account in [_account_of(session, adviser) for adviser in advisers]:
            session.add(
                TeamsUser(
                    lookup=str(account),
                    conversation=conversation_of(account),
                    reference="{}",
                    staff_account_id=account,
                    last_heard_at=datetime(2026, 11, 24),
                )
            )


def _account_of(session: Session, adviser: int) -> int:
    """That of the demo, or one of ours where it has none."""
    wanted = select(StaffAccount).where(StaffAccount.personal_adviser_id == adviser)
    account = session.execute(wanted.limit(1)).scalar_one_or_none()
    if account is None:
        account = StaffAccount(
            subject_lookup=f"adviser {adviser}", role="personal_adviser", personal_adviser_id=adviser
        )
        session.add(account)
        session.flush()
    return int(account.id)


class _served:  # noqa: N801 - a context, called as one
    def __init__(self, assistant: Assistant, port: int) -> None:
        self._assistant, self._port = assistant, port
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> asyncio.AbstractEventLoop:
        self._server = InAThread(make_app(self._assistant), self._is_ready)
        self._socket = listening("127.0.0.1", self._port)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        assert self._loop is not None
        return self._loop

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._socket.close()

    def _is_ready(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready.set()


@pytest.fixture
def chat(live: Live) -> Iterator[Chat]:
    """A browser without script."""
    with httpx.Client(base_url=live.url, follow_redirects=True, timeout=30, headers=fresh_address()) as http:
        yield Chat(http, SimpleNamespace(state=live.state))  # type: ignore[arg-type]


def says(chat: Chat) -> list[tuple[str, str]]:
    """Who says what on the page, from the beginning."""
    items = re.findall(r'<li class="says.*?</li>', chat.page(), re.DOTALL)
    found = [re.search(r'class="who">(.*?)</span>(.*)', item, re.DOTALL) for item in items]
    return [(as_text(one.group(1)), as_text(one.group(2))) for one in found if one]


def news(chat: Chat, after: str = "") -> dict[str, Any]:
    """What the script would be told."""
    found: dict[str, Any] = chat.http.get("/news", params={"after": after}, headers=JSON).json()
    return found


def test_without_script_the_next_load_shows_what_the_adviser_wrote(live: Live, chat: Chat) -> None:
    """From the question for a person to the end of the talk, with the real assistant behind it."""
    who = live.people()[0]
    name = live.name_of(who.adviser)
    chat.sign_in(who.phone)
    assert CHAT in as_text(chat.ask("can i talk to a person"))
    page = chat.press(CHAT)
    assert f"I asked {name}, your PA" in as_text(page)
    assert "Look for new messages" in page
    live.takes(who.account)
    assert f"{name}, your PA, is here" in as_text(chat.page())
    chat.ask("Is my <b>flat</b> ready?")
    assert live.quotes(who.account) == ["Is my <b>flat</b> ready?"]
    live.in_teams(who.account, "Nearly. <i>Two</i> weeks")
    assert "&lt;i&gt;Two&lt;/i&gt;" in chat.page()
    assert says(chat)[-1] == (f"{name} (your PA)", "Nearly. <i>Two</i> weeks")
    page = chat.press("End this chat")
    assert f"The chat with {name} has ended" in as_text(page)
    assert "Look for new messages" not in page
    assert says(chat)[-1][0] == "Assistant"
    assert "council tax" in as_text(chat.ask("do i have to pay council tax")).lower()


def test_the_script_is_told_what_is_new_and_when_to_stop_looking(live: Live, chat: Chat) -> None:
    """Lines behind the one that it has; nothing to a browser that is not signed in."""
    who = live.people()[1]
    chat.sign_in(who.phone)
    chat.ask("can i talk to a person")
    assert news(chat)["is_live"] is False
    newest = news(chat)["newest"]
    chat.press(CHAT)
    told = news(chat, newest)
    assert told["is_live"] is True
    assert "your PA, to chat with you now" in told["html"]
    live.takes(who.account)
    there = news(chat, told["newest"])
    assert "is here" in as_text(there["html"])
    live.in_teams(who.account, "END")
    last = news(chat, there["newest"])
    assert "has ended the chat" in as_text(last["html"])
    assert last["is_live"] is False
    assert news(chat, last["newest"]) == {"html": "", "newest": last["newest"], "is_live": False}
    assert news(chat, "a line that was wiped")["html"] == ""
    with httpx.Client(base_url=live.url) as stranger:
        assert stranger.get("/news", headers=JSON).json() == {"html": "", "newest": "", "is_live": False}


def test_signing_out_ends_the_talk_and_shows_nothing_more(live: Live, chat: Chat) -> None:
    """Neither on the page nor to its script."""
    who = live.people()[2]
    chat.sign_in(who.phone)
    chat.ask("can i talk to a person")
    chat.press(CHAT)
    live.takes(who.account)
    chat.http.post("/clear")
    live.in_teams(who.account, "Secret words")
    assert "Secret words" not in chat.page()
    assert news(chat)["html"] == ""
    shown = [answer.title for whose, answer in live.telling.shown if whose == who.account]
    assert shown[-1] == "The chat has ended"


@pytest.mark.skipif(not PROGRAM, reason="Chromium is not installed; CI installs it")
async def test_in_a_browser_the_adviser_s_lines_come_by_themselves_and_none_twice(
    live: Live, chat: Chat, tmp_path: Path
) -> None:
    """The page is not loaded anew; what was sent in between stands there once, and looking ends with the talk."""
    who = live.people()[3]
    await asyncio.to_thread(chat.sign_in, who.phone)
    name = live.name_of(who.adviser)
    async with a_page(tmp_path, 9) as page:
        await page.call("Network.enable")
        for cookie in chat.http.cookies.jar:
            await page.call("Network.setCookie", name=cookie.name, value=cookie.value, url=live.url)
        await page.go(f"{live.url}/")
        await page.evaluate("window.isTheSamePage = true")
        await page.type("#text", "can i talk to a person")
        await page.press(".compose button")
        await page.until(f"document.body.innerText.includes('{CHAT}')")
        await page.evaluate(
            f"[...document.querySelectorAll('#talk button')].find((one) => one.innerText === '{CHAT}').click()"
        )
        await page.until("document.body.innerText.includes('to chat with you now')")
        await asyncio.to_thread(live.takes, who.account)
        await page.until(f"document.body.innerText.includes('{name}, your PA, is here')")
        await page.type("#text", "Hello Sam")
        await page.press(".compose button")
        await page.until("document.body.innerText.includes('Hello Sam')")
        await asyncio.to_thread(live.in_teams, who.account, "Hello to you")
        await page.until("document.body.innerText.includes('Hello to you')")
        await asyncio.to_thread(live.in_teams, who.account, "END")
        await page.until("document.body.innerText.includes('has ended the chat')")
        said = await page.words()
        assert [said.count(words) for words in ("Hello Sam", "Hello to you", "is here. What")] == [1, 1, 1]
        assert await page.evaluate("window.isTheSamePage")
