"""What became of the messages: counted from the replies and from the page that the browser sees afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Sequence

from benchmarks.breaking.talkers import Message, Talker, lines_of


@dataclass(frozen=True)
class Tally:
    """Counts of messages. `told` got a reply that said that something went wrong, with people to turn to; nothing is kept of those.

    `lost` were answered, but the page shows no answer behind them; `doubled` are on the page, or in Rasa's record, more than once.
    `silent` got no reply at all, and `not_urgent` were danger that got no urgent reply.
    """

    messages: int = 0
    again: int = 0
    told: int = 0
    lost: int = 0
    doubled: int = 0
    silent: int = 0
    not_urgent: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + yours for mine, yours in zip(self.counts(), other.counts(), strict=True)))

    def counts(self) -> List[int]:
        """All of them, in order."""
        return [
            self.messages,
            self.again,
            self.told,
            self.lost,
            self.doubled,
            self.silent,
            self.not_urgent,
        ]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, nothing was done twice, and everybody got the reply that was due."""
        return not (self.lost or self.doubled or self.silent or self.not_urgent)


def tally(talkers: Sequence[Talker]) -> Tally:
    """Of all together; each talker's page is asked for once more."""
    return sum((_of_one(talker) for talker in talkers), Tally())


def user_turns(talkers: Sequence[Talker]) -> int:
    """How many turns Rasa's record must hold: one for each message that is no danger and was not told off."""
    return sum(not (message.is_danger or message.is_told) for talker in talkers for message in talker.said)


def _of_one(talker: Talker) -> Tally:
    lines = lines_of(talker.whole_page())
    return sum((_told(_of_message(message, lines), message, lines) for message in talker.said), Tally())


def _told(found: Tally, message: Message, lines: Sequence[Optional[str]]) -> Tally:
    """The same; what is not right is shown with its place, so that somebody can look into it."""
    if not found.is_clean:
        place = [number for number, line in enumerate(lines) if line == message.text]
        print(
            f"  not right: {message.text!r}, tries {message.tries}, {message.took:.1f} s, in lines {place} of {len(lines)}:"
        )
        print(f"    {found}\n    {message.titles}", flush=True)
    return found


def _of_message(message: Message, lines: Sequence[Optional[str]]) -> Tally:
    found = [place for place, line in enumerate(lines) if line == message.text]
    answered = [place for place in found if place + 1 < len(lines) and lines[place + 1] is None]
    has_reply = message.reply is not None
    is_told = message.is_told and not answered
    return Tally(
        messages=1,
        again=int(message.tries > 1),
        told=int(is_told),
        lost=int(has_reply and not answered and not is_told),
        doubled=int(len(found) > 1),
        silent=int(not has_reply),
        not_urgent=int(has_reply and message.is_danger and not message.is_urgent),
    )
