"""What an adviser is told of a talk with one of their young people. Leads name nobody; names and words stand on the card alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional, Tuple

from bot.answer import Answer, Choice, SourceLine
from bot.card import Card, Fact
from bot.casework.shown_names import clipped
from bot.delivery.handing_over.said_to_young_person import CHANNELS, GONE, SMS, clock_time, day_of
from bot.phrase_files import fill_in
from bot.phrases import PhraseSet, phrase

VERB = "hand_over"
OPEN_CALL = "call"  # the desk's verb that opens a request for a call
TAKE, NOT_NOW, END = "take", "not_now", "end"

_ASKED = PhraseSet("hand_over.staff.asked", ("adviser", "adviser_first", "manager"), "time")
_FROM_WHERE = PhraseSet("hand_over.staff.from_where", CHANNELS)
_ENDED = PhraseSet("hand_over.staff.ended", ("young_person", "adviser", "silence", GONE, "nobody"))


@dataclass(frozen=True)
class Whom:
    """Whom a talk is with, as the adviser's card names them, and the number of their record."""

    name: str
    reference: str
    person: int

    @property
    def shown(self) -> str:
        """The name and the council's reference."""
        return f"{clipped(self.name)} ({clipped(self.reference)})"


def asks(number: int, whom: Whom, channel: str, until: datetime, *, has_team: bool = False) -> Answer:
    """That somebody asks for them, with what takes it and what does not. `has_team`: managers are asked if they don't."""
    return _asks("adviser_first" if has_team else "adviser", number, whom, (_who(whom),), channel, until)


def asks_team(number: int, whom: Whom, adviser: str, channel: str, until: datetime) -> Answer:
    """The same to a manager of the team, whose adviser can't."""
    facts = (_who(whom), Fact(name=phrase("hand_over.staff.adviser"), value=adviser))
    return _asks("manager", number, whom, facts, channel, until)


def _asks(how: str, number: int, whom: Whom, who: Tuple[Fact, ...], channel: str, until: datetime) -> Answer:
    time = clock_time(until)
    facts = (
        *who,
        Fact(name=phrase("hand_over.staff.from"), value=_FROM_WHERE[channel]),
        Fact(name=phrase("hand_over.staff.until"), value=time),
    )
    return _told(
        phrase("hand_over.staff.asked_title"),
        fill_in(_ASKED[how], {"time": time}),
        Card(facts=facts, meaning=(phrase("hand_over.staff.meaning"),), people=(whom.person,)),
        _choice(phrase("hand_over.staff.take"), TAKE, number),
        _choice(phrase("hand_over.staff.not_now"), NOT_NOW, number),
    )


def here(number: int, whom: Whom, channel: str) -> Answer:
    """That they are in it now, and how it ends."""
    lead = phrase("hand_over.staff.here")
    if channel == SMS:
        lead = f"{lead} {phrase('hand_over.staff.here_sms')}"
    return _told(phrase("hand_over.staff.here_title"), lead, _about(whom), _end(number))


def wrote(number: int, whom: Whom, words: str) -> Answer:
    """What the young person wrote."""
    return _told(
        phrase("hand_over.staff.said_title"),
        phrase("hand_over.staff.said"),
        _quoted(whom, words),
        _end(number),
    )


def wrote_in_danger(number: int, whom: Whom, words: str) -> Answer:
    """What they wrote that shows danger, and that it was answered."""
    return _told(
        phrase("hand_over.staff.danger_title"),
        phrase("hand_over.staff.danger"),
        _quoted(whom, words),
        _end(number),
    )


def wrote_in_danger_elsewhere(whom: Whom, words: str) -> Answer:
    """The same, to somebody who was not in the talk: whoever was has the case no more, or is not reached."""
    lead = phrase("hand_over.staff.danger_elsewhere")
    return _told(phrase("hand_over.staff.danger_title"), lead, _quoted(whom, words))


def unread(whom: Whom, words: str) -> Answer:
    """That they wrote something that may show danger, which whoever was in the talk did not get any more."""
    lead = phrase("hand_over.staff.unread")
    return _told(phrase("hand_over.staff.unread_title"), lead, _quoted(whom, words))


