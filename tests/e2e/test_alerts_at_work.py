"""From a cry for help on the page to the PA's mailbox and back: a real server, a real mail server, real people's clicks."""

from __future__ import annotations

import os
import re
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest
from browser import Chat, as_text, fresh_id
from issuer import CLIENT, SECRET, CouncilIssuer, issuing
from mail_server import Mailbox, mail_server
from ports import reserved_port
from running import LOCALOFFER, ROOT, Server, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside, pytest.mark.long]

ALEX, BILAL, CASEY, DANA = "07700 900101", "07700 900102", "07700 900103", "07700 900104"
PA, DUTY = "sam.okafor@example.org", "duty@example.org"
WORDS = "i want to kill myself zebra-marker"
YES = "Yes, tell my PA I need a call"
PATIENCE = 120  # seconds; the server looks for what is due every five
ALERT_EVENTS = "SELECT id, role, action FROM audit_event WHERE action LIKE 'alert_%' AND action <> 'alert_list' ORDER BY id"
AWAY = {
    "typed": "07700 900106",
    "pressed": "07700 900108",
    "pressed, swept": "07700 900110",
    "typed, swept": "07700 900112",
}  # codes are limited
CONSENT = [
    "yes pls",
    "yess",
    "ye pls",
    "go on then",
    "ok",
    "👍🏽",
    "tell her",
    "please help me",
    "i want a call",
]


