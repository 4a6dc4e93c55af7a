"""Signed in, a young person says how they are texted; their adviser sees it, helps with it, and is told where texts don't arrive."""

from __future__ import annotations

import os
import re
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from browser import Chat, as_text, fresh_address, fresh_id
from issuer import CLIENT, SECRET, CouncilIssuer, issuing
from ports import reserved_port
from running import LOCALOFFER, ROOT, Server, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside]

ALEX, BILAL, DANA = "07700 900101", "07700 900102", "07700 900104"
TOKEN = "a token that guards nothing"
PIN, OTHER_PIN = "82641975", "59371846"
PATIENCE = 60  # seconds; a text waits two for the next one


@dataclass
class House:
    """A server that texts, the staff's issuer, and who comes to its pages."""

    server: Server
    issuer: CouncilIssuer
    opened: ExitStack
    signed_in: dict[str, Chat] = field(default_factory=dict)

    def person(self, reference: str) -> int:
        """The number of a record."""
        wanted = "SELECT id FROM young_person WHERE reference = ?"
        return int(self.server.records.rows(wanted, reference)[0][0])

    def browser(self) -> Chat:
        """A new browser of somebody young."""
        client = httpx.Client(
            base_url=self.server.url, follow_redirects=True, timeout=30, headers=fresh_address()
        )
        return Chat(self.opened.enter_context(client), self.server)

    def young(self, number: str) -> Chat:
        """The browser of whoever has this number, signed in once for all tests: a number gets few codes."""
        if number not in self.signed_in:
            self.signed_in[number] = self.browser()
            self.signed_in[number].sign_in(number)
        return self.signed_in[number]

    def desk(self, subject: str) -> httpx.Client:
        """A member of staff's browser, signed in."""
        client = httpx.Client(base_url=self.server.url, follow_redirects=True, timeout=30)
        self.opened.enter_context(client)
        self.issuer.subject = subject
        client.post("/staff/sign-in")
        return client

    def text(self, number: str, words: str) -> None:
        """A text to the service, as Notify hands it over."""
        body = {
            "id": fresh_id(),
            "source_number": number.replace(" ", ""),
            "destination_number": "07700900111",
            "message": words,
        }
        said = httpx.post(
            f"{self.server.url}/texts/notify/received",
            json=body,
            headers={"authorization": f"Bearer {TOKEN}"},
        )
        assert said.status_code == 204

    def row(self, table: str, columns: str, reference: str) -> tuple[Any, ...]:
        """Of a table about texting the row of one person."""
        theirs = {
            "texter": "phone_lookup = (SELECT phone_lookup FROM young_person WHERE reference = ?)",
            "text_setting": "young_person_id = (SELECT id FROM young_person WHERE reference = ?)",
        }[table]
        found = self.server.records.rows(f"SELECT {columns} FROM {table} WHERE {theirs}", reference)  # noqa: S608 - names of ours
        return found[0] if found else ()


