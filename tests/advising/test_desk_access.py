"""Nobody is shown another's young people, by whatever way; and the audit has every look, no more and no fewer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from desk_world import (
    ADMIN,
    JO,
    KIM,
    LEAVER,
    MANAGER,
    NELL,
    OTHER_MANAGER,
    SAM,
    STRANGER,
    TODAY,
    add_alert,
    add_call,
    add_life,
    add_person,
    last_talk,
    talk_of,
)
from sqlalchemy import select, update

from bot.advising.requests.request import Asked, Figure, Request
from bot.advising.wanted import Wanted
from bot.answer import Answer, Choice
from bot.casework.codes import PlanState
from bot.casework.tables import StaffAccount, YoungPerson
from bot.identity.by_teams.teams_tables import TeamsUser

if TYPE_CHECKING:
    from desk_world import DeskWorld

NOBODY = "Nobody of yours has that name or reference. Check the spelling, or give the reference."


def named(answer: Answer | None) -> str:
    """All that a card says."""
    assert answer is not None
    assert answer.card is not None
    return answer.card.json()


@pytest.fixture
def people(made: DeskWorld) -> DeskWorld:
    """Kai is Sam's, Ash is Nell's of the same team, Bea of another team, Cy of another council, Dot nobody's."""
    add_person(made, SAM, "Kai", "YP-1")
    add_person(made, NELL, "Ash", "YP-2")
    add_person(made, KIM, "Bea", "YP-3")
    add_person(made, JO, "Cy", "YP-4")
    add_person(made, None, "Dot", "YP-5", council="rutland")
    return made


@pytest.mark.parametrize("reference", ["YP-2", "YP-3", "YP-5"])
def test_another_s_reference_is_denied_and_kept_as_whose_it_is(people: DeskWorld, reference: str) -> None:
    """A colleague's, another team's and nobody's young person: one answer, one denial that names the record, nothing else."""
    answer = people.ask(SAM, Request(Asked.STATUS, person=reference))
    assert answer is not None
    assert answer.lead == NOBODY
    assert people.looks() == [("staff:1", "plan_status", people.people[reference], "denied")]


@pytest.mark.parametrize("reference", ["YP-4", "YP-404"])
def test_another_council_s_reference_and_nobody_s_are_denied_alike(people: DeskWorld, reference: str) -> None:
    """Neither the answer nor the audit tells whether another council has it."""
    answer = people.ask(SAM, Request(Asked.STATUS, person=reference))
    assert answer is not None
    assert answer.lead == NOBODY
    assert people.looks() == [("staff:1", "plan_status", -1, "denied")]


def test_another_s_name_is_nobody_s(people: DeskWorld) -> None:
    """Names are looked for among one's own alone: nothing is shown, so there is no look to keep."""
    answer = people.ask(SAM, Request(Asked.STATUS, person="Ash"))
    assert answer is not None
    assert answer.lead == NOBODY
    assert people.looks() == []


@pytest.mark.parametrize("verb", ["status/{}", "list/key_dates/1/person={}"])
@pytest.mark.parametrize("reference", ["YP-2", "YP-3", "YP-4", "YP-5"])
def test_a_number_that_is_played_again_opens_nobody_else_s(
    people: DeskWorld, verb: str, reference: str
) -> None:
    """A button of another's card, sent from one's own talk, is denied as somebody unknown is."""
    person = people.people[reference]
    answer, unknown = people.press(SAM, verb.format(person)), people.press(SAM, verb.format(404404))
    assert answer == unknown
    assert answer.lead == NOBODY
    assert [look[2:] for look in people.looks()] == [(person, "denied"), (404404, "denied")]


@pytest.mark.parametrize(
    "asked",
    ["caseload", "overdue", "due", "contact_due", "key_dates", "indicators", "call_backs", "to_authorise"],
)
def test_an_adviser_gets_no_list_of_a_colleague(people: DeskWorld, asked: str) -> None:
    """Whatever list is asked for with another adviser's number is denied, and nobody is on it."""
    answer = people.press(SAM, f"list/{asked}/1/adviser={people.advisers[NELL]}")
    assert answer.lead == NOBODY
    assert [look[2:] for look in people.looks()] == [(None, "denied")]


@pytest.mark.parametrize("adviser", [KIM, JO])
def test_a_manager_gets_no_list_of_another_team(people: DeskWorld, adviser: str) -> None:
    """Their own team's advisers are all they can ask for."""
    assert people.press(MANAGER, f"list/caseload/1/adviser={people.advisers[adviser]}").lead == NOBODY
    assert [look[2:] for look in people.looks()] == [(None, "denied")]