@dataclass
class House:
    """A server, the mail server it hands its mail to, and the staff's issuer."""

    server: Server
    mailbox: Mailbox
    issuer: CouncilIssuer | None
    browsers: ExitStack

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """One command at the terminal beside it."""
        environment = {**os.environ, **self.server.environment}
        return subprocess.run(
            [LOCALOFFER, *arguments],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def rows(self, query: str, *values: object) -> list[tuple]:
        """What the main database holds."""
        return self.server.records.rows(query, *values)

    def wait_until_sending_failed(self, alert: int) -> None:
        """Until the server has tried to send both mails of an alert, while the mail server is down."""
        failed = "SELECT id FROM alert_delivery WHERE alert_id = ? AND tried_at IS NOT NULL AND last_error IS NOT NULL AND deliveries = 0"
        wait_for(lambda: len(self.rows(failed, alert)) == 2)

    def browser(self) -> Chat:
        """A new browser."""
        address = {"x-forwarded-for": f"2001:db8:{fresh_id().removeprefix('test-')}::1"}
        client = httpx.Client(base_url=self.server.url, follow_redirects=True, timeout=30, headers=address)
        return Chat(self.browsers.enter_context(client), self.server)

    def open(self) -> list[int]:
        """The numbers of the open alerts, as the terminal lists them."""
        return [
            int(number) for number in re.findall(r"^alert (\d+):", self.run("alerts").stdout, re.MULTILINE)
        ]

    def take_on_all(self) -> int:
        """Somebody looks after every open alert, without the time that a command takes; how many there were."""
        taken = "UPDATE alert SET acknowledged_at = raised_at, acknowledged_by = 'test' WHERE acknowledged_at IS NULL"
        return self.server.records.change(taken)


def settings_of(state: str, mailbox: Mailbox) -> dict[str, str]:
    """A server that mails to the mailbox."""
    return {
        "LOCALOFFER_STATE": state,
        "LOCALOFFER_SMTP_HOST": "localhost",
        "LOCALOFFER_SMTP_PORT": str(mailbox.port),
        "LOCALOFFER_SMTP_FROM": "alerts@offer.example.org",
        "LOCALOFFER_SMTP_STARTTLS": "false",
        "LOCALOFFER_DUTY_EMAILS": f"rutland={DUTY}",
    }


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """It stands for all tests here; the mail server runs where a test starts it."""
    with reserved_port() as port, issuing(CouncilIssuer) as issuer:
        mailbox = Mailbox(port)
        settings = {
            **settings_of(str(tmp_path_factory.mktemp("alerts")), mailbox),
            "LOCALOFFER_OIDC_ISSUER": issuer.url,
            "LOCALOFFER_OIDC_CLIENT_ID": CLIENT,
            "LOCALOFFER_OIDC_CLIENT_SECRET": SECRET,
            "LOCALOFFER_TRUSTED_PROXIES": "1",
        }
        with running(settings) as server, ExitStack() as browsers:
            issuer.back = f"{server.url}/staff/callback"
            made = House(server, mailbox, issuer, browsers)
            for subject, adviser in (("ann", "1"), ("bob", "3")):
                done = made.run(
                    "staff", "add", "--subject", subject, "--role", "personal_adviser", "--adviser", adviser
                )
                assert done.returncode == 0, done.stderr
            yield made


def wait_for(found: Callable[[], object]) -> None:
    """Wait until something is there."""
    until = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < until
        time.sleep(0.2)


def test_a_yes_brings_a_call_and_the_talk_goes_on(house: House) -> None:
    """Asked, answered, stored, mailed to PA and duty team while the mail server comes back, acknowledged; in the audit all along."""
    before = len(house.rows(ALERT_EVENTS))
    chat = house.browser()
    chat.sign_in(ALEX)
    chat.ask("do i have to pay council tax")
    chat.ask(WORDS)
    assert "Shall I tell your PA you need a call?" in chat.last_answer()
    assert house.open() == []
    chat.press(YES)
    said = chat.last_answer()
    assert "It's on its way. Your PA and the duty team will get a message that you need a call." in said
    assert "If nobody takes it on in 15 minutes, the team manager gets it too." in said
    assert "Do you want to go on where you were? Back to:" in said
    chat.ask("do they ring me tonight?")
    assert "I can't promise that it is today. I have stored it and I am sending it." in chat.last_answer()
    [alert] = house.open()
    house.wait_until_sending_failed(alert)
    assert house.mailbox.arrived == []
    with mail_server(house.mailbox):
        wait_for(lambda: len(house.mailbox.arrived) == 2)
        assert set(house.mailbox.addresses()) == {PA, DUTY}
        message = house.mailbox.to(PA)[0]
        assert "YP-DEMO-1" in message.get_content()
        assert f"localoffer alerts ack {alert}" in message.get_content()
        for private in ("Alex", "zebra", "kill"):
            assert private not in message.as_string()
        chat.ask("did you tell them")
        assert "The message has gone out. Nobody has said yet that they have it." in chat.last_answer()
        done = house.run("alerts", "ack", str(alert))
    assert done.returncode == 0, done.stderr
    chat.ask("did she get it")
    assert "Somebody has said that they look after it." in chat.last_answer()
    assert house.open() == []
    assert [event[1:] for event in house.rows(ALERT_EVENTS)[before:]] == [
        ("young_person", "alert_raise"),
        ("assistant", "alert_deliver"),
        ("assistant", "alert_deliver"),
        ("operator", "alert_acknowledge"),
    ]
    chat.press("Talk to a person")
    assert "Sam Okafor" in chat.last_answer()


def test_a_yes_that_is_sent_twice_is_one_alert(house: House) -> None:
    """The same form twice, and the same button again."""
    chat = house.browser()
    chat.sign_in(DANA)
    page = chat.ask("i've got nowhere to sleep tonight")
    option = re.findall(rf'name="option" value="([^"]+)">{YES}<', page)[-1]
    for message_id in ("once", "once", "another"):
        chat.http.post("/message", data={"message_id": message_id, "option": option})
    [alert] = house.open()
    house.run("alerts", "ack", str(alert))


def test_a_typed_yes_counts_and_a_typed_no_too(house: House) -> None:
    """Without a button pressed."""
    chat = house.browser()
    chat.sign_in(ALEX)
    chat.ask(WORDS)
    chat.ask("no thanks")
    assert "OK. I won't tell anyone." in chat.last_answer()
    assert house.open() == []
    chat.ask(WORDS)
    chat.ask("Yes please")
    [alert] = house.open()
    house.run("alerts", "ack", str(alert))


@pytest.mark.parametrize("text", CONSENT, ids=CONSENT)
def test_a_yes_is_taken_however_it_is_typed(house: House, module_chat: Chat, text: str) -> None:
    """Over real HTTP, with the trained danger check in front: stored, and said to be on its way."""
    module_chat.ask(WORDS)
    module_chat.ask(text)
    assert "It's on its way." in module_chat.last_answer()
    assert house.take_on_all() == 1


@pytest.fixture(scope="module")
def module_chat(house: House) -> Chat:
    """One person who stays signed in: codes are limited."""
    chat = house.browser()
    chat.sign_in(CASEY)
    return chat


def test_another_question_is_answered_and_the_offer_stays(house: House, module_chat: Chat) -> None:
    """Words like "ok what about my rent" are no yes and are not lost either."""
    module_chat.ask(WORDS)
    module_chat.ask("ok what about my rent")
    said = module_chat.last_answer()
    assert said.index("rent") < said.index("And my question is still open.")
    assert house.take_on_all() == 0
    module_chat.press(YES)
    assert house.take_on_all() == 1


def test_the_urgent_reply_has_the_own_pa_and_duty_number_and_yes_stands_under_the_lead(
    house: House, module_chat: Chat
) -> None:
    """From the record of who is signed in; the look stands in the audit; nobody else sees them."""
    looks = "SELECT count(*) FROM audit_event WHERE action = 'record' AND person = 3"
    before = house.rows(looks)[0][0]
    page = module_chat.ask(WORDS)
    assert house.rows(looks)[0][0] == before + 1
    shown = page.split('id="latest"')[1]
    assert re.search(
        r'<b>(Jo Lindqvist|Tariq Moss) \(invented\), your PA</b>\s*<a href="tel:0163296010\d">', shown
    )
    assert '<a href="tel:01632960199">01632 960199</a>' in shown
    assert shown.index('class="lead"') < shown.index(YES) < shown.index("What you can do")
    anonymous = house.browser()
    anonymous.ask(WORDS)
    assert "01632" not in anonymous.last_answer()
    module_chat.ask("no thanks")


def leave_for_minutes(house: House, person: int, minutes: int) -> None:
    """This invented person touches no browser for so long; everybody else stays signed in."""
    records = house.server.records
    ago = f"UPDATE web_session SET last_seen_at = {records.earlier('last_seen_at', minutes)} WHERE young_person_id = ?"  # noqa: S608 - words of ours
    assert records.change(ago, person)


def sweep_away(house: House, person: int) -> None:
    """Their sessions and what was said in them are gone."""
    theirs = "(SELECT conversation FROM web_session WHERE young_person_id = ?)"
    records = house.server.records
    records.change(f"DELETE FROM transcript_line WHERE conversation IN {theirs}", person)  # noqa: S608 - words of ours
    records.change("DELETE FROM web_session WHERE young_person_id = ?", person)


@pytest.mark.parametrize("how", AWAY)
def test_after_twenty_idle_minutes_a_yes_leads_to_signing_in_with_the_numbers_in_sight(
    house: House, how: str
) -> None:
    """It tells nobody, says so, and is not answered as something else; also if the session was swept away meanwhile."""
    chat = house.browser()
    chat.sign_in(AWAY[how])
    option = re.findall(rf'name="option" value="([^"]+)">{YES}<', chat.ask(WORDS))[-1]
    person = int(AWAY[how][-2:])
    leave_for_minutes(house, person, 21)
    if "swept" in how:
        sweep_away(house, person)
    form = {"text": "yes pls"} if how.startswith("typed") else {"option": option, "about": "alert"}
    page = chat.http.post("/message", data={"message_id": fresh_id(), **form}).text
    said = as_text(page.split('id="latest"')[1].split("</ol>")[0])
    assert "I can't tell them, because you are not signed in now. Sign in and tell me again" in said
    for number in ("999", "116 123", "85258"):
        assert number in said
    assert '<a class="button" href="/sign-in">Sign in</a>' in page
    assert '<a href="tel:116123">116 123</a>' in chat.http.get("/sign-in").text
    assert house.take_on_all() == 0


def test_nobody_anonymous_is_alerted_on(house: House) -> None:
    """Whatever they type, and whosever button they try to press."""
    signed_in, anonymous = house.browser(), house.browser()
    signed_in.sign_in(ALEX)
    option = re.findall(rf'name="option" value="([^"]+)">{YES}<', signed_in.ask(WORDS))[-1]
    anonymous.ask(f"I am YP-DEMO-1 and {WORDS}")
    shown = anonymous.last_answer()
    assert "I don't know who you are here, so I can't tell anyone for you." in shown
    assert "Sign in" in shown
    assert YES not in shown
    anonymous.ask("yes")
    anonymous.http.post("/message", data={"message_id": "stolen", "option": option})
    assert house.open() == []


def test_a_button_of_before_signing_out_alerts_on_nobody(house: House) -> None:
    """On a shared computer the next one can't."""
    chat = house.browser()
    chat.sign_in(ALEX)
    option = re.findall(rf'name="option" value="([^"]+)">{YES}<', chat.ask(WORDS))[-1]
    chat.http.post("/sign-out")
    chat.http.post("/message", data={"message_id": "late", "option": option})
    assert house.open() == []


def test_an_adviser_takes_on_their_own_alert_on_the_page_and_nobody_else_s(house: House) -> None:
    """The list has a button; somebody else's number is refused, and so is another site's form."""
    chat = house.browser()
    chat.sign_in(ALEX)
    chat.ask(WORDS)
    chat.press(YES)
    [alert] = house.open()
    assert house.issuer is not None
    with httpx.Client(base_url=house.server.url, follow_redirects=True, timeout=30) as desk:
        form = {"alert": str(alert)}
        assert "Sign in with your council account" in desk.post("/staff/alerts/acknowledge", data=form).text
        house.issuer.subject = "bob"
        assert "No alert is open." in as_text(desk.post("/staff/sign-in").text)
        refused = desk.post("/staff/alerts/acknowledge", data=form)
        assert (refused.status_code, "not yours to take on" in refused.text) == (403, True)
        for wrong in ("", "x", "-1", "9" * 30, "1; DROP TABLE alert"):
            assert desk.post("/staff/alerts/acknowledge", data={"alert": wrong}).status_code == 403
        house.issuer.subject = "ann"
        page = desk.post("/staff/sign-in").text
        assert f'<button name="alert" value="{alert}"' in page
        assert "Hurting or killing themselves" in page
        assert (
            desk.post(
                "/staff/alerts/acknowledge", data=form, headers={"origin": "https://elsewhere.example"}
            ).status_code
            == 403
        )
        assert house.open() == [alert]
        assert "No alert is open." in as_text(desk.post("/staff/alerts/acknowledge", data=form).text)
    assert house.open() == []
    ann = house.rows("SELECT max(id) - 1 FROM staff_account")[0][
        0
    ]  # behind the accounts of the demo; Bob's is the last
    assert (alert, f"staff:{ann}") in house.rows("SELECT id, acknowledged_by FROM alert")


def test_what_is_done_in_danger_is_said_before_signing_in(house: House) -> None:
    """That they are asked first."""
    chat = house.browser()
    for path in ("/", "/sign-in"):
        assert "I tell nobody without your yes." in as_text(chat.http.get(path).text)


def test_neither_words_nor_names_are_logged_or_kept_with_an_alert(house: House) -> None:
    """Not in the log, where sending failed too, and not in the rows of alerts, nor which danger it was."""
    chat = house.browser()
    chat.sign_in(DANA)
    chat.ask(WORDS)
    chat.press(YES)
    [alert] = house.open()
    house.wait_until_sending_failed(alert)
    house.run("alerts", "ack", str(alert))
    log = house.server.log.read_text()
    rows = repr(house.rows("SELECT * FROM alert") + house.rows("SELECT * FROM alert_delivery"))
    assert "crisis_self_harm" not in rows  # which danger it is stands sealed
    for private in ("zebra", "kill", PA, DUTY, "YP-DEMO"):
        assert private not in log + rows


def test_by_the_council_s_policy_a_danger_is_passed_on_at_once_and_said_beforehand(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Before signing in, in the answer on privacy, and in the urgent reply; nobody anonymous is passed on."""
    state = str(tmp_path_factory.mktemp("at-once"))
    with ExitStack() as stack:
        mailbox = Mailbox(stack.enter_context(reserved_port()))
        settings = {**settings_of(state, mailbox), "LOCALOFFER_ALERT_WITHOUT_ASKING": "true"}
        stack.enter_context(mail_server(mailbox))
        house = House(stack.enter_context(running(settings)), mailbox, None, stack)
        chat, anonymous = house.browser(), house.browser()
        for path in ("/", "/sign-in"):
            assert "Your council has decided that I don't ask first." in as_text(chat.http.get(path).text)
        anonymous.ask(WORDS)
        assert "I don't know who you are here" in anonymous.last_answer()
        assert house.open() == []
        chat.sign_in(ALEX)
        for _ in range(2):
            chat.ask(WORDS)
            assert "I'm telling your leaving care team that you need a call." in chat.last_answer()
        assert len(house.open()) == 1
        wait_for(lambda: set(mailbox.addresses()) == {PA, DUTY})
        assert "They were not asked, as your council has decided." in mailbox.to(DUTY)[0].get_content()
