"""What was asked of one young person stands first: in the lead, and on the card right behind the name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from deed_world import facts_of
from desk_world import SAM, add_life, add_person, make_world

from bot.advising.cards.asked_first import PersonFact, asked_fact
from bot.advising.requests.request import Asked, Dates, Request
from bot.casework.codes import PlanState

if TYPE_CHECKING:
    from desk_world import DeskWorld

    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.records.database import Database


@pytest.fixture
def made(database: Database, parameters: Parameters, offer: Offer) -> DeskWorld:
    """Kai of Sam's, who is a parent and lives on their own."""
    made = make_world(database, parameters, offer)
    kai = add_person(made, SAM, "Kai", "YP-1", born=date(2006, 3, 1), seen_days=7)
    add_life(made, kai, activ="G6")
    return made


@pytest.mark.parametrize(
    ("text", "lead", "fact"),
    [
        (
            "when did I last see Kai",
            "Last meaningful contact: 16 November 2026, 7 days ago. Plan: ",
            "Contact",
        ),
        ("Kai's last contact", "Last meaningful contact: 16 November 2026, 7 days ago. Plan: ", "Contact"),
        ("how old is Kai", "20, turned 18 on 1 March 2024. Plan: ", "Age"),
        (
            "is Kai EET",
            "Not in EET, pregnancy or parenting (ACTIV G6). Plan: ",
            "Education, employment or training",
        ),
        (
            "where does Kai live, what accommodation",
            "Nothing on record of where they live. Plan: ",
            "Accommodation",
        ),
        (
            "has Kai seen the plan",
            "No views of the plan are on record, nor why there are none. Plan: ",
            "The young person's views",
        ),
        ("what do I need to do next for Kai", "Start the review", "Next step"),
    ],
)
def test_the_fact_that_was_asked_for_comes_first(made: DeskWorld, text: str, lead: str, fact: str) -> None:
    """Then the plan, as ever; the lead names nobody."""
    answer = made.ask(SAM, Request(Asked.STATUS, person="Kai"), text)
    assert answer is not None
    assert answer.lead.startswith(lead)
    assert "Kai" not in answer.lead
    assert list(facts_of(answer))[2] == fact


@pytest.mark.parametrize("text", ["Kai", "Kai's plan", "PP status for Kai", "is Kai's review overdue"])
def test_where_the_plan_was_asked_for_it_comes_first(made: DeskWorld, text: str) -> None:
    """Nothing else stands before it."""
    assert asked_fact(text) is None
    answer = made.ask(SAM, Request(Asked.STATUS, person="Kai"), text)
    assert answer is not None
    assert answer.lead.startswith("Plan: ")


def test_when_somebody_turns_18_is_answered_also_where_they_have(made: DeskWorld) -> None:
    """Not with an empty list of dates to come."""
    answer = made.ask(SAM, Request(Asked.KEY_DATES, person="Kai", dates=Dates.BIRTHDAYS), "when is Kai 18")
    assert answer is not None
    assert answer.lead.startswith("20, turned 18 on 1 March 2024.")


def test_what_is_overdue_stands_first_among_one_person_s_dates(made: DeskWorld) -> None:
    """A reader of key dates must not take it that nothing is late."""
    add_person(made, SAM, "Heath", "YP-3", review_in=-20)
    answer = made.ask(SAM, Request(Asked.KEY_DATES, person="Heath"))
    assert answer is not None
    assert answer.lead.startswith("Review was due 3 November 2026 (20 days over).")
    assert answer.card is not None
    assert (answer.card.moments[0].what, answer.card.moments[0].is_past) == ("Review was due (overdue)", True)


@pytest.mark.parametrize("words", ["Lee", "lee?", "YP-2"])
def test_a_bare_name_behind_dates_or_moves_is_that_person_s_status(made: DeskWorld, words: str) -> None:
    """ "And Lee?" carries on with the same; "Lee" does not."""
    add_person(made, SAM, "Lee", "YP-2", state=PlanState.DRAFTING)
    for asked in (Asked.KEY_DATES, Asked.MOVE_PLAN):
        made.ask(SAM, Request(asked, person="Kai"))
        answer = made.ask(SAM, Request(asked, person=words.strip("?"), is_same_request=True), words)
        assert answer is not None
        assert answer.title == "Where the plan stands"
        assert facts_of(answer)["Reference"] == "YP-2"
    again = made.ask(SAM, Request(Asked.KEY_DATES, person="Lee", is_same_request=True), "and Lee?")
    assert again is not None
    assert again.title == "Key dates"


def test_every_fact_can_be_asked_for() -> None:
    """A new one has words."""
    asked = ("last seen", "how old", "views", "neet", "accommodation", "next step")
    assert {asked_fact(text) for text in asked} == set(PersonFact)
