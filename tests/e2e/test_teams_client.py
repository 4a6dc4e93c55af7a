"""Whole talks in Microsoft's own client: its activities in, with signed tokens; our texts and cards out, which it shows; nothing twice."""

from __future__ import annotations

import itertools
import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from stand_ins.in_between import Fault, Told
from stand_ins.teams_playground import GROUP
from teams_house import MARKER, Desktop, TeamsHouse, cards, stranger, submits, teams_house, texts

from bot.answer import Answer
from bot.channels.teams.teams_delivery import posted
from bot.channels.teams.teams_hooks import MESSAGES
from bot.delivery.staffing.notify_staff import TellStaff
from bot.identity.by_teams.demo_staff import DemoAccount, account_of_demo
from bot.phrases import phrase
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.records.reach import OPERATOR
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside, pytest.mark.long]

SEEN = "SELECT count(*) FROM seen_message"
SAM = DemoAccount("sam", "Sam Okafor (invented)", 1)
QUESTION = f"what is staying put {MARKER}"
SAID = "the former foster carer"  # of what it is answered
_places = itertools.count()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamsHouse]:
    """The server."""
    with teams_house(tmp_path_factory.mktemp("teams")) as made:
        yield made


@pytest.fixture
def sam(house: TeamsHouse) -> Iterator[Desktop]:
    """An adviser, known by the account in Teams."""
    with house.desktop(SAM) as desktop:
        yield desktop


@pytest.fixture
def somebody(house: TeamsHouse) -> Iterator[Desktop]:
    """Somebody of the tenant who never wrote."""
    with house.desktop(stranger(next(_places))) as desktop:
        yield desktop


def first_button(card: Any) -> str:
    """The title of the first that is sent when it is pressed."""
    return str(next(action["title"] for action in submits(card) if action.get("title")))


def records_of(house: TeamsHouse) -> tuple[Database, Settings]:
    """The server's records, as another process of ours opens them."""
    names = {
        name.removeprefix("LOCALOFFER_").lower(): value for name, value in house.server.environment.items()
    }
    settings = Settings(**names)
    return Database(settings.database_as_owner, settings.sealing_keys()), settings


def test_taking_the_app_greets_once(somebody: Desktop) -> None:
    """Though Teams says it twice; what is asked next is answered next, so nothing came in between."""
    [greeting] = texts(somebody.after(somebody.client.install, 2))
    assert "Staying Put" in str(somebody.ask(QUESTION))
    assert texts(somebody.client.shown).count(greeting) == 1
    assert set(somebody.way_in.answered) <= {200, 202}


def test_a_question_is_answered_by_text_and_card_and_its_buttons_work(somebody: Desktop) -> None:
    """Two messages, in this order; the pressed button is answered, and so is one of the older card afterwards."""
    [text, card] = somebody.ask(QUESTION)
    assert SAID in text["text"]
    [shown] = cards([card])
    assert shown["version"] == "1.5"
    behind = texts(somebody.press(first_button(shown)))
    assert behind not in ([], [text["text"]])
    assert somebody.way_in.answered == [202, 202]


def test_a_button_s_data_are_opaque(somebody: Desktop) -> None:
    """The id of a line and a number: nothing of what it does, or about whom."""
    for action in submits(cards(somebody.ask(QUESTION))):
        assert set(action["data"]) == {"press"}
        line, _, number = action["data"]["press"].rpartition(".")
        assert number.isdecimal()
        assert not any(word in line for word in ("topic", "staying", "staff", "/"))


def test_one_message_sent_again_is_acknowledged_and_answered_once(somebody: Desktop) -> None:
    """As Teams does where it missed our acknowledgement."""
    somebody.ask(QUESTION)
    [activity] = somebody.way_in.sent
    assert [somebody.again(activity).status for _ in range(3)] == [202, 202, 202]
    after = somebody.ask("hello")
    assert [text for text in texts(after) if SAID in text] == []


def test_one_button_pressed_twice_is_answered_both_times(somebody: Desktop) -> None:
    """Each press is a message of its own."""
    button = first_button(*cards(somebody.ask(QUESTION)))
    first, again = somebody.press(button), somebody.press(button)
    assert texts(first) == texts(again) != []


def test_danger_is_answered_first_and_in_text(somebody: Desktop) -> None:
    """The numbers stand in the text itself: a card may fail to be shown."""
    assert "999" in texts(somebody.ask("i want to kill myself"))[0]


