"""A provider that refuses, is silent or cuts the line: what we have to say is kept and tried again, never lost and never said twice."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from stand_ins.in_between import Fault, Told
from stand_ins.notify_prism import notify_prism
from stand_ins.twilio_emulator import twilio_emulator
from texted import DANGER, Texter, consents, new_number, state_of, texting_server, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from running import Server
    from stand_ins.notify_prism import NotifyPrism
    from stand_ins.twilio_emulator import TwilioEmulator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside, pytest.mark.long]

LINES = {"twilio": twilio_emulator, "notify": notify_prism}
SOON = {"Retry-After": "1"}


def refusal(line: str, status: int, code: int = 0, **headers: str) -> Told:
    """What a provider says when it does not take a text, in its own words."""
    twilio = {"code": code or status * 100, "message": "invented", "status": status}
    notify = {"errors": [{"error": "Invented", "message": "invented"}], "status_code": status}
    body = json.dumps(twilio if line == "twilio" else notify).encode()
    return Told(status, body, {"Content-Type": "application/json", **headers})


def never() -> threading.Event:
    """Nobody sets it: the answer does not come in the time that our server waits."""
    return threading.Event()


def faults(line: str) -> Mapping[str, list[Fault]]:
    """What goes wrong, by case; afterwards the text is taken."""
    return {
        "500": [Fault(refusal(line, 500))],
        "503 twice": [Fault(refusal(line, 503, **SOON)), Fault(refusal(line, 503, **SOON))],
        "429": [Fault(refusal(line, 429, **SOON))],
        "our key is refused": [Fault(refusal(line, 403))],
        "a page instead of an answer": [Fault(Told(502, b"<html>Bad gateway</html>"))],
        "no JSON": [Fault(Told(201, b"<html>Welcome to this hotel</html>"))],
        "cut": [Fault(is_cut=True)],
        "silent": [Fault(refusal(line, 504), released=never())],
        "danger, 503": [Fault(refusal(line, 503, **SOON))],
    }


# What goes wrong after the provider has the text.
TAKEN = {
    "taken and cut": [Fault(is_taken=True, is_cut=True)],
    "taken and silent": [Fault(is_taken=True, is_cut=True, released=never())],
    "taken, and a page instead of an answer": [Fault(Told(502, b"<html>Bad gateway</html>"), is_taken=True)],
}
NEVER = {"twilio": {"no number": 21211, "stopped": 21610}, "notify": {"no number": 0}}
CASES = [*faults("any"), *TAKEN]


@dataclass
class Troubled:
    """A server whose provider fails, and who texted it, by case."""

    server: Server
    line: NotifyPrism | TwilioEmulator
    phones: Mapping[str, Texter]


@pytest.fixture(scope="module", params=LINES)
def troubled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troubled]:
    """Everybody texts before anybody's fault is over."""
    folder = tmp_path_factory.mktemp("own")
    refused = {
        case: [Fault(refusal(request.param, 400, code))] for case, code in NEVER[request.param].items()
    }
    told = {**faults(request.param), **TAKEN, **refused}
    with LINES[request.param](folder) as line, texting_server(folder, line) as server:
        phones = {case: Texter(line, new_number()) for case in told}
        for case, phone in phones.items():
            line.line.faults[phone.number[1:]] += told[case]
        for case, phone in phones.items():
            line.receive(DANGER if "danger" in case else "hello", phone.number)
        yield Troubled(server, line, phones)


@pytest.mark.parametrize("case", CASES)
def test_it_is_tried_again_and_said_once(troubled: Troubled, case: str) -> None:
    """Also where the provider had it already: that is asked for, not said again."""
    phone, line = troubled.phones[case], troubled.line
    [text] = phone.has(1)
    assert ("999" in text) == ("danger" in case)
    wait_for(
        lambda: state_of(troubled.server, line.reference(phone.number)) == "sent", "it is not kept as sent"
    )
    assert line.texts(phone.number) == [text]
    assert line.line.tries(phone.number[1:]) == (1 if case in TAKEN else 1 + len(faults(line.name)[case]))


def test_what_a_provider_will_never_take_is_a_dead_letter(troubled: Troubled) -> None:
    """Tried once, and named by `localoffer outbox`; whoever told their network to stop told us."""
    cases = NEVER[troubled.line.name]
    wait_for(lambda: len(failed(troubled.server)) == len(cases), "they wait")
    assert {tries for (tries,) in failed(troubled.server)} == {1}
    assert all(troubled.line.texts(troubled.phones[case].number) == [] for case in cases)
    assert consents(troubled.server) == len(set(cases) & {"stopped"})


def failed(server: Server) -> list[tuple]:
    """The tries of each message that can never arrive."""
    return server.records.rows("SELECT attempts FROM outgoing_message WHERE state = 'failed'")
