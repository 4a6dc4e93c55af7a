"""What advisers and managers do in Microsoft's own client: they see whom they look after and nobody else, and change nothing by words alone."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from running import LOCALOFFER, ROOT
from teams_house import MARKER, Desktop, TeamsHouse, cards, stranger, submits, teams_house, texts

from bot.identity.by_teams.demo_staff import DemoAccount

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside, pytest.mark.long]

SAM, NELL = DemoAccount("sam", "Sam Okafor (invented)", 1), DemoAccount("nell", "Nell Abara (invented)", 2)
JO, PRIYA = DemoAccount("jo", "Jo Lindqvist (invented)", 3), DemoAccount("priya", "Priya Shah (invented)", 5)
MISSED = "who needs a review doing that I've missed"
OF_SAM, OF_NELL, OF_JO = "YP-DEMO-6", "YP-DEMO-8", "YP-DEMO-7"
REFERENCES = "SELECT reference FROM young_person WHERE personal_adviser_id IN ({})"
CONTACTS = "SELECT count(*) FROM contact_record"
LOOKS = "SELECT count(*) FROM audit_event"
_ids = itertools.count()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamsHouse]:
    """The server."""
    with teams_house(tmp_path_factory.mktemp("talks")) as made:
        yield made


@pytest.fixture
def sam(house: TeamsHouse) -> Iterator[Desktop]:
    """An adviser of Rutland."""
    with house.desktop(SAM) as desktop:
        yield desktop


@pytest.fixture
def jo(house: TeamsHouse) -> Iterator[Desktop]:
    """An adviser of Rotherham."""
    with house.desktop(JO) as desktop:
        yield desktop


def asked(desktop: Desktop, words: str) -> dict[str, Any]:
    """Ask; the card that came under its text. The text names nobody: a locked phone may show it."""
    return answered(desktop.ask(words))


def answered(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """The card of an answer, once its text is looked at."""
    assert [text for text in texts(messages) if "(invented)" in text or "YP-DEMO" in text] == []
    [card] = cards(messages)
    return card


def named(card: Any) -> set[str]:
    """The references on a card."""
    words = json.dumps(card).replace(",", " ").replace(")", " ").replace('"', " ").split()
    return {word.strip(".:;(") for word in words if word.startswith("YP-DEMO-")}


def of(house: TeamsHouse, *advisers: int) -> set[str]:
    """The references of whom these advisers look after."""
    listed = ", ".join(map(str, advisers))
    return {row[0] for row in house.server.records.rows(REFERENCES.format(listed))}


def pressed_elsewhere(desktop: Desktop, data: dict[str, Any]) -> list[dict[str, Any]]:
    """Somebody sends the data of a button that stands on no card of theirs, as a forged client could; what comes for it."""
    plain = {
        name: value for name, value in desktop.way_in.sent[0].items() if name not in ("text", "textFormat")
    }
    assert desktop.again({**plain, "id": f"forged {next(_ids)}", "value": data}).status == 202
    return desktop.come()


def test_an_adviser_sees_the_own_overdue_plans_alone(house: TeamsHouse, sam: Desktop) -> None:
    """Some, and nobody of a colleague."""
    found = named(asked(sam, MISSED))
    assert found
    assert found <= of(house, SAM.place)


def test_pages_of_a_list_hold_the_whole_caseload_and_no_more(house: TeamsHouse, sam: Desktop) -> None:
    """Twenty-five, page by page, each look in the audit."""
    card, found = asked(sam, "my young people"), set()
    before = house.server.records.rows(LOOKS)[0][0]
    found |= named(card)
    while any(action.get("title") == "Next page" for action in submits(card)):
        card = answered(sam.press("Next page"))
        found |= named(card)
    assert found == of(house, SAM.place)
    assert house.server.records.rows(LOOKS)[0][0] > before


@pytest.mark.parametrize("reference", [OF_NELL, OF_JO, "YP-DEMO-999"])
def test_whoever_is_not_theirs_is_answered_as_nobody(house: TeamsHouse, sam: Desktop, reference: str) -> None:
    """A colleague's of the same team, another council's, and one that is nobody's: in the same words."""
    assert reference not in of(house, SAM.place)
    said = sam.ask(f"PP status for {reference} {MARKER}")
    assert texts(said)
    assert "(invented)" not in json.dumps(said)


