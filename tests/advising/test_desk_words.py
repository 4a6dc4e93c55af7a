"""What staff write, read by the real reader and answered by the desk: names, follow-ups, an adviser's list, and never somebody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from desk_world import MANAGER, NELL, NOW, SAM, add_call, add_person, last_talk
from sqlalchemy import update

from bot.advising.advising_tables import StaffTalk
from bot.advising.naming import advisers_in, alike, by_name, by_reference, name_words
from bot.advising.picked import pick_value, picked
from bot.advising.requests.reading import read_request
from bot.advising.requests.request import Asked, Contact, Figure, Request
from bot.advising.talk_state import LASTS
from bot.advising.wanted import STAYING_PUT, Wanted, wanted_of
from bot.caseload.known_names import KnownAdviser, KnownPerson
from bot.casework.codes import ContactKind
from bot.casework.plans.life_cycle import Move

if TYPE_CHECKING:
    from desk_world import DeskWorld

    from bot.answer import Answer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def talk(made: DeskWorld) -> DeskWorld:
    """A desk that reads with the real reader; Kai and Bea are Sam's, Ash is Nell's."""
    made.desk._read = read_request
    made.desk._words = type(made.desk._words)(read_request, made.desk._handlers.by_asked)
    add_person(made, SAM, "Kai", "YP-1042", review_in=-12)
    add_person(made, SAM, "Bea", "YP-1043", review_in=10)
    add_person(made, NELL, "Ash", "YP-1044", review_in=-3)
    return made


def card(answer: Answer | None) -> str:
    """All that a card says."""
    assert answer is not None
    assert answer.card is not None
    return answer.card.json()


def title(answer: Answer | None) -> str:
    """What it is called."""
    assert answer is not None
    return answer.title


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("who haven't I seen", "Contact due"),
        ("PP status for YP-1042", "Where the plan stands"),
        ("Kai's plan", "Where the plan stands"),
        ("anything due before Christmas", "Plans due"),
        ("SP meetings coming up", "Staying Put dates"),
        ("how are we doing on EET", "Figures"),
        ("help", "What you can ask me"),
        ("what can I ask you", "What you can ask me"),
        ("NEET numbers for my caseload", "Figures"),
        ("show me my caseload", "Caseload"),
        ("overdue plans", "Overdue plans"),
    ],
)
def test_professional_requests_open_their_card(talk: DeskWorld, text: str, what: str) -> None:
    """As an adviser writes them."""
    assert title(talk.say(SAM, text)) == what


def test_a_question_about_the_offer_goes_on_to_the_dialogue(talk: DeskWorld) -> None:
    """The desk has no answer to it, and no look is kept."""
    assert talk.say(SAM, "who qualifies for the setting up home allowance") is None
    assert talk.looks() == []


def test_and_hers_is_the_one_the_talk_was_about(talk: DeskWorld) -> None:
    """First Kai's plan, then "and Bea's?", then her key dates."""
    assert "Kai" in card(talk.say(SAM, "Kai's plan"))
    assert "Bea" in card(talk.say(SAM, "and Bea's?"))
    her = card(talk.say(SAM, "what are her key dates"))
    assert "Bea" in her
    assert "Kai" not in her


def test_whom_her_means_is_forgotten_after_an_hour(talk: DeskWorld) -> None:
    """A new visit, another young person: whoever writes "her" is asked whom they mean."""
    talk.say(SAM, "Kai's plan")
    with talk.database.transaction() as session:
        session.execute(update(StaffTalk).values(changed_at=NOW - LASTS - timedelta(seconds=1)))
    assert title(talk_ask(talk, SAM, Request(Asked.STATUS, is_last_person=True))) == "Who is it about?"


def test_the_same_for_other_days_keeps_what_was_asked(talk: DeskWorld) -> None:
    """Only Staying Put stays only Staying Put, one adviser's list stays theirs; a list is not of whom the talk was about before."""
    talk.press(SAM, f"status/{talk.people['YP-1042']}")
    talk.press(SAM, Wanted(Asked.KEY_DATES, only=STAYING_PUT).value)
    until = date(2026, 12, 31)
    same = Request(Asked.KEY_DATES, is_same_request=True, day_from=date(2026, 12, 1), day_until=until)
    assert title(talk_ask(talk, SAM, same)) == "Staying Put dates"
    kept = last_talk(talk, SAM)
    assert kept is not None
    assert (kept.day_from, kept.day_until) == (date(2026, 12, 1), until)


def talk_ask(made: DeskWorld, who: str, request: Request) -> Answer | None:
    """A request as if it had been read so."""
    made.desk._words = type(made.desk._words)(
        lambda _text, _on, _last, _names: request, made.desk._handlers.by_asked
    )
    return made.say(who, "words")