def test_a_manager_sees_the_own_team_and_no_other(people: DeskWorld) -> None:
    """Both advisers' young people with the adviser's name beside; of another team nobody, by list, reference or number."""
    card = named(people.press(MANAGER, "list/caseload/1"))
    assert "Kai" in card
    assert "Ash" in card
    assert "Nell Okafor" in card
    assert not any(name in card for name in ("Bea", "Cy", "Dot"))
    assert "Bea" in named(people.press(OTHER_MANAGER, "list/caseload/1"))
    assert people.press(MANAGER, f"status/{people.people['YP-3']}").lead == NOBODY
    assert people.press(OTHER_MANAGER, f"status/{people.people['YP-1']}").lead == NOBODY


def test_an_old_card_after_the_case_moved_opens_nothing(people: DeskWorld) -> None:
    """The button worked while Kai was Sam's. It is Nell's now: Sam is denied, and Nell sees them."""
    kai = people.people["YP-1"]
    assert "Kai" in named(people.press(SAM, f"status/{kai}"))
    with people.database.transaction() as session:
        session.execute(
            update(YoungPerson).where(YoungPerson.id == kai).values(personal_adviser_id=people.advisers[NELL])
        )
    assert people.press(SAM, f"status/{kai}").lead == NOBODY
    assert "Kai" in named(people.press(NELL, f"status/{kai}"))
    assert [look[0] for look in people.looks()] == ["staff:1", "staff:1", "staff:2"]
    assert [look[3] for look in people.looks()] == ["allowed", "denied", "allowed"]


def test_her_is_nobody_after_the_case_moved(people: DeskWorld) -> None:
    """Whom the talk was about is looked at anew each time."""
    kai = people.people["YP-1"]
    people.press(SAM, f"status/{kai}")
    with people.database.transaction() as session:
        session.execute(
            update(YoungPerson).where(YoungPerson.id == kai).values(personal_adviser_id=people.advisers[NELL])
        )
    answer = people.ask(SAM, Request(Asked.KEY_DATES, is_last_person=True))
    assert answer is not None
    assert answer.lead == NOBODY
    assert people.looks()[-1] == ("staff:1", "key_dates", kai, "denied")


def test_a_leaver_is_out_at_once(people: DeskWorld) -> None:
    """On their last day and after it they are nobody: no record and no look, and they are told so."""
    asked = people.ask(LEAVER, Request(Asked.CASELOAD))
    assert asked is not None
    for answer in (asked, people.press(LEAVER, f"status/{people.people['YP-1']}")):
        assert answer.title == "Your access has ended"
        assert "Kai" not in answer.json()
    assert people.looks() == []


def test_whoever_leaves_between_two_presses_is_out_at_the_second(people: DeskWorld) -> None:
    """The account is read at every message."""
    kai = people.people["YP-1"]
    assert "Kai" in named(people.press(SAM, f"status/{kai}"))
    with people.database.transaction() as session:
        session.execute(update(StaffAccount).where(StaffAccount.id == 1).values(left_on=TODAY))
    assert people.press(SAM, f"status/{kai}").title == "Your access has ended"
    assert len(people.looks()) == 1


def test_whom_no_account_is_linked_to_gets_no_record(people: DeskWorld) -> None:
    """A name that is typed proves nothing; help and what is asked of records say how to link, and the offer is the dialogue's."""
    assert people.ask(STRANGER, Request(Asked.OFFER)) is None
    for request in (Request(Asked.STATUS, person="Kai"), Request(Asked.HELP)):
        answer = people.ask(STRANGER, request)
        assert answer is not None
        assert "https://offer.example.org/staff/teams?code=" in answer.lead
        assert "Kai" not in named(answer)
    assert "linked" in people.press(STRANGER, f"status/{people.people['YP-1']}").lead
    assert people.looks() == []


def test_a_conversation_that_is_nobody_s_gets_no_record(people: DeskWorld) -> None:
    """One that no account in Teams has."""
    assert "Kai" not in named(people.ask("unheard_of", Request(Asked.CASELOAD)))
    assert people.looks() == []


def test_an_administrator_sees_counts_and_nobody(people: DeskWorld) -> None:
    """No list has anybody in it; asking for one person is denied and kept; small numbers stay hidden."""
    answer = people.ask(ADMIN, Request(Asked.CASELOAD))
    assert answer is not None
    assert "Kai" not in named(answer)
    assert people.press(ADMIN, f"status/{people.people['YP-1']}").lead == NOBODY
    figures = people.press(ADMIN, "list/indicators/1")
    assert figures.card is not None
    assert figures.card.gauges == ()
    assert [look[1:] for look in people.looks()] == [
        ("plan_status", people.people["YP-1"], "denied"),
        ("shared_indicators", None, "allowed"),
        ("shared_indicators", None, "allowed"),
    ]


