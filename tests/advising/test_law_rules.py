"""Rules of the law that staff ask in the words of a caseload, and short words of the trade: each answered with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk_world import SAM, STRANGER, TODAY, DeskWorld, last_talk
from test_offer_for_staff import YOUNG

from bot.advising.law.law_cards import law_card, terms_card
from bot.advising.law.law_rules import law_rules, rule_asked, staff_terms, terms_asked, with_terms_in_full
from bot.advising.requests.request import Asked, Request

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer

ASKS = {
    "what's the deadline for reviewing a PP": "review_time",
    "how often does a pathway plan have to be reviewed": "review_time",
    "statutory review timescale for PPs": "review_time",
    "how often must I visit": "visits",
    "statutory visit frequency for a YP in our own flat": "visits",
    "how often should a PA see a care leaver by law": "visits",
    "what is regulation 8": "regulation_8",
    "reg 8 visits": "regulation_8",
    "what does regulation 42 say": "regulation_42",
    "needs assessment deadline": "assessment_time",
    "by when is a needs assessment due": "assessment_time",
    "does a UASC YP with no status get a PP": "unaccompanied_plan",
    "who gets a pathway plan": "who_gets_plan",
    "does a qualifying young person get a pathway plan": "who_gets_plan",
    "who signs the pathway plan": "who_signs",
    "what goes in a pathway plan": "plan_holds",
    "what's the legal duty for 21+": "from_21",
    "is there a duty to accommodate at 18": "home_at_18",
    "what is section 23C": "section_23C",
    "what does s23CZB say": "section_23CZB",
    "section 24": "section_24",
    "what's an overdue one": "overdue",
    "what does in review mean": "in_review",
    "he's 18, is he priority need": "priority_need",
    "what duty do we owe a homeless care leaver": "priority_need",
    "what can I give him today": "help_today",
    "what money can we give her right now": "help_today",
}
OTHERS = (
    "who qualifies for the setting up home allowance",
    "when does staying put end",
    "what goes in a living together agreement",
    "council tax exemption for care leavers",
    "is my young person entitled to a bursary",
)


@pytest.mark.parametrize("text", ASKS)
def test_a_question_of_the_law_means_its_rule(text: str) -> None:
    """In the words of staff, short ones too."""
    rule = rule_asked(text)
    assert rule is not None
    assert rule.id == ASKS[text]


@pytest.mark.parametrize("text", OTHERS)
def test_a_question_of_the_offer_means_no_rule(text: str) -> None:
    """It goes on to the dialogue, which knows the topic."""
    assert rule_asked(text) is None


def test_every_rule_is_short_sourced_and_speaks_to_nobody_young(offer: Offer, parameters: Parameters) -> None:
    """At most 75 words, a source with the day it was checked, a topic that exists, no figure left open."""
    for rule, _ in law_rules():
        topic = offer.topic(rule.topic, "rutland") if rule.topic else None
        assert topic is not None or not rule.topic, rule.id
        shown = law_card(rule, topic, parameters, TODAY)
        assert shown.card is not None
        facts = {fact.name: fact.value for fact in shown.card.facts}
        assert len(shown.lead.split()) <= 75, (rule.id, len(shown.lead.split()))
        assert not YOUNG.search(" ".join([shown.title, shown.lead, *facts.values()])), rule.id
        assert "{" not in shown.lead
        assert "checked figure" not in shown.lead, rule.id
        assert all(source.checked_on for source in shown.sources)
        assert facts["Section"]


def test_the_figures_of_a_rule_are_those_of_the_day(made: DeskWorld) -> None:
    """Six months between reviews, three for the assessment, seven days and two months for visits: from the parameters."""
    for text, said in (
        ("how often must a pathway plan be reviewed", "every 6 months"),
        ("needs assessment deadline", "within 3 months"),
        ("how often must I visit", "within 7 days, then at most 2 months apart"),
    ):
        answer = made.say(SAM, text)
        assert answer is not None
        assert said in answer.lead


def test_the_council_s_practice_is_not_told_as_law(made: DeskWorld) -> None:
    """Eight weeks is said to be practice, with where it comes from; who signs is the council's too."""
    visits, signs = made.say(SAM, "how often must I visit"), made.say(SAM, "who signs a pathway plan")
    assert visits is not None
    assert signs is not None
    assert "8 weeks is council practice" in visits.lead
    assert signs.card is not None
    assert signs.card.facts[0].value.startswith("What the council adds")


