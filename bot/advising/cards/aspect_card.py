"""One aspect of the topic that was answered last, in a sentence with its source; what is not known of it is said so."""

from __future__ import annotations

import re
from datetime import date
from typing import Callable, Iterator, Mapping

from bot.advising.cards.card_parts import Buttons, answer
from bot.advising.cards.rule_card import (
    council_says,
    limits_of,
    rule_of,
    section_of,
    source_of,
    who_adds,
    who_qualifies,
)
from bot.advising.figures_filled import told_with_figures
from bot.advising.plain_versions import SEND
from bot.advising.topic_aspects import Aspect
from bot.answer import Answer
from bot.card import Card, Fact
from bot.entitlements.parameters import Parameters
from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.offer.sources import source_line
from bot.phrases import phrase

_PROVISION = re.compile(r"\b(\d+[a-z]*)\b", re.IGNORECASE)


def aspect_card(
    aspect: Aspect, text: str, topic: Topic, offer: Offer, parameters: Parameters, on: date
) -> Answer:
    """What is known of it. `text` is the question as it was typed, for a section that it names."""
    buttons = Buttons()
    buttons.press(phrase("staff_offer.version"), f"{SEND}/{topic.id}/{topic.place}")
    lead = _LEADS[aspect](topic, text, parameters, on)
    card = Card(
        facts=tuple(_facts(aspect, topic, offer, parameters, on)), meaning=(phrase("staff_offer.meaning"),)
    )
    sources = [source_line(source, offer) for source in topic.sources]
    made = answer(topic.staff_title, lead, buttons, card, *sources)
    return made.copy(update={"topic": topic.id, "place": topic.place})


def _facts(aspect: Aspect, topic: Topic, offer: Offer, parameters: Parameters, on: date) -> Iterator[Fact]:
    if aspect is not Aspect.SECTION:
        yield Fact(
            name=phrase("staff_offer.section"), value=section_of(topic) or phrase("staff_offer.no_section")
        )
    adds = council_says(topic, offer, parameters, on)
    if adds:
        yield Fact(name=who_adds(topic, offer), value=adds)
    yield Fact(name=phrase("staff_offer.source"), value=source_of(topic, offer, on))


def _who(topic: Topic, _text: str, _parameters: Parameters, _on: date) -> str:
    return phrase("staff_offer.who_lead", who=who_qualifies(topic.applies_to))


def _this_one(topic: Topic, _text: str, _parameters: Parameters, _on: date) -> str:
    return phrase("staff_offer.this_one_lead", who=who_qualifies(topic.applies_to))


def _section(topic: Topic, text: str, parameters: Parameters, on: date) -> str:
    """The sections; where the question names one, whether it is among them."""
    laws = [f"{one.law}, {one.section}".rstrip(", ") for one in topic.sources if one.law]
    told = "; ".join(laws) or phrase("staff_offer.no_section")
    asked = _PROVISION.search(text)
    if asked is None:
        return phrase("staff_offer.section_lead", laws=told)
    whole = " ".join([told, rule_of(topic, parameters, on)])
    number = asked.group(1).upper()
    if re.search(rf"\b{number}\b", whole, re.IGNORECASE):
        return phrase("staff_offer.section_yes", number=number, laws=told)
    return phrase("staff_offer.section_no", number=number, laws=told)


def _again(topic: Topic, _text: str, parameters: Parameters, on: date) -> str:
    again = topic.for_staff.again if topic.for_staff else ""
    return told_with_figures(again, parameters, on) if again else phrase("staff_offer.again_unknown")


def _limits(topic: Topic, _text: str, parameters: Parameters, on: date) -> str:
    is_known = topic.for_staff is not None and bool(topic.for_staff.limits)
    return limits_of(topic, parameters, on) if is_known else phrase("staff_offer.limits_unknown")


def _notice(topic: Topic, _text: str, parameters: Parameters, on: date) -> str:
    limits = topic.for_staff.limits if topic.for_staff else ""
    is_known = "notice" in limits
    return limits_of(topic, parameters, on) if is_known else phrase("staff_offer.notice_unknown")


_LEADS: Mapping[Aspect, Callable[[Topic, str, Parameters, date], str]] = {
    Aspect.WHO: _who,
    Aspect.THIS_ONE: _this_one,
    Aspect.SECTION: _section,
    Aspect.AGAIN: _again,
    Aspect.NOTICE: _notice,
    Aspect.LIMITS: _limits,
}
