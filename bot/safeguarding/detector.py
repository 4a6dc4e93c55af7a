"""The first safeguarding check: does this message show danger, and of which kind?

Rules that need nothing, joined with a trained judge where there is one. Nobody
is scored: a message is danger or it is not, and everybody in danger is routed
to help.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, Iterator, Optional

from bot.safeguarding.normalise import normalise
from bot.safeguarding.rules import HARMLESS, RULES, compiled
from bot.safeguarding.spaces import with_spaces

if TYPE_CHECKING:
    from bot.safeguarding.judge import Judged

logger = logging.getLogger(__name__)

# A longer message is looked at to here; nobody types this much in an emergency.
MOST_CHARACTERS = 20_000
WINDOW, STEP = 40, 30  # words; the judge sees a long message in pieces
MOST_WINDOWS = 12
FEWEST_WORDS = 3  # of a sentence that is looked at by itself
_END = re.compile(r"[.!?;\n]+")

_KINDS = {kind: compiled(patterns) for kind, patterns in RULES.items()}
_HARMLESS = compiled(HARMLESS)
_OTHERS = compiled((
    r"(?:my|our|me|a|his|her) (?:\w+ ){0,2}(?:friend|mate|sister|brother|cousin|girlfriend|boyfriend|housemate|flatmate|roommate|bestie|bezzie|partner|"
    r"nephew|niece|son|daughter|neighbour|sis|bro|kid|lad|lass|girl|boy|lodger|colleague|classmate|pal|buddy|ex|mum|dad|nan)s?",
    r"(?:himself|herself|themselves|themself|hisself)",
    r"(?:a|the|this|some|another) (?:\w+ )?(?:friend|mate|girl|lad|lass|boy|kid|woman|man|guy|person)(?: (?:of mine|i know|at|in|on|from|who|off))",
    r"(?:lad|lass|girl|boy|mate|friend|someone|somebody) i (?:know|live with)",
    r"(?:someone|somebody) (?:else|at|in|from)",
))
# What befalls the writer, whoever else is named.
_OWN = compiled((r"(?:i|me|myself|mine|us)", r"my (?:life|house|flat|home|room|door|windows?|car|face|arms?|throat|family|kids?|baby)"))
_OWN_BEFORE = re.compile(r"\bi (?:am|feel|have been|feel so|want|keep|was|cut|took|got|need)(?: \w+){0,2} ?$")

Judge = Callable[[str], "Judged"]


@dataclass(frozen=True)
class Danger:
    """What was noticed: the topic id of the danger, whether it is about somebody else, and whether it is over."""

    kind: str
    is_about_other: bool = False
    is_over: bool = False


def check(text: str) -> Optional[Danger]:
    """The danger that the rules alone see, or None. Needs no file and no model. Never raises, keeps nothing, scores nobody."""
    words = _plain(text)
    for kind, pattern in _KINDS.items():
        found = pattern.search(words)
        if found:
            return Danger(kind, _about_other(words, found.group()))
    return None


class Detector:
    """The rules and, if there is one, the trained judge. With the judge missing or broken, the rules alone."""

    def __init__(self, judge: Optional[Judge] = None) -> None:
        self._judge = judge
        self._has_failed = False  # when the judge was last asked

    @property
    def has_judge(self) -> bool:
        """Whether there is more than the rules."""
        return self._judge is not None

    @property
    def state(self) -> str:
        """`ok`, or `rules_alone` if there is no judge or it failed when it was last asked."""
        return "rules_alone" if self._judge is None or self._has_failed else "ok"

    def check(self, text: str) -> Optional[Danger]:
        """The danger that a message shows, or None. Never raises."""
        by_rule = check(text)
        if self._judge is None:
            return by_rule
        try:
            found = _joined(text, self._judge)
        except Exception as error:  # noqa: BLE001 - whatever is broken, the rules still count
            self._has_failed = True
            logger.error("The danger check runs on rules alone: error=%s", type(error).__name__)
            return by_rule
        self._has_failed = False
        return found


def _joined(text: str, judge: Judge) -> Optional[Danger]:
    """Danger in any piece of a text; failing that, danger that is over."""
    found = [danger for danger in (_of_piece(piece, judge) for piece in pieces(text)) if danger]
    return next((danger for danger in found if not danger.is_over), next(iter(found), None))


def _of_piece(piece: str, judge: Judge) -> Optional[Danger]:
    from bot.safeguarding.judge import Verdict

    judged, seen = judge(piece), check(piece)
    if judged.verdict is Verdict.OVER:
        return Danger(judged.kind, is_over=True)
    if judged.verdict is Verdict.SURE:
        return Danger(judged.kind, judged.is_about_other)
    return seen if judged.verdict is Verdict.MAYBE else None


def pieces(text: str) -> Iterator[str]:
    """A short text whole and by sentences; of a long one overlapping pieces, the beginning and the end before the middle."""
    words = text[:MOST_CHARACTERS].split(" ")
    if len(words) <= WINDOW:
        yield text
        yield from sentences(text)
        return
    starts = list(range(0, len(words), STEP))
    ordered = sorted(starts, key=lambda start: min(start, len(words) - start))
    for start in ordered[:MOST_WINDOWS]:
        yield " ".join(words[start : start + WINDOW])


def sentences(text: str) -> Iterator[str]:
    """The sentences of a short message of several: danger behind a question must not be lost in it."""
    found = [sentence for sentence in _END.split(text) if len(sentence.split()) >= FEWEST_WORDS]
    if len(found) > 1:
        yield from found


def _plain(text: str) -> str:
    return _HARMLESS.sub(" ", with_spaces(normalise(text[:MOST_CHARACTERS])))


def _about_other(words: str, hit: str) -> bool:
    before, _, _ = words.partition(hit)
    own = _OWN.search(hit) or _OWN_BEFORE.search(before)
    return bool(_OTHERS.search(words)) and not own
