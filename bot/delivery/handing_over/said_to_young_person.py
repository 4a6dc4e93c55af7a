"""What a young person is told of a talk that their adviser takes over. In a text no name stands: others may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional, Sequence

from bot.answer import Answer, Choice, ContactLine
from bot.delivery.handing_over.hand_over_rules import told_by
from bot.delivery.handing_over.speaker import Speaker
from bot.delivery.reminding.reminder_facts import london
from bot.phrase_files import fill_in
from bot.phrases import PhraseSet, phrase
from bot.safeguarding.help_line import HELP

TOPIC = "hand_over"  # of all that is said of one
KIND, ASK, END = "hand_over", "chat/ask", "chat/end"  # of the choices
WEB, SMS = CHANNELS = ("web", "sms")
GONE = "gone"  # an end: the adviser left, or the case moved

_ASKED = PhraseSet("hand_over.asked", CHANNELS, "name", "time")
_ASKED_TEAM = PhraseSet("hand_over.asked_team", CHANNELS, "who", "time")
_ASKED_ALREADY = PhraseSet("hand_over.asked_already", CHANNELS, "time")
_HERE = PhraseSet("hand_over.here", CHANNELS, "who")
_HERE_NOW = PhraseSet("hand_over.here_now", CHANNELS, "who")
_NOT_NOW = PhraseSet("hand_over.not_now", CHANNELS, "who")
_PROMISE = PhraseSet("hand_over.promise", ("manager", "adviser"), "day")
_CALL_PROMISED = PhraseSet("hand_over.call_promised", ("manager", "adviser"), "day")
_BY_THEM = PhraseSet("hand_over.ended.young_person", CHANNELS, "who", "whom")
_BY_ADVISER = PhraseSet("hand_over.ended.adviser", CHANNELS, "who", "whom")
_BY_SILENCE = PhraseSet("hand_over.ended.silence", CHANNELS, "who", "whom")
_BY_LEAVING = PhraseSet("hand_over.ended.gone", CHANNELS, "who", "whom")
_ENDED = {"young_person": _BY_THEM, "adviser": _BY_ADVISER, "silence": _BY_SILENCE, GONE: _BY_LEAVING}


@dataclass(frozen=True)
class Promise:
    """By when somebody calls, if a day can be told, and whether a manager hears of it if nobody did."""

    by: Optional[datetime]
    has_manager: bool = False

    @property
    def who(self) -> str:
        """Who hears of it."""
        return "manager" if self.has_manager else "adviser"


def chat_now() -> Choice:
    """The button that asks the adviser."""
    return Choice(label=phrase("hand_over.chat_now"), kind="hand_over", value=ASK)


def asked(channel: str, name: str, until: datetime) -> Answer:
    """They were asked, and by when more is said; they have until then to take it."""
    return _told(fill_in(_ASKED[channel], {"name": name, "time": clock_time(told_by(until))}))


def asked_team(channel: str, name: str, until: datetime) -> Answer:
    """Their adviser can't, and the managers of the team were asked."""
    said = {"who": Speaker(name).who(channel), "time": clock_time(told_by(until))}
    return _told(fill_in(_ASKED_TEAM[channel], said))


def asked_already(channel: str, until: datetime) -> Answer:
    """Somebody was asked before."""
    return _told(fill_in(_ASKED_ALREADY[channel], {"time": clock_time(told_by(until))}))


def here(channel: str, speaker: Speaker) -> Answer:
    """Somebody took it: who is speaking now, and how it ends."""
    return _with_end(channel, _told(fill_in(_HERE[channel], {"who": speaker.in_full(channel)})))


def here_now(channel: str, speaker: Speaker) -> Answer:
    """They are in it already."""
    return _with_end(channel, _told(fill_in(_HERE_NOW[channel], {"who": speaker.who(channel)})))


def elsewhere() -> Answer:
    """Another of their conversations has one."""
    return _told(phrase("hand_over.elsewhere"))


def busy(call_back: Choice) -> Answer:
    """Their adviser is in another talk, of which nothing is said."""
    return _told(phrase("hand_over.busy")).copy(update={"choices": (call_back,)})


def unsigned() -> Answer:
    """Nobody is signed in here any more."""
    return _told(phrase("hand_over.unsigned"))


def nobody(people: Sequence[ContactLine]) -> Answer:
    """Nobody can be asked: who there is to ring."""
    return _told(phrase("hand_over.no_adviser"), people)


def not_taken(
    channel: str, name: str, promise: Promise, people: Sequence[ContactLine], *, was_team_asked: bool = False
) -> Answer:
    """It was not taken, and became a request for a call."""
    if was_team_asked:
        return _called(phrase("hand_over.not_now.nobody"), promise, people)
    return _called(fill_in(_NOT_NOW[channel], {"who": Speaker(name).who(channel)}), promise, people)


def called_instead(promise: Promise, people: Sequence[ContactLine]) -> Answer:
    """They asked a short time ago, and nobody could: the call stands, and nobody is asked again."""
    return _called(phrase("hand_over.asked_lately"), promise, people)


def out_of_hours(promise: Promise, people: Sequence[ContactLine]) -> Answer:
    """It was asked for when nobody is asked."""
    return _called(phrase("hand_over.closed"), promise, people)


def called(promise: Promise, people: Sequence[ContactLine]) -> Answer:
    """They are put on the list of calls."""
    return _called("", promise, people)


def call_promised(promise: Promise) -> str:
    """The words for whoever asked for a call; none where no day can be told."""
    if promise.by is None:
        return ""
    return fill_in(_CALL_PROMISED[promise.who], {"day": day_of(promise.by)})


def ended(channel: str, speaker: Speaker, how: str) -> Answer:
    """It has ended: `how` is who ended it, silence, or `GONE`."""
    said = {"who": speaker.who(channel), "whom": speaker.whom(channel)}
    return _told(fill_in(_ENDED[how][channel], said))


def over() -> Answer:
    """An old button would end what has ended."""
    return _told(phrase("hand_over.over"))


def not_passed_on(answer: Answer) -> Answer:
    """The same, and that what they wrote last reached nobody."""
    return answer.copy(update={"lead": f"{phrase('hand_over.not_passed_on')} {answer.lead}"})


def by_adviser(speaker: Speaker, words: str) -> Answer:
    """What their adviser or the manager wrote, as they wrote it."""
    return Answer(lead=words, speaker=speaker.label)


def clock_time(moment: datetime) -> str:
    """The time of day in London: `14:05`; the moment is naive UTC."""
    return f"{london(moment):%H:%M}"


def day_of(moment: datetime) -> str:
    """The day in London: `Monday 30 November`; the moment is naive UTC."""
    local = london(moment)
    return f"{local:%A} {local.day} {local:%B}"


def _called(first: str, promise: Promise, people: Sequence[ContactLine]) -> Answer:
    if promise.by is None:
        return _told(f"{first} {phrase('hand_over.no_promise')}".strip(), people)
    said = fill_in(_PROMISE[promise.who], {"day": day_of(promise.by)})
    return _told(f"{first} {said}".strip(), people)


def _told(lead: str, people: Sequence[ContactLine] = ()) -> Answer:
    notes = (HELP,) if people else ()
    return Answer(
        title=phrase("hand_over.title"), lead=lead, topic=TOPIC, contacts=tuple(people), notes=notes
    )


def _with_end(channel: str, answer: Answer) -> Answer:
    """With a button on the page; in a text the word does it, so that no number means anything else than it says."""
    if channel != WEB:
        return answer
    return answer.copy(
        update={"choices": (Choice(label=phrase("hand_over.end_chat"), kind="hand_over", value=END),)}
    )
