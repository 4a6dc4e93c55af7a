"""What staff are told in danger: 999 first, then the trade's ways, and nothing that is meant for a young person."""

from __future__ import annotations

import pytest

from bot.answer import Answer, ContactLine
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import KINDS, urgent_reply
from bot.safeguarding.staff_replies import (
    NO_DUTY,
    Behind,
    is_staff_check_in,
    staff_check_in,
    staff_over_reply,
    staff_urgent_reply,
)
from bot.safeguarding.staff_whose import Whose

DUTY = ContactLine(name="Your team's duty phone", phone="01632 960198")
BOTH = [Danger(kind, is_about_other=other) for kind in sorted(KINDS) for other in (True, False)]
LONGEST = 320  # letters of a lead: what a phone shows without scrolling


def words(answer: Answer) -> str:
    """All that can be read."""
    contacts = [f"{one.name} {one.phone} {one.who_for}" for one in answer.contacts]
    return " ".join([answer.lead, *answer.steps, *answer.notes, *contacts])


@pytest.mark.parametrize("danger", BOTH, ids=str)
def test_999_stands_first_and_nothing_is_for_a_young_person(danger: Danger) -> None:
    """Whoever it is about, and whatever is known; it can be read on a phone, and says that nobody was told."""
    for behind in (Behind(), Behind((DUTY,))):
        answer = staff_urgent_reply(danger, behind)
        assert (answer.urgency, answer.topic) == ("urgent", danger.kind)
        assert answer.contacts[0].phone == "999"
        assert "999" in answer.lead
        assert len(answer.lead) <= LONGEST
        said = words(answer)
        assert "told nobody" in said
        for wrong in ("your PA", "Sign in", "Leave this page", "carer", "Under 19"):
            assert wrong not in said


@pytest.mark.parametrize("danger", [one for one in BOTH if one.is_about_other], ids=str)
def test_a_young_persons_danger_has_the_ways_of_the_trade(danger: Danger) -> None:
    """Procedure, duty phone (or that it is not known), manager, record; nobody is told that they took something."""
    known, unknown = staff_urgent_reply(danger, Behind((DUTY,))), staff_urgent_reply(danger)
    assert DUTY in known.contacts
    assert (NO_DUTY in known.steps, NO_DUTY in unknown.steps) == (False, True)
    for answer in (known, unknown):
        said = words(answer)
        assert ("procedure" in said, "manager" in said, "record" in said) == (True, True, True)
        assert "If you took something" not in said
        assert "not your fault" not in said


@pytest.mark.parametrize("danger", BOTH, ids=str)
def test_the_other_reply_is_a_press_away(danger: Danger) -> None:
    """Nobody can always tell from words whose danger it is."""
    [switch] = [one for one in staff_urgent_reply(danger).choices if one.kind == "danger"]
    assert switch.value == f"{danger.kind}/{'self' if danger.is_about_other else 'other'}"


def test_its_numbers_are_those_that_everybody_gets() -> None:
    """Which are those of the contacts register: see test_replies."""
    known = {
        one.phone
        for kind in KINDS
        for other in (True, False)
        for one in urgent_reply(Danger(kind, other)).contacts
    }
    told = {one.phone for danger in BOTH for one in staff_urgent_reply(danger).contacts}
    assert told <= known


@pytest.mark.parametrize("whose", Whose)
def test_a_weak_sign_is_asked_about_in_one_line_that_leads_on(whose: Whose) -> None:
    """About a young person, or about the writer where they said so."""
    answer = staff_check_in(Danger("missing"), whose)
    assert is_staff_check_in(answer.lead)
    assert "999" in answer.lead
    assert {one.kind for one in answer.choices} == {"danger"}
    assert answer.choices[0].value == f"missing/{'self' if whose is Whose.OWN else 'other'}"


def test_danger_that_is_over_is_no_occasion_to_comfort_who_reports_it() -> None:
    """Their own is."""
    assert "Thank you" not in staff_over_reply(Whose.THEIRS).lead
    assert "Samaritans" in staff_over_reply(Whose.OWN).lead
