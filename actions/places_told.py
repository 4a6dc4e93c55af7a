"""What a message tells of councils besides its question: said first and once, remembered, and then the question is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, Optional

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.own_council import council_of_record, say_abroad, take_as_own
from actions.turn import WHICH_OF_THEM, Events, Turn, asking, say
from bot.answer import Answer
from bot.offer.council_register import Council
from bot.phrases import phrase
from bot.talk.council_words import lives_elsewhere, not_held, only_england, which_one
from bot.talk.told_places import Mention, Told

Rest = Callable[[CollectingDispatcher, Turn], Events]


def told_first(dispatcher: CollectingDispatcher, turn: Turn, rest: Rest) -> Events:
    """Take what is told, then do the rest for the council that counts now. Nothing of England is told to whom another nation looked after."""
    told = turn.told()
    record, lines = _told_own(turn, told.care)
    now = _at_home(_with_council(turn, record), told)
    lines += [*_of_named(now, told), *_of_living(now, told)]
    if lines:
        say(dispatcher, Answer(lead=" ".join(lines), place=now.place))
    now, lived = _without_abroad(now), living_events(told)
    if now.is_abroad:
        return [*lived, *say_abroad(dispatcher, now, now.topic), *_settled(dispatcher, record)]
    done = rest(dispatcher, now)
    return [*lived, *done, *_settled(dispatcher, record), *_ask_which(dispatcher, now, told.care)]


def lines_of_council(turn: Turn, council: Council) -> list[str]:
    """What must be said once of a council that is named first now."""
    is_new = council.id != turn.council
    return [not_held(council)] if is_new and council.is_english and not council.has_own_offer else []


def living_events(told: Told) -> Events:
    """Remember where somebody lives, if that is one council: its id, and no more than that."""
    there = told.living.council if told.living else None
    return [SlotSet("living_in", there.id)] if there else []


def _told_own(turn: Turn, care: Optional[Mention]) -> tuple[Optional[Council], list[str]]:
    """The council of care that is told, or the one of the record where that is another; and what is said of it."""
    told = care.council if care else None
    if told is None:
        return None, []
    record = council_of_record(turn)
    if record is not None and record.id != told.id:
        return record, [phrase("councils.record_says", council=record.name)]
    return told, lines_of_council(turn, told)


def _with_council(turn: Turn, council: Optional[Council]) -> Turn:
    if council is None:
        return turn
    return replace(turn, council=council.id, named_council=turn.named_council or council.id)


def _at_home(turn: Turn, told: Told) -> Turn:
    """Where somebody lives is not what they ask about, if their own council is known."""
    there = told.living.council if told.living else None
    is_home = there is not None and there.id == turn.named_council and turn.council is not None
    return replace(turn, named_council=None) if is_home else turn


def _of_named(turn: Turn, told: Told) -> list[str]:
    council = told.named.council if told.named else None
    if council is None or council.id != turn.named_council:
        return []
    return lines_of_council(turn, council) if council.is_english else [only_england(council.nation)]


def _of_living(turn: Turn, told: Told) -> list[str]:
    living = told.living
    is_known = living is None or (living.council and living.council.id == turn.living_in)
    if living is None or is_known or turn.council is None or turn.is_abroad:
        return []
    return [lives_elsewhere(turn.own, living)]


def _without_abroad(turn: Turn) -> Turn:
    """Another nation that is only named changes for no answer whose it is."""
    named = turn.services.councils.get(turn.named_council)
    is_only_named = named and not named.is_english and named.id != turn.council
    return replace(turn, named_council=None) if is_only_named else turn


def _settled(dispatcher: CollectingDispatcher, council: Optional[Council]) -> Events:
    return take_as_own(dispatcher, council.id) if council else []


def _ask_which(dispatcher: CollectingDispatcher, turn: Turn, care: Optional[Mention]) -> Events:
    """Which of several was meant, behind the answer; not again where that was asked just now."""
    if care is None or care.council or turn.council_question == WHICH_OF_THEM:
        return []
    say(dispatcher, which_one(care, turn.services.offer))
    return asking(WHICH_OF_THEM)
