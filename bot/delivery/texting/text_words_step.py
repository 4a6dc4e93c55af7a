"""The step for what is particular to text messages: our words, pictures, robots, and those who told us to stop.

It needs no Rasa. What somebody said about being texted is kept where the turn is kept: see `bot.channels.sms.text_delivery`.
"""

from __future__ import annotations

from typing import Callable, FrozenSet, List, Optional, Sequence

from bot.answer import Answer, Choice
from bot.delivery.conversation.journal import Journal, Line
from bot.delivery.one_message import Turn
from bot.delivery.texting.robots import is_loop, is_robot
from bot.delivery.texting.text_kinds import ASK_PIN, NOTICE
from bot.delivery.texting.text_talks import CHANNEL, TextTalks
from bot.delivery.texting.text_words import CONSENT, Word, is_several, is_thanks, number_in, word_in
from bot.identity.by_phone.texters import Reached
from bot.phrases import phrase
from bot.safeguarding.consent import Meaning
from bot.safeguarding.cries import is_cry
from bot.safeguarding.open_offer import offer_in

_ALSO_WITH_A_PERSON = CONSENT | {Word.MORE, Word.FORGET}  # of our words, while their adviser is in the talk


class TextWords:
    """Without `talks` nobody texts. `menu` are the choices of MENU, `address` is where the chat page is."""

    def __init__(
        self,
        talks: Optional[TextTalks],
        journal: Journal,
        menu: Callable[[], Sequence[Choice]] = tuple,
        address: str = "",
    ) -> None:
        self._talks, self._journal, self._menu, self._address = talks, journal, menu, address

    async def take(self, turn: Turn) -> None:
        """Answer what is ours to answer; everything else is for the steps behind."""
        if self._talks is None or turn.incoming.channel != CHANNEL or turn.is_unknown_button or turn.secret:
            return
        said = words_of(turn)
        if turn.in_hand_over is not None and not said & _ALSO_WITH_A_PERSON:
            return  # a number or "next" is for whoever reads it
        who = await turn.wait.run(self._talks.who, turn.conversation)
        answer = self._about_texting(said, who)
        if answer is not None:
            turn.reply_with(answer)
        elif _answers_our_question(turn):
            return  # whether staff shall be told: neither a cap nor a loop may swallow a yes
        elif who is not None and who.is_stopped and not _is_after_danger(turn) and Word.FORGET not in said:
            turn.reply_with(*_stopped(who, turn.incoming.text))
        elif await self._is_unanswered(turn):
            turn.reply_with()
        elif who is not None and await turn.wait.run(self._talks.is_over_cap, who):
            turn.reply_with(*_over_the_cap(who, self._address))
        else:
            await self._read(turn, said, self._talks)

    def _about_texting(self, said: FrozenSet[Word], who: Optional[Reached]) -> Optional[Answer]:
        if Word.STOP in said and (who is None or not who.is_stopped):
            return Answer(lead=phrase("texting.stopped"))
        if Word.START in said:
            return Answer(lead=phrase("texting.started"))
        return Answer(lead=phrase("texting.help")) if Word.HELP in said else None

    async def _is_unanswered(self, turn: Turn) -> bool:
        """Whether no person wrote it. A word or a number of ours may come again and again."""
        text = turn.incoming.text
        if is_robot(text):
            return True
        if turn.pressed or not text or word_in(text) or number_in(text) is not None:
            return False
        return is_loop(text, [line.text for line in await self._recent(turn) if line.text])

    async def _read(self, turn: Turn, said: FrozenSet[Word], talks: TextTalks) -> None:
        if turn.incoming.has_picture:
            self._picture(turn)
        elif Word.FORGET in said:
            turn.reply_with(Answer(lead=phrase("texting.forgotten")))
        elif Word.MENU in said:
            turn.reply_with(Answer(lead=phrase("texting.menu"), choices=tuple(self._menu())))
        elif Word.MORE in said:
            turn.reply_with(await self._more(turn, talks))
        elif said & {Word.SOURCE, Word.EASY}:
            await self._about_the_last(turn, "source" if Word.SOURCE in said else "easy")
        elif Word.BACK in said:
            turn.reply_with(*_before(await self._recent(turn)))
        else:
            self._number(turn)

    def _picture(self, turn: Turn) -> None:
        """A kind word for a picture; what stands beside it is answered too."""
        kind = Answer(lead=phrase("texting.picture"))
        if turn.text.strip():
            turn.above.append(kind)
        else:
            turn.reply_with(kind)

    async def _more(self, turn: Turn, talks: TextTalks) -> Answer:
        standing = await turn.wait.run(talks.standing, turn.conversation)
        if standing.rest:
            return Answer(lead=standing.rest[0].text)
        is_new = not any(line.answer for line in await self._recent(turn))
        return Answer(lead=phrase("texting.nothing_yet") if is_new else phrase("texting.no_more"))

    async def _about_the_last(self, turn: Turn, kind: str) -> None:
        """Ask the dialogue for the source or the easier words of what was said last."""
        topic = next((topic for topic in reversed(_topics(await self._recent(turn)))), None)
        if topic is None:
            is_new = not _is_after_danger(turn)
            turn.reply_with(
                Answer(lead=phrase("texting.nothing_yet") if is_new else phrase("texting.no_more"))
            )
        else:
            turn.choice = Choice(label=turn.text, kind="follow_up", value=f"{kind}/{topic}")

    def _number(self, turn: Turn) -> None:
        number = number_in(turn.incoming.text)
        if is_several(turn.incoming.text):
            turn.reply_with(Answer(lead=phrase("texting.one_number")))
        elif number is not None and not turn.pressed and turn.opens is None:
            turn.reply_with(Answer(lead=phrase("texting.no_such_number", number=number)))

    async def _recent(self, turn: Turn) -> Sequence[Line]:
        return await turn.wait.run(self._journal.recent, turn.conversation)