def test_a_rule_is_the_topic_of_what_follows(made: DeskWorld) -> None:
    """Its version can be sent, and a short question behind it is about its topic."""
    answer = made.say(SAM, "does a UASC YP with no status get a PP")
    assert answer is not None
    assert answer.choices[0].value == "send/immigration_and_asylum/rutland"
    talk = last_talk(made, SAM)
    assert talk is not None
    assert talk.topic == "immigration_and_asylum"


def test_what_is_read_as_a_request_of_the_records_is_not_taken_for_a_rule(made: DeskWorld) -> None:
    """A list that was asked for is the list, though a rule has the same words."""
    made.says["overdue reviews by law"] = Request(Asked.OVERDUE)
    answer = made.say(SAM, "overdue reviews by law")
    assert answer is not None
    assert answer.title == "Overdue plans"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("SUHA", ["SUHA"]),
        ("what is PP IRO SUHA", ["PP", "IRO", "SUHA"]),
        ("what does FRC mean?", ["FRC"]),
        ("whats an IRO", ["IRO"]),
        ("what's the LHA", ["LHA"]),
        ("what do UASC and EET stand for", ["UASC", "EET"]),
        ("define SP please", ["SP"]),
        ("LCG?", ["SUHA"]),
    ],
)
def test_short_words_are_told_in_one_line_each(made: DeskWorld, text: str, short: list[str]) -> None:
    """In full, with what it is and its source."""
    answer = made.say(SAM, text)
    assert answer is not None
    assert answer.card is not None
    assert [row.title.split(":")[0] for row in answer.card.rows] == short
    assert all(row.texts[-1].startswith("Source: ") for row in answer.card.rows)
    assert [f"{one} is short for" in answer.lead for one in short] == [True] * len(short)


@pytest.mark.parametrize(
    "text",
    [
        "PP",
        "iro",
        "SP meetings coming up",
        "Kai's PP",
        "who is my young person's IRO",
        "LHA rate for under 35s",
        "NEET",
    ],
)
def test_a_short_word_in_another_question_is_not_explained(text: str) -> None:
    """Alone, PP or SP ask for somebody's or for a list; with other words it is another question."""
    assert not terms_asked(text)


def test_every_short_word_has_one_short_line(parameters: Parameters) -> None:
    """At most 20 words, no figure left open, nobody young spoken to; those that the issue names are there."""
    assert set(staff_terms()) >= {"YP", "LAC", "UASC", "SP", "FRC", "PP", "IRO", "EET", "NEET", "SUHA", "LHA"}
    shown = terms_card(tuple(dict.fromkeys(staff_terms().values())), parameters, TODAY)
    assert shown.card is not None
    for row in shown.card.rows:
        assert len(row.texts[0].split()) <= 20, row.title
        assert "{" not in row.texts[0]
        assert not YOUNG.search(" ".join([row.title, *row.texts]))


def test_a_stranger_is_told_short_words_too(made: DeskWorld) -> None:
    """They need no account."""
    answer = made.say(STRANGER, "what is SUHA")
    assert answer is not None
    assert "setting up home allowance" in answer.lead


def test_a_question_about_the_offer_has_its_short_words_in_full() -> None:
    """As the topics know them; every other word stays as it was typed."""
    assert with_terms_in_full("is Kai entitled to SUHA?") == "is Kai entitled to setting up home allowance?"
    assert with_terms_in_full("can a frc get it") == "can a former relevant child get it"
    assert with_terms_in_full("do PAs ring on Sundays") == "do personal adviser ring on Sundays"
    assert with_terms_in_full("nothing short here") == "nothing short here"
