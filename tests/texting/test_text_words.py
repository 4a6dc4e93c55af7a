"""A short text is one of our words, the number of a choice, or a message: nothing is taken for what it is not."""

from __future__ import annotations

import pytest

from bot.delivery.texting.text_words import Word, number_in, word_in

WORDS = {
    Word.STOP: "STOP|Stop.|stop pls|Please STOP thanks x|STOPALL|stop all|unsubscribe|CANCEL|End|QUIT!!|“STOP”|stop texting me|opt out"
    "|hi stop please|Stop messages ty",
    Word.START: "START|start pls|UNSTOP|Start!|opt in",
    Word.HELP: "HELP|help|Help!|help pls|help please thanks|INFO",
    Word.MORE: "MORE|more|more pls|More.|next|send more please",
    Word.SOURCE: "SOURCE|source?|sources",
    Word.EASY: "EASY|easier|in easy words please",
    Word.BACK: "BACK|go back|previous",
    Word.MENU: "MENU|menu pls|main menu|options",
    Word.FORGET: "FORGET|forget this chat|clear",
}
MESSAGES = (
    "i want it all to stop|stop it happening|make him stop|help me|can you help|please help me|end it|end it all|the end|i quit my job"
    "|cancel my appointment|how do i stop|stop it|dont stop|i need more money|more help with rent|start uni in september|when do i start"
    "|source of income|it is not easy|i want to go back to my carer|i got my marks back|S T O P|no|yes|ok|thanks|"
)
NUMBERS = {
    1: "1|1.|1)|(1)|1 pls|1 thanks|one|One please|the first|first one|the first one please|no 1|No. 1|number one|option 1|1st|#1|１|1️⃣"
    "|i pick 1|ill go with 1|can i have 1|choose 1",
    2: "2|two|two please xx|second|the second option|2nd|option two",
    9: "9|nine|the ninth",
    12: "12",
}
NO_NUMBERS = "1 2|1 and 2|one of my friends|3 bed house|first time here|second hand sofa|two kids|im 17|999 now|no|the first of may|"


@pytest.mark.parametrize(
    ("said", "word"), [(said, word) for word, ways in WORDS.items() for said in ways.split("|")]
)
def test_a_word_is_known_however_it_is_written(said: str, word: Word) -> None:
    """In any case, with thanks, marks and quotes around it."""
    assert word_in(said) is word
    assert number_in(said) is None


@pytest.mark.parametrize("said", MESSAGES.split("|"))
def test_a_message_with_such_a_word_in_it_is_a_message(said: str) -> None:
    """Whoever wants something to stop must not be signed off."""
    assert word_in(said) is None


@pytest.mark.parametrize(
    ("said", "number"), [(said, number) for number, ways in NUMBERS.items() for said in ways.split("|")]
)
def test_a_number_is_known_in_figures_and_in_words(said: str, number: int) -> None:
    """With politeness around it, and as people write it on phones."""
    assert number_in(said) == number
    assert word_in(said) is None


@pytest.mark.parametrize("said", NO_NUMBERS.split("|"))
def test_what_says_more_is_no_number(said: str) -> None:
    """A choice is picked by nothing but its number."""
    assert number_in(said) is None
