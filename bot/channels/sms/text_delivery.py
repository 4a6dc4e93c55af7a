"""Hands the answers of a turn to the outbox as one text, in the transaction that keeps the turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Callable, Mapping, Sequence, Tuple

from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.channels.sms.sms_render import Piece, pieces
from bot.delivery.conversation.journal import Line
from bot.delivery.one_message import has_urgent
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.texting.danger_texts import dangers_not_wanted, keep_danger
from bot.delivery.texting.text_kinds import ABOUT_TEXTING, ANSWER, ASK_PIN, NOTICE
from bot.delivery.texting.text_state import Standing, Waiting, keep_standing, standing_of
from bot.delivery.texting.text_words import CONSENT, Word, word_in
from bot.gsm import TWO_FRAGMENTS
from bot.identity.by_phone.text_pins import ask_for_pin
from bot.identity.by_phone.texter_tables import ConsentWord
from bot.identity.by_phone.texters import (
    TOLD_EVERY,
    Reached,
    begin_anew,
    keep_word,
    reached,
    reached_after,
    remember_council,
    told,
)
from bot.safeguarding.passing_on import is_not_wanted
from bot.safeguarding.replies import danger_answered
from bot.settings import Clock

GIVE_UP, GIVE_UP_URGENT = timedelta(hours=4), timedelta(hours=24)
SAME_MOMENT = timedelta(seconds=15)


class TextDelivery:
    """`room` says how many septets of a text by a line are ours: its provider may put a name in front. `councils` are those we know."""

    def __init__(self, clock: Clock, room: Callable[[str], int] = lambda _line: TWO_FRAGMENTS) -> None:
        self._clock, self._room = clock, room

    def __call__(self, session: Session, conversation: str, lines: Sequence[Line]) -> None:
        """See `Deliver`. What is for nobody any more, because the talk is over, is not sent, but for what is urgent."""
        now = self._clock.now()
        who = reached(session, conversation, now)
        if who is None:
            self._send_after(session, conversation, lines)
            return
        words = [word for line in lines if (word := word_in(line.text))]
        for word in words:
            if word in CONSENT:
                keep_word(session, conversation, ConsentWord(word.value), now)
            if word is Word.STOP:  # what was texted in the same moment is no answer to what we say of it
                told(session, conversation, now - TOLD_EVERY + SAME_MOMENT)
        answers = [line for line in lines if line.answer]
        if answers:
            self._send(session, conversation, who, answers, words)
        if Word.FORGET in words:
            begin_anew(session, conversation)

    def _send(
        self, session: Session, conversation: str, who: Reached, lines: Sequence[Line], words: Sequence[Word]
    ) -> None:
        now, answers = self._clock.now(), [line.answer for line in lines if line.answer]
        council = next((answer.own_council for answer in reversed(answers) if answer.own_council), None)
        if council:
            remember_council(session, conversation, council)
        text, standing = self._next(standing_of(session, conversation), lines, answers, who.line)
        keep_standing(session, conversation, standing, now)
        if any(answer.topic == ASK_PIN for answer in answers):
            ask_for_pin(session, conversation, now)
        if any(answer.topic == NOTICE for answer in answers):
            told(session, conversation, now)
        kind = ABOUT_TEXTING if CONSENT & set(words) or who.is_stopped else ANSWER
        self._put(session, who, kind, f"answer {lines[0].id}", text, answers)

    def _send_after(self, session: Session, conversation: str, lines: Sequence[Line]) -> None:
        """Danger that was texted in the moment in which the talk ended is answered all the same; nothing of the talk goes on."""
        answers = [line.answer for line in lines if line.answer]
        who = reached_after(session, conversation, self._clock.now()) if has_urgent(answers) else None
        if who is not None:
            text = pieces(answers, self._room(who.line))[0].text
            self._put(session, who, ANSWER, f"answer {lines[0].id}", text, answers)

    def _put(
        self, session: Session, who: Reached, kind: str, key: str, text: str, answers: Sequence[Answer]
    ) -> None:
        now, is_urgent = self._clock.now(), has_urgent(answers)
        outgoing = Outgoing(
            kind=kind,
            channel=Channel.SMS,
            key=key,
            person=who.lookup,
            recipient=who.number,
            text=text,
            is_urgent=is_urgent,
            is_fleeting=True,
            give_up_at=now + (GIVE_UP_URGENT if is_urgent else GIVE_UP),
            route=who.line,
        )
        message = put(session, outgoing, now)
        self._mind(session, who, answers, key, message)

    def _mind(
        self, session: Session, who: Reached, answers: Sequence[Answer], key: str, message: int
    ) -> None:
        """Keep what staff must hear of if the text does not arrive; a no to the question ends that."""
        now, danger = self._clock.now(), danger_answered(answers)
        if any(map(is_not_wanted, answers)):
            dangers_not_wanted(session, who.lookup, now)
        if danger:
            keep_danger(session, key, who.lookup, danger, now, message=message, is_stopped=who.is_stopped)

    def _next(
        self, standing: Standing, lines: Sequence[Line], answers: Sequence[Answer], line: str
    ) -> Tuple[str, Standing]:
        """The text that goes out now, and where the talk stands then. MORE's answer is the piece that waited.

        Danger takes the numbers of all lists before it; what is answered in the same moment counts on behind its own. A word by
        the way, such as thanks, leaves what waits for MORE where it is.
        """
        if standing.rest and [answer.lead for answer in answers] == [standing.rest[0].text]:
            first, *rest = standing.rest
            return first.text, standing.shows(first.numbers, rest)
        now, is_urgent = self._clock.now(), has_urgent(answers)
        before = Standing(urgent_at=now) if is_urgent else standing
        is_beside = (
            not is_urgent and standing.urgent_at is not None and now - standing.urgent_at <= SAME_MOMENT
        )
        found = pieces(answers, self._room(line), max(standing.numbers, default=0) + 1 if is_beside else 1)
        waiting = [Waiting(piece.text, _buttons(piece, lines)) for piece in found[1:]]
        if not waiting and all(map(_is_by_the_way, answers)):
            waiting = list(before.rest)
        return found[0].text, before.shows(_buttons(found[0], lines), waiting)


def _is_by_the_way(answer: Answer) -> bool:
    return not (answer.topic or answer.choices or answer.sources)


def _buttons(piece: Piece, lines: Sequence[Line]) -> Mapping[int, str]:
    return {one.number: f"{lines[one.answer].id}.{one.choice}" for one in piece.numbers}
