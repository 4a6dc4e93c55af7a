"""The steps of a talk that a person takes over: what is written goes to the other side, and not to the dialogue.

Danger was looked at before, and answered. What showed it is passed on behind the reply, which waits for nobody.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from typing import Callable, List, Optional, Set, Tuple

from bot.answer import Answer, Choice
from bot.delivery.handing_over.hand_over_desk import STAFF_CHANNEL, HandOvers
from bot.delivery.handing_over.leaving_words import is_leaving, staff_is_leaving
from bot.delivery.handing_over.said_of_held import WORDS
from bot.delivery.handing_over.said_to_staff import VERB
from bot.delivery.handing_over.said_to_young_person import ASK, CHANNELS, END, KIND, SMS, TOPIC, chat_now
from bot.delivery.handing_over.young_side import Said
from bot.delivery.one_message import Turn, apology, log_failure
from bot.delivery.texting.text_words import Word, word_in

PAUSES = (0.2, 1.0, 5.0)  # seconds between tries to pass on what showed danger
CALL_BACK = "call_back"  # the choice beside which a talk is offered

logger = logging.getLogger(__name__)


class HandingOver:
    """Without `hand_overs` nobody takes anything over, and nothing is offered."""

    def __init__(self, hand_overs: Optional[HandOvers] = None) -> None:
        self._hand_overs = hand_overs
        self._behind: Set[asyncio.Task[None]] = set()

    async def find(self, turn: Turn) -> None:
        """Whether this conversation is one side of such a talk. Where that can't be looked up and it was, nobody must think it reads on."""
        if self._hand_overs is None or not turn.incoming.is_kept or turn.is_answered:
            return
        try:
            turn.in_hand_over = await _number(turn, self._hand_overs)
        except Exception as error:  # noqa: BLE001 - everybody else is answered as ever
            if self._hand_overs.was_in_one(turn.conversation):
                turn.reply_with(apology(error, turn.incoming.channel))
            else:
                log_failure("It is not known whether a talk was handed over", error)

    async def take(self, turn: Turn) -> None:
        """Do what a button of ours asks, or pass on what was written."""
        if self._hand_overs is None or turn.is_unknown_button:
            return
        answers = await self._pressed(turn, self._hand_overs)
        if answers is None and turn.in_hand_over is not None and _is_words(turn):
            said = turn.conversation, turn.incoming.channel, _said(turn)
            answers = await turn.wait.run(self._hand_overs.said, *said)
        if answers is not None:
            turn.reply_with(*answers)

    async def offer(self, turn: Turn) -> None:
        """Beside a call, offer to chat, where there is somebody to ask now."""
        places = [place for place, answer in enumerate(turn.answers) if _offers_call(answer)]
        if self._hand_overs is None or not places or turn.incoming.channel not in CHANNELS:
            return
        try:
            if turn.incoming.is_kept and await turn.wait.run(self._hand_overs.can_ask, turn.conversation):
                turn.answers[places[0]] = _with_offer(turn.answers[places[0]])
        except Exception as error:  # noqa: BLE001 - the call is offered all the same
            log_failure("It is not known whether somebody can chat", error)

    async def afterwards(self, turn: Turn) -> None:
        """Behind the reply: what showed danger is passed on too, and whoever wants no more texts has left the talk."""
        if self._hand_overs is None or not turn.incoming.is_kept:
            return
        words = _words_in_danger(turn)
        if turn.danger and words:
            said = Said(words, _key(turn), is_danger=True)
            self._do_behind(self._hand_overs.said, turn.conversation, turn.incoming.channel, said)
        elif turn.in_hand_over is not None and _stops_texts(turn):
            self._do_behind(self._hand_overs.left, turn.conversation)

    async def settle(self) -> None:
        """Until everything behind a reply is done."""
        while self._behind:
            await asyncio.wait(set(self._behind))

    async def _pressed(self, turn: Turn, hand_overs: HandOvers) -> Optional[List[Answer]]:
        choice, channel = turn.choice, turn.incoming.channel
        if choice is None:
            return None
        if choice.kind == KIND and channel in CHANNELS:
            if choice.value == ASK:
                return await turn.wait.run(hand_overs.ask, turn.conversation, channel)
            return await turn.wait.run(hand_overs.end, turn.conversation) if choice.value == END else None
        if choice.kind == "staff" and channel == STAFF_CHANNEL:
            return await _on_card(turn, choice, hand_overs)
        return None

    def _do_behind(self, work: Callable[..., Optional[List[Answer]]], *given: object) -> None:
        task = asyncio.ensure_future(self._done(work, *given))
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def _done(self, work: Callable[..., Optional[List[Answer]]], *given: object) -> None:
        for pause in (0.0, *PAUSES):
            await asyncio.sleep(pause)
            try:
                await asyncio.to_thread(work, *given)
            except Exception as error:  # noqa: BLE001 - it is tried again
                log_failure("A talk could not be told what was said in it", error)
            else:
                return


