"""Whose an account in Teams is: an operator says it, or its owner on our pages, signed in; nobody else, and never by words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from invented_world import World, caller, events, world
from issuer import CLIENT, SECRET, CouncilIssuer, issuing
from sqlalchemy import select, update
from stand_ins.token_issuer import TENANT
from starlette.applications import Starlette
from teams_world import BOT, KEYED, OBJECT_ID, SERVICE, USER, Moved

from bot.casework.codes import Role
from bot.casework.tables import StaffAccount
from bot.channels.staff.staff_pages import CALLBACK, StaffPages
from bot.channels.staff.staff_sign_in import LIFE as SIGN_IN_LIFE
from bot.channels.staff.staff_sign_in import RoundTrip
from bot.channels.staff.staff_teams import StaffTeams
from bot.channels.staff.staff_visits import StaffRecords, StaffVisits
from bot.channels.teams.teams_delivery import TeamsDelivery
from bot.channels.web.cookie import SealedCookie, SessionCookie
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.staffing.link_news import make_tell_unlinked
from bot.identity.access.decisions import AccessDenied, audited
from bot.identity.access.staff_accounts import Post, add, leave
from bot.identity.by_teams.teams_links import LIFE, LinkOverError, TeamsLinks, staff_in_teams
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.identity.by_teams.teams_users import Reference, TeamsUsers
from bot.identity.sign_in.oidc import Oidc, OidcSettings
from bot.identity.sign_in.sign_in_tables import StaffSession
from bot.identity.sign_in.staff_sessions import StaffSessions
from bot.records.reach import NOBODY, OPERATOR, in_teams, talk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

USERS, LINKS, ADDRESS = TeamsUsers(KEYED), TeamsLinks(KEYED), "http://inside"
NAME = "Ann Adviser (invented)"
OTHER = "22222222-aaaa-4bbb-8ccc-invented0002"
REFERENCE = Reference(SERVICE, "a:invented-chat", USER, BOT, TENANT)


@dataclass
class House:
    """Two members of staff with accounts, and whoever writes in Teams."""

    database: Database
    made: World
    clock: Moved
    ann: int
    max: int
    links: TeamsLinks = LINKS

    def writes(self, object_id: str = OBJECT_ID, name: str = NAME) -> str:
        """Somebody writes in Teams; their conversation."""
        lookup = USERS.lookup(TENANT, object_id)
        with self.database.transaction(in_teams(lookup)) as session:
            return USERS.heard(session, lookup, REFERENCE, name, self.clock.now()).conversation

    def is_account(self, conversation: str) -> int | None:
        """Whose account of staff writes in a conversation today."""
        with self.database.transaction(talk(conversation)) as session:
            found = staff_in_teams(session, conversation, self.clock.today())
            return found.account if found else None

    def link(self, account: int, object_id: str = OBJECT_ID, tenant: str = TENANT) -> None:
        """As `localoffer staff link`."""
        with audited(self.database, OPERATOR) as session:
            LINKS.link_by_operator(session, account, tenant, object_id, self.clock.today(), self.clock.now())

    def asks(self, conversation: str) -> str:
        """Whoever writes there asks to be linked; the code."""
        with self.database.transaction(talk(conversation)) as session:
            way = LINKS.begin(session, conversation, ADDRESS, self.clock.now())
        assert way is not None
        return way.removeprefix(f"{ADDRESS}/staff/teams?code=")

    def says(
        self, code: str, role: str = "personal_adviser", account: int = 0, proved: str | None = None
    ) -> None:
        """Somebody signed in says that it is theirs."""
        with audited(self.database, in_teams(LINKS.code_hash(code))) as session:
            LINKS.link_by_staff(
                session,
                caller(self.made, role),
                account or self.ann,
                code,
                self.clock.now(),
                asked=LINKS.asked(code, account or self.ann),
                proved=proved,
            )

    def audit(self) -> list[tuple]:
        """What the audit has of links: role, actor, action and outcome."""
        return [(one[0], one[1], one[2], one[4]) for one in events(self.database) if "link" in one[2]]


@pytest.fixture
def needs_proof() -> bool:
    """Whether a sign-in has to name the account in Teams here."""
    return False


@pytest.fixture
def house(database: Database, needs_proof: bool) -> House:
    """Ann has a caseload, Max a team."""
    made, clock = world(database), Moved()
    posts = {
        "ann": Post(Role.PERSONAL_ADVISER, personal_adviser_id=made.advisers["own"]),
        "max": Post(Role.TEAM_MANAGER, team_id=made.teams["own"]),
    }
    with audited(database, OPERATOR) as session:
        ann, manager = (add(session, KEYED, name, post, clock.now()) for name, post in posts.items())
    links = TeamsLinks(KEYED, needs_proof=needs_proof)
    return House(database, made, clock, ann, manager, links)


def test_whoever_is_not_linked_is_nobody(house: House) -> None:
    """And so is a conversation that is none of Teams."""
    assert house.is_account(house.writes()) is None
    assert house.is_account("web-1") is None


def test_an_operator_links_an_account_that_has_written(house: House) -> None:
    """By tenant and object id, in whatever letters; the audit has it."""
    conversation = house.writes()
    house.link(house.ann, OBJECT_ID.upper(), f" {TENANT.upper()} ")
    assert house.is_account(conversation) == house.ann
    assert house.audit() == [("operator", f"terminal for staff:{house.ann}", "staff_link", "allowed")]


def test_an_operator_links_an_account_that_has_not_written_yet(house: House) -> None:
    """It is theirs from their first message on; nothing can be sent to it before."""
    house.link(house.ann)
    with house.database.transaction(OPERATOR) as session:
        [row] = session.execute(select(TeamsUser)).scalars()
        assert (row.reference, row.is_installed, row.name) == (None, False, None)
    assert house.is_account(house.writes()) == house.ann


def test_the_same_object_id_in_another_tenant_is_somebody_else(house: House) -> None:
    """Both halves prove it."""
    house.link(house.ann, tenant="another-tenant")
    assert house.is_account(house.writes()) is None


@pytest.mark.parametrize(
    ("account", "object_id", "error"),
    [(999, OBJECT_ID, LookupError), (1, " ", ValueError), (1, "", ValueError)],
)
def test_a_link_that_does_not_fit_is_refused(
    house: House, account: int, object_id: str, error: type[Exception]
) -> None:
    """The error says what is missing; nothing is kept."""
    with pytest.raises(error):
        house.link(account, object_id)
    with house.database.transaction(OPERATOR) as session:
        assert session.execute(select(TeamsUser)).all() == []
    assert house.audit() == []


def test_one_account_of_staff_has_one_in_teams_and_the_newest_counts(house: House) -> None:
    """The one before is nobody at once; the other way round too."""
    first, second = house.writes(), house.writes(OTHER)
    house.link(house.ann)
    house.link(house.ann, OTHER)
    assert (house.is_account(first), house.is_account(second)) == (None, house.ann)
    house.link(house.max, OTHER)
    assert house.is_account(second) == house.max


def test_who_left_is_nobody_at_once(house: House) -> None:
    """In Teams as on the pages, and nobody links them again."""
    conversation = house.writes()
    house.link(house.ann)
    with audited(house.database, OPERATOR) as session:
        leave(session, KEYED, "ann", house.clock.today(), house.clock.now())
    assert house.is_account(conversation) is None
    with pytest.raises(ValueError, match="has no access"):
        house.link(house.ann)


def test_an_operator_ends_a_link(house: House) -> None:
    """Once; the audit has it."""
    conversation = house.writes()
    house.link(house.ann)
    with audited(house.database, OPERATOR) as session:
        LINKS.unlink_by_operator(session, house.ann, house.clock.now())
    assert house.is_account(conversation) is None
    assert house.audit()[-1] == ("operator", f"terminal for staff:{house.ann}", "staff_unlink", "allowed")
    with pytest.raises(LookupError, match="nobody in Teams"), audited(house.database, OPERATOR) as session:
        LINKS.unlink_by_operator(session, house.ann, house.clock.now())


# By the code that the chat gives.


@pytest.mark.parametrize("role", ["personal_adviser", "team_manager", "administrator"])
def test_whoever_is_signed_in_links_the_chat_that_gave_the_code(house: House, role: str) -> None:
    """Every role of staff; the audit has who it was. The account before is linked no more."""
    before = house.writes(OTHER)
    house.link(house.ann, OTHER)
    conversation = house.writes()
    house.says(house.asks(conversation), role)
    assert (house.is_account(conversation), house.is_account(before)) == (house.ann, None)
    assert house.audit()[-1] == (role, caller(house.made, role).actor, "staff_link", "allowed")


def test_a_young_person_links_nothing(house: House) -> None:
    """Though they had a code."""
    conversation = house.writes()
    with pytest.raises(AccessDenied):
        house.says(house.asks(conversation), "young_person")
    assert house.is_account(conversation) is None


def test_a_code_is_used_once_and_holds_ten_minutes(house: House) -> None:
    """A new one ends the one before; a made-up one is none."""
    conversation = house.writes()
    first, second = house.asks(conversation), house.asks(conversation)
    for code in (first, "made up", ""):
        with pytest.raises(LinkOverError):
            house.says(code)
    house.says(second)
    with pytest.raises(LinkOverError):
        house.says(second, account=house.max)
    assert house.is_account(conversation) == house.ann
    old = house.asks(conversation)
    house.clock.moment += LIFE
    with pytest.raises(LinkOverError):
        house.says(old, account=house.max)
    assert house.is_account(conversation) == house.ann


def test_the_code_itself_is_not_kept(house: House) -> None:
    """Whoever reads the table can link nothing."""
    code = house.asks(house.writes())
    with house.database.owning() as engine, engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM teams_user").all()
    assert code not in str(kept)


def test_nobody_gets_a_code_for_a_chat_that_is_not_there(house: House) -> None:
    """And nothing is kept."""
    with house.database.transaction(talk("teams-none")) as session:
        assert LINKS.begin(session, "teams-none", ADDRESS, house.clock.now()) is None


def test_a_sign_in_that_names_the_account_links_that_alone(house: House) -> None:
    """Whoever is talked into opening another's link gives nothing away; the audit keeps that it was tried."""
    conversation = house.writes()
    code = house.asks(conversation)
    with pytest.raises(AccessDenied):
        house.says(code, proved=USERS.lookup(TENANT, OTHER))
    assert house.is_account(conversation) is None
    assert house.audit() == [("personal_adviser", "staff:1", "staff_link", "denied")]
    house.says(code, proved=USERS.lookup(TENANT, OBJECT_ID))
    assert house.is_account(conversation) == house.ann