def _stopped(who: Reached, text: str) -> List[Answer]:
    """That they told us to stop: not again within the hour, unless they ask for help."""
    is_told = who.was_just_told and not is_cry(text) and not text.casefold().startswith("start")
    if is_told or is_thanks(text) or word_in(text) is Word.STOP:
        return []
    return [Answer(lead=phrase("texting.is_stopped"), topic=NOTICE)]


def _over_the_cap(who: Reached, address: str) -> List[Answer]:
    return (
        []
        if who.was_just_told
        else [Answer(lead=phrase("texting.over_the_cap", address=address), topic=NOTICE)]
    )


def words_of(turn: Turn) -> FrozenSet[Word]:
    """Our words in a message, each of which stood alone in a text."""
    return frozenset(filter(None, map(word_in, turn.incoming.parts or (turn.incoming.text,))))


def _answers_our_question(turn: Turn) -> bool:
    """Whether it is a yes or no to telling staff, pressed by its number or typed."""
    if turn.choice is not None:
        return turn.choice.kind == "alert"
    offer = offer_in(turn.last_answer)
    return offer is not None and offer.read(turn.text).meaning in (Meaning.YES, Meaning.NO)


def _is_after_danger(turn: Turn) -> bool:
    """Whether they just had the urgent reply: what it offers holds, whatever they told us before."""
    return turn.last_answer is not None and turn.last_answer.urgency == "urgent"


def _topics(lines: Sequence[Line]) -> List[str]:
    return [line.answer.topic for line in lines if line.answer and line.answer.topic and line.answer.sources]


def _before(lines: Sequence[Line]) -> List[Answer]:
    """The answer before the one that is shown: each BACK goes one further."""
    shown: List[Answer] = []
    is_back = False
    for line in lines:
        if line.answer is None:
            is_back = word_in(line.text) is Word.BACK
            if is_back and shown:
                shown.pop()
        elif line.answer.topic not in ("", NOTICE, ASK_PIN) and not is_back:
            shown.append(line.answer)
    return shown[-2:-1] or [Answer(lead=phrase("texting.nothing_before"))]