async def _number(turn: Turn, hand_overs: HandOvers) -> Optional[int]:
    """Raises what the database raises, and LookupError where it did not answer a moment ago: it is not waited for again."""
    if not turn.is_last_known:
        raise LookupError
    return await turn.wait.run(hand_overs.number_in, turn.conversation, turn.incoming.channel)


async def _on_card(turn: Turn, choice: Choice, hand_overs: HandOvers) -> Optional[List[Answer]]:
    verb, what, number = (*choice.value.split("/"), "", "")[:3]
    if verb != VERB or not number.isdigit():
        return None
    typed = Said(turn.incoming.inputs.get(WORDS, "").strip(), _key_of_button(turn))
    return await turn.wait.run(hand_overs.pressed, turn.conversation, what, int(number), typed)


def _key_of_button(turn: Turn) -> str:
    """What a button sends is one, however often it is pressed."""
    return _hashed(f"{turn.conversation} {turn.incoming.option}")


def _is_words(turn: Turn) -> bool:
    return turn.choice is None and turn.incoming.option is None and bool(turn.text.strip())


def _words_in_danger(turn: Turn) -> str:
    """What showed it. A button is the young person's word; of an adviser's press nothing crosses over, nor what came with it."""
    if turn.incoming.channel == STAFF_CHANNEL and (turn.pressed or turn.incoming.option is not None):
        return ""
    return turn.incoming.text or (turn.pressed.label if turn.pressed else "")


def _said(turn: Turn) -> Said:
    """What was written, without the word that ends the talk, where that stood alone."""
    whole = turn.text == turn.incoming.text
    parts = (turn.incoming.parts if whole else ()) or (turn.text,)
    kept = [part for part in parts if not _leaves(turn, part)]
    return Said("\n".join(kept), _key(turn), is_leaving=len(kept) < len(parts))


def _leaves(turn: Turn, part: str) -> bool:
    if turn.incoming.channel == STAFF_CHANNEL:
        return staff_is_leaving(part)
    return is_leaving(part, turn.incoming.channel)


def _key(turn: Turn) -> str:
    """What makes what was said one: nobody can tell the message from it."""
    return _hashed(f"{turn.conversation} {turn.message_id}")


def _hashed(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()[:40]


def _stops_texts(turn: Turn) -> bool:
    said: Tuple[str, ...] = turn.incoming.parts or (turn.incoming.text,)
    return turn.incoming.channel == SMS and Word.STOP in map(word_in, said)


def _offers_call(answer: Answer) -> bool:
    is_ours = answer.topic == TOPIC
    return not is_ours and any(
        choice.kind == "intent" and choice.value == CALL_BACK for choice in answer.choices
    )


def _with_offer(answer: Answer) -> Answer:
    """The button right behind that of the call."""
    place = 1 + next(n for n, one in enumerate(answer.choices) if one.value == CALL_BACK)
    choices = (*answer.choices[:place], chat_now(), *answer.choices[place:])
    return answer.copy(update={"choices": choices})
