"""What no person wrote is known; what people write is not taken for it."""

from __future__ import annotations

import pytest

from bot.delivery.texting.robots import SAME_IN_A_ROW, is_loop, is_robot

ROBOTS = (
    "This is an automated message. Please do not reply to this text.|I'm driving right now - I'll get back to you later."
    "|Auto-reply: I am out of the office until Monday.|You have 2 new voicemails. To listen dial 121."
    "|Your parcel is out for delivery. Track it at example.com/t|123456 is your Example verification code|Your security code is 4821"
    "|no-reply: your order has been delivered by our driver|Message could not be delivered|Text STOP to opt out of these offers"
)
PEOPLE = (
    "do i have to reply to the letter|they never reply|can i get driving lessons|im driving myself mad|i work in an office"
    "|my parcel got nicked from the hostel|is there a code for the bus pass|i have one new message from my dad and im scared"
    "|my order from ikea for the flat is late, who pays|they said do not reply|i got a text saying your pa has left|how do i opt out of staying put"
)


@pytest.mark.parametrize("text", ROBOTS.split("|"))
def test_a_robot_is_known(text: str) -> None:
    """By what only machines say."""
    assert is_robot(text)


@pytest.mark.parametrize("text", PEOPLE.split("|"))
def test_a_person_is_no_robot(text: str) -> None:
    """Silence would be worse than a talk with a machine."""
    assert not is_robot(text)


def test_the_same_words_again_and_again_are_a_loop() -> None:
    """Whatever the capitals and spaces; other words in between make it none."""
    before = ["Busy now ", "busy  now", "BUSY NOW"]
    assert is_loop("busy now", before)
    assert not is_loop("busy now", before[1:])
    assert not is_loop("busy now", [*before, "no"])
    assert not is_loop("", [""] * SAME_IN_A_ROW)