def test_a_page_of_a_list_is_a_look_at_those_on_it(made: DeskWorld) -> None:
    """Of 23 people page three has three: those three are kept, and page one's ten are those ten."""
    for number in range(23):
        add_person(made, SAM, f"Person{number}", f"YP-{number:02}", review_in=40 + number)
    third = made.press(SAM, "list/caseload/3")
    assert third.card is not None
    assert [row.title.split(", ")[1] for row in third.card.rows] == ["YP-20", "YP-21", "YP-22"]
    assert [look[2] for look in made.looks()] == [made.people[f"YP-{number}"] for number in (20, 21, 22)]
    made.press(SAM, "list/caseload/1")
    first = made.looks()[3:]
    assert first[0] == ("staff:1", "caseload", None, "allowed")  # the counts, which are nobody's record
    assert [look[2] for look in first[1:]] == [made.people[f"YP-{number:02}"] for number in range(10)]


def test_a_page_beyond_the_end_shows_the_last(made: DeskWorld) -> None:
    """The list may have become shorter since its button was shown; nobody who is not on the page is kept."""
    for number in range(11):
        add_person(made, SAM, f"Person{number}", f"YP-{number:02}", review_in=-10 - number)
    answer = made.press(SAM, "list/overdue/99")
    assert answer.card is not None
    assert answer.card.page == "Page 2 of 2, 11 in all"
    assert [look[2] for look in made.looks()] == [made.people["YP-00"]]


LISTS = {
    "list/overdue/1": "plans_overdue",
    "list/due/1": "plans_due",
    "list/contact_due/1": "without_contact",
    "list/key_dates/1": "key_dates",
    "list/call_backs/1": "call_back_list",
    "list/to_authorise/1": "caseload",
    "list/indicators/1/figure=eet/detail=yes": "indicators",
}


@pytest.mark.parametrize("value", LISTS)
def test_each_list_keeps_exactly_whom_it_shows(made: DeskWorld, value: str) -> None:
    """One person belongs on it and one of one's own does not; the audit has the first alone, once."""
    born = TODAY.replace(year=TODAY.year - 18) + timedelta(days=5)
    on_it = {
        "list/overdue/1": {"review_in": -3},
        "list/due/1": {"review_in": 3},
        "list/contact_due/1": {"seen_days": None},
        "list/key_dates/1": {"born": born},
        "list/call_backs/1": {},
        "list/to_authorise/1": {"state": PlanState.WITH_TEAM_MANAGER},
        "list/indicators/1/figure=eet/detail=yes": {},
    }[value]
    person = add_person(made, SAM, "Onit", "YP-on", **on_it)
    add_life(made, add_person(made, SAM, "Off", "YP-off"), activ="F1")
    if "call_backs" in value:
        add_call(made, person)
    card = named(made.press(SAM, value))
    assert "YP-on" in card
    assert "YP-off" not in card
    assert made.looks() == [("staff:1", LISTS[value], person, "allowed")]


def test_one_person_s_card_is_one_look(people: DeskWorld) -> None:
    """However much of them stands on it."""
    kai = people.people["YP-1"]
    add_call(people, kai)
    add_alert(people, kai)
    people.press(SAM, f"status/{kai}")
    assert people.looks() == [("staff:1", "plan_status", kai, "allowed")]


def test_which_one_is_a_look_at_each_who_is_named(made: DeskWorld) -> None:
    """Two of one's own are called so: both stand there with reference and age, both are kept, nobody is chosen."""
    first, second = add_person(made, SAM, "Kai", "YP-1"), add_person(made, SAM, "Kai Moss", "YP-2")
    add_person(made, NELL, "Kai", "YP-3")
    answer = made.ask(SAM, Request(Asked.STATUS, person="Kai"))
    card = named(answer)
    assert answer is not None
    assert "YP-1" in card
    assert "YP-2" in card
    assert "YP-3" not in card
    assert {choice.value for choice in answer.choices} == {f"status/{first}", f"status/{second}"}
    assert made.looks() == [
        ("staff:1", "record", first, "allowed"),
        ("staff:1", "record", second, "allowed"),
    ]


