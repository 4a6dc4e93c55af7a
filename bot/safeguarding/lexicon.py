"""Words that are known, and how common each is: so that letters which hide a word can be put right.

A few hundred words of danger and of every day are always known. The trained judge
brings those of its messages, so that whole sentences without spaces can be read.
"""

from __future__ import annotations

import math
import re
from typing import Dict, Iterable, List, Mapping, Optional

_DANGER = (
    "kill killed killing killer die dying died dead death suicide suicidal overdose overdosed unalive cut cutting cuts self harm harming harmed hurt hurting hurts myself "
    "herself himself themselves end ending life live living alive pills tablets paracetamol rope jump hang hanging bleeding blood goodbye knife gun stab stabbed "
    "weapon hit hits hitting beat beats beating punch punched punches kick kicked kicking slap slapped strangle strangled choke choked rape raped raping "
    "abuse abused abusing abuser molest molested attack attacked threaten threatened threatening scared afraid danger dangerous unsafe homeless "
    "street streets nowhere sleep sleeping slept rough tonight evicted thrown chucked booted locked out sell selling sold drugs dealer dealing gang lines county "
    "trafficked trafficking groomed grooming exploited blackmail blackmailed blackmailing nudes sex forced forcing owe owes debt runaway missing gone ran run away "
    "running hiding escape escaped police ambulance hospital help"
)
_EVERYDAY = (
    "a i am is it my me to do of on in so be no not and the you he she we they him her his them their this that these those now just off up down over under was were "
    "have has had having want wants wanted wanna going gonna go goes went get gets got getting need needs please pls can cant could would should will wont dont did "
    "didnt does doesnt im ive hes shes theyre been being anymore any more wish here there where who what when why how at for with without from into onto by about "
    "if but or because cos as than then too very really all some someone somebody nobody one two mum dad mother father stepdad stepmum brother sister friend mate "
    "boyfriend girlfriend partner husband wife carer carers foster social worker care home house flat room place placement council door car outside inside back "
    "left leave leaving stay staying keep keeps kept make makes made making take takes took taken taking put puts feel feels feeling think thinking thought know "
    "knows like tired cannot let take tell told say says said see come comes coming day night today tomorrow morning week every again ever never own bed clothes money work tell use used lot load loads few whole "
    "us our your its time still even much pay rent tax also only ask after before until since always man men boy girl"
)
_LETTERS = re.compile(r"[a-z]+")
_LONGEST = 18  # letters of a word
_COMMON, _RARE = (
    6.0,
    11.0,
)  # cost of a word that is always known; of a whole stretch that is no word, before its letters
_KNOWN_PARTS = 4  # of a run may be one part of letters that are no word
_LETTER = 2.5  # what each letter of an unknown stretch costs


class Lexicon:
    """Knows words. `counts` says how often each is used; the words that are always known need none."""

    def __init__(self, counts: Mapping[str, int] = {}) -> None:
        total = sum(counts.values()) or 1
        self._cost: Dict[str, float] = {
            word: -math.log(count / total) for word, count in counts.items() if _is_word(word)
        }
        for word in (*_DANGER.split(), *_EVERYDAY.split()):
            self._cost[word] = min(self._cost.get(word, _COMMON), _COMMON)
        self.danger = frozenset(_DANGER.split())
        self.always = self.danger | frozenset(_EVERYDAY.split())

    def knows(self, word: str) -> bool:
        """Whether this is a word, in lower case."""
        return word in self._cost

    def best(self, words: Iterable[str]) -> Optional[str]:
        """The most common of some candidates; a word of danger first. None if none is known."""
        known = [word for word in words if word in self._cost]
        return min(known, key=lambda word: (word not in self.danger, self._cost[word]), default=None)

    def parted(self, run: str) -> Optional[List[str]]:
        """A run of letters as the likeliest words; None if too much of it is no word."""
        costs, cuts = [0.0], [0]
        for end in range(1, len(run) + 1):
            cost, start = min(
                (costs[start] + self._stretch(run[start:end]), start)
                for start in range(max(0, end - _LONGEST), end)
            )
            costs.append(cost)
            cuts.append(start)
        words = _walked(run, cuts)
        unknown = [len(word) for word in words if word not in self._cost]
        return words if 1 not in unknown and sum(unknown) * _KNOWN_PARTS <= len(run) else None

    def _stretch(self, letters: str) -> float:
        return self._cost.get(letters) or _RARE + _LETTER * len(letters)


def _is_word(word: str) -> bool:
    return bool(_LETTERS.fullmatch(word)) and (len(word) > 1 or word in ("a", "i"))


def _walked(run: str, cuts: List[int]) -> List[str]:
    words: List[str] = []
    end = len(run)
    while end:
        words.append(run[cuts[end] : end])
        end = cuts[end]
    return words[::-1]
