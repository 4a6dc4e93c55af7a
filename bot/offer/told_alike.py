"""Passages that are told in the same words, wherever they are told: one object, not one for each place."""

from __future__ import annotations

from typing import Dict, List, Mapping, Tuple

from bot.offer.models import Topic
from bot.offer.passage import Passage


class ToldAlike:
    """The passages that were met, in order."""

    def __init__(self) -> None:
        self._rows: Dict[Tuple[str, str, str], List[int]] = {}
        self.passages: List[Passage] = []

    def row(self, topic: str, passage: Passage) -> int:
        """The number of the same one that was met first; a new one's is the next. What another place wrote, or another id, is never the same."""
        alike = self._rows.setdefault((topic, passage.place, passage.id), [])
        for row in alike:
            if self.passages[row] is passage or vars(self.passages[row]) == vars(
                passage
            ):  # by far sooner than `==`
                return row
        alike.append(len(self.passages))
        self.passages.append(passage)
        return alike[-1]


def shared(topics: Mapping[str, Mapping[str, Topic]]) -> Dict[str, Dict[str, Topic]]:
    """Topics by place and id with every passage held once: most of them are inherited unchanged."""
    met = ToldAlike()
    return {
        place: {key: _with(topic, met) for key, topic in found.items()} for place, found in topics.items()
    }


def _with(topic: Topic, met: ToldAlike) -> Topic:
    passages = tuple(met.passages[met.row(topic.id, one)] for one in topic.passages)
    return topic.copy(update={"passages": passages})