def ended(how: str, whom: Optional[Whom] = None, promise: Optional[datetime] = None) -> Answer:
    """That it has ended, by whom or what; with the day of the call that was promised instead, if one was."""
    lead = _ENDED[how]
    if promise is not None:
        lead = f"{lead} {phrase('hand_over.staff.promised', day=day_of(promise))}"
    return _told(phrase("hand_over.staff.ended_title"), lead, _about(whom) if whom else Card())


def put_off(promise: Optional[datetime]) -> Answer:
    """What became of "Not now"."""
    lead = phrase("hand_over.staff.put_off")
    if promise is not None:
        lead = f"{lead} {phrase('hand_over.staff.promised', day=day_of(promise))}"
    return Answer(title=phrase("hand_over.staff.put_off_title"), lead=lead)


def to_team(until: datetime) -> Answer:
    """What became of the adviser's "Not now": the managers are asked."""
    lead = phrase("hand_over.staff.to_team", time=clock_time(until))
    return Answer(title=phrase("hand_over.staff.to_team_title"), lead=lead)


def to_others(until: datetime) -> Answer:
    """What became of one manager's "Not now": the others are still asked."""
    lead = phrase("hand_over.staff.others", time=clock_time(until))
    return Answer(title=phrase("hand_over.staff.others_title"), lead=lead)


def taken(whom: Whom, by: str) -> Answer:
    """That a colleague took what they were asked too."""
    facts = [_who(whom)] + ([Fact(name=phrase("hand_over.staff.taken_by"), value=by)] if by else [])
    card = _about(whom).copy(update={"facts": tuple(facts)})
    return _told(phrase("hand_over.staff.taken_title"), phrase("hand_over.staff.taken"), card)


def left_page() -> Answer:
    """The young person was gone when it was taken."""
    return Answer(title=phrase("hand_over.staff.put_off_title"), lead=phrase("hand_over.staff.left_page"))


def too_late() -> Answer:
    """It ended, or somebody else has it."""
    return Answer(title=phrase("hand_over.staff.too_late_title"), lead=phrase("hand_over.staff.too_late"))


def not_yours() -> Answer:
    """The young person is on somebody else's caseload."""
    return Answer(title=phrase("hand_over.staff.too_late_title"), lead=phrase("hand_over.staff.not_yours"))


def in_another(number: int, current: int) -> Answer:
    """They are in another one, which must be ended first; the button to take this one stays."""
    return Answer(
        title=phrase("hand_over.staff.too_late_title"),
        lead=phrase("hand_over.staff.in_another"),
        choices=(_end(current), _choice(phrase("hand_over.staff.take"), TAKE, number)),
    )


def not_passed_on(answer: Answer) -> Answer:
    """The same, and that what they wrote last reached nobody."""
    return answer.copy(update={"lead": f"{phrase('hand_over.staff.not_passed_on')} {answer.lead}"})


def call_is_overdue(call: int, whom: Whom, promise: datetime) -> Answer:
    """That nobody ticked off a call in the time that was promised; its button opens the request."""
    card = Card(
        facts=(_who(whom),),
        meaning=(phrase("hand_over.staff.overdue_meaning"),),
        people=(whom.person,),
    )
    lead = phrase("hand_over.staff.overdue", day=day_of(promise))
    opens = Choice(label=phrase("hand_over.staff.open"), kind="staff", value=f"{OPEN_CALL}/{call}")
    return _told(phrase("hand_over.staff.overdue_title"), lead, card, opens)


def _who(whom: Whom) -> Fact:
    return Fact(name=phrase("hand_over.staff.who"), value=whom.shown)


def _told(title: str, lead: str, card: Card, *choices: Choice) -> Answer:
    return Answer(title=title, lead=lead, choices=choices, card=card, sources=(_practice(),))


def _about(whom: Whom) -> Card:
    return Card(
        facts=(_who(whom),),
        meaning=(phrase("hand_over.staff.meaning"),),
        people=(whom.person,),
    )


def _quoted(whom: Whom, words: str) -> Card:
    return _about(whom).copy(update={"quote": (words,)})


def _practice() -> SourceLine:
    return SourceLine(title=phrase("hand_over.staff.source"))


def _end(number: int) -> Choice:
    return _choice(phrase("hand_over.staff.end"), END, number)


def _choice(label: str, what: str, number: int) -> Choice:
    return Choice(label=label, kind="staff", value=f"{VERB}/{what}/{number}")
