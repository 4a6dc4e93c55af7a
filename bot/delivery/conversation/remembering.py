"""Two steps for the memory of a talk: what was said, and which council was answered for."""

from __future__ import annotations

from bot.answer import Answer
from bot.delivery.conversation.lately import Lately
from bot.delivery.one_message import Turn, has_urgent
from bot.delivery.staffing.for_staff import CHANNEL as STAFF
from bot.delivery.staffing.whose_turn import whose
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import check_in_reply, supportive_reply
from bot.safeguarding.staff_replies import staff_check_in, staff_over_reply


class Remembering:
    """Keeps in memory what the next messages are read behind, and puts the word of care above an answer."""

    def __init__(self, lately: Lately) -> None:
        self._lately = lately

    async def what_was_said(self, turn: Turn) -> None:
        """Before anything waits: the next message may come at once."""
        self._lately.said(turn.conversation, turn.incoming.text, turn.found)

    async def care(self, turn: Turn) -> None:
        """A kind word for danger that is over; a question for a sign that is worth asking about, but not again and again."""
        found = turn.found
        if found and found.is_over:
            turn.above.insert(0, _supports(turn, found))
        elif found and found.is_check_in and self._may_ask(turn, found):
            turn.above.insert(0, _asks(turn, found))

    def _may_ask(self, turn: Turn, found: Danger) -> bool:
        is_urgent = has_urgent([*turn.above, *turn.answers])
        return not is_urgent and self._lately.may_ask(turn.conversation, found.kind)


def _supports(turn: Turn, found: Danger) -> Answer:
    is_staff = turn.incoming.channel == STAFF
    return staff_over_reply(whose(turn, found)) if is_staff else supportive_reply(found)


def _asks(turn: Turn, found: Danger) -> Answer:
    is_staff = turn.incoming.channel == STAFF
    return staff_check_in(found, whose(turn, found)) if is_staff else check_in_reply(found)
