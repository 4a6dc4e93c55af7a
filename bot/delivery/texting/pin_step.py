"""The steps for the PIN: it is hidden before anything keeps it, asked for where something personal was asked, and tried.

A number is a claim. What is personal is said by text only after the PIN that goes with the record.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.answer import Answer, Choice
from bot.delivery.in_time import PATIENCE
from bot.delivery.one_message import Turn, log_failure
from bot.delivery.texting.text_kinds import ASK_PIN
from bot.delivery.texting.text_talks import CHANNEL, TextTalks
from bot.identity.by_phone.text_pins import Tried, has_digits, pin_in, without_digits
from bot.phrases import PhraseSet, phrase

MY_PLAN = "pathway_plan_status"
_NOT_RIGHT = PhraseSet("texting.pin_not_right", (Tried.WRONG.value, Tried.LOCKED.value))


class PinStep:
    """Without `talks` nobody texts. `address` is where the chat page is."""

    def __init__(self, talks: Optional[TextTalks], address: str = "") -> None:
        self._talks, self._address = talks, address

    async def hide(self, turn: Turn) -> None:
        """Digits behind the question for a PIN are a secret: neither the memory nor the journal nor the dialogue sees them."""
        said = turn.incoming.parts or (turn.incoming.text,)
        if self._talks is None or turn.incoming.channel != CHANNEL or not any(map(has_digits, said)):
            return
        try:
            is_asked = await turn.lanes.pressed.run(PATIENCE, self._talks.pin_is_asked, turn.conversation)
        except Exception as error:  # noqa: BLE001 - what may be a PIN is kept from everybody all the same
            log_failure("It is not known whether a PIN was asked for", error)
            is_asked = True
        if is_asked:
            pins = [pin for part in said if (pin := pin_in(part))]
            others = tuple(without_digits(part) for part in said if not pin_in(part))
            turn.secret, turn.text = (pins[-1] if pins else ""), "\n".join(others)
            turn.incoming = replace(turn.incoming, text=turn.text, parts=others if len(others) > 1 else ())

    async def take(self, turn: Turn) -> None:
        """Try it. With the right one, what was asked is answered."""
        if self._talks is None or not turn.secret:
            return
        tried = await turn.wait.run(self._talks.try_pin, turn.conversation, turn.secret)
        if tried is Tried.RIGHT and turn.text:
            return  # what came with it is answered, now that it is known who asks
        if tried is Tried.RIGHT:
            turn.choice = Choice(label=phrase("buttons.my_plan"), kind="intent", value=MY_PLAN)
        else:
            turn.reply_with(Answer(lead=_NOT_RIGHT[tried.value], topic=ASK_PIN))

    async def ask(self, turn: Turn) -> None:
        """Where the dialogue says how to sign in on the page, ask for the PIN instead."""
        if self._talks is not None and turn.incoming.channel == CHANNEL:
            turn.answers = [self._asking(answer) for answer in turn.answers]

    def _asking(self, answer: Answer) -> Answer:
        if answer.topic != MY_PLAN or not any(choice.value == "sign-in" for choice in answer.choices):
            return answer
        others = tuple(choice for choice in answer.choices if choice.kind != "page")
        return Answer(lead=phrase("texting.pin_ask", address=self._address), topic=ASK_PIN, choices=others)
