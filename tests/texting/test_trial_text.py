"""`localoffer sms test` sends one text by the real library of a provider, and says in one line what came of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from stand_ins.in_between import Asked, Between, Fault, Told, between

from bot.channels.sms.notify_texts import is_reference
from bot.cli.main import main
from bot.cli.trial_text import WORDS
from bot.gsm import septets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"invented-26785a09-ab16-4eb0-8407-a37497a57506-{SECRET}"
TOKEN = "an invented auth token"
TO, NORMAL = "07700900003", "+447700900003"
OURS = "+447700900111"


class Taking(Between):
    """A provider on this machine that takes everything."""

    def pass_on(self, asked: Asked) -> Told:
        """The reference, under the name of either."""
        return Told(201, json.dumps({"id": "taken 1", "sid": "taken 2"}).encode())


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Between]:
    """Both providers, at one address; the settings are those of a server that has both."""
    with between(Taking("")) as made:
        for name, value in {
            "STATE": str(tmp_path / "state"),
            "TEXTS": "notify,twilio",
            "PUBLIC_URL": "https://offer.example.org",
            "NOTIFY_API_KEY": KEY,
            "NOTIFY_TEMPLATE": "f33517ff-2a88-4f6e-b855-c550268ce08a",
            "NOTIFY_TOKEN": "an invented bearer token",
            "NOTIFY_URL": made.url,
            "TWILIO_ACCOUNT": "AC0123456789abcdef0123456789abcdef",
            "TWILIO_TOKEN": TOKEN,
            "TWILIO_SENDER": OURS,
            "TWILIO_URL": made.url,
        }.items():
            monkeypatch.setenv(f"LOCALOFFER_{name}", value)
        yield made


def run(*words: str) -> int:
    """The command; its exit code."""
    return main(["sms", "test", *words])


def refuse(line: Between, answered: int, **said: object) -> None:
    """From the provider, to the next text."""
    told = Told(answered, json.dumps(said).encode(), {"Content-Type": "application/json"})
    line.faults["900003"].append(Fault(told=told))


def test_notify_takes_it_and_its_reference_is_shown(
    line: Between, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The first line, without records; its receipt is not waited for, as nobody keeps it."""
    assert run("--to", TO) == 0
    assert capsys.readouterr() == ("notify took it: taken 1\n", "")
    [asked] = line.asked
    given = json.loads(asked.body)
    assert (given["phone_number"], given["personalisation"]) == (NORMAL, {"message": WORDS})
    assert not is_reference(given["reference"])
    assert not (tmp_path / "state").exists()


def test_another_line_takes_it_if_it_is_named(line: Between, capsys: pytest.CaptureFixture[str]) -> None:
    """The same words, from our number."""
    assert run("--to", "+44 7700 900003", "--by", "twilio") == 0
    assert capsys.readouterr().out == "twilio took it: taken 2\n"
    given = parse_qs(line.asked[0].body.decode())
    assert (given["To"], given["From"], given["Body"]) == ([NORMAL], [OURS], [WORDS])


def test_its_words_are_one_fragment() -> None:
    """A trial costs next to nothing."""
    assert septets(WORDS) <= 160


@pytest.mark.parametrize(
    ("status", "words", "setting"),
    [
        (400, "Template not found", "LOCALOFFER_NOTIFY_TEMPLATE"),
        (403, f"Invalid token: {KEY}", "LOCALOFFER_NOTIFY_API_KEY"),
        (429, "Exceeded rate limit", "limit"),
        (500, "Internal server error", "try again"),
    ],
)
def test_what_notify_says_is_shown_with_the_setting(
    line: Between, capsys: pytest.CaptureFixture[str], status: int, words: str, setting: str
) -> None:
    """In one line, without the key even if it is quoted."""
    refuse(line, status, status_code=status, errors=[{"error": "BadRequestError", "message": words}])
    assert run("--to", TO) == 1
    [said] = capsys.readouterr().err.splitlines()
    assert f"notify said {status}: {words.replace(KEY, '...')}; " in said
    assert setting in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("status", "code", "setting"),
    [
        (400, 21609, "LOCALOFFER_PUBLIC_URL"),
        (400, 21606, "LOCALOFFER_TWILIO_SENDER"),
        (401, 20003, "LOCALOFFER_TWILIO_TOKEN"),
        (404, 20404, "LOCALOFFER_TWILIO_ACCOUNT"),
    ],
)
def test_what_twilio_says_is_shown_with_the_setting(
    line: Between, capsys: pytest.CaptureFixture[str], status: int, code: int, setting: str
) -> None:
    """In one line, without the token even if it is quoted."""
    refuse(line, status, code=code, status=status, message=f"It is not so\nwith {TOKEN}")
    assert run("--to", TO, "--by", "twilio") == 1
    [said] = capsys.readouterr().err.splitlines()
    assert f"twilio said {status}: Unable to create record: It is not so with ...; look at" in said
    assert setting in said


@pytest.mark.parametrize("by", ["notify", "twilio"])
def test_a_provider_that_does_not_answer_is_said_so(
    line: Between, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    """With the setting of its address."""
    line.faults["900003"].append(Fault(is_cut=True))
    assert run("--to", TO, "--by", by) == 1
    [said] = capsys.readouterr().err.splitlines()
    assert f"{by}: no answer" in said
    assert f"LOCALOFFER_{by.upper()}_URL" in said


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--to", "123"), "'123' is no UK mobile number"),
        (("--to", TO, "--by", "console"), "'console' is not set up; LOCALOFFER_TEXTS has notify, twilio"),
    ],
)
def test_a_call_that_can_t_be_is_refused(
    line: Between, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    """And nothing is sent."""
    assert run(*words) == 1
    assert why in capsys.readouterr().err
    assert line.asked == []


def test_without_a_provider_it_says_so(
    line: Between, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the setting that chooses one."""
    monkeypatch.setenv("LOCALOFFER_TEXTS", "")
    monkeypatch.setenv("LOCALOFFER_DEMO", "false")
    assert run("--to", TO) == 1
    assert "set LOCALOFFER_TEXTS" in capsys.readouterr().err
