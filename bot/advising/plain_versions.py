"""The version of a topic that can be sent to a young person: plain words, shown exactly as they will be sent, and then to whom."""

from __future__ import annotations

from typing import Iterator, Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import Buttons, answer
from bot.advising.cards.which_cards import not_here
from bot.advising.doing.share_doing import open_share, version_to_send, words_of
from bot.advising.persons import known_to, meant_by
from bot.advising.talk_state import state_of
from bot.answer import Answer, SourceLine
from bot.card import Card, Field, Form
from bot.offer.sources import source_line
from bot.phrases import phrase

SEND, SEND_TO, SHARE = "send", "send_to", "share"  # verbs; sharing is a deed
WHO = "who"  # the field that names to whom


def show_version(asking: Asking, args: Sequence[str]) -> Answer:
    """`send/<topic>/<place>`: the words as they will be sent, and to whom."""
    topic, place = (*args, "", "")[:2]
    return _card(asking, topic, place)


def to_whom(asking: Asking, args: Sequence[str]) -> Answer:
    """`send_to/<topic>/<place>`, with a name or reference filled in: the deed's own confirmation. Raises AccessDenied."""
    topic, place = (*args, "", "")[:2]
    words = asking.inputs.get(WHO, "").strip()
    if not words:
        return _card(asking, topic, place, error=phrase("staff_offer.who_empty"))

    def opens(person: Optional[int], _adviser: Optional[int]) -> str:
        return f"{SHARE}/{topic}/{place}/{person}"

    meant = meant_by(asking, known_to(asking), words, opens)
    return meant if isinstance(meant, Answer) else open_share(asking, [topic, place, str(meant.person)])


def _card(asking: Asking, topic: str, place: str, error: str = "") -> Answer:
    version = version_to_send(asking, topic, place)
    if version is None:
        return not_here()
    buttons = Buttons()
    person = state_of(asking.session, asking.conversation, asking.when.now).person
    if person is not None:
        buttons.press(phrase("staff_offer.to_last"), f"{SHARE}/{topic}/{place}/{person}")
    press = buttons.press(phrase("staff_offer.go_on"), f"{SEND_TO}/{topic}/{place}")
    who = Field(
        id=WHO, label=phrase("staff_offer.to_whom"), kind="text", is_required=True, most=80, error=error
    )
    card = Card(
        quote=words_of(version),
        form=Form(fields=(who,), press=press),
        meaning=(phrase("staff_offer.send_meaning"),),
    )
    title, lead = phrase("staff_offer.send_title"), phrase("staff_offer.send")
    return answer(title, lead, buttons, card, *_sources(asking, topic, place))


def _sources(asking: Asking, topic_id: str, place: str) -> Iterator[SourceLine]:
    """Where the words come from."""
    offer = asking.tools.offer
    topic = offer.topic(topic_id, place) if offer else None
    if offer and topic:
        yield from (source_line(source, offer) for source in topic.sources)
