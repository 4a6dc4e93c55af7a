"""Staff sign in at their council's issuer and see their own people; everybody else sees nobody."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest
from issuer import CLIENT, SECRET, CouncilIssuer, issuing
from ports import reserved_port
from running import LOCALOFFER, ROOT, Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside]

OWN = "SELECT p.id FROM young_person p WHERE p.personal_adviser_id = 1"
TEAM = "SELECT p.id FROM young_person p JOIN personal_adviser a ON a.id = p.personal_adviser_id WHERE a.team_id = 1"


@dataclass
class Council:
    """A server, the issuer it trusts and the terminal beside it."""

    server: Server
    issuer: CouncilIssuer

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """One command of the operator's."""
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

    def rows(self, query: str) -> list[tuple]:
        """What the main database holds."""
        return self.server.records.rows(query)

    def add_call(self, person: int) -> int:
        """Let somebody wait for a call; the number of the request."""
        asked = "INSERT INTO call_back_request (young_person_id, asked_at) VALUES (?, '2026-11-20 09:00:00.000000') RETURNING id"
        return int(self.server.records.rows(asked, person)[0][0])


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """The issuer and a server with the demo's people; accounts as an operator adds them."""
    with issuing(CouncilIssuer) as issuer:
        settings = {
            "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("staff")),
            "LOCALOFFER_OIDC_ISSUER": issuer.url,
            "LOCALOFFER_OIDC_CLIENT_ID": CLIENT,
            "LOCALOFFER_OIDC_CLIENT_SECRET": SECRET,
        }
        with running(settings) as server:
            issuer.back = f"{server.url}/staff/callback"
            made = Council(server, issuer)
            server.records.change("DELETE FROM call_back_request")
            for account in (
                "ann personal_adviser --adviser 1",
                "max team_manager --team 1",
                "ada administrator",
            ):
                subject, role, *place = account.split()
                done = made.run("staff", "add", "--subject", subject, "--role", role, *place)
                assert done.returncode == 0, done.stderr
            yield made


@pytest.fixture
def desk(council: Council) -> Iterator[httpx.Client]:
    """A browser that follows redirects, to the issuer and back."""
    with httpx.Client(base_url=council.server.url, follow_redirects=True, timeout=30) as client:
        yield client


def sign_in(council: Council, desk: httpx.Client, subject: str) -> httpx.Response:
    """Press the button and sign in at the issuer; the page that follows."""
    council.issuer.subject = subject
    return desk.post("/staff/sign-in")


def come_back_of(council: Council, desk: httpx.Client, subject: str) -> str:
    """Go to the issuer and sign in there; the address it sends the browser back to, not yet opened."""
    council.issuer.subject = subject
    at_issuer = desk.post("/staff/sign-in", follow_redirects=False).headers["location"]
    return httpx.get(at_issuer).headers["location"]


def names_on(page: str) -> set[str]:
    """The references of the people on a page."""
    return set(re.findall(r"YP-DEMO-\d+", page))


def people(council: Council, query: str) -> set[int]:
    """The ids that a query picks."""
    return {row[0] for row in council.rows(query)}


def references(council: Council, ids: set[int]) -> set[str]:
    """The references of these people."""
    return {
        reference
        for number, reference in council.rows("SELECT id, reference FROM young_person")
        if number in ids
    }


def events_since(council: Council, last: int) -> list[tuple]:
    """The audit's events after one: role, actor, action, person, outcome."""
    rows = council.rows("SELECT id, role, actor, action, person, outcome FROM audit_event ORDER BY id")
    return [row[1:] for row in rows if row[0] > last]


def last_event(council: Council) -> int:
    """The newest event's id."""
    return council.rows("SELECT coalesce(max(id), 0) FROM audit_event")[0][0]


def test_the_page_has_one_button_that_may_lead_to_the_issuer(council: Council, desk: httpx.Client) -> None:
    """Chromium holds form-action against the redirect too: the issuer is named there, and only on this page."""
    page = desk.get("/staff")
    assert "Sign in with your council account" in page.text
    assert f"form-action 'self' {council.issuer.url};" in page.headers["content-security-policy"]
    assert names_on(page.text) == set()
    signed_in = sign_in(council, desk, "ann")
    assert "form-action 'self';" in signed_in.headers["content-security-policy"]


