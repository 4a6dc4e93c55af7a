"""The open question is asked again once, kept below two other answers, and never turns a doubt into a yes."""

from __future__ import annotations

import pytest
import textstat

from bot.answer import Answer, Choice, ContactLine
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.safeguarding.consent import Meaning
from bot.safeguarding.finding import Danger
from bot.safeguarding.open_offer import OpenOffer, asked_again, kept_below, offer_in
from bot.safeguarding.passing_on import NOT_TOLD, Passed, Standing, agreed, outcome, with_standing
from bot.safeguarding.replies import KINDS, urgent_reply

DANGER = Danger("missing", is_about_other=True)
PA = ContactLine(name="Sam Okafor (invented), your PA", phone="01632 960101", who_for="The PA on your record")
TEAM = ContactLine(name="Your team's duty number", phone="01632 960198", who_for="If you can't reach your PA")


def first(standing: Standing = Standing.ASK_ABOUT_PA, danger: Danger = DANGER) -> OpenOffer:
    """The question as the urgent reply asks it."""
    offer = offer_in(with_standing(urgent_reply(danger), danger, Passed(standing, (PA, TEAM))))
    assert offer is not None
    return offer


def then(answer: Answer) -> OpenOffer:
    """The question of the answer after it."""
    offer = offer_in(answer)
    assert offer is not None
    return offer


ASKINGS = {
    "asked again": asked_again(first()),
    "left to them": asked_again(then(asked_again(first()))),
    "below": kept_below(first(), is_beside=False)[0],
    "asked again for the team": asked_again(first(Standing.ASK_ABOUT_TEAM)),
    "below for the team": kept_below(first(Standing.ASK_ABOUT_TEAM), is_beside=True)[0],
}


@pytest.mark.parametrize("name", ASKINGS)
def test_every_asking_is_short_plain_and_names_help(name: str) -> None:
    """Grade five, two text fragments, 999 and somebody to talk to."""
    lead = ASKINGS[name].lead
    assert float(textstat.flesch_kincaid_grade(lead)) <= 5
    assert septets(lead) <= TWO_FRAGMENTS
    assert not_gsm(lead) == []
    assert {"999", "116 123"} <= {word.strip(".") for word in lead.split()} | (
        {"116 123"} if "116 123" in lead else set()
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("other", [False, True])
def test_the_danger_stays_that_of_the_first_question(kind: str, other: bool) -> None:
    """However often it is asked: the alert is about that."""
    danger = Danger(kind, other)
    offer = then(kept_below(then(asked_again(first(danger=danger))), is_beside=True)[0])
    assert agreed(offer.choice(Meaning.YES)) == danger
    assert agreed(offer.choice(Meaning.NO)) is None


def test_it_is_asked_again_once() -> None:
    """After that the question mark is gone, the buttons stay, and only what says what to do counts."""
    second = asked_again(first())
    third = asked_again(then(second))
    fourth = asked_again(then(third))
    assert [bool(answer.question) for answer in (second, third, fourth)] == [True, False, False]
    assert [then(answer).is_asking for answer in (second, third, fourth)] == [True, False, False]
    assert [then(third).read(text).meaning for text in ("yes", "ok", "tell her", "no", "maybe")] == [
        Meaning.UNCLEAR,
        Meaning.UNCLEAR,
        Meaning.YES,
        Meaning.NO,
        Meaning.UNCLEAR,
    ]


def test_it_stands_below_two_other_answers() -> None:
    """And below none once it was left to them."""
    once = kept_below(first(), is_beside=False)
    twice = kept_below(then(once[0]), is_beside=False)
    assert (len(once), len(twice), kept_below(then(twice[0]), is_beside=False)) == (1, 1, ())
    assert kept_below(then(asked_again(then(asked_again(first())))), is_beside=False) == ()


def test_beside_another_question_a_bare_yes_is_unclear() -> None:
    """It may be to that one. Asked again, it is to us."""
    beside = then(kept_below(first(), is_beside=True)[0])
    assert (beside.read("yes").meaning, beside.read("yes tell sam").meaning) == (Meaning.UNCLEAR, Meaning.YES)
    assert then(asked_again(beside)).read("yes").meaning is Meaning.YES


def test_the_pa_is_known_by_name_while_it_is_open() -> None:
    """From the record's own line; a stranger's name is no yes."""
    for offer in (first(), then(asked_again(first()))):
        assert (offer.read("tell sam").meaning, offer.read("tell kevin").meaning) == (
            Meaning.YES,
            Meaning.OTHER,
        )


def test_only_a_yes_and_a_no_together_are_a_question() -> None:
    """The button "Try again" stands alone, and most answers ask nothing of this."""
    yes = first().choice(Meaning.YES)
    assert offer_in(outcome(Passed(Standing.NOT_TOLD), yes, ())) is None
    assert [
        offer_in(answer)
        for answer in (
            None,
            NOT_TOLD,
            Answer(lead="x", question="Which?", choices=(Choice(label="a", kind="topic", value="a"),)),
        )
    ] == [None] * 3