def test_a_group_is_asked_for_a_private_chat_and_nothing_is_kept(
    house: TeamsHouse, somebody: Desktop
) -> None:
    """Everybody in it would see the answer."""
    before = house.server.records.rows(SEEN)
    [refused] = somebody.after(lambda: somebody.client.write(QUESTION, GROUP))
    assert (refused["conversation"], refused["text"]) == (GROUP, phrase("teams_chat.private_only"))
    assert house.server.records.rows(SEEN) == before


def test_whoever_takes_the_app_away_is_not_written_to(house: TeamsHouse, somebody: Desktop) -> None:
    """That is noted, and they are greeted anew when they take it again."""
    [greeting] = texts(somebody.after(somebody.client.install, 2))
    somebody.after(lambda: somebody.client.mock("uninstall"))
    away = "SELECT count(*) FROM teams_user WHERE NOT is_installed AND reference IS NOT NULL"
    assert house.server.records.rows(away)[0][0] == 1
    [again] = texts(somebody.after(somebody.client.install, 2))
    assert (
        again.partition("?code=")[0] == greeting.partition("?code=")[0]
    )  # the way to link an account is a new one


def test_what_is_said_first_comes_once(house: TeamsHouse, sam: Desktop) -> None:
    """Proactive: another process puts it in the outbox, twice by the same key; the server sends it to the chat that it knows."""
    sam.ask(QUESTION)
    database, settings = records_of(house)
    answer = Answer(lead="3 plans are overdue", title="Monday (invented)")
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    for _ in range(2):
        with database.transaction(OPERATOR) as session:
            account = account_of_demo(session, Keyed(settings.secret()), SAM.called)
            assert TellStaff(posted)(session, account, [answer], "monday once", "teams", now)
    database.engine.dispose()
    assert any("3 plans are overdue" in json.dumps(message) for message in sam.come())
    answered = sam.ask(QUESTION)
    assert "3 plans are overdue" not in json.dumps(answered)


def test_what_the_service_does_not_take_now_comes_later_once(somebody: Desktop) -> None:
    """429 with Retry-After, and a gateway that is down; then each message, in its order."""
    busy = Told(429, b"{}", {"Retry-After": "1"})
    somebody.way_out.faults[SAID] += [Fault(told=busy), Fault(told=Told(502, b""))]
    text, card = somebody.ask(QUESTION)
    assert SAID in text["text"]
    assert len(cards([card])) == 1
    assert somebody.way_out.tries(SAID) >= 4
    again = somebody.ask("hello")
    assert [one for one in texts(again) if SAID in one] == []


def test_every_message_of_ours_has_a_token(somebody: Desktop) -> None:
    """Nobody would take it without."""
    somebody.ask(QUESTION)
    assert somebody.way_out.refused == 0
    headers = [{name.lower(): value for name, value in one.headers.items()} for one in somebody.way_out.asked]
    assert all(one["authorization"].startswith("Bearer ") for one in headers)


@pytest.mark.parametrize(
    "case", ["no token", "no token at all", "another app", "another issuer", "another service"]
)
def test_whatever_is_not_signed_by_teams_for_us_is_refused(
    house: TeamsHouse, somebody: Desktop, case: str
) -> None:
    """With 403, and nothing is kept of it; the client's own activity, but for the token."""
    somebody.ask(QUESTION)
    [activity] = somebody.way_in.sent
    forged, before = {**activity, "id": f"forged {case}"}, house.server.records.rows(SEEN)
    assert _forged(house, forged, case) == 403
    assert house.server.records.rows(SEEN) == before


def _forged(house: TeamsHouse, activity: dict[str, Any], case: str) -> int:
    service = activity["serviceUrl"]
    tokens = {
        "no token": "Bearer nonsense",
        "no token at all": "",
        "another app": f"Bearer {house.issuer.token(service, aud='another')}",
        "another issuer": f"Bearer {house.issuer.token(service, iss='https://sts.windows.net/x/')}",
        "another service": f"Bearer {house.issuer.token('https://smba.trafficmanager.net/elsewhere/')}",
    }
    headers = {"authorization": tokens[case]} if tokens[case] else {}
    return httpx.post(f"{house.server.url}{MESSAGES}", json=activity, headers=headers, timeout=30).status_code


def test_it_says_that_it_is_there(house: TeamsHouse) -> None:
    """The client looks before it begins, without a token; so does whoever sets it up."""
    assert httpx.head(f"{house.server.url}{MESSAGES}").status_code == 200
