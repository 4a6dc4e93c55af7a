"""Everything that we can say, as it leaves by text: short, plain, whole sentences, and nothing that only a page has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from invented import KEY
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import follow_up
from actions.say_passage import answer_of
from actions.say_topic import answer_topic
from actions.services import Services
from actions.turn import Turn
from bot.answer import Answer
from bot.channels.sms.sms_render import MORE, pieces
from bot.delivery.texting.fragments import notify_fragments, twilio_fragments
from bot.gsm import GSM_7, GSM_7_DOUBLE, TWO_FRAGMENTS, septets, to_gsm
from bot.identity.sign_in.sessions import Sessions
from bot.offer.answers import council_numbers
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import (
    check_in_reply,
    something_went_wrong,
    supportive_reply,
    urgent_reply,
)
from bot.settings import Clock
from bot.talk.compare import compare, worth_comparing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer

TODAY = date(2026, 11, 26)
KINDS = ("easy", "more", "all", "source", "contact", "how_much", "other_council")
DANGERS = (
    "crisis_self_harm",
    "crisis_abuse_or_danger",
    "crisis_homeless_tonight",
    "exploitation",
    "missing",
)
MOST, MOST_URGENT, LONGEST_LINK = 2, 4, 40
# A key of the telephone can be pressed: "press 55".
ON_A_PAGE = re.compile(r"\b(?:buttons?|press\w*\b(?! \d)|click\w*|below|this page|screens?)\b", re.IGNORECASE)
LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:uk|org|com|net)\b\S*", re.IGNORECASE
)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
OFFICIAL = (".gov.uk", ".nhs.uk")


@dataclass
class Said:
    """What is said in one turn, what it is about, and all of its texts in order."""

    about: str
    answers: Sequence[Answer]
    texts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Render it."""
        self.texts = [piece.text for piece in pieces(self.answers)]

    @property
    def is_urgent(self) -> bool:
        """Whether it may be longer."""
        return any(answer.urgency == "urgent" for answer in self.answers)


@pytest.fixture(scope="module")
def everything(offer: Offer, parameters: Parameters, tmp_path_factory: pytest.TempPathFactory) -> list[Said]:
    """Every answer of every topic for every council, in each of its lengths, and every passage; and every reply to danger, alone and with an answer."""
    turn = _turn(offer, parameters, tmp_path_factory.mktemp("nobody"))
    return [*_topics(turn), *_dangers(offer)]


def _turn(offer: Offer, parameters: Parameters, folder: Path) -> Turn:
    services = Services(
        offer,
        parameters,
        Database(f"sqlite:///{folder / 'nobody.db'}", [KEY]),
        Sessions(Keyed(b"invented")),
        Clock(TODAY),
    )
    return Turn(services, "a-talk", "", (), (), None, None, False, None, None)


def _topics(turn: Turn) -> Iterator[Said]:
    offer = turn.services.offer
    for place in (offer.nation(), *offer.councils()):
        for topic in offer.topics_of(place.id):
            for was_asked in (False, True):
                there = replace(
                    turn,
                    council=place.id,
                    was_asked_for_council=was_asked,
                    topics=(topic.id,),
                    confidences=(1.0,),
                )
                heard = CollectingDispatcher()
                answer_topic(heard, there, topic.id, place.id)
                yield Said(f"{place.id} {topic.id}", _answers(heard))
            for kind in KINDS:
                heard = CollectingDispatcher()
                follow_up(heard, there, kind, topic.id)
                yield Said(f"{place.id} {topic.id} {kind}", _answers(heard))
            for passage in topic.passages:
                yield Said(f"{place.id} {topic.id} {passage.id}", [answer_of(turn, topic, passage)])
            places = worth_comparing(topic.id, place.id, offer)
            if places:
                side_by_side = compare(topic.id, places, offer, turn.services.parameters, TODAY)
                yield Said(f"{place.id} {topic.id} compared", [side_by_side])


def _answers(heard: CollectingDispatcher) -> list[Answer]:
    return [Answer.parse_obj(said["answer"]) for said in heard.messages]


