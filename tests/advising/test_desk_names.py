"""Whom the desk takes words to be about: advisers whose names are words, names of nobody of theirs, several at once, "the other one"."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from desk_world import MANAGER, NELL, SAM, add_person, last_talk
from sqlalchemy import update

from bot.advising.naming import advisers_in
from bot.advising.requests.reading import read_request
from bot.advising.wanted import Wanted, wanted_of
from bot.caseload.known_names import KnownAdviser
from bot.casework.tables import PersonalAdviser

if TYPE_CHECKING:
    from desk_world import DeskWorld

    from bot.answer import Answer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def talk(made: DeskWorld) -> DeskWorld:
    """A desk that reads with the real reader; Kai is Sam's and Ash is Nell's, both overdue."""
    made.desk._read = read_request
    made.desk._words = type(made.desk._words)(read_request, made.desk._handlers.by_asked)
    add_person(made, SAM, "Kai", "YP-1042", review_in=-12)
    add_person(made, NELL, "Ash", "YP-1044", review_in=-3)
    return made


def rename(made: DeskWorld, who: str, name: str) -> None:
    """Another name for an adviser."""
    with made.database.transaction() as session:
        row = update(PersonalAdviser).where(PersonalAdviser.id == made.advisers[who])
        session.execute(row.values(name=f"{name} (invented)"))


def shown(answer: Answer | None) -> str:
    """All that an answer shows."""
    assert answer is not None
    return answer.json()


def facts(answer: Answer | None) -> dict[str, str]:
    """The facts on its card."""
    assert answer is not None
    assert answer.card is not None
    return {fact.name: fact.value for fact in answer.card.facts}


def pressed(made: DeskWorld, who: str, answer: Answer | None, label: str) -> Answer:
    """What the button of this label opens."""
    assert answer is not None
    [value] = [choice.value for choice in answer.choices if choice.label == label]
    return made.press(who, value)


WORDS_THAT_ARE_NAMES = [
    ("Will Chan", "who will need a review next month"),
    ("Will Chan", "will anything be due this week?"),
    ("Will Chan", "show me the overdue plans, which will need my signature"),
    ("May Chan", "what is due in may"),
    ("May Chan", "may I see the overdue plans"),
    ("Mark Chan", "which plans have a red mark"),
    ("Grace Chan", "anything in the grace period overdue"),
    ("Hope Chan", "i hope nobody is overdue"),
]


@pytest.mark.parametrize(("name", "text"), WORDS_THAT_ARE_NAMES)
def test_a_word_of_a_sentence_is_no_adviser_s_name(talk: DeskWorld, name: str, text: str) -> None:
    """The manager's list is of the whole team, whatever an adviser of it is called."""
    rename(talk, SAM, name)
    answer = talk.say(MANAGER, text)
    assert answer is not None
    assert "Whose people" not in facts(answer)
    kept = last_talk(talk, MANAGER)
    assert kept is None or "adviser" not in (kept.more or "")


NAMED = [
    (name, text)
    for name in ("Will", "May", "Mark", "Grace", "Jo", "Sam")
    for text in ("{}'s overdue plans", "overdue plans for {}", "how many overdue has {} got", "{}")
    if (name, text) != ("May", "overdue plans for {}")  # those are the month's
]


@pytest.mark.parametrize(("name", "text"), NAMED)
def test_an_adviser_is_found_where_a_name_stands(talk: DeskWorld, name: str, text: str) -> None:
    """Also one whose name is a word; the list says whose people it is of."""
    rename(talk, SAM, f"{name} Chan")
    answer = talk.say(MANAGER, text.format(name))
    assert facts(answer)["Whose people"] == f"{name} Chan (invented)"
    assert "Ash" not in shown(answer)


def test_a_narrowed_list_says_so_and_leads_back_to_the_team(talk: DeskWorld) -> None:
    """In its first sentence, which names nobody, and on the card; one press or "the whole team" shows everybody again."""
    answer = talk.say(MANAGER, "Nell's overdue plans")
    assert answer is not None
    assert answer.lead == "One adviser's people: 1 plan is overdue."
    assert "Nell" not in answer.lead + answer.title
    team = pressed(talk, MANAGER, answer, "The whole team")
    assert team.lead == "2 plans are overdue."
    talk.say(MANAGER, "Nell's overdue plans")
    again = talk.say(MANAGER, "and the whole team?")
    assert again is not None
    assert again.lead == "2 plans are overdue."


def test_an_empty_list_of_one_adviser_is_not_told_as_the_team_s(talk: DeskWorld) -> None:
    """ "No plans are due" of one adviser says that it is one adviser's."""
    answer = talk.say(MANAGER, "Nell's plans due next month")
    assert facts(answer)["Whose people"] == "Nell Okafor (invented)"
    assert answer is not None
    assert answer.lead.startswith("One adviser's people: No plans")


@pytest.mark.parametrize("text", ["how is Sam doing", "Sam", "what about Sam's", "Sam's people"])
def test_how_an_adviser_is_doing_is_their_caseload(talk: DeskWorld, text: str) -> None:
    """A manager who asks of their own adviser gets the caseload at a glance."""
    answer = talk.say(MANAGER, text)
    assert answer is not None
    assert answer.title == "Caseload"
    assert facts(answer)["Whose people"] == "Sam Okafor (invented)"


