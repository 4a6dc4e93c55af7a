"""The cards of a rule and of short words: the answer first, then where it stands."""

from __future__ import annotations

from datetime import date
from typing import Iterator, Optional, Sequence

from bot.advising.cards.card_parts import Buttons, answer, day
from bot.advising.figures_filled import told_with_figures
from bot.advising.law.law_rules import LawRule, StaffTerm
from bot.advising.plain_versions import SEND
from bot.answer import Answer
from bot.answer_text import BASIS_WORDS
from bot.card import Card, Fact, Row
from bot.entitlements.parameters import Parameters
from bot.offer.models import Topic
from bot.phrases import phrase


def law_card(rule: LawRule, topic: Optional[Topic], parameters: Parameters, on: date) -> Answer:
    """The rule with its section; `topic` is what can be sent of it to a young person."""
    buttons = Buttons()
    if topic is not None:
        buttons.press(phrase("staff_offer.version"), f"{SEND}/{topic.id}/{topic.place}")
    card = Card(facts=tuple(_facts(rule)), meaning=(phrase("staff_offer.meaning"),))
    sources = [source.line for source in rule.sources]
    made = answer(rule.title, told_with_figures(rule.text, parameters, on), buttons, card, *sources)
    return made.copy(update={"topic": topic.id, "place": topic.place} if topic else {})


def terms_card(terms: Sequence[StaffTerm], parameters: Parameters, on: date) -> Answer:
    """What each short word stands for, in one line with its source."""
    lead = " ".join(phrase("staff_law.stands_for", short=one.id, full=one.full) for one in terms)
    rows = [
        Row(
            title=phrase("staff_law.term", short=one.id, full=one.full),
            texts=(
                told_with_figures(one.text, parameters, on),
                phrase("staff_law.source", source=one.source),
            ),
        )
        for one in terms
    ]
    card = Card(rows=tuple(rows), meaning=(phrase("staff_offer.meaning"),))
    return answer(phrase("staff_law.terms_title"), lead, Buttons(), card)


def _facts(rule: LawRule) -> Iterator[Fact]:
    places = "; ".join(f"{source.title}, {source.section}" for source in rule.sources)
    yield Fact(name=phrase("staff_offer.section"), value=f"{BASIS_WORDS[rule.basis]}: {places}")
    checked = min(source.checked_on for source in rule.sources)
    yield Fact(name=phrase("staff_offer.source"), value=phrase("staff_offer.checked", day=day(checked)))
