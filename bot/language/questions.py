"""Two questions in one message: where it could be cut, and whether it really asks two things."""

from __future__ import annotations

import re
from typing import List, Sequence

from bot.language.chat import spelled_out
from bot.language.topic_model import Ranking

# How they were chosen: docs/understanding.md.
SURE = 0.4  # the least chance of a part's topic
SUPPORT = 4  # a part's topic must be among so many of the whole message: a story's topic rarely is
ANSWERABLE = (
    "ask/",
    "council_choice",
    "pathway_plan_status",
    "pathway_plan_change",
    "sign_in",
    "talk_to_human",
)

_STARTERS = (
    "how|what|when|where|who|whose|which|why|can|could|do|does|did|is|are|am|will|would|should|shall|have i|has|need|tell me|"
    "explain|i need|i want|i would like|i am looking|any chance|what about|help me|give me|if|whether|while"
)
_JOINED = rf"(?:,|\band\b|\bor\b|\bthen\b|&|\+|-)\s*(?:and\s+|then\s+)*(?=(?:{_STARTERS})\b)"
_ALSO = (
    r",?\s*\b(?:and also|and another thing|another thing|also|oh and|plus|and then|as well as that|on top of that|"
    r"second(?:ly)?|other thing|next question|btw|by the way)\b,?:?"
)
_CUT = re.compile(rf"[.?!;\n]+|{_ALSO}|{_JOINED}")
# A story is no question, however surely it is about something.
_ASKS = re.compile(
    r"\b(?:how|what|when|where|who|whose|which|why|can|could|(?:do|does|did|am|are|is|will|would|should|has) (?:i|you|we|he|she|they|it|"
    r"there|my|the|someone|anyone|care)|need|want|help|tell me|explain|looking for|wondering|if|whether|allowed|any)\b"
)
_WORD = re.compile(r"[^\W_]+")
_SMALL_WORDS = (
    "a an and are am as at be but by can could did do does for from had has have he her him his how i if in is it its just me my no not of "
    "ok on or our please she so thanks thank that the their them then there they this to too us was we were what when where which who why "
    "will with would yes you your about get got"
)
_SMALL = frozenset(_SMALL_WORDS.split())
FEWEST_WORDS = 2  # that carry meaning; less is no question by itself ...
SHORTEST_QUESTION = 4  # ... unless it asks in so many words: "who is my pa"


def parts(text: str) -> List[str]:
    """The pieces that could each be a question, in order and in plain words; one piece if there is nowhere to cut."""
    plain = spelled_out(text)
    pieces = [piece.strip(" ,-") for piece in _CUT.split(plain)]
    return _long_enough([piece for piece in pieces if piece]) or [plain]


def _long_enough(pieces: Sequence[str]) -> List[str]:
    """Short pieces ("hi", "im 19") go to the one behind them, or before them at the end."""
    found: List[str] = []
    waiting = ""
    for piece in pieces:
        waiting = f"{waiting} {piece}".strip()
        if _stands_alone(_WORD.findall(waiting), waiting):
            found.append(waiting)
            waiting = ""
    if waiting and found:
        found[-1] = f"{found[-1]} {waiting}"
    return found


def _stands_alone(words: Sequence[str], piece: str) -> bool:
    telling = sum(word not in _SMALL for word in words)
    return telling >= FEWEST_WORDS or (telling > 0 and len(words) >= SHORTEST_QUESTION and is_asking(piece))


def is_asking(piece: str) -> bool:
    """Whether the words of a piece ask for something."""
    return bool(_ASKS.search(piece))


def two_topics(whole: Ranking, pieces: Sequence[Ranking], threshold: float) -> List[str]:
    """The full labels of the things that a message asks, in order; empty if it asks one.

    `pieces` ranks each piece that asks for something. `threshold` is that of a refusal: a part that would be refused is no question.
    """
    asked = [ranking.labels[0] for ranking in pieces if _is_question(ranking, threshold)]
    supported = [label for label in dict.fromkeys(asked) if label in whole.labels[:SUPPORT]]
    return supported if len(supported) > 1 else []


def _is_question(ranking: Ranking, threshold: float) -> bool:
    return (
        ranking.labels[0].startswith(ANSWERABLE) and ranking.chances[0] >= SURE and ranking.score >= threshold
    )
