"""The first safeguarding check: does this message show danger, of which kind, and how clearly?

Rules that need no model, joined with a trained judge where there is one. Nobody
is scored: a message is danger, a sign worth asking about, over, or none of it.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, List, Optional, Sequence

from bot.language.chat import spelled_out
from bot.safeguarding import long_look
from bot.safeguarding.finding import Danger, Level
from bot.safeguarding.limits import BOTH_VIEWS, LETTERS_ALONE
from bot.safeguarding.normalise import normalise
from bot.safeguarding.pieces import (
    Stretch,
    Words,
    are_clauses,
    in_talk,
    stretches,
    words_and_clauses,
    worth_judging,
)
from bot.safeguarding.plain import Plain
from bot.safeguarding.rules import Hit, Rules, our_rules
from bot.safeguarding.weighing import Part, Parts, is_urgent, weighed
from bot.safeguarding.when import was_long_ago
from bot.safeguarding.whose import is_about_other

if TYPE_CHECKING:
    from bot.safeguarding.judge import Judge

logger = logging.getLogger(__name__)

WHOLE = 40  # words; a longer message is judged in pieces alone
MOST_JUDGED, MOST_BESIDE_WHOLE = 70, 24  # words of all pieces of a message; beside the whole
SUSPICIOUS = 0.0  # of the scan, from which a piece is worth judging
HARMLESS = -3.0  # of the scan, below which a whole message needs no judge
ORDINARY = -0.5  # of the scan, below which a clause beside danger may be a question
UNLIKELY = -0.25  # of a whole message's sum, below which its pieces need no judge
EVIDENCE = 0.2  # that a rule's hint adds to what the judge finds
SHORTEST = 3  # letters of a sentence that says danger outright: "kms"
SHORT_BEFORE = 6  # words; "i want to" is finished by the next message
FEWEST_OF_REST = 3  # words that can ask something
LAST = 32  # texts whose plain words are known while they are looked at: each step needs them
MOST_READ = 20_000  # letters of a text in which plain words of danger are looked for


_SENTENCE = re.compile(r"[.!?\n]+")


def _read_through(text: str) -> str:
    """A long text with chat-speak spelled out and disguises left on: so far as it is read."""
    return spelled_out("\n".join(long_look.slices(text, MOST_READ, MOST_READ // 3)))


def rules_alone() -> Detector:
    """A detector that needs no model: the rules of this project."""
    return Detector(our_rules())


class Detector:
    """The rules and, if there is one, the trained judge. With the judge missing or broken, the rules alone.

    `state` is `ok` or `rules_alone`, as it was at the last look.
    """

    def __init__(self, rules: Rules, judge: Optional[Judge] = None) -> None:
        self._rules, self._judge = rules, judge
        self._plain = lru_cache(maxsize=LAST)(judge.plain if judge else Plain())
        self._limits = BOTH_VIEWS if judge is None or judge.has_meaning else LETTERS_ALONE
        self.state = "ok" if judge else "rules_alone"

    @property
    def has_judge(self) -> bool:
        """Whether there is more than the rules."""
        return self._judge is not None

    def at_once(self, text: str, before: Sequence[str] = (), begun: str = "") -> Optional[Danger]:
        """Danger said in so many words, or None: what needs no judge and nobody may overrule. Never raises; a few milliseconds at most.

        `begun` is the message just before, where that showed something itself.
        """
        plain = self._plain(text)
        words = normalise(plain)
        outright = self._explicit(plain)
        if outright:
            return replace(self._urgent(outright, plain, words), is_outright=True)
        hit = self._finished(before, words) or self._went_on(begun, words)
        return self._urgent(hit, plain, words) if hit else None

    def _explicit(self, plain: str) -> Optional[Hit]:
        """In the whole, or in a sentence alone: what spares "kill myself a ..." must not reach over a full stop."""
        sentences = (sentence.strip() for sentence in _SENTENCE.split(plain))
        texts = dict.fromkeys((plain, *(sentence for sentence in sentences if len(sentence) >= SHORTEST)))
        return next(filter(None, map(self._rules.explicit, map(normalise, texts))), None)

    def check(self, text: str, before: Sequence[str] = (), begun: str = "") -> Optional[Danger]:
        """What a message shows, or None. `before` are the ordinary messages just before it, oldest first. Never raises."""
        return self.at_once(text, before, begun) or self.judged(text, before)

    def suspicion(self, text: str) -> float:
        """How soon a message should be looked at: higher is sooner. A quick guess that says nothing of what it shows. Never raises."""
        words = words_and_clauses(self._plain(text))
        if self._judge is None or not words.words:
            return 0.0
        try:
            return max(self._judge.scan.scores(words.words, [(0, len(words.words)), *stretches(words)]))
        except Exception:  # noqa: BLE001 - the judge is broken, and says so itself
            return 0.0

    def forget_texts(self) -> None:
        """Keep no words of the messages that were looked at."""
        self._plain.cache_clear()

    def judged(self, text: str, before: Sequence[str] = ()) -> Optional[Danger]:
        """What the judge sees, or where there is none the hints of the rules. Never raises; tens of milliseconds at most."""
        return (self._between_slices(text) if len(text) > long_look.WHOLE else None) or self._judged(
            text, before
        )

    def _between_slices(self, text: str) -> Optional[Danger]:
        """What is said in so many words anywhere in a long text, of which `Plain` gives slices alone."""
        plain = _read_through(text)
        hit = self._explicit(plain)
        return Danger(hit.kind, is_about_other(normalise(plain), hit.words)) if hit else None

    def _judged(self, text: str, before: Sequence[str]) -> Optional[Danger]:
        if self._judge is not None:
            try:
                return self._by_judge(self._judge, text, before)
            except Exception as error:  # noqa: BLE001 - whatever is broken, the rules still count
                self.state = "rules_alone"
                logger.error("The danger check runs on rules alone: error=%s", type(error).__name__)
        return self.hinted(text)

    def hinted(self, text: str) -> Optional[Danger]:
        """What the rules alone see in it, their hints too. Never raises."""
        plain = self._plain(text)
        words = normalise(plain)
        hit = self._rules.hint(words)
        return self._urgent(hit, plain, words) if hit else None

    def _urgent(self, hit: Hit, plain: str, words: str) -> Danger:
        return Danger(hit.kind, is_about_other(words, hit.words), rest=self._rest(words_and_clauses(plain)))

    def _finished(self, before: Sequence[str], words: str) -> Optional[Hit]:
        """Danger that the message before began and this one ends: "i want to", "kill myself"."""
        begun = normalise(self._plain(before[-1])) if before else ""
        return (
            self._rules.explicit(f"{begun} {words}") if begun and len(begun.split()) <= SHORT_BEFORE else None
        )

    def _went_on(self, begun: str, words: str) -> Optional[Hit]:
        """The same behind a message that showed something, of any length: of that its last words count, with these alone."""
        tail = " ".join(normalise(self._plain(begun)).split()[-SHORT_BEFORE:])
        return self._rules.explicit(f"{tail} {words}") if tail and not self._rules.explicit(tail) else None

    def _by_judge(self, judge: Judge, text: str, before: Sequence[str]) -> Optional[Danger]:
        plain = self._plain(text) if len(text) <= long_look.WHOLE else _read_through(text)
        words = words_and_clauses(plain)
        parts = self._parts(judge, plain, words, self._plain(before[-1]) if before else "")
        if parts:  # what the quick look alone settled says nothing of the judge
            self.state = "ok"
        danger = weighed(parts, self._limits) if parts else None
        if (
            danger is None or not danger.is_urgent or len(text) > long_look.WHOLE
        ):  # what is too long is not answered
            return danger
        return Danger(danger.kind, danger.is_about_other, Level.URGENT, self._rest(words))

    def _parts(self, judge: Judge, plain: str, words: Words, before: str) -> Optional[Parts]:
        """Every part that is worth it: the message, and its pieces in one go where that leaves it open; None if none is."""
        whole = [plain] if 0 < len(words.words) <= WHOLE else []
        behind = [in_talk(before, whole[0])] if whole and before else []
        chosen = worth_judging(
            words, judge.scan.scores, SUSPICIOUS, MOST_BESIDE_WHOLE if whole else MOST_JUDGED
        )
        if not chosen and all(self._is_harmless(judge, text) for text in (*whole, *behind)):
            return None
        first = self._looked_at(judge, [*whole, *behind])
        parts = Parts(first[0] if whole else None, [], first[1] if behind else None)
        return (
            parts
            if whole and self._is_settled(parts, first)
            else replace(parts, pieces=self._pieces(judge, words, chosen))
        )

    def _is_settled(self, parts: Parts, first: Sequence[Part]) -> bool:
        """Whether a short message by itself is urgent, or so far from danger that no piece of it can be."""
        return max(part.sum for part in first) < UNLIKELY or is_urgent(parts, self._limits)

    def _pieces(self, judge: Judge, words: Words, chosen: Sequence[Stretch]) -> List[Part]:
        clauses = are_clauses(words)
        return [
            replace(part, is_clause=stretch in clauses, is_long_ago=was_long_ago(words.words, stretch))
            for part, stretch in zip(
                self._looked_at(judge, list(map(words.text, chosen))), chosen, strict=True
            )
        ]

    def _is_harmless(self, judge: Judge, text: str) -> bool:
        return judge.scan.score(text) < HARMLESS and not self._rules.hint(normalise(text))

    def _looked_at(self, judge: Judge, texts: List[str]) -> List[Part]:
        if not texts:
            return []
        hints = [EVIDENCE if self._rules.hint(normalise(text)) else 0.0 for text in texts]
        return [
            Part(text, judged, judged.danger + hint)
            for text, judged, hint in zip(texts, judge(texts), hints, strict=True)
        ]

    def _rest(self, words: Words) -> str:
        """The clauses beside danger that show none themselves."""
        scores = (
            self._judge.scan.scores(words.words, words.clauses)
            if self._judge
            else [ORDINARY - 1] * len(words.clauses)
        )
        calm = (clause for clause, score in zip(words.clauses, scores, strict=True) if score < ORDINARY)
        return " ".join(words.text(clause) for clause in calm if self._may_ask(words, clause))

    def _may_ask(self, words: Words, clause: Stretch) -> bool:
        plain = normalise(words.text(clause))
        return (
            clause[1] - clause[0] >= FEWEST_OF_REST
            and not self._rules.explicit(plain)
            and not self._rules.hint(plain)
        )
