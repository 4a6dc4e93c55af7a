"""Figures in sentences: the day's value, the value of a named day, or an honest "I don't have one"."""

from __future__ import annotations

from datetime import date

import pytest

from bot.entitlements.parameters import Parameter, Parameters
from bot.offer.figures import fill, placeholders

TODAY = date(2026, 11, 22)
HELD = {"source": "an invented paper", "checked_on": TODAY}
FIGURES = Parameters(
    {
        "bus_money": Parameter(
            id="bus_money",
            label="the bus money",
            unit="GBP_per_week",
            description="Invented.",
            values=[
                {"from": "2017-04-25", "to": "2018-04-24", "value": 12.5, **HELD},
                {"from": "2020-01-01", "value": 1500, **HELD},
            ],
        ),
        "bus_age": Parameter(
            id="bus_age",
            label="the bus age",
            unit="age",
            description="Invented.",
            values=[{"from": "2020-01-01", "value": 25, **HELD}],
        ),
    }
)


def test_a_figure_stands_as_it_is_today() -> None:
    """A placeholder without a date prints the value of the day that is asked about."""
    assert fill("You get {bus_money}.", FIGURES, TODAY) == "You get £1,500 a week."


def test_a_pinned_figure_stands_as_it_was_that_day() -> None:
    """A placeholder with a date ignores today."""
    assert fill("In 2017 it was {bus_money@2017-04-25}.", FIGURES, TODAY) == "In 2017 it was £12.50 a week."


def test_today_and_a_pinned_day_can_share_a_sentence() -> None:
    """Each placeholder has its own day."""
    text = "It was {bus_money@2018-04-24}. Now it is {bus_money}, until {bus_age}."
    assert fill(text, FIGURES, TODAY) == "It was £12.50 a week. Now it is £1,500 a week, until 25."


def test_without_a_checked_figure_the_whole_sentence_goes() -> None:
    """Half a sentence about money is worse than none, so it is replaced by one that says so."""
    said = fill("The council pays {bus_money} for your bus.", FIGURES, date(2018, 4, 25))
    assert said == "I don't have a checked figure for the bus money on that date. Ask your PA."


def test_one_missing_figure_takes_the_sentence_even_if_another_is_known() -> None:
    """A sentence with one known and one unknown figure is not half printed."""
    said = fill("In 2019 it was {bus_money@2019-01-01}, to the age of {bus_age}.", FIGURES, TODAY)
    assert said == "I don't have a checked figure for the bus money on that date. Ask your PA."


def test_the_other_sentences_of_a_text_stay() -> None:
    """Only the sentence with the missing figure is replaced: urgent numbers beside it stay."""
    said = fill("The council pays {bus_money}. In danger now? Ring 999.", FIGURES, date(2018, 4, 25))
    assert (
        said
        == "I don't have a checked figure for the bus money on that date. Ask your PA. In danger now? Ring 999."
    )


def test_a_text_without_figures_stays_as_it_is() -> None:
    """Nothing else is touched."""
    assert fill("Ask your PA. It's free!", FIGURES, TODAY) == "Ask your PA. It's free!"


def test_the_figures_of_a_text_are_listed_in_order() -> None:
    """The loader learns every figure that a text uses, pinned or not."""
    assert placeholders("{bus_age} and {bus_money@2017-04-25}, not {Bus}") == ["bus_age", "bus_money"]


def test_a_figure_that_no_file_defines_is_an_error() -> None:
    """An unknown figure is never printed as an empty space."""
    with pytest.raises(KeyError):
        fill("It is {train_money}.", FIGURES, TODAY)