def test_one_person_is_shown_by_reference_and_by_name(house: TeamsHouse, sam: Desktop) -> None:
    """The same one; of two with the same name it is asked which."""
    assert OF_SAM in named(asked(sam, f"PP status for {OF_SAM}"))
    assert OF_SAM in named(asked(sam, "Bryn's plan"))
    both = named(asked(sam, "Jude's plan"))
    assert len(both) == 2
    assert both <= of(house, SAM.place)


def test_a_contact_is_kept_when_it_is_confirmed_and_once(house: TeamsHouse, sam: Desktop) -> None:
    """Words keep nothing; the button does; pressed again it adds nothing."""
    before = house.server.records.rows(CONTACTS)[0][0]
    card = asked(sam, "record a visit with Bryn today")
    assert house.server.records.rows(CONTACTS)[0][0] == before
    fields = _filled(card)
    for _ in range(2):
        sam.press("Save", **fields)
    assert house.server.records.rows(CONTACTS)[0][0] == before + 1


def _filled(card: Any) -> dict[str, str]:
    """What stands in the fields of a card, with a choice where there is none."""
    if isinstance(card, list):
        return {name: value for part in card for name, value in _filled(part).items()}
    if not isinstance(card, dict):
        return {}
    own = {}
    if str(card.get("type", "")).startswith("Input."):
        choices = [choice["value"] for choice in card.get("choices") or ()]
        own = {card["id"]: str(card.get("value") or (choices or [""])[0])}
    inner = [_filled(part) for name, part in card.items() if name != "choices"]
    return {**own, **{name: value for part in inner for name, value in part.items()}}


def test_a_button_of_another_s_chat_shows_nothing(sam: Desktop, jo: Desktop) -> None:
    """Its data name nobody; in another chat they are no button at all."""
    action = next(one for one in submits(asked(sam, MISSED)) if one["data"])
    asked(jo, MISSED)
    came = pressed_elsewhere(jo, action["data"])
    assert named(came) & {OF_SAM} == set()
    assert "(invented)" not in json.dumps(came)


def test_an_old_card_shows_nothing_of_whom_another_looks_after_now(house: TeamsHouse, sam: Desktop) -> None:
    """What a button shows is decided when it is pressed."""
    card = asked(sam, "Jude's plan")
    first = submits(card)[0]
    moved = sorted(named(card))
    for reference in moved:
        house.server.records.change(
            "UPDATE young_person SET personal_adviser_id = 2 WHERE reference = ?", reference
        )
    came = pressed_elsewhere(sam, first["data"])
    assert "(invented)" not in json.dumps(came)
    for reference in moved:
        house.server.records.change(
            "UPDATE young_person SET personal_adviser_id = 1 WHERE reference = ?", reference
        )


def test_a_manager_sees_the_own_team_alone(house: TeamsHouse) -> None:
    """Both advisers' people, and nobody of the other council."""
    with house.desktop(PRIYA) as desktop:
        found = named(asked(desktop, MISSED))
    assert found & of(house, SAM.place)
    assert found <= of(house, SAM.place, NELL.place)


def test_whoever_is_not_linked_is_shown_nobody(house: TeamsHouse) -> None:
    """And gets general answers as before."""
    with house.desktop(stranger(40)) as desktop:
        assert texts(desktop.ask(MISSED))
        assert "Staying Put" in json.dumps(desktop.ask("what is staying put"))
        assert "(invented)" not in json.dumps(desktop.client.shown)


def test_whoever_left_is_out_at_once(house: TeamsHouse) -> None:
    """The next message already shows nobody, and neither does the card of before."""
    with house.desktop(NELL) as desktop:
        card = asked(desktop, MISSED)
        assert named(card)
        subject = ["--subject", "invented demo account of nell"]
        environment = {**os.environ, **house.server.environment}
        done = [LOCALOFFER, "staff", "leave", *subject]
        subprocess.run(done, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=300)
        before = len(desktop.client.shown)
        desktop.ask(MISSED)
        pressed_elsewhere(desktop, submits(card)[0]["data"])
        assert "(invented)" not in json.dumps(desktop.client.shown[before:])
