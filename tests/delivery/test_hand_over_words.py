"""What is said of a hand-over: plain for a young person, in one text, without a name where others may read it."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import pytest
from readability import grade

from bot.answer import Answer
from bot.channels.sms.sms_render import pieces
from bot.delivery.handing_over import said_to_staff as staff
from bot.delivery.handing_over import said_to_young_person as young
from bot.delivery.handing_over.held_words import Why
from bot.delivery.handing_over.said_of_held import held, kept, sent
from bot.delivery.handing_over.said_to_staff import Whom
from bot.delivery.handing_over.said_to_young_person import CHANNELS, GONE, Promise
from bot.delivery.handing_over.speaker import Speaker
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.talk.general_answers import call_back_button

NAME, WHOM = "Sam Marker", Whom("Zebedee Markerson (invented)", "YP-MARKER", 1)
SAM, BOSS = Speaker(NAME), Speaker("Ada Marker", is_manager=True)
SPEAKERS = [SAM, BOSS, Speaker(is_manager=True)]
BY = datetime(2026, 11, 25, 17)
PROMISES = [Promise(BY, has_manager=True), Promise(BY), Promise(None)]
ENDS = ["young_person", "adviser", "silence", GONE]


def to_young_person(channel: str) -> list[Answer]:
    """Everything that is said on a channel."""
    return [
        young.asked(channel, NAME, BY),
        young.asked_team(channel, NAME, BY),
        young.asked_already(channel, BY),
        *(young.here(channel, who) for who in SPEAKERS),
        *(young.here_now(channel, who) for who in SPEAKERS),
        young.elsewhere(),
        young.busy(call_back_button()),
        young.unsigned(),
        young.over(),
        young.nobody(()),
        *(young.not_taken(channel, NAME, promise, ()) for promise in PROMISES),
        *(young.not_taken(channel, NAME, promise, (), was_team_asked=True) for promise in PROMISES),
        *(young.called_instead(promise, ()) for promise in PROMISES),
        *(young.called(promise, ()) for promise in PROMISES),
        *(young.out_of_hours(promise, ()) for promise in PROMISES),
        *(young.ended(channel, who, how) for how, who in product(ENDS, SPEAKERS)),
        *(young.not_passed_on(young.ended(channel, who, how)) for how, who in product(ENDS, SPEAKERS)),
        *(Answer(lead=young.call_promised(promise)) for promise in PROMISES[:2]),
    ]


def to_staff() -> list[Answer]:
    """Everything that an adviser is shown."""
    return [
        *(
            staff.asks(7, WHOM, channel, BY, has_team=has)
            for channel, has in product(CHANNELS, [True, False])
        ),
        *(staff.asks_team(7, WHOM, NAME, channel, BY) for channel in CHANNELS),
        staff.taken(WHOM, NAME),
        staff.unread(WHOM, "words of Zebedee"),
        staff.to_team(BY),
        staff.to_others(BY),
        *(held(7, "words of Zebedee", why) for why in Why),
        held(7, "words of Zebedee " * 500, Why.OTHER),
        sent(is_new=True),
        sent(is_new=False),
        kept(),
        *(staff.here(7, WHOM, channel) for channel in CHANNELS),
        staff.wrote(7, WHOM, "words of Zebedee"),
        staff.wrote_in_danger(7, WHOM, "words of Zebedee"),
        *(staff.ended(how, WHOM, BY) for how in [*ENDS, "nobody"]),
        staff.put_off(BY),
        staff.put_off(None),
        staff.left_page(),
        staff.too_late(),
        staff.not_yours(),
        staff.in_another(7, 8),
        staff.not_passed_on(staff.ended(GONE)),
        staff.call_is_overdue(9, WHOM, BY),
    ]


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_young_person_of_nine_to_eleven_can_read_it(channel: str) -> None:
    """Grade six at most, each by itself."""
    hard = {answer.lead: grade(answer.lead) for answer in to_young_person(channel) if grade(answer.lead) > 6}
    assert hard == {}


def test_each_is_one_text_that_names_nobody() -> None:
    """In the letters of every phone."""
    for answer in to_young_person("sms"):
        assert NAME not in answer.lead
        assert not_gsm(answer.lead) == []
        assert septets(answer.lead) <= TWO_FRAGMENTS


@pytest.mark.parametrize(("channel", "what"), product(CHANNELS, ["here", "asked"]))
def test_the_page_names_who_it_is_and_a_text_does_not(channel: str, what: str) -> None:
    """As on record."""
    answer = young.here(channel, SAM) if what == "here" else young.asked(channel, NAME, BY)
    assert (NAME in answer.lead) == (channel == "web")


def test_by_text_an_adviser_s_words_stand_behind_your_pa() -> None:
    """Whoever finds the phone reads no name; emoji that no phone of old shows are left out as in every text."""
    [one] = pieces([young.by_adviser(SAM, "See you at 2")])
    assert one.text == "Your PA: See you at 2"
    [other] = pieces([young.by_adviser(BOSS, "See you at 2")])
    assert other.text == "Your PA's manager: See you at 2"


def test_no_word_that_ends_a_talk_by_text_is_one_of_the_networks() -> None:
    """END, STOP, CANCEL and QUIT stop all texts: nobody is told to text one of them."""
    said = young.here("sms", SAM).lead
    assert "Text BYE" in said
    assert not {"END", "STOP", "CANCEL", "QUIT"} & set(said.replace(".", " ").split())


def test_titles_leads_and_buttons_for_staff_name_nobody() -> None:
    """They are kept in the adviser's talk; the card is not."""
    for answer in to_staff():
        kept = answer.copy(update={"card": None}).json()
        assert "Zebedee" not in kept
        assert "YP-MARKER" not in kept


def test_every_card_says_what_it_means_and_whose_practice_it_is() -> None:
    """Behind a press."""
    for answer in to_staff():
        if answer.card is not None and answer.card.facts:
            assert answer.card.meaning
            assert answer.sources