def test_an_adviser_sees_their_own_people_and_nobody_else(council: Council, desk: httpx.Client) -> None:
    """All of them, in tables with captions; no indicators."""
    page = sign_in(council, desk, "ann")
    assert page.url.path == "/staff"
    assert names_on(page.text) == references(council, people(council, OWN)) != set()
    assert "Alex (invented)" in page.text or "Dana (invented)" in page.text
    assert page.text.count("<caption>") == page.text.count("<table>") >= 3
    assert "Indicators" not in page.text


def test_a_manager_sees_the_team_with_its_advisers_and_indicators(
    council: Council, desk: httpx.Client
) -> None:
    """Both advisers' people and nobody of the other council."""
    page = sign_in(council, desk, "max")
    assert (
        names_on(page.text)
        == references(council, people(council, TEAM))
        > references(council, people(council, OWN))
    )
    assert "Sam Okafor (invented)" in page.text
    assert "Up-to-date pathway plans" in page.text


def test_an_administrator_sees_counts_and_no_person(council: Council, desk: httpx.Client) -> None:
    """Of every council, without one reference or name."""
    before = last_event(council)
    page = sign_in(council, desk, "ada").text
    assert names_on(page) == set()
    assert "(invented)" not in page
    assert {"Rutland", "Rotherham"} <= set(re.findall(r"<h2[^>]*>([^<]+)<", page))
    found = events_since(council, before)
    assert {(role, action, person) for role, _, action, person, _ in found} == {
        ("administrator", "shared_indicators", None)
    }


@pytest.mark.parametrize(
    ("subject", "shown", "role"), [("ann", OWN, "personal_adviser"), ("max", TEAM, "team_manager")]
)
def test_every_read_leaves_one_event_for_each_person_it_showed(
    council: Council, desk: httpx.Client, subject: str, shown: str, role: str
) -> None:
    """No more and no fewer, by account number and never by subject."""
    before = last_event(council)
    page = sign_in(council, desk, subject).text
    found = events_since(council, before)
    per_read = Counter((action, person) for _, _, action, person, _ in found)
    assert set(per_read.values()) == {1}
    assert {person for _, _, action, person, _ in found if action == "caseload"} == people(council, shown)
    for action, heading in (("plans_due", "due"), ("without_contact", "contact")):
        section = page.split(f'<h2 id="{heading}">')[1].split("</section>")[0]
        ids = {person for _, _, done, person, _ in found if done == action}
        assert names_on(section) == references(council, ids), action
    assert {(was, outcome) for was, _, _, _, outcome in found} == {(role, "allowed")}
    assert len({actor for _, actor, _, _, _ in found}) == 1
    assert re.fullmatch(r"staff:\d+", found[0][1])


def test_a_subject_without_an_account_learns_nothing(council: Council, desk: httpx.Client) -> None:
    """A page that says whom to ask, no session and no name."""
    page = sign_in(council, desk, "mallory")
    assert page.status_code == 403
    assert "Ask the administrator" in page.text
    assert "mallory" not in page.text
    assert "Sign in with your council account" in desk.get("/staff").text


def test_whoever_signs_in_next_ends_the_session_before(council: Council, desk: httpx.Client) -> None:
    """Even where the next one is refused: somebody else is at the keyboard now."""
    assert names_on(sign_in(council, desk, "ann").text)
    assert sign_in(council, desk, "mallory").status_code == 403
    assert names_on(desk.get("/staff").text) == set()


def test_who_left_is_out_at_once_and_stays_out(council: Council, desk: httpx.Client) -> None:
    """Signed in or not: from the command on there is nothing more to see."""
    council.run("staff", "add", "--subject", "lee", "--role", "personal_adviser", "--adviser", "1")
    assert names_on(sign_in(council, desk, "lee").text)
    done = council.run("staff", "leave", "--subject", "lee")
    assert done.returncode == 0, done.stderr
    assert names_on(desk.get("/staff").text) == set()
    assert sign_in(council, desk, "lee").status_code == 403


