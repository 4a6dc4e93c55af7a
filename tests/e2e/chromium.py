"""A real browser, where one is installed: Chromium without a window, driven over its debugging protocol."""

from __future__ import annotations

import asyncio
import base64
import io
import itertools
import json
import shutil
import ssl
import subprocess
import threading
import time
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import websockets
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Page:
    """One tab."""

    def __init__(self, socket: Any) -> None:
        """Keep the connection."""
        self._socket, self._ids = socket, itertools.count(1)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol; its result."""
        number = next(self._ids)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            got = json.loads(await asyncio.wait_for(self._socket.recv(), 30))
            if got.get("id") == number:
                assert "error" not in got, got
                return got["result"]

    async def evaluate(self, expression: str) -> Any:
        """What an expression gives on the page. It works with the page's own scripts switched off, too."""
        return (await self.call("Runtime.evaluate", expression=expression))["result"].get("value")

    async def until(self, expression: str, seconds: float = 60) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if await self.evaluate(expression):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never true: {expression}; the page says: {await self.words()}")

    async def words(self) -> str:
        """What can be read on the page now."""
        return str(await self.evaluate("document.documentElement.innerText"))

    async def colours(self) -> set[Any]:
        """The colours on the screen. It can be asked while the next page is awaited, when the page itself says nothing more."""
        taken = await self.call("Page.captureScreenshot", format="png")
        with Image.open(io.BytesIO(base64.b64decode(taken["data"]))) as picture:
            return {colour for _, colour in picture.convert("RGB").getcolors(1 << 24)}

    async def go(self, url: str) -> None:
        """Open an address."""
        await self.call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def press(self, selector: str) -> None:
        """Press what is there, with the mouse."""
        await self.until(f"!!document.querySelector({selector!r})")
        await self.evaluate(f"document.querySelector({selector!r}).scrollIntoView({{block: 'center'}})")
        where = await self.evaluate(
            f"JSON.stringify(document.querySelector({selector!r}).getBoundingClientRect())"
        )
        box = json.loads(where)
        at = {
            "x": box["x"] + box["width"] / 2,
            "y": box["y"] + box["height"] / 2,
            "button": "left",
            "clickCount": 1,
        }
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, **at)

    async def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        await self.press(selector)
        await self.call("Input.insertText", text=text)

    async def addresses(self) -> list[str]:
        """The tab's history, oldest first, up to where it is."""
        history = await self.call("Page.getNavigationHistory")
        return [entry["url"] for entry in history["entries"][: history["currentIndex"] + 1]]

    async def back(self) -> None:
        """Press "back"."""
        history = await self.call("Page.getNavigationHistory")
        await self.call(
            "Page.navigateToHistoryEntry", entryId=history["entries"][history["currentIndex"] - 1]["id"]
        )
        await asyncio.sleep(0.5)
        await self.until("document.readyState === 'complete'")


@asynccontextmanager
async def a_page(folder: Path, elsewhere: int, *, with_script: bool = True) -> AsyncIterator[Page]:
    """A new browser with one empty tab. Every host but ours is `elsewhere`, a port of this machine that speaks https."""
    options = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--remote-debugging-port=0",
    ]
    options += [
        f"--host-resolver-rules=MAP * 127.0.0.1:{elsewhere}, EXCLUDE 127.0.0.1",
        "--ignore-certificate-errors",
    ]
    program = _start([*options, f"--user-data-dir={folder}", "about:blank"])
    try:
        async with websockets.connect(await _tab(folder), max_size=None) as socket:
            page = Page(socket)
            await page.call("Page.enable")
            await page.call("Emulation.setScriptExecutionDisabled", value=not with_script)
            yield page
    finally:
        program.terminate()
        program.wait(timeout=20)


@contextmanager
def a_site_elsewhere(folder: Path) -> Iterator[int]:
    """Another site, over https: the port where it answers everything with one page."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "elsewhere")])
    day = datetime.now(timezone.utc)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), day, day + timedelta(days=1)
    )
    sealed = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    (folder / "site.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + sealed
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Elsewhere</title><p>It will rain.")

    def log_message(self, *_: object) -> None:
        """Quietly."""


def _start(options: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([str(PROGRAM), *options], stderr=subprocess.DEVNULL)


async def _tab(folder: Path) -> str:
    """The address of the tab's debugging socket, once the browser is up."""
    for _ in range(300):
        tabs = _tabs(folder / "DevToolsActivePort")
        if tabs:
            return tabs[0]
        await asyncio.sleep(0.1)
    raise AssertionError("the browser did not start")


def _tabs(told: Path) -> list[str]:
    if not told.exists() or not told.read_text().strip():
        return []
    tabs = httpx.get(f"http://127.0.0.1:{told.read_text().split()[0]}/json").json()
    return [str(tab["webSocketDebuggerUrl"]) for tab in tabs if tab["type"] == "page"]