def wait_for(is_so: Callable[[], object]) -> None:
    """Wait for a condition."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """It prints what it texts by itself; what it answers by text finds nobody, for Notify is away."""
    with issuing(CouncilIssuer) as issuer, reserved_port() as nobody, ExitStack() as opened:
        settings = {
            "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("texts")),
            "LOCALOFFER_TRUSTED_PROXIES": "1",
            "LOCALOFFER_OIDC_ISSUER": issuer.url,
            "LOCALOFFER_OIDC_CLIENT_ID": CLIENT,
            "LOCALOFFER_OIDC_CLIENT_SECRET": SECRET,
            "LOCALOFFER_TEXTS": "console,notify",
            "LOCALOFFER_NOTIFY_API_KEY": "invented-00000000-0000-4000-8000-000000000001-00000000-0000-4000-8000-000000000002",
            "LOCALOFFER_NOTIFY_TEMPLATE": "00000000-0000-4000-8000-000000000003",
            "LOCALOFFER_NOTIFY_TOKEN": TOKEN,
            "LOCALOFFER_NOTIFY_URL": f"http://127.0.0.1:{nobody}",
        }
        with running(settings) as server:
            issuer.back = f"{server.url}/staff/callback"
            for account in (
                "ann personal_adviser --adviser 1",
                "nell personal_adviser --adviser 2",
                "max team_manager --team 1",
                "ada administrator",
            ):
                subject, role, *place = account.split()
                add_account(server, subject, role, *place)
            yield House(server, issuer, opened)


def add_account(server: Server, subject: str, role: str, *place: str) -> None:
    """An account of staff, as an operator adds it."""
    command = [LOCALOFFER, "staff", "add", "--subject", subject, "--role", role, *place]
    environment = {**os.environ, **server.environment}
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=120)


def save(chat: Chat, **changed: str) -> httpx.Response:
    """Fill in the page as it is, change something in it, and save; an empty value unticks a box."""
    page = chat.http.get("/texts").text
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    form.update({name: "yes" for name in ("shared", "reminders") if is_ticked(page, name)})
    form.update(changed)
    return chat.http.post("/texts", data={name: value for name, value in form.items() if value})


def is_ticked(page: str, name: str) -> bool:
    """Whether a box is."""
    [box] = re.findall(rf'<input type="checkbox" name="{name}"[^>]*>', page)
    return " checked" in box


def set_by_staff(desk: httpx.Client, person: int, what: str, value: str) -> httpx.Response:
    """Press one of the buttons on the page of one person."""
    return desk.post(f"/staff/people/{person}/texts", data={"what": what, "value": value})


def test_without_signing_in_there_is_no_page(house: House) -> None:
    """Neither to see nor to change; it leads to signing in, and no link leads to it."""
    stranger = house.browser()
    assert 'href="/texts"' not in stranger.page()
    assert stranger.http.get("/texts").url.path == "/sign-in"
    assert stranger.http.post("/texts", data={"pin": PIN, "shared": "yes"}).url.path == "/sign-in"


def test_somebody_signed_in_sets_it_all(house: House) -> None:
    """The page is linked from the chat; each thing is kept, shown again and told; the PIN is on no page."""
    chat = house.young(DANA)
    assert '<a href="/texts">Text messages</a>' in chat.page()
    saved = save(chat, pin=OTHER_PIN, shared="yes", reminders="yes")
    assert saved.url == f"{house.server.url}/texts?saved"
    assert '<p class="note" role="status">Saved.</p>' in saved.text
    assert "You have a PIN." in as_text(saved.text)
    assert (is_ticked(saved.text, "shared"), is_ticked(saved.text, "reminders")) == (True, True)
    assert re.search(r"You said yes on \d+ \w+ \d{4}\.", saved.text)
    assert OTHER_PIN not in saved.text
    taken_back = save(chat, shared="", reminders="")
    assert (is_ticked(taken_back.text, "shared"), is_ticked(taken_back.text, "reminders")) == (False, False)
    assert "You have a PIN." in as_text(taken_back.text)


def test_a_pin_that_is_no_good_is_said_aloud_and_changes_nothing(house: House) -> None:
    """The birthday above all; the field names the error, and what was ticked beside it stays ticked."""
    chat = house.young(BILAL)
    born = house.server.records.rows("SELECT birth_date FROM young_person WHERE reference = 'YP-DEMO-2'")[0][
        0
    ]
    _year, month, day = str(born)[:10].split("-")
    for pin, why in ((day + month, "birthday"), ("1234", "easy to guess"), ("12", "4 to 8 numbers")):
        page = save(chat, pin=pin, shared="yes")
        assert page.status_code == 422
        assert re.search(rf'role="alert" id="error">[^<]*{why}', page.text)
        assert 'aria-describedby="error pin-hint" aria-invalid="true"' in page.text
        assert is_ticked(page.text, "shared")
    assert house.row("text_setting", "pin_hash", "YP-DEMO-2") in ((), (None,))
    assert not is_ticked(chat.http.get("/texts").text, "shared")


def test_an_old_page_undoes_nothing(house: House) -> None:
    """What the adviser set since stays, when a page that was open before is saved."""
    chat, desk, person = house.young(DANA), house.desk("ann"), house.person("YP-DEMO-4")
    old = {"pin": PIN, "shared-was": "no", "reminders-was": "no"}
    set_by_staff(desk, person, "shared", "yes")
    page = chat.http.post("/texts", data=old)
    assert is_ticked(page.text, "shared")
    set_by_staff(desk, person, "shared", "no")


def test_danger_in_the_field_for_the_pin_gets_the_urgent_reply(house: House) -> None:
    """Also of somebody who is not signed in."""
    for chat in (house.browser(), house.young(DANA)):
        assert "Samaritans" in as_text(
            chat.http.post("/texts", data={"pin": "i want to kill myself"}).text.split("<aside")[0]
        )


@pytest.mark.parametrize(
    "said",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
    ids=["origin", "null", "cross-site"],
)
def test_no_other_site_changes_anything(house: House, said: dict[str, str]) -> None:
    """Neither for a young person nor for staff."""
    chat, desk, person = house.young(DANA), house.desk("ann"), house.person("YP-DEMO-4")
    before = house.row("text_setting", "pin_hash, is_shared", "YP-DEMO-4")
    assert chat.http.post("/texts", data={"pin": "4711", "shared": "yes"}, headers=said).status_code == 403
    form = {"what": "pin", "value": "4711"}
    assert desk.post(f"/staff/people/{person}/texts", data=form, headers=said).status_code == 403
    assert house.row("text_setting", "pin_hash, is_shared", "YP-DEMO-4") == before


def test_an_ended_session_changes_nothing(house: House) -> None:
    """After signing out, also with the cookie of before; and nothing of the page is kept by the browser."""
    chat = house.browser()
    chat.sign_in("07700 900155")
    kept = chat.http.cookies["localoffer"]
    assert chat.http.get("/texts").headers["cache-control"] == "no-store"
    chat.http.post("/sign-out")
    chat.http.cookies.set("localoffer", kept, domain=chat.http.base_url.host)
    assert chat.http.get("/texts").url.path == "/sign-in"
    assert chat.http.post("/texts", data={"pin": PIN}).url.path == "/sign-in"
    assert house.row("text_setting", "pin_hash", "YP-DEMO-55") == ()


def test_while_the_records_are_away_nothing_is_claimed(house: House) -> None:
    """That it can't be shown, or was not changed, with who helps in danger; danger is answered; then all is as before."""
    chat = house.young(DANA)
    before = house.row("text_setting", "pin_hash, is_shared", "YP-DEMO-4")
    with house.server.records.locked():
        shown = chat.http.get("/texts")
        saved = chat.http.post("/texts", data={"pin": "4711", "shared": "yes", "shared-was": "no"})
        urgent = chat.http.post("/texts", data={"pin": "i want to kill myself"})
    assert [page.status_code for page in (shown, saved)] == [503, 503]
    assert "I can't show that just now" in as_text(shown.text)
    assert "Nothing was changed." in as_text(saved.text)
    assert 'role="alert"' in saved.text
    assert "Samaritans" in as_text(urgent.text.split("<aside")[0])
    assert house.row("text_setting", "pin_hash, is_shared", "YP-DEMO-4") == before


