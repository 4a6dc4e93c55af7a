"""Each state of a plan in one plain sentence, to the young person and to the adviser."""

from __future__ import annotations

import pytest
import textstat

from bot.casework.codes import PlanState
from bot.casework.plans.state_words import NEXT_FOR_YOUNG_PERSON, TO_ADVISER, TO_YOUNG_PERSON

BOTH = pytest.mark.parametrize("words", [TO_YOUNG_PERSON, TO_ADVISER], ids=["young_person", "adviser"])


@BOTH
def test_every_state_has_its_own_sentence(words: dict[PlanState, str]) -> None:
    """None is missing and no two are the same."""
    assert set(words) == set(PlanState)
    assert len(set(words.values())) == len(PlanState)


@BOTH
@pytest.mark.parametrize("state", PlanState)
def test_it_is_one_sentence(words: dict[PlanState, str], state: PlanState) -> None:
    """One full stop, at the end."""
    assert words[state].endswith(".")
    assert [mark for mark in words[state][:-1] if mark in ".!?"] == []


@pytest.mark.parametrize("state", PlanState)
def test_a_young_person_can_read_it(state: PlanState) -> None:
    """Grade six after Flesch and Kincaid, or below, for the sentence on its own."""
    assert textstat.flesch_kincaid_grade(TO_YOUNG_PERSON[state]) <= 6


@pytest.mark.parametrize("state", PlanState)
def test_an_adviser_reads_it_at_a_glance(state: PlanState) -> None:
    """Twenty words at most."""
    assert len(TO_ADVISER[state].split()) <= 20


def test_no_state_is_called_by_its_code() -> None:
    """Nobody has to know our names for the states."""
    said = " ".join([*TO_YOUNG_PERSON.values(), *TO_ADVISER.values()])
    assert [state.value for state in PlanState if "_" in state.value and state.value in said] == []


@pytest.mark.parametrize("state", PlanState)
def test_every_state_has_a_next_step_that_names_who_acts(state: PlanState) -> None:
    """Only the adviser's and the manager's name are filled in."""
    said = NEXT_FOR_YOUNG_PERSON[state].format(adviser="Ray", manager="Ann")
    assert "{" not in said
    assert said.endswith(".")
