"""The one path every incoming message takes, whatever the channel: a straight way of small steps.

Danger is looked for first, with rules that need nothing else to work. Whatever
fails afterwards, the person gets a reply with a human contact and urgent numbers.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from contextlib import closing
from dataclasses import replace
from types import MappingProxyType
from typing import Callable, Collection, List, Mapping, Optional, Sequence

from bot.answer import Answer, Choice, ContactLine
from bot.delivery.alerts.alert_offer import AlertOffer
from bot.delivery.alerts.alert_talk import AlertTalk
from bot.delivery.alerts.only_an_answer import OnlyAnAnswer
from bot.delivery.alerts.telling import Alerts
from bot.delivery.conversation import signed_out
from bot.delivery.conversation.answering import Answering, Dialogue
from bot.delivery.conversation.catching_up import CatchingUp
from bot.delivery.conversation.closed import Closed, Closings
from bot.delivery.conversation.forgetting import Forgetting
from bot.delivery.conversation.held_messages import HeldMessages
from bot.delivery.conversation.in_order import InOrder, Place
from bot.delivery.conversation.inbox import Inbox
from bot.delivery.conversation.journal import Deliver, Journal
from bot.delivery.conversation.keeping import Keeping
from bot.delivery.conversation.late_lines import LateLines
from bot.delivery.conversation.lately import Lately
from bot.delivery.conversation.noticing import Noticing
from bot.delivery.conversation.old_buttons import Buttons
from bot.delivery.conversation.pace import Pace
from bot.delivery.conversation.pressed_button import PressedButton
from bot.delivery.conversation.remembering import Remembering
from bot.delivery.conversation.running_turns import Turns
from bot.delivery.conversation.turn_locks import ConversationLock, TurnLocks
from bot.delivery.conversation.urgent_answer import UrgentAnswer
from bot.delivery.conversation.vague_cry import vague_cry
from bot.delivery.conversation.waiting_turn import WaitingTurn
from bot.delivery.handing_over.hand_over_desk import HandOvers
from bot.delivery.handing_over.hand_over_step import HandingOver
from bot.delivery.in_time import IN_THE_END, Lanes, TooLateError
from bot.delivery.one_message import MOST_CHARACTERS, Incoming, Look, Reply, Step, Turn, apology, plain
from bot.delivery.reminding.waiting_message_step import WaitingMessage
from bot.delivery.reminding.waiting_messages import WaitingMessages
from bot.delivery.staffing.danger_step import StaffDanger
from bot.delivery.staffing.staff_form_step import StaffForm
from bot.delivery.staffing.staff_step import StaffDesk, StaffStep
from bot.delivery.texting.help_word import HelpWord
from bot.delivery.texting.numbered_choice import NumberedChoice
from bot.delivery.texting.only_the_picture import only_the_picture
from bot.delivery.texting.pin_step import PinStep
from bot.delivery.texting.text_talks import TextTalks
from bot.delivery.texting.text_words_step import TextWords
from bot.delivery.watching import NobodyWatches, Watch
from bot.safeguarding.detector import Detector, rules_alone
from bot.safeguarding.finding import Danger

__all__ = ["MOST_CHARACTERS", "Dialogue", "FrontDoor", "Incoming", "Look", "Reply", "plain"]

logger = logging.getLogger(__name__)

TURN = 2.0  # seconds that the end of a conversation waits for a turn of it


class FrontDoor:
    """Takes messages in and gives replies out. Taking a message never raises.

    Without `alerts` nobody can be told of a danger, and nothing is said of it.
    `councils` holds the numbers of each council, for the urgent reply, and `titles` what each topic is called.
    `leads_on` says whether there still is what a button of an old page stands for.
    `is_over` says whether a conversation was ended, here or in another process; what a turn of it kept meanwhile is then forgotten.
    `closings` says which channels are switched off; `watch` hears what came of each turn.
    `locks` let one turn of a conversation at a time go on, in whatever process. `deliver` names the channels whose answers are
    carried to people later, and how they are handed over in the transaction that keeps them. `texts` knows the talks by text message,
    `menu` is what a text can pick from, `address` where the page is. `reminders` knows the messages behind the texts that we send first. `desk` answers staff,
    `hand_overs` are the talks that advisers take over.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        journal: Journal,
        messages_per_minute: int = 20,
        seconds: Callable[[], float] = time.monotonic,
        alerts: Optional[Alerts] = None,
        detector: Optional[Detector] = None,
        councils: Mapping[str, Sequence[ContactLine]] = MappingProxyType({}),
        lanes: Optional[Lanes] = None,
        titles: Mapping[str, str] = MappingProxyType({}),
        is_over: Optional[Callable[[str], bool]] = None,
        closings: Closings = lambda _channel: None,
        watch: Optional[Watch] = None,
        leads_on: Callable[[Choice], bool] = lambda _choice: True,
        locks: Optional[ConversationLock] = None,
        deliver: Mapping[str, Deliver] = MappingProxyType({}),
        texts: Optional[TextTalks] = None,
        menu: Callable[[], Sequence[Choice]] = tuple,
        address: str = "",
        reminders: Optional[WaitingMessages] = None,
        desk: Optional[StaffDesk] = None,
        hand_overs: Optional[HandOvers] = None,
    ) -> None:
        self.lanes, self._seconds, self._watch = lanes or Lanes(), seconds, watch or NobodyWatches()
        self.held, self._in_order = HeldMessages(journal), InOrder()
        self._lately = lately = Lately(seconds)
        self._noticing = Noticing(detector or rules_alone(), lately)
        remembering = Remembering(lately)
        places = {"memory": lately.forget, "journal": journal.wipe, "dialogue": dialogue.forget}
        if texts:
            places["texts"] = texts.forget
        if hand_overs:
            places["hand-overs"] = hand_overs.forget
        self._forgetting = Forgetting(places, is_over)
        self.late = LateLines(journal, self.lanes.ending, self.held, self._forget_if_over)
        spare, urgent = (
            OnlyAnAnswer(alerts, journal).spare,
            UrgentAnswer(dialogue.about, lately, councils, titles),
        )
        pin, waits = PinStep(texts, address), WaitingMessage(reminders)
        look, waiting = self._noticing.look, WaitingTurn(locks or TurnLocks())
        staff_danger = StaffDanger(desk, councils, lately)
        self.handing = handing = HandingOver(hand_overs)
        self._way: Sequence[Step] = (
            self._noticing.notice,
            staff_danger.aim,
            spare,
            HelpWord(lately).spare,
            pin.hide,
            NumberedChoice(texts).press,
            waits.find,
            PressedButton(journal).find,
            remembering.what_was_said,
            urgent.give,
            waiting.wait,
            Inbox(journal, self.held, waiting.pause).take,
            CatchingUp(journal, lately, look, spare, urgent.give, urgent.with_council, seconds).catch_up,
            handing.find,
            _if_open(pin.take),
            _if_open(TextWords(texts, journal, menu, address).take),
            _if_open(waits.tell),
            _if_open(AlertTalk(alerts, journal).take),  # before the limits: nobody who asks for help waits
            _if_open(Closed(closings, lately, councils).tell),
            _if_open(Pace(messages_per_minute, seconds).hold),
            _if_open(handing.take),
            _if_open(StaffStep(desk, lately).take),
            _if_open(vague_cry),
            _if_open(Buttons(journal, leads_on).read),
            _if_open(Answering(dialogue).answer),
            StaffForm(desk).shape,
            pin.ask,
            handing.offer,
            only_the_picture,
            remembering.care,
            signed_out.tell,
            staff_danger.shape,
            AlertOffer(alerts).add,
            Keeping(journal, lately, self.held, self.late, self._forgetting.goes_on, deliver).keep,
            handing.afterwards,
        )
        self._turns = Turns(self._forget_if_over if is_over else None, lambda reply: bool(reply.goes_on))

    async def handle(self, incoming: Incoming) -> Reply:
        """The reply to one message. The turn runs to its end, also when nobody waits for it any more."""
        started, place = self._seconds(), incoming.place or self.place(incoming.conversation)
        reply = await self._turns.run(incoming.conversation, self._handle(replace(incoming, place=place)))
        self._tell_watch(incoming, reply, self._seconds() - started)
        return reply

    def place(self, who: str) -> Place:
        """The place of a message that comes now, among those of the same conversation or browser. Close it, if it gets no turn."""
        return self._in_order.place(who)

    async def _handle(self, incoming: Incoming) -> Reply:
        turn = Turn(incoming, self.lanes)
        with closing(incoming.place or self.place(incoming.conversation)):
            async with turn.until_the_end:
                try:
                    await self._go(turn)
                except BaseException:
                    self.held.done(turn.rows)  # whoever finds it may work on it
                    raise
        return turn.reply()

    async def _go(self, turn: Turn) -> None:
        for step in self._way:
            if not turn.is_replay:
                await step(turn)

    def _tell_watch(self, incoming: Incoming, reply: Reply, seconds: float) -> None:
        try:
            self._watch.turn(incoming, reply, seconds)
        except Exception as error:  # noqa: BLE001 - whoever counts must not cost anybody their reply
            logger.error("A turn could not be counted: error=%s", type(error).__name__)

    async def came(self, conversations: Collection[str], seconds: float) -> bool:
        """Whether turns of these conversations were running or their lines owed; waits for either so long, and not where there is none."""
        running = await asyncio.gather(*(self._turns.wait(each, seconds) for each in conversations))
        return await self.late.came(conversations, seconds) or any(running)

    async def look(self, text: str, conversation: str) -> Optional[Danger]:
        """What a message shows in its conversation: by itself, and with what was said just before it."""
        return await self._noticing.look(text, conversation)

    async def urgent_in(self, raw: bytes) -> Optional[Answer]:
        """The urgent reply to what could not be read as a message, if it says danger outright. Nothing of it is kept."""
        return await self._noticing.urgent_in(raw)

    def go_on(self, conversation: str, stand_in: str) -> None:
        """What was said a moment ago in a conversation counts in the one that stands in for it, where no session can be read."""
        self._lately.go_on(conversation, stand_in)

    def forget(self, conversation: str) -> bool:
        """Delete what was said in a conversation, wherever it is kept. What fails is owed: see `forget_owed`.

        It waits for databases: not for the event loop.
        """
        return self._forgetting.forget(conversation)

    def forget_in_memory(self, conversation: str) -> None:
        """Leave nothing of a conversation in our memory: whoever ended it, perhaps in another process, deletes the rest."""
        self._lately.forget(conversation)

    def remembered(self) -> List[str]:
        """The conversations of which something is in the memory of this process."""
        return self._lately.conversations()

    def forget_owed(self) -> int:
        """Delete what could not be deleted before. How much is owed still."""
        return self._forgetting.again()

    async def end(self, conversation: str) -> bool:
        """Forget a conversation that its channel has ended, with what a turn of it is still about to write."""
        await self._turns.wait(conversation, TURN)
        try:
            return await self.lanes.ending.run(IN_THE_END, self.forget, conversation)
        except TooLateError:
            self._forgetting.owe(conversation)
            return False

    async def _forget_if_over(self, conversation: str) -> None:
        if not self._forgetting.can_be_over:
            return
        try:
            await self.lanes.ending.run(IN_THE_END, self._forgetting.forget_if_over, conversation)
        except TooLateError:
            logger.error(
                "It is not known in time whether a conversation is over"
            )  # the sweep finds what is left


def _if_open(step: Step) -> Step:
    """A step that looks for the answer: not taken by a turn that has one, and no answer is lost to its failure."""

    @functools.wraps(step)
    async def taken(turn: Turn) -> None:
        if turn.is_answered:
            return
        try:
            await step(turn)
        except Exception as error:  # noqa: BLE001 - whatever failed, the person gets a reply
            turn.reply_with(apology(error, turn.incoming.channel))

    return taken