def test_five_wrong_pins_by_text_and_a_new_one_on_the_page(house: House) -> None:
    """The page says that it is locked, to both; the new PIN opens it; on a shared phone nothing opens."""
    chat, desk, person = house.young(ALEX), house.desk("ann"), house.person("YP-DEMO-1")
    save(chat, pin=PIN)
    house.text(ALEX, "where is my plan")
    wait_for(lambda: house.row("texter", "pin_asked_at", "YP-DEMO-1") not in ((), (None,)))
    for tries in range(1, 6):
        house.text(ALEX, "0000")
        wait_for(lambda tries=tries: house.row("texter", "pin_tries", "YP-DEMO-1") == (tries,))  # type: ignore[misc]
    assert "locked" in as_text(chat.http.get("/texts").text)
    assert "It is locked" in as_text(desk.get(f"/staff/people/{person}").text)
    assert "locked" not in as_text(save(chat, pin=OTHER_PIN).text)
    house.text(ALEX, OTHER_PIN)
    wait_for(lambda: house.row("texter", "young_person_id, pin_tries", "YP-DEMO-1") == (person, 0))
    page = set_by_staff(desk, person, "again", "yes")
    assert "The PIN is asked for the next time" in page.text
    assert house.row("texter", "young_person_id", "YP-DEMO-1") == (None,)
    save(chat, shared="yes")
    assert "Others use their phone" in as_text(desk.get(f"/staff/people/{person}").text)
    save(chat, shared="")