def test_figures_are_one_look_at_nobody(people: DeskWorld) -> None:
    """Counts are nobody's record."""
    people.ask(SAM, Request(Asked.INDICATORS, figure=Figure.EET))
    assert people.looks() == [("staff:1", "indicators", None, "allowed")]


def test_what_is_kept_of_an_answer_names_nobody(people: DeskWorld) -> None:
    """Title, lead, labels, values, notes and sources stay in the journal, so no name or reference stands in them."""
    kai = people.people["YP-1"]
    add_call(people, kai, words="please ring")
    values = [
        Wanted(asked).value for asked in (Asked.CASELOAD, Asked.OVERDUE, Asked.KEY_DATES, Asked.CALL_BACKS)
    ]
    for value in (f"status/{kai}", *values, "list/indicators/1/figure=eet/detail=yes"):
        answer = people.press(SAM, value)
        kept = answer.copy(update={"card": None}).json()
        assert not any(word in kept for word in ("Kai", "YP-1", "please ring"))


def test_a_denial_ends_whom_her_means(people: DeskWorld) -> None:
    """After somebody who is not theirs, "and hers?" is not answered with whom the talk was about before."""
    people.press(SAM, f"status/{people.people['YP-1']}")
    people.ask(SAM, Request(Asked.STATUS, person="YP-2"))
    answer = people.ask(SAM, Request(Asked.STATUS, is_last_person=True))
    assert answer is not None
    assert answer.title == "Who is it about?"
    talk = last_talk(people, SAM)
    assert talk is not None
    assert talk.young_person_id is None


def test_the_way_to_link_is_another_s_way_to_nothing(people: DeskWorld) -> None:
    """A new code each time, kept as its hash; whoever asks to link in words or for help gets one, and no record."""
    first, second = people.say(STRANGER, "how do I link my account?"), people.press(STRANGER, "help")
    assert first is not None
    codes = [answer.lead.split("code=")[1] for answer in (first, second)]
    assert codes[0] != codes[1]
    with people.database.transaction() as session:
        row = session.get(TeamsUser, STRANGER.ljust(64, "y"))
        assert row is not None
        assert row.link_hash is not None
        assert row.link_hash not in codes
        assert row.staff_account_id is None
    assert people.looks() == []


def test_whoever_is_linked_is_answered_at_the_next_message(people: DeskWorld) -> None:
    """And by nobody else's account."""
    with people.database.transaction() as session:
        session.execute(
            update(TeamsUser).where(TeamsUser.staff_account_id == 2).values(staff_account_id=None)
        )
        session.execute(
            update(TeamsUser).where(TeamsUser.lookup == STRANGER.ljust(64, "y")).values(staff_account_id=2)
        )
    assert "Ash" in named(people.ask(STRANGER, Request(Asked.CASELOAD)))
    assert "Ash" not in named(people.ask(NELL, Request(Asked.CASELOAD)))


@pytest.mark.parametrize(
    ("who", "value", "names"),
    [
        (SAM, "status/1", ["YP-1"]),
        (SAM, "list/caseload/1", ["YP-1"]),
        (MANAGER, "list/caseload/1", ["YP-1", "YP-2"]),
        (SAM, "contact/1", ["YP-1"]),
        (SAM, "list/indicators/1/figure=eet", []),
    ],
)
def test_a_card_knows_whom_it_names(people: DeskWorld, who: str, value: str, names: list[str]) -> None:
    """Their numbers go with it, so that it can be asked right before it leaves whether they are still theirs; they are not shown."""
    answer = people.press(who, value)
    assert answer.card is not None
    with people.database.transaction() as session:
        found = session.execute(select(YoungPerson.id).where(YoungPerson.reference.in_(names)))
        assert sorted(answer.card.people) == sorted(found.scalars())


@pytest.mark.parametrize("way", ["press", "help", "link", "asked of the dialogue"])
def test_a_leaver_is_told_that_their_access_has_ended(people: DeskWorld, way: str) -> None:
    """Whatever they ask of records: neither silence nor a link that would open nothing; it names nobody and needs no account."""
    conversation = talk_of(LEAVER)
    if way == "press":
        answer = people.press(LEAVER, "status/1")
    elif way == "asked of the dialogue":
        elsewhere = Answer(lead="Elsewhere", choices=(Choice(label="Staff", kind="page", value="staff"),))
        [answer] = people.desk.shape(conversation, [elsewhere])
    else:
        people.says["help"] = Request(Asked.HELP)
        answer = people.say(LEAVER, "help" if way == "help" else "how do I link my account")
    assert answer is not None
    assert (answer.title, answer.card) == ("Your access has ended", None)
    assert "?code=" not in answer.json()