def test_the_next_page_is_asked_for_in_words(talk: DeskWorld) -> None:
    """ "More" after the first page is the second."""
    for number in range(12):
        add_person(talk, SAM, f"Person{number}", f"YP-{number}", review_in=-20 - number)
    talk.say(SAM, "overdue plans")
    answer = talk_ask(talk, SAM, Request(Asked.OVERDUE, is_same_request=True, is_more=True))
    assert answer is not None
    assert answer.card is not None
    assert answer.card.page == "Page 2 of 2, 13 in all"


def test_a_manager_asks_for_one_adviser_s_list_by_name(talk: DeskWorld) -> None:
    """Sam's overdue plans are Sam's alone, with the name beside; without a name they are the team's."""
    sam, team = card(talk.say(MANAGER, "Sam's overdue plans")), card(talk.say(MANAGER, "overdue plans"))
    assert "Kai" in sam
    assert "Ash" not in sam
    assert "Sam Okafor" in sam
    assert "Kai" in team
    assert "Ash" in team


def test_a_name_that_is_an_adviser_s_and_a_young_person_s_is_asked_about(talk: DeskWorld) -> None:
    """Nobody is guessed: the young person and the adviser stand there, each with what they open."""
    person = add_person(talk, NELL, "Sam", "YP-1045")
    answer = talk.say(MANAGER, "Sam's overdue plans")
    assert answer is not None
    assert answer.title == "Which one?"
    values = {choice.value for choice in answer.choices}
    assert values == {f"status/{person}", f"list/overdue/1/adviser={talk.advisers[SAM]}"}


def test_an_adviser_gets_no_list_by_a_colleague_s_name(talk: DeskWorld) -> None:
    """For an adviser "Nell's overdue plans" is nobody's: no list of hers, and nothing kept as seen."""
    answer = talk.say(SAM, "Nell's overdue plans")
    assert answer is not None
    assert "Ash" not in answer.json()
    assert [look for look in talk.looks() if look[2] == talk.people["YP-1044"]] == []


def test_nearly_a_name_is_asked_about_and_never_chosen(talk: DeskWorld) -> None:
    """One letter off, with one young person who may be meant: asked all the same."""
    answer = talk_ask(talk, SAM, Request(Asked.STATUS, person="Kay"))
    assert answer is not None
    assert answer.lead == "Nobody has quite that name. Did you mean one of these?"
    assert [choice.value for choice in answer.choices] == [f"status/{talk.people['YP-1042']}"]


def test_a_deed_that_waits_for_a_name_goes_on_with_what_was_said(talk: DeskWorld) -> None:
    """Two are called Kai: the button of each opens the form with the kind and day that were typed, and changes nothing itself."""
    second = add_person(talk, SAM, "Kai Moss", "YP-1050")
    contact = Contact(ContactKind.VISIT, date(2026, 11, 20), is_meaningful=True)
    answer = talk_ask(talk, SAM, Request(Asked.RECORD_CONTACT, person="Kai", contact=contact))
    assert answer is not None
    [value] = [choice.value for choice in answer.choices if f"/{second}/" in choice.value]
    assert value == f"pick/{second}/record_contact/kind=visit/on=2026-11-20/meaningful=true"
    form = talk.press(SAM, value)
    assert form.card is not None
    assert form.card.form is not None
    filled = {field.id: field.value for field in form.card.form.fields}
    assert "visit" in filled.values()
    assert "2026-11-20" in filled.values()
    assert "Kai Moss" in card(form)


def test_a_picked_button_of_somebody_who_moved_on_opens_nothing(talk: DeskWorld) -> None:
    """As every button, it is decided when it is pressed."""
    other = talk.people["YP-1044"]
    answer = talk.press(SAM, f"pick/{other}/record_contact/kind=visit")
    assert answer.lead.startswith("Nobody of yours")
    assert talk.looks()[-1][2:] == (other, "denied")


def test_what_is_about_one_person_asks_whose_where_nobody_is_named(talk: DeskWorld) -> None:
    """A plan, a contact or a move without a name, before anybody was talked about."""
    for asked in (Asked.STATUS, Asked.RECORD_CONTACT, Asked.MOVE_PLAN, Asked.TEXT_PIN):
        assert title(talk_ask(talk, SAM, Request(asked))) == "Who is it about?"


def test_a_named_young_person_instead_of_a_list_is_their_plan(talk: DeskWorld) -> None:
    """ "Is Kai overdue?" is answered with where Kai's plan stands."""
    answer = talk_ask(talk, SAM, Request(Asked.OVERDUE, person="Kai"))
    assert title(answer) == "Where the plan stands"
    assert "Kai" in card(answer)