def test_who_asked_to_be_called_is_listed_until_their_adviser_ticks_it_off(
    council: Council, desk: httpx.Client
) -> None:
    """One line with the person; another adviser's request is not theirs to tick off."""
    own, other = min(people(council, OWN)), min(people(council, TEAM) - people(council, OWN))
    numbers = [council.add_call(person) for person in (own, other)]
    listed = sign_in(council, desk, "ann").text.split('<h2 id="calls">')[1].split("</section>")[0]
    assert names_on(listed) == references(council, {own})
    assert desk.post("/staff/calls/done", data={"call": numbers[1]}).status_code == 403
    page = desk.post("/staff/calls/done", data={"call": numbers[0]})
    assert page.status_code == 200
    assert "Nobody waits for a call." in page.text
    done = dict(council.rows("SELECT id, done_at IS NOT NULL FROM call_back_request"))
    assert (done[numbers[0]], done[numbers[1]]) == (1, 0)


@pytest.mark.parametrize("call", ["", "0", "x", "9" * 30, "1; DROP TABLE call_back_request"])
def test_a_call_that_is_none_is_refused(council: Council, desk: httpx.Client, call: str) -> None:
    """Whatever a form sends, the answer is the same."""
    sign_in(council, desk, "ann")
    assert desk.post("/staff/calls/done", data={"call": call}).status_code == 403


def test_signing_out_ends_the_session(council: Council, desk: httpx.Client) -> None:
    """Also for a copy of the cookie."""
    sign_in(council, desk, "ann")
    kept = dict(desk.cookies)
    assert "Sign in with your council account" in desk.post("/staff/sign-out").text
    desk.cookies.update(kept)
    assert names_on(desk.get("/staff").text) == set()


def test_an_answer_for_another_sign_in_is_refused(council: Council, desk: httpx.Client) -> None:
    """A state that was changed, and one that another browser began."""
    back = come_back_of(council, desk, "ann")
    tampered = re.sub(r"state=\w{4}", "state=AAAA", back)
    assert desk.get(tampered).status_code == 400
    with httpx.Client(base_url=council.server.url, timeout=30) as other:
        theirs = come_back_of(council, other, "max")
        come_back_of(council, desk, "ann")
        assert desk.get(theirs).status_code == 400
        assert "localoffer-staff" not in desk.cookies
        with httpx.Client() as nobody:
            assert nobody.get(theirs).status_code == 400


def test_an_answer_is_worth_something_once(council: Council, desk: httpx.Client) -> None:
    """Not even with the cookie put back that began the sign-in."""
    back = come_back_of(council, desk, "ann")
    begun = desk.cookies["localoffer-staff-start"]
    assert names_on(desk.get(back).text)
    assert "localoffer-staff-start" not in desk.cookies
    desk.cookies.clear()
    desk.cookies.set("localoffer-staff-start", begun)
    council.issuer.posted = {}
    again = desk.get(back)
    assert again.status_code == 400
    assert council.issuer.posted == {}  # refused here, before the issuer has to
    assert names_on(again.text) == set()


def test_what_the_browser_keeps_cannot_be_read_by_it(council: Council, desk: httpx.Client) -> None:
    """State, nonce and verifier are sealed; both cookies are out of script's reach and Lax."""
    response = desk.post("/staff/sign-in", follow_redirects=False)
    state = re.search(r"state=(\w+)", response.headers["location"])
    assert state is not None
    kept = response.headers["set-cookie"]
    assert state.group(1) not in kept
    assert "HttpOnly" in kept
    assert "samesite=lax" in kept.casefold()
    assert "Max-Age=600" in kept


def test_a_young_person_s_cookie_gives_nothing_here(council: Council, desk: httpx.Client) -> None:
    """Not under its own name, and not under the staff's."""
    desk.post("/message", data={"text": "hello", "message_id": "staff-1"})
    cookie = desk.cookies["localoffer"]
    assert "Sign in with your council account" in desk.get("/staff").text
    desk.cookies.set("localoffer-staff", cookie)
    assert "Sign in with your council account" in desk.get("/staff").text


