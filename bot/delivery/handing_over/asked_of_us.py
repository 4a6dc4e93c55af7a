"""Whether what an adviser types in a talk is surely asked of the assistant: words of the trade that nobody says to a young person.

Likeness to requests says nothing here: "your plan is due" is one thing at the desk, and another to whose plan it is. So only what
speaks of several people, or orders something done, counts, and nothing that speaks to somebody.
"""

from __future__ import annotations

import re

from bot.advising.requests.plain_request import in_full

# "could you tell me" speaks to the assistant as well as to a person.
_POLITE = re.compile(
    r"\b(?:can|could|would|will) (?:you|u)\b|\bthank you\b|\bplease\b|^(?:hi|hello|ok|and|so)\b"
)
_TO_SOMEBODY = re.compile(r"\b(?:you|your|yours|yourself|u|ur|we|us|our|ours|let's|lets)\b")
_MANY = r"(?:plans|reviews|contacts|key dates|flags|alerts|call ?-?backs)"
_LATE = r"(?:overdue|late|due|missed|outstanding|lapsed|out of date)"
_EET = r"\beducation, employment (?:and|or) training\b"  # EET and NEET in full
_WORDS = re.compile(
    rf"\bcaseload\b|\bmy (?:young (?:people|persons?)|yps?|list|allocations|cases|tray)\b|\bof mine\b"
    rf"|\b(?:who|whose|which|what|how many|list|show|any|all)\b.*\b{_MANY}\b"
    rf"|\b{_LATE} {_MANY}\b|\b{_MANY} (?:are |that are )?{_LATE}\b"
    r"|\b(?:who|which \w+(?: \w+)?) (?:have not|haven't|have|did|didn't) i (?:not )?(?:seen|see|visited|met|contacted|spoken to|rung)\b"
    r"|\bwho (?:needs|is due|is overdue)\b.*\b(?:review|visit|contact|plan)\b"
    rf"|{_EET}.*(?:\b(?:figures?|numbers?|percent(?:age)?|rate|who)\b|%)"
    rf"|\b(?:figures?|numbers?|percent(?:age)?|how many)\b.*{_EET}"
    r"|^(?:show|list|give) (?:me )?(?:everyone|everybody)\b|\bstaying put meetings\b|\breview dates\b"
    r"|^(?:plan |pathway plan )?status (?:of|for)\b"
    r"|^(?:log|record|note down|put down|put on|add) (?:that )?(?:an? |the |my |i |we )?(?:\w+ ){0,2}"
    r"(?:contact|visit|call|saw|seen|met|rang|rung|spoke|visited)\b"
    r"|^(?:send|submit|pass) (?:it|hers?|his|theirs?|the plan)\b.*\bmy (?:team )?manager\b"
    r"|^(?:reset|set|change) (?:his|her|their|the) (?:text )?pin\b"
    r"|^undo(?: (?:that|it|this))?\W*$|^(?:help|menu)\W*$"
)


def is_asked_of_us(text: str) -> bool:
    """Whether it surely is. Takes any text; a doubt is none."""
    plain = " ".join(_POLITE.sub(" ", in_full(text)).split())
    return not _TO_SOMEBODY.search(plain) and bool(_WORDS.search(plain))
