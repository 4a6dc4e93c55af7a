"""What people are shown for the measured questions: through the front door, as the page and as a text message."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any, List, Sequence, Tuple

from benchmarks.question_sets import Named, Question
from bot.answer import Answer
from bot.answer_text import contact_text, source_in_short, source_text
from bot.assistant import Assistant
from bot.channels.sms.sms_render import pieces
from bot.cli.terminal_talk import incoming
from bot.talk.choosing import read_ranked

FIRST = 3  # passages that count as near


@dataclass(frozen=True)
class Shown:
    """One question and what came of it: the answers, and the likeliest passages in order."""

    question: Question
    answers: Tuple[Answer, ...]
    ranked: Tuple[Named, ...]
    by_text: str

    @property
    def said(self) -> List[Named]:
        """The passages that were said."""
        return [(one.topic, one.passage) for one in self.answers if one.passage]

    @property
    def is_right(self) -> bool:
        """Whether the passage said first answers it; where none was said, whether a glossary or a contact did."""
        return self.said[0] in self.question.right if self.said else self._is_right_without

    @property
    def _is_right_without(self) -> bool:
        first, holds = self.answers[0], self.question.holds
        told = words_of(first).lower()
        return bool(first.sources and holds) and all(any(word in told for word in row) for row in holds)

    @property
    def is_near(self) -> bool:
        """Whether a passage that answers it was said, or is among the likeliest."""
        return bool(self.question.right & {*self.said, *self.ranked[:FIRST]})

    @property
    def is_doubtful(self) -> bool:
        """Whether it says that it may not be what was asked, or says no passage at all."""
        return not self.said or any(one.is_doubtful for one in self.answers)

    @property
    def is_nearest(self) -> bool:
        """Whether it says that we may not know, and what is nearest."""
        return bool(self.said) and any(one.is_nearest for one in self.answers)

    @property
    def words(self) -> int:
        """How many words stand on the page, without those of the buttons."""
        return sum(len(words_of(answer).split()) for answer in self.answers)

    @property
    def words_by_text(self) -> int:
        """How many words the first text message has."""
        return len(self.by_text.split())


def words_of(answer: Answer) -> str:
    """Every word of an answer that is read without a press, but for the buttons'."""
    source = [source_in_short(answer)] if answer.passage else map(source_text, answer.sources)
    told = [line for one in answer.paragraphs for line in (one.heading, one.text, *one.steps)]
    contacts = map(contact_text, answer.contacts)
    return " ".join(
        [answer.title, answer.lead, *told, *answer.steps, *contacts, *answer.notes, *source, answer.question]
    )


async def show(assistant: Assistant, question: Question) -> Shown:
    """Ask it in a conversation of its own, and see which passages the ranker found likely."""
    council = question.place if question.place != assistant.services.offer.nation().id else None
    reply = await assistant.front_door.handle(incoming(question.ask, "web", council, None))
    understood: Any = await assistant.dialogue.parse(question.ask)
    ranked = read_ranked((understood.get("passages") or {}).get(question.place) or ())
    first = pieces(list(reply.answers))[0].text
    return Shown(question, tuple(reply.answers), tuple((one.topic, one.id) for one in ranked), first)


def is_honest(shown: Shown, assistant: Assistant) -> bool:
    """Whether a question that the papers don't answer is said not to be known, or got no answer of theirs, or one that says so."""
    if shown.is_nearest:
        return True
    offer, place = assistant.services.offer, shown.question.place
    topics = [(offer.topic(topic, place), passage) for topic, passage in shown.said]
    silent = {
        (topic.id, passage)
        for topic, passage in topics
        if topic and (told := topic.passage(passage)) and told.is_silent
    }
    return set(shown.said) <= silent | shown.question.right


def is_wrong(shown: Shown, assistant: Assistant) -> bool:
    """Whether a passage was said, without a doubt, that does not answer the question."""
    if shown.is_doubtful:
        return False
    return not shown.is_right if shown.question.has_answer else not is_honest(shown, assistant)


def quantile(numbers: Sequence[int], share: float) -> int:
    """The number below which this share of them lies."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def lengths(found: Sequence[Shown]) -> str:
    """Words shown at once: median and 90th percentile, on the page and by text."""
    web, text = [one.words for one in found], [one.words_by_text for one in found]
    return (
        f"words shown: web median {median(web):.0f}, p90 {quantile(web, 0.9)}; "
        f"text message median {median(text):.0f}, p90 {quantile(text, 0.9)}"
    )