@pytest.mark.parametrize("subject", ["ann", "max"])
def test_staff_set_it_together_with_them(house: House, subject: str) -> None:
    """Adviser and manager; what was done is said, and a PIN that is no good is refused in the same words."""
    desk, person = house.desk(subject), house.person("YP-DEMO-4")
    listed = desk.get("/staff").text
    assert f'href="/staff/people/{person}"' in listed
    page = desk.get(f"/staff/people/{person}").text
    assert "Dana (invented)" in page
    assert "A mobile number is on record." in page
    refused = set_by_staff(desk, person, "pin", "1234")
    assert refused.status_code == 422
    assert re.search(r'role="alert" id="error">[^<]*easy to guess', refused.text)
    assert "4 to 8" in set_by_staff(desk, person, "pin", "").text
    assert "The PIN is set." in set_by_staff(desk, person, "pin", "7391").text
    agreed = as_text(set_by_staff(desk, person, "reminders", "yes").text)
    assert re.search(r"They agreed on \d+ \w+ \d{4} to texts before", agreed)
    assert "They have not agreed" in as_text(set_by_staff(desk, person, "reminders", "no").text)
    assert "nothing about their plan is texted" in as_text(set_by_staff(desk, person, "shared", "yes").text)
    assert "They did not say" in as_text(set_by_staff(desk, person, "shared", "no").text)
    assert "7391" not in desk.get(f"/staff/people/{person}").text


@pytest.mark.parametrize("form", [{}, {"what": "x", "value": "yes"}, {"what": "shared", "value": "x"}])
def test_a_form_that_says_nothing_changes_nothing(house: House, form: dict[str, str]) -> None:
    """It leads back to the page."""
    desk, person = house.desk("ann"), house.person("YP-DEMO-4")
    before = house.row("text_setting", "pin_hash, is_shared", "YP-DEMO-4")
    assert desk.post(f"/staff/people/{person}/texts", data=form).url.path == f"/staff/people/{person}"
    assert house.row("text_setting", "pin_hash, is_shared", "YP-DEMO-4") == before


@pytest.mark.parametrize("subject", ["nell", "ada"])
@pytest.mark.parametrize("whose", ["YP-DEMO-1", "YP-DEMO-2", "nobody", "x", "9" * 30, "1;--"])
def test_nobody_else_s_page_is_shown_or_changed(house: House, subject: str, whose: str) -> None:
    """Refused alike, whoever it is or is not; the refusal is in the audit of the person."""
    desk = house.desk(subject)
    known = whose.startswith("YP")
    person = house.person(whose) if known else {"nobody": 404404}.get(whose, whose)
    counted = "SELECT count(*) FROM audit_event WHERE action = 'text_settings' AND outcome = 'denied'"
    before = house.server.records.rows(counted)[0][0]
    pages = [
        desk.get(f"/staff/people/{person}"),
        desk.post(f"/staff/people/{person}/texts", data={"what": "pin", "value": "4711"}),
        desk.post(f"/staff/people/{person}/texts", data={"what": "again", "value": "yes"}),
    ]
    assert [page.status_code for page in pages] == [403] * 3
    assert {as_text(page.text) for page in pages} == {as_text(pages[0].text)}
    assert "(invented)" not in pages[0].text
    assert house.server.records.rows(counted)[0][0] == before + 3


def test_signed_out_staff_are_led_to_the_way_in(house: House) -> None:
    """Without a session there is nobody to refuse."""
    person = house.person("YP-DEMO-1")
    with httpx.Client(base_url=house.server.url, follow_redirects=True) as stranger:
        assert stranger.get(f"/staff/people/{person}").url.path == "/staff"
        assert set_by_staff(stranger, person, "pin", "4711").url.path == "/staff"
    theirs = house.young(ALEX).http.get(f"/staff/people/{person}")
    assert theirs.url.path == "/staff"
    assert "(invented)" not in theirs.text