# The page.


@pytest.fixture(scope="module")
def council() -> Iterator[CouncilIssuer]:
    """Where staff sign in."""
    with issuing(CouncilIssuer) as started:
        started.back = f"{ADDRESS}{CALLBACK}"
        yield started


@pytest.fixture
async def browser(
    house: House, council: CouncilIssuer, parameters: Parameters
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the pages of staff, which goes to the issuer and back."""
    council.also = {}
    records = StaffRecords(StaffSessions(KEYED), house.database, parameters, house.clock)
    visits = StaffVisits(records, SessionCookie(b"invented", False, "staff"))
    oidc = Oidc(OidcSettings(council.url, CLIENT, SECRET, f"{ADDRESS}{CALLBACK}"))
    trip = RoundTrip(oidc, council.url, SealedCookie(b"invented", False, "staff-start", SIGN_IN_LIFE))
    tell = make_tell_unlinked(house.database.signals, TeamsDelivery(house.clock))
    pages = StaffTeams(visits, trip, house.links, SealedCookie(b"invented", False, "staff-teams", LIFE), tell)
    after, news = pages.after_sign_in, pages.news
    routes = [*StaffPages(visits, trip, after=after, news=news).routes(), *pages.routes()]
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=routes)),
        mounts={council.url: httpx.AsyncHTTPTransport()},
        base_url=ADDRESS,
        follow_redirects=True,
    ) as client:
        yield client


def question(page: httpx.Response) -> dict[str, str]:
    """What the yes of a page sends: the field of its button."""
    found = re.search(r'name="asked" value="(\w+)"', page.text)
    return {"asked": found[1]} if found else {}


async def says_yes(browser: httpx.AsyncClient) -> httpx.Response:
    """Press the yes of the page as it is shown now."""
    return await browser.post("/staff/teams", data=question(await browser.get("/staff/teams")))


def told(house: House) -> list[tuple[str, str]]:
    """What waits for chats in Teams: whose it is, and the words."""
    with house.database.transaction(OPERATOR) as session:
        rows = session.execute(select(OutgoingMessage).where(OutgoingMessage.channel == "teams")).scalars()
        return [(row.person, json.loads(row.body)["text"]) for row in rows]


@pytest.fixture
def now(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issuer's tokens are of this moment, so the pages' clock is too."""
    from bot.settings import Clock

    house.clock.moment = Clock().now()


@pytest.mark.usefixtures("now")
async def test_a_link_leads_by_way_of_the_sign_in_to_a_question_and_its_yes_links(
    house: House, browser: httpx.AsyncClient, council: CouncilIssuer
) -> None:
    """The page names the account in Teams; the code stands in no address after the first."""
    conversation = house.writes()
    code = house.asks(conversation)
    page = await browser.get(f"/staff/teams?code={code}")
    assert "Sign in with your council account" in page.text
    assert code not in str(page.url) + page.text
    council.subject = "ann"
    page = await browser.post("/staff/sign-in")
    assert page.url.path == "/staff/teams"
    assert f"Link the Teams account of {NAME} to this account?" in page.text
    assert house.is_account(conversation) is None
    page = await browser.post("/staff/teams", data=question(page))
    assert "Your Teams account is linked" in page.text
    assert house.is_account(conversation) == house.ann
    page = await browser.get(f"/staff/teams?code={code}")
    assert (page.status_code, "This link can&#39;t be used any more" in page.text) == (403, True)


@pytest.mark.usefixtures("now")
async def test_programs_that_look_at_the_link_use_nothing_up(
    house: House, browser: httpx.AsyncClient, council: CouncilIssuer
) -> None:
    """Chats look at links before people do."""
    conversation = house.writes()
    code = house.asks(conversation)
    for _ in range(3):
        await browser.head(f"/staff/teams?code={code}")
        await browser.get(f"/staff/teams?code={code}", follow_redirects=False)
    council.subject = "ann"
    await browser.get(f"/staff/teams?code={code}")
    await browser.post("/staff/sign-in")
    await says_yes(browser)
    assert house.is_account(conversation) == house.ann


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("names", ["this", "another", "half"])
async def test_a_sign_in_at_entra_says_whose_account_it_is(
    house: House, browser: httpx.AsyncClient, council: CouncilIssuer, names: str
) -> None:
    """Where the token names tenant and object id no other account is linked; one without either says nothing of it."""
    conversation = house.writes()
    council.subject = "max"
    council.also = {
        "this": {"tid": TENANT, "oid": OBJECT_ID},
        "another": {"tid": TENANT, "oid": OTHER},
        "half": {"tid": TENANT},
    }[names]
    await browser.get(f"/staff/teams?code={house.asks(conversation)}")
    await browser.post("/staff/sign-in")
    page = await says_yes(browser)
    assert house.is_account(conversation) == (None if names == "another" else house.max)
    assert ("another person&#39;s Teams account" in page.text) == (names == "another")
    with house.database.transaction(NOBODY) as session:
        kept = session.execute(select(StaffSession.teams_lookup)).scalar_one()
    assert (kept is None) == (names == "half")
    assert OBJECT_ID not in str(kept)


@pytest.mark.usefixtures("now")
async def test_nothing_is_linked_from_another_site_or_without_a_sign_in(
    house: House, browser: httpx.AsyncClient, council: CouncilIssuer
) -> None:
    """Nor with a code that is made up."""
    conversation = house.writes()
    await browser.get(f"/staff/teams?code={house.asks(conversation)}")
    page = await browser.post("/staff/teams")
    assert "Sign in with your council account" in page.text
    council.subject = "ann"
    await browser.post("/staff/sign-in")
    elsewhere = {"origin": "https://evil.example.org", "sec-fetch-site": "cross-site"}
    yes = question(await browser.get("/staff/teams"))
    assert (await browser.post("/staff/teams", data=yes, headers=elsewhere)).status_code == 403
    assert house.is_account(conversation) is None
    await browser.get("/staff/teams?code=made-up")
    assert (await browser.post("/staff/teams")).status_code == 403
    assert house.is_account(conversation) is None


@pytest.mark.usefixtures("now")
async def test_who_signs_in_for_something_else_comes_to_their_people(
    browser: httpx.AsyncClient, council: CouncilIssuer
) -> None:
    """As before."""
    council.subject = "ann"
    assert (await browser.post("/staff/sign-in")).url.path == "/staff"
    page = await browser.get("/staff/teams")
    assert page.status_code == 403


@pytest.mark.usefixtures("now")
async def test_who_left_links_nothing(
    house: House, browser: httpx.AsyncClient, council: CouncilIssuer
) -> None:
    """Though they had signed in before."""
    conversation = house.writes()
    council.subject = "ann"
    await browser.get(f"/staff/teams?code={house.asks(conversation)}")
    page = await browser.post("/staff/sign-in")
    with house.database.transaction(OPERATOR) as session:
        ended = house.clock.today() - timedelta(days=1)
        session.execute(update(StaffAccount).where(StaffAccount.id == house.ann).values(left_on=ended))
    page = await browser.post("/staff/teams", data=question(page))
    assert "Sign in with your council account" in page.text
    with house.database.transaction(OPERATOR) as session:
        session.execute(update(StaffAccount).values(left_on=None))
    assert house.is_account(conversation) is None


# Somebody sends their own link.


@pytest.mark.usefixtures("now")
async def test_a_yes_is_to_the_question_that_was_shown(
    house: House, browser: httpx.AsyncClient, council: CouncilIssuer
) -> None:
    """Another's link that is opened in the same browser, before or after, is not linked by it; neither is, and the page says why."""
    hers, theirs = house.writes(), house.writes(OTHER, "Mallory (invented)")
    council.subject = "ann"
    await browser.get(f"/staff/teams?code={house.asks(hers)}")
    page = await browser.post("/staff/sign-in")
    opened = await browser.get(f"/staff/teams?code={house.asks(theirs)}")
    assert (opened.status_code, "Nothing was linked" in opened.text) == (403, True)
    assert (await browser.post("/staff/teams", data=question(page))).status_code == 403
    await browser.get(f"/staff/teams?code={house.asks(theirs)}")
    answered = await browser.post("/staff/teams", data=question(page))
    assert (answered.status_code, "Nothing was linked" in answered.text) == (403, True)
    assert (await browser.post("/staff/teams")).status_code == 403  # a form without its question
    assert (house.is_account(hers), house.is_account(theirs)) == (None, None)


@pytest.mark.usefixtures("now")
async def test_a_second_link_of_the_same_chat_takes_the_place_of_the_first(
    house: House, browser: httpx.AsyncClient, council: CouncilIssuer
) -> None:
    """Whoever asks twice is no attack: the newest link works, the page before does not."""
    conversation = house.writes()
    council.subject = "ann"
    await browser.get(f"/staff/teams?code={house.asks(conversation)}")
    first = await browser.post("/staff/sign-in")
    await browser.get(f"/staff/teams?code={house.asks(conversation)}")
    second = await browser.get("/staff/teams")
    assert question(first) != question(second)
    assert (await browser.post("/staff/teams", data=question(second))).status_code == 200
    assert house.is_account(conversation) == house.ann


@pytest.mark.usefixtures("now")
async def test_a_link_that_changes_is_told_to_the_chat_before_and_on_the_pages(
    house: House, browser: httpx.AsyncClient, council: CouncilIssuer
) -> None:
    """A takeover is noticed where it hurts: the old chat hears of it, the first page names the new one, and its owner ends it there."""
    before = house.writes(OTHER, "Ann at home (invented)")
    house.link(house.ann, OTHER)
    conversation, long = house.writes(name="M" * 200), "M" * 77 + "..."
    council.subject = "ann"
    await browser.get(f"/staff/teams?code={house.asks(conversation)}")
    page = await browser.post("/staff/sign-in")
    assert f"Link the Teams account of {long} to" in page.text
    await browser.post("/staff/teams", data=question(page))
    [(person, words)] = told(house)
    assert person == USERS.lookup(TENANT, OTHER)
    assert words.startswith("This chat is not linked any more")
    page = await browser.get("/staff")
    assert f"calls itself “{long}” was linked to your account" in page.text
    assert "End the link" in (await browser.get("/staff/teams")).text
    await browser.post("/staff/teams/unlink")
    assert (house.is_account(conversation), house.is_account(before)) == (None, None)
    assert [one[0] for one in told(house)] == [person, USERS.lookup(TENANT, OBJECT_ID)]
    assert [one[2:] for one in house.audit()][-2:] == [("staff_link", "allowed"), ("staff_unlink", "allowed")]
    assert "was linked to your account" not in (await browser.get("/staff")).text


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("needs_proof", [True])
@pytest.mark.parametrize("also", [{}, {"tid": TENANT, "oid": OBJECT_ID}])
async def test_where_proof_is_needed_a_sign_in_that_names_nobody_links_nobody(
    house: House, browser: httpx.AsyncClient, council: CouncilIssuer, also: dict[str, str]
) -> None:
    """At Microsoft Entra the token always can name the account; the page says what is missing, and the audit that it was tried."""
    conversation, council.subject, council.also = house.writes(), "ann", also
    await browser.get(f"/staff/teams?code={house.asks(conversation)}")
    await browser.post("/staff/sign-in")
    page = await says_yes(browser)
    assert (house.is_account(conversation) == house.ann) is bool(also)
    assert ("does not say which Teams account is yours" in page.text) is not bool(also)
    assert house.audit()[-1][-1] == ("allowed" if also else "denied")