def test_a_call_of_one_person_opens_what_was_asked(talk: DeskWorld) -> None:
    """With a button that ticks it off."""
    call = add_call(talk, talk.people["YP-1042"])
    answer = talk_ask(talk, SAM, Request(Asked.CALL_BACKS, person="Kai"))
    assert answer is not None
    assert f"called/{call}" in {choice.value for choice in answer.choices}


KNOWN = [
    KnownPerson(1, "Kai (invented)", "YP-1", date(2008, 1, 1)),
    KnownPerson(2, "Kai Moss", "YP 2", date(2008, 1, 1)),
    KnownPerson(3, "Zoë O'Shea", "ab/3", date(2008, 1, 1)),
]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("Kai", [1, 2]),
        ("kai's", [1, 2]),
        ("Kai Moss", [2]),
        ("Moss", []),
        ("zoe", [3]),
        ("ZOË o'shea's", [3]),
        ("", []),
    ],
)
def test_a_name_is_all_of_it_or_its_first_words(made: DeskWorld, words: str, ids: list[int]) -> None:
    """Whatever the size of its letters, accents and what stands in brackets."""
    assert [one.id for one in by_name(words, KNOWN)] == ids


@pytest.mark.parametrize(("words", "ids"), [("yp1", [1]), ("YP-2", [2]), ("AB 3", [3]), ("YP", []), ("", [])])
def test_a_reference_is_all_of_it(made: DeskWorld, words: str, ids: list[int]) -> None:
    """Whatever stands between its parts; never a part of one."""
    assert [one.id for one in by_reference(words, KNOWN)] == ids


def test_what_is_nothing_like_a_name_is_not_offered(made: DeskWorld) -> None:
    """Nobody is named to whoever types something else."""
    assert alike("Wilhelmina", KNOWN) == []
    assert [one.id for one in alike("Zoee", KNOWN)] == [3]


def test_an_adviser_s_name_is_taken_out_of_the_words(made: DeskWorld) -> None:
    """The first or the whole name, with or without its owner's s; not a word that only begins so."""
    advisers = [KnownAdviser(1, "Sam Okafor (invented)"), KnownAdviser(2, "Nell Abara")]
    assert advisers_in("Sam's overdue plans", advisers) == ([advisers[0]], "overdue plans")
    assert advisers_in("plans of nell abara due", advisers) == ([advisers[1]], "plans of due")
    assert advisers_in("the same again", advisers) == ([], "the same again")
    assert name_words("Sam Okafor (invented)") == ["sam", "okafor"]


WANTED = [
    Wanted(Asked.CASELOAD, page=3),
    Wanted(Asked.STATUS, person=17),
    Wanted(Asked.DUE, adviser=4, day_from=date(2026, 12, 1), day_until=date(2026, 12, 24)),
    Wanted(Asked.KEY_DATES, person=5, only=STAYING_PUT),
    Wanted(Asked.INDICATORS, figure=Figure.EET, is_detail=True),
    Wanted(Asked.HELP),
]


@pytest.mark.parametrize("wanted", WANTED, ids=lambda wanted: wanted.value)
def test_a_button_s_value_says_all_that_is_wanted(made: DeskWorld, wanted: Wanted) -> None:
    """Out and back without a loss, in numbers and words of ours."""
    verb, *args = wanted.value.split("/")
    assert wanted_of(verb, args) == wanted


@pytest.mark.parametrize("value", ["list", "list/luck/1", "other/1", "status"])
def test_a_value_that_is_none_of_ours_wants_nothing(made: DeskWorld, value: str) -> None:
    """It opens no card."""
    verb, *args = value.split("/")
    assert wanted_of(verb, args) is None


@pytest.mark.parametrize("number", ["x", "-1", "99999999999", "1e3", ""])
def test_a_number_that_is_none_is_nobody_s(made: DeskWorld, number: str) -> None:
    """Denied as somebody unknown, never an error."""
    assert wanted_of("status", [number]) == Wanted(Asked.STATUS, person=-1)


def test_a_request_that_waits_comes_back_as_it_was(made: DeskWorld) -> None:
    """But for the words of a note, which a button must not carry."""
    contact = Contact(ContactKind.PHONE, date(2026, 11, 20), is_meaningful=False, note="private words")
    asked = Request(Asked.MOVE_PLAN, move=Move.SEND_TO_MANAGER, contact=contact, day_until=date(2026, 12, 24))
    value = pick_value(asked, 17)
    assert "private" not in value
    request, person = picked(value.split("/")[1:])
    assert person == 17
    assert (request.move, request.day_until) == (asked.move, asked.day_until)
    assert request.contact == Contact(ContactKind.PHONE, date(2026, 11, 20), is_meaningful=False)
