"""Every phone number that stands in a text can be pressed, and nothing else becomes a link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.number_links import linked
from bot.offer.answers import answer_for
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import Passed, Standing, told
from bot.safeguarding.replies import KINDS, urgent_reply

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer

LINK = re.compile(r'<a href="(tel|sms):([\d+]+)">([^<]+)</a>')


def links(text: str) -> list[tuple[str, str]]:
    """What can be pressed in a text: how, and the digits."""
    return [(found.group(1), found.group(2)) for found in LINK.finditer(str(linked(text)))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In danger? Ring 999.", [("tel", "999")]),
        ("ring Samaritans on 116 123, or 111 and choose option 2", [("tel", "116123"), ("tel", "111")]),
        ("Ring 111 and choose option 2.", [("tel", "111")]),
        ("a clinic or GP today, or ring 111.", [("tel", "111")]),
        ("Can't talk? Text SHOUT to 85258. It's free.", [("sms", "85258")]),
        ("Text the word SHOUT to 85258", [("sms", "85258")]),
        ("text SHOUT to 85258, or ring 0808 800 4444", [("sms", "85258"), ("tel", "08088004444")]),
        ("Ring or text the Runaway Helpline on 116 000.", [("tel", "116000")]),
        ("text 07520615387", [("sms", "07520615387")]),
        ("Under 19? Childline is 0800 1111.", [("tel", "08001111")]),
        ("0808 2000 247 and 08000 121 700", [("tel", "08082000247"), ("tel", "08000121700")]),
        ("Coram Voice, 0808 800 5792.", [("tel", "08088005792")]),
        ("(01572 722577)", [("tel", "01572722577")]),
        ("+44 7700 900101", [("tel", "+447700900101")]),
        ("020 7008 0151, 01632 960101", [("tel", "02070080151"), ("tel", "01632960101")]),
        ("0808 801 0327 24 hours", [("tel", "08088010327")]),
        ("هل أنت في خطر؟ اتصل بالرقم 999.", [("tel", "999")]),
    ],
)
def test_a_number_in_a_text_can_be_pressed(text: str, found: list[tuple[str, str]]) -> None:
    """Rung, or texted where the text says so."""
    assert links(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "£999",
        "£3,000",
        "999 days",
        "111 days",
        "section 111 of the Act",
        "in 2026",
        "22 November 2026",
        "2026-11-22",
        "01/02/2026",
        "01-02-2026",
        "YP-0123456789",
        "0123456789ab",
        "give us this number: 123456789012.",
        "85258 people",
        "in 85258",
        "12345",
        "SI 2010/959",
        "lines 1981-1983",
        "16 or 17",
        "18 to 21",
        "1,999",
        "99.9%",
        "100%",
        "£85258",
        "0.999",
        "code 123456",
        "between 111 and 112",
        "a text of 160 letters",
        "text me in 12345 years",
    ],
)
def test_nothing_else_becomes_a_link(text: str) -> None:
    """Amounts, ages, years, dates, references and laws stay as they are."""
    assert links(text) == []


@given(st.text(max_size=80))
def test_the_words_stay_the_same_and_are_escaped(text: str) -> None:
    """A link is all that is added."""
    from markupsafe import escape

    assert LINK.sub(r"\3", str(linked(text))) == str(escape(text))


def test_no_markup_gets_through() -> None:
    """Escaped first, linked after."""
    assert (
        str(linked("<b onclick='x'>999</b>"))
        == '&lt;b onclick=&#39;x&#39;&gt;<a href="tel:999">999</a>&lt;/b&gt;'
    )


def texts(answer: Answer) -> list[str]:
    """Every sentence of an answer that the page shows."""
    return [
        answer.lead,
        *answer.steps,
        *answer.notes,
        *(text for paragraph in answer.paragraphs for text in (paragraph.text, *paragraph.steps)),
        *(contact.who_for for contact in answer.contacts),
    ]


SPELLED = re.compile(r"(?<![\d£])(?:0\d{2,4}(?: \d{2,4}){1,3}|116 \d{3}|999|85258|(?<=ing )111)(?!\d|,\d)")


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("other", [False, True])
def test_every_number_of_the_urgent_replies_can_be_pressed(kind: str, other: bool) -> None:
    """Wherever it stands."""
    for text in texts(urgent_reply(Danger(kind, other))) + texts(told(Passed(Standing.TOLD), ())):
        assert len(links(text)) == len(SPELLED.findall(text)) + text.count(", or 111 and choose"), text


def test_every_number_of_the_offer_can_be_pressed(offer: Offer, parameters: Parameters) -> None:
    """In every topic of every place."""
    from datetime import date

    missing = [
        (place, topic.id, text)
        for place in offer.places
        for topic in offer.topics_of(place)
        for text in texts(answer_for(topic, offer, parameters, date(2026, 11, 28)))
        if len(links(text)) < len(SPELLED.findall(text))
    ]
    assert missing == []