def test_what_about_a_second_adviser_is_the_same_list_of_theirs(talk: DeskWorld) -> None:
    """After Sam's overdue plans, Nell's are her overdue plans."""
    talk.say(MANAGER, "Sam's overdue plans")
    answer = talk.say(MANAGER, "what about Nell's")
    assert answer is not None
    assert answer.title == "Overdue plans"
    assert "Ash" in shown(answer)
    assert "Kai" not in shown(answer)


@pytest.mark.parametrize(
    "text",
    [
        "Jo's caseload",
        "Zebedee's caseload",
        "Marcus's team figures",
        "Rotherham's EET figure",
        "and tariq's caseload?",
        "overdue plans for Zebedee",
        "how many overdue has Marcus got",
        "who's not been seen in Zebedee's caseload",
        "Tariq's overdue plans",
        "EET figures for Rotherham",
        "overdue plans for nobody",
    ],
)
@pytest.mark.parametrize("who", [MANAGER, SAM])
def test_own_figures_are_never_shown_as_somebody_else_s(talk: DeskWorld, who: str, text: str) -> None:
    """A list of somebody who is none of theirs, of another team or another council, is told to be none of theirs; nobody is shown."""
    answer = talk.say(who, text)
    assert answer is not None
    assert answer.title == "Nobody found"
    assert "Kai" not in shown(answer)
    assert answer.card is not None
    assert not answer.card.gauges


def test_the_own_list_is_one_press_away_from_a_refused_one(talk: DeskWorld) -> None:
    """The same list, of their own people."""
    team = talk.say(MANAGER, "Zebedee's caseload")
    assert pressed(talk, MANAGER, team, "Show my own team").lead.startswith("2 young people.")
    dates = talk.say(SAM, "Tariq's key dates")
    assert pressed(talk, SAM, dates, "Show my own").title == "Key dates"


@pytest.mark.parametrize("text", ["overdue plans of Leeds", "overdue plans of North Yorkshire"])
def test_the_list_of_a_council_without_content_is_none_of_theirs(talk: DeskWorld, text: str) -> None:
    """As that of one with content: nothing of theirs is shown in its place."""
    answer = talk.say(SAM, text)
    assert answer is not None
    assert answer.title == "Nobody found"


def test_a_place_where_somebody_lives_is_no_other_council_s_list(talk: DeskWorld) -> None:
    """Their own people who moved there: nothing is refused as another council's."""
    answer = talk.say(SAM, "overdue plans of those living in Rotherham")
    assert answer is not None
    assert answer.title != "Nobody found"


def test_somebody_who_is_only_told_of_leaves_the_list_alone(talk: DeskWorld) -> None:
    """Carol says it; the list is not Carol's."""
    answer = talk.say(SAM, "Carol says ive picked up 2 extra, show me everyone ive got")
    assert answer is not None
    assert answer.title == "Caseload"


def test_the_others_of_several_stand_below_with_a_button(talk: DeskWorld) -> None:
    """The form is for the first; each other opens theirs, and nobody is dropped without a word."""
    add_person(talk, SAM, "Gia", "YP-1050")
    add_person(talk, SAM, "Wren", "YP-1051")
    answer = talk.say(SAM, "saw Gia, Kai and Wren today")
    assert answer is not None
    assert answer.card is not None
    assert answer.card.form is not None
    assert "The others you named are below." in answer.lead
    assert [row.title for row in answer.card.rows] == ["Kai (invented), YP-1042", "Wren (invented), YP-1051"]
    assert answer.card.rows[1].press is not None
    other = talk.press(SAM, answer.choices[answer.card.rows[1].press].value)
    assert "YP-1051" in shown(other)
    assert other.card is not None
    assert other.card.form is not None


def test_whoever_is_shown_as_one_of_several_is_kept_as_seen(talk: DeskWorld) -> None:
    """The audit lists the look at the second as well."""
    other = add_person(talk, SAM, "Gia", "YP-1050")
    talk.say(SAM, "Kai and Gia's plans")
    assert other in [look[2] for look in talk.looks()]


def test_others_stand_beside_the_question_which_one(talk: DeskWorld) -> None:
    """Two are called Mia: Kai, who was named beside, waits with them."""
    two_mias(talk)
    answer = talk.say(SAM, "saw Mia and Kai today")
    assert answer is not None
    assert answer.title == "Which one?"
    assert "One is done at a time" in answer.lead
    assert "YP-1042" in shown(answer)


def test_an_unknown_second_is_told(talk: DeskWorld) -> None:
    """Zebedee is nobody of theirs; that one was answered alone is said."""
    answer = talk.say(SAM, "Kai and Zebedee's plans")
    assert answer is not None
    assert "Nobody of yours has another name that you wrote." in answer.lead


def two_mias(made: DeskWorld) -> tuple[int, int]:
    """Two young people of Sam's with one first name."""
    return add_person(made, SAM, "Mia Bell", "YP-1", review_in=-1), add_person(made, SAM, "Mia Hart", "YP-2")


