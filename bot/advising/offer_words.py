"""What staff ask in words that the desk answers of the law and the offer itself: short words, rules, and what follows on the last topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Sequence

from bot.advising.cards.aspect_card import aspect_card
from bot.advising.law.law_cards import law_card, terms_card
from bot.advising.law.law_rules import rule_asked, terms_asked
from bot.advising.requests.request import Asked
from bot.advising.talk_state import TalkState
from bot.advising.topic_aspects import Aspect, aspect_asked
from bot.answer import Answer
from bot.caseload.staff_desk import When
from bot.entitlements.parameters import Parameters
from bot.offer.loader import Offer
from bot.offer.models import Topic

_STAYING_PUT, _ENDING = "staying_put_", "staying_put_ending"  # these are told by the topic on its end
_OF_ITS_END = (Aspect.NOTICE, Aspect.LIMITS)


@dataclass(frozen=True)
class OfferWords:
    """Answers them for a council (None: that of no council)."""

    offer: Offer
    parameters: Parameters

    def follow_up(self, text: str, state: TalkState, names: Sequence[str], when: When) -> Optional[Answer]:
        """Of the topic that was answered last; None where it is not that which is asked, or no topic was."""
        if state.asked not in (Asked.OFFER, Asked.SHARE):  # it may have been sent on in between
            return None
        topic = self.offer.topic(state.topic, state.place)
        aspect = aspect_asked(text, topic, names) if topic else None
        if topic is None or aspect is None:
            return None
        if aspect in _OF_ITS_END and topic.id.startswith(_STAYING_PUT):
            topic = self.offer.topic(_ENDING, state.place) or topic
        return aspect_card(aspect, text, topic, self.offer, self.parameters, when.on)

    def short_words(self, text: str, when: When) -> Optional[Answer]:
        """What short words stand for, where that is all that is asked."""
        terms = terms_asked(text)
        return terms_card(terms, self.parameters, when.on) if terms else None

    def rule(self, text: str, council: Optional[str], when: When) -> Optional[Answer]:
        """A rule of the law that is no topic, or is asked in the words of a caseload."""
        rule = rule_asked(text)
        if rule is None:
            return None
        topic = self._topic(rule.topic, council)
        return law_card(rule, topic, self.parameters, when.on)

    def _topic(self, topic_id: str, council: Optional[str]) -> Optional[Topic]:
        own = self.offer.topic(topic_id, council) if council else None
        return own or self.offer.topic(topic_id, self.offer.nation().id)
