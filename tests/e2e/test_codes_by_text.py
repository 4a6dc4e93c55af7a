"""Signing in where no demo is switched on: the code leaves by a real provider's client, to whoever has the number on record."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from browser import fresh_id
from running import LOCALOFFER, ROOT
from stand_ins.in_between import Fault, Told
from stand_ins.notify_prism import notify_prism
from stand_ins.twilio_emulator import twilio_emulator
from texted import Texter, state_of, texting_server, wait_for

from bot.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from running import Server
    from stand_ins.notify_prism import NotifyPrism
    from stand_ins.twilio_emulator import TwilioEmulator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside]

LINES = {"twilio": twilio_emulator, "notify": notify_prism}
KIT, ZOE, NOBODY = "+447700900701", "+447700900702", "+447700900703"
PEOPLE = f"""reference,council,preferred_name,birth_date,phone
YP-1,rutland,Kit (invented),2008-02-29,{KIT}
YP-2,rutland,Zoe (invented),2007-12-01,{ZOE}
"""


@pytest.fixture(scope="module", params=LINES)
def line(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NotifyPrism | TwilioEmulator]:
    """A provider's stand-in."""
    with LINES[request.param](tmp_path_factory.mktemp("line")) as made:
        yield made


@pytest.fixture(scope="module")
def own(line: NotifyPrism | TwilioEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that texts by it, with two people on record."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "people.csv").write_text(PEOPLE)
    with texting_server(folder, line) as server:
        _import(server, folder / "people.csv")
        yield server


def _import(server: Server, file: Path) -> None:
    environment = {**os.environ, **server.environment, "LOCALOFFER_DEMO": "false"}
    subprocess.run(
        [LOCALOFFER, "import", str(file)], env=environment, cwd=ROOT, check=True, capture_output=True
    )


@contextmanager
def browsing(server: Server) -> Iterator[httpx.Client]:
    """A browser."""
    with httpx.Client(base_url=server.url, follow_redirects=True, timeout=30) as http:
        yield http


def code_in(text: str) -> str:
    """The code that a text brings; its other words are ours."""
    [code] = re.findall(r"\b\d{6}\b", text)
    assert text == phrase("sign_in.text", code=code)
    return str(code)


def test_a_young_person_signs_in_with_a_code_that_is_texted(
    own: Server, line: NotifyPrism | TwilioEmulator
) -> None:
    """One text to their number, none to another; it signs them in, in the browser that asked, once."""
    phone = Texter(line, KIT)
    with browsing(own) as http, browsing(own) as thief:
        before = len(line.texts(KIT))
        http.post("/sign-in", data={"phone": "07700 900701"})
        code = code_in(phone.has(before + 1)[before])
        thief.post("/sign-in/code", data={"code": code})
        assert 'action="/sign-out"' not in thief.get("/").text
        http.post("/sign-in/code", data={"code": code})
        page = http.get("/").text
        assert 'action="/sign-out"' in page
        assert "Zoe" not in page
    assert len(line.texts(KIT)) == before + 1


def test_a_number_that_nobody_has_gets_no_text(own: Server, line: NotifyPrism | TwilioEmulator) -> None:
    """The page looks the same; a text that is asked for afterwards comes, so none is on the way."""
    before = len(line.texts(ZOE))
    with browsing(own) as http, browsing(own) as other:
        unknown = http.post("/sign-in", data={"phone": NOBODY})
        known = other.post("/sign-in", data={"phone": ZOE})
    assert unknown.text == known.text
    code_in(Texter(line, ZOE).has(before + 1)[before])
    assert line.texts(NOBODY) == []


def test_what_became_of_a_code_is_kept(own: Server, line: NotifyPrism | TwilioEmulator) -> None:
    """Tried again where the provider was busy; one whose receipt says that it failed is a dead letter, and works all the same."""
    line.line.faults[ZOE[1:]].append(Fault(Told(429, b"{}", {"Retry-After": "1"})))
    before = len(line.texts(ZOE))
    with browsing(own) as http:
        http.post("/sign-in", data={"phone": ZOE, "message_id": fresh_id()})
        code = code_in(Texter(line, ZOE).has(before + 1)[before])
        reference = line.reference(ZOE)
        wait_for(lambda: state_of(own, reference) == "sent", "it was not kept as sent")
        line.becomes(reference, "failed" if line.name == "twilio" else "permanent-failure")
        assert state_of(own, reference) == "failed"
        http.post("/sign-in/code", data={"code": code})
        assert 'action="/sign-out"' in http.get("/").text


def test_a_code_is_sent_to_whoever_told_us_to_stop(own: Server, line: NotifyPrism | TwilioEmulator) -> None:
    """It was asked for, a moment ago."""
    phone = Texter(line, KIT)
    assert phone.text("STOP") == phrase("texting.stopped")
    before = len(line.texts(KIT))
    with browsing(own) as http:
        http.post("/sign-in", data={"phone": KIT})
        code_in(phone.has(before + 1)[before])