@pytest.mark.parametrize("text", ["the other Mia", "the other one", "and what about the other Mia"])
def test_the_other_of_two_is_the_one_who_is_left(talk: DeskWorld, text: str) -> None:
    """Two are called Mia, and the talk is about one of them: nothing is left to be asked."""
    first, _ = two_mias(talk)
    talk.press(SAM, f"status/{first}")
    answer = talk.say(SAM, text)
    assert "Mia Hart" in shown(answer)
    assert "Mia Bell" not in shown(answer)
    assert "Mia Hart" in shown(talk.say(SAM, "and her key dates?"))


def test_the_other_one_of_nobody_is_asked_about(talk: DeskWorld) -> None:
    """Kai has no namesake."""
    talk.say(SAM, "Kai's plan")
    answer = talk.say(SAM, "the other one")
    assert answer is not None
    assert answer.title == "Who is it about?"


@pytest.mark.parametrize(
    "text",
    ["and hers?", "when is she 18", "how old is she", "what is her contact like", "is she EET", "and hers key dates?", "is he overdue", "reset her pin"],
)  # fmt: skip
def test_a_pronoun_without_anybody_is_never_everybody(talk: DeskWorld, text: str) -> None:
    """Nobody was talked about: who it is about is asked, and no list is shown."""
    answer = talk.say(SAM, text)
    assert answer is not None
    assert answer.title == "Who is it about?"
    assert talk.looks() == []


@pytest.mark.parametrize(
    "text", ["when is she 18", "how old is she", "and plan status", "when was the last contact", "is she EET"]
)
def test_a_pronoun_is_the_one_in_hand(talk: DeskWorld, text: str) -> None:
    """After Kai's key dates, "she" and what somebody has one of are Kai's."""
    talk.press(SAM, f"status/{talk.people['YP-1042']}")
    talk.say(SAM, "key dates for Kai")
    answer = shown(talk.say(SAM, text))
    assert "YP-1042" in answer


def test_a_question_about_the_offer_changes_whom_she_is(talk: DeskWorld) -> None:
    """After "is Bea entitled to it" her plan is Bea's; after somebody nobody knows it is nobody's, never Kai's."""
    add_person(talk, SAM, "Bea", "YP-1060")
    talk.say(SAM, "Kai's plan")
    assert talk.say(SAM, "is Bea entitled to the setting up home allowance") is None
    assert "YP-1060" in shown(talk.say(SAM, "what stage is her plan"))
    assert talk.say(SAM, "is Zara entitled to the setting up home allowance") is None
    asked = talk.say(SAM, "what stage is her plan")
    assert asked is not None
    assert asked.title == "Who is it about?"


@pytest.mark.parametrize("text", ["May", "May's key dates", "may"])
def test_somebody_called_may_comes_before_the_month(talk: DeskWorld, text: str) -> None:
    """With a button for the month."""
    add_person(talk, SAM, "May", "YP-1070")
    answer = talk.say(SAM, text)
    assert "YP-1070" in shown(answer)
    assert answer is not None
    [value] = [choice.value for choice in answer.choices if choice.label == "Key dates in May"]
    verb, *args = value.split("/")
    wanted = wanted_of(verb, args)
    assert isinstance(wanted, Wanted)
    assert (wanted.day_from, wanted.day_until) == (date(2027, 5, 1), date(2027, 5, 31))


def test_a_name_that_is_a_month_is_one_where_nobody_has_it(talk: DeskWorld) -> None:
    """What is due in May stays what is due in May."""
    answer = talk.say(SAM, "reviews due in May")
    assert answer is not None
    assert answer.title in ("Plans due", "Reviews due")


def test_a_command_that_stands_alone_is_one_whoever_is_called_so(talk: DeskWorld) -> None:
    """Somebody is called Help and somebody Overdue."""
    add_person(talk, SAM, "Help", "YP-1080")
    add_person(talk, SAM, "Overdue", "YP-1081")
    helped, late = talk.say(SAM, "help"), talk.say(SAM, "overdue")
    assert helped is not None
    assert helped.title == "What you can ask me"
    assert late is not None
    assert late.title == "Overdue plans"


ADVISERS = [KnownAdviser(1, "Will Chan (invented)"), KnownAdviser(2, "May Lee"), KnownAdviser(3, "Jo Marsh")]


@pytest.mark.parametrize(
    ("text", "ids", "rest"),
    [
        ("who will be due in may", [], "who will be due in may"),
        ("Will's and Jo's overdue plans", [1, 3], "and overdue plans"),
        ("May Lee’s caseload", [2], "caseload"),
        ("PA Jo's people", [3], "PA people"),
        ("jos plans", [3], "plans"),
        ("thanks Jo, who is overdue", [], "thanks Jo, who is overdue"),
    ],
)
def test_advisers_are_found_with_the_care_of_young_people(
    made: DeskWorld, text: str, ids: list[int], rest: str
) -> None:
    """In a name's place, in any writing, and not where they are greeted."""
    found, left = advisers_in(text, ADVISERS)
    assert [one.id for one in found] == ids
    assert left == rest