def _dangers(offer: Offer) -> Iterator[Said]:
    numbers = council_numbers(offer)
    ordinary = Answer(lead="An answer of its own. " * 8, topic="buses")
    for kind in DANGERS:
        for is_other in (False, True):
            danger = Danger(kind, is_about_other=is_other)
            for place in ("", *(council.id for council in offer.councils())):
                urgent = urgent_reply(danger, numbers.get(place, ()))
                yield Said(f"urgent {kind} {is_other} {place}", [urgent])
                yield Said(f"urgent {kind} {is_other} {place} and more", [urgent, ordinary])
            yield Said(f"check-in {kind} {is_other}", [check_in_reply(danger), ordinary])
            yield Said(f"over {kind} {is_other}", [supportive_reply(danger), ordinary])
    yield Said("an apology", [something_went_wrong("0123456789ab")])


def test_there_is_a_lot_to_say(everything: list[Said], offer: Offer) -> None:
    """Or this file would prove nothing."""
    assert len(everything) > 5000
    assert len({said.about.split()[0] for said in everything}) >= 3 + len(offer.councils())


def test_every_text_is_short(everything: list[Said]) -> None:
    """Two fragments at most, an urgent one four, as either provider counts."""
    long = [
        (said.about, text)
        for said in everything
        for text in said.texts
        if max(twilio_fragments(text), notify_fragments(text)) > (MOST_URGENT if said.is_urgent else MOST)
    ]
    assert long == []


def test_every_text_is_of_the_networks_own_letters(everything: list[Said]) -> None:
    """One other letter would make it three times as dear, or a question mark."""
    letters = {char for said in everything for text in said.texts for char in text}
    assert letters <= GSM_7 | GSM_7_DOUBLE


def test_no_sentence_is_cut_and_none_is_lost(everything: list[Said]) -> None:
    """Each stands whole in one text, unless it is about what only a page has. Of a list too long for a text each entry does."""
    cut = []
    for said in everything:
        texts = [" ".join(text.split()) for text in said.texts]
        wanted = {part for sentence in _sentences(said.answers) for part in _entries(sentence)}
        cut += [(said.about, part) for part in wanted if not any(part in text for text in texts)]
    assert cut == []


def _entries(sentence: str) -> list[str]:
    is_too_long = septets(f"{sentence}{MORE}") > TWO_FRAGMENTS
    return re.split(r"(?<=;) ", sentence) if is_too_long else [sentence]


def _sentences(answers: Sequence[Answer]) -> Iterator[str]:
    for answer in answers:
        blocks = (
            answer.short or answer.lead,
            *(text for each in answer.paragraphs for text in (each.text, *each.steps)),
            *(text for column in answer.columns for text in column.texts),
            *answer.steps,
            *answer.notes,
            answer.question,
        )
        for block in blocks:
            for sentence in SENTENCE.split(to_gsm(block)):
                if not ON_A_PAGE.search(sentence) and not LINK.search(sentence):
                    yield " ".join(sentence.split())


def test_nothing_is_said_of_a_page(everything: list[Said]) -> None:
    """A text has no buttons, and nothing stands below it."""
    assert {
        (said.about, text) for said in everything for text in said.texts if ON_A_PAGE.search(text)
    } == set()


def test_every_text_says_whether_there_is_more(everything: list[Said]) -> None:
    """All but the last do, and none is empty."""
    for said in everything:
        *before, last = said.texts
        assert all(text.endswith(MORE) for text in before)
        assert not last.endswith(MORE)
        assert all(text.removesuffix(MORE).strip() for text in said.texts)


def test_links_are_short_and_lead_to_whom_we_name(everything: list[Said], offer: Offer) -> None:
    """To the government, the health service, a council, or a charity whose number we give too."""
    known = {_host(contact.web) for contact in offer.contacts.values() if contact.web}
    known |= {
        _host(contact.web)
        for said in everything
        for answer in said.answers
        for contact in answer.contacts
        if contact.web
    }
    wrong = {
        (said.about, link)
        for said in everything
        for text in said.texts
        for link in map(_bare, LINK.findall(_without_email(text)))
        if len(link) > LONGEST_LINK or not (_host(link) in known or f".{_host(link)}".endswith(OFFICIAL))
    }
    assert wrong == set()


def _bare(link: str) -> str:
    return link.rstrip(".,;:)?!")


def _without_email(text: str) -> str:
    return re.sub(r"\S+@\S+", "", text)


def _host(link: str) -> str:
    return str(urlsplit(link if "//" in link else f"//{link}").hostname).removeprefix("www.")