def test_another_site_can_sign_nobody_in_or_out(council: Council, desk: httpx.Client) -> None:
    """Posts from elsewhere are refused, and nothing is cached or framed."""
    page = sign_in(council, desk, "ann")
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    for path in ("/staff/sign-out", "/staff/sign-in"):
        assert desk.post(path, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert names_on(desk.get("/staff").text)


def test_no_subject_name_or_secret_is_kept_or_logged(council: Council, desk: httpx.Client) -> None:
    """Not in the database, not in the log."""
    council.run("staff", "add", "--subject", "subject-marker-7", "--role", "administrator")
    sign_in(council, desk, "subject-marker-7")
    sign_in(council, desk, "unknown-marker-8")
    dump = council.server.records.dump()
    log = council.server.log.read_text()
    assert "staff_account" in dump
    assert "trouble=UNKNOWN" in log
    for marker in ("subject-marker-7", "unknown-marker-8", SECRET):
        assert marker not in dump + log


def test_the_terminal_lists_accounts_and_refuses_what_does_not_fit(council: Council) -> None:
    """One line with what to do; the audit keeps who was added and who left, by number."""
    listed = council.run("staff", "list").stdout
    assert "account 1: personal_adviser, adviser 1" in listed
    assert "adviser 1: Sam Okafor (invented)" in listed
    assert "ann" not in listed.replace("Planning", "")
    sam, ann, *_ = map(int, re.findall(r"account (\d+): personal_adviser, adviser 1\b", listed))
    assert sam == 1  # of the demo
    for arguments, said in (
        ("add --subject ann --role administrator", f"account {ann} already"),
        ("add --subject x --role team_manager", "--team"),
        ("add --subject x --role personal_adviser --adviser 404", "no adviser 404"),
        ("leave --subject nobody", "no account has this subject"),
    ):
        done = council.run("staff", *arguments.split())
        assert done.returncode == 1
        assert said in done.stderr
    kept = council.rows("SELECT actor, action FROM audit_event WHERE role = 'operator' ORDER BY id")
    assert (f"terminal for staff:{ann}", "staff_add") in kept


def test_an_issuer_that_is_down_is_said_in_plain_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A page with status 503, the kind in the log, and the rest of the server goes on."""
    settings = {
        "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("down")),
        "LOCALOFFER_OIDC_CLIENT_ID": CLIENT,
        "LOCALOFFER_OIDC_CLIENT_SECRET": SECRET,
    }
    with (
        reserved_port() as port,
        running({**settings, "LOCALOFFER_OIDC_ISSUER": f"http://127.0.0.1:{port}"}) as server,
    ):
        down = httpx.post(f"{server.url}/staff/sign-in")
        assert down.status_code == 503
        assert "Try again in a few minutes." in down.text
        assert "trouble=ISSUER_DOWN kind=issuer" in server.log.read_text()
        assert httpx.get(f"{server.url}/staff").status_code == 200


def test_half_a_sign_in_stops_the_start(council: Council) -> None:
    """One line that names what is missing, and no secret."""
    half = {
        "LOCALOFFER_STATE": str(council.server.state),
        "LOCALOFFER_OIDC_CLIENT_SECRET": SECRET,
        "LOCALOFFER_OIDC_CLIENT_ID": CLIENT,
    }
    done = subprocess.run(
        [LOCALOFFER, "serve"],
        env={**os.environ, **half},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "LOCALOFFER_OIDC_ISSUER" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_without_settings_the_page_says_how_to_switch_it_on(chat) -> None:
    """And there is no back door: nothing signs anybody in."""
    page = chat.http.get("/staff")
    assert "Staff sign-in is not switched on" in page.text
    assert "LOCALOFFER_OIDC_ISSUER" in page.text
    assert chat.http.post("/staff/sign-in").status_code == 503
    assert chat.http.get("/staff/callback?code=good&state=x").status_code == 503
