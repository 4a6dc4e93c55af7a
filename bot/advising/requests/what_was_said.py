"""What a member of staff typed, with all that the parts of the reader look at, each found once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Optional, Sequence, Tuple

from bot.advising.requests import following_up
from bot.advising.requests.name_look import Named
from bot.advising.requests.named_people import main_person, people_in
from bot.advising.requests.narrow import WHOLE, Narrow
from bot.advising.requests.period_words import Period
from bot.advising.requests.plain_request import Span, plain_request
from bot.advising.requests.pointing_words import points_to_last, points_to_somebody
from bot.advising.requests.request import Asked, Last
from bot.advising.requests.said_days import days_in
from bot.advising.requests.said_narrow import narrow_in, time_alone, without_time

# Lists that may be of a month: behind one, "what about May" is the month.
_BY_MONTH = frozenset({Asked.KEY_DATES, Asked.DUE, Asked.OVERDUE, Asked.CONTACT_DUE, Asked.INDICATORS})


# The days of what is asked count before those of a tale that leads to it.
_ASKED_LAST = re.compile(
    r"(?<=[,.;!] )(?:so |and |but |ok |please )*(?:what|which|who|whose|any|when|show|list|can you|could you)\b[^.;!]*$"
)


@dataclass(frozen=True)
class Said:
    """A text with straight quotation marks, the day, what the talk was about, and the names of the adviser's people."""

    text: str
    on: date
    last: Last
    names: Sequence[str]

    @cached_property
    def people(self) -> Sequence[Named]:
        """Everybody who is named."""
        was_about_one = self.last.has_person and self.last.asked not in _BY_MONTH
        return people_in(self.text, self.names, is_follow_up=was_about_one)

    @cached_property
    def main(self) -> Optional[Named]:
        """Whom it is about, if anybody is named."""
        return main_person(self.people)

    @cached_property
    def spans(self) -> Sequence[Span]:
        """Where they are named."""
        return [(one.begin, one.end) for one in self.people]

    @cached_property
    def plain(self) -> str:
        """The text in plain words."""
        return plain_request(self.text, self.spans)

    @cached_property
    def days(self) -> Tuple[Optional[Period], str]:
        """The days that are said, and the plain words without them."""
        after = following_up.days_after(self.plain, self.last)
        if after:
            return after, following_up.without_after(self.plain)
        plain = without_time(self.plain) if self.narrow.days else self.plain
        asked = _ASKED_LAST.search(plain)
        days, rest = days_in(asked.group(), self.on) if asked else (None, "")
        return (days, f"{plain[: asked.start()]}{rest}") if asked and days else days_in(plain, self.on)

    @cached_property
    def narrow(self) -> Narrow:
        """Who alone of a list is asked for; everybody where somebody is named."""
        if self.main is not None:
            return WHOLE
        is_of_contact = self.last.asked is Asked.CONTACT_DUE and not self.last.has_person
        return (
            time_alone(self.plain) if is_of_contact and time_alone(self.plain).days else narrow_in(self.plain)
        )

    @property
    def is_of_one(self) -> bool:
        """Whether it is about one person for sure: a known name, or whoever something is said to be of."""
        return self.main is not None and (self.main.is_known or self.main.owns)

    @property
    def leads_on(self) -> bool:
        """Whether it says that it goes on from what was asked before."""
        return following_up.leads_on(self.plain)

    def points(self, asked: Asked = Asked.HELP) -> bool:
        """Whether a word stands for whom the talk was about; "it" does in what is asked of a plan."""
        is_supposed = asked is Asked.OFFER and following_up.supposes(self.plain) and not self._is_of_theirs
        return (
            not is_supposed
            and self.last.has_person
            and self.main is None
            and (points_to_last(self.plain, asked) or self._puts_right(asked))
        )

    @property
    def _is_of_theirs(self) -> bool:
        """Whether "what if she works" goes on from an answer about somebody."""
        return self.last.asked is Asked.OFFER and points_to_somebody(self.plain)

    def _puts_right(self, asked: Asked) -> bool:
        return asked is Asked.RECORD_CONTACT and following_up.puts_right(self.plain, self.last)

    @property
    def is_unclear(self) -> bool:
        """Whether a word stands for somebody, and the talk was about nobody."""
        return self.main is None and not self.last.has_person and points_to_somebody(self.plain)
