"""What a short text stands for: one of our words, or the number of a choice. Whatever says more is a message like any other."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import Mapping, Optional


class Word(str, Enum):
    """A word that does something. The first three are about whether we may text at all."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    MORE = "more"
    SOURCE = "source"
    EASY = "easy"
    BACK = "back"
    MENU = "menu"
    FORGET = "forget"


CONSENT = frozenset({Word.STOP, Word.START, Word.HELP})

# Twilio's own words to opt out and in, each of which the carrier obeys (https://support.twilio.com/hc/en-us/articles/223134027),
# and how people say the same. "Yes" opts in too, but only for whoever opted out: see `Consents`.
_WORDS: Mapping[Word, tuple[str, ...]] = {
    Word.STOP: (
        "stop", "stop all", "stopall", "stop texts", "stop texting", "stop texting me", "stop messaging me", "stop messages",
        "stop sending texts", "stop sending me texts", "stop these texts", "stop the texts", "unsubscribe", "unsubscribe me",
        "cancel", "end", "quit", "opt out", "optout", "opt me out", "revoke", "no more texts", "dont text me",
        "dont text me again", "dont text me anymore", "arret",
        "unsub", "stop stop", "stopp", "stop msging me", "stop msgin me", "take me off your list", "take me off the list",
        "remove me", "remove my number", "dont message me", "dont msg me", "wrong number stop", "stop messagin me", "stop textin me", "stop txting me", "stop txtin me",
        "wrong number stop messaging me", "wrong number stop texting me", "wrong number stop messagin me", "wrong number stop textin me",
    ),
    Word.START: ("start", "unstop", "restart texts", "opt in", "optin", "subscribe", "start texts", "text me again", "start texting me", "start texting me again", "start texting again"),
    Word.HELP: ("help", "info"),
    Word.MORE: ("more", "mor", "moree", "mroe", "moer", "more info", "send more", "next", "next bit", "rest"),
    Word.SOURCE: ("source", "sources", "the source"),
    Word.EASY: ("easy", "easier", "easy words", "easier words", "in easy words", "simple", "simpler", "simple words"),
    Word.BACK: ("back", "bak", "go back", "previous", "go back one"),
    Word.FORGET: ("forget", "forget me", "forget this", "forget this chat", "forget what i said", "forget everything", "forget everything i said", "delete this chat", "clear this chat", "clear"),
    Word.MENU: ("menu", "meny", "mneu", "main menu", "the menu", "topics", "options", "list"),
}  # fmt: skip
_MEANS = {said: word for word, ways in _WORDS.items() for said in ways}

_POLITE = re.compile(
    r"\b(?:please|pls+|plz+|plse|thanks|thankyou|thank you|thx|thnx|tnx|ty|ta|cheers|hi|hiya|hello|hey|ok|okay|mate|bro|ffs|x+)\b"
)
_THANKS = re.compile(r"\b(?:thanks|thankyou|thank you|thx|thnx|tnx|ty|ta|cheers|ok|okay)\b")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ENDS = ("st", "nd", "rd", *["th"] * 6)
_NUMBER_OF: Mapping[str, int] = {
    **{str(n): n for n in range(1000)},
    **{said: n for n, said in enumerate(_NUMBERS, 1)},
    **{said: n for n, said in enumerate(_PLACES, 1)},
    **{f"{n}{end}": n for n, end in enumerate(_ENDS, 1)},
    "top": 1,
}  # fmt: skip
_SEVERAL = re.compile(r"\d{1,2}(?: (?:and |or |n )?\d{1,2})+|(?:all|both)(?: (?:of (?:them|it|em)|pls))?")
_AROUND = re.compile(
    r"^(?:(?:i(?: will| wi?ll|ll)? (?:have|pick|choose|want|take|go for|go with)|can i have|give me|its|let me have|choose|pick"
    r"|reply|send) )?(?:the )?(?:(?:number|no|num|option|opt|choice|answer) )?(\w+)(?: one| 1| option| choice)?$"
)


def word_in(text: str) -> Optional[Word]:
    """The word that a text is, with whatever thanks, capitals and marks around it; None if it says more."""
    return _MEANS.get(_bare(text))


def number_in(text: str) -> Optional[int]:
    """The number of a choice that a text picks, in figures or words; None if it says more."""
    found = _AROUND.fullmatch(_bare(text))
    return _NUMBER_OF.get(found.group(1)) if found else None


def is_several(text: str) -> bool:
    """Whether a text picks more than one choice: "1 and 2", "both"."""
    return _SEVERAL.fullmatch(_bare(text)) is not None


def stands_alone(text: str) -> bool:
    """Whether a text is one of our words or a number, which counts by itself, whatever comes beside it."""
    return word_in(text) is not None or number_in(text) is not None


def is_thanks(text: str) -> bool:
    """Whether a text is politeness and nothing else: "ok thx"."""
    words = _words(text)
    return _THANKS.search(words) is not None and not _POLITE.sub(" ", words).split()


def _bare(text: str) -> str:
    """Small letters, without marks, signs and politeness. Whatever is all politeness stays as it is."""
    words = _words(text)
    return " ".join(_POLITE.sub(" ", words).split()) or words


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "").replace("'", "")
    return " ".join(re.sub(r"[^\w]|_", " ", plain).split())
