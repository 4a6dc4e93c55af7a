"""The page's script in a real browser: no message waits for another one, and nothing that was typed is lost."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from chromium import PROGRAM, a_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from chromium import Page
    from running import Server

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not PROGRAM, reason="Chromium is not installed; CI installs it"),
]

# Replies to this question come after so many milliseconds, as over a slow line; the others at once.
SLOW = """
(() => { const quick = window.fetch; window.fetch = async (...given) => {
  const reply = await quick(...given);
  if (String(given[1].body).includes("bursary")) await new Promise((done) => setTimeout(done, MILLISECONDS));
  return reply; }; })()
"""
# This question is lost on its way, which shows only after the answer to another.
LOST_LINE = """
(() => { const quick = window.fetch; window.fetch = async (...given) => {
  if (!String(given[1].body).includes("bursary")) return quick(...given);
  await new Promise((done) => setTimeout(done, 1500));
  throw new TypeError("no line"); }; })()
"""
BOX = "document.getElementById('text')"
SAID = "document.getElementById('talk').innerText"


@asynccontextmanager
async def a_slow_line(server: Server, folder: Path, milliseconds: int) -> AsyncIterator[Page]:
    """The chat page where one reply takes long."""
    async with a_page(folder, 9) as page:
        await page.go(f"{server.url}/")
        await page.evaluate(SLOW.replace("MILLISECONDS", str(milliseconds)))
        yield page


async def enter(page: Page, text: str) -> None:
    """Type and press Enter."""
    await page.type("#text", text)
    await page.call(
        "Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", windowsVirtualKeyCode=13
    )
    await page.call(
        "Input.dispatchKeyEvent", type="keyUp", key="Enter", code="Enter", windowsVirtualKeyCode=13
    )


async def test_danger_does_not_wait_for_the_message_before(server: Server, tmp_path: Path) -> None:
    """It is sent and answered while the reply to the other one is still on its way; both stand on the page in the end."""
    async with a_slow_line(server, tmp_path, 3000) as page:
        await enter(page, "can i have a bursary")
        await enter(page, "i want to kill myself")
        await page.until(f"{SAID}.includes('really glad you told me')", seconds=2.5)
        assert not await page.evaluate(f"{SAID}.includes('bursary')")
        await page.until(f"{SAID}.includes('can i have a bursary')")
        assert await page.evaluate(f"{BOX}.value") == ""


async def test_what_is_typed_while_a_reply_comes_stays(server: Server, tmp_path: Path) -> None:
    """The box is empty for the next message at once, and keeps it when the reply is there."""
    async with a_slow_line(server, tmp_path, 800) as page:
        await enter(page, "can i have a bursary")
        assert await page.evaluate(f"{BOX}.value") == ""
        await page.type("#text", "and one more thing")
        await page.until(f"{SAID}.includes('can i have a bursary')")
        assert await page.evaluate(f"{BOX}.value") == "and one more thing"
        assert await page.evaluate(f"{SAID}.split('can i have a bursary').length") == 2


async def test_what_did_not_get_through_is_given_back(server: Server, tmp_path: Path) -> None:
    """In front of what was typed since, with somebody to ring; an answer to another message does not hide that."""
    async with a_page(tmp_path, 9) as page:
        await page.go(f"{server.url}/")
        await page.evaluate(LOST_LINE)
        await enter(page, "can i have a bursary")
        await enter(page, "what does a PA do")
        await page.until(f"{SAID}.includes('what does a PA do')")
        await page.type("#text", "and this")
        await page.until(f"{BOX}.value.includes('bursary')")
        assert await page.evaluate(f"{BOX}.value") == "can i have a bursary\nand this"
        assert "Ring 999" in str(await page.evaluate("document.getElementById('status').innerText"))


async def test_no_council_is_chosen_for_anybody(server: Server, tmp_path: Path) -> None:
    """The list begins with none, and pressing its button then sends nothing."""
    async with a_page(tmp_path, 9) as page:
        await page.go(f"{server.url}/")
        assert await page.evaluate("document.getElementById('council').value") == ""
        before = await page.evaluate(SAID)
        await page.press(".council button")
        assert await page.evaluate("document.getElementById('council').validity.valueMissing")
        assert await page.evaluate(SAID) == before
