"""Puts the spaces back into "iwanttodie"."""

from __future__ import annotations

import re
from typing import List, Optional

SHORTEST, FEWEST = 9, 3  # letters of a run, and words in it: "threatening" and "someone" stay whole
_LONGEST_WORD, _MOST = 14, 80  # letters
_WORD_LIST = (
    "a i am is it my me to do of on in so be no not and the you he she we they him her this that now just out off up was were have has had "
    "im ive dont cant want wanna going gonna gona need help please pls kill killed killing myself end life die dying dead hurt hurting cut "
    "cutting suicide suicidal overdose pills tablets alive live anymore any more live wish were here goodbye jump hang tonight sleep nowhere "
    "homeless street streets kicked thrown chucked bed stay go home hit hits hitting beat beats beating punched punches raped rape abused "
    "abuse abusing boyfriend girlfriend partner dad mum stepdad brother sister friend mate carer someone somebody scared afraid danger knife "
    "threatened threatening strangled hurts me being forced force makes make made sell selling drugs sex carry owe money gang lines county "
    "trafficked groomed exploited blackmail missing gone ran run away from placement care police nobody knows where back going left her his "
    "own with for at all get got feel like tired living keep thinking about how cannot let leave flat over take took"
)
_WORDS = frozenset(_WORD_LIST.split())
_WORD = re.compile(r"[a-z]+")


def with_spaces(plain: str) -> str:
    """The words with every long unknown one cut into common words of danger, where that leaves no rest."""
    return " ".join(_cut(word) if len(word) >= SHORTEST else word for word in plain.split())


def _cut(word: str) -> str:
    found = _fewest(word) if len(word) <= _MOST and _WORD.fullmatch(word) else None
    return " ".join(found) if found and len(found) >= FEWEST else word


def _fewest(run: str) -> Optional[List[str]]:
    """The fewest words that make up the run."""
    best: List[Optional[List[str]]] = [[]] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before = best[start]
            if before is not None and run[start:end] in _WORDS:
                shorter = best[end]
                if shorter is None or len(before) + 1 < len(shorter):
                    best[end] = [*before, run[start:end]]
    return best[-1]
