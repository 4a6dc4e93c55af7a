"""Short questions behind an answer about the offer are about that topic; what is not known of it is said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk_world import SAM, DeskWorld, add_person, last_talk, talk_of
from test_offer_for_staff import YOUNG, as_said

from bot.advising.requests.request import Asked, Request
from bot.advising.topic_aspects import Aspect, aspect_asked

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer

ASPECTS = {
    "who qualifies": Aspect.WHO,
    "and who is it for?": Aspect.WHO,
    "who can get it": Aspect.WHO,
    "who qualifies for the setting up home allowance": Aspect.WHO,
    "from what age": Aspect.WHO,
    "does she qualify": Aspect.THIS_ONE,
    "can Kai have it": Aspect.THIS_ONE,
    "is he eligible for it?": Aspect.THIS_ONE,
    "is that section 24?": Aspect.SECTION,
    "is it under s23C": Aspect.SECTION,
    "what section is that": Aspect.SECTION,
    "is that the law?": Aspect.SECTION,
    "is it statutory": Aspect.SECTION,
    "where does that come from": Aspect.SECTION,
    "can she get it twice": Aspect.AGAIN,
    "is it one off": Aspect.AGAIN,
    "can Kai claim it again?": Aspect.AGAIN,
    "what notice": Aspect.NOTICE,
    "how much notice does the carer have to give": Aspect.NOTICE,
    "deadline?": Aspect.LIMITS,
    "is there a time limit": Aspect.LIMITS,
    "by when": Aspect.LIMITS,
    "how long does it last for her": Aspect.LIMITS,
    "until when?": Aspect.LIMITS,
    "when does it end": Aspect.LIMITS,
}
OTHERS = (
    "who qualifies for council tax help",
    "how long does universal credit take",
    "can she get a bursary",
    "when is her review due",
    "how long has Kai been with us",
    "is it ok if I visit her twice a week",
    "what notice does a landlord give",
    "my caseload",
    "deadline for Kai's plan",
    "who haven't I seen",
    "can Kai have a call back",
)


@pytest.mark.parametrize("text", ASPECTS)
def test_a_short_question_is_read_as_one_about_the_topic(offer: Offer, text: str) -> None:
    """Who, section, twice, notice, until when: with a name or "she", with or without the topic's own name."""
    topic = offer.topic("setting_up_home", "rutland")
    assert topic is not None
    assert aspect_asked(text, topic, ["Kai"]) is ASPECTS[text]


@pytest.mark.parametrize("text", OTHERS)
def test_what_says_more_is_not_taken_for_one(offer: Offer, text: str) -> None:
    """Another topic, a visit, a review or a list is asked for as ever."""
    topic = offer.topic("setting_up_home", "rutland")
    assert topic is not None
    assert aspect_asked(text, topic, ["Kai"]) is None


def told(made: DeskWorld, offer: Offer, parameters: Parameters, topic: str, place: str = "rutland") -> None:
    """The dialogue has answered a topic to Sam."""
    made.desk.shape(talk_of(SAM), [as_said(offer, parameters, topic, place)], "a question")


def asked(made: DeskWorld, text: str) -> tuple[str, dict[str, str]]:
    """The first sentence and the facts of what Sam is answered."""
    answer = made.say(SAM, text)
    assert answer is not None
    assert answer.card is not None
    assert answer.sources
    return answer.lead, {fact.name: fact.value for fact in answer.card.facts}


def test_who_section_twice_and_deadline_follow_on(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """For the setting up home allowance: whom it is for, its sections, and that neither a deadline nor a second time is known."""
    told(made, offer, parameters, "setting_up_home")
    assert asked(made, "who qualifies")[0].startswith(
        "Who qualifies: Care leavers who move into a first home"
    )
    assert asked(made, "is that section 24?")[0].startswith("24 is not among what I hold")
    assert asked(made, "is it under section 24B")[0].startswith("Yes, 24B is among them: Children Act 1989")
    assert "does not say whether it can be had more than once" in asked(made, "can she get it twice")[0]
    assert "No deadline and no time limit" in asked(made, "deadline?")[0]


def test_what_is_known_is_told(made: DeskWorld, offer: Offer, parameters: Parameters) -> None:
    """The bursary is one sum; help from 21 as often as asked; the assessment has its months."""
    told(made, offer, parameters, "university_support")
    assert asked(made, "can she get it twice")[0].startswith("By law the bursary is one sum in all")
    told(made, offer, parameters, "needs_assessment")
    assert asked(made, "by when?")[0].startswith("Within 3 months of turning 16")


def test_staying_put_tells_its_end_and_the_council_s_notice(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """Behind what the carer is paid: until 21, no notice in law, and Rotherham's 28 days with the age of the paper."""
    told(made, offer, parameters, "staying_put_money", "rotherham")
    lead, facts = asked(made, "how long does SP last for her")
    assert lead == "Until 21; no notice period in law."
    assert "28 days" in asked(made, "what notice")[1]["Rotherham adds"]
    assert "9 years old" in facts["Source"]


def test_one_young_person_is_not_decided_on(made: DeskWorld, offer: Offer, parameters: Parameters) -> None:
    """Whether Kai qualifies is said to depend on the facts: nothing of Kai is looked at, and nothing is shared."""
    add_person(made, SAM, "Kai", "YP-1")
    told(made, offer, parameters, "setting_up_home")
    looks = len(made.looks())
    assert "depends on their status and facts" in asked(made, "can Kai have it")[0]
    assert len(made.looks()) == looks


def test_the_topic_stays_after_it_is_sent_on(made: DeskWorld, offer: Offer, parameters: Parameters) -> None:
    """Asked again behind "send it to Kai", it is still that topic."""
    add_person(made, SAM, "Kai", "YP-1")
    told(made, offer, parameters, "setting_up_home")
    made.says["send it to Kai"] = Request(Asked.SHARE, person="Kai")
    assert made.say(SAM, "send it to Kai") is not None
    assert "does not say whether it can be had more than once" in asked(made, "can she get it twice")[0]


def test_after_a_list_it_is_not_about_the_topic_any_more(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """What was shown last decides: behind the caseload "deadline?" goes on to be read as a request."""
    told(made, offer, parameters, "setting_up_home")
    made.says["my caseload"] = Request(Asked.CASELOAD)
    made.say(SAM, "my caseload")
    assert made.say(SAM, "deadline?") is None


def test_the_topic_stays_for_what_follows(made: DeskWorld, offer: Offer, parameters: Parameters) -> None:
    """Each of these leaves the talk where it was, and none speaks to a young person."""
    told(made, offer, parameters, "council_tax", "rotherham")
    for text in (
        "who qualifies",
        "what section is that",
        "can she get it twice",
        "what notice",
        "until when",
    ):
        lead, facts = asked(made, text)
        assert not YOUNG.search(" ".join([lead, *facts.values()]))
    talk = last_talk(made, SAM)
    assert talk is not None
    assert (talk.asked, talk.topic) == ("offer", "council_tax")