def test_texts_that_do_not_arrive_are_flagged(house: House) -> None:
    """By the provider's receipts: on the list and on the page, with what became of each text and none of its words."""
    desk, person = house.desk("max"), house.person("YP-DEMO-4")
    house.young(DANA)
    section = desk.get("/staff").text.split('<h2 id="failing">')[1].split("</section>")[0]
    assert "YP-DEMO-4" not in section
    house.text(DANA, "do i have to pay council tax zebra-marker")
    house.text(DANA, "STOP it")
    answers = "SELECT id FROM outgoing_message WHERE kind = 'text_answer' AND person = (SELECT phone_lookup FROM young_person WHERE reference = 'YP-DEMO-4') ORDER BY id"
    wait_for(lambda: house.server.records.rows(answers))
    [(first,), *_] = house.server.records.rows(answers)
    assert "Waiting to be sent" in desk.get(f"/staff/people/{person}").text
    taken = "UPDATE outgoing_message SET state = 'sent', settled_at = put_at, provider = 'notify', reference = 'r1' WHERE id = ?"
    assert house.server.records.change(taken, first) == 1
    receipt(house, "r1", "permanent-failure")
    listed = desk.get("/staff").text.split('<h2 id="failing">')[1].split("</section>")[0]
    assert "YP-DEMO-4" in listed
    assert "The last text to this number did not arrive." in listed
    page = desk.get(f"/staff/people/{person}").text
    assert "The last text to this number did not arrive." in page
    assert "Failed: it did not arrive" in page
    assert "A code to sign in" in page
    for word in ("zebra", "council tax", "7700"):
        assert word not in page
    receipt(house, "r1", "delivered")
    assert "did not arrive" not in desk.get(f"/staff/people/{person}").text


def receipt(house: House, reference: str, status: str) -> None:
    """What Notify says became of a text."""
    said = httpx.post(
        f"{house.server.url}/texts/notify/receipt",
        json={"id": reference, "status": status},
        headers={"authorization": f"Bearer {TOKEN}"},
    )
    assert said.status_code == 204


def test_every_field_and_table_has_its_name(house: House) -> None:
    """A label or a caption, and nothing needs script; each text of a hint is there."""
    pages = [
        house.young(DANA).http.get("/texts").text,
        house.desk("ann").get(f"/staff/people/{house.person('YP-DEMO-4')}").text,
    ]
    for page in pages:
        main = page.split("<main")[1].split("</main>")[0]
        labelled = set(re.findall(r'<label for="([^"]+)"', main))
        fields = re.findall(r"<(?:input|select|textarea) (?![^>]*type=.(?:hidden|checkbox))[^>]*>", main)
        assert {re.search(r'id="([^"]+)"', field).group(1) for field in fields} == labelled  # type: ignore[union-attr]
        assert main.count('<label><input type="checkbox"') == main.count('type="checkbox"')
        assert main.count("<caption>") == main.count("<table>")
        for ids in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', main):
            assert all(f'id="{one}"' in main for one in ids.split())
        assert "<script" not in main
        assert main.count("<h1>") == 1


def test_no_pin_and_no_word_is_logged(house: House) -> None:
    """Nor kept where it can be read: a PIN that was set on the page, by staff or texted, right or wrong."""
    pins = ("31415926", "27182818", "16180339")
    number, reference = "07700 900152", "YP-DEMO-52"
    save(house.young(number), pin=pins[0])
    save(house.young(number), pin=f"{pins[1]} bus-marker")
    house.text(number, "where is my plan zebra-marker")
    wait_for(lambda: house.row("texter", "pin_asked_at", reference) not in ((), (None,)))
    house.text(number, pins[2])
    wait_for(lambda: house.row("texter", "pin_tries", reference) == (1,))
    kept = house.server.log.read_text() + house.server.records.dump() + house.server.talks.dump()
    for secret in (*pins, "zebra-marker", "bus-marker", "7700900152"):
        assert secret not in kept


def test_where_nobody_texts_there_is_no_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No link to it and no address, neither for young people nor for staff."""
    settings = {"LOCALOFFER_STATE": str(tmp_path_factory.mktemp("none")), "LOCALOFFER_DEMO": "false"}
    with running(settings) as server, httpx.Client(base_url=server.url) as http:
        assert http.get("/texts").status_code == 404
        for path in ("/texts", "/staff/people/1/texts"):
            assert http.post(path, data={"pin": PIN}).status_code == 404
        assert "/texts" not in http.get("/").text
